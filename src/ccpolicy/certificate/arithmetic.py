"""What the second opinion does with values that are there: the operators of chapter 3, each from its definition."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from fractions import Fraction
from functools import partial
from typing import Any

from ccpolicy.model.policy import Policy
from ccpolicy.values import clock, dates
from ccpolicy.values.absent import MISSING, Unknown
from ccpolicy.values.numbers import exact, round_to
from ccpolicy.values.order import comparable

UNKNOWN = Unknown()
DAY = timedelta(days=1)


def compare(policy: Policy, left: Any, right: Any) -> int:
    """Below, at or above nought as the left is less, the same or more; an age and months by birthdays (6.9)."""
    if isinstance(right, dates.Age) and not isinstance(left, dates.Age):
        return -compare(policy, right, left)
    if isinstance(left, dates.Age) and not isinstance(right, dates.Age):
        return (left.on - dates.anniversary(left.born, int(right), policy.options.leap_day_birthday)).days
    low, high = comparable(left), comparable(right)
    return 0 if low == high else -1 if low < high else 1


def first_day(value: Any) -> date:
    """The date that a month, a moment or a date begins with."""
    if isinstance(value, dates.Month):
        return dates.month_start(value)
    day: date = value.date() if isinstance(value, datetime) else value
    return day


def _is_open(policy: Policy, calendar: str, day: date) -> bool | None:
    known = policy.calendars[calendar]
    is_open = dates.WEEKDAYS[day.weekday()] not in known.weekend and day not in known.closed
    return is_open if day in known.covers else None


def _business_day(policy: Policy, day: date, calendar: str) -> Any:
    found = _is_open(policy, calendar, day)
    return UNKNOWN if found is None else found


def _business_days_later(policy: Policy, day: date, count: Any, calendar: str) -> Any:
    return dates.add_business_days(day, int(count), partial(_is_open, policy, calendar)) or UNKNOWN


def _moved(move: Callable[[Policy, Any, Any], Any]) -> Callable[[Policy, Any, Any], Any]:
    """18.2: there is no date outside the years there are."""

    def to(policy: Policy, start: Any, by: Any) -> Any:
        try:
            found = move(policy, start, by)
        except (OverflowError, ValueError):
            return UNKNOWN
        return found if dates.FIRST_DATE.year <= found.year <= dates.LAST_DATE.year else UNKNOWN

    return to


def _moment(policy: Policy, day: date, at: time) -> Any:
    found = clock.local_moment(day, at, policy.options.timezone)
    return UNKNOWN if isinstance(found, clock.ClockFault) else found


def _elapsed(_: Policy, start: Any, end: Any) -> int:
    if isinstance(start, datetime):
        return clock.elapsed_minutes(start, end)
    return int((end.hour - start.hour) * 60 + end.minute - start.minute)


def _overlap(_: Policy, start: Any, end: Any, opens: time, closes: time) -> int:
    within = clock.overlap_minutes if isinstance(start, datetime) else clock.overlap_clock_minutes
    return within(start, end, opens, closes)


COMPARISONS: dict[str, Callable[[int], bool]] = {
    "eq": lambda apart: apart == 0,
    "ne": lambda apart: apart != 0,
    "lt": lambda apart: apart < 0,
    "le": lambda apart: apart <= 0,
    "gt": lambda apart: apart > 0,
    "ge": lambda apart: apart >= 0,
}
OPERATIONS: dict[str, Callable[..., Any]] = {
    "add": lambda _, a, b: exact(a + b),
    "subtract": lambda _, a, b: exact(a - b),
    "multiply": lambda _, a, b: exact(a * b),
    "divide": lambda _, a, b: exact(Fraction(a) / Fraction(b)) if b else MISSING,
    "negate": lambda _, a: -a,
    "power": lambda _, a, n: exact(Fraction(a) ** int(n)) if a or n >= 0 else MISSING,
    "round": lambda _, a, step, how: round_to(a, step, how),
    "min": lambda _, *values: min(values, key=comparable),
    "max": lambda _, *values: max(values, key=comparable),
    "date_plus_days": _moved(lambda _, d, n: d + int(n) * DAY),
    "date_plus_months": _moved(lambda p, d, n: dates.add_months(d, int(n), p.options.month_arithmetic)),
    "date_plus_business_days": _business_days_later,
    "month_plus_months": _moved(lambda _, m, n: dates.add_to_month(m, int(n))),
    "moment_plus_minutes": _moved(lambda _, m, n: clock.minutes_later(m, int(n))),
    "days_between": lambda _, a, b: (a - b).days,
    "months_between": lambda _, a, b: (a.year - b.year) * 12 + a.month - b.month,
    "minutes_between": lambda _, a, b: clock.elapsed_minutes(b, a),
    "elapsed": _elapsed,
    "overlap": _overlap,
    "moment": _moment,
    "date_of": lambda _, m: m.date(),
    "time_of": lambda _, m: m.time().replace(second=0, microsecond=0),
    "month_of": lambda _, d: dates.month_of(d),
    "month_start": lambda _, m: dates.month_start(m),
    "month_end": lambda _, m: dates.month_end(m),
    "days_in": lambda _, m: dates.month_end(m).day,
    "week_start": lambda p, d: dates.week_start(d, p.options.week_starts),
    "week_end": lambda p, d: dates.week_start(d, p.options.week_starts) + 6 * DAY,
    "weekday": lambda _, d: dates.WEEKDAYS[d.weekday()],
    "day_of_month": lambda _, d: d.day,
    "month_number": lambda _, d: d.month,
    "year_of": lambda _, d: d.year,
    "calendar_year": lambda _, d: d.year,
    "is_business_day": _business_day,
    "age": lambda _, born, on: dates.Age(born, on),
    "months_old": lambda p, age: dates.completed_months(age, p.options.leap_day_birthday),
    "years_old": lambda p, age: dates.completed_months(age, p.options.leap_day_birthday) // 12,
}
