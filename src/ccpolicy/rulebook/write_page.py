"""One rule's page as a document."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ccpolicy.explain.words import period_text
from ccpolicy.model.policy import Citation, Version
from ccpolicy.model.texts import ENGLISH, spoken, told
from ccpolicy.rulebook import address
from ccpolicy.rulebook.blocks import (
    Block,
    Cell,
    Code,
    Document,
    Drawing,
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
from ccpolicy.rulebook.drawing import Bar, Box, graph, timeline
from ccpolicy.rulebook.items import KINDS as ORDER
from ccpolicy.rulebook.items import Key
from ccpolicy.rulebook.notation import linked
from ccpolicy.rulebook.page import Book, Change, Grid, Hole, Page, Told
from ccpolicy.rulebook.words import HEADINGS, KINDS, NAMES
from ccpolicy.rulebook.write_examples import cases_blocks, example_blocks
from ccpolicy.values.period import ALWAYS


def page_document(book: Book, page: Page) -> Document:
    """The page, with all that is known of its item."""
    item = page.item
    title = f"{item.title} ({item.name})" if item.title != item.name and item.kind != "amendment" else item.title
    trail = [Link("The rulebook", address.ROOT), Link(book.policy.label or book.policy.name, address.home(book))]
    if page.topic:
        trail.append(Link(spoken(page.topic), address.topic_page(book, page.topic)))
    found = (
        ("What it says", "", _says(book, page)),
        *((NAMES.get(each.lang, each.lang), each.lang, _translated(book, page, each)) for each in page.told if _differs(each, page.told[0])),
        ("Codes, and what can be done", "", _codes(book, page)),
        ("As it is written", "", _excerpts(page)),
        ("Sources", "", _sources(book, page)),
        ("When it holds", "", _history(book, page)),
        ("What it reads, and what reads it", "", _graph(book, page)),
        ("Examples", "", example_blocks(page.examples)),
        ("Cases", "", cases_blocks(book, page)),
        ("Open readings", "", _open(book, page)),
        ("Left out", "", _gaps(book, page)),
    )
    sections = [Section(title, blocks, lang) for title, lang, made in found if (blocks := tuple(made))]
    names = tuple(each.label for each in page.told[1:] if each.label and _differs(each, page.told[0]))
    return Document(address.page_of(book, item), title, tuple(sections), tuple(trail), names=names)


def holding(version: Version) -> str:
    """When a version holds, in words."""
    when = "always" if version.period == ALWAYS else period_text(version.period, ENGLISH)
    return f"{when} (the end date may move)" if version.tentative else when


# ------------------------------------------------------------------ what it says


def _says(book: Book, page: Page) -> Iterator[Block]:
    item = page.item
    what = f"{KINDS[item.kind][0]} "
    of = (" of ", *linked(book, item.grain, [key for key in page.reads if key[0] in ("record", "grain")])) if item.grain else ()
    yield Paragraph(line(what, code(item.name), *of, "."))
    for each in page.told:
        if each.lang == ENGLISH:
            yield from _sentences(each)
            for note in each.notes:
                yield Paragraph(line(note))
            yield from _because(book, page, ENGLISH)
            yield from map(_grid, each.grids)
    if page.points:
        rows = tuple((cell(point.word), cell(*linked(book, point.text, page.reads))) for point in page.points)
        yield Table((cell("Clause"), cell("In the policy's words")), rows, caption="Point by point")


def _differs(each: Told, english: Told) -> bool:
    """Whether anything is said in this language that is not said in English; a table of numbers is not."""
    lists = zip(each.grids, english.grids, strict=True)
    return each.lang != english.lang and (
        each.label != english.label or bool(each.sentences) or any(own.rows != other.rows for own, other in lists)
    )


def _translated(book: Book, page: Page, each: Told) -> Iterator[Block]:
    """What is said in another language."""
    yield Paragraph(line(Text(each.label, "strong")))
    yield from _sentences(each)
    yield from _because(book, page, each.lang)
    yield from map(_grid, each.grids)


def _sentences(each: Told) -> Iterator[Block]:
    for about, text in each.sentences:
        head = (Text(f"{about}: ", "strong"),) if about else ()
        yield Paragraph((*head, *map(_part, text)), role="says")


def _part(part: str | Hole) -> Inline:
    return code(f"{{{part.name}}}") if isinstance(part, Hole) else Text(part)


def _because(book: Book, page: Page, lang: str) -> Iterator[Block]:
    for part in page.item.parts:
        because = getattr(part, "because", "")
        if because:
            yield Paragraph(line(Text(f"{HEADINGS.get(lang, HEADINGS[ENGLISH])['because']}: ", "strong"), told(book.policy, because, lang)))


def _grid(grid: Grid) -> Block:
    title = f"{grid.title}; {grid.more} more are not shown" if grid.more else grid.title
    return Table(tuple(map(cell, grid.head)), tuple(tuple(map(cell, row)) for row in grid.rows), caption=title)


def _excerpts(page: Page) -> Iterator[Block]:
    for excerpt in page.excerpts:
        more = f"; {excerpt.more} more lines are not shown" if excerpt.more else ""
        yield Paragraph(line(code(excerpt.file), f", from line {excerpt.first}{more}"))
        yield Code("\n".join(excerpt.lines), excerpt.first, excerpt.marked)


# ------------------------------------------------------------------ codes, and what can be done


def _codes(book: Book, page: Page) -> Iterator[Block]:
    if not page.codes:
        return
    rows = tuple(
        (
            cell(address.link(book, open.key, named=True)), cell(book.pages[open.key].item.title), cell(KINDS[open.status][0]),
            cell(*((f"goes to {open.to}",) if open.to else ()), *(f"; send {what}" for what in open.asking)),
        )
        for open in page.codes
    )
    yield Table((cell("Code"), cell("Label"), cell("What it is"), cell("Where it goes")), rows, caption="Codes it can give")
    if not page.remedies:
        yield Paragraph(line("The policy names nobody who can change what this turns on."))
        return
    inputs = tuple(
        (
            cell(Link(remedy.label, address.page_of(book, book.pages[remedy.record].item))), cell(remedy.changed_by),
            cell(*spread([line(address.link(book, key)) for key in remedy.until])),
        )
        for remedy in page.remedies
    )
    head = (cell("Input"), cell("Who can change it"), cell("Deadline that turns on it"))
    yield Table(head, inputs, caption="What it turns on and somebody can change")


# ------------------------------------------------------------------ where it stands, and since when


def _sources(book: Book, page: Page) -> Iterator[Block]:
    if page.item.cites:
        yield Listing(tuple(line(*_cited(book, cite)) for cite in page.item.cites))
    if page.requirements:
        index = address.index_page(book, address.REQUIREMENTS)
        rows = tuple((cell(Link(id, index)), cell(book.requirements.get(id, ""))) for id in page.requirements)
        yield Table((cell("Requirement"), cell("What it says")), rows, caption="Requirements it meets")


def _cited(book: Book, cite: Citation) -> Iterable[Inline]:
    yield address.cited(book, cite)
    if cite.pin:
        yield Text(" (pinned)")


def _history(book: Book, page: Page) -> Iterator[Block]:
    changes = page.history
    if not changes:
        return
    if all(change.version == Version() for change in changes):
        yield Paragraph(line(f"As long as the policy does: {book.policy.period}."))
        return
    drawn = timeline([_bar(change) for change in changes], book.policy.period.start, f"When it holds: {page.item.title}")
    if drawn:
        yield Drawing(drawn, "timeline")
    rows = tuple(
        (
            cell(holding(change.version)), cell(change.what), cell(*linked(book, change.text, page.reads)),
            Cell((_amendment(book, change.version),)),
        )
        for change in changes
    )
    yield Table((cell("In force"), cell("What"), cell("Wording"), cell("Came with")), rows)
    if any(change.version.amendment for change in changes):
        yield Paragraph(line("While a wording that came with an amendment is in force, it wins over the others."))


def _bar(change: Change) -> Bar:
    version = change.version
    kind = "amended" if version.amendment else "base"
    label = f"{change.what} {change.text}" if change.what == "=" else change.what
    return Bar(label, version.period.start, version.period.end, version.tentative, version.announced, kind)


def _amendment(book: Book, version: Version) -> Line:
    if not version.amendment:
        return line("the policy itself")
    announced = f", announced {version.announced}" if version.announced else ""
    return line(address.link(book, ("amendment", version.amendment)), announced)


# ------------------------------------------------------------------ what it reads


def _graph(book: Book, page: Page) -> Iterator[Block]:
    reads, read_by = (sorted(keys, key=lambda key: ORDER.index(key[0])) for keys in (page.reads, page.read_by))
    if not reads and not read_by:
        return
    here = Box(page.item.title, page.item.name, page.item.kind)
    title = f"What {page.item.title} reads, and what reads it"
    yield Drawing(graph(here, [_box(book, key) for key in reads], [_box(book, key) for key in read_by], title), "graph")
    for title, keys in (("It reads", reads), ("It is read by", read_by)):
        if keys:
            yield Paragraph(line(Text(title, "strong")))
            yield Listing(tuple(_reference(book, key) for key in keys))


def _box(book: Book, key: Key) -> Box:
    item = book.pages[key].item
    return Box(item.title, item.name, item.kind, address.page_of(book, item))


def _reference(book: Book, key: Key) -> Line:
    return line(address.link(book, key), f" ({KINDS[key[0]][0].lower()} ", code(key[-1]), ")")


# ------------------------------------------------------------------ what is open, and what is left out


def _open(book: Book, page: Page) -> Iterator[Block]:
    for point in page.unsettled:
        chosen = next((reading.label for reading in point.readings if reading.name == point.chosen), point.chosen)
        yield Paragraph(line(address.link(book, ("unsettled", point.name)), " Read as: ", chosen, "."))


def _gaps(book: Book, page: Page) -> Iterator[Block]:
    for gap in page.unmodelled:
        yield Paragraph(line(Link(gap.title, address.gaps(book)), ". ", gap.instead))
