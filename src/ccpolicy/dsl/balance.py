"""Worksheets that do not balance: looks for a row on which charge + additions differ from what is borne, or an amount
is below nothing. Lines are computed from each other; everything else they read is tried at and beside the edges
they mention, at zero, and at amounts far apart. Input money is at least nothing."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator
from typing import Any

from ccpolicy.dsl.solve import Assignment, Solver, name_of
from ccpolicy.model.evaluate import evaluate
from ccpolicy.model.expr import Apply, Expr, InBands, Literal, ReadColumn, ReadFact
from ccpolicy.model.policy import Exceptional, Fact, Policy, Worksheet
from ccpolicy.model.types import MONEY, NUMBER
from ccpolicy.source import Span
from ccpolicy.values.absent import MISSING, Unknown

TRIES = 3_000
SIDES = {"charge": 1, "addition": 1, "state": -1, "family": -1, "written_off": -1}


class _Sheet(Assignment):
    """An assignment in which the lines of a worksheet are computed."""

    lines: dict[str, Fact]
    grain: str

    def read(self, expr: Expr) -> Any:
        if isinstance(expr, ReadFact) and expr.path == () and expr.name in self.lines and expr.grain == self.grain:
            return self.line(self.lines[expr.name])
        return super().read(expr)

    def line(self, fact: Fact) -> Any:
        applying = [e for e in fact.exceptions if evaluate(e.when, self) is True]
        winners = [e for e in applying if not any(e.label in other.over for other in applying)]
        if winners:
            return evaluate(winners[0].value, self)
        return evaluate(fact.definitions[-1].value, self)


def unbalanced(policy: Policy, sheet: Worksheet, solver: Solver) -> Iterator[tuple[str, str, Span | None]]:
    """A finding (name, message, place) for the first counterexample of each kind."""
    roles = {line.fact: line.role for line in sheet.lines if line.role}
    if "charge" not in roles.values():
        return
    lines = {line.fact: policy.facts[sheet.grain, line.fact] for line in sheet.lines}
    inputs = sorted(_inputs(lines, sheet.grain), key=repr)
    told: set[str] = set()
    for values in _tries(inputs, lines, solver):
        case = _Sheet(policy, solver.choices, values)
        object.__setattr__(case, "lines", lines)
        object.__setattr__(case, "grain", sheet.grain)
        amounts = {name: case.line(lines[name]) for name in roles}
        if any(amount is MISSING or isinstance(amount, Unknown) for amount in amounts.values()):
            continue
        below = next((name for name, amount in amounts.items() if amount < 0), "")
        shown = ", ".join(f"{name_of(n)} {_money(v) if n.type == MONEY else v}" for n, v in values.items() if n.type == MONEY or n.type.__class__.__name__ == "Simple")
        if below and "negative-amount" not in told:
            told.add("negative-amount")
            yield "negative-amount", f"`{below}` is {_money(amounts[below])} when {shown}", lines[below].span
        total = sum(SIDES[roles[name]] * amount for name, amount in amounts.items())
        if total != 0 and not below and "unbalanced" not in told:
            told.add("unbalanced")
            sides = ", ".join(f"{name} {_money(amount)}" for name, amount in amounts.items())
            yield "unbalanced", f"`{sheet.name}` does not balance: {sides}", sheet.span
        if len(told) == 2:
            return


def _inputs(lines: dict[str, Fact], grain: str) -> set[Expr]:
    """What the lines read that is no line itself."""
    found: set[Expr] = set()
    for fact in lines.values():
        parts: list[Expr] = [w.value for w in fact.definitions]
        for e in fact.exceptions:
            parts += [e.value, e.when]
        for part in parts:
            found |= set(_reads(part, lines, grain))
    return found


def _reads(expr: Expr, lines: dict[str, Fact], grain: str) -> Iterator[Expr]:
    if isinstance(expr, ReadFact) and expr.path == () and expr.grain == grain and expr.name in lines:
        return
    if isinstance(expr, (Apply, InBands, ReadColumn)):
        for part in expr.parts():
            yield from _reads(part, lines, grain)
    elif not isinstance(expr, Literal):
        yield expr


def _tries(inputs: list[Expr], lines: dict[str, Fact], solver: Solver) -> Iterator[dict[Expr, Any]]:
    parts = [w.value for f in lines.values() for w in f.definitions] + [p for f in lines.values() for e in f.exceptions for p in _both(e)]
    samples = [_samples(name, parts, solver) for name in inputs]
    size = 1
    for values in samples:
        size *= len(values)
    if size <= TRIES:
        for values in itertools.product(*samples):
            yield dict(zip(inputs, values))
        return
    chance = random.Random(0)  # noqa: S311  (the same tries every time)
    for _ in range(TRIES):
        yield {name: chance.choice(values) for name, values in zip(inputs, samples)}


def _both(exception: Exceptional) -> tuple[Expr, Expr]:
    return exception.value, exception.when


def _samples(name: Expr, parts: list[Expr], solver: Solver) -> list[Any]:
    if name.type in (MONEY, NUMBER):
        known = [v for v in solver.samples(name, parts) if v is not MISSING and v >= 0]
        return sorted({*known, *((0, 1, 500, 1999, 4000, 5000) if name.type == MONEY else (0, 1, 2))})
    return [v for v in solver.samples(name, parts) if v is not MISSING]


def _money(cents: Any) -> str:
    sign = "-" if cents < 0 else ""
    return f"{sign}${abs(cents) / 100:.2f}" if isinstance(cents, int) else f"{cents} cents"
