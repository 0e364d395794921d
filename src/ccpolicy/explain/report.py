"""A report laid out from the values a determination gives: every value in words, with what is not known told below."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time
from fractions import Fraction
from typing import Any

from attrs import define, field, frozen

from ccpolicy.engine.determination import Determination
from ccpolicy.engine.pages import FilledBlock, FilledPage, FilledRow
from ccpolicy.engine.texts import need_text
from ccpolicy.explain.calendar import weeks_of
from ccpolicy.explain.claims import cited
from ccpolicy.explain.numbers import quantity_text
from ccpolicy.explain.pages import (
    AnyBlock,
    Box,
    CalendarBlock,
    Cell,
    Heading,
    LaidOut,
    ListBlock,
    MonthGrid,
    Page,
    StripBlock,
    StripLine,
    StripMonth,
    TableBlock,
)
from ccpolicy.explain.table import conditions_of
from ccpolicy.explain.words import words
from ccpolicy.model import policy as model
from ccpolicy.model.types import DATE, MOMENT, MONEY, MONTH, TEXT, TIME, Quantity, Type
from ccpolicy.values.absent import MISSING, Unknown
from ccpolicy.values.dates import Month, days_of_month, month_of
from ccpolicy.values.wording import worded, words_of


@frozen
class Report(LaidOut):
    """A report of one determination, ready to be drawn or written."""

    def to_csv(self) -> str:
        """A table for spreadsheets and programs; a report of several blocks has a section for each."""
        from ccpolicy.explain.report_csv import to_csv

        return to_csv(self)

    def to_html(self) -> str:
        """One file that stands for itself and prints well."""
        from ccpolicy.explain.report_html import to_html

        return to_html(self)


def lay_out(
    determination: Determination, policy: model.Policy, name: str, left_out: int = 0, lang: str = "en"
) -> Report:
    """The report of this name; the policy has one. `left_out` is how many input rows were left out."""
    say = words(lang)
    report = policy.reports[name]
    keys = _keys(policy, report)
    pages = tuple(_Layout(policy, lang).page(report, page, keys) for page in determination.reports[name])
    conditions = conditions_of(determination, policy, lang)
    conditions += [say["rows_left_out"].format(count=left_out)] if left_out else []
    return Report(
        name, report.label or _spaced(name), policy.label or policy.name, tuple(heading for heading, _ in keys), pages,
        tuple(conditions), cited(report.cites, policy), lang,
    )


def _keys(policy: model.Policy, report: model.Report) -> list[tuple[Heading, Type]]:
    """What the columns of a page's key are called, with their types; a row known by its id alone by its kind."""
    if not report.grain:
        return []
    grain = policy.grains[report.grain]
    if grain.key == ("id",):
        return [(Heading(_spaced(grain.name)), TEXT)]
    known = [(name, grain.fields.get(name)) for name in grain.key]
    return [
        (Heading((column.label if column else "") or _spaced(name)), column.type if column else TEXT)
        for name, column in known
    ]


def _spaced(name: str) -> str:
    return name.replace("_", " ").capitalize()


def _kind(type: Type) -> str:
    if not isinstance(type, Quantity):
        return "date" if type in (DATE, MONTH, MOMENT, TIME) else "key"
    return "money" if type == MONEY else "count"


@define
class _Layout:
    """Lays out one page; the notes below it are numbered as they come."""

    policy: model.Policy
    lang: str
    notes: dict[str, int] = field(factory=dict)

    def page(self, report: model.Report, page: FilledPage, keys: Sequence[tuple[Heading, Type]]) -> Page:
        shown = [self.cell(value, type) for value, (_, type) in zip(page.keys, keys, strict=True)]
        if page.doubt is not None and shown:
            shown[0] = self.marked(shown[0], page.doubt, "belongs")
        blocks = tuple(self.block(block, page.day) for block in page.blocks)
        return Page(tuple(shown), blocks, tuple(self.notes))

    # ---------------------------------------------------------------- values

    def cell(self, value: Any, type: Type, short: bool = False) -> Cell:
        """One value; in a column, dates stand in their short form."""
        if value is MISSING or value == ():
            return Cell()
        if isinstance(value, Unknown):
            needs = _needs(value, self.policy, self.lang)
            told = words(self.lang)["unknown_cell"].format(needs=needs)
            return Cell(words(self.lang)["unknown"], told, self.note(value, "needs_for"))
        leap = self.policy.options.leap_day_birthday
        plain = _plain(value, type, self.lang)
        if short and isinstance(value, date | Month):
            return Cell(f"{value:%Y-%m-%d %H:%M}" if isinstance(value, datetime) else plain, plain)
        return Cell(worded(value, str(type), self.lang, str, leap), plain)

    def marked(self, cell: Cell, doubt: Unknown, why: str) -> Cell:
        """The cell with a note on its row, unless it has one of its own already."""
        number = self.note(doubt, why)
        plain = f"{cell.plain} ({_told(doubt, why, self.policy, self.lang)})".strip()
        return Cell(cell.text, plain, cell.note or number)

    def note(self, doubt: Unknown, why: str, **more: str) -> int:
        """The number of the note that says what would settle this."""
        return self.notes.setdefault(_told(doubt, why, self.policy, self.lang, **more), len(self.notes) + 1)

    def cells(self, block: model.Block, row: FilledRow) -> tuple[Cell, ...]:
        short = block.kind != "list"
        made = [self.cell(value, line.value.type, short) for value, line in zip(row.values, block.lines, strict=True)]
        if row.doubt is not None and made:
            made[0] = self.marked(made[0], row.doubt, "belongs")
        return tuple(made)

    # ---------------------------------------------------------------- blocks

    def block(self, filled: FilledBlock, day: date | None) -> AnyBlock:
        block = filled.block
        headings = tuple(Heading(line.label, _kind(line.value.type)) for line in block.lines)
        made: AnyBlock
        if block.kind == "list":
            made = ListBlock(block.label, tuple(zip(headings, self.cells(block, filled.rows[0]), strict=True)))
        elif block.kind == "table":
            made = self.table(filled, headings)
        elif block.kind == "calendar":
            made = self.calendar(filled, headings, day)
        else:
            made = self.strip(filled, headings, day)
        for doubt in filled.doubts:
            self.note(doubt, "further")
        return made

    def table(self, filled: FilledBlock, headings: tuple[Heading, ...]) -> TableBlock:
        block, say = filled.block, words(self.lang)
        rows = tuple(self.cells(block, row) for row in filled.rows)
        totals: tuple[Cell, ...] = ()
        if filled.totals and rows:
            cells = [
                self.cell(filled.totals[at], line.value.type) if at in filled.totals else Cell()
                for at, line in enumerate(block.lines)
            ]
            if 0 not in filled.totals:
                cells[0] = Cell(say["total"], say["total"])
            totals = tuple(cells)
        return TableBlock(block.label, headings, rows, totals)

    def calendar(self, filled: FilledBlock, headings: tuple[Heading, ...], day: date | None) -> CalendarBlock:
        by_day = self.by_day(filled.rows)
        first = self.policy.options.week_starts or "sunday"

        def box(on: date | None) -> Box | None:
            return Box(on, tuple(self.cells(filled.block, row) for row in by_day.get(on, ()))) if on is not None else None

        months = tuple(
            MonthGrid(worded(month, "month", self.lang), tuple(tuple(map(box, week)) for week in weeks_of(month, first)))
            for month in _months(by_day, day)
        )
        names = words_of(self.lang).weekdays
        order = list(names)
        at = order.index(first)
        weekdays = tuple(names[name] for name in [*order[at:], *order[:at]])
        return CalendarBlock(filled.block.label, headings, weekdays, months)

    def strip(self, filled: FilledBlock, headings: tuple[Heading, ...], day: date | None) -> StripBlock:
        by_day = self.by_day(filled.rows)
        groups: dict[tuple[Any, ...], list[FilledRow]] = {}
        for row in filled.rows:
            groups.setdefault(row.group, []).append(row)
        block = filled.block
        assert block.by is not None
        by_type = block.by.type
        months = []
        for month in _months(by_day, day):
            days = days_of_month(month)
            lines = [
                StripLine(self.cell(rows[0].by, by_type), heading, tuple(self.on(block, rows, at, day) for day in days))
                for rows in groups.values()
                for at, heading in enumerate(headings)
            ]
            months.append(StripMonth(month, worded(month, "month", self.lang), days, tuple(lines)))
        return StripBlock(block.label, _by_name(block), headings, tuple(months))

    def on(self, block: model.Block, rows: Iterable[FilledRow], at: int, day: date) -> Cell:
        """What one line of a strip shows on a day; of several rows all, one after the other."""
        cells = [self.cells(block, row)[at] for row in rows if row.day == day]
        cells = [cell for cell in cells if cell != Cell()]
        if len(cells) < 2:
            return cells[0] if cells else Cell()
        note = next((cell.note for cell in cells if cell.note), 0)
        return Cell("; ".join(cell.text for cell in cells), "; ".join(cell.plain for cell in cells), note)

    def by_day(self, rows: Iterable[FilledRow]) -> dict[date, list[FilledRow]]:
        """The rows by date; of one whose date is not known a note tells what it needs."""
        found: dict[date, list[FilledRow]] = {}
        for row in rows:
            if isinstance(row.day, Unknown):
                self.note(row.day, "undated", row=row.key)
            elif row.day is not None:
                found.setdefault(row.day, []).append(row)
        return found


def _months(by_day: Mapping[date, object], day: date | None) -> list[Month]:
    """The months that have rows; where there are none, that of the page."""
    found = sorted({month_of(each) for each in by_day})
    return found or ([month_of(day)] if day is not None else [])


def _by_name(block: model.Block) -> str:
    """What the lines of a strip go by: the last name of its path."""
    path = getattr(block.by, "path", ())
    name = getattr(block.by, "name", "") or (path[-1] if path else getattr(block.by, "grain", ""))
    return _spaced(name)


def _needs(doubt: Unknown, policy: model.Policy, lang: str) -> str:
    return ", ".join(need_text(policy, need) for need in sorted(doubt.needs)) or words(lang)["nothing_more"]


def _told(doubt: Unknown, why: str, policy: model.Policy, lang: str, **more: str) -> str:
    return words(lang)[why].format(needs=_needs(doubt, policy, lang), **more)


def _plain(value: Any, type: Type, lang: str) -> str:
    """A value as a program reads it: decimal digits, ISO dates, codes."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | Fraction):
        return quantity_text(value, type)
    if isinstance(value, datetime):
        return value.isoformat(timespec="minutes")
    if isinstance(value, time):
        return f"{value:%H:%M}"
    if isinstance(value, str | date | Month):
        return str(value)
    if isinstance(value, tuple) and not hasattr(value, "_fields"):
        of = getattr(type, "of", type)
        return "; ".join(_plain(part, of, lang) for part in value)
    return worded(value, str(type), lang)
