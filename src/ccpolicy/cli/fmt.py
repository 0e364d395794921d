"""`ccpolicy fmt`: policy files in their canonical layout."""

from __future__ import annotations

import difflib
import os
from collections.abc import Iterator, Sequence
from pathlib import Path

import click

from ccpolicy import library
from ccpolicy.cli import exits, show
from ccpolicy.cli.files import write_whole
from ccpolicy.diagnostics import Finding, nearest
from ccpolicy.errors import UsageError

ENDING = ".policy"


@click.command("fmt", short_help="Lay out policy files.")
@click.argument("paths", nargs=-1, required=True, metavar="PATH…")
@click.option("--check", is_flag=True, help="Write nothing; exit code 1 if a file would change.")
@click.option("--diff", is_flag=True, help="Write nothing; show what would change, exit code 1 if anything would.")
def command(paths: Sequence[str], check: bool, diff: bool) -> int:
    """Lay out policy files: indents, bars of tables, long sentences. What they say never changes.

    PATH is a .policy file or a folder of them. A file that cannot be read as policy text is left alone.
    """
    files = list(dict.fromkeys(file for path in paths for file in files_at(path)))
    found: list[Finding] = []
    changed: list[str] = []
    unread = 0
    for file in files:
        name = os.path.relpath(file)
        before, after, findings = library.formatted(file, name)
        found += findings
        unread += bool(findings)
        if findings or before == after:
            continue
        if diff:
            click.echo(show.clean("".join(_difference(name, before, after))), nl=False)
        elif not check:
            write_whole(file, after)
        changed.append(name)
        if not diff:
            click.echo(show.clean(f"{'would change' if check else 'changed'} {name}"))
    show.findings(found, to_stderr=True)
    show.message(_summary(len(files), len(changed), unread, check or diff), "error" if unread else "good")
    if unread:
        return exits.BAD_POLICY
    return exits.FINDINGS if changed and (check or diff) else exits.DONE


def files_at(path: str) -> list[Path]:
    """The policy files at a path. Raises UsageError where there are none."""
    place = Path(path)
    if place.is_file() and place.suffix == ENDING:
        return [place]
    if place.is_file():
        raise UsageError(f"{path} is not a {ENDING} file")
    if not place.is_dir():
        beside = [each.name for each in place.parent.iterdir()] if place.parent.is_dir() else []
        near = nearest(place.name, beside)
        raise UsageError(f"there is no path `{path}`" + (f"; did you mean {' or '.join(near)}?" if near else ""))
    files = sorted(file for file in place.rglob(f"*{ENDING}") if file.is_file())
    if not files:
        raise UsageError(f"{path} holds no {ENDING} files")
    return files


def _difference(name: str, before: str, after: str) -> Iterator[str]:
    lines = before.splitlines(keepends=True), after.splitlines(keepends=True)
    for line in difflib.unified_diff(*lines, f"{name} as it is", f"{name} laid out"):
        # A line that only ends otherwise, as on Windows, still shows as changed.
        yield line.rstrip("\r\n") + "\n"


def _summary(files: int, changed: int, unread: int, dry: bool) -> str:
    parts = [f"{changed} would change" if dry else f"{changed} changed", f"{files - changed - unread} unchanged"]
    if unread:
        parts.append(f"{unread} could not be read and {'was' if unread == 1 else 'were'} left alone")
    return f"{files} file{'' if files == 1 else 's'}: {', '.join(parts)}"
