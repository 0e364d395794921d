"""The distance to a condition: it shortens with every step on any of the ways, and is nothing where one is at its end."""

from __future__ import annotations

from fractions import Fraction

import pytest

from ccpolicy.engine.closeness import distance, either
from ccpolicy.engine.reference import READERS
from ccpolicy.engine.rows import make_link, make_rows
from ccpolicy.engine.run import Row, Run, Scope
from ccpolicy.model.expr import Apply, Expr, Literal
from ccpolicy.model.types import YES_NO
from ccpolicy.records.caseload import Caseload
from ccpolicy.values.absent import unknown
from small import swimming

YES = Literal(value=True, type=YES_NO)
NO = Literal(value=False, type=YES_NO)
NOBODY_KNOWS = Literal(value=unknown("field", "it"), type=YES_NO)


def apply(op: str, *args: Expr) -> Expr:
    return Apply(op=op, args=args, type=YES_NO)


def far(expr: Expr, wanted: bool) -> Fraction:
    run = Run(swimming(), Caseload({}), READERS, make_rows, make_link)
    return Fraction(distance(expr, Scope(run, Row("course", "c1", {})), wanted))


@pytest.mark.parametrize(
    ("expr", "wanted", "expected"),
    [
        (YES, True, 0), (YES, False, 1), (NOBODY_KNOWS, True, 1), (NOBODY_KNOWS, False, 1),
        (apply("or", YES, YES, NO), False, 2), (apply("or", NO, NO), True, Fraction(1, 2)),
        (apply("and", NO, NO, YES), True, 2), (apply("and", YES, YES), False, Fraction(1, 2)),
        (apply("not", apply("or", YES, YES)), True, 2),
        (apply("and", YES, apply("or", YES, YES)), False, Fraction(2, 3)),
        (apply("if", YES, YES, NO), False, Fraction(1, 2)),
    ],
)  # fmt: skip
def test_what_must_all_turn_adds_up_and_what_may_turn_instead_brings_nearer(
    expr: Expr, wanted: bool, expected: Fraction
) -> None:
    assert far(expr, wanted) == expected


def test_a_step_on_the_longer_of_two_ways_counts_as_well() -> None:
    assert either([1, 3]) > either([1, 2]) > either([1, 1]) > either([1, 0]) == 0
