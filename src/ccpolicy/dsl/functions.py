"""The functions of the language and what they take and give. One table; `express` checks calls against it."""

from __future__ import annotations

from attrs import frozen

from ccpolicy.diagnostics import nearest
from ccpolicy.dsl.aggregates import AGGREGATES, WINDOWS
from ccpolicy.dsl.checking import Checking, Place
from ccpolicy.dsl.syntax import Call
from ccpolicy.model.expr import Apply, Expr, Literal
from ccpolicy.model.types import AGE, DATE, MINUTES, MOMENT, MONTH, NUMBER, TEXT, TIME, WEEKDAY, YES_NO, Quantity, Type


@frozen
class Signature:
    """What a function takes, what it gives, the operator that does it, and the heading option it cannot do without."""

    takes: tuple[Type, ...]
    gives: Type
    op: str
    option: str = ""
    as_written: str = ""


FUNCTIONS: dict[str, tuple[Signature, ...]] = {
    "month": (Signature((DATE,), MONTH, "month_of"),),
    "month_start": (Signature((MONTH,), DATE, "month_start"),),
    "month_end": (Signature((MONTH,), DATE, "month_end"),),
    "days_in": (Signature((MONTH,), NUMBER, "days_in"),),
    "week_start": (Signature((DATE,), DATE, "week_start", "week_starts"),),
    "week_end": (Signature((DATE,), DATE, "week_end", "week_starts"),),
    "weekday": (Signature((DATE,), WEEKDAY, "weekday"),),
    "day_of_month": (Signature((DATE,), NUMBER, "day_of_month"),),
    "year": (Signature((DATE,), NUMBER, "year_of"), Signature((MONTH,), NUMBER, "year_of")),
    "month_number": (Signature((DATE,), NUMBER, "month_number"), Signature((MONTH,), NUMBER, "month_number")),
    "date": (Signature((MOMENT,), DATE, "date_of"),),
    "time": (Signature((MOMENT,), TIME, "time_of"),),
    "moment": (Signature((DATE, TIME), MOMENT, "moment", "timezone"),),
    "elapsed": (Signature((MOMENT, MOMENT), MINUTES, "elapsed"), Signature((TIME, TIME), MINUTES, "elapsed")),
    "overlap": (
        Signature((MOMENT, MOMENT, TIME, TIME), MINUTES, "overlap"),
        Signature((TIME, TIME, TIME, TIME), MINUTES, "overlap"),
    ),
    "age": (Signature((DATE, DATE), AGE, "age", "leap_day_birthday"),),
    "months_old": (Signature((AGE,), NUMBER, "months_old", "leap_day_birthday"),),
    "years_old": (Signature((AGE,), NUMBER, "years_old", "leap_day_birthday"),),
    "is_business_day": (Signature((DATE,), YES_NO, "is_business_day", "business_days"),),
}
"""Beside these: `if`, `min`, `max` (any one type), `power`, tables by their names, aggregates and windows."""

SPECIAL = ("if", "power", "rolling")
"""Words that are written like functions and are none."""


def call(checker: Checking, node: Call, place: Place) -> Expr | None:
    """The checked call of a plain function; reports an unknown one or wrong arguments."""
    if node.name == "power":
        return _power(checker, node, place)
    signatures = FUNCTIONS.get(node.name)
    if signatures is None:
        known = [*FUNCTIONS, *AGGREGATES, *WINDOWS, *checker.world.table_drafts, *SPECIAL]
        near = nearest(node.name, known)
        checker.world.report(
            "unknown-function",
            f"there is no function or table `{node.name}`",
            node.span,
            help=f"did you mean {' or '.join(f'`{n}`' for n in near)}?" if near else "",
        )
        return None
    args = [checker.check(arg.value, place) for arg in node.args]
    made = [arg for arg in args if arg is not None]
    if len(made) < len(args):
        return None
    kinds = tuple(arg.type for arg in made)
    for signature in signatures:
        if signature.takes == kinds:
            if signature.option and not getattr(checker.world.options, signature.option):
                checker.world.report(
                    "option-missing",
                    f"`{node.name}` depends on `{signature.option}`, which the policy does not say",
                    node.span,
                    help=f"add `{signature.option} …` to its heading",
                )
                return None
            optional = any(arg.optional for arg in made)
            if signature.op == "is_business_day":
                made.append(Literal(type=TEXT, value=checker.world.options.business_days))
            return Apply(type=signature.gives, op=signature.op, args=tuple(made), optional=optional, span=node.span)
    wanted = " or ".join(f"{node.name}({', '.join(str(t) for t in s.takes)})" for s in signatures)
    checker.world.report(
        "wrong-arguments",
        f"`{node.name}` does not take ({', '.join(str(k) for k in kinds)})",
        node.span,
        help=f"it is {wanted}",
    )
    return None


def _power(checker: Checking, node: Call, place: Place) -> Expr | None:
    if len(node.args) != 2:
        checker.world.report(
            "wrong-count", "`power` takes a number and a whole exponent", node.span, help="as in power(x, 2)"
        )
        return None
    base = checker.check(node.args[0].value, place, NUMBER)
    exponent = checker.check(node.args[1].value, place, NUMBER)
    if base is None or exponent is None:
        return None
    if not (isinstance(exponent, Literal) and isinstance(exponent.value, int) and 0 <= exponent.value <= 100):
        checker.world.report(
            "bad-exponent",
            "the exponent of `power` is a whole number from 0 to 100, written out",
            node.args[1].span,
            help="as in power(x, 2)",
        )
        return None
    assert isinstance(base.type, Quantity)
    return Apply(
        type=NUMBER, op="power", args=(base, exponent), optional=base.optional, whole=base.whole, span=node.span
    )
