"""The strategies as a test suite uses them."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest
from drawing import POOL
from hypothesis import find, given, settings
from hypothesis import strategies as st

import ccpolicy
from ccpolicy.dsl.load import load_text
from ccpolicy.engine.reference import determine
from ccpolicy.errors import UsageError
from ccpolicy.model.policy import Policy
from ccpolicy.records.read import read_caseload
from ccpolicy.testing import caseloads, claims, edits, records


def pool_policy() -> Policy:
    policy, _ = load_text(POOL)
    assert policy is not None
    return policy


POLICY = pool_policy()
SMALL = settings(max_examples=60, deadline=None)


@SMALL
@given(claims(POLICY))
def test_a_claim_is_one(document: dict[str, Any]) -> None:
    assert len(document["visit"]) == 1
    assert len(determine(POLICY, read_caseload(POLICY, document)).lines) == 1


@SMALL
@given(caseloads(POLICY, max_claims=2))
def test_a_caseload_has_no_more_claims_than_it_may(document: dict[str, Any]) -> None:
    assert 1 <= len(document["visit"]) <= 2


@SMALL
@given(caseloads(POLICY, valid=False))
def test_what_is_to_be_wrong_is_refused(document: dict[str, Any]) -> None:
    with pytest.raises(ccpolicy.RecordsError):
        read_caseload(POLICY, document)


@SMALL
@given(records(POLICY, "swimmer"))
def test_a_row_of_a_kind_can_stand_alone(row: dict[str, Any]) -> None:
    assert read_caseload(POLICY, {"swimmer": [row]}).records["swimmer"]


@SMALL
@given(caseloads(POLICY), st.data())
def test_an_edit_changes_a_document_into_another_that_can_be_determined(document: dict[str, Any], data: Any) -> None:
    before = deepcopy(document)
    edit = data.draw(edits(POLICY, document))
    after = edit.apply(document)
    assert document == before
    assert after != before
    assert edit.description in repr(edit)
    determine(POLICY, read_caseload(POLICY, after))


def test_an_edit_can_move_an_event_to_the_last_day_of_its_deadline() -> None:
    document = {
        "swimmer": [{"id": "s1", "born": "2015-05-05"}],
        "visit": [{"id": "v1", "swimmer": "s1", "date": "2022-03-01", "sent": "2022-03-30", "price": "10.00"}],
        "complete": [{"record": "visit"}],
        "posting": [],
    }

    def is_sent_on_the_last_day(edit: Any) -> bool:
        return any(visit["sent"] == "2022-03-11" for visit in edit.apply(document).get("visit", ()))

    edit = find(edits(POLICY, document), is_sent_on_the_last_day)
    assert edit.description == "visit[v1].sent: 2022-03-11 instead of 2022-03-30"


def test_the_simplest_caseload_is_one_claim_that_is_paid() -> None:
    document = find(caseloads(POLICY), lambda document: True)
    (line,) = determine(POLICY, read_caseload(POLICY, document)).lines
    assert line.status == "paid"


def test_a_kind_that_is_not_there_is_refused_by_name() -> None:
    with pytest.raises(UsageError, match="pool has no `visitor` rows to draw; it has visit"):
        records(POLICY, "visitor")
    with pytest.raises(UsageError, match="pool has no `swimmer` rows to draw"):
        claims(POLICY, kind="swimmer")
