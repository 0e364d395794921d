"""A case, determined and then certified: the checker of certificates as a second evaluator."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

import ccpolicy
from ccpolicy.explain.certify import certificate
from ccpolicy.front import Policy
from ccpolicy.testing import cases
from ccpolicy.testing.cases import run_case


def run_certified(policy: Any, case: Mapping[str, Any], base: Any = None) -> list[str]:
    """What differs between what was determined and what the checker of certificates makes of the case."""
    wrong: list[str] = []

    def determine(model: Any, caseload: Any, **how: Any) -> Any:
        found = reference(model, caseload, **how)
        program = Policy(model)
        for line in (None, *(line.id for line in found.lines[:1])):
            verdict = ccpolicy.verify(certificate(found, line), program, caseload, **how)
            wrong.extend(map(str, verdict.faults))
        return found

    reference = cases.determine
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cases, "determine", determine)
        return run_case(policy, case, base) + wrong
