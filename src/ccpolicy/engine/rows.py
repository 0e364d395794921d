"""Rows from records: those given, those derived from them, and the links between them.

A grain's rows are made when first asked for, so that bounds and keys of derived rows can be any expression that does
not read the rows being made. What cannot be made or linked is a problem of the records, never dropped.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import islice
from typing import Any

from ccpolicy.diagnostics import Finding
from ccpolicy.engine.derivation import Derivation
from ccpolicy.engine.paths import find_column
from ccpolicy.engine.run import NOTHING, Row, Run, Scope, as_date
from ccpolicy.limits import ROWS, ROWS_OF_ONE
from ccpolicy.model.evaluate import evaluate
from ccpolicy.model.expr import ReadDate, ReadField, ReadRow
from ccpolicy.model.policy import Field, Grain, Link
from ccpolicy.model.timeline import Dated, changes
from ccpolicy.model.types import DATE, TEXT, Type
from ccpolicy.records.fields import key_text
from ccpolicy.records.problems import refuse
from ccpolicy.values.absent import MISSING, Missing, Unknown, unsaid
from ccpolicy.values.dates import Month, add_to_month, month_of, week_start
from ccpolicy.values.period import Period

ONE_DAY = timedelta(days=1)


def make_rows(run: Run, name: str) -> Sequence[Row]:
    """All rows of a grain, by key."""
    grain = run.policy.grains[name]
    make = {"record": _records, "each": _each, "groups": _groups, "split": _stretches}[grain.kind]
    made = list(islice(make(run, grain), ROWS.most + 1 if grain.kind != "record" else None))
    if grain.kind != "record" and len(made) > ROWS.most:
        message = f"these records come to more than {ROWS} `{name}` rows"
        raise refuse([Finding(ROWS.finding, message, path=grain.base, help="give the input in parts, or correct its dates")])
    rows = sorted(made, key=lambda row: row.key)
    if grain.kind != "record":
        _extend(run, grain, rows)
    return rows


def check_rows(run: Run) -> tuple[Finding, ...]:
    """Makes every row and every link, and returns all that is wrong with the records."""
    for name, grain in run.policy.grains.items():
        for row in run.rows(name):
            for link in grain.links:
                run.link(row, link)
    return tuple(dict.fromkeys(run.problems))


def _records(run: Run, grain: Grain) -> Iterator[Row]:
    for record in run.records(grain.name):
        yield run.made(Row(grain.name, record.key, dict(record.values), record=record))


def _each(run: Run, grain: Grain) -> Iterator[Row]:
    """One row per day, week or month of the base row."""
    name = grain.name
    for base in run.rows(grain.base):
        bounds = _bounds(run, grain, base)
        if bounds is None:
            continue
        steps = islice(_steps(grain.step, *bounds, run.policy.options.week_starts), ROWS_OF_ONE.most + 1)
        for at, value in enumerate(steps):
            if at == ROWS_OF_ONE.most:
                message = f"{base.subject} has more than {ROWS_OF_ONE} `{name}` rows, from {bounds[0]} through {bounds[1]}"
                run.problems.append(Finding(ROWS_OF_ONE.finding, message, path=_path(base), help="correct its dates"))
                break
            yield _derived(run, grain, base, {grain.step if grain.step != "day" else "date": value}, value)


def _steps(step: str, low: date, high: date, week_starts: str) -> Iterator[date | Month]:
    if step == "month":
        month = month_of(low)
        while month <= month_of(high):
            yield month
            month = add_to_month(month, 1)
    else:
        day = week_start(low, week_starts) if step == "week" else low
        while day <= high:
            yield day
            day += ONE_DAY * (7 if step == "week" else 1)


def _stretches(run: Run, grain: Grain) -> Iterator[Row]:
    """One row per stretch of the base row in which nothing named in `by` changes."""
    for base in run.rows(grain.base):
        bounds = _bounds(run, grain, base)
        if bounds is None or bounds[1] < bounds[0]:
            continue
        low, high = bounds
        cuts = [low, *changes(_dated(run, grain.by), Period(low, high), run.known_on)]
        for start, after in zip(cuts, [*cuts[1:], high + ONE_DAY]):
            yield _derived(run, grain, base, {"starts": start, "ends": after - ONE_DAY}, start)


def _dated(run: Run, names: Iterable[str]) -> Iterator[Dated]:
    for name in names:
        if name in run.policy.settings:
            yield from run.policy.settings[name].versions
        elif name in run.policy.tables:
            yield from run.policy.tables[name].blocks


def _bounds(run: Run, grain: Grain, base: Row) -> tuple[date, date] | None:
    """The first and last day of a base row; None, for no rows, when one is missing or (a problem) unknown."""
    assert grain.low is not None
    assert grain.high is not None
    values = [evaluate(bound, Scope(run, base)) for bound in (grain.low, grain.high)]
    doubts = sorted(need.what for value in values if isinstance(value, Unknown) for need in value.needs)
    if doubts:
        message = f"the `{grain.name}` rows of {base.subject} cannot be listed without {', '.join(doubts)}"
        run.problems.append(Finding("bounds-unknown", message, path=_path(base)))
    if doubts or any(value is MISSING for value in values):
        return None
    return as_date(values[0]), as_date(values[1])


def _derived(run: Run, grain: Grain, base: Row, values: dict[str, Any], own: Any) -> Row:
    link = next((link for link in grain.links.values() if link.how == "base"), None)
    return run.made(Row(grain.name, f"{base.key}/{key_text(own)}", values, {link.name: base} if link else {}))


def _groups(run: Run, grain: Grain) -> Iterable[Row]:
    """One row per combination of keys among the base rows."""
    groups = (group for group in _grouped(run, grain).values() if isinstance(group, Row))
    return {group.key: group for group in groups}.values()


def _grouped(run: Run, grain: Grain) -> Mapping[Row, Row | Missing | Unknown]:
    """The group of each base row; none where a key is missing, an unknown one where a key is unknown."""
    return run.once(("grouped", grain.name), _group, run, grain)


def _group(run: Run, grain: Grain) -> dict[Row, Row | Missing | Unknown]:
    found: dict[str, Row] = {}
    into: dict[Row, Row | Missing | Unknown] = {}
    for base in run.rows(grain.base):
        values = [evaluate(path, Scope(run, base)) for path in grain.by_paths]
        doubts = [value for value in values if isinstance(value, Unknown)]
        group: Row | Missing | Unknown
        if any(value is MISSING for value in values):
            group = MISSING
        elif doubts:
            group = Unknown(frozenset().union(*(doubt.needs for doubt in doubts)))
        else:
            key = "/".join(key_text(value) for value in values)
            group = found.get(key) or run.made(Row(grain.name, key, dict(zip(grain.by, values))))
            found[key] = group
        into[base] = group
    return into


def _extend(run: Run, grain: Grain, rows: Sequence[Row]) -> None:
    """Gives derived rows their input columns; a record that matches no row is a problem."""
    records = {record.key: record for record in run.caseload.records.get(grain.name, ())}
    for row in rows:
        row.record = records.pop(row.key, None)
        if row.record is not None:
            row.values = {**row.record.values, **row.values}
    for record in records.values():
        message = f"there is no {grain.name} {record.key} for this row"
        run.problems.append(Finding("row-matches-nothing", message, path=record.path))


def make_link(run: Run, row: Row, link: Link) -> Row | Missing | Unknown:
    """Where a link leads that the making of the row did not already tell."""
    if link.how == "group":
        return _grouped(run, run.policy.grains[link.grain]).get(row, MISSING)
    if link.how == "match":
        return _match(run, row, link)
    value = run.given(row, link.name)
    if value is NOTHING or value is MISSING:
        return MISSING
    if isinstance(value, Unknown):
        return value
    target = run.row(link.grain, value)
    return target if target is not None else _nowhere(run, row, link, f"there is no {link.grain} {value}")


def _match(run: Run, row: Row, link: Link) -> Row | Missing | Unknown:
    """The one row of the target grain with the same values."""
    own = [column_text(run, row, name) for name in link.by]
    doubts = [text for text in own if isinstance(text, Unknown)]
    if any(text is MISSING for text in own):
        return _nowhere(run, row, link, f"it has no {', '.join(link.by)} to match")
    if doubts:
        return doubts[0]
    found = run.once(("match", link.grain, link.by), lambda: _by_columns(run, link)).get(tuple(own), ())
    if len(found) == 1:
        return found[0]
    said = ", ".join(f"{name} {text}" for name, text in zip(link.by, own))
    return _nowhere(run, row, link, f"{'several' if found else 'no'} {link.grain} rows have {said}")


def _by_columns(run: Run, link: Link) -> dict[tuple[Any, ...], list[Row]]:
    found: dict[tuple[Any, ...], list[Row]] = {}
    for target in run.rows(link.grain):
        found.setdefault(tuple(column_text(run, target, name) for name in link.by), []).append(target)
    return found


def _nowhere(run: Run, row: Row, link: Link, why: str) -> Missing:
    if not link.optional:
        run.problems.append(Finding("row-matches-nothing", f"{row.subject}: {why}", path=_path(row)))
    return MISSING


def _path(row: Row) -> str:
    return row.record.path if row.record else row.subject


def column_text(run: Run, row: Row, name: str) -> str | Missing | Unknown:
    """The key text of an input column, a linked row or the row itself, of this row or the nearest coarser one."""
    path = run.once(("column", row.grain, name), lambda: find_column(run.policy, row.grain, name))
    if path is None:
        return MISSING
    at = run.follow(row, path)
    if not isinstance(at, Row):
        return at
    if name == at.grain:
        return at.key
    value = column(run, at, name)
    return value if value is MISSING or isinstance(value, Unknown) else key_text(value)


def column(run: Run, row: Row, name: str) -> Any:
    """An input column of a row as given, or as what leaving it out means; a link is the key text of its row."""
    value = run.given(row, name)
    if value is not NOTHING:
        return value if value != Unknown() else _unsaid(row, name)
    known = run.policy.grains[row.grain].fields.get(name)
    if name in run.policy.grains[row.grain].links:
        target = run.link(row, name)
        return target.key if isinstance(target, Row) else target
    if known is None and name == "date":
        return run.day(row)
    return _left_out(row, name, known)


def _left_out(row: Row, name: str, known: Field | None) -> Any:
    if known is not None and known.absent == "default":
        return known.default
    return MISSING if known is not None and known.absent == "missing" else _unsaid(row, name)


def _unsaid(row: Row, name: str) -> Unknown:
    return unsaid(row.grain, row.key, name)


def read_field(scope: Scope, expr: ReadField) -> Any:
    row = scope.run.follow(scope.row, expr.path)
    if not isinstance(row, Row):
        return row
    return scope.use(field_node(scope.run, row, expr.name, expr.type))


def field_node(run: Run, row: Row, name: str, type: Type) -> Derivation:
    """An input column of a row, with its derivation: it is given."""
    return run.once(("field", row, name), _field_node, run, row, name, type)


def _field_node(run: Run, row: Row, name: str, type: Type) -> Derivation:
    known = run.policy.grains[row.grain].fields.get(name)
    label = known.label if known else ""
    return Derivation("field", name, label or name, row.subject, column(run, row, name), type)


def read_row(scope: Scope, expr: ReadRow) -> Any:
    """Rows are known by their key text."""
    row = scope.run.follow(scope.row, expr.path)
    if not isinstance(row, Row):
        return row
    return scope.use(scope.run.once(("row", row), _row_node, row))


def _row_node(row: Row) -> Derivation:
    return Derivation("row", row.grain, row.grain, row.subject, row.key, TEXT)


def read_date(scope: Scope, expr: ReadDate) -> Any:
    row = scope.run.follow(scope.row, expr.path)
    if not isinstance(row, Row):
        return row
    return scope.use(scope.run.once(("date", row), _date_node, scope.run, row))


def _date_node(run: Run, row: Row) -> Derivation:
    day = run.day(row)
    return Derivation("field", "date", "date", row.subject, MISSING if isinstance(day, Period) else day, DATE)
