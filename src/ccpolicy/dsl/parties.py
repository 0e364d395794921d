"""Who can change a field, who knows it, and until when: the columns of a field table that no payment reads."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from attrs import evolve

from ccpolicy.dsl.codes import code_text, heading_word
from ccpolicy.dsl.syntax import Cell, Row
from ccpolicy.dsl.world import Placed, World
from ccpolicy.model.policy import Field, Party
from ccpolicy.model.types import Codes

PARTY_COLUMNS = ("changed_by", "known_by")
UNTIL = "until"


def party_lists(world: World, head: Row, names: Sequence[str]) -> dict[str, Codes]:
    """The list of codes each of these columns draws on; reports a heading without one."""
    found: dict[str, Codes] = {}
    for name, cell in zip(names, head.cells):
        if name not in PARTY_COLUMNS:
            continue
        kind = world.type_of(cell.value) if cell.kind == "marked" else None
        if isinstance(kind, Codes):
            found[name] = kind
        elif cell.kind != "marked" or kind is not None:
            world.report(
                "bad-heading",
                f"`{name}` does not say of which list its codes are",
                cell.span,
                help=f"as in | {name} party |, with `codes party` declared",
            )
    return found


def with_parties(world: World, made: Field, cells: Mapping[str, Cell], lists: Mapping[str, Codes]) -> Field:
    """The field with who can change it and who knows it; whoever can change it knows it, unless another is named."""
    parties: dict[str, Party] = {}
    for name, kind in lists.items():
        cell = cells[name]
        code = code_text(cell)
        if code in kind.codes:
            parties[name] = Party(kind.name, code)
        elif cell.kind != "empty":
            world.unknown("code", code or cell.text, kind.codes, cell.span, f"one of {', '.join(kind.codes)}")
    changed_by = parties.get("changed_by")
    until = code_text(cells[UNTIL]) if UNTIL in cells else ""
    return evolve(made, changed_by=changed_by, known_by=parties.get("known_by", changed_by), until=until)


def check_untils(world: World, fields: Iterable[Placed], deadlines: Iterable[str]) -> None:
    """Reports what stands under `until` and is no deadline; once all deadlines are known."""
    for placed in fields:
        head, *rows = placed.statement.rows or (None,)
        names = [heading_word(world, cell) for cell in head.cells] if head else []
        if UNTIL not in names:
            continue
        at = names.index(UNTIL)
        for row in rows:
            cell = row.cells[at] if at < len(row.cells) else None
            if cell is not None and cell.kind != "empty" and code_text(cell) not in deadlines:
                world.unknown("deadline", code_text(cell) or cell.text, deadlines, cell.span)
