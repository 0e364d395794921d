"""Values as records write them, so that what is told can be put back in."""

from __future__ import annotations

from datetime import datetime, time
from fractions import Fraction
from typing import Any

from ccpolicy.explain.numbers import quantity_text
from ccpolicy.model.policy import Field
from ccpolicy.model.types import MINUTES, Quantity
from ccpolicy.values.absent import MISSING, Unknown


def record_text(value: Any, known: Field) -> str | bool | None:
    """A value as a JSON document gives it; nothing for one that is missing or not known."""
    if value is MISSING or isinstance(value, Unknown):
        return None
    if isinstance(value, bool):
        return value
    if isinstance(value, datetime):
        return value.isoformat(timespec="minutes")
    if isinstance(value, time):
        return f"{value:%H:%M}"
    if isinstance(value, int | Fraction) and isinstance(known.type, Quantity):
        minutes = known.type == MINUTES and known.written == "minutes"
        return str(value) if minutes else quantity_text(value, known.type)
    return str(value)
