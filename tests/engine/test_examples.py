"""Examples in a policy: named values pinned on one made-up row, or rows given and expected."""

from __future__ import annotations

from typing import Any

from care import CITE, Care, apply, attendance, cents, day, during, eq, gt, lit, no, status

from ccpolicy.engine.examples import run_example
from ccpolicy.model.expr import Aggregate, Expr, ReadDeadline, ReadSetting, Rows
from ccpolicy.model.policy import Deadline, Example, ExampleRow, Exceptional, Reading, Setting, Unsettled, Wording
from ccpolicy.model.types import AGE, DATE, DAYS, MONEY, MONTHS, NUMBER, YES_NO, Codes
from ccpolicy.values.absent import MISSING


def differ(care: Care, of: str, grain: str, given: dict[str, Expr], expect: dict[str, Expr], **more: Any) -> list[str]:
    example = Example("an example", of, grain, rows=(ExampleRow(given, expect),), **more)
    return run_example(care.policy, example)


def aged() -> Care:
    care = attendance()
    age = apply("age", care("day", "claim.child.birth_date"), care("day", "date"), type=AGE)
    care.fact("day", "infant", apply("lt", age, lit(12, MONTHS)))
    return care


def test_a_value_is_pinned_on_the_row_its_dotted_name_leads_to() -> None:
    care = aged()
    born, infant = {"child.birth_date": lit(day("2021-11-02"))}, {"infant": lit(True)}
    assert differ(care, "infant", "day", born, infant, on=day("2022-11-01")) == []
    assert differ(care, "infant", "day", born, infant, on=day("2022-11-02")) == ["row 1: infant is no, expected yes"]


def test_a_name_of_a_coarser_row_is_found_nearest_first() -> None:
    care = aged()
    given = {"birth_date": lit(day("2021-11-02")), "date": lit(day("2022-11-01"))}
    assert differ(care, "infant", "day", given, {"infant": lit(True)}) == []


def test_a_value_that_is_not_pinned_is_named_by_the_difference() -> None:
    told = differ(aged(), "infant", "day", {}, {"infant": lit(True)}, on=day("2022-11-01"))
    assert told == ["row 1: infant is unknown (needs child[example].birth_date), expected yes"]


def test_a_fact_can_be_pinned_and_others_are_computed_from_it() -> None:
    care = attendance()
    charge = care.fact("day", "charge", cents(1))
    care.fact("day", "overage", apply("subtract", charge, cents(4000), type=MONEY))
    assert differ(care, "overage", "day", {"charge": cents(5000)}, {"overage": cents(1000)}) == []


def test_an_optional_column_that_is_not_pinned_is_missing() -> None:
    care = attendance()
    care.fact("day", "absent", eq(care("day", "code"), "40"))
    assert differ(care, "absent", "day", {}, {"absent": lit(False)}) == []
    assert differ(care, "absent", "day", {"code": lit("40")}, {"absent": lit(True)}) == []


def test_what_would_be_counted_is_unknown_unless_it_is_pinned() -> None:
    care = attendance()
    days = care.fact("claim", "days", Aggregate(type=NUMBER, op="count", rows=Rows((), "day", ("claim",))))
    care.fact("claim", "many", gt(days, 3))
    assert differ(care, "many", "claim", {"days": lit(4)}, {"many": lit(True)}) == []
    assert "needs the rows of day" in differ(care, "many", "claim", {}, {"many": lit(True)})[0]


def test_a_setting_can_be_pinned_and_a_reading_chosen() -> None:
    care = attendance()
    care.put("settings", most=Setting("most", NUMBER, "Most", (Wording(lit(5)),)))
    readings = (Reading("yes_it_is", ""), Reading("no_it_is_not", ""))
    care.put("unsettled", open=Unsettled("open", "Is it?", readings, "yes_it_is", "so"))
    care.fact("day", "limit", ReadSetting(type=NUMBER, name="most"))
    care.fact("day", "is_so", eq(ReadSetting(type=Codes("open", ()), name="open"), "yes_it_is"))
    assert differ(care, "limit", "day", {"most": lit(7)}, {"limit": lit(7)}) == []
    assert differ(care, "limit", "day", {}, {"limit": lit(5)}) == []
    assert differ(care, "is_so", "day", {}, {"is_so": lit(False)}, readings={"open": "no_it_is_not"}) == []


def test_an_example_is_dated_and_known_on_a_day() -> None:
    care = attendance()
    later = Wording(cents(2), during("2022-12-01", announced=day("2022-11-16"), amendment="x"))
    care.fact("day", "rate", (Wording(cents(1)), later))
    at = {"on": day("2022-12-01")}
    assert differ(care, "rate", "day", {}, {"rate": cents(2)}, **at) == []
    assert differ(care, "rate", "day", {}, {"rate": cents(1)}, known_on=day("2022-11-15"), **at) == []


def test_a_row_is_taken_to_be_payable_unless_it_is_said_not_to_be() -> None:
    care = attendance()
    care.fact("day", "pays", apply("if", status("payable"), cents(4000), cents(0), type=MONEY))
    assert differ(care, "pays", "day", {}, {"pays": cents(4000)}) == []
    assert differ(care, "pays", "day", {"payable": lit(False)}, {"pays": cents(0)}) == []


def test_deadlines_and_reasons_can_be_expected() -> None:
    care = attendance()
    due = apply("date_plus_days", apply("month_end", care("claim", "month"), type=DATE), lit(10, DAYS), type=DATE)
    care.put("deadlines", window=Deadline("window", "Window", CITE, grain="claim", event=care("claim", "submitted"), due=due, inclusive=True))
    care.outcome("deny", "late", "claim", ReadDeadline(type=YES_NO, path=(), deadline="window", item="late"))
    given = {"submitted": lit(day("2022-12-11"))}
    expect = {"due": lit(day("2022-12-10")), "met": lit(False), "late": lit(True)}
    assert differ(care, "window", "claim", given, expect, on=day("2022-11-01")) == []
    assert differ(care, "late", "claim", {"submitted": lit(MISSING, DATE)}, {"late": lit(False)}, on=day("2022-11-01")) == []


def test_each_row_is_made_up_anew() -> None:
    care = aged()
    rows = (
        ExampleRow({"birth_date": lit(day("2021-11-02"))}, {"infant": lit(True)}),
        ExampleRow({"birth_date": lit(day("2021-11-01"))}, {"infant": lit(True)}),
    )
    found = run_example(care.policy, Example("two", "infant", "day", day("2022-11-01"), rows))
    assert found == ["row 2: infant is no, expected yes"]


def test_an_exception_that_an_unpinned_value_may_set_off_shows_in_the_difference() -> None:
    care = attendance()
    half = Exceptional("unsigned", cents(2000), no(care("day", "signed")))
    care.fact("day", "rate", (Wording(cents(4000)),), half)
    assert differ(care, "rate", "day", {"signed": lit(True)}, {"rate": cents(4000)}) == []
    assert "day[example].signed" in differ(care, "rate", "day", {}, {"rate": cents(4000)})[0]


# ---------------------------------------------------------------- rows given and expected


def block(care: Care, given: list[tuple[str, dict[str, Any]]], expect: list[tuple[str, dict[str, Any]]]) -> list[str]:
    return run_example(care.policy, Example("a block", "", "", given=tuple(given), expect=tuple(expect)))


ROWS: list[tuple[str, dict[str, Any]]] = [
    ("provider", {"id": "p1"}), ("child", {"id": "ann", "birth_date": "2021-11-02"}),
    ("claim", {"id": "c1", "child": "ann", "provider": "p1", "month": "2022-11"}),
    ("day", {"claim": "c1", "date": "2022-11-01", "code": "20"}), ("day", {"claim": "c1", "date": "2022-11-02", "code": "40"}),
]


def denying() -> Care:
    care = aged()
    care.outcome("deny", "absent", "day", eq(care("day", "code"), "40"))
    return care


def test_lines_are_found_by_their_columns_and_compared_by_status_reason_units_and_facts() -> None:
    expect = [
        ("day", {"child": "ann", "date": "2022-11-01", "status": "paid", "full_day": "1", "pays": "40.00", "infant": "yes"}),
        ("day", {"claim": "c1", "date": "2022-11-02", "status": "denied", "reason": "absent", "infant": "no"}),
    ]
    assert block(denying(), ROWS, expect) == []


def test_every_difference_of_a_block_is_told() -> None:
    expect = [("day", {"date": "2022-11-02", "status": "paid", "reason": "late"}), ("day", {"date": "2022-11-03", "status": "paid"})]
    assert block(denying(), ROWS, expect) == [
        "day 2022-11-02: reason is absent, expected late",
        "day 2022-11-02: status is denied, expected paid",
        "day 2022-11-03: 0 lines, expected one",
    ]


def test_rows_of_other_grains_are_found_by_their_key() -> None:
    care = denying()
    care.fact("claim", "days", Aggregate(type=NUMBER, op="count", rows=Rows((), "day", ("claim",))))
    assert block(care, ROWS, [("claim", {"id": "c1", "days": "30"})]) == []
    assert block(care, ROWS, [("claim", {"id": "c9", "days": "30"})]) == ["claim c9: days is unknown, expected 30"]


def test_problems_with_the_rows_given_are_told_as_differences() -> None:
    told = block(denying(), [*ROWS, ("day", {"claim": "c1", "date": "2022-12-01"})], [("day", {"date": "2022-11-01", "status": "paid"})])
    assert told == ["day[2]: there is no day c1/2022-12-01 for this row"]
