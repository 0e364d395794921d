"""Documents at another time: all dates moved, or a row said of another day."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from ccpolicy.model.policy import Field
from ccpolicy.model.types import DATE, MOMENT, MONTH
from ccpolicy.testing.draw_rows import Document, key_of
from ccpolicy.testing.draw_values import moment_at
from ccpolicy.testing.shape import Given, Shape
from ccpolicy.values.dates import add_months, add_to_month, read_date, read_month


def months_between(first: date, then: date) -> int:
    """How many months on the month of another day is."""
    return (then.year - first.year) * 12 + then.month - first.month


def moved(shape: Shape, made: Document, months: int) -> Document:
    """The document with all its dates so many months later."""
    if not months:
        return made
    after: Document = {}
    for kind, rows in made.items():
        given = shape.kinds.get(kind)
        if given is None:
            after[kind] = rows
            continue
        found: dict[str, Any] = {}
        for row in rows:
            copy = {name: later(shape, given.columns[name], value, months=months) for name, value in row.items()}
            found.setdefault(key_of(given, copy), copy)
        after[kind] = list(found.values())
    return after


def later(shape: Shape, column: Field, value: Any, *, months: int = 0, days: int = 0) -> Any:
    """A value as it would be some time later: dates, months and moments; all else stays."""
    if not isinstance(value, str):
        return value
    if column.type == DATE and (day := read_date(value)) is not None:
        return str(add_months(day, months, "last_day") + timedelta(days=days))
    if column.type == MONTH and (month := read_month(value)) is not None:
        return str(add_to_month(month, months))
    if column.type == MOMENT:
        moment = datetime.fromisoformat(value)
        day = add_months(moment.date(), months, "last_day") + timedelta(days=days)
        return moment_at(day, moment.time(), shape.policy.options.timezone).isoformat(timespec="minutes")
    return value


def on_another_day(shape: Shape, given: Given, row: Mapping[str, Any], by: int, number: int) -> dict[str, Any] | None:
    """A row as it would be so many days later, round to the beginning of the month; nothing where it has no day."""
    own = next((name for name in (*given.key, *given.belongs) if given.columns[name].type == DATE), "")
    day = read_date(str(row.get(own, "")))
    if day is None:
        return None
    days = (add_months(day.replace(day=1), 1, "last_day") - day.replace(day=1)).days
    to = day.replace(day=(day.day - 1 + by) % days + 1)
    copy = {name: later(shape, given.columns[name], value, days=(to - day).days) for name, value in row.items()}
    if given.key == ("id",):
        copy["id"] = f"{given.name}{number}"
    return copy
