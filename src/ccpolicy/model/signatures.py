"""What each operator of `operators` takes and gives, by type."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ccpolicy.model.expr import Expr
from ccpolicy.model.types import (
    AGE,
    BUSINESS_DAYS,
    DATE,
    DAYS,
    MINUTES,
    MOMENT,
    MONTH,
    MONTHS,
    NUMBER,
    TEXT,
    TIME,
    WEEKDAY,
    YES_NO,
    Quantity,
    Type,
)

Types = Sequence[Type]
ORDERED: frozenset[Type] = frozenset({DATE, MONTH, TIME, MOMENT, AGE, TEXT})

PLAIN: dict[str, tuple[tuple[tuple[Type, ...], Type], ...]] = {
    "date_plus_days": (((DATE, DAYS), DATE),),
    "date_plus_months": (((DATE, MONTHS), DATE),),
    "date_plus_business_days": (((DATE, BUSINESS_DAYS, TEXT), DATE),),
    "month_plus_months": (((MONTH, MONTHS), MONTH),),
    "moment_plus_minutes": (((MOMENT, MINUTES), MOMENT),),
    "days_between": (((DATE, DATE), DAYS),),
    "months_between": (((MONTH, MONTH), MONTHS),),
    "minutes_between": (((MOMENT, MOMENT), MINUTES),),
    "elapsed": (((MOMENT, MOMENT), MINUTES), ((TIME, TIME), MINUTES)),
    "overlap": (((MOMENT, MOMENT, TIME, TIME), MINUTES), ((TIME, TIME, TIME, TIME), MINUTES)),
    "moment": (((DATE, TIME), MOMENT),),
    "date_of": (((MOMENT,), DATE),),
    "time_of": (((MOMENT,), TIME),),
    "month_of": (((DATE,), MONTH),),
    "month_start": (((MONTH,), DATE),),
    "month_end": (((MONTH,), DATE),),
    "days_in": (((MONTH,), NUMBER),),
    "week_start": (((DATE,), DATE),),
    "week_end": (((DATE,), DATE),),
    "weekday": (((DATE,), WEEKDAY),),
    "day_of_month": (((DATE,), NUMBER),),
    "year_of": (((DATE,), NUMBER), ((MONTH,), NUMBER)),
    "month_number": (((DATE,), NUMBER), ((MONTH,), NUMBER)),
    "calendar_year": (((DATE,), NUMBER),),
    "is_business_day": (((DATE, TEXT), YES_NO),),
    "age": (((DATE, DATE), AGE),),
    "months_old": (((AGE,), NUMBER),),
    "years_old": (((AGE,), NUMBER),),
    "power": (((NUMBER, NUMBER), NUMBER),),
}
"""Operators with fixed types: what they take, and what they then give."""


def gives(op: str, args: Sequence[Expr]) -> Type | None:
    """The type of an operator's result for these operands; None if it does not take them."""
    types = [arg.type for arg in args]
    if op in PLAIN:
        return next((result for taken, result in PLAIN[op] if list(taken) == types), None)
    rule = _RULES.get(op)
    return rule(types) if rule else None


def _condition(types: Types) -> Type | None:
    return YES_NO if types and all(each == YES_NO for each in types) else None


def _equal(types: Types) -> Type | None:
    return YES_NO if len(types) == 2 and _comparable(*types) else None


def _ordered(types: Types) -> Type | None:
    return _equal(types) if all(isinstance(each, Quantity) or each in ORDERED for each in types) else None


def _comparable(left: Type, right: Type) -> bool:
    return left == right or {left, right} == {AGE, MONTHS}


def _among(types: Types) -> Type | None:
    return YES_NO if len(types) > 1 and all(_comparable(types[0], each) for each in types[1:]) else None


def _alike(types: Types) -> Type | None:
    return types[0] if types and all(each == types[0] for each in types) else None


def _least(types: Types) -> Type | None:
    alike = _alike(types)
    return alike if isinstance(alike, Quantity) or alike in ORDERED else None


def _sum(types: Types) -> Type | None:
    alike = _alike(types)
    return alike if isinstance(alike, Quantity) and len(types) == 2 else None


def _product(power: int) -> Callable[[Types], Type | None]:
    def product(types: Types) -> Type | None:
        match types:
            case [Quantity() as left, Quantity() as right]:
                return left.times(right, power)
        return None

    return product


def _negated(types: Types) -> Type | None:
    return types[0] if len(types) == 1 and isinstance(types[0], Quantity) else None


def _rounded(types: Types) -> Type | None:
    return types[0] if len(types) == 3 and types[0] == types[1] and types[2] == TEXT else None


def _chosen(types: Types) -> Type | None:
    """Condition, value, condition, value, …, last value."""
    if len(types) < 3 or len(types) % 2 == 0 or _condition(types[:-1:2]) is None:
        return None
    return _alike([*types[1::2], types[-1]])


_RULES: dict[str, Callable[[Types], Type | None]] = {
    "and": _condition, "or": _condition, "not": lambda types: _condition(types) if len(types) == 1 else None,
    "if": _chosen, "otherwise": _alike, "is_missing": lambda types: YES_NO if len(types) == 1 else None, "in": _among,
    "eq": _equal, "ne": _equal, "lt": _ordered, "le": _ordered, "gt": _ordered, "ge": _ordered,
    "add": _sum, "subtract": _sum, "multiply": _product(1), "divide": _product(-1), "negate": _negated,
    "round": _rounded, "min": _least, "max": _least,
}  # fmt: skip
