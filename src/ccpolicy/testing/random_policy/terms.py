"""Terms: pieces of formulas with their type, how tightly they hold together, and what in them may be missing."""

from __future__ import annotations

from collections.abc import Iterable

from attrs import evolve, frozen

from ccpolicy.model.types import MONEY, NUMBER, YES_NO, Quantity, Type

ATOM, FALLBACK, UNARY, PRODUCT, SUM, ROUNDED, COMPARISON, NOT, LOGIC = 10, 9, 8, 7, 6, 5, 4, 3, 2


@frozen
class Term:
    """A formula as text."""

    text: str
    type: Type
    tight: int = ATOM
    gaps: tuple[str, ...] = ()
    """The parts that may be missing, as text."""

    whole: bool = True
    """Whether it is certainly a whole number of cents or units."""

    certain: bool = False
    """Whether it is for certain of those that may be missing, so that `otherwise` may follow."""

    reads: frozenset[str] = frozenset()
    """The names it reads."""

    values: tuple[str, ...] = ()
    """All it can be, where that is known."""


def at(term: Term, tight: int) -> str:
    """The term where something at least so tight stands."""
    return term.text if term.tight >= tight else f"({term.text})"


def joined(text: str, type: Type, tight: int, *parts: Term, whole: bool = True) -> Term:
    """A term made of others: missing where one of them is."""
    gaps = tuple(dict.fromkeys(gap for part in parts for gap in part.gaps))
    return Term(text, type, tight, gaps, whole, reads=frozenset().union(*(part.reads for part in parts)))


def call(name: str, type: Type, *parts: Term, whole: bool = True) -> Term:
    return joined(f"{name}({', '.join(part.text for part in parts)})", type, ATOM, *parts, whole=whole)


def condition(text: str, tight: int, parts: Iterable[Term]) -> Term:
    """A condition: it is yes or no, never missing."""
    return Term(text, YES_NO, tight, reads=frozenset().union(*(part.reads for part in parts)))


def guarded(test: Term, gaps: Iterable[str]) -> Term:
    """The condition, asked only where these are there."""
    names = list(dict.fromkeys(gaps))
    if not names:
        return test
    told = " and ".join([*(f"{name} is not missing" for name in names), at(test, NOT)])
    return evolve(test, text=told, tight=LOGIC, gaps=())


STEPS = {MONEY: "$0.01", NUMBER: "1"}


def made_whole(term: Term, how: str = "half_up") -> Term:
    """The term rounded, if it may hold a fraction."""
    if term.whole or term.type not in STEPS:
        return term
    text = f"{at(term, SUM)} rounded {how} to {STEPS[term.type]}"
    return evolve(term, text=text, tight=ROUNDED, whole=True, certain=False)


def not_below_zero(term: Term) -> Term:
    assert isinstance(term.type, Quantity)
    return evolve(term, text=f"max({term.text}, $0)", tight=ATOM, certain=False)
