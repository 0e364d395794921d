"""What could be changed about what a result rests on: the inputs its derivation read, and the values at whose
boundaries the rules in it turn.

Of a closed list these are its other codes. Of a date, a time or a number they are the other sides of the comparisons
it takes part in, one step before and one behind: a last day in time, a limit, an edge of a band.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from fractions import Fraction
from typing import Any

from attrs import frozen

from ccpolicy.engine.derivation import Derivation
from ccpolicy.engine.run import Row, Run, Scope
from ccpolicy.model.evaluate import evaluate
from ccpolicy.model.expr import (
    Aggregate,
    Apply,
    Expr,
    InBands,
    Literal,
    LookUp,
    ReadDate,
    ReadFact,
    ReadField,
    ReadRow,
    ReadStatus,
    Window,
)
from ccpolicy.model.operators import COMPARISONS
from ccpolicy.model.policy import Field, Party, Policy
from ccpolicy.model.types import (
    DATE,
    DAYS,
    MINUTES,
    MOMENT,
    MONEY,
    MONTH,
    MONTHS,
    NUMBER,
    TEXT,
    TIME,
    YES_NO,
    Codes,
    Quantity,
    RowOf,
    Type,
)
from ccpolicy.records.edits import At
from ccpolicy.values.absent import MISSING, Unknown
from ccpolicy.values.dates import FIRST_DATE, LAST_DATE, Age, Month, add_to_month, completed_months

MOST_NODES = 4_000
MOST_LEAVES = 80
MOST_VALUES = 16
MOST_INNER = 62
MOST_IN_VAIN = 4
"""How many values without a boundary are tried for an input that nobody gave."""

_STEPS: Mapping[Type, str] = {
    DATE: "day", DAYS: "day", MOMENT: "minute", TIME: "minute", MINUTES: "minute", MONEY: "cent", NUMBER: "one",
    MONTH: "month", MONTHS: "month",
}  # fmt: skip


@frozen(eq=False)
class Turn:
    """An input that could be otherwise, and the values worth trying, nearest first."""

    at: At
    known: Field
    before: Any
    values: tuple[Any, ...]

    @property
    def ordered(self) -> bool:
        """Whether its values lie on a line, so that the nearest one that does is enough."""
        return self.known.type in _STEPS


@frozen(eq=False)
class Choice(Turn):
    """An input that somebody could change, and who."""

    party: Party


def party_of(known: Field, value: Any) -> Party | None:
    """Who could give an input another value: who knows it, while nobody has said it; afterwards who can change it."""
    return known.known_by if isinstance(value, Unknown) else known.changed_by


def input_column(policy: Policy, kind: str, name: str) -> Field | None:
    """The column, where rows are given with it and it does not identify them."""
    grain = policy.grains[kind]
    known = grain.fields.get(name)
    given = grain.kind == "record" or name in grain.extended
    return known if known is not None and given and name not in grain.key else None


def choices(run: Run, why: Sequence[Derivation], today: date | None = None) -> list[Choice]:
    """Every input behind these results that somebody could change, nearest to them first."""

    def changeable(known: Field, value: Any) -> bool:
        return party_of(known, value) is not None

    made = []
    for turn in turns(run, why, today, changeable):
        party = party_of(turn.known, turn.before)
        assert party is not None
        made.append(Choice(turn.at, turn.known, turn.before, turn.values, party))
    return made


def turns(
    run: Run,
    why: Sequence[Derivation],
    today: date | None = None,
    wanted: Callable[[Field, Any], bool] = lambda known, value: True,
    further: Callable[[At, Field, Any], Iterable[Any]] = lambda at, known, value: (),
) -> list[Turn]:
    """Every input behind these results that is wanted, whoever could change it, nearest to them first.

    `further` are values worth trying besides those at which the rules behind the results turn.
    """
    nodes = breadth_first(why)
    reader = Reader(run, nodes)
    found: dict[At, tuple[Field, Any]] = {}
    for node in nodes:
        if len(found) < MOST_LEAVES and node.kind == "field":
            kind, _, key = node.subject.partition(" ")
            known = input_column(run.policy, kind, node.name) if kind in run.policy.grains else None
            if known is not None and wanted(known, node.value):
                found.setdefault((kind, key, node.name), (known, node.value))
    for at, value in reader.references.items():
        known = input_column(run.policy, at[0], at[2])
        if known is not None and wanted(known, value):
            found.setdefault(at, (known, value))
    made = []
    for at, (known, before) in found.items():
        values = reader.values_for(at, known, before, today)
        values = tuple(dict.fromkeys((*values, *(value for value in further(at, known, before) if value != before))))
        if values:
            made.append(Turn(at, known, before, values))
    return made


def breadth_first(why: Iterable[Derivation]) -> list[Derivation]:
    seen: set[int] = set()
    found: list[Derivation] = []
    pending = deque(why)
    while pending and len(found) < MOST_NODES:
        node = pending.popleft()
        if id(node) not in seen:
            seen.add(id(node))
            found.append(node)
            pending.extend(node.inputs)
    return found


class Reader:
    """The comparisons in the rules of a derivation, and what their other sides come to."""

    def __init__(self, run: Run, nodes: Sequence[Derivation]) -> None:
        self.run = run
        self.subjects = {node.subject for node in nodes}
        self.edges: dict[At, list[Any]] = {}
        self.references: dict[At, Any] = {}
        self.pool: dict[Type, list[Any]] = {}
        for node in nodes:
            row = self.row_of(node)
            if row is not None:
                for expr in rules_of(run.policy, node):
                    self._read(expr, Scope(run, row))
            if node.value is not MISSING and not isinstance(node.value, Unknown):
                self.pool.setdefault(node.type, []).append(node.value)

    def row_of(self, node: Derivation) -> Row | None:
        kind, _, key = node.subject.partition(" ")
        return self.run.row(kind, key) if kind in self.run.policy.grains else None

    # ---------------------------------------------------------------- what the rules compare

    def _read(self, expr: Expr, scope: Scope) -> None:
        """Takes in every comparison of an expression, also those on the finer rows it gathers."""
        if isinstance(expr, ReadField | ReadFact | ReadRow | ReadDate | ReadStatus):
            self._references(scope.row, expr.path)
            return
        if isinstance(expr, Literal):
            self.pool.setdefault(expr.type, []).append(expr.value)
        if isinstance(expr, Apply) and (expr.op in COMPARISONS or expr.op in ("min", "max")):
            first, *others = expr.args
            for other in others:
                self._compare(first, other, scope)
        if isinstance(expr, InBands):
            for edge in (edge for band in expr.bands for edge in (band.low, band.high) if edge is not None):
                self._compare(expr.value, edge.value, scope)
        if isinstance(expr, LookUp):
            self._cells(expr, scope)
        inner = [scope.at(row) for row in self._inner(expr, scope)] if isinstance(expr, Aggregate | Window) else [scope]
        for part in expr.parts():
            for at in inner:
                self._read(part, at)

    def _inner(self, expr: Aggregate | Window, scope: Scope) -> Sequence[Row]:
        if isinstance(expr, Window):
            rows: Sequence[Row] = self.run.rows(expr.grain)
        else:
            anchor = self.run.follow(scope.row, expr.rows.anchor)
            led = self.run.under(expr.rows.grain, expr.rows.route)
            rows = led.get(anchor, ()) if isinstance(anchor, Row) else ()
        return [row for row in rows if row.subject in self.subjects][:MOST_INNER]

    def _compare(self, left: Expr, right: Expr, scope: Scope) -> None:
        sides = []
        for side in (left, right):
            own = Scope(self.run, scope.row, scope.rule_row)
            sides.append((side, evaluate(side, own), own.collected()))
        for (side, value, inputs), (_, limit, _) in (sides, sides[::-1]):
            if limit is MISSING or isinstance(limit, Unknown):
                continue
            bare = isinstance(side, ReadField) and bool(inputs)
            for node in [n for n in breadth_first(inputs) if n.kind == "field"][: 1 if bare else 10]:
                kind, _, key = node.subject.partition(" ")
                edges = self.edges.setdefault((kind, key, node.name), [])
                if bare:
                    edges += _around(node.type, limit, self.run.policy.options.leap_day_birthday)
                else:
                    edges += _shifted(node, side.type, value, limit)
            if isinstance(side, ReadRow) and isinstance(limit, str) and side.path:
                owner = self.run.follow(scope.row, side.path[:-1])
                if isinstance(owner, Row):
                    self.edges.setdefault((owner.grain, owner.key, side.path[-1]), []).append(limit)

    def _cells(self, expr: LookUp, scope: Scope) -> None:
        """The texts by which a table of the policy is asked."""
        table = self.run.policy.tables[expr.table]
        for at, key in enumerate(expr.keys):
            if isinstance(key, ReadField) and key.type == TEXT and table.blocks:
                row = self.run.follow(scope.row, key.path)
                cells = sorted({row.cells[at] for row in table.blocks[-1].rows if isinstance(row.cells[at], str)})
                if isinstance(row, Row):
                    self.edges.setdefault((row.grain, row.key, key.name), []).extend(cells[:MOST_IN_VAIN])

    def _references(self, row: Row, path: Sequence[str]) -> None:
        """The columns that name the rows on the way of a path."""
        for name in path:
            link = self.run.policy.grains[row.grain].links[name]
            target = self.run.link(row, name)
            if link.how == "field" and row.record is not None:
                at = (row.grain, row.key, name)
                self.references.setdefault(at, target.key if isinstance(target, Row) else target)
            if not isinstance(target, Row):
                return
            row = target

    # ---------------------------------------------------------------- values worth trying

    def values_for(self, at: At, known: Field, before: Any, today: date | None) -> tuple[Any, ...]:
        kind = known.type
        values: Iterable[Any]
        if kind == YES_NO:
            values = (True, False)
        elif isinstance(kind, Codes):
            listed = self.run.policy.codes.get(kind.name)
            values = tuple(listed.rows) if listed else kind.codes
        elif isinstance(kind, RowOf):
            values = [*self.edges.get(at, ()), *self._other_rows(at, kind.grain)]
        else:
            values = self._on_a_line(at, kind, before, today)
        chosen = [value for value in dict.fromkeys(values) if value != before and fits(value, known)]
        chosen = chosen[:MOST_VALUES]
        if known.absent == "missing" and before is not MISSING:
            chosen.append(MISSING)
        return tuple(chosen)

    def _on_a_line(self, at: At, kind: Type, before: Any, today: date | None) -> list[Any]:
        edges = list(dict.fromkeys(self.edges.get(at, ())))
        if before is MISSING or isinstance(before, Unknown):
            rest = [today] if kind == DATE and today else [0] if isinstance(kind, Quantity) else []
            return [*edges, *list(dict.fromkeys([*rest, *self.pool.get(kind, ())]))[:MOST_IN_VAIN]]
        if kind in _STEPS:
            edges.sort(key=lambda value: (abs(_between(kind, before, value)), _between(kind, before, value)))
        return edges

    def _other_rows(self, at: At, grain: str) -> list[str]:
        """The rows that agree with the naming row in most of the columns they share."""
        owner = self.run.row(at[0], at[1])
        own = owner.record.values if owner and owner.record else {}
        agree: dict[str, int] = {}
        for record in self.run.caseload.records.get(grain, ()):
            agree[record.key] = sum(own.get(name, record) == value for name, value in record.values.items())
        most = max(agree.values(), default=0)
        return [key for key, count in sorted(agree.items()) if count == most and most > 0][:MOST_IN_VAIN]


def rules_of(policy: Policy, node: Derivation) -> Iterator[Expr]:
    """The expressions of the rule a node was worked out by; none for a stop on a coarser row that nobody named."""
    kind = node.subject.partition(" ")[0]
    if node.kind == "outcome":
        outcome = policy.outcomes.get(node.name)
        if outcome is not None and outcome.grain != kind:
            return
        waivers = outcome.waivers if outcome else ()
        pays = [pay for pay in policy.pays if pay.name == node.name and outcome is None]
        yield from (expr for expr in (outcome.when if outcome else None, *(w.when for w in waivers)) if expr)
        yield from (expr for pay in pays for expr in (pay.where, pay.amount) if expr is not None)
    elif node.kind == "fact" and (kind, node.name) in policy.facts:
        fact = policy.facts[kind, node.name]
        yield from (wording.value for wording in fact.definitions)
        yield from (expr for exception in fact.exceptions for expr in (exception.when, exception.value))
    elif node.kind == "deadline":
        deadline = policy.deadlines[node.name]
        yield Apply(op="le", args=(deadline.event, deadline.due), type=YES_NO)
        yield from [deadline.where] if deadline.where is not None else []
    elif node.kind == "allowance":
        allowance = policy.allowances[node.name]
        yield from (expr for expr in (allowance.where, allowance.spends, allowance.limit) if expr is not None)


# -------------------------------------------------------------------- values on a line


def fits(value: Any, known: Field) -> bool:
    """Whether a value can stand in the column: dates a record may hold, whole numbers, nothing below zero."""
    if isinstance(value, date):
        return FIRST_DATE <= (value.date() if isinstance(value, datetime) else value) <= LAST_DATE
    if isinstance(value, Fraction) and known.whole:
        return False
    return not isinstance(known.type, Quantity) or value >= 0


def _around(kind: Type, limit: Any, leap_day_birthday: str) -> list[Any]:
    """A limit as a value of the kind, with the values just before and just behind it."""
    if kind == DATE:
        limit = limit.date() if isinstance(limit, datetime) else limit
        if not isinstance(limit, date):
            return []
    if kind not in _STEPS:
        return [limit] if kind == TEXT and isinstance(limit, str) else []
    if isinstance(limit, Age):
        limit = completed_months(limit, leap_day_birthday) if kind == MONTHS else None
    if limit is None or (kind == MOMENT and not isinstance(limit, datetime)):
        return []
    return [moved for by in (0, -1, 1) if (moved := _moved(kind, limit, by)) is not None]


def _shifted(node: Derivation, kind: Type, value: Any, limit: Any) -> list[Any]:
    """The values of an input by which a side of a comparison that it is part of would come to its other side."""
    own, side = _STEPS.get(node.type), _STEPS.get(kind)
    absent = (MISSING,)
    if own is None or node.value in absent or isinstance(node.value, Unknown) or value in absent:
        return []
    if isinstance(value, Unknown) or (own != side and (own, side) != ("minute", "day")):
        return []
    apart = _between(kind, value, limit)
    if own == "minute" and side == "day":
        apart *= 24 * 60
    if Fraction(apart).denominator != 1:
        return []
    around = [int(sign * apart + by) for sign in (1, -1) for by in (0, -1, 1)]
    return [moved for by in around if (moved := _moved(node.type, node.value, by)) is not None]


def _between(kind: Type, value: Any, limit: Any) -> Any:
    """How many steps of its kind lie between two values."""
    if kind == DATE:
        days = [each.date() if isinstance(each, datetime) else each for each in (value, limit)]
        return (days[1] - days[0]).days
    if kind == MOMENT:
        return Fraction(int((limit - value).total_seconds()), 60)
    if kind == TIME:
        return (limit.hour - value.hour) * 60 + limit.minute - value.minute
    if kind == MONTH:
        return (limit.year - value.year) * 12 + limit.month - value.month
    return limit - value


def _moved(kind: Type, value: Any, by: int) -> Any:
    """A value so many steps on, or nothing where there is none."""
    try:
        if kind == DATE:
            return value + timedelta(days=by)
        if kind == MOMENT:
            return value + timedelta(minutes=by)
        if kind == TIME:
            minutes = value.hour * 60 + value.minute + by
            return time(minutes // 60, minutes % 60) if 0 <= minutes < 24 * 60 else None
        if kind == MONTH:
            return add_to_month(value, by) if isinstance(value, Month) else None
        return value + by
    except OverflowError:
        return None
