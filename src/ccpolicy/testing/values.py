"""Values as cases write them, and their comparison."""

from __future__ import annotations

from datetime import datetime
from fractions import Fraction
from typing import Any

from ccpolicy.explain.numbers import money_text, number_text
from ccpolicy.model.types import MONEY, Type
from ccpolicy.records.fields import key_text
from ccpolicy.values.absent import MISSING, Unknown
from ccpolicy.values.dates import Age, Month
from ccpolicy.values.numbers import decimal


def as_text(value: Any, type: Type) -> str:
    """A value as a case writes it: money `40.00`, time in minutes `90`, dates by year first, `missing`, `unknown`."""
    if value is MISSING:
        return "missing"
    if isinstance(value, Unknown):
        return "unknown"
    if isinstance(value, Age):
        return f"{value.born} on {value.on}"
    if isinstance(value, tuple) and not isinstance(value, Month):
        return ", ".join(as_text(part, type) for part in value)
    if isinstance(value, int | Fraction) and not isinstance(value, bool):
        return money_text(value) if type == MONEY else number_text(value)
    return value.isoformat(timespec="minutes") if isinstance(value, datetime) else key_text(value)


def plain(value: Any) -> Any:
    """An expected value as text; nothing stays nothing."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value if value is None else str(value)


def agree(actual: Any, expected: Any) -> bool:
    """Whether an actual text is what was expected; numbers agree by value, `1` with `1.00`."""
    left, right = plain(actual), plain(expected)
    if left == right:
        return True
    if left is None or right is None:
        return False
    if {left, right} in ({"yes", "true"}, {"no", "false"}):
        return True
    numbers = decimal(left), decimal(right)
    return None not in numbers and numbers[0] == numbers[1]
