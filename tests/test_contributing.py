"""The change walked through on the contributing page can be carried out as it stands there."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from ccpolicy.dsl.load import load_policy
from ccpolicy.records.read import load_document
from ccpolicy.testing.cases import run_case

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "contributing.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(\w*)\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
POLICY = [text for kind, text in BLOCKS if not kind]
OLD, SOURCE, AMENDMENT = POLICY[:3]
CASES = next(text for kind, text in BLOCKS if kind == "yaml")


def named(pattern: str) -> str:
    found = re.search(rf"`(policies/ky/{pattern})`", PAGE)
    assert found
    return found[1]


def changed(folder: Path, *, with_amendment: bool) -> list[str]:
    """What the page's cases differ in, after its steps 2 and 3."""
    shutil.copytree(ROOT / "policies", folder / "policies")
    state = folder / "policies" / "ky"
    program = state / "program.policy"
    program.write_text(program.read_text(encoding="utf-8") + SOURCE, encoding="utf-8")
    if with_amendment:
        (folder / named(r"amendments/\S+\.policy")).write_text(AMENDMENT, encoding="utf-8")
    (folder / named(r"cases/\S+\.yaml")).write_text(CASES, encoding="utf-8")
    policy, findings = load_policy(state, [state.parent])
    assert [finding for finding in findings if finding.severity == "error"] == []
    document = load_document(folder / named(r"cases/\S+\.yaml"))
    return [difference for case in document["cases"] for difference in run_case(policy, case, document["base"])]


def test_the_rule_to_be_changed_is_there() -> None:
    assert OLD in (ROOT / named(r"rates\.policy")).read_text(encoding="utf-8")


def test_the_change_does_what_the_page_says(tmp_path: Path) -> None:
    assert changed(tmp_path, with_amendment=True) == []


def test_its_case_fails_without_the_change(tmp_path: Path) -> None:
    assert changed(tmp_path, with_amendment=False)


def test_the_files_named_are_there() -> None:
    for path in re.findall(r"`((?:src|tests|docs|conformance|policies)/[\w/.\-]*)`", PAGE):
        place = ROOT / path
        assert place.exists() or path in (named(r"amendments/\S+\.policy"), named(r"cases/\S+\.yaml")), path
