"""Documents there are: the example months and the cases of every policy."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from attrs import frozen

import ccpolicy
from ccpolicy.records.read import load_document
from ccpolicy.testing.cases import merged
from ccpolicy.values.dates import read_date

ROOT = Path(__file__).parents[2]
FRANKLIN = ROOT / "tests" / "policies" / "franklin"
POLICIES = {"az": ROOT / "policies" / "az", "ky": ROOT / "policies" / "ky", "mo": ROOT / "policies" / "mo", "franklin": FRANKLIN}


@frozen
class Known:
    """A document with what it is to be determined under."""

    name: str
    document: Mapping[str, Any]
    known_on: date | None
    readings: Mapping[str, str]


def months(name: str) -> Iterator[Known]:
    """The example months of a policy."""
    folder = FRANKLIN if name == "franklin" else ROOT / "examples" / name
    for file in sorted(folder.glob("month*.json")):
        yield Known(file.name, json.loads(file.read_text(encoding="utf-8")), None, {})


@cache
def cases(name: str) -> tuple[Known, ...]:
    """The cases of a policy, each as the document it makes."""
    model = ccpolicy.load(POLICIES[name]).model
    found = []
    for file in sorted((POLICIES[name] / "cases").glob("*.yaml")):
        told: Any = load_document(file)
        for case in told["cases"]:
            if "policy" in case or "problems" in case:
                continue
            rows = merged(model, case.get("base") or told.get("base") or {}, case.get("given") or {}, case.get("without") or {})
            known_on = case.get("known_on")
            day = known_on if known_on is None or isinstance(known_on, date) else read_date(str(known_on))
            found.append(Known(f"{file.name}: {case['name']}", rows, day, case.get("readings") or {}))
    return tuple(found)
