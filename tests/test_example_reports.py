"""The reports of the example months say what the examples' own pages say, and what can be counted in their rows by hand."""

from __future__ import annotations

import csv
import json
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import ccpolicy
from ccpolicy.explain.pages import ListBlock, StripBlock, TableBlock

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "bench"))

from peers import plain  # noqa: E402

Rows = list[dict[str, str]]


@cache
def document(example: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((ROOT / "examples" / f"{example}.json").read_text(encoding="utf-8"))
    return found


@cache
def result(example: str) -> ccpolicy.Result:
    return ccpolicy.load(ROOT / "policies" / example.partition("/")[0]).determine(document(example))


def pages(example: str, name: str) -> Iterator[tuple[dict[str, str], list[Rows], list[dict[str, str]]]]:
    """Each page: the values of its lists and its key by label, its tables by label, and their totals."""
    report = result(example).report(name)
    for page in report.pages:
        told = {heading.label: cell.plain for heading, cell in zip(report.keys, page.keys, strict=True)}
        tables, totals = [], []
        for block in page.blocks:
            if isinstance(block, ListBlock):
                told |= {heading.label: cell.plain for heading, cell in block.items}
            elif isinstance(block, TableBlock):
                labels = [heading.label for heading in block.headings]
                tables.append([dict(zip(labels, (cell.plain for cell in row), strict=True)) for row in block.rows])
                totals.append(dict(zip(labels, (cell.plain for cell in block.totals))))
        yield told, tables, totals


def page(example: str, name: str) -> tuple[dict[str, str], list[Rows], list[dict[str, str]]]:
    (one,) = pages(example, name)
    return one


def boxes(text: str, claim: str) -> dict[str, list[str]]:
    """The calendar of one claim in a report's CSV, by date."""
    lines = list(csv.reader(text.splitlines()))
    start = next(at for at, line in enumerate(lines) if line and line[0] == f"Claim: {claim}" and line[1] in ("Calendar", "Attendance"))
    end = lines.index([], start)
    return {line[0]: line[1:] for line in lines[start + 2 : end]}


def november(year: int) -> list[date]:
    return [date(year, 11, 1) + timedelta(days=day) for day in range(30)]


# ------------------------------------------------------------------ Kentucky


def by_hand(example: str) -> dict[str, Counter[str]]:
    """Cents and days paid by claim, worked out by the program that shares nothing with the policies but the chart."""
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for id, (status, cents) in plain.pay_month(document(example), *plain.read_rates()).items():
        claim, _, day = id.partition("/")
        if day:
            found[claim]["cents"] += cents
            found[claim]["days"] += status == "paid"
    return found


def test_the_remittance_statement_has_for_each_child_what_the_month_by_hand_comes_to() -> None:
    told, (children,), (total,) = page("ky/month", "remittance")
    claims = {row["child"]: row["id"] for row in document("ky/month")["claim"]}
    wanted = {child: by_hand("ky/month")[claim] for child, claim in claims.items()}
    assert {row["The child"]: round(100 * float(row["Paid for the child"])) for row in children} == {
        child: counted["cents"] for child, counted in wanted.items()
    }
    assert {row["The child"]: int(row["Full days paid"]) + int(row["Part days paid"]) for row in children} == {
        child: counted["days"] for child, counted in wanted.items()
    }
    assert [row["Name"] for row in children] == sorted(row["Name"] for row in children)
    assert (told["Provider"], told["Month"]) == ("columbia", "2022-11")
    assert total["Paid for the child"] == told["Sent to the provider"] == "7652.00"


def test_the_statement_of_the_month_paid_by_enrollment_adds_up_to_what_its_page_says() -> None:
    _, _, (total,) = page("ky/month-enrollment", "remittance")
    assert total["Paid for the child"] == "7230.00"


def test_the_enrollment_fee_is_listed_and_the_bus_is_not() -> None:
    _, (fees,), (total,) = page("ky/month", "fees_paid")
    assert [(row["The child"], row["Which fee"]) for row in fees] == [("kate", "enrollment fee")]
    assert total["Enrollment fee paid"] == "60.00"


def test_each_billing_form_has_level_rate_copay_and_how_often_each_code_is_paid() -> None:
    forms = {told["The child"]: told for told, _, _ in pages("ky/month", "billing_form")}
    copays = {row["child"]: row["copay_per_day"] for row in document("ky/month")["authorization"]}
    assert {child: told["Copay"] for child, told in forms.items()} == {child: copays[child] for child in forms}
    ben = forms["ben"]
    assert (ben["Care level, first day"], ben["Care level, last day"]) == ("IN-1", "TD-1")
    assert (ben["Rate, first scheduled day"], ben["Rate, last scheduled day"]) == ("50.00", "45.00")
    cora = forms["cora"]
    assert (cora["Days paid by code 1"], cora["Days paid by code 40"]) == ("16", "5")  # 22 weekdays, six excused
    days = {claim: counted["days"] for claim, counted in by_hand("ky/month").items()}
    claims = {row["child"]: row["id"] for row in document("ky/month")["claim"]}
    for child, told in forms.items():
        assert sum(int(count) for label, count in told.items() if label.startswith("Days paid")) == days[claims[child]]


def test_the_calendar_of_a_form_has_the_schedule_and_the_exceptions_on_their_days() -> None:
    text = result("ky/month").report("billing_form").to_csv()
    certificate = next(row for row in document("ky/month")["authorization"] if row["child"] == "cora")
    entered = {row["date"]: row["entered_code"] for row in document("ky/month")["day"] if row["claim"] == "cora-2022-11"}
    codes = {"full_day": "1", "part_day": "2", None: ""}
    assert boxes(text, "cora-2022-11") == {
        str(day): [codes[certificate.get(f"{day:%A}".lower())], str(entered.get(str(day), "")), ""] for day in november(2022)
    }


# ------------------------------------------------------------------ Arizona


def test_the_daily_review_lists_who_was_there_without_an_electronic_in_and_out() -> None:
    rows = document("az/month")
    there = {(row["claim"], row["date"]) for row in rows["day"] if row.get("in_attendance")}
    there |= {(row["claim"], row["date"]) for row in rows["session"]}
    approved = {(row["sponsor"], row["child"]) for row in rows["sponsorship"] if row["approved"]}
    child = {row["id"]: row["child"] for row in rows["claim"]}
    signed = {
        (row["claim"], row["date"])
        for row in rows["session"]
        if row.get("arrived", "9") < row.get("departed", "") and row["source"] != "paper_sheet"
        and all((row.get(by), child[row["claim"]]) in approved for by in ("signed_in_by", "signed_out_by"))
    }
    wanted = sorted((day, child[claim]) for claim, day in there - signed)
    listed = sorted((row["Date"], row["The child"]) for _, (days,), _ in pages("az/month", "daily_review") for row in days)
    assert listed == wanted
    assert len(listed) == 5


def test_attendance_per_student_has_every_session_with_times_source_signers_and_corrections() -> None:
    rows = document("az/month")
    for told, (times, units), _ in pages("az/month", "attendance_per_student"):
        given = sorted((row for row in rows["session"] if row["claim"] == told["Claim"]), key=lambda row: row["date"])
        assert [(row["Date"], row["In"], row["Out"], row["Signed in by"], row["Corrected"][:16]) for row in times] == [
            (
                row["date"], (row.get("corrected_arrived") or row.get("arrived", ""))[11:],
                (row.get("corrected_departed") or row.get("departed", ""))[11:],
                row.get("signed_in_by", ""), row.get("corrected", ""),
            )
            for row in given
        ]
        assert {row["Recorded in"] for row in times} <= {"KinderSmart", "KinderSign", "KinderConnect"}
        absences = [row["date"] for row in rows["day"] if row["claim"] == told["Claim"] and "absence" in row]
        assert [row["Date"] for row in units if row["Absence"]] == absences


def test_the_errors_of_a_child_are_named_on_its_report() -> None:
    ana = next(tables[0] for told, tables, _ in pages("az/month", "attendance_per_student") if told["Claim"] == "ana")
    assert {row["Date"]: row["Error"] for row in ana if row["Error"]} == {
        "2026-01-13": "incomplete", "2026-01-20": "out_of_sequence",
    }


def test_the_payment_stubs_are_the_table_on_the_examples_page() -> None:
    paid = {"ana": 18, "beto": 19, "cleo": 20, "dora": 10, "eli": 20, "gus": 19, "hana": 15}
    units: Counter[str] = Counter()
    amounts: Counter[str] = Counter()
    heads = {}
    for told, (children,), _ in pages("az/month", "payment_stub"):
        heads[told["Provider"]] = (told["Paid in all"], told["Children"])
        for row in children:
            units[row["The child"]] += int(row["Full days"]) + int(row["Part days"])
            amounts[row["The child"]] += round(100 * float(row["Paid"]))
    assert units == paid
    assert amounts["ana"] == 18 * 6365
    assert amounts["hana"] == 15 * 4050
    assert sum(amounts.values()) == 506600
    assert heads == {"ocotillo": ("826.50", "1"), "saguaro": ("4239.50", "6")}


# ------------------------------------------------------------------ Missouri


def entered(claim: str) -> Counter[str]:
    """The codes of a claim by hand: what was typed, V on the holiday claimed in time, X everywhere for the box."""
    typed = {row["date"]: row["entered_code"] for row in document("mo/month")["day"] if row["claim"] == claim}
    boxed = next(row for row in document("mo/month")["claim"] if row["id"] == claim).get("absent_all_month", False)
    codes = {str(day): "X" if boxed else typed.get(str(day), "") for day in november(2025)}
    return Counter(filter(None, (codes | {"2025-11-27": "V"}).values()))


def test_fm5p_has_the_units_and_dollars_paid() -> None:
    told, (children,), (total,) = page("mo/month", "fm5p")
    dollars = {row["Child"]: row["Dollars paid, since 2025-10-01"] for row in children}
    assert dollars["Abbott, Ada"] == "1180.00"  # twenty units of $59
    assert dollars["Ellis, Emil"] == "600.00"  # ten days before the first absence
    assert dollars["Frost, Fay"] == "0.00"
    assert total["Dollars paid, since 2025-10-01"] == "7210.55"
    assert [row["Child"] for row in children if row["Status"] == "NOA"] == ["Ellis, Emil", "Frost, Fay"]
    assert told["Paid by check or direct deposit"] == "direct deposit"


def test_fm6r_has_the_units_entered_the_absences_and_y_for_either_box() -> None:
    for told, _, _ in pages("mo/month", "fm6r"):
        codes = entered(told["Claim"])
        labels = {"Full-time days entered": "FULL", "Half-time days entered": "HALF", "Part-time days entered": "PART",
                  "Absences": "X", "Holidays": "V"}
        assert {label: int(told[label]) for label in labels} == {label: codes[code] for label, code in labels.items()}
        assert (told["Absent All Month"] == "Y") == (told["Claim"] == "fay-2025-11")
        assert (told["Child Left Care"] == "Y") == (told["Claim"] == "emil-2025-11")


def test_the_two_views_differ_where_what_was_entered_is_not_what_is_paid() -> None:
    """Gus: eleven days entered, ten authorized and paid. Ada: nineteen entered, twenty paid, the holiday with them."""
    paid = {row["Child"]: row["Full, day"] for row in page("mo/month", "fm5p")[1][0]}
    typed = {told["Child"]: told["Full-time days entered"] for told, _, _ in pages("mo/month", "fm6r")}
    assert (paid["Gray, Gus"], typed["Gray, Gus"]) == ("10", "11")
    assert (paid["Abbott, Ada"], typed["Abbott, Ada"]) == ("20", "19")


def test_the_invoice_lists_the_children_by_the_alphabet_with_the_codes_of_their_days() -> None:
    (sheet,) = result("mo/month").report("invoice").pages
    strip = sheet.blocks[-1]
    assert isinstance(strip, StripBlock)
    (month,) = strip.months
    names = [line.by.text for line in month.lines]
    assert names == sorted(row["name"] for row in document("mo/month")["child"])
    claims = {row["child"]: row["id"] for row in document("mo/month")["claim"]}
    owners = {row["name"]: claims[row["id"]] for row in document("mo/month")["child"]}
    for line in month.lines:
        assert Counter(cell.text for cell in line.cells if cell.text) == entered(owners[line.by.text])
    assert [cell.text for cell in month.lines[0].cells][:3] == ["", "", "FULL"]


def test_the_summary_says_what_is_confirmed_and_what_is_still_missing() -> None:
    told, (children,), _ = page("mo/month", "submission")
    assert {row["Child"]: row["State"] for row in children if row["State"] != "confirmed"} == {"Jones, Jo": "not submitted again"}
    assert (told["Children entered"], told["Still available"]) == ("10", "no")
    assert {row["Child"]: (row["Full"], row["Absent"]) for row in children}["Ellis, Emil"] == ("10", "5")


# ------------------------------------------------------------------ all of them


@pytest.mark.parametrize("example", ["ky/month", "ky/month-enrollment", "az/month", "mo/month"])
def test_every_report_of_an_example_knows_all_it_shows(example: str) -> None:
    """The examples are complete: nothing on their reports is not known."""
    for name in ccpolicy.load(ROOT / "policies" / example.partition("/")[0]).reports:
        report = result(example).report(name)
        assert report.pages
        assert [note for page in report.pages for note in page.notes] == []
