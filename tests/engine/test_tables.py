"""Tables: which row holds, for which keys, on which day."""

from __future__ import annotations

from datetime import date
from typing import Any

from care import CITE, CODES, Care, apply, attendance, cents, column, day, during, eq, record

from ccpolicy.model.expr import LookUp, ReadRow
from ccpolicy.model.policy import Table, TableBlock, TableKey, TableRow
from ccpolicy.model.types import AGE, DATE, MINUTES, MONEY, MONTHS, RowOf
from ccpolicy.values.absent import MISSING, unknown

ID = "c1/2022-11-01"


def rates(*blocks: TableBlock, takes: tuple[TableKey, ...] = (TableKey("code", CODES),), **more: Any) -> Care:
    care = attendance()
    care.put("tables", rates=Table("rates", "Rates", takes, MONEY, blocks, **more))
    care.claim()
    return care


def looked_up(care: Care, *keys: Any, id: str = ID) -> Any:
    care.fact("day", "rate", LookUp(type=MONEY, table="rates", keys=keys))
    return care.run().facts["day", id, "rate"]


def block(*rows: tuple[Any, ...], **more: Any) -> TableBlock:
    return TableBlock(tuple(TableRow(row[:-1], row[-1]) for row in rows), **more)


def test_the_row_whose_cells_equal_the_keys_gives_the_value() -> None:
    care = rates(block(("20", 4000), ("40", 2000)))
    care.days("2022-11-01 40")
    assert looked_up(care, care("day", "code")) == 2000


def test_no_row_is_unknown_and_says_which_row_is_lacking_never_zero() -> None:
    care = rates(block(("20", 4000)))
    care.days("2022-11-01 40")
    value = looked_up(care, care("day", "code"))
    assert {(need.why, need.what) for need in value.needs} == {("no_row", "a row of rates for absent")}


def test_what_any_other_yields_is_given_where_no_row_matches() -> None:
    care = rates(block(("20", 4000)), fallback=100, has_fallback=True)
    care.days("2022-11-01 40")
    assert looked_up(care, care("day", "code")) == 100


def test_a_missing_key_gives_missing_and_an_unknown_one_unknown() -> None:
    care = rates(block(("20", 4000)))
    assert looked_up(care, care("day", "code")) is MISSING
    care.row("day", ID, code=unknown("field", "the code"))
    assert {need.what for need in looked_up(care, care("day", "code")).needs} == {"the code"}


def test_an_empty_cell_matches_every_key() -> None:
    takes = (TableKey("code", CODES), TableKey("care", MINUTES))
    care = rates(block(("20", 60, 4000), (None, 60, 1000)), takes=takes)
    care.days("2022-11-01 40", care=60)
    assert looked_up(care, care("day", "code"), care("day", "care")) == 1000


def by_time(minutes: int, match: str) -> Any:
    care = rates(block(((None, 300), 2000), ((300, None), 4000)), takes=(TableKey("care", MINUTES, match),))
    care.days("2022-11-01 20", care=minutes)
    return looked_up(care, care("day", "care"))


def test_from_below_takes_the_low_edge_in_and_the_high_edge_out() -> None:
    assert [by_time(minutes, "from_below") for minutes in (299, 300)] == [2000, 4000]


def test_from_through_takes_both_edges_in() -> None:
    care = rates(block(((0, 299), 2000), ((300, 600), 4000)), takes=(TableKey("care", MINUTES, "from_through"),))
    care.days("2022-11-01 20", care=600)
    assert looked_up(care, care("day", "care")) == 4000
    care.rows["day"].clear()
    care.days("2022-11-01 20", care=601)
    assert {need.why for need in looked_up(care, care("day", "care")).needs} == {"no_row"}


def test_ages_are_looked_up_by_birthdays() -> None:
    care = rates(block(((0, 12), 5000), ((12, 24), 4000)), takes=(TableKey("age", MONTHS, "from_below"),))
    care.rows["child"].clear()
    care.row("child", "ann", birth_date=day("2021-11-02"))
    age = apply("age", care("day", "claim.child.birth_date"), care("day", "date"), type=AGE)
    assert looked_up(care, age) == 5000
    assert looked_up(care, age, id="c1/2022-11-02") == 4000


def test_each_day_reads_the_rows_in_force_on_it() -> None:
    old, new = block(("20", 4000), version=during("2022-01-01", "2022-11-01")), block(("20", 4500), version=during("2022-11-02"))
    care = rates(old, new)
    care.days("2022-11-01 20", "2022-11-02 20")
    assert looked_up(care, care("day", "code")) == 4000
    assert looked_up(care, care("day", "code"), id="c1/2022-11-02") == 4500


def test_a_day_before_the_first_rows_is_not_covered() -> None:
    care = rates(block(("20", 4000), version=during("2022-11-02")))
    care.days("2022-11-01 20")
    assert {need.why for need in looked_up(care, care("day", "code")).needs} == {"not_covered"}


def test_the_derivation_of_a_value_names_the_table_the_keys_and_where_it_is_written() -> None:
    care = rates(block(("20", 4000), version=during("2022-01-01"), cites=CITE))
    care.days("2022-11-01 20")
    care.fact("day", "rate", LookUp(type=MONEY, table="rates", keys=(care("day", "code"),)))
    care.outcome("deny", "free", "day", eq(care("day", "rate"), cents(0)))
    node = next(node for top in care.run().lines[0].why for node in top.walk() if node.kind == "table")
    assert (node.name, node.how, node.value, node.cites) == ("rates", "full day", 4000, CITE)


# ---------------------------------------------------------------- rows from records


def charges() -> tuple[Care, Any]:
    care = attendance()
    grain = record(
        "charge", column("provider", RowOf("provider")), column("code", CODES, "missing"), column("amount", MONEY),
        column("starts", DATE, "missing"), column("ends", DATE, "missing"),
    )
    care.put("grains", charge=grain)
    takes = (TableKey("provider", RowOf("provider")), TableKey("code", CODES))
    care.put("tables", rates=Table(
        "rates", "Charges", takes, MONEY, record="charge", value_field="amount", starts="starts", ends="ends",
    ))
    care.claim()
    care.days("2022-11-01 20", "2022-11-02 20")
    return care, (ReadRow(type=RowOf("provider"), path=("claim", "provider"), grain="provider"), care("day", "code"))


def test_a_table_of_input_rows_gives_the_row_of_the_provider_in_force_that_day() -> None:
    care, keys = charges()
    care.row("charge", "x1", provider="p1", code="20", amount=4000, ends=date(2022, 11, 1))
    care.row("charge", "x2", provider="p1", code="20", amount=4500, starts=date(2022, 11, 2))
    care.row("provider", "p2")
    care.row("charge", "x3", provider="p2", code="20", amount=9900)
    assert looked_up(care, *keys) == 4000
    assert looked_up(care, *keys, id="c1/2022-11-02") == 4500


def test_an_input_row_with_a_key_left_out_matches_nothing() -> None:
    care, keys = charges()
    care.row("charge", "x1", provider="p1", amount=4000)
    assert {need.why for need in looked_up(care, *keys).needs} == {"no_row"}


def test_two_input_rows_that_match_leave_it_unknown_which_holds() -> None:
    care, keys = charges()
    care.row("charge", "x1", provider="p1", code="20", amount=4000)
    care.row("charge", "x2", provider="p1", code="20", amount=4500)
    assert {need.why for need in looked_up(care, *keys).needs} == {"no_row"}


def test_an_input_row_that_may_match_leaves_the_value_unknown() -> None:
    care, keys = charges()
    care.row("charge", "x1", provider="p1", code=unknown("field", "the code of x1"), amount=4000)
    care.row("charge", "x2", provider="p1", code="20", amount=4500)
    assert {need.what for need in looked_up(care, *keys).needs} == {"the code of x1"}
