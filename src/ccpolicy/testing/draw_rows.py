"""A document drawn from nothing but the records a policy declares: claims, what they name, and what belongs to them.

All rows of a claim speak of the same people and places, whatever the policy calls them: a *setting*, one row of each kind
that others name. A further claim takes over some of the setting of the one before and has the rest of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import product
from typing import Any

from attrs import define, field

from ccpolicy.engine.reference import READERS
from ccpolicy.engine.rows import column_text, make_link, make_rows
from ccpolicy.engine.run import Row, Run
from ccpolicy.errors import RecordsError
from ccpolicy.model.policy import Field
from ccpolicy.model.types import DATE, MONTH, TEXT, YES_NO, Codes, RowOf
from ccpolicy.records.read import read_caseload
from ccpolicy.testing.chance import Chance
from ccpolicy.testing.draw_values import ONE_DAY, Around, as_input, value_for
from ccpolicy.testing.shape import Given, Shape
from ccpolicy.values.absent import MISSING, Unknown

Document = dict[str, Any]

MOST_COMBINED = 64
"""How many rows a table is filled with for all combinations of its codes."""
MOST_ROWS = 3


@define(eq=False)
class Maker:
    """A document in the making."""

    shape: Shape
    chance: Chance
    rows: dict[str, list[dict[str, Any]]] = field(factory=dict)
    setting: dict[str, str] = field(factory=dict)
    around: Around = Around(date(2000, 1, 1))
    full: bool = False
    """Whether every value that may be left out is given."""

    # ---------------------------------------------------------------- claims

    def claim(self, kind: str, day: date) -> str:
        """One claim with all rows it names and all that belong to these, and its key."""
        self.at(day)
        before = {name: len(rows) for name, rows in self.rows.items()}
        key = self.row_named(kind)
        for name, given in self.shape.kinds.items():
            fresh = [self.setting.get(target) for target in given.references.values()]
            new = [target for target in given.references.values() if len(self.rows.get(target, ())) > before.get(target, 0)]
            if name in self.shape.claims or name in self.setting or given.derived or given.to:
                continue
            if None not in fresh and (new or not given.references):
                self.attached(given)
        return key

    def at(self, day: date) -> None:
        """What is drawn from now on is about this day."""
        self.around = Around(day)

    def row_named(self, kind: str) -> str:
        """The row of a kind in the setting, made with all that it names if there is none yet."""
        if kind not in self.setting:
            for target in self.shape.needed(kind):
                if target not in self.setting:
                    row = self.row(self.shape.kinds[target])
                    self.setting[target] = key_of(self.shape.kinds[target], row)
        return self.setting[kind]

    def fork(self, kinds: Iterable[str]) -> None:
        """The next claim has rows of its own of these kinds, and of all that name them."""
        gone = set(kinds)
        for name in self.shape.kinds:
            if gone & set(self.shape.needed(name)):
                self.setting.pop(name, None)

    # ---------------------------------------------------------------- rows

    def row(self, given: Given, **fixed: Any) -> dict[str, Any]:
        """A row of a kind with every value drawn but those that are fixed, not one more with the same key."""
        row: dict[str, Any] = {}
        for name, column in given.columns.items():
            if name in fixed:
                row[name] = fixed[name]
                continue
            value = self._in_force(given, column) if column.name in given.dated else self.value(given, column)
            if value is not None:
                row[name] = value
        rows = self.rows.setdefault(given.name, [])
        if key_of(given, row) not in {key_of(given, other) for other in rows}:
            rows.append(row)
        return row

    def value(self, given: Given, column: Field) -> Any:
        """What a document says in a column; nothing where it leaves it out."""
        required = column.name in given.key or column.absent == "required"
        if isinstance(column.type, RowOf):
            target = column.type.grain
            if not required and self.chance.seldom(30):
                return None
            return self.row_named(target) if target in self.shape.kinds else None
        if not required and self._absent(column):
            return {"unknown": "nobody said"} if column.absent == "unknown" and self.chance.seldom(10) else None
        if column.type == TEXT and column.name in given.key:
            return f"{given.name}{len(self.rows.get(given.name, ())) + 1}"
        if column.type == MONTH:
            return str(self.around.month)
        return as_input(value_for(self.shape, self.chance, given.name, column, self.around), column)

    def _in_force(self, given: Given, column: Field) -> Any:
        """A date from or until which a row of a table is in force: mostly so that it is."""
        if self.chance.seldom(15):
            return self.value(given, column)
        if column.name == given.dated[0]:
            return as_input(self.around.day.replace(day=1) - 366 * ONE_DAY, column)
        return None if column.absent != "required" else as_input(self.around.day + 366 * ONE_DAY, column)

    def _absent(self, column: Field) -> bool:
        if self.full:
            return False
        often = {"missing": 50, "default": 70, "unknown": 4}[column.absent]
        return not self.chance.seldom(100 - often) if column.absent != "unknown" else self.chance.seldom(often)

    def attached(self, given: Given) -> None:
        """Rows that name rows of the setting: of a table all combinations of its codes, otherwise a few or none."""
        codes = [name for name in given.key if isinstance(given.columns[name].type, Codes)]
        if self.shape.tables(given.name) and codes and not self.chance.seldom(10):
            lists = [self._codes(given.columns[name]) for name in codes]
            dates = [given.columns[name] for name in given.key if given.columns[name].type == DATE]
            drawn = {column.name: self.value(given, column) for column in dates if column.name not in given.dated}
            for values in list(product(*lists))[:MOST_COMBINED]:
                self.row(given, **drawn, **dict(zip(codes, values)))
        else:
            for _ in range(self.chance.pick((1, 1, 1, 0, 2) if self.shape.tables(given.name) else (0, 0, 1, 1, 2))):
                self.row(given)

    def _codes(self, column: Field) -> Sequence[str]:
        assert isinstance(column.type, Codes)
        listed = self.shape.policy.codes.get(column.type.name)
        return tuple(listed.rows) if listed else column.type.codes

    # ---------------------------------------------------------------- rows of derived rows

    def belonging(self) -> None:
        """Rows for the derived rows: their own columns, and records that must match one of them."""
        late = [given for given in self.shape.kinds.values() if given.derived or given.to]
        if not late:
            return
        try:
            caseload = read_caseload(self.shape.policy, self.document())
        except RecordsError:
            return
        run = Run(self.shape.policy, caseload, READERS, make_rows, make_link)
        for given in late:
            targets = run.rows(given.to or given.name)
            for row in self._some(targets):
                fixed = self.fixed(run, given, row)
                if fixed is not None:
                    day = run.day(row)
                    self.around = Around(day) if isinstance(day, date) else self.around
                    self.row(given, **fixed)

    def _some(self, rows: Sequence[Row]) -> list[Row]:
        """Some of the rows: a few stretches of them, every row or every seventh."""
        found: dict[str, Row] = {}
        for _ in range(self.chance.pick((1, 1, 2, 3)) if rows else 0):
            first = self.chance.number(0, len(rows) - 1)
            length = self.chance.pick((1, 2, 5, 10, 31))
            step = self.chance.pick((1, 1, 2, 7))
            for row in rows[first : first + length * step : step]:
                found[row.key] = row
        return list(found.values())

    def fixed(self, run: Run, given: Given, row: Row) -> dict[str, Any] | None:
        """The columns by which a row belongs to a derived one."""
        fixed = {}
        for name in given.belongs if given.to else given.key:
            value = column_text(run, row, name)
            if value is MISSING or isinstance(value, Unknown):
                return None
            column = given.columns.get(name)
            fixed[name] = value == "yes" if column is not None and column.type == YES_NO else value
        return fixed

    def document(self) -> Document:
        """What was drawn so far."""
        return {name: [dict(row) for row in rows] for name, rows in self.rows.items()}


def key_of(given: Given, row: Mapping[str, Any]) -> str:
    """A row's key text."""
    return "/".join(("yes" if row[name] else "no") if isinstance(row[name], bool) else str(row[name]) for name in given.key)


def declared(shape: Shape) -> list[dict[str, Any]]:
    """That the document holds every claim there is."""
    return [{"record": kind} for kind in shape.claims]


def document(shape: Shape, chance: Chance, *, claims: int, kind: str = "") -> Document:
    """A document with so many claims, drawn from the declared records."""
    maker = Maker(shape, chance)
    for number in range(claims):
        if number:
            shared = [name for name in shape.needed(shape.claims[0]) if name not in shape.claims]
            maker.fork({*shape.claims, *(name for name in shared if chance.seldom(30))})
        maker.claim(kind or chance.pick(shape.claims), chance.pick(shape.dates))
    maker.belonging()
    made = maker.document()
    if not chance.seldom(10):
        made["complete"] = declared(shape)
    if not chance.seldom(10):
        made["posting"] = []
    return made
