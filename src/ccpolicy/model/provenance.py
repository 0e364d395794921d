"""Where a policy comes from: which rule meets which requirement, and which rule cites which place, as a side table.

Gathered from the text of the statements and not spread over the classes of `policy`, so that a determination carries
none of it. A requirement is a numbered statement of what a source says; a pin is the fingerprint of one sentence there.
"""

from __future__ import annotations

from typing import Any

from attrs import field, frozen

from ccpolicy.source import Span

PIN_DIGITS = 12


def _span() -> Any:
    return field(default=None, eq=False, repr=False)


@frozen
class Owner:
    """A statement by its word and name; `part` is what is indented under it, such as an exception."""

    kind: str
    name: str
    part: str = ""
    span: Span | None = _span()

    def __str__(self) -> str:
        return f"{self.kind} {self.name}{f', {self.part}' if self.part else ''}"


@frozen
class Met:
    """A rule, an open point or an example that says which requirement it is about."""

    requirement: str
    by: Owner
    span: Span | None = _span()


@frozen
class Cited:
    """A citation where it is written. `slot` is where its pin stands, or would: None where the text leaves no room."""

    source: str
    place: str
    pin: str
    by: Owner
    span: Span | None = _span()
    slot: Span | None = _span()


@frozen
class Context:
    """A requirement that explains and decides nothing, with why that is so."""

    requirement: str
    title: str
    because: str
    span: Span | None = _span()


@frozen
class Requirement:
    """One numbered statement of what a source says, in the words of whoever numbered it."""

    id: str
    kind: str
    says: str
    where: str
