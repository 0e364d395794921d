"""Stops: what they stop, which ranks first, what is unknown, and that every claimed unit is accounted for."""

from __future__ import annotations

from care import (
    CITE,
    Care,
    attendance,
    both,
    cents,
    codes,
    during,
    eq,
    granted,
    gt,
    lit,
    missing,
    no,
    say,
    status,
    statuses,
)

from ccpolicy.model.policy import Citation, Waiver
from ccpolicy.model.types import MINUTES
from ccpolicy.values.absent import unknown

ID = "c1/2022-11-01"


def one_day(*coded: str) -> Care:
    care = attendance()
    care.claim()
    care.days(*(coded or ("2022-11-01 20",)))
    return care


def test_a_day_that_nothing_stops_is_paid() -> None:
    line = one_day().run().line(ID)
    assert (line.status, dict(line.claimed), dict(line.units), line.pays) == ("paid", {"full_day": 1}, {"full_day": 1}, 4000)
    assert line.keys == {"claim": "c1", "child": "ann", "date": "2022-11-01"}


def test_a_day_that_asks_for_nothing_has_no_line() -> None:
    assert [line.id for line in one_day().run().lines] == [ID]


def test_a_denial_says_why_and_where_it_is_written() -> None:
    care = one_day("2022-11-01 40")
    care.outcome("deny", "absent", "day", eq(care("day", "code"), "40"), say=say("Absent on ", care("day", "date"), ", code ", care("day", "code"), "."))
    reason = care.run().line(ID).reasons[0]
    assert (reason.code, reason.status, reason.text, reason.cites) == ("absent", "denied", "Absent on November 1, 2022, code absent.", CITE)
    assert (reason.unit, reason.amount, reason.rule) == ("full_day", 1, "absent")


def test_of_several_stops_denied_ranks_before_held_before_routed() -> None:
    care = one_day()
    care.outcome("route", "elsewhere", "day", lit(True), to="staff", asking=("the form",))
    routed = care.run().line(ID)
    care.outcome("hold", "wait", "day", lit(True))
    held = care.run().line(ID)
    care.outcome("deny", "never", "day", lit(True))
    denied = care.run().line(ID)
    assert [line.status for line in (routed, held, denied)] == ["routed", "held", "denied"]
    assert [(r.code, r.amount) for r in denied.reasons] == [("never", 1), ("wait", 0), ("elsewhere", 0)]
    assert (routed.reasons[0].to, routed.reasons[0].asking) == ("staff", ("the form",))


def test_a_stop_that_may_hold_leaves_the_day_held_and_names_what_is_needed() -> None:
    care = one_day()
    care.outcome("deny", "unsigned", "day", no(care("day", "signed")))
    reason = care.run().line(ID).reasons[0]
    assert (reason.code, reason.status, reason.rule) == ("needs_information", "held", "unsigned")
    assert reason.needs == ("field: day[c1/2022-11-01].signed",)
    assert reason.cites == CITE


def test_what_is_denied_anyway_needs_nothing_more() -> None:
    care = one_day()
    care.outcome("deny", "unsigned", "day", no(care("day", "signed")))
    care.outcome("deny", "never", "day", lit(True))
    assert codes(care.run(), ID) == ["never"]


def test_a_day_that_could_go_another_way_is_held_while_a_denial_is_unknown() -> None:
    care = one_day()
    care.outcome("deny", "unsigned", "day", no(care("day", "signed")))
    care.outcome("route", "elsewhere", "day", lit(True))
    line = care.run().line(ID)
    assert line.status == "held"
    assert [(r.code, r.amount) for r in line.reasons] == [("needs_information", 1), ("elsewhere", 0)]


def test_a_stop_on_the_claim_stops_its_days_and_no_other_claims() -> None:
    care = one_day("2022-11-01 20", "2022-11-02 20")
    care.claim("c2", child="bea")
    care.days("2022-11-01 20", claim="c2")
    care.outcome("deny", "never_sent", "claim", missing(care("claim", "submitted")))
    care.rows["claim"][1].values["submitted"] = during("2022-12-01").period.start  # type: ignore[index]
    found = care.run()
    assert {line.id: line.status for line in found.lines} == {ID: "denied", "c1/2022-11-02": "denied", "c2/2022-11-01": "paid"}


def test_a_stop_on_a_providers_day_stops_that_date_for_all_children() -> None:
    care = one_day("2022-11-01 20", "2022-11-02 20")
    care.claim("c2", child="bea")
    care.days("2022-11-01 20", claim="c2")
    first = eq(care("provider_day", "date"), during("2022-11-01").period.start)
    care.outcome("deny", "closed", "provider_day", first)
    found = care.run()
    assert {line.id: line.status for line in found.lines} == {ID: "denied", "c1/2022-11-02": "paid", "c2/2022-11-01": "denied"}


def test_a_stop_holds_only_in_its_version() -> None:
    care = one_day("2022-11-01 20", "2022-11-02 20", "2022-11-03 20")
    care.outcome("deny", "closed", "day", lit(True), version=during("2022-11-02", "2022-11-02"))
    assert list(statuses(care.run()).values()) == ["paid", "denied", "paid"]


def test_a_waiver_switches_a_stop_off_where_and_while_it_holds() -> None:
    care = one_day("2022-11-01 20", "2022-11-02 20", "2022-11-03 40")
    waiver = Waiver("relief", "closed", eq(care("day", "code"), "20"), during("2022-11-02"), CITE)
    care.outcome("deny", "closed", "day", lit(True), waivers=(waiver,))
    assert list(statuses(care.run()).values()) == ["denied", "paid", "denied"]


def test_a_waiver_that_may_hold_leaves_the_day_held() -> None:
    care = one_day()
    care.outcome("deny", "closed", "day", lit(True), waivers=(Waiver("relief", "closed", care("day", "signed"), during(None), CITE),))
    assert codes(care.run(), ID) == ["needs_information"]


def two_units() -> Care:
    care = Care()
    care.ask((lit(1), "full_day"), (care("day", "care"), "hour"), where=eq(care("day", "code"), "20"))
    care.pay("daily", cents(4000))
    care.claim()
    care.days("2022-11-01 20", care=105)
    return care


def test_one_day_can_ask_for_a_day_and_an_hour_and_three_quarters() -> None:
    line = two_units().run().line(ID)
    assert {unit: str(amount) for unit, amount in line.units.items()} == {"full_day": "1", "hour": "7/4"}


def test_a_stop_for_one_unit_type_leaves_the_other_paid() -> None:
    care = two_units()
    care.outcome("deny", "no_hours", "day", gt(care("day", "care"), lit(100, MINUTES)), unit="hour")
    line = care.run().line(ID)
    assert (line.status, dict(line.units)) == ("partly_paid", {"full_day": 1})
    assert [(r.code, r.unit, str(r.amount)) for r in line.reasons] == [("no_hours", "hour", "7/4")]


def test_parts_that_are_stopped_differently_show_the_higher_rank() -> None:
    care = two_units()
    care.outcome("hold", "wait", "day", lit(True), unit="hour")
    care.outcome("deny", "never", "day", lit(True), unit="full_day")
    assert care.run().line(ID).status == "denied"


def test_an_unknown_claimed_amount_is_held_for_want_of_it() -> None:
    care = Care()
    care.ask((care("claim", "hours"), "hour"), grain="claim")
    care.pay("hourly", cents(100), grain="claim")
    care.claim()
    line = care.run().lines[0]
    assert (line.status, dict(line.claimed), line.reasons[0].needs) == ("held", {}, ("field: claim[c1].hours",))
    care.outcome("deny", "never", "claim", lit(True))
    denied = care.run().lines[0]
    assert (denied.status, [r.code for r in denied.reasons]) == ("denied", ["never"])


def test_whether_a_day_asks_at_all_can_be_unknown() -> None:
    care = attendance()
    care.claim()
    care.row("day", ID, code=unknown("field", "day[c1/2022-11-01].code"))
    line = care.run().line(ID)
    assert (line.status, line.reasons[0].code) == ("held", "needs_information")


def test_a_day_outside_the_policys_period_is_not_covered() -> None:
    care = attendance()
    care.claim(month="2021-12")
    care.claim("c2", month="2022-01")
    care.days("2021-12-31 20")
    care.days("2022-01-01 20", claim="c2")
    found = care.run()
    assert statuses(found) == {"2021-12-31": "held", "2022-01-01": "paid"}
    assert found.lines[0].reasons[0].needs[0].startswith("not_covered: ")


def test_payable_is_claimed_and_stopped_by_nothing_that_does_not_itself_read_payable() -> None:
    care = one_day("2022-11-01 20", "2022-11-02 40", "2022-11-03 20")
    care.outcome("deny", "absent", "day", eq(care("day", "code"), "40"))
    third = eq(care("day", "date"), during("2022-11-03").period.start)
    care.outcome("deny", "third", "day", both(status("payable"), third), reads_payable=True)
    for item in ("claimed", "payable", "paid"):
        care.fact("day", f"is_{item}", status(item))
    found = care.run()
    assert [found.facts["day", f"c1/2022-11-0{d}", "is_payable"] for d in (1, 2, 3, 4)] == [True, False, True, False]
    assert [found.facts["day", f"c1/2022-11-0{d}", "is_paid"] for d in (1, 2, 3, 4)] == [True, False, False, False]
    assert [found.facts["day", f"c1/2022-11-0{d}", "is_claimed"] for d in (1, 2, 3, 4)] == [True, True, True, False]


def test_payable_is_unknown_where_only_an_unknown_stop_could_prevent_it() -> None:
    care = one_day()
    care.outcome("deny", "unsigned", "day", no(care("day", "signed")))
    care.fact("day", "is_payable", status("payable"))
    value = care.run().facts["day", ID, "is_payable"]
    assert {need.what for need in value.needs} == {"day[c1/2022-11-01].signed"}


def test_a_stop_without_a_citation_of_its_own_shows_that_of_its_allowance() -> None:
    care = one_day("2022-11-01 40")
    care.allowance("absences", "day", lit(0), where=eq(care("day", "code"), "40"))
    care.outcome("deny", "absences_used", "day", granted("absences"), parent="absences", cites=())
    assert care.run().line(ID).reasons[0].cites == (Citation("handbook", "Payment"),)
