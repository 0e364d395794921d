"""What is one sentence of a document, where it stands, and what counts as the same."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from allotments import DOCUMENT, PLACE, SENTENCE
from ccpolicy.audit.documents import Document, normal, read_lines
from ccpolicy.errors import UsageError
from ccpolicy.limits import DOCUMENT_BYTES

PLACES = ("Plots", PLACE, "Holidays")


def under(place: str, text: str = DOCUMENT, places: tuple[str, ...] = PLACES) -> list[str]:
    document = Document(tuple(text.split("\n")), (*places, place))
    return [sentence.text for section in document.sections(place) for sentence in section.sentences]


def test_paragraphs_and_items_are_cut_into_sentences() -> None:
    assert under("Plots") == [
        "Every member has one plot.",
        "Plots are let from March to October.",
        "Plots by the river are let last.",
        "Plots by the road have no water.",
    ]


def test_a_table_without_bars_is_one_sentence() -> None:
    assert under(PLACE)[-1] == "Member Fee One $10 Two $15"


@pytest.mark.parametrize(
    "text, sentences",
    [
        ("A\n- b\nc", ["A - b c"]),
        ("A:\n- b\n- c", ["A:", "b", "c"]),
        ("- a\n  b\n- c\n2. d", ["a b", "c", "d"]),
        ("A\n• b\n• c", ["A", "b", "c"]),
        ("Go to page\n12. there", ["Go to page 12. there"]),
    ],
)
def test_a_dash_or_number_begins_an_item_only_where_a_list_can_be(text: str, sentences: list[str]) -> None:
    assert under("Place", f"Place\n\n{text}") == sentences


def test_a_table_with_bars_is_a_sentence_a_line() -> None:
    assert under("Fees", "Fees\n| one | $10 |\n| two | $15 |") == ["| one | $10 |", "| two | $15 |"]


def test_a_sentence_is_told_with_the_line_it_begins_on() -> None:
    document = Document(tuple(DOCUMENT.split("\n")), PLACES)
    lines = {sentence.text: sentence.line for sentence in document.sentences}
    for text, first in (("Plots are let from March to October.", "Every member"), (normal(SENTENCE), "The committee")):
        assert DOCUMENT.split("\n")[lines[text] - 1].startswith(first)


def test_a_place_ends_where_the_next_place_cited_begins_or_a_marked_heading() -> None:
    assert under("Holidays") == ["In August nobody digs."]
    assert "In August nobody digs." in under(PLACE, places=("Plots", PLACE))


def test_a_place_is_a_line_or_the_beginning_of_one_and_the_line_wins() -> None:
    assert under("Fees", "Fees are low.\nx.\n\nFees\nY.") == ["Y."]
    assert under("Fees", "Fees are low. X.") == ["Fees are low.", "X."]
    assert under("Fee", "Fees are low.") == []
    assert under("Tools") == ["Spades are lent for a day."]


def test_a_place_inside_a_place_is_the_next_such_line() -> None:
    text = "Fees\nA.\n\nNote\nB.\n\nTools\nC.\n\nNote\nD."
    places = ("Fees", "Tools")
    assert under("Tools; Note", text, places) == ["D."]
    assert under("Fees; Note", text, places) == ["B."]
    assert under("Tools; Fees", text, places) == []


def test_a_place_that_stands_twice_has_the_sentences_of_both() -> None:
    assert under("Fees", "Fees\nA.\n\n# Tools\nB.\n\nFees\nC.") == ["A.", "C."]


@pytest.mark.parametrize(
    "text, sentences",
    [
        ("A. B. Miller came. He left.", ["A. B. Miller came.", "He left."]),
        ("See No. 7. It says so.", ["See No. 7.", "It says so."]),
        ("Some days, e.g. Monday. Others not.", ["Some days, e.g. Monday.", "Others not."]),
        ("It costs 5.50 a day. (It did.) $6 now!", ["It costs 5.50 a day.", "(It did.)", "$6 now!"]),
        ('He said "no." She went.', ['He said "no."', "She went."]),
    ],
)
def test_a_stop_that_ends_nothing_cuts_nothing(text: str, sentences: list[str]) -> None:
    assert under("Place", f"Place\n\n{text}") == sentences


@pytest.mark.parametrize(
    "one, other",
    [
        ("a  b\tc\n d", "a b c d"),
        ("a\u00a0b", "a b"),
        ("‘a’ “b”", "'a' \"b\""),
        ("a–b—c−d‐e", "a-b-c-d-e"),
        ("of\ufb01ce", "office"),
        ("a\u00adb\u200bc", "abc"),
    ],
)
def test_what_has_no_meaning_does_not_count(one: str, other: str) -> None:
    assert normal(one) == normal(other)


@pytest.mark.parametrize("one, other", [("Plot", "plot"), ("5", "6"), ("a.", "a"), ("a b", "ab"), ("$5", "5")])
def test_everything_else_counts(one: str, other: str) -> None:
    assert normal(one) != normal(other)


@given(st.text())
def test_a_normal_text_is_normal(text: str) -> None:
    assert normal(normal(text)) == normal(text)


def test_a_document_is_text_of_a_bearable_size(tmp_path: Path) -> None:
    file = tmp_path / "rules.txt"
    with pytest.raises(UsageError, match="cannot be read: no such file"):
        read_lines(file)
    file.write_bytes(b"\xff\xfe")
    with pytest.raises(UsageError, match="not UTF-8"):
        read_lines(file)
    with file.open("wb") as long:
        long.truncate(DOCUMENT_BYTES.most + 1)
    with pytest.raises(UsageError, match="larger than 16 MiB"):
        read_lines(file)
