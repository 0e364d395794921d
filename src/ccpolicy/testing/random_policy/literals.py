"""Plain values, and the types they are of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

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
    Type,
)
from ccpolicy.testing.random_policy.choosing import Choose
from ccpolicy.testing.random_policy.terms import Term
from ccpolicy.testing.random_policy.world import Scope

RATE = MONEY.times(MINUTES, -1)
"""Money per hour."""

DATES = ("2022-03-01", "2022-01-31", "2022-03-13", "2022-06-30", "2022-07-01", "2022-11-06", "2022-12-31", "2023-02-28", "2024-02-29")
"""Dates that are said: ends of months, leap days, nights in which clocks change."""

LITERALS: Mapping[Type, Sequence[str]] = {
    YES_NO: ("yes", "no"),
    NUMBER: ("1", "0", "2", "3", "5", "10", "12", "1.5", "0.25", "50%", "33.3%"),
    MONEY: ("$1", "$0", "$5", "$12.50", "$40", "$0.01", "$99.99", "$7"),
    MINUTES: ("1 hour", "30 minutes", "5 hours", "0 minutes", "8 hours", "2.5 hours"),
    DAYS: ("1 day", "5 days", "10 calendar days", "2 weeks", "0 days", "30 days"),
    MONTHS: ("1 month", "9 months", "2 years", "0 months", "13 years"),
    BUSINESS_DAYS: ("1 business day", "5 business days", "0 business days"),
    DATE: DATES,
    MONTH: tuple(f"month({day})" for day in DATES[:4]),
    TIME: ("06:00", "19:00", "5:30", "23:59", "00:00", "02:30"),
    MOMENT: ("2022-03-12 19:00", "2022-11-06 00:30", "2022-07-01 12:00"),
    TEXT: ('"north"', '"south side"', '"a, b"'),
    WEEKDAY: WEEKDAY.codes,
    RATE: ("$5 / 1 hour", "$12.50 / 1 hour", "$0.75 / 30 minutes"),
}
FRACTIONS = {"1.5", "0.25", "50%", "33.3%"}

EDGES: Mapping[Type, tuple[str, ...]] = {
    NUMBER: ("0", "3", "10", "50"), MONEY: ("$0", "$5", "$20.50", "$100"), MINUTES: ("0 hours", "2 hours", "5 hours", "9.5 hours"),
    DAYS: ("0 days", "3 days", "1 week", "30 days"), DATE: ("2021-01-01", "2022-02-28", "2022-12-31", "2024-02-29"),
    AGE: ("birth", "1 year", "30 months", "13 years"),
}  # fmt: skip
"""Points at which values are cut into bands, rising."""

TYPES: Mapping[Type, str] = {
    YES_NO: "yes_no", NUMBER: "count", MONEY: "money", MINUTES: "hours", DAYS: "days", MONTHS: "months", DATE: "date", MONTH: "month",
    TIME: "time", MOMENT: "moment", TEXT: "text", WEEKDAY: "weekday", RATE: "money per hour",
}  # fmt: skip
"""How each type is written where a value is declared."""


def literal(choose: Choose, type: Type) -> Term | None:
    """A plain value of a type; None where it has none."""
    options = type.codes if isinstance(type, Codes) else LITERALS.get(type, ())
    if not options:
        return None
    text = choose.pick(options)
    tight = 7 if type == RATE else 10
    return Term(text, type, tight, whole=text not in FRACTIONS and type != RATE)


def constant(choose: Choose, type: Type) -> str:
    """A plain value as a cell holds it, without a formula."""
    found = literal(choose, type)
    assert found is not None
    return found.text


def type_word(type: Type) -> str:
    """The name of a type."""
    return type.name if isinstance(type, Codes) and type != WEEKDAY else TYPES[type]


def leaf(scope: Scope, type: Type) -> Term | None:
    """A name or a plain value of a type."""
    found = scope.terms(type)
    value = None if scope.plain and type == TEXT else literal(scope.world.choose, type)
    if isinstance(type, Codes) and found:
        return scope.world.choose.pick(found)
    if found and (value is None or scope.world.choose.often(75)):
        return scope.world.choose.pick(found)
    return value
