"""How often the laws of `ccpolicy.testing.laws` were tried over each policy, and how often one did not hold.

`python bench/laws.py [--examples 100] [--law NAME] [--policy NAME] [--kept 40] [--seed 1]`: so many drawn caseloads and so
many kept cases (all example months beside them) for each law and policy. An execution is a document that the law
has something to say of; the others are told in brackets. Failures are printed with the document that shows them.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "laws"))

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import seed as seeded
from known_documents import POLICIES, Known, cases, months

from ccpolicy.testing import caseloads, laws
from ccpolicy.testing.laws.law import policy_at, some_readings


def drawn(policy: Any, count: int, seed: int) -> Iterator[Known]:
    """So many drawn caseloads, some under other readings."""
    found: list[Any] = []

    @seeded(seed)
    @settings(max_examples=count, database=None, deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
    @given(caseloads(policy))
    def gather(document: Any) -> None:
        found.append(document)

    gather()
    chance = random.Random(seed)
    for at, document in enumerate(found):
        yield Known(f"drawn {at}", document, None, some_readings(policy, chance))


def main() -> int:
    """Prints the table; 1 if a law did not hold."""
    read = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    read.add_argument("--examples", type=int, default=100)
    read.add_argument("--kept", type=int, default=40)
    read.add_argument("--seed", type=int, default=1)
    read.add_argument("--law", default="")
    read.add_argument("--policy", default="")
    asked = read.parse_args()
    names = [name for name in POLICIES if asked.policy in ("", name)]
    chosen = [law for law in laws.ALL if asked.law in ("", law.name)]
    counted: dict[tuple[str, str], Counter[str]] = {}
    start = time.process_time()
    for name in names:
        policy, place = policy_at(POLICIES[name])
        known = cases(name)
        kept = [*months(name), *known[:: max(len(known) // max(asked.kept, 1), 1)]] if asked.kept else []
        documents = [*kept, *(drawn(policy, asked.examples, asked.seed) if asked.examples else ())]
        for law in chosen:
            counts = counted[law.name, name] = Counter()
            for at, each in enumerate(documents):
                chance = random.Random(f"{asked.seed} {law.name} {at}")
                try:
                    tried = law.tries(policy, place, each.document, chance, each.known_on, each.readings)
                    counts["tried" if tried else "beside"] += 1
                except laws.LawBroken as broken:
                    counts["tried"] += 1
                    counts["failed"] += 1
                    print(f"{law.name} {name} {each.name}: {broken}", flush=True)
            print(f"{law.name} {name} {dict(counts)}", file=sys.stderr, flush=True)
    print(f"{'law':<14}" + "".join(f"{name:>22}" for name in names))
    for law in chosen:
        row = [counted[law.name, name] for name in names]
        told = [f"{c['tried']} ({c['beside']}), {c['failed']} failed" for c in row]
        print(f"{law.name:<14}" + "".join(f"{text:>22}" for text in told))
    tried, failed = (sum(c[what] for c in counted.values()) for what in ("tried", "failed"))
    print(f"{tried} executions, {failed} failures, {time.process_time() - start:.0f} s of the processor")
    return bool(failed)


if __name__ == "__main__":
    sys.exit(main())
