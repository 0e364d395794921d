"""The policy's own files: the statements as they are written, and the topic that each file is."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import takewhile
from pathlib import Path, PurePosixPath

from attrs import frozen

from ccpolicy import library
from ccpolicy.rulebook.items import safe
from ccpolicy.source import Span

_LONGEST = 120
"""Lines of a statement that are shown before the rest is counted; longer ones are lists of rows."""


@frozen
class Excerpt:
    """A statement as it stands in its file, from a line on; `marked` are the lines that are meant, `more` those left out."""

    file: str
    first: int
    lines: tuple[str, ...]
    marked: tuple[int, ...] = ()
    more: int = 0


class Files:
    """The files of the policy at a place, read when they are asked for."""

    def __init__(self, place: Path) -> None:
        self.place = place
        self._read: dict[str, tuple[str, ...]] = {}

    def excerpt(self, span: Span) -> Excerpt | None:
        """The statement that a place stands in, from its first line; None where the file is gone."""
        lines = self.lines(span.file)
        if not 0 < span.line <= len(lines):
            return None
        at = span.line - 1
        start = at
        while start and not _begins(lines[start]):
            start -= 1
        end = start + 1
        while end < len(lines) and not _begins(lines[end]) and not lines[end].startswith("#"):
            end += 1
        shown = [line.rstrip() for line in lines[start:end]]
        while shown and not shown[-1]:
            shown.pop()
        marked = (at - start + 1,) if at != start else ()
        return Excerpt(span.file, start + 1, tuple(shown[:_LONGEST]), marked, max(0, len(shown) - _LONGEST))

    def names(self) -> list[str]:
        """The policy's own files, as spans name them; shared ones are not among them."""
        folder = self.place if self.place.is_dir() else self.place.parent
        paths = sorted(folder.rglob("*.policy")) if self.place.is_dir() else [self.place]
        return [f"{folder.name}/{path.relative_to(folder).as_posix()}" for path in paths]

    def find(self, name: str, words: Iterable[str], files: Iterable[str]) -> Span | None:
        """Where a statement with one of these words begins whose place the model does not keep."""
        for file in files:
            for at, line in enumerate(self.lines(file), 1):
                word, _, rest = line.partition(" ")
                if word in words and rest.split(maxsplit=1)[:1] == [name]:
                    return Span(file, at, 1, at, len(line) + 1)
        return None

    def about(self, file: str) -> str:
        """What a file says of itself: the comment it begins with."""
        told = takewhile(lambda line: line.startswith("#"), self.lines(file))
        return " ".join(line.lstrip("# ").rstrip() for line in told)

    def lines(self, file: str) -> tuple[str, ...]:
        """The lines of a file by the name that spans have for it; none where it is gone."""
        if file not in self._read:
            path = library.file_of(file, [self.place])
            self._read[file] = tuple(path.read_text(encoding="utf-8-sig").splitlines()) if path else ()
        return self._read[file]


def topic(span: Span | None) -> str:
    """The file a statement stands in, or its folder inside the policy's: by these names policies stand beside each other."""
    if span is None:
        return ""
    path = PurePosixPath(span.file)
    return safe(path.parts[1] if len(path.parts) > 2 else path.stem)


def _begins(line: str) -> bool:
    return bool(line.strip()) and not line[0].isspace() and not line.startswith("#")
