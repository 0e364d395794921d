"""One input value: how each type is written, and what is said of a value that does not fit.

=============  ============================================================================================
type           written as
=============  ============================================================================================
text           text
yes_no         `true` or `false`; in CSV and YAML also `yes` or `no`
count          a whole number, bare or in quotes
number         digits with at most one point, in quotes; a whole number may be bare
percent        as number, or with a percent sign: `"50%"` is one half
money          digits with at most two decimals, in quotes: `"40.00"`; never bare
hours          `"1:45"` (hours and minutes) or decimal hours, `"1.75"`
minutes        a whole number of minutes, or `"1:45"`
date           `2022-11-24`
month          `2022-11`
time           `19:00`
moment         `2022-11-24T19:00`, in the policy's own time zone, or with an offset: `2022-11-24T19:00-05:00`
code           the code; a code that is a number may be bare
row            the key of the row it names; several key values joined by `/`
=============  ============================================================================================
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable
from datetime import date, datetime, time
from decimal import Decimal
from fractions import Fraction
from typing import Any

from attrs import frozen

from ccpolicy.limits import DIGITS, INPUT_TEXT
from ccpolicy.model.policy import Field, Policy
from ccpolicy.model.types import (
    DATE,
    MINUTES,
    MOMENT,
    MONEY,
    MONTH,
    NUMBER,
    TEXT,
    TIME,
    YES_NO,
    Codes,
    Quantity,
    RowOf,
    Type,
)
from ccpolicy.records.problems import Unfit, described, did_you_mean, shown
from ccpolicy.values.clock import ClockFault, read_moment, read_time
from ccpolicy.values.dates import FIRST_DATE, LAST_DATE, Month, read_date, read_month
from ccpolicy.values.numbers import Number, decimal, exact, whole

Reader = Callable[[Any], Any]
"""Turns one raw value into a value of the field's type. Raises `Unfit`."""

_SHORT_CODE, _FEW_CODES = 3, 20

_CLOCK_HOURS = re.compile(r"([0-9]{1,4}):([0-5][0-9])", re.ASCII)
_WRITTEN_DATE = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})", re.ASCII)
_YES_NO = {"yes": True, "true": True, "no": False, "false": False}
_MONEY_WORDS = re.compile(r"[-$ ,0-9.]+", re.ASCII)


@frozen
class Reading:
    """What reading a value depends on besides its field."""

    policy: Policy
    show_values: bool = False

    def found(self, value: Any) -> str:
        return described(value, self.show_values)


def reader_for(column: Field, reading: Reading) -> Reader:
    """The reader of a field's values."""
    kind = column.type
    if isinstance(kind, Codes):
        return _code_reader(kind, reading)
    if isinstance(kind, RowOf):
        return _reference_reader(kind, reading)
    if isinstance(kind, Quantity):
        return _quantity_reader(column, kind, reading)
    make = _SIMPLE.get(kind)
    if make is None:
        raise ValueError(f"a record cannot hold a {kind}")
    return make(reading)


def key_text(value: Any) -> str:
    """A key value as it stands in a row's key."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str):
        return value
    if isinstance(value, datetime):
        return value.isoformat(timespec="minutes")
    if isinstance(value, time):
        return f"{value:%H:%M}"
    if isinstance(value, (date, Month, int)):
        return str(value)
    return str(Decimal(value.numerator) / Decimal(value.denominator))


def _text(reading: Reading) -> Reader:
    def read(value: Any) -> str:
        if not isinstance(value, str):
            help = "put it in quotes" if isinstance(value, (int, float)) and not isinstance(value, bool) else ""
            raise Unfit("wrong-type", f"expected a text, found {reading.found(value)}", help)
        if len(value) > INPUT_TEXT.most:
            raise Unfit(INPUT_TEXT.finding, f"this text has {len(value):,} characters; {INPUT_TEXT} are allowed")
        return value

    return read


def _yes_no(reading: Reading) -> Reader:
    def read(value: Any) -> bool:
        if isinstance(value, bool):
            return value
        if isinstance(value, str) and value.lower() in _YES_NO:
            return _YES_NO[value.lower()]
        raise Unfit("wrong-type", f"expected yes or no, found {reading.found(value)}", "write true or false")

    return read


def _date(reading: Reading) -> Reader:
    def read(value: Any) -> date:
        if isinstance(value, date) and not isinstance(value, datetime):
            return value
        day = read_date(value) if isinstance(value, str) else None
        if day is None:
            raise Unfit("bad-date", *_no_date(value, reading))
        return day

    return read


def _no_date(value: Any, reading: Reading) -> tuple[str, str]:
    """What is wrong with something that is no date, and what to do."""
    parts = _WRITTEN_DATE.fullmatch(value) if isinstance(value, str) else None
    if parts is None:
        return f"expected a date, found {reading.found(value)}", 'write it year first: "2022-11-24"'
    year, month, _day = map(int, parts.groups())
    if not FIRST_DATE.year <= year <= LAST_DATE.year:
        return f"`{value}` is not between {FIRST_DATE} and {LAST_DATE}", "correct the year"
    if not 1 <= month <= 12:
        return f"there is no `{value}`: a year has 12 months", 'write year, month, day: "2022-11-24"'
    return f"there is no `{value}`: that month has {monthrange(year, month)[1]} days", "correct the day"


def _month(reading: Reading) -> Reader:
    def read(value: Any) -> Month:
        if isinstance(value, Month):
            return value
        month = read_month(value) if isinstance(value, str) else None
        if month is None:
            raise Unfit("bad-date", f"expected a month, found {reading.found(value)}", 'write it as "2022-11"')
        return month

    return read


def _time(reading: Reading) -> Reader:
    def read(value: Any) -> time:
        if isinstance(value, time):
            return value
        clock = read_time(value) if isinstance(value, str) else None
        if clock is None:
            message = f"expected a time of day, found {reading.found(value)}"
            raise Unfit("bad-time", message, 'write it on the 24-hour clock: "19:00"')
        return clock

    return read


def _moment(reading: Reading) -> Reader:
    zone = reading.policy.options.timezone

    def read(value: Any) -> datetime:
        text = value.isoformat() if isinstance(value, datetime) else value
        found = read_moment(text, zone) if isinstance(text, str) else ClockFault.UNREADABLE
        if isinstance(found, datetime):
            return found
        if found is ClockFault.SKIPPED:
            message = f"there was no {shown(text)} in {zone}: the clocks were set forward over it"
            raise Unfit("skipped-time", message, "correct the time, or give its offset from UTC")
        if found is ClockFault.REPEATED:
            message = f"{shown(text)} came twice in {zone}: the clocks were set back"
            raise Unfit("repeated-time", message, f'say which, with the offset from UTC: {_both_offsets(text, zone)}')
        message = f"expected a date and time, found {reading.found(value)}"
        raise Unfit("bad-time", message, f'write "2022-11-24T19:00" (time in {zone}) or add an offset such as "-05:00"')

    return read


def _both_offsets(text: str, zone: str) -> str:
    from zoneinfo import ZoneInfo

    local = datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone))
    return " or ".join(f'"{local.replace(fold=fold).isoformat(timespec="minutes")}"' for fold in (0, 1))


_SIMPLE: dict[Type, Callable[[Reading], Reader]] = {
    TEXT: _text, YES_NO: _yes_no, DATE: _date, MONTH: _month, TIME: _time, MOMENT: _moment,
}


def _code_reader(kind: Codes, reading: Reading) -> Reader:
    listed = reading.policy.codes.get(kind.name)
    codes = {code: code for code in (listed.rows if listed else kind.codes)}

    def read(value: Any) -> str:
        text = str(value) if isinstance(value, int) and not isinstance(value, bool) else value
        if isinstance(text, str):
            found = codes.get(text)
            if found is not None:
                return found
            # One slip from a short code leads to many others: all of them say more.
            short = len(text) <= _SHORT_CODE and len(codes) <= _FEW_CODES
            help = f"the codes are: {', '.join(codes)}" if short else did_you_mean(text, codes, "the codes are")
            near = help.startswith("did you mean")
            word = shown(text, show_values=reading.show_values or near)
            what = f"of `{kind.name}`" if listed else "known here"
            raise Unfit("unknown-code", f"{word or 'this'} is not a code {what}", help)
        raise Unfit("wrong-type", f"expected a code, found {reading.found(value)}")

    return read


def _reference_reader(kind: RowOf, reading: Reading) -> Reader:
    def read(value: Any) -> str:
        if isinstance(value, str) and value:
            return value
        help = "put it in quotes" if isinstance(value, int) and not isinstance(value, bool) else ""
        raise Unfit("wrong-type", f"expected the key of a `{kind.grain}` row, found {reading.found(value)}", help)

    return read


def _quantity_reader(column: Field, kind: Quantity, reading: Reading) -> Reader:
    """Numbers with their unit: money in cents, time in minutes."""
    if kind == MONEY:
        return _money_reader(reading)
    factor = scale(column, kind)
    clock = kind == MINUTES
    per_money = any(name == "money" for name, _ in kind.dims)
    share = column.written == "percent"
    what = _expected(column, kind)

    def read(value: Any) -> Number:
        if per_money and isinstance(value, (int, float)) and not isinstance(value, bool):
            raise _bare(value)
        number = _number(value, percent=kind == NUMBER and not column.whole, clock=clock, scale=factor)
        if number is None:
            help = "put it in quotes" if isinstance(value, float) and not column.whole else ""
            raise Unfit("wrong-type", f"expected {what}, found {reading.found(value)}", help)
        if share and number > 1 and not str(value).endswith("%"):
            message = f"{shown(str(value)) or 'this number'} could be a percentage"
            raise Unfit("bare-number", message, 'write "50%" or "0.5"')
        if column.whole and not per_money and not isinstance(number, int):
            unit = " of minutes" if clock else ""
            raise Unfit("wrong-type", f"expected a whole number{unit}, found {reading.found(value)}")
        return number

    return read


def _number(value: Any, *, percent: bool, clock: bool, scale: Number) -> Number | None:
    if isinstance(value, Decimal) and value.is_finite():
        value = f"{value:f}"
    if isinstance(value, int) and not isinstance(value, bool):
        return exact(value * scale) if abs(value) < 10**DIGITS.most else None
    if not isinstance(value, str):
        return None
    if clock and (parts := _CLOCK_HOURS.fullmatch(value)):
        return int(parts[1]) * 60 + int(parts[2])
    if percent and value.endswith("%"):
        hundredths = decimal(value[:-1])
        return None if hundredths is None else exact(Fraction(hundredths) * scale / 100)
    plain = whole(value)
    if plain is None:
        found = decimal(value)
        return None if found is None else exact(found * scale)
    return exact(plain * scale)


def _money_reader(reading: Reading) -> Reader:
    def read(value: Any) -> int:
        if isinstance(value, Decimal) and value.is_finite():
            value = f"{value:f}"
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            raise _bare(value)
        amount = decimal(value) if isinstance(value, str) else None
        if amount is None:
            help = 'write digits with a point: "1800.00"'
            looks_like_money = isinstance(value, str) and bool(_MONEY_WORDS.fullmatch(value))
            name = "bad-money" if looks_like_money else "wrong-type"
            raise Unfit(name, f"expected an amount of money, found {reading.found(value)}", help)
        cents = exact(amount * 100)
        if not isinstance(cents, int):
            raise Unfit("bad-money", f"{reading.found(value)} has parts of a cent", "money has at most two decimals")
        return cents

    return read


def _bare(value: Any) -> Unfit:
    text = shown(value) or "this number"
    cents = Fraction(repr(value)) * 100 if abs(value) < 10**9 else Fraction(1, 2)
    help = f'write "{value:.2f}", in quotes and with cents' if cents.denominator == 1 else (
        'write the amount in quotes and with cents: "40.00"'
    )
    what = "could be cents" if isinstance(value, int) else "is a floating-point number, which may have been rounded"
    return Unfit("bare-number", f"{text} {what}", help)


def scale(column: Field, kind: Quantity) -> Number:
    """What one written unit is in the units of the model (cents, minutes)."""
    minute = 1 if column.written.endswith(("minutes", "per minute")) else 60
    found: Number = 1
    for name, power in kind.dims:
        unit = {"money": 100, "minute": minute}.get(name, 1)
        found = exact(found * Fraction(unit) ** power)
    return found


def _expected(column: Field, kind: Quantity) -> str:
    if column.written == "percent":
        return 'a percentage, such as "50%"'
    if kind == NUMBER:
        return "a whole number" if column.whole else 'a number in quotes, such as "2.5"'
    if kind == MINUTES:
        if column.written == "minutes":
            return 'a number of minutes, such as "105"'
        return 'a length of time, such as "1:45" or "1.75" hours'
    if any(name == "money" for name, _ in kind.dims):
        return f'an amount in quotes, such as "5.25" ({kind})'
    return f"a whole number of {kind}"
