"""What the contributing page says of the project is so. Its steps are carried out by `tests/docs/test_pages.py`."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from ccpolicy.dsl.load import load_policy
from ccpolicy.records.read import load_document
from ccpolicy.testing.cases import run_case

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "howto" / "contributing.md").read_text(encoding="utf-8")
FILES = {
    name: (how, text)
    for how, name, text in re.findall(r"^```\w+ (in|onto|file)=(\S+)\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
}
AMENDMENT = "policies/ky/amendments/2024-04-01-nontraditional-rate.policy"
CASES = "policies/ky/cases/nontraditional-rate.yaml"


def test_its_case_fails_without_the_change(tmp_path: Path) -> None:
    """The page shows that it holds with it."""
    shutil.copytree(ROOT / "policies", tmp_path / "policies")
    for name, (how, text) in FILES.items():
        if name != AMENDMENT and how != "in":
            with (tmp_path / name).open("a", encoding="utf-8") as file:
                file.write(text)
    state = tmp_path / "policies" / "ky"
    policy, findings = load_policy(state, [state.parent])
    assert [finding for finding in findings if finding.severity == "error"] == []
    document = load_document(tmp_path / CASES)
    assert [difference for case in document["cases"] for difference in run_case(policy, case, document["base"])]


def test_the_files_named_are_there() -> None:
    for path in re.findall(r"`((?:src|tests|docs|conformance|policies)/[\w/.\-]*)`", PAGE):
        assert (ROOT / path).exists() or path in (AMENDMENT, CASES), path
