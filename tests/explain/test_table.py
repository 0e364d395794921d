"""What a person who bills reads: one row per claim, then everything that was not simply paid."""

from __future__ import annotations

from typing import Any

import pytest
from results import determination, line, reason

from ccpolicy.diagnostics import Finding
from ccpolicy.engine.determination import Caveat, DeadlineMet, Flag, Routed, Total
from ccpolicy.explain.table import Note, dates_text, to_batch
from small import swimming

PAID = {"amounts": {"charge": 5000, "state_pays": 3500}, "pays": 3500}


def sheet(*lines: Any, **more: Any) -> tuple[list[str], list[dict[str, str]]]:
    """The headings and the rows, the totals row last."""
    drawn = to_batch(determination(lines=lines, **more), swimming()).sheet
    heads = [column.label for column in drawn.columns]
    rows = [*drawn.rows, *([drawn.totals] if drawn.totals else [])]
    return heads, [dict(zip(heads, row, strict=True)) for row in rows]


def notes(title: str, **more: Any) -> tuple[Note, ...]:
    sections = {section.title: section.notes for section in to_batch(determination(**more), swimming()).sections}
    return sections.get(title, ())


def test_a_claim_is_one_row_with_its_units_statuses_and_money() -> None:
    heads, (row,) = sheet(line("c1/2022-11-01", **PAID), line("c1/2022-11-02", "denied", reasons=[reason()]))
    assert heads == ["Course", "Swimmer", "Paid", "Denied", "Lesson", "Charge", "State pays"]
    assert list(row.values()) == ["c1", "s1", "1", "1", "1 of 2", "$50.00", "$35.00"]


def test_several_claims_have_a_total() -> None:
    _, rows = sheet(line("c1/2022-11-01", **PAID), line("c2/2022-11-01", swimmer="s2", **PAID))
    assert [(row["Course"], row["Swimmer"], row["State pays"]) for row in rows] == [
        ("c1", "s1", "$35.00"), ("c2", "s2", "$35.00"), ("Total", "", "$70.00"),
    ]


def test_the_totals_of_the_determination_win_over_the_sums_of_its_lines() -> None:
    total = Total("course", "c1", {"lesson": 1}, {"charge": 5000, "state_pays": 9900}, {"paid": 1})
    _, (row,) = sheet(line("c1/2022-11-01", **PAID), totals=[total])
    assert row["State pays"] == "$99.00"


def test_without_a_worksheet_what_is_paid_is_shown() -> None:
    heads, (row,) = sheet(line("c1/2022-11-01", pays=3500))
    assert (heads[-1], row["Pays"]) == ("Pays", "$35.00")


def test_refusals_are_grouped_by_claim_and_reason_with_their_dates_and_source() -> None:
    days = [f"c1/2022-11-0{day}" for day in (1, 2, 3, 7)]
    (note,) = notes("Not paid", lines=[line(day, "denied", reasons=[reason()]) for day in days])
    assert note == Note(
        "c1  denied: too cold, 4 × lesson", "bad",
        ("2022-11-01 to 2022-11-03, 2022-11-07", "The water was too cold."),
        ("Rules of the pools (2022), “§ 4”",),
    )


def test_different_texts_of_one_reason_are_all_told_while_they_are_few() -> None:
    def told(count: int) -> tuple[str, ...]:
        days = range(1, 1 + count)
        refused = [line(f"c1/2022-11-{day:02}", "denied", reasons=[reason(text=f"Day {day}.")]) for day in days]
        return notes("Not paid", lines=refused)[0].texts

    assert told(6)[1:] == tuple(f"Day {day}." for day in range(1, 7))
    assert told(7)[-1] == "and 2 more like these"


def test_a_held_line_says_what_it_needs_and_a_routed_one_where_it_goes() -> None:
    held = reason("held", code="needs_information", text="", needs=("course[c1].pool",))
    routed = reason("routed", code="by_mail", text="Send it by mail.", to="claims_desk", asking=("form 7",))
    first, second = notes("Not paid", lines=[
        line("c1/2022-11-01", "held", reasons=[held]), line("c1/2022-11-02", "routed", reasons=[routed]),
    ])
    assert first.texts == ("2022-11-01", "needs course[c1].pool")
    assert second.texts == ("2022-11-02", "Send it by mail.", "Goes to claims desk.", "Send form 7.")


def test_only_missed_deadlines_are_told() -> None:
    deadlines = [
        DeadlineMet("hand_in", "Hand in", "course c1", "2022-12-01", True, False),
        DeadlineMet("hand_in", "Hand in", "course c2", "2022-12-01", True, True),
        DeadlineMet("hand_in", "Hand in", "course c3", "2022-12-01", True, None),
    ]
    assert [note.head for note in notes("Deadlines missed", deadlines=deadlines)] == ["course c1"]


def test_flags_routes_caveats_and_rows_left_out_have_their_sections() -> None:
    batch = to_batch(
        determination(
            flags=[Flag("look", "flag", "course c1", "Look at it."), Flag("look", "unchecked", "course c2", "")],
            routes=[Routed("by_mail", "desk", (), ("c1/2022-11-02",), "Send it by mail.")],
            caveats=[Caveat("unsettled", "late", "Is the last day in time?", "yes_it_is")],
        ),
        swimming(),
        [Finding("bad-date", "expected a date", path="course[1].starts")],
    )
    told = {section.title: [(note.head, note.texts) for note in section.notes] for section in batch.sections}
    assert told == {
        "To look at": [("look", ("course c1: Look at it.",)), ("look (could not be checked)", ("course c2",))],
        "Can go another way": [("by mail", ("Send it by mail.", "Goes to desk.", "c1/2022-11-02"))],
        "Input rows left out": [("course[1].starts", ("expected a date",))],
        "To know about this result": [("Is the last day in time? Read as yes_it_is (late).", ())],
    }


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        (["2022-11-01"], "2022-11-01"),
        (["2022-11-02", "2022-11-01"], "2022-11-01, 2022-11-02"),
        (["2022-11-01", "2022-11-02", "2022-11-03"], "2022-11-01 to 2022-11-03"),
        (["2022-11-30", "2022-12-01", "2022-12-02", "2022-12-04"], "2022-11-30 to 2022-12-02, 2022-12-04"),
        (["c1", "c2"], "c1, c2"),
    ],
)
def test_dates_that_follow_each_other_are_joined_from_three_on(days: list[str], expected: str) -> None:
    assert dates_text(days) == expected
