"""Values in English words."""

from __future__ import annotations

from datetime import date, datetime, time
from fractions import Fraction
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from ccpolicy.values.absent import MISSING, unknown
from ccpolicy.values.dates import Age, Month
from ccpolicy.values.wording import joined, worded


@pytest.mark.parametrize(("value", "kind", "text"), [
    (123450, "money", "$1,234.50"),
    (0, "money", "$0.00"),
    (-5, "money", "-$0.05"),
    (Fraction(1, 2), "money", "$0.005"),
    (Fraction(500, 60), "money per minute", "$5.00 per hour"),
    (4000, "money per day", "$40.00 per day"),
    (date(2022, 11, 24), "date", "November 24, 2022"),
    (Month(2022, 11), "month", "November 2022"),
    (time(19, 5), "time", "7:05 PM"),
    (time(0, 0), "time", "12:00 AM"),
    (datetime(2022, 11, 24, 7, 5, tzinfo=ZoneInfo("UTC")), "moment", "November 24, 2022 7:05 AM"),
    (299, "hours", "4 hours 59 minutes"),
    (60, "hours", "1 hour"),
    (61, "hours", "1 hour 1 minute"),
    (0, "hours", "0 minutes"),
    (Fraction(15, 2), "hours", "7.5 minutes"),
    (1, "days", "1 day"),
    (10, "days", "10 days"),
    (1, "business days", "1 business day"),
    (27, "months", "2 years 3 months"),
    (11, "months", "11 months"),
    (2022, "number", "2022"),
    (Fraction(7, 4), "number", "1.75"),
    (Fraction(1, 3), "number", "0.3333"),
    (Age(date(2020, 8, 10), date(2022, 11, 9)), "age", "2 years 2 months"),
    (Age(date(2020, 8, 10), date(2022, 11, 10)), "age", "2 years 3 months"),
    (Age(date(2022, 11, 1), date(2022, 11, 10)), "age", "9 days"),
    (True, "yes_no", "yes"),
    (False, "yes_no", "no"),
    ("saturday", "weekday", "Saturday"),
    ("Ann", "text", "Ann"),
    (MISSING, "money", "none"),
    (unknown("field", "x"), "money", "unknown"),
    (("a", "b", "c"), "list of text", "a, b and c"),
    ((date(2022, 11, 1), date(2022, 11, 2)), "list of text", "November 1, 2022 and November 2, 2022"),
    ((), "list of text", "none"),
])
def test_a_value_reads_as_people_write_it(value: Any, kind: str, text: str) -> None:
    assert worded(value, kind) == text


def test_a_code_reads_as_its_label() -> None:
    assert worded("43", "attendance_code", label={"43": "holiday"}.__getitem__) == "holiday"


def test_a_leap_day_birthday_is_counted_as_declared() -> None:
    age = Age(date(2020, 2, 29), date(2022, 2, 28))
    assert worded(age, "age", leap_day_birthday="march_1") == "1 year 11 months"
    assert worded(age, "age", leap_day_birthday="february_28") == "2 years"


def test_lists_end_with_and() -> None:
    assert [joined(parts) for parts in ([], ["a"], ["a", "b"], ["a", "b", "c"])] == ["none", "a", "a and b", "a, b and c"]
