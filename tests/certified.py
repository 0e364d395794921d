"""A case, determined and then certified: the checker of certificates as a second evaluator."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

import ccpolicy
from ccpolicy.certificate.checker import Checker
from ccpolicy.certificate.document import canonical, node
from ccpolicy.explain.certify import certificate, engine_says
from ccpolicy.front import Policy
from ccpolicy.testing import cases
from ccpolicy.testing.cases import run_case
from ccpolicy.values.depth import room


def run_certified(policy: Any, case: Mapping[str, Any], base: Any = None) -> list[str]:
    """What differs between what was determined and what the checker of certificates makes of the case."""
    wrong: list[str] = []

    def determine(model: Any, caseload: Any, **how: Any) -> Any:
        found = reference(model, caseload, **how)
        program = Policy(model)
        for line in (None, *(line.id for line in found.lines[:1])):
            verdict = ccpolicy.verify(certificate(found, line), program, caseload, **how)
            wrong.extend(map(str, verdict.faults))
        wrong.extend(disagreements(found))
        return found

    reference = cases.determine
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cases, "determine", determine)
        return run_case(policy, case, base) + wrong


@room()
def disagreements(found: Any) -> list[str]:
    """Where the two differ in any fact, stop, flag or deadline, also in those that no line rests on."""
    run = found.run
    checker = Checker(run.policy, run.caseload, run.known_on, run.readings)
    for grain, name in run.policy.facts:
        for row in checker.rows(grain):
            checker.fact(row, name)
    for outcome in run.policy.outcomes.values():
        for row in checker.rows(outcome.grain):
            checker.outcome(outcome, row)
    for deadline in run.policy.deadlines.values():
        for row in checker.rows(deadline.grain):
            checker.deadline(deadline.name, row)
    told = [
        [canonical(node(key, each, ())) for each in (said, engine_says(found, key))]
        for key, (said, _) in checker.nodes.items()
    ]
    return [f"the checker says {ours}, the engine {theirs}" for ours, theirs in told if ours != theirs]
