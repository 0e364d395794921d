"""Examples with what came of them, and cases, as parts of pages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ccpolicy.model.infix import infix
from ccpolicy.rulebook import address
from ccpolicy.rulebook.blocks import Block, Document, Line, Link, Listing, Paragraph, Table, Text, cell, code, line
from ccpolicy.rulebook.page import Book, Page, Tried

MOST_CASES = 12
"""Cases of a rule that are listed before the rest is counted."""

HOLDS, FAILS = "It holds.", "It does not hold:"


def example_blocks(examples: Iterable[Tried]) -> Iterator[Block]:
    """Each example with what the policy makes of it now."""
    for tried in examples:
        if tried.differences:
            yield Paragraph(line(Text(tried.example.label, "strong"), f". {FAILS}"), role="fails")
            yield Listing(tuple(line(code(difference)) for difference in tried.differences))
        else:
            yield Paragraph(line(Text(tried.example.label, "strong"), f". {HOLDS}"))
        yield from _rows(tried)
        yield from _block(tried)


def _rows(tried: Tried) -> Iterator[Block]:
    rows = tried.example.rows
    if not rows:
        return
    given = list(dict.fromkeys(name for row in rows for name in row.given))
    expected = list(dict.fromkeys(name for row in rows for name in row.expect))
    head = (*(cell(code(name)) for name in given), *(cell("gives ", code(name)) for name in expected))
    table = tuple(
        tuple(
            cell(infix(values[name]) if name in values else "")
            for values, names in ((row.given, given), (row.expect, expected)) for name in names
        )
        for row in rows
    )
    yield Table(head, table)


def _block(tried: Tried) -> Iterator[Block]:
    for title, rows in (("Given", tried.example.given), ("Gives", tried.example.expect)):
        if rows:
            yield Paragraph(line(Text(title, "strong")))
            yield Listing(tuple(
                line(kind, ": ", code(", ".join(f"{name} {value}" for name, value in values.items()))) for kind, values in rows
            ))


def cases_blocks(book: Book, page: Page) -> Iterator[Block]:
    """The cases that are about a rule, then those that rest on it."""
    for title, cases in (("Cases about what it meets", page.cases.about), ("Other cases that rest on it", page.cases.used)):
        if cases:
            more = f", {MOST_CASES} of {len(cases)}" if len(cases) > MOST_CASES else ""
            yield Paragraph(line(Text(title + more, "strong")))
            yield Listing(tuple(_case(book, name) for name in cases[:MOST_CASES]))


def _case(book: Book, name: str) -> Line:
    says = book.cases[name].says
    return line(Link(name, address.index_page(book, address.CASES)), f": {says}" if says else "")


def trial_documents(book: Book, trail: tuple[Link, ...]) -> Iterator[Document]:
    """Every example and every case of a policy."""
    label = book.policy.label or book.policy.name
    blocks = tuple(example_blocks(book.tried)) or (Paragraph(line("The policy has no examples.")),)
    yield Document(address.index_page(book, address.EXAMPLES), f"Examples: {label}", blocks, trail)
    rows = tuple((cell(case.name), cell(case.says), cell(", ".join(case.covers))) for case in book.cases.values())
    table = Table((cell("Case"), cell("What it shows"), cell("Requirements")), rows)
    found: Block = table if rows else Paragraph(line("The policy has no cases."))
    yield Document(address.index_page(book, address.CASES), f"Cases: {label}", (found,), trail)
