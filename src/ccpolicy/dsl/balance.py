"""Worksheets that do not balance: looks for a row on which charge + additions differ from what is borne, or an amount
is below nothing. Lines are computed from each other; everything else they read is tried at and beside the edges
they mention, at zero, and at amounts far apart. Input money is at least nothing."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ccpolicy.dsl.solve import Assignment, Solver, as_written, name_of
from ccpolicy.model.evaluate import evaluate
from ccpolicy.model.expr import Apply, Expr, InBands, Literal, ReadColumn, ReadFact
from ccpolicy.model.operators import Choices
from ccpolicy.model.policy import Fact, Policy, Worksheet
from ccpolicy.model.types import MONEY, NUMBER
from ccpolicy.source import Span
from ccpolicy.values.absent import MISSING, Unknown

TRIES = 2_000
SIDES = {"charge": 1, "addition": 1, "state": -1, "family": -1, "written_off": -1}


class _Case(Assignment):
    """A row on which a worksheet's lines are computed, each once, from given values of everything else they read.

    `places` says at which position of `inputs` the value of a node stands: nodes are looked up by identity, which is
    what makes thousands of cases cheap.
    """

    def __init__(
        self,
        policy: Policy,
        choices: Choices,
        lines: Mapping[str, Fact],
        places: Mapping[int, int],
        inputs: Sequence[Any],
    ) -> None:
        super().__init__(policy, choices, {})
        self.lines, self.places, self.inputs = lines, places, inputs
        self.known: dict[str, Any] = {}

    def read(self, expr: Expr) -> Any:
        place = self.places.get(id(expr))
        if place is not None:
            return self.inputs[place]
        if isinstance(expr, ReadFact) and expr.path == () and expr.name in self.lines:
            return self.line(expr.name)
        return super().read(expr)

    def line(self, name: str) -> Any:
        if name not in self.known:
            fact = self.lines[name]
            applying = [e for e in fact.exceptions if evaluate(e.when, self) is True]
            winners = [e for e in applying if not any(e.label in other.over for other in applying)]
            self.known[name] = evaluate(winners[0].value if winners else fact.definitions[-1].value, self)
        return self.known[name]


def unbalanced(policy: Policy, sheet: Worksheet, solver: Solver) -> Iterator[tuple[str, str, Span | None]]:
    """A finding (name, message, place) for the first counterexample of each kind."""
    roles = {line.fact: line.role for line in sheet.lines if line.role}
    if "charge" not in roles.values():
        return
    lines = {line.fact: policy.facts[sheet.grain, line.fact] for line in sheet.lines}
    formulas = [part for fact in lines.values() for part in _formulas(fact)]
    nodes = [node for part in formulas for node in _reads(part, lines, sheet.grain)]
    inputs = sorted(set(nodes), key=repr)
    position = {name: at for at, name in enumerate(inputs)}
    places = {id(node): position[node] for node in nodes}
    told: set[str] = set()
    steps = sum(1 for part in formulas for _ in part.walk())
    for values in _tries(inputs, formulas, solver):
        solver.spend(steps)
        case = _Case(policy, solver.choices, lines, places, values)
        amounts = {name: case.line(name) for name in roles}
        if any(amount is MISSING or isinstance(amount, Unknown) for amount in amounts.values()):
            continue
        below = next((name for name, amount in amounts.items() if amount < 0), "")
        if below and "negative-amount" not in told:
            told.add("negative-amount")
            shown = ", ".join(f"{name_of(n)} is {_money(v)}" for n, v in zip(inputs, values) if n.type == MONEY)
            yield "negative-amount", f"`{below}` is {_money(amounts[below])} when {shown}", lines[below].span
        total = sum(SIDES[roles[name]] * amount for name, amount in amounts.items())
        if total != 0 and not below and "unbalanced" not in told:
            told.add("unbalanced")
            sides = ", ".join(f"{name} {_money(amount)}" for name, amount in amounts.items())
            yield "unbalanced", f"`{sheet.name}` does not balance: {sides}", sheet.span
        if len(told) == 2:
            return


def _formulas(fact: Fact) -> list[Expr]:
    return [*(w.value for w in fact.definitions), *(part for e in fact.exceptions for part in (e.value, e.when))]


def _reads(expr: Expr, lines: Mapping[str, Fact], grain: str) -> Iterator[Expr]:
    """The nodes whose values a case supplies: what the lines read that is no line itself."""
    if isinstance(expr, ReadFact) and expr.path == () and expr.grain == grain and expr.name in lines:
        return
    if isinstance(expr, (Apply, InBands, ReadColumn)):
        for part in expr.parts():
            yield from _reads(part, lines, grain)
    elif not isinstance(expr, Literal):
        yield expr


def _tries(inputs: list[Expr], formulas: list[Expr], solver: Solver) -> Iterator[tuple[Any, ...]]:
    samples = [_samples(name, formulas, solver) for name in inputs]
    size = 1
    for values in samples:
        size *= len(values)
    if size <= TRIES:
        yield from itertools.product(*samples)
        return
    chance = random.Random(0)
    for _ in range(TRIES):
        yield tuple(chance.choice(values) for values in samples)


def _samples(name: Expr, formulas: list[Expr], solver: Solver) -> list[Any]:
    known = [value for value in solver.samples(name, formulas) if value is not MISSING]
    if name.type in (MONEY, NUMBER):
        further = (0, 1, 500, 1999, 4000, 5000) if name.type == MONEY else (0, 1, 2)
        return sorted({*(value for value in known if value >= 0), *further})
    return known


def _money(cents: Any) -> str:
    sign = "-" if cents < 0 else ""
    return sign + as_written(abs(cents), MONEY)
