"""Reports: what is laid out for people from the rows of a determination. They read everything; nothing reads them."""

from __future__ import annotations

from ccpolicy.diagnostics import Label
from ccpolicy.dsl.checking import Place
from ccpolicy.dsl.codes import cell_text, code_text, headings, same_width
from ccpolicy.dsl.facts import Facts
from ccpolicy.dsl.syntax import Cell, Clause, Constant, Node, Row, Statement, Text, Word
from ccpolicy.dsl.world import Placed, World
from ccpolicy.model.expr import Expr, ReadColumn, ReadDate, ReadFact, ReadField, ReadRow, ReadSetting, Rows, SortKey
from ccpolicy.model.policy import Block, Report, ReportLine
from ccpolicy.model.types import ListOf, Quantity

BLOCKS = ("list", "table", "calendar")
_FORM = "| label | value |"
_TABLE_FORM = "| label | value | total |"


class Reports:
    """Builds the reports, once all they may read is known."""

    def __init__(self, world: World, facts: Facts) -> None:
        self.world, self.facts, self.checker = world, facts, facts.checker
        self.named: dict[str, Statement] = {}

    def report(self, placed: Placed) -> Report | None:
        """The report of a statement; None where its rows are of no grain or its name is taken."""
        statement, world = placed.statement, self.world
        if placed.amendment is not None:
            world.report(
                "misplaced-statement",
                "`report` cannot stand inside `amendment`",
                statement.span,
                help="a report has no dates: it shows what was in force on the days it is about; let it stand alone",
            )
            return None
        taken = self.named.setdefault(statement.name, statement)
        if taken is not statement:
            # Nothing refers to a report, so that its name may be that of a fact or worksheet; not that of another report.
            world.report(
                "declared-twice",
                f"there are two reports `{statement.name}`",
                statement.name_span,
                help="rename one of them",
                labels=[Label(taken.name_span, "first declared here")],
            )
            return None
        grain = statement.of.text if statement.of is not None else ""
        if statement.of is not None and grain not in world.grains:
            world.unknown("grain", grain, world.grains, statement.of.span)
            return None
        if not grain and (statement.where is not None or statement.clauses("order")):
            world.report(
                "pages-without-rows",
                f"`{statement.name}` has one page, for all rows there are, which are neither chosen nor ordered",
                statement.span,
                help="add `of GRAIN` for a page a row, or say it of a table in the report",
            )
            return None
        place = Place(grain)
        blocks = [clause for clause in statement.body if isinstance(clause, Clause) and clause.word in BLOCKS]
        if not blocks:
            world.report(
                "nothing-shown",
                f"`{statement.name}` shows nothing",
                statement.span,
                help='add a list, a table of rows or a calendar of days, as in table of day "Days"',
            )
        made = [block for clause in blocks if (block := self._block(clause, grain)) is not None]
        return Report(
            statement.name,
            statement.label,
            world.cites(statement),
            world.note(statement),
            span=statement.span,
            grain=grain,
            where=self._where(statement.where, place),
            order=self._order(statement, place),
            blocks=tuple(made),
        )

    # ---------------------------------------------------------------- blocks

    def _block(self, clause: Clause, page: str) -> Block | None:
        world = self.world
        label = next((value.plain for value in clause.values if isinstance(value, Text)), "")
        if clause.word == "list":
            if page:
                return Block("list", label, self._lines(clause, page), span=clause.span)
            world.report(
                "list-without-row",
                "a list tells values of the page's row, and this report has one page without a row",
                clause.span,
                help="add `of GRAIN` to the report, or make it a table",
            )
            return None
        word = next(value for value in clause.values if isinstance(value, Word))
        rows = self._rows(word, page)
        if rows is None:
            return None
        place = Place(rows.grain)
        by, where = _by_and_where(clause)
        if clause.word == "calendar" and world.grains[rows.grain].dated_by is None:
            world.report(
                "undated-calendar",
                f"rows of `{rows.grain}` have no date to stand on in a calendar",
                word.span,
                help="take dated rows, give the grain a `dated by`, or make it a table",
            )
        return Block(
            "strip" if by is not None else clause.word,
            label,
            self._lines(clause, rows.grain),
            rows,
            self._where(where, place),
            self._order(clause, place),
            self.checker.check(by, place) if by is not None else None,
            clause.span,
        )

    def _rows(self, word: Word, page: str) -> Rows | None:
        """The rows of a block under the row of its page: those that lead to it, or that row itself."""
        world, grain = self.world, word.text
        if grain not in world.grains:
            leading = [name for name in world.grains if not page or name == page or world.route(name, page)]
            world.unknown("grain", grain, leading, word.span)
            return None
        world.used.add(grain)
        if not page or grain == page:
            return Rows((), grain, ())
        route = world.route(grain, page)
        if route is None:
            world.report(
                "not-finer",
                f"rows of `{grain}` do not lead to a row of `{page}`",
                word.span,
                help=f"a page shows the rows that lead to its own: take such rows, or make it a report of `{grain}`",
            )
            return None
        return Rows((), grain, route, world.leads_to_claim(grain) and not world.leads_to_claim(page))

    def _lines(self, clause: Clause, grain: str) -> tuple[ReportLine, ...]:
        form = _TABLE_FORM if clause.word == "table" else _FORM
        if not clause.rows[1:]:
            self.world.report(
                "table-missing",
                f"this {clause.word} says of no value what is shown",
                clause.span,
                help=f"give a heading line {form} and a line a value",
            )
            return ()
        head, *rows = clause.rows
        names = headings(self.world, head, form.strip("| ").split(" | "), form)
        if names is None:
            return ()
        if "value" not in names:
            self.world.report("bad-heading", "a column `value` is needed", head.span, help=f"the columns are {form}")
            return ()
        return tuple(line for row in rows if (line := self._line(head, names, row, grain)) is not None)

    def _line(self, head: Row, names: list[str], row: Row, grain: str) -> ReportLine | None:
        world = self.world
        if not same_width(world, head, row):
            return None
        cells = dict(zip(names, row.cells))
        if cells["value"].kind != "value":
            world.report(
                "bad-cell", "what is shown is a name or a formula", cells["value"].span, help='as in | "Rate" | rate |'
            )
            return None
        value = self.checker.check(cells["value"].value, Place(grain))
        if value is None:
            return None
        self.facts.guard(value, strict=False)
        return ReportLine(self._label(cells, value, grain), value, self._total(cells.get("total"), value))

    def _label(self, cells: dict[str, Cell], value: Expr, grain: str) -> str:
        cell = cells.get("label")
        if cell is not None and cell.kind != "empty":
            if not (isinstance(cell.value, Constant) and cell.value.kind == "text"):
                self.world.report("bad-cell", "a label is a text", cell.span, help="put it in double quotes")
            return cell_text(cell)
        own = self._own_label(value, grain)
        if not own:
            self.world.report(
                "unlabelled-value",
                "a formula has no label of its own",
                cells["value"].span,
                help='give it one, as in | "Days" | count(day) |',
            )
        return own

    def _own_label(self, value: Expr, grain: str) -> str:
        """What a value that has a name is called where it is declared; empty for one that is worked out here."""
        world = self.world
        match value:
            case ReadFact(grain=owner, name=name):
                return world.facts[owner, name].label or _spaced(name)
            case ReadField(grain=owner, name=name):
                return world.grains[owner].fields[name].label or _spaced(name)
            case ReadRow(path=path, grain=owner):
                fields = world.grains[world.path_grain(grain, path[:-1])].fields if path else {}
                column = fields.get(path[-1]) if path else None
                return (column.label if column else "") or _spaced(path[-1] if path else owner)
            case ReadColumn(code=code, column=name):
                return self._own_label(code, grain) if name == "label" else _spaced(name)
            case ReadDate():
                return "Date"
            case ReadSetting(name=name):
                done = world.settings[name].done if name in world.settings else None
                return (done.label if done else "") or _spaced(name)
        return ""

    def _total(self, cell: Cell | None, value: Expr) -> bool:
        if cell is None or cell.kind == "empty":
            return False
        if code_text(cell) != "sum":
            self.world.report(
                "bad-cell", f"a total is `sum` or nothing, not `{cell.text}`", cell.span, help="write sum, or leave it empty"
            )
            return False
        if not isinstance(value.type, Quantity):
            self.world.report("wrong-type", "only numbers and amounts can be summed", cell.span)
            return False
        return True

    # ---------------------------------------------------------------- which rows, in what order

    def _where(self, node: Node | None, place: Place) -> Expr | None:
        return self.checker.condition(node, place) if node is not None and place.grain else None

    def _order(self, owner: Statement | Clause, place: Place) -> tuple[SortKey, ...]:
        """The order that is asked for, or the one the rows have."""
        if not owner.clauses("order"):
            return self.world.grains[place.grain].order if place.grain else ()
        keys = []
        for clause in owner.clauses("order"):
            for key in clause.values:
                value = self.checker.check(key.value, place)
                if value is not None and isinstance(value.type, ListOf):
                    self.world.report("no-order", "a list has no order", clause.span)
                elif value is not None:
                    keys.append(SortKey(value, key.falling))
        return tuple(keys)


def _by_and_where(clause: Clause) -> tuple[Node | None, Node | None]:
    """The path after `by` and the condition after `where`."""
    values = [value for value in clause.values if not isinstance(value, Word | Text) and value != "OF"]
    at = values.index("WHERE") if "WHERE" in values else len(values)
    return next(iter(values[:at]), None), next(iter(values[at + 1 :]), None)


def _spaced(name: str) -> str:
    return name.replace("_", " ").capitalize()
