"""Laws of every determination: each holds for any policy that checks and any records that can be read.

Each is one line in a test suite. Called with a policy, by name, path or as loaded, a law is a test over drawn caseloads:

    from ccpolicy.testing import laws

    test_conserved = laws.conserved("path/or/name")

`laws.suite("path/or/name")` is all of them, `laws.conserved.holds(policy, document)` tries one on one document. A law
that does not hold raises `LawBroken`, which says which line and which rule, with the caseload as a case file.
"""

from __future__ import annotations

from ccpolicy.testing.laws.history import additive, idempotent, unforeseen
from ccpolicy.testing.laws.law import Law, LawBroken
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
