"""The pages around the rules: the root, a policy's own page, its topics, and the indexes by code, source, requirement and date."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from ccpolicy.model.policy import Version
from ccpolicy.model.provenance import Owner
from ccpolicy.model.texts import spoken
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
    prose,
)
from ccpolicy.rulebook.items import KINDS as ORDER
from ccpolicy.rulebook.items import Item
from ccpolicy.rulebook.page import Book, Page
from ccpolicy.rulebook.words import KINDS
from ccpolicy.rulebook.write_examples import trial_documents
from ccpolicy.values.period import ONE_DAY

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
    return (Link("The rulebook", address.ROOT), Link(book.policy.label or book.policy.name, address.home(book)))


def _home(book: Book) -> Document:
    topics = Table(
        (cell("Topic"), cell("What it is about"), cell("Pages")),
        tuple(
            (
                cell(Link(spoken(topic), address.topic_page(book, topic))), cell(*prose(book.about.get(topic, ""))),
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
    blocks: list[Block] = [Paragraph(prose(book.about[topic]))] if book.about.get(topic) else []
    blocks.append(Paragraph(line(Link("Beside the other policies", address.beside(topic)))))
    for kind in ORDER:
        of_kind = [item for item in found if item.kind == kind]
        if of_kind:
            blocks.append(Section(KINDS[kind][1], (Listing(tuple(named(book, item) for item in of_kind)),)))
    return Document(address.topic_page(book, topic), f"{spoken(topic).capitalize()}: {book.policy.label or book.policy.name}", tuple(blocks), _trail(book))


def _codes(book: Book) -> Document:
    rows = tuple(
        (cell(address.link(book, (outcome.kind, name), named=True)), cell(outcome.label), cell(outcome.kind))
        for name, outcome in sorted(book.policy.outcomes.items())
    )
    table = Table((cell("Code"), cell("Label"), cell("What it does")), rows)
    return Document(address.index_page(book, address.CODES), f"Codes: {book.policy.label or book.policy.name}", (table,), _trail(book))


def _sources(book: Book) -> Document:
    rows = tuple(
        (cell(Link(source.title, address.source_page(book, name))), cell(code(name)), cell(source.note))
        for name, source in book.policy.sources.items()
    )
    table = Table((cell("Source"), cell("Name"), cell("Note")), rows)
    return Document(address.index_page(book, address.SOURCES), f"Sources: {book.policy.label or book.policy.name}", (table,), _trail(book))


def _source(book: Book, name: str) -> Document:
    source = book.source(name)
    places: dict[str, dict[Line, None]] = {}
    for page in book.pages.values():
        for cite in page.item.cites:
            if cite.source == name:
                places.setdefault(cite.place, {})[named(book, page.item)] = None
    for cited in book.policy.citations:
        if cited.source == name:
            others = _elsewhere(book, cited.by)
            places.setdefault(cited.place, {}).update(dict.fromkeys(others))
    blocks: list[Block] = [Paragraph(line(source.note))] if source.note else []
    blocks += [Section(place, (Listing(tuple(found)),)) for place, found in sorted(places.items())]
    trail = (*_trail(book), Link("Sources", address.index_page(book, address.SOURCES)))
    return Document(address.source_page(book, name), source.title, tuple(blocks), trail)


def _elsewhere(book: Book, owner: Owner) -> Iterator[Line]:
    """What cites a place and has no page of its own."""
    if owner.kind == "unmodelled":
        yield line(Link(owner.name.strip('"'), address.gaps(book)), " (left out)")
    elif owner.kind == "example":
        yield line(Link(owner.name.strip('"'), address.index_page(book, address.EXAMPLES)), " (example)")
    elif owner.kind in ("report", "sheet", "calendar", "context", "extend"):
        yield line(f"{owner.kind} {owner.name}")


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
    return Document(name, f"Requirements: {book.policy.label or book.policy.name}", (table,), _trail(book))


def _dates(book: Book) -> Document:
    rows = tuple(
        (cell(str(day)), cell(*named(book, page.item)), cell(what), cell(*_came_with(book, version)))
        for day, page, what, version in sorted(_days(book), key=lambda found: (found[0], found[1].item.key, found[2]))
    )
    head = (cell("On"), cell("What changes"), cell("How"), cell("Came with"))
    found: Block = Table(head, rows) if rows else Paragraph(line("Nothing has changed since the policy began."))
    label = book.policy.label or book.policy.name
    return Document(address.index_page(book, address.DATES), f"What changed when: {label}", (found,), _trail(book))


def _days(book: Book) -> Iterator[tuple[date, Page, str, Version]]:
    """Each day on which something begins to hold, or ends and nothing takes its place."""
    for page in book.pages.values():
        begins = {change.start for change in page.history}
        for change in page.history:
            if change.start is not None:
                yield change.start, page, f"{change.what} {change.text}".strip(), change.version
            end = change.version.period.end
            if end is not None and end + ONE_DAY not in begins:
                yield end + ONE_DAY, page, f"ended: {change.what} {change.text}".strip(), change.version


def _came_with(book: Book, version: Version) -> Line:
    return line(address.link(book, ("amendment", version.amendment))) if version.amendment else ()


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
    return Document(address.gaps(book), f"Left out: {book.policy.label or book.policy.name}", tuple(blocks), _trail(book))
