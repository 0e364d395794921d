"""Every policy: it checks clean, its invariants hold, its cases pass, and each requirement is in a rule that a case needs.

The states' are packaged; those in `tests/policies` are invented, to try the language on rules no state here has.

A requirement has an id such as KY-21 and stands in the policy's `requirements.yaml`; `meets` beside a rule says which rule
does it; `covers` says which cases show it.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from ccpolicy import library
from ccpolicy.dsl.load import load_policy
from ccpolicy.engine.examples import run_example
from ccpolicy.model.dump import dump
from ccpolicy.model.invariants import problems
from ccpolicy.model.policy import Policy
from ccpolicy.records.read import load_document
from ccpolicy.testing.cases import run_case

POLICIES = Path(__file__).parents[1] / "policies"
INVENTED = Path(__file__).parent / "policies"
FOLDERS = {
    path.parent.name: path.parent for root in (POLICIES, INVENTED) for path in sorted(root.glob("*/program.policy"))
}

Case = dict[str, Any]


@cache
def policy(name: str) -> Policy:
    loaded, findings = load_policy(FOLDERS[name], [POLICIES])
    assert findings == ()
    assert loaded is not None
    return loaded


@cache
def cases(name: str) -> dict[str, Case]:
    """The cases of a policy by file and name, each with what its file gives them all."""
    found: dict[str, Case] = {}
    for file in sorted((FOLDERS[name] / "cases").glob("*.yaml")):
        document = load_document(file)
        for case in document["cases"]:
            key = f"{file.stem}: {case['name']}"
            assert key not in found, f"two cases are called {key}"
            found[key] = {"base": document.get("base", {}), **case}
    return found


def each(things: dict[str, Any]) -> list[tuple[str, str]]:
    return [(name, key) for name in FOLDERS for key in things[name]]


CASES = {name: cases(name) for name in FOLDERS}


# ------------------------------------------------------------------ the policy as a whole


@pytest.mark.parametrize("name", FOLDERS)
def test_a_policy_checks_clean(name: str) -> None:
    assert library.loaded(FOLDERS[name])[1] == ()


@pytest.mark.parametrize("name", FOLDERS)
def test_the_invariants_hold(name: str) -> None:
    assert problems(policy(name)) == []


@pytest.mark.parametrize("name", FOLDERS)
def test_a_policy_is_told_the_same_whatever_its_files_are_called(name: str, tmp_path: Path) -> None:
    """Files are read by name; here they are read in the opposite order."""
    told = dump(policy(name))
    again, _ = load_policy(FOLDERS[name], [POLICIES])
    assert again is not None
    assert dump(again) == told
    shuffled = tmp_path / name
    shutil.copytree(FOLDERS[name], shuffled)
    for at, file in enumerate(sorted(shuffled.rglob("*.policy"), reverse=True)):
        file.rename(file.with_name(f"{at:03d}-{file.name}"))
    other, findings = load_policy(shuffled, [POLICIES])
    assert findings == ()
    assert other is not None
    assert dump(other) == told


@pytest.mark.parametrize("name", FOLDERS)
def test_every_example_in_the_files_holds(name: str) -> None:
    assert [difference for example in policy(name).examples for difference in run_example(policy(name), example)] == []


@pytest.mark.parametrize("name, key", each(CASES))
def test_a_case_comes_out_as_written(name: str, key: str) -> None:
    assert run_case(policy(name), CASES[name][key]) == []


# ------------------------------------------------------------------ requirements


def in_scope(name: str) -> set[str]:
    """The ids that some rule must meet: all of the file of requirements but those that are only context."""
    return set(library.requirements(policy(name), FOLDERS[name])) - {c.requirement for c in policy(name).contexts}


Block = tuple[Path, int, int]
"""Lines of a file, from the first to before the last: a statement, or what is indented under a clause of one."""


def blocks(name: str, requirement: str) -> set[Block]:
    """The rules that meet the requirement; a point that is left open or out is none."""
    return {
        _owner(FOLDERS[name].parent / met.span.file, met.span.line - 1)
        for met in policy(name).meets
        if met.requirement == requirement and met.by.kind not in ("unsettled", "unmodelled", "example") and met.span
    }


def _owner(file: Path, number: int) -> Block:
    """What a line belongs to: the nearest line above that is indented less; of an `apply`, the whole of it."""
    lines = file.read_text(encoding="utf-8").split("\n")
    start = number
    while not lines[start].lstrip().startswith("meets ") and _depth(lines[start]):
        start -= 1
    inner = _depth(lines[start])
    while inner and (not lines[start].strip() or _depth(lines[start]) >= inner):
        start -= 1
    end = start + 1
    while end < len(lines) and (not lines[end].strip() or _depth(lines[end]) > _depth(lines[start])):
        end += 1
    return file, start, end


def _depth(line: str) -> int:
    return len(line) - len(line.lstrip())


def without(name: str, requirement: str, folder: Path) -> Policy | None:
    """The policy less all that carries the requirement; None if it is then refused."""
    changed = folder / name
    shutil.copytree(FOLDERS[name], changed)
    gone: dict[Path, set[int]] = {}
    for file, start, end in blocks(name, requirement):
        gone.setdefault(file, set()).update(range(start, end))
    for file, numbers in gone.items():
        lines = file.read_text(encoding="utf-8").split("\n")
        kept = "\n".join(line for number, line in enumerate(lines) if number not in numbers)
        (changed / file.relative_to(FOLDERS[name])).write_text(kept, encoding="utf-8")
    return load_policy(changed, [POLICIES])[0]


def covering(name: str, requirement: str) -> Iterator[Case]:
    return (case for case in CASES[name].values() if requirement in case.get("covers", ()))


@pytest.mark.parametrize("name", FOLDERS)
def test_what_is_in_scope_is_in_a_rule_and_in_a_case(name: str) -> None:
    met = {requirement for requirement in in_scope(name) if blocks(name, requirement)}
    covered = {requirement for case in CASES[name].values() for requirement in case.get("covers", ())}
    assert met == in_scope(name)
    assert covered == in_scope(name)


@pytest.mark.parametrize("name", FOLDERS)
def test_every_case_says_what_it_shows(name: str) -> None:
    assert [key for key, case in CASES[name].items() if not case.get("covers") or not case.get("says")] == []


@pytest.mark.parametrize("name, requirement", each({name: sorted(in_scope(name)) for name in FOLDERS}))
def test_a_case_fails_when_the_rule_is_taken_out(name: str, requirement: str, tmp_path: Path) -> None:
    """Or what is left is no policy, which is as good: nobody could lose the rule unnoticed."""
    left = without(name, requirement, tmp_path)
    if left is not None:
        assert any(run_case(left, case) for case in covering(name, requirement)), f"no case misses {requirement}"
