"""All pages of some policies, written below a folder: only what changed is written, and what is gone is removed."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from attrs import define, field

from ccpolicy import library
from ccpolicy.rulebook.beside import beside_documents
from ccpolicy.rulebook.blocks import Document, to_json
from ccpolicy.rulebook.book import book
from ccpolicy.rulebook.cases import traced
from ccpolicy.rulebook.page import Book
from ccpolicy.rulebook.write_index import index_documents, root_document
from ccpolicy.rulebook.write_page import page_document

SUFFIX = ".rulebook"


@define
class Made:
    """What was written: pages in all, how many changed, what is wrong with the policies, and how long each step took."""

    pages: int = 0
    written: int = 0
    problems: list[str] = field(factory=list)
    seconds: dict[str, float] = field(factory=dict)

    @contextmanager
    def timed(self, step: str) -> Iterator[None]:
        start = time.perf_counter()
        try:
            yield
        finally:
            self.seconds[step] = self.seconds.get(step, 0.0) + time.perf_counter() - start


def publish(names: Sequence[str], folder: Path) -> Made:
    """Writes the rulebook of these policies, packaged or folders. Raises PolicyError and UsageError."""
    made = Made()
    books = [_book(name, made) for name in names]
    with made.timed("writing"):
        _write(folder, documents(books), made)
    made.problems = [problem for each in books for problem in problems(each)]
    return made


def documents(books: Sequence[Book]) -> Iterator[Document]:
    yield root_document(books)
    yield from beside_documents(books)
    for each in books:
        yield from index_documents(each)
        for page in each.pages.values():
            yield page_document(each, page)


def problems(book: Book) -> Iterator[str]:
    """Examples that do not hold."""
    for tried in book.tried:
        for difference in tried.differences:
            yield f"{book.policy.name}: the example “{tried.example.label}” does not hold: {difference}"


def _book(name: str, made: Made) -> Book:
    place = library.find(name)
    with made.timed("loading"):
        policy = library.load(name)
    with made.timed("cases"):
        found = traced(policy, place)
    with made.timed("pages"):
        return book(policy, place, found)


def _write(folder: Path, documents: Iterator[Document], made: Made) -> None:
    wanted: set[Path] = set()
    for document in documents:
        path = folder / f"{document.page}{SUFFIX}"
        wanted.add(path)
        made.pages += 1
        data = to_json(document).encode()
        if not path.is_file() or path.read_bytes() != data:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
            made.written += 1
    for path in folder.rglob(f"*{SUFFIX}"):
        if path not in wanted:
            path.unlink()
