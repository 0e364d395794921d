"""Beside each bad policy stands the same one mended, as its finding advises; and what is advised where that is not so."""

from __future__ import annotations

from pathlib import Path

import pytest
from printed import CASES, FOLDER, mended

from ccpolicy import library

LINES = 8
"""The most that any mending adds, takes away or changes; nearly all change one."""


def files(folder: Path) -> dict[str, bytes]:
    """The files of a bad or good policy but the policy itself."""
    return {file.name: file.read_bytes() for file in folder.iterdir() if file.suffix in (".csv", ".yaml")}


@pytest.mark.parametrize("name", CASES)
def test_mended_by_a_few_lines_nothing_is_found(name: str) -> None:
    """The good policy is the bad one but for a few lines, and not even a warning is told of it."""
    good = mended(name)
    told, bad = ((file.read_bytes().splitlines(), files(file.parent)) for file in (good, FOLDER / name / "bad.policy"))
    changed = {*told[0]} ^ {*bad[0]}

    assert told != bad
    assert len(changed) <= LINES
    assert library.loaded(good)[1] == ()


@pytest.mark.parametrize(
    ("name", "edits", "told"),
    [
        ("stray-code", {"care is IN-1": "IN-9"}, "no list has it"),
        ("unknown-file", {}, "the policy's folder has no CSV file"),
        ("unknown-record", {"rows charge": "rows ferries"}, "it is one of `claim`, `charge`"),
        ("unknown-grain", {"of claim": "of ferry"}, "there is only `claim`"),
        (
            "sheet-across",
            {"visits of day": "visits of visit", "| visit |": "| id |", "visit.came": "came", "| sign  |\n": "| mark  |\n"},
            "`visit` has no row for each day of a record",
        ),
    ],
)
def test_a_mistake_made_otherwise_is_told_otherwise(name: str, edits: dict[str, str], told: str, tmp_path: Path) -> None:
    """A good policy made wrong in another way than the bad one; no other file is beside it."""
    text = mended(name).read_text(encoding="utf-8")
    for right, wrong in edits.items():
        assert right in text
        text = text.replace(right, wrong)
    file = tmp_path / "x.policy"
    file.write_text(text, encoding="utf-8")
    (finding,) = (finding for finding in library.loaded(file)[1] if finding.name == name)

    assert told in f"{finding.message}; {finding.help}"
