"""The law that less input never turns into less money in silence."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from attrs import frozen

from ccpolicy.engine.determination import Line
from ccpolicy.errors import RecordsError
from ccpolicy.front import Result
from ccpolicy.records.read import STATEMENTS
from ccpolicy.records.rows import input_columns, kinds_of
from ccpolicy.testing.cases import key_of
from ccpolicy.testing.laws.crossing import nodes
from ccpolicy.testing.laws.law import Beside, Document, Law, Trial

TRIES = 2
"""Inputs that are dropped, one at a time, of each document."""


@frozen
class Dropped:
    """What was left out: one value, one row, or one statement of the document. `absent` is what leaving a value out means."""

    kind: str
    key: str = ""
    column: str = ""
    absent: str = ""
    at: int = -1

    def __str__(self) -> str:
        return f"{self.kind}{f'[{self.key}]' if self.key else ''}{f'.{self.column}' if self.column else ''}"

    def of(self, document: Document) -> dict[str, Any]:
        """The document without it."""
        rows = document[self.kind]
        if self.at < 0:
            return {kind: each for kind, each in document.items() if kind != self.kind}
        kept = {name: value for name, value in rows[self.at].items() if name != self.column}
        return {**document, self.kind: [*rows[: self.at], *([kept] if self.column else []), *rows[self.at + 1 :]]}


@Law
def accountable(trial: Trial) -> None:
    """Leaving any one input out never turns into less money unless a reason, a need or a problem names what is wanting.

    Where the records can still be used, each line that now pays less has a reason. A column that may be `unknown` is then a need
    of that reason or of one it waits for, so nothing is paid less for it without being held; a row that was declared
    `complete`, and history, likewise. A column that says what leaving it out means (`missing` or a value) and a row are
    statements by not being there: these may lower or end what is claimed without a word on the line that is gone, but only
    of lines that rested on them, as the explanation of the line said while they were there.
    """
    before = trial.result
    there = list(_inputs(trial))
    if not there:
        raise Beside
    for dropped in trial.chance.sample(there, min(TRIES, len(there))):
        try:
            after = trial.determine(dropped.of(trial.document))
        except RecordsError as error:
            trial.holds(all(p.message and p.path for p in error.problems), f"without {dropped}: a problem without a place")
            continue
        _losses_are_named(trial, before, after, dropped)


def _inputs(trial: Trial) -> Iterator[Dropped]:
    kinds = kinds_of(trial.policy.model)
    for kind, rows in trial.document.items():
        if kind in STATEMENTS:
            yield Dropped(kind)
        if kind not in kinds:
            continue
        columns = {column.name: column.absent for column, in_key in input_columns(trial.policy.model, kinds[kind]) if not in_key}
        for at, row in enumerate(rows):
            key = key_of(trial.policy.model, kind, row)
            yield Dropped(kind, key, at=at)
            yield from (Dropped(kind, key, name, columns[name], at) for name in row if name in columns)


def _losses_are_named(trial: Trial, before: Result, after: Result, dropped: Dropped) -> None:
    left = {(line.grain, line.id): line for line in after.lines}
    named = False
    for line in before.lines:
        now = left.get((line.grain, line.id))
        if not _less(line, now):
            continue
        what = f"without {dropped}, {line.id} {_money(line)} became {_money(now)}"
        if dropped.absent == "unknown" or dropped.kind in STATEMENTS:
            trial.holds(now is not None and any(reason.needs for reason in now.reasons), f"{what}, and nothing says what is wanting")
            named = True
        else:
            told = now is not None and any(reason.text for reason in now.reasons)
            trial.holds(told or _rests_on(trial, line, dropped), f"{what}, and it did not rest on that")
    if named and dropped.absent == "unknown":
        needs = {need for line in after.lines for reason in line.reasons for need in reason.needs}
        words = f"{dropped.kind}[{dropped.key}].{dropped.column}"
        trial.holds(any(words in need for need in needs), f"without {dropped}, lines pay less and no reason names it")


def _less(line: Line, now: Line | None) -> bool:
    """Whether a line came to less: in money, or in units where nothing is known of money."""
    if line.pays is not None:
        return line.pays > ((now.pays or 0) if now else 0)
    return any(amount > (now.units.get(unit, 0) if now else 0) for unit, amount in line.units.items())


def _rests_on(trial: Trial, line: Line, dropped: Dropped) -> bool:
    """Whether the explanation of a line names what was left out: the value, or a value of the row, or its table."""
    model = trial.policy.model
    tables = {table.name for table in model.tables.values() if table.record == dropped.kind}
    return any(
        (subject == f"{dropped.kind} {dropped.key}" and (not dropped.column or name == dropped.column))
        or (kind == "table" and name in tables)
        for kind, name, subject in nodes(line)
    )


def _money(line: Line | None) -> str:
    if line is None:
        return "nothing"
    return f"{line.status} with {dict(line.units)}" + (f" for {line.pays} cents" if line.pays is not None else "")
