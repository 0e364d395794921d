"""A file of requirements is read whole, or all that is wrong with it is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from ccpolicy.limits import REQUIREMENTS_BYTES
from ccpolicy.model.provenance import Requirement
from ccpolicy.records.requirements import read_requirements

GOOD = '- {id: LB-01, kind: rule, says: "A late book costs a fine.", where: "p. 1"}\n'


def told(tmp_path: Path, text: str | bytes) -> tuple[str, ...]:
    file = tmp_path / "requirements.yaml"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    found, problems = read_requirements(file)
    assert bool(found) != bool(problems)
    return problems


def test_requirements_are_read_by_id_in_order(tmp_path: Path) -> None:
    file = tmp_path / "requirements.yaml"
    file.write_text(GOOD + GOOD.replace("LB-01", "LB-00"))
    found, problems = read_requirements(file)
    assert (list(found), problems) == (["LB-01", "LB-00"], ())
    assert found["LB-01"] == Requirement("LB-01", "rule", "A late book costs a fine.", "p. 1")


@pytest.mark.parametrize(
    "text, problem",
    [
        (GOOD * 2, "entry 2: `LB-01` stands twice"),
        (GOOD.replace("rule", "wish"), "entry 1: `wish` is not a kind: it is one of rule"),
        (GOOD.replace("LB-01", "seven"), "entry 1: `seven` is not an id as in AB-12"),
        (GOOD.replace('"p. 1"', '""'), "entry 1: `where` is missing"),
        (GOOD.replace("where", "page"), "entry 1: `page` is not one of id, kind, says, where"),
        (GOOD.replace('"p. 1"', "[1]"), "entry 1: `where` is not a text of at most 2,000 characters"),
        (GOOD.replace("p. 1", "p" * 2001), "entry 1: `where` is not a text of at most 2,000 characters"),
        ("- text\n", "entry 1: it is not a mapping of id, kind, says, where"),
        ("id: LB-01\n", "it is no list"),
        ("- &a {id: LB-01}\n- *a\n", "an anchor is not allowed"),
        ("- !!python/object:os.system {}\n", "a tag is not allowed"),
        ("- {id: [\n", "this is not YAML"),
        ("[]\n", "there is nothing in it"),
        ("", "there is nothing in it"),
        (b"\xff", "UTF-8"),
        (b"#" * (REQUIREMENTS_BYTES.most + 1), "1 MiB"),
    ],
)
def test_what_is_wrong_is_told(tmp_path: Path, text: str | bytes, problem: str) -> None:
    assert problem in " ".join(told(tmp_path, text))


def test_everything_wrong_is_told_at_once(tmp_path: Path) -> None:
    assert len(told(tmp_path, GOOD.replace("rule", "wish").replace("p. 1", "") + GOOD + GOOD + "- x\n")) == 4


def test_a_text_is_at_most_two_thousand_characters(tmp_path: Path) -> None:
    file = tmp_path / "requirements.yaml"
    file.write_text(GOOD.replace("p. 1", "p" * 2000))
    assert read_requirements(file)[1] == ()
