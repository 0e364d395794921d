"""What a person sees of each mistake: one policy with it, and the text printed, read and approved line by line."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from printed import CASES, FOLDER, findings, printed

from ccpolicy.diagnostics.catalog import POLICY
from ccpolicy.dsl.load import load_policy
from ccpolicy.limits import FILE_BYTES

WITHOUT_A_FILE = {
    "no-policy",
    "file-too-long",
    "too-many-files",
    "too-many-words",
    "too-many-mistakes",
    "too-many-rows",
    "too-many-columns",
    "too-many-cases",
    "pattern-too-large",
    "text-too-long",
    "unreadable-file",
}
"""Findings that no small file can show; `tests/test_limits.py` does."""

PYTHON_WORDS = re.compile(r"\b(None|str|int|bool|dict|tuple|Fraction|Literal|NoneType|object at)\b")


@pytest.mark.parametrize("name", CASES)
def test_what_is_printed_is_what_was_approved(name: str) -> None:
    """`python tests/diagnostics/regenerate.py` rewrites the texts, for review in the diff."""
    assert printed(name) == (FOLDER / name / "printed.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", CASES)
def test_a_bad_policy_shows_one_finding_in_the_house_style(name: str) -> None:
    """One finding, by its name, at a place; a sentence in small letters without a final period; and what to do."""
    (finding,) = findings(name)

    assert finding.name == name
    assert finding.span is not None
    assert finding.help
    for words in (finding.message, finding.help):
        assert not words.endswith(".")
        assert "\n" not in words
        assert not PYTHON_WORDS.search(words)
    assert not finding.message[0].isupper()


def test_every_finding_has_a_policy_that_shows_it() -> None:
    """No name without an example, no example without a name."""
    assert sorted({*CASES, *WITHOUT_A_FILE}) == sorted(POLICY)


def test_a_folder_without_policies_says_so(tmp_path: Path) -> None:
    """`no-policy` is about the folder, not about a line."""
    (finding,) = load_policy(tmp_path)[1]

    assert finding.name == "no-policy"
    assert finding.help


def test_a_file_that_is_too_long_says_so(tmp_path: Path) -> None:
    """`file-too-long` is told before anything is read."""
    (tmp_path / "long.policy").write_text("#" * (FILE_BYTES.most + 1), encoding="utf-8")

    assert [finding.name for finding in load_policy(tmp_path)[1]] == ["file-too-long"]
