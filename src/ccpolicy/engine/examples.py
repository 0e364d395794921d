"""The worked examples of a policy, run: the differences between what they expect and what the policy gives.

In the row form one row of a grain is made up, with coarser rows as far as they are read. Named values are pinned;
columns that are not take what leaving them out means, so that one the record requires is unknown; there are no finer
rows to count. In the block form the rows given are all there are, and are decided like any caseload.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ccpolicy.engine.deadlines import deadline
from ccpolicy.engine.derivation import Derivation
from ccpolicy.engine.determination import Determination, Line
from ccpolicy.engine.facts import fact, same
from ccpolicy.engine.paths import reach
from ccpolicy.engine.reference import READERS, determine, readings_of
from ccpolicy.engine.rows import column
from ccpolicy.engine.run import Row, Run, Scope, as_date
from ccpolicy.engine.stops import holds
from ccpolicy.engine.texts import in_words
from ccpolicy.errors import RecordsError
from ccpolicy.model.evaluate import evaluate
from ccpolicy.model.expr import Aggregate, Expr, ReadAllowance, ReadField, ReadStatus, Window
from ccpolicy.model.policy import Example, ExampleRow, Link, Policy
from ccpolicy.model.types import MONEY, MONTH, NUMBER, TEXT, YES_NO, Quantity, Type
from ccpolicy.records.caseload import Caseload
from ccpolicy.records.fields import key_text
from ccpolicy.records.read import read_caseload
from ccpolicy.values.absent import MISSING, Missing, Unknown, unknown
from ccpolicy.values.dates import month_of
from ccpolicy.values.depth import room
from ccpolicy.values.numbers import decimal

STATUS_ITEMS = ("claimed", "payable", "paid")
POSTED = ("allowance", "spender", "date", "amount", "state", "claim", "window")


@room()
def run_example(policy: Policy, example: Example) -> list[str]:
    """What differs from what the example expects; nothing when it holds."""
    if not example.rows:
        return _block(policy, example)
    found: list[str] = []
    for at, row in enumerate(example.rows, 1):
        found += [f"row {at}: {difference}" for difference in _row(policy, example, row)]
    return found


# ---------------------------------------------------------------- one made-up row


def _row(policy: Policy, example: Example, given: ExampleRow) -> Iterator[str]:
    made = MadeUp(policy, example, given)
    for name, expr in given.expect.items():
        value, type = made.value(name, expr.type)
        expected = evaluate(expr, Scope(made.run, made.row))
        if not same(value, expected):
            told = in_words(policy, expected, type)
            yield f"{name} is {in_words(policy, value, type)}{_needing(value)}, expected {told}"


def _needing(value: Any) -> str:
    return f" (needs {', '.join(sorted(need.what for need in value.needs))})" if isinstance(value, Unknown) else ""


class MadeUp:
    """A row with pinned values, and the rows it leads to: one of each grain, made when first reached."""

    def __init__(self, policy: Policy, example: Example, given: ExampleRow) -> None:
        self.policy = policy
        self.of = example.of
        nothing = Caseload({}, (), ())
        readers = {
            **READERS, Aggregate: _no_rows, Window: _no_rows, ReadAllowance: _no_rows, ReadStatus: _taken_status,
        }
        chosen = readings_of(policy, example.readings)
        self.pins: dict[str, Any] = {}
        self.run = Run(
            policy, nothing, readers, lambda run, grain: [], self._link, example.known_on, chosen, self.pins
        )
        self.rows: dict[str, Row] = {}
        self.on = example.on
        literal = Scope(self.run, Row("", "", {}))
        values = {name: (evaluate(expr, literal), expr.type) for name, expr in given.given.items()}
        if "date" in values:
            self.on = as_date(values["date"][0])
        self.row = self._make(example.grain)
        for name, (value, type) in values.items():
            self._pin(name, value, type)

    def _make(self, grain: str) -> Row:
        row = Row(grain, "example", {})
        dated_by = self.policy.grains[grain].dated_by
        if self.on is not None:
            row.day = self.on
            for expr in dated_by.walk() if dated_by is not None else ():
                if isinstance(expr, ReadField) and not expr.path:
                    row.values[expr.name] = month_of(self.on) if expr.type == MONTH else self.on
        return row

    def _link(self, run: Run, row: Row, link: Link) -> Row | Missing | Unknown:
        if link.grain == row.grain:
            return self._make(link.grain)
        if link.grain == self.row.grain:
            return self.row
        if link.grain not in self.rows:
            self.rows[link.grain] = self._make(link.grain)
        return self.rows[link.grain]

    def _pin(self, name: str, value: Any, type: Type) -> None:
        *steps, last = name.split(".")
        row = self._owner(tuple(steps), last)
        if row is None:
            self.pins[last] = value
        elif (row.grain, last) in self.policy.facts:
            label = self.policy.facts[row.grain, last].label
            node = Derivation("fact", last, label or last, row.subject, value, type, "given")
            self.run.keep(("fact", row, last), node)
        elif last in STATUS_ITEMS:
            self.run.keep(("status", last, row), Derivation("status", last, last, row.subject, value, type, "given"))
        elif last == "date" and last not in self.policy.grains[row.grain].fields:
            row.day = value
        else:
            row.values[last] = value
            if last == "date":
                row.day = value

    def _owner(self, steps: tuple[str, ...], last: str) -> Row | None:
        """The row whose value a name is: at the end of its steps, or the nearest beyond that has such a value."""
        row = self.row
        for step in steps:
            path = next(
                (path for path, grain in reach(self.policy, row.grain) if grain == step or path[-1:] == (step,)), ()
            )
            reached = self.run.follow(row, path)
            assert isinstance(reached, Row)
            row = reached
        for path, grain in reach(self.policy, row.grain):
            if self._has(grain, last):
                reached = self.run.follow(row, path)
                assert isinstance(reached, Row)
                return reached
        return None

    def _has(self, grain: str, name: str) -> bool:
        known = self.policy.grains[grain]
        return (
            name in known.fields or name in known.links or (grain, name) in self.policy.facts
            or (name == "date" and known.dated_by is not None)
            or (name in STATUS_ITEMS and any(asks.grain == grain for asks in self.policy.asks))
        )

    def value(self, name: str, type: Type) -> tuple[Any, Type]:
        """What the policy makes of a name, and its type."""
        if self.of in self.policy.deadlines and name in ("due", "met", "late"):
            return deadline(self.run, self.of, self.row)[name].value, type
        outcome = self.policy.outcomes.get(name)
        *steps, last = name.split(".")
        row = self._owner(tuple(steps), last)
        if row is None and outcome is not None:
            path = next((path for path, grain in reach(self.policy, self.row.grain) if grain == outcome.grain), None)
            target = self.run.follow(self.row, path) if path is not None else MISSING
            return (holds(self.run, outcome, target).value if isinstance(target, Row) else MISSING), YES_NO
        if row is None:
            return self._setting(last), type
        if (row.grain, last) in self.policy.facts:
            return fact(self.run, row, last).value, self.policy.facts[row.grain, last].type
        if last == "date" and "date" not in self.policy.grains[row.grain].fields:
            return self.run.day(row), type
        return column(self.run, row, last), type

    def _setting(self, name: str) -> Any:
        if name in self.pins or name in self.policy.unsettled:
            return self.pins.get(name, self.run.readings.get(name))
        governing = self.run.governing(self.policy.settings[name].versions, self.row)
        return governing if isinstance(governing, Unknown) else evaluate(governing.value, Scope(self.run, self.row))


def _no_rows(scope: Scope, expr: Expr) -> Any:
    if isinstance(expr, ReadAllowance):
        return unknown("field", "what {limit} grants", limit=expr.allowance)
    return unknown("field", "the rows of {kind}", kind=expr.rows.grain if isinstance(expr, Aggregate) else scope.row.grain)


def _taken_status(scope: Scope, expr: ReadStatus) -> Any:
    """A pinned status; without a pin the row is taken to ask and to be stopped by nothing."""
    row = scope.run.follow(scope.row, expr.path)
    if not isinstance(row, Row):
        return row
    node: Derivation | None = scope.run.once(("status", expr.item, row), lambda: None)
    return scope.use(node) if node is not None else True


# ---------------------------------------------------------------- a whole caseload


def _block(policy: Policy, example: Example) -> list[str]:
    document: dict[str, list[Any]] = {"posting": [], "complete": []}
    for asks in policy.asks:
        document["complete"].append({"record": asks.claim, "keys": {}})
    for kind, row in example.given:
        if kind == "complete":
            continue
        document.setdefault(kind, []).append(_posting(policy, row) if kind == "posting" else dict(row))
    try:
        caseload = read_caseload(policy, document)
        found = determine(policy, caseload, known_on=example.known_on, readings=example.readings)
    except RecordsError as error:
        return [f"{problem.path}: {problem.message}" for problem in error.problems]
    return [difference for grain, row in example.expect for difference in _expected(policy, found, grain, row)]


def _posting(policy: Policy, row: Mapping[str, Any]) -> dict[str, Any]:
    """A posting from a flat row: the keys of its allowance by their names, the window by its own or its kind's."""
    allowance = policy.allowances[row["allowance"]]
    per = {name: str(row.get(name, "")) for name, _ in allowance.per}
    rest = {name: value for name, value in row.items() if name in POSTED}
    window = row.get(allowance.window.kind)
    named = {"window": window} if window is not None else {}
    return {"spender": "earlier", "amount": "1", "state": "granted", "claim": "earlier", **rest, **named, "per": per}


def _expected(policy: Policy, found: Determination, grain: str, row: Mapping[str, Any]) -> Iterator[str]:
    """Differences of one expected row: the line or row that its other columns name, compared column by column."""
    names = {name: str(value) for name, value in row.items()}
    units = {unit for line in found.lines for unit in line.claimed}
    compared = {
        name for name in names if name in ("status", "reason", "pays") or name in units or (grain, name) in policy.facts
    }
    identity = {name: text for name, text in names.items() if name not in compared}
    told = f"{grain} {' '.join(identity.values())}"
    key, line = "/".join(identity.get(name, "") for name in policy.grains[grain].key), None
    if any(asks.grain == grain for asks in policy.asks):
        lines = [line for line in found.lines if line.grain == grain and _is(policy, line, identity)]
        if len(lines) != 1:
            yield f"{told}: {len(lines)} lines, expected one"
            return
        key, line = lines[0].id, lines[0]
    for name in sorted(compared):
        value, type = _of_line(line, name) if line and (grain, name) not in policy.facts else ("", TEXT)
        if (grain, name) in policy.facts:
            type = policy.facts[grain, name].type
            value = found.facts.get((grain, key, name), unknown("field", "a row {row}", row=told))
        if not _fits(value, type, names[name]):
            yield f"{told}: {name} is {in_words(policy, value, type)}, expected {names[name]}"


def _is(policy: Policy, line: Line, identity: Mapping[str, str]) -> bool:
    key = dict(zip(policy.grains[line.grain].key, line.id.split("/")))
    return all({**key, **line.keys}.get(name) == text for name, text in identity.items())


def _of_line(line: Line, name: str) -> tuple[Any, Type]:
    if name == "reason":
        return ", ".join(dict.fromkeys(reason.code for reason in line.reasons)), TEXT
    if name == "pays":
        return (MISSING if line.pays is None else line.pays), MONEY
    return (line.status, TEXT) if name == "status" else (line.units.get(name, 0), NUMBER)


def _fits(value: Any, type: Type, text: str) -> bool:
    """Whether a value is what a text says, as a record would write it."""
    if value is MISSING or isinstance(value, Unknown):
        return text == ("missing" if value is MISSING else "unknown")
    if isinstance(type, Quantity):
        number = decimal(text)
        return number is not None and value == (number * 100 if type == MONEY else number)
    return key_text(value) == text
