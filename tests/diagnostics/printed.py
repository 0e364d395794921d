"""What `ccpolicy check` prints of the policies in this folder, each with one mistake.

A folder is named by the finding it shows: `bad.policy`, with whatever files stand beside it, and `printed.txt`. The same
policy with the mistake mended is `good.policy`; where another file is what has to be mended, `good` holds both.
"""

from __future__ import annotations

from pathlib import Path

from ccpolicy import library
from ccpolicy.diagnostics import Finding, render
from ccpolicy.source import Source

FOLDER = Path(__file__).parent
CASES = sorted(file.parent.name for file in FOLDER.glob("*/bad.policy"))


def findings(name: str) -> tuple[Finding, ...]:
    """What is found in one folder's policy."""
    return library.loaded(FOLDER / name / "bad.policy")[1]


def mended(name: str) -> Path:
    """The good policy of one folder."""
    beside = FOLDER / name / "good.policy"
    return beside if beside.is_file() else FOLDER / name / "good" / "good.policy"


def printed(name: str) -> str:
    """The text a person sees."""

    def source(file: str) -> Source | None:
        path = FOLDER / file
        if not path.is_file():
            return None
        text = path.read_bytes().decode("utf-8", errors="replace").replace("\r\n", "\n")
        return Source(file, text)

    return render.text(findings(name), source)
