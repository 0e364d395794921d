"""The cases of the policies that come with the library, and of Franklin, each determined, certified and verified.

Every sixteenth in the usual run, all with `CCPOLICY_ALL_TAMPERINGS=1`.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
from caseloads import FRANKLIN, ROOT

import ccpolicy
from ccpolicy.records.read import load_document
from certified import run_certified

STEP = 1 if os.environ.get("CCPOLICY_ALL_TAMPERINGS") == "1" else 16


@cache
def program(name: str) -> Any:
    return ccpolicy.load(name).model


def cases() -> Iterator[tuple[str, Any, Any]]:
    folders = {name: ROOT / "policies" / name.partition("_")[0] for name in ccpolicy.names()}
    for name, folder in (folders | {str(FRANKLIN): FRANKLIN}).items():
        for file in sorted((folder / "cases").glob("*.yaml")):
            document = load_document(file)
            for case in document["cases"]:
                yield name, case, document.get("base", {})


CASES = list(cases())[::STEP]


IDS = [f"{name.rpartition('/')[2]}-{case['name']}" for name, case, _ in CASES]


@pytest.mark.parametrize(("name", "case", "base"), CASES, ids=IDS)
def test_a_case_is_certified(name: str, case: Any, base: Any) -> None:
    assert run_certified(program(name), case, base) == []
