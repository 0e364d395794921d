"""A report as CSV, safe to open in a spreadsheet.

A report of one block is a plain table: a heading, then a line for each row, with the key of its page in front where it
has pages. A report of several blocks is a section for each block of each page: a line with the page's key and the block's
title, the block, an empty line. Totals stand in sections only: what reads a plain table adds up by itself.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from ccpolicy.explain.output import spreadsheet_text
from ccpolicy.explain.pages import AnyBlock, CalendarBlock, Heading, LaidOut, ListBlock, Page, StripBlock, TableBlock
from ccpolicy.explain.words import words

Line = list[str]


def to_csv(report: LaidOut) -> str:
    """The report as CSV."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    alone = all(len(page.blocks) == 1 for page in report.pages)
    for line in _plain(report) if alone else _sections(report):
        writer.writerow([spreadsheet_text(text) for text in line])
    return out.getvalue()


def _plain(report: LaidOut) -> Iterator[Line]:
    head = [heading.label for heading in report.keys]
    for at, page in enumerate(report.pages):
        if at == 0:
            yield [*head, *_heading(page.blocks[0], report.lang)]
        keys = [cell.plain for cell in page.keys]
        for line in _lines(page.blocks[0]):
            yield [*keys, *line]
    if not report.pages:
        yield head


def _sections(report: LaidOut) -> Iterator[Line]:
    for at, page in enumerate(report.pages):
        for number, block in enumerate(page.blocks):
            if at or number:
                yield []
            yield [*_key(report, page), block.title]
            if isinstance(block, ListBlock):
                yield from ([heading.label, cell.plain] for heading, cell in block.items)
                continue
            yield _heading(block, report.lang)
            yield from _lines(block)
            if isinstance(block, TableBlock) and block.totals:
                yield [cell.plain for cell in block.totals]


def _key(report: LaidOut, page: Page) -> Line:
    return [f"{heading.label}: {cell.plain}" for heading, cell in zip(report.keys, page.keys, strict=True)]


def _heading(block: AnyBlock, lang: str) -> Line:
    say = words(lang)
    if isinstance(block, ListBlock):
        return _labels(heading for heading, _ in block.items)
    if isinstance(block, StripBlock):
        lines = [""] if len(block.headings) > 1 else []
        return [say["month"], block.by, *lines, *(str(day) for day in range(1, 32))]
    return [*([say["date"]] if isinstance(block, CalendarBlock) else []), *_labels(iter(block.headings))]


def _labels(headings: Iterator[Heading]) -> Line:
    return [heading.label for heading in headings]


def _lines(block: AnyBlock) -> Iterator[Line]:
    if isinstance(block, ListBlock):
        yield [cell.plain for _, cell in block.items]
    elif isinstance(block, TableBlock):
        yield from ([cell.plain for cell in row] for row in block.rows)
    elif isinstance(block, CalendarBlock):
        boxes = (box for month in block.months for week in month.weeks for box in week if box is not None)
        yield from ([str(box.day), *(cell.plain for cell in row)] for box in boxes for row in box.rows)
    else:
        for month in block.months:
            for line in month.lines:
                label = [line.heading.label] if len(block.headings) > 1 else []
                rest = [""] * (31 - len(line.cells))
                yield [str(month.month), line.by.plain, *label, *(cell.plain for cell in line.cells), *rest]

