"""The conformance cases, each on every evaluator.

A file holds the cases of one numbered semantic. Its `policy` and `base` are shared: a case's own `policy` lines stand
after them, unless they begin with a heading, which makes a policy of its own.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from ccpolicy.testing.cases import run_case
from certified import run_certified

FOLDER = Path(__file__).parents[1] / "conformance"
FILES = {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in sorted(FOLDER.glob("*.json"))}
CASES = [(stem, case) for stem, document in FILES.items() for case in document["cases"]]
IDS = [f"{stem}::{case['name']}" for stem, case in CASES]
SEMANTICS = [str(number) for number in range(1, 14)]

Evaluator = Callable[..., list[str]]
EVALUATORS: Mapping[str, Evaluator] = {"reference": run_case, "certificate": run_certified}
"""What compares a case with the results of one evaluator. Every case runs on each of them."""


def text_of(lines: list[str] | str) -> str:
    return lines if isinstance(lines, str) else "\n".join(lines) + "\n"


def complete(stem: str, case: Mapping[str, Any]) -> dict[str, Any]:
    """A case with what its file shares, as one that stands alone."""
    shared = FILES[stem]
    own = text_of(case.get("policy", ""))
    alone = own.startswith("policy ")
    policy = own if alone else text_of(shared.get("policy", "")) + own
    files = {name: text_of(lines) for name, lines in case.get("files", {}).items()}
    base = {} if alone else shared.get("base", {})
    return {"base": base, **case, "policy": policy, "files": files}


@pytest.mark.parametrize("evaluator", EVALUATORS)
@pytest.mark.parametrize(("stem", "case"), CASES, ids=IDS)
def test_case(stem: str, case: dict[str, Any], evaluator: str) -> None:
    """Every case holds."""
    assert EVALUATORS[evaluator](None, complete(stem, case)) == []


@pytest.mark.parametrize("number", SEMANTICS)
def test_every_semantic_has_cases(number: str) -> None:
    """Every numbered semantic has at least three cases."""
    files = [document for document in FILES.values() if document["clause"] == number]
    assert sum(len(document["cases"]) for document in files) >= 3


def spoilt(value: Any) -> Any:
    """An expectation with its first part changed to what cannot be."""
    match value:
        case dict() if value:
            first = next(iter(value))
            return {first: spoilt(value[first])}
        case [dict() as first, *_]:
            return [{**first, next(iter(first)): "nothing such"}]
        case list():
            return [*value, "nothing such"]
        case None:
            return {"status": "paid"}
    return "no such value"


@pytest.mark.parametrize(("stem", "case"), CASES, ids=IDS)
def test_every_case_would_notice(stem: str, case: dict[str, Any]) -> None:
    """Every case expects exactly one kind of thing, and would fail if that were different."""
    told = [name for name in ("expect", "refused", "problems") if name in case]
    assert len(told) == 1
    assert case[told[0]]
    if told == ["expect"]:
        assert all(part not in ({}, [], None) for part in case["expect"].values())
    positive = {name: part for name, part in case.get("expect", {}).items() if not name.startswith("no_")}
    if told != ["expect"] or positive:
        assert run_case(None, complete(stem, {**case, told[0]: spoilt(positive or case[told[0]])})) != []


def test_names_are_unique() -> None:
    """A failing case is found by its name."""
    counted = Counter((stem, case["name"]) for stem, case in CASES)
    assert [name for name, count in counted.items() if count > 1] == []

