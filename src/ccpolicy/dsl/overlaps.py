"""Rows of a table that match the same keys, and versions of it on the same days."""

from __future__ import annotations

from typing import Any

from ccpolicy.diagnostics import Label
from ccpolicy.dsl.solve import as_written
from ccpolicy.dsl.world import World
from ccpolicy.model.policy import Table, TableBlock, TableKey, TableRow
from ccpolicy.model.types import Type

ANY = None


def check_overlaps(world: World, table: Table) -> None:
    """At most one row may match: two rows that could both be found are reported."""
    for block in table.blocks:
        seen: dict[tuple[Any, ...], TableRow] = {}
        plain = [
            row for row in block.rows if all(k.match == "is" and c is not ANY for k, c in zip(table.takes, row.cells))
        ]
        for row in plain:
            twin = seen.get(row.cells)
            if twin is not None:
                _overlap(world, table, twin, row)
            seen[row.cells] = row
        others = [row for row in block.rows if row not in plain]
        for at, row in enumerate(others[:2000]):
            for twin in [*others[:at], *plain]:
                if all(_meet(key, a, b) for key, a, b in zip(table.takes, row.cells, twin.cells)):
                    _overlap(world, table, twin, row)
                    return
    for first, second in _pairs(table.blocks):
        one, other = first.version, second.version
        rivals = bool(one.amendment) == bool(other.amendment) and one.announced == other.announced
        if rivals and one.period.overlap(other.period):
            world.report(
                "versions-overlap",
                f"two versions of `{table.name}` are in force on the same days",
                second.span,
                help="`through` is the last day, the next `from` the day after",
            )


def _pairs(blocks: tuple[TableBlock, ...]) -> list[tuple[TableBlock, TableBlock]]:
    return [(a, b) for at, a in enumerate(blocks) for b in blocks[at + 1 :]]


def _meet(key: TableKey, first: Any, second: Any) -> bool:
    if first is ANY or second is ANY:
        return True
    if key.match == "is":
        return bool(first == second)
    (low, high), (other_low, other_high) = first, second
    through = key.match == "from_through"

    def before(end: Any, start: Any) -> bool:
        return end is not None and start is not None and (end < start if through else end <= start)

    return not before(high, other_low) and not before(other_high, low)


def _overlap(world: World, table: Table, first: TableRow, second: TableRow) -> None:
    shared = [cell if cell is not ANY else other for cell, other in zip(second.cells, first.cells)]
    where = ", ".join(f"`{key.name}` {_shown(cell, key.type)}" for key, cell in zip(table.takes, shared))
    world.report(
        "rows-overlap",
        f"two rows of `{table.name}` match {where}",
        second.span or table.span,
        help="keep one, or make their keys differ",
        labels=[Label(first.span, "the other row")] if first.span and first.span != second.span else (),
    )


def _shown(cell: Any, kind: Type) -> str:
    if isinstance(cell, tuple):
        return "any" if cell[0] is None else as_written(cell[0], kind)
    return "any" if cell is ANY else as_written(cell, kind)
