"""CSV files beside a policy: read whole, strictly, as rows of text."""

from __future__ import annotations

import csv
import io
from itertools import islice
from pathlib import Path

from ccpolicy.dsl.files import TooLong, bounded, inside, is_plain, why
from ccpolicy.dsl.syntax import Clause
from ccpolicy.dsl.world import Placed, World
from ccpolicy.limits import TABLE_BYTES, TABLE_COLUMNS, TABLE_ROWS

_CUT = "cut it into several files"


def read_csv(world: World, placed: Placed, clause: Clause) -> list[dict[str, str]]:
    """The rows of the file a `file` clause names, by heading; what is wrong with it is reported at the clause."""
    name = clause.values[0].plain
    folder: Path | None = placed.folder
    if folder is None or not _leads_down(name):
        world.report(
            "bad-file",
            f"`{name}` is not a file beside this policy",
            clause.span,
            help="name a file in the policy's folder or in one below it",
        )
        return []
    path = folder / name
    if not inside(path, folder) or not is_plain(path):
        near = sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*.csv"))
        world.unknown("file", name, near, clause.span, f"the policy's folder has {', '.join(near) or 'no CSV file'}")
        return []
    try:
        text = bounded(path, TABLE_BYTES).decode("utf-8-sig")
        lines = list(islice(csv.reader(io.StringIO(text), strict=False), TABLE_ROWS.most + 2))
    except TooLong:
        world.report(TABLE_BYTES.finding, f"`{name}` is larger than {TABLE_BYTES}", clause.span, help=_CUT)
        return []
    except OSError as error:
        world.report("bad-file", f"`{name}` cannot be read: {why(error)}", clause.span, help="check the file's rights")
        return []
    except UnicodeDecodeError:
        world.report("bad-file", f"`{name}` is not UTF-8 text", clause.span, help="save it as CSV UTF-8")
        return []
    except csv.Error as error:
        world.report("bad-file", f"`{name}` is not CSV: {error}", clause.span, help="save it as CSV UTF-8")
        return []
    if not lines:
        world.report("bad-file", f"`{name}` is empty", clause.span, help="its first line holds the headings")
        return []
    if len(lines) > TABLE_ROWS.most + 1:
        world.report(TABLE_ROWS.finding, f"`{name}` has more than {TABLE_ROWS} rows", clause.span, help=_CUT)
        return []
    if len(lines[0]) > TABLE_COLUMNS.most:
        world.report(
            TABLE_COLUMNS.finding,
            f"`{name}` has more than {TABLE_COLUMNS} columns",
            clause.span,
            help="write a line for each value of a key instead of a column",
        )
        return []
    head = [cell.strip() for cell in lines[0]]
    if len(set(head)) < len(head):
        world.report(
            "bad-file", f"two columns of `{name}` have one heading", clause.span, help="give each column its own"
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


def _leads_down(name: str) -> bool:
    """Whether a name leads to a file in a folder or below it, on any system."""
    drive = ":" in name or "\\" in name
    return bool(name.strip(". ")) and not drive and not Path(name).is_absolute() and ".." not in Path(name).parts and name.isprintable()
