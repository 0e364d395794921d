"""What holds of policies nobody wrote: `python bench/random_policies.py [COUNT] [SEED] [CASELOADS]`.

So many policies are drawn, each with so many caseloads; a table tells what became of them, and every breach is printed with
its seed. `python bench/random_policies.py show SEED` prints the policy of a seed.
"""

from __future__ import annotations

import signal
import sys
import time
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from ccpolicy.dsl.parse import parse
from ccpolicy.source import Source
from ccpolicy.testing.chance import Seeded
from ccpolicy.testing.random_policy.choosing import seeded
from ccpolicy.testing.random_policy.draw import draw_policy
from drawn_policies import Tried, try_examples, try_rows, try_text

_stopped: list[int] = []


def _stop(number: int, _: object) -> None:
    """Interrupted, it tells what it has."""
    _stopped.append(number)


def main(count: int, seed: int, caseloads: int) -> int:
    """Prints the figures; 1 if anything was wrong."""
    figures: Counter[str] = Counter()
    refusals: Counter[str] = Counter()
    statements: Counter[str] = Counter()
    statuses: Counter[str] = Counter()
    start = time.process_time()
    signal.signal(signal.SIGINT, _stop)
    for at in range(seed, seed + count):
        if _stopped:
            break
        figures["policies drawn"] += 1
        tried = Tried()
        drawn = tried.told("draw", lambda at=at: draw_policy(seeded(at)))
        if drawn is not None:
            try_text(drawn, tried)
            statements.update(s.word for name, text in drawn.files.items() if name.endswith(".policy")
                              for s in parse(Source(name, text)).statements)
            figures["policies accepted"] += tried.policy is not None
            figures["without even a warning"] += not tried.findings
            if tried.policy is None:
                refusals.update({each.name for each in tried.findings if each.severity == "error"})
            else:
                try_examples(tried)
                for number in range(caseloads):
                    try_rows(tried, Seeded(at * 100 + number), whole=number == 0)
        figures["caseloads determined"] += tried.determined
        figures["caseloads refused as records"] += tried.refused
        figures["lines"] += tried.lines
        figures["breaches"] += len(tried.wrong)
        statuses.update(tried.statuses)
        for wrong in tried.wrong:
            print(f"seed {at}: {wrong}", flush=True)
    for name, many in figures.items():
        print(f"| {name} | {many:,} |")
    print(f"| statuses | {', '.join(f'{name} {many:,}' for name, many in statuses.most_common())} |")
    print(f"| statements | {', '.join(f'{name} {many:,}' for name, many in statements.most_common())} |")
    print(f"| refusals | {', '.join(f'{name} {many:,}' for name, many in refusals.most_common())} |")
    print(f"| seconds | {time.process_time() - start:.0f} |")
    return 1 if figures["breaches"] else 0


if __name__ == "__main__":
    if sys.argv[1:2] == ["show"]:
        print(draw_policy(seeded(int(sys.argv[2]))))
        sys.exit(0)
    numbers = [int(each) for each in sys.argv[1:4]]
    sys.exit(main(*numbers, *(100, 0, 2)[len(numbers) :]))
