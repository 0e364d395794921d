"""One rule's page as a document."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ccpolicy.explain.words import period_text
from ccpolicy.model.expr import Template
from ccpolicy.model.infix import infix
from ccpolicy.model.policy import Citation, Version
from ccpolicy.model.texts import ENGLISH
from ccpolicy.rulebook import address
from ccpolicy.rulebook.blocks import (
    Block,
    Code,
    Document,
    Inline,
    Line,
    Link,
    Listing,
    Paragraph,
    Section,
    Table,
    Text,
    cell,
    code,
    line,
    spread,
)
from ccpolicy.rulebook.items import Key
from ccpolicy.rulebook.page import Book, Page, Tried
from ccpolicy.values.period import ALWAYS

MOST_CASES = 12


def page_document(book: Book, page: Page) -> Document:
    """The page, with all that is known of its item."""
    item = page.item
    title = f"{item.title} ({item.name})" if item.title != item.name else item.title
    trail = [Link(book.policy.label, address.home(book))]
    if page.topic:
        trail.append(Link(page.topic, address.topic_page(book, page.topic)))
    sections = [
        Section(heading, tuple(blocks))
        for heading, found in (
            ("What it says", _says(book, page)),
            ("Codes, and what can be done", _codes(book, page)),
            ("As it is written", _excerpts(page)),
            ("Sources", _sources(book, page)),
            ("When it holds", _history(book, page)),
            ("What it rests on, and what rests on it", _graph(book, page)),
            ("Examples", _examples(page)),
            ("Cases", _cases(page)),
            ("Open readings", _open(book, page)),
            ("Left out", _gaps(book, page)),
        )
        if (blocks := list(found))
    ]
    return Document(address.page_of(book, item), title, tuple(sections), tuple(trail))


def sentence(text: Template, lang: str = "") -> Line:
    """A sentence; what is filled in stands in the policy's own notation."""
    return tuple(
        Text(part, lang=lang if lang != ENGLISH else "") if isinstance(part, str) else code("{" + infix(part) + "}")
        for part in text.parts
    )


def holding(version: Version) -> str:
    """When a version holds, in words."""
    when = "always" if version.period == ALWAYS else period_text(version.period, ENGLISH)
    return f"{when} (the end date may move)" if version.tentative else when


def _says(book: Book, page: Page) -> Iterator[Block]:
    for told in page.told:
        lang = told.lang if told.lang != ENGLISH else ""
        if lang or told.label != page.item.label:
            yield Paragraph(line(Text(told.label, "strong")), lang=lang)
        for about, text in told.sentences:
            head = (Text(f"{about}: ", "strong"),) if about else ()
            yield Paragraph((*head, *sentence(text)), role="says", lang=lang)
        for note in told.notes:
            yield Paragraph(line(note), lang=lang)
    if page.points:
        rows = tuple((cell(point.word), cell(code(point.text))) for point in page.points)
        yield Table((cell("Word"), cell("What it says")), rows, caption="Point by point")


def _codes(book: Book, page: Page) -> Iterator[Block]:
    if page.codes:
        rows = tuple(
            (cell(_named(book, open.key)), cell(open.status), cell(open.to), cell(", ".join(open.asking)))
            for open in page.codes
        )
        yield Table((cell("Code"), cell("What it does"), cell("Goes to"), cell("Needs")), rows, caption="Codes it can give")
    if page.remedies and page.codes:
        rows = tuple(
            (
                cell(Link(remedy.label, address.page_of(book, book.pages[remedy.record].item))),
                cell(remedy.changed_by), cell(remedy.known_by),
                cell(*spread([line(address.link(book, key)) for key in remedy.until])),
            )
            for remedy in page.remedies
        )
        head = (cell("Input"), cell("Can be changed by"), cell("Is known by"), cell("Until"))
        yield Table(head, rows, caption="What it turns on, and who can do something")


def _named(book: Book, key: Key) -> Link:
    return address.link(book, key, named=True)


def _excerpts(page: Page) -> Iterator[Block]:
    for excerpt in page.excerpts:
        more = f", and {excerpt.more} more lines" if excerpt.more else ""
        yield Paragraph(line(code(excerpt.file), f", line {excerpt.first}{more}"))
        yield Code("\n".join(excerpt.lines), excerpt.first, excerpt.marked)


def _sources(book: Book, page: Page) -> Iterator[Block]:
    if page.item.cites:
        yield Listing(tuple(line(*_cited(book, cite)) for cite in page.item.cites))
    if page.requirements:
        rows = tuple(
            (cell(Link(id, f"{address.index_page(book, address.REQUIREMENTS)}")), cell(book.requirements.get(id, "")))
            for id in page.requirements
        )
        yield Table((cell("Requirement"), cell("What it says")), rows, caption="Requirements it meets")


def _cited(book: Book, cite: Citation) -> Iterable[Inline]:
    yield address.cited(book, cite)
    if cite.pin:
        yield Text(" (pinned)")


def _history(book: Book, page: Page) -> Iterator[Block]:
    if not page.history:
        return
    rows = tuple(
        (
            cell(holding(change.version)), cell(change.what), cell(code(change.text)) if change.text else cell(),
            cell(*_amendment(book, change.version)),
        )
        for change in page.history
    )
    yield Table((cell("In force"), cell("What"), cell("Wording"), cell("Came with")), rows)


def _amendment(book: Book, version: Version) -> Line:
    if not version.amendment:
        return ()
    announced = f", announced {version.announced}" if version.announced else ""
    return line(address.link(book, ("amendment", version.amendment)), announced)


def _graph(book: Book, page: Page) -> Iterator[Block]:
    for title, keys in (("It reads", page.reads), ("It is read by", page.read_by)):
        if keys:
            yield Paragraph(line(Text(title, "strong")))
            yield Listing(tuple(line(address.link(book, key), f" ({key[0]} ", _named(book, key), ")") for key in keys))


def _examples(page: Page) -> Iterator[Block]:
    for tried in page.examples:
        yield Paragraph(line(Text(tried.example.label, "strong"), ": ", outcome(tried)))
        if tried.differences:
            yield Listing(tuple(line(code(difference)) for difference in tried.differences))
        yield from _rows(tried)


def outcome(tried: Tried) -> str:
    return "does not hold" if tried.differences else "holds"


def _rows(tried: Tried) -> Iterator[Block]:
    rows = tried.example.rows
    if rows:
        given, expected = list(rows[0].given), list(rows[0].expect)
        head = [*(cell(code(name)) for name in given), *(cell("gives ", code(name)) for name in expected)]
        yield Table(
            tuple(head),
            tuple(
                tuple(cell(infix(values[name]) if name in values else "") for values, names in
                      ((row.given, given), (row.expect, expected)) for name in names)
                for row in rows
            ),
        )


def _cases(page: Page) -> Iterator[Block]:
    for title, cases in (("Cases about it", page.cases.about), ("Cases that use it", page.cases.used)):
        if cases:
            more = f" ({len(cases)}; the first {MOST_CASES})" if len(cases) > MOST_CASES else ""
            yield Paragraph(line(Text(title + more, "strong")))
            yield Listing(tuple(line(case) for case in cases[:MOST_CASES]))


def _open(book: Book, page: Page) -> Iterator[Block]:
    for point in page.unsettled:
        chosen = next((reading.label for reading in point.readings if reading.name == point.chosen), point.chosen)
        yield Paragraph(line(address.link(book, ("unsettled", point.name)), " Read as: ", chosen))


def _gaps(book: Book, page: Page) -> Iterator[Block]:
    for gap in page.unmodelled:
        yield Paragraph(line(Link(gap.title, address.gaps(book)), ". ", gap.instead))
