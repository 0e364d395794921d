"""Values in languages other than English: dates, money, plurals and lists by Babel's locale data.

What Babel does not say (a business day, yes and no) stands here. Babel comes with the extra `i18n`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, time
from decimal import Decimal
from fractions import Fraction
from functools import cache

from attrs import frozen

from ccpolicy.errors import UsageError
from ccpolicy.values.dates import WEEKDAYS
from ccpolicy.values.numbers import Number
from ccpolicy.values.speech import Words, plain

_SPACES = str.maketrans({"\u00a0": " ", "\u202f": " "})
"""Spaces that some terminals and spreadsheets do not show."""


@frozen
class Phrases:
    """What a language says where Babel has no words."""

    locale: str
    yes: str
    no: str
    missing: str
    unknown: str
    per: str
    days: str
    months: str
    business_day: Mapping[str, str]


PHRASES = {
    "es": Phrases(
        locale="es_US",
        yes="sí",
        no="no",
        missing="ninguno",
        unknown="no se sabe",
        per="{amount} por {unit}",
        days="{day} de {month} de {year}",
        months="{month} de {year}",
        business_day={"one": "día hábil", "other": "días hábiles"},
    ),
}


@cache
def words_of_locale(lang: str) -> Words:
    """The words of a language. Raises UsageError for one that is not spoken, and where Babel is not installed."""
    phrases = PHRASES.get(lang)
    if phrases is None:
        raise UsageError(f"there are no explanations in `{lang}`; there are in en, {', '.join(PHRASES)}")
    try:
        from babel import Locale
        from babel.dates import format_date, format_time, get_day_names, get_month_names
        from babel.lists import format_list
        from babel.numbers import format_currency
        from babel.units import format_unit
    except ImportError:
        raise UsageError(f"explanations in `{lang}` need Babel: pip install 'ccpolicy[i18n]'") from None
    locale = Locale.parse(phrases.locale)

    def clear(text: str) -> str:
        return text.translate(_SPACES)

    def unit(name: str) -> str:
        return count(1, name).removeprefix("1 ")

    def count(number: Number, name: str) -> str:
        exactly = Decimal(plain(number))
        if name == "business day":
            form = locale.plural_form(exactly)
            return f"{plain(number)} {phrases.business_day.get(form, phrases.business_day['other'])}"
        return clear(format_unit(exactly, f"duration-{name}", "long", locale=locale))

    def money(dollars: Fraction, decimals: int) -> str:
        exactly = Decimal(dollars.numerator) / Decimal(dollars.denominator)
        pattern = f"¤#,##0.{'0' * decimals}"
        return clear(format_currency(exactly, "USD", pattern, locale=locale, currency_digits=False))

    def clock(value: time) -> str:
        return clear(format_time(value, "short", locale=locale))

    def long_date(day: date) -> str:
        return clear(format_date(day, "long", locale=locale))

    def joined(parts: Sequence[str]) -> str:
        return format_list(list(parts), locale=locale)

    days, months = get_day_names("wide", locale=locale), get_month_names("wide", locale=locale)
    return Words(
        months=tuple(months[at] for at in range(1, 13)),
        weekdays={name: days[at] for at, name in enumerate(WEEKDAYS)},
        date=long_date,
        days=phrases.days,
        month=lambda month, year: phrases.months.format(month=month, year=year),
        clock=clock,
        count=count,
        unit=unit,
        money=money,
        joined=joined,
        yes=phrases.yes,
        no=phrases.no,
        missing=phrases.missing,
        unknown=phrases.unknown,
        per=phrases.per,
    )
