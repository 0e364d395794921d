"""Clock times and moments: what a clock change skips or repeats is told, and time that passed is time that passed."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ccpolicy.values.clock import (
    ClockFault,
    elapsed_minutes,
    is_zone,
    local_moment,
    overlap_clock_minutes,
    overlap_minutes,
    read_moment,
    read_time,
)

NEW_YORK = "America/New_York"
EASTERN = ZoneInfo(NEW_YORK)
UTC = timezone.utc  # noqa: UP017

SPRING, AUTUMN = date(2022, 3, 13), date(2022, 11, 6)
"""The nights on which the clocks of New York jump from 2:00 to 3:00, and from 2:00 back to 1:00."""


def at(text: str) -> datetime:
    """A moment of New York written with its offset."""
    return datetime.fromisoformat(text).astimezone(EASTERN)


# ------------------------------------------------------------------ reading


@pytest.mark.parametrize(
    "text, clock",
    [("0:00", time(0)), ("7:05", time(7, 5)), ("07:05", time(7, 5)), ("19:00", time(19)), ("23:59", time(23, 59))],
)
def test_a_clock_time_is_read(text: str, clock: time) -> None:
    assert read_time(text) == clock


@pytest.mark.parametrize("text", ["24:00", "29:00", "7:60", "7", "7:5", "7:05:00", "7:05 AM", "-1:00", " 7:05", "７:05", ""])
def test_anything_else_is_no_clock_time(text: str) -> None:
    assert read_time(text) is None


@pytest.mark.parametrize(
    "text, utc",
    [
        ("2022-11-24T08:00", "2022-11-24T13:00+00:00"),
        ("2022-11-24 08:00", "2022-11-24T13:00+00:00"),
        ("2022-11-24T08:00:30", "2022-11-24T13:00:30+00:00"),
        ("2022-07-04T08:00", "2022-07-04T12:00+00:00"),
        ("2022-11-24T08:00-05:00", "2022-11-24T13:00+00:00"),
        ("2022-11-24T08:00-06:00", "2022-11-24T14:00+00:00"),
        ("2022-11-24T08:00Z", "2022-11-24T08:00+00:00"),
        ("2022-03-13T01:59", "2022-03-13T06:59+00:00"),
        ("2022-03-13T03:00", "2022-03-13T07:00+00:00"),
        ("2022-11-06T00:59", "2022-11-06T04:59+00:00"),
        ("2022-11-06T02:00", "2022-11-06T07:00+00:00"),
        ("2022-11-06T01:30-04:00", "2022-11-06T05:30+00:00"),
        ("2022-11-06T01:30-05:00", "2022-11-06T06:30+00:00"),
    ],
)
def test_a_moment_is_read_in_the_zone_unless_it_has_an_offset(text: str, utc: str) -> None:
    read = read_moment(text, NEW_YORK)
    assert isinstance(read, datetime)
    assert read.astimezone(UTC) == datetime.fromisoformat(utc)
    assert read.tzinfo is EASTERN


@pytest.mark.parametrize(
    "text, fault",
    [
        ("2022-03-13T02:00", ClockFault.SKIPPED),
        ("2022-03-13T02:59", ClockFault.SKIPPED),
        ("2022-11-06T01:00", ClockFault.REPEATED),
        ("2022-11-06T01:59", ClockFault.REPEATED),
        ("2022-02-30T08:00", ClockFault.UNREADABLE),
        ("2022-11-24T24:00", ClockFault.UNREADABLE),
        ("2022-11-24T08:60", ClockFault.UNREADABLE),
        ("2022-11-24", ClockFault.UNREADABLE),
        ("08:00", ClockFault.UNREADABLE),
        ("2022-11-24T8:00", ClockFault.UNREADABLE),
        ("2022-11-24T08:00+0500", ClockFault.UNREADABLE),
        ("2022-11-24T08:00:00.5", ClockFault.UNREADABLE),
        ("1899-12-31T08:00", ClockFault.UNREADABLE),
        ("now", ClockFault.UNREADABLE),
        ("", ClockFault.UNREADABLE),
    ],
)
def test_a_time_that_is_no_single_moment_says_why(text: str, fault: ClockFault) -> None:
    """Nothing is repaired: the first four stand at both ends of what a clock change skips and repeats."""
    assert read_moment(text, NEW_YORK) is fault


@given(st.datetimes(datetime(1990, 1, 1), datetime(2037, 12, 31)))
@example(datetime(2022, 3, 13, 2, 30))
@example(datetime(2022, 11, 6, 1, 30))
def test_a_local_time_is_a_moment_exactly_where_both_folds_agree(naive: datetime) -> None:
    """The standard library's second opinion: a time is single if either fold gives the same offset."""
    naive = naive.replace(second=0, microsecond=0)
    first, second = (naive.replace(tzinfo=EASTERN, fold=fold) for fold in (0, 1))
    found = local_moment(naive.date(), naive.time(), NEW_YORK)
    if first.utcoffset() == second.utcoffset():
        assert found == first
    else:
        there = first.astimezone(UTC).astimezone(EASTERN).replace(tzinfo=None) == naive
        assert found is (ClockFault.REPEATED if there else ClockFault.SKIPPED)


@pytest.mark.parametrize("name, known", [(NEW_YORK, True), ("UTC", True), ("Mars/Olympus", False), ("", False), ("../x", False)])
def test_a_zone_is_one_of_the_published_names(name: str, known: bool) -> None:
    assert is_zone(name) is known


# ------------------------------------------------------------------ time that passed


@pytest.mark.parametrize(
    "start, end, minutes",
    [
        ("2022-11-24T08:00-05:00", "2022-11-24T12:59-05:00", 299),
        ("2022-11-24T08:00-05:00", "2022-11-24T13:00-05:00", 300),
        ("2022-11-24T08:00-05:00", "2022-11-24T08:00:59-05:00", 0),
        ("2022-11-24T08:00-05:00", "2022-11-24T08:01:00-05:00", 1),
        ("2022-03-12T22:00-05:00", "2022-03-13T06:00-04:00", 7 * 60),
        ("2022-11-05T22:00-04:00", "2022-11-06T06:00-05:00", 9 * 60),
        ("2022-11-06T01:30-04:00", "2022-11-06T01:30-05:00", 60),
        ("2022-11-24T12:00-05:00", "2022-11-24T08:00-05:00", -240),
    ],
)
def test_minutes_are_those_that_passed(start: str, end: str, minutes: int) -> None:
    assert elapsed_minutes(at(start), at(end)) == minutes


MOMENTS = st.integers(0, 72 * 60)
NIGHTS = st.sampled_from([datetime(2022, month, day, 5, tzinfo=UTC) for month, day in ((3, 12), (11, 5), (7, 1))])
CLOCKS = st.integers(0, 24 * 60 - 1).map(lambda minutes: time(minutes // 60, minutes % 60))
EDGES = st.integers(0, 47).filter(lambda half: half not in range(2, 7)).map(lambda half: time(half // 2, half % 2 * 30))
"""Half hours outside the hours a clock change touches."""


@given(NIGHTS, MOMENTS, MOMENTS)
def test_minutes_that_passed_agree_with_universal_time(base: datetime, one: int, other: int) -> None:
    start, end = (base + timedelta(minutes=minutes) for minutes in (one, other))
    assert elapsed_minutes(start.astimezone(EASTERN), end.astimezone(EASTERN)) == other - one


@given(NIGHTS, MOMENTS, MOMENTS, EDGES, EDGES)
def test_minutes_in_a_daily_window_are_those_on_whose_clock_the_window_is_open(
    base: datetime, one: int, other: int, opens: time, closes: time
) -> None:
    """Second opinion: look at the clock on every single minute."""
    low, high = sorted((one, other))
    start, end = ((base + timedelta(minutes=minutes)).astimezone(EASTERN) for minutes in (low, high))

    def open_at(minute: int) -> bool:
        clock = (base + timedelta(minutes=minute)).astimezone(EASTERN).time()
        return opens <= clock < closes if opens < closes else clock >= opens or clock < closes

    assert overlap_minutes(start, end, opens, closes) == sum(open_at(minute) for minute in range(low, high))


@given(NIGHTS, MOMENTS, MOMENTS, CLOCKS, CLOCKS)
@example(datetime(2022, 11, 6, 0, tzinfo=UTC), 390, 480, time(1, 45), time(5))
def test_no_more_minutes_are_in_a_window_than_passed(
    base: datetime, one: int, other: int, opens: time, closes: time
) -> None:
    """Also where the window opens or closes in the hour that a clock change repeats or skips."""
    low, high = sorted((one, other))
    start, end = ((base + timedelta(minutes=minutes)).astimezone(EASTERN) for minutes in (low, high))
    assert 0 <= overlap_minutes(start, end, opens, closes) <= high - low


@pytest.mark.parametrize(
    "start, end, minutes",
    [
        ("2022-11-24T18:00-05:00", "2022-11-24T19:00-05:00", 0),
        ("2022-11-24T18:00-05:00", "2022-11-24T19:01-05:00", 1),
        ("2022-11-25T04:59-05:00", "2022-11-25T08:00-05:00", 1),
        ("2022-11-25T05:00-05:00", "2022-11-25T08:00-05:00", 0),
        ("2022-11-24T18:00-05:00", "2022-11-25T08:00-05:00", 600),
        ("2022-03-12T18:00-05:00", "2022-03-13T08:00-04:00", 540),
        ("2022-11-05T18:00-04:00", "2022-11-06T08:00-05:00", 660),
        ("2022-11-24T00:00-05:00", "2022-11-26T00:00-05:00", 1_200),
    ],
)
def test_a_window_may_run_over_midnight(start: str, end: str, minutes: int) -> None:
    """The window is 19:00 to 5:00; two of the nights have a clock change in them."""
    assert overlap_minutes(at(start), at(end), time(19), time(5)) == minutes


@pytest.mark.parametrize(
    "start, end, minutes",
    [
        (time(18), time(19), 0),
        (time(18), time(19, 1), 1),
        (time(18), time(8), 600),
        (time(4, 59), time(8), 1),
        (time(5), time(8), 0),
        (time(20), time(20), 600),
        (time(0), time(5), 300),
    ],
)
def test_clock_times_alone_are_of_one_evening_or_day(start: time, end: time, minutes: int) -> None:
    assert overlap_clock_minutes(start, end, time(19), time(5)) == minutes


@given(CLOCKS, CLOCKS, CLOCKS, CLOCKS)
def test_clock_times_agree_with_moments_on_a_day_without_a_change(
    start: time, end: time, opens: time, closes: time
) -> None:
    first = datetime.combine(date(2022, 7, 1), start, tzinfo=EASTERN)
    last = datetime.combine(date(2022, 7, 1 + (end <= start)), end, tzinfo=EASTERN)
    assert overlap_clock_minutes(start, end, opens, closes) == overlap_minutes(first, last, opens, closes)
