"""Pay: amounts that add up, shares in whole cents, undivided amounts, worksheets that balance."""

from __future__ import annotations

import pytest
from care import CITE, Care, apply, attendance, cents, codes, during, eq, gt, lit, say, statuses

from ccpolicy.errors import InternalError
from ccpolicy.model.expr import ReadField
from ccpolicy.model.policy import Worksheet, WorksheetLine
from ccpolicy.model.types import MINUTES, MONEY
from ccpolicy.values.absent import MISSING, unknown

ID = "c1/2022-11-01"


def paying(*pays: tuple[str, int]) -> Care:
    care = Care()
    care.ask((lit(1), "full_day"), where=gt(care("day", "care"), lit(0, MINUTES)))
    for name, amount in pays:
        care.pay(name, cents(amount))
    care.claim()
    return care


def test_amounts_of_different_names_add_up() -> None:
    care = paying(("base", 4000), ("bonus", 250))
    care.days("2022-11-01", care=60)
    line = care.run().line(ID)
    assert (line.pays, dict(line.amounts), line.pay_rules) == (4250, {"base": 4000, "bonus": 250}, ("base", "bonus"))


def test_versions_of_one_name_follow_each_other() -> None:
    care = paying()
    care.pay("base", cents(4000), version=during("2022-01-01", "2022-11-01"))
    care.pay("base", cents(4500), version=during("2022-11-02"))
    care.days("2022-11-01", "2022-11-02", care=60)
    assert [line.pays for line in care.run().lines] == [4000, 4500]


def test_a_pay_without_an_amount_decides_units_only() -> None:
    care = paying()
    care.pay("units", None)
    care.days("2022-11-01", care=60)
    line = care.run().line(ID)
    assert (line.status, dict(line.units), line.pays, dict(line.amounts)) == ("paid", {"full_day": 1}, None, {})


def test_a_day_that_no_rule_pays_is_held_and_says_so() -> None:
    care = paying()
    care.pay("weekdays", cents(4000), where=lit(False))
    care.days("2022-11-01", care=60)
    assert codes(care.run(), ID) == ["no_pay"]


def test_an_unknown_amount_is_held_for_what_it_needs() -> None:
    care = paying()
    care.pay("base", ReadField(type=MONEY, path=("claim", "child", "family"), grain="family", name="copay"))
    care.rows["child"].clear()
    care.row("child", "ann", family="f1")
    care.row("family", "f1")
    care.days("2022-11-01", care=60)
    reason = care.run().line(ID).reasons[0]
    assert (reason.code, reason.needs) == ("needs_information", ("field: family[f1].copay",))


def test_whether_a_further_rule_pays_can_be_unknown_and_then_nothing_is_paid_yet() -> None:
    care = paying(("base", 4000))
    care.pay("bonus", cents(250), where=care("day", "signed"))
    care.days("2022-11-01", care=60)
    line = care.run().line(ID)
    assert (line.status, line.pays, [r.code for r in line.reasons]) == ("held", 0, ["needs_information"])


def test_an_amount_that_is_missing_is_held() -> None:
    care = paying()
    care.pay("base", lit(MISSING, MONEY))
    care.days("2022-11-01", care=60)
    assert codes(care.run(), ID) == ["no_pay"]


def test_a_part_of_a_cent_reaching_payment_is_a_fault_of_ours() -> None:
    care = paying()
    care.pay("base", apply("divide", cents(1), lit(3), type=MONEY))
    care.days("2022-11-01", care=60)
    with pytest.raises(InternalError, match="1/3 cents"):
        care.run()


# ---------------------------------------------------------------- amounts of coarser rows


def monthly(weight: bool = True) -> Care:
    """A monthly amount of $100 for the claim, shared by time in care."""
    care = paying()
    share = care("day", "care") if weight else None
    care.pay("monthly", cents(10000), grain="claim", share=share, undivided=not weight)
    return care


def test_a_monthly_amount_is_shared_in_whole_cents_that_add_up() -> None:
    care = monthly()
    care.days("2022-11-01", "2022-11-02", "2022-11-03", care=60)
    lines = care.run().lines
    assert [line.pays for line in lines] == [3334, 3333, 3333]
    assert dict(lines[0].amounts) == {"monthly": 3334}


def test_only_rows_that_are_paid_share_and_by_their_weight() -> None:
    care = monthly()
    care.days("2022-11-01", care=60)
    care.days("2022-11-02", care=180)
    care.days("2022-11-03 40", care=60)
    care.outcome("deny", "absent", "day", eq(care("day", "code"), "40"))
    assert [line.pays for line in care.run().lines] == [2500, 7500, 0]


def test_an_amount_that_has_no_one_to_go_to_is_not_lost_in_silence() -> None:
    care = paying()
    care.pay("monthly", cents(10000), grain="claim", share=lit(0))
    care.days("2022-11-01", care=60)
    assert codes(care.run(), ID) == ["no_pay"]


def test_an_unknown_weight_holds_all_that_share() -> None:
    care = paying()
    care.pay("monthly", cents(10000), grain="claim", share=care("day", "care"))
    care.days("2022-11-01", care=60)
    care.row("day", "c1/2022-11-02", care=unknown("field", "day[c1/2022-11-02].care"))
    found = care.run()
    assert statuses(found) == {"2022-11-01": "paid", "2022-11-02": "held"}


def test_an_undivided_amount_stands_on_a_line_of_its_own() -> None:
    care = monthly(weight=False)
    care.days("2022-11-01", "2022-11-02", care=60)
    found = care.run()
    assert {line.id: (line.status, line.pays) for line in found.lines} == {
        ID: ("paid", 0), "c1/2022-11-02": ("paid", 0), "c1": ("paid", 10000),
    }
    own = found.line("c1")
    assert (own.grain, own.keys, dict(own.amounts), dict(own.units)) == ("claim", {"claim": "c1", "child": "ann"}, {"monthly": 10000}, {})
    assert {(t.by, t.id): dict(t.amounts) for t in found.totals}["child", "ann"] == {"monthly": 10000}


def test_an_undivided_amount_is_not_paid_when_no_row_leading_to_it_is() -> None:
    care = monthly(weight=False)
    care.days("2022-11-01 40", care=60)
    care.outcome("deny", "absent", "day", eq(care("day", "code"), "40"))
    assert [line.id for line in care.run().lines] == [ID]


# ---------------------------------------------------------------- worksheets


def worksheet(charge: int, state: int, family: int, written_off: int = 0) -> Care:
    care = paying()
    for name, amount in (("charge", charge), ("state_pays", state), ("family_pays", family), ("written_off", written_off)):
        care.fact("day", name, cents(amount))
    lines = (
        WorksheetLine("charge", "charge", ""), WorksheetLine("state_pays", "state", ""), WorksheetLine("family_pays", "family", ""),
        WorksheetLine("written_off", "written_off", ""),
    )
    care.put("worksheets", payment=Worksheet("payment", "Payment", CITE, grain="day", lines=lines))
    care.pay("daily", care("day", "state_pays"), worksheet="payment", say=say("Paid ", care("day", "state_pays"), "."))
    care.days("2022-11-01", care=60)
    return care


def test_a_paid_line_shows_the_lines_of_its_worksheet() -> None:
    line = worksheet(5000, 3500, 1500).run().line(ID)
    assert dict(line.amounts) == {"charge": 5000, "state_pays": 3500, "family_pays": 1500, "written_off": 0}
    assert (line.pays, line.said) == (3500, ("Paid $35.00.",))


def test_a_worksheet_that_does_not_balance_to_the_cent_is_withheld() -> None:
    assert codes(worksheet(5000, 3500, 1499).run(), ID) == ["withheld"]
    assert codes(worksheet(5000, 3500, 1500).run(), ID) == []


def test_a_worksheet_with_an_amount_below_zero_is_withheld_though_it_adds_up() -> None:
    line = worksheet(5000, 5500, 0, -500).run().line(ID)
    assert (line.status, [r.code for r in line.reasons], line.reasons[0].cites) == ("held", ["withheld"], CITE)


def test_a_worksheet_line_that_is_unknown_and_has_a_role_holds_the_day() -> None:
    care = worksheet(5000, 3500, 1500)
    care.fact("day", "charge", lit(unknown("field", "the charge"), MONEY))
    assert codes(care.run(), ID) == ["needs_information"]


def test_nothing_is_shown_of_a_denied_day() -> None:
    care = attendance()
    care.claim()
    care.days("2022-11-01 40")
    care.outcome("deny", "absent", "day", eq(care("day", "code"), "40"))
    line = care.run().line(ID)
    assert (dict(line.amounts), dict(line.units), line.pays, line.pay_rules) == ({}, {}, 0, ())
