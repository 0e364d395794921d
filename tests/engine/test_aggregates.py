"""Values from finer rows and from the rows beside: what is skipped, what is unknown, what must be declared complete."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from care import Care, attendance, by, day, eq, gt, lit, missing, no

from ccpolicy.model.expr import Aggregate, Expr, ReadField, ReadRow, Rows, SortKey, Window
from ccpolicy.model.types import MINUTES, MONEY, MONTH, NUMBER, YES_NO, ListOf, RowOf
from ccpolicy.records.caseload import Complete
from ccpolicy.values.absent import MISSING, unknown
from ccpolicy.values.period import ALWAYS, Period

DAYS = Rows((), "day", ("claim",))


def of_days(care: Care, op: str, value: Expr | None = None, where: Expr | None = None, **more: Any) -> Any:
    types = {"count": NUMBER, "any": YES_NO, "every": YES_NO, "distinct": NUMBER}
    kind = types.get(op) or (ListOf(value.type) if op == "list" and value else value.type if value else NUMBER)
    more.setdefault("rows", DAYS)
    care.fact("claim", "it", Aggregate(type=kind, op=op, value=value, where=where, **more))
    return care.run().facts["claim", "c1", "it"]


def coded() -> Care:
    care = attendance()
    care.claim()
    care.days("2022-11-01 20", care=60)
    care.days("2022-11-02 40")
    care.days("2022-11-03 20", care=120)
    return care


def test_aggregates_skip_what_is_missing() -> None:
    care = coded()
    length, code = care("day", "care"), care("day", "code")
    assert of_days(care, "count", where=eq(code, "20")) == 2
    assert of_days(care, "sum", length) == 180
    assert of_days(care, "min", length) == 60
    assert of_days(care, "max", length) == 120
    assert of_days(care, "list", code, order=by(care("day", "date"))) == ("20", "40", "20")
    assert of_days(care, "distinct", code) == 2
    assert of_days(care, "any", eq(code, "40")) is True
    assert of_days(care, "every", no(missing(code))) is False


def test_of_no_rows_a_sum_is_zero_any_no_every_yes_and_the_rest_missing() -> None:
    care = coded()
    none = eq(care("day", "code"), "60")
    length = care("day", "care")
    found = {op: of_days(care, op, length, none) for op in ("sum", "min", "max", "first", "last")}
    assert found == {"sum": 0, "min": MISSING, "max": MISSING, "first": MISSING, "last": MISSING}
    assert of_days(care, "count", where=none) == 0
    assert of_days(care, "any", lit(True), none) is False
    assert of_days(care, "every", lit(False), none) is True


@pytest.mark.parametrize(("op", "place", "expected"), [
    ("first", None, 60), ("last", None, 120), ("nth", 1, 60), ("nth", 2, 120), ("nth", 3, MISSING),
])
def test_first_last_and_nth_are_of_the_rows_that_have_a_value(op: str, place: int | None, expected: Any) -> None:
    care = coded()
    nth = None if place is None else lit(place)
    assert of_days(care, op, care("day", "care"), order=by(care("day", "date")), nth=nth) == expected


def test_a_falling_order_begins_with_the_last_and_missing_keys_come_last() -> None:
    care = coded()
    order = (SortKey(care("day", "care"), True), SortKey(care("day", "date")))
    dates = of_days(care, "list", care("day", "date"), no(missing(care("day", "code"))), order=order)
    assert [d.day for d in dates] == [3, 1, 2]


def doubtful() -> Care:
    care = coded()
    care.row("day", "c1/2022-11-04", code=unknown("field", "the code of the 4th"))
    return care


def test_one_row_that_may_count_leaves_a_count_unknown() -> None:
    care = doubtful()
    value = of_days(care, "count", where=eq(care("day", "code"), "40"))
    assert {need.what for need in value.needs} == {"the code of the 4th"}


def test_any_and_every_are_settled_by_one_known_row() -> None:
    care = doubtful()
    code = care("day", "code")
    assert of_days(care, "any", eq(code, "40")) is True
    assert of_days(care, "every", eq(code, "20")) is False
    assert {n.what for n in of_days(care, "any", eq(code, "60")).needs} == {"the code of the 4th"}
    at_work = no(eq(code, "60"))
    assert {n.what for n in of_days(care, "every", at_work).needs} == {"the code of the 4th"}


# ---------------------------------------------------------------- completeness


def count_of_children(*declared: Complete) -> Any:
    """How many days of all children the provider has on 1 November."""
    care = coded()
    care.claim("c2", child="bea")
    care.days("2022-11-01 20", claim="c2")
    care.complete = list(declared)
    rows = Rows((), "day", ("provider_day",), crosses_claims=True)
    care.fact("provider_day", "children", Aggregate(type=NUMBER, op="count", rows=rows, where=eq(care("day", "code"), "20")))
    care.fact("provider_day", "some", Aggregate(type=YES_NO, op="any", rows=rows, value=eq(care("day", "code"), "20")))
    care.fact("provider_day", "all", Aggregate(type=YES_NO, op="every", rows=rows, value=eq(care("day", "code"), "20")))
    facts = care.run().facts
    return tuple(facts["provider_day", "p1/2022-11-01", name] for name in ("children", "some", "all"))


def november(**keys: str) -> Complete:
    return Complete("claim", keys, Period(date(2022, 11, 1), date(2022, 11, 30)))


def test_rows_of_other_claims_must_be_declared_complete_unless_one_settles_the_matter() -> None:
    count, some, every = count_of_children()
    assert {need.why for need in count.needs} == {"not_complete"}
    assert some is True
    assert {need.why for need in every.needs} == {"not_complete"}
    assert count_of_children(november(provider="p1")) == (2, True, True)


@pytest.mark.parametrize(("declared", "known"), [
    (november(), True),
    (november(provider="p1"), True),
    (november(provider="p2"), False),
    (november(child="ann"), False),
    (Complete("day", {"provider": "p1"}), True),
    (Complete("child", {}), False),
    (Complete("claim", {}, Period(date(2022, 11, 1), None)), True),
    (Complete("claim", {}, Period(date(2022, 11, 2), None)), False),
    (Complete("claim", {}, Period(None, date(2022, 10, 31))), False),
    (Complete("claim", {}), True),
])
def test_a_declaration_covers_a_scope_by_its_record_keys_and_dates(declared: Complete, known: bool) -> None:
    assert (count_of_children(declared)[0] == 2) is known


def test_a_scope_without_dates_needs_a_declaration_without() -> None:
    def claims(*declared: Complete) -> Any:
        care = coded()
        care.complete = list(declared)
        rows = Rows((), "claim", ("child",), crosses_claims=True)
        care.fact("child", "claims", Aggregate(type=NUMBER, op="count", rows=rows))
        return care.run().facts["child", "ann", "claims"]

    assert claims(Complete("claim", {"child": "ann"}, ALWAYS)) == 1
    assert {need.why for need in claims(november(child="ann")).needs} == {"not_complete"}


# ---------------------------------------------------------------- windows


def beside(care: Care, op: str, value: Expr | None = None, *, fact: str = "it", **more: Any) -> list[Any]:
    """The value of a window on the first four days of the claim."""
    more.setdefault("per", (care("day", "claim.child"),))
    more.setdefault("order", by(care("day", "date")))
    kind = value.type if value is not None else NUMBER
    care.fact("day", fact, Window(type=kind, op=op, grain="day", value=value, **more))
    facts = care.run().facts
    return [facts["day", f"c1/2022-11-0{d}", fact] for d in (1, 2, 3, 4)]


def test_ranks_count_only_chosen_rows_and_follow_the_order() -> None:
    care = coded()
    worked = eq(care("day", "code"), "20")
    assert beside(care, "rank", where=worked) == [1, MISSING, 2, MISSING]
    falling = by(care("day", "date"), falling=True)
    assert beside(care, "rank", where=worked, order=falling) == [2, MISSING, 1, MISSING]


def test_neighbours_are_the_nearest_chosen_rows() -> None:
    care = coded()
    worked = eq(care("day", "code"), "20")
    following = beside(care, "next", care("day", "date"), where=worked)
    assert following == [day("2022-11-03"), day("2022-11-03"), MISSING, MISSING]
    before = beside(care, "previous", care("day", "date"), where=worked)
    assert before == [MISSING, day("2022-11-01"), day("2022-11-01"), day("2022-11-03")]


def test_a_run_is_broken_by_the_first_row_that_does_not_belong() -> None:
    care = attendance()
    care.claim()
    care.days("2022-11-01 40", "2022-11-02 40", "2022-11-03 20", "2022-11-04 40")
    assert beside(care, "run", where=eq(care("day", "code"), "40")) == [1, 2, 0, 1]


def test_running_counts_and_sums_include_the_row_itself() -> None:
    care = coded()
    assert beside(care, "running_count", where=eq(care("day", "code"), "20")) == [1, 1, 2, 2]
    assert beside(care, "running_sum", care("day", "care")) == [60, 60, 180, 180]


def test_shares_are_whole_cents_that_add_up() -> None:
    care = coded()
    worked = eq(care("day", "code"), "20")
    amount = lit(1000, MONEY)
    assert beside(care, "share", amount, where=worked, weight=lit(1)) == [500, 0, 500, 0]
    assert beside(care, "share", lit(1001, MONEY), where=worked, weight=lit(1)) == [501, 0, 500, 0]
    assert beside(care, "share", amount, weight=care("day", "care")) == [333, 0, 667, 0]


def test_an_unknown_row_leaves_unknown_only_what_comes_after_it() -> None:
    care = doubtful()
    counted = beside(care, "running_count", where=eq(care("day", "code"), "20"))
    assert counted[:3] == [1, 1, 2]
    assert {need.what for need in counted[3].needs} == {"the code of the 4th"}


def test_rows_with_a_missing_key_share_with_none() -> None:
    care = coded()
    family = ReadRow(type=RowOf("family"), path=("claim", "child", "family"), grain="family")
    assert beside(care, "running_count", per=(family,)) == [1, 1, 1, 1]


def test_a_window_over_other_claims_must_be_declared_complete() -> None:
    care = coded()
    more: dict[str, Any] = {"where": gt(care("day", "care"), lit(0, MINUTES)), "crosses_claims": True}
    held = beside(care, "rank", **more)
    assert {need.why for need in held[0].needs} == {"not_complete"}
    care.complete = [november(child="ann")]
    assert beside(care, "rank", **more)[:3] == [1, MISSING, 2]
    care.complete = [november(child="bea")]
    assert {need.why for need in beside(care, "rank", **more)[0].needs} == {"not_complete"}


def test_a_month_among_the_keys_of_a_window_dates_it() -> None:
    care = coded()
    month = ReadField(type=MONTH, path=(), grain="claim", name="month")
    keys = (ReadRow(type=RowOf("child"), path=("child",), grain="child"), month)
    rank = Window(type=NUMBER, op="rank", grain="claim", per=keys, order=by(care("claim", "date")), crosses_claims=True)
    care.fact("claim", "place", rank)
    care.complete = [november(child="ann")]
    assert care.run().facts["claim", "c1", "place"] == 1
    care.complete = [Complete("claim", {"child": "ann"}, Period(date(2022, 11, 2), date(2022, 11, 30)))]
    assert {need.why for need in care.run().facts["claim", "c1", "place"].needs} == {"not_complete"}
