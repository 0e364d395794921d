"""A sheet that is written reads as the same records, and what it only shows is held against what is worked out."""

from __future__ import annotations

import csv
import io
import json
from calendar import monthrange
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import ccpolicy
from ccpolicy.dsl.load import load_text
from ccpolicy.errors import UsageError
from ccpolicy.front import Policy, Result
from ccpolicy.records.caseload import Caseload
from ccpolicy.records.read import load_document
from ccpolicy.values.spreadsheet import cell_of, is_formula, text_of
from forms import TEXT, forms, grid, line

ROOT = Path(__file__).parents[2]
EXAMPLES = [
    ("ky_ccap", "ky", "grid", "billing_grid"), ("mo_ccois", "mo", "grid", "attendance_grid"), ("az_cces", "az", "times", "time_pairs"),
]  # fmt: skip
ANN = {"id": "c1", "child": "ann", "month": "2022-11"}
COMPLETE = [{"record": "claim", "keys": {}, "from": "2022-01-01", "through": "2022-12-31"}]


def result(document: Any) -> Result:
    return forms().determine({"child": [{"id": "ann"}], **document})


def table(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


def by_key(caseload: Caseload) -> dict[str, dict[str, Any]]:
    return {kind: {row.key: row.values for row in rows} for kind, rows in caseload.records.items() if rows}


# the shipped months


@pytest.mark.parametrize("policy, state, folder, sheet", EXAMPLES)
def test_the_folder_with_a_sheet_determines_what_the_month_does(policy: str, state: str, folder: str, sheet: str) -> None:
    loaded = ccpolicy.load(policy)
    month = json.loads((ROOT / "examples" / state / "month.json").read_text(encoding="utf-8"))
    document = load_document(ROOT / "examples" / state / folder)
    assert sheet in document
    assert by_key(loaded.read(document)) == by_key(loaded.read(month))
    assert loaded.determine(document).to_json() == loaded.determine(month).to_json()


@pytest.mark.parametrize("policy, state, folder, sheet", EXAMPLES)
def test_a_shipped_sheet_is_written_as_it_was_read(policy: str, state: str, folder: str, sheet: str) -> None:
    """Byte for byte, but for the ends of its lines."""
    file = ROOT / "examples" / state / folder / f"{sheet}.csv"
    found = ccpolicy.load(policy).determine(load_document(file.parent)).to_sheet(sheet)
    assert found == file.read_text(encoding="utf-8").replace("\n", "\r\n")


@pytest.mark.parametrize("policy, state, folder, sheet", EXAMPLES)
def test_another_cell_in_a_shipped_sheet_is_another_month(policy: str, state: str, folder: str, sheet: str) -> None:
    """What the folder says reaches the result: without its sheet it comes to something else."""
    loaded = ccpolicy.load(policy)
    document = load_document(ROOT / "examples" / state / folder)
    before = loaded.determine(document)
    entered = next(row for row in document[sheet] if row.get("Line", "Entered") in ("Entered", "Provider exceptions"))
    cleared = ("Original In",) if sheet == "time_pairs" else tuple(str(day) for day in range(1, 32))
    if sheet == "billing_grid":
        entered.update({"1": "55"})
    else:
        for heading in cleared:
            entered.pop(heading, None)
    assert loaded.determine(document).to_json() != before.to_json()


# what is written


def test_a_claim_has_a_row_for_each_line_and_a_column_for_each_day() -> None:
    rows = table(result({"claim": [ANN], "day": [{"claim": "c1", "date": "2022-11-02", "code": "1", "checked": "40"}]}).to_sheet("grid"))
    assert [row["Line"] for row in rows] == ["Usual", "Entered", "Worker", "Time", "Seen"]
    assert [row["2"] for row in rows] == ["H", "H", ".", "", ""]
    assert {row["31"] for row in rows} == {""}
    assert {(row["Claim"], row["Month"]) for row in rows} == {("c1", "11/2022")}


def test_a_fact_is_written_as_it_is_worked_out() -> None:
    usual = table(result({"claim": [ANN]}).to_sheet("grid"))[0]
    assert [usual[str(day)] for day in range(4, 8)] == ["H", ".", ".", "H"]


def test_a_sheet_that_is_not_there_is_named_with_those_that_are() -> None:
    with pytest.raises(UsageError, match="no sheet `grids`; it has grid, times, people"):
        result({}).to_sheet("grids")


def test_what_nobody_knows_is_told_apart_from_what_there_is_not() -> None:
    day = {"claim": "c1", "date": "2022-11-01", "code": {"unknown": "torn off"}, "seen": {"unknown": "smudged"}}
    rows = {row["Line"]: row for row in table(result({"claim": [ANN], "day": [day]}).to_sheet("grid"))}
    assert (rows["Entered"]["1"], rows["Seen"]["1"], rows["Worker"]["1"]) == ("?", "", "")


@pytest.mark.parametrize(
    "came, told",
    [
        ("2022-11-06T08:00", "8:00 AM"),
        ("2022-11-06T00:00", "12:00 AM"),
        ("2022-11-06T12:00", "12:00 PM"),
        ("2022-11-06T01:30-04:00", "2022-11-06T01:30-04:00"),
        ("2022-11-06T01:30-05:00", "2022-11-06T01:30-05:00"),
        ("2022-11-06T08:00:30", "2022-11-06T08:00:30-05:00"),
        ("2022-11-07T00:30", "2022-11-07T00:30-05:00"),
    ],
)
def test_a_time_that_does_not_tell_its_moment_is_written_in_full(came: str, told: str) -> None:
    visit = {"id": "v1", "claim": "c1", "date": "2022-11-06", "came": came}
    found = result({"claim": [ANN], "visit": [visit]})
    assert table(found.to_sheet("times"))[0]["In"] == told
    again = result({"claim": [ANN], "times": table(found.to_sheet("times"))})
    assert again.to_sheet("times") == found.to_sheet("times")


@pytest.mark.parametrize("text", ["=1+1", "+1 800", "-x", "@me", "\tx", "'=1", "''", "'Tis", "Ann, \"the\" first", "-5", "5"])
def test_no_text_is_run_by_a_spreadsheet_and_every_one_is_read_again(text: str) -> None:
    written = forms().determine({"child": [{"id": "bob", "name": text}]}).to_sheet("people")
    (row,) = table(written)
    assert not is_formula(row["Name"])
    (read,) = forms().read({"people": [row]}).records["child"]
    assert read.values["name"] == text


@given(st.text())
def test_any_text_comes_back_from_its_cell(text: str) -> None:
    assert text_of(cell_of(text)) == text
    assert not is_formula(cell_of(text))


# there and back


CODES = st.sampled_from(["1", "40", "43", "ABC", "abc", None])
CLOCKS = st.builds(lambda hour, minute: f"{hour:02d}:{minute:02d}", st.integers(0, 23), st.integers(0, 59))


@st.composite
def months(draw: st.DrawFn) -> dict[str, Any]:
    """A document of records: two claims, any codes on any days, and times."""
    claims, days, visits = [], [], []
    for id in ("c1", "c2"):
        year, month = draw(st.sampled_from([(2022, 2), (2024, 2), (2022, 4), (2022, 11), (2022, 12)]))
        claim = {"id": id, "child": "ann", "month": f"{year}-{month:02d}"}
        if draw(st.booleans()):
            claim |= {"copay": draw(st.sampled_from(["0.00", "5.25", "12.00"])), "left": draw(st.booleans())}
        if draw(st.booleans()):
            claim |= {"share": draw(st.sampled_from(["12.5%", "0.5", "150%"])), "submitted": "2023-01-31"}
        claims.append(claim)
        for number in draw(st.sets(st.integers(1, monthrange(year, month)[1]), max_size=8)):
            cells = {"code": draw(CODES), "checked": draw(CODES), "time": draw(st.sampled_from([None, "8:30", "0:07", "1.75"]))}
            cells["seen"] = draw(st.none() | CLOCKS)
            date = f"{year}-{month:02d}-{number:02d}"
            told = {name: value for name, value in cells.items() if value is not None}
            if told:
                days.append({"claim": id, "date": date, **told})
            visit = {"id": f"{id}-{number}", "claim": id, "date": date}
            times = {name: draw(st.none() | CLOCKS) for name in ("came", "went", "came_really", "told")}
            visits.append(visit | {name: f"{date}T{clock}-05:00" for name, clock in times.items() if clock})
    return {"child": [{"id": "ann", "name": draw(st.sampled_from(["Ann", "=Ann", "'Ann", "A, \"b\""]))}], "claim": claims, "day": days,
            "visit": visits, "complete": COMPLETE}  # fmt: skip


@given(months())
def test_what_is_written_reads_as_the_same_records_and_decides_the_same(document: dict[str, Any]) -> None:
    caseload = forms().read(document)
    found = forms().determine(caseload)
    sheets = {name: table(found.to_sheet(name)) for name in ("grid", "times", "people")}
    again = forms().read({**sheets, "complete": COMPLETE})
    assert by_key(again) == by_key(caseload)
    decided = forms().determine(again)
    assert decided.to_json() == found.to_json()
    assert {name: table(decided.to_sheet(name)) for name in sheets} == sheets


def test_a_column_of_dates_may_serve_its_times_only() -> None:
    """Nobody reads the date itself; a departure on the next day is written in full."""
    columns = '  | "In" | came | "h:mm AM" | "Day" |\n  | "Out" | went | "h:mm AM" | "Day" |\n'
    keys = '  | "No." | id | | |\n  | "Claim" | claim | | |\n  | "Date" | date | | |\n'
    text = f'{TEXT}\nsheet loose of visit "S"\n  cite book "p. 9"\n  | column | field | format | on |\n{keys}{columns}'
    model, findings = load_text(text)
    assert model is not None, findings
    policy = Policy(model)
    visit = {"id": "v1", "claim": "c1", "date": "2022-11-01", "came": "2022-11-01T22:00", "went": "2022-11-02T06:00"}
    before = policy.read({"child": [{"id": "ann"}], "claim": [ANN], "visit": [visit]})
    rows = table(policy.determine(before).to_sheet("loose"))
    assert [rows[0][name] for name in ("Day", "In", "Out")] == ["2022-11-01", "10:00 PM", "2022-11-02T06:00-04:00"]
    assert by_key(policy.read({"child": [{"id": "ann"}], "claim": [ANN], "loose": rows})) == by_key(before)


# what is only shown


def test_a_cell_that_differs_from_what_is_worked_out_is_noted_and_not_believed(tmp_path: Path) -> None:
    """The 1st of November is a Tuesday: the form was prefilled wrongly."""
    start = "c1,ann,,11/2022,,,,"
    document = grid(tmp_path, line(start, "Usual", {1: "40", 2: "1", 5: "away"}), line(start, "Entered", {}))
    found = forms().determine(document)
    (note,) = (finding for finding in found.to_dict()["findings"] if finding["kind"] == "noted")
    assert (note["code"], note["row"]) == ("sheet-differs", "grid[0, 1]")
    assert note["text"] == "`Usual` says `40`, and `1` is worked out (grid.csv:2, column `1`)"
    assert found.to_json().replace(json.dumps(note), "") != forms().determine({**document, "grid": []}).to_json()
    assert found.line("c1/2022-11-01").status == "paid"


def test_cells_of_one_line_that_differ_are_noted_together(tmp_path: Path) -> None:
    document = grid(tmp_path, line("c1,ann,,11/2022,,,,", "Usual", {1: "40", 2: "40", 5: "1"}))
    (note,) = (finding for finding in forms().determine(document).to_dict()["findings"] if finding["kind"] == "noted")
    assert note["text"].endswith("(grid.csv:2, column `1`); so do 2 more of the row")


def test_what_is_shown_of_people_is_not_repeated(tmp_path: Path) -> None:
    document = grid(tmp_path, line("c1,ann,Anna,11/2022,,,,", "Entered", {}), child="id,name\nann,Ann\n")
    (note,) = (finding for finding in forms().determine(document).to_dict()["findings"] if finding["kind"] == "noted")
    assert note["text"] == "`Name` says a text, and another text is worked out (grid.csv:2, column `Name`)"


def test_an_empty_cell_that_is_only_written_says_nothing(tmp_path: Path) -> None:
    document = grid(tmp_path, line("c1,ann,,11/2022,,,,", "Usual", {}), child="id,name\nann,Ann\n")
    assert not [finding for finding in forms().determine(document).to_dict()["findings"] if finding["kind"] == "noted"]
