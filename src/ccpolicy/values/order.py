"""What values are ordered and held equal by, where Python's own order is not that of the value."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from ccpolicy.values.dates import Age

OTHERWISE = (Age, datetime)
"""What is not held against others as Python does it."""


def comparable(value: Any) -> Any:
    """An age by the days lived, a moment by the time that passed; everything else as it is.

    Python holds two moments of one time zone against each other by what the clock shows, which is wrong in the hour
    that a clock repeats.
    """
    if isinstance(value, Age):
        return (value.on - value.born).days
    return value.astimezone(UTC) if isinstance(value, datetime) else value
