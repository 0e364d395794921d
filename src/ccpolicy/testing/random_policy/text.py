"""Statements as they are written, and the files they come to."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TypeAlias

from attrs import frozen

from ccpolicy.diagnostics import Finding
from ccpolicy.dsl.load import load_policy, load_text
from ccpolicy.model.policy import Policy

Lines: TypeAlias = "Sequence[str | Lines]"
"""Lines of text; those of an inner list are indented under the line before it."""

FOLDER = "drawn"
MAIN = f"{FOLDER}/main.policy"


def written(lines: Lines, indent: int = 0) -> Iterator[str]:
    """The lines, indented."""
    for line in lines:
        if isinstance(line, str):
            yield " " * indent + line
        else:
            yield from written(line, indent + 2)


def bars(*cells: str) -> str:
    """A line of a table."""
    return "| " + " | ".join(cells) + " |"


def quoted(text: str) -> str:
    return f'"{text}"'


@frozen(eq=False)
class PolicyText:
    """A policy as text: its files by name. The policy is the folder `FOLDER`; what it uses lies beside that folder."""

    files: Mapping[str, str]

    @property
    def text(self) -> str:
        """The file with the heading."""
        return self.files[MAIN]

    def write(self, place: Path) -> Path:
        """Puts the files under a folder; gives the policy's own."""
        for name, content in self.files.items():
            file = place / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(content, encoding="utf-8")
        return place / FOLDER

    def load(self) -> tuple[Policy | None, tuple[Finding, ...]]:
        """The policy, or what is wrong with it."""
        inside = {name.removeprefix(f"{FOLDER}/"): text for name, text in self.files.items()}
        if all(name.startswith(f"{FOLDER}/") and name.endswith(".policy") for name in self.files):
            return load_text(inside.pop("main.policy"), name="main", files=inside)
        with tempfile.TemporaryDirectory() as place:
            return load_policy(self.write(Path(place)))

    def __str__(self) -> str:
        return "\n".join(f"===== {name}\n{text}" for name, text in self.files.items())
