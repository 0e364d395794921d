"""One value as records write it: the other way round of `fields`."""

from __future__ import annotations

from datetime import datetime
from fractions import Fraction
from typing import Any

from ccpolicy.model.policy import Field
from ccpolicy.model.types import MINUTES, MONEY, Quantity, Type
from ccpolicy.records.fields import key_text, scale
from ccpolicy.values.numbers import Number

_LONGEST = 10_000 * 60
"""Minutes from which hours have more digits than they are read with."""


def written(value: Any, kind: Type, column: Field | None = None) -> str:
    """A value as text that reading the field gives back; a value of no field (a fact's) as a field of its type would."""
    if isinstance(kind, Quantity) and not isinstance(value, str):
        return _quantity(value, kind, column or Field("", kind, "required", written=str(kind)))
    return _moment(value) if isinstance(value, datetime) else key_text(value)


def _quantity(value: Number, kind: Quantity, column: Field) -> str:
    if column.written == "percent":
        return f"{_decimal(Fraction(value) * 100)}%"
    if kind == MINUTES and isinstance(value, int) and 0 <= value < _LONGEST and scale(column, kind) != 1:
        return f"{value // 60}:{value % 60:02d}"  # seven minutes have no end as a part of an hour
    amount = Fraction(value) / Fraction(scale(column, kind))
    return _decimal(amount, 2 if kind == MONEY else 0)


def _decimal(amount: Fraction, least: int = 0) -> str:
    """All decimals of a number that has an end, at most nine of any other."""
    places = next((at for at in range(least, 9) if (amount * 10**at).denominator == 1), 9)
    whole, rest = divmod(round(abs(amount) * 10**places), 10**places)
    sign = "-" if amount < 0 else ""
    return f"{sign}{whole}.{rest:0{places}d}" if places else f"{sign}{whole}"


def _moment(value: datetime) -> str:
    """With its offset, so that an hour the clock shows twice is told apart."""
    return value.isoformat(timespec="seconds" if value.second else "minutes")
