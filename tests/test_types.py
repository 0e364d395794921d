"""The package, the README's program and programs that read results are well typed, strictly."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]

READER = """\
from datetime import date

import ccpolicy


def denied(policy: ccpolicy.Policy, caseload: ccpolicy.CaseloadDocument) -> list[tuple[str | None, str]]:
    document: ccpolicy.DeterminationDocument = policy.determine(caseload, known_on=date(2023, 6, 10)).to_dict()
    return [
        (line["pays"], reason["text"])
        for line in document["lines"]
        if line["status"] == "denied"
        for reason in line["reasons"]
    ]
"""

WRONG = """\
import ccpolicy


def wrong(document: ccpolicy.DeterminationDocument) -> int:
    return document["lines"][0]["id"]
"""


def mypy(*paths: Path) -> str:
    """What mypy says of these files under the project's settings."""
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--config-file", "pyproject.toml", "--no-error-summary", *map(str, paths)],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )
    return done.stdout + done.stderr


def test_the_package_and_the_programs_shown_are_typed(tmp_path: Path) -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    programs = [*re.findall(r"^```python\n(.*?)^```$", readme, re.MULTILINE | re.DOTALL), READER]
    assert len(programs) > 1
    files = [tmp_path / f"program_{at}.py" for at in range(len(programs))]
    for file, program in zip(files, programs, strict=True):
        file.write_text(program, encoding="utf-8")
    assert mypy(ROOT / "src" / "ccpolicy", *files) == ""


def test_a_program_that_takes_a_text_for_a_number_is_found(tmp_path: Path) -> None:
    (tmp_path / "wrong.py").write_text(WRONG, encoding="utf-8")
    assert 'got "str", expected "int"' in mypy(tmp_path / "wrong.py")
