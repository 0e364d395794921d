"""What is told under the table: each reason once, its claims and dates compactly, its source."""

from __future__ import annotations

from typing import Any

import pytest
from results import determination, line, reason

from ccpolicy.diagnostics import Finding
from ccpolicy.engine.determination import Caveat, DeadlineMet, Flag, Routed
from ccpolicy.explain.notes import MOST_ROWS, Block, Note, Section, dates_text, sections
from small import swimming


def told(left_out: tuple[Finding, ...] = (), **more: Any) -> dict[str, tuple[Note, ...]]:
    found: tuple[Section, ...] = sections(determination(**more), swimming(), left_out)
    return {section.title: section.notes for section in found}


def refused(*ids: str, **more: Any) -> tuple[Note, ...]:
    return told(lines=[line(id, "denied", reasons=[reason(**more)]) for id in ids])["Not paid"]


def test_refusals_are_told_by_reason_with_their_dates_and_source() -> None:
    assert refused(*(f"c1/2022-11-0{day}" for day in (1, 2, 3, 7))) == (
        Note(
            "denied: Water too cold", "bad",
            (Block(("c1: November 1–3, 7, 2022 (4 × lesson)",), ("The water was too cold.",)),),
            ("Rules of the pools (2022), “§ 4”",),
        ),
    )


def test_claims_that_are_told_the_same_are_told_it_once() -> None:
    (note,) = refused("c1/2022-11-01", "c2/2022-11-01")
    rows = ("c1: November 1, 2022 (1 lesson)", "c2: November 1, 2022 (1 lesson)")
    assert note.blocks == (Block(rows, ("The water was too cold.",)),)


def test_claims_that_are_told_different_things_stand_apart_under_one_reason() -> None:
    lines = [line(f"c{n}/2022-11-01", "denied", reasons=[reason(text=f"It had {n} degrees.")]) for n in (1, 2)]
    (note,) = told(lines=lines)["Not paid"]
    assert [block.texts for block in note.blocks] == [("It had 1 degrees.",), ("It had 2 degrees.",)]


def test_a_great_many_claims_are_counted() -> None:
    (note,) = refused(*(f"c{n}/2022-11-01" for n in range(MOST_ROWS)))
    assert len(note.blocks[0].rows) == MOST_ROWS
    (note,) = refused(*(f"c{n}/2022-11-01" for n in range(MOST_ROWS + 1)))
    assert note.blocks[0].rows[-1] == "and 2 more like these"


@pytest.mark.parametrize(("count", "last"), [(6, "Day 6."), (7, "and 2 more like these")])
def test_different_texts_of_one_reason_are_all_told_while_they_are_few(count: int, last: str) -> None:
    days = range(1, 1 + count)
    lines = [line(f"c1/2022-11-{day:02}", "denied", reasons=[reason(text=f"Day {day}.")]) for day in days]
    texts = told(lines=lines)["Not paid"][0].blocks[0].texts
    assert (len(texts), texts[0], texts[-1]) == (6, "Day 1.", last)


def test_a_held_line_says_what_it_needs_and_a_routed_one_where_it_goes() -> None:
    held = reason("held", code="needs_information", text="", needs=("course[c1].pool",))
    routed = reason("routed", code="by_mail", text="Send it by mail.", to="claims_desk", asking=("form 7",))
    first, second = told(lines=[
        line("c1/2022-11-01", "held", reasons=[held]), line("c1/2022-11-02", "routed", reasons=[routed]),
    ])["Not paid"]
    assert first.blocks[0].texts == ("needs course[c1].pool",)
    assert second.blocks[0].texts == ("Send it by mail.", "Goes to claims desk.", "Send form 7.")


def test_a_line_that_is_its_own_claim_is_told_by_its_id() -> None:
    alone = line("lost-key", "denied", reasons=[reason()], grain="lost_key", keys={"swimmer": "s1"})
    (note,) = told(lines=[alone])["Not paid"]
    assert note.blocks[0].rows == ("lost-key (1 lesson)",)


def test_only_missed_deadlines_are_told() -> None:
    deadlines = [
        DeadlineMet("hand_in", "Hand in", f"course c{at}", "2022-12-01", True, met)
        for at, met in enumerate((False, True, None))
    ]
    assert [note.head for note in told(deadlines=deadlines)["Deadlines missed"]] == ["course c0"]


def test_flags_routes_rows_left_out_and_what_to_know_have_their_sections() -> None:
    found = told(
        (Finding("bad-date", "expected a date", path="course[1].starts"),),
        flags=[Flag("look", "flag", "course c1", "Look at it."), Flag("look", "unchecked", "course c2", "")],
        routes=[Routed("by_mail", "desk", (), ("c1/2022-11-02",), "Send it by mail.")],
        caveats=[
            Caveat("unsettled", "late", "Is the last day in time?", "yes_it_is"),
            Caveat("unmodelled", "Towels", "They are not paid for."),
        ],
    )
    brief = {
        title: [(note.head, tuple(text for block in note.blocks for text in block.texts)) for note in notes]
        for title, notes in found.items()
    }
    assert brief == {
        "To look at": [("look", ("course c1: Look at it.",)), ("look (could not be checked)", ("course c2",))],
        "Can go another way": [("by mail", ("Send it by mail.", "Goes to desk.", "c1/2022-11-02"))],
        "Input rows left out": [("course[1].starts", ("expected a date",))],
        "Open questions, and how they were read": [("Is the last day in time? Read as yes_it_is (late).", ())],
        "Left out of these rules": [("Towels: They are not paid for.", ())],
    }


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        (["2022-11-01"], "November 1, 2022"),
        (["2022-11-02", "2022-11-01"], "November 1, 2, 2022"),
        (["2022-11-01", "2022-11-02", "2022-11-03"], "November 1–3, 2022"),
        (["2022-11-29", "2022-11-30", "2022-12-01", "2022-12-02", "2022-12-04"],
         "November 29, 30, 2022; December 1, 2, 4, 2022"),
        (["2022-12-31", "2023-01-01"], "December 31, 2022; January 1, 2023"),
        (["c2", "c1"], "c1, c2"),
    ],
)
def test_dates_are_told_by_month_and_joined_from_three_on(days: list[str], expected: str) -> None:
    assert dates_text(days) == expected
