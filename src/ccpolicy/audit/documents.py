"""A source as text: its places, the sentences under them, and the fingerprint of each.

Two texts are the same if they differ only in what has no meaning: line breaks and other white space, the shape of dashes
and quotes, and compatible forms of one character (Unicode NFKC). Capitals count. Everything else changes a fingerprint.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from functools import cached_property
from pathlib import Path

from attrs import frozen

from ccpolicy.errors import UsageError
from ccpolicy.limits import DOCUMENT_BYTES
from ccpolicy.model.provenance import PIN_DIGITS

_SINGLE, _DOUBLE = "‘’‚‛′‵`´", "“”„‟″‶«»"
_SHAPES = str.maketrans({**dict.fromkeys(_SINGLE, "'"), **dict.fromkeys(_DOUBLE, '"'), "\u2212": "-"})
_HEADING = re.compile(r"\s*#{1,6}\s")
_BULLET = re.compile(r"\s*[•◦▪‣·]\s+")
_ITEM = re.compile(r"\s*(?:[-*+–]|\d{1,3}[.)]|\(?[a-z]\))\s+")
_MARKS = "#*_ "
_END = re.compile(r"""[.!?]["')\]]*\s+(?=["'(\[$]*[A-Z0-9])""")
_ABBREVIATED = re.compile(r"(?:\b(?:[A-Za-z]|Mr|Mrs|Ms|Dr|St|No|Nos|Sec|Art|Ch|Inc|vs|etc|cf|al|approx)|\b[a-z]\.[a-z])\.$")

_LONGEST_SHORT = 12


@frozen
class Sentence:
    """One sentence of a document, on a line; `text` is normal."""

    text: str
    line: int

    @property
    def pin(self) -> str:
        return hashlib.sha256(self.text.encode()).hexdigest()[:PIN_DIGITS]


@frozen
class Section:
    """What stands under a place: from its line to before the next place. A line that is only the place is no sentence."""

    first: int
    last: int
    sentences: tuple[Sentence, ...]


def normal(text: str) -> str:
    """The text without what has no meaning."""
    told = unicodedata.normalize("NFKC", text).translate(_SHAPES)
    plain = ("-" if unicodedata.category(c) == "Pd" else c for c in told if unicodedata.category(c) != "Cf")
    return " ".join("".join(plain).split())


def read_lines(path: Path) -> tuple[str, ...]:
    """The lines of a document. Raises UsageError for what is no text of a bearable size."""
    try:
        if path.stat().st_size > DOCUMENT_BYTES.most:
            raise UsageError(f"{path.name} is larger than {DOCUMENT_BYTES}")
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise UsageError(f"{path.name} cannot be read: {(error.strerror or 'unknown').lower()}") from None
    except UnicodeDecodeError:
        raise UsageError(f"{path.name} is not UTF-8 text") from None
    return tuple(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"))


class Document:
    """A document cut at the places that are cited of it, and at the headings it marks itself with `#`."""

    def __init__(self, lines: tuple[str, ...], places: Iterable[str]) -> None:
        self.lines = lines
        self._bare = [normal(line).strip(_MARKS) for line in lines]
        self._begins = {place: self._found(place) for place in dict.fromkeys(places)}
        marked = {at for at, line in enumerate(lines) if _HEADING.match(line)}
        self._cuts = sorted(marked | {at for found in self._begins.values() for part in found for at in part})

    def sections(self, place: str) -> tuple[Section, ...]:
        """Every stretch of the document that stands under a place; none if no line is or begins with its words."""
        found = self._begins.get(place) or [[]]
        whole = {normal(part).strip(_MARKS) for part in (place, place.split("; ")[-1])}
        return tuple(self._section(at, at + (self._bare[at] in whole)) for at in found[-1])

    @cached_property
    def sentences(self) -> tuple[Sentence, ...]:
        """All of the document, to tell where a sentence has gone."""
        edges = [0, *(cut for cut in self._cuts if cut), len(self.lines)]
        return tuple(each for low, high in zip(edges, edges[1:]) for each in self._sentences(low, high))

    def _section(self, at: int, start: int) -> Section:
        end = next((cut for cut in self._cuts if cut > at), len(self.lines))
        return Section(at + 1, end, tuple(self._sentences(start, end)))

    def _found(self, place: str) -> list[list[int]]:
        """The lines of each part of a place; in `A; B` the part B is the first such line after A."""
        whole = self._lines_of(normal(place))
        if whole or "; " not in place:
            return [whole]
        first, *others = (normal(part) for part in place.split("; "))
        found = [self._lines_of(first)]
        for part in others:
            lines = self._lines_of(part)
            after = [min((line for line in lines if line > start), default=None) for start in found[-1]]
            found.append(sorted({line for line in after if line is not None}))
        return found if found[-1] else [[]]

    def _lines_of(self, words: str) -> list[int]:
        """The lines that say exactly this; if there are none, those that begin with it."""
        bare = words.strip(_MARKS)
        if not bare:
            return []
        exact = [at for at, line in enumerate(self._bare) if line == bare]
        begins = re.compile(re.escape(bare) + r"(?!\w)")
        return exact or [at for at, line in enumerate(self._bare) if begins.match(line)]

    def _sentences(self, low: int, high: int) -> Iterator[Sentence]:
        for first, block in self._blocks(low, high):
            yield from _split(first, block)

    def _blocks(self, low: int, high: int) -> Iterator[tuple[int, list[str]]]:
        """Paragraphs, items of lists, table lines and headings, each with the number of its first line."""
        held: list[str] = []
        start, listed = low, False
        for at in range(low, high):
            line = self.lines[at]
            # In a paragraph that is no item, a dash or number at the margin is where a sentence happens to be broken.
            item = _BULLET.match(line) or (_ITEM.match(line) if not held or listed or held[-1].endswith(":") else None)
            alone = bool(_HEADING.match(line)) or at in self._cuts or line.lstrip().startswith("|")
            if held and (not line.strip() or item or alone):
                yield start + 1, held
                held = []
            if line.strip():
                start, listed = (start, listed) if held else (at, bool(item))
                held.append(line[item.end() :] if item else line)
            if held and alone:
                yield start + 1, held
                held = []
        if held:
            yield start + 1, held


def _split(first: int, block: list[str]) -> Iterator[Sentence]:
    """The sentences of a paragraph, each with the line it begins on."""
    texts = [normal(line).lstrip("#").lstrip() if _HEADING.match(line) else normal(line) for line in block]
    whole = " ".join(texts)
    starts = [0]
    for text in texts:
        starts.append(starts[-1] + len(text) + 1)
    begin = 0
    for end in [*(m for m in _END.finditer(whole) if not _ABBREVIATED.search(whole[max(0, m.start() - _LONGEST_SHORT) : m.start() + 1])), None]:
        stop = end.end() if end else len(whole)
        text = whole[begin:stop].strip()
        if text:
            yield Sentence(text, first + bisect_right(starts, begin) - 1)
        begin = stop
