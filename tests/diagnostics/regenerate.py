"""Writes every `printed.txt` anew, for review in the diff: `python tests/diagnostics/regenerate.py`."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parents[2] / "src")]

from printed import CASES, FOLDER, printed  # noqa: E402


def main() -> None:
    changed = 0
    for name in CASES:
        file = FOLDER / name / "printed.txt"
        told = printed(name)
        if not file.is_file() or file.read_text(encoding="utf-8") != told:
            file.write_text(told, encoding="utf-8")
            changed += 1
            print(f"{name} changed")
    print(f"{len(CASES)} policies, {changed} changed")


if __name__ == "__main__":
    main()
