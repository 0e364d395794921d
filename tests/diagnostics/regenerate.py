"""Writes every `printed.txt` anew, for review in the diff: `python tests/diagnostics/regenerate.py`."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parents[2] / "src")]

from printed import CASES, FOLDER, printed  # noqa: E402
from told import RECORD_CASES, RECORDS_FOLDER, told  # noqa: E402


def main() -> None:
    texts = {FOLDER / name: printed(name) for name in CASES} | {RECORDS_FOLDER / name: told(name) for name in RECORD_CASES}
    changed = 0
    for folder, text in texts.items():
        file = folder / "printed.txt"
        if not file.is_file() or file.read_text(encoding="utf-8") != text:
            file.write_text(text, encoding="utf-8")
            changed += 1
            print(f"{folder.relative_to(FOLDER)} changed")
    print(f"{len(texts)} examples, {changed} changed")


if __name__ == "__main__":
    main()
