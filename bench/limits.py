"""What inputs at the limits, and inputs made to take long, take: seconds of the processor and MiB, each in a process of its own.

`python bench/limits.py` prints one table; words after it choose inputs by their names.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

TESTS = Path(__file__).parents[1] / "tests"
sys.path[:0] = [str(TESTS.parent / "src"), str(TESTS)]

from at_limits import PAIRS  # noqa: E402
from hostile import RECORDS, TEXTS  # noqa: E402

RUN = """
import json, resource, sys, time
sys.path[:0] = [{src!r}, {tests!r}]
import at_limits, hostile
from ccpolicy.dsl.parse import grammar
from ccpolicy import front
grammar(), front.load(at_limits.ROWS)
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
name, size = {name!r}, {size!r}
made = (lambda: at_limits.PAIRS[name][1](size)) if size else (hostile.TEXTS | hostile.RECORDS)[name]
begun = time.process_time()
said = made()
took = time.process_time() - begun
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(json.dumps([took, (peak - before) / 1024, list(dict.fromkeys(said))]))
"""


def main() -> None:
    wanted = [(name, at, f"{limit.of}") for name, (limit, _, at, _) in PAIRS.items()]
    wanted += [(name, over, f"{limit.of}") for name, (limit, _, _, over) in PAIRS.items()]
    wanted += [(name, 0, name) for name in TEXTS | RECORDS]
    wanted = [each for each in wanted if len(sys.argv) < 2 or any(word in each[2] for word in sys.argv[1:])]
    print("| input | size | seconds | MiB | told |\n|---|---|---|---|---|")
    worst, most = 0.0, 0.0
    for name, size, what in wanted:
        code = RUN.format(src=str(TESTS.parent / "src"), tests=str(TESTS), name=name, size=size)
        run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
        if run.returncode:
            print(f"| {what} | {size or ''} | failed: {run.stderr.strip().splitlines()[-1]} | | |")
            continue
        took, peak, said = json.loads(run.stdout)
        worst, most = max(worst, took), max(most, peak)
        print(f"| {what} | {f'{size:,}' if size else ''} | {took:.2f} | {peak:.0f} | {', '.join(said[:3])} |", flush=True)
    print(f"\n{len(wanted)} inputs; at most {worst:.2f} s and {most:.0f} MiB")


if __name__ == "__main__":
    main()
