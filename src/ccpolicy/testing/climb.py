"""From a document towards an aim, one value at a time: a claim that is paid, a rule that applies.

Each step changes one input to a value at which a rule turns that the aim rests on, and is kept if the aim comes nearer.
The search is bounded by what it tries, never by time, so that it finds the same wherever it runs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from attrs import define, frozen

from ccpolicy.engine.boundaries import turns
from ccpolicy.engine.claims import asks_of, claimed
from ccpolicy.engine.closeness import away, distance
from ccpolicy.engine.derivation import Derivation
from ccpolicy.engine.determination import Reason
from ccpolicy.engine.reference import READERS
from ccpolicy.engine.rows import make_link, make_rows
from ccpolicy.engine.run import Row, Run, Scope
from ccpolicy.engine.statuses import line as line_of
from ccpolicy.engine.stops import holds
from ccpolicy.model.evaluate import evaluate
from ccpolicy.model.expr import Expr
from ccpolicy.model.policy import Deadline, Field, Outcome, Policy
from ccpolicy.records.caseload import Caseload
from ccpolicy.records.edits import At, Edit, edited
from ccpolicy.values.absent import MISSING, Unknown
from ccpolicy.values.numbers import Number

Why = Sequence[Sequence[Derivation]]
Aim = Callable[[Run], tuple[Number, Why]]
"""How far a run is from the aim, 0 when there, and what that rests on, reason by reason, the first to be met first."""

_NOT_ASKED, _DENIED, _HELD = 10_000, 1_000, 30
_FAR = 1_000_000
LEVEL, LEVEL_STEPS = 8, 3
"""How many moves that lead no nearer are followed, and how far."""


def _nothing(at: At, known: Field, before: Any) -> Iterable[Any]:
    return ()


def run_of(policy: Policy, caseload: Caseload) -> Run:
    """A run that works out no more than it is asked."""
    return Run(policy, caseload, READERS, make_rows, make_link)


@frozen(eq=False)
class Place:
    """A caseload, how far it is from the aim, and what that rests on."""

    caseload: Caseload
    apart: Number
    why: Why

    @property
    def there(self) -> bool:
        return self.apart <= 0


@define(eq=False)
class Climb:
    """A search for an aim. `further` are values worth trying for an input besides those at which rules turn; `moves` are
    other caseloads near one, with rows added or dropped, tried where no value leads on. `left` is how much may be tried."""

    policy: Policy
    aim: Aim
    further: Callable[[Run, At, Field], Iterable[Any]]
    moves: Callable[[Caseload], Iterable[Caseload]]
    left: int

    def place(self, caseload: Caseload) -> Place:
        return Place(caseload, *self.aim(run_of(self.policy, caseload)))

    def up(self, caseload: Caseload) -> Place:
        """The place nearest to the aim that steps lead to."""
        here = self.place(caseload)
        while not here.there:
            nearer = self._value(here) or self._move(here)
            if nearer is None:
                break
            here = nearer
        return here

    def _value(self, here: Place) -> Place | None:
        """The best value of the first input that brings the aim nearer: of those at which the rules turn, else of others."""
        run = run_of(self.policy, here.caseload)
        tried: set[tuple[At, bool]] = set()
        for others in (False, True):
            for why in here.why:
                for turn in turns(run, why, further=self._others(run) if others else _nothing):
                    if (turn.at, others) not in tried:
                        tried.add((turn.at, others))
                        changed = (edited(here.caseload, [Edit(turn.at, value)]) for value in turn.values)
                        best = self._best(changed, here)
                        if best is not None:
                            return best
        return None

    def _others(self, run: Run) -> Callable[[At, Field, Any], Iterable[Any]]:
        return lambda at, known, before: self.further(run, at, known)

    def _move(self, here: Place) -> Place | None:
        """The best move, or a move that only together with values brings the aim nearer."""
        level: list[Place] = []
        best = self._best(self.moves(here.caseload), here, level)
        if best is not None:
            return best
        for place in level[:LEVEL]:
            for _ in range(LEVEL_STEPS):
                further = self._value(place)
                if further is None:
                    break
                place = further
                if place.apart < here.apart:
                    return place
        return None

    def _best(self, caseloads: Iterable[Caseload], here: Place, level: list[Place] | None = None) -> Place | None:
        """The place nearest to the aim that is nearer than this one; `level` takes those that are no farther."""
        best: Place | None = None
        for caseload in caseloads:
            if self.left <= 0:
                break
            self.left -= 1
            found = self.place(caseload)
            if found.apart < (best or here).apart:
                best = found
            elif level is not None and best is None and found.apart <= here.apart + 1:
                level.append(found)
            if found.there:
                break
        return best


# ---------------------------------------------------------------- aims


def paid_aim(policy: Policy, grain: str, key: str, *, money: bool = False) -> Aim:
    """That a row asks for payment and all it asks is paid; with `money`, that it is paid more than nothing."""

    def aim(run: Run) -> tuple[Number, Why]:
        row = run.row(grain, key)
        if row is None:
            return _FAR, ()
        asked = claimed(run, row)
        if not asked.units:
            return _NOT_ASKED + _asking(run, row), (asked.why,)
        line = line_of(run, row)
        if line.status == "paid":
            return (1, (line.why,)) if money and line.pays == 0 else (0, ())
        return 1 + sum(_weight(run, policy, reason) for reason in line.reasons), [reason.why for reason in line.reasons]

    return aim



def _asking(run: Run, row: Row) -> Number:
    apart = [distance(asks.where, Scope(run, row), True) for asks in asks_of(run, row.grain) if asks.where is not None]
    return min(apart, default=1)


def _weight(run: Run, policy: Policy, reason: Reason) -> Number:
    """A denial hides what else would hold a line, so that lifting one must count for more than what then appears."""
    least = {"denied": _DENIED, "held": _HELD}.get(reason.status, 2)
    outcome = policy.outcomes.get(reason.rule)
    if outcome is None or not reason.why:
        return least + len(reason.needs)
    kind, _, key = reason.why[0].subject.partition(" ")
    row = run.row(kind, key) if kind == outcome.grain else None
    return least + (away(run, outcome, row) if row is not None else 1)


def outcome_aim(outcome: Outcome, key: str) -> Aim:
    """That an outcome holds for a row."""

    def aim(run: Run) -> tuple[Number, Why]:
        row = run.row(outcome.grain, key)
        if row is None:
            return _FAR, ()
        node = holds(run, outcome, row)
        if node.value is True:
            return 0, ()
        return distance(outcome.when, Scope(run, row), True) or 1, ((node,),)

    return aim


def late_aim(deadline: Deadline, outcome: Outcome, key: str) -> Aim:
    """That a deadline is missed: there is one, it has its event, and this is too late."""
    late = outcome_aim(outcome, key)

    def aim(run: Run) -> tuple[Number, Why]:
        row = run.row(deadline.grain, key)
        if row is None:
            return _FAR, ()
        scope = Scope(run, row)
        if deadline.where is not None and evaluate(deadline.where, scope) is not True:
            return 10 + (distance(deadline.where, Scope(run, row), True) or 1), (scope.collected(),)
        apart, why = late(run)
        absent = 0
        for expr in (deadline.due, deadline.event):
            value = evaluate(expr, scope)
            absent += value is MISSING or isinstance(value, Unknown)
        return (apart + 2 * absent if apart else 0), (scope.collected(), *why)

    return aim


def holds_aim(grain: str, key: str, expr: Expr) -> Aim:
    """That a condition holds on a row."""

    def aim(run: Run) -> tuple[Number, Why]:
        row = run.row(grain, key)
        if row is None:
            return _FAR, ()
        scope = Scope(run, row)
        value = evaluate(expr, scope)
        if value is True:
            return 0, ()
        return distance(expr, Scope(run, row), True) or 1, (scope.collected(),)

    return aim
