"""Other names for the records of a document, in the same order, and the way back."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from ccpolicy.model.policy import Grain, Policy
from ccpolicy.model.types import TEXT, RowOf, Type
from ccpolicy.records.rows import input_columns, kinds_of
from ccpolicy.testing.laws.law import Beside, Document

_PIECE = re.compile(r"[^\x00-/]+")
"""A name's pieces lie between characters that sort up to `/`, which joins the parts of longer keys. Pieces of one length
in the same order keep the order of names and of all that is joined of them."""

Rename = Callable[[str], str]


class Names:
    """The names that stand in a document: keys of type text, wherever they are repeated.

    A text by which a table of records is looked up, or rows are matched, is a value and no name.
    """

    def __init__(self, policy: Policy, document: Document, chance: random.Random) -> None:
        self.policy = policy
        self.kinds = kinds_of(policy)
        found: set[str] = set()

        def seen(name: str) -> str:
            found.update(_PIECE.findall(name))
            return name

        self._rewritten(document, seen)
        mark = "".join(chance.sample("QXZJVKW", 5))
        self.new = {piece: f"{mark}{rank:04d}" for rank, piece in enumerate(sorted(found))}
        self.old = {new: piece for piece, new in self.new.items()}
        self.written = re.compile(rf"{mark}\d{{4}}")
        self.document = self._rewritten(document, lambda name: _PIECE.sub(lambda piece: self.new[piece[0]], name))

    def back(self, told: Any) -> Any:
        """What a result of the renamed document says, with the old names."""
        if isinstance(told, str):
            return self.written.sub(lambda new: self.old[new[0]], told)
        if isinstance(told, Mapping):
            return {self.back(name): self.back(value) for name, value in told.items()}
        return [self.back(each) for each in told] if isinstance(told, list) else told

    def _rewritten(self, document: Document, rename: Rename) -> dict[str, Any]:
        made: dict[str, Any] = {}
        for kind, rows in document.items():
            if kind == "posting":
                made[kind] = [self._posting(row, rename) for row in rows]
            elif kind == "complete":
                made[kind] = [self._complete(row, rename) for row in rows]
            elif kind in self.kinds:
                columns = {
                    column.name: (column.type, key and not self._is_looked_up(kind, column.name))
                    for column, key in input_columns(self.policy, self.kinds[kind])
                }
                made[kind] = [self._row(row, columns, rename) for row in rows]
            else:
                raise Beside
        return made

    def _row(self, row: Mapping[str, Any], columns: Mapping[str, tuple[Type, bool]], rename: Rename) -> dict[str, Any]:
        of = {name: columns.get(name, (None, False)) for name in row}
        return {name: self._value(value, of[name][0], of[name][1], rename) for name, value in row.items()}

    def _value(self, value: Any, kind: Type | None, in_key: bool, rename: Rename) -> Any:
        if not isinstance(value, str):
            return value
        if isinstance(kind, RowOf):
            return self._key(kind.grain, value, rename)
        return rename(value) if in_key and kind == TEXT else value

    def _key(self, grain: str, text: str, rename: Rename) -> str:
        parts, are_names = text.split("/"), list(self._key_parts(self.policy.grains[grain]))
        if len(parts) != len(are_names):
            raise Beside
        return "/".join(rename(part) if is_name else part for part, is_name in zip(parts, are_names))

    def _key_parts(self, grain: Grain) -> Iterator[bool]:
        """Of each part that a key text of the grain has, whether it is a name."""
        for column, in_key in input_columns(self.policy, grain):
            if in_key and isinstance(column.type, RowOf):
                yield from self._key_parts(self.policy.grains[column.type.grain])
            elif in_key:
                yield column.type == TEXT and not self._is_looked_up(grain.name, column.name)

    def _is_looked_up(self, kind: str, column: str) -> bool:
        """Whether rows are found by this column's value, be it from a table or by a match: then it is no name."""
        tables = (table for table in self.policy.tables.values() if table.record == kind)
        links = (link for grain in self.policy.grains.values() for link in grain.links.values() if link.grain == kind)
        return any(column in {key.name for key in table.takes} for table in tables) or any(
            link.how == "match" and column in link.by for link in links
        )

    def _posting(self, row: Mapping[str, Any], rename: Rename) -> dict[str, Any]:
        allowance = self.policy.allowances[row["allowance"]]
        claims = [asks.claim for asks in self.policy.asks]
        types = {name: expr.type for name, expr in allowance.per}
        if any(text.startswith("none of ") for text in row["per"].values()):
            raise Beside
        return {
            **row,
            "per": {name: self._value(text, types[name], False, rename) for name, text in row["per"].items()},
            "spender": self._key(allowance.grain, row["spender"], rename),
            "claim": self._key(claims[0], row["claim"], rename) if row["claim"] else "",
        }

    def _complete(self, row: Mapping[str, Any], rename: Rename) -> dict[str, Any]:
        return {**row, "keys": {name: self._named(name, text, rename) for name, text in row.get("keys", {}).items()}}

    def _named(self, name: str, text: Any, rename: Rename) -> Any:
        """A value of the column of this name, in whichever grain has it."""
        if name in self.policy.grains:
            return self._key(name, text, rename)
        for grain in self.policy.grains.values():
            if name in grain.links:
                return self._key(grain.links[name].grain, text, rename)
        is_name = any(
            name in grain.key and grain.fields[name].type == TEXT and not self._is_looked_up(grain.name, name)
            for grain in self.kinds.values() if name in grain.fields
        )
        return self._value(text, TEXT, is_name, rename)
