"""Outcomes: whether a stop or flag holds for a row, and which stops stand over a row that asks for payment."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from attrs import frozen

from ccpolicy.engine.claims import way
from ccpolicy.engine.derivation import Derivation
from ccpolicy.engine.run import Row, Run, Scope
from ccpolicy.engine.texts import said
from ccpolicy.model.evaluate import combined, evaluate
from ccpolicy.model.expr import Path, ReadAllowance
from ccpolicy.model.policy import Citation, Outcome
from ccpolicy.model.texts import spoken
from ccpolicy.model.types import YES_NO
from ccpolicy.values.absent import Unknown

STOPS = ("deny", "hold", "route")


@frozen
class Standing:
    """An outcome on a row: the derivation of whether it holds."""

    outcome: Outcome
    row: Row
    node: Derivation

    @property
    def holds(self) -> Any:
        return self.node.value


def holds(run: Run, outcome: Outcome, row: Row) -> Derivation:
    """Whether an outcome holds for a row of its grain, waivers considered: yes, no or unknown."""
    return run.once(("outcome", outcome.name, row), lambda: _holds(run, outcome, row))


def _holds(run: Run, outcome: Outcome, row: Row) -> Derivation:
    scope = Scope(run, row)
    value: Any = run.applies(outcome, row)
    if value is True:
        value = evaluate(outcome.when, scope)
        value = value if isinstance(value, Unknown) else value is True
    how = ""
    for waiver in outcome.waivers:
        waived = True if value is False else run.applies(waiver, row)
        if value is False or waived is False:
            continue
        if waived is True and waiver.when is not None:
            waived = evaluate(waiver.when, scope)
        if waived is True:
            value, how = False, f"waived: {waiver.name}"
        elif isinstance(waived, Unknown):
            value = combined([doubt for doubt in (value, waived) if isinstance(doubt, Unknown)])
    return Derivation(
        "outcome", outcome.name, outcome.label or spoken(outcome.name), row.subject, value, YES_NO, how, "", outcome.version,
        cites_of(run, outcome), outcome.note, scope.collected(), outcome.span,
    )


def stops_over(run: Run, row: Row, unit: str, *, before_payable: bool = False) -> Sequence[Standing]:
    """Every stop on the row or a coarser row it leads to that can stop this unit type, holding or not.

    `before_payable` leaves out those that read whether the row is payable.
    """
    found = []
    for outcome, path in run.once(("stops over", row.grain), lambda: _stops_with_paths(run, row.grain)):
        if (unit_of(run, outcome) or unit) != unit or (before_payable and outcome.reads_payable):
            continue
        target = run.follow(row, path)
        if isinstance(target, Row):
            found.append(Standing(outcome, target, holds(run, outcome, target)))
        elif isinstance(target, Unknown):
            found.append(Standing(outcome, row, _somewhere(run, outcome, row, target)))
    return found


def _somewhere(run: Run, outcome: Outcome, row: Row, doubt: Unknown) -> Derivation:
    """A stop on a coarser row nobody named: it stands over this row if it holds for any row that could be meant."""
    could = [holds(run, outcome, other) for other in run.rows(outcome.grain)]
    value: Any = doubt if not could or any(node.value is not False for node in could) else False
    return Derivation(
        "outcome", outcome.name, outcome.label or spoken(outcome.name), row.subject, value, YES_NO, "", "", outcome.version,
        cites_of(run, outcome), outcome.note,
    )


def _stops_with_paths(run: Run, grain: str) -> list[tuple[Outcome, Path]]:
    ways = ((outcome, way(run, grain, outcome.grain)) for outcome in run.policy.outcomes.values())
    return [(outcome, path) for outcome, path in ways if outcome.kind in STOPS and path is not None]


def unit_of(run: Run, outcome: Outcome) -> str:
    """The unit type a stop is for: its own, or the one its allowance meters; empty for all."""
    allowance = run.policy.allowances.get(outcome.parent)
    return outcome.unit or (allowance.unit if allowance else "")


def spender_path(outcome: Outcome) -> Path | None:
    """From a row of an allowance's outcome to the spending row it is about."""
    for node in outcome.when.walk():
        if isinstance(node, ReadAllowance) and node.allowance == outcome.parent and node.item == "refused":
            return node.path
    return None


def cites_of(run: Run, outcome: Outcome) -> tuple[Citation, ...]:
    """An outcome's citations, or those of the statement it stands in."""
    policy = run.policy
    parent = policy.allowances.get(outcome.parent) or policy.deadlines.get(outcome.parent)
    bands = policy.facts.get((outcome.grain, outcome.parent))
    return outcome.cites or (parent.cites if parent else bands.cites if bands else ())


def text_of(run: Run, outcome: Outcome, row: Row) -> str:
    return said(run, row, outcome.say) or outcome.label or outcome.name
