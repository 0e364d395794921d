"""What formulas can come to before anything is evaluated: how many digits, and how deep they rest on each other.

Both are found from the formulas alone, from below: what an input can hold, what each operator makes of it. A policy in
which either is too much is refused before conditions are tried, which would already work such numbers out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from math import log2

from attrs import frozen

from ccpolicy.dsl.world import World
from ccpolicy.limits import CHAIN, DECIMALS, DIGITS, MAGNITUDE
from ccpolicy.model.expr import Aggregate, Apply, Expr, Literal, ReadField, Window
from ccpolicy.model.policy import Policy
from ccpolicy.model.reads import Node, reads
from ccpolicy.model.types import Quantity
from ccpolicy.source import Span

_BITS = log2(10)
_MANY = 24
"""Binary digits that adding up the rows of an input can add."""

_LINK = 3
"""Calls between a formula and what it reads, counted like levels of a formula."""


@frozen
class Weight:
    """Binary digits of numerator and denominator, and levels of formulas."""

    above: int = 0
    below: int = 0
    depth: int = 0

    @property
    def digits(self) -> int:
        return int((self.above + self.below) / _BITS)


_INPUT = Weight(int((DIGITS.most + DECIMALS.most + 3) * _BITS) + 1, int(DECIMALS.most * _BITS) + 1)


def check_magnitudes(world: World, policy: Policy) -> bool:
    """Whether every formula comes to numbers and depths that can be worked out; reports those that do not."""
    formulas = _formulas(policy)
    weights: dict[Node, Weight] = {}
    fine = True
    for node in _from_below({node: _read(exprs, formulas) for node, (exprs, _) in formulas.items()}):
        exprs, span = formulas[node]
        weight = _most(_weigh(expr, weights) for expr in exprs)
        name = node[-1]
        if weight.digits > MAGNITUDE.most:
            help = "round it, or multiply less often; powers of powers grow beyond anything that is paid"
            world.report(MAGNITUDE.finding, f"`{name}` can come to a number of {weight.digits:,} digits", span, help=help)
        if weight.depth > CHAIN.most:
            message = f"`{name}` rests on more than {CHAIN} levels of formulas that rest on each other"
            world.report(CHAIN.finding, message, span, help="take the value from fewer facts in a row")
        if weight.digits > MAGNITUDE.most or weight.depth > CHAIN.most:
            weight, fine = Weight(), False  # what rests on it is not told as well
        weights[node] = Weight(weight.above, weight.below, weight.depth + _LINK)
    return fine


def _formulas(policy: Policy) -> dict[Node, tuple[list[Expr], Span | None]]:
    """The formulas by the node that reads them, those nobody reads under names of their own."""
    found: dict[Node, tuple[list[Expr], Span | None]] = {}

    def put(node: Node, exprs: Iterable[Expr | None], span: Span | None) -> None:
        found[node] = ([expr for expr in exprs if expr is not None], span)

    for (grain, name), fact in policy.facts.items():
        parts = [*(w.value for w in fact.definitions), *(part for e in fact.exceptions for part in (e.value, e.when))]
        put(("fact", grain, name), parts, fact.span)
    for name, setting in policy.settings.items():
        put(("setting", name), [version.value for version in setting.versions], setting.span)
    for name, made in policy.grains.items():
        put(("rows", name), [made.low, made.high, *made.by_paths, made.dated_by], made.span)
    for name, each in policy.allowances.items():
        keys = [key for _, key in each.per] + [key.value for key in each.order]
        put(("allowance", name), [each.where, each.spends, each.limit, each.carry, each.window.anchor, *keys], each.span)
    for name, due in policy.deadlines.items():
        put(("deadline", name), [due.where, due.event, due.due], due.span)
    for name, stop in policy.outcomes.items():
        put(("outcome", name), [stop.when, *(waiver.when for waiver in stop.waivers)], stop.span)
    for asks in policy.asks:
        put(("status", asks.grain, "claimed"), [asks.where, *(p for u in asks.units for p in (u.amount, u.unit))], asks.span)
    for pay in policy.pays:
        put(("pay", pay.name), [pay.where, pay.amount], pay.span)
    return found


def _read(exprs: Sequence[Expr], known: Mapping[Node, object]) -> list[Node]:
    return sorted({node for expr in exprs for node in reads(expr) if node in known})


def _from_below(graph: Mapping[Node, Sequence[Node]]) -> Iterator[Node]:
    """Every node after those it reads; of a circle, which is reported elsewhere, in any order."""
    state: dict[Node, bool] = {}
    for start in graph:
        pending = [start]
        while pending:
            node = pending[-1]
            wanting = [below for below in graph[node] if below not in state] if node not in state else []
            state.setdefault(node, False)
            pending += wanting
            if not wanting:
                pending.pop()
                if not state[node]:
                    state[node] = True
                    yield node


def _weigh(expr: Expr, known: Mapping[Node, Weight]) -> Weight:
    parts = [_weigh(part, known) for part in expr.parts()]
    most = _most(parts)
    depth = most.depth + 1
    if isinstance(expr, Literal):
        return _number(expr.value)
    if isinstance(expr, Apply) and expr.op in _ARITHMETIC and isinstance(expr.type, Quantity):
        above, below = _ARITHMETIC[expr.op](expr, parts)
        return Weight(above, below, depth)
    if isinstance(expr, (Aggregate, Window)):
        return Weight(most.above + _MANY, most.below, depth)
    own = [known[node] for node in reads(expr) if node in known] if not parts else []
    if own:
        deepest = _most(own)
        return Weight(deepest.above or _INPUT.above, deepest.below, deepest.depth + 1)
    if isinstance(expr, ReadField) or not parts:
        return Weight(_INPUT.above, _INPUT.below, depth)
    # A choice between values, or a function of dates and the like, which has few digits.
    through = _most([most, *(known[node] for node in _itself(expr) if node in known)])
    return Weight(through.above, through.below, through.depth + 1)


def _itself(expr: Expr) -> Iterator[Node]:
    """What an expression reads apart from what its parts read."""
    inner = {node for part in expr.parts() for node in reads(part)}
    return (node for node in reads(expr) if node not in inner)


def _number(value: object) -> Weight:
    if isinstance(value, bool) or not isinstance(value, int | Fraction):
        return Weight(depth=1)
    exact = Fraction(value)
    return Weight(exact.numerator.bit_length(), exact.denominator.bit_length() - 1, 1)


def _most(weights: Iterable[Weight]) -> Weight:
    found = list(weights)
    return Weight(
        max((w.above for w in found), default=0),
        max((w.below for w in found), default=0),
        max((w.depth for w in found), default=0),
    )


def _sum(_: Apply, parts: Sequence[Weight]) -> tuple[int, int]:
    one, other = parts
    return max(one.above + other.below, other.above + one.below) + 1, one.below + other.below


def _product(_: Apply, parts: Sequence[Weight]) -> tuple[int, int]:
    one, other = parts
    return one.above + other.above, one.below + other.below


def _quotient(_: Apply, parts: Sequence[Weight]) -> tuple[int, int]:
    one, other = parts
    return one.above + other.below, one.below + other.above


def _power(expr: Apply, parts: Sequence[Weight]) -> tuple[int, int]:
    exponent = expr.args[1]
    times = exponent.value if isinstance(exponent, Literal) and isinstance(exponent.value, int) else 1
    return parts[0].above * times, parts[0].below * times


def _round(_: Apply, parts: Sequence[Weight]) -> tuple[int, int]:
    value, step, *_rest = parts
    return value.above + step.above + step.below + 1, step.below


_ARITHMETIC = {
    "add": _sum,
    "subtract": _sum,
    "multiply": _product,
    "divide": _quotient,
    "power": _power,
    "round": _round,
}
