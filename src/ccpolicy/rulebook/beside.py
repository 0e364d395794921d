"""Policies beside each other, topic by topic: what stands in the files of one name, as tables with a column for each policy."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

import attrs

from ccpolicy.model.expr import Apply, Expr, Literal
from ccpolicy.model.infix import infix
from ccpolicy.model.policy import Options
from ccpolicy.model.texts import spoken
from ccpolicy.rulebook import address
from ccpolicy.rulebook.blocks import (
    Block,
    Cell,
    Document,
    Line,
    Link,
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
from ccpolicy.rulebook.items import OUTCOMES, bands_of, expressions
from ccpolicy.rulebook.notation import linked
from ccpolicy.rulebook.page import Book, Grid, Page
from ccpolicy.rulebook.words import KINDS
from ccpolicy.rulebook.write_page import holding

Books = Sequence[Book]


def topics(books: Books) -> tuple[str, ...]:
    """All topics, the headings' first."""
    found = {topic: book.heading for book in books for topic in (book.heading, *book.topics) if topic}
    return tuple(sorted(found, key=lambda topic: (topic != found[topic], topic)))


def beside_documents(books: Books) -> Iterator[Document]:
    """A page for each topic."""
    for topic in topics(books):
        here = [book for book in books if topic in book.topics or topic == book.heading]
        yield Document(
            address.beside(topic), spoken(topic).capitalize(), tuple(_topic(here, topic)), (Link("The rulebook", address.ROOT),)
        )


def _topic(books: Books, topic: str) -> Iterator[Block]:
    if topic == books[0].heading:
        yield Section("The policies", (_headings(books),))
    about = [cell(*prose(book.about.get(topic, ""))) for book in books]
    if any(_topical(book, topic) for book in books):
        yield _table("", books, [("What it is about", about), ("Pages", [_count(book, topic) for book in books])])
    found = {kind: [_pages(book, topic, kind) for book in books] for kind in ORDER}
    if any(found["bands"]):
        yield Section(KINDS["bands"][1], (_bands(books, found["bands"]),))
    for kind in ("allowance", "deadline", "worksheet", "setting", "fact", "table"):
        compared = tuple(_comparisons(books, kind, found[kind]))
        if compared:
            yield Section(KINDS[kind][1], compared)
    given = [(KINDS[kind][1], _listed(books, found[kind])) for kind in OUTCOMES if any(found[kind])]
    if given:
        yield Section("Codes", (_table("", books, given),))
    rounding = [tuple(_rounding(book, topic)) for book in books]
    if any(rounding):
        yield Section("Rounding", (_table("", books, [("Where it is rounded", [lines(each) for each in rounding])]),))
    rest = [(KINDS[kind][1], _listed(books, found[kind])) for kind in ORDER if kind not in OUTCOMES and any(found[kind])]
    if rest:
        yield Section("Everything", (_table("", books, rest),))


def _count(book: Book, topic: str) -> Cell:
    count = len(_topical(book, topic))
    return cell(Link(str(count), address.topic_page(book, topic))) if count else cell("—")


def _topical(book: Book, topic: str) -> list[Page]:
    return [page for page in book.pages.values() if page.topic == topic]


def _pages(book: Book, topic: str, kind: str) -> dict[str, Page]:
    """The pages of a kind in a topic, by name; facts of one name on several rows are told apart."""
    found: dict[str, Page] = {}
    for page in book.pages.values():
        if page.item.kind == kind and page.topic == topic:
            name = page.item.name if page.item.name not in found else f"{page.item.name} of {page.item.grain}"
            found[name] = page
    return found


def _table(caption: str, books: Books, rows: Iterable[tuple[str, Sequence[Cell]]]) -> Table:
    """A column a policy, a row a matter; a cell without anything says so."""
    head = (cell("Matter"), *(cell(Link(book.policy.label or book.policy.name, address.home(book))) for book in books))
    told = tuple((cell(name), *(each if each.lines else cell("—") for each in cells)) for name, cells in rows)
    return Table(head, told, caption=caption, role="beside")


# ------------------------------------------------------------------ the headings


def _headings(books: Books) -> Table:
    rows = [("In force", [cell(str(book.policy.period)) for book in books])]
    for option in attrs.fields(Options):
        values = [getattr(book.policy.options, option.name) for book in books]
        if any(values):
            told = [", ".join(value) if isinstance(value, tuple) else str(value) for value in values]
            rows.append((spoken(option.name), [cell(code(text)) if text else cell() for text in told]))
    rows.append(("Sources", [
        lines(line(Link(source.title, address.source_page(book, name))) for name, source in book.policy.sources.items())
        for book in books
    ]))
    rows.append(("Can be asked for", [lines(_units(book)) for book in books]))
    rows.append(("Pages", [cell(str(len(book.pages))) for book in books]))
    return _table("", books, rows)


def _units(book: Book) -> Iterator[Line]:
    for asks in book.policy.asks:
        for asked in asks.units:
            yield line(address.link(book, ("asks", asks.grain)), ": ", code(f"{infix(asked.amount)} by {infix(asked.unit)}"))


# ------------------------------------------------------------------ one kind of statement


def _comparisons(books: Books, kind: str, found: Sequence[Mapping[str, Page]]) -> Iterator[Block]:
    """A table for each name that several policies use; allowances and deadlines each have one."""
    for name in dict.fromkeys(name for pages in found for name in pages):
        if kind in ("allowance", "deadline") or sum(name in pages for pages in found) > 1:
            yield _compared(name, books, [pages.get(name) for pages in found])


def _listed(books: Books, found: Sequence[Mapping[str, Page]]) -> list[Cell]:
    """What each policy has of a kind, with what it comes to where that is short."""
    return [lines(_short(book, page) for page in pages.values()) for book, pages in zip(books, found, strict=True)]


def _short(book: Book, page: Page) -> Line:
    item = page.item
    told = _SHORT[item.kind](page) if item.kind in _SHORT else ""
    said = (": ", *linked(book, told, page.reads)) if 0 < len(told) <= 120 else ()
    return line(address.link(book, item.key), " ", code(item.name), *said)


def _value(page: Page) -> str:
    return "; ".join(change.text for change in page.history if change.what == "=")


def _reading(page: Page) -> str:
    (point,) = page.item.parts
    return str(point.chosen)


_SHORT: Mapping[str, Callable[[Page], str]] = {"setting": _value, "fact": _value, "unsettled": _reading}


def _compared(name: str, books: Books, pages: Sequence[Page | None]) -> Table:
    """One name in several policies, clause by clause."""
    pairs = list(zip(books, pages, strict=True))
    rows = [("Page", [cell(address.link(book, page.item.key)) if page else cell() for book, page in pairs])]
    words = dict.fromkeys(point.word for page in pages if page for point in page.points)
    for word in words:
        rows.append((word, [lines(_clause(book, page, word)) if page else cell() for book, page in pairs]))
    for title, made in _ASPECTS.items():
        cells = [lines(made(book, page)) if page else cell() for book, page in pairs]
        if any(each.lines for each in cells):
            rows.append((title, cells))
    return _table(spoken(name).capitalize(), books, rows)


def _clause(book: Book, page: Page, word: str) -> Iterator[Line]:
    return (linked(book, point.text, page.reads) for point in page.points if point.word == word)


def _wordings(book: Book, page: Page) -> Iterator[Line]:
    for change in page.history:
        if change.text:
            yield line(f"{holding(change.version)}, {change.what} ", *linked(book, change.text, page.reads))


def _given(book: Book, page: Page) -> Iterator[Line]:
    for open in page.codes:
        yield line(address.link(book, open.key, named=True), f" ({open.status})")


def _sources(book: Book, page: Page) -> Iterator[Line]:
    yield from (line(address.cited(book, cite)) for cite in page.item.cites)


def _rows(book: Book, page: Page) -> Iterator[Line]:
    for grid in (grid for told in page.told[:1] for grid in told.grids):
        yield from _in_short(grid)


def _in_short(grid: Grid) -> Iterator[Line]:
    most = 12
    for row in grid.rows[:most]:
        yield line(code(row[0]), " ", ", ".join(filter(None, row[1:])))
    if len(grid.rows) + grid.more > most:
        yield line(f"{len(grid.rows) + grid.more} rows in all")


_ASPECTS: Mapping[str, Callable[[Book, Page], Iterator[Line]]] = {
    "Wordings": _wordings, "Lists": _rows, "Codes": _given, "Sources": _sources,
}


# ------------------------------------------------------------------ bands


def _bands(books: Books, found: Sequence[Mapping[str, Page]]) -> Table:
    """Bands that begin at the same limit stand in one row, those of words after those of numbers."""
    columns: list[dict[tuple[int, str], list[Line]]] = []
    titles: dict[tuple[int, str], str] = {}
    pages = [list(each.values()) for each in found]
    for own in pages:
        column: dict[tuple[int, str], list[Line]] = {}
        for page in own:
            grids = page.told[0].grids
            for grid, bands in zip(grids, _banded(page), strict=True):
                for row, begins in zip(grid.rows, bands, strict=True):
                    title = row[1].partition(" below ")[0].partition(" through ")[0]
                    at = (begins[0], f"{begins[1]} {title}")
                    titles[at] = title
                    column.setdefault(at, []).append(line(row[0], ": ", row[1]))
        columns.append(column)
    rows = [("Page", [
        lines(line(address.link(book, page.item.key)) for page in own) for book, own in zip(books, pages, strict=True)
    ])]
    rows += [(titles[at], [lines(column.get(at, ())) for column in columns]) for at in sorted(titles)]
    return _table("", books, rows)


def _banded(page: Page) -> Iterator[list[tuple[int, str]]]:
    """For each list of bands where each band begins: its number, or a large one, and the kind of the value."""
    for part in page.item.parts:
        for wording in part.definitions:
            bands = bands_of(wording.value)
            if bands is not None:
                yield [_begins(band.low.value if band.low else None) for band in bands.bands]


def _begins(edge: Expr | None) -> tuple[int, str]:
    if edge is None:
        return -1, ""
    number = edge.value if isinstance(edge, Literal) else None
    return (int(number), str(edge.type)) if isinstance(number, int) else (1 << 62, str(edge.type))


def _rounding(book: Book, topic: str) -> Iterator[Line]:
    for page in book.pages.values():
        if page.topic != topic:
            continue
        for expr in _rounded(page):
            yield line(address.link(book, page.item.key), ": ", *linked(book, infix(expr), page.reads))


def _rounded(page: Page) -> Iterator[Expr]:
    for part in page.item.parts:
        for expr in expressions(part):
            yield from (inner for inner in expr.walk() if isinstance(inner, Apply) and inner.op == "round")


def overview(books: Books) -> Block:
    """Which policy has which topic, with the pages that set them beside each other."""
    rows = [
        (line(Link(spoken(topic).capitalize(), address.beside(topic))), [_count(book, topic) for book in books])
        for topic in topics(books)
    ]
    head = (cell("Topic"), *(cell(Link(book.policy.label or book.policy.name, address.home(book))) for book in books))
    return Table(head, tuple((Cell((title,)), *cells) for title, cells in rows), caption="Pages by topic")


def introduction() -> Block:
    return Paragraph(line("Made from the policies and their files: nothing on these pages is written by hand."))
