"""A batch of determinations drawn as a table, a calendar and notes, as wide as there is room."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from io import StringIO

from attrs import frozen
from rich import box
from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from ccpolicy.cli.show import STYLES, clean
from ccpolicy.explain.calendar import Calendar, MonthGrid
from ccpolicy.explain.notes import Section
from ccpolicy.explain.table import Batch, Sheet

WIDTH = 100
_ZEROS = ("$0.00", "0")


def drawn(batch: Batch) -> Group:
    """What to print of a batch."""
    parts: list[RenderableType] = [styled(batch.title, "title")]
    parts += [styled(condition, "dim") for condition in batch.conditions]
    if batch.sheet.rows:
        parts.append(Sheets(batch.sheet))
    parts += _calendar(batch.calendar)
    for section in batch.sections:
        parts += ["", *_section(section)]
    return Group(*parts)


def drawn_text(batch: Batch, width: int = WIDTH) -> str:
    """The same as plain text, for a file or a pipe."""
    return plain_text(drawn(batch), width)


def plain_text(parts: Group, width: int) -> str:
    """What is drawn as text without colour, no line ending in spaces."""
    out = StringIO()
    Console(file=out, width=width, color_system=None, markup=False, highlight=False, emoji=False).print(parts)
    return "".join(f"{line.rstrip()}\n" for line in out.getvalue().splitlines())


@frozen
class Sheets:
    """As few tables as it takes to break no number."""

    sheet: Sheet

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> Iterator[RenderableType]:
        room = options.max_width
        for sheet in _fitting(self.sheet, room):
            wrapped = _width(sheet, wrapped=False) > room
            yield ""
            yield _table(sheet, wrapped=wrapped, gap=2 if _width(sheet, wrapped=wrapped) <= room else 1)


def _fitting(sheet: Sheet, room: int) -> Iterator[Sheet]:
    """The table whole, or its counts and its money; where even these are too wide, as many columns as there is room."""
    if _width(sheet, wrapped=True) <= room:
        yield sheet
        return
    for part in sheet.parts():
        taken = [0]
        for at in range(1, len(part.columns)):
            if len(taken) > 1 and _width(part.only([*taken, at]), wrapped=True, gap=1) > room:
                yield part.only(taken)
                taken = [0]
            taken.append(at)
        yield part.only(taken)


def _width(sheet: Sheet, *, wrapped: bool, gap: int = 2) -> int:
    return sum(max(_needed(sheet, at), 0 if wrapped else cell_len(c.label)) + gap for at, c in enumerate(sheet.columns))


def _needed(sheet: Sheet, at: int) -> int:
    """How wide a column is when its heading is broken between words."""
    cells = [row[at] for row in (*sheet.rows, sheet.totals) if row]
    return max(map(cell_len, [*clean(sheet.columns[at].label).split(), *cells]), default=0)


def _table(sheet: Sheet, *, wrapped: bool, gap: int) -> Table:
    table = Table(
        box=box.SIMPLE_HEAD, padding=(0, gap - 1, 0, 0), show_footer=bool(sheet.totals), show_edge=False, pad_edge=False
    )
    for at, column in enumerate(sheet.columns):
        bottom = sheet.totals[at] if sheet.totals else ""
        label = clean(column.label)
        table.add_column(
            Text(textwrap.fill(label, max(_needed(sheet, at), 1)) if wrapped else label),
            footer=styled(bottom, "title"), justify="right" if column.numeric else "left", overflow="fold",
            vertical="bottom", no_wrap=column.numeric,
        )
    for row in sheet.rows:
        table.add_row(*(styled(cell, "dim" if cell in _ZEROS else "") for cell in row))
    return table


def _calendar(calendar: Calendar) -> Iterator[RenderableType]:
    for month in calendar.months:
        yield ""
        yield _month(month)
    if calendar.months:
        keys = Text()
        for key in calendar.legend:
            keys.append_text(styled(key.letter, key.status or "none")).append_text(styled(f" {key.text}   "))
        keys.rstrip()
        yield ""
        yield keys


def _month(month: MonthGrid) -> Table:
    """A name and a letter per day on each line, with a space between weeks."""
    starts = [at == 0 or begins for at, begins in enumerate(month.starts_week)]
    numbers, weekdays = "", Text()
    for day, initial, begins in zip(month.days, month.weekdays, starts, strict=True):
        gap = " " if begins and day.day > 1 else ""
        place = len(weekdays.plain) + len(gap)
        weekdays.append(gap + initial, STYLES["title"])
        if begins:
            numbers = numbers.ljust(place)[:place] + str(day.day)
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, show_header=False)
    table.add_column(overflow="fold")
    table.add_column(no_wrap=True, min_width=len(weekdays.plain))
    table.add_row(styled(month.title, "title"), styled(numbers, "dim"))
    table.add_row("", weekdays)
    for row in month.rows:
        letters = Text()
        for cell, begins in zip(row.cells, starts, strict=True):
            letters.append(" " if begins and letters.plain else "")
            letters.append_text(styled(cell.letter, cell.status or "none"))
        table.add_row(styled(row.claim), letters)
    return table


def _section(section: Section) -> Iterator[RenderableType]:
    yield styled(section.title, "title")
    for note in section.notes:
        yield indented(styled(note.head, note.tone), 2)
        for block in note.blocks:
            for row in block.rows:
                yield indented(styled(row), 4)
            for text in block.texts:
                yield indented(styled(text), 6 if block.rows else 4)
        for cite in note.cites:
            yield indented(styled(f"[{cite}]", "dim"), 4)


def indented(text: Text, by: int) -> Padding:
    """A text some columns further right."""
    return Padding(text, (0, 0, 0, by), expand=False)


def styled(text: str, style: str = "") -> Text:
    """A text in one of the styles, without control characters."""
    return Text(clean(text), style=STYLES.get(style, ""))
