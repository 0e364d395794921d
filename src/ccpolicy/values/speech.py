"""How a language says values: the parts each one fills, and English."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, time
from decimal import Decimal
from fractions import Fraction

from attrs import frozen

from ccpolicy.values.dates import WEEKDAYS
from ccpolicy.values.numbers import Number, exact, round_to


def plain(value: Number) -> str:
    """A number with no more than four decimals: `1234`, `1.75`. No separators: it may be a year."""
    near = exact(round_to(value, Fraction(1, 10_000), "half_even"))
    if isinstance(near, int):
        return str(near)
    scaled = int(abs(Fraction(near)) * 10_000)
    whole, rest = divmod(scaled, 10_000)
    decimals = f"{rest:04d}".rstrip("0")
    return f"{'-' if near < 0 else ''}{whole}.{decimals}"


@frozen
class Words:
    """How one language says values. Units are named by their English singular; `count` is a number with its unit, `days` a
    pattern for several days of one month."""

    months: tuple[str, ...]
    weekdays: Mapping[str, str]
    date: Callable[[date], str]
    days: str
    month: Callable[[str, int], str]
    clock: Callable[[time], str]
    count: Callable[[Number, str], str]
    unit: Callable[[str], str]
    money: Callable[[Fraction, int], str]
    joined: Callable[[Sequence[str]], str]
    yes: str
    no: str
    missing: str
    unknown: str
    per: str


_MONTHS = "January February March April May June July August September October November December".split()


def _english_list(parts: Sequence[str]) -> str:
    head = ", ".join(parts[:-1])
    return f"{head} and {parts[-1]}" if head else parts[-1]


ENGLISH = Words(
    months=tuple(_MONTHS),
    weekdays={name: name.capitalize() for name in WEEKDAYS},
    date=lambda day: f"{_MONTHS[day.month - 1]} {day.day}, {day.year}",
    days="{month} {day}, {year}",
    month=lambda name, year: f"{name} {year}",
    clock=lambda clock: f"{clock.hour % 12 or 12}:{clock.minute:02d} {'AM' if clock.hour < 12 else 'PM'}",
    count=lambda number, unit: f"{plain(number)} {unit if number == 1 else f'{unit}s'}",
    unit=lambda unit: unit,
    money=lambda dollars, decimals: f"${Decimal(dollars.numerator) / dollars.denominator:,.{decimals}f}",
    joined=_english_list,
    yes="yes",
    no="no",
    missing="none",
    unknown="unknown",
    per="{amount} per {unit}",
)
