"""Which wording is in force: on a day, and as far as was announced by another day."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Protocol, TypeVar

from ccpolicy.model.policy import Version
from ccpolicy.values.period import Period, covers


class Dated(Protocol):
    """Anything with a version: a wording, an exception, a table block, a rule."""

    @property
    def version(self) -> Version: ...


D = TypeVar("D", bound=Dated)


def announced(version: Version, known_on: date | None) -> bool:
    """Whether a version was known on a day; without a day everything is known."""
    return known_on is None or version.announced is None or version.announced <= known_on


def holds(version: Version, day: date | Period, known_on: date | None) -> bool:
    """Whether a version is in force on a day, or on every day of a stretch, and known."""
    return announced(version, known_on) and covers(version.period, day)


def all_in_force(items: Iterable[D], day: date | Period, known_on: date | None) -> list[D]:
    """Every item whose version holds, in source order."""
    return [item for item in items if holds(item.version, day, known_on)]


def in_force(items: Sequence[D], day: date | Period, known_on: date | None) -> D | None:
    """The one item that governs: one from an amendment wins over the base, a later announcement over an earlier."""
    found = all_in_force(items, day, known_on)
    return max(found, key=lambda item: _precedence(item.version)) if found else None


def _precedence(version: Version) -> tuple[bool, date]:
    return (bool(version.amendment), version.announced or date.min)


def changes(items: Iterable[Dated], within: Period, known_on: date | None) -> list[date]:
    """The days inside `within`, its first excepted, on which another of the items may start to govern."""
    found: set[date] = set()
    for item in items:
        if announced(item.version, known_on):
            period = item.version.period
            after_end = period.end + timedelta(days=1) if period.end else None
            found |= {day for day in (period.start, after_end) if day is not None}
    return sorted(day for day in found if day in within and day != within.start)
