"""The comparator of case files: what it merges, and that it tells every difference and nothing that is not written."""

from __future__ import annotations

from typing import Any

import pytest
from care import CITE, Care, attendance, eq, granted, lit, missing, no, say

from ccpolicy.model.policy import Deadline, Unmodelled, WindowOf
from ccpolicy.model.types import MINUTES, MONEY, MONTH, TEXT, YES_NO, ListOf, Type
from ccpolicy.testing.cases import run_case
from ccpolicy.testing.values import as_text
from ccpolicy.values.absent import MISSING, unknown
from ccpolicy.values.dates import Month

TEXT_LIST = ListOf(TEXT)

BASE: dict[str, list[dict[str, Any]]] = {
    "provider": [{"id": "p1"}], "child": [{"id": "ann"}],
    "claim": [{"id": "c1", "child": "ann", "provider": "p1", "month": "2022-11", "submitted": "2022-12-01"}],
    "day": [{"claim": "c1", "date": "2022-11-01", "code": "20"}, {"claim": "c1", "date": "2022-11-02", "code": "40"}],
    "posting": [],
}


def policy() -> Care:
    care = attendance()
    care.outcome("flag", "used_60", "day", eq(care("day", "code"), "60"))
    care.outcome("route", "by_hand", "claim", missing(care("claim", "submitted")), to="staff")
    care.allowance(
        "absences", "day", lit(0), where=eq(care("day", "code"), "40"), window=WindowOf("month"),
        per=(("child", care("day", "claim.child")),),
    )
    care.allowance("days", "day", lit(9), where=no(missing(care("day", "code"))), after=("absences",))
    care.outcome("deny", "absences_used", "day", granted("absences"), parent="absences", say=say("No absence is paid."))
    care.put("deadlines", window=Deadline(
        "window", "", CITE, grain="claim", event=care("claim", "submitted"), due=care("claim", "date"), inclusive=True,
    ))
    care.fact("day", "absent", eq(care("day", "code"), "40"))
    care.parts["unmodelled"] = (Unmodelled("taxes", "none"),)
    return care


def differ(expect: Any = None, **case: Any) -> list[str]:
    parts = {"expect": expect, **case} if expect is not None else case
    return run_case(policy().policy, {"name": "a case", **parts}, BASE)


ALL_RIGHT: dict[str, Any] = {
    "lines": {
        "c1/2022-11-01": {
            "status": "paid", "units": {"full_day": "1"}, "claimed": {"full_day": "1"}, "amounts": {"daily": "40.00"},
            "reasons": [], "child": "ann", "pays": "40.00",
        },
        "c1/2022-11-02": {
            "status": "denied", "units": {}, "reasons": ["absences_used"], "text": "No absence", "cite": "handbook Payment",
        },
        "c1/2022-11-03": None,
    },
    "lines_count": 2,
    "totals": {"claim c1": {"units": {"full_day": "1"}, "amounts": {"daily": "40.00"}}, "all": {"statuses": {"denied": 1}}},
    "flags": [], "no_flags": ["used_60 c1/2022-11-01"],
    "deadlines": {"window c1": {"due": "2022-11-01", "met": False}},
    "routes": [], "no_routes": ["by_hand"],
    "postings": [{"allowance": "days", "spender": "c1/2022-11-01", "amount": "1"}], "postings_count": 1,
    "caveats": ["taxes"], "no_caveats": ["rates"],
    "facts": {"day c1/2022-11-02 absent": "yes"},
}


def test_a_case_that_holds_has_no_differences() -> None:
    assert differ(ALL_RIGHT) == []


@pytest.mark.parametrize(("part", "value", "told"), [
    ("lines", {"c1/2022-11-01": {"status": "denied"}}, "line c1/2022-11-01: is paid, expected denied"),
    ("lines", {"c1/2022-11-01": {"units": {"full_day": "2"}}}, "line c1/2022-11-01: units full_day is 1, expected 2"),
    ("lines", {"c1/2022-11-01": {"units": {"hour": "2"}}}, "line c1/2022-11-01: units hour is 0, expected 2"),
    ("lines", {"c1/2022-11-01": {"amounts": {"daily": "39.99"}}}, "line c1/2022-11-01: amounts daily is 40.00, expected 39.99"),
    ("lines", {"c1/2022-11-01": {"reasons": ["late"]}}, "line c1/2022-11-01: reasons are none, expected late"),
    ("lines", {"c1/2022-11-02": {"text": "5 absences"}}, "says No absence is paid., expected `5 absences` in it"),
    ("lines", {"c1/2022-11-01": {"colour": "red"}}, "a line has no `colour`"),
    ("lines", {"c1/2022-11-01": None}, "line c1/2022-11-01: is paid, expected none"),
    ("lines", {"c9": {"status": "paid"}}, "line c9: there is none; there are c1/2022-11-01, c1/2022-11-02"),
    ("lines_count", "3", "lines: 2, expected 3"),
    ("totals", {"claim c1": {"units": {"full_day": "2"}}}, "total claim c1: units full_day is 1, expected 2"),
    ("totals", {"claim c2": {}}, "total claim c2: there is none"),
    ("flags", ["used_60 c1/2022-11-01"], "flags are none, expected used_60 c1/2022-11-01"),
    ("deadlines", {"window c1": {"met": True}}, "deadline window c1: met is False, expected True"),
    ("deadlines", {"window c1": {"met": None}}, "deadline window c1: met is False, expected None"),
    ("routes", ["by_hand"], "routes are none, expected by_hand"),
    ("postings", [{"allowance": "days", "amount": "2"}], "expected {'allowance': 'days', 'amount': '2'}"),
    ("postings_count", 0, "postings: 1, expected 0"),
    ("caveats", ["rates"], "caveats are taxes, expected rates"),
    ("no_caveats", ["taxes"], "taxes is among the caveats"),
    ("facts", {"day c1/2022-11-02 absent": "no"}, "day c1/2022-11-02 absent is yes, expected no"),
    ("facts", {"day c1/2022-11-02 present": "no"}, "there is no fact day c1/2022-11-02 present"),
    ("colours", {}, "nothing called `colours` can be expected"),
])
def test_each_difference_is_told(part: str, value: Any, told: str) -> None:
    found = differ({part: value})
    assert len(found) == 1
    assert told in found[0]


def test_given_rows_are_merged_by_key_and_others_added() -> None:
    given = {"day": [{"claim": "c1", "date": "2022-11-02", "code": "20"}, {"claim": "c1", "date": "2022-11-03", "code": "60"}]}
    expect = {"lines_count": 3, "flags": ["used_60 c1/2022-11-03"], "lines": {"c1/2022-11-02": {"status": "paid"}}}
    assert differ(expect, given=given) == []


def test_rows_can_be_taken_away_and_history_with_them() -> None:
    assert differ({"lines_count": 1}, without={"day": ["c1/2022-11-02"]}) == []
    held = {"lines": {"c1/2022-11-01": {"status": "paid", "needs": "history"}}}
    assert "needs is nothing" in differ(held)[0]


def test_history_replaces_that_of_the_base() -> None:
    posting = {
        "allowance": "days", "per": {}, "window": "", "spender": "c0/2022-10-01", "date": "2022-10-01", "amount": "9",
        "state": "granted", "claim": "c0",
    }
    given = {"posting": [posting]}
    care = policy()
    care.outcome("deny", "days_used", "day", granted("days"), parent="days")
    expect = {"lines": {"c1/2022-11-01": {"status": "denied", "reasons": ["days_used"]}}}
    assert run_case(care.policy, {"name": "a case", "given": given, "expect": expect}, BASE) == []


def test_problems_of_the_records_are_expected_by_name() -> None:
    given = {"day": [{"claim": "c1", "date": "2022-12-01"}]}
    assert differ(given=given, problems=["row-matches-nothing"]) == []
    assert differ({"lines_count": 2}, given=given) == [
        "problems: row-matches-nothing at day[2]: there is no day c1/2022-12-01 for this row"
    ]
    assert differ(problems=["bad-date"]) == ["the records have no problem, expected bad-date"]


def test_a_reading_that_does_not_exist_is_a_difference() -> None:
    assert "no unsettled point `sundays`" in differ({"lines_count": 2}, readings={"sundays": "paid"})[0]


def test_a_misspelt_part_of_a_case_is_a_difference() -> None:
    assert differ(expects={}) == ["a case has no part `expects`"]


TEXT = '''
policy tiny "Tiny"
  from 2022-01-01
  period month
  currency USD
  timezone "UTC"
'''


def test_a_policy_text_can_be_refused_by_the_names_of_its_findings() -> None:
    wrong = TEXT + "\nfact rate of nothing money = $1\n"
    found = run_case(None, {"name": "a case", "policy": wrong, "refused": ["no-such-finding"]})
    assert any(told.startswith("refused: expected no-such-finding") for told in found)


@pytest.mark.parametrize(("value", "type", "text"), [
    (4000, MONEY, "40.00"), (90, MINUTES, "90"), (Month(2022, 11), MONTH, "2022-11"), (True, YES_NO, "yes"),
    (MISSING, MONEY, "missing"), (unknown("field", "x"), MONEY, "unknown"), (("20", "40"), TEXT_LIST, "20, 40"),
])
def test_values_are_compared_as_records_write_them(value: Any, type: Type, text: str) -> None:
    assert as_text(value, type) == text
