"""Rows with some values changed, for asking what would be decided then. A caseload itself is never changed."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from attrs import evolve, frozen

from ccpolicy.model.policy import Policy
from ccpolicy.model.types import RowOf
from ccpolicy.records.caseload import Caseload, Record
from ccpolicy.records.rows import input_columns, kinds_of

At = tuple[str, str, str]
"""Where a value stands: kind and key of its row, and its column; no column for a row that is not there yet."""

Values = tuple[tuple[str, Any], ...]
"""What a row says, column by column."""


@frozen(order=True)
class Edit:
    """Another value for one column of one row, or a row that is not there, whose value are the Values it says."""

    at: At
    value: Any


def edited(caseload: Caseload, edits: Iterable[Edit]) -> Caseload:
    """The caseload with these values and rows. A derived row that had no input columns gets them."""
    by_kind: dict[str, dict[str, dict[str, Any]]] = {}
    for edit in edits:
        kind, key, name = edit.at
        if not name:
            by_kind.setdefault(kind, {})[key] = dict(edit.value)
            continue
        by_kind.setdefault(kind, {}).setdefault(key, {})[name] = edit.value
    records = dict(caseload.records)
    for kind, rows in by_kind.items():
        rows = dict(rows)
        kept = [
            evolve(record, values={**record.values, **rows.pop(record.key)}) if record.key in rows else record
            for record in records.get(kind, ())
        ]
        records[kind] = (*kept, *(Record(kind, key, values, f"{kind}[{key}]") for key, values in sorted(rows.items())))
    return evolve(caseload, records=records)


def without_claims(policy: Policy, caseload: Caseload, keep: Collection[tuple[str, str]]) -> Caseload:
    """The caseload with these claims alone (kind and key of each), without the rows that refer to any other."""
    claims = {asks.claim for asks in policy.asks}
    gone = {
        (kind, record.key)
        for kind in claims
        for record in caseload.records.get(kind, ())
        if (kind, record.key) not in keep
    }
    references = {name: _references(policy, name) for name in kinds_of(policy)}
    records: Mapping[str, tuple[Record, ...]] = caseload.records
    lost = -1
    while lost != len(gone):
        lost = len(gone)
        for kind, rows in records.items():
            gone |= {
                (kind, record.key)
                for record in rows
                if any((target, record.values.get(name)) in gone for name, target in references.get(kind, ()))
            }
    left = {kind: tuple(row for row in rows if (kind, row.key) not in gone) for kind, rows in records.items()}
    return evolve(caseload, records=left)


def _references(policy: Policy, kind: str) -> list[tuple[str, str]]:
    columns = (column for column, _ in input_columns(policy, policy.grains[kind]))
    return [(column.name, column.type.grain) for column in columns if isinstance(column.type, RowOf)]
