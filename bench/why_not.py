"""How long it takes to tell what would have a line paid, and whether all that is told holds.

`python bench/why_not.py [COUNT] [SEED]`: so many unpaid lines, drawn from the examples of all policies with random
changes; one or two claims of a month each. Every set is determined again, and every part of it.

`python bench/why_not.py months`: each claim of the examples alone, that is one child's month, and of it one unpaid line
of each kind. All times are of the processor.
"""

from __future__ import annotations

import sys
import time
from collections import Counter
from datetime import date
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from ccpolicy.records.edits import without_claims
from denials import denials, sources, wrong


def main(count: int, seed: int) -> int:
    """Prints the figures; 1 if a set does not hold."""
    times: list[float] = []
    kinds: Counter[str] = Counter()
    changes: Counter[int] = Counter()
    failed = sets = 0
    for at, denial in enumerate(denials(count, seed), 1):
        if at % 100 == 0:
            print(f"{at} of {count}", file=sys.stderr, flush=True)
        start = time.process_time()
        found = denial.result.remedies(denial.line.id, today=date(2026, 1, 1))
        times.append(time.process_time() - start)
        kind = "ways" if found.ways else "partly" if found.partly else "final" if found.final else "none found"
        kinds[f"{denial.line.status}: {kind}"] += 1
        changes.update(len(way.changes) for way in found.ways)
        sets += len(found.ways) + len(found.partly)
        for told in wrong(denial, found):
            failed += 1
            print(f"{denial.policy.name} {denial.line.id}: {told}")
    times.sort()
    print(f"{count} lines: median {median(times):.3f} s, 95% within {times[int(0.95 * len(times))]:.3f} s, "
          f"longest {times[-1]:.3f} s; under one second {sum(each < 1 for each in times) / len(times):.1%}")
    print(f"{sets} sets, {failed} wrong; by size {dict(sorted(changes.items()))}")
    for kind, many in sorted(kinds.items()):
        print(f"  {kind}: {many}")
    return bool(failed)


def months() -> int:
    """Prints how long each of the examples' unpaid lines takes, its claim alone."""
    times = []
    for program, caseload in sources():
        for claim in caseload.records["claim"]:
            result = program.determine(without_claims(program.model, caseload, {("claim", claim.key)}))
            kinds = {tuple(reason.code for reason in line.reasons): line for line in reversed(result.lines)}
            for codes, line in kinds.items():
                if line.status == "paid":
                    continue
                start = time.process_time()
                found = result.remedies(line.id, today=date(2026, 1, 1))
                times.append(time.process_time() - start)
                print(f"{times[-1]:.3f} s, {found.tried} tried, {len(found.ways)} ways: {line.id} {', '.join(codes)}")
    print(f"{len(times)} lines: median {median(times):.3f} s, longest {max(times):.3f} s")
    return 0


if __name__ == "__main__":
    if sys.argv[1:] == ["months"]:
        sys.exit(months())
    given = [int(text) for text in sys.argv[1:]]
    sys.exit(main(*(given + [100, 1][len(given):])))
