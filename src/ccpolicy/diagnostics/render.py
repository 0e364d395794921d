"""Findings as people, programs and build servers read them.

Text comes as pieces, each with the name of a style, so that a terminal can colour them; `plain` drops the styles.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from ccpolicy.diagnostics.finding import Finding
from ccpolicy.source import Source, Span

Pieces = list[tuple[str, str]]
"""Text and style: `error`, `warning`, `place`, `caret`, `help`, or empty."""

Sources = Callable[[str], Source | None]
"""Finds a file by the name spans give it."""

_WIDEST = 160


def pieces(finding: Finding, sources: Sources) -> Pieces:
    """One finding: its name and message, the lines it is about with the place underlined, and what to do."""
    told: Pieces = [(f"{finding.severity}[{finding.name}]", finding.severity), (f": {finding.message}\n", "")]
    if finding.span is None:
        if finding.path:
            told.append((f"  at {finding.path}\n", "place"))
    else:
        places = [(finding.span, ""), *((label.span, label.text) for label in finding.labels)]
        width = max(len(str(span.line)) for span, _ in places)
        for span, text in places:
            told += _excerpt(span, text, sources, width)
    if finding.help:
        told += [("help", "help"), (f": {_one_line(finding.help)}\n", "")]
    return told


def plain(found: Pieces) -> str:
    """The text without styles."""
    return "".join(text for text, _ in found)


def text(findings: Sequence[Finding], sources: Sources) -> str:
    """Findings as plain text, an empty line between them."""
    return "\n".join(plain(pieces(finding, sources)) for finding in findings)


def as_json(finding: Finding) -> dict[str, Any]:
    """One finding as a plain mapping."""
    return {
        "name": finding.name,
        "severity": finding.severity,
        "message": finding.message,
        "help": finding.help,
        "path": finding.path,
        "span": _span(finding.span) if finding.span else None,
        "labels": [{"text": label.text, "span": _span(label.span)} for label in finding.labels],
    }


def as_github(finding: Finding) -> str:
    """One finding as a line that a build server shows beside the change."""
    kind = "warning" if finding.severity == "warning" else "error"
    at = []
    if finding.span:
        span = finding.span
        at = [f"file={_property(span.file)}", f"line={span.line}", f"col={span.column}"]
        if span.end_line == span.line:
            at.append(f"endColumn={span.end_column}")
    message = finding.message + (f"\nhelp: {finding.help}" if finding.help else "")
    if finding.path:
        message = f"{finding.path}: {message}"
    return f"::{kind} {','.join([*at, f'title={_property(finding.name)}'])}::{_escaped(message)}"


def _excerpt(span: Span, label: str, sources: Sources, width: int) -> Pieces:
    """Where it is, the line, and carets under the stretch."""
    told: Pieces = [(f"  {span}\n", "place")]
    source = sources(span.file)
    line = source.line(span.line) if source else ""
    if not line.strip():
        return [*told, (f"  {label}\n", "")] if label else told
    shown = "".join(character if character.isprintable() else " " for character in line)
    start = span.column - 1
    end = span.end_column - 1 if span.end_line == span.line else len(shown.rstrip())
    end = max(min(end, len(shown)), start + 1)
    shift = max(0, start - _WIDEST // 2) if len(shown) > _WIDEST else 0
    cut = shown[shift : shift + _WIDEST]
    margin = " " * width
    carets = "^" * max(1, min(end - start, len(cut) - (start - shift)))
    told.append((f"  {span.line:>{width}} | {'…' if shift else ''}{cut.rstrip()}\n", ""))
    told.append((f"  {margin} | {' ' * (start - shift + bool(shift))}", ""))
    told.append((carets + (f" {label}" if label else "") + "\n", "caret"))
    return told


def _span(span: Span) -> dict[str, Any]:
    return {
        "file": span.file,
        "line": span.line,
        "column": span.column,
        "end_line": span.end_line,
        "end_column": span.end_column,
    }


def _one_line(words: str) -> str:
    return " ".join(_parts(words))


def _parts(words: str) -> Iterator[str]:
    return (part.strip() for part in words.splitlines())


def _escaped(words: str) -> str:
    return words.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(words: str) -> str:
    return _escaped(words).replace(":", "%3A").replace(",", "%2C")
