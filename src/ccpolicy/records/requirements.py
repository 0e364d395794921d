"""A file of requirements: what a source says, statement by statement, each with an id that rules and cases name."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from ccpolicy.errors import RecordsError
from ccpolicy.limits import REQUIREMENTS_BYTES, REQUIREMENTS_TEXT
from ccpolicy.model.provenance import Requirement
from ccpolicy.records.documents import load_document

COLUMNS = ("id", "kind", "says", "where")
KINDS = ("rule", "deadline", "check", "report", "input", "context")
"""What a requirement asks for: a decision, a date, a finding, a view, a column of the records, or nothing at all."""

_ID = re.compile(r"[A-Z][A-Z0-9]*(?:-[A-Z0-9]+)+")


def read_requirements(path: Path) -> tuple[dict[str, Requirement], tuple[str, ...]]:
    """The requirements by id, and all that is wrong with the file; with anything wrong there are none."""
    try:
        document = load_document(path, largest=REQUIREMENTS_BYTES.most)
    except RecordsError as error:
        return {}, tuple(f"{each.path}: {each.message}" if each.path else each.message for each in error.problems)
    if not isinstance(document, list) or not document:
        return {}, ("it is no list" if document else "there is nothing in it",)
    found: dict[str, Requirement] = {}
    problems: list[str] = []
    for number, row in enumerate(document, start=1):
        wrong = _wrong(row)
        if not wrong and row["id"] in found:
            wrong = [f"`{row['id']}` stands twice"]
        problems += [f"entry {number}: {each}" for each in wrong]
        if not wrong:
            found[row["id"]] = Requirement(**row)
    return ({}, tuple(problems)) if problems else (found, ())


def _wrong(row: Any) -> list[str]:
    if not isinstance(row, dict):
        return [f"it is not a mapping of {', '.join(COLUMNS)}"]
    wrong = [f"`{name[:40]}` is not one of {', '.join(COLUMNS)}" for name in row if name not in COLUMNS]
    for name in COLUMNS:
        value = row.get(name)
        if value is None or value == "":
            wrong.append(f"`{name}` is missing")
        elif not isinstance(value, str) or len(value) > REQUIREMENTS_TEXT.most:
            wrong.append(f"`{name}` is not a text of at most {REQUIREMENTS_TEXT} characters")
        elif name == "id" and not _ID.fullmatch(value):
            wrong.append(f"`{value[:40]}` is not an id as in AB-12")
        elif name == "kind" and value not in KINDS:
            wrong.append(f"`{value[:40]}` is not a kind: it is one of {', '.join(KINDS)}")
    return wrong
