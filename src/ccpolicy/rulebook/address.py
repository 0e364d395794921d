"""What the pages are called below the folder of the rulebook, and links to them."""

from __future__ import annotations

from ccpolicy.model.policy import Citation
from ccpolicy.rulebook.blocks import Link
from ccpolicy.rulebook.items import Item, Key
from ccpolicy.rulebook.page import Book

ROOT = "index"
CODES, SOURCES, REQUIREMENTS, DATES = "codes", "sources", "requirements", "dates"
EXAMPLES, CASES = "examples", "cases"


def page_of(book: Book, item: Item) -> str:
    return f"{book.policy.name}/{item.kind}/{item.slug}"


def home(book: Book) -> str:
    return f"{book.policy.name}/index"


def gaps(book: Book) -> str:
    return f"{book.policy.name}/left-out"


def topic_page(book: Book, topic: str) -> str:
    return f"{book.policy.name}/topic/{topic}"


def beside(topic: str) -> str:
    """The page that sets the policies beside each other in one topic."""
    return f"topic/{topic}"


def source_page(book: Book, name: str) -> str:
    return f"{book.policy.name}/source/{name}"


def index_page(book: Book, name: str) -> str:
    return f"{book.policy.name}/{name}"


def link(book: Book, key: Key, *, named: bool = False) -> Link:
    """A link to an item by its title; `named` by its name, as policy text has it."""
    item = book.pages[key].item
    return Link(item.name if named else item.title, page_of(book, item), "code" if named else "")


def cited(book: Book, cite: Citation) -> Link:
    """A citation as it is told everywhere: the title of the source and the place in it."""
    return Link(f"{book.source(cite.source).title}, “{cite.place}”", source_page(book, cite.source))
