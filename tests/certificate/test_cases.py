"""The cases of the policies that come with the library, each determined, certified and verified.

Every eighth in the usual run, all with `CCPOLICY_ALL_TAMPERINGS=1`.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import pytest
from caseloads import ROOT

import ccpolicy
from ccpolicy.records.read import load_document
from certified import run_certified

STEP = 1 if os.environ.get("CCPOLICY_ALL_TAMPERINGS") == "1" else 8


def cases() -> Iterator[tuple[str, Any, Any]]:
    for name in ccpolicy.names():
        for file in sorted((ROOT / "policies" / name.partition("_")[0] / "cases").glob("*.yaml")):
            document = load_document(file)
            for case in document["cases"]:
                yield name, case, document.get("base", {})


CASES = list(cases())[::STEP]


@pytest.mark.parametrize(("name", "case", "base"), CASES, ids=[f"{name}-{case['name']}" for name, case, _ in CASES])
def test_a_case_is_certified(name: str, case: Any, base: Any) -> None:
    assert run_certified(ccpolicy.load(name).model, case, base) == []
