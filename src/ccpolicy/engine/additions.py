"""Rows that are not there but that a rule looked for: a notice nobody sent, a charge nobody filed.

Where they would have to lead follows from how the rule looks for them. What else they must say is tried: the codes of a
closed list, and the dates, times and numbers that the derivation holds.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import islice, product
from typing import Any

from attrs import frozen

from ccpolicy.engine.boundaries import MOST_VALUES, Reader, breadth_first, fits, rules_of
from ccpolicy.engine.completeness import name_of
from ccpolicy.engine.derivation import Derivation
from ccpolicy.engine.rows import column, column_text
from ccpolicy.engine.run import Row, Run, Scope
from ccpolicy.model.evaluate import evaluate
from ccpolicy.model.expr import Aggregate, Expr, LookUp, Window
from ccpolicy.model.policy import Field, Party
from ccpolicy.model.types import DATE, TEXT, YES_NO, Codes, RowOf
from ccpolicy.records.edits import Edit, Values
from ccpolicy.records.fields import key_text
from ccpolicy.records.rows import input_columns
from ccpolicy.values.absent import MISSING, Unknown

MOST_PLACES = 3
"""In how many places a row of one kind is tried."""
MOST_ROWS = 24
"""How many rows are tried in one place."""
MOST_OTHERS = 4
NEW_ROW = Field("", TEXT, "missing")


@frozen
class Place:
    """Where a rule looked for rows of a kind, as what such a row says by being there."""

    kind: str
    says: Values


def looked_for(run: Run, own: Row, why: Sequence[Derivation]) -> list[Place]:
    """Where the rules behind a result of a row looked for rows that somebody can give, those for its own day and
    the like first.
    """
    nodes = breadth_first(why)
    reader = Reader(run, nodes)
    found: dict[Place, None] = {}
    for node in nodes:
        row = reader.row_of(node)
        for expr in rules_of(run.policy, node) if row is not None else ():
            found |= dict.fromkeys(_places(expr, Scope(run, row))) if row is not None else {}
    def apart(place: Place) -> int:
        return sum(column_text(run, own, name) != key_text(value) for name, value in place.says)

    near: dict[str, list[Place]] = {}
    for place in sorted(found, key=apart):
        if giver(run, place.kind) is not None:
            near.setdefault(place.kind, []).append(place)
    return [place for each in near.values() for place in each[:MOST_PLACES]]


def giver(run: Run, kind: str, names: Sequence[str] = ()) -> Party | None:
    """Who can give a row of a kind: who can change the first of these values, else of any that it has; or knows it."""
    known = run.policy.grains[kind].fields
    columns = [*(known[name] for name in names if name in known), *known.values()]
    return next((party for each in columns if (party := each.changed_by or each.known_by)), None)


def _places(expr: Expr, scope: Scope) -> Iterator[Place]:
    """The rows an expression looks for. What it reads on the rows it gathers is not followed."""
    run = scope.run
    if isinstance(expr, Aggregate):
        anchor = run.follow(scope.row, expr.rows.anchor)
        if isinstance(anchor, Row) and len(expr.rows.route) == 1:
            yield from _place(run, expr.rows.grain, _leading(run, expr.rows.grain, expr.rows.route[0], anchor))
    elif isinstance(expr, Window):
        keys = {name_of(key): evaluate(key, scope) for key in expr.per}
        yield from _place(run, expr.grain, keys)
    elif isinstance(expr, LookUp):
        table = run.policy.tables[expr.table]
        if table.record and isinstance(evaluate(expr, scope), Unknown):
            says = {takes.name: evaluate(key, scope) for key, takes in zip(expr.keys, table.takes)}
            day = run.day(scope.rule_row)
            yield from _place(run, table.record, says | ({table.starts: day} if table.starts else {}))
    else:
        for part in expr.parts():
            yield from _places(part, scope)


def _leading(run: Run, kind: str, name: str, target: Row) -> dict[str, Any]:
    """What a row says whose link leads to a row."""
    link = run.policy.grains[kind].links[name]
    if link.how == "field":
        return {name: target.key}
    return {each: column(run, target, each) for each in link.by} if link.how == "match" else {}


def _place(run: Run, kind: str, says: dict[str, Any]) -> Iterator[Place]:
    known = run.policy.grains[kind]
    claims = {asks.claim for asks in run.policy.asks}
    sure = not any(value is MISSING or isinstance(value, Unknown) for value in says.values())
    if known.kind == "record" and kind not in claims and says and sure and says.keys() <= known.fields.keys():
        yield Place(kind, tuple(sorted(says.items())))


def new_rows(run: Run, place: Place, why: Sequence[Derivation], today: date) -> Iterator[Edit]:
    """Rows that could stand there, those that say least first; none where a name would have to be made up."""
    reader = Reader(run, breadth_first(why))
    says = dict(place.says)
    columns = list(input_columns(run.policy, run.policy.grains[place.kind]))
    rest = [(known, in_key) for known, in_key in columns if known.name not in says]
    needed = [known for known, in_key in rest if in_key or known.absent == "required"]
    spare = [known for known, in_key in rest if not in_key and known.absent in ("missing", "unknown")]
    tried = (
        dict(zip((known.name for known in told), values))
        for told in ([*needed, *more] for more in [(), *((known,) for known in spare)])
        for values in product(*(_values(reader, known, today) for known in told))
    )
    for more in islice(tried, MOST_ROWS):
        values = says | more
        key = "/".join(key_text(values[name]) for name in run.policy.grains[place.kind].key)
        if run.row(place.kind, key) is None:
            said = tuple((known.name, values[known.name]) for known, _ in columns if known.name in values)
            yield Edit((place.kind, key, ""), said)


def _values(reader: Reader, known: Field, today: date) -> list[Any]:
    kind = known.type
    if kind == YES_NO:
        return [True, False]
    if isinstance(kind, Codes):
        listed = reader.run.policy.codes.get(kind.name)
        return [*(listed.rows if listed else kind.codes)][:MOST_VALUES]
    if isinstance(kind, RowOf):
        return [row.key for row in reader.run.rows(kind.grain) if row.subject in reader.subjects][:MOST_OTHERS]
    pool = list(dict.fromkeys(reader.pool.get(kind, ())))
    if kind == DATE:
        around = (day + timedelta(days=by) for by in (0, -1, 1) for day in pool[:MOST_OTHERS])
        return [day for day in dict.fromkeys([*pool[:MOST_VALUES], *around, today]) if fits(day, known)]
    return [] if kind == TEXT else [value for value in pool if fits(value, known)][:MOST_OTHERS]
