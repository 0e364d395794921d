"""A pinned sentence is found where it stands and nowhere else, and pins are made for one sentence or not at all."""

from __future__ import annotations

import textwrap
from pathlib import Path

import pytest
from attrs import evolve

from allotments import DOCUMENT, PLACE, POLICY, SENTENCE, lay_out
from ccpolicy import library
from ccpolicy.audit.documents import Document, Sentence, normal
from ccpolicy.audit.pins import (
    FAILED,
    FOUND,
    NO_DOCUMENT,
    UNPINNED,
    Checked,
    Documents,
    Wanted,
    check_pins,
    counts,
    make_pins,
    open_documents,
    read_wanted,
    with_pins,
)
from ccpolicy.errors import UsageError
from ccpolicy.model.policy import Policy

PIN = Sentence(normal(SENTENCE), 0).pin
PINNED = POLICY.replace('sentence: ""', f'sentence: "{PIN}"')


@pytest.fixture
def policy(tmp_path: Path) -> Policy:
    """The policy whose denial is pinned to the sentence on the late fee."""
    return library.load(lay_out(tmp_path, policy=PINNED))


def checked(policy: Policy, document: str) -> Checked:
    """What becomes of the one pinned citation in a text of the source."""
    places = [cited.place for cited in policy.citations if cited.source == "rules"]
    documents = Documents({"rules": Document(tuple(document.split("\n")), places)}, {})
    (found,) = [each for each in check_pins(policy, documents) if each.cited.pin]
    return found


def test_the_sentence_is_found_at_its_line(policy: Policy) -> None:
    found = checked(policy, DOCUMENT)
    assert (found.state, DOCUMENT.split("\n")[found.line - 1].endswith("Members over 80 owe nothing.")) == (FOUND, True)


@pytest.mark.parametrize("at", range(len(SENTENCE)))
def test_one_changed_character_anywhere_in_it_fails(policy: Policy, at: int) -> None:
    other = "x" if SENTENCE[at] != "x" else "y"
    changed = SENTENCE[:at] + other + SENTENCE[at + 1 :]
    found = checked(policy, DOCUMENT.replace(SENTENCE, changed))
    assert (found.state, found.line) == (FAILED, 0)
    assert "no sentence under this place (lines 11 to 18) is the one that was pinned" in found.told


@pytest.mark.parametrize("at", [at for at, character in enumerate(SENTENCE) if character.isalpha()])
def test_a_capital_for_a_small_letter_fails(policy: Policy, at: int) -> None:
    changed = SENTENCE[:at] + SENTENCE[at].swapcase() + SENTENCE[at + 1 :]
    assert checked(policy, DOCUMENT.replace(SENTENCE, changed)).state == FAILED


@pytest.mark.parametrize("at", range(len(SENTENCE)))
def test_a_lost_character_fails(policy: Policy, at: int) -> None:
    assert checked(policy, DOCUMENT.replace(SENTENCE, SENTENCE[:at] + SENTENCE[at + 1 :])).state == FAILED


@pytest.mark.parametrize("width", [20, 33, 60, 1000])
def test_breaking_its_lines_elsewhere_changes_nothing(policy: Policy, width: int) -> None:
    paragraph = next(line for line in DOCUMENT.split("\n") if SENTENCE in line)
    broken = textwrap.fill(paragraph, width, break_on_hyphens=False, break_long_words=False)
    assert checked(policy, DOCUMENT.replace(paragraph, broken)).state == FOUND


def test_white_space_dashes_and_quotes_change_nothing(policy: Policy) -> None:
    other = SENTENCE.replace(" ", "\u00a0 ").replace("-", "\u2014").replace("“", '"').replace("”", '"')
    assert other != SENTENCE
    assert checked(policy, DOCUMENT.replace(SENTENCE, other)).state == FOUND


@pytest.mark.parametrize("before", ["Plots are let", "In August nobody digs.", "Spades are lent"])
def test_a_sentence_moved_to_another_place_fails_and_its_line_is_told(policy: Policy, before: str) -> None:
    text = DOCUMENT.replace(f"{SENTENCE} ", "").replace(before, f"{SENTENCE} {before}")
    found = checked(policy, text)
    line = next(number for number, each in enumerate(text.split("\n"), 1) if SENTENCE in each)
    assert (found.state, f"stands on line {line}, not under this place" in found.told) == (FAILED, True)


def test_a_place_that_is_gone_fails(policy: Policy) -> None:
    found = checked(policy, DOCUMENT.replace(f"\n{PLACE}\n", "\nFees\n"))
    assert (found.state, found.told) == (FAILED, "no line of the document is or begins with this place")


def test_every_citation_is_counted_once(policy: Policy, tmp_path: Path) -> None:
    """One of the letter, which has no document, and one for each place of the rules that is written."""
    found = check_pins(policy, open_documents(policy, tmp_path / "texts"))
    assert dict(counts(found)) == {FOUND: 1, NO_DOCUMENT: 1, UNPINNED: 8}


def test_a_document_that_is_not_there_fails_what_cites_it(policy: Policy, tmp_path: Path) -> None:
    documents = open_documents(policy, tmp_path)
    assert documents.missing == {"rules": "rules.txt cannot be read: no such file or directory"}
    assert counts(check_pins(policy, documents))[FAILED] == 9


def test_a_pin_of_a_source_without_a_document_fails(policy: Policy) -> None:
    other = evolve(policy, citations=[evolve(c, pin=PIN) for c in policy.citations if c.source == "letter"])
    assert {(c.state, c.told) for c in check_pins(other, Documents({}, {}))} == {
        (FAILED, "it is pinned, and `letter` names no document")
    }


# ------------------------------------------------------------------ making pins


def line_of(text: str, policy: str = POLICY) -> int:
    return next(number for number, line in enumerate(policy.split("\n"), 1) if text in line)


def made(tmp_path: Path, *lines: tuple[str, str]) -> tuple[str, list[str]]:
    """The policy with the pins that words choose for the citations on lines, and what kept pins from being made."""
    folder = lay_out(tmp_path)
    policy = library.load(folder)
    file = folder / "program.policy"
    wanted = [Wanted(str(file), line_of(text), words, 1) for text, words in lines]
    edits, problems = make_pins(policy, open_documents(policy, tmp_path / "texts"), wanted, lambda name: file)
    return with_pins(POLICY, edits), problems


def test_words_choose_the_sentence_and_nothing_else_changes(tmp_path: Path) -> None:
    assert made(tmp_path, ("apply not_yet", "LATE FEE")) == (PINNED, [])


def test_a_citation_without_a_pin_gets_one_after_its_place(tmp_path: Path) -> None:
    text, problems = made(tmp_path, ('cite rules "Holidays"', "nobody digs"))
    pin = Sentence("In August nobody digs.", 0).pin
    assert (text, problems) == (POLICY.replace('cite rules "Holidays"', f'cite rules "Holidays" pin "{pin}"'), [])


def test_a_reading_is_pinned_in_its_column(tmp_path: Path) -> None:
    text, problems = made(tmp_path, ("| no_it", "nobody digs"))
    pin = Sentence("In August nobody digs.", 0).pin
    assert (text, problems) == (POLICY.replace('"Holidays"  | ""', f'"Holidays"  | "{pin}"'), [])


@pytest.mark.parametrize(
    "place, words, told",
    [
        ("apply not_yet", "nobody digs", "has these words; elsewhere lines 21 have them"),
        ("apply not_yet", "no such words", "(lines 11 to 18) has these words"),
        ("apply not_yet", "o", "several sentences under “Late fees” have these words: lines "),
        ('cite letter "second page"', "fee", "the source `letter` names no document"),
        ("say", "fee", "no citation stands there"),
    ],
)
def test_what_names_no_one_sentence_is_told_and_pins_nothing(tmp_path: Path, place: str, words: str, told: str) -> None:
    text, (problem,) = made(tmp_path, (place, words))
    assert text == POLICY
    assert told in problem


def test_two_sentences_for_one_citation_are_refused(tmp_path: Path) -> None:
    assert "another sentence is chosen" in made(tmp_path, ("apply not_yet", "late fee"), ("apply not_yet", "over 80"))[1][0]


def test_a_pattern_without_room_for_a_pin_says_what_to_do(tmp_path: Path) -> None:
    text = POLICY.replace(' pin "{sentence}"', "").replace(", sentence", "", 1).replace(' sentence: "",', "")
    folder = lay_out(tmp_path, policy=text)
    policy = library.load(folder)
    wanted = [Wanted(str(folder / "program.policy"), line_of("apply not_yet", text), "late fee", 1)]
    _, (problem,) = make_pins(
        policy, open_documents(policy, tmp_path / "texts"), wanted, lambda name: folder / "program.policy"
    )
    assert "a pattern cites with `pin` and a parameter" in problem


def test_a_list_is_read_line_by_line() -> None:
    text = '# choose\n\nxy/a.policy:3  rules "A: b": some words\nxy/a.policy:4 "quoted" words\nxy/b.policy:5  rules "B":\n'
    assert read_wanted(text) == (
        Wanted("xy/a.policy", 3, "some words", 3),
        Wanted("xy/a.policy", 4, '"quoted" words', 4),
    )
    with pytest.raises(UsageError, match="line 1 of the list does not begin with FILE:LINE"):
        read_wanted("some words")
