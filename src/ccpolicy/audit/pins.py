"""Citations against the documents they cite: every pinned sentence found again, and pins made for chosen sentences."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from attrs import frozen

from ccpolicy.audit.documents import Document, Section, Sentence, normal, read_lines
from ccpolicy.errors import UsageError
from ccpolicy.model.policy import Policy
from ccpolicy.model.provenance import Cited
from ccpolicy.source import Span

FOUND, UNPINNED, FAILED, NO_DOCUMENT = "found", "unpinned", "failed", "without document"

_MOST_SHOWN = 5
_WANTED = re.compile(r'(?P<file>\S.*?):(?P<line>[0-9]{1,7})(?:\s+[a-z][a-z0-9_]* "[^"]*":)?(?:\s+(?P<words>\S.*))?')


@frozen
class Checked:
    """A citation and what was found of it: its sentence's line, or why there is none."""

    cited: Cited
    state: str
    line: int = 0
    told: str = ""


@frozen
class Documents:
    """The documents of a policy's sources that are there, and what is to be said of those that are not."""

    read: Mapping[str, Document]
    missing: Mapping[str, str]


def open_documents(policy: Policy, folder: Path) -> Documents:
    """The document of every source that names one, cut at the places cited of it."""
    read: dict[str, Document] = {}
    missing: dict[str, str] = {}
    for source in policy.sources.values():
        if not source.document:
            continue
        places = [cited.place for cited in policy.citations if cited.source == source.name]
        try:
            read[source.name] = Document(read_lines(folder / source.document), places)
        except UsageError as error:
            missing[source.name] = str(error)
    return Documents(read, missing)


def check_pins(policy: Policy, documents: Documents) -> tuple[Checked, ...]:
    """Every citation, in the order of the files."""
    return tuple(_checked(policy, documents, cited) for cited in in_order(policy))


def in_order(policy: Policy) -> list[Cited]:
    """The citations of a policy as its files are read."""
    return sorted(policy.citations, key=lambda cited: cited.span.place if cited.span else ("", 0, 0))


def _checked(policy: Policy, documents: Documents, cited: Cited) -> Checked:
    if cited.source not in policy.sources or not policy.sources[cited.source].document:
        told = f"it is pinned, and `{cited.source}` names no document" if cited.pin else ""
        return Checked(cited, FAILED if cited.pin else NO_DOCUMENT, told=told)
    document = documents.read.get(cited.source)
    if document is None:
        return Checked(cited, FAILED, told=documents.missing[cited.source])
    sections = document.sections(cited.place)
    if not sections:
        return Checked(cited, FAILED, told="no line of the document is or begins with this place")
    if not cited.pin:
        return Checked(cited, UNPINNED, told="it is not pinned")
    for sentence in _under(sections):
        if sentence.pin == cited.pin:
            return Checked(cited, FOUND, sentence.line)
    under = f"under this place ({_lines(sections)})"
    elsewhere = [sentence.line for sentence in document.sentences if sentence.pin == cited.pin]
    if elsewhere:
        return Checked(cited, FAILED, told=f"the sentence pinned stands on line {elsewhere[0]}, not {under}")
    return Checked(cited, FAILED, told=f"no sentence {under} is the one that was pinned")


def _under(sections: Iterable[Section]) -> list[Sentence]:
    return [sentence for section in sections for sentence in section.sentences]


def _lines(sections: Iterable[Section]) -> str:
    return ", ".join(f"lines {section.first} to {section.last}" for section in sections)


# ------------------------------------------------------------------ making pins


@frozen
class Wanted:
    """The words that choose a sentence for the citation on a line of a policy file; `at` is the line of the list."""

    file: str
    line: int
    words: str
    at: int


@frozen
class Edit:
    """A pin to be written where one stands or belongs."""

    slot: Span
    before: str
    pin: str


def read_wanted(text: str) -> tuple[Wanted, ...]:
    """Lines `FILE:LINE words…`, as the list of unpinned citations gives them; one without words is left for later."""
    found = []
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        match = _WANTED.fullmatch(line.strip())
        if match is None:
            raise UsageError(f"line {number} of the list does not begin with FILE:LINE")
        if match["words"]:
            found.append(Wanted(match["file"], int(match["line"]), match["words"], number))
    return tuple(found)


def make_pins(
    policy: Policy, documents: Documents, wanted: Iterable[Wanted], path_of: Callable[[str], Path]
) -> tuple[list[Edit], list[str]]:
    """The pins to write and all that keeps others from being made, in words. `path_of` finds a file of the policy."""
    standing: dict[tuple[Path, int], dict[Span | None, Cited]] = {}
    for cited in policy.citations:
        if cited.span is not None:
            standing.setdefault((path_of(cited.span.file).resolve(), cited.span.line), {})[cited.slot] = cited
    edits: dict[Span, Edit] = {}
    problems: list[str] = []
    for want in wanted:
        there = standing.get((Path(want.file).resolve(), want.line), {})
        told = _edit(there, documents, want)
        if isinstance(told, str):
            problems.append(f"line {want.at} of the list, {want.file}:{want.line}: {told}")
        elif edits.setdefault(told.slot, told) != told:
            problems.append(f"line {want.at} of the list, {want.file}:{want.line}: another sentence is chosen for it too")
    return list(edits.values()), problems


def _edit(there: Mapping[Span | None, Cited], documents: Documents, want: Wanted) -> Edit | str:
    if len(there) != 1:
        return "no citation stands there" if not there else "several citations stand there: give each its own line"
    ((slot, cited),) = there.items()
    document = documents.read.get(cited.source)
    if slot is None:
        return "there is no room for a pin: a pattern cites with `pin` and a parameter, a reading has a column `pin`"
    if document is None:
        return documents.missing.get(cited.source, f"the source `{cited.source}` names no document")
    sections = document.sections(cited.place)
    if not sections:
        return f"no line of the document is or begins with the place “{cited.place}”"
    words = normal(want.words).casefold()
    chosen = {s.pin: s.line for s in _under(sections) if words in s.text.casefold()}
    if len(chosen) > 1:
        return f"several sentences under “{cited.place}” have these words: lines {_some(chosen.values())}"
    if chosen:
        return Edit(slot, cited.pin, next(iter(chosen)))
    elsewhere = [s.line for s in document.sentences if words in s.text.casefold()]
    return f"no sentence under “{cited.place}” ({_lines(sections)}) has these words" + (
        f"; elsewhere lines {_some(elsewhere)} have them" if elsewhere else ""
    )


def _some(lines: Iterable[int]) -> str:
    told = [str(line) for line in dict.fromkeys(lines)]
    return ", ".join(told[:_MOST_SHOWN]) + (f" and {len(told) - _MOST_SHOWN} more" if len(told) > _MOST_SHOWN else "")


def with_pins(text: str, edits: Iterable[Edit]) -> str:
    """A policy file with the pins written, all else as it was."""
    lines = text.splitlines(keepends=True)
    for edit in sorted(edits, key=lambda each: each.slot.place, reverse=True):
        at, start, end = edit.slot.line - 1, edit.slot.column - 1, edit.slot.end_column - 1
        line = lines[at]
        written = f'"{edit.pin}"' if start != end else f' pin "{edit.pin}"'
        lines[at] = line[:start] + written + line[end:]
    return "".join(lines)


def counts(checked: Iterable[Checked]) -> Counter[str]:
    """How many citations came out how."""
    return Counter(each.state for each in checked)
