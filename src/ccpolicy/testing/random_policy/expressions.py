"""Formulas of a type, drawn by the signatures of what gives it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

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
    WEEKDAY,
    YES_NO,
    Codes,
    Quantity,
    Type,
)
from ccpolicy.testing.random_policy.conditions import condition, free_condition
from ccpolicy.testing.random_policy.literals import RATE, leaf, literal
from ccpolicy.testing.random_policy.rows import aggregate, window
from ccpolicy.testing.random_policy.terms import (
    ATOM,
    FALLBACK,
    PRODUCT,
    ROUNDED,
    SUM,
    UNARY,
    Term,
    at,
    call,
    joined,
    made_whole,
)
from ccpolicy.testing.random_policy.world import Scope

ROUNDINGS = ("half_up", "half_even", "up", "down")
_ORDERED = (DATE, MONTH, TIME, MOMENT)


def term(scope: Scope, type: Type, depth: int = 2) -> Term | None:
    """A formula of a type; None where nothing here is of it."""
    choose = scope.world.choose
    if type == AGE:
        return BY_TYPE[AGE][0](scope, type, 0)
    if depth > 0 and choose.often(60):
        makers = [*BY_TYPE.get(type, ()), *_ANY]
        made = choose.pick(makers)(scope, type, depth - 1)
        if made is not None:
            return made
    return leaf(scope, type)


def when(scope: Scope, depth: int = 1, *, guard: bool = True) -> Term:
    """A condition that may compare formulas."""
    return condition(scope, depth, guard=guard, value=term)


def parts(scope: Scope, depth: int, *types: Type) -> list[Term] | None:
    """A formula of each of these types; None where one of them has none."""
    made = [term(scope, type, depth) for type in types]
    found = [each for each in made if each is not None]
    return found if len(found) == len(types) else None


def _function(name: str, *takes: Type) -> Callable[[Scope, Type, int], Term | None]:
    def made(scope: Scope, type: Type, depth: int) -> Term | None:
        found = parts(scope, depth, *takes)
        return None if found is None else call(name, type, *found)

    return made


def _needing(option: str, make: Callable[[Scope, Type, int], Term | None]) -> Callable[[Scope, Type, int], Term | None]:
    """Only where the heading makes this choice."""
    return lambda scope, type, depth: make(scope, type, depth) if option in scope.world.options else None


def _shifted(sign: str, by: Type) -> Callable[[Scope, Type, int], Term | None]:
    """A date, month or moment with something added or taken away."""

    def made(scope: Scope, type: Type, depth: int) -> Term | None:
        found = parts(scope, depth, type, by)
        if found is None:
            return None
        return joined(f"{at(found[0], SUM)} {sign} {at(found[1], PRODUCT)}", type, SUM, *found)

    return made


def _between(kind: Type) -> Callable[[Scope, Type, int], Term | None]:
    def made(scope: Scope, type: Type, depth: int) -> Term | None:
        found = parts(scope, depth, kind, kind)
        if found is None:
            return None
        return joined(f"{at(found[0], SUM)} - {at(found[1], PRODUCT)}", type, SUM, *found)

    return made


# -------------------------------------------------------------------- amounts


def _sum(scope: Scope, type: Type, depth: int) -> Term | None:
    found = parts(scope, depth, type, type)
    if found is None:
        return None
    sign = scope.world.choose.pick(("+", "-"))
    return joined(f"{at(found[0], SUM)} {sign} {at(found[1], PRODUCT)}", type, SUM, *found, whole=all(p.whole for p in found))


def _times(scope: Scope, type: Type, depth: int) -> Term | None:
    found = parts(scope, depth, type, NUMBER)
    if found is None:
        return None
    return joined(f"{at(found[0], PRODUCT)} * {at(found[1], UNARY)}", type, PRODUCT, *found, whole=all(p.whole for p in found))


def _by_the_hour(scope: Scope, type: Type, depth: int) -> Term | None:
    found = parts(scope, depth, MINUTES, RATE)
    if found is None:
        return None
    made = joined(f"{at(found[0], PRODUCT)} * {at(found[1], UNARY)}", type, PRODUCT, *found, whole=False)
    return made_whole(made, scope.world.choose.pick(ROUNDINGS))


def _divided(scope: Scope, type: Type, depth: int) -> Term | None:
    """A division, rounded where it is written; by nothing it is missing, so something stands for it."""
    assert isinstance(type, Quantity)
    choose = scope.world.choose
    unit = choose.pick((NUMBER, MONEY, MINUTES)) if type == NUMBER else NUMBER
    found = parts(scope, depth, type if unit == NUMBER else unit, unit)
    rest, step = literal(choose, type), literal(choose, type)
    if found is None or rest is None or step is None or step.text.split()[0] in ("0", "$0"):
        return None
    quotient = f"({at(found[0], PRODUCT)} / {at(found[1], UNARY)})"
    rounding = f"rounded {choose.pick(ROUNDINGS)} to {step.text}"
    reads = found[0].reads | found[1].reads
    if _plain_and_something(found[1]):
        return Term(f"{quotient} {rounding}", type, ROUNDED, found[0].gaps, step.whole, reads=reads)
    return Term(f"{quotient} otherwise {rest.text} {rounding}", type, ROUNDED, whole=step.whole, reads=reads)


def _plain_and_something(term: Term) -> bool:
    """Whether a divisor is written out and is not nothing."""
    return term.tight == ATOM and term.text[0] in "$0123456789" and any(digit in "123456789" for digit in term.text)


def _rounded(scope: Scope, type: Type, depth: int) -> Term | None:
    value, step = term(scope, type, depth), literal(scope.world.choose, type)
    if value is None or step is None or step.text.split()[0] in ("0", "$0"):
        return None
    how = scope.world.choose.pick(ROUNDINGS)
    return joined(f"{at(value, SUM)} rounded {how} to {step.text}", type, ROUNDED, value, whole=step.whole)


def _negated(scope: Scope, type: Type, depth: int) -> Term | None:
    value = term(scope, type, depth)
    return None if value is None else joined(f"-{at(value, UNARY)}", type, UNARY, value, whole=value.whole)


def _power(scope: Scope, type: Type, depth: int) -> Term | None:
    base = term(scope, NUMBER, depth)
    if base is None:
        return None
    exponent = scope.world.choose.below(4)
    return joined(f"power({base.text}, {exponent})", type, ATOM, base, whole=base.whole)


def _calendar_word(word: str) -> Callable[[Scope, Type, int], Term | None]:
    """`month`, `week` or `calendar_year` of the row's own date, where no nearer name is the same."""

    def made(scope: Scope, type: Type, depth: int) -> Term | None:
        world = scope.world
        if not scope.grain or not world.grains[scope.grain].dated or (word == "week" and "week_starts" not in world.options):
            return None
        near = {each.name for _, grain, _ in world.reach(scope.grain) for each in grain.vars}
        return None if word in near else Term(word, type)

    return made


# -------------------------------------------------------------------- of any type


def _least(scope: Scope, type: Type, depth: int) -> Term | None:
    """The least or the most of several values of a type that has an order."""
    if not (isinstance(type, Quantity) and type != RATE) and type not in _ORDERED:
        return None
    found = parts(scope, depth, *([type] * (2 + scope.world.choose.below(2))))
    if found is None:
        return None
    return call(scope.world.choose.pick(("min", "max")), type, *found, whole=all(part.whole for part in found))


def _chosen(scope: Scope, type: Type, depth: int) -> Term | None:
    found = parts(scope, depth, type, type)
    if found is None or (isinstance(type, Codes) and not any(p.reads for p in found)):
        return None
    test = when(scope, 1)
    made = call("if", type, *found, whole=all(part.whole for part in found))
    text = f"if({test.text}, {found[0].text}, {found[1].text})"
    return Term(text, type, ATOM, (text,) if made.gaps else (), made.whole, reads=made.reads | test.reads)


def _otherwise(scope: Scope, type: Type, depth: int) -> Term | None:
    """A value that may be missing, and what stands for it."""
    choose = scope.world.choose
    found = [each for each in scope.terms(type) if each.certain]
    rest = term(scope, type, 0)
    if not found or rest is None:
        return None
    first = choose.pick(found)
    text = f"{first.text} otherwise {at(rest, ATOM)}"
    gaps = (f"({text})",) if rest.gaps else ()
    return Term(text, type, FALLBACK, gaps, first.whole and rest.whole, reads=first.reads | rest.reads)


def _counted(scope: Scope, type: Type, depth: int) -> Term | None:
    return aggregate(scope, type, free_condition)


def _along(scope: Scope, type: Type, depth: int) -> Term | None:
    return window(scope, type, free_condition)


def _looked_up(scope: Scope, type: Type, depth: int) -> Term | None:
    tables = [table for table in scope.world.tables if table.gives == type]
    if not tables:
        return None
    table = scope.world.choose.pick(tables)
    keys = [leaf(scope, AGE if each == MONTHS and scope.terms(AGE) else each) for each in table.takes]
    found = [key for key in keys if key is not None]
    return call(table.name, type, *found, whole=table.whole) if len(found) == len(keys) else None


_ANY = (_chosen, _otherwise, _least, _counted, _along, _looked_up)
_AMOUNT = (_sum, _times, _rounded, _negated)

BY_TYPE: Mapping[Type, Sequence[Callable[[Scope, Type, int], Term | None]]] = {
    NUMBER: (
        *_AMOUNT, _divided, _power, _counted, _counted, _along, _along, _calendar_word("calendar_year"), _function("days_in", MONTH),
        _function("day_of_month", DATE), _function("year", DATE), _function("year", MONTH), _function("month_number", DATE),
        _function("month_number", MONTH), _function("months_old", AGE), _function("years_old", AGE),
    ),
    MONEY: (*_AMOUNT, _divided, _by_the_hour, _counted, _along),
    MINUTES: (
        *_AMOUNT, _between(MOMENT), _function("elapsed", MOMENT, MOMENT), _function("elapsed", TIME, TIME), _counted,
        _function("overlap", MOMENT, MOMENT, TIME, TIME), _function("overlap", TIME, TIME, TIME, TIME),
    ),
    DAYS: (_sum, _negated, _between(DATE), _counted),
    MONTHS: (_sum, _between(MONTH)),
    DATE: (
        _shifted("+", DAYS), _shifted("-", DAYS), _function("month_start", MONTH), _function("month_end", MONTH), _counted, _along,
        _needing("month_arithmetic", _shifted("+", MONTHS)), _needing("business_days", _shifted("+", BUSINESS_DAYS)),
        _needing("week_starts", _function("week_start", DATE)), _needing("week_starts", _function("week_end", DATE)),
        _needing("business_days", _shifted("-", BUSINESS_DAYS)), _function("date", MOMENT), _calendar_word("week"),
    ),
    MONTH: (_function("month", DATE), _shifted("+", MONTHS), _shifted("-", MONTHS), _calendar_word("month")),
    TIME: (_function("time", MOMENT), _function("time", MOMENT)),
    MOMENT: (_function("moment", DATE, TIME), _function("moment", DATE, TIME), _shifted("+", MINUTES), _shifted("-", MINUTES)),
    WEEKDAY: (_function("weekday", DATE),),
    AGE: (_needing("leap_day_birthday", _function("age", DATE, DATE)),),
    YES_NO: (
        lambda scope, type, depth: when(scope, depth + 1), _counted,
        *[_needing("business_days", _function("is_business_day", DATE))] * 2,
    ),
    TEXT: (),
}  # fmt: skip
"""What gives a value of a type, beside names and plain values."""


def any_formula(scope: Scope) -> Term | None:
    """A formula by any of the ways there are, each as likely as another."""
    type, make = scope.world.choose.pick([(type, make) for type, makers in BY_TYPE.items() for make in makers])
    return make(scope, type, 1)
