"""The reasons of a caseload as a page: bars by money, the tables, and the claims with where they lead."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from attrs import evolve

from ccpolicy.explain.claim_html import noted
from ccpolicy.explain.html import escaped
from ccpolicy.explain.notes import sections
from ccpolicy.explain.output import spreadsheet_text
from ccpolicy.explain.page_style import page, scrolled, section
from ccpolicy.explain.reason_types import Counted, Reason
from ccpolicy.explain.reasons_text import mendable_text, sum_text, summary, tables
from ccpolicy.explain.report_html import table
from ccpolicy.explain.table import Sheet, to_batch
from ccpolicy.explain.words import words

STATUSES = ("denied", "held", "routed")

PATTERNS = """<svg width="0" height="0" aria-hidden="true" style="position:absolute"><defs>
<pattern id="p-denied" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect width="7" height="7" class="ground-denied"/><path d="M0 0V7" class="mark-denied" stroke-width="3"/></pattern>
<pattern id="p-held" width="8" height="8" patternUnits="userSpaceOnUse"><rect width="8" height="8" class="ground-held"/><circle cx="4" cy="4" r="1.7" class="mark-held"/></pattern>
<pattern id="p-routed" width="6" height="6" patternUnits="userSpaceOnUse"><rect width="6" height="6" class="ground-routed"/><path d="M0 3H6" class="mark-routed" stroke-width="1.3"/></pattern>
</defs></svg>"""
"""Stripes, dots and lines: what became of it, for whoever sees no colour."""


def to_html(found: Counted, links: Mapping[str, str]) -> str:
    """The page as a whole document."""
    say = words(found.lang)
    policy = found.policy.label or found.policy.name
    head = [f'<p class="quiet">{escaped(policy)}</p>', f"<h1>{escaped(say['reasons_title'])}</h1>"]
    head += [f'<p class="quiet">{escaped(condition)}</p>' for condition in found.conditions]
    head.append(f"<p>{escaped(summary(found))}</p>")
    return page(f"{say['reasons_title']} – {policy}", found.lang, _main(found, links), head)


def _main(found: Counted, links: Mapping[str, str]) -> Iterator[str]:
    say = words(found.lang)
    if found.reasons:
        yield from section(say["chart_title"], "chart", _chart(found))
        for block in tables(found):
            yield from scrolled(block.title, table(block))
        yield from (f'<p class="quiet">{escaped(note)}</p>' for note in found.notes)
    sheet = to_batch(found.determination, found.policy, (), found.lang).sheet
    if sheet.rows:
        yield from section(say["claims_title"], "claims", scrolled(sheet.columns[0].label, _sheet(sheet, links, say["claims_title"])))
    rest = evolve(found.determination, lines=(), flags=(), deadlines=(), routes=())
    for at, part in enumerate(sections(rest, found.policy, found.left_out, found.lang)):
        notes = (f"<li>{''.join(noted(note))}</li>" for note in part.notes)
        yield from section(part.title, f"s{at}", ['<ul class="notes">', *notes, "</ul>"])


def _chart(found: Counted) -> Iterator[str]:
    say = words(found.lang)
    yield f'{PATTERNS}<figure class="chart"><ol>'
    most = max(reason.sum.money for reason in found.reasons)
    for reason in found.reasons:
        yield _bar(reason, most, found)
    yield '</ol><figcaption><ul class="legend">'
    for status in STATUSES:
        if any(reason.status == status for reason in found.reasons):
            key = f'<rect class="bar" x="1" y="1" width="32" height="14" fill="url(#p-{status})"/>'
            yield f'<li class="key s-{status}"><svg aria-hidden="true">{key}</svg>{escaped(say[status])}</li>'
    if found.today is not None:
        yield '<li class="key"><svg aria-hidden="true"><rect class="mend" x="1" y="6" width="32" height="6"/></svg>'
        yield f'{escaped(say["mendable"].lower())}</li>'
    yield "</ul></figcaption></figure>"


def _bar(reason: Reason, most: int, found: Counted) -> str:
    """A bar as long as its money, and under it a line as long as what could be mended; the figures stand beside it.

    The longest leaves room for its own edge.
    """
    say, lang = words(found.lang), found.lang
    whole, mend = (99.6 * of.money / most if most > 0 else 0 for of in (reason.sum, reason.mendable))
    told = f"{say['at_stake']}: {sum_text(reason.sum, lang)}"
    if reason.asked:
        told += f"; {say['mendable'].lower()}: {mendable_text(reason, lang)}"
    drawn = f'<rect class="bar" x="1" y="1" width="{whole:.2f}%" height="16" fill="url(#p-{reason.status})"/>' if whole > 0 else ""
    drawn += f'<rect class="mend" x="0" y="19" width="{mend:.2f}%" height="6"/>' if mend > 0 else ""
    svg = f'<svg class="s-{reason.status}" aria-hidden="true">{drawn}</svg>' if drawn else ""
    name = f"{reason.label} ({say[reason.status]})"
    return f'<li><div class="name"><strong>{escaped(name)}</strong><span>{escaped(told)}</span></div>{svg}</li>'


def _sheet(sheet: Sheet, links: Mapping[str, str], title: str) -> Iterator[str]:
    sides = [' class="n"' if column.numeric else "" for column in sheet.columns]
    yield f'<table class="claims"><caption class="vh">{escaped(title)}</caption><thead><tr>'
    yield "".join(f'<th scope="col"{side}>{escaped(column.label)}</th>' for column, side in zip(sheet.columns, sides))
    yield "</tr></thead><tbody>"
    for row in sheet.rows:
        yield _row(row, sides, links.get(row[0], ""))
    yield "</tbody>"
    if sheet.totals:
        yield f'<tbody class="total">{_row(sheet.totals, sides, "")}</tbody>'
    yield "</table>"


def _row(row: tuple[str, ...], sides: list[str], link: str) -> str:
    name = escaped(spreadsheet_text(row[0]))
    head = f'<a href="{escaped(link)}">{name}</a>' if link else name
    cells = "".join(f"<td{side}>{escaped(cell if side else spreadsheet_text(cell))}</td>" for cell, side in zip(row[1:], sides[1:]))
    return f'<tr><th scope="row">{head}</th>{cells}</tr>'
