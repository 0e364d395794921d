"""Written expressions into checked ones: names resolved, types and units worked out.

Returns None where something is wrong, after reporting it once; callers pass the None on in silence.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from attrs import evolve

from ccpolicy.dsl import functions
from ccpolicy.dsl.aggregates import AGGREGATES, WINDOWS, Aggregates
from ccpolicy.dsl.names import Names, Place
from ccpolicy.dsl.syntax import Arg, Call, Constant, Node, Op, Path, Rounded, Text
from ccpolicy.dsl.world import World
from ccpolicy.model.expr import Apply, Expr, Literal, LookUp, Template
from ccpolicy.model.policy import Fact, Setting
from ccpolicy.model.types import (
    AGE, BUSINESS_DAYS, DATE, DAYS, MINUTES, MOMENT, MONEY, MONTH, MONTHS, NUMBER, TEXT, TIME, YES_NO, Codes, ListOf, Quantity, RowOf, Type,
)
from ccpolicy.source import Span
from ccpolicy.values.absent import MISSING
from ccpolicy.values.numbers import ROUNDINGS, exact

ORDERED = (DATE, MONTH, TIME, MOMENT, AGE, TEXT)
UNITS: dict[str, tuple[Quantity, int]] = {
    "hour": (MINUTES, 60), "minute": (MINUTES, 1), "day": (DAYS, 1), "calendar day": (DAYS, 1), "week": (DAYS, 7),
    "business day": (BUSINESS_DAYS, 1), "month": (MONTHS, 1), "year": (MONTHS, 12),
}
COMPARE = ("lt", "le", "gt", "ge", "eq", "ne")


class Checker:
    """Checks expressions in a world. `fact`, `setting` and the like are supplied by `statements`."""

    fact: Callable[[str, str, Span], Fact | None]
    setting: Callable[[str, Span], Setting | None]
    allowance_type: Callable[[str, Span], Type | None]
    deadline_type: Callable[[str, Span], Type | None]

    def __init__(self, world: World) -> None:
        self.world = world
        self.names = Names(world, self)
        self.aggregates = Aggregates(world, self)

    # ---------------------------------------------------------------- entry points

    def check(self, node: Node, place: Place, expected: Type | None = None) -> Expr | None:
        """The checked expression; of type `expected` if one is given, else reported."""
        made = self._check(node, place, expected)
        return None if made is None else self.fit(made, expected)

    def condition(self, node: Node, place: Place) -> Expr | None:
        return self.check(node, place, YES_NO)

    def fit(self, made: Expr, expected: Type | None) -> Expr | None:
        """The expression, if it is of the expected type."""
        if expected is None or made.type == expected or (isinstance(made, Literal) and made.value is MISSING):
            return evolve(made, type=expected) if expected is not None and isinstance(made, Literal) and made.value is MISSING else made
        self.world.report("wrong-type", f"this is {_of(made.type)}, where {_of(expected)} is needed", made.span, help=_fit_help(made.type, expected))
        return None

    def text(self, text: Text, place: Place) -> Template:
        """A template whose placeholders are checked; one that is wrong is reported and left out."""
        parts: list[str | Expr] = []
        for part in text.parts:
            if isinstance(part, str):
                parts.append(part)
                continue
            made = self.check(part, place)
            if made is not None:
                parts.append(made)
        return Template(tuple(parts), span=text.span)

    def constant(self, node: Node, expected: Type | None) -> Expr | None:
        """An expression that reads no row, such as a cell of a table."""
        return self.check(node, Place(""), expected)

    # ---------------------------------------------------------------- dispatch

    def _check(self, node: Node, place: Place, expected: Type | None) -> Expr | None:
        if isinstance(node, Constant):
            return self._constant(node, expected)
        if isinstance(node, Path):
            return self._path(node, place, expected)
        if isinstance(node, Op):
            return self._op(node, place, expected)
        if isinstance(node, Rounded):
            return self._rounded(node, place, expected)
        if isinstance(node, Call):
            return self._call(node, place, expected)
        if isinstance(node, Text):
            return Literal(type=TEXT, value=node.plain, span=node.span)
        raise AssertionError(f"no expression is a {type(node).__name__}")

    def _path(self, node: Path, place: Place, expected: Type | None) -> Expr | None:
        if node.names == ("missing",):
            return Literal(type=expected or YES_NO, value=MISSING, optional=True, span=node.span)
        if node.names in (("yes",), ("no",)) and not (isinstance(expected, Codes) and node.names[0] in expected.codes):
            return Literal(type=YES_NO, value=node.names == ("yes",), span=node.span)
        if node.names == ("birth",) and expected == MONTHS:
            return Literal(type=MONTHS, value=0, span=node.span)
        if len(node.names) > 1:
            before = len(self.world.findings)
            item = self.names.item(node, place)
            if item is not None or len(self.world.findings) > before:
                return item
        return self.names.resolve(node, place, expected)

    def _constant(self, node: Constant, expected: Type | None) -> Expr | None:
        if isinstance(expected, Codes) and node.kind in ("number", "code", "text"):
            return self._code(node, str(node.text if node.kind != "text" else node.value), expected)
        match node.kind:
            case "number":
                return Literal(type=NUMBER, value=node.value, whole=isinstance(node.value, int), span=node.span)
            case "money":
                return Literal(type=MONEY, value=node.value, whole=isinstance(node.value, int), span=node.span)
            case "percent":
                return Literal(type=NUMBER, value=node.value, whole=isinstance(node.value, int), span=node.span)
            case "quantity":
                return self._quantity(node)
            case "date":
                return Literal(type=DATE, value=node.value, span=node.span)
            case "time":
                return Literal(type=TIME, value=node.value, span=node.span)
            case "moment":
                day, clock = node.value
                args = (Literal(type=DATE, value=day, span=node.span), Literal(type=TIME, value=clock, span=node.span))
                return Apply(type=MOMENT, op="moment", args=args, span=node.span)
            case "text":
                return Literal(type=TEXT, value=node.value, span=node.span)
            case _:
                lists = [name for name, known in self.world.codes.items() if node.text in known.rows]
                self.world.report("stray-code", f"`{node.text}` is read as a code only beside something with codes", node.span,
                                  help=f"it is a code of {', '.join(lists)}" if lists else "no list has it")
                return None

    def _code(self, node: Constant, text: str, expected: Codes) -> Expr | None:
        if text in expected.codes:
            self.world.used.add(f"{expected.name}:{text}")
            return Literal(type=expected, value=text, span=node.span)
        if expected.name.split(".")[0] in self.world.damaged:
            return None
        self.world.unknown("code", text, expected.codes, node.span, f"`{expected}` has {', '.join(expected.codes[:12])}")
        return None

    def _quantity(self, node: Constant) -> Expr | None:
        unit = node.unit.removesuffix("s") if node.unit not in ("days", "hours") else node.unit[:-1]
        if unit not in UNITS:
            self.world.unknown("unit", node.unit, [*UNITS, *(f"{u}s" for u in UNITS)], node.span, "as in 5 hours, 10 calendar days, 9 months")
            return None
        kind, factor = UNITS[unit]
        value = exact(node.value * factor)
        return Literal(type=kind, value=value, whole=isinstance(value, int), span=node.span)

    # ---------------------------------------------------------------- operators

    def _op(self, node: Op, place: Place, expected: Type | None) -> Expr | None:
        if node.op in ("and", "or", "not"):
            if self._listed(node):
                return None
            args = [self.condition(arg, place) for arg in node.args]
            return None if None in args else Apply(type=YES_NO, op=node.op, args=tuple(a for a in args if a), span=node.span)
        if node.op in ("in", "not_in"):
            return self._among(node, place)
        if node.op in COMPARE:
            return self._compare(node, place)
        if node.op == "otherwise":
            return self._otherwise(node, place, expected)
        if node.op == "negate":
            made = self._check(node.args[0], place, expected)
            if made is None or not self._is_quantity(made):
                return None
            return Apply(type=made.type, op="negate", args=(made,), optional=made.optional, whole=made.whole, span=node.span)
        if node.op == "divide" and self._slashed(node):
            return None
        left, right = (self._check(arg, place, None) for arg in node.args)
        return None if left is None or right is None else self._arithmetic(node, left, right)

    def _listed(self, node: Op) -> bool:
        """Reports `code is 40 or 45`, which compares nothing with 45."""
        for first, second in zip(node.args, node.args[1:]):
            if isinstance(second, Constant) and isinstance(first, Op) and first.op in ("eq", "ne"):
                name, value = first.args[0], first.args[1]
                shown = f"{name} {'not in' if first.op == 'ne' else 'in'} ({getattr(value, 'text', value)}, {second.text})"
                self.world.report("list-without-in", f"`{second.text}` is compared with nothing", second.span, help=f"write {shown}")
                return True
        return False

    def _slashed(self, node: Op) -> bool:
        """Reports 7/1/2022, which divides seven by one by two thousand."""
        first, last = node.args
        if isinstance(last, Constant) and isinstance(last.value, int) and last.value >= 1900 and isinstance(first, Op) and first.op == "divide":
            self.world.report("slashed-date", "a date is written year first", node.span, help="write 2022-07-01")
            return True
        return False

    def _compare(self, node: Op, place: Place) -> Expr | None:
        first, second = node.args
        if isinstance(second, Path) and second.names == ("missing",):
            value = self._check(first, place, None)
            if value is None:
                return None
            test = Apply(type=YES_NO, op="is_missing", args=(value,), span=node.span)
            if node.op == "eq":
                return test
            return Apply(type=YES_NO, op="not", args=(test,), span=node.span)
        left, right = self._pair(first, second, place)
        if left is None or right is None or not self._comparable(node.op, left, right, node.span):
            return None
        return Apply(type=YES_NO, op=node.op, args=(left, right), span=node.span)

    def _pair(self, first: Node, second: Node, place: Place) -> tuple[Expr | None, Expr | None]:
        """Both sides of a comparison: a bare code takes its list from the other side."""
        if _bare(first) and not _bare(second):
            right = self._check(second, place, None)
            return (self._check(first, place, right.type) if right else None), right
        left = self._check(first, place, None)
        return left, (self._check(second, place, left.type) if left else None)

    def _comparable(self, op: str, left: Expr, right: Expr, span: Span) -> bool:
        kinds = {left.type, right.type}
        ages = AGE in kinds and kinds <= {AGE, MONTHS}
        if left.type != right.type and not ages:
            self.world.report("not-comparable", f"{_of(left.type)} is compared with {_of(right.type)}", span, help=_compare_help(left.type, right.type))
            return False
        if op not in ("eq", "ne") and not (isinstance(left.type, Quantity) or left.type in ORDERED):
            self.world.report("no-order", f"{_of(left.type)} has no order", span, help="compare with `is`, `is not` or `in (…)`")
            return False
        return True

    def _among(self, node: Op, place: Place) -> Expr | None:
        first = self._check(node.args[0], place, None)
        if first is None:
            return None
        rest = [self._check(arg, place, first.type) for arg in node.args[1:]]
        made = [arg for arg in rest if arg is not None]
        if len(made) < len(rest) or not all(self._comparable("eq", first, arg, arg.span or node.span) for arg in made):
            return None
        test = Apply(type=YES_NO, op="in", args=(first, *made), span=node.span)
        return Apply(type=YES_NO, op="not", args=(test,), span=node.span) if node.op == "not_in" else test

    def _otherwise(self, node: Op, place: Place, expected: Type | None) -> Expr | None:
        first, second = (self._check(arg, place, expected) for arg in node.args)
        if first is None or second is None:
            return None
        fitted = self.fit(second, first.type)
        if fitted is None:
            return None
        if not first.optional:
            self.world.report("needless-otherwise", "what stands before `otherwise` is never missing", node.span,
                              help="take `otherwise` away; what is unknown is held, not replaced")
            return None
        return Apply(type=first.type, op="otherwise", args=(first, fitted), optional=fitted.optional, whole=first.whole and fitted.whole, span=node.span)

    def _is_quantity(self, made: Expr) -> bool:
        if isinstance(made.type, Quantity):
            return True
        self.world.report("wrong-type", f"this is {_of(made.type)}, where a number or amount is needed", made.span)
        return False

    def _arithmetic(self, node: Op, left: Expr, right: Expr) -> Expr | None:
        optional, span = left.optional or right.optional, node.span

        def apply(kind: Type, op: str, *args: Expr, whole: bool = True) -> Expr:
            return Apply(type=kind, op=op, args=args or (left, right), optional=optional, whole=whole, span=span)

        whole = left.whole and right.whole
        match node.op, left.type, right.type:
            case ("multiply", Quantity() as a, Quantity() as b):
                return apply(a.times(b), "multiply", whole=whole)
            case ("divide", Quantity() as a, Quantity() as b):
                made = Apply(type=a.times(b, -1), op="divide", args=(left, right), whole=False, span=span,
                             optional=optional or not (isinstance(right, Literal) and right.value))
                return made
            case ("add" | "subtract", Quantity() as a, Quantity() as b) if a == b:
                return apply(a, node.op, whole=whole)
            case ("subtract", a, b) if a == b == DATE:
                return apply(DAYS, "days_between")
            case ("subtract", a, b) if a == b == MONTH:
                return apply(MONTHS, "months_between")
            case ("subtract", a, b) if a == b == MOMENT:
                return apply(MINUTES, "minutes_between")
        op = _SHIFTS.get((left.type, right.type))
        if op is not None and node.op in ("add", "subtract"):
            count = right if node.op == "add" else Apply(type=right.type, op="negate", args=(right,), optional=right.optional, span=span)
            if op == "date_plus_months" and not self._declared("month_arithmetic", span, "what a month after the 31st is"):
                return None
            if op == "date_plus_business_days":
                if not self._declared("business_days", span, "which days are business days"):
                    return None
                return apply(DATE, op, left, count, Literal(type=TEXT, value=self.world.options.business_days))
            return apply(left.type, op, left, count)
        verb = {"add": "added to", "subtract": "taken from", "multiply": "multiplied by", "divide": "divided by"}[node.op]
        first, second = (right, left) if node.op in ("add", "subtract") else (left, right)
        self.world.report("wrong-units", f"{_of(first.type)} cannot be {verb} {_of(second.type)}", span, help=_units_help(left.type, right.type))
        return None

    def _declared(self, option: str, span: Span, what: str) -> bool:
        if getattr(self.world.options, option):
            return True
        self.world.report("option-missing", f"the policy does not say {what}", span, help=f"add `{option} …` to its heading")
        return False

    def _rounded(self, node: Rounded, place: Place, expected: Type | None) -> Expr | None:
        if node.how not in ROUNDINGS:
            self.world.unknown("rounding", node.how, ROUNDINGS, node.span, f"one of {', '.join(ROUNDINGS)}")
            return None
        value = self._check(node.value, place, expected)
        step = self._check(node.step, place, value.type if value else None)
        if value is None or step is None or not self._is_quantity(value) or self.fit(step, value.type) is None:
            return None
        if isinstance(step, Literal) and not step.value > 0:
            self.world.report("bad-step", "a rounding step is more than nothing", node.step.span)
            return None
        how = Literal(type=TEXT, value=node.how, span=node.span)
        return Apply(type=value.type, op="round", args=(value, step, how), optional=value.optional or step.optional, whole=step.whole, span=node.span)

    # ---------------------------------------------------------------- calls

    def _call(self, node: Call, place: Place, expected: Type | None) -> Expr | None:
        if node.name in self.world.table_drafts or node.name in self.world.tables:
            return self._look_up(node, place)
        plain = all(arg.where is None and not arg.per and arg.by is None for arg in node.args)
        if node.name in AGGREGATES and not (node.name in ("min", "max") and len(node.args) > 1):
            return self.aggregates.aggregate(node, place)
        if node.name in WINDOWS:
            return self.aggregates.window(node, place)
        if not plain:
            self.world.report("no-rows", f"`{node.name}` takes no `where`, `per` or `by`", node.span, help=f"these do: {', '.join([*AGGREGATES, *WINDOWS])}")
            return None
        if node.name == "if":
            return self._if(node, place, expected)
        if node.name in ("min", "max"):
            return self._least(node, place, expected)
        return functions.call(self, node, place)

    def _if(self, node: Call, place: Place, expected: Type | None) -> Expr | None:
        if len(node.args) != 3:
            self.world.report("wrong-count", "`if` takes a condition, a value and another value", node.span, help="as in if(c, a, b)")
            return None
        condition = self.condition(node.args[0].value, place)
        first, second = self.branches([arg.value for arg in node.args[1:]], place, expected)
        if condition is None or first is None or second is None:
            return None
        return self.choice([(condition, first)], second, node.span)

    def branches(self, nodes: list[Node], place: Place, expected: Type | None) -> list[Expr | None]:
        """Values that must agree in type: a bare code takes its list from the first that has one."""
        made = [None if expected is None and _bare(node) else self._check(node, place, expected) for node in nodes]
        kind = expected or next((m.type for m in made if m is not None and not _is_missing(m)), None)
        for at, node in enumerate(nodes):
            if made[at] is None and expected is None and _bare(node):
                made[at] = self._check(node, place, kind)
        return [self.fit(m, kind) if m is not None and kind is not None else m for m in made]

    def choice(self, rows: list[tuple[Expr, Expr]], last: Expr | None, span: Span) -> Expr:
        """First value whose condition holds, else `last` (None: missing)."""
        from ccpolicy.dsl.guards import asserted, still_missing

        kind = rows[0][1].type
        rest: Expr = last if last is not None else Literal(type=kind, value=MISSING, optional=True, span=span)
        excluded: frozenset[Expr] = frozenset()
        optional, whole = False, rest.whole
        args: list[Expr] = []
        for condition, value in rows:
            args += [condition, value]
            optional = optional or still_missing(value, excluded | asserted(condition, True))
            excluded |= asserted(condition, False)
            whole = whole and value.whole
        optional = optional or still_missing(rest, excluded)
        return Apply(type=kind, op="if", args=(*args, rest), optional=optional, whole=whole, span=span)

    def _least(self, node: Call, place: Place, expected: Type | None) -> Expr | None:
        made = self.branches([arg.value for arg in node.args], place, expected)
        args = [m for m in made if m is not None]
        if len(args) < len(made):
            return None
        if not (isinstance(args[0].type, Quantity) or args[0].type in ORDERED):
            self.world.report("no-order", f"{_of(args[0].type)} has no order", node.span)
            return None
        return Apply(type=args[0].type, op=node.name, args=tuple(args), optional=any(a.optional for a in args), whole=all(a.whole for a in args), span=node.span)

    def _look_up(self, node: Call, place: Place) -> Expr | None:
        table = self.world.tables.get(node.name)
        self.world.used.add(node.name)
        if table is None:
            return None  # it was found wrong where it is declared
        if len(node.args) != len(table.takes):
            names = ", ".join(key.name for key in table.takes)
            self.world.report("wrong-count", f"`{node.name}` takes {len(table.takes)} keys: {names}", node.span, help=f"write {node.name}({names})")
            return None
        keys = [self.check(arg.value, place, key.type) for arg, key in zip(node.args, table.takes)]
        made = [key for key in keys if key is not None]
        if len(made) < len(keys):
            return None
        return LookUp(type=table.gives, optional=any(k.optional for k in made), whole=table_whole(table), table=node.name, keys=tuple(made), span=node.span)


def table_whole(table: Any) -> bool:
    values = [row.value for block in table.blocks for row in block.rows]
    if table.record:
        return bool(table.gives != NUMBER)
    return all(not isinstance(value, int | float) or isinstance(value, int) for value in values) and all(
        isinstance(value, int) or not hasattr(value, "denominator") for value in values
    )


_SHIFTS: Mapping[tuple[Type, Type], str] = {
    (DATE, DAYS): "date_plus_days", (DATE, MONTHS): "date_plus_months", (DATE, BUSINESS_DAYS): "date_plus_business_days",
    (MONTH, MONTHS): "month_plus_months", (MOMENT, MINUTES): "moment_plus_minutes",
}


def _bare(node: Node) -> bool:
    """Whether a node could be a code whose list its neighbour tells."""
    if isinstance(node, Constant):
        return node.kind in ("number", "code")
    return isinstance(node, Path) and len(node.names) == 1


def _is_missing(made: Expr) -> bool:
    return isinstance(made, Literal) and made.value is MISSING


def _of(kind: Type) -> str:
    match kind:
        case Codes(name=name):
            return f"a code of `{name}`"
        case RowOf(grain=grain):
            return f"a row of `{grain}`"
        case ListOf():
            return "a list"
    return {"yes_no": "a yes or no", "number": "a number", "money": "money", "hours": "a length of time", "days": "a number of days",
            "months": "a number of months", "text": "a text", "age": "an age", "business days": "a number of business days"}.get(str(kind), f"a {kind}")


def _fit_help(found: Type, wanted: Type) -> str:
    if wanted == MONEY and found == NUMBER:
        return "write money with its sign, as in $0"
    if wanted == YES_NO:
        return "write a comparison, as in code is 43"
    if wanted == DATE and found == MOMENT:
        return "take its day with date(…)"
    if wanted == MONTH and found == DATE:
        return "take its month with month(…)"
    return ""


def _compare_help(left: Type, right: Type) -> str:
    if {left, right} == {DATE, MOMENT}:
        return "take the day of the moment with date(…)"
    if {left, right} == {DATE, MONTH}:
        return "take the month of the date with month(…), or month_start(…) of the month"
    if NUMBER in (left, right):
        return "a number needs its unit, as in $40, 5 hours or 10 days"
    return ""


def _units_help(left: Type, right: Type) -> str:
    if {left, right} == {MONEY, NUMBER}:
        return "money has a sign, as in $5; a rate of money is written 5%"
    if DATE in (left, right) and NUMBER in (left, right):
        return "say what is added to the date, as in 10 calendar days"
    return "amounts of one kind are added; money per hour times hours is money"


__all__ = ["Arg", "Checker"]
