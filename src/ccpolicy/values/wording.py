"""Values as people read them: `$1,234.50`, `November 24, 2022`, `4 hours 59 minutes`, `2 years 3 months`.

English stands here; other languages take their dates, money, plurals and lists from `locales`. A value's kind is named
by its type (`money`, `hours`, `date` …).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime, time
from fractions import Fraction
from typing import Any

from ccpolicy.values.absent import MISSING, Unknown
from ccpolicy.values.dates import Age, Month, completed_months
from ccpolicy.values.numbers import Number, exact, round_to
from ccpolicy.values.speech import ENGLISH, Words, plain


def words_of(lang: str) -> Words:
    """The words of a language. Raises UsageError where there are none, or where what they need is not installed."""
    if lang == "en":
        return ENGLISH
    from ccpolicy.values.locales import words_of_locale

    return words_of_locale(lang)


def worded(
    value: Any, kind: str, lang: str = "en", label: Callable[[str], str] = str, leap_day_birthday: str = ""
) -> str:
    """A value of a kind (`money`, `hours`, `text` …) in words. `label` gives the label of a code."""
    words = words_of(lang)
    if value is MISSING:
        return words.missing
    if isinstance(value, Unknown):
        return words.unknown
    if isinstance(value, tuple | list) and not isinstance(value, Month | Age):
        inner = kind.removeprefix("list of ")
        return joined([worded(part, inner, lang, label, leap_day_birthday) for part in value], lang)
    if isinstance(value, bool):
        return words.yes if value else words.no
    if isinstance(value, str):
        return words.weekdays.get(value, value) if kind == "weekday" else label(value)
    if isinstance(value, Age):
        return _age(value, lang, leap_day_birthday or "march_1")
    if isinstance(value, int | Fraction):
        return _quantity(value, kind, lang)
    return _calendar(value, words)


def joined(parts: Sequence[str], lang: str = "en") -> str:
    """`a`, `a and b`, `a, b and c`; nothing is `none`."""
    words = words_of(lang)
    return words.joined(parts) if parts else words.missing


def counted(count: Number, unit: str, lang: str = "en") -> str:
    """`1 day`, `4 days`."""
    return words_of(lang).count(count, unit)


def money(cents: Number, lang: str = "en") -> str:
    """`$1,234.50`; parts of a cent are shown where there are any."""
    near = Fraction(round_to(cents, Fraction(1, 100), "half_even"))
    decimals = next(places for places in (2, 3, 4) if (near * 10 ** (places - 2)).denominator == 1)
    shown = words_of(lang).money(abs(near) / 100, decimals)
    return f"-{shown}" if near < 0 else shown


def _quantity(value: Number, kind: str, lang: str) -> str:
    words = words_of(lang)
    if kind == "money":
        return money(value, lang)
    if kind.startswith("money per "):
        unit = kind.removeprefix("money per ")
        per, amount = ("hour", value * 60) if unit == "minute" else (unit, value)
        return words.per.format(amount=money(amount, lang), unit=words.unit(per))
    if kind == "hours":
        length = exact(abs(Fraction(value)))
        hours = int(length // 60)
        minutes = exact(length - hours * 60)
        parts = [counted(hours, "hour", lang)] if hours else []
        parts += [counted(minutes, "minute", lang)] if minutes or not hours else []
        return ("-" if value < 0 else "") + " ".join(parts)
    if kind in ("days", "business days"):
        return counted(value, kind.removesuffix("s"), lang)
    if kind == "months" and isinstance(value, int):
        return _months(value, lang)
    return plain(value)


def _months(months: int, lang: str) -> str:
    years, rest = divmod(months, 12)
    parts = [counted(years, "year", lang)] if years else []
    parts += [counted(rest, "month", lang)] if rest or not years else []
    return " ".join(parts)


def _age(age: Age, lang: str, leap_day_birthday: str) -> str:
    months = completed_months(age, leap_day_birthday)
    return _months(months, lang) if months > 0 else counted((age.on - age.born).days, "day", lang)


def _calendar(value: Any, words: Words) -> str:
    if isinstance(value, Month):
        return words.month(words.months[value.month - 1], value.year)
    if isinstance(value, time):
        return words.clock(value)
    if isinstance(value, datetime):
        return f"{words.date(value.date())} {words.clock(value.time())}"
    if isinstance(value, date):
        return words.date(value)
    return str(value)
