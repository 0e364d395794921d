"""What a policy itself says about the values of its columns: the values at which its rules turn.

Read from the text of the rules alone, through facts and settings: a column is worth trying at every value that something
made of it is compared with, at the edges of its bands and table rows, and as far from another date as a rule counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from attrs import define, field, frozen

from ccpolicy.model.expr import Apply, Expr, InBands, Literal, LookUp, ReadDeadline, ReadFact, ReadField, ReadSetting
from ccpolicy.model.operators import COMPARISONS
from ccpolicy.model.policy import Calendar, Policy
from ccpolicy.model.types import BUSINESS_DAYS, DAYS, MONTHS, TIME, Type
from ccpolicy.model.walk import everything
from ccpolicy.values.absent import MISSING, Unknown
from ccpolicy.values.dates import FIRST_DATE, LAST_DATE, Month, month_start
from ccpolicy.values.period import ALWAYS, Period

Column = tuple[str, str]
"""The grain of a column and its name."""

MOST_DEEP = 6
MOST_VALUES = 60


@define
class Hints:
    """Values that a column meets, by their type, nearest rules first. Numbers of days and months are distances of dates."""

    values: dict[Type, dict[Any, None]] = field(factory=dict)

    def add(self, kind: Type, value: Any) -> None:
        kept = self.values.setdefault(kind, {})
        if len(kept) < MOST_VALUES:
            kept[value] = None

    def of(self, *kinds: Type) -> list[Any]:
        return [value for kind in kinds for value in self.values.get(kind, ())]

    @property
    def distances(self) -> list[tuple[int, int]]:
        """Months and days that some rule counts from or to this date."""
        months = [(int(value), 0) for value in self.of(MONTHS) if abs(value) < 1200 and value == int(value)]
        days = [(0, int(value)) for value in self.of(DAYS, BUSINESS_DAYS) if abs(value) < 4000 and value == int(value)]
        return [*months, *days]


@frozen
class _Sides:
    """What an expression is made of: input columns, and values that stand in the policy."""

    columns: frozenset[Column]
    values: tuple[tuple[Type, Any], ...]


class _Reader:
    def __init__(self, policy: Policy) -> None:
        self.policy = policy
        self.hints: dict[Column, Hints] = {}
        self._facts: dict[Column, _Sides] = {}

    def read(self) -> dict[Column, Hints]:
        for expr in everything(self.policy):
            if isinstance(expr, Apply) and (expr.op in COMPARISONS or expr.op in ("min", "max", "in", "overlap")):
                self._meet(expr.args)
            elif isinstance(expr, InBands):
                edges = (edge.value for band in expr.bands for edge in (band.low, band.high) if edge is not None)
                self._meet((expr.value, *edges))
            elif isinstance(expr, LookUp):
                self._cells(expr)
        for deadline in self.policy.deadlines.values():
            self._meet((deadline.event, deadline.due))
        return self.hints

    def _meet(self, sides: Iterable[Expr]) -> None:
        found = [self.sides(side) for side in sides]
        for mine in found:
            for other in found:
                if other is not mine:
                    self._note(mine.columns, other.values)
            # A distance may stand on either side: `due <= start + 10 days` is about both dates.
            self._note(mine.columns, [(kind, value) for kind, value in mine.values if kind in (DAYS, MONTHS, BUSINESS_DAYS)])

    def _note(self, columns: Iterable[Column], values: Iterable[tuple[Type, Any]]) -> None:
        for column in sorted(columns):
            hints = self.hints.setdefault(column, Hints())
            for kind, value in values:
                hints.add(kind, value)

    def _cells(self, expr: LookUp) -> None:
        table = self.policy.tables[expr.table]
        for at, (key, asked) in enumerate(zip(table.takes, expr.keys)):
            columns = self.sides(asked).columns
            cells: dict[Any, None] = {}
            for row in (row for block in table.blocks for row in block.rows):
                cell = row.cells[at]
                for value in cell if isinstance(cell, tuple) and not isinstance(cell, Month) else (cell,):
                    if value is not None and len(cells) < MOST_VALUES:
                        cells[value] = None
            self._note(columns, [(key.type, value) for value in cells])

    def sides(self, expr: Expr, deep: int = 0) -> _Sides:
        columns: set[Column] = set()
        values: dict[tuple[Type, Any], None] = {}
        for node in expr.walk():
            if isinstance(node, ReadField):
                columns.add((node.grain, node.name))
            elif isinstance(node, Literal) and node.value is not MISSING and not isinstance(node.value, Unknown):
                values[node.type, node.value] = None
            elif deep < MOST_DEEP:
                for part in self._behind(node, deep):
                    columns |= part.columns
                    values |= dict.fromkeys(part.values)
        return _Sides(frozenset(columns), tuple(values)[:MOST_VALUES])

    def _behind(self, node: Expr, deep: int) -> Iterator[_Sides]:
        """What stands behind a name."""
        if isinstance(node, ReadFact):
            fact = self.policy.facts.get((node.grain, node.name))
            if fact is not None:
                known = self._facts.get((fact.grain, fact.name))
                if known is None:
                    self._facts[fact.grain, fact.name] = _Sides(frozenset(), ())
                    values = [*(each.value for each in fact.definitions), *(each.value for each in fact.exceptions)]
                    parts = [self.sides(value, deep + 1) for value in values]
                    known = _Sides(
                        frozenset().union(*(part.columns for part in parts)),
                        tuple(dict.fromkeys(value for part in parts for value in part.values)),
                    )
                    self._facts[fact.grain, fact.name] = known
                yield known
        elif isinstance(node, ReadSetting) and node.name in self.policy.settings:
            for version in self.policy.settings[node.name].versions:
                yield self.sides(version.value, deep + 1)
        elif isinstance(node, ReadDeadline):
            yield self.sides(self.policy.deadlines[node.deadline].due, deep + 1)


def hints_of(policy: Policy) -> Mapping[Column, Hints]:
    """The values that each input column meets somewhere in the rules."""
    return _Reader(policy).read()


def clock_times(policy: Policy) -> list[Any]:
    """Every time of day that stands in the policy."""
    return list(dict.fromkeys(expr.value for expr in everything(policy) if isinstance(expr, Literal) and expr.type == TIME))


def cut_dates(policy: Policy) -> list[date]:
    """Every day on which something begins or has ended: versions of all kinds, the policy itself, what calendars cover,
    and the days that calendars name."""
    found: set[date] = set()
    for value in everything(policy):
        if isinstance(value, Period) and value != ALWAYS:
            found |= {day for day in (value.start, _after(value.end)) if day is not None}
        elif isinstance(value, Calendar):
            found |= value.closed
        elif isinstance(value, Literal) and isinstance(value.value, date) and not isinstance(value.value, datetime):
            found.add(value.value)
        elif isinstance(value, Literal) and isinstance(value.value, Month):
            found.add(month_start(value.value))
    return sorted(day for day in found if FIRST_DATE < day < LAST_DATE and _within(policy, day))


def _after(day: date | None) -> date | None:
    return None if day is None or day >= LAST_DATE else day + timedelta(days=1)


def _within(policy: Policy, day: date) -> bool:
    """Whether a day is in the policy's own time, or next to it."""
    return any(day + timedelta(days=by) in policy.period for by in (-1, 0, 1))
