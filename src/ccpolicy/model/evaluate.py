"""What an expression is worth, given what it reads.

Total: every checked expression has a value, MISSING, or an Unknown that says what would settle it. A `Scope` supplies
what is outside the expression (fields, facts, settings, tables, other rows). The reference interpreter evaluates rows
with it; the checker evaluates conditions with it to find gaps and witnesses. The columnar engine does not use it.
"""

from __future__ import annotations

import operator
from typing import Any, Protocol

from ccpolicy.model.expr import Apply, Band, Expr, InBands, Literal
from ccpolicy.model.operators import COMPARISONS, OPERATORS, Choices
from ccpolicy.values.absent import MISSING, Unknown, unknown
from ccpolicy.values.order import OTHERWISE, comparable


class Scope(Protocol):
    """What an expression can read."""

    @property
    def choices(self) -> Choices: ...

    def read(self, expr: Expr) -> Any:
        """The value of any node that is not a literal, an operator or bands."""


def evaluate(expr: Expr, scope: Scope) -> Any:
    """The value of `expr` in `scope`."""
    if isinstance(expr, Apply):
        return _CONTROL.get(expr.op, _apply)(expr, scope)
    if isinstance(expr, Literal):
        return expr.value
    if isinstance(expr, InBands):
        return _in_bands(expr, scope)
    return scope.read(expr)


def _apply(expr: Apply, scope: Scope) -> Any:
    values: list[Any] = []
    doubts: list[Unknown] = []
    missing = False
    for arg in expr.args:
        value = evaluate(arg, scope)
        values.append(value)
        if value is MISSING:
            missing = True
        elif isinstance(value, Unknown):
            doubts.append(value)
    if missing:
        return False if expr.op in COMPARISONS else MISSING
    return combined(doubts) if doubts else OPERATORS[expr.op](scope.choices, *values)


def combined(doubts: list[Unknown]) -> Unknown:
    """One unknown that needs everything these need."""
    return Unknown(frozenset().union(*(doubt.needs for doubt in doubts)))


def _and(expr: Apply, scope: Scope) -> Any:
    doubts: list[Unknown] = []
    for arg in expr.args:
        value = evaluate(arg, scope)
        if isinstance(value, Unknown):
            doubts.append(value)
        elif value is MISSING or not value:
            return False
    return combined(doubts) if doubts else True


def _or(expr: Apply, scope: Scope) -> Any:
    doubts: list[Unknown] = []
    for arg in expr.args:
        value = evaluate(arg, scope)
        if isinstance(value, Unknown):
            doubts.append(value)
        elif value is not MISSING and value:
            return True
    return combined(doubts) if doubts else False


def _not(expr: Apply, scope: Scope) -> Any:
    value = evaluate(expr.args[0], scope)
    if isinstance(value, Unknown):
        return value
    return False if value is MISSING else not value


def _if(expr: Apply, scope: Scope) -> Any:
    """The rows of a fact and `if(c, a, b)` alike: condition, value, condition, value, …, last value."""
    doubts: list[Unknown] = []
    candidates: list[Any] = []
    args = expr.args
    for at in range(0, len(args) - 1, 2):
        condition = evaluate(args[at], scope)
        if isinstance(condition, Unknown):
            doubts.append(condition)
            candidates.append(evaluate(args[at + 1], scope))
        elif condition is not MISSING and condition:
            candidates.append(evaluate(args[at + 1], scope))
            break
    else:
        candidates.append(evaluate(args[-1], scope))
    if not doubts:
        return candidates[0]
    first = candidates[0]
    if not isinstance(first, Unknown) and all(
        not isinstance(other, Unknown) and other == first and comparable(other) == comparable(first)
        for other in candidates
    ):
        return first
    return combined(doubts)


def _otherwise(expr: Apply, scope: Scope) -> Any:
    value: Any = MISSING
    for arg in expr.args:
        value = evaluate(arg, scope)
        if value is not MISSING:
            return value
    return value


def _is_missing(expr: Apply, scope: Scope) -> Any:
    value = evaluate(expr.args[0], scope)
    return value if isinstance(value, Unknown) else value is MISSING


def _alike(left: Any, right: Any) -> bool:
    return bool(comparable(left) == comparable(right))


def _in(expr: Apply, scope: Scope) -> Any:
    sought, *among = (evaluate(arg, scope) for arg in expr.args)
    if sought is MISSING:
        return False
    if isinstance(sought, Unknown):
        return sought
    doubts = [value for value in among if isinstance(value, Unknown)]
    alike = _alike if isinstance(sought, OTHERWISE) else operator.eq
    if any(not isinstance(value, Unknown) and value is not MISSING and alike(value, sought) for value in among):
        return True
    return combined(doubts) if doubts else False


_CONTROL = {
    "and": _and,
    "or": _or,
    "not": _not,
    "if": _if,
    "otherwise": _otherwise,
    "is_missing": _is_missing,
    "in": _in,
}


def _in_bands(expr: InBands, scope: Scope) -> Any:
    value = evaluate(expr.value, scope)
    if value is MISSING or isinstance(value, Unknown):
        return value
    doubts: list[Unknown] = []
    for band in expr.bands:
        inside = _holds(band, value, scope)
        if isinstance(inside, Unknown):
            doubts.append(inside)
        elif inside:
            return evaluate(band.result, scope)
    if doubts:
        return combined(doubts)
    return MISSING if expr.outside_missing else unknown("not_covered", "a band for this value")


def _holds(band: Band, value: Any, scope: Scope) -> Any:
    doubts: list[Unknown] = []
    for edge, inclusive, strict in ((band.low, "ge", "gt"), (band.high, "le", "lt")):
        if edge is None:
            continue
        limit = evaluate(edge.value, scope)
        if isinstance(limit, Unknown):
            doubts.append(limit)
        elif limit is MISSING or not OPERATORS[inclusive if edge.included else strict](scope.choices, value, limit):
            return False
    return combined(doubts) if doubts else True
