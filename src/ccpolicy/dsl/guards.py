"""Where a comparison with something missing would be no in silence.

`present` holds what the surrounding condition has made sure of: in `x is not missing and x < 5` the second part knows
that `x` is there.
"""

from __future__ import annotations

from collections.abc import Iterator

from ccpolicy.model.expr import (
    Aggregate,
    Apply,
    Expr,
    InBands,
    LookUp,
    ReadColumn,
    ReadFact,
    ReadField,
    ReadRow,
    Window,
)
from ccpolicy.model.operators import COMPARISONS
from ccpolicy.model.types import YES_NO

_LOGIC = frozenset({"and", "or", "not", "if", "is_missing"})


def asserted(condition: Expr, truth: bool) -> frozenset[Expr]:
    """What is certainly not missing when `condition` is yes (`truth`) or is no."""
    if not isinstance(condition, Apply):
        return frozenset({condition}) if truth and condition.type == YES_NO else frozenset()
    if condition.op == "is_missing":
        return frozenset() if truth else frozenset({condition.args[0]})
    if condition.op == "not":
        return asserted(condition.args[0], not truth)
    if condition.op == ("and" if truth else "or"):
        return frozenset().union(*(asserted(arg, truth) for arg in condition.args))
    if truth and (condition.op in COMPARISONS or condition.op == "in"):
        return frozenset(leaf for arg in condition.args[:2] for leaf in _leaves(arg, frozenset()))
    return frozenset()


def still_missing(value: Expr, present: frozenset[Expr]) -> bool:
    """Whether a value may be missing although these are present."""
    return bool(_leaves(value, present))


def _leaves(value: Expr, present: frozenset[Expr]) -> list[Expr]:
    """The parts that may be missing and so make the whole missing."""
    if not value.optional or value in present:
        return []
    if isinstance(value, Apply) and value.op not in _LOGIC and value.op != "otherwise":
        if value.op == "divide" and not any(arg.optional for arg in value.args):
            return [value]
        return [leaf for arg in value.args for leaf in _leaves(arg, present)]
    if isinstance(value, ReadColumn) and not value.own_optional:
        return _leaves(value.code, present)
    if isinstance(value, (ReadField, ReadFact)) and not value.own_optional:
        ways = [
            way for way in present if isinstance(way, ReadRow) and way.path and way.path == value.path[: len(way.path)]
        ]
        return [] if ways else [value]
    if isinstance(value, LookUp):
        return [value] if value.own_optional else [leaf for key in value.keys for leaf in _leaves(key, present)]
    return [value]


def unguarded(expr: Expr, *, strict: bool) -> Iterator[Expr]:
    """The operands that may be missing where that would pass in silence, each once.

    `strict`: the expression is itself such a place (the `when` of a stop, a row of a fact).
    """
    seen: set[int] = set()
    for leaf in _unguarded(expr, frozenset(), strict):
        if id(leaf) not in seen:
            seen.add(id(leaf))
            yield leaf


def _unguarded(expr: Expr, present: frozenset[Expr], strict: bool) -> Iterator[Expr]:
    if isinstance(expr, Apply) and expr.op in ("and", "or"):
        for at, arg in enumerate(expr.args):
            others = [other for n, other in enumerate(expr.args) if n != at]
            sure = present.union(*(asserted(other, expr.op == "and") for other in others if _is_test(other)))
            yield from _unguarded(arg, sure, strict)
    elif isinstance(expr, Apply) and expr.op == "not":
        yield from _unguarded(expr.args[0], present, True)
    elif isinstance(expr, Apply) and expr.op == "is_missing":
        for part in expr.args[0].parts():
            yield from _unguarded(part, present, False)
    elif isinstance(expr, Apply) and expr.op == "if":
        yield from _branches(expr, present, strict)
    elif isinstance(expr, Apply) and (expr.op in COMPARISONS or expr.op == "in"):
        if strict or expr.op == "ne":
            for arg in expr.args:
                yield from _leaves(arg, present)
        for arg in expr.args:
            yield from _unguarded(arg, present, False)
    elif isinstance(expr, (Aggregate, Window)):
        for part in expr.parts():
            yield from _unguarded(part, frozenset(), False)
    elif isinstance(expr, InBands):
        yield from _unguarded(expr.value, present, False)
    else:
        if strict and expr.type == YES_NO:
            yield from _leaves(expr, present)
        for part in expr.parts():
            yield from _unguarded(part, present, False)


def _branches(expr: Apply, present: frozenset[Expr], strict: bool) -> Iterator[Expr]:
    excluded = present
    for at in range(0, len(expr.args) - 1, 2):
        condition, value = expr.args[at], expr.args[at + 1]
        yield from _unguarded(condition, excluded, True)
        yield from _unguarded(value, excluded | asserted(condition, True), strict)
        excluded |= asserted(condition, False)
    yield from _unguarded(expr.args[-1], excluded, strict)


def _is_test(expr: Expr) -> bool:
    """Only tests for missing are guards among the parts of an `and`: a comparison beside a comparison is not."""
    if not isinstance(expr, Apply):
        return False
    if expr.op == "not":
        return _is_test(expr.args[0])
    if expr.op in ("and", "or"):
        return any(_is_test(arg) for arg in expr.args)
    return expr.op == "is_missing"
