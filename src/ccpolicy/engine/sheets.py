"""What stands in the cells of a sheet after a determination, and where it differs from what was read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Any

from attrs import evolve

from ccpolicy.diagnostics import Finding
from ccpolicy.engine.determination import Determination
from ccpolicy.engine.results import Facts
from ccpolicy.engine.run import Row
from ccpolicy.errors import InternalError, UsageError
from ccpolicy.model.policy import Field, Policy, Sheet, SheetColumn
from ccpolicy.model.sheets import DAY_HEADINGS, fills, headings
from ccpolicy.model.types import MOMENT, Codes
from ccpolicy.records.caseload import Shown
from ccpolicy.records.fields import Reading, reader_for
from ccpolicy.records.problems import Unfit, described, shown
from ccpolicy.records.sheets import NOT_KNOWN
from ccpolicy.records.written import written
from ccpolicy.values.absent import MISSING, Unknown
from ccpolicy.values.clock import local_moment
from ccpolicy.values.formats import TIMES
from ccpolicy.values.formats import written as formatted

Cells = list[str]


def sheet_table(determination: Determination, policy: Policy, sheet: Sheet) -> Iterator[Cells]:
    """The heading of a sheet and its rows, in the order the records were given, as text that reads as the same records."""
    facts = _facts(determination)
    yield list(headings(sheet))
    grain = policy.grains[sheet.grain]
    if not sheet.across:
        for row in facts.rows(sheet.grain):
            yield _ordinary(facts, policy, sheet, row)
        return
    days: dict[str, list[Row]] = {}
    for row in facts.rows(sheet.grain):
        days.setdefault(row.key.rpartition("/")[0], []).append(row)
    for base in facts.rows(grain.base):
        own = days.get(base.key, [])
        if not own:
            continue
        for line in sheet.lines:
            across = {str(row.values[sheet.across].day): _cell(facts, policy, sheet, line, row) for row in own}
            told = [line.heading] if sheet.line_heading else []
            yield [*_ordinary(facts, policy, sheet, own[0]), *told, *(across.get(day, "") for day in DAY_HEADINGS)]


def differences(determination: Determination, policy: Policy, told: Iterable[Shown]) -> Iterator[Finding]:
    """A warning for each row of a sheet and each of its columns or lines that are only written, where it says something
    else than what is worked out: the first such cell, and how many more there are."""
    found: dict[tuple[str, str], list[Finding]] = {}
    for cell, finding in _differing(determination, policy, told):
        found.setdefault((cell.path.partition(",")[0], cell.column.heading), []).append(finding)
    for first, *more in found.values():
        rest = f"; so do {len(more)} more of the row" if more else ""
        yield evolve(first, message=f"{first.message}{rest}")


def _differing(determination: Determination, policy: Policy, told: Iterable[Shown]) -> Iterator[tuple[Shown, Finding]]:
    facts = _facts(determination)
    days: dict[str, dict[str, Row]] = {}
    for cell in told:
        sheet = policy.sheets[cell.sheet]
        row = facts.row(cell.kind, cell.key)
        if row is not None and cell.kind != sheet.grain:
            if sheet.grain not in days:
                days[sheet.grain] = {each.key.rpartition("/")[0]: each for each in reversed(facts.rows(sheet.grain))}
            row = days[sheet.grain].get(cell.key)
        value = facts.value(row, cell.column.value) if row is not None else Unknown()
        if isinstance(value, Unknown) or _read(policy, cell) == value:
            continue
        worked_out = "nothing" if value is MISSING else shown(written(value, cell.column.value.type)) or "another text"
        said = f"`{cell.column.heading}` says {described(cell.text)}, and {worked_out} is worked out"
        yield cell, Finding("sheet-differs", f"{said} ({cell.place})", path=cell.path, severity="warning")


def _read(policy: Policy, cell: Shown) -> Any:
    """What a shown text means; None, which no value is, for one that means nothing."""
    kind = cell.column.value.type
    try:
        return reader_for(Field("", kind, "required", whole=False, written=str(kind)), Reading(policy))(cell.text)
    except Unfit:
        return None


def _facts(determination: Determination) -> Facts:
    if not isinstance(determination.facts, Facts):
        raise InternalError("this determination keeps no rows")
    return determination.facts


def _ordinary(facts: Facts, policy: Policy, sheet: Sheet, row: Row) -> Cells:
    """The cells of the columns that are not days; a date that stands only for times is that of the first that has one."""
    cells: dict[str, str] = {column.heading: _cell(facts, policy, sheet, column, row) for column in sheet.columns}
    for column in sheet.columns:
        if column.on and column.on not in cells:
            value = facts.value(row, column.value)
            cells[column.on] = str(value.date()) if isinstance(value, datetime) else ""
    return [cells[heading] for heading in headings(sheet) if heading in cells]


def _cell(facts: Facts, policy: Policy, sheet: Sheet, column: SheetColumn, row: Row) -> str:
    """One value as the sheet writes it; empty for what an empty cell would mean."""
    value = facts.value(row, column.value)
    at = fills(policy.grains, sheet, column)
    field = policy.grains[at[0]].fields[at[1]] if at else None
    kind = column.value.type
    if value is MISSING:
        return ""
    if isinstance(value, Unknown):
        return NOT_KNOWN if field is not None and field.absent != "unknown" else ""
    if field is not None and field.absent == "default" and value == field.default:
        return ""
    if isinstance(kind, Codes):
        return _word(sheet, kind.name, str(value))
    if isinstance(value, datetime):
        return _moment(facts, policy, sheet, column, row, value)
    if column.format:
        return formatted(value, column.format)
    return written(value, kind, field)


def _word(sheet: Sheet, listed: str, code: str) -> str:
    """The file's own word for a code, or the code."""
    return next((word for word, meant in sheet.words.get(listed, {}).items() if meant == code), code)


def _moment(facts: Facts, policy: Policy, sheet: Sheet, column: SheetColumn, row: Row, value: datetime) -> str:
    """A moment in the sheet's format where that tells it, otherwise in full and with its offset."""
    day, clock = value.date(), value.time()
    plain = not clock.second and local_moment(day, clock, policy.options.timezone) == value
    if column.format in TIMES:
        if plain and _date_beside(facts, sheet, column, row, day) == day:
            return formatted(clock, column.format)
    elif column.format and plain:
        of_day, _, of_clock = column.format.partition(" ")
        return f"{formatted(day, of_day)} {formatted(clock, of_clock)}"
    return written(value, MOMENT)


def _date_beside(facts: Facts, sheet: Sheet, column: SheetColumn, row: Row, day: date) -> Any:
    """The date that stands in the column that dates a time; in a sheet of days, the day itself."""
    if not column.on:
        return row.values.get(sheet.across)
    beside = next((each for each in sheet.columns if each.heading == column.on), None)
    if beside is not None:
        return facts.value(row, beside.value)
    moments = [facts.value(row, each.value) for each in sheet.columns if each.on == column.on]
    return next((m.date() for m in moments if isinstance(m, datetime)), day)


def find_sheet(policy: Policy, name: str) -> Sheet:
    """The sheet with this name. Raises UsageError."""
    found = policy.sheets.get(name)
    if found is None:
        raise UsageError(f"{policy.name} has no sheet `{name}`; it has {', '.join(policy.sheets) or 'none'}")
    return found
