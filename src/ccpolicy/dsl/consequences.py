"""Which findings only follow from others: one mistake is told once, at its place.

A name that is lacking because the statement that declares it was found wrong is not missed again, and neither is what
depends on the statements that say which rows there are. What is lacking in several places is one finding, the other
places beside it. When the cause is mended, whatever remains is told.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from attrs import evolve

from ccpolicy.diagnostics import Finding, Label
from ccpolicy.dsl.names import STATUS
from ccpolicy.dsl.syntax import Clause, Constant, Path, Row, Statement, Word

NEEDS_ALL = frozenset(
    """finer-row unread no-pay not-finer out-of-reach stops-nothing pays-nothing no-asks ambiguous-name bad-share
    date-missing order-missing column-missing no-part option-missing item-missing translation-unused""".split()
)
"""What is found only where all records, grains and asking rows are known."""

_ROWS = frozenset({"policy", "record", "extend", "grain", "asks", "codes", "calendar", "apply", "pattern"})
"""The statements that say which rows there are, and of what kind their fields are."""

_NAMES = frozenset({"record", "extend", "worksheet", "unsettled"})
"""The statements whose table lines declare the name they begin with."""

_LISTS = frozenset({"codes", "bands"})
"""The statements whose table lines declare codes, and lists of plain words in further columns."""

_SHOWN = 3


def causes(
    findings: Sequence[Finding], statements: Iterable[Statement], lost: frozenset[str] | None
) -> tuple[Finding, ...]:
    """The findings without those that only follow from others; `lost` are the words of statements that could not be
    read, if there are any."""
    written = list(statements)
    patterns = {s.name: s for s in written if s.word == "pattern"}
    every = [inner for statement in written for inner in _all(statement)]
    wrong = [(s, own) for s in every if (own := _of(s, findings))]
    declared: dict[str, list[list[Finding]]] = {}
    for statement, own in wrong:
        for name in _declares(statement, patterns):
            declared.setdefault(name, []).append(own)
    rows_wrong = lost is not None or any(statement.word in _ROWS for statement, _ in wrong)
    somewhere: dict[str, list[Statement]] = {name: [] for name in STATUS}
    for statement in every if rows_wrong else ():
        for name in _declares(statement, patterns):
            somewhere.setdefault(name, []).append(statement)
    found = [f for f in findings if lost is None or not (f.name in NEEDS_ALL or word_of(f) in lost)]
    kept = [
        f
        for f in found
        if not _follows(f, declared) and not (rows_wrong and (f.name in NEEDS_ALL or _reached(f, somewhere)))
    ]
    return tuple(_joined(kept or ([] if lost is not None else found)))


def _reached(finding: Finding, somewhere: Mapping[str, Sequence[Statement]]) -> bool:
    """Whether a name is declared by another statement, so that only the way to its row may be lacking."""
    word = word_of(finding)
    if finding.name != "unknown-name" or word not in somewhere:
        return False
    return word in STATUS or any(not _of(statement, [finding]) for statement in somewhere[word])


def word_of(finding: Finding) -> str:
    """The word an `unknown-…` finding does not know, else empty."""
    if not finding.name.startswith("unknown-") or finding.name == "unknown-exception":
        return ""
    parts = finding.message.split("`")
    return parts[-2] if len(parts) > 2 else ""


def _follows(finding: Finding, declared: Mapping[str, Sequence[Sequence[Finding]]]) -> bool:
    """Whether the word it does not know is declared by a statement that has a finding of its own."""
    word = word_of(finding)
    return bool(word) and any(any(f != finding and word_of(f) != word for f in own) for own in declared.get(word, ()))


def _joined(findings: Sequence[Finding]) -> Iterator[Finding]:
    """Findings about one unknown word as one, at the first place, with a few of the others."""
    groups: dict[str, list[Finding]] = {}
    for finding in sorted(findings, key=lambda f: f.span.place if f.span else ("", 0, 0)):
        word = word_of(finding)
        groups.setdefault(f"`{word}`" if word else f"{id(finding)}", []).append(finding)
    for first, *others in groups.values():
        places = list(dict.fromkeys(f.span for f in others if f.span is not None and f.span != first.span))
        labels = [Label(span, "and here") for span in places[:_SHOWN]]
        if len(places) > _SHOWN:
            more = len(places) - _SHOWN
            labels[-1] = Label(places[_SHOWN - 1], f"here, and in {more} more place{'s' if more > 1 else ''}")
        yield evolve(first, labels=(*first.labels, *labels)) if labels else first


# -------------------------------------------------------------------- what a statement declares and where it ends


def _all(statement: Statement) -> Iterator[Statement]:
    yield statement
    for inner in statement.statements:
        yield from _all(inner)


def _of(statement: Statement, findings: Sequence[Finding]) -> list[Finding]:
    """The findings that are about a place inside a statement."""
    file, first, last = statement.span.file, statement.span.line, _last_line(statement)
    return [f for f in findings if f.span is not None and f.span.file == file and first <= f.span.line <= last]


def _last_line(item: Statement | Clause | Row) -> int:
    if isinstance(item, Row):
        return item.span.end_line
    return max([item.span.end_line, *(_last_line(part) for part in item.body)])


def _declares(statement: Statement, patterns: Mapping[str, Statement]) -> Iterator[str]:
    if statement.word == "apply":
        # Without its pattern an `apply` may have been meant to declare what any of them does.
        meant = [patterns[statement.name]] if statement.name in patterns else patterns.values()
        for inner in (inner for pattern in meant for inner in pattern.statements):
            yield from _declares(inner, patterns)
        return
    if statement.word in ("waive", "example", "amendment"):
        return
    if statement.name and statement.word != "extend":
        yield statement.name
    for item in statement.body:
        if isinstance(item, Row):
            yield from _row(item, statement.word)
        elif isinstance(item, Clause):
            yield from _clause(item, statement.word)


def _clause(clause: Clause, owner: str) -> Iterator[str]:
    words = [value.text for value in clause.values if isinstance(value, Word)]
    if clause.word in ("beyond", "late") and len(words) > 1:
        yield words[1]
    if clause.word == "groups" and isinstance(clause.values[-1], tuple):
        yield from (path.names[-1] for path in clause.values[-1] if isinstance(path, Path))
    for item in clause.body:
        if isinstance(item, Row):
            yield from _row(item, owner)


def _row(row: Row, owner: str) -> Iterator[str]:
    """What a table line declares: the name or code it begins with; in a code list its columns and plain words too."""
    count = 1 if owner in _NAMES else len(row.cells) if owner in _LISTS else 0
    for cell in row.cells[:count]:
        if cell.word:
            yield cell.word
        elif isinstance(cell.value, Path) and len(cell.value.names) == 1:
            yield cell.value.names[0]
        elif isinstance(cell.value, Constant) and cell.value.kind in ("code", "number"):
            yield cell.value.text


__all__ = ["NEEDS_ALL", "causes", "word_of"]
