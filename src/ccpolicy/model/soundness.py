"""What must hold of any checked expression: it reads what is there, its types agree, and `whole` is earned.

The checker sees to all of it on the way; this looks again, from the result, and shares no code with the checker.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, time
from fractions import Fraction
from typing import Any

from ccpolicy.model.expr import (
    Aggregate,
    Apply,
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
    Window,
)
from ccpolicy.model.operators import CONTROL, OPERATORS
from ccpolicy.model.policy import Policy
from ccpolicy.model.signatures import gives
from ccpolicy.model.sites import reach
from ccpolicy.model.types import (
    AGE,
    DATE,
    MOMENT,
    MONEY,
    MONTH,
    MONTHS,
    NUMBER,
    TEXT,
    TIME,
    YES_NO,
    Codes,
    ListOf,
    Quantity,
    RowOf,
    Type,
)
from ccpolicy.values.absent import MISSING
from ccpolicy.values.dates import Age, Month

ALLOWANCE_ITEMS = ("limit", "used", "left", "number", "asked", "granted", "refused", "spenders")
AGGREGATES = ("count", "sum", "any", "every", "min", "max", "first", "last", "nth", "list", "distinct")
WINDOWS = ("rank", "next", "previous", "run", "running_count", "running_sum", "share")

_COUNTS = ("count", "distinct", "rank", "run", "running_count")
_PYTHON: Mapping[Type, type | tuple[type, ...]] = {
    YES_NO: bool, TEXT: str, MONTH: Month, TIME: time, MOMENT: datetime, AGE: Age,
}  # fmt: skip


def unsound(policy: Policy, expr: Expr, grain: str) -> Iterator[str]:
    """What is wrong with an expression worked out on a row of `grain`, and with all inside it."""
    pending = [(expr, grain)]
    while pending:
        part, here = pending.pop()
        try:
            yield from _wrong(policy, part, here)
        except KeyError as error:
            yield f"{type(part).__name__} needs {error.args[0]}, which is not there"
            continue
        pending += reversed(list(_inside(part, here)))


def _wrong(policy: Policy, part: Expr, grain: str) -> Iterator[str]:
    yield from _CHECKS[type(part)](policy, part, grain)
    if part.whole and isinstance(part.type, Quantity) and not _earned(policy, part):
        yield f"{type(part).__name__} says it is whole, and what it is made of is not"


def _inside(part: Expr, grain: str) -> Iterator[tuple[Expr, str]]:
    """The expressions directly inside, with the grain each is worked out on."""
    if not isinstance(part, Aggregate):
        yield from ((inner, grain) for inner in part.parts())
        return
    for inner in (part.value, part.where, *(key.value for key in part.order)):
        if inner is not None:
            yield inner, part.rows.grain
    if part.nth is not None:
        yield part.nth, grain


# ------------------------------------------------------------------ reads


def followed(policy: Policy, grain: str, path: Path) -> str:
    """The grain at the end of a path. Raises KeyError with the link that is not there."""
    for step in path:
        links = policy.grains[grain].links if grain else {}
        if step not in links:
            raise KeyError(f"a link {step} of {grain or 'no row'}")
        grain = links[step].grain
    if grain not in policy.grains:
        raise KeyError(f"a row of {grain}" if grain else "a row")
    return grain


def _at(policy: Policy, grain: str, path: Path, wanted: str, what: str) -> Iterator[str]:
    reached = followed(policy, grain, path)
    if reached != wanted:
        yield f"{what} is of {wanted}, and {'.'.join(path) or 'the row itself'} leads to {reached}"


def _same(what: str, type: Type, wanted: Type) -> Iterator[str]:
    if type != wanted:
        yield f"{what} is read as {type}, and is {wanted}"


def _optional_path(policy: Policy, grain: str, path: Path) -> bool:
    for step in path:
        link = policy.grains[grain].links[step]
        if link.optional:
            return True
        grain = link.grain
    return False


def _field(policy: Policy, part: ReadField, grain: str) -> Iterator[str]:
    yield from _at(policy, grain, part.path, part.grain, part.name)
    column = policy.grains[part.grain].fields[part.name]
    yield from _same(part.name, part.type, column.type)
    if not part.optional and (column.optional or _optional_path(policy, grain, part.path)):
        yield f"{part.name} may be missing and does not say so"


def _fact(policy: Policy, part: ReadFact, grain: str) -> Iterator[str]:
    yield from _at(policy, grain, part.path, part.grain, part.name)
    fact = policy.facts[part.grain, part.name]
    yield from _same(part.name, part.type, fact.type)
    if not part.optional and (fact.optional or _optional_path(policy, grain, part.path)):
        yield f"{part.name} may be missing and does not say so"


def _row(policy: Policy, part: ReadRow, grain: str) -> Iterator[str]:
    yield from _at(policy, grain, part.path, part.grain, "a row")
    yield from _same("a row", part.type, RowOf(part.grain))


def _date(policy: Policy, part: ReadDate, grain: str) -> Iterator[str]:
    yield from _at(policy, grain, part.path, part.grain, "a date")
    yield from _same("a date", part.type, DATE)
    if policy.grains[part.grain].dated_by is None:
        yield f"a row of {part.grain} has no date"


def _status(policy: Policy, part: ReadStatus, grain: str) -> Iterator[str]:
    yield from _at(policy, grain, part.path, part.grain, part.item)
    yield from _same(part.item, part.type, YES_NO)
    if part.item not in ("claimed", "payable", "paid"):
        yield f"{part.item} is no status"
    if part.grain not in {asks.grain for asks in policy.asks}:
        yield f"{part.item} is read of {part.grain}, which does not ask"


def _setting(policy: Policy, part: ReadSetting, grain: str) -> Iterator[str]:
    if part.name in policy.unsettled:
        readings = tuple(reading.name for reading in policy.unsettled[part.name].readings)
        yield from _same(part.name, part.type, Codes(part.name, readings))
    else:
        yield from _same(part.name, part.type, policy.settings[part.name].type)


def _allowance(policy: Policy, part: ReadAllowance, grain: str) -> Iterator[str]:
    allowance = policy.allowances[part.allowance]
    yield from _at(policy, grain, part.path, allowance.grain, part.allowance)
    if part.item not in ALLOWANCE_ITEMS:
        yield f"{part.allowance} has no {part.item}"
    kind: Type = {"number": NUMBER, "refused": YES_NO, "spenders": ListOf(TEXT)}.get(part.item, allowance.spends_type)
    yield from _same(f"{part.allowance}.{part.item}", part.type, kind)


def _deadline(policy: Policy, part: ReadDeadline, grain: str) -> Iterator[str]:
    deadline = policy.deadlines[part.deadline]
    yield from _at(policy, grain, part.path, deadline.grain, part.deadline)
    if part.item not in ("due", "met", "late"):
        yield f"{part.deadline} has no {part.item}"
    yield from _same(f"{part.deadline}.{part.item}", part.type, deadline.due.type if part.item == "due" else YES_NO)


def _column(policy: Policy, part: ReadColumn, grain: str) -> Iterator[str]:
    listed = policy.codes[part.codes]
    if not isinstance(part.code.type, Codes) or part.code.type.name != part.codes:
        yield f"{part.column} is a column of {part.codes}, and stands after {part.code.type}"
    yield from _same(part.column, part.type, TEXT if part.column == "label" else listed.columns[part.column])
    if not part.optional and (part.code.optional or part.column in listed.optional_columns):
        yield f"{part.column} may be missing and does not say so"


def _look_up(policy: Policy, part: LookUp, grain: str) -> Iterator[str]:
    table = policy.tables[part.table]
    yield from _same(part.table, part.type, table.gives)
    if len(part.keys) != len(table.takes):
        yield f"{part.table} takes {len(table.takes)} keys and is given {len(part.keys)}"
    for key, given in zip(table.takes, part.keys, strict=False):
        if not (given.type == AGE and key.type == MONTHS and key.match != "is"):
            yield from _same(f"{key.name} of {part.table}", given.type, key.type)


# ------------------------------------------------------------------ values and operators


def _literal(policy: Policy, part: Literal, grain: str) -> Iterator[str]:
    if part.value is MISSING:
        if not part.optional:
            yield "a literal is missing and does not say so"
    elif not fits(part.value, part.type):
        yield f"the literal {part.value!r} is no {part.type}"


def fits(value: Any, type: Type) -> bool:
    """Whether a Python value is one of a type."""
    match type:
        case Quantity():
            return isinstance(value, int | Fraction) and not isinstance(value, bool)
        case Codes(codes=codes):
            return isinstance(value, str) and (not codes or value in codes)
        case RowOf():
            return isinstance(value, str)
        case ListOf(of=inner):
            return isinstance(value, tuple) and all(fits(each, inner) for each in value)
    if type == DATE:
        return isinstance(value, date) and not isinstance(value, datetime)
    return isinstance(value, _PYTHON[type])


def _apply(policy: Policy, part: Apply, grain: str) -> Iterator[str]:
    if part.op not in OPERATORS and part.op not in CONTROL:
        yield f"there is no operator {part.op}"
        return
    args = ", ".join(str(arg.type) for arg in part.args)
    if gives(part.op, part.args) != part.type:
        yield f"{part.op} of ({args}) is no {part.type}"


def _in_bands(policy: Policy, part: InBands, grain: str) -> Iterator[str]:
    edge_type = MONTHS if part.value.type == AGE else part.value.type
    for band in part.bands:
        yield from _same("a band", band.result.type, part.type)
        for edge in (band.low, band.high):
            if edge is not None:
                yield from _same("an edge", edge.value.type, edge_type)
    if not part.optional and (part.value.optional or part.outside_missing):
        yield "bands may be missing and do not say so"


def _aggregate(policy: Policy, part: Aggregate, grain: str) -> Iterator[str]:
    rows = part.rows
    anchor = followed(policy, grain, rows.anchor)
    yield from _at(policy, rows.grain, rows.route, anchor, f"each row of {rows.grain}")
    if not rows.route:
        yield f"{rows.grain} is not finer than itself"
    crosses = _of_claim(policy, rows.grain) and not _of_claim(policy, anchor)
    if rows.crosses_claims != crosses:
        yield f"rows of {rows.grain} under {anchor} {'may' if crosses else 'cannot'} be of other claims, and it says otherwise"
    yield from _collects(part.op, AGGREGATES, part.type, part.value, part.where)
    if part.op in ("first", "last", "nth") and not part.order:
        yield f"{part.op} has no order"
    if (part.op == "nth") != (part.nth is not None):
        yield f"{part.op} {'does not say which' if part.nth is None else 'says which'}"


def _window(policy: Policy, part: Window, grain: str) -> Iterator[str]:
    if part.grain != grain:
        yield f"a window over {part.grain} stands on a row of {grain}"
    together = any(isinstance(key, ReadRow) and _of_claim(policy, key.grain) for key in part.per)
    crosses = _of_claim(policy, part.grain) and not together
    if part.crosses_claims != crosses:
        yield f"rows of {part.grain} {'may' if crosses else 'cannot'} be of other claims, and the window says otherwise"
    yield from _collects(part.op, WINDOWS, part.type, part.value, part.where)
    if part.op != "share" and not part.order:
        yield f"{part.op} has no order"
    if part.op == "run" and part.value is not None:
        yield from _same("run", part.value.type, YES_NO)
    if part.op == "share" and (part.weight is None or part.type != MONEY or not part.per):
        yield "a share is money, by weight, per something"


def _collects(op: str, known: tuple[str, ...], type: Type, value: Expr | None, where: Expr | None) -> Iterator[str]:
    """What aggregates and windows have in common."""
    if op not in known:
        yield f"there is no {op} of rows"
    elif op in _COUNTS:
        yield from _same(op, type, NUMBER)
    elif op in ("any", "every"):
        yield from _same(op, type, YES_NO)
    if value is None and op not in _COUNTS:
        yield f"{op} has no value"
    elif value is not None and op not in _COUNTS:
        yield from _same(op, type, ListOf(value.type) if op == "list" else value.type)
    if where is not None and where.type != YES_NO:
        yield f"the condition of {op} is a {where.type}"


def _of_claim(policy: Policy, grain: str) -> bool:
    """Whether rows of a grain belong to one claim each."""
    return any(asks.claim in reach(policy, grain) for asks in policy.asks)


_CHECKS: Mapping[type[Expr], Callable[[Policy, Any, str], Iterator[str]]] = {
    Literal: _literal, ReadField: _field, ReadFact: _fact, ReadRow: _row, ReadDate: _date, ReadStatus: _status,
    ReadSetting: _setting, ReadAllowance: _allowance, ReadDeadline: _deadline, ReadColumn: _column, LookUp: _look_up,
    Apply: _apply, InBands: _in_bands, Aggregate: _aggregate, Window: _window,
}  # fmt: skip


# ------------------------------------------------------------------ whole amounts


def _earned(policy: Policy, part: Expr) -> bool:
    """Whether what a node is made of makes it whole, its parts being as whole as they say."""
    match part:
        case Literal(value=value):
            return value is MISSING or isinstance(value, int)
        case ReadField(grain=grain, name=name):
            return policy.grains[grain].fields[name].whole
        case ReadFact(grain=grain, name=name):
            return policy.facts[grain, name].whole
        case ReadSetting(name=name):
            return name in policy.unsettled or all(v.value.whole for v in policy.settings[name].versions)
        case ReadColumn(codes=codes, column=column):
            return _whole_values(row.columns.get(column) for row in policy.codes[codes].rows.values())
        case LookUp(table=name):
            table = policy.tables[name]
            if table.record:
                return policy.grains[table.record].fields[table.value_field].whole
            return _whole_values([table.fallback, *(row.value for block in table.blocks for row in block.rows)])
        case ReadAllowance(allowance=name, item=item):
            allowance = policy.allowances[name]
            spent = (allowance.limit, allowance.spends, allowance.carry)
            return item == "number" or all(amount is None or amount.whole for amount in spent)
        case Apply(op=op, args=args):
            return _whole_result(op, args)
        case InBands(bands=bands):
            return all(band.result.whole for band in bands)
        case Aggregate(op=op, value=value) | Window(op=op, value=value):
            return op in _COUNTS or value is None or value.whole
    return True


def _whole_values(values: Any) -> bool:
    return all(not isinstance(value, Fraction) or value.denominator == 1 for value in values)


def _whole_result(op: str, args: tuple[Expr, ...]) -> bool:
    if op == "divide":
        return False
    if op == "round":
        return args[1].whole
    if op == "if":
        return args[-1].whole and all(value.whole for value in args[1::2])
    if op == "power":
        return args[0].whole
    if op in ("add", "subtract", "multiply", "negate", "min", "max", "otherwise"):
        return all(arg.whole for arg in args)
    return True
