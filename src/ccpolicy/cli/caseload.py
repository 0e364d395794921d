"""What `explain` tells of a whole caseload: its reasons as a table, or as a folder of pages."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path

import click

from ccpolicy.cli import exits, show
from ccpolicy.cli.files import umask, why_not, write_whole
from ccpolicy.errors import UsageError
from ccpolicy.explain.page_style import GENERATOR
from ccpolicy.explain.reasons import Reasons
from ccpolicy.explain.reasons_text import laid_out
from ccpolicy.front import Result

INDEX = "index.html"
LONGEST = 60
_MARK = f'<meta name="generator" content="{GENERATOR}">'
_MARKED_WITHIN = 1000
_TAKEN = re.compile(r"index|con|prn|aux|nul|(com|lpt)[0-9]", re.ASCII)


def told_of_all(result: Result, today: date, form: str, html: Path | None, claim: str | None, lang: str) -> int:
    """The reasons of a caseload, told or written. `result` is in the language already."""
    if html is not None and claim is not None:
        write_whole(html, result.pages(lang=lang).page(claim).to_html())
        return _left_out(result)
    if html is not None:
        check_free(html)
    with show.counted("looking for what can be mended") as progress:
        found = result.reasons(today=today, lang=lang, progress=progress)
    if html is not None:
        write_pages(html, result, found, lang)
    elif form == "json":
        click.echo(found.to_json(), nl=False)
    elif form == "csv":
        click.echo(found.to_csv().encode(), nl=False)
    else:
        _table(found)
    return _left_out(result)


def _table(found: Reasons) -> None:
    from ccpolicy.cli.draw_report import drawn, drawn_text

    if show.on_console().is_terminal:
        show.on_console().print(drawn(laid_out(found)))
    else:
        click.echo(drawn_text(laid_out(found), show.piped_width()), nl=False)


def _left_out(result: Result) -> int:
    if result.left_out:
        show.message("input rows were left out; `ccpolicy pay` lists them", "warning")
        return exits.BAD_RECORDS
    return exits.DONE


def write_pages(folder: Path, result: Result, found: Reasons, lang: str) -> None:
    """The folder with the page of the reasons and a page for each claim, or all as it was before."""
    pages = result.pages(lang=lang)
    names = file_names(pages.claims)

    def files() -> Iterator[tuple[str, str]]:
        with show.counted("writing pages") as progress:
            for at, (claim, name) in enumerate(names.items(), 1):
                yield name, pages.page(claim).to_html(INDEX)
                progress(at, len(names))
        yield INDEX, found.to_html(names)

    write_folder(folder, files())


def file_names(claims: Iterable[str]) -> dict[str, str]:
    """A file for each claim: its id where that is a safe name, else what of it is safe and a mark of the whole."""
    found = {}
    for claim in claims:
        safe = re.sub(r"[^a-z0-9_-]+", "-", claim.lower(), flags=re.ASCII).strip("-")[:LONGEST]
        if not safe or safe != claim or _TAKEN.fullmatch(safe):
            safe = f"{safe or 'claim'}.{hashlib.sha256(claim.encode('utf-8', 'surrogatepass')).hexdigest()[:12]}"
        found[claim] = f"{safe}.html"
    return found


def check_free(folder: Path) -> None:
    """Raises UsageError unless there is nothing at the place, or only pages that were written like this before."""
    shown = show.clean(str(folder))
    if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        raise UsageError(f"{shown} is no folder; --html writes a folder of pages, or with --claim one file")
    if not folder.exists():
        if not Path(os.path.abspath(folder)).parent.is_dir():
            raise UsageError(f"there is no folder to make {shown} in")
        return
    try:
        others = sorted(path.name for path in folder.iterdir() if not _ours(path))
    except OSError as error:
        raise UsageError(why_not(folder, error)) from None
    if others:
        raise UsageError(
            f"{shown} has something else in it, such as {show.clean(others[0])}; nothing was written. Name a new folder"
        )


def _ours(path: Path) -> bool:
    if path.suffix != ".html" or path.is_symlink() or not path.is_file():
        return False
    with path.open(encoding="utf-8", errors="replace") as file:
        return _MARK in file.read(_MARKED_WITHIN)


def write_folder(folder: Path, files: Iterable[tuple[str, str]]) -> None:
    """A folder with these files in place of what it was, or all as before. Raises UsageError where it cannot be made."""
    check_free(folder)
    place = Path(os.path.abspath(folder))
    try:
        draft = Path(tempfile.mkdtemp(dir=place.parent, prefix=f".{place.name}."))
    except OSError as error:
        raise UsageError(why_not(place, error)) from None
    old: Path | None = None
    try:
        for name, text in files:
            (draft / name).write_text(text, encoding="utf-8", newline="\n")
        os.chmod(draft, 0o777 & ~umask())
        if place.exists():
            old = Path(tempfile.mkdtemp(dir=place.parent, prefix=f".{place.name}."))
            os.replace(place, old / place.name)
        try:
            os.rename(draft, place)
        except OSError:
            if old is not None:
                os.replace(old / place.name, place)
            raise
    except OSError as error:
        raise UsageError(why_not(place, error)) from None
    finally:
        shutil.rmtree(draft, ignore_errors=True)
        if old is not None:
            shutil.rmtree(old, ignore_errors=True)


