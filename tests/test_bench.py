"""The example month by hand and by policy: two ways that share nothing but the rate chart come to the same."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import ccpolicy

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "bench"))

from peers import cel, plain  # noqa: E402


def test_the_month_by_hand_agrees_with_the_policy_on_every_line() -> None:
    document = json.loads((ROOT / "examples" / "ky" / "month.json").read_text(encoding="utf-8"))
    by_policy = ccpolicy.load(ROOT / "policies" / "ky").determine(document)
    by_hand = plain.pay_month(document, *plain.read_rates())
    assert {line.id: (line.status, line.pays) for line in by_policy.lines} == by_hand


def test_the_formula_agrees_where_its_language_is_installed() -> None:
    shares = cel.formula()
    if shares is not None:
        assert shares([(5000, 4000, 500, 0), (3000, 4000, 500, 1000)]) == [3500, 3500]
