"""Allowances: who is granted how much of a limit, in which order, with what history."""

from __future__ import annotations

from typing import Any

from care import (
    Care,
    attendance,
    both,
    by,
    cents,
    codes,
    column,
    day,
    eq,
    granted,
    lit,
    missing,
    no,
    record,
    say,
    statuses,
)

from ccpolicy.engine.determination import Determination, Posting
from ccpolicy.model.expr import Aggregate, ReadAllowance, ReadField, Rows
from ccpolicy.model.policy import Allowance, Asked, Asks, WindowOf
from ccpolicy.model.types import DATE, MONEY, NUMBER, YES_NO, RowOf
from ccpolicy.records.caseload import PostingRow
from ccpolicy.values.absent import MISSING, unknown

TEXT = (
    "Absence ", granted("absences", "number"), ": ", granted("absences", "used"), " of ", granted("absences", "limit"),
    " used, ", granted("absences", "left"), " left (", granted("absences", "spenders"), ").",
)


def absences(limit: int = 2, kind: str = "month", **more: Any) -> Care:
    """Days coded 40 are absences; so many a month are paid per child, the rest denied."""
    care = attendance()
    more.setdefault("per", (("child", care("day", "claim.child")),))
    care.allowance("absences", "day", lit(limit), where=eq(care("day", "code"), "40"), window=WindowOf(kind), **more)
    care.outcome("deny", "absences_used", "day", granted("absences"), parent="absences", say=say(*TEXT))
    care.claim()
    return care


def posted(care: Care, on: str, claim: str = "c0", **more: Any) -> PostingRow:
    values: dict[str, Any] = {
        "allowance": "absences", "per": {"child": "ann"}, "window": on[:7], "spender": f"{claim}/{on}", "date": day(on),
        "claim": claim, **more,
    }
    row = PostingRow(**values)
    care.history = [*(care.history or []), row]
    return row


def as_history(found: Determination) -> list[PostingRow]:
    """The postings of a determination as the next one is given them."""
    return [_row(posting) for posting in found.postings]


def _row(posting: Posting) -> PostingRow:
    amount = str(posting.amount)
    return PostingRow(
        posting.allowance, posting.per, posting.window, posting.spender, posting.date or MISSING, amount, posting.state, posting.claim
    )


def test_the_last_day_within_the_limit_is_paid_and_the_next_is_not() -> None:
    care = absences()
    care.days("2022-11-03 40", "2022-11-01 40", "2022-11-02 40", "2022-11-04 20")
    found = care.run()
    assert statuses(found) == {"2022-11-01": "paid", "2022-11-02": "paid", "2022-11-03": "denied", "2022-11-04": "paid"}


def test_the_refusal_tells_number_use_limit_and_who_used_it() -> None:
    care = absences()
    care.days("2022-11-01 40", "2022-11-02 40", "2022-11-03 40")
    reason = care.run().line("c1/2022-11-03").reasons[0]
    assert reason.text == "Absence 3: 2 of 2 used, 0 left (November 1, 2022 and November 2, 2022)."
    assert (reason.unit, reason.amount, reason.status) == ("full_day", 1, "denied")


def test_order_decides_who_is_served_first() -> None:
    care = absences(1, order=by(ReadField(type=DATE, path=(), grain="day", name="date"), falling=True))
    care.days("2022-11-01 40", "2022-11-02 40")
    assert statuses(care.run()) == {"2022-11-01": "denied", "2022-11-02": "paid"}


def test_each_month_has_its_own_limit() -> None:
    care = absences(1)
    care.claim("c2", month="2022-12")
    care.days("2022-11-30 40")
    care.days("2022-12-01 40", "2022-12-02 40", claim="c2")
    assert statuses(care.run()) == {"2022-11-30": "paid", "2022-12-01": "paid", "2022-12-02": "denied"}


def test_a_week_runs_over_the_turn_of_the_month() -> None:
    care = absences(1, "week")
    care.claim("c2", month="2022-12")
    care.days("2022-11-30 40")
    care.days("2022-12-03 40", "2022-12-04 40", claim="c2")
    assert statuses(care.run()) == {"2022-11-30": "paid", "2022-12-03": "denied", "2022-12-04": "paid"}


def test_a_year_can_start_in_july() -> None:
    care = attendance()
    care.allowance(
        "absences", "day", lit(1), where=eq(care("day", "code"), "40"), window=WindowOf("year_from", month=7, day=1),
        per=(("child", care("day", "claim.child")),),
    )
    care.outcome("deny", "absences_used", "day", granted("absences"), parent="absences")
    care.claim("c1", month="2022-06")
    care.claim("c2", month="2022-07")
    care.days("2022-06-30 40")
    care.days("2022-07-01 40", "2022-07-02 40", claim="c2")
    found = care.run()
    assert statuses(found) == {"2022-06-30": "paid", "2022-07-01": "paid", "2022-07-02": "denied"}
    assert [posting.window for posting in found.postings] == ["2021-07-01", "2022-07-01"]


def test_a_calendar_year_starts_on_the_first_of_january() -> None:
    care = absences(1, "calendar_year")
    care.claim("c2", month="2023-01")
    care.days("2022-11-30 40")
    care.days("2023-01-01 40", "2023-01-02 40", claim="c2")
    assert statuses(care.run()) == {"2022-11-30": "paid", "2023-01-01": "paid", "2023-01-02": "denied"}


def rolling(care_day: str) -> str:
    care = attendance()
    care.allowance(
        "absences", "day", lit(1), where=eq(care("day", "code"), "40"), window=WindowOf("rolling", months=12),
        per=(("child", care("day", "claim.child")),),
    )
    care.outcome("deny", "absences_used", "day", granted("absences"), parent="absences")
    care.claim("c1", month=care_day[:7])
    posted(care, "2022-05-10", window="")
    care.days(f"{care_day} 40")
    return care.run().lines[0].status


def test_twelve_months_back_from_a_day_end_with_the_day_a_year_ago_that_no_longer_counts() -> None:
    assert rolling("2023-05-09") == "denied"
    assert rolling("2023-05-10") == "paid"


def test_tiles_start_at_an_anchor_that_each_row_tells() -> None:
    care = attendance()
    anchor = ReadField(type=DATE, path=("claim", "provider"), grain="provider", name="open_since")
    care.allowance(
        "absences", "day", lit(1), where=eq(care("day", "code"), "40"), window=WindowOf("every", months=6, anchor=anchor),
        per=(("child", care("day", "claim.child")),),
    )
    care.outcome("deny", "absences_used", "day", granted("absences"), parent="absences")
    care.row("provider", "p1", open_since=day("2022-05-15"))
    care.claim("c1", month="2022-11")
    care.days("2022-11-13 40", "2022-11-14 40", "2022-11-15 40", "2022-11-16 40")
    found = care.run()
    assert statuses(found) == {
        "2022-11-13": "paid", "2022-11-14": "denied", "2022-11-15": "paid", "2022-11-16": "denied",
    }
    assert [posting.window for posting in found.postings] == ["2022-05-15", "2022-11-15"]


def test_an_anchor_that_is_not_there_leaves_the_day_held() -> None:
    care = attendance()
    anchor = ReadField(type=DATE, path=("claim", "provider"), grain="provider", name="open_since")
    care.allowance(
        "absences", "day", lit(1), where=eq(care("day", "code"), "40"), window=WindowOf("every", months=6, anchor=anchor),
    )
    care.outcome("deny", "absences_used", "day", granted("absences"), parent="absences")
    care.claim()
    care.days("2022-11-13 40")
    assert codes(care.run(), "c1/2022-11-13") == ["needs_information"]


# ---------------------------------------------------------------- who asks


def test_a_day_denied_for_another_reason_spends_nothing() -> None:
    care = absences(1, independent=("unsigned",))
    care.outcome("deny", "unsigned", "day", eq(care("day", "signed"), False))
    care.days("2022-11-01 40", signed=False)
    care.days("2022-11-02 40", signed=True)
    found = care.run()
    assert statuses(found) == {"2022-11-01": "denied", "2022-11-02": "paid"}
    assert [posting.spender for posting in found.postings] == ["c1/2022-11-02"]


def test_a_day_denied_for_another_reason_spends_all_the_same_if_the_policy_says_so() -> None:
    care = absences(1, independent=("unsigned",), even_when_denied=True)
    care.outcome("deny", "unsigned", "day", eq(care("day", "signed"), False))
    care.days("2022-11-01 40", signed=False)
    care.days("2022-11-02 40", signed=True)
    assert statuses(care.run()) == {"2022-11-01": "denied", "2022-11-02": "denied"}


def test_a_held_day_spends_as_reserved() -> None:
    care = absences(1, independent=("unsigned",))
    care.outcome("hold", "unsigned", "day", eq(care("day", "signed"), False))
    care.days("2022-11-01 40", signed=False)
    care.days("2022-11-02 40", signed=True)
    found = care.run()
    assert statuses(found) == {"2022-11-01": "held", "2022-11-02": "denied"}
    assert [(posting.spender, posting.state) for posting in found.postings] == [("c1/2022-11-01", "reserved")]


def test_an_unknown_asker_holds_those_after_it_and_not_those_before() -> None:
    care = absences(2)
    care.outcome("flag", "seen", "day", lit(False))
    care.days("2022-11-01 40", "2022-11-03 40")
    care.row("day", "c1/2022-11-02", code=unknown("field", "day[c1/2022-11-02].code"))
    found = care.run()
    assert statuses(found)["2022-11-01"] == "paid"
    line = found.line("c1/2022-11-03")
    assert line.status == "held"
    assert line.reasons[0].code == "needs_information"
    assert "undecided: whether day c1/2022-11-02 uses absences" in line.reasons[0].needs
    assert "field: day[c1/2022-11-02].code" in line.reasons[0].needs


def test_behind_an_unknown_asker_what_is_surely_used_up_refuses() -> None:
    care = absences(1)
    care.days("2022-11-01 40", "2022-11-03 40")
    care.row("day", "c1/2022-11-02", code=unknown("field", "day[c1/2022-11-02].code"))
    assert statuses(care.run())["2022-11-03"] == "denied"


def test_an_unknown_asker_of_another_child_holds_nobody() -> None:
    care = absences(1)
    care.claim("c2", child="bea")
    care.days("2022-11-03 40")
    care.row("day", "c2/2022-11-02", code=unknown("field", "x"))
    assert statuses(care.run())["2022-11-03"] == "paid"


def test_a_holiday_of_the_provider_counts_once_whatever_the_number_of_children() -> None:
    care = attendance()
    closed = Aggregate(type=YES_NO, op="any", rows=Rows((), "day", ("provider_day",)), value=eq(care("day", "code"), "43"))
    care.allowance(
        "holidays", "provider_day", lit(1), where=closed, per=(("provider", care("provider_day", "provider")),),
        window=WindowOf("calendar_year"), even_when_denied=True,
    )
    refused = granted("holidays", path=("provider_day",))
    care.outcome("deny", "holidays_used", "day", both(refused, eq(care("day", "code"), "43")), parent="holidays")
    care.claim("c1", child="ann")
    care.claim("c2", child="bea")
    care.days("2022-11-11 43", "2022-11-24 43", "2022-11-25 20")
    care.days("2022-11-11 43", "2022-11-24 20", claim="c2")
    found = care.run()
    assert {line.id: line.status for line in found.lines} == {
        "c1/2022-11-11": "paid", "c2/2022-11-11": "paid", "c1/2022-11-24": "denied", "c2/2022-11-24": "paid",
        "c1/2022-11-25": "paid",
    }
    assert [(p.spender, p.claim, dict(p.per)) for p in found.postings] == [("p1/2022-11-11", "c1", {"provider": "p1"})]


# ---------------------------------------------------------------- history


def test_what_earlier_runs_granted_counts() -> None:
    care = absences(2)
    posted(care, "2022-11-20")
    care.days("2022-11-01 40", "2022-11-02 40")
    found = care.run()
    assert statuses(found) == {"2022-11-01": "paid", "2022-11-02": "denied"}
    assert "Absence 3: 2 of 2 used" in found.line("c1/2022-11-02").reasons[0].text


def test_history_of_another_child_month_or_allowance_does_not_count() -> None:
    care = absences(1)
    posted(care, "2022-11-20", per={"child": "bea"})
    posted(care, "2022-10-20")
    posted(care, "2022-11-20", allowance="holidays")
    care.put("allowances", holidays=Allowance("holidays", grain="day", limit=lit(1), where=lit(False), spends_type=NUMBER))
    care.days("2022-11-01 40")
    assert statuses(care.run()) == {"2022-11-01": "paid"}


def test_without_history_a_grant_is_not_known_but_a_refusal_within_the_run_is() -> None:
    care = absences(1)
    care.history = None
    care.days("2022-11-01 40", "2022-11-02 40")
    found = care.run()
    assert statuses(found) == {"2022-11-01": "held", "2022-11-02": "held"}
    assert "history: earlier postings of absences" in found.line("c1/2022-11-01").reasons[0].needs
    zero = absences(0)
    zero.history = None
    zero.days("2022-11-01 40")
    assert statuses(zero.run()) == {"2022-11-01": "denied"}


def test_an_allowance_within_one_claim_needs_no_history() -> None:
    care = attendance()
    care.allowance(
        "absences", "day", lit(1), where=eq(care("day", "code"), "40"), per=(("claim", care("day", "claim")),),
        window=WindowOf("month"),
    )
    care.outcome("deny", "absences_used", "day", granted("absences"), parent="absences")
    care.claim()
    care.history = None
    care.days("2022-11-01 40", "2022-11-02 40")
    assert statuses(care.run()) == {"2022-11-01": "paid", "2022-11-02": "denied"}


def test_a_claim_run_again_spends_nothing_twice() -> None:
    care = absences(2)
    care.days("2022-11-01 40", "2022-11-02 40", "2022-11-03 40")
    first = care.run()
    care.history = as_history(first)
    again = care.run()
    assert statuses(again) == statuses(first)
    assert again.postings == first.postings


def test_what_was_granted_stays_granted_when_a_corrected_claim_names_an_earlier_day() -> None:
    care = absences(2)
    care.days("2022-11-02 40", "2022-11-03 40")
    care.history = as_history(care.run())
    care.days("2022-11-01 40")
    assert statuses(care.run()) == {"2022-11-01": "denied", "2022-11-02": "paid", "2022-11-03": "paid"}


def test_with_reorder_a_corrected_claim_is_granted_anew_in_order_of_date() -> None:
    care = absences(2, reorder=True)
    care.days("2022-11-02 40", "2022-11-03 40")
    care.history = as_history(care.run())
    care.days("2022-11-01 40")
    assert statuses(care.run()) == {"2022-11-01": "paid", "2022-11-02": "paid", "2022-11-03": "denied"}


def test_reorder_does_not_take_back_what_another_claim_was_granted() -> None:
    care = absences(2, reorder=True)
    posted(care, "2022-11-20")
    care.days("2022-11-01 40", "2022-11-02 40")
    assert statuses(care.run()) == {"2022-11-01": "paid", "2022-11-02": "denied"}


def test_a_spender_that_another_claim_posted_is_granted_and_spends_nothing() -> None:
    care = absences(1)
    posted(care, "2022-11-01", spender="c1/2022-11-01")
    care.days("2022-11-01 40", "2022-11-02 40")
    found = care.run()
    assert statuses(found) == {"2022-11-01": "paid", "2022-11-02": "denied"}
    assert found.postings == ()


def test_what_is_reserved_counts_like_what_is_granted() -> None:
    care = absences(1)
    posted(care, "2022-11-20", state="reserved")
    care.days("2022-11-01 40")
    assert statuses(care.run()) == {"2022-11-01": "denied"}


# ---------------------------------------------------------------- carrying over


def carrying(most: int) -> Care:
    care = absences(2, carry=lit(most))
    care.parts["period"] = type(care.parts["period"])(day("2022-10-01"))
    return care


def test_what_a_month_leaves_unused_goes_to_the_next_up_to_a_limit() -> None:
    care = carrying(1)
    posted(care, "2022-10-05")
    care.days("2022-11-01 40", "2022-11-02 40", "2022-11-03 40", "2022-11-04 40")
    assert list(statuses(care.run()).values()) == ["paid", "paid", "paid", "denied"]


def test_a_month_that_was_used_up_hands_nothing_on() -> None:
    care = carrying(1)
    posted(care, "2022-10-05")
    posted(care, "2022-10-06")
    care.days("2022-11-01 40", "2022-11-02 40", "2022-11-03 40")
    assert list(statuses(care.run()).values()) == ["paid", "paid", "denied"]


def test_two_months_of_one_run_are_settled_in_their_order() -> None:
    care = carrying(2)
    posted(care, "2022-10-05")
    posted(care, "2022-10-06")
    care.claim("c2", month="2022-12")
    care.days("2022-11-01 40")
    care.days("2022-12-01 40", "2022-12-02 40", "2022-12-03 40", "2022-12-04 40", claim="c2")
    assert list(statuses(care.run()).values()) == ["paid", "paid", "paid", "paid", "denied"]


# ---------------------------------------------------------------- amounts, after, with


def hours(grant: str, limit: int = 10) -> Care:
    """Each claim asks for its hours; so many a year are paid per child."""
    care = Care()
    care.ask((care("claim", "hours"), "hour"), grain="claim")
    care.pay("hourly", cents(100), grain="claim")
    care.allowance(
        "year", "claim", lit(limit), unit="hour", grant=grant, per=(("child", care("claim", "child")),),
        window=WindowOf("calendar_year"), order=by(care("claim", "date")),
    )
    care.outcome("deny", "over_year", "claim", granted("year"), parent="year")
    return care


def test_a_whole_grant_is_all_or_nothing_and_a_smaller_one_may_still_fit() -> None:
    care = hours("whole")
    care.claim("c1", month="2022-01", hours=7)
    care.claim("c2", month="2022-02", hours=4)
    care.claim("c3", month="2022-03", hours=3)
    found = care.run()
    assert {line.id: (line.status, dict(line.units)) for line in found.lines} == {
        "c1": ("paid", {"hour": 7}), "c2": ("denied", {}), "c3": ("paid", {"hour": 3}),
    }


def test_a_part_grant_splits_the_amount_and_the_line_is_partly_paid() -> None:
    care = hours("part")
    care.claim("c1", month="2022-01", hours=7)
    care.claim("c2", month="2022-02", hours=4)
    care.claim("c3", month="2022-03", hours=3)
    found = care.run()
    assert {line.id: (line.status, dict(line.units)) for line in found.lines} == {
        "c1": ("paid", {"hour": 7}), "c2": ("partly_paid", {"hour": 3}), "c3": ("denied", {}),
    }
    assert [(r.code, r.amount) for r in found.line("c2").reasons] == [("over_year", 1)]
    assert [posting.amount for posting in found.postings] == [7, 3]


def test_after_another_allowance_only_what_that_one_granted_asks() -> None:
    care = hours("part", limit=6)
    care.allowance(
        "life", "claim", lit(5), unit="hour", grant="part", per=(("child", care("claim", "child")),), after=("year",),
        order=by(care("claim", "date")),
    )
    care.outcome("route", "over_life", "claim", granted("life"), parent="life", to="staff")
    care.claim("c1", month="2022-01", hours=8)
    found = care.run()
    line = found.lines[0]
    assert (line.status, dict(line.units)) == ("partly_paid", {"hour": 5})
    assert [(r.code, r.status, r.amount) for r in line.reasons] == [("over_year", "denied", 2), ("over_life", "routed", 1)]
    assert {p.allowance: p.amount for p in found.postings} == {"year": 6, "life": 5}


def test_a_row_refused_by_an_earlier_allowance_does_not_ask_a_later_one() -> None:
    care = absences(1)
    care.allowance("days", "day", lit(2), where=no(missing(care("day", "code"))), after=("absences",))
    care.outcome("deny", "too_many_days", "day", granted("days"), parent="days")
    care.days("2022-11-01 40", "2022-11-02 40", "2022-11-03 20", "2022-11-04 20")
    found = care.run()
    assert statuses(found) == {
        "2022-11-01": "paid", "2022-11-02": "denied", "2022-11-03": "paid", "2022-11-04": "denied",
    }
    assert codes(found, "c1/2022-11-02") == ["absences_used"]


def test_allowances_with_each_other_grant_all_or_none() -> None:
    care = absences(2, together=("month_days",))
    care.allowance("month_days", "day", lit(1), where=no(missing(care("day", "code"))), window=WindowOf("week"), together=("absences",))
    care.outcome("deny", "week_full", "day", granted("month_days"), parent="month_days")
    care.days("2022-11-01 40", "2022-11-02 40", "2022-11-07 40", "2022-11-14 40")
    found = care.run()
    assert statuses(found) == {
        "2022-11-01": "paid", "2022-11-02": "denied", "2022-11-07": "paid", "2022-11-14": "denied",
    }
    assert {p.spender for p in found.postings if p.allowance == "absences"} == {"c1/2022-11-01", "c1/2022-11-07"}


def fees() -> Care:
    """A family's fees, paid up to $100 in any twelve months."""
    care = Care()
    fee = record(
        "fee", column("family", RowOf("family")), column("asked_on", DATE), column("amount", MONEY),
        dated_by=ReadField(type=DATE, path=(), grain="fee", name="asked_on"),
    )
    care.put("grains", fee=fee)
    care.parts["asks"] = (Asks("asks", grain="fee", units=(Asked(lit(1), lit("fee")),), claim="fee"),)
    care.allowance(
        "fees", "fee", cents(10000), spends=care("fee", "amount"), grant="part", per=(("family", care("fee", "family")),),
        window=WindowOf("rolling", months=12), order=by(care("fee", "date")),
    )
    care.outcome("flag", "fee_cut", "fee", granted("fees"), parent="fees")
    care.pay("fee_paid", ReadAllowance(type=MONEY, path=(), allowance="fees", item="granted"), grain="fee")
    care.row("family", "f1")
    return care


def test_dollars_are_granted_in_part_and_history_gives_them_in_dollars() -> None:
    care = fees()
    posted(care, "2022-05-01", allowance="fees", per={"family": "f1"}, window="", amount="75.00")
    care.row("fee", "r1", family="f1", asked_on=day("2022-11-01"), amount=4000)
    found = care.run()
    assert found.line("r1").pays == 2500
    assert [(flag.code, flag.row) for flag in found.flags] == [("fee_cut", "r1")]
    assert found.postings[0].amount == 2500


def test_a_limit_that_is_not_there_is_held_rather_than_guessed() -> None:
    care = attendance()
    care.allowance("absences", "day", care("day", "care"), where=eq(care("day", "code"), "40"))
    care.outcome("deny", "absences_used", "day", granted("absences"), parent="absences")
    care.claim()
    care.days("2022-11-01 40")
    assert codes(care.run(), "c1/2022-11-01") == ["needs_information"]
