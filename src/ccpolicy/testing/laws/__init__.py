"""Laws of every determination: each holds for any policy that checks and any records that can be read.

Each is one line in a test suite. Called with a policy, by name, path or as loaded, a law is a test over drawn caseloads:

    from ccpolicy.testing import laws

    test_conserved = laws.conserved("path/or/name")

`laws.suite("path/or/name")` is all of them, `laws.conserved.holds(policy, document)` tries one on one document. A law
that does not hold raises `LawBroken`, which says which line and which rule, with the caseload as a case file.
"""

from __future__ import annotations

import unittest

from ccpolicy.front import Policy
from ccpolicy.testing.laws.history import additive, idempotent, unforeseen
from ccpolicy.testing.laws.law import Documents, Law, LawBroken, Place, Trial
from ccpolicy.testing.laws.law import suite as _suite
from ccpolicy.testing.laws.limits import limited
from ccpolicy.testing.laws.loss import accountable
from ccpolicy.testing.laws.money import conserved
from ccpolicy.testing.laws.reach import local, renamable
from ccpolicy.testing.laws.statuses import answered, total
from ccpolicy.testing.laws.steady import deterministic, portable
from ccpolicy.testing.laws.wording import certified, formatted

ALL: tuple[Law, ...] = (
    conserved, answered, limited, deterministic, portable, idempotent, renamable, local, additive, unforeseen, accountable,
    total, formatted, certified,
)
"""Every law."""


def suite(
    policy: Policy | Place, *, max_examples: int | None = None, documents: Documents | None = None
) -> type[unittest.TestCase]:
    """All laws of a policy as one test case, which pytest and unittest collect: `TestLaws = laws.suite("path/or/name")`."""
    return _suite(policy, ALL, max_examples=max_examples, documents=documents)


__all__ = [
    "ALL", "Documents", "Law", "LawBroken", "Place", "Trial", "accountable", "additive", "answered", "certified",
    "conserved", "deterministic", "formatted", "idempotent", "limited", "local", "portable", "renamable", "suite", "total",
    "unforeseen",
]
