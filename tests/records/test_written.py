"""A value is written as records write it: read again, it is the same value."""

from __future__ import annotations

from typing import Any

import pytest

from ccpolicy.model.policy import Field
from ccpolicy.model.types import BUSINESS_DAYS, DATE, DAYS, MINUTES, MOMENT, MONEY, MONTH, NUMBER, TEXT, TIME, YES_NO
from ccpolicy.records.fields import Reading, reader_for
from ccpolicy.records.written import written
from forms import forms

PER_HOUR = MONEY.times(MINUTES, -1)


@pytest.mark.parametrize(
    ("kind", "named", "whole", "raw", "told"),
    [
        (MONEY, "money", True, "40", "40.00"),
        (MONEY, "money", True, "-0.05", "-0.05"),
        (NUMBER, "number", False, "2.5", "2.5"),
        (NUMBER, "number", False, "0.000000001", "0.000000001"),
        (NUMBER, "count", True, "7", "7"),
        (NUMBER, "percent", False, "50%", "50%"),
        (NUMBER, "percent", False, "33.333333333%", "33.333333333%"),
        (NUMBER, "percent", False, "150%", "150%"),
        (MINUTES, "hours", True, "1.75", "1:45"),
        (MINUTES, "hours", True, "0:07", "0:07"),
        (MINUTES, "hours", True, "9999:59", "9999:59"),
        (MINUTES, "hours", True, "10000", "10000"),
        (MINUTES, "hours", True, "-0.1", "-0.1"),
        (MINUTES, "minutes", True, "105", "105"),
        (DAYS, "days", True, "3", "3"),
        (BUSINESS_DAYS, "business days", True, "3", "3"),
        (PER_HOUR, "money per hour", False, "5.25", "5.25"),
        (TEXT, "text", True, " a ", " a "),
        (YES_NO, "yes_no", True, "true", "yes"),
        (DATE, "date", True, "2022-11-24", "2022-11-24"),
        (MONTH, "month", True, "2022-11", "2022-11"),
        (TIME, "time", True, "7:05", "07:05"),
        (MOMENT, "moment", True, "2022-11-06T01:30-05:00", "2022-11-06T01:30-05:00"),
        (MOMENT, "moment", True, "2022-11-07T08:00:30", "2022-11-07T08:00:30-05:00"),
    ],
)
def test_a_written_value_reads_as_itself(kind: Any, named: str, whole: bool, raw: str, told: str) -> None:
    column = Field("x", kind, "required", whole=whole, written=named)
    read = reader_for(column, Reading(forms().model))
    assert written(read(raw), kind, column) == told
    assert read(told) == read(raw)
