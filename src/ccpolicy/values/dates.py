"""Dates, months, weeks, ages and business days, with every ambiguous choice an argument."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable
from datetime import date, timedelta
from typing import NamedTuple

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
FIRST_DATE, LAST_DATE = date(1900, 1, 1), date(2200, 12, 31)

_LIFE = 12 * (LAST_DATE.year - FIRST_DATE.year + 1)
"""Months between the first date there is and the last."""

_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
_MONTH = re.compile(r"[0-9]{4}-[0-9]{2}", re.ASCII)


class Month(NamedTuple):
    """A calendar month."""

    year: int
    month: int

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.month:02d}"


class Age(NamedTuple):
    """The age on a day of someone born on another; compared with whole months and years by anniversaries."""

    born: date
    on: date


def read_date(text: str) -> date | None:
    """The ISO date in `text`, between 1900 and 2200; None for anything else, such as 2025-02-30."""
    if not _DATE.fullmatch(text):
        return None
    try:
        day = date(int(text[:4]), int(text[5:7]), int(text[8:]))
    except ValueError:
        return None
    return day if FIRST_DATE <= day <= LAST_DATE else None


def read_month(text: str) -> Month | None:
    """The ISO month in `text` (`2022-11`); None for anything else."""
    if not _MONTH.fullmatch(text):
        return None
    month = Month(int(text[:4]), int(text[5:]))
    return month if 1 <= month.month <= 12 and FIRST_DATE.year <= month.year <= LAST_DATE.year else None


def in_range(value: date | Month) -> bool:
    """Whether a date, moment or month lies in the years there are."""
    return FIRST_DATE.year <= value.year <= LAST_DATE.year


def month_of(day: date) -> Month:
    return Month(day.year, day.month)


def month_start(month: Month) -> date:
    return date(month.year, month.month, 1)


def month_end(month: Month) -> date:
    return month_start(add_to_month(month, 1)) - timedelta(days=1)


def days_of_month(month: Month) -> tuple[date, ...]:
    """The dates of a month, in order."""
    return tuple(date(month.year, month.month, day + 1) for day in range(monthrange(*month)[1]))


def add_to_month(month: Month, months: int) -> Month:
    count = month.year * 12 + month.month - 1 + months
    return Month(count // 12, count % 12 + 1)


def add_months(day: date, months: int, arithmetic: str) -> date:
    """The same day of the month, `months` later.

    Where that month is too short, `arithmetic` decides: `last_day` of it, or `next_first` (the first day after it).
    """
    month = add_to_month(month_of(day), months)
    last = month_end(month)
    if day.day <= last.day:
        return date(month.year, month.month, day.day)
    return last if arithmetic == "last_day" else last + timedelta(days=1)


def week_start(day: date, starts: str) -> date:
    """The first day of the week that holds `day`, weeks starting on the weekday named."""
    return day - timedelta(days=(day.weekday() - WEEKDAYS.index(starts)) % 7)


def year_start(day: date, month: int, first: int) -> date:
    """The first day of the year that holds `day`, years starting on a day and month such as 1 July."""
    start = date(day.year, month, first)
    return start if start <= day else date(day.year - 1, month, first)


def anniversary(born: date, months: int, leap_day_birthday: str) -> date:
    """The day someone completes `months` months of age; 29 February by `leap_day_birthday` (`march_1`, `february_28`).

    Who is born on the 31st completes a month on the last day of a shorter month. Beyond all lives (`_LIFE`) more months
    are no different.
    """
    months = max(-_LIFE, min(months, _LIFE))
    month = add_to_month(month_of(born), months)
    last = month_end(month)
    if born.day <= last.day:
        return date(month.year, month.month, born.day)
    if (born.month, born.day) == (2, 29) and month.month == 2 and leap_day_birthday == "march_1":
        return date(month.year, 3, 1)
    return last


def completed_months(age: Age, leap_day_birthday: str) -> int:
    """Whole months completed at the start of the day; negative before birth."""
    months = (age.on.year - age.born.year) * 12 + age.on.month - age.born.month
    while anniversary(age.born, months, leap_day_birthday) > age.on:
        months -= 1
    while anniversary(age.born, months + 1, leap_day_birthday) <= age.on:
        months += 1
    return months


def add_business_days(day: date, count: int, is_open: Callable[[date], bool | None]) -> date | None:
    """`count` open days after `day`; None as soon as the calendar does not cover a date that is needed."""
    step = timedelta(days=1 if count >= 0 else -1)
    if abs(count) > (LAST_DATE - FIRST_DATE).days:
        return None
    for _ in range(abs(count)):
        day += step
        opened = is_open(day)
        while opened is False:
            day += step
            opened = is_open(day)
        if opened is None:
            return None
    return day
