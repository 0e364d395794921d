"""Defects planted in real policies are all found, and what a message says of them is true."""

from __future__ import annotations

import re
from collections import Counter

import mutations
import planted
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ccpolicy.diagnostics import Finding
from ccpolicy.dsl.load import load_text
from ccpolicy.model.expr import Apply, InBands
from ccpolicy.model.policy import Fact, Policy

CASES = planted.all_planted()


@pytest.fixture(autouse=True)
def _quick() -> None:
    mutations.remember_statements()


def test_there_are_enough_of_every_kind() -> None:
    """At least two hundred defects, of every kind the checker looks for."""
    kinds = Counter(case.expects for case in CASES)

    assert sum(kinds.values()) >= 200
    assert set(kinds) == {
        "bands-gap",
        "bands-overlap",
        "table-gap",
        "rows-overlap",
        "unreachable-row",
        "unreachable-exception",
        "unranked-exceptions",
        "never-applies",
        "allowances-meet",
        "unbalanced",
        "negative-amount",
    }


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.says)
def test_a_planted_defect_is_found_and_its_witness_is_true(
    case: planted.Planted, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each gives its finding and no other kind; values put in for the witness show the defect."""
    policy, findings = planted.look(case, monkeypatch)

    assert {finding.name for finding in findings} == {case.expects}
    for finding in findings:
        if finding.name == "rows-overlap":  # found before the whole policy is looked at
            assert re.search(r"match `kind` [ab], `fee` \$\d", finding.message)
            continue
        assert policy is not None
        _confirm(policy, finding)


def _confirm(policy: Policy, finding: Finding) -> None:
    match finding.name:
        case "bands-gap":
            assert planted.bands_at(policy, _bands(policy, finding), finding.message) == 0
        case "bands-overlap":
            assert planted.bands_at(policy, _bands(policy, finding), finding.message) > 1
        case "unranked-exceptions":
            labels = re.findall(r'"([^"]*)"', finding.message)[:2]
            fact = _fact(policy, finding)
            conditions = [e.when for e in fact.exceptions if e.label in labels]
            assert planted.holds(policy, conditions, [], finding.message)
        case "allowances-meet":
            names = re.findall(r"`([^`]*)`", finding.message)[:2]
            conditions = [where for name in names if (where := policy.allowances[name].where) is not None]
            assert planted.holds(policy, conditions, [], finding.message)
        case "table-gap" | "unbalanced" | "negative-amount":
            assert re.search(r"\d|\$", finding.message)  # the row or amounts are named


def _fact(policy: Policy, finding: Finding) -> Fact:
    names = re.findall(r"of `([^`]*)`", finding.message)
    return next(fact for (_, name), fact in policy.facts.items() if name in names)


def _bands(policy: Policy, finding: Finding) -> InBands:
    names = re.findall(r"of `([^`]*)`", finding.message)
    fact = next(fact for (_, name), fact in policy.facts.items() if name in names)
    return next(part for w in fact.definitions for part in w.value.walk() if isinstance(part, InBands))


@pytest.mark.parametrize("by", planted.VALUES)
def test_bands_that_meet_give_no_alarm(by: str) -> None:
    """The bands that defects are planted in have none."""
    starts = planted.VALUES[by][0]
    edges = list(zip(starts, [*starts[1:], None]))

    assert load_text(planted.banded(by, edges))[1] == ()


@pytest.mark.parametrize("text", [planted.table(planted.TABLE_ROWS), planted.HEAD + planted.RANKED])
def test_the_small_policies_give_no_alarm(text: str) -> None:
    """Nor have the table and the ranked exceptions."""
    assert load_text(text)[1] == ()


def test_kentucky_gives_no_alarm() -> None:
    """The real policy has no findings."""
    policy, findings = mutations.load(dict(mutations.sources()))

    assert findings == ()
    assert policy is not None


EDGES = st.lists(
    st.tuples(st.integers(0, 9), st.integers(0, 9)).map(lambda pair: (min(pair), max(pair) + 1)), min_size=1, max_size=5
)


@given(EDGES, st.sampled_from(["from", "over"]), st.sampled_from(["below", "through"]))
@settings(max_examples=150)
def test_gaps_and_overlaps_are_those_counted_point_by_point(edges: list[tuple[int, int]], low: str, high: str) -> None:
    """Bands over a few numbers: checked against counting, at every number and halfway between two."""
    low_in, high_in = low == "from", high == "through"
    points = [at / 2 for at in range(min(a for a, _ in edges) * 2, max(b for _, b in edges) * 2 + 1)]

    def holding(point: float) -> int:
        return sum((a < point or (low_in and a == point)) and (point < b or (high_in and b == point)) for a, b in edges)

    inner = [point for point in points if low_in or point > points[0]]
    inner = [point for point in inner if high_in or point < points[-1]]
    gap = any(holding(point) == 0 for point in inner)
    overlap = any(holding(point) > 1 for point in inner)

    names = {finding.name for finding in load_text(planted.banded("count", edges, low, high))[1]}

    assert ("bands-gap" in names) == gap
    assert ("bands-overlap" in names) == overlap


def test_a_line_that_is_never_reached_has_no_values_that_reach_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """A line told to be dead is dead for every value its conditions mention."""
    case = next(case for case in CASES if case.expects == "unreachable-row")
    policy, (finding,) = planted.look(case, monkeypatch)
    assert policy is not None
    fact = _fact(policy, finding)
    choice = next(p for w in fact.definitions for p in w.value.walk() if isinstance(p, Apply) and p.op == "if")
    dead = next(at for at in range(0, len(choice.args) - 1, 2) if choice.args[at].span == finding.span)
    before = [choice.args[at] for at in range(0, dead, 2)]

    assert not planted.reachable(policy, choice.args[dead], before)
