"""A checked expression as a line of text: in the policy's own operators, every path written out from the row."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time
from fractions import Fraction
from typing import Any

from ccpolicy.model.expr import (
    Aggregate,
    Apply,
    Band,
    Expr,
    InBands,
    Literal,
    LookUp,
    Path,
    ReadAllowance,
    ReadColumn,
    ReadDate,
    ReadDeadline,
    ReadFact,
    ReadField,
    ReadRow,
    ReadSetting,
    ReadStatus,
    SortKey,
    Template,
    Window,
)
from ccpolicy.model.types import BUSINESS_DAYS, DAYS, MINUTES, MONEY, MONTHS, NUMBER, Codes, Quantity, RowOf, Type
from ccpolicy.values.absent import MISSING

_SIGNS = {
    "or": ("or", 1), "and": ("and", 2), "lt": ("<", 4), "le": ("<=", 4), "gt": (">", 4), "ge": (">=", 4), "eq": ("is", 4),
    "ne": ("is not", 4), "add": ("+", 6), "subtract": ("-", 6), "multiply": ("*", 7), "divide": ("/", 7),
    "otherwise": ("otherwise", 9), "days_between": ("-", 6), "months_between": ("-", 6), "minutes_between": ("-", 6),
    "date_plus_days": ("+", 6), "date_plus_months": ("+", 6), "month_plus_months": ("+", 6), "moment_plus_minutes": ("+", 6),
    "date_plus_business_days": ("+", 6),
}  # fmt: skip
"""How an operator is written between its operands, and how tightly it binds."""

_NOT, _COMPARED, _ROUNDED, _NEGATED, _OTHERWISE, _WHOLE = 3, 4, 5, 8, 9, 10
_UNITS = {MINUTES: "minute", DAYS: "day", MONTHS: "month", BUSINESS_DAYS: "business day"}


def infix(expr: Expr) -> str:
    """The expression on one line."""
    return _written(expr)[0]


def template(text: Template) -> str:
    """A text in quotes, its expressions in braces."""
    parts = (part.replace("{", "{{").replace("}", "}}") if isinstance(part, str) else f"{{{infix(part)}}}" for part in text.parts)
    return json.dumps("".join(parts), ensure_ascii=False)


def value(constant: Any, type: Type) -> str:
    """A value as the policy would write it."""
    if constant is MISSING:
        return "missing"
    if isinstance(constant, bool):
        return "yes" if constant else "no"
    if isinstance(constant, int | Fraction):
        return _number(constant, type)
    if isinstance(constant, str):
        return constant if isinstance(type, Codes | RowOf) else json.dumps(constant, ensure_ascii=False)
    if isinstance(constant, datetime):
        return constant.isoformat(sep=" ", timespec="minutes")
    if isinstance(constant, time):
        return f"{constant:%H:%M}"
    if isinstance(constant, date):
        return constant.isoformat()
    return str(constant)


def _number(number: int | Fraction, type: Type) -> str:
    if type == MONEY:
        return f"{'-' if number < 0 else ''}${_decimal(abs(Fraction(number)) / 100, 2)}"
    if type == MINUTES and number != 0 and number % 60 == 0:
        return _counted(Fraction(number) / 60, "hour")
    if type in _UNITS:
        return _counted(number, _UNITS[type])
    return _decimal(number) if type == NUMBER else f"{_decimal(number)} ({type})"


def _counted(number: int | Fraction, unit: str) -> str:
    return f"{_decimal(number)} {unit}{'' if number == 1 else 's'}"


def _decimal(number: int | Fraction, least: int = 0) -> str:
    """Decimals where they end within nine places, else a fraction."""
    scaled = Fraction(number) * 10**9
    if scaled.denominator != 1:
        return str(Fraction(number))
    whole, rest = divmod(abs(scaled.numerator), 10**9)
    decimals = f"{rest:09d}".rstrip("0")
    shown = decimals.ljust(least, "0") if decimals else ""
    return f"{'-' if number < 0 else ''}{whole}{'.' if shown else ''}{shown}"


# ------------------------------------------------------------------ each kind of node: its text, how tightly it holds

Written = tuple[str, int]


def _written(expr: Expr) -> Written:
    return _WRITERS[type(expr)](expr)


def _in(expr: Expr, around: int) -> str:
    """The expression as an operand of something that binds as tightly as `around`."""
    text, own = _written(expr)
    return text if own > around else f"({text})"


def _read(path: Path, name: str) -> Written:
    return ".".join((*path, name)), _WHOLE


def _row(expr: ReadRow) -> Written:
    return _read(expr.path[:-1], expr.path[-1]) if expr.path else (f"this {expr.grain}", _WHOLE)


def _column(expr: ReadColumn) -> Written:
    return f"{_in(expr.code, _OTHERWISE)}.{expr.column}", _WHOLE


def _look_up(expr: LookUp) -> Written:
    return _call(expr.table, expr.keys)


def _call(name: str, args: Sequence[Expr]) -> Written:
    return f"{name}({', '.join(map(infix, args))})", _WHOLE


def _apply(expr: Apply) -> Written:
    op, args = expr.op, expr.args
    if op in _SIGNS:
        sign, binds = _SIGNS[op]
        operands = args[:2] if op == "date_plus_business_days" else args
        first, *rest = (_in(arg, binds - (at == 0 and binds > _COMPARED)) for at, arg in enumerate(operands))
        return f" {sign} ".join([first, *rest]), binds
    match op:
        case "not":
            inner = args[0]
            if isinstance(inner, Apply) and inner.op in ("is_missing", "in"):
                return _is_or_in(inner, "not "), _COMPARED
            return f"not {_in(inner, _NOT - 1)}", _NOT
        case "negate":
            return f"-{_in(args[0], _NEGATED - 1)}", _NEGATED
        case "is_missing" | "in":
            return _is_or_in(expr, ""), _COMPARED
        case "round":
            how = args[2].value if isinstance(args[2], Literal) else infix(args[2])
            return f"{_in(args[0], _ROUNDED)} rounded {how} to {_in(args[1], _OTHERWISE)}", _ROUNDED
    return _call(op, args)


def _is_or_in(test: Apply, negated: str) -> str:
    first, *rest = test.args
    if test.op == "is_missing":
        return f"{_in(first, _COMPARED)} is {negated}missing"
    return f"{_in(first, _COMPARED)} {negated}in ({', '.join(map(infix, rest))})"


def _in_bands(expr: InBands) -> Written:
    outside = "missing" if expr.outside_missing else "unknown"
    return f"bands({infix(expr.value)}: {'; '.join(map(_band, expr.bands))}; else {outside})", _WHOLE


def _band(band: Band) -> str:
    low = f" {'from' if band.low.included else 'over'} {infix(band.low.value)}" if band.low else ""
    high = f" {'through' if band.high.included else 'below'} {infix(band.high.value)}" if band.high else ""
    return f"{infix(band.result)}{low}{high}"


def _aggregate(expr: Aggregate) -> Written:
    rows = expr.rows
    under = ".".join(rows.anchor) or "this row"
    what = f"{infix(expr.value)} of " if expr.value is not None else ""
    nth = f", {infix(expr.nth)}" if expr.nth is not None else ""
    across = ", across claims" if rows.crosses_claims else ""
    way = f" by way of {'.'.join(rows.route)}" if len(rows.route) > 1 else ""
    return f"{expr.op}({what}{rows.grain} under {under}{way}{_where(expr.where)}{_by(expr.order)}{nth}{across})", _WHOLE


def _window(expr: Window) -> Written:
    what = infix(expr.value) if expr.value is not None else expr.grain
    per = f" per ({', '.join(map(infix, expr.per))})" if expr.per else ""
    weight = f" weighted by {infix(expr.weight)}" if expr.weight is not None else ""
    across = ", across claims" if expr.crosses_claims else ""
    return f"{expr.op}({what}{_where(expr.where)}{per}{weight}{_by(expr.order)}{across})", _WHOLE


def _where(condition: Expr | None) -> str:
    return f" where {infix(condition)}" if condition is not None else ""


def _by(order: tuple[SortKey, ...]) -> str:
    return f" by {keys(order)}" if order else ""


def keys(order: tuple[SortKey, ...]) -> str:
    """An order as it is written."""
    return ", ".join(infix(key.value) + (" falling" if key.falling else "") for key in order)


_WRITERS: Mapping[type[Expr], Callable[[Any], Written]] = {
    Literal: lambda expr: (value(expr.value, expr.type), _WHOLE if not _negative(expr) else _NEGATED),
    ReadField: lambda expr: _read(expr.path, expr.name),
    ReadFact: lambda expr: _read(expr.path, expr.name),
    ReadRow: _row,
    ReadDate: lambda expr: _read(expr.path, f"date_of_{expr.grain}"),
    ReadSetting: lambda expr: (expr.name, _WHOLE),
    ReadAllowance: lambda expr: _read(expr.path, f"{expr.allowance}.{expr.item}"),
    ReadDeadline: lambda expr: _read(expr.path, f"{expr.deadline}.{expr.item}"),
    ReadStatus: lambda expr: _read(expr.path, expr.item),
    ReadColumn: _column,
    LookUp: _look_up,
    Apply: _apply,
    InBands: _in_bands,
    Aggregate: _aggregate,
    Window: _window,
}


def _negative(expr: Literal) -> bool:
    return isinstance(expr.type, Quantity) and isinstance(expr.value, int | Fraction) and expr.value < 0
