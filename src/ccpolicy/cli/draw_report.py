"""A report drawn for a terminal or as plain text, as wide as there is room."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich import box
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from ccpolicy.cli.draw import WIDTH, Sheets, indented, plain_text, styled
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
    StripMonth,
    TableBlock,
)
from ccpolicy.explain.table import Column, Sheet
from ccpolicy.explain.words import words


def drawn(report: LaidOut) -> Group:
    """What to print of a report."""
    say = words(report.lang)
    parts: list[RenderableType] = [styled(report.policy, "dim"), styled(report.title, "title")]
    parts += [styled(condition, "dim") for condition in report.conditions]
    for page in report.pages:
        parts += ["", *_page(report, page)]
    if not report.pages:
        parts += ["", styled(say["no_pages"])]
    if report.sources:
        parts += ["", styled(f"{say['sources']}: {'; '.join(report.sources)}", "dim")]
    return Group(*parts)


def drawn_text(report: LaidOut, width: int = WIDTH) -> str:
    """The same as plain text, for a file or a pipe."""
    return plain_text(drawn(report), width)


def _page(report: LaidOut, page: Page) -> Iterator[RenderableType]:
    if report.keys:
        told = [f"{heading.label}: {_text(cell)}" for heading, cell in zip(report.keys, page.keys, strict=True)]
        yield styled("   ".join(told), "title")
    for at, block in enumerate(page.blocks):
        if at or not isinstance(block, ListBlock) or block.title:
            yield ""
        if block.title:
            yield styled(block.title, "title")
        yield from _block(block, report.lang)
    if page.notes:
        yield ""
    for number, note in enumerate(page.notes, 1):
        yield styled(f"[{number}] {note}", "note")


def _block(block: AnyBlock, lang: str) -> Iterator[RenderableType]:
    if isinstance(block, ListBlock):
        yield _list(block)
    elif isinstance(block, TableBlock) and block.rows:
        columns = tuple(Column(heading.label, heading.kind if heading.numeric else "key") for heading in block.headings)
        rows = tuple(tuple(map(_text, row)) for row in block.rows)
        yield Sheets(Sheet(columns, rows, tuple(map(_text, block.totals))))
    elif isinstance(block, TableBlock) or not block.months:
        yield indented(styled(words(lang)["no_rows"]), 2)
    elif isinstance(block, CalendarBlock):
        for grid in block.months:
            yield from _grid(block, grid)
    else:
        for month in block.months:
            yield from _strip(block, month)


def _list(block: ListBlock) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, show_header=False)
    table.add_column(overflow="fold")
    table.add_column(overflow="fold")
    for heading, cell in block.items:
        table.add_row(styled(heading.label), styled(_text(cell)))
    return table


def _grid(block: CalendarBlock, grid: MonthGrid) -> Iterator[RenderableType]:
    yield styled(grid.title)
    table = Table(box=box.ASCII2, show_lines=True, padding=(0, 1))
    for name in block.weekdays:
        table.add_column(styled(name[:3]), overflow="fold", ratio=1)
    for week in grid.weeks:
        table.add_row(*(_box(block.headings, each) for each in week))
    yield table


def _box(headings: Sequence[Heading], each: Box | None) -> Text:
    if each is None:
        return Text()
    lines = [
        f"{heading.label}: {_text(cell)}"
        for row in each.rows
        for heading, cell in zip(headings, row, strict=True)
        if cell != Cell()
    ]
    return styled("\n".join([str(each.day.day), *lines]))


def _strip(block: StripBlock, month: StripMonth) -> Iterator[RenderableType]:
    """A column a day; where there are several lines for one thing, its name stands on the first of them."""
    yield styled(month.title)
    several = len(block.headings) > 1
    columns = (Column(block.by, "key"), *(Column(str(day.day), "key") for day in month.days))
    rows = []
    for line in month.lines:
        first = f"{_text(line.by)}: {line.heading.label}" if several else _text(line.by)
        rows.append((first, *map(_text, line.cells)))
    yield Sheets(Sheet(columns, tuple(rows)))


def _text(cell: Cell) -> str:
    return f"{cell.text} [{cell.note}]" if cell.note else cell.text
