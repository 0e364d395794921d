"""By when an input can still be changed: the deadline that its column names, or that turns on it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from attrs import frozen

from ccpolicy.engine.claims import way
from ccpolicy.engine.deadlines import deadline
from ccpolicy.engine.run import Row, Run
from ccpolicy.engine.stops import STOPS
from ccpolicy.model.expr import ReadField
from ccpolicy.model.policy import Deadline
from ccpolicy.records.edits import At


@frozen
class Until:
    """The deadline that governs a change: its due day or moment, whether that is the last in, and whether it is over."""

    name: str
    label: str
    due: date | datetime
    inclusive: bool
    passed: bool


def until(run: Run, line: Row, at: At, today: date) -> Until | None:
    """The deadline for changing an input that concerns a line, if one is named for it.

    Of several that turn on the input the one that costs something governs, then the one that is due first.
    """
    found = [(known.outcome, each) for known in _governing(run, at) if (each := _due(run, known, line, at, today))]

    def costs(outcome: str) -> bool:
        return outcome in run.policy.outcomes and run.policy.outcomes[outcome].kind in STOPS

    return min(found, key=lambda pair: (not costs(pair[0]), _day(pair[1].due), pair[1].name))[1] if found else None


def _governing(run: Run, at: At) -> Iterator[Deadline]:
    """The deadlines of a column; of a whole row those of its columns."""
    kind, _, column = at
    for name, known in run.policy.grains[kind].fields.items():
        if column in ("", name):
            yield from [run.policy.deadlines[known.until]] if known.until else _turning_on(run, kind, name)


def _turning_on(run: Run, kind: str, name: str) -> Iterator[Deadline]:
    for known in run.policy.deadlines.values():
        reads = (part for part in known.event.walk() if isinstance(part, ReadField))
        if any((part.grain, part.name) == (kind, name) for part in reads):
            yield known


def _due(run: Run, known: Deadline, line: Row, at: At, today: date) -> Until | None:
    row = _row(run, known, line, at)
    due = deadline(run, known.name, row)["due"].value if row is not None else None
    if not isinstance(due, date):
        return None
    over = today > _day(due) if known.inclusive or isinstance(due, datetime) else today >= due
    return Until(known.name, known.label or known.name, due, known.inclusive, over)


def _row(run: Run, known: Deadline, line: Row, at: At) -> Row | None:
    """The row whose deadline it is: the changed row or one it leads to, otherwise one that the line leads to."""
    changed = run.row(at[0], at[1])
    for start in [row for row in (changed, line) if row is not None]:
        path = way(run, start.grain, known.grain)
        target = run.follow(start, path) if path is not None else None
        if isinstance(target, Row):
            return target
    return None


def _day(due: date | datetime) -> date:
    return due.date() if isinstance(due, datetime) else due
