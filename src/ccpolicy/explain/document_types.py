"""The types of the published documents, for programs that read or write them as plain mappings.

Numbers are decimal texts, dates ISO texts. A line has, besides these names, the columns by which its policy lists lines,
all of them texts. `ccpolicy schema --of output` says the same as a JSON Schema.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal, TypeAlias, TypedDict

Status = Literal["paid", "partly_paid", "denied", "held", "routed"]
Refusal = Literal["denied", "held", "routed"]
State = Literal["granted", "reserved"]

CaseloadDocument: TypeAlias = Mapping[str, Sequence[Mapping[str, Any]]]
"""What goes in: rows by record kind, and the statements `complete` and `posting`."""


class CiteDocument(TypedDict):
    """Where it is written: the name and title of a source, and the place in it."""

    source: str
    title: str
    place: str


class ReasonDocument(TypedDict):
    """Why `amount` of `unit` is not paid."""

    code: str
    status: Refusal
    unit: str
    amount: str
    text: str
    cite: list[CiteDocument]
    rule: str
    to: str
    asking: list[str]
    needs: list[str]


class LineDocument(TypedDict):
    """What became of one row that asked for payment; `pays` is None where the rules say of units only."""

    id: str
    status: Status
    claimed: dict[str, str]
    units: dict[str, str]
    amounts: dict[str, str]
    pays: str | None
    says: list[str]
    reasons: list[ReasonDocument]


class TotalDocument(TypedDict):
    """Sums over the lines that share a value of one column (`by`), or over all."""

    by: str
    id: str
    units: dict[str, str]
    amounts: dict[str, str]
    statuses: dict[str, int]


class FindingDocument(TypedDict):
    """Something to look at. `kind`: flag, unchecked, left_out (an input row) or noted."""

    code: str
    kind: str
    row: str
    text: str
    cite: list[CiteDocument]
    to: str
    needs: list[str]


class DeadlineDocument(TypedDict):
    """A deadline of a row; `met` is None while nobody knows."""

    name: str
    row: str
    due: str
    inclusive: bool
    met: bool | None
    cite: list[CiteDocument]


class RouteDocument(TypedDict):
    """Work that can go another way."""

    code: str
    to: str
    asking: list[str]
    lines: list[str]
    text: str


class PostingDocument(TypedDict):
    """What a row was granted of an allowance; as input, the history of it."""

    allowance: str
    per: dict[str, str]
    window: str
    spender: str
    date: str | None
    amount: str
    state: State
    claim: str


class UnsettledDocument(TypedDict):
    """A question the sources leave open, and the reading this result rests on."""

    name: str
    text: str
    reading: str
    cite: list[CiteDocument]


class CaveatDocument(TypedDict):
    """A matter that is left out, or a version that may still change."""

    name: str
    text: str
    cite: list[CiteDocument]


class PolicyDocument(TypedDict):
    """Which policy decided, by what was known when, under which readings."""

    name: str
    fingerprint: str
    known_on: str | None
    readings: dict[str, str]


class DeterminationDocument(TypedDict):
    """What comes out."""

    policy: PolicyDocument
    lines: list[LineDocument]
    totals: list[TotalDocument]
    findings: list[FindingDocument]
    deadlines: list[DeadlineDocument]
    routes: list[RouteDocument]
    postings: list[PostingDocument]
    unsettled: list[UnsettledDocument]
    unmodelled: list[CaveatDocument]
    tentative: list[CaveatDocument]
