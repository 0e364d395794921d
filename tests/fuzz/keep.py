"""Adds to the corpus what a fuzzer came upon and what reaches a line that nothing kept does: `python tests/fuzz/keep.py TARGET`.

Small inputs go first, so that what is kept is small. What is in the corpus already stays.
"""

from __future__ import annotations

import argparse
import hashlib
import sys
from pathlib import Path
from types import FrameType
from typing import Any

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parents[2] / "src")]

import targets  # noqa: E402

SOURCES = str(Path(targets.library.__file__).parent)
FOUND = Path(__file__).parent / "found"

Line = tuple[str, int]


def reached(target: targets.Target, data: bytes) -> set[Line]:
    """The lines of the library that an input reaches."""
    lines: set[Line] = set()

    def trace(frame: FrameType, event: str, _: Any) -> Any:
        if not frame.f_code.co_filename.startswith(SOURCES):
            return None
        if event == "line":
            lines.add((frame.f_code.co_filename, frame.f_lineno))
        return trace

    sys.settrace(trace)
    try:
        target(data)
    finally:
        sys.settrace(None)
    return lines


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("target", choices=targets.TARGETS)
    asked.add_argument("--from", dest="source", type=Path)
    asked.add_argument("--longest", type=int, default=4096)
    given = asked.parse_args()
    target, corpus = targets.TARGETS[given.target], targets.CORPUS / given.target
    corpus.mkdir(parents=True, exist_ok=True)
    known: set[Line] = set()
    for file in sorted(corpus.iterdir()):
        known |= reached(target, file.read_bytes())
    added = 0
    files = (given.source or FOUND / given.target / "grown").iterdir()
    for data in sorted({file.read_bytes() for file in files}, key=lambda data: (len(data), data)):
        lines = reached(target, data) if len(data) <= given.longest else set()
        if lines - known:
            known |= lines
            (corpus / hashlib.sha256(data).hexdigest()[:12]).write_bytes(data)
            added += 1
    print(f"{given.target}: {added} added, {len(list(corpus.iterdir()))} kept, {len(known)} lines reached")


if __name__ == "__main__":
    main()
