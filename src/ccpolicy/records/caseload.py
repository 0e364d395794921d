"""A caseload: checked rows by record kind, ready to be determined."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from attrs import field, frozen

from ccpolicy.diagnostics import Finding
from ccpolicy.model.policy import SheetColumn
from ccpolicy.values.absent import MISSING, Absent
from ccpolicy.values.period import ALWAYS, Period


@frozen
class Record:
    """One input row. Values are of the field's type (`values` says how); MISSING and Unknown stand for themselves.

    A reference holds the key text of the row it names. `key` is the row's own key text: key values joined by `/`.
    """

    kind: str
    key: str
    values: Mapping[str, Any] = field(hash=False)
    path: str = field(default="", eq=False)


@frozen
class Complete:
    """A declaration that the rows of `record` with these key values and dates are all in the caseload."""

    record: str
    keys: Mapping[str, str] = field(factory=dict, hash=False)
    period: Period = ALWAYS


@frozen
class PostingRow:
    """History of an allowance, as a determination's `postings` gave it out."""

    allowance: str
    per: Mapping[str, str] = field(hash=False)
    window: str
    spender: str
    date: date | Absent = MISSING
    amount: str = "1"
    state: str = "granted"
    claim: str = ""


@frozen
class Shown:
    """What a sheet says of the row `key` of `kind` in a column that is only written.

    `text` is what the cell means, as records write it.
    """

    sheet: str
    column: SheetColumn
    kind: str
    key: str
    text: str
    path: str = ""
    place: str = ""


@frozen
class Caseload:
    """Rows by record kind (extended derived grains included), declared completeness, and history.

    `history` is None when none was supplied, which is not the same as an empty one.
    """

    records: Mapping[str, tuple[Record, ...]] = field(hash=False)
    complete: tuple[Complete, ...] = ()
    history: tuple[PostingRow, ...] | None = None
    left_out: tuple[Finding, ...] = ()
    shown: tuple[Shown, ...] = field(default=(), eq=False, repr=False)
