"""Laws of what becomes of each claimed amount: one status, a reason with a citation, and never an error instead."""

from __future__ import annotations

import json
from collections import Counter

from ccpolicy.engine.claims import asked_grains, claimed
from ccpolicy.engine.determination import STATUSES, Line
from ccpolicy.engine.run import Run
from ccpolicy.errors import CcpolicyError, InternalError
from ccpolicy.front import Result
from ccpolicy.testing.laws.law import Law, LawBroken, Trial

RANK = ("denied", "held", "routed")
LOOKED_AT = 4
"""Lines that are explained at every depth, of each determination."""


@Law
def answered(trial: Trial) -> None:
    """Every row that asks for payment has one line with one status, and a reason with a citation for all that is not paid.

    A line is paid when all of each unit type is, partly paid when some of it is, else denied, held or routed, by the
    first of these that a reason says. A reason names its rule and what it says, and cites a source that the policy knows.
    What is held for want of information names what is wanting. A line that stands for an `undivided` amount claims nothing
    and is paid.
    """
    found = trial.result.determination
    run: Run = found.run
    counted = Counter((line.grain, line.id) for line in found.lines)
    twice = [id for (_, id), number in counted.items() if number > 1]
    trial.holds(not twice, f"{', '.join(twice[:3])} has more than one line")
    asking = {(grain, row.key) for grain in asked_grains(run) for row in run.rows(grain) if claimed(run, row).units}
    lines = {key for key in counted if key[0] in asked_grains(run)}
    trial.holds(asking == lines, f"{sorted(asking ^ lines)[:3]}: asks without a line, or has one without asking")
    for line in found.lines:
        if line.grain in asked_grains(run):
            _one_status(trial, line)
        _reasons_are_cited(trial, line)


def _one_status(trial: Trial, line: Line) -> None:
    trial.holds(line.status in STATUSES, f"{line.id} has the status {line.status}")
    unpaid = [unit for unit, amount in line.claimed.items() if line.units.get(unit, 0) != amount]
    refused = {reason.status for reason in line.reasons if reason.amount or reason.unit not in line.claimed}
    expected = next((status for status in RANK if status in refused), "paid")
    if line.units:
        expected = "partly_paid" if refused else "paid"
    trial.holds(line.status == expected, f"{line.id} is {line.status}, its units and reasons say {expected}")
    for unit in unpaid:
        told = [reason for reason in line.reasons if reason.unit == unit and reason.amount]
        trial.holds(told, f"{line.id}: {unit} is not paid and no reason says why")
    trial.holds(line.status == "paid" or line.reasons, f"{line.id} is {line.status} without a reason")


def _reasons_are_cited(trial: Trial, line: Line) -> None:
    sources = trial.policy.model.sources
    for reason in line.reasons:
        trial.holds(reason.text and reason.code, f"{line.id}: {reason.code or 'a reason'} says nothing")
        trial.holds(reason.cites, f"{line.id}: {reason.code} of {reason.rule} cites nothing")
        strange = [cite.source for cite in reason.cites if cite.source not in sources]
        trial.holds(not strange, f"{line.id}: {reason.code} cites {strange}, which is no source")
        lacks = reason.code == "needs_information" and not reason.needs
        trial.holds(not lacks, f"{line.id} is held for information, and nobody says which")


@Law
def total(trial: Trial) -> None:
    """Records that can be read are determined, and the determination is told in every form; nothing raises.

    What cannot be read or linked is told as problems with the records. Everything that people look at is made: the
    document, the table, the explanation of lines at each depth, the reasons, a page, the reports.
    """
    try:
        trial.policy.read(trial.document)
    except CcpolicyError:
        return
    try:
        _tell(trial, trial.result)
    except LawBroken:
        raise
    except InternalError as error:
        trial.broken(f"a fault of the library: {error}")
    except CcpolicyError:
        return
    except Exception as error:
        raise LawBroken(f"{type(error).__name__}: {error}") from error


def _tell(trial: Trial, result: Result) -> None:
    json.loads(result.to_json())
    result.to_csv()
    result.to_batch()
    chosen = trial.chance.sample(result.lines, min(LOOKED_AT, len(result.lines)))
    for line in chosen:
        for depth in (1, 2, 3):
            trial.holds(result.explain(line.id, depth=depth).strip(), f"{line.id} is explained by nothing")
    result.reasons()
    for claim in {claim for line in chosen if (claim := line.keys.get(_claim(trial, line), ""))}:
        result.page(claim)
    for report in trial.policy.reports:
        result.report(report)


def _claim(trial: Trial, line: Line) -> str:
    """The column of a line that names its claim."""
    return next((asks.claim for asks in trial.policy.model.asks if asks.grain == line.grain), "")
