"""Facts, bands and worksheet lines as they are declared: drafts, checked when first read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from attrs import evolve

from ccpolicy.dsl.codes import cell_text, code_list, code_text, heading_word, headings, misspelt, same_width
from ccpolicy.dsl.express import Checker
from ccpolicy.dsl.syntax import Clause, Statement
from ccpolicy.dsl.world import FactDraft, Placed, World
from ccpolicy.model.policy import Version
from ccpolicy.source import Span

EDGES = {"from": ("low", True), "over": ("low", False), "below": ("high", False), "through": ("high", True)}
ROLES = ("charge", "addition", "state", "family", "written_off")


def draft_fact(world: World, placed: Placed) -> None:
    """Takes a `fact` statement; in an amendment it may add to one declared elsewhere."""
    statement = placed.statement
    assert statement.of is not None
    key = (statement.of.text, statement.name)
    if not _grain(world, statement.of.text, statement.of.span):
        return
    draft = world.facts.get(key)
    if draft is None:
        draft = world.facts[key] = FactDraft(
            statement.name, statement.of.text, statement.name_span, statement.type, statement.label, placed=placed
        )
    elif placed.amendment is None and draft.placed is not None and draft.placed.amendment is None:
        world.report(
            "declared-twice",
            f"`{statement.name}` of `{statement.of.text}` is declared twice",
            statement.name_span,
            help="keep one; a change over time is a dated block or an amendment",
        )
        return
    elif placed.amendment is None:
        draft.span, draft.type, draft.label, draft.placed = statement.name_span, statement.type, statement.label, placed
    _pieces(world, draft, statement, placed)
    draft.exceptions += [(clause, placed) for clause in statement.clauses("except")]


def _pieces(world: World, draft: FactDraft, statement: Statement, placed: Placed) -> None:
    outer = world.version(statement, placed)
    if statement.value is not None:
        draft.pieces.append(("value", statement.value, outer, placed))
    for clause in statement.clauses("value"):
        draft.pieces.append(("value", clause.values[0], outer, placed))
    if statement.rows:
        draft.pieces.append(("rows", statement.rows, outer, placed))
    around = placed.amendment.version if placed.amendment else Version()
    for clause in [*statement.clauses("from"), *statement.clauses("through")]:
        if clause.clauses("value"):
            draft.pieces.append(("value", clause.clauses("value")[0].values[0], world.dated(clause, around), placed))
        elif clause.rows:
            draft.pieces.append(("rows", clause.rows, world.dated(clause, around), placed))


def _grain(world: World, name: str, span: Span) -> bool:
    if name in world.grains:
        return True
    world.unknown("grain", name, world.grains, span)
    return False


def _band_blocks(statement: Statement) -> list[Clause]:
    return [c for c in [*statement.clauses("from"), *statement.clauses("through")] if c.rows]


def band_codes(world: World, checker: Checker, placed: Placed) -> bool:
    """Takes the list of codes a `bands` statement makes, if it does; whether the statement can be read on."""
    statement = placed.statement
    blocks = _band_blocks(statement)
    rows = statement.rows or (blocks[0].rows if blocks else [])
    if not rows:
        world.report(
            "table-missing",
            f"`{statement.name}` has no bands",
            statement.span,
            help="give | level | from | below | and a line a band",
        )
        return False
    if misspelt(world, rows[0], [heading_word(world, cell) for cell in rows[0].cells], (*EDGES, "label")):
        return False
    if rows[0].cells[0].kind != "marked":
        if not world.declare("bands", statement.name, statement.name_span):
            return False
        listed = [
            row
            for group in ([statement.rows] if statement.rows else []) + [c.rows for c in blocks]
            for row in group[1:]
        ]
        unique = list({code_text(row.cells[0]): row for row in listed if row.cells}.values())
        world.codes[statement.name] = code_list(world, checker, statement, rows[0], unique, skip=EDGES)
    return True


def draft_bands(world: World, placed: Placed) -> None:
    """Takes a `bands` statement as a fact; its codes are known by now."""
    statement = placed.statement
    assert statement.of is not None
    if not _grain(world, statement.of.text, statement.of.span):
        return
    key = (statement.of.text, statement.name)
    draft = FactDraft(statement.name, statement.of.text, statement.name_span, label=statement.label, placed=placed)
    if key in world.facts:
        world.report(
            "declared-twice", f"`{statement.name}` of `{statement.of.text}` is declared twice", statement.name_span
        )
        return
    world.facts[key] = draft
    outer = world.version(statement, placed)
    if statement.rows:
        draft.pieces.append(("bands", (statement, statement.rows), outer, placed))
    for clause in _band_blocks(statement):
        draft.pieces.append(("bands", (statement, clause.rows), world.dated(clause, Version()), placed))


def draft_worksheet(world: World, placed: Placed) -> None:
    """Takes a `worksheet`: each of its lines is a fact."""
    statement = placed.statement
    assert statement.of is not None
    if not _grain(world, statement.of.text, statement.of.span):
        return
    if statement.rows:
        if placed.amendment is None and not world.declare("worksheet", statement.name, statement.name_span):
            return
        head, *rows = statement.rows
        form = "| line | role | label | amount |"
        names = headings(world, head, ("line", "role", "label", "amount"), form)
        if names is None:
            return
        if "line" not in names or "amount" not in names:
            lacking = "amount" if "line" in names else "line"
            world.report("bad-heading", f"a column `{lacking}` is needed", head.span, help=f"the columns are {form}")
            return
        outer = world.version(statement, placed)
        for row in rows:
            if same_width(world, head, row):
                _draft_line(world, statement, placed, dict(zip(names, row.cells)), outer)
    for clause in statement.clauses("except"):
        name = clause.values[0].text if hasattr(clause.values[0], "text") else ""
        draft = world.facts.get((statement.of.text, name))
        if draft is None:
            lines = [n for (g, n) in world.facts if g == statement.of.text]
            world.unknown(
                "line", name, lines, clause.span, 'an exception in a worksheet names its line: except LINE "label"'
            )
        else:
            draft.exceptions.append((evolve(clause, values=clause.values[1:]), placed))


def _draft_line(world: World, statement: Statement, placed: Placed, cells: Mapping[str, Any], version: Version) -> None:
    assert statement.of is not None
    name = code_text(cells["line"])
    if not name or cells["amount"].kind != "value":
        world.report("bad-cell", "a worksheet line has a name and an amount", cells["line"].span)
        return
    key = (statement.of.text, name)
    if key in world.facts:
        world.report(
            "declared-twice",
            f"`{name}` of `{statement.of.text}` is declared twice",
            cells["line"].span,
            help="each worksheet line is a fact of its own",
        )
        return
    label = cell_text(cells["label"]) if "label" in cells else ""
    if "label" in cells and cells["label"].kind != "empty" and getattr(cells["label"].value, "kind", "") != "text":
        world.report("bad-cell", "a label is a text", cells["label"].span, help="put it in double quotes")
    draft = FactDraft(
        name, statement.of.text, cells["line"].span, label=str(label), placed=placed, where=statement.where
    )
    role = cells.get("role")
    draft.role = code_text(role) if role is not None else ""
    if draft.role and draft.role not in ROLES:
        world.unknown(
            "role", draft.role, ROLES, role.span if role else statement.span, f"one of {', '.join(ROLES)}, or nothing"
        )
    draft.pieces.append(("line", cells["amount"].value, version, placed))
    world.facts[key] = draft
