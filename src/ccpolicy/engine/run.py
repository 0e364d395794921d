"""One run of a policy over a caseload: its rows, what was already worked out, and the scope expressions are read in.

Reading and building are one recursion: a row's field may need a fact, a fact finer rows, finer rows a fact of a
coarser one. The parts are told apart by file and meet in `readers`, which `reference` fills.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, TypeVar, cast

from attrs import define, field

from ccpolicy.diagnostics import Finding
from ccpolicy.engine.derivation import Derivation
from ccpolicy.model.evaluate import evaluate
from ccpolicy.model.expr import Expr, Path, SortKey
from ccpolicy.model.operators import Choices
from ccpolicy.model.policy import Link, Policy
from ccpolicy.model.timeline import Dated, announced, holds, in_force
from ccpolicy.records.caseload import Caseload, Record
from ccpolicy.values.absent import MISSING, Missing, Unknown, unknown
from ccpolicy.values.dates import Month, month_start
from ccpolicy.values.order import comparable
from ccpolicy.values.period import ALWAYS, Period

T = TypeVar("T")
D = TypeVar("D", bound=Dated)

NOTHING = object()
"""What a row holds under a name it was not given: not even MISSING."""


@define(eq=False)
class Row:
    """A row of a grain. What is worked out of it is kept by the run.

    `links` are those that the making of the row told, `day` is its own date where that is settled beforehand.
    """

    grain: str
    key: str
    values: dict[str, Any]
    links: dict[str, Row] = field(factory=dict, repr=False)
    record: Record | None = field(default=None, repr=False)
    day: date | Period | Unknown | None = None

    @property
    def subject(self) -> str:
        """The row as explanations name it: `day c1/2022-11-24`."""
        return f"{self.grain} {self.key}"


@define(eq=False)
class Run:
    """Everything one determination reads. Nothing in it is shared with another run."""

    policy: Policy
    caseload: Caseload
    readers: Mapping[type[Expr], Callable[[Scope, Any], Any]]
    make_rows: Callable[[Run, str], Sequence[Row]]
    make_link: Callable[[Run, Row, Link], Row | Missing | Unknown]
    known_on: date | None = None
    readings: Mapping[str, str] = field(factory=dict)
    pins: Mapping[str, Any] = field(factory=dict)
    choices: Choices = field(init=False)
    problems: list[Finding] = field(factory=list)
    _known: dict[Hashable, Any] = field(factory=dict)

    def __attrs_post_init__(self) -> None:
        self.choices = Choices(self.policy.options, self.policy.calendars)

    def once(self, key: Hashable, make: Callable[..., T], *of: Any) -> T:
        """What `make` gives for these, made the first time this key is asked for."""
        found = self._known.get(key, NOTHING)
        if found is NOTHING:
            found = self._known[key] = make(*of)
        return cast(T, found)

    def keep(self, key: Hashable, value: Any) -> None:
        """Has a key stand for a value from now on; while it is being made, for those who ask meanwhile."""
        self._known[key] = value

    def records(self, kind: str) -> Sequence[Record]:
        """The input rows of a record."""
        return self.caseload.records.get(kind, ())

    def made(self, row: Row) -> Row:
        """The row that stands for one just made."""
        return row

    def given(self, row: Row, name: str) -> Any:
        """What a row was given or made with under a name, NOTHING where that is left out."""
        return row.values.get(name, NOTHING)

    def rows(self, grain: str) -> Sequence[Row]:
        """All rows of a grain, by key."""
        return self.once(("rows", grain), lambda: self.make_rows(self, grain))

    def row(self, grain: str, key: str) -> Row | None:
        """The row with this key text."""
        return self.once(("by key", grain), lambda: {row.key: row for row in self.rows(grain)}).get(key)

    def link(self, row: Row, name: str) -> Row | Missing | Unknown:
        """Where a link of a row leads: MISSING when nowhere, Unknown if nobody said."""
        if name in row.links:
            return row.links[name]
        return self.once(("link", row, name), self._link, row, name)

    def _link(self, row: Row, name: str) -> Row | Missing | Unknown:
        make = self.make_link
        return make(self, row, self.policy.grains[row.grain].links[name])

    def follow(self, row: Row, path: Path) -> Row | Missing | Unknown:
        """The row at the end of a path."""
        for name in path:
            reached = self.link(row, name)
            if not isinstance(reached, Row):
                return reached
            row = reached
        return row

    def under(self, grain: str, route: Path) -> Mapping[Row, Sequence[Row]]:
        """The rows of a grain by the coarser row their route leads to."""
        return self._led(grain, route)[0]

    def strays(self, grain: str, route: Path) -> Mapping[Row, Unknown]:
        """The rows of a grain of which nobody said which coarser row their route leads to."""
        return self._led(grain, route)[1]

    def _led(self, grain: str, route: Path) -> tuple[dict[Row, list[Row]], dict[Row, Unknown]]:
        def group() -> tuple[dict[Row, list[Row]], dict[Row, Unknown]]:
            found: dict[Row, list[Row]] = {}
            strays: dict[Row, Unknown] = {}
            for row in self.rows(grain):
                target = self.follow(row, route)
                if isinstance(target, Row):
                    found.setdefault(target, []).append(row)
                elif isinstance(target, Unknown):
                    strays[row] = target
            return found, strays

        return self.once(("under", grain, route), group)

    def day(self, row: Row) -> date | Period | Unknown:
        """The row's own date; the whole period of the policy for a grain without dates."""
        return row.day if row.day is not None else self.once(("day", row), self._day, row)

    def _day(self, row: Row) -> date | Period | Unknown:
        dated_by = self.policy.grains[row.grain].dated_by
        if dated_by is None:
            return self.policy.period
        value = evaluate(dated_by, Scope(self, row))
        if isinstance(value, Unknown):
            return value
        if value is MISSING:
            return unknown("field", "the date of {row}", row=row.subject)
        return as_date(value)

    def governing(self, items: Sequence[D], row: Row) -> D | Unknown:
        """The item in force on the row's date; unknown when the date is, or when none is in force."""
        if self.known_on is not None:
            items = [item for item in items if announced(item.version, self.known_on)]
        if len(items) == 1 and items[0].version.period == ALWAYS:
            return items[0]
        day = self.day(row)
        if isinstance(day, Unknown):
            return day
        return in_force(items, day, self.known_on) or unknown("not_covered", "a rule in force {when}", when=when(day))

    def applies(self, item: Dated, row: Row) -> bool | Unknown:
        """Whether a rule is in force on the row's date."""
        if item.version.period == ALWAYS or not announced(item.version, self.known_on):
            return announced(item.version, self.known_on)
        day = self.day(row)
        return day if isinstance(day, Unknown) else holds(item.version, day, self.known_on)


class Scope:
    """Where an expression is read: at `row`, for a rule of `rule_row`, whose `inputs` are being collected."""

    __slots__ = ("inputs", "row", "rule_row", "run")

    def __init__(
        self, run: Run, row: Row, rule_row: Row | None = None, inputs: dict[int, Derivation] | None = None
    ) -> None:
        self.run = run
        self.row = row
        self.rule_row = row if rule_row is None else rule_row
        self.inputs: dict[int, Derivation] = {} if inputs is None else inputs

    @property
    def choices(self) -> Choices:
        return self.run.choices

    def read(self, expr: Expr) -> Any:
        return self.run.readers[type(expr)](self, expr)

    def at(self, row: Row) -> Scope:
        """The same rule reading another row."""
        return Scope(self.run, row, self.rule_row, self.inputs)

    def use(self, node: Derivation) -> Any:
        """The value of a node, which becomes an input of the rule being worked out."""
        self.inputs[id(node)] = node
        return node.value

    def collected(self) -> tuple[Derivation, ...]:
        return tuple(self.inputs.values())


def yes(value: Any) -> bool:
    """Whether a condition holds: missing and unknown do not."""
    return value is True


def as_date(value: Any) -> date:
    """The date a month, moment or date begins with."""
    if isinstance(value, Month):
        return month_start(value)
    return value.date() if isinstance(value, datetime) else cast(date, value)


def when(day: date | Period) -> str:
    return str(day) if isinstance(day, Period) else f"on {day}"


def in_order(
    scope: Callable[[Row], Scope], rows: Sequence[Row], order: Sequence[SortKey]
) -> tuple[list[Row], dict[Row, Unknown]]:
    """Rows sorted by the keys (missing last, ties by row key), and those whose place is unknown, with what it needs.

    `scope` is where the keys of a row are read.
    """
    unplaced: dict[Row, Unknown] = {}
    keys: dict[Row, list[Any]] = {}
    for row in rows:
        keys[row] = [comparable(evaluate(key.value, scope(row))) for key in order]
        for value in keys[row]:
            if isinstance(value, Unknown):
                unplaced[row] = unplaced.get(row, Unknown()) | value
    placed = sorted((row for row in rows if row not in unplaced), key=lambda row: row.key)
    for at in reversed(range(len(order))):
        there = [row for row in placed if keys[row][at] is not MISSING]
        there.sort(key=lambda row: keys[row][at], reverse=order[at].falling)
        placed = there + [row for row in placed if keys[row][at] is MISSING]
    return placed, unplaced
