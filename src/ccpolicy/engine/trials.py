"""One line tried with other records: worked out alone, and no further than is asked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from attrs import define, field

from ccpolicy.engine.again import Kept
from ccpolicy.engine.claims import claim_of, claimed, way
from ccpolicy.engine.derivation import Derivation
from ccpolicy.engine.determination import Line
from ccpolicy.engine.reference import READERS
from ccpolicy.engine.rows import check_rows, make_link, make_rows
from ccpolicy.engine.run import Row, Run
from ccpolicy.engine.statuses import line as line_of
from ccpolicy.engine.statuses import lines
from ccpolicy.model.policy import Policy
from ccpolicy.records.caseload import Caseload
from ccpolicy.records.edits import Edit, edited, without_claims

Edits = frozenset[Edit]
NONE: Edits = frozenset()


@define(eq=False)
class Trial:
    """The records with some edits, and what becomes of the line by them, worked out when asked for."""

    line: Line
    run: Run
    _made: Line | None = None
    _asked: bool = False

    @property
    def made(self) -> Line | None:
        """What becomes of the line; nothing where it is not asked for any more."""
        if not self._asked:
            self._asked = True
            row = self.run.row(self.line.grain, self.line.id)
            self._made = line_of(self.run, row) if row is not None and claimed(self.run, row).units else None
        return self._made


@define(eq=False)
class Trials:
    """All that was tried for a line. `count` is how often; each set of edits is tried once."""

    policy: Policy
    caseload: Caseload
    line: Line
    known_on: date | None
    readings: Mapping[str, str]
    count: int = 0
    _all: Kept = field(init=False)
    _near: Kept = field(init=False)
    _made: dict[tuple[bool, Edits], Trial] = field(factory=dict)

    def __attrs_post_init__(self) -> None:
        """Finds the claims that the line's derivation speaks of: what it does not look at is left out of the search."""
        self._all = self._keeping(self.caseload)
        first = self.trial(NONE, near=False)
        subjects = {node.subject for root in why(self.line) for node in root.walk()}
        rows = rows_named(first.run, [*subjects, f"{self.line.grain} {self.line.id}"])
        claims = {(asks.claim, claim_of(first.run, row)) for row in rows for asks in self.policy.asks}
        near = without_claims(self.policy, self.caseload, claims)
        if near.records == self.caseload.records:
            self._near = self._all
            return
        self._near = self._keeping(near)
        alone = self.trial(NONE).made
        if alone is None or (alone.status, alone.reasons) != (self.line.status, self.line.reasons):
            self._near = self._all
            self._made.pop((True, NONE))

    def _keeping(self, caseload: Caseload) -> Kept:
        return Kept(self.policy, caseload, self.known_on, self.readings)

    def trial(self, edits: Edits, *, near: bool = True) -> Trial:
        """The line with these edits: among the claims near it, or in the whole caseload."""
        key = near, edits
        if key not in self._made:
            self.count += 1
            self._made[key] = Trial(self.line, (self._near if near else self._all).run(edits))
        return self._made[key]

    def again(self, edits: Edits) -> Sequence[Line] | None:
        """Every line of the whole caseload with these edits, all of it worked out again; nothing where they do not fit."""
        caseload = edited(self.caseload, in_order(edits))
        run = Run(self.policy, caseload, READERS, make_rows, make_link, self.known_on, self.readings)
        return None if check_rows(run) else lines(run)


def in_order(edits: Iterable[Edit]) -> list[Edit]:
    """Edits in a fixed order."""
    return sorted(edits, key=lambda edit: (edit.at, str(edit.value)))


def why(line: Line) -> list[Derivation]:
    """All that a line rests on directly."""
    return [*line.why, *(node for reason in line.reasons for node in reason.why)]


def rows_named(run: Run, subjects: Iterable[str]) -> Iterator[Row]:
    """The rows with these names that lead to a claim."""
    claims = {asks.claim for asks in run.policy.asks}
    for subject in sorted(subjects):
        kind, _, key = subject.partition(" ")
        if kind in run.policy.grains and any(way(run, kind, claim) is not None for claim in claims):
            row = run.row(kind, key)
            if row is not None:
                yield row
