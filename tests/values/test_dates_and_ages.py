"""Dates, months, weeks, ages and business days, with every ambiguous choice an argument."""

from __future__ import annotations

import calendar
from datetime import date, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from ccpolicy.values.dates import (
    WEEKDAYS,
    Age,
    Month,
    add_business_days,
    add_months,
    add_to_month,
    anniversary,
    completed_months,
    month_end,
    month_of,
    month_start,
    read_date,
    read_month,
    week_start,
    year_start,
)

DATES = st.dates(date(1950, 1, 1), date(2100, 12, 31))
BIRTHDAYS = st.sampled_from(["march_1", "february_28"])
ARITHMETIC = st.sampled_from(["last_day", "next_first"])
MONTHS = st.integers(-400, 400)


def day(text: str) -> date:
    return date.fromisoformat(text)


# ------------------------------------------------------------------ reading


@pytest.mark.parametrize("text", ["1900-01-01", "2200-12-31", "2024-02-29", "2000-02-29", "2022-04-30"])
def test_an_iso_date_is_read(text: str) -> None:
    assert read_date(text) == day(text)


@pytest.mark.parametrize(
    "text",
    ["1899-12-31", "2201-01-01", "2023-02-29", "1900-02-29", "2022-04-31", "2022-13-01", "2022-00-01", "2022-01-00",
     "20220401", "2022-4-1", "22-04-01", "2022/04/01", " 2022-04-01", "2022-04-01\n", "2022-04-01T00:00", "2022-W01-1",
     "２０２２-04-01", "today", ""],
)  # fmt: skip
def test_anything_else_is_no_date(text: str) -> None:
    """The first eight are just outside what is read: the years, a leap year, a month's end, the months, the days."""
    assert read_date(text) is None


@given(st.dates(date(1900, 1, 1), date(2200, 12, 31)))
def test_a_date_and_its_month_are_read_back(some: date) -> None:
    assert read_date(some.isoformat()) == some
    assert read_month(str(month_of(some))) == month_of(some)


@pytest.mark.parametrize("text", ["1899-12", "2201-01", "2022-00", "2022-13", "2022-1", "202201", "2022-01-01", ""])
def test_anything_else_is_no_month(text: str) -> None:
    assert read_month(text) is None


# ------------------------------------------------------------------ months, weeks, years


@given(DATES)
def test_a_month_holds_its_dates(some: date) -> None:
    first, last = month_start(month_of(some)), month_end(month_of(some))
    assert first <= some <= last
    assert (last - first).days + 1 == calendar.monthrange(some.year, some.month)[1]
    assert month_of(first) == month_of(last) == month_of(some)
    assert month_of(last + timedelta(days=1)) == add_to_month(month_of(some), 1)


@given(st.builds(Month, st.integers(1950, 2100), st.integers(1, 12)), MONTHS, MONTHS)
def test_months_are_added_in_any_steps(month: Month, some: int, more: int) -> None:
    assert add_to_month(add_to_month(month, some), more) == add_to_month(month, some + more)
    assert add_to_month(month, 0) == month
    assert add_to_month(month, 12) == Month(month.year + 1, month.month)


@pytest.mark.parametrize(
    "start, months, last_day, next_first",
    [
        ("2022-01-30", 1, "2022-02-28", "2022-03-01"),
        ("2022-01-28", 1, "2022-02-28", "2022-02-28"),
        ("2024-01-30", 1, "2024-02-29", "2024-03-01"),
        ("2024-01-29", 1, "2024-02-29", "2024-02-29"),
        ("2022-03-31", -1, "2022-02-28", "2022-03-01"),
        ("2022-10-31", 1, "2022-11-30", "2022-12-01"),
        ("2022-11-30", 1, "2022-12-30", "2022-12-30"),
        ("2022-12-15", 1, "2023-01-15", "2023-01-15"),
        ("2024-02-29", 12, "2025-02-28", "2025-03-01"),
    ],
)
def test_a_day_that_a_month_lacks_goes_where_the_policy_says(
    start: str, months: int, last_day: str, next_first: str
) -> None:
    assert add_months(day(start), months, "last_day") == day(last_day)
    assert add_months(day(start), months, "next_first") == day(next_first)


@given(DATES, MONTHS, ARITHMETIC)
def test_adding_months_lands_in_the_month_or_on_the_first_day_after(some: date, months: int, arithmetic: str) -> None:
    landed = add_months(some, months, arithmetic)
    month = add_to_month(month_of(some), months)
    if landed.day == some.day:
        assert month_of(landed) == month
    elif arithmetic == "last_day":
        assert landed == month_end(month)
        assert landed.day < some.day
    else:
        assert landed == month_end(month) + timedelta(days=1)
        assert month_end(month).day < some.day


@given(DATES, DATES, MONTHS, ARITHMETIC)
def test_adding_months_keeps_order(left: date, right: date, months: int, arithmetic: str) -> None:
    low, high = sorted((left, right))
    assert add_months(low, months, arithmetic) <= add_months(high, months, arithmetic)


@given(DATES, st.sampled_from(WEEKDAYS))
def test_a_week_begins_on_the_weekday_named_and_holds_the_day(some: date, starts: str) -> None:
    first = week_start(some, starts)
    assert WEEKDAYS[first.weekday()] == starts
    assert 0 <= (some - first).days < 7
    assert week_start(first, starts) == first


def test_a_week_turns_at_midnight_before_its_first_day() -> None:
    assert week_start(day("2022-11-05"), "sunday") == day("2022-10-30")
    assert week_start(day("2022-11-06"), "sunday") == day("2022-11-06")


def test_a_year_turns_on_its_first_day() -> None:
    assert year_start(day("2022-06-30"), 7, 1) == day("2021-07-01")
    assert year_start(day("2022-07-01"), 7, 1) == day("2022-07-01")


@given(DATES, st.integers(1, 12), st.integers(1, 28))
def test_a_year_holds_its_days(some: date, month: int, first: int) -> None:
    start = year_start(some, month, first)
    assert (start.month, start.day) == (month, first)
    assert start <= some < date(start.year + 1, month, first)


# ------------------------------------------------------------------ ages


@pytest.mark.parametrize(
    "born, on, months",
    [
        ("2021-02-05", "2022-02-04", 11),
        ("2021-02-05", "2022-02-05", 12),
        ("2021-02-05", "2022-03-04", 12),
        ("2021-02-05", "2022-03-05", 13),
        ("2022-01-31", "2022-02-27", 0),
        ("2022-01-31", "2022-02-28", 1),
        ("2022-01-31", "2022-03-30", 1),
        ("2022-01-31", "2022-03-31", 2),
        ("2022-08-31", "2022-09-29", 0),
        ("2022-08-31", "2022-09-30", 1),
        ("2022-02-05", "2022-02-05", 0),
        ("2022-02-05", "2022-02-04", -1),
    ],
)
def test_a_month_is_completed_on_its_day_and_not_the_day_before(born: str, on: str, months: int) -> None:
    for leap_day in ("march_1", "february_28"):
        assert completed_months(Age(day(born), day(on)), leap_day) == months


@pytest.mark.parametrize(
    "on, march_1, february_28",
    [
        ("2021-02-27", 11, 11),
        ("2021-02-28", 11, 12),
        ("2021-03-01", 12, 12),
        ("2024-02-28", 47, 47),
        ("2024-02-29", 48, 48),
        ("2020-03-28", 0, 0),
        ("2020-03-29", 1, 1),
    ],
)
def test_a_leap_day_birthday_falls_where_the_policy_says(on: str, march_1: int, february_28: int) -> None:
    age = Age(day("2020-02-29"), day(on))
    assert (completed_months(age, "march_1"), completed_months(age, "february_28")) == (march_1, february_28)


@given(DATES, DATES, st.integers(0, 400), BIRTHDAYS)
def test_so_many_months_are_completed_exactly_from_their_anniversary_on(
    born: date, on: date, months: int, leap_day: str
) -> None:
    reached = anniversary(born, months, leap_day) <= on
    assert reached == (completed_months(Age(born, on), leap_day) >= months)


@given(DATES, st.integers(0, 400), BIRTHDAYS)
def test_every_month_has_one_anniversary_later_than_the_last(born: date, months: int, leap_day: str) -> None:
    this, following = anniversary(born, months, leap_day), anniversary(born, months + 1, leap_day)
    assert this < following
    assert completed_months(Age(born, this), leap_day) == months
    assert completed_months(Age(born, this - timedelta(days=1)), leap_day) == months - 1


@given(DATES, st.integers(0, 30), BIRTHDAYS)
def test_a_birthday_that_a_year_has_is_never_moved(born: date, years: int, leap_day: str) -> None:
    assume((born.month, born.day) != (2, 29))
    assert anniversary(born, 12 * years, leap_day) == born.replace(year=born.year + years)


# ------------------------------------------------------------------ business days




THANKSGIVING = frozenset({day("2022-11-24")})


def is_open(some: date) -> bool | None:
    """Weekdays of 2022 except Thanksgiving."""
    return None if some.year != 2022 else some.weekday() < 5 and some not in THANKSGIVING


@pytest.mark.parametrize(
    "start, count, end",
    [
        ("2022-11-18", 1, "2022-11-21"),
        ("2022-11-19", 1, "2022-11-21"),
        ("2022-11-23", 1, "2022-11-25"),
        ("2022-11-23", 2, "2022-11-28"),
        ("2022-11-23", 0, "2022-11-23"),
        ("2022-11-24", 0, "2022-11-24"),
        ("2022-11-25", -1, "2022-11-23"),
        ("2022-12-29", 1, "2022-12-30"),
        ("2022-12-29", 2, None),
        ("2022-01-03", -1, None),
    ],
)
def test_business_days_skip_what_is_closed_and_end_with_the_calendar(start: str, count: int, end: str | None) -> None:
    assert add_business_days(day(start), count, is_open) == (day(end) if end else None)


@given(st.dates(day("2022-02-01"), day("2022-11-30")), st.integers(1, 20))
def test_so_many_open_days_lie_between(start: date, count: int) -> None:
    end = add_business_days(start, count, is_open)
    assert end is not None
    assert is_open(end)
    between = [start + timedelta(days=at) for at in range(1, (end - start).days + 1)]
    assert sum(bool(is_open(some)) for some in between) == count
