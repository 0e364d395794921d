"""Lines: every row that asks for payment, what it is paid, and why the rest is not."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from attrs import evolve

from ccpolicy.engine.claims import Claimed, as_units, asked_grains, asks_of, claimed, rows_leading_to
from ccpolicy.engine.derivation import Derivation
from ccpolicy.engine.determination import Line, Reason
from ccpolicy.engine.parts import Part, parts, read_status, reasons
from ccpolicy.engine.parts import status as part_status
from ccpolicy.engine.pays import Amount, amount_of, paid, pays_money
from ccpolicy.engine.run import Row, Run, Scope
from ccpolicy.engine.stops import stops_over
from ccpolicy.model.evaluate import evaluate
from ccpolicy.model.expr import ReadStatus
from ccpolicy.model.types import YES_NO, RowOf
from ccpolicy.records.fields import key_text
from ccpolicy.values.absent import MISSING, Unknown
from ccpolicy.values.numbers import Number, exact

RANK = ("denied", "held", "routed")


def read_line_status(scope: Scope, expr: ReadStatus) -> Any:
    """`claimed`, `payable` or `paid` of a row."""
    if expr.item != "paid":
        return read_status(scope, expr)
    row = scope.run.follow(scope.row, expr.path)
    return scope.use(_is_paid(scope.run, row)) if isinstance(row, Row) else row


def _is_paid(run: Run, row: Row) -> Derivation:
    asked = part_status(run, row, "claimed")
    found = line(run, row) if asked.value is True else None
    value: Any = found.status in ("paid", "partly_paid") if found else asked.value
    why = found.why if found else (asked,)
    node = Derivation("status", "paid", "paid", row.subject, value, YES_NO, inputs=why)
    return run.once(("status", "paid", row), lambda: node)


def lines(run: Run, progress: Callable[[int, int], None] | None = None) -> list[Line]:
    """Every line, by claim, then the line's columns, then id; undivided amounts stand on lines of their own."""
    asking = asking_rows(run)
    found = []
    for row in asking:
        found.append(line(run, row))
        if progress is not None:
            progress(len(found), len(asking))
    found += undivided(run)
    order = {asks.grain: asks for asks in reversed(run.policy.asks)}

    def place(each: Line) -> tuple[Any, ...]:
        asks = order.get(each.grain)
        claim = each.keys.get(asks.claim, "") if asks else min(each.keys.values(), default="")
        return claim, tuple(each.keys.values()), each.id

    return sorted(found, key=place)


def asking_rows(run: Run) -> list[Row]:
    return [row for grain in asked_grains(run) for row in run.rows(grain) if claimed(run, row).units]


def line(run: Run, row: Row) -> Line:
    """The line of a row that asks for payment."""
    return run.once(("line", row), lambda: _line(run, row))


def _line(run: Run, row: Row) -> Line:
    asked = claimed(run, row)
    pay = paid(run, row)
    final = [_after_pay(part, pay.refusals) for part in parts(run, row)]
    status = _status(final)
    given = [reason for part in final for reason in reasons(run, part)]
    why = [*asked.why, *(s.node for unit in asked.units for s in stops_over(run, row, unit)), *pay.why]
    got = status in ("paid", "partly_paid")
    cents = (pay.cents if got else 0) if pays_money(run, row, got) else None
    return Line(
        row.key, row.grain, columns(run, row), status,
        _units(asked, {part.unit: part.claimed for part in final if not part.open}),
        _units(asked, {part.unit: part.left for part in final if part.left}),
        pay.amounts if got else {},
        tuple(_shown(asked, reason) for reason in sorted(given, key=lambda reason: RANK.index(reason.status))),
        cents, tuple(pay.rules) if got else (), tuple(pay.said) if got else (),
        tuple({id(node): node for node in why}.values()),
    )


def _after_pay(part: Part, refusals: Sequence[Any]) -> Part:
    """The part once pay rules have spoken: what they refuse to pay is held."""
    final = evolve(part, refusals=[*part.refusals], stops=[*part.stops])
    if part.payable:
        for refusal in refusals:
            final.hold(refusal)
    final.check()
    return final


def _status(final: Sequence[Part]) -> str:
    """Paid, partly paid when some is and some is not, else the highest of denied, held and routed."""
    some_paid = any(part.left for part in final)
    stopped = {name for part in final for name in RANK if getattr(part, name)}
    for part in final:
        if part.open:
            stopped.add("denied" if any(s.outcome.kind == "deny" for s, _ in part.stops) else "held")
    if some_paid:
        return "partly_paid" if stopped else "paid"
    return next(name for name in RANK if name in stopped)


def _units(asked: Claimed, amounts: Mapping[str, Number]) -> dict[str, Number]:
    return {unit: as_units(amount, asked.types[unit]) for unit, amount in amounts.items() if unit in asked.types}


def _shown(asked: Claimed, reason: Reason) -> Reason:
    type = asked.types.get(reason.unit)
    return evolve(reason, amount=as_units(exact(reason.amount), type)) if type else reason


def columns(run: Run, row: Row) -> dict[str, str]:
    """The columns that identify a line, as text."""
    asks = asks_of(run, row.grain)[0]
    return {name: _text(evaluate(expr, Scope(run, row))) for name, expr in asks.line}


def _text(value: Any) -> str:
    return "" if value is MISSING or isinstance(value, Unknown) else key_text(value)


def undivided(run: Run) -> list[Line]:
    """A line for every undivided amount of a coarser row that a paid row leads to."""
    found = []
    for pay in run.policy.pays:
        if not pay.undivided or pay.amount is None or pay.grain in asked_grains(run):
            continue
        for row in run.rows(pay.grain):
            asking = [finer for finer in rows_leading_to(run, row) if claimed(run, finer).units]
            paid_rows = [finer for finer in asking if line(run, finer).status in ("paid", "partly_paid")]
            amount = amount_of(run, pay, row) if paid_rows else None
            if amount is not None and amount.cents is not None:
                found.append(_undivided(run, amount, paid_rows))
    return found


def _undivided(run: Run, amount: Amount, paid_rows: Sequence[Row]) -> Line:
    """Its columns are those on which all the paid rows agree."""
    told = [columns(run, row) for row in paid_rows]
    keys = {name: text for name, text in told[0].items() if all(other.get(name) == text for other in told)}
    amounts = dict(amount.lines) or {amount.pay.name: amount.cents or 0}
    said = (amount.said,) if amount.said else ()
    return Line(
        amount.row.key, amount.row.grain, keys, "paid", {}, {}, amounts, (),
        amount.cents or 0, (amount.pay.name,), said, amount.why,
    )


def row_columns(run: Run) -> dict[str, str]:
    """The line columns that name rows, with the grain they name."""
    return {
        name: expr.type.grain for asks in run.policy.asks for name, expr in asks.line if isinstance(expr.type, RowOf)
    }

