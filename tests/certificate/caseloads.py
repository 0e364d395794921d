"""Caseloads to certify: the shipped examples and Franklin's, cut down to a child or two and changed at random."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import ccpolicy
from ccpolicy.errors import RecordsError
from ccpolicy.front import Policy, Result
from ccpolicy.model.types import DATE, MONTH, YES_NO, Codes
from ccpolicy.records.caseload import Caseload
from ccpolicy.values.dates import read_date

ROOT = Path(__file__).parents[2]
FRANKLIN = ROOT / "tests" / "policies" / "franklin"
EXAMPLES = [*sorted((ROOT / "examples").rglob("*.json")), FRANKLIN / "month.json"]
Document = dict[str, Any]


@cache
def policy_of(example: Path) -> Policy:
    """The policy that an example, a file or a folder, is for."""
    if example.parent == FRANKLIN:
        return ccpolicy.load(FRANKLIN)
    state = example.relative_to(ROOT / "examples").parts[0]
    (name,) = [name for name in ccpolicy.names() if name.startswith(f"{state}_")]
    return ccpolicy.load(name)


@cache
def text_of(example: Path) -> str:
    return example.read_text(encoding="utf-8")


def part_of(policy: Policy, document: Document, claims: set[str]) -> Document:
    """The claims with these keys and the rows that belong to no other."""
    claim = next(asks.claim for asks in policy.model.asks)
    kept = {**document, claim: [row for row in document[claim] if row.get("id") in claims]}
    shared = {name for name, link in policy.model.grains[claim].links.items() if link.how == "field"}
    named = {name: {row.get(name) for row in kept[claim]} for name in shared} | {claim: claims}
    for kind, rows in kept.items():
        if kind in policy.model.grains and kind != claim:
            kept[kind] = [row for row in rows if all(row[name] in named[name] for name in named if name in row)]
    return kept


def changed(policy: Policy, document: Document, random: Random) -> Document:
    """With some columns changed, dropped or said to be unknown, rows left out or doubled, history withheld."""
    document = json.loads(json.dumps(document))
    for _ in range(random.randint(1, 4)):
        kind = random.choice([kind for kind, rows in document.items() if rows and kind in policy.model.grains])
        rows = document[kind]
        row = random.choice(rows)
        columns = [name for name in policy.model.grains[kind].fields if name not in policy.model.grains[kind].key]
        what = random.randrange(10)
        if what == 0:
            rows.remove(row)
        elif what == 1 and "id" in row:
            rows.append({**row, "id": f"{row['id']}x"})
        elif what == 2:
            document.pop(random.choice(["posting", "complete"]), None)
        elif columns:
            _change(policy, kind, row, random.choice(columns), random)
    return document


def _change(policy: Policy, kind: str, row: Document, name: str, random: Random) -> None:
    known = policy.model.grains[kind].fields[name]
    what = random.randrange(4)
    if what == 0 and known.absent != "required":
        row.pop(name, None)
    elif what == 1:
        row[name] = {"unknown": "not sent"}
    elif isinstance(known.type, Codes):
        codes = known.type.codes or tuple(policy.model.codes[known.type.name].rows)
        code = random.choice(codes)
        row[name] = int(code) if isinstance(row.get(name), int) and code.isdigit() else code
    elif known.type in (DATE, MONTH) and isinstance(row.get(name), str):
        year, rest = row[name][:4], row[name][4:]
        moved = f"{row[name][:-2]}{random.randint(1, 28 if known.type == DATE else 12):02d}"
        row[name] = random.choice([moved, f"{int(year) + random.choice([-1, 1])}{rest}"])
        assert known.type == MONTH or read_date(row[name]) or rest.endswith("02-29")
    elif known.type == YES_NO:
        row[name] = random.choice([True, False])
    elif isinstance(row.get(name), str) and row[name].replace(".", "").isdigit():
        row[name] = random.choice(["0.00", "1.00", "12.50", "40.00", "999.00"])


def determined(example: Path, random: Random) -> Iterator[tuple[Policy, Caseload, Result]]:
    """Endless determinations of changed parts of an example."""
    policy = policy_of(example)
    whole = json.loads(text_of(example))
    claim = next(asks.claim for asks in policy.model.asks)
    ids = [row["id"] for row in whole[claim]]
    while True:
        document = part_of(policy, whole, set(random.sample(ids, random.choice([1, 1, 2]))))
        try:
            caseload = policy.read(changed(policy, document, random))
            yield policy, caseload, policy.determine(caseload)
        except RecordsError:
            continue
