"""Assumptions about records as people write them, `claim.submitted` or `day[c1/2022-11-24].code`, and the records by them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from attrs import define, field

from ccpolicy.diagnostics import nearest
from ccpolicy.engine.claims import way
from ccpolicy.engine.determination import Line
from ccpolicy.engine.reference import READERS
from ccpolicy.engine.rows import make_link, make_rows
from ccpolicy.engine.run import Row, Run
from ccpolicy.errors import UsageError
from ccpolicy.model.policy import Policy
from ccpolicy.model.types import Codes, RowOf
from ccpolicy.records.caseload import Caseload
from ccpolicy.records.edits import Edit, edited
from ccpolicy.records.fields import Reading
from ccpolicy.records.problems import Unfit
from ccpolicy.records.rows import Kind, kind_of, kinds_of
from ccpolicy.values.absent import MISSING
from ccpolicy.values.depth import room

MISSING_WORD = "missing"
LONGEST = 10_000

_PLACE = re.compile(r"([a-z][a-z0-9_]*)(?:\[(.*)\])?\.([a-z][a-z0-9_]*)", re.ASCII | re.DOTALL)


def assumed(
    policy: Policy, caseload: Caseload, assumptions: Mapping[str, Any], line: Line | None = None, *, show: bool = False
) -> Caseload:
    """The caseload with these values; a record without a key is the one that the line leads to.

    A value is as records write it, or the word `missing`. Raises UsageError that names everything wrong.
    """
    reader = _Reader(policy, caseload, line, Reading(policy, show))
    with room():
        edits = [edit for place, value in assumptions.items() for edit in reader.edit(place, value)]
    twice = {edit.at for edit in edits if sum(other.at == edit.at for other in edits) > 1}
    reader.wrong += [f"`{kind}[{key}].{name}` is assumed twice" for kind, key, name in sorted(twice)]
    if reader.wrong:
        raise UsageError("; ".join(reader.wrong))
    return edited(caseload, edits)


@define(eq=False)
class _Reader:
    policy: Policy
    caseload: Caseload
    line: Line | None
    reading: Reading
    wrong: list[str] = field(factory=list)
    run: Run = field(init=False)

    def __attrs_post_init__(self) -> None:
        self.run = Run(self.policy, self.caseload, READERS, make_rows, make_link)

    def edit(self, place: str, value: Any) -> Iterator[Edit]:
        """The edit an assumption asks for; what is wrong with it is noted."""
        try:
            yield self._edit(place, value)
        except UsageError as error:
            self.wrong.append(str(error))
        except Unfit as unfit:
            self.wrong.append(f"{place}: {unfit.message}" + (f"; {unfit.help}" if unfit.help else ""))

    def _edit(self, place: str, value: Any) -> Edit:
        parts = _PLACE.fullmatch(place[:LONGEST])
        if parts is None:
            raise UsageError(f"write an assumption as RECORD.FIELD=VALUE or RECORD[KEY].FIELD=VALUE, not `{place[:60]}`")
        record, key, name = parts.groups()
        kinds = kinds_of(self.policy)
        if record not in kinds:
            raise UsageError(f"there is no record `{record}`{_near(record, kinds)}")
        kind = kind_of(self.policy, kinds[record], self.reading)
        column = kind.columns.get(name)
        if column is None:
            raise UsageError(f"`{record}` has no `{name}`{_near(name, kind.columns)}")
        if column.in_key:
            raise UsageError(f"`{record}.{name}` says which row it is and cannot be assumed otherwise")
        row = self._row(record, key)
        return Edit((record, row.key, name), self._value(kind, name, value))

    def _row(self, record: str, key: str | None) -> Row:
        if key is not None:
            row = self.run.row(record, key)
            if row is None:
                raise UsageError(f"there is no {record} `{key}`{_near(key, (row.key for row in self.run.rows(record)))}")
            return row
        if self.line is None:
            raise UsageError(f"say which row: `{record}[KEY]`, or name a line that leads to one")
        start = self.run.row(self.line.grain, self.line.id)
        path = way(self.run, self.line.grain, record)
        found = self.run.follow(start, path) if start is not None and path is not None else None
        if not isinstance(found, Row):
            raise UsageError(f"line `{self.line.id}` leads to no one {record}; say which row: `{record}[KEY]`")
        return found

    def _value(self, kind: Kind, name: str, value: Any) -> Any:
        column = kind.columns[name]
        if value is None or value is MISSING or (value == MISSING_WORD and not self._is_code(kind, name)):
            if column.field.absent != "missing":
                raise UsageError(f"`{kind.grain.name}.{name}` cannot be missing")
            return MISSING
        read = column.read(value)
        if isinstance(column.field.type, RowOf) and self.run.row(column.target, read) is None:
            known = (row.key for row in self.run.rows(column.target))
            raise UsageError(f"there is no {column.target} `{read}`{_near(read, known)}")
        return read

    def _is_code(self, kind: Kind, name: str) -> bool:
        """Whether the word `missing` is a code of the column's own list."""
        of = kind.columns[name].field.type
        listed = self.policy.codes.get(of.name) if isinstance(of, Codes) else None
        return isinstance(of, Codes) and MISSING_WORD in (listed.rows if listed else of.codes)


def _near(word: str, known: Any) -> str:
    names = list(known)
    close = nearest(word, names)
    if close:
        return f"; did you mean {' or '.join(f'`{name}`' for name in close)}?"
    return f"; there is {', '.join(names)}" if 0 < len(names) <= 12 else ""
