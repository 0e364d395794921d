"""Every tampering with a certificate is detected, and no certificate that was left alone is refused.

Each kind once on each example, and fifteen left alone, in the usual run; `CCPOLICY_ALL_TAMPERINGS=1` makes it a thousand and a
thousand.
"""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import pytest
from caseloads import EXAMPLES, determined, part_of, policy_of, text_of
from tampering import WAYS, copied, rehashed

import ccpolicy
from ccpolicy.certificate.document import canonical
from ccpolicy.certificate.verify import differences
from ccpolicy.front import Policy
from ccpolicy.records.caseload import Caseload

ALL = os.environ.get("CCPOLICY_ALL_TAMPERINGS") == "1"
ROUNDS = 16 if ALL else 1
UNTOUCHED = 200 if ALL else 3
IDS = [f"{example.parent.name}-{example.stem}" for example in EXAMPLES]

Certified = tuple[Policy, Caseload, dict[str, Any]]


@cache
def certified(example: Path, at: int) -> Certified:
    """One claim of an example: the one at this place, counted round, or the next for which something was claimed."""
    policy = policy_of(example)
    document = json.loads(text_of(example))
    claim = next(asks.claim for asks in policy.model.asks)
    rows = document[claim]
    caseload = policy.read(part_of(policy, document, {rows[at % len(rows)]["id"]}))
    result = policy.determine(caseload)
    return (policy, caseload, result.certificate()) if result.lines else certified(example, at + 1)


@pytest.mark.parametrize("example", EXAMPLES, ids=IDS)
@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_a_tampering_is_detected_though_the_hash_is_right(example: Path, way: Any) -> None:
    random = Random(f"{example.parent.name} {example.name} {way.__name__}")
    for at in range(ROUNDS):
        policy, caseload, true = certified(example, at)
        forged = copied(true)
        way(forged, random)
        forged = rehashed(forged)
        assert canonical(forged) != canonical(true), "nothing was tampered with"
        faults = differences(forged, true)
        assert faults
        assert "hash" not in {fault.place for fault in faults}
        if ALL:
            assert not ccpolicy.verify(forged, policy, caseload).holds


@pytest.mark.parametrize("example", EXAMPLES, ids=IDS)
def test_verifying_names_the_place_that_was_tampered_with(example: Path) -> None:
    """What `differences` finds against the true certificate is what verifying from policy and input finds."""
    policy, caseload, true = certified(example, 0)
    forged = copied(true)
    node = next(node for node in forged["nodes"] if node["kind"] == "line" and node["value"]["status"] == "paid")
    node["value"]["pays"] += 1
    verdict = ccpolicy.verify(rehashed(forged), policy, caseload)
    assert not verdict.holds
    (fault,) = verdict.faults
    assert fault.place == f"line {node['name']} {node['of']}: value, pays"
    assert (fault.says, fault.comes_to) == (str(node["value"]["pays"]), str(node["value"]["pays"] - 1))


def total(pays: Sequence[int | None]) -> int | None:
    """A sum leaves out lines of which no money is told, and is not told where there are no others."""
    told = [each for each in pays if each is not None]
    return sum(told) if told else None


@pytest.mark.parametrize("example", EXAMPLES, ids=IDS)
def test_a_certificate_left_alone_is_never_refused(example: Path) -> None:
    made = determined(example, Random(f"untouched {example.parent.name} {example.name}"))
    for _ in range(UNTOUCHED):
        policy, caseload, result = next(made)
        verdict = ccpolicy.verify(json.loads(json.dumps(result.certificate())), policy, caseload)
        assert [str(fault) for fault in verdict.faults] == []
        assert verdict.lines == len(result.lines)
        assert verdict.pays == total([line.pays for line in result.lines])


def test_a_wrong_hash_alone_is_detected() -> None:
    policy, caseload, true = certified(EXAMPLES[0], 0)
    (fault,) = ccpolicy.verify({**true, "hash": "0" * 64}, policy, caseload).faults
    assert fault.place == "hash"
