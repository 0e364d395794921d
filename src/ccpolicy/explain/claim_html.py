"""The page of a claim as HTML: light, dark and on one sheet of paper."""

from __future__ import annotations

from collections.abc import Iterator

from ccpolicy.explain.claim_shape import Box, ClaimShape, Grid, Told
from ccpolicy.explain.html import escaped
from ccpolicy.explain.notes import Note, Section
from ccpolicy.explain.page_style import page, scrolled, section
from ccpolicy.explain.report_html import table
from ccpolicy.explain.words import words


def to_html(of: ClaimShape, home: str = "") -> str:
    """The page as a whole document."""
    return page(f"{of.title} – {of.policy}", of.lang, _main(of), _head(of, home))


def _head(of: ClaimShape, home: str) -> Iterator[str]:
    if home:
        yield f'<nav class="screen"><a href="{escaped(home)}">{escaped(words(of.lang)["back"])}</a></nav>'
    yield f'<p class="quiet">{escaped(of.policy)}</p>\n<h1>{escaped(of.title)}</h1>'
    for condition in of.conditions:
        yield f'<p class="quiet">{escaped(condition)}</p>'
    yield "<dl>"
    for name, value in of.facts:
        yield f"<div><dt>{escaped(name)}</dt><dd>{escaped(value)}</dd></div>"
    yield "</dl>"


def _main(of: ClaimShape) -> Iterator[str]:
    say = words(of.lang)
    for grid in of.months:
        yield from _grid(grid)
    if of.months:
        yield f'<ul class="legend" aria-label="{escaped(say["legend"])}">'
        for key in of.legend:
            yield f'<li><b class="{key.status or "none"}">{escaped(key.letter)}</b>{escaped(key.text)}</li>'
        yield "</ul>"
    if of.money is not None:
        yield from scrolled(of.money.title, table(of.money))
    for at, part in enumerate(of.sections):
        yield from section(part.title, f"s{at}", _notes(part))
    if of.paid:
        yield from section(say["paid_title"], "paid", _told(of.paid, say["more"]))
    if of.caveats:
        count = sum(len(part.notes) for part in of.caveats)
        yield f'<p class="print under">{escaped(say["caveats_print"].format(count=count))}</p>'
    for at, part in enumerate(of.caveats):
        yield from section(part.title, f"c{at}", _notes(part), "screen")
    if of.sources:
        yield f'<p class="under">{escaped(say["sources"])}: {escaped("; ".join(of.sources))}</p>'


def _grid(grid: Grid) -> Iterator[str]:
    yield f'<table class="grid"><caption>{escaped(grid.title)}</caption>'
    heads = [f'<th scope="col" abbr="{escaped(name)}">{escaped(name[:3])}<span class="vh">{escaped(name[3:])}</span></th>'
             for name in grid.weekdays]
    yield f"<thead><tr>{''.join(heads)}</tr></thead>\n<tbody>"
    for week in grid.weeks:
        yield f"<tr>{''.join(map(_box, week))}</tr>"
    yield "</tbody></table>"


def _box(box: Box | None) -> str:
    if box is None:
        return '<td class="out"></td>'
    cell = box.cell
    told = f'<span class="told">{escaped(box.told)}</span>' if box.told else ""
    return (
        f'<td class="{cell.status or "none"}" title="{escaped(cell.title)}"><span class="day">{box.day.day}</span>'
        f'<b aria-hidden="true">{escaped(cell.letter)}</b>{told}'
        f'<span class="vh">{escaped(cell.title.partition(": ")[2])}</span></td>'
    )


def _told(paid: tuple[Told, ...], more: str) -> Iterator[str]:
    yield '<ul class="notes">'
    for each in paid:
        yield f"<li>{escaped(each.days)}<div><div>{escaped(each.texts[0])}</div></div>"
        if len(each.texts) > 1:
            rest = escaped(more.format(count=len(each.texts) - 1))
            yield f'<div class="print"><div>{rest}</div></div><details class="screen"><summary>{rest}</summary>'
            yield "".join(f"<div>{escaped(text)}</div>" for text in each.texts[1:])
            yield "</details>"
        yield "</li>"
    yield "</ul>"


def _notes(part: Section) -> Iterator[str]:
    yield '<ul class="notes">'
    for note in part.notes:
        yield f"<li>{''.join(noted(note))}</li>"
    yield "</ul>"


def noted(note: Note) -> Iterator[str]:
    """What is told of one thing: its head, the rows, what is said of them, where it comes from."""
    tone = f' class="{note.tone}"' if note.tone else ""
    yield f"<strong{tone}>{escaped(note.head)}</strong>" if note.tone else escaped(note.head)
    for block in note.blocks:
        texts = "".join(f"<div>{escaped(text)}</div>" for text in block.texts)
        yield "".join(f"<div>{escaped(row)}</div>" for row in block.rows) + (f"<div>{texts}</div>" if texts else "")
    yield "".join(f'<div class="quiet">{escaped(cite)}</div>' for cite in note.cites)
