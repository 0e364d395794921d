"""A line explained: the sentence, the facts behind it, the whole derivation."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from results import determination, line, reason

from ccpolicy.engine.derivation import Derivation
from ccpolicy.engine.determination import Determination
from ccpolicy.errors import UsageError
from ccpolicy.explain.narrate import explain
from ccpolicy.model.policy import Citation, Version
from ccpolicy.model.types import MONEY, NUMBER, YES_NO
from ccpolicy.values.absent import unknown
from ccpolicy.values.period import Period
from small import swimming

CITE = Citation("rules", "§ 4")


def node(name: str, value: Any, *inputs: Derivation, kind: str = "fact", **more: Any) -> Derivation:
    parts: dict[str, Any] = {"label": "", "subject": "", "type": NUMBER}
    return Derivation(kind, name, value=value, inputs=inputs, **{**parts, **more})


FEE = node("fee", 5000, kind="field", type=MONEY, subject="swimmer s1")
RATE = node("rate", 4000, FEE, type=MONEY, cites=(CITE,), version=Version(Period(date(2022, 10, 1))), how="summer")
PAY = node("state_pays", 3500, RATE, RATE, type=MONEY, label="State pays")


def paid(*why: Derivation) -> Determination:
    amounts = {"charge": 5000, "state_pays": 3500}
    return determination(lines=[line("c1/2022-11-01", amounts=amounts, pays=3500, said=("All was well.",), why=why)])


def told(given: Determination, depth: int = 1) -> str:
    return explain(given, swimming(), given.lines[0].id, depth)


def test_a_paid_line_says_what_it_pays_and_how_the_amount_is_made_up() -> None:
    assert told(paid()) == (
        "c1/2022-11-01: paid\n"
        "  Pays $35.00 for 1 lesson.\n"
        "  All was well.\n"
        "    Charge          $50.00\n"
        "    State pays      $35.00\n"
    )


def test_a_line_paid_in_units_only_names_no_money() -> None:
    assert told(determination(lines=[line("c1/2022-11-01", pays=None)])) == "c1/2022-11-01: paid\n  Pays 1 lesson.\n"


def test_a_refused_line_says_why_and_by_which_source() -> None:
    assert told(determination(lines=[line("c1/2022-11-01", "denied", reasons=[reason()])])) == (
        "c1/2022-11-01: denied\n"
        "  Denied: Water too cold, 1 lesson\n"
        "    The water was too cold. [1]\n"
        "\n"
        "[1] Rules of the pools (2022), “§ 4”\n"
    )


def test_the_sentence_of_a_paid_line_is_cited_where_its_rule_is() -> None:
    pay = node("lesson_pay", 3500, kind="outcome", say="All was well.", cites=(CITE,))
    assert "  All was well. [1]\n" in told(paid(pay))


def test_at_depth_2_the_facts_behind_stand_with_value_rule_version_and_source() -> None:
    text = told(paid(PAY), 2)
    assert text.partition("What this rests on:\n")[2] == (
        "  State pays = $35.00\n"
        "    rate = $40.00 (summer; in force from 2022-10-01) [1]\n"
        "      fee, swimmer s1 = $50.00\n"
        "\n"
        "[1] Rules of the pools (2022), “§ 4”\n"
    )


def test_depth_2_goes_two_steps_back_and_depth_3_to_the_end() -> None:
    chain = node("a", 1, node("b", 2, node("c", 3, node("d", 4))))
    assert "    c = 3" in told(paid(chain), 2)
    assert "d = 4" not in told(paid(chain), 2)
    assert "        d = 4" in told(paid(chain), 3)


def test_rules_that_could_have_stopped_a_line_are_named_apart() -> None:
    stops = [node(name, False, kind="outcome", type=YES_NO) for name in ("too_cold", "too_late")]
    text = told(paid(PAY, *stops), 2)
    assert "Looked at as well, and not the case:\n  too cold; too late\n" in text


def test_of_many_rows_under_one_fact_the_first_three_are_told() -> None:
    count = node("lessons", 5, *(node("code", at, subject=f"day c1/{at}") for at in range(5)))
    assert told(paid(count), 2).partition("What this rests on:\n")[2] == (
        "  lessons = 5\n"
        "      with 2 more rows like the first ones below\n"
        "    code, day c1/0 = 0\n"
        "    code, day c1/1 = 1\n"
        "    code, day c1/2 = 2\n"
    )


def test_a_value_of_the_line_itself_is_told_without_its_row() -> None:
    text = told(paid(node("code", 1, subject="day c1/2022-11-01"), node("code", 2, subject="day c1/2022-11-02")), 2)
    assert "  code = 1\n  code, day c1/2022-11-02 = 2\n" in text


def test_at_depth_3_what_is_used_twice_is_written_out_once() -> None:
    tree = told(paid(PAY), 3).partition("How it was worked out:\n")[2]
    assert tree == (
        "  State pays = $35.00\n"
        "    rate = $40.00 (summer; in force from 2022-10-01) [1]\n"
        "      fee, swimmer s1 = $50.00\n"
        "    rate = $40.00 (see above)\n"
        "\n"
        "[1] Rules of the pools (2022), “§ 4”\n"
    )


def test_a_value_that_is_not_known_names_what_would_settle_it() -> None:
    assert "fee = not known (needs swimmer[s1].fee)" in told(paid(node("fee", unknown("field", "swimmer[s1].fee"))), 2)


def test_a_long_chain_of_reasons_is_told_without_recursion() -> None:
    chain = node("start", 0)
    for at in range(5_000):
        chain = node(f"step_{at}", at, chain)
    assert told(paid(chain), 3).count("\n") > 5_000


@pytest.mark.parametrize(
    ("id", "depth", "lang", "words"),
    [
        ("c1/2022-11-02", 1, "en", "did you mean c1/2022-11-01?"),
        ("c1/2022-11-01", 4, "en", "depth 1, 2 or 3"),
        ("c1/2022-11-01", 1, "xx", "no explanations in `xx`"),
    ],
)
def test_a_line_depth_or_language_that_does_not_exist_is_told(id: str, depth: int, lang: str, words: str) -> None:
    with pytest.raises(UsageError, match=words.replace("?", r"\?")):
        explain(paid(), swimming(), id, depth, lang)
