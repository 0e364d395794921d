"""What policies drawn at random showed of the checker, each by the smallest text that shows it."""

from __future__ import annotations

import pytest
from lark import Lark
from mini import BODY, HEAD, check, names, with_body

from ccpolicy.dsl.format import format_source
from ccpolicy.source import Source

EXTRA = {"| ends | date | missing |": '| town | text | required | "Town" |\n  | came | time | required | "Came" |\n  | part | percent | required | "Part" |\n  | ends | date | missing |'}


def flagged(condition: str) -> list[str]:
    """The findings of a flag of the mark's place with this condition."""
    extra = f'\nflag told of stay\n  when {condition}\n  say "x"\n  cite book "p. 9"\n'
    return [finding.name for finding in check(with_body(extra, swap=EXTRA))[1]]


@pytest.mark.parametrize(
    "condition",
    [
        'town > "north"',
        'town > "north" and town < "south"',
        "came > 05:30 and came < 06:00",
        "came > 12:00 and came < 12:02",
        "part > 20% and part < 40%",
        "part > 0% and part < 100%",
    ],
)
def test_a_condition_that_some_value_meets_is_not_said_never_to_hold(condition: str) -> None:
    assert flagged(condition) == []


@pytest.mark.parametrize(
    "condition", ["came > 12:00 and came < 12:01", "part > 40% and part < 20%", 'town > "south" and town < "north"']
)
def test_a_condition_that_no_value_meets_is_still_found(condition: str) -> None:
    assert flagged(condition) == ["never-applies"]


def test_the_first_of_two_wordings_may_say_only_how_long_it_holds() -> None:
    dated = 'setting maximum money "Maximum"\n  through 2022-06-30\n    = $40\n  from 2022-07-01\n    = $41\n'
    text = with_body(swap={'setting maximum money "Maximum" = $40\n': dated, "  from 2022-01-01\n  period": "  through 2030-12-31\n  period"})

    policy, findings = check(text)

    assert findings == ()
    assert policy is not None
    periods = {str(wording.version.period) for wording in policy.settings["maximum"].versions}
    assert periods == {"through 2022-06-30", "from 2022-07-01"}


def test_two_dates_of_one_statement_stand_on_one_line() -> None:
    """The second would be left out in silence."""
    twice = {'  cite book "p. 3"': '  from 2022-02-01\n  through 2022-03-31\n  cite book "p. 3"'}

    assert [finding.name for finding in check(with_body(swap=twice))[1]] == ["repeated-clause"]


def test_a_wording_has_no_sentence_of_its_own() -> None:
    """The statement has one; a second would never be told."""
    said = 'fact x of day money\n  from 2022-01-01\n    = $1\n    say "x"\n'

    assert names(BODY + said) == ["misplaced-clause"]


def test_allowances_granted_together_are_spent_by_one_grain() -> None:
    extra = """
allowance claims "claims"
  spent by claim
  limit 1
  per child
  order month, id
  with absences
  beyond deny claims_used
    say "x"
  cite book "p. 4"
"""
    dated = {'record claim "A month\'s claim"': 'record claim "A month\'s claim"\n  dated by month_start(month)'}

    assert [finding.name for finding in check(with_body(extra, swap=dated))[1]] == ["out-of-reach"]


@pytest.mark.parametrize("owner", ["deny x of day\n  when stay.half", "pay y of day\n  amount $1"])
def test_what_becomes_of_a_line_is_not_told_in_a_sentence_it_rests_on(owner: str) -> None:
    extra = f'\n{owner}\n  say "{{paid}}"\n  cite book "p. 9"\n'

    assert [finding.name for finding in check(with_body(extra))[1]] == ["cycle"]


def test_exceptions_of_one_value_are_ranked_like_others() -> None:
    """Which of them is told, with its sentence and citation, has to be said."""
    extra = """
fact x of day money = $1
  except "half"
    = $2
    when stay.half
  except "late"
    = $2
    when date > 2022-06-30
flag told of day
  when x > $1
  say "x"
  cite book "p. 9"
"""
    assert names(BODY + extra) == ["unranked-exceptions"]


def test_the_sentence_of_a_fact_may_tell_a_part_of_its_code() -> None:
    extra = '\nfact x of day mark = code\n  say "{x}, that is {x.label}"\nworksheet told of day\n  | line | label | amount |\n  | told_x | "X" | x |\n'

    assert names(BODY + extra) == []


def test_what_only_a_sentence_of_a_fact_tells_is_not_unread() -> None:
    extra = '\nfact x of day money = $1\nfact y of day money = $2\n  say "{x}, {y}"\nworksheet told of day\n  | line | label | amount |\n  | told_y | "Y" | y |\n'

    assert names(BODY + extra) == []
    assert names(BODY + extra.replace("{x}, ", "")) == ["unread"]


def test_a_lacking_translation_of_the_heading_has_its_place() -> None:
    findings = check(HEAD.replace("  currency", "  languages es\n  currency") + BODY)[1]

    assert [finding.name for finding in findings if finding.span is None] == []
    assert any("“A small policy”" in finding.message for finding in findings)


def test_a_file_is_formatted_with_the_lexer_there_is(monkeypatch: pytest.MonkeyPatch) -> None:
    """Building one for each statement took most of the time of formatting."""
    format_source(Source("x.policy", "fact x of day = 1\n"))
    monkeypatch.delattr(Lark, "_build_lexer")

    assert format_source(Source("x.policy", HEAD + BODY))[1] == ()


def test_code_lists_may_stand_in_any_order() -> None:
    """Each has columns typed by the next."""
    lists = """
codes first "First"
  | code | label | next second |
  | a    | "a"   | b         |
codes second "Second"
  | code | label | next_one third |
  | b    | "b"   | c        |
codes third "Third"
  | code | label | worth money |
  | c    | "c"   | $1          |
"""
    assert names(lists + BODY) == []
