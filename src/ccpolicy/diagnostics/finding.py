"""One finding, and the order in which findings are told."""

from __future__ import annotations

from collections.abc import Iterable

from attrs import field, frozen

from ccpolicy.source import Span


def printable(text: str) -> str:
    """The text on one line without control characters, so that nothing that was read can steer a terminal or a log."""
    return text if text.isprintable() else "".join(letter if letter.isprintable() else " " for letter in text)


@frozen
class Label:
    """A second place that belongs to a finding, with the words to put beside it."""

    span: Span
    text: str


@frozen
class Finding:
    """Something wrong with a policy file (it has a `span`) or with records (it has a `path`, such as `claim[3].month`).

    `message` is one sentence, lower case, without a final period, in the reader's words. `help` says what to do.
    """

    name: str
    message: str = field(converter=printable)
    span: Span | None = None
    path: str = field(default="", converter=printable)
    help: str = field(default="", converter=printable)
    labels: tuple[Label, ...] = ()
    severity: str = "error"

    @property
    def place(self) -> str:
        """Where it is, as text: `file:line:column` or a path into the records."""
        return str(self.span) if self.span else self.path


def in_source_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Findings sorted by place, each told once."""
    unique = dict.fromkeys(findings)
    return tuple(sorted(unique, key=lambda f: (f.span.place if f.span else ("", 0, 0), f.path, f.name, f.message)))
