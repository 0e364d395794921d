"""Facts and settings: the wording in force, its exceptions, the value and why."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from attrs import evolve

from ccpolicy.engine.derivation import Derivation
from ccpolicy.engine.run import Row, Run, Scope, when, yes
from ccpolicy.engine.texts import said
from ccpolicy.errors import InternalError
from ccpolicy.model.evaluate import combined, evaluate
from ccpolicy.model.expr import ReadColumn, ReadFact, ReadSetting
from ccpolicy.model.policy import Exceptional, Fact, Version, Wording
from ccpolicy.model.types import Type
from ccpolicy.values.absent import MISSING, Unknown, unknown
from ccpolicy.values.order import comparable
from ccpolicy.values.period import ALWAYS, Period


def read_fact(scope: Scope, expr: ReadFact) -> Any:
    row = scope.run.follow(scope.row, expr.path)
    return scope.use(fact(scope.run, row, expr.name)) if isinstance(row, Row) else row


def fact(run: Run, row: Row, name: str) -> Derivation:
    """A fact of a row with its derivation, worked out once."""
    return run.once(("fact", row, name), _fact, run, row, name)


def _fact(run: Run, row: Row, name: str) -> Derivation:
    known = run.policy.facts[row.grain, name]
    node, governing = _derive(run, row, known)
    say = (governing.say if governing else None) or known.say
    if not say:
        return node
    run.keep(("fact", row, name), node)  # what it says may speak of its own value
    text = said(run, row, say)
    return evolve(node, say=text) if text else node


def wording_of(run: Run, row: Row, name: str) -> Wording | Exceptional | None:
    """The wording that gives a fact of a row its value; None where that is not known."""
    return _value(Scope(run, row), run.policy.facts[row.grain, name])[1]


def _derive(run: Run, row: Row, known: Fact) -> tuple[Derivation, Wording | Exceptional | None]:
    scope = Scope(run, row)
    value, governing = _value(scope, known)
    version = governing.version if governing else Version()
    how = governing.label if isinstance(governing, Exceptional) else _dated(version)
    cites = (governing.cites if governing else ()) or known.cites
    note = (governing.note if governing else "") or known.note
    span = governing.span if governing else known.span
    node = Derivation(
        "fact", known.name, known.label or known.name, row.subject, value, known.type, how, "", version, cites, note,
        scope.collected(), span,
    )
    return node, governing


def _dated(version: Version) -> str:
    period = "" if version.period == ALWAYS else str(version.period)
    return f"{version.amendment}, {period}" if version.amendment and period else version.amendment or period


def _value(scope: Scope, known: Fact) -> tuple[Any, Wording | Exceptional | None]:
    """The value by the one exception that applies and is not beaten, else by the definition in force.

    An exception that may apply leaves the value unknown, unless it comes to the same.
    """
    applying: list[Exceptional] = []
    doubtful: list[tuple[Exceptional, Unknown]] = []
    for exception in known.exceptions:
        in_force = scope.run.applies(exception, scope.row)
        holds = evaluate(exception.when, scope) if in_force is True else in_force
        if yes(holds):
            applying.append(exception)
        elif isinstance(holds, Unknown):
            doubtful.append((exception, holds))
    winners = [exception for exception in applying if exception.label not in _beaten(known, applying)]
    if len(winners) > 1:
        labels = " and ".join(f"`{winner.label}`" for winner in winners)
        raise InternalError(f"{labels} of {known.name} both apply to {scope.row.subject} and neither is over the other")
    governing: Wording | Exceptional | Unknown
    governing = winners[0] if winners else scope.run.governing(known.definitions, scope.row)
    if isinstance(governing, Unknown):
        return governing, None
    value = evaluate(governing.value, scope)
    doubts = [
        doubt for exception, doubt in doubtful
        if exception.label not in _beaten(known, applying) and not same(evaluate(exception.value, scope), value)
    ]
    return (combined(doubts) if doubts else value), governing


def _beaten(known: Fact, applying: Sequence[Exceptional]) -> set[str]:
    """The labels that an applying exception is over, directly or through others."""
    over = {exception.label: exception.over for exception in known.exceptions}
    beaten: set[str] = set()
    pending = [label for exception in applying for label in exception.over]
    while pending:
        label = pending.pop()
        if label not in beaten:
            beaten.add(label)
            pending.extend(over.get(label, ()))
    return beaten


def same(left: Any, right: Any) -> bool:
    """Whether two values are known to be the same."""
    if isinstance(left, Unknown) or isinstance(right, Unknown):
        return False
    return bool(left == right and comparable(left) == comparable(right))


def read_setting(scope: Scope, expr: ReadSetting) -> Any:
    """A setting on the date of the row whose rule names it, or the reading taken of an unsettled point."""
    day = scope.run.day(scope.rule_row)
    return scope.use(scope.run.once(("setting", expr.name, day), lambda: _setting(scope, expr.name, expr.type, day)))


def _setting(scope: Scope, name: str, type: Type, day: date | Period | Unknown) -> Derivation:
    run = scope.run
    point = run.policy.unsettled.get(name)
    if name in run.pins:
        return Derivation("setting", name, name, "", run.pins[name], type, "given")
    if point is not None:
        reading = run.readings.get(name, point.chosen)
        return Derivation("setting", name, point.question, "", reading, type, reading, cites=point.cites)
    setting = run.policy.settings[name]
    own = Scope(run, scope.row, scope.rule_row)
    governing = run.governing(setting.versions, scope.rule_row)
    label = setting.label or name
    if isinstance(governing, Unknown):
        shown = "" if isinstance(day, Unknown) else f" {when(day)}"
        value = day if isinstance(day, Unknown) else unknown("not_covered", "{what}{when}", what=label, when=shown)
        return Derivation("setting", name, label, "", value, type)
    value = evaluate(governing.value, own)
    return Derivation(
        "setting", name, label, "", value, type, _dated(governing.version), "", governing.version, governing.cites,
        governing.note, own.collected(), governing.span,
    )


def read_column(scope: Scope, expr: ReadColumn) -> Any:
    """A further column of a code's row in its list."""
    code = evaluate(expr.code, scope)
    if code is MISSING or isinstance(code, Unknown):
        return code
    row = scope.run.policy.codes[expr.codes].rows.get(code)
    if row is None:
        return MISSING
    return row.label if expr.column == "label" and "label" not in row.columns else row.columns.get(expr.column, MISSING)
