"""Each law over the policies of the states and of Franklin: over drawn caseloads, over cases and months that are kept.

As a rule few of each. With `HYPOTHESIS_PROFILE=soak` as many as the profile says, over all cases; `bench/laws.py` counts.
"""

from __future__ import annotations

import os
import unittest

import pytest
import yaml
from known_documents import FRANKLIN, POLICIES, cases, months

from ccpolicy.testing import laws

SOAK = os.environ.get("HYPOTHESIS_PROFILE") == "soak"
DRAWN = None if SOAK else 4
KEPT = 10**6 if SOAK else 5
"""How many cases each law is tried on, other ones for each law."""

TIMES = [(law, name) for law in laws.ALL for name in POLICIES]
IDS = [f"{law.name}-{name}" for law, name in TIMES]


@pytest.mark.parametrize(("law", "name"), TIMES, ids=IDS)
def test_every_law_holds_of_drawn_caseloads(law: laws.Law, name: str) -> None:
    law(POLICIES[name], max_examples=DRAWN)()


@pytest.mark.parametrize(("law", "name"), TIMES, ids=IDS)
def test_every_law_holds_of_cases_and_months(law: laws.Law, name: str) -> None:
    known = cases(name)
    step = max(len(known) // KEPT, 1)
    chosen = [*known[laws.ALL.index(law) % step :: step], *([next(months(name))] if law in (laws.local, laws.total) else [])]
    tried = [
        law.holds(POLICIES[name], each.document, seed=seed, known_on=each.known_on, readings=each.readings)
        for seed, each in enumerate(chosen)
    ]
    assert any(tried) or law in (laws.additive, laws.local)


test_franklin_conserves = laws.conserved(str(FRANKLIN), max_examples=2)
"""One line of a suite is a test that is found."""


def test_a_suite_has_a_test_for_each_law() -> None:
    made = laws.suite(FRANKLIN, max_examples=1)
    names = unittest.TestLoader().getTestCaseNames(made)
    assert names == sorted(f"test_{law.name}" for law in laws.ALL)
    outcome = unittest.TestResult()
    made("test_answered").run(outcome)
    assert outcome.wasSuccessful()
    assert outcome.testsRun == 1


def test_a_test_says_its_law() -> None:
    assert laws.answered(FRANKLIN).__doc__ == (
        "Every row that asks for payment has one line with one status, and a reason with a citation for all that is not paid."
    )
    assert laws.answered(FRANKLIN).__name__ == "test_answered"


def test_every_law_is_one_sentence_about_the_domain() -> None:
    assert all(law.says.endswith(".") and len(law.says) < 250 for law in laws.ALL)
    assert len({law.name for law in laws.ALL}) == len(laws.ALL)


def test_a_failure_names_the_lines_and_prints_as_a_case_file() -> None:
    def never(trial: laws.Trial) -> None:
        """No line is ever paid."""
        trial.holds(all(line.status != "paid" for line in trial.result.lines), "a line is paid")

    documents = [next(months("franklin")).document]
    with pytest.raises(laws.LawBroken, match="a line is paid") as told:
        laws.Law(never)(FRANKLIN, documents=documents)()
    (note,) = [note for note in told.value.__notes__ if note.startswith("As a case file")]
    case = yaml.safe_load(note.partition("\n\n")[2])
    assert case["cases"][0]["name"] == "breaks never"
    assert "ida-2024-11" in note
