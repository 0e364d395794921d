"""Dates, months and times as people write them, by the name of their format. What they mean is written as records do."""

from __future__ import annotations

import re
from datetime import date, time

from ccpolicy.values.clock import read_time
from ccpolicy.values.dates import Month, read_date, read_month

DATES = ("YYYY-MM-DD", "M/D/YYYY", "MM/DD/YYYY")
MONTHS = ("YYYY-MM", "M/YYYY", "MM/YYYY")
TIMES = ("HH:MM", "h:mm AM")
MOMENTS = tuple(f"{day} {clock}" for day in DATES for clock in TIMES)

EXAMPLES = {
    "YYYY-MM-DD": "2026-01-31", "M/D/YYYY": "1/31/2026", "MM/DD/YYYY": "01/31/2026", "YYYY-MM": "2026-01",
    "M/YYYY": "1/2026", "MM/YYYY": "01/2026", "HH:MM": "17:05", "h:mm AM": "5:05 PM",
}  # fmt: skip

_SLASHED = re.compile(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})", re.ASCII)
_SLASHED_MONTH = re.compile(r"([0-9]{1,2})/([0-9]{4})", re.ASCII)
_HALF_DAY = re.compile(r"(0?[1-9]|1[0-2]):([0-5][0-9]) ?([AaPp])\.?[Mm]\.?", re.ASCII)


def example_of(form: str) -> str:
    """Something written in this format."""
    day, _, clock = form.partition(" ") if form in MOMENTS else (form, "", "")
    return f"{EXAMPLES[day]} {EXAMPLES[clock]}" if clock else EXAMPLES[day]


def plain(text: str, form: str) -> str | None:
    """The same date, month, time or moment as records write it; None if it is not written in this format.

    A date such as 2/30/2026 comes out as 2026-02-30: that there is none is for the reader of records to say.
    """
    if form in MOMENTS:
        day, _, clock = text.partition(" ")
        of_day, _, of_clock = form.partition(" ")
        parts = plain(day, of_day), plain(clock, of_clock)
        return None if None in parts else f"{parts[0]}T{parts[1]}"
    if form in ("M/D/YYYY", "MM/DD/YYYY"):
        found = _SLASHED.fullmatch(text)
        return f"{found[3]}-{int(found[1]):02d}-{int(found[2]):02d}" if found else text if read_date(text) else None
    if form in ("M/YYYY", "MM/YYYY"):
        found = _SLASHED_MONTH.fullmatch(text)
        return f"{found[2]}-{int(found[1]):02d}" if found else text if read_month(text) else None
    if form == "h:mm AM":
        found = _HALF_DAY.fullmatch(text)
        return f"{int(found[1]) % 12 + 12 * (found[3] in 'Pp'):02d}:{found[2]}" if found else None
    if form == "HH:MM":
        clock_time = read_time(text)
        return f"{clock_time:%H:%M}" if clock_time else None
    return text


def written(value: date | Month | time, form: str) -> str:
    """A date, month or time of the clock in this format, which is one of its kind."""
    match form:
        case "M/D/YYYY" | "M/YYYY" if isinstance(value, date | Month):
            return "/".join(str(part) for part in (value.month, getattr(value, "day", None), value.year) if part)
        case "MM/DD/YYYY" if isinstance(value, date):
            return f"{value.month:02d}/{value.day:02d}/{value.year:04d}"
        case "MM/YYYY" if isinstance(value, Month):
            return f"{value.month:02d}/{value.year:04d}"
        case "h:mm AM" if isinstance(value, time):
            return f"{value.hour % 12 or 12}:{value.minute:02d} {'PM' if value.hour >= 12 else 'AM'}"
        case _:
            return f"{value:%H:%M}" if isinstance(value, time) else str(value)
