"""Laws of every determination, over months of random attendance."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from care import Care, both, cents, eq, granted, gt, lit, missing, no
from hypothesis import given
from hypothesis import strategies as st

from ccpolicy.engine.determination import Determination
from ccpolicy.model.policy import WindowOf
from ccpolicy.model.types import MINUTES
from ccpolicy.records.caseload import PostingRow
from ccpolicy.values.absent import MISSING, unknown

CODES = st.sampled_from(["20", "40", "43", "60", None, "?"])
DAYS = st.lists(st.tuples(st.integers(1, 30), CODES, st.sampled_from([None, 0, 59, 60, 300])), max_size=12, unique_by=lambda d: d[0])
LIMIT = 3


def month(days: list[tuple[int, str | None, int | None]], signed: bool) -> Care:
    """Full days and hours asked, absences limited, hours metered in part, one monthly amount shared."""
    care = Care()
    code, care_time = care("day", "code"), care("day", "care")
    care.ask((lit(1), "full_day"), (care_time, "hour"), where=no(missing(code)))
    care.pay("daily", cents(4000))
    care.pay("monthly", cents(10001), grain="claim", share=lit(1))
    care.allowance(
        "absences", "day", lit(LIMIT), where=eq(code, "40"), window=WindowOf("month"),
        per=(("child", care("day", "claim.child")),), independent=("unsigned", "holiday"),
    )
    care.outcome("deny", "absences_used", "day", granted("absences"), parent="absences")
    care.allowance("hours", "day", lit(400, MINUTES), unit="hour", grant="part", after=("absences",))
    care.outcome("deny", "hours_used", "day", granted("hours"), parent="hours")
    care.outcome("route", "holiday", "day", eq(code, "43"), to="staff")
    care.outcome("hold", "last_day", "day", both(eq(code, "60"), gt(care_time, lit(100, MINUTES))))
    care.outcome("deny", "unsigned", "day", eq(care("day", "signed"), False), unit="full_day")
    care.claim()
    for number, coded, minutes in days:
        values: dict[str, Any] = {} if coded is None else {"code": unknown("field", "code") if coded == "?" else coded}
        if minutes is not None:
            values["care"] = minutes
        care.row("day", f"c1/2022-11-{number:02d}", signed=signed, **values)
    return care


def history(found: Determination) -> list[PostingRow]:
    rows = []
    for p in found.postings:
        amount = p.amount if p.allowance == "absences" else Fraction(p.amount) / 60
        text = str(round(float(amount), 6))
        rows.append(PostingRow(p.allowance, p.per, p.window, p.spender, p.date or MISSING, text, p.state, p.claim))
    return rows


@given(DAYS, st.booleans())
def test_every_claimed_unit_is_paid_or_has_a_reason_with_a_citation(days: Any, signed: bool) -> None:
    for line in month(days, signed).run().lines:
        for unit, amount in line.claimed.items():
            refused = amount - line.units.get(unit, 0)
            assert 0 <= refused <= amount
            reasons = [reason for reason in line.reasons if reason.unit == unit and reason.amount]
            assert bool(refused) == bool(reasons)
            assert all(reason.cites for reason in reasons)
        assert (line.status == "paid") == (bool(line.claimed) and line.units == line.claimed and not line.reasons)


@given(DAYS, st.booleans())
def test_no_allowance_grants_more_than_its_limit(days: Any, signed: bool) -> None:
    found = month(days, signed).run()
    spent = {name: sum(p.amount for p in found.postings if p.allowance == name) for name in ("absences", "hours")}
    assert spent["absences"] <= LIMIT
    assert spent["hours"] <= 400


@given(DAYS, st.booleans())
def test_shares_add_up_to_the_cent(days: Any, signed: bool) -> None:
    lines = month(days, signed).run().lines
    paid = [line for line in lines if line.status in ("paid", "partly_paid")]
    assert sum(line.amounts.get("monthly", 0) for line in lines) == (10001 if paid else 0)
    assert all(line.pays == sum(line.amounts.values()) for line in lines)


@given(DAYS, st.booleans())
def test_a_claim_run_again_with_its_own_postings_decides_the_same(days: Any, signed: bool) -> None:
    care = month(days, signed)
    first = care.run()
    care.history = history(first)
    again = care.run()
    assert again.lines == first.lines
    assert again.postings == first.postings


@given(DAYS, st.booleans(), st.randoms())
def test_the_order_of_input_rows_never_matters(days: Any, signed: bool, random: Any) -> None:
    shuffled = list(days)
    random.shuffle(shuffled)
    assert month(shuffled, signed).run() == month(days, signed).run()


@given(DAYS)
def test_supplying_what_was_unknown_never_takes_back_what_was_decided(days: Any) -> None:
    """A day that is paid or denied while another is unknown stays so, whatever the other turns out to be."""
    before = {line.id: line.status for line in month(days, True).run().lines}
    for code in ("20", "40"):
        known = [(number, code if coded == "?" else coded, minutes) for number, coded, minutes in days]
        after = {line.id: line.status for line in month(known, True).run().lines}
        changed = {id for id, status in before.items() if status == "denied" and after[id] != "denied"}
        assert not changed
