"""Stretches of dates, both ends included, either end open."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from attrs import frozen

ONE_DAY = timedelta(days=1)


@frozen
class Period:
    """From a date through a date, both included; None is open."""

    start: date | None = None
    end: date | None = None

    def __contains__(self, day: date) -> bool:
        return (self.start is None or self.start <= day) and (self.end is None or day <= self.end)

    def __str__(self) -> str:
        if self.start is None and self.end is None:
            return "always"
        if self.start is None:
            return f"through {self.end}"
        return f"from {self.start}" if self.end is None else f"{self.start} through {self.end}"

    @property
    def is_empty(self) -> bool:
        return self.start is not None and self.end is not None and self.end < self.start

    def overlap(self, other: Period) -> Period | None:
        """The dates in both, or None."""
        starts = [d for d in (self.start, other.start) if d is not None]
        ends = [d for d in (self.end, other.end) if d is not None]
        both = Period(max(starts, default=None), min(ends, default=None))
        return None if both.is_empty else both


ALWAYS = Period()


def covers(period: Period, day: date | Period) -> bool:
    """Whether a day, or all of a stretch, lies in a period."""
    if not isinstance(day, Period):
        return day in period
    starts_in = period.start is None or (day.start is not None and period.start <= day.start)
    return starts_in and (period.end is None or (day.end is not None and day.end <= period.end))


def gaps(within: Period, parts: Iterable[Period]) -> tuple[Period, ...]:
    """The stretches of `within` that no part covers."""
    found: list[Period] = []
    reached: date | None = within.start
    open_start = within.start is None
    for part in sorted(parts, key=lambda p: (p.start is not None, p.start or date.min)):
        if part.start is not None and (open_start or (reached is not None and part.start > reached)):
            found.append(Period(reached, part.start - ONE_DAY))
        if part.end is None:
            return tuple(_clipped(found, within))
        if reached is None or part.end + ONE_DAY > reached:
            reached = part.end + ONE_DAY
        open_start = False
    if open_start:
        found.append(within)
    elif within.end is None or (reached is not None and reached <= within.end):
        found.append(Period(reached, within.end))
    return tuple(_clipped(found, within))


def _clipped(found: Iterable[Period], within: Period) -> Iterable[Period]:
    return (both for gap in found if (both := gap.overlap(within)) is not None)
