"""One value from the rows of the row's own grain that share some keys: places, neighbours, runs, totals, shares.

Rows with a missing key share with no other. `where` chooses among the rows; the row itself need not be chosen, except
for its rank. A row whose keys, place or choice is unknown makes unknown what could depend on it.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from functools import partial
from typing import Any

from attrs import frozen

from ccpolicy.engine.completeness import dates_of, rows_beside
from ccpolicy.engine.derivation import Derivation
from ccpolicy.engine.run import Row, Run, Scope, in_order
from ccpolicy.model.evaluate import combined, evaluate
from ccpolicy.model.expr import Window
from ccpolicy.model.types import DATE, MONTH
from ccpolicy.values.absent import MISSING, Unknown, unknown
from ccpolicy.values.numbers import exact, split_whole
from ccpolicy.values.period import Period


@frozen(eq=False)
class Beside:
    """The rows that share a window, in order, with what reading their keys rested on and what is unknown of them."""

    rows: Sequence[Row]
    place: dict[Row, int]
    unplaced: dict[Row, Unknown]
    inputs: dict[int, Derivation]


def window(scope: Scope, expr: Window) -> Any:
    """The value of a window for the row."""
    own = [evaluate(key, scope) for key in expr.per]
    unknown_keys = [value for value in own if isinstance(value, Unknown)]
    if unknown_keys:
        return combined(unknown_keys)
    beside, strays = scope.run.once(("window", id(expr)), lambda: _windows(scope.run, expr))
    group = beside[_shared(own, scope.row)]
    scope.inputs.update(group.inputs)
    dates = dates_of(scope.run, scope.row)
    if expr.op == "run" and expr.crosses_claims and not group.unplaced:
        dates = _looked_at(scope, expr, group)
    wanting = rows_beside(scope, expr.grain, expr.per, dates) if expr.crosses_claims else None
    doubts = [*([] if wanting is None else [wanting]), *strays, *group.unplaced.values()]
    if doubts:
        return combined(doubts)
    return _VALUES[expr.op](scope, expr, group.rows, group.place[scope.row])


def _windows(run: Run, expr: Window) -> tuple[dict[Any, Beside], list[Unknown]]:
    """The rows of the grain by their keys, in order; and what is unknown of rows that could belong anywhere."""
    members: dict[Any, list[Row]] = {}
    inputs: dict[Any, dict[int, Derivation]] = {}
    strays: list[Unknown] = []
    for row in run.rows(expr.grain):
        scope = Scope(run, row)
        keys = [evaluate(key, scope) for key in expr.per]
        doubts = [key for key in keys if isinstance(key, Unknown)]
        if doubts:
            strays.append(combined(doubts))
            continue
        shared = _shared(keys, row)
        members.setdefault(shared, []).append(row)
        inputs.setdefault(shared, {}).update(scope.inputs)
    found = {}
    for shared, rows in members.items():
        scope = Scope(run, rows[0], inputs=inputs[shared])
        placed, unplaced = in_order(partial(_own_scope, scope), rows, expr.order)
        found[shared] = Beside(placed, {row: at for at, row in enumerate(placed)}, unplaced, scope.inputs)
    return found, strays


def _own_scope(scope: Scope, row: Row) -> Scope:
    """Where a row's place is read: by its own date, so that a window has one order, whichever row looks along it."""
    return Scope(scope.run, row, inputs=scope.inputs)


def _shared(keys: Sequence[Any], row: Row) -> tuple[Any, ...]:
    return (*keys, row.key) if any(key is MISSING for key in keys) else tuple(keys)


def _chosen(scope: Scope, expr: Window, row: Row) -> Any:
    return True if expr.where is None else evaluate(expr.where, scope.at(row))


def _rank(scope: Scope, expr: Window, rows: Sequence[Row], place: int) -> Any:
    own = _chosen(scope, expr, rows[place])
    if own is not True:
        return own if isinstance(own, Unknown) else MISSING
    return _running_count(scope, expr, rows, place)


def _neighbour(scope: Scope, expr: Window, rows: Sequence[Row], place: int) -> Any:
    assert expr.value is not None
    around = rows[place + 1 :] if expr.op == "next" else rows[:place][::-1]
    for row in around:
        chosen = _chosen(scope, expr, row)
        if isinstance(chosen, Unknown):
            return chosen
        if chosen is True:
            return evaluate(expr.value, scope.at(row))
    return MISSING


def _run_length(scope: Scope, expr: Window, rows: Sequence[Row], place: int) -> Any:
    return _run(scope, expr, rows, place)[0]


def _run(scope: Scope, expr: Window, rows: Sequence[Row], place: int) -> tuple[Any, Row | None]:
    """How many in a row, and the row that ends it, looking back; none where no row that is here does.

    With a value, `where` chooses the rows that count at all: the others neither lengthen a run nor end it.
    """
    length = 0
    for row in rows[place::-1]:
        chosen = _chosen(scope, expr, row)
        if chosen is True and expr.value is not None:
            chosen = evaluate(expr.value, scope.at(row))
        elif expr.value is not None and not isinstance(chosen, Unknown):
            continue
        if isinstance(chosen, Unknown):
            return chosen, row
        if chosen is not True:
            return length, row
        length += 1
    return length, None


def _looked_at(scope: Scope, expr: Window, group: Beside) -> Period | None:
    """The dates on which a row nobody sent could change a run: from the row that ends it, or since ever, to this one."""
    own, key = dates_of(scope.run, scope.row), expr.order[0]
    if own is None or key.value.type not in (DATE, MONTH):
        return own
    _, stop = _run(scope, expr, group.rows, group.place[scope.row])
    ended = dates_of(scope.run, stop) if stop is not None else None
    if key.falling:
        return Period(own.start, ended.end if ended else None)
    return Period(ended.start if ended else None, own.end)


def _running_count(scope: Scope, expr: Window, rows: Sequence[Row], place: int) -> Any:
    chosen = [_chosen(scope, expr, row) for row in rows[: place + 1]]
    doubts = [value for value in chosen if isinstance(value, Unknown)]
    return combined(doubts) if doubts else sum(value is True for value in chosen)


def _running_sum(scope: Scope, expr: Window, rows: Sequence[Row], place: int) -> Any:
    assert expr.value is not None
    values: list[Any] = []
    for row in rows[: place + 1]:
        chosen = _chosen(scope, expr, row)
        values.append(evaluate(expr.value, scope.at(row)) if chosen is True else chosen)
    doubts = [value for value in values if isinstance(value, Unknown)]
    numbers = [value for value in values if isinstance(value, int | Fraction) and not isinstance(value, bool)]
    return combined(doubts) if doubts else exact(sum(numbers))


def _share(scope: Scope, expr: Window, rows: Sequence[Row], place: int) -> Any:
    """This row's part of an amount all rows agree on; rows that are not chosen weigh nothing."""
    assert expr.value is not None
    assert expr.weight is not None
    totals = [evaluate(expr.value, scope.at(row)) for row in rows]
    weights: list[Any] = []
    for row in rows:
        chosen = _chosen(scope, expr, row)
        weights.append(evaluate(expr.weight, scope.at(row)) if chosen is True else chosen)
    doubts = [value for value in (*totals, *weights) if isinstance(value, Unknown)]
    if doubts:
        return combined(doubts)
    total = totals[place]
    if any(other != total for other in totals):
        return unknown("field", "one amount that {row} shares with the rows beside it", row=scope.row.subject)
    if total is MISSING:
        return MISSING
    counted = [0 if weight is MISSING or weight is False else weight for weight in weights]
    return split_whole(total, counted)[place]


_VALUES = {
    "rank": _rank, "next": _neighbour, "previous": _neighbour, "run": _run_length, "running_count": _running_count,
    "running_sum": _running_sum, "share": _share,
}
