"""The reasons of a caseload: money counted once in all and under each reason, nothing unknown told as zero."""

from __future__ import annotations

import csv
import io
import json
from datetime import date
from functools import cache
from pathlib import Path

import pytest

import ccpolicy
from ccpolicy.explain import reasons as reasons_module
from ccpolicy.explain.reasons import Reason, Reasons
from ccpolicy.front import Result
from lessons import determined, lesson

EXAMPLES = Path(__file__).parents[2] / "examples"
TODAY = date(2022, 12, 1)


@cache
def month(policy: str, folder: str) -> Result:
    document = json.loads((EXAMPLES / folder / "month.json").read_text(encoding="utf-8"))
    return ccpolicy.load(policy).determine(document)


def named(found: Reasons, code: str) -> Reason:
    (reason,) = [each for each in found.reasons if each.code == code]
    return reason


@pytest.mark.parametrize(
    ("policy", "folder", "code", "lines", "cents"),
    [
        # leo's fourteen paid days come to $406.00, $29.00 each; eight more are refused.
        ("ky_ccap", "ky", "discontinued", 8, 8 * 2900),
        # cora is paid $714.00 for 21 days, $34.00 each.
        ("ky_ccap", "ky", "absences_used", 1, 3400),
        # kate's other 21 days pay $756.00, $36.00 each; mia's full days pay $31.00.
        ("ky_ccap", "ky", "holidays_used", 2, 3600 + 3100),
        # The README of the month: jo, as ada, $50 and 20 percent less a fee of $1, on six days.
        ("mo_ccois", "mo", "not_confirmed", 6, 6 * 5900),
        # gus's ten paid units pay $570.00.
        ("mo_ccois", "mo", "over_authorized", 2, 2 * 5700),
        # Days paid, by the README: beto at $47.70, dora at $42.00, hana at $40.50.
        ("az_cces", "az", "absences_used", 1, 4770),
        ("az_cces", "az", "absence_alone", 2, 2 * 4200),
        ("az_cces", "az", "already_submitted", 5, 5 * 4050),
    ],
)
def test_the_money_at_stake_is_what_such_days_pay(policy: str, folder: str, code: str, lines: int, cents: int) -> None:
    reason = named(month(policy, folder).reasons(), code)
    assert (reason.sum.lines, reason.sum.money, reason.sum.unknown) == (lines, cents, 0)


def test_what_is_at_stake_is_what_a_line_pays_once_it_is_lifted() -> None:
    result = month("ky_ccap", "ky")
    after = result.assume({"notice[cert-leo/discontinuance/2022-11-08].effective_on": "2022-11-22"})
    (paid,) = [new.pays for old, new in after.lines if new is not None and new.id == "leo-2022-11/2022-11-21"]
    assert paid == named(result.reasons(), "discontinued").sum.money / 8


def test_days_whose_amount_needs_something_are_counted_apart_and_never_as_zero() -> None:
    found = month("az_cces", "az").reasons()
    assert [named(found, code).sum.unknown for code in ("yellow", "red", "no_times")] == [1, 1, 1]
    assert (found.total.sum.money, found.total.sum.unknown) == (88000 + 20250 + 8400 + 4770, 3)
    assert '"money": "0.00"' not in json.dumps(found.to_dict()["total"])


def test_a_line_counts_under_each_of_its_reasons_and_once_in_the_total() -> None:
    found = determined(lesson("a", cold="3:00", closed=True), lesson("b", day=2, closed=True)).reasons()
    assert [(each.code, each.sum.lines, each.sum.money, dict(each.units)) for each in found.reasons] == [
        ("pool_closed", 2, 2500, {"lesson": 2}), ("too_cold", 1, 1250, {"lesson": 1}),
    ]
    assert (found.total.sum.lines, found.total.sum.money, found.total.claims) == (2, 2500, 2)


def test_the_reasons_stand_in_order_of_money() -> None:
    for policy, folder in (("ky_ccap", "ky"), ("mo_ccois", "mo"), ("az_cces", "az")):
        sums = [each.sum.money for each in month(policy, folder).reasons().reasons]
        assert sums == sorted(sums, reverse=True)
        assert len(sums) > 1


def test_without_a_day_nothing_is_asked_of_what_can_be_mended() -> None:
    found = determined(lesson("a", cold="3:00")).reasons()
    assert (found.reasons[0].asked, found.reasons[0].mends) == (0, ())
    assert found.to_dict()["total"]["mendable"] is None  # type: ignore[index]


def test_what_can_be_mended_is_told_by_whom_and_summed_once() -> None:
    found = determined(
        lesson("a", cold="3:00"), lesson("b", day=2, closed=True), lesson("c", day=3, cold="3:00", closed=True)
    ).reasons(today=TODAY)
    assert {(mend.who, mend.sum.money) for mend in found.total.mends} == {
        ("teacher", 1250), ("office", 1250), ("office and teacher", 1250)
    }
    assert found.total.mendable.money == 3750
    assert named(found, "too_cold").mendable.money == 2500


@pytest.mark.parametrize(("today", "who", "until"), [("2026-10-31", "provider", "2026-10-31"), ("2026-11-01", "agency", None)])
def test_the_last_day_for_a_change_still_counts_and_the_day_after_it_does_not(today: str, who: str, until: str | None) -> None:
    """beto's third absence: the provider may correct an absence by 31 October, the agency a certificate at any time."""
    result = month("az_cces", "az")
    (line,) = [line for line in result.lines if line.id == "beto/2026-01-22"]
    from ccpolicy.engine.remedies import mending

    changes = mending(result.policy, result.caseload, result.determination, line, date.fromisoformat(today))
    assert changes is not None
    assert {change.party.code for change in changes} == {who}
    assert [str(change.until.due) if change.until else None for change in changes] == [until]


def test_many_lines_are_asked_for_those_of_their_claim_with_the_same_reasons(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reasons_module, "MOST_EACH", 1)
    told: list[tuple[int, int]] = []
    result = month("ky_ccap", "ky")
    from ccpolicy.engine.remedies import mending

    def ask(line: ccpolicy.Line) -> object:
        return mending(result.policy, result.caseload, result.determination, line, TODAY)

    leo = [line for line in result.lines if line.id.startswith("leo")]
    from attrs import evolve

    only = evolve(result.determination, lines=tuple(leo))
    found = reasons_module.reasons_of(only, result.policy, TODAY, ask, progress=lambda at, of: told.append((at, of)))  # type: ignore[arg-type]
    assert told == [(1, 1)]
    assert (found.alike, found.total.asked, found.total.mendable.money) == (True, 8, 8 * 2900)


def test_beyond_the_bound_lines_are_counted_as_not_looked_into(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reasons_module, "MOST_EACH", 0)
    monkeypatch.setattr(reasons_module, "MOST_ASKED", 1)
    found = determined(lesson("a", cold="3:00"), lesson("b", day=2, cold="3:00", price="20.00")).reasons(today=TODAY)
    assert (found.total.asked, found.total.mendable.money) == (1, 2000)
    assert "Not looked into: 1 lines, those with the least money at stake." in found.notes


def test_a_caseload_that_is_paid_says_so() -> None:
    found = determined(lesson("a")).reasons(today=TODAY)
    assert found.reasons == ()
    assert "Every line is paid." in found.to_html()
    assert len(found.to_csv().splitlines()) == 1


def test_the_same_caseload_gives_the_same_bytes() -> None:
    def made() -> tuple[str, str, str]:
        found = determined(lesson("a", cold="3:00"), lesson("b", day=2, closed=True)).reasons(today=TODAY)
        return found.to_json(), found.to_csv(), found.to_html()

    assert made() == made()


def test_the_csv_has_a_row_for_each_reason() -> None:
    found = determined(lesson("a", cold="3:00"), lesson("b", day=2, closed=True, price="1.00")).reasons(today=TODAY)
    rows = list(csv.DictReader(io.StringIO(found.to_csv())))
    assert [(row["code"], row["not_paid_lesson"], row["money"], row["mendable"], row["who"]) for row in rows] == [
        ("too_cold", "1", "12.50", "12.50", "teacher"), ("pool_closed", "1", "1.00", "1.00", "office"),
    ]


def test_in_spanish_the_figures_are_the_same() -> None:
    result = determined(lesson("a", cold="3:00"))
    there, here = result.reasons(today=TODAY, lang="es"), result.reasons(today=TODAY)
    assert [each.sum for each in there.reasons] == [each.sum for each in here.reasons]
    assert "No se pagan por completo" in there.to_html()
    assert '<html lang="es">' in there.to_html()
