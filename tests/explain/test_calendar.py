"""A month at a glance: one row per claim, one letter per day, and what the letters stand for."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from results import determination, line, reason

from ccpolicy.explain.calendar import Calendar, letters_for, to_calendar
from ccpolicy.model.policy import Options
from small import swimming


def calendar(*lines: Any, **more: Any) -> Calendar:
    return to_calendar(determination(lines=lines), swimming(**more))


def letters(*lines: Any) -> list[str]:
    """The row of each claim in each month."""
    return ["".join(cell.letter for cell in row.cells) for month in calendar(*lines).months for row in month.rows]


def test_each_day_shows_what_became_of_it() -> None:
    held, routed = reason("held"), reason("routed")
    assert letters(
        line("c1/2022-11-01"), line("c1/2022-11-02", "denied", reasons=[reason()]),
        line("c1/2022-11-04", "held", reasons=[held]), line("c1/2022-11-05", "routed", reasons=[routed]),
        line("c1/2022-11-30", "partly_paid", units={"lesson": 1}),
    ) == ["LD·HR" + "·" * 24 + "/"]


def test_a_month_is_as_long_as_it_is_and_each_month_stands_alone() -> None:
    found = calendar(line("c1/2024-02-29"), line("c1/2024-03-01"), line("c2/2024-03-01"))
    assert [(month.title, len(month.days), [row.claim for row in month.rows]) for month in found.months] == [
        ("February 2024", 29, ["c1"]), ("March 2024", 31, ["c1", "c2"]),
    ]


def test_weekdays_stand_over_the_days_and_weeks_begin_where_the_policy_says() -> None:
    month = calendar(line("c1/2022-11-01"), options=Options(week_starts="monday")).months[0]
    assert "".join(month.weekdays[:7]) == "TWTFSSM"
    starts = [day for day, begins in zip(month.days, month.starts_week, strict=True) if begins]
    assert starts == [date(2022, 11, day) for day in (7, 14, 21, 28)]
    sundays = calendar(line("c1/2022-11-01"), options=Options(week_starts="sunday")).months[0].starts_week
    assert [at + 1 for at, begins in enumerate(sundays) if begins] == [6, 13, 20, 27]


def test_several_lines_of_one_day_show_together() -> None:
    one = line("c1/2022-11-01")
    other = line("c1/2022-11-01", units={"towel": 1}, claimed={"towel": 1})
    refused = line("c1/2022-11-01", "denied", reasons=[reason()])
    held = line("c1/2022-11-01", "held", reasons=[reason("held")])
    assert letters(one, other)[0][0] == "+"
    assert letters(one, refused)[0][0] == "/"
    assert letters(held, refused)[0][0] == "D"


def test_a_day_says_in_words_what_its_letter_says() -> None:
    (row,) = calendar(line("c1/2022-11-01"), line("c1/2022-11-02", "denied", reasons=[reason()])).months[0].rows
    assert [cell.title for cell in row.cells[:3]] == [
        "2022-11-01: paid, 1 lesson", "2022-11-02: denied (Water too cold)", "2022-11-03: nothing claimed",
    ]


def test_the_legend_has_the_letters_that_occur_and_no_others() -> None:
    found = calendar(line("c1/2022-11-01"), line("c1/2022-11-02", "held", reasons=[reason("held")]))
    assert [(key.letter, key.text) for key in found.legend] == [
        ("L", "lesson"), ("H", "held"), ("·", "nothing claimed"),
    ]


def test_lines_without_a_date_have_no_calendar() -> None:
    assert calendar(line("c1/2022-11-01", keys={"course": "c1"})) == Calendar((), ())
    assert calendar() == Calendar((), ())


@pytest.mark.parametrize(
    ("labels", "expected"),
    [
        (["full day", "part day"], "FP"),
        (["full day", "fee"], "FE"),
        (["half day", "day"], "AY"),
        (["held back"], "B"),
        (["x", "x", "x"], "XAB"),
        (["–"], "A"),
    ],
)
def test_no_two_unit_types_and_no_refusal_share_a_letter(labels: list[str], expected: str) -> None:
    found = letters_for({f"unit{at}": label for at, label in enumerate(labels)}, "DHR")
    assert "".join(found.values()) == expected
