"""What a caseload's rows mean, and what is said of those that cannot be used."""

from __future__ import annotations

from datetime import date, datetime, time
from fractions import Fraction
from typing import Any

import pytest

from ccpolicy.errors import RecordsError
from ccpolicy.records.caseload import Caseload
from ccpolicy.records.read import read_caseload
from ccpolicy.values.absent import MISSING, Unknown, unknown
from ccpolicy.values.dates import Month
from ccpolicy.values.period import Period
from small import document, swimming


def read(**more: Any) -> Caseload:
    return read_caseload(swimming(), document(**more))


def swimmer(**more: Any) -> dict[str, Any]:
    return {"id": "s1", "born": "2019-02-28", **more}


def value(name: str, given: Any) -> Any:
    """What a column of a swimmer is read as."""
    return read(swimmer=[swimmer(**{name: given})]).records["swimmer"][0].values[name]


def problems(**more: Any) -> list[tuple[str, str]]:
    """Name and path of every problem."""
    with pytest.raises(RecordsError) as caught:
        read(**more)
    return [(problem.name, problem.path) for problem in caught.value.problems]


def said(**more: Any) -> str:
    """The message and help of the only problem."""
    with pytest.raises(RecordsError) as caught:
        read(**more)
    (problem,) = caught.value.problems
    return f"{problem.message}; {problem.help}"


def course(**more: Any) -> dict[str, Any]:
    return {**document()["course"][0], **more}


def test_rows_come_with_typed_values_and_their_keys() -> None:
    caseload = read()
    (row,) = caseload.records["course"]
    assert (row.key, row.path) == ("c1", "course[0]")
    assert row.values["month"] == Month(2022, 11)
    assert row.values["starts"] == date(2022, 11, 1)
    assert caseload.records["pool"][0].values["opens"] == time(7, 30)


def test_rows_of_an_extended_grain_hold_its_key_and_the_columns_it_was_extended_with() -> None:
    (row,) = read().records["day"]
    assert row.key == "c1/2022-11-02"
    assert dict(row.values) == {"course": "c1", "date": date(2022, 11, 2), "code": "20"}


@pytest.mark.parametrize(
    ("column", "given", "expected"),
    [
        ("fee", "40", 4000),
        ("fee", "40.05", 4005),
        ("fee", "-3.00", -300),
        ("lessons", 3, 3),
        ("lessons", "3", 3),
        ("weight", "2.5", Fraction(5, 2)),
        ("weight", 2, 2),
        ("discount", "50%", Fraction(1, 2)),
        ("discount", "0.125", Fraction(1, 8)),
        ("discount", "1", 1),
        ("rest", "1:45", 105),
        ("rest", "1.75", 105),
        ("rest", 2, 120),
        ("warm_up", "90", 90),
        ("warm_up", 90, 90),
        ("warm_up", "1:30", 90),
    ],
)
def test_a_quantity_is_read_in_its_own_unit(column: str, given: Any, expected: Any) -> None:
    assert value(column, given) == expected


@pytest.mark.parametrize(
    ("column", "given", "name"),
    [
        ("fee", 40, "bare-number"),
        ("fee", 40.5, "bare-number"),
        ("fee", "40.001", "bad-money"),
        ("fee", "$1,800", "bad-money"),
        ("fee", "much", "wrong-type"),
        ("lessons", "1.5", "wrong-type"),
        ("lessons", 1.0, "wrong-type"),
        ("lessons", True, "wrong-type"),
        ("lessons", "1e3", "wrong-type"),
        ("lessons", "３", "wrong-type"),
        ("weight", 2.5, "wrong-type"),
        ("weight", [], "wrong-type"),
        ("discount", "50", "bare-number"),
        ("rest", "1:60", "wrong-type"),
        ("rest", "0.333", "wrong-type"),
        ("born", "7/1/2022", "bad-date"),
        ("born", "2025-02-30", "bad-date"),
        ("born", "20250205", "bad-date"),
        ("born", 20250205, "bad-date"),
        ("name", 5, "wrong-type"),
        ("name", "x" * 10_001, "too-long"),
    ],
)
def test_a_value_that_does_not_fit_is_refused_and_never_repaired(column: str, given: Any, name: str) -> None:
    assert problems(swimmer=[swimmer(**{column: given})]) == [(name, f"swimmer[0].{column}")]


@pytest.mark.parametrize(
    ("given", "expected"),
    [(True, True), (False, False), ("yes", True), ("no", False), ("TRUE", True), ("false", False)],
)
def test_yes_and_no_are_booleans_or_words(given: Any, expected: bool) -> None:
    assert read(pool=[{"id": "p1", "heated": given}]).records["pool"][0].values["heated"] is expected


@pytest.mark.parametrize("given", [1, 0, "y", "on", ""])
def test_nothing_else_is_a_yes_or_a_no(given: Any) -> None:
    assert problems(pool=[{"id": "p1", "heated": given}]) == [("wrong-type", "pool[0].heated")]


@pytest.mark.parametrize("given", [20, "20"])
def test_a_code_that_is_a_number_may_be_bare(given: Any) -> None:
    assert read(day=[{"course": "c1", "date": "2022-11-02", "code": given}]).records["day"][0].values["code"] == "20"


def test_an_unknown_code_is_told_with_the_nearest_one() -> None:
    told = said(day=[{"course": "c1", "date": "2022-11-02", "code": "swim1"}])
    assert told == "`swim1` is not a code of `lesson_code`; did you mean `swim-1`?"


def test_where_no_code_is_near_all_are_listed() -> None:
    told = said(day=[{"course": "c1", "date": "2022-11-02", "code": 99}])
    assert told == "`99` is not a code of `lesson_code`; the codes are: 10, 20, swim-1"


def test_bare_money_could_be_cents() -> None:
    told = said(swimmer=[swimmer(fee=50)])
    assert told == '`50` could be cents; write "50.00", in quotes and with cents'


# What is not given


def test_a_required_value_left_out_is_a_problem() -> None:
    row = course()
    del row["month"]
    assert problems(course=[row]) == [("missing-field", "course[0].month")]


def test_a_value_that_may_be_missing_is_missing_when_left_out_or_null() -> None:
    assert read(swimmer=[swimmer()]).records["swimmer"][0].values["name"] is MISSING
    assert value("name", None) is MISSING


def test_a_value_that_is_unknown_unless_given_says_where_it_would_stand() -> None:
    row = read(swimmer=[swimmer()]).records["swimmer"][0]
    assert row.values["fee"] == unknown("field", "swimmer[s1].fee")


def test_null_never_stands_for_unknown() -> None:
    assert problems(swimmer=[swimmer(fee=None)]) == [("missing-field", "swimmer[0].fee")]


def test_a_default_stands_for_a_value_left_out() -> None:
    assert read().records["pool"][0].values["heated"] is False


@pytest.mark.parametrize("column", ["fee", "born", "name"])
def test_any_value_can_be_unknown_for_a_reason(column: str) -> None:
    got = value(column, {"unknown": "not in the file"})
    assert isinstance(got, Unknown)
    assert [need.what for need in got.needs] == [f"swimmer[s1].{column} (not in the file)"]


def test_a_key_cannot_be_unknown() -> None:
    given = [{"id": {"unknown": "lost"}, "born": "2019-02-28"}]
    assert problems(swimmer=given, course=[], day=[]) == [("missing-field", "swimmer[0].id")]


def test_an_unknown_needs_a_reason() -> None:
    assert problems(swimmer=[swimmer(name={"unknown": " "})]) == [("wrong-type", "swimmer[0].name")]


# Moments


@pytest.mark.parametrize(
    ("sent", "name"),
    [
        ("2025-03-09T01:59", None),
        ("2025-03-09T02:00", "skipped-time"),
        ("2025-03-09T02:59", "skipped-time"),
        ("2025-03-09T03:00", None),
        ("2025-11-02T00:59", None),
        ("2025-11-02T01:00", "repeated-time"),
        ("2025-11-02T01:59", "repeated-time"),
        ("2025-11-02T02:00", None),
        ("2025-11-02T01:30-05:00", None),
        ("12:30", "bad-time"),
    ],
)
def test_a_local_time_is_a_moment_unless_the_clock_change_skips_or_repeats_it(sent: str, name: str | None) -> None:
    if name:
        assert problems(course=[course(sent=sent)]) == [(name, "course[0].sent")]
    else:
        assert isinstance(read(course=[course(sent=sent)]).records["course"][0].values["sent"], datetime)


def test_a_repeated_time_is_told_with_both_offsets() -> None:
    told = said(course=[course(sent="2025-11-02T01:30")])
    assert '"2025-11-02T01:30-04:00" or "2025-11-02T01:30-05:00"' in told


# Rows and keys


def test_every_problem_is_reported_at_once_in_the_order_of_the_document() -> None:
    found = problems(swimmer=[swimmer(born="x", fee=5)], course=[course(month="November")], pol=[])
    assert found == [
        ("bad-date", "swimmer[0].born"),
        ("bare-number", "swimmer[0].fee"),
        ("bad-date", "course[0].month"),
        ("unknown-record", "pol"),
    ]


def test_two_rows_cannot_have_one_key() -> None:
    assert problems(swimmer=[swimmer(), swimmer(name="B")]) == [("duplicate-row", "swimmer[1]")]


def test_a_reference_names_a_row_that_is_there() -> None:
    assert problems(course=[course(swimmer="s2")]) == [("dangling-reference", "course[0].swimmer")]
    assert read(course=[course(pool=None)]).records["course"][0].values["pool"] is MISSING


def test_a_key_has_no_slash_because_slashes_join_keys() -> None:
    assert ("bad-key", "swimmer[1].id") in problems(swimmer=[swimmer(), swimmer(id="a/b")])


@pytest.mark.parametrize("key", ["", " ", "a ", "a\n"])
def test_a_key_is_a_visible_text(key: str) -> None:
    assert ("bad-key", "swimmer[1].id") in problems(swimmer=[swimmer(), swimmer(id=key)])


def test_an_unknown_column_is_told_with_the_nearest_one() -> None:
    assert said(swimmer=[swimmer(wieght="2")]) == "`swimmer` has no `wieght`; did you mean `weight`?"


def test_rows_that_are_worked_out_cannot_be_given() -> None:
    assert "worked out from `day` rows" in said(month=[])


@pytest.mark.parametrize("given", [None, [], "rows", 3])
def test_an_input_is_record_kinds_with_their_rows(given: Any) -> None:
    with pytest.raises(RecordsError) as caught:
        read_caseload(swimming(), given)
    assert [problem.name for problem in caught.value.problems] == ["wrong-type"]


def test_a_row_is_an_object_and_a_kind_is_a_list() -> None:
    assert problems(pool={"id": "p1"}, swimmer=["s1"], course=[], day=[]) == [
        ("wrong-type", "pool"), ("wrong-type", "swimmer[0]"),
    ]


# What is not repeated


@pytest.mark.parametrize("personal", ["Ada Lovelace", "123-45-6789", "123456789", "ada@example.org"])
def test_names_and_personal_numbers_are_not_repeated(personal: str) -> None:
    told = said(swimmer=[swimmer(born=personal)])
    assert personal not in told
    assert "expected a date" in told


def test_numbers_and_dates_are_repeated() -> None:
    assert "`7/1/2022`" in said(swimmer=[swimmer(born="7/1/2022")])


def test_values_are_repeated_for_who_asks() -> None:
    with pytest.raises(RecordsError) as caught:
        read_caseload(swimming(), document(swimmer=[swimmer(born="Ada")]), show_values=True)
    assert "`Ada`" in caught.value.problems[0].message


def test_control_characters_in_names_do_not_reach_a_message() -> None:
    assert "\x1b" not in said(swimmer=[swimmer(**{"\x1b[31m": "x"})])


# Completeness and history


def test_completeness_is_declared_for_keys_and_dates() -> None:
    declared = {"record": "course", "keys": {"swimmer": "s1"}, "from": "2022-11-01", "through": "2022-11-30"}
    (complete,) = read(complete=[declared]).complete
    assert (complete.record, complete.keys) == ("course", {"swimmer": "s1"})
    assert complete.period == Period(date(2022, 11, 1), date(2022, 11, 30))


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"record": "cours"}, ("unknown-record", "complete[0].record")),
        ({}, ("missing-field", "complete[0].record")),
        ({"record": 3}, ("wrong-type", "complete[0].record")),
        ({"record": "course", "to": "2022-11-30"}, ("unknown-field", "complete[0].to")),
        ({"record": "course", "from": "30.11.2022"}, ("bad-date", "complete[0].from")),
        ({"record": "course", "from": "2022-12-01", "through": "2022-11-30"}, ("bad-date", "complete[0].through")),
        ({"record": "course", "keys": {"swimer": "s1"}}, ("unknown-field", "complete[0].keys.swimer")),
        ("course", ("wrong-type", "complete[0]")),
    ],
)
def test_a_declaration_that_says_something_else_is_refused(given: Any, expected: tuple[str, str]) -> None:
    assert problems(complete=[given]) == [expected]


POSTING = {
    "allowance": "lessons", "per": {"swimmer": "s1"}, "window": "", "spender": "c0/2022-10-01", "date": "2022-10-01",
    "amount": "1", "state": "granted", "claim": "c0",
}


def test_no_history_is_not_an_empty_history() -> None:
    assert read().history is None
    assert read(posting=[]).history == ()


def test_history_is_read_as_it_was_given_out() -> None:
    (row,) = read(posting=[POSTING]).history or ()
    assert (row.allowance, row.per, row.spender, row.amount) == ("lessons", {"swimmer": "s1"}, "c0/2022-10-01", "1")
    assert row.date == date(2022, 10, 1)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"allowance": "lesons"}, ("unknown-allowance", "posting[0].allowance")),
        ({"per": {"pool": "p1"}}, ("wrong-type", "posting[0].per")),
        ({"amount": 1}, ("wrong-type", "posting[0].amount")),
        ({"amount": "one"}, ("wrong-type", "posting[0].amount")),
        ({"state": "asked"}, ("unknown-code", "posting[0].state")),
        ({"spent": "1"}, ("unknown-field", "posting[0].spent")),
    ],
)
def test_history_is_never_guessed_at(change: dict[str, Any], expected: tuple[str, str]) -> None:
    assert problems(posting=[{**POSTING, **change}]) == [expected]
