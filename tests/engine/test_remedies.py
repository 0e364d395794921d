"""What would have a line paid: sentences about the rules of the three states, expectations worked out by hand."""

from __future__ import annotations

import copy
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import ccpolicy
from ccpolicy.engine.remedies import Remedies
from ccpolicy.records.read import load_document
from ccpolicy.values.absent import MISSING, Unknown

ROOT = Path(__file__).parents[2]
KENTUCKY = load_document(ROOT / "policies" / "ky" / "cases" / "holidays.yaml")["base"]
"""Two children at one center in November 2022, every weekday a full day: $40 at most, $5 of copay."""
TODAY = date(2023, 6, 21)


def rows(document: dict[str, Any], **changed: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """The document with these values in rows of these kinds, by id."""
    made = copy.deepcopy(document)
    for kind, by_id in changed.items():
        for row in made[kind]:
            row.update(by_id.get(row["id"], {}))
    return made


def kentucky(line: str, today: date = TODAY, day: Any = (), posting: Any = (), **changed: Any) -> Remedies:
    document = {**rows(KENTUCKY, **changed), "day": list(day), "posting": list(posting)}
    return ccpolicy.load("ky_ccap").determine(document).remedies(line, today=today)


def example(name: str, policy: str, line: str, **changed: Any) -> Remedies:
    document = json.loads((ROOT / "examples" / name).read_text(encoding="utf-8"))
    return ccpolicy.load(policy).determine(rows(document, **changed)).remedies(line, today=TODAY)


def told(found: Remedies) -> list[list[tuple[str, Any, str]]]:
    """Each way as place, new value and party."""
    return [[(f"{c.at[0]}[{c.at[1]}].{c.at[2]}", c.after, c.party.code) for c in way.changes] for way in found.ways]


def holiday(number: int) -> dict[str, Any]:
    day = f"2022-{number:02d}-15"
    return {"allowance": "holidays", "per": {"provider": "p1"}, "window": "2022", "spender": f"p1/{day}", "date": day,
            "amount": "1", "state": "granted", "claim": f"earlier-{number}"}  # fmt: skip


@pytest.mark.parametrize(("today", "passed"), [(date(2023, 2, 28), False), (date(2023, 3, 1), True)])
def test_a_late_form_would_be_paid_had_it_come_on_the_ninetieth_day(today: date, passed: bool) -> None:
    """November ends on the 30th; ninety days on is 28 February 2023."""
    found = kentucky("c1/2022-11-14", today, claim={"c1": {"submitted": "2023-06-20"}})
    assert told(found)[0] == [("claim[c1].submitted", date(2023, 2, 28), "provider")]
    until = found.ways[0].changes[0].until
    assert until is not None
    assert (until.name, until.due, until.inclusive) == ("billing_window", date(2023, 2, 28), True)
    assert until.passed is found.ways[0].passed is passed
    assert found.ways[0].line.pays == 3500


def test_the_last_day_in_time_needs_nothing_and_the_day_after_does() -> None:
    in_time = kentucky("c1/2022-11-14", claim={"c1": {"submitted": "2023-02-28"}})
    assert (in_time.line.status, in_time.ways, in_time.final) == ("paid", (), ())
    assert kentucky("c1/2022-11-14", claim={"c1": {"submitted": "2023-03-01"}}).line.status == "denied"


def test_a_signature_that_is_lacking_is_the_parents_to_give() -> None:
    found = kentucky("c1/2022-11-14", authorization={"a1": {"parent_signature": "unsigned"}})
    assert told(found) == [[("authorization[a1].parent_signature", "by_hand", "parent")]]
    until = found.ways[0].changes[0].until
    assert until is not None
    assert (until.name, until.due, until.passed) == ("certificate_return", date(2022, 9, 30), True)


def test_two_signatures_that_are_lacking_are_two_changes_and_neither_alone_is_told() -> None:
    unsigned = {"a1": {"parent_signature": "unsigned", "provider_signature": "electronic"}}
    assert told(kentucky("c1/2022-11-14", authorization=unsigned)) == [[
        ("authorization[a1].parent_signature", "by_hand", "parent"),
        ("authorization[a1].provider_signature", "by_hand", "provider"),
    ]]  # fmt: skip


def test_two_reasons_that_have_nothing_to_do_with_each_other_need_two_changes() -> None:
    found = kentucky("c1/2022-11-14", claim={"c1": {"submitted": "2023-06-20"}},
                     authorization={"a1": {"parent_signature": "unsigned"}})
    assert told(found)[0] == [
        ("authorization[a1].parent_signature", "by_hand", "parent"),
        ("claim[c1].submitted", date(2023, 2, 28), "provider"),
    ]


def test_what_nobody_said_is_asked_of_whoever_has_it() -> None:
    """Code 45 rests on written proof, which the provider keeps."""
    found = kentucky("c1/2022-11-08", day=[{"claim": "c1", "date": "2022-11-08", "entered_code": 45}])
    ways = told(found)
    assert [("day[c1/2022-11-08].proof", True, "provider")] in ways
    (proof,) = [way.changes[0] for way in found.ways if way.changes[0].at[2] == "proof"]
    assert isinstance(proof.before, Unknown)


def test_of_eleven_holidays_any_of_the_earlier_ones_may_be_no_holiday() -> None:
    """Nine are in history; the 11th is the tenth, the 24th the eleventh. The 11th coded otherwise leaves room for it."""
    days = [{"claim": "c1", "date": f"2022-11-{day}", "entered_code": 43} for day in (11, 24)]
    found = kentucky("c1/2022-11-24", day=days, posting=[holiday(number) for number in range(1, 10)])
    assert found.line.reasons[0].code == "holidays_used"
    assert "day[c1/2022-11-11].entered_code" in {way[0][0] for way in told(found) if len(way) == 1}


def test_one_holiday_fewer_is_not_enough_when_two_are_too_many() -> None:
    """Ten in history by other claims: no row of this month can give one back, only the day itself can be coded otherwise."""
    days = [{"claim": "c1", "date": f"2022-11-{day}", "entered_code": 43} for day in (11, 24)]
    found = kentucky("c1/2022-11-24", day=days, posting=[holiday(number) for number in range(1, 11)])
    assert {way[0][0] for way in told(found) if len(way) == 1} == {
        "day[c1/2022-11-24].entered_code", "day[c1/2022-11-24].worker_code",
    }


def test_a_day_after_the_authorization_could_be_paid_by_the_agency_alone() -> None:
    coded = [{"claim": "c1", "date": "2022-11-21", "entered_code": 1}]
    found = kentucky("c1/2022-11-21", day=coded, authorization={"a1": {"ends": "2022-11-18"}})
    assert told(found)[0] == [("authorization[a1].ends", date(2022, 11, 21), "agency")]
    assert {change.party.code for way in found.ways for change in way.changes} == {"agency"}


def test_nobody_can_change_how_old_a_child_is() -> None:
    """Nineteen on the third of November 2022: a birthday is a fact, and no other record bears on it."""
    found = kentucky("c1/2022-11-14", child={"kid": {"birth_date": "2003-11-03"}})
    assert found.ways == found.partly == ()
    assert [reason.code for reason in found.final] == ["over_age"]


def test_a_birthday_nobody_gave_is_asked_of_the_agency() -> None:
    found = kentucky("c1/2022-11-14", child={"kid": {"birth_date": {"unknown": "not on the form"}}})
    assert found.line.status == "held"
    assert "Day of birth, child kid (agency; not on the form)" in found.line.reasons[0].text
    assert {change.at for way in found.ways for change in way.changes} <= {("child", "kid", "birth_date")}


def test_six_things_that_are_lacking_are_more_than_four_changes() -> None:
    found = example("ky/month.json", "ky_ccap", "jack-2022-11/2022-11-01")
    assert found.ways == ()
    assert found.final == ()


def test_in_arizona_a_missing_time_out_is_the_providers_to_correct() -> None:
    found = example("az/month.json", "az_cces", "ana/2026-01-13")
    assert {change.party.code for way in found.ways for change in way.changes} == {"provider"}
    assert ("session", "ana-13", "corrected_departed") in {change.at for change in found.ways[0].changes}
    assert all(change.before is MISSING for way in found.ways for change in way.changes if "departed" in change.at[2])


def test_in_arizona_an_absence_beyond_those_allowed_is_paid_when_an_earlier_one_is_not_asked_for() -> None:
    found = example("az/month.json", "az_cces", "beto/2026-01-22")
    assert [("day[beto/2026-01-08].absence", MISSING, "provider")] in told(found)
    (way,) = [way for way in found.ways if way.changes[0].at == ("day", "beto/2026-01-08", "absence")]
    assert way.others == ("beto/2026-01-08",)


def test_in_missouri_the_agency_can_authorize_the_unit_that_is_one_too_many() -> None:
    found = example("mo/month.json", "mo_ccois", "gus-2025-11/2025-11-17")
    assert [("authorized[auth-gus/full/daytime].a_month", 11, "agency")] in told(found)


def test_in_missouri_an_invoice_never_confirmed_waits_for_the_provider() -> None:
    found = example("mo/month.json", "mo_ccois", "jo-2025-11/2025-11-03")
    assert [[place for place, _, _ in way] for way in told(found)] == [["claim[jo-2025-11].confirmed"]]


def test_a_change_notice_that_was_never_sent_would_take_the_discontinuance_back() -> None:
    """Leo's letter of 8 November stops payment from the 21st on; a DCC-94.1 within ten days takes it back."""
    found = example("ky/month.json", "ky_ccap", "leo-2022-11/2022-11-21")
    (change,) = found.ways[1].changes
    assert (change.at, change.is_row, change.party.code) == (("notice", "cert-leo/change/2022-11-08", ""), True, "agency")
    assert change.after == (("authorization", "cert-leo"), ("kind", "change"), ("sent_on", date(2022, 11, 8)))
    assert found.ways[1].others == tuple(f"leo-2022-11/2022-11-{day}" for day in (22, 23, 24, 25, 28, 29, 30))


def test_a_charge_that_was_never_filed_is_the_providers_to_file() -> None:
    """Without a charge for a full day at the child's care level nothing can be worked out; with one it is paid."""
    document = {**rows(KENTUCKY), "charge": [], "day": [], "posting": []}
    found = ccpolicy.load("ky_ccap").determine(document).remedies("c1/2022-11-14", today=TODAY)
    (change,) = next(way.changes for way in found.ways if way.changes[0].is_row)
    assert change.at[0] == "charge"
    assert change.party.code == "provider"
    filed = dict(change.after)
    assert (filed["provider"], filed["day_length"], filed["starts"]) == ("p1", "full_day", date(2022, 11, 14))
    assert filed.keys() == {"provider", "care_level", "day_length", "starts", "amount"}, "what need not be said is left out"


def test_a_holiday_nobody_claimed_is_told_with_the_time_it_needs() -> None:
    """A holiday counts from when it was claimed; a row that does not say when would be held."""
    found = example("mo/month.json", "mo_ccois", "emil-2025-11/2025-11-17")
    (change,) = next(way.changes for way in found.ways if way.changes[0].is_row)
    assert change.at == ("holiday_claim", "W-2025-11/2025-11-17", "")
    assert [name for name, _ in change.after] == ["invoice", "date", "claimed"]


def test_a_row_whose_name_would_have_to_be_made_up_is_not_tried() -> None:
    """A session is known by an id of the provider's own."""
    found = example("az/month.json", "az_cces", "gus/2026-01-15")
    assert found.ways
    assert not [change for way in found.ways for change in way.changes if change.is_row]


def test_the_same_question_has_the_same_answer() -> None:
    assert told(example("az/month.json", "az_cces", "ana/2026-01-20")) == told(
        example("az/month.json", "az_cces", "ana/2026-01-20")
    )


def test_no_way_has_more_than_four_changes_and_there_are_at_most_five() -> None:
    found = example("ky/month.json", "ky_ccap", "cora-2022-11/2022-11-14")
    assert len(found.ways) == 5
    assert found.cut
    assert all(1 <= len(way.changes) <= 4 for way in found.ways)
