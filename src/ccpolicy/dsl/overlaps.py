"""Rows of a table that match the same keys, and versions of it on the same days."""

from __future__ import annotations

from typing import Any

from ccpolicy.diagnostics import Label
from ccpolicy.dsl.solve import as_written
from ccpolicy.dsl.world import World
from ccpolicy.limits import TABLE_PAIRS
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
        try:
            found = _first_meeting(table, block, plain)
        except _TooMany:
            world.report(
                TABLE_PAIRS.finding,
                f"`{table.name}` has more than {TABLE_PAIRS} pairs of rows that could match the same",
                block.span or table.span,
                help="cut it into several tables, or give each range a row for each value of the other keys",
            )
            return
        if found is not None:
            _overlap(world, table, *found)
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


class _TooMany(Exception):
    """More pairs of rows than are compared."""


def _first_meeting(table: Table, block: TableBlock, plain: list[TableRow]) -> tuple[TableRow, TableRow] | None:
    """The first two rows that could both be found, one of them with a range or an open cell. Raises _TooMany.

    Rows that name different values of a key never meet, so only those that agree in all they name are compared.
    """
    own = {id(row) for row in plain}
    named: dict[tuple[Any, ...], list[TableRow]] = {}
    loose: list[TableRow] = []
    pairs = 0
    for row in (*plain, *(row for row in block.rows if id(row) not in own)):
        cells = tuple(cell for key, cell in zip(table.takes, row.cells) if key.match == "is")
        is_loose = ANY in cells
        if id(row) not in own:
            rivals = [*named.values()] if is_loose else [named.get(cells, [])]
            for twin in (*loose, *(one for some in rivals for one in some)):
                pairs += 1
                if pairs > TABLE_PAIRS.most:
                    raise _TooMany
                if all(_meet(key, a, b) for key, a, b in zip(table.takes, row.cells, twin.cells)):
                    return twin, row
        if is_loose:
            loose.append(row)
        else:
            named.setdefault(cells, []).append(row)
    return None


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
