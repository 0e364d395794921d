"""Reports filled from the rows of a finished run: each when asked for, from the facts that decided the payment.

Only values are put together here; how they look is for `explain`. Nothing is left out in silence: a row of which nobody
knows whether it belongs is there, with what would settle it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from ccpolicy.engine.completeness import rows_under
from ccpolicy.engine.pages import FilledBlock, FilledPage, FilledRow
from ccpolicy.engine.rows import column
from ccpolicy.engine.run import Row, Run, Scope, in_order
from ccpolicy.model.evaluate import combined, evaluate
from ccpolicy.model.expr import Expr, ReadDate, ReadFact, ReadField, ReadRow
from ccpolicy.model.policy import Block, Report
from ccpolicy.values.absent import MISSING, Unknown
from ccpolicy.values.depth import room
from ccpolicy.values.numbers import exact


class Reports(Mapping[str, tuple[FilledPage, ...]]):
    """The pages of reports by name, worked out when asked for."""

    def __init__(self, run: Run) -> None:
        self._run = run

    @room()
    def __getitem__(self, name: str) -> tuple[FilledPage, ...]:
        return tuple(_pages(self._run, self._run.policy.reports[name]))

    def __iter__(self) -> Iterator[str]:
        return iter(self._run.policy.reports)

    def __len__(self) -> int:
        return len(self._run.policy.reports)


def _pages(run: Run, report: Report) -> Iterator[FilledPage]:
    if not report.grain:
        yield FilledPage("", (), tuple(_block(run, block, None) for block in report.blocks))
        return
    rows = run.rows(report.grain)
    for row, doubt in _chosen(run, rows, report.where, report.order):
        keys = tuple(column(run, row, name) for name in run.policy.grains[report.grain].key)
        day = run.day(row)
        blocks = tuple(_block(run, block, row) for block in report.blocks)
        yield FilledPage(row.key, keys, blocks, doubt, day if isinstance(day, date) else None)


def _block(run: Run, block: Block, page: Row | None) -> FilledBlock:
    if block.rows is None:
        assert page is not None
        return FilledBlock(block, (_filled(run, block, page, None),))
    grain, route = block.rows.grain, block.rows.route
    doubts: list[Unknown] = []
    if page is None:
        rows = run.rows(grain)
    elif route:
        rows = run.under(grain, route).get(page, ())
        doubts += _strays(run, block)
        wanting = rows_under(run, grain, page) if block.rows.crosses_claims else None
        doubts += [] if wanting is None else [wanting]
    else:
        rows = [page]
    filled = tuple(_filled(run, block, row, doubt) for row, doubt in _chosen(run, rows, block.where, block.order))
    totals = {at: _total(filled, at, doubts) for at, line in enumerate(block.lines) if line.total}
    return FilledBlock(block, filled, totals, tuple(doubts))


def _strays(run: Run, block: Block) -> Iterator[Unknown]:
    """What would settle on which page rows stand of which nobody said to what they belong."""
    assert block.rows is not None
    for row, doubt in run.strays(block.rows.grain, block.rows.route).items():
        if block.where is None or evaluate(block.where, Scope(run, row)) not in (False, MISSING):
            yield doubt


def _chosen(
    run: Run, rows: Sequence[Row], where: Expr | None, order: Sequence[Any]
) -> Iterator[tuple[Row, Unknown | None]]:
    """The rows for which a condition holds, and those for which it may, in order; rows without a place come last."""
    found: dict[Row, Unknown | None] = {}
    for row in rows:
        holds = True if where is None else evaluate(where, Scope(run, row))
        if holds is True or isinstance(holds, Unknown):
            found[row] = holds if isinstance(holds, Unknown) else None
    if found:
        placed, unplaced = in_order(lambda row: Scope(run, row), list(found), order)
        for row in (*placed, *sorted(unplaced, key=lambda row: row.key)):
            yield row, found[row]


def _filled(run: Run, block: Block, row: Row, doubt: Unknown | None) -> FilledRow:
    scope = Scope(run, row)
    values = tuple(evaluate(line.value, scope) for line in block.lines)
    if block.kind not in ("calendar", "strip"):
        return FilledRow(row.key, values, doubt)
    day = run.day(row)
    by = evaluate(block.by, scope) if block.by is not None else MISSING
    return FilledRow(row.key, values, doubt, day if isinstance(day, date | Unknown) else None, by, _group(run, block, row, by))


def _group(run: Run, block: Block, row: Row, by: Any) -> tuple[Any, ...]:
    """What tells two lines of a strip apart: the value, and the row it is of, for two rows may have one name."""
    if isinstance(block.by, ReadField | ReadFact | ReadDate | ReadRow):
        owner = run.follow(row, block.by.path)
        return (by, owner.key if isinstance(owner, Row) else "")
    return (by,)


def _total(rows: Sequence[FilledRow], at: int, further: Sequence[Unknown]) -> Any:
    """The sum of a column; unknown where a value is, or where it is not known which rows there are."""
    values = [row.values[at] for row in rows]
    doubts = [*further, *(row.doubt for row in rows if row.doubt is not None), *(v for v in values if isinstance(v, Unknown))]
    return combined(doubts) if doubts else exact(sum(value for value in values if value is not MISSING))
