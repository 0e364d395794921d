"""A value can be missing or unknown; neither is yes, no, or the other."""

from __future__ import annotations

import copy
import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ccpolicy.values.absent import MISSING, Missing, Need, Unknown, unknown

NEEDS = st.frozensets(st.builds(Need, st.sampled_from(["field", "no_row", "history"]), st.sampled_from("abc")), max_size=4)
UNKNOWNS = st.builds(Unknown, NEEDS)


def test_missing_is_one_value_that_stands_for_itself() -> None:
    assert Missing("missing") is MISSING
    assert repr(MISSING) == "MISSING"
    assert pickle.loads(pickle.dumps(MISSING)) is MISSING
    assert copy.deepcopy(MISSING) is MISSING


@pytest.mark.parametrize("absent", [MISSING, unknown("field", "birth date"), Unknown()])
def test_an_absent_value_is_neither_yes_nor_no(absent: Missing | Unknown) -> None:
    with pytest.raises(TypeError, match="neither yes nor no"):
        bool(absent)


def test_missing_and_unknown_are_not_each_other() -> None:
    absent: list[object] = [MISSING, Unknown()]
    assert absent[0] != absent[1]
    assert unknown("field", "a") != unknown("field", "b")
    assert unknown("field", "a") == Unknown(frozenset({Need("field", "a")}))


@given(UNKNOWNS, UNKNOWNS, UNKNOWNS)
def test_joined_unknowns_need_all_that_each_needs(one: Unknown, two: Unknown, three: Unknown) -> None:
    assert (one | two).needs == one.needs | two.needs
    assert (one | two) | three == one | (two | three)
    assert one | two == two | one
    assert one | one == one


@given(NEEDS)
def test_needs_have_an_order_to_be_told_in(needs: frozenset[Need]) -> None:
    told = sorted(needs)
    assert [(need.why, need.what) for need in told] == sorted((need.why, need.what) for need in needs)
