"""`ccpolicy new`: a folder to begin a policy in."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import tempfile
import unicodedata
from pathlib import Path

import click

from ccpolicy import library
from ccpolicy.cli import exits, show
from ccpolicy.cli.files import umask, why_not
from ccpolicy.errors import UsageError

TEMPLATE = Path(__file__).parent / "template"
LONGEST = 60

_REFUSED = re.compile(r"[^\w\s'’.,()&-]")


@click.command("new", short_help="Write a folder to begin a policy in.")
@click.argument("state")
@click.option("-o", "--output", "folder", type=click.Path(path_type=Path), metavar="FOLDER", help="Default: ./STATE.")
def command(state: str, folder: Path | None) -> int:
    """Write a folder to begin a policy in: a few rules, cases, an example month and a README.

    STATE is its name, in quotes if it has several words. What the folder holds checks clean and pays the example month;
    what must be decided is marked in it. Nothing that exists is ever overwritten.
    """
    title, name = named(state)
    folder = folder or Path(name)
    written = write(folder, title, name)
    click.echo(show.clean(f"wrote {folder}: {', '.join(written)}"))
    click.echo("next:")
    for line in steps(folder):
        click.echo(show.clean(f"  {line}"))
    return exits.DONE


def named(state: str) -> tuple[str, str]:
    """A name for people, and the policy's own. Raises UsageError where there is none, or it is taken."""
    title = " ".join(unicodedata.normalize("NFC", state).split())
    if not title or len(title) > LONGEST or _REFUSED.search(title) or not title.replace("_", " ").strip():
        shown = show.clean(state)[:LONGEST]
        raise UsageError(f"`{shown}` is no name of a state: up to {LONGEST} letters, digits, spaces and - ' . , ( ) &")
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    name = re.sub(r"[^a-z0-9]+", "_", plain.replace("'", "")).strip("_")
    if not re.match(r"[a-z]", name):
        raise UsageError(f"`{title}` gives no name for a policy, which begins with a letter from a to z; write it in these")
    if name in library.names():
        raise UsageError(f"there is a packaged policy `{name}`, and its name would win over the folder; choose another")
    if title == title.lower():
        title = " ".join(word[:1].upper() + word[1:] for word in title.replace("_", " ").split())
    return title, name


def write(folder: Path, title: str, name: str) -> list[str]:
    """The folder with all its files, or no folder at all. Raises UsageError where it cannot be made."""
    place = Path(os.path.abspath(folder))
    if os.path.lexists(place):
        raise UsageError(f"there is already something at {folder}, and nothing is overwritten; choose another place with -o")
    if not place.parent.is_dir():
        raise UsageError(f"there is no folder {os.path.relpath(place.parent)} to write {place.name} in")
    try:
        draft = Path(tempfile.mkdtemp(dir=place.parent, prefix=f".{place.name}."))
    except OSError as error:
        raise UsageError(why_not(place, error)) from None
    try:
        files = _filled(draft, {"state": title, "policy": name, **dict(zip(("check", "test", "pay"), steps(Path(place.name))))})
        _, findings = library.loaded(draft)
        if findings:
            told = f"`{name}` cannot be the name of a policy here: {findings[0].message}"
            raise UsageError(f"{told}; choose another, such as `{name}_state`")
        os.chmod(draft, 0o777 & ~umask())
        os.rename(draft, place)
    except OSError as error:
        raise UsageError(why_not(place, error)) from None
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return files


def steps(folder: Path) -> tuple[str, str, str]:
    """What to type next: check, test and pay the folder. A folder called like a packaged policy is written as a path."""
    given = f".{os.sep}{folder}" if str(folder) in library.names() or str(folder).startswith("-") else str(folder)
    at, month = shlex.quote(given), shlex.quote(os.path.join(given, "month.json"))
    return f"ccpolicy check {at}", f"ccpolicy test {at}", f"ccpolicy pay {at} {month}"


def _filled(draft: Path, values: dict[str, str]) -> list[str]:
    """The files of the template with the values in their places, policy files laid out; their names."""
    written = []
    for file in sorted(path for path in TEMPLATE.rglob("*") if path.is_file() and "__pycache__" not in path.parts):
        text = file.read_text(encoding="utf-8")
        for word, value in values.items():
            text = text.replace(f"{{{word}}}", value)
        target = draft / file.relative_to(TEMPLATE)
        target.parent.mkdir(exist_ok=True)
        target.write_text(text, encoding="utf-8", newline="\n")
        if target.suffix == ".policy":
            _, laid_out, findings = library.formatted(target, target.name)
            target.write_text(text if findings else laid_out, encoding="utf-8", newline="\n")
        written.append(file.relative_to(TEMPLATE).as_posix())
    return written
