"""The law that nothing goes beyond what a cited rule allows: limits, stops, charges."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from attrs import frozen

from ccpolicy.engine.allowances import amount_of
from ccpolicy.engine.claims import asked_grains
from ccpolicy.engine.determination import Determination, Line, Posting
from ccpolicy.engine.pays import ASKED
from ccpolicy.engine.run import Row, Run
from ccpolicy.engine.spans import months_later
from ccpolicy.engine.stops import stops_over
from ccpolicy.model.expr import ReadDate, ReadField
from ccpolicy.model.policy import Allowance, Policy
from ccpolicy.model.types import DATE
from ccpolicy.testing.laws.law import Law, Trial
from ccpolicy.testing.laws.money import GOT, pays, side, value, worksheets
from ccpolicy.values.numbers import Number


@Law
def limited(trial: Trial) -> None:
    """Nothing is paid beyond a limit, a stop or a charge unless a rule with a citation says so.

    What rows are granted of an allowance, with what earlier postings used up, is never more than its limit and what
    `carry` may hand on, unless earlier postings alone were more. A line that is paid has no stop that holds over it, other
    than one that a waiver lifts or that refuses only what an allowance did not grant. By the roles of its worksheet a
    line is paid no more than its charge and the additions to it, and whatever adds or pays has a citation.

    What was agreed beforehand and the most that a rate can be, a model does not know as such: they are facts and tables
    that formulas read. Where they bind, they do so as a stop, an allowance or a line of a worksheet, and are held here
    as these; a formula that leaves one out is a mistake of the policy that no law can see. A `rolling` allowance is not
    looked at where rows can be served in another order than that of their dates.
    """
    found = trial.result.determination
    run: Run = found.run
    for allowance in run.policy.allowances.values():
        _within_limit(trial, found, allowance)
    for line in found.lines:
        row = run.row(line.grain, line.id)
        if row is not None and line.grain in asked_grains(run):
            _not_stopped(trial, run, line, row)
        if line.status in GOT:
            _within_charge(trial, found, line)


def _not_stopped(trial: Trial, run: Run, line: Line, row: Row) -> None:
    for unit in line.units:
        for stop in stops_over(run, row, unit):
            stands = stop.holds is not False and stop.outcome.parent not in run.policy.allowances
            trial.holds(not stands, f"{line.id} is paid {unit} although {stop.outcome.name} stops {stop.row.subject}")


def _within_charge(trial: Trial, found: Determination, line: Line) -> None:
    policy: Policy = found.run.policy
    for pay in pays(found, line):
        trial.holds(pay.cites, f"{line.id} is paid by {pay.name}, which cites nothing")
    for sheet in worksheets(found, line):
        if not any(entry.role == "charge" for entry in sheet.lines):
            continue
        asked, given = side(sheet, line, ASKED), side(sheet, line, ("state",))
        trial.holds(given <= asked, f"{line.id}: {sheet.name} gives {given} cents, charge and additions are {asked}")
        for entry in sheet.lines:
            fact = policy.facts[sheet.grain, entry.fact]
            cited = sheet.cites or fact.cites or all(wording.cites for wording in fact.definitions)
            added = entry.role == "addition" and line.amounts.get(entry.fact)
            trial.holds(cited or not added, f"{line.id}: {entry.fact} adds to what is paid and cites nothing")


@frozen
class _Use:
    """One use of an allowance, of an earlier run or of this one."""

    per: Mapping[str, str]
    window: str
    day: date | None
    amount: Number


def _within_limit(trial: Trial, found: Determination, allowance: Allowance) -> None:
    run: Run = found.run
    decided = {row.key for claim in {asks.claim for asks in run.policy.asks} for row in run.rows(claim)}
    earlier = [posting for posting in run.caseload.history or () if posting.allowance == allowance.name]
    again = any(posting.claim in decided for posting in earlier)
    if allowance.window.kind == "rolling" and (again or not ordered_by_date(run.policy, allowance)):
        return
    before = [
        _Use(p.per, p.window, p.date if isinstance(p.date, date) else None, amount_of(allowance, p.amount))
        for p in earlier if p.claim not in decided
    ]
    postings = [posting for posting in found.postings if posting.allowance == allowance.name]
    for posting in postings:
        own = _Use(posting.per, posting.window, posting.date, posting.amount)
        new = [p for p in postings if _together(run, allowance, _Use(p.per, p.window, p.date, p.amount), own)]
        old = [use for use in before if _together(run, allowance, use, own)]
        used = sum(p.amount for p in new) + sum(use.amount for use in old)
        limits = list(_limits(found, allowance, new))
        trial.holds(
            not limits or used <= max(limits),
            f"{posting.spender}: {used} of {allowance.name} are used in {posting.window or 'its time'}, the limit is {limits}",
        )


def _together(run: Run, allowance: Allowance, use: _Use, own: _Use) -> bool:
    """Whether a use counts against the limit that another is under."""
    if dict(use.per) != dict(own.per):
        return False
    if allowance.window.kind != "rolling":
        return allowance.window.kind == "life" or use.window == own.window
    if use.day is None or own.day is None:
        return True
    return months_later(own.day, -allowance.window.months, run.choices.options) < use.day <= own.day


def _limits(found: Determination, allowance: Allowance, postings: list[Posting]) -> Iterator[Number]:
    """The most that each spending row may reach."""
    for posting in postings:
        row = found.run.row(allowance.grain, posting.spender)
        limit = value(found, row, allowance.limit)
        carried = 0 if allowance.carry is None else value(found, row, allowance.carry)
        if limit is not None and carried is not None:
            yield limit + carried


def ordered_by_date(policy: Policy, allowance: Allowance) -> bool:
    """Whether an allowance serves rows in the order of their dates, whatever else decides after that."""
    first = (allowance.order or policy.grains[allowance.grain].order or (None,))[0]
    if first is None or first.falling or first.value.type != DATE:
        return False
    return isinstance(first.value, ReadDate) or (isinstance(first.value, ReadField) and first.value.name == "date")
