"""Documents and caseloads close to each other: one read from the other, and the same with a row more, less or otherwise named."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from attrs import frozen

from ccpolicy.engine.claims import way
from ccpolicy.engine.reference import determine
from ccpolicy.engine.run import Row, Run
from ccpolicy.errors import RecordsError
from ccpolicy.model.policy import Field
from ccpolicy.model.types import DATE, RowOf
from ccpolicy.records.caseload import Caseload
from ccpolicy.records.edits import At
from ccpolicy.records.read import read_caseload
from ccpolicy.testing.chance import Plain, Seeded
from ccpolicy.testing.climb import run_of
from ccpolicy.testing.draw_rows import Document, Maker, declared, key_of
from ccpolicy.testing.draw_values import Around, as_input, turning_dates, worthwhile
from ccpolicy.testing.shape import Shape
from ccpolicy.values.absent import MISSING, Unknown

MOST_NAMED = 6
MOST_FURTHER = 40
SEEDS = 5


@frozen
class Near:
    """What is close to a caseload of a policy."""

    shape: Shape
    day: date
    """The day that what is made is about."""

    def further(self, run: Run, at: At, known: Field) -> Iterable[Any]:
        """Values that the policy compares a column with anywhere, about the day of its row; other rows to name."""
        kind, key, _ = at
        if isinstance(known.type, RowOf):
            return [record.key for record in run.caseload.records.get(known.type.grain, ())][:MOST_NAMED]
        row = run.row(kind, key)
        day = run.day(row) if row is not None else self.day
        around = Around(day if isinstance(day, date) else self.day)
        return worthwhile(self.shape, kind, known, around)[:MOST_FURTHER]

    def turning(self, run: Run, at: At, known: Field) -> Iterable[Any]:
        """Values of a date at which some rule of the policy turns, seen from its row or from where the scenes are."""
        row = run.row(at[0], at[1])
        day = run.day(row) if row is not None else self.day
        hints = self.shape.hints.get((at[0], at[2]))
        if known.type != DATE or hints is None:
            return ()
        return turning_dates(hints, Around(day if isinstance(day, date) else self.day))[:MOST_FURTHER]

    def moves(self, caseload: Caseload, row: tuple[str, str]) -> Iterator[Caseload]:
        """The caseload with a row more, of every kind that could have one, otherwise named rows, and a row less."""
        before, run = self.document(caseload), run_of(self.shape.policy, caseload)
        kinds = sorted(self.shape.kinds.values(), key=lambda given: not given.to)
        for given in kinds:
            for seed in range(SEEDS if given.name not in self.shape.claims else 0):
                after = self.with_row(before, run, given.name, row, seed)
                if after is not None and (found := self.read(after)) is not None:
                    yield found
        yield from filter(None, map(self.read, self._otherwise_named(before)))
        for given in kinds:
            for gone in before.get(given.name, ()):
                if given.name not in self.shape.claims and not self._named(before, given.name, key_of(given, gone)):
                    less = {**before, given.name: [each for each in before[given.name] if each is not gone]}
                    if (found := self.read(less)) is not None:
                        yield found

    def _otherwise_named(self, document: Mapping[str, Any]) -> Iterator[Document]:
        """The document with a second row like one that is named, and one name that leads to the second."""
        for kind, given in self.shape.kinds.items():
            for name, target in given.references.items():
                named = self.shape.kinds.get(target)
                if given.derived or name in given.key or named is None or named.key != ("id",) or target in self.shape.claims:
                    continue
                for at, row in enumerate(document.get(kind, ())[:1]):
                    like = [each for each in document.get(target, ()) if each["id"] == row.get(name)]
                    fresh = f"{target}{len(document.get(target, ())) + 1}"
                    if like:
                        rows = [*document[kind]]
                        rows[at] = {**row, name: fresh}
                        yield {**document, target: [*document[target], {**like[0], "id": fresh}], kind: rows}

    def with_row(
        self, document: Mapping[str, Any], run: Run, kind: str, near: tuple[str, str], seed: int
    ) -> Document | None:
        """The document of a run with one more row of a kind, naming the rows that are there."""
        shape, given = self.shape, self.shape.kinds[kind]
        maker = Maker(shape, Seeded(seed) if seed else Plain(), full=seed > 1)
        maker.rows = {name: [*rows] for name, rows in document.items() if name in shape.kinds}
        maker.setting = {name: key_of(shape.kinds[name], rows[0]) for name, rows in maker.rows.items() if rows}
        maker.at(self.day)
        fixed: dict[str, Any] | None = {}
        if given.derived or given.to:
            target = self.beside(run, given.to or kind, near)
            fixed = maker.fixed(run, given, target) if target is not None else None
            if fixed is None or target is None:
                return None
            day = run.day(target)
            maker.at(day if isinstance(day, date) else self.day)
        before = len(maker.rows.get(kind, ()))
        maker.row(given, **(fixed or {}))
        if len(maker.rows[kind]) == before:
            return None
        return {**maker.document(), **{name: rows for name, rows in document.items() if name not in shape.kinds}}

    def beside(self, run: Run, grain: str, near: tuple[str, str]) -> Row | None:
        """The row of a grain that a row leads to, or the first there is."""
        row = run.row(*near)
        path = way(run, near[0], grain)
        if row is not None and path is not None:
            found = run.follow(row, path)
            if isinstance(found, Row):
                return found
        back = way(run, grain, near[0])
        if row is not None and back is not None:
            return next(iter(run.under(grain, back).get(row, ())), None) or next(iter(run.rows(grain)), None)
        return next(iter(run.rows(grain)), None)

    def determines(self, document: Mapping[str, Any]) -> bool:
        caseload = self.read(document)
        try:
            return caseload is not None and bool(determine(self.shape.policy, caseload))
        except RecordsError:
            return False

    def read(self, document: Mapping[str, Any]) -> Caseload | None:
        try:
            return read_caseload(self.shape.policy, document)
        except RecordsError:
            return None

    def reread(self, caseload: Caseload) -> Caseload | None:
        return self.read(self.document(caseload))

    def _named(self, document: Mapping[str, Any], kind: str, key: str) -> bool:
        """Whether some row names this one."""
        return any(
            row.get(name) == key
            for other, given in self.shape.kinds.items() for name, target in given.references.items() if target == kind
            for row in document.get(other, ())
        )

    def document(self, caseload: Caseload) -> Document:
        """A caseload as the document it could have been read from."""
        made: Document = {}
        run = run_of(self.shape.policy, caseload)
        for kind, given in self.shape.kinds.items():
            rows = []
            for record in caseload.records.get(kind, ()):
                row = _written(given.columns, record.values)
                if any(name not in row for name in given.key):  # a derived row that an edit gave a value
                    derived = run.row(kind, record.key)
                    row = {**(key_columns(self.shape, run, derived) or {} if derived is not None else {}), **row}
                rows.append(row)
            if rows:
                made[kind] = rows
        made["complete"] = declared(self.shape)
        made["posting"] = []
        return made


def key_columns(shape: Shape, run: Run, row: Row) -> dict[str, Any] | None:
    """The columns by which a document names a row."""
    return Maker(shape, Plain()).fixed(run, shape.kinds[row.grain], row)


def _written(columns: Mapping[str, Field], values: Mapping[str, Any]) -> dict[str, Any]:
    row = {}
    for name, column in columns.items():
        value = values.get(name, MISSING)
        if value is MISSING or isinstance(value, Unknown) or (column.absent == "default" and value == column.default):
            continue
        row[name] = value if isinstance(column.type, RowOf) else as_input(value, column)
    return row

