"""Of unpaid lines drawn at random over the three states: every set of changes does it, no part of it does.

With `CCPOLICY_ALL_DENIALS=1` a thousand are drawn, otherwise a few. `bench/why_not.py` tells how long they take.
"""

from __future__ import annotations

import os
from datetime import date

from denials import denials, sizes, wrong

COUNT = 1_000 if os.environ.get("CCPOLICY_ALL_DENIALS") else 24


def test_every_set_of_changes_pays_and_no_part_of_it_does() -> None:
    found = ways = 0
    for denial in denials(COUNT, seed=3):
        remedies = denial.result.remedies(denial.line.id, today=date(2026, 1, 1))
        assert wrong(denial, remedies) == [], f"{denial.policy.name} {denial.line.id}"
        assert sizes(remedies.ways) == sorted(sizes(remedies.ways))
        found += bool(remedies.ways)
        ways += len(remedies.ways)
    assert found > COUNT / 2
    assert ways > COUNT
