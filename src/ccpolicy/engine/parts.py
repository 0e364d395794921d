"""What becomes of each claimed amount before it is paid: how much of it stops refuse, and why.

Of one amount, what is denied goes first, then what is held, then what is routed; the rest can be paid.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from typing import Any

from attrs import define, field, frozen

from ccpolicy.engine.allowances import refusal
from ccpolicy.engine.claims import asks_of, claimed
from ccpolicy.engine.derivation import Derivation
from ccpolicy.engine.determination import Reason
from ccpolicy.engine.run import Row, Run, Scope, when
from ccpolicy.engine.stops import Standing, cites_of, stops_over, text_of
from ccpolicy.engine.texts import need_text
from ccpolicy.errors import InternalError
from ccpolicy.model.evaluate import combined
from ccpolicy.model.expr import ReadStatus
from ccpolicy.model.policy import Citation
from ccpolicy.model.types import YES_NO
from ccpolicy.values.absent import Unknown, unknown
from ccpolicy.values.numbers import Number, exact
from ccpolicy.values.phrases import phrase
from ccpolicy.values.wording import joined

NEEDS, NO_PAY, WITHHELD = "needs_information", "no_pay", "withheld"
NOTHING = Unknown()
STATUS_OF = {"deny": "denied", "hold": "held", "route": "routed"}


@frozen
class Refusal:
    """A reason that is not a declared outcome: what is lacking, no rule that pays, amounts that do not balance."""

    code: str
    text: str
    rule: str = ""
    cites: tuple[Citation, ...] = ()
    needs: Unknown = NOTHING
    why: tuple[Derivation, ...] = ()


@define
class Part:
    """One claimed amount of a row and what becomes of it. `open` marks an amount that is not known."""

    unit: str
    claimed: Number
    open: bool
    denied: Number = 0
    held: Number = 0
    routed: Number = 0
    stops: list[tuple[Standing, Number]] = field(factory=list)
    refusals: list[Refusal] = field(factory=list)
    stopped: bool = False

    @property
    def left(self) -> Number:
        """What can be paid."""
        return exact(self.claimed - self.denied - self.held - self.routed)

    @property
    def payable(self) -> bool:
        return not self.stopped and not self.open and self.left != 0

    def hold(self, refusal: Refusal) -> None:
        """Holds all that is left."""
        self.refusals.append(refusal)
        self.held = exact(self.held + self.left)

    def check(self) -> None:
        """Raises InternalError unless every unit is accounted for."""
        amounts = (self.left, self.denied, self.held, self.routed)
        if sum(amounts) != self.claimed or (self.claimed > 0 and min(amounts) < 0):
            raise InternalError(f"{self.claimed} {self.unit} claimed became {amounts} paid, denied, held and routed")


def lacking(run: Run, doubt: Unknown, rule: str, cites: tuple[Citation, ...], *why: Derivation) -> Refusal:
    """The refusal of what needs something that was not supplied."""
    needs = joined([need_text(run.policy, need) for need in sorted(doubt.needs)], run.policy.lang)
    return Refusal(NEEDS, phrase(run.policy.lang, "Needed: {needs}.", needs=needs), rule, cites, doubt, why)


def needs_of(doubt: Unknown) -> tuple[str, ...]:
    """What would settle it, each with its kind before it: `no_row: a row of rates for A, 2`."""
    return tuple(f"{need.why}: {need.what}" for need in sorted(doubt.needs))


def parts(run: Run, row: Row) -> Sequence[Part]:
    """Each claimed amount of a row after all stops."""
    return run.once(
        ("parts", row), lambda: [_part(run, row, unit, stops_over(run, row, unit)) for unit in claimed(run, row).units]
    )


def _part(run: Run, row: Row, unit: str, standing: Sequence[Standing]) -> Part:
    amount = claimed(run, row).units[unit]
    part = Part(unit, 0 if isinstance(amount, Unknown) else amount, isinstance(amount, Unknown))
    doubts = [s for s in standing if isinstance(s.holds, Unknown)]
    denied = False
    for kind in ("deny", "hold", "route"):
        _refuse(run, part, kind, [s for s in standing if s.outcome.kind == kind and s.holds is True])
        denied = part.stopped if kind == "deny" else denied
        if kind == "hold" and not denied:
            for stop in doubts:
                part.hold(lacking(run, stop.holds, stop.outcome.name, cites_of(run, stop.outcome), stop.node))
            _hold_unknown(run, row, part, amount)
    part.check()
    return part


def _refuse(run: Run, part: Part, kind: str, stops: Sequence[Standing]) -> None:
    """Takes from what is left what the stops of one kind refuse; what an allowance refuses, it refuses of the whole."""
    least: Number = 1
    for stop in stops:
        kept, lost = refusal(run, stop)
        if isinstance(kept, Unknown) or isinstance(lost, Unknown):
            raise InternalError(f"{stop.outcome.name} refuses an unknown part of {stop.row.subject}")
        least = min(least, kept)
        part.stops.append((stop, exact(Fraction(part.claimed) * lost)))
        part.stopped = part.stopped or kept == 0
    taken = max(part.left - Fraction(part.claimed) * least, 0) if part.claimed > 0 else part.left * (least == 0)
    name = STATUS_OF[kind]
    setattr(part, name, exact(getattr(part, name) + taken))


def _hold_unknown(run: Run, row: Row, part: Part, amount: Number | Unknown) -> None:
    asks = asks_of(run, row.grain)[0]
    if isinstance(amount, Unknown):
        part.hold(lacking(run, amount, asks.name, asks.cites, *claimed(run, row).why))
    day = run.day(row)
    if isinstance(day, date) and day not in run.policy.period:
        outside = unknown("not_covered", "rules of {policy} in force {when}", policy=run.policy.name, when=when(day))
        part.hold(lacking(run, outside, asks.name, asks.cites))
    elif isinstance(day, Unknown):
        part.hold(lacking(run, day, asks.name, asks.cites))


def reasons(run: Run, part: Part) -> list[Reason]:
    """Why the amount, or some of it, is not paid: declared stops first, denials before holds before routes."""
    given = {"deny": part.denied, "hold": part.held, "route": part.routed}
    found = [
        Reason(
            stop.outcome.name, STATUS_OF[stop.outcome.kind], text_of(run, stop.outcome, stop.row),
            cites_of(run, stop.outcome), stop.outcome.name, part.unit, min(refused, given[stop.outcome.kind]),
            stop.outcome.to, stop.outcome.asking, (), (stop.node,),
        )
        for stop, refused in part.stops
    ]
    held = Fraction(part.held)
    for lack in part.refusals:
        needs, amount = needs_of(lack.needs), exact(held)
        found.append(
            Reason(lack.code, "held", lack.text, lack.cites, lack.rule, part.unit, amount, "", (), needs, lack.why)
        )
    return found


def read_status(scope: Scope, expr: ReadStatus) -> Any:
    """`claimed`, `payable` (claimed and not stopped by what does not itself read `payable`)."""
    row = scope.run.follow(scope.row, expr.path)
    return scope.use(status(scope.run, row, expr.item)) if isinstance(row, Row) else row


def status(run: Run, row: Row, item: str) -> Derivation:
    return run.once(("status", item, row), lambda: _status(run, row, item))


def _status(run: Run, row: Row, item: str) -> Derivation:
    what = claimed(run, row)
    inputs = list(what.why)
    value: Any = bool(what.units)
    if len(what.doubts) == len(what.units) and what.units:
        value = combined(what.doubts)
    if item == "payable" and value is not False:
        value = _payable(run, row, inputs)
    return Derivation("status", item, item, row.subject, value, YES_NO, inputs=tuple(inputs))


def _payable(run: Run, row: Row, inputs: list[Derivation]) -> Any:
    """Whether any claimed amount is left by the stops that do not depend on it; unknown where only doubts hold it."""
    doubts = []
    for unit in claimed(run, row).units:
        standing = stops_over(run, row, unit, before_payable=True)
        inputs.extend(stop.node for stop in standing)
        part = _part(run, row, unit, standing)
        if part.payable:
            return True
        if not part.stopped and part.refusals:
            doubts.append(combined([refusal.needs for refusal in part.refusals]))
    return combined(doubts) if doubts else False
