"""What is said of each mistake in records: one input with it, the text printed, and the same input mended."""

from __future__ import annotations

import pytest
from told import RECORD_CASES, RECORDS_FOLDER, problems, told

from ccpolicy.diagnostics.catalog import RECORDS

WITHOUT_RECORDS = {
    "left-out",
    "too-large",
    "too-long",
    "too-many-columns",
    "too-many-files",
    "too-many-problems",
    "unreadable-file",
}
"""Problems that no small input shows, or that are only told beside others; `tests/test_limits.py` and `tests/records` do."""


@pytest.mark.parametrize("name", RECORD_CASES)
def test_what_is_said_of_records_is_what_was_approved(name: str) -> None:
    """`python tests/diagnostics/regenerate.py` rewrites the texts, for review in the diff."""
    assert told(name) == (RECORDS_FOLDER / name / "printed.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", RECORD_CASES)
def test_bad_records_have_one_problem_and_good_ones_none(name: str) -> None:
    assert [problem.name for problem in problems(name)] == [name]
    assert problems(name, "good") == ()


def test_every_problem_has_records_that_show_it() -> None:
    """No name without an example, no example without a name."""
    assert sorted({*RECORD_CASES, *WITHOUT_RECORDS}) == sorted(RECORDS)
    assert WITHOUT_RECORDS.isdisjoint(RECORD_CASES)
