"""What depends on what: cycles through allowances and statuses, what an allowance's refusals rest on, what nobody reads."""

from __future__ import annotations

from collections.abc import Iterable

from attrs import evolve

from ccpolicy.dsl.world import World
from ccpolicy.model.policy import Policy
from ccpolicy.model.reads import outcome_node, reads, statement_reads
from ccpolicy.model.sites import report_sites
from ccpolicy.source import Span

Node = tuple[str, ...]


def connect(world: World, policy: Policy) -> Policy:
    """The policy with `reads_payable` and `independent` filled in; reports cycles and what nothing reads."""
    graph = statement_reads(policy)
    payable = {("status", grain, item) for grain in world.grains for item in ("payable", "paid")}
    outcomes = {}
    for name, outcome in policy.outcomes.items():
        below = _closure(graph, outcome_node(name))
        outcomes[name] = evolve(outcome, reads_payable=bool(below & payable))
    policy = evolve(policy, outcomes=outcomes)
    graph = statement_reads(policy)
    _cycles(world, policy, graph)
    if any(f.severity == "error" for f in world.findings):
        return policy
    stops = [name for name, o in policy.outcomes.items() if o.kind in ("deny", "route") and not o.reads_payable]
    allowances = {}
    for name, allowance in policy.allowances.items():
        # A stop that rests on another allowance counts only where that one comes before: no cycle can come of it.
        before = _allowances(graph, ("allowance", name))
        independent = tuple(stop for stop in stops if _allowances(graph, outcome_node(stop)) <= before)
        allowances[name] = evolve(allowance, independent=independent)
    policy = evolve(policy, allowances=allowances)
    _unread(world, policy, graph)
    _payable(world, policy)
    return policy


def _allowances(graph: dict[Node, set[Node]], start: Node) -> set[Node]:
    return {node for node in _closure(graph, start) if node[0] == "allowance"}


def _closure(graph: dict[Node, set[Node]], start: Node) -> set[Node]:
    found: set[Node] = set()
    pending = [start]
    while pending:
        node = pending.pop()
        for below in graph.get(node, ()):
            if below not in found:
                found.add(below)
                pending.append(below)
    return found


def _cycles(world: World, policy: Policy, graph: dict[Node, set[Node]]) -> None:
    """Reports the first cycle through each set of nodes that depend on themselves."""
    state: dict[Node, int] = {}
    for start in sorted(graph):
        if start in state:
            continue
        trail: list[tuple[Node, Iterable[Node]]] = [(start, iter(sorted(graph[start])))]
        state[start] = 1
        while trail:
            node, below = trail[-1]
            step = next(iter(below), None)
            if step is None:
                state[node] = 2
                trail.pop()
            elif step not in state and step in graph:
                state[step] = 1
                trail.append((step, iter(sorted(graph[step]))))
            elif state.get(step) == 1:
                chain = [n for n, _ in trail]
                names = [_name(n) for n in [*chain[chain.index(step) :], step]]
                world.report("cycle", f"`{names[0]}` depends on itself", _span(policy, step), help=" → ".join(names))
                return


def _name(node: Node) -> str:
    return f"{node[2]} of {node[1]}" if len(node) == 3 else node[1]


def _span(policy: Policy, node: Node) -> Span | None:
    match node:
        case ("fact", grain, name):
            return policy.facts[grain, name].span
        case ("allowance", name):
            return policy.allowances[name].span
        case ("deadline", name):
            return policy.deadlines[name].span
        case ("outcome", name):
            return policy.outcomes[name].span
    return next(iter(policy.grains.values())).span


def _unread(world: World, policy: Policy, graph: dict[Node, set[Node]]) -> None:
    """Facts, settings and unsettled points that nothing reads. Worksheet lines are read by being shown."""
    read = {below for nodes in graph.values() for below in nodes}
    shown = {(listed.grain, line.fact) for listed in policy.worksheets.values() for line in listed.lines}
    texts = {
        node
        for owner in policy.outcomes.values()
        for template in owner.say.values()
        for part in template.expressions()
        for node in reads(part)
    }
    texts |= {
        node
        for pay in policy.pays
        for template in pay.say.values()
        for part in template.expressions()
        for node in reads(part)
    }
    for (grain, name), fact in policy.facts.items():
        says = [fact.say, *(exception.say for exception in fact.exceptions)]
        told = {node for say in says for template in say.values() for part in template.expressions() for node in reads(part)}
        texts |= told - {("fact", grain, name)}
    texts |= {
        node
        for sheet in policy.sheets.values()
        for column in (*sheet.columns, *sheet.lines)
        for node in reads(column.value)
    }
    texts |= {node for e in policy.examples for node in ((("fact", e.grain, e.of),) if e.of else ())}
    texts |= {
        node for report in policy.reports.values() for site in report_sites(report) for node in reads(site.expr)
    }
    for (grain, name), fact in policy.facts.items():
        if ("fact", grain, name) not in read | texts and (grain, name) not in shown:
            world.report(
                "unread",
                f"nothing reads `{name}` of `{grain}`",
                fact.span,
                help="take it away, use it, or show it in a worksheet",
            )
    for name, setting in policy.settings.items():
        if ("setting", name) not in read | texts and not any(name in g.by for g in policy.grains.values()):
            world.report("unread", f"nothing reads `{name}`", setting.span, help="take it away, or use it in a formula")
    for name, point in policy.unsettled.items():
        if ("setting", name) not in read:
            world.report(
                "unread",
                f"no formula reads `{name}`, so its readings would never differ",
                point.span,
                help="read it in a formula, or say it with `unmodelled`",
            )


def _payable(world: World, policy: Policy) -> None:
    """Rows that ask and that no `pay` can reach."""
    for asks in policy.asks:
        reached = [pay for pay in policy.pays if pay.grain == asks.grain or world.route(asks.grain, pay.grain)]
        if not reached:
            world.report(
                "no-pay",
                f"no `pay` reaches the rows of `{asks.grain}` that ask",
                asks.span,
                help=f"add `pay NAME of {asks.grain}`",
            )
