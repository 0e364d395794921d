"""What is said of the records in `records`, each with one mistake, read for the policy that stands there.

A folder is named by the problem it shows: `bad.json`, or a folder `bad` of tables, and `printed.txt`. The same records with
the mistake mended are `good`.
"""

from __future__ import annotations

from pathlib import Path

from ccpolicy import library
from ccpolicy.diagnostics import Finding, render
from ccpolicy.errors import RecordsError
from ccpolicy.records.documents import load_document
from ccpolicy.records.read import read_caseload

RECORDS_FOLDER = Path(__file__).parent / "records"
RECORD_CASES = sorted(file.parent.name for file in RECORDS_FOLDER.glob("*/bad*"))


def records(name: str, which: str) -> Path:
    """The `bad` or `good` file or folder of one problem."""
    (place,) = (place for place in (RECORDS_FOLDER / name).iterdir() if place.stem == which)
    return place


def problems(name: str, which: str = "bad") -> tuple[Finding, ...]:
    """What is said of one folder's records."""
    try:
        read_caseload(library.load(RECORDS_FOLDER / "visits.policy"), load_document(records(name, which)))
    except RecordsError as error:
        return error.problems
    return ()


def told(name: str) -> str:
    """The text a person sees."""
    return render.text(problems(name), lambda _: None)
