"""What each operator and function does to values that are there; `evaluate` deals with the absent ones.

Every function is total on the values its checked types allow, except division by zero, which is missing. Functions
that need a declared choice (month ends, leap-day birthdays, week starts, calendars) take it from `Choices`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from fractions import Fraction
from typing import Any

from attrs import field, frozen

from ccpolicy.model.policy import Calendar, Options
from ccpolicy.values.absent import MISSING, unknown
from ccpolicy.values.clock import (
    ClockFault,
    elapsed_minutes,
    local_moment,
    minutes_later,
    overlap_clock_minutes,
    overlap_minutes,
)
from ccpolicy.values.dates import (
    WEEKDAYS,
    Age,
    add_business_days,
    add_months,
    add_to_month,
    anniversary,
    completed_months,
    in_range,
    month_end,
    month_of,
    month_start,
    week_start,
)
from ccpolicy.values.numbers import exact, round_to
from ccpolicy.values.order import OTHERWISE, comparable


@frozen
class Choices:
    """The declared choices a policy makes, as the operators need them."""

    options: Options = Options()
    calendars: Mapping[str, Calendar] = field(factory=dict)

    def is_open(self, calendar: str, day: date) -> bool | None:
        """Whether a day is a business day; None outside what the calendar covers."""
        known = self.calendars[calendar]
        if day not in known.covers:
            return None
        return WEEKDAYS[day.weekday()] not in known.weekend and day not in known.closed


Operator = Callable[..., Any]
"""Takes `Choices` first, then the values."""


def _compare(test: Callable[[Any, Any], bool]) -> Operator:
    def compare(choices: Choices, left: Any, right: Any) -> bool:
        if not isinstance(left, OTHERWISE) and not isinstance(right, OTHERWISE):
            return test(left, right)
        if isinstance(left, Age) and not isinstance(right, Age):
            reached = anniversary(left.born, int(right), choices.options.leap_day_birthday)
            return test(left.on.toordinal() - reached.toordinal(), 0)
        if isinstance(right, Age) and not isinstance(left, Age):
            reached = anniversary(right.born, int(left), choices.options.leap_day_birthday)
            return test(0, right.on.toordinal() - reached.toordinal())
        return test(comparable(left), comparable(right))

    return compare


def _divide(_: Choices, left: Any, right: Any) -> Any:
    return MISSING if right == 0 else exact(Fraction(left) / Fraction(right))


def _overlap(_: Choices, start: Any, end: Any, opens: time, closes: time) -> int:
    if isinstance(start, datetime):
        return overlap_minutes(start, end, opens, closes)
    return overlap_clock_minutes(start, end, opens, closes)


def _elapsed(_: Choices, start: Any, end: Any) -> int:
    if isinstance(start, datetime):
        return elapsed_minutes(start, end)
    return int((end.hour * 60 + end.minute) - (start.hour * 60 + start.minute))


def _moment(choices: Choices, day: date, clock: time) -> Any:
    found = local_moment(day, clock, choices.options.timezone)
    if isinstance(found, ClockFault):
        return unknown(
            "field", "which moment {day} {clock} is: the clock changes then ({how})", day=day, clock=f"{clock:%H:%M}",
            how=found.value,
        )
    return found


def _business(choices: Choices, day: date, count: int, calendar: str) -> Any:
    found = add_business_days(day, int(count), lambda d: choices.is_open(calendar, d))
    return unknown("not_covered", "calendar {calendar} from {day}", calendar=calendar, day=day) if found is None else found


def _is_business_day(choices: Choices, day: date, calendar: str) -> Any:
    opened = choices.is_open(calendar, day)
    return unknown("not_covered", "calendar {calendar} on {day}", calendar=calendar, day=day) if opened is None else opened


def _least(_: Choices, *values: Any) -> Any:
    return min(values, key=comparable)


def _most(_: Choices, *values: Any) -> Any:
    return max(values, key=comparable)


def _dated(move: Callable[[Choices, Any, Any], Any]) -> Operator:
    """Moves a date, moment or month; one that leaves the years there are is not known."""

    def moved(choices: Choices, start: Any, by: Any) -> Any:
        try:
            found = move(choices, start, by)
        except (OverflowError, ValueError):
            found = None
        if found is not None and in_range(found):
            return found
        return unknown("not_covered", "a date so far from {day}", day=start)

    return moved


OPERATORS: dict[str, Operator] = {
    "add": lambda _, a, b: exact(a + b),
    "subtract": lambda _, a, b: exact(a - b),
    "multiply": lambda _, a, b: exact(a * b),
    "divide": _divide,
    "negate": lambda _, a: -a,
    "power": lambda _, a, n: exact(Fraction(a) ** int(n)) if n >= 0 or a != 0 else MISSING,
    "round": lambda _, a, step, how: round_to(a, step, how),
    "min": _least,
    "max": _most,
    "eq": _compare(lambda a, b: a == b),
    "ne": _compare(lambda a, b: a != b),
    "lt": _compare(lambda a, b: a < b),
    "le": _compare(lambda a, b: a <= b),
    "gt": _compare(lambda a, b: a > b),
    "ge": _compare(lambda a, b: a >= b),
    "date_plus_days": _dated(lambda _, d, n: d + timedelta(days=int(n))),
    "date_plus_months": _dated(lambda c, d, n: add_months(d, int(n), c.options.month_arithmetic)),
    "date_plus_business_days": _business,
    "month_plus_months": _dated(lambda _, m, n: add_to_month(m, int(n))),
    "moment_plus_minutes": _dated(lambda _, m, n: minutes_later(m, int(n))),
    "days_between": lambda _, a, b: (a - b).days,
    "months_between": lambda _, a, b: (a.year - b.year) * 12 + a.month - b.month,
    "minutes_between": lambda _, a, b: elapsed_minutes(b, a),
    "elapsed": _elapsed,
    "overlap": _overlap,
    "moment": _moment,
    "date_of": lambda _, m: m.date(),
    "time_of": lambda _, m: m.time().replace(second=0, microsecond=0),
    "month_of": lambda _, d: month_of(d),
    "month_start": lambda _, m: month_start(m),
    "month_end": lambda _, m: month_end(m),
    "days_in": lambda _, m: month_end(m).day,
    "week_start": lambda c, d: week_start(d, c.options.week_starts),
    "week_end": lambda c, d: week_start(d, c.options.week_starts) + timedelta(days=6),
    "weekday": lambda _, d: WEEKDAYS[d.weekday()],
    "day_of_month": lambda _, d: d.day,
    "year_of": lambda _, d: d.year,
    "month_number": lambda _, d: d.month,
    "calendar_year": lambda _, d: d.year,
    "is_business_day": _is_business_day,
    "age": lambda _, born, on: Age(born, on),
    "months_old": lambda c, age: completed_months(age, c.options.leap_day_birthday),
    "years_old": lambda c, age: completed_months(age, c.options.leap_day_birthday) // 12,
}
"""Operators whose result is missing when an operand is, and unknown when one is unknown.

Comparisons (`COMPARISONS`) differ: with a missing operand they are no."""

COMPARISONS = frozenset({"eq", "ne", "lt", "le", "gt", "ge"})
"""With a missing operand the answer is no, even if the other is unknown."""

CONTROL = frozenset({"and", "or", "not", "if", "otherwise", "is_missing", "in"})
"""Operators that look at absent operands themselves; `evaluate` defines them."""
