"""How long things take and how large they are: `python bench/run.py` prints one table.

Every time is the median of several runs in this process or, where it says so, of a process of its own. Ratios are to the
same month written out by hand (`peers/plain.py`), run beside it; it must come to the same statuses and cents, or nothing is
printed. See README.md for what the figures mean.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from peers import cel, plain

from ccpolicy.dsl.load import load_policy
from ccpolicy.dsl.parse import parse
from ccpolicy.front import Result, load
from ccpolicy.source import Source

ROOT = Path(__file__).parents[1]
MONTH = ROOT / "examples" / "ky" / "month.json"
STATE = ROOT / "policies" / "ky"
CHILD = "ava"

Figure = tuple[str, str, str]
"""What, how much, and a remark."""


def median(run: Callable[[], object], times: int) -> float:
    """Seconds, the median of so many runs after one that is not counted."""
    run()
    taken = []
    for _ in range(times):
        begun = time.perf_counter()
        run()
        taken.append(time.perf_counter() - begun)
    return statistics.median(taken)


def shown(seconds: float) -> str:
    if seconds >= 1:
        return f"{seconds:.2f} s"
    return f"{seconds * 1e3:.1f} ms" if seconds >= 0.001 else f"{seconds * 1e6:.0f} µs"


def python(*words: str) -> Callable[[], object]:
    return lambda: subprocess.run([sys.executable, *words], cwd=ROOT, capture_output=True, check=True)


# ------------------------------------------------------------------ times


def imports(times: int) -> Iterator[Figure]:
    bare = median(python("-c", "pass"), times)
    for words, name in (("import ccpolicy", "import ccpolicy"), ("import ccpolicy; ccpolicy.load", "its first use")):
        taken = median(python("-c", words), times) - bare
        count = "import sys; before = set(sys.modules)\n{}\nprint(len(set(sys.modules) - before))"
        done = subprocess.run([sys.executable, "-c", count.format(words)], cwd=ROOT, capture_output=True, text=True, check=True)
        yield name, shown(max(taken, 0)), f"{done.stdout.strip()} modules, over bare Python ({shown(bare)})"


def policies(times: int) -> Iterator[Figure]:
    files = sorted(STATE.rglob("*.policy"))
    sources = [Source(file.name, file.read_text(encoding="utf-8")) for file in files]
    lines = sum(source.text.count("\n") for source in sources)
    taken = median(lambda: [parse(source) for source in sources], times)
    yield "parse policies/ky", shown(taken), f"{len(files)} files, {lines:,} lines"
    taken = median(lambda: load_policy(STATE, [STATE.parent]), times)
    yield "parse and check policies/ky", shown(taken), "rates included; no findings" if _clean() else "WITH FINDINGS"


def _clean() -> bool:
    return load_policy(STATE, [STATE.parent])[1] == ()


def months(times: int) -> Iterator[Figure]:
    policy = load(STATE)
    document = json.loads(MONTH.read_text(encoding="utf-8"))
    rates = plain.read_rates()
    by_hand, by_policy = plain.pay_month(document, *rates), policy.determine(document)
    differing = _differences(by_hand, by_policy)
    if differing:
        raise SystemExit(f"the month by hand and the month by policy differ: {differing}")
    lines = len(by_policy.lines)
    hand = median(lambda: plain.pay_month(document, *rates), 10 * times)
    yield "month by hand, peers/plain.py", shown(hand), f"{lines} lines, the lower bound; 1 ×"
    yield from _formula(by_policy, hand, times)
    one = _of_child(document)
    caseload = policy.read(one)
    taken = median(lambda: policy.determine(caseload), times)
    found = policy.determine(caseload)
    yield "a child's month, all derived", shown(taken), f"{len(found.lines)} lines, {_nodes(found):,} derivation nodes"
    taken = median(lambda: policy.read(document), times)
    yield "read the example month", shown(taken), f"{sum(map(len, document.values()))} rows"
    caseload = policy.read(document)
    taken = median(lambda: policy.determine(caseload), times)
    remark = f"{_nodes(by_policy):,} derivation nodes, {shown(taken / lines)} a line; {taken / hand:,.0f} × by hand"
    yield "determine the example month", shown(taken), remark
    taken = median(by_policy.to_json, times)
    yield "write it as JSON", shown(taken), f"{len(by_policy.to_json()):,} characters"
    command = python("-m", "ccpolicy", "pay", "ky_ccap", str(MONTH))
    taken = median(command, max(3, times // 2))
    yield "ccpolicy pay ky_ccap month.json", shown(taken), "a process of its own, from start to table"


def _formula(found: Result, hand: float, times: int) -> Iterator[Figure]:
    shares = cel.formula()
    if shares is None:
        yield "the state's share in CEL", "–", "pip install cel-python to compare"
        return
    days = [
        tuple(int(line.amounts[name]) for name in ("charge", "state_max", "copay_due", "additions"))
        for line in found.lines
        if line.amounts and "state_pays" in line.amounts and not line.amounts["written_off"]
    ]
    taken = median(lambda: shares(days), times)  # type: ignore[arg-type]
    remark = f"that one formula for {len(days)} days; {taken / hand:,.1f} × the whole month by hand"
    yield "the state's share in CEL", shown(taken), remark


def _differences(by_hand: dict[str, plain.Line], found: Result) -> list[str]:
    by_policy = {line.id: (line.status, int(line.pays)) for line in found.lines}
    return sorted(name for name in by_hand.keys() | by_policy.keys() if by_hand.get(name) != by_policy.get(name))


def _nodes(found: Result) -> int:
    return len({id(node) for line in found.lines for top in line.why for node in top.walk()})


def _of_child(document: dict[str, Any]) -> dict[str, Any]:
    """The example without the other children's claims."""
    claims = {claim["id"] for claim in document["claim"] if claim["child"] == CHILD}
    kept = {name: rows for name, rows in document.items() if name not in ("claim", "day", "session", "fee_request")}
    kept["claim"] = [row for row in document["claim"] if row["id"] in claims]
    for name in ("day", "session"):
        kept[name] = [row for row in document[name] if row["claim"] in claims]
    return kept


# ------------------------------------------------------------------ sizes


def sizes() -> Iterator[Figure]:
    package = ROOT / "src" / "ccpolicy"
    lines = {file: file.read_text(encoding="utf-8").count("\n") for file in package.rglob("*.py")}
    folders: Counter[str] = Counter()
    for file, count in lines.items():
        folders[file.relative_to(package).parts[0] if file.parent != package else "top level"] += count
    largest = max(lines, key=lambda file: lines[file])
    yield "lines of Python", f"{sum(lines.values()):,}", ", ".join(f"{name} {count:,}" for name, count in folders.most_common())
    yield "modules", str(len(lines)), f"median {statistics.median(lines.values()):.0f} lines"
    yield "largest module", f"{lines[largest]:,}", largest.relative_to(package).as_posix()
    for folder in sorted(path.parent for path in (ROOT / "policies").glob("*/program.policy")):
        kinds = statement_lines(folder)
        remark = ", ".join(f"{kind} {count:,}" for kind, count in kinds.most_common())
        yield f"policy lines of {folder.name}", f"{sum(kinds.values()):,}", remark


def statement_lines(folder: Path) -> Counter[str]:
    """Lines of policy by the kind of statement they stand in; comments and empty lines under their own names."""
    kinds: Counter[str] = Counter()
    for file in folder.rglob("*.policy"):
        kind = "comment"
        for line in file.read_text(encoding="utf-8").split("\n"):
            word = line.strip().partition(" ")[0]
            if line[:1].isalpha():
                kind = word
            kinds["empty" if not word else "comment" if word.startswith("#") else kind] += 1
    return kinds


# ------------------------------------------------------------------ the table


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--times", type=int, default=9, help="runs of which the median is taken (default 9)")
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    chosen = parser.parse_args()
    figures: list[Figure] = []
    for part in (imports(chosen.times), policies(chosen.times), months(chosen.times), sizes()):
        figures += part
    if chosen.json:
        print(json.dumps([{"what": what, "figure": figure, "remark": remark} for what, figure, remark in figures], indent=1))
        return
    widths = [max(len(row[at]) for row in figures) for at in (0, 1)]
    for what, figure, remark in figures:
        print(f"{what.ljust(widths[0])}  {figure.rjust(widths[1])}  {remark}".rstrip())


if __name__ == "__main__":
    main()
