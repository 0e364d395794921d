"""Conditions: comparisons and what joins them, with the guards that what may be missing needs."""

from __future__ import annotations

from collections.abc import Callable

from attrs import evolve

from ccpolicy.model.types import (
    AGE,
    DATE,
    MINUTES,
    MOMENT,
    MONEY,
    MONTHS,
    NUMBER,
    TEXT,
    TIME,
    WEEKDAY,
    YES_NO,
    Codes,
    ListOf,
    Quantity,
    RowOf,
    Type,
)
from ccpolicy.testing.random_policy.literals import RATE, leaf, literal
from ccpolicy.testing.random_policy.terms import COMPARISON, LOGIC, NOT, ROUNDED, Term, at, guarded
from ccpolicy.testing.random_policy.world import Scope

Draw = Callable[[Scope, Type, int], Term | None]
"""What draws a value of a type, no deeper than this."""

_COMPARED: tuple[Type, ...] = (NUMBER, DATE, MONEY, MINUTES, AGE, WEEKDAY, TIME, MOMENT, YES_NO)
"""What formulas are compared of, beside what names hold."""

_YES = Term("yes", YES_NO)


def _simple(scope: Scope, type: Type, depth: int) -> Term | None:
    return leaf(scope, type)


def condition(scope: Scope, depth: int = 1, *, guard: bool = True, value: Draw = _simple) -> Term:
    """A condition that may hold and may not, guarded where it has to be."""
    choose = scope.world.choose
    if depth > 0 and choose.often(30):
        first, second = condition(scope, depth - 1, guard=guard, value=value), condition(scope, depth - 1, guard=guard, value=value)
        if not first.reads & second.reads:
            word = choose.pick(("and", "or"))
            return Term(f"{at(first, NOT)} {word} {at(second, NOT)}", YES_NO, LOGIC, reads=first.reads | second.reads)
        return first
    if depth > 0 and choose.often(12):
        inner = condition(scope, depth - 1, value=value)
        return evolve(inner, text=f"not {at(inner, NOT)}" if inner.tight > LOGIC else f"not ({inner.text})", tight=NOT)
    return _test(scope, guard, value)


def free_condition(scope: Scope, depth: int = 1) -> Term:
    """A condition where what is missing may pass in silence."""
    return condition(scope, depth, guard=False)


def _test(scope: Scope, guard: bool, value: Draw) -> Term:
    choose = scope.world.choose
    options = [term for term in scope.terms() if not isinstance(term.type, ListOf) and term.type != RATE]
    if choose.often(15):
        made = value(scope, choose.pick(_COMPARED), 2)
        if made is not None and made.reads and made.tight > COMPARISON and "/" not in made.text:
            options = [made]
    if not options:
        return _YES
    subject = choose.pick(options)
    if subject.type == YES_NO and not subject.values:
        return guarded(evolve(subject, gaps=()), subject.gaps)
    if subject.certain and choose.often(25):
        word = choose.pick(("is not missing", "is missing"))
        return Term(f"{subject.text} {word}", YES_NO, COMPARISON, reads=subject.reads)
    return _compared(scope, subject, guard, value)


def _compared(scope: Scope, subject: Term, guard: bool, value: Draw) -> Term:
    choose, kind = scope.world.choose, subject.type
    left = at(subject, ROUNDED)
    if subject.values:
        word = choose.pick(("is", "is", "is not")) if len(subject.values) > 1 else "is"
        return _asked(f"{left} {word} {choose.pick(subject.values)}", subject.gaps, guard or word == "is not", subject)
    if isinstance(kind, Codes) or (kind in (NUMBER, DATE, MONEY, TEXT) and not scope.plain and choose.often(15)):
        among = [found.text for _ in range(1 + choose.below(2)) if (found := literal(choose, kind)) is not None]
        if len(set(among)) > 1 or choose.often(20):
            word = choose.pick(("in", "not in"))
            return _asked(f"{left} {word} ({', '.join(dict.fromkeys(among))})", subject.gaps, guard or word == "not in", subject)
        word = choose.pick(("is", "is not"))
        return _asked(f"{left} {word} {among[0]}", subject.gaps, guard or word == "is not", subject)
    if isinstance(kind, RowOf):
        others = [term for term in scope.row_terms() if term.type == kind and term.text != subject.text]
        if not others:
            return _YES
        other = choose.pick(others)
        return _asked(f"{left} is {other.text}", (*subject.gaps, *other.gaps), guard, subject, other)
    other_side = _beside(scope, subject, value)
    if other_side is None:
        return _YES
    words = ("<", ">", "<=", ">=", "is", "is not") if isinstance(kind, Quantity) else ("<", ">", "<=", ">=")
    word = choose.pick(words)
    return _asked(f"{left} {word} {at(other_side, ROUNDED)}", (*subject.gaps, *other_side.gaps),
                  guard or word == "is not", subject, other_side)


def _beside(scope: Scope, subject: Term, value: Draw) -> Term | None:
    """What a value is compared with: mostly a plain one."""
    choose, kind = scope.world.choose, MONTHS if subject.type == AGE else subject.type
    if choose.often(20):
        found = value(scope, kind, 1)
        if found is not None and found.tight > COMPARISON and not found.reads & subject.reads:
            return found
    if scope.plain and kind == TEXT:
        return None
    return literal(choose, kind)


def _asked(text: str, gaps: tuple[str, ...], guard: bool, *read: Term) -> Term:
    reads = frozenset().union(*(each.reads for each in read))
    test = Term(text, YES_NO, COMPARISON, reads=reads)
    return guarded(test, gaps) if guard else test


