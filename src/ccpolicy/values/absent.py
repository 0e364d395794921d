"""The two ways a value can be absent: missing (known not to be there) and unknown (nobody said)."""

from __future__ import annotations

from enum import Enum
from typing import Final, Literal

from attrs import field, frozen


class Missing(Enum):
    """The type of the one value `MISSING`."""

    MISSING = "missing"

    def __repr__(self) -> str:
        return "MISSING"

    def __bool__(self) -> Literal[False]:
        raise TypeError("a missing value is neither yes nor no")


MISSING: Final = Missing.MISSING


@frozen(order=True)
class Need:
    """What would have to be supplied: `what` names it in the reader's words, `why` is a stable code.

    `why` is one of `field` (an input left out), `no_row` (a table has no row), `not_covered` (no version in force that
    day), `not_complete` (rows beyond the claims decided were not declared complete), `history` (earlier postings were
    not supplied), `undecided` (an earlier asker is itself unknown). `at` is the input itself where there is one to name:
    kind and key of its row, and its column. `pattern` with its `parts` is what `what` was made of, to be told in another
    language.
    """

    why: str
    what: str
    at: tuple[str, str, str] | tuple[()] = field(default=(), eq=False)
    pattern: str = field(default="", eq=False, repr=False)
    parts: tuple[tuple[str, str], ...] = field(default=(), eq=False, repr=False)


@frozen
class Unknown:
    """Not supplied: what the value is depends on the `needs`."""

    needs: frozenset[Need] = field(factory=frozenset)

    def __bool__(self) -> bool:
        raise TypeError("an unknown value is neither yes nor no")

    def __or__(self, other: Unknown) -> Unknown:
        return Unknown(self.needs | other.needs)


def unknown(why: str, pattern: str, **parts: object) -> Unknown:
    """An unknown with one need, told by a pattern and what goes into its places."""
    told = {name: str(part) for name, part in parts.items()}
    return Unknown(frozenset({Need(why, pattern.format(**told), (), pattern, tuple(told.items()))}))


def unsaid(kind: str, key: str, name: str, reason: str = "") -> Unknown:
    """An unknown that one input settles: `claim[c1].submitted`. `reason` is why it was not given."""
    return Unknown(frozenset({Need("field", f"{kind}[{key}].{name}{reason}", (kind, key, name))}))


Absent = Missing | Unknown
