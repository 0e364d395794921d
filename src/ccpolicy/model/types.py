"""Types of values. A type says what a value may be compared and combined with; that it may be missing is said beside it."""

from __future__ import annotations

from attrs import field, frozen


@frozen
class Type:
    """Base of all types."""


@frozen
class Quantity(Type):
    """A number with dimensions: `{}` a plain number, money^1 money, money^1 minute^-1 money per time.

    Dimensions in use: money (cents), minute, day, month, business_day.
    """

    dims: tuple[tuple[str, int], ...] = ()

    def __str__(self) -> str:
        if self in _NAMED:
            return _NAMED[self]
        over = [f"{d}" for d, p in self.dims for _ in range(p)]
        under = [f"{d}" for d, p in self.dims for _ in range(-p)]
        return " ".join(over or ["number"]) + "".join(f" per {d}" for d in under)

    def times(self, other: Quantity, power: int = 1) -> Quantity:
        dims = dict(self.dims)
        for name, exponent in other.dims:
            dims[name] = dims.get(name, 0) + power * exponent
        return Quantity(tuple(sorted((n, p) for n, p in dims.items() if p)))


NUMBER = Quantity()
MONEY = Quantity((("money", 1),))
MINUTES = Quantity((("minute", 1),))
DAYS = Quantity((("day", 1),))
MONTHS = Quantity((("month", 1),))
BUSINESS_DAYS = Quantity((("business_day", 1),))
_NAMED = {
    NUMBER: "number",
    MONEY: "money",
    MINUTES: "hours",
    DAYS: "days",
    MONTHS: "months",
    BUSINESS_DAYS: "business days",
}


@frozen
class Simple(Type):
    """A type that is only its name."""

    name: str

    def __str__(self) -> str:
        return self.name


YES_NO = Simple("yes_no")
TEXT = Simple("text")
DATE = Simple("date")
MONTH = Simple("month")
TIME = Simple("time")
MOMENT = Simple("moment")
AGE = Simple("age")


@frozen
class Codes(Type):
    """One of a closed list. Lists are the same when their names are; a list made in place is named by its codes."""

    name: str
    codes: tuple[str, ...] = field(eq=False, default=())

    def __str__(self) -> str:
        return self.name


@frozen
class RowOf(Type):
    """A row of a grain."""

    grain: str

    def __str__(self) -> str:
        return self.grain


@frozen
class ListOf(Type):
    """Several values, as `list(…)` gives them; only for texts."""

    of: Type

    def __str__(self) -> str:
        return f"list of {self.of}"


WEEKDAY = Codes("weekday", ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"))

SIMPLE_TYPES: dict[str, Type] = {
    "yes_no": YES_NO,
    "text": TEXT,
    "date": DATE,
    "month": MONTH,
    "time": TIME,
    "moment": MOMENT,
    "number": NUMBER,
    "count": NUMBER,
    "percent": NUMBER,
    "money": MONEY,
    "hours": MINUTES,
    "minutes": MINUTES,
    "days": DAYS,
    "months": MONTHS,
    "weekday": WEEKDAY,
}
"""The types a policy names; `count` is a number that must be whole where records give it."""

PER_TYPES: dict[str, Quantity] = {"hour": MINUTES, "minute": MINUTES, "day": DAYS, "month": MONTHS}
"""What may follow `per` in a type: `money per hour`."""
