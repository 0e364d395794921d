"""What a person who bills reads first: one row per claim, its units, statuses and money."""

from __future__ import annotations

from typing import Any

from results import determination, line, reason

from ccpolicy.engine.determination import Total
from ccpolicy.explain.table import to_batch
from small import swimming

PAID = {"amounts": {"charge": 5000, "state_pays": 3500}, "pays": 3500}


def sheet(*lines: Any, **more: Any) -> tuple[list[str], list[dict[str, str]]]:
    """The headings and the rows, the totals row last."""
    drawn = to_batch(determination(lines=lines, **more), swimming()).sheet
    heads = [column.label for column in drawn.columns]
    rows = [*drawn.rows, *([drawn.totals] if drawn.totals else [])]
    return heads, [dict(zip(heads, row, strict=True)) for row in rows]


def test_a_claim_is_one_row_with_its_units_statuses_and_money() -> None:
    heads, (row,) = sheet(line("c1/2022-11-01", **PAID), line("c1/2022-11-02", "denied", reasons=[reason()]))
    assert heads == ["Course", "Swimmer", "Paid", "Denied", "Lesson", "Charge", "State pays"]
    assert list(row.values()) == ["c1", "s1", "1", "1", "1 of 2", "$50.00", "$35.00"]


def test_several_claims_have_a_total() -> None:
    _, rows = sheet(line("c1/2022-11-01", **PAID), line("c2/2022-11-01", swimmer="s2", **PAID))
    assert [(row["Course"], row["Swimmer"], row["State pays"]) for row in rows] == [
        ("c1", "s1", "$35.00"), ("c2", "s2", "$35.00"), ("Total", "", "$70.00"),
    ]


def test_what_is_the_same_for_all_claims_is_said_once_above() -> None:
    lines = (line("c1/2022-11-01", **PAID), line("c2/2022-11-01", **PAID))
    batch = to_batch(determination(lines=lines), swimming())
    assert batch.conditions == ("Swimmer: s1",)
    assert [column.label for column in batch.sheet.columns][:2] == ["Course", "Paid"]


def test_amounts_that_are_nothing_everywhere_are_left_out_except_what_is_paid() -> None:
    heads, _ = sheet(line("c1/2022-11-01", amounts={"charge": 0, "state_pays": 0}))
    assert heads == ["Course", "Swimmer", "Paid", "Lesson", "State pays"]


def test_a_line_that_is_its_own_claim_has_a_row_under_its_id_and_comes_last() -> None:
    alone = line("lost-key", grain="lost_key", keys={"swimmer": "s1"}, pays=1000)
    heads, rows = sheet(alone, line("c1/2022-11-01", **PAID))
    assert [row["Course"] for row in rows] == ["c1", "lost-key", "Total"]
    assert heads[-1] == "Paid in all"
    assert [row["Paid in all"] for row in rows] == ["$35.00", "$10.00", "$45.00"]


def test_the_totals_of_the_determination_win_over_the_sums_of_its_lines() -> None:
    total = Total("course", "c1", {"lesson": 1}, {"charge": 5000, "state_pays": 9900}, {"paid": 1})
    _, (row,) = sheet(line("c1/2022-11-01", **PAID), totals=[total])
    assert row["State pays"] == "$99.00"


def test_without_a_worksheet_what_is_paid_is_shown() -> None:
    heads, (row,) = sheet(line("c1/2022-11-01", pays=3500))
    assert (heads[-1], row["Pays"]) == ("Pays", "$35.00")


def test_units_alone_show_no_money() -> None:
    heads, (row,) = sheet(line("c1/2022-11-01", pays=None))
    assert heads == ["Course", "Swimmer", "Paid", "Lesson"]
    assert "$" not in "".join(row.values())


def test_a_sum_leaves_out_lines_that_say_nothing_of_money_and_is_not_told_of_them_alone() -> None:
    lines = (line("c1/2022-11-01", pays=3500), line("c1/2022-11-02", pays=None), line("c2/2022-11-01", pays=None))
    _, rows = sheet(*lines)
    assert [(row["Course"], row["Pays"]) for row in rows] == [("c1", "$35.00"), ("c2", ""), ("Total", "$35.00")]


def test_a_table_falls_apart_into_counts_and_money_each_naming_its_rows() -> None:
    counts, amounts = to_batch(determination(lines=[line("c1/2022-11-01", **PAID)]), swimming()).sheet.parts()
    assert [column.label for column in counts.columns] == ["Course", "Swimmer", "Paid", "Lesson"]
    assert [column.label for column in amounts.columns] == ["Course", "Charge", "State pays"]
    assert amounts.rows == (("c1", "$50.00", "$35.00"),)
