"""Writes what the pages show as printed anew, for review in the diff: `python tests/docs/regenerate.py [PAGE…]`.

A block that leaves lines out is only named: what it leaves out is for its author to say.
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parents[2] / "src")]

from pages import ANY_LINES, DOCS, Block, Walk, blocks_of, compare, furnish, named, pages_in  # noqa: E402
from test_pages import PAGES  # noqa: E402


def regenerate(page: Path) -> None:
    blocks = blocks_of(page)
    lines = page.read_text(encoding="utf-8").split("\n")
    language = named(block for other in pages_in(DOCS / "language") for block in blocks_of(other))
    walk = Walk({**language, **named(blocks)})
    printed: list[tuple[Block, str]] = []
    try:
        with tempfile.TemporaryDirectory() as folder:
            furnish(blocks, Path(folder))
            os.chdir(folder)
            for block in blocks:
                if block.shows and walk.said is not None and not fits(block, walk.said):
                    printed.append((block, walk.said))
                    walk.said = None
                else:
                    walk.take(block)
    except AssertionError as problem:
        print(problem)
    for block, said in reversed(printed):
        if ANY_LINES in block.text.splitlines():
            print(f"{block.place} shows something else, with lines left out; printed is\n{said}")
        else:
            print(f"{block.place} changed")
            lines[block.line : block.line + block.text.count("\n")] = [line.rstrip() for line in said.rstrip("\n").split("\n")]
    page.write_text("\n".join(lines), encoding="utf-8")


def fits(block: Block, said: str) -> bool:
    try:
        compare(block.text, said, block.place)
    except AssertionError:
        return False
    return True


if __name__ == "__main__":
    os.environ.pop("COLUMNS", None)
    for page in [Path(name).resolve() for name in sys.argv[1:]] or PAGES:
        regenerate(page)
