"""Why a value is what it is: a tree (shared where values are shared) of rules, inputs, values and citations."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from attrs import define, field

from ccpolicy.model.policy import Citation, Version
from ccpolicy.model.types import Type
from ccpolicy.source import Span


@define(eq=False)
class Derivation:
    """One value and where it came from. Never changed once made: a frozen class would cost five times as much to make,
    and a month makes thousands.

    `kind`: field, fact, setting, table, allowance, deadline, outcome, status, row. `subject` is the row it is of, such
    as `day c1/2022-11-24`, or empty. `how` is the wording that won: an exception's label, a version's period, a table
    row. `say` is the rule's own sentence for this value, if it has one.
    """

    kind: str
    name: str
    label: str
    subject: str
    value: Any
    type: Type
    how: str = ""
    say: str = ""
    version: Version = Version()
    cites: tuple[Citation, ...] = ()
    note: str = ""
    inputs: tuple[Derivation, ...] = ()
    span: Span | None = field(default=None, eq=False, repr=False)

    def walk(self) -> Iterator[Derivation]:
        """This and everything it rests on, each once, outermost first."""
        seen: set[int] = set()
        pending = [self]
        while pending:
            node = pending.pop()
            if id(node) in seen:
                continue
            seen.add(id(node))
            yield node
            pending.extend(reversed(node.inputs))
