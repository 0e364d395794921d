"""A report as one HTML file: nothing from outside, no scripts, in black on white, a printed page for each page.

Every text is escaped, and characters that cannot be seen, such as those that turn the direction of a line, become spaces.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ccpolicy.explain.html import escaped
from ccpolicy.explain.output import spreadsheet_text
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
from ccpolicy.explain.words import words

WIDE = 9
"""From how many columns on a table is set in smaller type, to fit on a page."""

STYLE = """
body { margin: 1.5em auto; max-width: 60em; padding: 0 1em; background: #fff; color: #000;
  font: 10.5pt/1.4 "Helvetica Neue", Helvetica, Arial, sans-serif; }
h1 { font-size: 12pt; font-weight: 400; margin: 0 0 1em; }
h2 { font-size: 15pt; margin: 0 0 .3em; }
section { border-top: 2px solid #000; padding-top: .8em; margin-bottom: 3em; }
section p, section ol { margin: 0 0 .4em; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .1em 1.2em; margin: 0 0 1em; }
dt { color: #333; }
dd { margin: 0; font-weight: 600; }
h3, caption { text-align: left; font-size: 11.5pt; font-weight: 600; margin: 0; padding: .7em 0 .3em; }
table { border-collapse: collapse; width: 100%; margin: 0 0 1em; }
th, td { padding: .18em .5em; text-align: left; vertical-align: top; border-bottom: 1px solid #bbb; font-weight: 400; }
thead th { font-weight: 600; vertical-align: bottom; border-bottom: 1.5px solid #000; }
thead .n { white-space: normal; }
.d { white-space: nowrap; }
.n { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
.total th, .total td { font-weight: 600; border-top: 1.5px solid #000; border-bottom: 0; }
.wide { font-size: 8pt; }
.wide th, .wide td { padding: .18em .3em; }
.grid { table-layout: fixed; }
.grid th, .grid td { border: 1px solid #777; }
.grid td { height: 3.6em; font-size: 8.5pt; }
.grid .day { display: block; font-size: 10pt; font-weight: 600; }
.grid .none { background: #f2f2f2; }
.strip { font-size: 7pt; }
.strip th, .strip td { padding: .18em .12em; border: 1px solid #bbb; text-align: center; overflow-wrap: anywhere; }
.strip tbody th { text-align: left; white-space: nowrap; padding-right: .5em; }
.notes, .under { font-size: 9pt; }
@media print {
  @page { margin: 14mm 12mm; }
  body { margin: 0; max-width: none; padding: 0; }
  section { break-after: page; border-top: 0; padding: 0; margin: 0; }
  section:last-of-type { break-after: auto; }
  thead { display: table-header-group; }
  tr, dt, dd { break-inside: avoid; }
  h2, h3, caption { break-after: avoid; }
  .screen { display: none; }
  a { color: inherit; text-decoration: none; }
}
"""


def to_html(report: LaidOut) -> str:
    """The report as a whole document."""
    say = words(report.lang)
    told = [f'<!DOCTYPE html>\n<html lang="{escaped(report.lang)}">\n<head>\n<meta charset="utf-8">']
    told.append('<meta name="viewport" content="width=device-width, initial-scale=1">')
    told.append(f"<title>{escaped(report.title)}</title>\n<style>{STYLE}</style>\n</head>\n<body>")
    told.append(f'<h1 class="screen">{escaped(report.policy)}</h1>')
    for at, page in enumerate(report.pages, 1):
        told += _page(report, page, at)
    if not report.pages:
        told.append(f'<section aria-labelledby="p1">\n{"".join(_head(report, 1))}<p>{escaped(say["no_pages"])}</p>\n</section>')
    told.append("</body>\n</html>\n")
    return "\n".join(told)


def _page(report: LaidOut, page: Page, at: int) -> Iterator[str]:
    yield f'<section aria-labelledby="p{at}">'
    yield from _head(report, at)
    if report.keys:
        yield from _pairs(list(zip(report.keys, page.keys, strict=True)), at)
    for block in page.blocks:
        yield from _block(block, at, report.lang)
    if page.notes:
        yield '<div class="notes">'
        for number, note in enumerate(page.notes, 1):
            yield f'<p id="p{at}n{number}">[{number}] {escaped(note)}</p>'
        yield "</div>"
    if report.sources:
        yield f'<p class="under">{escaped(words(report.lang)["sources"])}: {escaped("; ".join(report.sources))}</p>'
    yield "</section>"


def _head(report: LaidOut, at: int) -> Iterator[str]:
    yield f'<p class="under">{escaped(report.policy)}</p>\n<h2 id="p{at}">{escaped(report.title)}</h2>\n'
    for condition in report.conditions:
        yield f'<p class="under">{escaped(condition)}</p>\n'


def _block(block: AnyBlock, page: int, lang: str) -> Iterator[str]:
    if isinstance(block, ListBlock):
        yield from _title(block.title)
        yield from _pairs(block.items, page)
    elif isinstance(block, TableBlock):
        yield from table(block, page) if block.rows else _nothing(block.title, lang)
    elif not block.months:
        yield from _nothing(block.title, lang)
    elif isinstance(block, CalendarBlock):
        for grid in block.months:
            yield from _grid(block, grid, page)
    else:
        for month in block.months:
            yield from _strip(block, month, page)


def _title(title: str) -> Iterator[str]:
    if title:
        yield f"<h3>{escaped(title)}</h3>"


def _nothing(title: str, lang: str) -> Iterator[str]:
    yield from _title(title)
    yield f"<p>{escaped(words(lang)['no_rows'])}</p>"


def _pairs(items: Sequence[tuple[Heading, Cell]], page: int) -> Iterator[str]:
    yield "<dl>"
    for heading, cell in items:
        yield f"<dt>{escaped(heading.label)}</dt><dd>{_shown(cell, page, heading)}</dd>"
    yield "</dl>"


def table(block: TableBlock, page: int = 0) -> Iterator[str]:
    """A table with its totals; `page` is that of its notes."""
    wide = ' class="wide"' if len(block.headings) >= WIDE else ""
    yield f"<table{wide}>{_caption(block.title)}"
    heads = [f'<th scope="col"{_side(heading)}>{escaped(heading.label)}</th>' for heading in block.headings]
    yield f"<thead><tr>{''.join(heads)}</tr></thead>"
    yield "<tbody>"
    for row in block.rows:
        yield _row(block.headings, row, page)
    yield "</tbody>"
    if block.totals:
        # Not a table foot, which some printers repeat on every page.
        yield f'<tbody class="total">{_row(block.headings, block.totals, page)}</tbody>'
    yield "</table>"


def _row(headings: Sequence[Heading], row: Sequence[Cell], page: int) -> str:
    first = f'<th scope="row"{_side(headings[0])}>{_shown(row[0], page, headings[0])}</th>'
    cells = [f"<td{_side(heading)}>{_shown(cell, page, heading)}</td>" for heading, cell in zip(headings[1:], row[1:])]
    return f"<tr>{first}{''.join(cells)}</tr>"


def _grid(block: CalendarBlock, grid: MonthGrid, page: int) -> Iterator[str]:
    yield f'<table class="grid">{_caption(", ".join(filter(None, (block.title, grid.title))))}'
    days = "".join(f'<th scope="col">{escaped(name)}</th>' for name in block.weekdays)
    yield f"<thead><tr>{days}</tr></thead><tbody>"
    for week in grid.weeks:
        yield f"<tr>{''.join(_box(block, box, page) for box in week)}</tr>"
    yield "</tbody></table>"


def _box(block: CalendarBlock, box: Box | None, page: int) -> str:
    if box is None:
        return '<td class="none"></td>'
    lines = [
        f"<div>{escaped(heading.label)} {_shown(cell, page, heading)}</div>"
        for row in box.rows
        for heading, cell in zip(block.headings, row, strict=True)
        if cell != Cell()
    ]
    return f'<td><span class="day">{box.day.day}</span>{"".join(lines)}</td>'


def _strip(block: StripBlock, month: StripMonth, page: int) -> Iterator[str]:
    yield f'<table class="strip">{_caption(", ".join(filter(None, (block.title, month.title))))}'
    several = len(block.headings) > 1
    days = "".join(f'<th scope="col">{day.day}</th>' for day in month.days)
    line = '<td></td>' if several else ""
    yield f'<thead><tr><th scope="col">{escaped(block.by)}</th>{line}{days}</tr></thead><tbody>'
    for each in month.lines:
        label = f'<th scope="row">{escaped(each.heading.label)}</th>' if several else ""
        cells = "".join(f"<td>{_shown(cell, page, each.heading)}</td>" for cell in each.cells)
        yield f'<tr><th scope="row">{_shown(each.by, page, Heading(block.by))}</th>{label}{cells}</tr>'
    yield "</tbody></table>"


def _caption(title: str) -> str:
    return f"<caption>{escaped(title)}</caption>" if title else ""


def _side(heading: Heading) -> str:
    return ' class="n"' if heading.numeric else ' class="d"' if heading.kind == "date" else ""


def _shown(cell: Cell, page: int, heading: Heading) -> str:
    """A value with its note. Words that are copied into a spreadsheet stay words there."""
    text = escaped(cell.text if heading.numeric else spreadsheet_text(cell.text))
    note = f'<sup><a href="#p{page}n{cell.note}">[{cell.note}]</a></sup>' if cell.note else ""
    return f"{text} {note}" if note else text
