"""The operators of the language: what each takes and what comes of it, units included."""

from __future__ import annotations

from collections.abc import Mapping

from ccpolicy.dsl.checking import Checking, Place
from ccpolicy.dsl.syntax import Constant, Node, Op, Path, Rounded
from ccpolicy.dsl.world import World
from ccpolicy.model.expr import Apply, Expr, Literal
from ccpolicy.model.types import (
    AGE,
    BUSINESS_DAYS,
    DATE,
    DAYS,
    MINUTES,
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
from ccpolicy.source import Span
from ccpolicy.values.absent import MISSING
from ccpolicy.values.numbers import ROUNDINGS

ORDERED = (DATE, MONTH, TIME, MOMENT, AGE, TEXT)
COMPARE = ("lt", "le", "gt", "ge", "eq", "ne")


class Operations:
    """Checks operators, for a `Checker`."""

    def __init__(self, world: World, checker: Checking) -> None:
        self.world, self.checker = world, checker

    def operator(self, node: Op, place: Place, expected: Type | None) -> Expr | None:
        if node.op in ("and", "or", "not"):
            if self._listed(node, place):
                return None
            args = [self.checker.condition(arg, place) for arg in node.args]
            return (
                None
                if None in args
                else Apply(type=YES_NO, op=node.op, args=tuple(a for a in args if a), span=node.span)
            )
        if node.op in ("in", "not_in"):
            return self._among(node, place)
        if node.op in COMPARE:
            return self._compare(node, place)
        if node.op == "otherwise":
            return self._otherwise(node, place, expected)
        if node.op == "negate":
            made = self.checker.part(node.args[0], place, expected)
            if made is None or not self._is_quantity(made):
                return None
            return Apply(
                type=made.type, op="negate", args=(made,), optional=made.optional, whole=made.whole, span=node.span
            )
        if node.op == "subtract" and self._small_code(node):
            return None
        left, right = (self.checker.part(arg, place, None) for arg in node.args)
        return None if left is None or right is None else self._arithmetic(node, left, right)

    def _listed(self, node: Op, place: Place) -> bool:
        """Reports `code is 40 or 45`, which compares nothing with 45."""
        for at, first in enumerate(node.args[:-1]):
            if not isinstance(first, Op) or first.op not in ("eq", "ne"):
                continue
            rest = []
            for other in node.args[at + 1 :]:
                if not self._loose(first.args[0], other, place):
                    break
                rest.append(other)
            if rest:
                name, values = first.args[0], [first.args[1], *rest]
                among = ", ".join(str(getattr(value, "text", value)) for value in values)
                verb = "not in" if first.op == "ne" else "in"
                shown = str(name) if isinstance(name, Path) else "…"
                self.world.report(
                    "list-without-in",
                    f"`{getattr(rest[0], 'text', rest[0])}` is compared with nothing",
                    rest[0].span,
                    help=f"write `{shown} {verb} ({among})`",
                )
                return True
        return False

    def _loose(self, left: Node, other: Node, place: Place) -> bool:
        """Whether a part of a condition is only a value like the one before it: a literal, or a code of the same list."""
        if isinstance(other, Constant):
            return True
        if not isinstance(other, Path) or len(other.names) > 1 or not isinstance(left, Path):
            return False
        before = len(self.world.findings)
        made = self.checker.part(left, place, None)
        del self.world.findings[before:]
        return made is not None and isinstance(made.type, Codes) and other.names[0] in made.type.codes

    def _small_code(self, node: Op) -> bool:
        """Reports td-1, which takes one from td, where TD-1 is a code."""
        first, last = node.args
        if not (isinstance(first, Path) and len(first.names) == 1 and isinstance(last, Constant)):
            return False
        code = f"{first.names[0].upper()}-{last.text}"
        if first.span != node.span and first.span.end_column != node.span.end_column - len(last.text) - 1:
            return False
        if not any(code in known.rows for known in self.world.codes.values()):
            return False
        self.world.report(
            "small-code",
            f"`{code.lower()}` is a subtraction, not a code",
            node.span,
            help=f"codes are capitals: write `{code}`",
        )
        return True

    def _compare(self, node: Op, place: Place) -> Expr | None:
        first, second = node.args
        if isinstance(second, Path) and second.names == ("missing",):
            value = self.checker.part(first, place, None)
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
        if bare(first) and not bare(second):
            right = self.checker.part(second, place, None)
            return (self.checker.part(first, place, _beside(right)) if right else None), right
        left = self.checker.part(first, place, None)
        return left, (self.checker.part(second, place, _beside(left)) if left else None)

    def _comparable(self, op: str, left: Expr, right: Expr, span: Span) -> bool:
        kinds = {left.type, right.type}
        ages = AGE in kinds and kinds <= {AGE, MONTHS}
        if left.type != right.type and not ages:
            self.world.report(
                "not-comparable",
                f"{told(left.type)} is compared with {told(right.type)}",
                span,
                help=_compare_help(left.type, right.type),
            )
            return False
        if op not in ("eq", "ne") and not (isinstance(left.type, Quantity) or left.type in ORDERED):
            self.world.report(
                "no-order", f"{told(left.type)} has no order", span, help="compare with `is`, `is not` or `in (…)`"
            )
            return False
        return True

    def _among(self, node: Op, place: Place) -> Expr | None:
        first = self.checker.part(node.args[0], place, None)
        if first is None:
            return None
        rest = [self.checker.part(arg, place, first.type) for arg in node.args[1:]]
        made = [arg for arg in rest if arg is not None]
        if len(made) < len(rest) or not all(self._comparable("eq", first, arg, arg.span or node.span) for arg in made):
            return None
        test = Apply(type=YES_NO, op="in", args=(first, *made), span=node.span)
        return Apply(type=YES_NO, op="not", args=(test,), span=node.span) if node.op == "not_in" else test

    def _otherwise(self, node: Op, place: Place, expected: Type | None) -> Expr | None:
        first = self.checker.part(node.args[0], place, expected)
        second = self.checker.part(node.args[1], place, expected or first.type) if first is not None else None
        if first is None or second is None:
            return None
        fitted = self.checker.fit(second, first.type)
        if fitted is None:
            return None
        if not first.optional:
            self.world.report(
                "needless-otherwise",
                "what stands before `otherwise` is never missing",
                node.span,
                help="take `otherwise` away; what is unknown is held, not replaced",
            )
            return None
        return Apply(
            type=first.type,
            op="otherwise",
            args=(first, fitted),
            optional=fitted.optional,
            whole=first.whole and fitted.whole,
            span=node.span,
        )

    def _is_quantity(self, made: Expr) -> bool:
        if isinstance(made.type, Quantity):
            return True
        self.world.report("wrong-type", f"this is {told(made.type)}, where a number or amount is needed", made.span)
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
                return Apply(
                    type=a.times(b, -1),
                    op="divide",
                    args=(left, right),
                    whole=False,
                    span=span,
                    optional=optional or not (isinstance(right, Literal) and right.value),
                )
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
            count = (
                right
                if node.op == "add"
                else Apply(type=right.type, op="negate", args=(right,), optional=right.optional, span=span)
            )
            if op == "date_plus_months" and not self._declared(
                "month_arithmetic", span, "what a month after the 31st is"
            ):
                return None
            if op == "date_plus_business_days":
                if not self._declared("business_days", span, "which days are business days"):
                    return None
                return apply(DATE, op, left, count, Literal(type=TEXT, value=self.world.options.business_days))
            return apply(left.type, op, left, count)
        verb = {"add": "added to", "subtract": "taken from", "multiply": "multiplied by", "divide": "divided by"}[
            node.op
        ]
        first, second = (right, left) if node.op in ("add", "subtract") else (left, right)
        self.world.report(
            "wrong-units",
            f"{told(first.type)} cannot be {verb} {told(second.type)}",
            span,
            help=_units_help(left.type, right.type),
        )
        return None

    def _declared(self, option: str, span: Span, what: str) -> bool:
        if getattr(self.world.options, option):
            return True
        self.world.report(
            "option-missing", f"the policy does not say {what}", span, help=f"add `{option} …` to its heading"
        )
        return False

    def rounded(self, node: Rounded, place: Place, expected: Type | None) -> Expr | None:
        if node.how not in ROUNDINGS:
            self.world.unknown("rounding", node.how, ROUNDINGS, node.span, f"one of {', '.join(ROUNDINGS)}")
            return None
        value = self.checker.part(node.value, place, expected)
        step = self.checker.part(node.step, place, value.type if value else None)
        if value is None or step is None or not self._is_quantity(value) or self.checker.fit(step, value.type) is None:
            return None
        if isinstance(step, Literal) and not step.value > 0:
            self.world.report(
                "bad-step", "nothing can be rounded to zero", node.step.span, help="as in rounded up to $0.01"
            )
            return None
        how = Literal(type=TEXT, value=node.how, span=node.span)
        return Apply(
            type=value.type,
            op="round",
            args=(value, step, how),
            optional=value.optional or step.optional,
            whole=step.whole,
            span=node.span,
        )


def _beside(made: Expr) -> Type:
    """What may be expected on the other side of a comparison: an age is held against months and years."""
    return MONTHS if made.type == AGE else made.type


_SHIFTS: Mapping[tuple[Type, Type], str] = {
    (DATE, DAYS): "date_plus_days",
    (DATE, MONTHS): "date_plus_months",
    (DATE, BUSINESS_DAYS): "date_plus_business_days",
    (MONTH, MONTHS): "month_plus_months",
    (MOMENT, MINUTES): "moment_plus_minutes",
}


def bare(node: Node) -> bool:
    """Whether a node could be a code whose list its neighbour tells."""
    if isinstance(node, Constant):
        return node.kind in ("number", "code")
    return isinstance(node, Path) and len(node.names) == 1


def is_missing(made: Expr) -> bool:
    return isinstance(made, Literal) and made.value is MISSING


def told(kind: Type) -> str:
    match kind:
        case Codes(name=name):
            return f"a code of `{name}`"
        case RowOf(grain=grain):
            return f"a row of `{grain}`"
        case ListOf():
            return "a list"
    return {
        "yes_no": "a yes or no",
        "number": "a number",
        "money": "money",
        "hours": "a length of time",
        "days": "a number of days",
        "months": "a number of months",
        "text": "a text",
        "age": "an age",
        "business days": "a number of business days",
    }.get(str(kind), f"a {kind}")


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
