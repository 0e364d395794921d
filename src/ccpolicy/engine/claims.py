"""What rows ask for: how much of which unit type, and to which claim they belong."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from attrs import field, frozen

from ccpolicy.engine.derivation import Derivation
from ccpolicy.engine.paths import nearest_paths
from ccpolicy.engine.run import Row, Run, Scope
from ccpolicy.model.evaluate import combined, evaluate
from ccpolicy.model.expr import Path
from ccpolicy.model.policy import Asks
from ccpolicy.model.types import MINUTES, Type
from ccpolicy.values.absent import MISSING, Unknown, unknown
from ccpolicy.values.numbers import Number, exact


@frozen
class Claimed:
    """What one row asks for, by unit type. An amount or, under an empty name, a type can be unknown."""

    units: Mapping[str, Number | Unknown] = field(factory=dict)
    types: Mapping[str, Type] = field(factory=dict)
    why: tuple[Derivation, ...] = ()

    @property
    def doubts(self) -> list[Unknown]:
        return [amount for amount in self.units.values() if isinstance(amount, Unknown)]


def claimed(run: Run, row: Row) -> Claimed:
    """What a row asks for; nothing where its grain asks for nothing or the row does not."""
    return run.once(("claimed", row), lambda: _claimed(run, row))


def _claimed(run: Run, row: Row) -> Claimed:
    units: dict[str, Number | Unknown] = {}
    types: dict[str, Type] = {}
    scope = Scope(run, row)
    for asks in asks_of(run, row.grain):
        counts: Any = run.applies(asks, row)
        if counts is True and asks.where is not None:
            counts = evaluate(asks.where, scope)
        if isinstance(counts, Unknown):
            units[""] = _added(units.get("", 0), counts)
        if counts is not True:
            continue
        for asked in asks.units:
            unit, amount = evaluate(asked.unit, scope), evaluate(asked.amount, scope)
            if amount is MISSING or unit is MISSING or (not isinstance(amount, Unknown) and amount == 0):
                continue
            if isinstance(unit, Unknown):
                unit, amount = "", unit
            elif not isinstance(amount, Unknown) and amount < 0:
                amount = unknown("field", "what {row} asks for: it comes to less than nothing", row=row.subject)
            units[unit] = _added(units.get(unit, 0), amount)
            types[unit] = asked.amount.type
    return Claimed(units, types, scope.collected())


def _added(left: Number | Unknown, right: Number | Unknown) -> Number | Unknown:
    doubts = [amount for amount in (left, right) if isinstance(amount, Unknown)]
    if doubts:
        return combined(doubts)
    assert not isinstance(left, Unknown)
    assert not isinstance(right, Unknown)
    return exact(left + right)


def as_units(amount: Number, type: Type) -> Number:
    """An amount as it is shown: time in hours."""
    return exact(Fraction(amount) / 60) if type == MINUTES else amount


def asks_of(run: Run, grain: str) -> Sequence[Asks]:
    return [asks for asks in run.policy.asks if asks.grain == grain]


def asked_grains(run: Run) -> tuple[str, ...]:
    return tuple(dict.fromkeys(asks.grain for asks in run.policy.asks))


def way(run: Run, grain: str, target: str) -> Path | None:
    """The nearest path from a grain to another, `()` to itself."""
    return run.once(("ways", grain), lambda: nearest_paths(run.policy, grain)).get(target)


def rows_leading_to(run: Run, row: Row) -> list[Row]:
    """The rows that ask for payment and lead to a row, or are it."""
    found: list[Row] = []
    for grain in asked_grains(run):
        path = way(run, grain, row.grain)
        if path == ():
            found.append(row)
        elif path is not None:
            found.extend(run.under(grain, path).get(row, ()))
    return found


def claim_of(run: Run, row: Row) -> str:
    """The key of the claim a row belongs to; of the first one leading to it where it spans several."""
    for asks in run.policy.asks:
        path = way(run, row.grain, asks.claim)
        if path is not None:
            target = run.follow(row, path)
            if isinstance(target, Row):
                return target.key
    claims = sorted({claim_of(run, leading) for leading in rows_leading_to(run, row) if leading is not row})
    return claims[0] if claims else ""

