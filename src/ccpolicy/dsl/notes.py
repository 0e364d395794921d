"""What a policy says about itself: unsettled points, what it leaves out, and its own worked examples."""

from __future__ import annotations

from typing import Any

from ccpolicy.diagnostics import nearest
from ccpolicy.dsl.checking import Place
from ccpolicy.dsl.codes import cell_text, code_text, heading_word, headings, same_width
from ccpolicy.dsl.facts import Facts
from ccpolicy.dsl.syntax import Cell, Clause, Constant, Path, Statement
from ccpolicy.dsl.translations import english
from ccpolicy.dsl.world import Placed, World, words
from ccpolicy.model.expr import Expr, ReadAllowance, ReadDeadline
from ccpolicy.model.policy import Citation, Example, ExampleRow, Reading, Unmodelled, Unsettled
from ccpolicy.model.types import YES_NO, Type


def unsettled(world: World, placed: Placed) -> None:
    statement = placed.statement
    if not world.declare("unsettled point", statement.name, statement.name_span):
        return
    cites = world.cites(statement)
    if len(statement.rows) < 3:
        world.report(
            "readings-missing",
            f"`{statement.name}` needs at least two readings",
            statement.span,
            help="give | reading | label | and a line a reading",
        )
        return
    head, *rows = statement.rows
    names = headings(world, head, ("reading", "label", "cite", "pin"), "| reading | label | cite | pin |")
    if names is None:
        return
    if names[:2] != ["reading", "label"]:
        world.report(
            "bad-heading",
            "readings begin with `reading` and `label`",
            head.span,
            help="the columns are | reading | label | cite |",
        )
        return
    readings = []
    for row in rows:
        if same_width(world, head, row):
            cells = dict(zip(names, row.cells))
            cite = cells.get("cite")
            pin = cell_text(cells["pin"]) if "pin" in cells else ""
            place = (
                (Citation(cites[0].source, cell_text(cite), pin),)
                if cite is not None and cite.kind == "value" and cites
                else ()
            )
            readings.append(Reading(code_text(cells["reading"]), cell_text(cells["label"]), place))
    chosen = statement.clauses("chosen")[0].values[0].text
    known = [reading.name for reading in readings]
    if chosen not in known:
        world.unknown("reading", chosen, known, statement.clauses("chosen")[0].span)
        chosen = known[0]
    because = english(statement, "because")
    if not cites:
        world.report(
            "citation-missing",
            f"`{statement.name}` cites nothing",
            statement.name_span,
            help='say which passages leave it open: cite SOURCE "place"',
        )
    world.unsettled[statement.name] = Unsettled(
        statement.name,
        statement.label,
        tuple(readings),
        chosen,
        because,
        cites,
        world.note(statement),
        statement.name_span,
    )


def unmodelled(world: World, placed: Placed) -> Unmodelled:
    statement = placed.statement
    touches = tuple(name for clause in statement.clauses("touches") for name in words(clause.values[0]))
    known = {
        *world.outcome_grains,
        *world.allowance_grains,
        *world.deadline_drafts,
        *world.settings,
        *world.tables,
        *(name for _, name in world.facts),
    }
    for clause in statement.clauses("touches"):
        for word in clause.values[0]:
            if word.text not in known:
                world.unknown("fact or reason", word.text, known, word.span)
    instead = english(statement, "instead")
    return Unmodelled(statement.label, instead, touches, world.cites(statement), world.note(statement), statement.span)


class Examples:
    """Reads `example` statements."""

    def __init__(self, world: World, facts: Facts) -> None:
        self.world, self.facts, self.checker = world, facts, facts.checker

    def example(self, placed: Placed) -> Example | None:
        statement = placed.statement
        cites = self.world.cites(statement)
        known_on = next((c.values[0].value for c in statement.clauses("known_on")), None)
        readings = {c.values[0].text: c.values[1].text for c in statement.clauses("reading")}
        if statement.of is None:
            given = tuple(pair for c in statement.clauses("given") for pair in self._records(c))
            expect = tuple(pair for c in statement.clauses("expect") for pair in self._records(c))
            if not expect:
                self.world.report(
                    "value-missing",
                    "this example expects nothing",
                    statement.span,
                    help="add `expect GRAIN` and lines, or `of FACT` and columns `expect …`",
                )
                return None
            return Example(statement.label, "", "", None, (), given, expect, known_on, readings, cites, statement.span)
        grain = self._grain_of(statement.of.text)
        if grain is None:
            names = {*(name for _, name in self.world.facts), *self.world.declared}
            self.world.unknown("fact", statement.of.text, names, statement.of.span)
            return None
        rows = self._rows(statement, grain)
        on = statement.on.value if statement.on is not None else None
        return (
            None
            if rows is None
            else Example(
                statement.label,
                statement.of.text,
                grain,
                on,
                tuple(rows),
                (),
                (),
                known_on,
                readings,
                cites,
                statement.span,
            )
        )

    def _grain_of(self, name: str) -> str | None:
        if name in self.world.deadline_drafts:
            return self.world.deadline_drafts[name][0]
        for word, placed in self.worksheets.items():
            if word == name and placed.statement.of is not None and placed.statement.of.text in self.world.grains:
                return placed.statement.of.text
        if name in self.world.outcome_grains:
            return self.world.outcome_grains[name]
        return next((grain for grain, fact in self.world.facts if fact == name), None)

    worksheets: dict[str, Placed]

    def _rows(self, statement: Statement, grain: str) -> list[ExampleRow] | None:
        if len(statement.rows) < 2:
            self.world.report(
                "table-missing",
                "this example has no lines",
                statement.span,
                help="a heading of names and `expect …`, and a line a case",
            )
            return None
        head, *lines = statement.rows
        columns = [self._column(cell, statement.of.text if statement.of else "", grain) for cell in head.cells]
        if None in columns:
            return None
        if not any(column is not None and column[1] for column in columns):
            self.world.report(
                "value-missing",
                "this example expects nothing",
                head.span,
                help="mark a column with `expect`, as in | expect state_pays |",
            )
            return None
        made = []
        for row in lines:
            if not same_width(self.world, head, row):
                continue
            given: dict[str, Expr] = {}
            expect: dict[str, Expr] = {}
            for column, cell in zip(columns, row.cells):
                assert column is not None
                name, expected, kind = column
                if cell.kind == "empty":
                    continue
                value = self.checker.constant(cell.value, kind) if cell.kind == "value" else None
                if value is None:
                    return None
                (expect if expected else given)[name] = value
            made.append(ExampleRow(given, expect, row.span))
        return made

    def _column(self, cell: Cell, of: str, grain: str) -> tuple[str, bool, Type] | None:
        """The written name of a column, whether it is expected, and its type."""
        expected = cell.kind == "marked" and cell.word == "expect"
        if expected:
            name = str(cell.value) if isinstance(cell.value, Path) else cell.value.name
        elif cell.kind == "value" and isinstance(cell.value, Path):
            name = str(cell.value)
        else:
            word = cell.word or cell.text
            near = nearest(word, ("expect",))
            self.world.report(
                "bad-heading",
                f"`{word}` does not name a column of an example",
                cell.span,
                help=f"did you mean `{near[0]}`?" if near else "a column is a name, or `expect` and a name",
            )
            return None
        path = Path(tuple(name.split(".")), span=cell.span)
        if of in self.world.deadline_drafts and len(path.names) == 1 and name in ("due", "met", "late"):
            kind = self.checker.deadline_type(of, cell.span) if name == "due" else None
            return (name, expected, kind or YES_NO)
        if name in self.world.outcome_grains:
            return (name, expected, YES_NO)
        found = self.checker.check(path, Place(grain))
        if found is None:
            return None
        if isinstance(found, (ReadAllowance, ReadDeadline)):
            self.world.report(
                "bad-heading",
                f"`{name}` cannot stand in the lines of an example",
                cell.span,
                help="give rows with `given` and `expect` instead",
            )
            return None
        return (name, expected, found.type)

    def _records(self, clause: Clause) -> list[tuple[str, dict[str, Any]]]:
        kind = clause.values[0].text
        if kind not in self.world.grains and kind not in ("posting", "complete"):
            self.world.unknown("record", kind, [*self.world.grains, "posting"], clause.span)
            return []
        if len(clause.rows) < 2:
            self.world.report("table-missing", f"`{clause.word} {kind}` has no lines", clause.span)
            return []
        head, *lines = clause.rows
        names = [heading_word(self.world, cell) for cell in head.cells]
        made: list[tuple[str, dict[str, Any]]] = []
        for row in lines:
            if same_width(self.world, head, row):
                values = {name: _plain(cell) for name, cell in zip(names, row.cells) if cell.kind != "empty"}
                made.append((kind, values))
        return made


def _plain(cell: Cell) -> str:
    """A cell as the text a record file would hold."""
    value = cell.value
    if isinstance(value, Constant):
        if value.kind == "text":
            return str(value.value)
        if value.kind == "money":
            return value.text.removeprefix("$")
        if value.kind == "quantity":
            hours = value.unit.startswith("hour")
            return (
                value.text.split()[0]
                if not value.unit.startswith("minute") or hours
                else f"{int(value.value) // 60}:{int(value.value) % 60:02d}"
            )
        return value.text
    return cell.text.replace(" . ", ".")
