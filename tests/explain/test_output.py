"""The published document, and what a spreadsheet is given."""

from __future__ import annotations

import csv
import io
import json
from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from results import determination, line, reason

from ccpolicy.diagnostics import Finding
from ccpolicy.engine.determination import Caveat, DeadlineMet, Flag, Posting, Routed, Total
from ccpolicy.explain.numbers import money_text, number_text, quantity_text
from ccpolicy.explain.output import to_csv, to_document, to_json
from ccpolicy.model.policy import Citation
from ccpolicy.model.types import MINUTES, MONEY, NUMBER
from ccpolicy.records.schema import determination_schema
from ccpolicy.records.validate import validator
from small import swimming

CITE = {"source": "rules", "title": "Rules of the pools (2022)", "place": "§ 4"}


def document(**more: Any) -> dict[str, Any]:
    return to_document(determination(**more), swimming())


@pytest.mark.parametrize(
    ("cents", "expected"),
    [(0, "0.00"), (5, "0.05"), (4000, "40.00"), (-350, "-3.50"), (123456789, "1234567.89"), (Fraction(1, 2), "0.005")],
)
def test_money_has_two_decimals_and_never_hides_parts_of_a_cent(cents: Any, expected: str) -> None:
    assert money_text(cents) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [(1, "1"), (0, "0"), (10, "10"), (Fraction(7, 4), "1.75"), (Fraction(1, 3), "0.333333")],
)
def test_a_number_is_written_in_decimal_digits(value: Any, expected: str) -> None:
    assert number_text(value) == expected


@pytest.mark.parametrize(
    ("value", "kind", "expected"), [(105, MINUTES, "1.75"), (4000, MONEY, "40.00"), (3, NUMBER, "3")]
)
def test_a_quantity_is_written_as_records_write_it(value: Any, kind: Any, expected: str) -> None:
    assert quantity_text(value, kind) == expected


def test_a_paid_line_gives_its_columns_units_and_amounts() -> None:
    (told,) = document(lines=[line("c1/2022-11-01", amounts={"charge": 5000, "state_pays": 3500}, pays=3500)])["lines"]
    assert told == {
        "id": "c1/2022-11-01", "course": "c1", "swimmer": "s1", "date": "2022-11-01", "status": "paid",
        "claimed": {"lesson": "1"}, "units": {"lesson": "1"}, "amounts": {"charge": "50.00", "state_pays": "35.00"},
        "pays": "35.00", "says": [], "reasons": [],
    }


def test_a_refused_line_says_how_much_of_which_unit_why_and_by_which_source() -> None:
    (told,) = document(lines=[line("c1/2022-11-01", "denied", reasons=[reason()])])["lines"]
    assert told["units"] == {}
    assert told["reasons"] == [
        {
            "code": "too_cold", "status": "denied", "unit": "lesson", "amount": "1", "text": "The water was too cold.",
            "cite": [CITE], "rule": "too_cold", "to": "", "asking": [], "needs": [],
        }
    ]


def test_caveats_stand_under_their_kind() -> None:
    told = document(
        caveats=[
            Caveat("unsettled", "late", "Is the last day in time?", "yes_it_is", (Citation("rules", "§ 4"),)),
            Caveat("unmodelled", "storms", "Storms are left out."),
            Caveat("tentative", "summer", "Summer hours may end sooner."),
        ]
    )
    assert told["unsettled"] == [
        {"name": "late", "text": "Is the last day in time?", "reading": "yes_it_is", "cite": [CITE]}
    ]
    assert told["unmodelled"] == [{"name": "storms", "text": "Storms are left out.", "cite": []}]
    assert [caveat["name"] for caveat in told["tentative"]] == ["summer"]


def test_rows_left_out_are_told_among_the_findings() -> None:
    told = to_document(determination(), swimming(), [Finding("bad-date", "expected a date", path="course[1].starts")])
    assert [(f["kind"], f["code"], f["row"]) for f in told["findings"]] == [
        ("left_out", "bad-date", "course[1].starts")
    ]


def everything() -> Any:
    return determination(
        lines=[
            line("c1/2022-11-01", amounts={"charge": 5000}),
            line("c1/2022-11-02", "held", reasons=[reason("held")]),
        ],
        totals=[Total("course", "c1", {"lesson": 1}, {"charge": 5000}, {"paid": 1, "held": 1})],
        flags=[Flag("look", "flag", "course c1", "Look at it.", (Citation("rules", "§ 4"),))],
        deadlines=[DeadlineMet("hand_in", "Hand in", "course c1", "2022-12-01", True, None)],
        routes=[Routed("by_mail", "desk", ("form 7",), ("c1/2022-11-02",), "Send it by mail.")],
        postings=[Posting("lessons", {"swimmer": "s1"}, "", "c1/2022-11-01", date(2022, 11, 1), 1, "granted", "c1")],
        caveats=[Caveat("unsettled", "late", "Is it?", "yes_it_is")],
        known_on=date(2023, 6, 10), readings={"late": "yes_it_is"},
    )


def test_the_document_fits_its_published_schema() -> None:
    assert validator(determination_schema())(to_document(everything(), swimming())) == ()


def test_the_names_of_the_document_stand_in_a_fixed_order() -> None:
    assert list(to_document(everything(), swimming())) == [
        "policy", "lines", "totals", "findings", "deadlines", "routes", "postings", "unsettled", "unmodelled",
        "tentative",
    ]


def test_json_is_the_document() -> None:
    assert json.loads(to_json(everything(), swimming())) == to_document(everything(), swimming())
    assert to_json(everything(), swimming()) == to_json(everything(), swimming())


def test_a_posting_given_out_can_be_read_again_as_history() -> None:
    from ccpolicy.records.read import read_caseload
    from small import document as given

    (posting,) = to_document(everything(), swimming())["postings"]
    (row,) = read_caseload(swimming(), given(posting=[posting])).history or ()
    assert (row.spender, row.amount, row.date) == ("c1/2022-11-01", "1", date(2022, 11, 1))


# CSV


def rows(*lines: Any) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(to_csv(determination(lines=lines), swimming()))))


def test_csv_has_one_row_for_every_line() -> None:
    paid, refused = rows(
        line("c1/2022-11-01", amounts={"state_pays": 3500, "charge": 5000}, pays=3500),
        line("c1/2022-11-02", "denied", reasons=[reason()]),
    )
    assert paid == {
        "id": "c1/2022-11-01", "course": "c1", "swimmer": "s1", "date": "2022-11-01", "status": "paid",
        "claimed_lesson": "1", "lesson": "1", "charge": "50.00", "state_pays": "35.00", "pays": "35.00",
        "reasons": "", "text": "",
    }
    assert (refused["lesson"], refused["charge"], refused["reasons"]) == ("0", "", "too_cold")


def test_where_nothing_is_known_of_money_json_has_null_and_csv_an_empty_cell() -> None:
    units_only = line("c1/2022-11-01", pays=None)
    (told,) = to_document(determination(lines=[units_only]), swimming())["lines"]
    assert told["pays"] is None
    (row,) = rows(units_only)
    assert row["pays"] == ""
    (nothing,) = rows(line("c1/2022-11-01", pays=0))
    assert nothing["pays"] == "0.00"


def test_csv_amounts_stand_in_the_order_of_the_worksheet() -> None:
    (row,) = rows(line("c1/2022-11-01", amounts={"state_pays": 1, "charge": 2}))
    names = list(row)
    assert names.index("charge") < names.index("state_pays")


@pytest.mark.parametrize("start", ["=", "+", "-", "@"])
def test_a_csv_cell_is_never_a_formula(start: str) -> None:
    (row,) = rows(line(f"{start}cmd|' /C calc'!A0"))
    assert row["id"] == f"'{start}cmd|' /C calc'!A0"


def test_a_negative_number_stays_a_number() -> None:
    (row,) = rows(line("-12", pays=-350))
    assert (row["id"], row["pays"]) == ("-12", "-3.50")


def test_control_characters_do_not_reach_a_csv_cell() -> None:
    (row,) = rows(line("a\x1b[2Jb"))
    assert row["id"] == "a [2Jb"
