"""What a page is made of when it is written: sections, tables, lists and drawings, as plain values and never as markup.

Texts of policies stay texts until a writer of HTML makes nodes of them, so that nothing in them can be read as markup.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

import attrs
from attrs import frozen


@frozen
class Text:
    """A run of text. `style` is `code`, `strong` or nothing; `lang` where it is another language than the page's."""

    text: str
    style: str = ""
    lang: str = ""


@frozen
class Link:
    """A text that leads to another page of the rulebook, named from its root."""

    text: str
    page: str
    style: str = ""


@frozen
class Notation:
    """Policy text in which names may be links."""

    parts: tuple[Text | Link, ...]


Inline = Text | Link | Notation
Line = tuple[Inline, ...]


@frozen
class Paragraph:
    parts: Line
    role: str = ""
    lang: str = ""


@frozen
class Listing:
    """A list, an item a line."""

    lines: tuple[Line, ...]
    role: str = ""


@frozen
class Cell:
    """Lines under each other; more than one become a list."""

    lines: tuple[Line, ...] = ()


@frozen
class Table:
    """Rows under a heading; the first cell of a row is its heading."""

    head: tuple[Cell, ...]
    rows: tuple[tuple[Cell, ...], ...]
    caption: str = ""
    role: str = ""


@frozen
class Code:
    """Policy text; `first` is the number of its first line, `marked` the lines that stand out, counted from 1."""

    text: str
    first: int = 1
    marked: tuple[int, ...] = ()


@frozen
class Drawing:
    """A drawing; its links are written `page:NAME`, to be made addresses where it is shown. Its text stands beside it."""

    svg: str
    role: str = ""


@frozen
class Contents:
    """The pages below this one, for the table of contents of the site."""

    pages: tuple[str, ...]
    caption: str = ""


@frozen
class Section:
    title: str
    blocks: tuple[Block, ...]
    lang: str = ""


Block = Paragraph | Listing | Table | Code | Drawing | Section | Contents


@frozen
class Document:
    """A page: its title, where it belongs (from the root down), and what it holds. `listed` pages stand in the contents."""

    page: str
    title: str
    blocks: tuple[Block, ...]
    trail: tuple[Link, ...] = ()
    listed: bool = False
    names: tuple[str, ...] = ()
    """What else it is called, as in another language: an index leads from each to the page."""


def to_json(document: Document) -> str:
    """The document as text, the same for the same document."""
    return json.dumps(_plain(document), ensure_ascii=False, indent=None, separators=(",", ":")) + "\n"


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_plain(part) for part in value]
    if attrs.has(type(value)):
        held = {attribute.name: getattr(value, attribute.name) for attribute in attrs.fields(type(value))}
        return {"is": type(value).__name__, **{name: _plain(part) for name, part in held.items()}}
    return value


# ------------------------------------------------------------------ short ways to make them


def line(*parts: str | Inline) -> Line:
    return tuple(Text(part) if isinstance(part, str) else part for part in parts if part != "")


def code(text: str) -> Text:
    return Text(text, "code")


def prose(text: str) -> Line:
    """A text in which backticks mark names, as comments have them."""
    return tuple(Text(part, "code" if at % 2 else "") for at, part in enumerate(text.split("`")) if part)


def cell(*parts: str | Inline) -> Cell:
    return Cell((line(*parts),)) if parts and parts != ("",) else Cell()


def lines(parts: Iterable[Line]) -> Cell:
    return Cell(tuple(parts))


def spread(parts: Sequence[Line], between: str = ", ") -> Line:
    """Several lines as one, with something between them."""
    found: list[Inline] = []
    for at, part in enumerate(parts):
        found += [Text(between)] if at else []
        found += part
    return tuple(found)
