"""Code lists, and what cells of a table spell."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ccpolicy.diagnostics import nearest, slips
from ccpolicy.dsl.express import Checker
from ccpolicy.dsl.syntax import Cell, Constant, Path, Row, Statement
from ccpolicy.dsl.world import Placed, World
from ccpolicy.model.expr import Literal
from ccpolicy.model.policy import CodeList, CodeRow
from ccpolicy.model.types import YES_NO, Codes, Type
from ccpolicy.values.absent import MISSING


def codes(world: World, checker: Checker, placed: Placed) -> None:
    statement = placed.statement
    if not statement.rows:
        world.report(
            "table-missing",
            f"`{statement.name}` lists no codes",
            statement.span,
            help="give a heading line | code | label | and a line a code",
        )
        return
    if world.declare("code list", statement.name, statement.name_span):
        head, *rows = statement.rows
        first = heading_word(world, head.cells[0])
        if first != "code":
            world.report(
                "bad-heading",
                f"the first column of a code list is `code`, not `{first}`",
                head.cells[0].span,
                help="begin the heading with | `code` |",
            )
            return
        if misspelt(world, head, [heading_word(world, cell) for cell in head.cells], ("label",)):
            return
        world.codes[statement.name] = code_list(world, checker, statement, head, rows, skip=())


def code_list(
    world: World, checker: Checker, statement: Statement, head: Row, rows: list[Row], skip: Iterable[str]
) -> CodeList:
    """A closed list from table lines: the first column is the code, `label` its label, others are typed columns."""
    headings = [heading_word(world, cell) for cell in head.cells]
    columns: dict[str, Type] = {}
    for at, (name, cell) in enumerate(zip(headings, head.cells)):
        if at and name != "label" and name not in skip:
            kind = (
                world.type_of(cell.value)
                if cell.kind == "marked"
                else _column_type(
                    world, checker, f"{statement.name}.{name}", [r.cells[at] for r in rows if at < len(r.cells)]
                )
            )
            if kind is not None:
                columns[name] = kind
    made: dict[str, CodeRow] = {}
    empty: set[str] = set()
    for row in rows:
        if not same_width(world, head, row):
            world.damaged.add(statement.name)
            continue
        code = code_text(row.cells[0])
        if not code or code in made:
            world.report(
                "bad-code" if not code else "code-twice",
                f"`{row.cells[0].text}` is not a code" if not code else f"the code `{code}` stands twice",
                row.cells[0].span,
                help="codes are capitals, digits and hyphens, whole numbers, or snake_case"
                if not code
                else "keep one line for each code",
            )
            continue
        label, values = code, {}
        for name, cell in zip(headings[1:], row.cells[1:]):
            if name == "label":
                label = cell_text(cell)
            elif name in columns:
                values[name] = _column_value(world, checker, cell, columns[name])
                if values[name] is MISSING:
                    empty.add(name)
        made[code] = CodeRow(code, label, values)
    return CodeList(statement.name, statement.label, made, columns, frozenset(empty), world.cites(statement))


def _column_type(world: World, checker: Checker, name: str, cells: list[Cell]) -> Type | None:
    """The type of a column, from what stands in it: literals say theirs, plain words make a closed list."""
    values = [cell for cell in cells if cell.kind == "value"]
    found = [cell_code for cell in values if (cell_code := code_text(cell))]
    kinds = {cell.value.kind for cell in values if isinstance(cell.value, Constant)}
    if values and all(text in ("yes", "no") for text in found) and len(found) == len(values):
        return YES_NO
    if yes_or_no := [cell for cell in values if code_text(cell) in ("yes", "no")]:
        for cell in values:
            word = code_text(cell)
            if cell not in yes_or_no and word and nearest(word, ("yes", "no")):
                world.unknown("code", word, ("yes", "no"), cell.span)
                return None
    if (
        kinds
        and len(kinds) == 1
        and not any(isinstance(cell.value, Path) for cell in values)
        and kinds <= {"number", "money", "percent", "quantity", "text", "date", "time"}
    ):
        made = checker.constant(values[0].value, None)
        return made.type if made else None
    if len(found) == len(values):
        return Codes(name, tuple(dict.fromkeys(found)))
    bad = next(cell for cell in values if not code_text(cell))
    world.report(
        "mixed-column",
        f"the column `{name.split('.')[-1]}` holds different kinds of values",
        bad.span,
        help="say its type in the heading, as in | unit day_length |",
    )
    return None


def _column_value(world: World, checker: Checker, cell: Cell, kind: Type) -> Any:
    if cell.kind == "empty":
        return MISSING
    made = checker.constant(cell.value, kind) if cell.kind == "value" else None
    if made is None:
        return MISSING
    if not isinstance(made, Literal):
        world.report(
            "not-constant", "a cell of a code list is a plain value", cell.span, help="write the result, as in $3"
        )
        return MISSING
    return made.value


def heading_word(world: World, cell: Cell) -> str:
    """The name a heading cell gives its column."""
    if cell.kind in ("marked", "word"):
        return cell.word
    if cell.kind == "value" and isinstance(cell.value, Path):
        return str(cell.value)
    if cell.kind == "value" and isinstance(cell.value, Constant):
        return cell.value.text
    world.report("bad-heading", "a heading cell is a name", cell.span, help="as in | code | label |")
    return ""


def headings(world: World, head: Row, known: Iterable[str], form: str) -> list[str] | None:
    """The names of the columns of a table whose columns are fixed; reports one that is not among them."""
    names = [heading_word(world, cell) for cell in head.cells]
    for name, cell in zip(names, head.cells):
        if name not in known:
            near = nearest(name, known)
            world.report(
                "bad-heading",
                f"`{name}` is not a column here" if name else "a heading cell is empty",
                cell.span if name else head.span,
                help=f"did you mean {' or '.join(f'`{n}`' for n in near)}?" if near else f"the columns are {form}",
            )
            return None
    return names


def misspelt(world: World, head: Row, names: Iterable[str], meant: Iterable[str]) -> bool:
    """Reports a column of one's own whose name is one slip from a word that would mean something here."""
    for name, cell in zip(names, head.cells):
        near = [word for word in meant if name and name != word and len(word) > 2 and slips(name, word) == 1]
        if near:
            world.report(
                "bad-heading",
                f"`{name}` would be a column of its own",
                cell.span,
                help=f"did you mean `{near[0]}`? otherwise choose a name less like it",
            )
            return True
    return False


def same_width(world: World, head: Row, row: Row) -> bool:
    if len(row.cells) == len(head.cells):
        return True
    few = "few" if len(row.cells) < len(head.cells) else "many"
    world.report(
        "cell-count",
        f"this line has too {few} cells: {len(row.cells)} under {len(head.cells)} headings",
        row.span,
        help="an empty cell still has its bars: | a | | c |",
    )
    return False


def code_text(cell: Cell) -> str:
    """The code a cell spells, or an empty text."""
    if cell.kind == "value" and isinstance(cell.value, Path) and len(cell.value.names) == 1:
        return cell.value.names[0]
    if (
        cell.kind == "value"
        and isinstance(cell.value, Constant)
        and (cell.value.kind == "code" or (cell.value.kind == "number" and isinstance(cell.value.value, int)))
    ):
        return cell.value.text
    return ""


def cell_text(cell: Cell) -> str:
    if isinstance(cell.value, Constant) and cell.value.kind == "text":
        return str(cell.value.value)
    return cell.text
