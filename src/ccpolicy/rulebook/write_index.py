"""The pages around the rules: the root, a policy's own page, its topics, and the indexes by code, source, requirement and date."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ccpolicy.rulebook import address
from ccpolicy.rulebook.beside import introduction, overview
from ccpolicy.rulebook.blocks import (
    Block,
    Contents,
    Document,
    Line,
    Link,
    Listing,
    Paragraph,
    Section,
    Table,
    cell,
    code,
    line,
    lines,
)
from ccpolicy.rulebook.items import KINDS as ORDER
from ccpolicy.rulebook.items import Item
from ccpolicy.rulebook.page import Book
from ccpolicy.rulebook.words import KINDS
from ccpolicy.rulebook.write_examples import trial_documents

INDEXES = {
    address.CODES: "Index by code",
    address.SOURCES: "Index by source and section",
    address.REQUIREMENTS: "Index by requirement",
    address.DATES: "What changed when",
    address.EXAMPLES: "Examples, tried",
    address.CASES: "Cases",
}

def root_document(books: Sequence[Book]) -> Document:
    """The page from which all others are reached."""
    homes = tuple(address.home(book) for book in books)
    listed = Listing(tuple(line(Link(book.policy.label or book.policy.name, address.home(book))) for book in books))
    return Document(address.ROOT, "The rulebook", (Contents(homes), introduction(), listed, overview(books)), listed=True)


def index_documents(book: Book) -> Iterator[Document]:
    """A policy's own page, its topics and its indexes."""
    yield _home(book)
    for topic in book.topics:
        yield _topic(book, topic)
    yield _codes(book)
    yield _sources(book)
    for name in book.policy.sources:
        yield _source(book, name)
    yield _requirements(book)
    yield _dates(book)
    yield _gaps(book)
    yield from trial_documents(book, _trail(book))


def named(book: Book, item: Item) -> Line:
    """A link by the item's title, and its name after it."""
    return line(address.link(book, item.key), f" ({KINDS[item.kind][0].lower()} ", code(item.name), ")")


def _trail(book: Book) -> tuple[Link, ...]:
    return (Link("The rulebook", address.ROOT), Link(book.policy.label, address.home(book)))


def _home(book: Book) -> Document:
    topics = Table(
        (cell("Topic"), cell("What it is about"), cell("Pages")),
        tuple(
            (
                cell(Link(topic, address.topic_page(book, topic))), cell(book.about.get(topic, "")),
                cell(str(sum(page.topic == topic for page in book.pages.values()))),
            )
            for topic in book.topics
        ),
        caption="Topics",
    )
    indexes = Listing(tuple(line(Link(title, address.index_page(book, name))) for name, title in INDEXES.items()))
    gaps = Paragraph(line(Link("What is left out", address.gaps(book))))
    label = book.policy.label or book.policy.name
    blocks = (Paragraph(line(code(book.policy.name), f", {book.policy.period}")), topics, indexes, gaps)
    return Document(address.home(book), label, blocks, _trail(book)[:1], listed=True)


def _topic(book: Book, topic: str) -> Document:
    found = [page.item for page in book.pages.values() if page.topic == topic]
    blocks: list[Block] = [Paragraph(line(book.about.get(topic, "")))]
    for kind in ORDER:
        of_kind = [item for item in found if item.kind == kind]
        if of_kind:
            blocks.append(Section(KINDS[kind][1], (Listing(tuple(named(book, item) for item in of_kind)),)))
    return Document(address.topic_page(book, topic), f"{topic}: {book.policy.label}", tuple(blocks), _trail(book))


def _codes(book: Book) -> Document:
    rows = tuple(
        (cell(address.link(book, (outcome.kind, name), named=True)), cell(outcome.label), cell(outcome.kind))
        for name, outcome in sorted(book.policy.outcomes.items())
    )
    table = Table((cell("Code"), cell("Label"), cell("What it does")), rows)
    return Document(address.index_page(book, address.CODES), f"Codes: {book.policy.label}", (table,), _trail(book))


def _sources(book: Book) -> Document:
    rows = tuple(
        (cell(Link(source.title, address.source_page(book, name))), cell(code(name)), cell(source.note))
        for name, source in book.policy.sources.items()
    )
    table = Table((cell("Source"), cell("Name"), cell("Note")), rows)
    return Document(address.index_page(book, address.SOURCES), f"Sources: {book.policy.label}", (table,), _trail(book))


def _source(book: Book, name: str) -> Document:
    source = book.source(name)
    places: dict[str, dict[Item, None]] = {}
    for page in book.pages.values():
        for cite in page.item.cites:
            if cite.source == name:
                places.setdefault(cite.place, {})[page.item] = None
    blocks: list[Block] = [Paragraph(line(source.note))] if source.note else []
    blocks += [Section(place, (Listing(tuple(named(book, item) for item in found)),)) for place, found in sorted(places.items())]
    trail = (*_trail(book), Link("Sources", address.index_page(book, address.SOURCES)))
    return Document(address.source_page(book, name), source.title, tuple(blocks), trail)


def _requirements(book: Book) -> Document:
    met: dict[str, list[Item]] = {id: [] for id in book.requirements}
    for page in book.pages.values():
        for id in page.requirements:
            met.setdefault(id, []).append(page.item)
    covered = {id: [name for name, case in book.cases.items() if id in case.covers] for id in met}
    rows = tuple(
        (
            cell(id), cell(book.requirements.get(id, "")), lines(named(book, item) for item in found),
            cell(str(len(covered[id]))),
        )
        for id, found in met.items()
    )
    table = Table((cell("Requirement"), cell("What it says"), cell("Met by"), cell("Cases")), rows)
    name = address.index_page(book, address.REQUIREMENTS)
    return Document(name, f"Requirements: {book.policy.label}", (table,), _trail(book))


def _dates(book: Book) -> Document:
    found = sorted(
        {
            (change.start, change.what, page.item.key, change.version.amendment)
            for page in book.pages.values() for change in page.history if change.start is not None
        }
    )
    rows = tuple(
        (
            cell(str(day)), cell(*named(book, book.pages[key].item)), cell(what),
            cell(address.link(book, ("amendment", amendment))) if amendment else cell(),
        )
        for day, what, key, amendment in found
    )
    table = Table((cell("From"), cell("What changes"), cell("How"), cell("Came with")), rows)
    return Document(address.index_page(book, address.DATES), f"What changed when: {book.policy.label}", (table,), _trail(book))


def _gaps(book: Book) -> Document:
    blocks: list[Block] = []
    for gap in book.policy.unmodelled:
        touched = [page.item for page in book.pages.values() if gap in page.unmodelled]
        inner: list[Block] = [Paragraph(line(gap.instead))]
        inner += [Listing(tuple(named(book, item) for item in touched))] if touched else []
        inner += [Listing(tuple(line(address.cited(book, cite)) for cite in gap.cites))] if gap.cites else []
        blocks.append(Section(gap.title, tuple(inner)))
    if not blocks:
        blocks.append(Paragraph(line("Nothing is said to be left out.")))
    return Document(address.gaps(book), f"Left out: {book.policy.label}", tuple(blocks), _trail(book))
