"""Which rows ask of an allowance, for how much, in which group and stretch of time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from fractions import Fraction
from typing import Any

from attrs import define

from ccpolicy.engine.claims import claimed, rows_leading_to, way
from ccpolicy.engine.derivation import Derivation
from ccpolicy.engine.run import Row, Run, Scope
from ccpolicy.engine.spans import before, label_of, months_later, start_of
from ccpolicy.engine.stops import holds, spender_path, unit_of
from ccpolicy.model.evaluate import combined, evaluate
from ccpolicy.model.policy import Allowance, Outcome
from ccpolicy.records.fields import key_text
from ccpolicy.values.absent import MISSING, Missing, Unknown, unknown
from ccpolicy.values.numbers import Number, exact
from ccpolicy.values.period import Period

Granted = Callable[[str, Row], Any]
"""What share of a row another allowance keeps: from 0 to 1, or unknown; 1 if the row did not ask."""


@define(eq=False)
class Ask:
    """One row asking of one allowance. What is unknown makes the answer unknown.

    `whole` is what it would ask if no allowance before this one refused any of it; `earlier` are the stretches that may
    hand on to its own, the first first; `after` is the last day before a stretch that rolls.
    """

    allowance: Allowance
    row: Row
    inputs: tuple[Derivation, ...]
    whole: Number | Unknown
    wants: Number | Unknown
    limit: Number | Unknown
    carry: Number | Unknown
    since: date | Unknown | None
    earlier: tuple[str, ...]
    after: date | None
    per: tuple[str | Unknown, ...]
    day: date | None
    start: date | Unknown | None

    @property
    def window(self) -> str | Unknown:
        return self.start if isinstance(self.start, Unknown) else label_of(self.allowance, self.start)

    @property
    def doubts(self) -> list[Unknown]:
        values = (self.wants, self.limit, self.carry, self.since, self.start, *self.per)
        return [value for value in values if isinstance(value, Unknown)]


def asks(run: Run, allowance: Allowance, granted: Granted) -> Iterator[Ask]:
    """Every row that asks or may ask. Rows refused for reasons of their own do not, unless they spend all the same."""
    return (found for row in run.rows(allowance.grain) if (found := ask_of(run, allowance, row, granted)))


def ask_of(run: Run, allowance: Allowance, row: Row, granted: Granted) -> Ask | None:
    """What a row asks of an allowance of its grain, if it does."""
    return run.once(("ask", allowance.name, row), _asking, run, allowance, row, granted)


def _asking(run: Run, allowance: Allowance, row: Row, granted: Granted) -> Ask | None:
    scope = Scope(run, row)
    counts: Any = run.applies(allowance, row)
    if counts is True and allowance.where is not None:
        counts = evaluate(allowance.where, scope)
    if counts is not True and not isinstance(counts, Unknown):
        return None
    if not allowance.even_when_denied and _refused_anyway(scope, allowance, granted):
        return None
    whole = counts if isinstance(counts, Unknown) else _wants(scope, allowance)
    wants = _kept(scope, allowance, whole, granted)
    return _ask(scope, allowance, whole, wants) if isinstance(wants, Unknown) or wants != 0 else None


def _ask(scope: Scope, allowance: Allowance, whole: Number | Unknown, wants: Number | Unknown) -> Ask:
    run, row = scope.run, scope.row
    day = run.day(row)
    start = start_of(scope, allowance, None if isinstance(day, Period) else day)
    per = tuple(_text(evaluate(expr, scope), row) for _, expr in allowance.per)
    most = 0 if allowance.carry is None else evaluate(allowance.carry, scope)
    carry = _amount(scope, allowance, "what may be carried over of", most)
    limit = _amount(scope, allowance, "the limit of", evaluate(allowance.limit, scope))
    since = _since(scope, allowance)
    earlier = _earlier(scope, allowance, start, since)
    own = day if isinstance(day, date) else None
    rolls = allowance.window.kind == "rolling" and own is not None
    after = months_later(own, -allowance.window.months, scope.choices.options) if rolls and own else None
    return Ask(allowance, row, scope.collected(), whole, wants, limit, carry, since, earlier, after, per, own, start)


def _earlier(
    scope: Scope, allowance: Allowance, start: date | Unknown | None, since: date | Unknown | None
) -> tuple[str, ...]:
    """The stretches before the one that starts then, back to where carrying or the rules began."""
    if allowance.carry is None or not isinstance(start, date) or isinstance(since, Unknown):
        return ()
    began = allowance.version.period.start or scope.run.policy.period.start
    first = max(filter(None, (began, since)), default=None)
    return tuple(label_of(allowance, each) for each in before(scope, allowance, start, first)) if first else ()


def _since(scope: Scope, allowance: Allowance) -> date | Unknown | None:
    """The day before whose stretch nothing is carried over; None if that is when the rules began."""
    if allowance.carries_from is None:
        return None
    since: date | Missing | Unknown = evaluate(allowance.carries_from, scope)
    if isinstance(since, Missing):
        return unknown(
            "field", "from when on {limit} carries for {row}", limit=allowance.label or allowance.name, row=scope.row.subject
        )
    return since


def _text(value: Any, row: Row) -> str | Unknown:
    """A key as text; a row whose key is missing shares with no other."""
    if isinstance(value, Unknown):
        return value
    return f"none of {row.key}" if value is MISSING else key_text(value)


def _amount(scope: Scope, allowance: Allowance, what: str, value: Number | Missing | Unknown) -> Number | Unknown:
    if isinstance(value, Missing):
        return unknown(
            "field", what + " {limit} for {row}", limit=allowance.label or allowance.name, row=scope.row.subject
        )
    return value


def _wants(scope: Scope, allowance: Allowance) -> Number | Unknown:
    if allowance.unit:
        return _metered(scope, allowance.unit)
    wants: Number | Missing | Unknown = 1 if allowance.spends is None else evaluate(allowance.spends, scope)
    if isinstance(wants, Missing):
        return 0
    if not isinstance(wants, Unknown) and wants < 0:
        return unknown("field", "what {row} spends: it comes to less than nothing", row=scope.row.subject)
    return wants


def _kept(scope: Scope, allowance: Allowance, whole: Number | Unknown, granted: Granted) -> Number | Unknown:
    """What is left to ask for by the allowances before this one."""
    run, row = scope.run, scope.row
    shares: list[Number | Unknown] = [1]
    for name in allowance.after:
        path = way(run, row.grain, run.policy.allowances[name].grain)
        target = run.follow(row, path) if path is not None else MISSING
        shares.append(granted(name, target) if isinstance(target, Row) else 1)
    if 0 in (*shares, whole):
        return 0
    doubts = [share for share in (*shares, whole) if isinstance(share, Unknown)]
    if doubts or isinstance(whole, Unknown):
        return combined(doubts)
    return exact(Fraction(whole) * min(share for share in shares if not isinstance(share, Unknown)))


def _metered(scope: Scope, unit: str) -> Number | Unknown:
    """The units of a type that the row, or the rows leading to it, claim."""
    amounts: list[Number | Unknown] = []
    for row in rows_leading_to(scope.run, scope.row):
        what = claimed(scope.run, row)
        for node in what.why:
            scope.use(node)
        amounts += [amount for name, amount in what.units.items() if name in (unit, "")]
    doubts = [amount for amount in amounts if isinstance(amount, Unknown)]
    return combined(doubts) if doubts else exact(sum(amount for amount in amounts if not isinstance(amount, Unknown)))


def _refused_anyway(scope: Scope, allowance: Allowance, granted: Granted) -> bool:
    """Whether stops that do not depend on the allowance deny or route the row, or every row that leads to it."""
    run, row = scope.run, scope.row
    stops = [
        run.policy.outcomes[name] for name in allowance.independent
        if run.policy.outcomes[name].kind in ("deny", "route")
        and unit_of(run, run.policy.outcomes[name]) in ("", allowance.unit)
    ]
    leading = [finer for finer in rows_leading_to(run, row) if finer is not row]
    return any(_refuses(scope, stop, row, granted) for stop in stops) or bool(
        leading and all(any(_refuses(scope, stop, finer, granted) for stop in stops) for finer in leading)
    )


def _refuses(scope: Scope, stop: Outcome, row: Row, granted: Granted) -> bool:
    """Whether a stop refuses all of a row, seen from the row or one it leads to."""
    path = way(scope.run, row.grain, stop.grain)
    target = scope.run.follow(row, path) if path is not None else MISSING
    if not isinstance(target, Row) or scope.use(holds(scope.run, stop, target)) is not True:
        return False
    if stop.parent not in scope.run.policy.allowances:
        return True
    return bool(granted(stop.parent, _spender(scope.run, stop, target)) == 0)


def _spender(run: Run, stop: Outcome, row: Row) -> Row:
    reached = run.follow(row, spender_path(stop) or ())
    return reached if isinstance(reached, Row) else row
