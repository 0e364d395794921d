"""What a model declares to reach from one claim to another, and which of it a line rests on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from ccpolicy.engine.claims import asked_grains, way
from ccpolicy.engine.derivation import Derivation
from ccpolicy.engine.determination import Determination, Line
from ccpolicy.engine.run import Row, Run
from ccpolicy.model.expr import Aggregate, Expr, Template, Window
from ccpolicy.model.policy import Exceptional, Policy, Wording

Key = tuple[str, str, str]
"""Kind, name and subject of a node of a derivation."""


def declared(policy: Policy) -> frozenset[tuple[str, str]]:
    """The statements that may look beyond one claim, by kind and name.

    They are the allowances that are not counted within one claim, rules with an aggregate or window over rows of several
    claims, and amounts paid to a row above the claims, which the rows it pays share.
    """
    asked = {asks.grain for asks in policy.asks}
    found = {("allowance", name) for name in policy.allowances}
    found |= {("outcome", pay.name) for pay in policy.pays if pay.grain not in asked}
    return frozenset(found | {key for key, formulas in _formulas(policy) if any(map(_crosses, formulas))})


def _formulas(policy: Policy) -> Iterator[tuple[tuple[str, str], list[Expr | None]]]:
    for (_, name), fact in policy.facts.items():
        wordings: list[Wording | Exceptional] = [*fact.definitions, *fact.exceptions]
        conditions = [each.when for each in fact.exceptions]
        said = [part for say in (fact.say, *(each.say for each in wordings)) for part in _in_texts(say)]
        yield ("fact", name), [*(each.value for each in wordings), *conditions, *said]
    for outcome in policy.outcomes.values():
        yield ("outcome", outcome.name), [outcome.when, *(waiver.when for waiver in outcome.waivers), *_in_texts(outcome.say)]
    for pay in policy.pays:
        yield ("outcome", pay.name), [pay.amount, pay.where, pay.share, *_in_texts(pay.say)]
    for deadline in policy.deadlines.values():
        yield ("deadline", deadline.name), [deadline.event, deadline.due, deadline.where]


def _in_texts(say: Mapping[str, Template]) -> Iterator[Expr]:
    return (part for text in say.values() for part in text.expressions())


def _crosses(formula: Expr | None) -> bool:
    return formula is not None and any(
        (isinstance(node, Aggregate) and node.rows.crosses_claims) or (isinstance(node, Window) and node.crosses_claims)
        for node in formula.walk()
    )


def nodes(line: Line) -> dict[Key, Derivation]:
    """Everything a line rests on, by what it is of; its reasons included."""
    roots = [*line.why, *(node for reason in line.reasons for node in reason.why)]
    return {(node.kind, node.name, node.subject): node for root in _once(roots) for node in root.walk()}


def _once(roots: Iterable[Derivation]) -> Iterable[Derivation]:
    return {id(node): node for node in roots}.values()


def told(node: Derivation | None) -> Any:
    """What a node says, to be compared with what it says in another run."""
    return None if node is None else (str(node.value), node.how, node.say)


def by_claim(found: Determination) -> dict[tuple[str, str], str]:
    """The claim record's key of every line that a claimed row has, by the line's grain and id."""
    run: Run = found.run
    claims = {asks.grain: asks.claim for asks in run.policy.asks}
    return {
        (line.grain, line.id): claim.key
        for line in found.lines
        if line.grain in asked_grains(run) and (claim := _up(run, run.row(line.grain, line.id), claims[line.grain]))
    }


def _up(run: Run, row: Row | None, grain: str) -> Row | None:
    path = way(run, row.grain, grain) if row is not None else None
    target = run.follow(row, path) if row is not None and path is not None else None
    return target if isinstance(target, Row) else None
