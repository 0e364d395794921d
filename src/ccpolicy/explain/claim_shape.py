"""What the page of a claim looks like, as pure data."""

from __future__ import annotations

from datetime import date

from attrs import frozen

from ccpolicy.explain.calendar import Cell, Key
from ccpolicy.explain.notes import Section
from ccpolicy.explain.pages import TableBlock


@frozen
class Box:
    """A day: what became of it, as on any calendar, and what is paid for it."""

    day: date
    cell: Cell
    told: str


@frozen
class Grid:
    """A month by weeks; places outside it are None."""

    title: str
    weekdays: tuple[str, ...]
    weeks: tuple[tuple[Box | None, ...], ...]


@frozen
class Told:
    """Days that are paid alike, and a sentence for each."""

    days: str
    texts: tuple[str, ...]


@frozen
class ClaimShape:
    """All that there is to tell of a claim, in reading order."""

    claim: str
    title: str
    policy: str
    lang: str
    conditions: tuple[str, ...]
    facts: tuple[tuple[str, str], ...]
    months: tuple[Grid, ...]
    legend: tuple[Key, ...]
    money: TableBlock | None
    paid: tuple[Told, ...]
    sections: tuple[Section, ...]
    caveats: tuple[Section, ...]
    sources: tuple[str, ...]
