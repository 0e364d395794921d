"""Sheets are read into the records they are declared for; what cannot be is told with its line and column."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ccpolicy.diagnostics import Finding
from ccpolicy.diagnostics.catalog import RECORDS
from ccpolicy.dsl.load import load_text
from ccpolicy.errors import RecordsError
from ccpolicy.front import Policy
from ccpolicy.records.schema import caseload_schema
from ccpolicy.records.validate import validator
from ccpolicy.values.absent import MISSING, Unknown
from forms import DAYS, HEADING, TEXT, folder, forms, grid, line, problems, read, values

NEW_YORK = ZoneInfo("America/New_York")
ANN = "c1,ann,,11/2022,12/1/2022,5.00,yes,50%"


def day(caseload: Any, number: int, field: str, month: str = "2022-11") -> Any:
    return values(caseload, "day", f"c1/{month}-{number:02d}")[field]


# what is read


def test_ordinary_columns_fill_the_record_and_cells_its_days(tmp_path: Path) -> None:
    caseload = read(grid(tmp_path, line(ANN, "Entered", {1: "1", 30: "43"}), line(ANN, "Worker", {1: "40"})))
    claim = values(caseload, "claim", "c1")
    assert (claim["child"], str(claim["month"]), claim["submitted"]) == ("ann", "2022-11", date(2022, 12, 1))
    assert (claim["copay"], claim["left"], claim["share"]) == (500, True, Fraction(1, 2))
    assert [record.key for record in caseload.records["day"]] == ["c1/2022-11-01", "c1/2022-11-30"]


def test_what_was_entered_stays_beside_what_the_worker_put_in_its_place(tmp_path: Path) -> None:
    caseload = read(grid(tmp_path, line(ANN, "Entered", {1: "1"}), line(ANN, "Worker", {1: "40"})))
    assert (day(caseload, 1, "code"), day(caseload, 1, "checked")) == ("1", "40")


def test_a_document_may_hold_the_sheet_as_objects() -> None:
    rows = [{"Claim": "c1", "Child": "ann", "Month": "11/2022", "Line": "entered", "1": 40, "2": None}]
    caseload = read({"child": [{"id": "ann"}], "grid": rows})
    assert day(caseload, 1, "code") == "40"
    assert validator(caseload_schema(forms().model))({"grid": rows}) == ()
    assert [f.name for f in validator(caseload_schema(forms().model))({"grid": [{"Clam": "c1"}]})] == ["unknown-field"]


@pytest.mark.parametrize("text", ["40", "away", "AWAY", ".", " 40 "])
def test_a_code_is_written_as_code_label_or_own_word(tmp_path: Path, text: str) -> None:
    assert day(read(grid(tmp_path, line(ANN, "Entered", {1: text}))), 1, "code") == "40"


@pytest.mark.parametrize("text, code", [("ABC", "ABC"), ("abc", "abc"), ("spelt so", "abc")])
def test_codes_that_differ_in_capitals_only_are_told_apart(tmp_path: Path, text: str, code: str) -> None:
    assert day(read(grid(tmp_path, line(ANN, "Entered", {1: text}))), 1, "code") == code


def test_what_could_be_two_codes_is_none(tmp_path: Path) -> None:
    assert [name for name, _, _ in problems(grid(tmp_path, line(ANN, "Entered", {1: "Abc"})))] == ["unknown-code"]


def test_a_question_mark_is_what_nobody_knows(tmp_path: Path) -> None:
    caseload = read(grid(tmp_path, line(ANN, "Entered", {1: "?"})))
    assert isinstance(day(caseload, 1, "code"), Unknown)


@pytest.mark.parametrize(
    "text, expected", [("12:00 AM", time(0)), ("12:59 AM", time(0, 59)), ("1:00 AM", time(1)), ("11:59 am", time(11, 59)),
                       ("12:00 PM", time(12)), ("12:59 PM", time(12, 59)), ("1:00PM", time(13)), ("11:59 p.m.", time(23, 59))],
)  # fmt: skip
def test_midnight_and_noon_are_at_twelve(tmp_path: Path, text: str, expected: time) -> None:
    assert day(read(grid(tmp_path, line(ANN, "Seen", {1: text}))), 1, "seen") == expected


@pytest.mark.parametrize("text", ["0:30 AM", "13:00 PM", "1:00", "13:00", "1:60 PM", "12 PM"])
def test_a_half_day_has_twelve_hours_and_is_said(tmp_path: Path, text: str) -> None:
    assert [(name, path) for name, path, _ in problems(grid(tmp_path, line(ANN, "Seen", {1: text})))] == [
        ("bad-time", "grid[0, 1]")
    ]


@pytest.mark.parametrize("save", ["utf-8-sig", "crlf"])
def test_a_grid_says_the_same_however_it_was_saved(tmp_path: Path, save: str) -> None:
    text = f"{HEADING}\n{line(ANN, 'Entered', {1: '1'})}\n"
    plain = read(folder(tmp_path, grid=text))
    told = "\ufeff" + text if save == "utf-8-sig" else text.replace("\n", "\r\n")
    assert read(folder(tmp_path, grid=told)) == plain


def test_a_name_that_a_spreadsheet_would_run_is_read_without_its_mark(tmp_path: Path) -> None:
    caseload = read(folder(tmp_path, people="Key,Name\nbob,'=1+1\nkim,'Tis\n", child="id\n"))
    assert [record.values["name"] for record in caseload.records["child"]] == ["=1+1", "'Tis"]


@pytest.mark.parametrize("month, last", [("2/2023", 28), ("2/2024", 29), ("4/2023", 30), ("1/2023", 31)])
def test_a_month_has_the_days_it_has(tmp_path: Path, month: str, last: int) -> None:
    start = f"c1,ann,,{month},,,,"
    caseload = read(grid(tmp_path, line(start, "Entered", {last: "1"})))
    assert caseload.records["day"][0].key.endswith(f"-{last}")
    if last < 31:
        found = problems(grid(tmp_path, line(start, "Entered", {last + 1: "1"})))
        assert [(name, path) for name, path, _ in found] == [("bad-date", f"grid[0, {last + 1}]")]
        assert f"column `{last + 1}` is filled in, and" in found[0][2]
        assert f"has {last} days (grid.csv:2, column `{last + 1}`)" in found[0][2]


def test_the_last_columns_may_be_left_out(tmp_path: Path) -> None:
    heading = HEADING.replace(",29,30,31", "")
    caseload = read(folder(tmp_path, grid=f"{heading}\n{line('c1,ann,,2/2023,,,,', 'Entered', {28: '1'}, 28)}\n"))
    assert [record.key for record in caseload.records["day"]] == ["c1/2023-02-28"]


# beside other records


def test_the_sheet_and_the_record_may_each_tell_a_part(tmp_path: Path) -> None:
    start = "c1,,,,,5.00,,"
    claim = "id,child,month,submitted\nc1,ann,2022-11,2022-12-01\n"
    caseload = read(grid(tmp_path, line(start, "Entered", {1: "1"}), claim=claim))
    assert values(caseload, "claim", "c1")["copay"] == 500
    assert values(caseload, "claim", "c1")["submitted"] == date(2022, 12, 1)
    assert day(caseload, 1, "code") == "1"


def test_the_same_value_may_be_told_twice_in_other_words(tmp_path: Path) -> None:
    claim = "id,child,month,copay,left\nc1,ann,2022-11,5,true\n"
    assert values(read(grid(tmp_path, line(ANN, "Entered", {}), claim=claim)), "claim", "c1")["copay"] == 500


def test_two_values_for_one_field_are_told_with_both_places(tmp_path: Path) -> None:
    claim = "id,child,month,copay\nc1,ann,2022-11,6.00\n"
    found = problems(grid(tmp_path, line(ANN, "Entered", {}), claim=claim))
    assert [(name, path) for name, path, _ in found] == [("two-values", "claim[0].copay")]
    assert "`copay` is told twice and not alike: claim.csv:2 and grid.csv:2, column `Copay`" in found[0][2]


def test_two_lines_of_one_claim_must_agree(tmp_path: Path) -> None:
    other = ANN.replace("12/1/2022", "12/2/2022")
    found = problems(grid(tmp_path, line(ANN, "Entered", {}), line(other, "Worker", {})))
    assert [name for name, _, _ in found] == ["two-values"]
    assert "grid.csv:2, column `Received` and grid.csv:3, column `Received`" in found[0][2]


def test_a_day_may_be_told_by_the_grid_and_by_a_record(tmp_path: Path) -> None:
    days = "claim,date,checked\nc1,2022-11-01,43\n"
    caseload = read(grid(tmp_path, line(ANN, "Entered", {1: "1"}), day=days))
    assert (day(caseload, 1, "code"), day(caseload, 1, "checked")) == ("1", "43")


def test_a_reference_makes_no_row(tmp_path: Path) -> None:
    found = problems(grid(tmp_path, line(ANN.replace("ann", "bob"), "Entered", {})))
    assert [(name, path) for name, path, _ in found] == [("dangling-reference", "grid[0]")]
    assert "(grid.csv:2, column `Child`)" in found[0][2]


def test_a_name_behind_a_reference_is_not_believed(tmp_path: Path) -> None:
    start = ANN.replace("ann,,", "ann,Anna,")
    document = grid(tmp_path, line(start, "Entered", {1: "1"}), child="id,name\nann,Ann\n")
    assert values(read(document), "child", "ann")["name"] == "Ann"


# what is wrong


def test_an_unknown_column_is_told_with_the_nearest(tmp_path: Path) -> None:
    with pytest.raises(RecordsError) as caught:
        read(folder(tmp_path, grid=HEADING.replace("Received", "Receved") + "\n"))
    (problem,) = caught.value.problems
    assert (problem.name, problem.path) == ("unknown-field", "grid.csv:1")
    assert problem.help == "did you mean `Received`?"


@pytest.mark.parametrize("column", ["Claim", "Month", "Line", "28"])
def test_a_column_that_is_needed_is_missed(tmp_path: Path, column: str) -> None:
    heading = ",".join(name for name in HEADING.split(",") if name != column)
    found = problems(folder(tmp_path, grid=heading + "\n"))
    assert [(name, path) for name, path, _ in found] == [("missing-field", "grid.csv:1")]
    assert f"`{column}`" in found[0][2]


def test_an_unknown_line_is_told_with_the_nearest(tmp_path: Path) -> None:
    with pytest.raises(RecordsError) as caught:
        read(grid(tmp_path, line(ANN, "Enterd", {1: "1"})))
    (problem,) = caught.value.problems
    assert (problem.name, problem.path) == ("unknown-line", "grid[0, Line]")
    assert problem.message == "`Enterd` is not a line of `grid` (grid.csv:2, column `Line`)"
    assert problem.help == "did you mean `Entered`?"


def test_a_line_like_no_other_is_not_repeated(tmp_path: Path) -> None:
    found = problems(grid(tmp_path, line(ANN, "Bob Smith", {1: "1"})))
    assert found[0][2] == "this is not a line of `grid` (grid.csv:2, column `Line`)"


def test_a_line_that_stands_twice_is_told_with_both_places(tmp_path: Path) -> None:
    found = problems(grid(tmp_path, line(ANN, "Entered", {1: "1"}), line(ANN, "Entered", {2: "1"})))
    assert [(name, path) for name, path, _ in found] == [("duplicate-row", "grid[1, Line]")]
    assert "`Entered` stands twice: grid.csv:2 and grid.csv:3" in found[0][2]


def test_a_row_that_stands_twice_in_a_sheet_is_a_second_row(tmp_path: Path) -> None:
    found = problems(folder(tmp_path, people="Key,Name\nbob,Bob\nbob,Bob\n"))
    assert [(name, path) for name, path, _ in found] == [("duplicate-row", "people[1]")]


@pytest.mark.parametrize("start, column", [(",ann,,11/2022,,,,", "Claim"), ("c1,ann,,,,,,", "Month"), ("c1,,,11/2022,,,,", "Child")])
def test_what_a_record_needs_is_missed_once(tmp_path: Path, start: str, column: str) -> None:
    found = problems(grid(tmp_path, line(start, "Entered", {1: "1", 2: "1"})))
    assert [(name, path.partition(".")[0]) for name, path, _ in found] == [("missing-field", "grid[0]")]
    assert "grid.csv:2" in found[0][2]


def test_everything_wrong_is_told_at_once_in_the_order_of_the_file(tmp_path: Path) -> None:
    first = line(ANN.replace("5.00", "$5"), "Entered", {3: "99", 31: "1"})
    second = line(ANN.replace("c1", "c2").replace("12/1/2022", "1.12.2022"), "Seen", {2: "noon"})
    found = problems(grid(tmp_path, first, second))
    assert [(name, path) for name, path, _ in found] == [
        ("bad-money", "grid[0]"), ("unknown-code", "grid[0, 3]"), ("bad-date", "grid[0, 31]"),
        ("bad-date", "grid[1]"), ("bad-time", "grid[1, 2]"),
    ]  # fmt: skip
    assert all(f"(grid.csv:{row}, column `{column}`)" in message for (_, _, message), row, column in zip(
        found, (2, 2, 2, 3, 3), ("Copay", "3", "31", "Received", "2")))  # fmt: skip


def test_what_people_are_called_is_not_repeated(tmp_path: Path) -> None:
    found = problems(grid(tmp_path, line(ANN, "Entered", {1: "Ann Smith"})))
    assert "Smith" not in found[0][2]
    assert "Ann Smith" in problems(grid(tmp_path, line(ANN, "Entered", {1: "Ann Smith"})), show_values=True)[0][2]


@pytest.mark.parametrize("cells", [{31: "1"}, {1: "99"}, {1: "1"}])
def test_with_keep_going_a_claim_falls_with_its_grid_and_others_stay(tmp_path: Path, cells: dict[int, str]) -> None:
    word = "Enterd" if cells == {1: "1"} else "Entered"
    good = ANN.replace("c1", "c2")
    caseload = read(grid(tmp_path, line(ANN, word, cells), line(good, "Entered", {1: "1"})), keep_going=True)
    assert [record.key for record in caseload.records["claim"]] == ["c2"]
    assert [record.key for record in caseload.records["day"]] == ["c2/2022-11-01"]
    assert "left-out" in [problem.name for problem in caseload.left_out]


def test_a_wrong_heading_is_refused_also_with_keep_going(tmp_path: Path) -> None:
    assert problems(folder(tmp_path, grid=HEADING + ",More\n"), keep_going=True)[0][0] == "unknown-field"


@pytest.mark.parametrize("rows", ["x", [1], [{"Claim": {"a": 1}}], [{"Claim": True}], {"a": 1}, None])
def test_what_is_no_sheet_is_refused(rows: Any) -> None:
    assert {name for name, _, _ in problems({"grid": rows})} <= {"wrong-type", "missing-field", "unknown-line"}


def test_a_table_with_days_needs_all_of_them() -> None:
    assert DAYS.count(",") == 30


def test_a_grid_of_which_only_the_claim_is_read_tells_what_is_wrong_with_its_days() -> None:
    """Without input columns of the day, nothing of a day can be read; it is held against what is worked out."""
    text = TEXT[: TEXT.index("extend day")] + """
fact usual of day mark "Usual code"
  = if(weekday(date) in (saturday, sunday), 40, 1)

sheet form of day "The form"
  | column  | field       |
  | "Claim" | claim       |
  | "Child" | claim.child |
  | "Month" | claim.month |
  across date
    | line    | field |
    | "Usual" | usual |
"""
    model, findings = load_text(text)
    assert model is not None, findings
    row = {"Claim": "c1", "Child": "ann", "Month": "2022-11", "1": "40"}
    assert len(Policy(model).read({"child": [{"id": "ann"}], "form": [row]}).shown) == 1
    with pytest.raises(RecordsError) as caught:
        Policy(model).read({"child": [{"id": "ann"}], "form": [{**row, "31": "40"}]})
    assert [problem.path for problem in caught.value.problems] == ["form[0, 31]"]


# times beside a date


def visit(place: Path, *cells: str) -> Any:
    text = "No.,Claim,Date,In,Out,Right,Told,Wall\n" + "\n".join(cells) + "\n"
    return folder(place, times=text, claim="id,child,month\nc1,ann,2022-11\n")


def moment(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=NEW_YORK)  # type: ignore[misc, arg-type]


def test_a_time_takes_the_date_beside_it(tmp_path: Path) -> None:
    caseload = read(visit(tmp_path, "v1,c1,11/01/2022,8:00 AM,12:00 PM,,11/2/2022 9:05 AM,12:00 AM"))
    found = values(caseload, "visit", "v1")
    assert (found["came"], found["went"]) == (moment(2022, 11, 1, 8), moment(2022, 11, 1, 12))
    assert (found["told"], found["clock"]) == (moment(2022, 11, 2, 9, 5), time(0))


def test_the_time_recorded_stays_beside_the_one_put_right(tmp_path: Path) -> None:
    found = values(read(visit(tmp_path, "v1,c1,11/01/2022,8:00 AM,,8:30 AM,,")), "visit", "v1")
    assert (found["came"], found["came_really"]) == (moment(2022, 11, 1, 8), moment(2022, 11, 1, 8, 30))
    assert found["went"] is MISSING


def test_an_out_before_its_in_stays_as_it_is_written(tmp_path: Path) -> None:
    found = values(read(visit(tmp_path, "v1,c1,11/01/2022,10:00 PM,2:00 AM,,,")), "visit", "v1")
    assert found["went"] - found["came"] == -timedelta(hours=20)


@pytest.mark.parametrize(
    "day, clock, name", [("11/06/2022", "1:30 AM", "repeated-time"), ("03/13/2022", "2:30 AM", "skipped-time")]
)
def test_a_time_the_clock_shows_twice_or_never_is_a_problem(tmp_path: Path, day: str, clock: str, name: str) -> None:
    found = problems(visit(tmp_path, f"v1,c1,{day},{clock},,,,"))
    assert [(name, path) for name, path, _ in found] == [(name, "times[0]")]
    assert "(times.csv:2, column `In`)" in found[0][2]


@pytest.mark.parametrize("offset, hours", [("-04:00", 5), ("-05:00", 6)])
def test_a_moment_in_full_says_which(tmp_path: Path, offset: str, hours: int) -> None:
    found = values(read(visit(tmp_path, f"v1,c1,11/06/2022,2022-11-06T01:30{offset},,,,")), "visit", "v1")
    assert found["came"].astimezone(ZoneInfo("UTC")).hour == hours


def test_a_time_without_its_date_is_a_problem(tmp_path: Path) -> None:
    found = problems(visit(tmp_path, "v1,c1,,8:00 AM,,,,"))
    assert [name for name, _, _ in found] == ["missing-field", "missing-field"]
    assert "`Date` is empty, so nobody can tell of which day this time is" in found[1][2]


def test_a_date_that_is_none_is_told_as_one(tmp_path: Path) -> None:
    found = problems(visit(tmp_path, "v1,c1,02/30/2022,,,,,"))
    assert found[0][:2] == ("bad-date", "times[0]")
    assert "that month has 28 days" in found[0][2]


# whatever stands there

CELL = st.none() | st.text(max_size=8) | st.integers() | st.booleans() | st.sampled_from(
    ["c1", "ann", "11/2022", "2/2023", "Entered", "Usual", "40", "?", "v1", "1/5/2026", "8:00 AM", "2022-11-06T01:30"]
)
ROW = st.dictionaries(st.sampled_from([*HEADING.split(","), "No.", "Date", "In", "Out", "Told", "x"]), CELL, max_size=12)


@given(st.fixed_dictionaries({"grid": st.lists(ROW, max_size=4) | CELL, "times": st.lists(ROW | CELL, max_size=4)}), st.booleans())
def test_any_sheet_is_read_or_refused(document: dict[str, Any], keep_going: bool) -> None:
    document = {"child": [{"id": "ann"}], **document}
    told: Sequence[Finding] = ()
    try:
        forms().determine(read(document, keep_going=keep_going), keep_going=True).to_sheet("grid")
    except RecordsError as error:
        told = error.problems
    assert all(problem.name in RECORDS or problem.name == "row-matches-nothing" for problem in told)
    assert all("\n" not in problem.message for problem in told)
