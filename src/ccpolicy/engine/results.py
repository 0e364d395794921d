"""What a determination tells beside its lines: totals, flags, deadlines, routes, postings and caveats."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from ccpolicy.engine.allowances import grant
from ccpolicy.engine.claims import claim_of, claimed, rows_leading_to
from ccpolicy.engine.deadlines import deadline
from ccpolicy.engine.derivation import Derivation
from ccpolicy.engine.determination import Caveat, DeadlineMet, Flag, Line, Posting, Routed, Total
from ccpolicy.engine.parts import lacking, needs_of
from ccpolicy.engine.run import Row, Run, Scope
from ccpolicy.engine.statuses import line, row_columns
from ccpolicy.engine.stops import cites_of, holds, text_of
from ccpolicy.model.evaluate import evaluate
from ccpolicy.model.expr import Expr
from ccpolicy.values.absent import MISSING, Unknown
from ccpolicy.values.depth import room
from ccpolicy.values.numbers import Number, exact
from ccpolicy.values.phrases import phrase


def totals(run: Run, lines: Sequence[Line]) -> list[Total]:
    """Sums by each column of the lines that names a row, then of all."""
    found = []
    for name in row_columns(run):
        by: dict[str, list[Line]] = {}
        for each in lines:
            if each.keys.get(name):
                by.setdefault(each.keys[name], []).append(each)
        found += [_total(name, id, by[id]) for id in sorted(by)]
    return [*found, _total("all", "", lines)]


def _total(by: str, id: str, lines: Sequence[Line]) -> Total:
    statuses = Counter(line.status for line in lines)
    return Total(by, id, _sums(line.units for line in lines), _sums(line.amounts for line in lines), statuses)


def _sums(mappings: Iterable[Mapping[str, Number]]) -> dict[str, Number]:
    found: dict[str, Number] = {}
    for mapping in mappings:
        for name, amount in mapping.items():
            found[name] = exact(found.get(name, 0) + amount)
    return found


def flags(run: Run) -> list[Flag]:
    """Flags that hold, and those that could not be checked."""
    found = []
    for outcome in run.policy.outcomes.values():
        if outcome.kind != "flag":
            continue
        for row in run.rows(outcome.grain):
            node = holds(run, outcome, row)
            cites = cites_of(run, outcome)
            if isinstance(node.value, Unknown):
                lack = lacking(run, node.value, outcome.name, cites)
                needs = needs_of(node.value)
                found.append(Flag(outcome.name, "unchecked", row.key, lack.text, cites, outcome.to, needs, (node,)))
            elif node.value is True:
                text = text_of(run, outcome, row)
                found.append(Flag(outcome.name, "flag", row.key, text, cites, outcome.to, (), (node,)))
    return found


def routes(run: Run) -> list[Routed]:
    """Every route that holds, with the lines it is about."""
    found = []
    for outcome in run.policy.outcomes.values():
        if outcome.kind != "route":
            continue
        for row in run.rows(outcome.grain):
            if holds(run, outcome, row).value is True:
                about = tuple(finer.key for finer in rows_leading_to(run, row) if claimed(run, finer).units)
                found.append(Routed(outcome.name, outcome.to, outcome.asking, about, text_of(run, outcome, row)))
    return found


def deadlines(run: Run) -> list[DeadlineMet]:
    """Every deadline that a row has."""
    found = []
    for each in run.policy.deadlines.values():
        for row in run.rows(each.grain):
            state = deadline(run, each.name, row)
            due = state["due"].value
            if due is MISSING:
                continue
            met = state["met"].value if state["happened"] else None
            text = "unknown" if isinstance(due, Unknown) else _date_text(due)
            met = met if isinstance(met, bool) else None
            found.append(DeadlineMet(each.name, each.label, row.key, text, each.inclusive, met, each.cites))
    return found


def _date_text(due: date | datetime) -> str:
    return due.isoformat(timespec="minutes") if isinstance(due, datetime) else due.isoformat()


def postings(run: Run) -> list[Posting]:
    """What the rows of this run newly use up of each allowance."""
    found = []
    for allowance in run.policy.allowances.values():
        for row in run.rows(allowance.grain):
            granted = grant(run, allowance.name, row)
            if granted is None or not granted.spends:
                continue
            ask = granted.ask
            per = {name: str(text) for (name, _), text in zip(allowance.per, ask.per)}
            state, claim = _posting_state(run, row), claim_of(run, row)
            window = str(ask.window)
            found.append(Posting(allowance.name, per, window, row.key, ask.day, granted.spends, state, claim))
    return found


def _posting_state(run: Run, row: Row) -> str:
    """Reserved while rows that lead to the spending row are held and none is paid."""
    statuses = {line(run, finer).status for finer in rows_leading_to(run, row) if claimed(run, finer).units}
    return "reserved" if "held" in statuses and not statuses & {"paid", "partly_paid"} else "granted"


def caveats(run: Run, lines: Sequence[Line], flags: Sequence[Flag]) -> list[Caveat]:
    """The unsettled points read, the unmodelled matters touched, and the tentative versions used."""
    policy = run.policy
    nodes = list(_all_nodes([*_whys(lines), *_whys(flags)]))
    names = {node.name for node in nodes}
    settings = {node.name for node in nodes if node.kind == "setting"}
    found = [
        Caveat("unsettled", point.name, point.question, run.readings.get(point.name, point.chosen), point.cites)
        for point in policy.unsettled.values() if point.name in settings
    ]
    found += [
        Caveat("unmodelled", left_out.title, left_out.instead, "", left_out.cites)
        for left_out in policy.unmodelled if not left_out.touches or names & {*left_out.touches}
    ]
    tentative: dict[str, Caveat] = {}
    for node in nodes:
        if node.version.tentative:
            name = node.version.amendment or node.name
            text = phrase(policy.lang, "{period} is tentative: its end may move", period=node.version.period)
            tentative.setdefault(name, Caveat("tentative", name, text, "", node.cites))
    return [*found, *(tentative[name] for name in sorted(tentative))]


def _whys(told: Iterable[Line | Flag]) -> Iterator[Derivation]:
    return (node for each in told for node in each.why)


def _all_nodes(roots: Iterable[Derivation]) -> Iterator[Derivation]:
    """Every node that any of these rests on, once."""
    seen: set[int] = set()
    pending = list(roots)
    while pending:
        node = pending.pop()
        if id(node) not in seen:
            seen.add(id(node))
            yield node
            pending.extend(node.inputs)


class Facts(Mapping[tuple[str, str, str], Any]):
    """Facts by (grain, row key, name), worked out when asked for."""

    def __init__(self, run: Run, value: Any) -> None:
        self._run = run
        self._value = value

    @room()
    def __getitem__(self, key: tuple[str, str, str]) -> Any:
        grain, row_key, name = key
        row = self._run.row(grain, row_key) if grain in self._run.policy.grains else None
        if row is None or (grain, name) not in self._run.policy.facts:
            raise KeyError(key)
        return self._value(self._run, row, name).value

    def rows(self, grain: str) -> list[Row]:
        """The rows of a grain: records in the order they were given, others by key."""
        records = self._run.caseload.records.get(grain, ()) if self._run.policy.grains[grain].kind == "record" else ()
        given = [self._run.row(grain, record.key) for record in records]
        return [row for row in given if row is not None] if records else list(self._run.rows(grain))

    def row(self, grain: str, key: str) -> Row | None:
        """The row with this key, if there is one."""
        return self._run.row(grain, key)

    @room()
    def value(self, row: Row, expr: Expr) -> Any:
        """What an expression comes to, seen from a row."""
        return evaluate(expr, Scope(self._run, row))

    def __iter__(self) -> Iterator[tuple[str, str, str]]:
        for grain, name in self._run.policy.facts:
            for row in self._run.rows(grain):
                yield grain, row.key, name

    def __len__(self) -> int:
        return sum(len(self._run.rows(grain)) for grain, _ in self._run.policy.facts)
