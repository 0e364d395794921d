"""Tables: keys to one value, from table lines, a CSV file, or input rows."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from attrs import evolve

from ccpolicy.dsl.codes import code_text, heading_word, same_width
from ccpolicy.dsl.csvfile import read_csv
from ccpolicy.dsl.express import UNITS, Checker
from ccpolicy.dsl.syntax import Cell, Clause, Path, Statement, TypeName, Word
from ccpolicy.dsl.world import Placed, World
from ccpolicy.model.expr import Literal
from ccpolicy.model.policy import Table, TableBlock, TableKey, TableRow, Version
from ccpolicy.model.types import DATE, MINUTES, MONEY, NUMBER, TEXT, YES_NO, Codes, Quantity, RowOf, Type
from ccpolicy.source import Span
from ccpolicy.values.absent import MISSING
from ccpolicy.values.dates import read_date, read_month
from ccpolicy.values.numbers import Number, decimal, exact
from ccpolicy.values.period import ONE_DAY, Period

ANY = None


class TableBuilder:
    """Builds one table; reports what is wrong with it."""

    def __init__(self, world: World, checker: Checker, placed: Placed) -> None:
        self.world, self.checker, self.placed = world, checker, placed
        self.statement = placed.statement

    def build(self) -> Table | None:
        statement = self.statement
        keys = self._keys(statement)
        gives = self._gives(statement)
        if keys is None or gives is None:
            return None
        value_column, kind = gives
        table = Table(
            statement.name,
            statement.label,
            tuple(key for key, _, _ in keys),
            kind,
            cites=self.world.cites(statement),
            note=self.world.note(statement),
            span=statement.name_span,
        )
        for clause in statement.clauses("any"):
            if clause.values[0].text != "yields":
                self.world.report(
                    "unknown-word",
                    f"`any` is followed by `yields`, not by `{clause.values[0].text}`",
                    clause.values[0].span,
                    help="did you mean `yields`?",
                )
            value = self.checker.constant(clause.values[1], kind)
            if value is not None and isinstance(value, Literal):
                table = evolve(table, fallback=value.value, has_fallback=True)
        if statement.clauses("rows"):
            return self._from_records(table, keys, value_column)
        blocks = self._blocks(statement, keys, value_column, kind)
        return evolve(table, blocks=tuple(blocks))

    # ---------------------------------------------------------------- the head

    def _keys(self, statement: Statement) -> list[tuple[TableKey, str, str]] | None:
        """Each key with the columns its cells stand in: one, or low and high."""
        made = []
        for name, written, low, how, high in statement.clauses("takes")[0].values:
            kind = self.world.type_of(written if written is not None else TypeName(name.text, span=name.span))
            if kind is None:
                return None
            if low:
                made.append(
                    (TableKey(name.text, kind, "from_through" if how == "through" else "from_below"), low, high)
                )
            else:
                made.append((TableKey(name.text, kind), name.text, ""))
        return made

    def _gives(self, statement: Statement) -> tuple[str, Type] | None:
        values = statement.clauses("gives")[0].values
        kind = self.world.type_of(values[-1])
        column = values[0].text if isinstance(values[0], Word) else ""
        return None if kind is None else (column, kind)

    # ---------------------------------------------------------------- rows of input records

    def _from_records(self, table: Table, keys: list[tuple[TableKey, str, str]], column: str) -> Table | None:
        clause = self.statement.clauses("rows")[0]
        record = clause.values[0].text
        grain = self.world.grains.get(record)
        if grain is None or grain.kind != "record":
            self.world.unknown(
                "record", record, [n for n, g in self.world.grains.items() if g.kind == "record"], clause.span
            )
            return None
        dates = {word: c.values[0].text for word in ("starts", "ends") for c in self.statement.clauses(word)}
        taken = {name for _, low, high in keys for name in (low, high) if name} | set(dates.values())
        if not column:
            rest = [
                n for n, f in grain.fields.items() if n not in taken and f.type == table.gives and n not in grain.key
            ]
            if len(rest) != 1:
                self.world.report(
                    "column-missing",
                    f"it is not clear which column of `{record}` is the value",
                    clause.span,
                    help="write gives COLUMN TYPE",
                )
                return None
            column = rest[0]
        fine = True
        for name in [*taken, column]:
            if name not in grain.fields:
                self.world.unknown("field", name, grain.fields, clause.span)
                fine = False
            else:
                self.world.used.add(f"{record}.{name}")
        self.world.used.add(record)
        return (
            evolve(table, record=record, value_field=column, starts=dates.get("starts", ""), ends=dates.get("ends", ""))
            if fine
            else None
        )

    # ---------------------------------------------------------------- rows of the policy

    def _blocks(self, owner: Any, keys: list[tuple[TableKey, str, str]], column: str, kind: Type) -> list[TableBlock]:
        statement = self.statement
        blocks: list[TableBlock] = []
        around = self.world.version(statement, self.placed)
        for clause in [*statement.clauses("from"), *statement.clauses("through")]:
            if clause.rows or clause.clauses("file"):
                amendment = self.placed.amendment
                version = self.world.dated(clause, amendment.version if amendment else Version())
                blocks += self._block(clause, version, keys, column, kind)
        if statement.rows or statement.clauses("file"):
            blocks += self._block(statement, around, keys, column, kind)
        if not blocks and not self.world.findings:
            self.world.report(
                "table-missing",
                f"`{statement.name}` has no rows",
                statement.name_span,
                help='give lines, `file "x.csv"`, or `rows RECORD`',
            )
        return blocks

    def _block(
        self,
        owner: Statement | Clause,
        version: Version,
        keys: list[tuple[TableKey, str, str]],
        column: str,
        kind: Type,
    ) -> list[TableBlock]:
        cites = self.world.cites(owner, self.world.cites(self.statement))
        dated = next((c.values[0] for c in self.statement.clauses("dated")), None)
        dated_column = str(dated) if isinstance(dated, Path) else ""
        lines = self._lines(owner)
        if not lines:
            return []
        by_start: dict[Any, list[TableRow]] = {}
        across = self._across()
        for line, span in lines:
            start = None
            if dated_column:
                start = read_date(_text(line.get(dated_column)))
                if start is None:
                    self.world.report("bad-cell", f"`{dated_column}` holds no date on this line", span)
                    continue
            for row in self._rows(line, keys, across, column, kind, dated_column, span):
                by_start.setdefault(start, []).append(row)
        if not dated_column:
            return [TableBlock(tuple(self._banded(by_start.get(None, []), keys)), version, cites, owner.span)]
        starts = sorted(by_start)
        return [
            TableBlock(
                tuple(self._banded(by_start[start], keys)),
                evolve(version, period=Period(start, following - ONE_DAY if following else None)),
                cites,
                owner.span,
            )
            for start, following in zip(starts, [*starts[1:], None])
        ]

    def _across(self) -> dict[str, tuple[str, ...]]:
        return {c.values[0].text: tuple(w.text for w in c.values[1]) for c in self.statement.clauses("across")}

    def _lines(self, owner: Statement | Clause) -> list[tuple[dict[str, Any], Span]]:
        """Lines as heading to cell (a `Cell`, or the text of a file) with their place."""
        made: list[tuple[dict[str, Any], Span]] = []
        if owner.rows:
            head, *rows = owner.rows
            headings = [heading_word(self.world, cell) for cell in head.cells]
            made = [(dict(zip(headings, row.cells)), row.span) for row in rows if same_width(self.world, head, row)]
        for clause in owner.clauses("file"):
            made += [(dict(line), clause.span) for line in read_csv(self.world, self.placed, clause)]
        return made

    def _rows(
        self,
        line: dict[str, Any],
        keys: list[tuple[TableKey, str, str]],
        across: dict[str, tuple[str, ...]],
        column: str,
        kind: Type,
        dated: str,
        span: Span,
    ) -> list[TableRow]:
        names = {key.name for key, _, _ in keys}
        if lost := next((name for name in across if name not in names), None):
            clause = next(c for c in self.statement.clauses("across") if c.values[0].text == lost)
            self.world.unknown("column", lost, sorted(names), clause.span)
            return []
        spread = next((name for name in across if name in {key.name for key, _, _ in keys}), None)
        cells: list[Any] = []
        for key, low, high in keys:
            if key.name == spread:
                cells.append(None)
                continue
            for name in (low, high):
                if name and name not in line:
                    self.world.unknown("column", name, [h for h in line if h], span)
                    return []
            first = self._value(line[low], key.type, span)
            if key.match == "is":
                cells.append(first)
            else:
                cells.append((first, self._value(line[high], key.type, span) if high else "next"))
            if MISSING in (first, *(cells[-1] if isinstance(cells[-1], tuple) else ())):
                return self._unreadable(line, span)
        if spread is not None:
            at = [key.name for key, _, _ in keys].index(spread)
            made = []
            for code in across[spread]:
                if code not in line:
                    self.world.unknown("column", code, [h for h in line if h], span)
                    return []
                if _text(line[code]):
                    made.append(
                        TableRow(
                            tuple(code if n == at else c for n, c in enumerate(cells)),
                            self._given(line[code], kind, span),
                            span,
                        )
                    )
            return made
        taken = {name for _, low, high in keys for name in (low, high)} | {dated, ""}
        rest = [h for h in line if h not in taken]
        if not column and len(rest) == 1:
            column = rest[0]
        if column not in line:
            self.world.report(
                "column-missing",
                "it is not clear which column holds the value",
                span,
                help=f"write gives COLUMN TYPE with one of {', '.join(rest)}",
            )
            return []
        return [TableRow(tuple(cells), self._given(line[column], kind, span), span)]

    def _banded(self, rows: list[TableRow], keys: list[tuple[TableKey, str, str]]) -> list[TableRow]:
        """Rows whose band runs to the next one's start get that end."""
        for at, (key, _, high) in enumerate(keys):
            if key.match == "is" or high:
                continue
            groups: dict[Any, list[TableRow]] = {}
            for row in rows:
                others = tuple(repr(c) for n, c in enumerate(row.cells) if n != at)
                groups.setdefault(others, []).append(row)
            made = []
            for group in groups.values():
                ordered = sorted(group, key=lambda row: (row.cells[at][0] is not None, row.cells[at][0] or 0))
                for row, following in zip(ordered, [*ordered[1:], None]):
                    end = following.cells[at][0] if following else None
                    made.append(
                        evolve(row, cells=tuple((c[0], end) if n == at else c for n, c in enumerate(row.cells)))
                    )
            rows = made
        return rows

    def _unreadable(self, line: dict[str, Any], span: Span) -> list[TableRow]:
        """No rows, and a finding if there is none yet about this line."""
        if not any(f.span is not None and f.span.line == span.line for f in self.world.findings):
            self.world.report(
                "bad-cell",
                "a key of this line is no value",
                span,
                help="leave the cell empty for every value, or write one",
            )
        return []

    def _given(self, cell: Any, kind: Type, span: Span) -> Any:
        """The value a line gives; an empty cell gives none, which is reported."""
        value = self._value(cell, kind, span)
        if value is ANY:
            self.world.report(
                "bad-cell",
                f"a line of `{self.statement.name}` gives no value",
                span,
                help="write the value, or take the line away: no row is unknown",
            )
            return MISSING
        return value

    def _value(self, cell: Any, kind: Type, span: Span) -> Any:
        """A cell's value: None where it is empty or `any`."""
        if isinstance(cell, Cell):
            if cell.kind == "empty" or code_text(cell) == "any":
                return ANY
            made = self.checker.constant(cell.value, kind) if cell.kind == "value" else None
            return made.value if isinstance(made, Literal) else MISSING
        return self._file_value(str(cell), kind, span)

    def _file_value(self, text: str, kind: Type, span: Span) -> Any:
        if text in ("", "any"):
            return ANY
        found: Any = None
        match kind:
            case Codes() as codes:
                if text in codes.codes:
                    return text
                self.world.unknown("code", text, codes.codes, span)
                return MISSING
            case Quantity():
                found = _amount(text, kind)
            case RowOf():
                found = text
            case _ if kind == TEXT:
                found = text
            case _ if kind == DATE:
                found = read_date(text)
            case _ if kind == YES_NO:
                found = {"yes": True, "no": False}.get(text)
            case _:
                found = read_month(text)
        if found is None:
            self.world.report(
                "bad-cell",
                f"`{text}` is not {'money' if kind == MONEY else f'a {kind}'}",
                span,
                help="numbers are plain digits with a point, dates are 2022-12-01",
            )
            return MISSING
        return found


def _amount(text: str, kind: Quantity) -> Number | None:
    """A number of a file in its own unit: money in dollars, rates as 5%, what is measured as in `5 hours`."""
    if kind == NUMBER and text.endswith("%"):
        share = decimal(text[:-1])
        return None if share is None else exact(Fraction(share) / 100)
    count, *words = text.split()
    measured, times = UNITS.get(" ".join(words).removesuffix("s"), (None, 0))
    if words or kind == MINUTES:
        many = decimal(count) if measured == kind else None
        return None if many is None else exact(many * times)
    found = decimal(text.removeprefix("$"))
    return exact(found * 100) if found is not None and dict(kind.dims).get("money") else found


def amended(world: World, base: Table | None, change: Table) -> Table | None:
    """A table with the rows an amendment gives it for its period; it takes and gives what it did."""
    if base is None:
        return None
    if base.record or change.record or (base.takes, base.gives) != (change.takes, change.gives):
        world.report(
            "declared-twice",
            f"`{base.name}` takes and gives something else outside this amendment",
            change.span,
            help="repeat its `takes` and `gives`, or declare a table of another name",
        )
        return None
    return evolve(base, blocks=(*base.blocks, *change.blocks))


def _text(cell: Any) -> str:
    if isinstance(cell, Cell):
        return cell.text
    return "" if cell is None else str(cell)
