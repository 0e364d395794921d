"""The reference interpreter: what a policy decides about a caseload, always with every derivation.

It is the shortest thing that could be right. Rows are made from records; each fact, setting, grant and stop is worked
out when first read and kept; lines gather what became of every claimed amount.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from ccpolicy.diagnostics import nearest
from ccpolicy.engine import aggregates, allowances, deadlines, facts, reports, results, rows, statuses, tables, windows
from ccpolicy.engine.determination import Determination
from ccpolicy.engine.run import Run, Scope
from ccpolicy.errors import RecordsError, UsageError
from ccpolicy.model.expr import (
    Aggregate,
    Expr,
    LookUp,
    ReadAllowance,
    ReadColumn,
    ReadDate,
    ReadDeadline,
    ReadFact,
    ReadField,
    ReadRow,
    ReadSetting,
    ReadStatus,
    Window,
)
from ccpolicy.model.policy import Policy
from ccpolicy.records.caseload import Caseload
from ccpolicy.values.depth import room

READERS: Mapping[type[Expr], Callable[[Scope, Any], Any]] = {
    ReadField: rows.read_field,
    ReadRow: rows.read_row,
    ReadDate: rows.read_date,
    ReadFact: facts.read_fact,
    ReadSetting: facts.read_setting,
    ReadColumn: facts.read_column,
    LookUp: tables.look_up,
    Aggregate: aggregates.aggregate,
    Window: windows.window,
    ReadAllowance: allowances.read_allowance,
    ReadDeadline: deadlines.read_deadline,
    ReadStatus: statuses.read_line_status,
}

@room()
def determine(
    policy: Policy,
    caseload: Caseload,
    *,
    known_on: date | None = None,
    readings: Mapping[str, str] | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Determination:
    """What the policy decides about the caseload, by what was announced on `known_on` and under these readings.

    `progress` is told after each line how many of how many are determined.
    Raises RecordsError when records cannot be linked to the rows they belong to, UsageError for an unknown reading.
    """
    chosen = readings_of(policy, readings or {})
    run = Run(policy, caseload, READERS, rows.make_rows, rows.make_link, known_on, chosen)
    problems = rows.check_rows(run)
    if problems:
        raise RecordsError(f"{len(problems)} problems with the records", problems)
    lines = statuses.lines(run, progress)
    flags = results.flags(run)
    return Determination(
        policy.name,
        policy.fingerprint,
        known_on,
        chosen,
        tuple(lines),
        tuple(results.totals(run, lines)),
        tuple(flags),
        tuple(results.deadlines(run)),
        tuple(results.routes(run)),
        tuple(results.postings(run)),
        tuple(results.caveats(run, lines, flags)),
        results.Facts(run, facts.fact),
        reports.Reports(run),
        run,
    )


def readings_of(policy: Policy, given: Mapping[str, str]) -> dict[str, str]:
    """The reading of every unsettled point: the one given, else the chosen one.

    Raises UsageError for a point or a reading the policy does not have.
    """
    for name, reading in given.items():
        if name not in policy.unsettled:
            raise UsageError(_unknown("unsettled point", name, list(policy.unsettled)))
        known = [each.name for each in policy.unsettled[name].readings]
        if reading not in known:
            raise UsageError(_unknown(f"reading of {name}", reading, known))
    return {name: given.get(name, point.chosen) for name, point in policy.unsettled.items()}


def _unknown(what: str, word: str, known: list[str]) -> str:
    near = nearest(word, known) or tuple(known)
    hint = f"; there is {', '.join(near)}" if near else ""
    return f"there is no {what} `{word}`{hint}"
