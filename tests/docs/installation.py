"""Lines that install or that run the sessions of the project: the only commands of the documentation that are not run.

They are held against the files they speak of instead.
"""

from __future__ import annotations

import ast
import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[2]
LINES = (
    re.compile(r"python3 -m venv \.venv"),
    re.compile(r"(?:\.venv/bin/)?pip install (?:-e )?'?(?:\.|ccpolicy)(?:\[(?P<extras>[\w,]+)\])?'?"),
    re.compile(r"nox(?: -l)?(?: -s (?P<sessions>[\w ]+?))?(?: -- (?P<paths>.+))?"),
)


def is_installation(line: str) -> bool:
    """Whether a command is of this kind. Raises AssertionError where what it names does not exist."""
    for part in line.split(" && "):
        match = next((found for pattern in LINES if (found := pattern.fullmatch(part.strip()))), None)
        if match is None:
            return False
        named = match.groupdict()
        assert set((named.get("extras") or "").split(",")) - {""} <= extras(), line
        assert set((named.get("sessions") or "").split()) <= sessions(), line
        assert all((ROOT / path).exists() for path in (named.get("paths") or "").split()), line
    return True


def extras() -> set[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return set(project["optional-dependencies"])


def sessions() -> set[str]:
    tree = ast.parse((ROOT / "noxfile.py").read_text(encoding="utf-8"))
    return {
        statement.name
        for statement in tree.body
        if isinstance(statement, ast.FunctionDef)
        for mark in statement.decorator_list
        if ast.unparse(mark.func if isinstance(mark, ast.Call) else mark) == "nox.session"
    }
