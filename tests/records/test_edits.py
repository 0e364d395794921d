"""Rows with some values changed, and caseloads with some claims alone."""

from __future__ import annotations

import json
from pathlib import Path

import ccpolicy
from ccpolicy.records.edits import Edit, edited, without_claims

EXAMPLES = Path(__file__).parents[2] / "examples"
POLICY = ccpolicy.load("ky_ccap")
CASELOAD = POLICY.read(json.loads((EXAMPLES / "ky" / "month.json").read_text(encoding="utf-8")))


def test_an_edit_changes_one_value_and_nothing_that_was_there_before() -> None:
    before = {row.key: row for row in CASELOAD.records["claim"]}
    after = {
        row.key: row
        for row in edited(CASELOAD, [Edit(("claim", "ava-2022-11", "adjustment"), True)]).records["claim"]
    }
    assert after["ava-2022-11"].values == {**before["ava-2022-11"].values, "adjustment": True}
    assert before["ava-2022-11"].values["adjustment"] is False
    assert {key: row for key, row in after.items() if key != "ava-2022-11"} == {
        key: row for key, row in before.items() if key != "ava-2022-11"
    }


def test_a_derived_row_without_input_gets_some() -> None:
    at = ("day", "ava-2022-11/2022-11-30", "entered_code")
    assert not any(row.key == at[1] for row in CASELOAD.records["day"])
    after = edited(CASELOAD, [Edit(at, "40")])
    assert [row.values for row in after.records["day"] if row.key == at[1]] == [{"entered_code": "40"}]


def test_with_some_claims_alone_the_rows_of_others_are_gone_and_shared_ones_stay() -> None:
    left = without_claims(POLICY.model, CASELOAD, {("claim", "cora-2022-11")})
    assert [row.key for row in left.records["claim"]] == ["cora-2022-11"]
    assert {row.values["claim"] for row in left.records["day"]} == {"cora-2022-11"}
    assert left.records["provider"] == CASELOAD.records["provider"]
    assert left.history == CASELOAD.history
