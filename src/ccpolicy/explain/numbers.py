"""Exact numbers as decimal text."""

from __future__ import annotations

from fractions import Fraction

from ccpolicy.model.types import MINUTES, MONEY, Quantity, Type
from ccpolicy.values.numbers import Number, exact, round_to

MOST_PLACES = 6
"""A number without an end, such as a third, is cut half-even to this many decimals."""


def number_text(value: Number, places: int = 0) -> str:
    """The number in decimal digits, with at least `places` decimals: `1`, `1.75`, `40.00`."""
    if isinstance(value, int):
        return f"{value}.{'0' * places}" if places else str(value)
    value = exact(round_to(value, Fraction(1, 10**MOST_PLACES), "half_even"))
    scaled = int(abs(value) * 10**MOST_PLACES)
    head, tail = divmod(scaled, 10**MOST_PLACES)
    decimals = f"{tail:0{MOST_PLACES}d}".rstrip("0").ljust(places, "0")
    sign = "-" if value < 0 else ""
    return f"{sign}{head}.{decimals}" if decimals else f"{sign}{head}"


def money_text(cents: Number) -> str:
    """Cents as an amount with two decimals; parts of a cent are shown where there are any."""
    if isinstance(cents, int):
        whole, rest = divmod(abs(cents), 100)
        return f"{'-' if cents < 0 else ''}{whole}.{rest:02d}"
    return number_text(exact(cents / 100), 2)


def quantity_text(value: Number, kind: Type) -> str:
    """A quantity as records and documents write it: money with two decimals, time in hours, anything else plain."""
    if kind == MONEY:
        return money_text(value)
    if kind == MINUTES:
        return number_text(exact(Fraction(value) / 60))
    if isinstance(kind, Quantity) and dict(kind.dims).get("money") == 1:
        per_hour = 60 if dict(kind.dims).get("minute") == -1 else 1
        return number_text(exact(Fraction(value) * per_hour / 100), 2)
    return number_text(value)
