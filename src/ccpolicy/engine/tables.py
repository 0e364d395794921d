"""Tables: keys to one value, from rows of the policy or input rows, on the date of the row whose rule asks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from attrs import evolve, frozen

from ccpolicy.engine.derivation import Derivation
from ccpolicy.engine.rows import column, field_node
from ccpolicy.engine.run import Row, Run, Scope, when
from ccpolicy.engine.texts import in_words
from ccpolicy.model.evaluate import combined, evaluate
from ccpolicy.model.expr import LookUp
from ccpolicy.model.operators import OPERATORS
from ccpolicy.model.policy import Citation, Table, TableBlock, TableRow, Version
from ccpolicy.source import Span
from ccpolicy.values.absent import MISSING, Unknown, unknown
from ccpolicy.values.period import ALWAYS, Period

ALWAYS_IN_FORCE = Version()


@frozen
class Found:
    """What a table gave, and the row it stood in."""

    value: Any
    how: str = ""
    version: Version = ALWAYS_IN_FORCE
    cites: tuple[Citation, ...] = ()
    span: Span | None = None
    inputs: tuple[Derivation, ...] = ()


def look_up(scope: Scope, expr: LookUp) -> Any:
    """The value of a table for these keys; no row is unknown, a missing key missing."""
    table = scope.run.policy.tables[expr.table]
    keys = tuple(evaluate(key, scope) for key in expr.keys)
    if any(key is MISSING for key in keys):
        return MISSING
    doubts = [key for key in keys if isinstance(key, Unknown)]
    if doubts:
        return combined(doubts)
    day = scope.run.day(scope.rule_row)
    return scope.use(scope.run.once(("table", expr.table, keys, day), lambda: _node(scope, table, keys, day)))


def _node(scope: Scope, table: Table, keys: tuple[Any, ...], day: date | Period | Unknown) -> Derivation:
    policy = scope.run.policy
    asked = ", ".join(in_words(policy, key, takes.type) for key, takes in zip(keys, table.takes))
    found = _from_records(scope, table, keys, day, asked) if table.record else _from_blocks(scope, table, keys, asked)
    return Derivation(
        "table", table.name, table.label or table.name, "", found.value, table.gives, found.how or asked, "",
        found.version, found.cites or table.cites, table.note, found.inputs, found.span,
    )


def _no_row(table: Table, asked: str) -> Found:
    if table.has_fallback:
        return Found(table.fallback, f"{asked}: no row, so what any other yields")
    return Found(unknown("no_row", "a row of {table} for {asked}", table=table.name, asked=asked))


def _from_blocks(scope: Scope, table: Table, keys: tuple[Any, ...], asked: str) -> Found:
    block = scope.run.governing(table.blocks, scope.rule_row)
    if isinstance(block, Unknown):
        day = scope.run.day(scope.rule_row)
        return Found(day if isinstance(day, Unknown) else unknown("not_covered", "{what} {when}", what=table.name, when=when(day)))
    equal = _equal(table, keys)
    index = scope.run.once(("rows of", table.name, id(block)), lambda: _index(table, block))
    for row in [*index.get(equal, ()), *index.get(None, ())]:
        if _matches(scope.run, table, row, keys):
            return Found(row.value, asked, block.version, block.cites, row.span or block.span)
    found = _no_row(table, asked)
    return Found(found.value, found.how, block.version, block.cites, block.span)


def _equal(table: Table, keys: Sequence[Any]) -> tuple[Any, ...]:
    return tuple(key for key, takes in zip(keys, table.takes) if takes.match == "is")


def _index(table: Table, block: TableBlock) -> dict[Any, list[TableRow]]:
    """Rows by the cells that must equal their keys; those with an `any` among these under None."""
    found: dict[Any, list[TableRow]] = {}
    for row in block.rows:
        cells = _equal(table, row.cells)
        found.setdefault(None if any(cell is None for cell in cells) else cells, []).append(row)
    return found


def _matches(run: Run, table: Table, row: TableRow, keys: Sequence[Any]) -> bool:
    return all(
        cell is None or (cell == key if takes.match == "is" else _between(run, key, cell, takes.match))
        for cell, key, takes in zip(row.cells, keys, table.takes)
    )


def _between(run: Run, key: Any, ends: tuple[Any, Any], match: str) -> bool:
    low, high = ends
    over_low = low is None or OPERATORS["ge"](run.choices, key, low)
    below = OPERATORS["le" if match == "from_through" else "lt"]
    return bool(over_low and (high is None or below(run.choices, key, high)))


def _from_records(
    scope: Scope, table: Table, keys: tuple[Any, ...], day: date | Period | Unknown, asked: str
) -> Found:
    """The one input row with these keys, in force on the day. One that may match leaves the value unknown.

    It rests on every input row with these keys, also on those of other dates.
    """
    run = scope.run
    if isinstance(day, Unknown) and (table.starts or table.ends):
        return Found(day)
    matching: list[Row] = []
    doubts: list[Unknown] = []
    inputs: list[Derivation] = []
    index = run.once(("input rows of", table.name), lambda: _by_first_key(run, table))
    for row in [*index.get(keys[0], ()), *index.get(None, ())]:
        fits = _keys_fit(run, table, row, keys)
        if fits is False:
            continue
        inputs += _read_of(run, table, row)
        holds = _in_dates(run, table, row, day, fits)
        if isinstance(holds, Unknown):
            doubts.append(holds)
        elif holds:
            matching.append(row)
    found = _no_row(table, asked)
    if doubts:
        found = Found(combined(doubts))
    elif len(matching) > 1:
        found = Found(unknown(
            "no_row", "which of several rows of {table} holds for {asked}", table=table.name, asked=asked
        ))
    elif matching:
        span = _stretch(run, table, matching[0])
        version = Version(span if isinstance(span, Period) else ALWAYS)
        found = Found(column(run, matching[0], table.value_field), f"{asked}: {matching[0].subject}", version)
    return evolve(found, inputs=tuple(inputs))


def _read_of(run: Run, table: Table, row: Row) -> list[Derivation]:
    """What a table reads of an input row beside its keys."""
    fields = run.policy.grains[table.record].fields
    names = (table.starts, table.ends, table.value_field)
    return [field_node(run, row, name, fields[name].type) for name in names if name]


def _by_first_key(run: Run, table: Table) -> dict[Any, list[Row]]:
    """Input rows by their first key; those whose first key is unknown under None."""
    found: dict[Any, list[Row]] = {}
    for row in run.rows(table.record):
        first = column(run, row, table.takes[0].name)
        found.setdefault(None if isinstance(first, Unknown) else first, []).append(row)
    return found


def _keys_fit(run: Run, table: Table, row: Row, keys: Sequence[Any]) -> bool | Unknown:
    doubts = []
    for key, takes in zip(keys, table.takes):
        cell = column(run, row, takes.name)
        if isinstance(cell, Unknown):
            doubts.append(cell)
        elif cell is MISSING or cell != key:
            return False
    return combined(doubts) if doubts else True


def _in_dates(
    run: Run, table: Table, row: Row, day: date | Period | Unknown, fits: bool | Unknown
) -> bool | Unknown:
    """Whether a row whose keys fit, or may fit, is in force on the day."""
    doubts = [fits] if isinstance(fits, Unknown) else []
    stretch = _stretch(run, table, row)
    if isinstance(stretch, Unknown):
        doubts.append(stretch)
    elif isinstance(day, date) and day not in stretch:
        return False
    return combined(doubts) if doubts else True


def _stretch(run: Run, table: Table, row: Row) -> Period | Unknown:
    """The dates an input row is for; an end left out is open."""
    ends = [column(run, row, name) if name else MISSING for name in (table.starts, table.ends)]
    doubts = [end for end in ends if isinstance(end, Unknown)]
    return combined(doubts) if doubts else Period(*(None if end is MISSING else end for end in ends))
