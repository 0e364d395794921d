"""`ccpolicy report`: which reports there are, one of them in each form, and what it says to a wrong name."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from commands import Run, on_terminal

MONTH = str(Path(__file__).parents[2] / "examples" / "ky" / "month.json")


def test_without_a_name_it_lists_the_reports(run: Run) -> None:
    code, out, err = run("report", "ky_ccap", MONTH)
    assert (code, err) == (0, "")
    assert "remittance  Remittance statement\n" in out


def test_a_wrong_name_is_wrong_use_told_with_the_nearest(run: Run) -> None:
    code, out, err = run("report", "ky_ccap", MONTH, "remitance")
    assert (code, out) == (2, "")
    assert "ky_ccap has no report `remitance`; did you mean remittance?" in err
    assert "there are remittance, fees_paid, billing_form" in run("report", "ky_ccap", MONTH, "zzz")[2]


def test_a_wrong_name_is_told_before_anything_is_read(run: Run) -> None:
    assert "has no report" in run("report", "ky_ccap", "no such file", "zzz")[2]


def test_a_policy_without_reports_says_so(run: Run) -> None:
    swimming = Path(__file__).parent / "swimming"
    code, out, err = run("report", str(swimming), str(swimming / "month.json"))
    assert (code, out) == (0, "")
    assert "swimming has no reports" in err
    assert "it has none" in run("report", str(swimming), str(swimming / "month.json"), "paid")[2]


def test_a_report_is_a_table_unless_it_says_otherwise(run: Run) -> None:
    code, out, err = run("report", "ky_ccap", MONTH, "remittance")
    assert (code, err) == (0, "")
    assert out.startswith("Kentucky Child Care Assistance Program: paying providers\nRemittance statement\n")
    assert "$7,652.00" in out
    assert max(map(len, out.splitlines())) <= 100


@pytest.mark.parametrize(("form", "begins"), [("html", "<!DOCTYPE html>"), ("csv", "Provider: columbia,Month: 2022-11,Payment")])
def test_a_file_takes_its_form_from_its_ending(run: Run, tmp_path: Path, form: str, begins: str) -> None:
    out = tmp_path / f"statement.{form}"
    assert run("report", "ky_ccap", MONTH, "remittance", "-o", str(out)) == (0, "", "")
    assert out.read_text(encoding="utf-8").startswith(begins)
    assert run("report", "ky_ccap", MONTH, "remittance", "--format", form)[1] == out.read_bytes().decode("utf-8")


def test_another_ending_is_a_table(run: Run, tmp_path: Path) -> None:
    out = tmp_path / "statement.txt"
    assert run("report", "ky_ccap", MONTH, "remittance", "-o", str(out))[0] == 0
    assert out.read_text(encoding="utf-8") == run("report", "ky_ccap", MONTH, "remittance")[1]


def test_a_file_that_cannot_be_written_is_wrong_use(run: Run, tmp_path: Path) -> None:
    code, _, err = run("report", "ky_ccap", MONTH, "remittance", "-o", str(tmp_path / "no" / "such.html"))
    assert code == 2
    assert "cannot be written" in err


def test_the_options_of_a_run_hold_for_a_report(run: Run) -> None:
    """Read as not paying beyond five days of the schedule's kind, or on a day before the letter: the amount is another."""
    told = run("report", "ky_ccap", MONTH, "remittance", "--reading", "copay_payer=state", "--format", "csv")[1]
    sent = next(line[1] for line in csv.reader(told.splitlines()) if line and line[0] == "Sent to the provider")
    assert sent != "7652.00"
    assert run("report", "ky_ccap", MONTH, "remittance", "--reading", "copay_payer=nobody")[0] == 2


def test_rows_left_out_are_told_and_give_exit_code_3(run: Run, tmp_path: Path) -> None:
    text = Path(MONTH).read_text(encoding="utf-8").replace('"date": "2022-11-02", "kind": "transportation"', '"date": "x", "kind": "transportation"')
    bad = tmp_path / "bad.json"
    bad.write_text(text, encoding="utf-8")
    assert run("report", "ky_ccap", str(bad), "fees_paid")[0] == 3
    code, out, err = run("report", "ky_ccap", str(bad), "fees_paid", "--keep-going")
    assert code == 3
    assert "Input rows left out: 1" in out
    assert "the report says how many" in err


def test_a_terminal_gets_the_same_words_in_its_own_width() -> None:
    told = on_terminal("report", "ky_ccap", MONTH, "remittance", COLUMNS="160")
    assert "Remittance statement" in told
    assert "$7,652.00" in told
    assert "\x1b[" in told
    assert "\x1b[" not in on_terminal("report", "ky_ccap", MONTH, "remittance", COLUMNS="160", NO_COLOR="1", TERM="dumb")
