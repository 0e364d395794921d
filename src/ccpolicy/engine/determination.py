"""What a determination is: lines, reasons, totals, findings, deadlines, routes and postings.

Numbers are exact: money in whole cents, units as counts (hours for units given as time). `explain.output` turns a
determination into the published JSON, CSV and tables.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from attrs import field, frozen

from ccpolicy.engine.derivation import Derivation
from ccpolicy.engine.pages import FilledPage
from ccpolicy.model.policy import Citation
from ccpolicy.values.numbers import Number

STATUSES = ("paid", "partly_paid", "denied", "held", "routed")


@frozen
class Reason:
    """Why (part of) a line is not paid. `status` is what it does: denied, held or routed; `amount` of `unit` is refused."""

    code: str
    status: str
    text: str
    cites: tuple[Citation, ...]
    rule: str
    unit: str = ""
    amount: Number = 0
    to: str = ""
    asking: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    why: tuple[Derivation, ...] = field(default=(), eq=False, repr=False)


@frozen
class Line:
    """One row that asked for payment. `keys` are the columns the policy's `line` clause names, as text.

    `amounts` are worksheet lines in cents, empty when nothing is paid; `pays` is what the state pays in cents, None where
    the rules say of units only, so that nothing is known of money.
    """

    id: str
    grain: str
    keys: Mapping[str, str]
    status: str
    claimed: Mapping[str, Number]
    units: Mapping[str, Number]
    amounts: Mapping[str, Number]
    reasons: tuple[Reason, ...]
    pays: Number | None = None
    pay_rules: tuple[str, ...] = ()
    said: tuple[str, ...] = ()
    why: tuple[Derivation, ...] = field(default=(), eq=False, repr=False)


@frozen
class Total:
    """Sums over the lines that share a row of the line columns, or over all (`by` is `all`, `id` empty)."""

    by: str
    id: str
    units: Mapping[str, Number]
    amounts: Mapping[str, Number]
    statuses: Mapping[str, int]


@frozen
class Flag:
    """A flag raised on a row, or (`kind` is `unchecked`) one that could not be checked for want of `needs`."""

    code: str
    kind: str
    row: str
    text: str
    cites: tuple[Citation, ...] = ()
    to: str = ""
    needs: tuple[str, ...] = ()
    why: tuple[Derivation, ...] = field(default=(), eq=False, repr=False)


@frozen
class DeadlineMet:
    """A deadline of a row. `due` is text (a date or a moment); `met` is None while the event is missing or unknown."""

    name: str
    label: str
    row: str
    due: str
    inclusive: bool
    met: bool | None
    cites: tuple[Citation, ...] = ()


@frozen
class Routed:
    """Work that can go another way: where to, what it needs, which lines."""

    code: str
    to: str
    asking: tuple[str, ...]
    lines: tuple[str, ...]
    text: str


@frozen
class Posting:
    """What one spending row was granted; the history of later runs. `amount` in the allowance's own quantity."""

    allowance: str
    per: Mapping[str, str]
    window: str
    spender: str
    date: date | None
    amount: Number
    state: str
    claim: str


@frozen
class Caveat:
    """An unsettled point, an unmodelled matter or a tentative version that touched the result."""

    kind: str
    name: str
    text: str
    reading: str = ""
    cites: tuple[Citation, ...] = ()


@frozen
class Determination:
    """All that one run decided, in a fixed order: lines by claim, then the line's columns, then id."""

    policy: str
    fingerprint: str
    known_on: date | None
    readings: Mapping[str, str]
    lines: tuple[Line, ...]
    totals: tuple[Total, ...]
    flags: tuple[Flag, ...]
    deadlines: tuple[DeadlineMet, ...]
    routes: tuple[Routed, ...]
    postings: tuple[Posting, ...]
    caveats: tuple[Caveat, ...]
    facts: Mapping[tuple[str, str, str], Any] = field(factory=dict, eq=False, repr=False)
    reports: Mapping[str, tuple[FilledPage, ...]] = field(factory=dict, eq=False, repr=False)
    run: Any = field(default=None, eq=False, repr=False)
    """What it was read from, for certificates."""

    def line(self, id: str) -> Line:
        """The line with this id. Raises KeyError."""
        for line in self.lines:
            if line.id == id:
                return line
        raise KeyError(id)
