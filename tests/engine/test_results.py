"""What a determination tells beside its lines: totals, flags, routes, postings, facts."""

from __future__ import annotations

import pytest
from care import CITE, Care, attendance, cents, day, eq, granted, lit, missing, no, say

from ccpolicy.model.policy import Worksheet, WorksheetLine
from ccpolicy.values.absent import MISSING

ID = "c1/2022-11-01"


def two_claims() -> Care:
    care = attendance()
    care.claim("c1", child="ann")
    care.claim("c2", child="bea")
    care.days("2022-11-01 20", "2022-11-02 40")
    care.days("2022-11-01 20", claim="c2")
    care.outcome("deny", "absent", "day", eq(care("day", "code"), "40"))
    return care


def test_totals_are_by_each_column_that_names_a_row_then_of_all() -> None:
    totals = two_claims().run().totals
    assert [(t.by, t.id, dict(t.units), dict(t.amounts), dict(t.statuses)) for t in totals] == [
        ("claim", "c1", {"full_day": 1}, {"daily": 4000}, {"paid": 1, "denied": 1}),
        ("claim", "c2", {"full_day": 1}, {"daily": 4000}, {"paid": 1}),
        ("child", "ann", {"full_day": 1}, {"daily": 4000}, {"paid": 1, "denied": 1}),
        ("child", "bea", {"full_day": 1}, {"daily": 4000}, {"paid": 1}),
        ("all", "", {"full_day": 2}, {"daily": 8000}, {"paid": 2, "denied": 1}),
    ]


def test_lines_stand_in_order_of_claim_then_their_columns() -> None:
    assert [line.id for line in two_claims().run().lines] == [ID, "c1/2022-11-02", "c2/2022-11-01"]


def test_a_flag_that_holds_is_raised_and_stops_nothing() -> None:
    care = two_claims()
    care.outcome("flag", "no_code", "day", eq(care("day", "code"), "20"), say=say("Code ", care("day", "code"), "."), to="staff")
    found = care.run()
    assert [(f.code, f.kind, f.row, f.text, f.cites, f.to) for f in found.flags] == [
        ("no_code", "flag", ID, "Code full day.", CITE, "staff"),
        ("no_code", "flag", "c2/2022-11-01", "Code full day.", CITE, "staff"),
    ]
    assert found.line(ID).status == "paid"


def test_a_flag_that_cannot_be_checked_says_what_it_needs() -> None:
    care = attendance()
    care.claim()
    care.outcome("flag", "sent_late", "day", no(care("day", "signed")))
    found = care.run()
    assert {flag.kind for flag in found.flags} == {"unchecked"}
    assert (found.flags[0].row, found.flags[0].needs) == (ID, (f"field: day[{ID}].signed",))


def test_a_route_names_the_lines_it_is_about_even_where_they_are_denied() -> None:
    care = two_claims()
    care.outcome("route", "by_hand", "claim", lit(True), to="staff", asking=("the form",), say=say("Send it in."))
    routes = care.run().routes
    assert [(r.code, r.to, r.asking, r.lines, r.text) for r in routes] == [
        ("by_hand", "staff", ("the form",), (ID, "c1/2022-11-02"), "Send it in."),
        ("by_hand", "staff", ("the form",), ("c2/2022-11-01",), "Send it in."),
    ]


def test_facts_are_there_for_every_row_by_grain_key_and_name() -> None:
    care = two_claims()
    care.fact("day", "blank", missing(care("day", "code")))
    facts = care.run().facts
    assert (facts["day", ID, "blank"], facts["day", "c1/2022-11-03", "blank"]) == (False, True)
    assert len(facts) == len(list(facts)) == 60
    for absent in (("day", "c9/2022-11-01", "blank"), ("day", ID, "nothing"), ("week", ID, "blank")):
        with pytest.raises(KeyError):
            facts[absent]


def test_a_posting_names_allowance_keys_stretch_spender_and_claim() -> None:
    care = two_claims()
    care.allowance("days", "day", lit(9), where=no(missing(care("day", "code"))), per=(("child", care("day", "claim.child")),))
    care.outcome("deny", "too_many", "day", granted("days"), parent="days")
    posting = care.run().postings[-1]
    assert (posting.allowance, dict(posting.per), posting.window, posting.spender) == ("days", {"child": "bea"}, "", "c2/2022-11-01")
    assert (posting.date, posting.amount, posting.state, posting.claim) == (day("2022-11-01"), 1, "granted", "c2")


def test_the_order_of_input_rows_never_matters() -> None:
    care, other = two_claims(), two_claims()
    for rows in other.rows.values():
        rows.reverse()
    assert care.run() == other.run()


def test_an_amount_shown_may_be_missing_for_a_row() -> None:
    care = two_claims()
    care.fact("day", "extra", lit(MISSING, cents(0).type))
    care.fact("day", "pays", cents(4000))
    lines = (WorksheetLine("extra", "", ""), WorksheetLine("pays", "state", ""))
    care.put("worksheets", sheet=Worksheet("sheet", "", CITE, grain="day", lines=lines))
    care.parts["pays"] = ()
    care.pay("daily", care("day", "pays"), worksheet="sheet")
    assert dict(care.run().line(ID).amounts) == {"pays": 4000}
