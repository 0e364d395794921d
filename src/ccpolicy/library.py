"""Policies found by name or path, checked and kept. The one module that knows both where files are and the language.

A packaged name wins over a folder of the same name; write `./name` for the folder. Packs of others are found through
the entry point group `ccpolicy.policies`, whose values name a folder inside their distribution; none of their code is
run.
"""

from __future__ import annotations

import hashlib
import os
import re
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import cache
from pathlib import Path

from attrs import evolve

from ccpolicy.diagnostics import Finding, in_source_order, nearest
from ccpolicy.errors import PolicyError, UsageError
from ccpolicy.limits import FILE_BYTES, TABLE_BYTES
from ccpolicy.model.policy import Policy
from ccpolicy.model.provenance import Requirement
from ccpolicy.source import Source, Span

ENTRY_POINTS = "ccpolicy.policies"
HEADING_FILE = "program.policy"

_HEADING = re.compile(r"^policy\s+([a-z][a-z0-9_]*)", re.MULTILINE)
_READ = (".policy", ".csv")
_REQUIREMENTS = "*.y*ml"

Loaded = tuple[Policy | None, tuple[Finding, ...]]


def load(name_or_path: str | Path) -> Policy:
    """The checked policy with this packaged name, or in this folder or file.

    Kept until a file of it changes; safe to call from several threads. Raises PolicyError, with findings, where the
    policy has errors, and UsageError where there is no such policy.
    """
    place = find(name_or_path)
    if place.is_file() and place.suffix != ".policy":
        raise UsageError(f"{name_or_path} is not a policy: give a packaged name, a folder or a .policy file")
    policy, found = loaded(place)
    errors = tuple(finding for finding in found if finding.severity == "error")
    if policy is None or errors:
        count = len(errors)
        first = f"{errors[0].place}: {errors[0].message}" if errors else "it could not be read"
        rest = f" (and {count - 1} more)" if count > 1 else ""
        raise PolicyError(f"{name_or_path} is not a policy that can be used: {first}{rest}", found)
    return policy


def loaded(path: Path) -> Loaded:
    """The policy in a folder or file, if there is one, and all that is to be said about it."""
    path = path.resolve()
    mark = _fingerprint(path)
    with _lock:
        kept = _kept.get(path)
        if kept is None or kept[0] != mark:
            from ccpolicy.dsl.load import load_policy

            kept = (mark, with_requirements(path, *load_policy(path, shared_folders(path))))
            _kept[path] = kept
    return kept[1]


def requirements(policy: Policy, path: Path) -> Mapping[str, Requirement]:
    """The requirements a policy names, by id; none if it names no file, or one that cannot be used."""
    return _read_requirements(policy, path)[0]


def with_requirements(path: Path, policy: Policy | None, found: tuple[Finding, ...]) -> Loaded:
    """Ids a policy names are looked up here, as the language reads no YAML."""
    if policy is None or not policy.options.requirements:
        return policy, found
    from ccpolicy.dsl.provenance import check_requirements

    more = tuple(check_requirements(policy, *_read_requirements(policy, path)))
    return (None if more else policy), in_source_order((*found, *more))


def _read_requirements(policy: Policy, path: Path) -> tuple[Mapping[str, Requirement], tuple[str, ...]]:
    if not policy.options.requirements:
        return {}, ()
    from ccpolicy.records.requirements import read_requirements

    return read_requirements((path if path.is_dir() else path.parent) / policy.options.requirements)


def formatted(path: Path, name: str) -> tuple[str, str, tuple[Finding, ...]]:
    """A policy file as it is and in its canonical layout; findings, under this name, where it cannot be read."""
    from ccpolicy.dsl.files import TooLong, bounded, why
    from ccpolicy.dsl.format import format_source

    start = Span(name, 1, 1, 1, 1)
    try:
        text = bounded(path, FILE_BYTES).decode("utf-8")
    except TooLong:
        message = f"a policy file holds at most {FILE_BYTES}"
        return "", "", (Finding(FILE_BYTES.finding, message, start, help="cut it into several files"),)
    except OSError as error:
        return "", "", (Finding("unreadable-file", f"it cannot be read: {why(error)}", start, help="check its name and rights"),)
    except UnicodeDecodeError as error:
        message = f"this file is not UTF-8 text at byte {error.start}"
        return "", "", (Finding("not-text", message, start, help="save it as UTF-8"),)
    plain = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    return text, *format_source(Source(name, plain))


def find(name_or_path: str | Path) -> Path:
    """Where a policy is. Raises UsageError, with the nearest names, where there is none."""
    known = packaged()
    if str(name_or_path) in known:
        return known[str(name_or_path)]
    path = Path(name_or_path)
    with suppress(OSError, ValueError):  # what can be no path, such as one too long, is none
        if str(name_or_path) and path.exists():
            return path
    near = nearest(str(name_or_path), known)
    help = f"did you mean {' or '.join(near)}?" if near else f"there are {', '.join(known) or 'none packaged'}"
    raise UsageError(f"there is no policy and no path `{name_or_path}`; {help}")


def names() -> tuple[str, ...]:
    """The names of all packaged policies, own and installed."""
    return tuple(packaged())


def policy_folders(path: Path) -> list[Path]:
    """The policies at a path: itself, or those in the folders below it."""
    if path.is_file() or heading(path):
        return [path]
    return sorted(folder for folder in path.rglob("*") if folder.is_dir() and heading(folder))


@cache
def packaged() -> dict[str, Path]:
    """Every packaged policy by name, with its folder."""
    found: dict[str, Path] = {}
    for root in (own_root(), *_installed_roots()):
        if root is None or not root.is_dir():
            continue
        for folder in (root, *sorted(root.iterdir())):
            name = heading(folder) if folder.is_dir() else ""
            if name:
                found.setdefault(name, folder)
    return dict(sorted(found.items()))


def heading(folder: Path) -> str:
    """The name in the `policy NAME` heading of a folder's files; empty if none has one."""
    first = folder / HEADING_FILE
    files = [first] if first.is_file() else sorted(file for file in folder.glob("*.policy") if file.is_file())
    for file in files:
        try:
            with file.open(encoding="utf-8-sig", errors="replace") as opened:
                text = opened.read(FILE_BYTES.most)
        except OSError:
            continue
        if match := _HEADING.search(text):
            return match[1]
    return ""


def own_root() -> Path | None:
    """The folder of the policies that come with the library: inside the package, or beside its sources."""
    inside = Path(__file__).parent / "policies"
    beside = Path(__file__).parents[2] / "policies"
    return next((root for root in (inside, beside) if root.is_dir()), None)


def shared_folders(path: Path) -> tuple[Path, ...]:
    """Where `uses NAME` looks for NAME.policy: beside the policy's folder, then among the packaged policies."""
    folder = path if path.is_dir() else path.parent
    own = own_root()
    found = [folder, folder.parent, *([own] if own else [])]
    return tuple(dict.fromkeys(place.resolve() for place in found))


def located(finding: Finding, places: Iterable[Path] = ()) -> Finding:
    """The finding with files named by their path from here, where they can be found.

    Spans name a file by its folder and its place in it (`xy/rates.policy`), or a shared one by its name alone.
    """

    def moved(span: Span) -> Span:
        file = file_of(span.file, (*places, *reversed(_kept)))
        return evolve(span, file=os.path.relpath(file)) if file else span

    labels = tuple(evolve(label, span=moved(label.span)) for label in finding.labels)
    return evolve(finding, span=moved(finding.span) if finding.span else None, labels=labels)


def file_of(name: str, places: Iterable[Path]) -> Path | None:
    """The policy file that spans of the policies at these places call by this name."""
    for place in places:
        for folder in (place.resolve().parent, *shared_folders(place)):
            if (folder / name).is_file():
                return folder / name
    return None


def _installed_roots() -> Iterator[Path]:
    """Folders that other distributions name, resolved to files without importing anything of theirs."""
    from importlib.metadata import entry_points

    for point in entry_points(group=ENTRY_POINTS):
        if point.dist is not None:
            inner = point.attr.replace(".", "/") if point.attr else ""
            yield Path(str(point.dist.locate_file(point.module.replace(".", "/")))) / inner


def _fingerprint(path: Path) -> str:
    """What the files say that a policy at this path could read, whenever they were written."""
    files = [path] if path.is_file() else [f for f in path.rglob("*") if f.suffix in _READ and f.is_file()]
    files += [f for f in (path if path.is_dir() else path.parent).glob(_REQUIREMENTS) if f.is_file()]
    for shared in shared_folders(path):
        files += [file for file in shared.glob("*.policy") if file.is_file()]
    return _digest(sorted(set(files)))


def _digest(files: Sequence[Path]) -> str:
    digest = hashlib.sha256()
    for file in files:
        with file.open("rb") as opened:
            content = opened.read(TABLE_BYTES.most + 1)  # of what is longer nothing is read
        digest.update(f"{file}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()


_lock = threading.RLock()
_kept: dict[Path, tuple[str, Loaded]] = {}
