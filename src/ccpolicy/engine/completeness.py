"""Whether all rows a value may depend on are here, when they may belong to claims that are not being decided.

They are when a `complete` declaration covers the scope: the rows are of its record, every key it names has the value
that the scope gives that name, and its dates hold the scope's dates. A scope without dates needs a declaration without.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from ccpolicy.engine.rows import column, column_text
from ccpolicy.engine.run import Row, Run, Scope
from ccpolicy.model.evaluate import evaluate
from ccpolicy.model.expr import Expr, ReadFact, ReadField, ReadRow
from ccpolicy.model.types import RowOf
from ccpolicy.records.fields import key_text
from ccpolicy.values.absent import MISSING, Missing, Unknown, unknown
from ccpolicy.values.dates import Month, month_end, month_start
from ccpolicy.values.period import Period, covers

ONE_DAY = timedelta(days=1)


def rows_under(run: Run, grain: str, anchor: Row) -> Unknown | None:
    """What is wanting for all rows of a grain under a row to be here; None when they are."""
    names = {name for declared in run.caseload.complete for name in declared.keys}
    known = {name: column_text(run, anchor, name) for name in names}
    return _wanting(run, grain, known, dates_of(run, anchor), anchor.subject)


def rows_beside(scope: Scope, grain: str, per: tuple[Expr, ...], looked_at: Period | None) -> Unknown | None:
    """The same for the rows that share the keys of a window; without a date among the keys, on the dates looked at."""
    run = scope.run
    known: dict[str, str | Missing | Unknown] = {}
    dates: Period | None = None
    told = []
    for key in per:
        value = evaluate(key, scope)
        if value is MISSING or isinstance(value, Unknown):
            continue
        name = name_of(key)
        known[name] = key_text(value)
        told.append(f"{name} {known[name]}")
        dates = dates or _dates(name, value)
        row = run.row(key.type.grain, value) if isinstance(key.type, RowOf) else None
        if row is not None:
            names = {name for declared in run.caseload.complete for name in declared.keys}
            known = {**{name: column_text(run, row, name) for name in names}, row.grain: row.key, **known}
    return _wanting(run, grain, known, dates or looked_at, ", ".join(told) or "all")


def name_of(expr: Expr) -> str:
    """The name a key is known by: the last one written."""
    if isinstance(expr, ReadRow):
        return expr.path[-1] if expr.path else expr.grain
    return expr.name if isinstance(expr, ReadField | ReadFact) else ""


def _wanting(
    run: Run, grain: str, known: Mapping[str, str | Missing | Unknown], dates: Period | None, scope: str
) -> Unknown | None:
    records = {grain, *(asks.claim for asks in run.policy.asks)}
    for declared in run.caseload.complete:
        keys_fit = all(known.get(name, MISSING) == value for name, value in declared.keys.items())
        if declared.record in records and keys_fit and covers(declared.period, dates or Period()):
            return None
    shown = f", {dates}" if dates else ""
    return unknown("not_complete", "all {kind} rows of {scope}", kind=grain, scope=f"{scope}{shown}")


def dates_of(run: Run, row: Row) -> Period | None:
    """The dates a row stands for by its own columns."""
    fields = run.policy.grains[row.grain].fields
    if "starts" in fields and "ends" in fields:
        ends = [column(run, row, name) for name in ("starts", "ends")]
        return Period(*ends) if all(isinstance(end, date) for end in ends) else None
    for name in ("date", "week", run.policy.options.period, "month"):
        if name in fields and (dates := _dates(name, column(run, row, name))):
            return dates
    return None


def _dates(name: str, value: object) -> Period | None:
    if isinstance(value, Month):
        return Period(month_start(value), month_end(value))
    if isinstance(value, date):
        return Period(value, value + 6 * ONE_DAY if name == "week" else value)
    return None
