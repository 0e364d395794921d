"""A value for a column: a plain one, or one at which a rule of the policy turns."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from fractions import Fraction
from typing import Any

from attrs import frozen

from ccpolicy.model.policy import Field
from ccpolicy.model.types import (
    DATE,
    MINUTES,
    MOMENT,
    MONEY,
    MONTH,
    TEXT,
    TIME,
    YES_NO,
    Codes,
    Quantity,
)
from ccpolicy.records.written import written
from ccpolicy.testing.chance import Chance
from ccpolicy.testing.hints import Hints
from ccpolicy.testing.shape import Shape, clock_changes
from ccpolicy.values.clock import ClockFault, local_moment
from ccpolicy.values.dates import (
    FIRST_DATE,
    LAST_DATE,
    Month,
    add_months,
    add_to_month,
    month_end,
    month_of,
    month_start,
)

ONE_DAY = timedelta(days=1)
_HOURS = (time(8), time(7), time(12), time(16, 30), time(18), time(0), time(23, 59))
_DISTANT = (0, 1, 7, 31, 366, 2000)


@frozen
class Around:
    """The time a row is about: what is drawn for it lies around this day and month."""

    day: date

    @property
    def month(self) -> Month:
        return month_of(self.day)


def as_input(value: Any, column: Field) -> Any:
    """A value as a JSON document has it."""
    return value if isinstance(value, bool) else written(value, column.type, column)


def value_for(shape: Shape, chance: Chance, kind: str, column: Field, around: Around) -> Any:
    """A value of the column's type, as the model has it. A column that names a row is not drawn here."""
    if column.type == MOMENT and chance.seldom(15):
        return moment_elsewhere(shape, chance, shape.hints.get((kind, column.name)) or Hints(), around)
    return chance.pick(worthwhile(shape, kind, column, around))


def worthwhile(shape: Shape, kind: str, column: Field, around: Around) -> Sequence[Any]:
    """The values of a column that are worth drawing, the plainest first."""
    hints = shape.hints.get((kind, column.name)) or Hints()
    type = column.type
    if type == YES_NO:
        return (False, True)
    if isinstance(type, Codes):
        listed = shape.policy.codes.get(type.name)
        return tuple(listed.rows) if listed else type.codes
    if type == DATE:
        return dates_for(hints, around)
    if type == MONTH:
        return [add_to_month(around.month, by) for by in (0, -1, 1)]
    if type == TIME:
        return times_for(shape, hints)
    if type == MOMENT:
        return [moment_at(around.day, clock, shape.policy.options.timezone) for clock in times_for(shape, hints)]
    if isinstance(type, Quantity):
        return numbers_for(hints, column)
    known = [text for text in hints.of(TEXT) if isinstance(text, str) and text.strip()]
    return [*known, "a", "b"]


def dates_for(hints: Hints, around: Around) -> Sequence[date]:
    """The day itself and the ends of its month, days further away, and those at which rules turn; with their neighbours."""
    wide = [around.day + sign * days * ONE_DAY for days in _DISTANT for sign in (1, -1)]
    return _beside([month_start(around.month), month_end(around.month), *wide, *turning_dates(hints, around)])


def turning_dates(hints: Hints, around: Around) -> Sequence[date]:
    """The days that rules name, and those as far away from the day and its month as rules count; with their neighbours."""
    ends = dict.fromkeys((around.day, month_start(around.month), month_end(around.month)))
    far = [_later(end, sign * months, sign * days) for months, days in hints.distances for end in ends for sign in (-1, 1)]
    absolute = [value for value in hints.of(DATE) if not isinstance(value, datetime)]
    return _beside([*absolute, *(day for day in far if day is not None)])


def _beside(days: Sequence[date]) -> list[date]:
    every = dict.fromkeys(day + by * ONE_DAY for day in days for by in (0, -1, 1))
    return [day for day in every if FIRST_DATE <= day <= LAST_DATE]


def _later(day: date, months: int, days: int) -> date | None:
    try:
        return add_months(day, months, "last_day") + days * ONE_DAY
    except (OverflowError, ValueError):
        return None


def times_for(shape: Shape, hints: Hints) -> Sequence[time]:
    """The times of day that stand in the rules with their neighbours, and some plain ones."""
    turns = [value for value in (*hints.of(TIME), *shape.times) if isinstance(value, time)]
    minutes = [value.hour * 60 + value.minute + by for value in turns for by in (0, -1, 1)]
    near = [time(minute // 60, minute % 60) for minute in minutes if 0 <= minute < 24 * 60]
    return list(dict.fromkeys([*_HOURS, *near]))


def moment_elsewhere(shape: Shape, chance: Chance, hints: Hints, around: Around) -> datetime:
    """A moment on a day that dates would be drawn from, or in the night the clocks change."""
    zone = shape.policy.options.timezone
    nights = [day - by * ONE_DAY for day in clock_changes(zone, around.day.year) for by in (0, 1)]
    day = chance.pick(nights if nights and chance.seldom(60) else dates_for(hints, around))
    return moment_at(day, chance.pick((*times_for(shape, hints), time(1, 30), time(3))), zone)


def moment_at(day: date, clock: time, zone: str) -> datetime:
    """The moment of a clock time; the earlier of two, and an hour on from a time that is skipped."""
    found = local_moment(day, clock, zone)
    if isinstance(found, ClockFault):
        later = clock.replace(hour=(clock.hour + 2) % 24)
        found = local_moment(day, later, zone)
        assert isinstance(found, datetime)
    return found


def numbers_for(hints: Hints, column: Field) -> Sequence[Any]:
    """The limits of the column's own quantity with their neighbours, nothing, one, and some amounts."""
    type = column.type
    assert isinstance(type, Quantity)
    limits = [value for value in hints.of(type) if not isinstance(value, bool)]
    plain: list[Any] = [0, 1, 2, 5]
    if type == MONEY:
        plain = [2000, 0, 1, 999, 100000]
    elif type == MINUTES:
        plain = [480, 0, 1, 60, 300, 720]
    elif column.written == "percent":
        plain = [Fraction(1, 2), 0, 1]
    found = [*plain, *(value + by for value in limits for by in (0, -1, 1))]
    return [value for value in dict.fromkeys(found) if value >= 0 and (not column.whole or Fraction(value).denominator == 1)]
