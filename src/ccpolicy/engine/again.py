"""A run with some inputs changed that does not work out again what the changes do not touch.

With everything that is worked out stands which inputs it rests on, as the bits of a number. What rests on none that is
changed is what it was, and kept for every run of the same caseload; the rest is worked out anew by the same
interpreter, in the run that has the changes, and stays there. Nothing is decided here and no rule is known.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any, TypeVar, cast

from attrs import define, field

from ccpolicy.engine.reference import READERS
from ccpolicy.engine.rows import make_link, make_rows
from ccpolicy.engine.run import NOTHING, Row, Run
from ccpolicy.model.policy import Policy
from ccpolicy.records.caseload import Caseload, Record
from ccpolicy.records.edits import At, Edit, edited

T = TypeVar("T")

BITS = 4096
"""Of more inputs than this some share a bit: more is then worked out again than need be, never less."""


@define(eq=False)
class Kept:
    """What holds of a caseload as it is, each with the inputs it rests on."""

    policy: Policy
    caseload: Caseload
    known_on: date | None
    readings: Mapping[str, str]
    known: dict[Hashable, tuple[Any, int]] = field(factory=dict)
    rows: dict[tuple[str, str], Row] = field(factory=dict)
    _bits: dict[At, int] = field(factory=dict)

    def bit(self, at: At) -> int:
        """What stands for an input."""
        found = self._bits.get(at)
        if found is None:
            found = self._bits[at] = 1 << (len(self._bits) % BITS)
        return found

    def run(self, edits: Iterable[Edit]) -> Run:
        """The caseload with these edits."""
        run = Again(self.policy, self.caseload, READERS, make_rows, make_link, self.known_on, self.readings, kept=self)
        run.change(edits)
        return run


@define(eq=False)
class Again(Run):
    """A run of a caseload with some inputs changed."""

    kept: Kept = field(kw_only=True)
    _changed: dict[At, Any] = field(init=False, factory=dict)
    _touched: int = field(init=False, default=0)
    _rests_on: int = field(init=False, default=0)
    """What that which is just being worked out rests on so far."""

    def change(self, edits: Iterable[Edit]) -> None:
        """Has these inputs say otherwise, before anything is asked."""
        edits = list(edits)
        self.caseload = edited(self.caseload, [edit for edit in edits if not edit.at[2]])
        for edit in edits:
            kind, _, name = edit.at
            if name:
                self._changed[edit.at] = edit.value
            self._touched |= self.kept.bit(edit.at if name else (kind, "", ""))

    def once(self, key: Hashable, make: Callable[..., T], *of: Any) -> T:
        found = self._known.get(key)
        if found is None:
            found = self.kept.known.get(key)
            if found is None or found[1] & self._touched:
                found = self._work_out(key, make, of)
        self._rests_on |= found[1]
        return cast(T, found[0])

    def _work_out(self, key: Hashable, make: Callable[..., Any], of: tuple[Any, ...]) -> tuple[Any, int]:
        outer, self._rests_on = self._rests_on, 0
        try:
            found = make(*of), self._rests_on
        finally:
            self._rests_on = outer
        if found[1] & self._touched:
            self._known[key] = found
        else:
            self._known.pop(key, None)
            self.kept.known[key] = found
        return found

    def keep(self, key: Hashable, value: Any) -> None:
        self._known[key] = value, self._rests_on

    def records(self, kind: str) -> Sequence[Record]:
        self._rests_on |= self.kept.bit((kind, "", ""))
        return super().records(kind)

    def made(self, row: Row) -> Row:
        """The row of this name there is, where it is the same: what is known of it stays known."""
        there = self.kept.rows.setdefault((row.grain, row.key), row)
        same = all(there.values.get(name, NOTHING) == value for name, value in row.values.items())
        return there if same and there.links == row.links else row

    def given(self, row: Row, name: str) -> Any:
        at = row.grain, row.key, name
        self._rests_on |= self.kept.bit(at)
        return self._changed[at] if at in self._changed else row.values.get(name, NOTHING)
