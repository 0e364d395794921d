"""Dates and times as people write them come to what records write, and back."""

from __future__ import annotations

from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ccpolicy.values.dates import FIRST_DATE, LAST_DATE, month_of
from ccpolicy.values.formats import DATES, MOMENTS, MONTHS, TIMES, example_of, plain, written


@pytest.mark.parametrize(
    ("text", "form", "expected"),
    [
        ("1/5/2026", "M/D/YYYY", "2026-01-05"),
        ("01/05/2026", "M/D/YYYY", "2026-01-05"),
        ("1/5/2026", "MM/DD/YYYY", "2026-01-05"),
        ("2026-01-05", "M/D/YYYY", "2026-01-05"),
        ("2/30/2026", "M/D/YYYY", "2026-02-30"),
        ("1/5/26", "M/D/YYYY", None),
        ("5.1.2026", "M/D/YYYY", None),
        ("1/2026", "M/YYYY", "2026-01"),
        ("2026-01", "MM/YYYY", "2026-01"),
        ("1/1/2026", "M/YYYY", None),
        ("12:00 AM", "h:mm AM", "00:00"),
        ("12:59 AM", "h:mm AM", "00:59"),
        ("1:00 AM", "h:mm AM", "01:00"),
        ("11:59 AM", "h:mm AM", "11:59"),
        ("12:00 PM", "h:mm AM", "12:00"),
        ("12:59 pm", "h:mm AM", "12:59"),
        ("1:00 p.m.", "h:mm AM", "13:00"),
        ("11:59PM", "h:mm AM", "23:59"),
        ("0:00 AM", "h:mm AM", None),
        ("13:00 PM", "h:mm AM", None),
        ("9:00", "h:mm AM", None),
        ("9:05", "HH:MM", "09:05"),
        ("24:00", "HH:MM", None),
        ("1/5/2026 9:05 PM", "M/D/YYYY h:mm AM", "2026-01-05T21:05"),
        ("1/5/2026", "M/D/YYYY h:mm AM", None),
        ("9:05 PM", "M/D/YYYY h:mm AM", None),
        ("٥/5/2026", "M/D/YYYY", None),
    ],
)
def test_a_text_in_a_format_means_what_records_write(text: str, form: str, expected: str | None) -> None:
    assert plain(text, form) == expected


@pytest.mark.parametrize("form", [*DATES, *MONTHS, *TIMES, *MOMENTS])
def test_the_example_of_a_format_is_written_in_it(form: str) -> None:
    assert plain(example_of(form), form) is not None


@given(st.dates(FIRST_DATE, LAST_DATE), st.times().map(lambda clock: time(clock.hour, clock.minute)))
def test_what_is_written_in_a_format_is_read_in_it(day: date, clock: time) -> None:
    assert all(plain(written(day, form), form) == str(day) for form in DATES)
    assert all(plain(written(month_of(day), form), form) == str(month_of(day)) for form in MONTHS)
    assert all(plain(written(clock, form), form) == f"{clock:%H:%M}" for form in TIMES)
