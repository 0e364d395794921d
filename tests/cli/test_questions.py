"""`explain --why-not` and `explain --assume`: what would have a line paid, and what would differ."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from commands import Run

import ccpolicy
from ccpolicy.records.validate import validator

ROOT = Path(__file__).parents[2]
MISSOURI = str(ROOT / "examples" / "mo" / "month.json")
KENTUCKY = str(ROOT / "examples" / "ky" / "month.json")
SCHEMAS = ROOT / "docs" / "schemas"
HELD = "jo-2025-11/2025-11-03"


def fits(schema: str, document: Any) -> bool:
    return validator(json.loads((SCHEMAS / f"{schema}.schema.json").read_text(encoding="utf-8")))(document) == ()


# ---------------------------------------------------------------- why not


def test_the_ways_are_numbered_with_who_and_until_when(run: Run) -> None:
    code, out, err = run("explain", "mo_ccois", MISSOURI, "--line", HELD, "--why-not", "--today", "2025-12-20")
    assert (code, err) == (0, "")
    assert out == (
        f"{HELD}: held\n"
        "  Held: Attendance for November 2025 awaits the final check and the second submission. [1]\n"
        "\n"
        "Each of these alone would have it paid:\n"
        "  1. claim jo-2025-11: Day it was submitted again after the check: missing → December 20, 2025 or December 2, 2025"
        " (provider, no date is named)\n"
        "     Then pays $59.00 for 1 full-time day unit. Changes jo-2025-11/2025-11-04, jo-2025-11/2025-11-05,"
        " jo-2025-11/2025-11-06, jo-2025-11/2025-11-07 and jo-2025-11/2025-11-27 too.\n"
        "\n"
        "[1] Memorandum OEC-04-10 / CD04-94 of 2004-12-01, “How the Provider Enters Child Attendance”\n"
    )


def test_the_ways_as_a_document_fit_their_schema_and_can_be_put_back(run: Run) -> None:
    code, out, _ = run("explain", "mo_ccois", MISSOURI, "--line", HELD, "--why-not", "--today", "2025-12-20", "--format", "json")
    document = json.loads(out)
    assert code == 0
    assert fits("why-not", document)
    (way,) = document["ways"]
    (change,) = way["changes"]
    assert (change["from"], change["to"], change["by"], change["until"]) == (None, "2025-12-20", "provider", None)
    place = f"{change['record']}[{change['row']}].{change['field']}"
    result = ccpolicy.load("mo_ccois").determine(json.loads(Path(MISSOURI).read_text(encoding="utf-8")))
    after = {line.id: line for _, line in result.assume({place: change["to"]}).lines if line is not None}
    assert after[HELD].status == way["status"] == "paid"


def test_a_row_that_would_have_to_be_there_can_be_put_in_as_the_document_has_it(run: Run) -> None:
    line = "leo-2022-11/2022-11-21"
    code, out, _ = run("explain", "ky_ccap", KENTUCKY, "--line", line, "--why-not", "--today", "2022-12-20", "--format", "json")
    answer = json.loads(out)
    assert code == 0
    assert fits("why-not", answer)
    (change,) = answer["ways"][1]["changes"]
    assert (change["record"], change["field"], change["from"], change["to"]) == ("notice", "", None, None)
    records = json.loads(Path(KENTUCKY).read_text(encoding="utf-8"))
    records["notice"].append(change["new"])
    after = ccpolicy.load("ky_ccap").determine(records)
    assert {each.id: each.status for each in after.lines}[line] == "paid"


@pytest.mark.parametrize(("lang", "told"), [
    ("en", "new row notice cert-leo/change/2022-11-08: The enrollment: cert-leo; "),
    ("es", "fila nueva notice cert-leo/change/2022-11-08: "),
])  # fmt: skip
def test_a_new_row_is_told_with_what_it_says(lang: str, told: str, run: Run) -> None:
    line = "leo-2022-11/2022-11-21"
    code, out, _ = run("explain", "ky_ccap", KENTUCKY, "--line", line, "--why-not", "--today", "2022-12-20", "--lang", lang)
    assert code == 0
    assert told in out


def test_a_paid_line_says_so(run: Run) -> None:
    result = ccpolicy.load("mo_ccois").determine(json.loads(Path(MISSOURI).read_text(encoding="utf-8")))
    paid = next(line.id for line in result.lines if line.status == "paid")
    code, out, _ = run("explain", "mo_ccois", MISSOURI, "--line", paid, "--why-not", "--today", "2025-12-20")
    assert (code, out) == (0, f"{paid}: paid\n  It is paid; nothing needs to change.\n")
    assert fits("why-not", result.why_not_dict(paid, today=date(2025, 12, 20)))


def test_a_line_that_does_not_exist_names_the_nearest(run: Run) -> None:
    code, out, err = run("explain", "mo_ccois", MISSOURI, "--line", "jo-2025-11/2025-11-3", "--why-not")
    assert (code, out) == (2, "")
    assert "there is no line `jo-2025-11/2025-11-3`; did you mean" in err
    assert HELD in err


# ---------------------------------------------------------------- what if


def test_only_what_differs_is_told(run: Run) -> None:
    code, out, err = run("explain", "mo_ccois", MISSOURI, "--line", HELD, "--assume", "claim.confirmed=2025-12-04")
    assert (code, err) == (0, "")
    assert out.startswith("Lines that differ\n  jo-2025-11/2025-11-03, jo-2025-11/2025-11-04,")
    assert "held → paid" in out
    assert "    full-time day unit: 0 → 1\n    Pays: $0.00 → $59.00\n    no longer: Not submitted again after the check: " in out
    assert "  claim jo-2025-11\n    full-time day unit: 0 → 6\n" in out
    assert "dora" not in out


def test_what_is_there_already_changes_nothing(run: Run) -> None:
    code, out, _ = run("explain", "mo_ccois", MISSOURI, "--assume", "claim[jo-2025-11].confirmed=missing")
    assert (code, out) == (0, "Nothing changes.\n")


def test_the_difference_as_a_document_fits_its_schema(run: Run) -> None:
    arguments = ("explain", "mo_ccois", MISSOURI, "--assume", "claim[jo-2025-11].confirmed=2025-12-04", "--format", "json")
    code, out, _ = run(*arguments)
    document = json.loads(out)
    assert code == 0
    assert fits("difference", document)
    assert document["same"] is False
    assert {row["after"]["status"] for row in document["lines"]} == {"paid"}
    assert {row["before"]["id"].partition("/")[0] for row in document["lines"]} == {"jo-2025-11"}


def test_a_day_without_input_can_be_given_some(run: Run) -> None:
    """Sunday the second has no row in the input; coded as a full day it asks to be paid."""
    _, out, _ = run("explain", "mo_ccois", MISSOURI, "--assume", "day[jo-2025-11/2025-11-02].entered_code=FULL")
    assert "jo-2025-11/2025-11-02: no line → held" in out


@pytest.mark.parametrize(
    ("assumption", "told"),
    [
        ("clam.confirmed=2025-12-04", "there is no record `clam`; did you mean `claim`?"),
        ("claim.confirmd=2025-12-04", "`claim` has no `confirmd`; did you mean `confirmed`?"),
        ("claim.confirmed=12/4/2025", "claim.confirmed: "),
        ("claim[jo-2025-1].confirmed=2025-12-04", "there is no claim `jo-2025-1`; did you mean"),
        ("claim.id=x", "`claim.id` says which row it is"),
        ("claim.child=missing", "`claim.child` cannot be missing"),
        ("claim.invoice=nowhere", "there is no invoice `nowhere`"),
        ("session.arrived=2025-11-03T08:00", "leads to no one session; say which row"),
        ("claim.confirmed", "write an assumption as RECORD.FIELD=VALUE"),
    ],
)
def test_an_assumption_that_cannot_be_is_told(run: Run, assumption: str, told: str) -> None:
    code, out, err = run("explain", "mo_ccois", MISSOURI, "--line", HELD, "--assume", assumption)
    assert (code, out) == (2, "")
    assert told in err


def test_all_that_is_wrong_is_told_at_once(run: Run) -> None:
    _, _, err = run("explain", "mo_ccois", MISSOURI, "--line", HELD, "--assume", "clam.x=1", "--assume", "claim.x=1")
    assert "there is no record `clam`" in err
    assert "`claim` has no `x`" in err


def test_a_value_of_no_use_is_not_repeated_unless_asked_for(run: Run) -> None:
    arguments = ("explain", "mo_ccois", MISSOURI, "--line", HELD, "--assume", "claim.confirmed=Maria Gonzales")
    assert "Maria" not in run(*arguments)[2]
    assert "Maria" in run(*arguments, "--show-values")[2]


@pytest.mark.parametrize(
    "more", [("--why-not", "--assume", "claim.confirmed=2025-12-04"), ("--format", "json")]
)
def test_questions_that_do_not_go_together_are_refused(run: Run, more: tuple[str, ...]) -> None:
    assert run("explain", "mo_ccois", MISSOURI, "--line", HELD, *more)[0] == 2


def test_why_not_is_asked_of_a_line(run: Run) -> None:
    code, _, err = run("explain", "mo_ccois", MISSOURI, "--why-not")
    assert code == 2
    assert "--line" in err
    assert run("explain", "mo_ccois", MISSOURI, "--assume", "claim.confirmed=2025-12-04")[0] == 2
