"""The canonical layout: bars in line, sentences wrapped, comments kept, meaning unchanged, and nothing left to do twice."""

from __future__ import annotations

from pathlib import Path

import pytest

from ccpolicy.dsl.format import WIDTH, format_source
from ccpolicy.dsl.parse import parse
from ccpolicy.source import Source

POLICIES = sorted((Path(__file__).parents[2] / "policies").rglob("*.policy"))


def formatted(text: str) -> str:
    made, findings = format_source(Source("x.policy", text))

    assert findings == ()
    return made


def test_bars_are_lined_up_and_words_spaced() -> None:
    text = 'codes unit   "Units"\n   |code|label|\n   | full | "a full day"|\n   |p|"part"|\n'

    assert formatted(text) == (
        'codes unit "Units"\n  | code | label        |\n  | full | "a full day" |\n  | p    | "part"       |\n'
    )


def test_formulas_have_one_space_between_words_and_none_inside_brackets() -> None:
    text = "fact x of day money\n    =  min( charge ,$40 )-  - 5 * ( a.b+2 ) rounded  up to $1\n"

    assert formatted(text) == "fact x of day money\n  = min(charge, $40) - -5 * (a.b + 2) rounded up to $1\n"


def test_comments_stay_where_they_stand() -> None:
    text = "# about the file\n\n# about x\nfact x of day\n  # why\n  = 1 # so\n\n\n\n# the end\n"

    assert formatted(text) == "# about the file\n\n# about x\nfact x of day\n  # why\n  = 1  # so\n\n# the end\n"


def test_a_hash_in_a_text_is_no_comment() -> None:
    assert formatted('deny x of day\n  say "no. #5"\n') == 'deny x of day\n  say "no. #5"\n'


def test_long_sentences_are_wrapped_and_short_ones_joined() -> None:
    words = " ".join(["word"] * 40)
    text = f'deny x of day\n  say "{words}"\n  note "one"\n       "two"\n'

    made = formatted(text)

    assert max(map(len, made.split("\n"))) <= WIDTH
    assert '  note "one two"\n' in made
    assert made.count('"') == 6


def test_a_placeholder_is_never_broken() -> None:
    text = 'deny x of day\n  say "' + "a " * 50 + '{count(day where code is 40)} days"\n'

    assert "{count(day where code is 40)}" in formatted(text)


def test_text_that_cannot_be_read_is_left_alone() -> None:
    text = "fact x of day = and\n"

    made, findings = format_source(Source("x.policy", text))

    assert made == text
    assert [finding.name for finding in findings] == ["value-missing"]


@pytest.mark.parametrize("path", POLICIES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_formatting_twice_changes_nothing_more_and_nothing_of_the_meaning(path: Path) -> None:
    source = Source(path.name, path.read_text())

    once = formatted(source.text)

    assert formatted(once) == once
    assert parse(Source(path.name, once)).statements == parse(source).statements
