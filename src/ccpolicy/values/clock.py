"""Clock times and moments: the only importer of pendulum.

A moment carries a zone. Local times are turned into moments here, and a local time that a clock change skips or
repeats is never repaired in silence: the caller learns which it was.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from enum import Enum
from zoneinfo import ZoneInfo

from ccpolicy.values.dates import read_date

_TIME = re.compile(r"[0-2]?[0-9]:[0-5][0-9]", re.ASCII)
_MOMENT = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})[T ]([0-2][0-9]:[0-5][0-9])(:[0-5][0-9])?(Z|[+-][0-1][0-9]:[0-5][0-9])?", re.ASCII
)

DAY_MINUTES = 24 * 60


class ClockFault(Enum):
    """Why a local time is no single moment."""

    UNREADABLE = "unreadable"
    SKIPPED = "skipped"
    REPEATED = "repeated"


def read_time(text: str) -> time | None:
    """The clock time in `text` (`7:05`, `19:00`); None for anything else."""
    if not _TIME.fullmatch(text):
        return None
    hour, minute = text.split(":")
    return time(int(hour), int(minute)) if int(hour) < 24 else None


def read_moment(text: str, zone: str) -> datetime | ClockFault:
    """The moment in `text`; without an offset it is local time in `zone`."""
    found = _MOMENT.fullmatch(text)
    if found is None or read_date(found[1]) is None or int(found[2][:2]) > 23:
        return ClockFault.UNREADABLE
    if found[4]:
        return datetime.fromisoformat(text.replace("Z", "+00:00")).astimezone(ZoneInfo(zone))
    return local_moment(date.fromisoformat(found[1]), time.fromisoformat(found[2] + (found[3] or "")), zone)


def local_moment(day: date, clock: time, zone: str) -> datetime | ClockFault:
    """The moment a wall clock in `zone` shows this time on this day, if there is exactly one."""
    import pendulum
    from pendulum.tz.exceptions import AmbiguousTime, NonExistingTime

    naive = datetime.combine(day, clock)
    try:
        pendulum.timezone(zone).convert(naive, raise_on_unknown_times=True)
    except NonExistingTime:
        return ClockFault.SKIPPED
    except AmbiguousTime:
        return ClockFault.REPEATED
    return naive.replace(tzinfo=ZoneInfo(zone))


def is_zone(name: str) -> bool:
    """Whether `name` is a time zone of the IANA data."""
    try:
        ZoneInfo(name)
    except (ValueError, OSError, KeyError):
        return False
    return True


def elapsed_minutes(start: datetime, end: datetime) -> int:
    """Minutes that really passed, clock changes included; whole minutes, seconds dropped. Negative when end is first."""
    utc = ZoneInfo("UTC")
    return int((end.astimezone(utc) - start.astimezone(utc)) // timedelta(minutes=1))


def minutes_later(moment: datetime, minutes: int) -> datetime:
    """The moment when so many minutes have passed, clock changes included."""
    return (moment.astimezone(ZoneInfo("UTC")) + timedelta(minutes=minutes)).astimezone(moment.tzinfo)


def overlap_minutes(start: datetime, end: datetime, opens: time, closes: time) -> int:
    """Minutes between `start` and `end` that fall in the daily window from `opens` to `closes`.

    A window that closes at or before it opens runs over midnight (19:00 to 5:00). Minutes that really passed.
    """
    zone = start.tzinfo
    total = 0
    day = start.date() - timedelta(days=1)
    while day <= end.astimezone(zone).date():
        window_start = datetime.combine(day, opens, tzinfo=zone)
        window_end = datetime.combine(day + timedelta(days=closes <= opens), closes, tzinfo=zone)
        # As seconds that passed: two times of one zone would be compared by what the clock shows.
        low = max(start.timestamp(), window_start.timestamp())
        high = min(end.timestamp(), window_end.timestamp())
        total += max(0, int(high - low)) // 60
        day += timedelta(days=1)
    return total


def overlap_clock_minutes(start: time, end: time, opens: time, closes: time) -> int:
    """The same for clock times of one evening or day: an end at or before the start means the next morning."""

    def minutes(clock: time) -> int:
        return clock.hour * 60 + clock.minute

    low, high = minutes(start), minutes(end) + DAY_MINUTES * (end <= start)
    first, last = minutes(opens), minutes(closes) + DAY_MINUTES * (closes <= opens)
    return sum(max(0, min(high, last + shift) - max(low, first + shift)) for shift in (-DAY_MINUTES, 0, DAY_MINUTES))
