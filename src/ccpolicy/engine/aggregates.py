"""One value from finer rows. Missing values are skipped; of none, a sum is zero, `any` no, `every` yes, the
rest missing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from ccpolicy.engine.completeness import rows_under
from ccpolicy.engine.run import Row, Scope, in_order
from ccpolicy.model.evaluate import combined, evaluate
from ccpolicy.model.expr import Aggregate
from ccpolicy.model.types import Quantity
from ccpolicy.values.absent import MISSING, Unknown
from ccpolicy.values.numbers import exact
from ccpolicy.values.order import comparable


def aggregate(scope: Scope, expr: Aggregate) -> Any:
    """The value of an aggregate; unknown where it depends on a row or value that is."""
    run = scope.run
    anchor = run.follow(scope.row, expr.rows.anchor)
    if isinstance(anchor, Unknown):
        return anchor
    rows = run.under(expr.rows.grain, expr.rows.route).get(anchor, ()) if isinstance(anchor, Row) else ()
    doubts: list[Unknown] = []
    if expr.rows.crosses_claims and isinstance(anchor, Row):
        wanting = rows_under(run, expr.rows.grain, anchor)
        if wanting is not None:
            doubts.append(wanting)
    if isinstance(anchor, Row):
        doubts += _of_strays(scope, expr, run.strays(expr.rows.grain, expr.rows.route))
    if expr.op in ("any", "every"):
        return _any_or_every(scope, expr, rows, doubts)
    chosen = list(_where(scope, expr, rows, doubts))
    if expr.op in ("first", "last", "nth", "list"):
        placed, unplaced = in_order(scope.at, chosen, expr.order)
        doubts.extend(unplaced.values())
        if expr.op in ("first", "last", "nth"):
            return combined(doubts) if doubts else _at_place(scope, expr, placed)
        chosen = placed
    if expr.value is None:
        return combined(doubts) if doubts else len(chosen)
    values = [evaluate(expr.value, scope.at(row)) for row in chosen]
    doubts.extend(value for value in values if isinstance(value, Unknown))
    if doubts:
        return combined(doubts)
    return _OF_VALUES[expr.op]([value for value in values if value is not MISSING], expr)


def _of_strays(scope: Scope, expr: Aggregate, strays: Mapping[Row, Unknown]) -> Iterator[Unknown]:
    """The doubts of rows that may belong here, unless they would make no difference if they did."""
    for row, doubt in strays.items():
        inner = scope.at(row)
        if expr.where is not None and evaluate(expr.where, inner) in (False, MISSING):
            continue
        if expr.op in ("any", "every") and expr.value is not None:
            test = evaluate(expr.value, inner)
            if not isinstance(test, Unknown) and (test is True) != (expr.op == "any"):
                continue
        yield doubt


def _where(scope: Scope, expr: Aggregate, rows: Any, doubts: list[Unknown]) -> Iterator[Row]:
    for row in rows:
        holds = True if expr.where is None else evaluate(expr.where, scope.at(row))
        if isinstance(holds, Unknown):
            doubts.append(holds)
        elif holds is True:
            yield row


def _any_or_every(scope: Scope, expr: Aggregate, rows: Any, doubts: list[Unknown]) -> Any:
    """Whether the test holds for one of the rows, or for all; one row can settle it whatever the others are."""
    settles = expr.op == "any"
    for row in rows:
        inner = scope.at(row)
        counts = True if expr.where is None or expr.value is None else evaluate(expr.where, inner)
        if counts is MISSING or counts is False:
            continue
        test = expr.value or expr.where
        holds = True if test is None else evaluate(test, inner)
        if isinstance(holds, Unknown):
            doubts.append(holds)
        elif (holds is True) == settles:
            if not isinstance(counts, Unknown):
                return settles
            doubts.append(counts)
    return combined(doubts) if doubts else not settles


def _at_place(scope: Scope, expr: Aggregate, rows: list[Row]) -> Any:
    """The value of the first, last or nth row that has one."""
    assert expr.value is not None
    place = evaluate(expr.nth, scope) if expr.nth is not None else 1
    if place is MISSING or isinstance(place, Unknown):
        return place
    for row in reversed(rows) if expr.op == "last" else rows:
        value = evaluate(expr.value, scope.at(row))
        if isinstance(value, Unknown):
            return value
        place -= value is not MISSING
        if place == 0 and value is not MISSING:
            return value
    return MISSING


def _distinct(values: list[Any], expr: Aggregate) -> Any:
    different = tuple({comparable(value): value for value in values}.values())
    return len(different) if isinstance(expr.type, Quantity) else different


_OF_VALUES: dict[str, Callable[[list[Any], Aggregate], Any]] = {
    "count": lambda values, _: len(values),
    "sum": lambda values, _: exact(sum(values)),
    "min": lambda values, _: min(values, key=comparable, default=MISSING),
    "max": lambda values, _: max(values, key=comparable, default=MISSING),
    "list": lambda values, _: tuple(values),
    "distinct": _distinct,
}
