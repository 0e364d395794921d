"""A batch as HTML for a notebook: the same table, calendar and notes, without scripts, classes or anything from outside.

Every text is escaped. What stands in a letter's colour also stands in its letter and, in full, in the title of its cell.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from html import escape

from ccpolicy.explain.calendar import Calendar, MonthGrid
from ccpolicy.explain.notes import Note, Section
from ccpolicy.explain.output import spreadsheet_text
from ccpolicy.explain.table import Batch, Sheet
from ccpolicy.explain.words import words

MOST_ROWS = 200
"""How many claims are shown; a notebook is no place for more."""

OPEN_SECTIONS = 5
"""Sections longer than this many notes are folded."""

_PAGE = "background:#fff;color:#1f2328;font-family:system-ui,sans-serif;font-size:13px;line-height:1.45;padding:8px"
_TABLE = "border-collapse:collapse;margin:0 0 12px;background:#fff;color:#1f2328"
_CAPTION = "text-align:left;font-weight:600;padding:4px 0;color:#1f2328"
_HEAD = "padding:3px 8px;border-bottom:1px solid #8c959f;vertical-align:bottom;font-weight:600"
_CELL = "padding:2px 8px;border-bottom:1px solid #eaeef2;white-space:nowrap;font-weight:400"
_TOTAL = "padding:3px 8px;border-top:1px solid #8c959f;white-space:nowrap;font-weight:600"
_DAY = "padding:1px 0;width:1.5em;min-width:1.5em;text-align:center;font-family:ui-monospace,monospace"
_QUIET = "color:#59636e"
_COLOURS = {
    "paid": "background:#dafbe1;color:#0a4d1c",
    "partly_paid": "background:#d3f2f2;color:#044a4a",
    "denied": "background:#ffd8d3;color:#82061e;font-weight:700",
    "held": "background:#fff1b8;color:#5c4300;font-weight:700",
    "routed": "background:#ddf0ff;color:#0a3069;font-weight:700",
    "bad": "color:#a40e26;font-weight:600",
    "warn": "color:#7d4e00;font-weight:600",
    "": _QUIET,
}


def to_html(batch: Batch, lang: str = "en") -> str:
    """The batch as one element, to stand in a page of anybody's."""
    say = words(lang)
    told = [f'<p style="margin:0 0 8px;font-size:15px;font-weight:600">{escaped(batch.title)}</p>']
    told += [f'<p style="margin:0 0 4px;{_QUIET}">{escaped(condition)}</p>' for condition in batch.conditions]
    if batch.sheet.rows:
        told += _sheet(batch.sheet)
        told += _more(len(batch.sheet.rows), say["more"])
    told += _calendar(batch.calendar)
    for section in batch.sections:
        told += _section(section)
    return f'<div lang="{escaped(lang)}" style="{_PAGE}">{"".join(told)}</div>'


def _sheet(sheet: Sheet) -> Iterator[str]:
    sides = ["right" if column.numeric else "left" for column in sheet.columns]
    yield f'<div style="overflow-x:auto"><table style="{_TABLE}"><thead><tr>'
    for column, side in zip(sheet.columns, sides, strict=True):
        yield f'<th scope="col" style="{_HEAD};text-align:{side}">{escaped(column.label)}</th>'
    yield "</tr></thead><tbody>"
    for row in sheet.rows[:MOST_ROWS]:
        yield _row(row, sides, _CELL)
    yield "</tbody>"
    if sheet.totals:
        yield f"<tfoot>{_row(sheet.totals, sides, _TOTAL)}</tfoot>"
    yield "</table></div>"


def _row(row: Sequence[str], sides: Sequence[str], style: str) -> str:
    """Cells that are copied into a spreadsheet stay texts there."""
    head = f'<th scope="row" style="{style};text-align:left">{escaped(spreadsheet_text(row[0]))}</th>'
    cells = [
        f'<td style="{style};text-align:{side};font-variant-numeric:tabular-nums">'
        f"{escaped(cell if side == 'right' else spreadsheet_text(cell))}</td>"
        for cell, side in zip(row[1:], sides[1:], strict=True)
    ]
    return f"<tr>{head}{''.join(cells)}</tr>"


def _calendar(calendar: Calendar) -> Iterator[str]:
    for month in calendar.months:
        yield from _month(month)
    if calendar.months:
        keys = [
            f'<span style="white-space:nowrap;margin-right:1em">'
            f'<span style="{_DAY};display:inline-block;{_COLOURS[key.status]}">{escaped(key.letter)}</span> '
            f"{escaped(key.text)}</span>"
            for key in calendar.legend
        ]
        yield f'<p style="margin:0 0 12px">{" ".join(keys)}</p>'


def _month(month: MonthGrid) -> Iterator[str]:
    edges = [";border-left:1px solid #8c959f" if begins else "" for begins in month.starts_week]
    yield f'<table style="{_TABLE}"><caption style="{_CAPTION}">{escaped(month.title)}</caption><thead><tr><td></td>'
    for day, initial, edge in zip(month.days, month.weekdays, edges, strict=True):
        yield f'<th scope="col" title="{day}" style="{_DAY};font-weight:600{edge}">{escaped(initial)}<br>{day.day}</th>'
    yield "</tr></thead><tbody>"
    for row in month.rows[:MOST_ROWS]:
        yield f'<tr><th scope="row" style="{_CELL};text-align:left">{escaped(spreadsheet_text(row.claim))}</th>'
        for cell, edge in zip(row.cells, edges, strict=True):
            style = f"{_DAY};{_COLOURS[cell.status]}{edge}"
            yield f'<td title="{escaped(cell.title)}" style="{style}">{escaped(cell.letter)}</td>'
        yield "</tr>"
    yield "</tbody></table>"


def _section(section: Section) -> Iterator[str]:
    unfolded = " open" if len(section.notes) <= OPEN_SECTIONS or any(note.tone for note in section.notes) else ""
    yield f'<details{unfolded} style="margin:0 0 8px"><summary style="font-weight:600">{escaped(section.title)}</summary>'
    yield "<ul style=\"margin:4px 0;padding-left:20px\">"
    for note in section.notes:
        yield f"<li>{''.join(_note(note))}</li>"
    yield "</ul></details>"


def _note(note: Note) -> Iterator[str]:
    yield f'<span style="{_COLOURS.get(note.tone, "") if note.tone else ""}">{escaped(note.head)}</span>'
    for block in note.blocks:
        yield "".join(f"<div>{escaped(row)}</div>" for row in block.rows)
        indent = "padding-left:16px" if block.rows else ""
        yield "".join(f'<div style="{indent}">{escaped(text)}</div>' for text in block.texts)
    yield "".join(f'<div style="{_QUIET}">{escaped(cite)}</div>' for cite in note.cites)


def _more(count: int, say: str) -> Iterable[str]:
    if count > MOST_ROWS:
        yield f'<p style="{_QUIET}">{escaped(say.format(count=count - MOST_ROWS))}</p>'


def escaped(text: str) -> str:
    """The text as HTML shows it; characters that cannot be shown become spaces."""
    return escape("".join(character if character.isprintable() else " " for character in text), quote=True)
