"""Small changes of documents: values set or taken out, rows added or dropped. A document itself is never changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from attrs import frozen

from ccpolicy.records.edits import Edit
from ccpolicy.testing.draw_rows import Document, key_of
from ccpolicy.testing.draw_values import as_input
from ccpolicy.testing.shape import Shape
from ccpolicy.values.absent import MISSING, Unknown

ABSENT = object()
"""Stands for a value that is left out."""

Row = Mapping[str, Any]


@frozen
class Patch:
    """What to make of a document: columns of rows set (or ABSENT), rows added, rows dropped, all by kind and key.

    `statements` are `complete` and `posting`, replaced as a whole.
    """

    columns: Mapping[tuple[str, str, str], Any] = {}
    added: tuple[tuple[str, Row], ...] = ()
    dropped: frozenset[tuple[str, str]] = frozenset()
    statements: Mapping[str, Any] = {}

    def __bool__(self) -> bool:
        return bool(self.columns or self.added or self.dropped or self.statements)


def patched(shape: Shape, document: Mapping[str, Any], patch: Patch) -> Document:
    """The document with a patch. What the patch says of rows that are not there is left aside."""
    made: Document = {}
    for name, rows in document.items():
        if name not in shape.kinds:
            made[name] = rows
            continue
        given = shape.kinds[name]
        kept = [(key_of(given, row), row) for row in rows]
        made[name] = [_changed(patch, name, key, row) for key, row in kept if (name, key) not in patch.dropped]
    for kind, row in patch.added:
        given = shape.kinds[kind]
        key = key_of(given, row)
        rows = made.setdefault(kind, [])
        if key not in {key_of(given, other) for other in rows}:
            rows.append(_changed(patch, kind, key, row))
    made.update(patch.statements)
    return {name: rows for name, rows in made.items() if rows or name not in shape.kinds}


def _changed(patch: Patch, kind: str, key: str, row: Row) -> dict[str, Any]:
    changed = dict(row)
    for name in [*row, *(column for k, r, column in patch.columns if (k, r) == (kind, key))]:
        value = patch.columns.get((kind, key, name), row.get(name, ABSENT))
        if value is ABSENT:
            changed.pop(name, None)
        else:
            changed[name] = value
    return changed


def of_edits(shape: Shape, document: Mapping[str, Any], edits: Iterable[Edit], rows: Mapping[tuple[str, str], Row]) -> Patch:
    """Edits of checked rows as a patch of the document; `rows` are the key columns of derived rows it may not hold."""
    columns: dict[tuple[str, str, str], Any] = {}
    added: dict[tuple[str, str], Row] = {}
    for edit in edits:
        kind, key, name = edit.at
        given = shape.kinds[kind]
        if all(key_of(given, row) != key for row in document.get(kind, ())) and (kind, key) in rows:
            added[kind, key] = rows[kind, key]
        value = edit.value
        absent = value is MISSING or isinstance(value, Unknown)
        columns[kind, key, name] = ABSENT if absent else as_input(value, given.columns[name])
    return Patch(columns, tuple((kind, row) for (kind, _), row in added.items()))


def difference(shape: Shape, before: Mapping[str, Any], after: Mapping[str, Any]) -> Patch:
    """The patch that makes one document of another."""
    columns: dict[tuple[str, str, str], Any] = {}
    added: list[tuple[str, Row]] = []
    dropped: set[tuple[str, str]] = set()
    for kind, given in shape.kinds.items():
        old = {key_of(given, row): row for row in before.get(kind, ())}
        new = {key_of(given, row): row for row in after.get(kind, ())}
        dropped |= {(kind, key) for key in old if key not in new}
        for key, row in new.items():
            if key not in old:
                added.append((kind, row))
                continue
            for name in dict.fromkeys([*old[key], *row]):
                if old[key].get(name, ABSENT) != row.get(name, ABSENT):
                    columns[kind, key, name] = row.get(name, ABSENT)
    statements = {n: rows for n, rows in after.items() if n not in shape.kinds and before.get(n) != rows}
    return Patch(columns, tuple(added), frozenset(dropped), statements)


def both(first: Patch, second: Patch) -> Patch:
    """Two patches as one; where they disagree the second holds."""
    return Patch(
        {**first.columns, **second.columns}, (*first.added, *second.added), first.dropped | second.dropped,
        {**first.statements, **second.statements},
    )
