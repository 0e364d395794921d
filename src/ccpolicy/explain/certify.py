"""Certificates of a determination: the nodes that a checker needs, each as the engine worked it out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from ccpolicy.certificate.rows import Key, Said
from ccpolicy.certificate.verify import assembled, worked_out
from ccpolicy.engine import allowances, claims, deadlines, facts, parts, pays, statuses, stops, tables
from ccpolicy.engine.derivation import Derivation
from ccpolicy.engine.determination import Determination, Line
from ccpolicy.engine.rows import column
from ccpolicy.engine.run import Row, Run, Scope
from ccpolicy.errors import InternalError
from ccpolicy.model.expr import Literal, LookUp, ReadSetting, ReadStatus
from ccpolicy.model.types import TEXT, YES_NO
from ccpolicy.values.absent import MISSING
from ccpolicy.values.depth import room
from ccpolicy.values.period import Period


@room()
def certificate(determination: Determination, line: str | None = None) -> dict[str, Any]:
    """The certificate of a determination, or of one line and all it rests on. Raises UsageError for an unknown line."""
    run: Run = determination.run
    checker, lines, keys = worked_out(run.policy, run.caseload, run.known_on, run.readings, line)
    said = {key: engine_says(determination, key) for key in keys}
    return assembled(checker, lines, keys, line, said)


def engine_says(determination: Determination, key: Key) -> Said:
    """What the engine says of a node that the checker has."""
    run: Run = determination.run
    kind, name, of, on = key
    if kind in ("setting", "table"):
        return _SAID[kind](run, name, of, on)
    row = run.row(of.grain, of.key)
    if row is None:
        raise InternalError(f"there is no {of.grain} {of.key} to certify")
    if kind == "line" and on is not None:
        told = [each for each in determination.lines if (each.grain, each.id) == (row.grain, row.key)]
        return Said(_line(told[0]) if told else None)
    return _SAID[kind](run, name, row, on)


def _node(node: Derivation, how: str = "") -> Said:
    return Said(node.value, how, node.version, node.cites)


def _field(run: Run, name: str, row: Row, _: Any) -> Said:
    return Said(column(run, row, name))


def _date(run: Run, _: str, row: Row, __: Any) -> Said:
    day = run.day(row)
    return Said(MISSING if isinstance(day, Period) else day)


def _fact(run: Run, name: str, row: Row, _: Any) -> Said:
    node = facts.fact(run, row, name)
    exceptions = {each.label for each in run.policy.facts[row.grain, name].exceptions}
    return _node(node, node.how if node.how in exceptions else "")


def _setting(run: Run, name: str, _: Any, day: Any) -> Said:
    scope = Scope(run, Row("", "", {}, day=day))
    facts.read_setting(scope, ReadSetting(type=TEXT, name=name))
    (node,) = scope.collected()
    return _node(node, node.how if name in run.policy.unsettled else "")


def _table(run: Run, name: str, keys: Any, day: Any) -> Said:
    scope = Scope(run, Row("", "", {}, day=day))
    given = tuple(Literal(type=TEXT, value=key) for key in keys)
    tables.look_up(scope, LookUp(type=TEXT, table=name, keys=given))
    (node,) = scope.collected()
    return _node(node)


def _allowance(run: Run, name: str, row: Row, _: Any) -> Said:
    granted = allowances.grant(run, name, row)
    if granted is None:
        raise InternalError(f"{row.subject} does not ask of {name}")
    value = {"window": granted.ask.window, **granted.items, "kept": granted.kept, "lost": granted.lost}
    return Said(value, "", granted.node.version, granted.node.cites)


def _deadline(run: Run, name: str, row: Row, _: Any) -> Said:
    state = deadlines.deadline(run, name, row)
    value = {item: state[item].value for item in ("due", "met", "late")}
    return Said(value, "", state["due"].version, state["due"].cites)


def _outcome(run: Run, name: str, row: Row, _: Any) -> Said:
    node = stops.holds(run, run.policy.outcomes[name], row)
    return _node(node, node.how)


def _pay(run: Run, _: str, row: Row, at: int) -> Said:
    rule = run.policy.pays[at]
    amount = pays.amount_of(run, rule, row)
    if amount is None:
        return Said(False, "", rule.version, rule.cites)
    units_only = rule.amount is None and amount.why[0].value is MISSING
    return Said(True if units_only else amount.why[0].value, "", rule.version, amount.why[0].cites)


def _shares(run: Run, _: str, row: Row, at: int) -> Said:
    amount = pays.amount_of(run, run.policy.pays[at], row)
    if amount is None:
        raise InternalError(f"{row.subject} is paid nothing to share")
    found = pays.shares(run, amount)
    if isinstance(found, parts.Refusal):
        return Said(found.code)
    return Said({each.subject: cents for each, cents in found.items()})


def _claimed(run: Run, _: str, row: Row, __: Any) -> Said:
    return Said(dict(claims.claimed(run, row).units))


def _stopped(run: Run, _: str, row: Row, __: Any) -> Said:
    names = ("left", "denied", "held", "routed")
    return Said({part.unit: {name: getattr(part, name) for name in names} for part in parts.parts(run, row)})


def _status(run: Run, item: str, row: Row, _: Any) -> Said:
    read = ReadStatus(type=YES_NO, path=(), grain=row.grain, item=item)
    return Said(statuses.read_line_status(Scope(run, row), read))


def _own_line(run: Run, _: str, row: Row, __: Any) -> Said:
    return Said(_line(statuses.line(run, row)))


def _line(line: Line) -> dict[str, Any]:
    return {
        "id": line.id, "grain": line.grain, "keys": dict(line.keys), "status": line.status,
        "claimed": dict(line.claimed), "units": dict(line.units), "amounts": dict(line.amounts), "pays": line.pays,
        "rules": list(line.pay_rules),
        "reasons": [
            {
                "code": reason.code, "status": reason.status, "rule": reason.rule, "unit": reason.unit,
                "cites": reason.cites, "amount": reason.amount, "to": reason.to, "asking": reason.asking,
            }
            for reason in line.reasons
        ],
    }


_SAID: Mapping[str, Callable[[Run, str, Any, Any], Said]] = {
    "field": _field, "date": _date, "fact": _fact, "setting": _setting, "table": _table, "allowance": _allowance,
    "deadline": _deadline, "outcome": _outcome, "pay": _pay, "shares": _shares, "claimed": _claimed,
    "stopped": _stopped, "status": _status, "line": _own_line,
}
