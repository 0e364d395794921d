"""CSV files beside a policy: read whole, strictly, as rows of text."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from ccpolicy.dsl.syntax import Clause
from ccpolicy.dsl.world import Placed, World

MAX_ROWS = 50_000
MAX_BYTES = 16 << 20


def read_csv(world: World, placed: Placed, clause: Clause) -> list[dict[str, str]]:
    """The rows of the file a `file` clause names, by heading; what is wrong with it is reported at the clause."""
    name = clause.values[0].plain
    folder: Path | None = placed.folder
    if folder is None or Path(name).is_absolute() or ".." in Path(name).parts or "\0" in name:
        world.report(
            "bad-file",
            f"`{name}` is not a file beside this policy",
            clause.span,
            help="name a file in the policy's folder or in one below it",
        )
        return []
    path = (folder / name).resolve()
    if not path.is_relative_to(folder.resolve()) or not path.is_file():
        near = sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*.csv"))
        world.unknown("file", name, near, clause.span, f"the policy's folder has {', '.join(near) or 'no CSV file'}")
        return []
    if path.stat().st_size > MAX_BYTES:
        world.report("file-too-long", f"`{name}` is larger than 16 MiB", clause.span, help="cut it into several files")
        return []
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        world.report("bad-file", f"`{name}` is not UTF-8 text", clause.span, help="save it as CSV UTF-8")
        return []
    lines = list(csv.reader(io.StringIO(text), strict=False))
    if not lines:
        world.report("bad-file", f"`{name}` is empty", clause.span, help="its first line holds the headings")
        return []
    head = [cell.strip() for cell in lines[0]]
    if len(set(head)) < len(head):
        world.report(
            "bad-file", f"two columns of `{name}` have one heading", clause.span, help="give each column its own"
        )
        return []
    if len(lines) > MAX_ROWS + 1:
        world.report(
            "file-too-long", f"`{name}` has more than {MAX_ROWS:,} rows", clause.span, help="cut it into several files"
        )
        return []
    rows = []
    for number, line in enumerate(lines[1:], start=2):
        if not any(cell.strip() for cell in line):
            continue
        if len(line) != len(head):
            world.report(
                "cell-count",
                f"line {number} of `{name}` has {len(line)} cells under {len(head)} headings",
                clause.span,
                help="give each line as many cells as the first; a cell with a comma stands in quotes",
            )
            continue
        rows.append(dict(zip(head, (cell.strip() for cell in line))) | {"": f"{name}:{number}"})
    return rows
