"""Which rows are left out when the caller keeps going, so that nothing is decided on half of its facts."""

from __future__ import annotations

from typing import Any

import pytest

from ccpolicy.errors import RecordsError
from ccpolicy.model.expr import Aggregate, Rows
from ccpolicy.model.policy import Outcome
from ccpolicy.model.types import YES_NO
from ccpolicy.records.read import read_caseload
from small import document, swimming


def kept(**more: Any) -> dict[str, list[str]]:
    """The keys of the rows that are kept, where there are any."""
    caseload = read_caseload(swimming(), document(**more), keep_going=True)
    return {kind: [row.key for row in rows] for kind, rows in caseload.records.items() if rows}


SWIMMERS = [{"id": "s1", "born": "2019-02-28"}, {"id": "s2", "born": "2018-01-01"}]
DATES = {"month": "2022-11", "starts": "2022-11-01", "ends": "2022-11-03"}
COURSES = [{"id": "c1", "swimmer": "s1", "pool": "p1", **DATES}, {"id": "c2", "swimmer": "s2", "pool": "p1", **DATES}]


def test_nothing_is_left_out_of_an_input_without_problems() -> None:
    assert kept() == {"pool": ["p1"], "swimmer": ["s1"], "course": ["c1"], "day": ["c1/2022-11-02"]}


def test_a_row_falls_with_the_row_it_refers_to() -> None:
    assert kept(swimmer=[{**SWIMMERS[0], "born": "x"}, SWIMMERS[1]], course=COURSES) == {
        "pool": ["p1"], "swimmer": ["s2"], "course": ["c2"],
    }


def test_a_claim_falls_with_a_row_it_would_be_decided_without() -> None:
    days = [{"course": "c1", "date": "2022-11-02", "code": "77"}, {"course": "c2", "date": "2022-11-02", "code": "20"}]
    assert kept(swimmer=SWIMMERS, course=COURSES, day=days) == {
        "pool": ["p1"], "swimmer": ["s1", "s2"], "course": ["c2"], "day": ["c2/2022-11-02"],
    }


def test_another_claim_does_not_fall_with_a_faulty_claim() -> None:
    assert kept(swimmer=SWIMMERS, course=[{**COURSES[0], "month": "x"}, COURSES[1]])["course"] == ["c2"]


def test_of_two_rows_with_one_key_neither_is_taken() -> None:
    assert kept(swimmer=[*SWIMMERS, {**SWIMMERS[0], "name": "other"}], course=COURSES)["swimmer"] == ["s2"]


def test_a_kind_that_lost_rows_is_no_longer_complete() -> None:
    declared = [{"record": "course"}, {"record": "swimmer"}]
    given = document(swimmer=SWIMMERS, course=[{**COURSES[0], "month": "x"}, COURSES[1]], complete=declared)
    caseload = read_caseload(swimming(), given, keep_going=True)
    assert [each.record for each in caseload.complete] == ["swimmer"]


def test_what_was_left_out_is_listed_with_the_reason() -> None:
    given = document(swimmer=[{**SWIMMERS[0], "born": "x"}])
    told = [(f.name, f.path, f.message) for f in read_caseload(swimming(), given, keep_going=True).left_out]
    assert told == [
        ("bad-date", "swimmer[0].born", "expected a date, found a text"),
        ("left-out", "course[0]", "it refers to swimmer[0], which is left out"),
        ("left-out", "day[0]", "it refers to course[0], which is left out"),
    ]


@pytest.mark.parametrize("wrong", [{"posting": [{}]}, {"complete": [{}]}, {"courses": []}])
def test_the_document_itself_is_never_taken_in_part(wrong: dict[str, Any]) -> None:
    with pytest.raises(RecordsError):
        read_caseload(swimming(), document(**wrong), keep_going=True)


def rated(links: tuple[str, ...] | None) -> list[str]:
    """The courses that are kept when a rating of the first is faulty, under a policy that gathers ratings so."""
    outcomes = {}
    if links is not None:
        when = Aggregate(type=YES_NO, op="any", rows=Rows((), "rating", links))
        outcomes = {"badly_rated": Outcome("badly_rated", "", kind="deny", grain="course", when=when)}
    ratings = [{"course": "c1", "on": "yesterday"}]
    caseload = read_caseload(
        swimming(outcomes=outcomes), document(swimmer=SWIMMERS, course=COURSES, rating=ratings), keep_going=True
    )
    return [row.key for row in caseload.records["course"]]


def test_a_claim_stays_when_no_rule_gathers_the_row_that_falls() -> None:
    assert rated(None) == ["c1", "c2"]


def test_a_claim_falls_when_a_rule_gathers_the_row_that_falls() -> None:
    assert rated(("course",)) == ["c2"]
    assert rated(("course", "swimmer")) == ["c2"]
