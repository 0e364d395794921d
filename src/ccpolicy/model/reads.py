"""What each part of a policy reads directly: the dependency graph, as sets of nodes.

Nodes are tuples: (`fact`, grain, name), (`setting`, name), (`table`, name), (`allowance`, name), (`deadline`, name),
(`outcome`, name), (`status`, grain, item), (`rows`, grain).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from ccpolicy.model.expr import (
    Aggregate,
    Expr,
    LookUp,
    ReadAllowance,
    ReadDate,
    ReadDeadline,
    ReadFact,
    ReadSetting,
    ReadStatus,
    Template,
    Window,
)
from ccpolicy.model.policy import Outcome, Policy, Setting

Node = tuple[str, ...]


def outcome_node(name: str) -> Node:
    return ("outcome", name)


def reads(expr: Expr | None) -> Iterator[Node]:
    """The nodes an expression reads, itself and all inside it."""
    if expr is None:
        return
    for part in expr.walk():
        match part:
            case ReadFact(grain=grain, name=name):
                yield ("fact", grain, name)
            case ReadSetting(name=name):
                yield ("setting", name)
            case ReadDate(grain=grain):
                yield ("date", grain)
            case LookUp(table=table):
                yield ("table", table)
            case ReadAllowance(allowance=name):
                yield ("allowance", name)
            case ReadDeadline(deadline=name):
                yield ("deadline", name)
            case ReadStatus(grain=grain, item=item):
                yield ("status", grain, item)
            case Aggregate(rows=rows):
                yield ("rows", rows.grain)
            case Window(grain=grain):
                yield ("rows", grain)


def _of(expressions: Iterable[Expr | None]) -> set[Node]:
    return {node for expr in expressions for node in reads(expr)}


def _setting(setting: Setting) -> set[Node]:
    return _of(version.value for version in setting.versions)


def _outcome(outcome: Outcome) -> set[Node]:
    return _of([outcome.when, *(waiver.when for waiver in outcome.waivers)])


def _told(say: Mapping[str, Template]) -> Iterator[Expr]:
    """What a sentence tells: a line is not made without the sentences of what pays and stops it."""
    return (part for template in say.values() for part in template.expressions())


def statement_reads(policy: Policy) -> dict[Node, set[Node]]:
    """For each node of a policy, what it reads directly.

    A fact reads also the rows of its grain; an allowance reads, unless `even_when_denied`, the stops that do not
    depend on it (which are not listed here: they are chosen so that no cycle can come of it).
    """
    graph: dict[Node, set[Node]] = {}
    for (grain, name), fact in policy.facts.items():
        nodes = _of(
            [
                *(w.value for w in fact.definitions),
                *(e.value for e in fact.exceptions),
                *(e.when for e in fact.exceptions),
            ]
        )
        graph["fact", grain, name] = nodes | {("rows", grain)}
    for name, setting in policy.settings.items():
        graph["setting", name] = _setting(setting)
    for name, table in policy.tables.items():
        graph["table", name] = {("rows", table.record)} if table.record else set()
    for name, grain_ in policy.grains.items():
        graph["rows", name] = _of([grain_.low, grain_.high, *grain_.by_paths]) | (
            {("rows", grain_.base)} if grain_.base else set()
        )
        graph["date", name] = _of([grain_.dated_by])
    for name, allowance in policy.allowances.items():
        keys = [key for _, key in allowance.per] + [key.value for key in allowance.order]
        nodes = _of(
            [
                *(allowance.where, allowance.spends, allowance.limit, allowance.carry, allowance.carries_from),
                *(allowance.window.anchor, *keys),
            ]
        )
        nodes |= {("allowance", other) for other in allowance.after} | {("rows", allowance.grain)}
        if allowance.unit:
            nodes |= {("status", asks.grain, "claimed") for asks in policy.asks}
        graph["allowance", name] = nodes
    for name, deadline in policy.deadlines.items():
        graph["deadline", name] = _of([deadline.where, deadline.event, deadline.due])
    for name, outcome in policy.outcomes.items():
        graph[outcome_node(name)] = _outcome(outcome)
    for asks in policy.asks:
        claimed = _of([asks.where, *(part for asked in asks.units for part in (asked.amount, asked.unit))])
        graph["status", asks.grain, "claimed"] = claimed
        stops = {outcome_node(name) for name, o in policy.outcomes.items() if o.kind in ("deny", "hold", "route")}
        payable = {
            outcome_node(name)
            for name, o in policy.outcomes.items()
            if o.kind in ("deny", "hold", "route") and not o.reads_payable
        }
        graph["status", asks.grain, "payable"] = claimed | payable
        graph["status", asks.grain, "paid"] = (
            {("status", asks.grain, "payable")}
            | stops
            | _of([part for pay in policy.pays for part in (pay.where, pay.amount)])
            | _of([part for pay in policy.pays for part in _told(pay.say)])
            | _of([part for name in sorted(policy.outcomes) for part in _told(policy.outcomes[name].say)
                   if policy.outcomes[name].kind in ("deny", "hold", "route")])
        )
    return graph
