"""How far a condition is from coming out as wanted: how much in it would have to turn.

Nothing is decided by this. It tells a change that brings a condition nearer from one that does nothing, where one
change alone is not enough: two signatures that are both lacking, a limit passed by three. What must all turn adds up;
of what may turn instead of something else each part counts, the nearer the more, so that every step on any of the ways
shortens the distance.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from math import ceil
from typing import Any

from ccpolicy.engine.allowances import grant
from ccpolicy.engine.facts import wording_of
from ccpolicy.engine.run import Row, Run, Scope
from ccpolicy.engine.stops import holds
from ccpolicy.model.evaluate import evaluate
from ccpolicy.model.expr import Aggregate, Apply, Expr, ReadAllowance, ReadFact, ReadField
from ccpolicy.model.operators import COMPARISONS
from ccpolicy.model.policy import Outcome
from ccpolicy.model.types import DAYS, NUMBER
from ccpolicy.values.absent import MISSING, Unknown
from ccpolicy.values.numbers import Number


def away(run: Run, outcome: Outcome, row: Row) -> Number:
    """How far an outcome is from not holding for a row: 0 if it does not."""
    if holds(run, outcome, row).value is False:
        return 0
    return distance(outcome.when, Scope(run, row), False) or 1


def distance(expr: Expr, scope: Scope, wanted: bool) -> Number:
    """In how many places a condition would have to turn to be as wanted; what is unknown has to turn."""
    value = evaluate(expr, scope)
    if not isinstance(value, Unknown) and (value is True) == wanted:
        return 0
    return _turns(expr, scope, wanted) or 1


def either(distances: Iterable[Number]) -> Number:
    """The distance to where any one of several would do: shorter than the shortest, and shorter when any becomes so."""
    each = list(distances)
    return 0 if 0 in each else Fraction(1) / sum(Fraction(1) / part for part in each) if each else 1


def _turns(expr: Expr, scope: Scope, wanted: bool) -> Number:
    if isinstance(expr, Apply):
        if expr.op in ("and", "or"):
            each = [distance(arg, scope, wanted) for arg in expr.args]
            return sum(each) if (expr.op == "and") == wanted else either(each)
        if expr.op == "not":
            return distance(expr.args[0], scope, not wanted)
        if expr.op == "if":
            return either(_branches(expr, scope, wanted))
        return _gap(expr, scope) if expr.op in COMPARISONS else 1
    if isinstance(expr, ReadFact):
        row = scope.run.follow(scope.row, expr.path)
        wording = wording_of(scope.run, row, expr.name) if isinstance(row, Row) else None
        return distance(wording.value, Scope(scope.run, row), wanted) if wording and isinstance(row, Row) else 1
    if isinstance(expr, Aggregate) and expr.op in ("any", "every"):
        return _of_rows(expr, scope, wanted)
    if isinstance(expr, ReadAllowance) and expr.item == "refused":
        return _refused(expr, scope)
    return 1


def _branches(expr: Apply, scope: Scope, wanted: bool) -> Iterator[Number]:
    """For each branch of an `if`: those before it do not hold, its own condition does, and its value is as wanted."""
    passed: Number = 0
    for at in range(0, len(expr.args) - 1, 2):
        condition, value = expr.args[at], expr.args[at + 1]
        yield passed + distance(condition, scope, True) + distance(value, scope, wanted)
        passed += distance(condition, scope, False)
    yield passed + distance(expr.args[-1], scope, wanted)


def _gap(expr: Apply, scope: Scope) -> Number:
    """How far apart two counts are that do not compare as wanted; of anything else, one turn."""
    left: Any
    right: Any
    left, right = (evaluate(arg, scope) for arg in expr.args)
    counted = all(arg.type in (NUMBER, DAYS) for arg in expr.args) and not any(
        isinstance(arg, ReadField) for arg in expr.args
    )
    if not counted or not all(isinstance(value, int | Fraction) for value in (left, right)):
        return 1
    apart: int = ceil(abs(left - right))
    return apart + (expr.op not in ("eq", "ne"))


def _of_rows(expr: Aggregate, scope: Scope, wanted: bool) -> Number:
    anchor = scope.run.follow(scope.row, expr.rows.anchor)
    rows = scope.run.under(expr.rows.grain, expr.rows.route).get(anchor, ()) if isinstance(anchor, Row) else ()
    test, where = expr.value, expr.where
    each = []
    for row in rows:
        inner = scope.at(row)
        if expr.op == "any":
            found = [distance(part, inner, wanted) for part in (where, test) if part is not None]
            each.append(sum(found) if wanted else either(found))
        else:
            passes = [distance(test, inner, wanted)] if test is not None else []
            skipped = [distance(where, inner, not wanted)] if where is not None else []
            each.append(either([*passes, *skipped]) if wanted else sum([*passes, *skipped]))
    settles = (expr.op == "any") == wanted
    return (either(each) if settles else sum(each)) or 1


def _refused(expr: ReadAllowance, scope: Scope) -> Number:
    """By how much the askers so far, the row included, come to more than the limit."""
    row = scope.run.follow(scope.row, expr.path)
    found = grant(scope.run, expr.allowance, row) if isinstance(row, Row) else None
    if found is None:
        return 1
    items: Mapping[str, Any] = found.items
    numbers = [items[name] for name in ("number", "asked", "limit")]
    if any(isinstance(value, Unknown) or value is MISSING for value in numbers):
        return 1
    number, asked, limit = numbers
    over: int = ceil(number * Fraction(asked) - limit)
    return max(over, 1)
