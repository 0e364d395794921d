"""The stretches of time an allowance counts in."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from ccpolicy.engine.run import Scope
from ccpolicy.model.evaluate import evaluate
from ccpolicy.model.policy import Allowance, Options
from ccpolicy.values.absent import MISSING, Unknown, unknown
from ccpolicy.values.dates import add_months, month_of, week_start, year_start

UNDATED = ("life", "rolling")
"""Kinds whose use is not cut into labelled stretches."""


def start_of(scope: Scope, allowance: Allowance, day: date | Unknown | None) -> date | Unknown | None:
    """The first day of the stretch that holds a day; None for use that is not cut into stretches."""
    window = allowance.window
    if window.kind == "life":
        return None
    if day is None:
        return unknown("field", "the date of {row}", row=scope.row.subject)
    if isinstance(day, Unknown) or window.kind == "rolling":
        return day if isinstance(day, Unknown) else None
    if window.kind != "every":
        return _calendar_start(allowance, day, scope.choices.options)
    assert window.anchor is not None
    anchor: Any = evaluate(window.anchor, scope)
    if anchor is MISSING:
        return unknown(
            "field", "where the periods of {limit} start, {row}", limit=allowance.label or allowance.name, row=scope.row.subject
        )
    return anchor if isinstance(anchor, Unknown) else _tile(anchor, day, window.months, scope.choices.options)


def _calendar_start(allowance: Allowance, day: date, options: Options) -> date:
    window = allowance.window
    if window.kind == "week":
        return week_start(day, options.week_starts or "sunday")
    if window.kind == "month":
        return day.replace(day=1)
    month, first = (1, 1) if window.kind == "calendar_year" else (window.month, window.day)
    return year_start(day, month, first)


def _tile(anchor: date, day: date, months: int, options: Options) -> date:
    """The last of anchor, anchor plus `months`, plus twice `months` … that is not after `day`; also before the anchor."""
    tiles = ((day.year - anchor.year) * 12 + day.month - anchor.month) // months + 1
    while months_later(anchor, tiles * months, options) > day:
        tiles -= 1
    return months_later(anchor, tiles * months, options)


def months_later(day: date, months: int, options: Options) -> date:
    return add_months(day, months, options.month_arithmetic or "last_day")


def label_of(allowance: Allowance, start: date | None) -> str:
    """How postings name the stretch: the year, the month or its first day."""
    if start is None:
        return ""
    if allowance.window.kind == "calendar_year":
        return str(start.year)
    return str(month_of(start)) if allowance.window.kind == "month" else str(start)


def before(scope: Scope, allowance: Allowance, start: date, since: date) -> list[date]:
    """The first days of the stretches before the one starting on `start`, back to the one that holds `since`."""
    found: list[date] = []
    while start > since:
        earlier = start_of(scope, allowance, start - timedelta(days=1))
        assert isinstance(earlier, date)
        start = earlier
        found.append(start)
    return found[::-1]
