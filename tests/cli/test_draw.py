"""How a result is drawn: wide where there is room, never losing a number where there is none, in colour on a terminal."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from commands import Run, in_process, on_terminal

POLICY = str(Path(__file__).parent / "swimming")
MONTH = str(Path(__file__).parent / "swimming" / "month.json")
KENTUCKY = str(Path(__file__).parents[2] / "examples" / "ky" / "month.json")

WHOLE = {"$9,453.00", "$335.00", "$7,652.00", "$1,696.00", "$440.00", "$7,712.00"}


@pytest.fixture(scope="module")
def kentucky() -> dict[int, list[str]]:
    """The lines of the Kentucky month at several widths."""
    return {
        width: in_process("pay", "ky_ccap", KENTUCKY, env={"COLUMNS": str(width)}).stdout.splitlines()
        for width in (40, 80, 100, 200)
    }


def test_no_line_is_wider_than_the_columns_there_are(kentucky: dict[int, list[str]]) -> None:
    for width, lines in kentucky.items():
        grid = 52 if width < 52 else width  # a month needs its 36 letters beside the longest name
        assert max(map(len, lines)) <= grid


def test_no_amount_is_lost_or_broken_at_any_width(kentucky: dict[int, list[str]]) -> None:
    for lines in kentucky.values():
        totals = {word for line in lines if line.startswith("Total") for word in line.split()}
        assert totals >= WHOLE


@pytest.mark.parametrize(("width", "tables"), [(200, 1), (100, 2), (80, 2), (40, 5)])
def test_counts_and_money_part_where_one_table_is_too_wide(
    kentucky: dict[int, list[str]], width: int, tables: int
) -> None:
    assert sum(line.startswith("Total") for line in kentucky[width]) == tables


def test_each_claim_has_a_row_in_the_calendar_and_requests_without_a_claim_stand_by_their_id(
    kentucky: dict[int, list[str]]
) -> None:
    lines = kentucky[100]
    first = lines.index("               TWTFS SMTWTFS SMTWTFS SMTWTFS SMTW")
    rows = dict(line.split(maxsplit=1) for line in lines[first + 1 : first + 17])
    assert rows["jack-2022-11"] == "HHHH· ·HHHHH· ·HHHHH· ·HHHHH· ·HHH"
    assert rows["finn-2022-11"] == "F·FF· ·FFFFPD ·F·P··F ··FF··· ·FFF"
    assert rows["fee-kate"] == "·E··· ······· ······· ······· ····"
    assert lines[first + 18] == "F full day   P part day   E fee   D denied   H held   · nothing claimed"


def test_a_pipe_is_a_hundred_columns_wide_unless_it_says_otherwise(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    usual = run("pay", "ky_ccap", KENTUCKY)[1]
    assert max(map(len, usual.splitlines())) == 100
    for nonsense in ("", "wide", "0x64", "-5", "99999999999999999999"):
        monkeypatch.setenv("COLUMNS", nonsense)
        assert run("pay", "ky_ccap", KENTUCKY)[1] == usual


def test_a_letter_has_the_colour_of_its_status_on_a_terminal_only() -> None:
    shown = on_terminal("pay", POLICY, MONTH, COLUMNS="100")
    green, red, yellow = "\x1b[32mL", "\x1b[1;31mD", "\x1b[1;33mH"
    assert green in shown
    assert red in shown
    assert yellow in shown
    plain = re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", shown).replace("\r", "")
    assert "c1             LDL··" in plain


def test_progress_goes_to_the_terminal_and_results_where_they_are_sent(tmp_path: Path) -> None:
    out = tmp_path / "out.txt"
    shown = on_terminal("test", POLICY, "-v", stdout=out)
    assert "3/3" in re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", shown)
    assert out.read_text().startswith("ok     swimming: a dear lesson\n")
    shown = on_terminal("pay", POLICY, MONTH, "--format", "json", stdout=out)
    assert "determining" in shown
    assert "4/4" in re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", shown)
    assert out.read_text().startswith("{\n")
