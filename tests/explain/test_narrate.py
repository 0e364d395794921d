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
from ccpolicy.model.types import MONEY, NUMBER
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


def test_a_refused_line_says_why_and_by_which_source() -> None:
    assert told(determination(lines=[line("c1/2022-11-01", "denied", reasons=[reason()])])) == (
        "c1/2022-11-01: denied\n"
        "  Denied: too cold, 1 lesson\n"
        "    The water was too cold.\n"
        "    [Rules of the pools (2022), “§ 4”]\n"
    )


def test_at_depth_2_the_facts_behind_stand_with_value_rule_version_and_source() -> None:
    text = told(paid(PAY), 2)
    assert (
        "What this rests on:\n"
        "  State pays = $35.00\n"
        "  rate = $40.00\n"
        "      summer\n"
        "      in force from 2022-10-01\n"
        "      [Rules of the pools (2022), “§ 4”]\n"
        "\n"
        "From the input:\n"
        "  fee, swimmer s1 = $50.00\n"
    ) in text


def test_at_depth_3_what_is_used_twice_is_written_out_once() -> None:
    text = told(paid(PAY), 3)
    tree = text.partition("How it was worked out:\n")[2]
    assert tree == (
        "  State pays = $35.00\n"
        "    rate = $40.00  (summer)\n"
        "        [Rules of the pools (2022), “§ 4”]\n"
        "      fee, swimmer s1 = $50.00\n"
        "    rate = $40.00 (see above)\n"
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
