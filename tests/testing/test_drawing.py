"""Documents are drawn from nothing but a policy, can be determined, and reach what the policy says."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from drawing import POLICIES, POOL, documents, drawn

import ccpolicy
from ccpolicy.dsl.load import load_text
from ccpolicy.engine.reference import determine
from ccpolicy.model.policy import Policy
from ccpolicy.records.read import read_caseload
from ccpolicy.testing.chance import Seeded
from ccpolicy.testing.draw_claims import known, problems
from ccpolicy.testing.flaws import flawed
from ccpolicy.testing.shape import shape_of

ONLY_OTHERWISE_READ = {"corrected_too_late", "submission_in_error"}
"""Stops that hold under no reading but one that is not chosen."""


@pytest.mark.parametrize("name", POLICIES)
def test_what_is_drawn_is_determined_much_of_it_paid_and_four_of_five_stops_are_reached(name: str) -> None:
    policy = ccpolicy.load(name)
    found = drawn(policy, 150)
    assert found.documents == 150
    assert found.paid >= 150 // 5
    assert {"denied", "held"} <= set(found.statuses)
    stops = {n for n, outcome in policy.model.outcomes.items() if outcome.kind != "flag"} - ONLY_OTHERWISE_READ
    reached = stops & found.codes
    assert len(reached) >= 0.8 * len(stops), sorted(stops - reached)
    scenes = {scene.kind: scene for scene in known(shape_of(policy)).scenes}
    assert set(scenes) == set(shape_of(policy).claims)
    for scene in scenes.values():
        assert policy.determine(scene.document).line(scene.row[1]).status == "paid"
        assert len(scene.document[scene.kind]) == 1


# ---------------------------------------------------------------- boundaries


@pytest.fixture(scope="module")
def pool() -> Policy:
    policy, findings = load_text(POOL)
    assert policy is not None, findings
    return policy


@pytest.fixture(scope="module")
def visits(pool: Policy) -> list[tuple[Mapping[str, Any], Mapping[str, Any], date]]:
    """Every visit drawn, with its swimmer and its date."""
    found = []
    for document in documents(pool, 1500):
        swimmers = {row["id"]: row for row in document["swimmer"]}
        found += [(v, swimmers[v["swimmer"]], date.fromisoformat(v["date"])) for v in document["visit"]]
    return found


def days(text: str, since: date) -> int:
    return (date.fromisoformat(text) - since).days


def test_the_last_day_of_a_deadline_is_drawn_with_its_neighbours(visits: Any) -> None:
    assert {9, 10, 11} <= {days(visit["sent"], day) for visit, _, day in visits}


@pytest.mark.parametrize("years", [3, 12])
def test_the_edge_of_a_band_is_drawn_with_its_neighbours(visits: Any, years: int) -> None:
    apart = {
        days(swimmer["born"], day.replace(year=day.year - years)) for _, swimmer, day in visits if (day.month, day.day) != (2, 29)
    }
    assert {-1, 0, 1} <= apart


def test_the_limit_of_an_amount_is_drawn_with_its_neighbours(visits: Any) -> None:
    assert {"9.99", "10.00", "10.01", "12.00"} <= {visit["price"] for visit, _, _ in visits}


def test_the_days_on_which_a_version_begins_and_ends_are_drawn(visits: Any) -> None:
    months = {(day.year, day.month) for _, _, day in visits}
    assert {(2022, 6), (2022, 7), (2022, 1)} <= months


def test_leap_days_are_drawn(visits: Any) -> None:
    every = {text for visit, swimmer, _ in visits for text in (visit["date"], visit["sent"], swimmer["born"])}
    assert any(text.endswith("-02-29") for text in every)


def test_nights_in_which_the_clocks_change_are_drawn(visits: Any) -> None:
    """On 13 March 2022 in New York 2:30 is no time; on 6 November 1:30 comes twice. Neither is refused."""
    came = {datetime.fromisoformat(visit["came"]) for visit, _, _ in visits if "came" in visit}
    changes = {(3, 12), (3, 13), (11, 5), (11, 6), (3, 11), (11, 4)}
    assert any((moment.month, moment.day) in changes for moment in came)


def test_what_was_used_of_an_allowance_leaves_nothing_one_or_more(pool: Policy) -> None:
    amounts = {row["amount"] for document in documents(pool, 400) for row in document.get("posting", ())}
    assert {"3", "2", "1"} <= amounts


def test_all_that_is_drawn_for_a_small_policy_can_be_determined(pool: Policy) -> None:
    codes: set[str] = set()
    for document in documents(pool, 200):
        lines = determine(pool, read_caseload(pool, document)).lines
        codes |= {reason.code for line in lines for reason in line.reasons}
    assert {"too_old", "no_more", "sent_late"} <= codes


# ---------------------------------------------------------------- what is wrong, and what is the same


def test_a_document_with_something_wrong_is_refused(pool: Policy) -> None:
    shape = shape_of(pool)
    for seed, document in enumerate(documents(pool, 60)):
        with pytest.raises(ccpolicy.RecordsError):
            read_caseload(pool, flawed(shape, Seeded(seed), document))
        assert not problems(shape, document)


PRINTS = """
import hashlib, sys
sys.path.insert(0, sys.argv[1])
from drawing import POOL, documents
from ccpolicy.dsl.load import load_text
print(hashlib.sha256(repr(list(documents(load_text(POOL)[0], 60))).encode()).hexdigest())
"""


def test_the_same_is_drawn_in_every_process() -> None:
    """Whatever the order in which sets are walked there."""
    here = str(Path(__file__).parent)
    told = {
        subprocess.run(
            [sys.executable, "-c", PRINTS, here], capture_output=True, text=True, check=True,
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": ":".join(sys.path)},
        ).stdout
        for seed in ("1", "2")
    }  # fmt: skip
    assert len(told) == 1
