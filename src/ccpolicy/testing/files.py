"""Case files: where they lie beside a policy, and the cases in one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ccpolicy.errors import UsageError

CASE_ENDINGS = (".yaml", ".yml", ".json")
CASES_FOLDER = "cases"


def case_files(folder: Path) -> list[Path]:
    """The case files in a folder and below it."""
    files = folder.rglob("*") if folder.is_dir() else ()
    return sorted(file for file in files if file.is_file() and file.suffix.lower() in CASE_ENDINGS)


def cases_in(file: Path) -> list[dict[str, Any]]:
    """The cases of a file, each with a name and what its file gives them all. Raises UsageError for another file."""
    from ccpolicy.records.read import load_document

    document = load_document(file)
    cases = document.get("cases") if isinstance(document, dict) else None
    if not isinstance(cases, list):
        raise UsageError(f"{file} is not a case file: it has no list `cases`")
    base = document.get("base") or {}
    return [
        {"name": f"case {at + 1}", "base": base, **case} for at, case in enumerate(cases) if isinstance(case, dict)
    ]
