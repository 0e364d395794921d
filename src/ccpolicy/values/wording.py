"""Values as people read them: `$1,234.50`, `November 24, 2022`, `4 hours 59 minutes`, `2 years 3 months`.

One table of words per language; a value's kind is named by its type (`money`, `hours`, `date` …).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time
from fractions import Fraction
from typing import Any

from attrs import frozen

from ccpolicy.values.absent import MISSING, Unknown
from ccpolicy.values.dates import Age, Month, completed_months
from ccpolicy.values.numbers import Number, exact, round_to


@frozen
class Words:
    """The words of one language. Units are (one, several); patterns name their parts."""

    months: tuple[str, ...]
    weekdays: Mapping[str, str]
    units: Mapping[str, tuple[str, str]]
    date: str
    month: str
    yes: str
    no: str
    missing: str
    unknown: str
    last: str
    per: str


LANGUAGES: Mapping[str, Words] = {
    "en": Words(
        months=(
            "January",
            "February",
            "March",
            "April",
            "May",
            "June",
            "July",
            "August",
            "September",
            "October",
            "November",
            "December",
        ),
        weekdays={
            "monday": "Monday",
            "tuesday": "Tuesday",
            "wednesday": "Wednesday",
            "thursday": "Thursday",
            "friday": "Friday",
            "saturday": "Saturday",
            "sunday": "Sunday",
        },
        units={
            "hour": ("hour", "hours"),
            "minute": ("minute", "minutes"),
            "day": ("day", "days"),
            "month": ("month", "months"),
            "year": ("year", "years"),
            "business day": ("business day", "business days"),
        },
        date="{month} {day}, {year}",
        month="{month} {year}",
        yes="yes",
        no="no",
        missing="none",
        unknown="unknown",
        last="and",
        per="{amount} per {unit}",
    ),
}


def worded(
    value: Any, kind: str, lang: str = "en", label: Callable[[str], str] = str, leap_day_birthday: str = ""
) -> str:
    """A value of a kind (`money`, `hours`, `text` …) in words. `label` gives the label of a code."""
    words = LANGUAGES[lang]
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
    words = LANGUAGES[lang]
    if not parts:
        return words.missing
    head = ", ".join(parts[:-1])
    return f"{head} {words.last} {parts[-1]}" if head else parts[-1]


def counted(count: Number, unit: str, lang: str = "en") -> str:
    """`1 day`, `4 days`."""
    one, several = LANGUAGES[lang].units[unit]
    return f"{plain(count)} {one if count == 1 else several}"


def plain(value: Number) -> str:
    """A number with no more than four decimals: `1234`, `1.75`. No separators: it may be a year."""
    near = exact(round_to(value, Fraction(1, 10_000), "half_even"))
    if isinstance(near, int):
        return str(near)
    scaled = int(abs(Fraction(near)) * 10_000)
    whole, rest = divmod(scaled, 10_000)
    decimals = f"{rest:04d}".rstrip("0")
    return f"{'-' if near < 0 else ''}{whole}.{decimals}"


def money(cents: Number) -> str:
    """`$1,234.50`; parts of a cent are shown where there are any."""
    near = round_to(cents, Fraction(1, 100), "half_even")
    dollars, rest = divmod(int(abs(Fraction(near)) * 100), 10_000)
    decimals = f"{rest:04d}"
    shown = decimals[:2] + decimals[2:].rstrip("0")
    return f"{'-' if near < 0 else ''}${dollars:,}.{shown}"


def _quantity(value: Number, kind: str, lang: str) -> str:
    words = LANGUAGES[lang]
    if kind == "money":
        return money(value)
    if kind.startswith("money per "):
        unit = kind.removeprefix("money per ")
        per, amount = ("hour", value * 60) if unit == "minute" else (unit, value)
        return words.per.format(amount=money(amount), unit=words.units[per][0])
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
        return words.month.format(month=words.months[value.month - 1], year=value.year)
    if isinstance(value, time):
        return _clock(value)
    if isinstance(value, datetime):
        return f"{_calendar(value.date(), words)} {_clock(value.time())}"
    if isinstance(value, date):
        return words.date.format(month=words.months[value.month - 1], day=value.day, year=value.year)
    return str(value)


def _clock(value: time) -> str:
    return f"{value.hour % 12 or 12}:{value.minute:02d} {'AM' if value.hour < 12 else 'PM'}"
