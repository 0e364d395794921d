"""Periods include both their ends; what parts leave uncovered is told exactly."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ccpolicy.values.period import ALWAYS, Period, gaps

BASE = date(2022, 1, 1)
FAR = 30
DAYS = [BASE + timedelta(days=at) for at in range(-FAR, FAR + 1)]
"""All days looked at; no period of the tests has an end outside the middle of them."""

ENDS = st.one_of(st.none(), st.integers(-20, 20).map(lambda at: BASE + timedelta(days=at)))
PERIODS = st.builds(Period, ENDS, ENDS).filter(lambda period: not period.is_empty)


def days(period: Period | None) -> set[date]:
    return {day for day in DAYS if day in period} if period else set()


@pytest.mark.parametrize(
    "day, inside",
    [(date(2022, 6, 30), False), (date(2022, 7, 1), True), (date(2022, 7, 31), True), (date(2022, 8, 1), False)],
)
def test_both_ends_belong_to_a_period(day: date, inside: bool) -> None:
    assert (day in Period(date(2022, 7, 1), date(2022, 7, 31))) is inside


def test_an_open_end_has_no_limit() -> None:
    assert date.min in ALWAYS
    assert date.max in ALWAYS
    assert date.max in Period(BASE, None)
    assert date.min in Period(None, BASE)


@pytest.mark.parametrize("end, empty", [(date(2021, 12, 31), True), (date(2022, 1, 1), False)])
def test_a_period_of_one_day_is_not_empty(end: date, empty: bool) -> None:
    assert Period(BASE, end).is_empty is empty


@pytest.mark.parametrize(
    "period, text",
    [
        (ALWAYS, "always"),
        (Period(BASE), "from 2022-01-01"),
        (Period(None, BASE), "through 2022-01-01"),
        (Period(BASE, BASE), "2022-01-01 through 2022-01-01"),
    ],
)
def test_a_period_is_written_as_policies_write_it(period: Period, text: str) -> None:
    assert str(period) == text


@given(PERIODS, PERIODS)
def test_an_overlap_is_the_days_in_both(left: Period, right: Period) -> None:
    both = left.overlap(right)
    assert days(both) == days(left) & days(right)
    assert (both is None) == (not days(left) & days(right))
    assert both == right.overlap(left)


@given(PERIODS, st.lists(PERIODS, max_size=6))
def test_gaps_are_the_days_no_part_covers(within: Period, parts: list[Period]) -> None:
    found = gaps(within, parts)
    covered = set[date]().union(*map(days, parts))
    assert set[date]().union(*map(days, found)) == days(within) - covered
    assert not any(gap.is_empty for gap in found)


@given(PERIODS, st.lists(PERIODS, max_size=6))
def test_gaps_stand_apart_and_in_order(within: Period, parts: list[Period]) -> None:
    found = gaps(within, parts)
    for earlier, later in zip(found, found[1:], strict=False):
        assert earlier.end is not None
        assert later.start is not None
        assert earlier.end + timedelta(days=1) < later.start


@given(PERIODS, st.lists(PERIODS, max_size=6))
def test_with_its_gaps_the_whole_is_covered(within: Period, parts: list[Period]) -> None:
    assert gaps(within, [*parts, *gaps(within, parts)]) == ()


@given(PERIODS, st.permutations([Period(BASE, BASE), Period(BASE + timedelta(days=2)), Period(None, date(2021, 12, 30))]))
def test_the_order_of_the_parts_does_not_matter(within: Period, parts: list[Period]) -> None:
    assert gaps(within, parts) == gaps(within, sorted(parts, key=str))
