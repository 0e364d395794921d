"""`ccpolicy sources`: what a policy rests on, requirement by requirement and sentence by sentence."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import click

from ccpolicy import library
from ccpolicy.audit import pins
from ccpolicy.audit.coverage import standings, strange
from ccpolicy.cli import exits, show
from ccpolicy.cli.files import write_whole
from ccpolicy.cli.sources_table import Told, audit_drawn, pins_drawn, sources_drawn
from ccpolicy.errors import InternalError, RecordsError, UsageError
from ccpolicy.model.policy import Policy
from ccpolicy.source import Span
from ccpolicy.testing.files import CASES_FOLDER, case_files

LARGEST_LIST = 4 << 20


@click.command("sources", short_help="Show and audit what a policy rests on.")
@click.argument("policy")
@click.option("--audit", is_flag=True, help="Say of each requirement what became of it; exit code 1 if one is not accounted for.")
@click.option("--documents", "folder", metavar="DIR", help="Find every pinned sentence again in the documents in DIR.")
@click.option("--pin", "pinning", is_flag=True, help="List the citations that have no pin yet; with --pin-list, write pins.")
@click.option("--pin-list", "listed", metavar="FILE", help="Lines `FILE:LINE words…` that choose sentences; - reads stdin.")
@click.option("--show-values", is_flag=True, help="Show how the sentences found begin.")
@click.option("--format", "form", type=click.Choice(("text", "json")), default="text", show_default=True)
def command(
    policy: str, audit: bool, folder: str | None, pinning: bool, listed: str | None, show_values: bool, form: str
) -> int:
    """Show what a policy rests on: its sources and how often each is cited.

    With --audit every requirement is in a rule, left open, left out or context, with the rules and cases; with
    --documents the sentences that citations are pinned to are found again in the texts of the sources.
    """
    place = library.find(policy)
    loaded = library.load(policy)
    if pinning or listed:
        if audit or form == "json":
            raise UsageError("--pin goes alone, with --documents and --pin-list")
        return _pin(loaded, place, folder, listed)
    told = _told(loaded, place, audit, folder, show_values)
    if form == "json":
        click.echo(json.dumps(told.as_json(), ensure_ascii=False, indent=1))
    else:
        console = show.on_console(show.piped_width() if not sys.stdout.isatty() else None)
        parts = [*(audit_drawn(told) if audit else ()), *(pins_drawn(told) if folder else ())]
        for part in parts or sources_drawn(told):
            console.print(part)
    if audit or folder:
        problems = len(told.problems)
        show.message(f"{problems} problem{'' if problems == 1 else 's'}" if problems else "all accounted for",
                     "error" if problems else "good")
    return exits.FINDINGS if told.problems else exits.DONE


def _told(policy: Policy, place: Path, audit: bool, folder: str | None, show_values: bool) -> Told:
    told = Told(policy, _placed(place))
    if audit:
        requirements = library.requirements(policy, place)
        if not requirements:
            raise UsageError(f'{policy.name} names no requirements: add requirements "FILE.yaml" to its heading')
        covers = _covers(place)
        told.standings = standings(policy, requirements, covers)
        told.problems += [f"{s.requirement.id}: {s.problem}" for s in told.standings if s.problem]
        told.problems += strange(requirements, covers)
    if folder:
        documents = pins.open_documents(policy, _folder(folder))
        told.checked = pins.check_pins(policy, documents)
        told.problems += [f"{name}: {message}" for name, message in documents.missing.items()]
        for each in told.checked:
            if each.told and each.cited.source not in documents.missing:
                told.problems.append(f"{told.at(each.cited.span)}: {each.cited.by}, “{each.cited.place}”: {each.told}")
        if show_values:
            told.begins = {each: _begins(documents, each) for each in told.checked if each.line}
    return told


def _begins(documents: pins.Documents, checked: pins.Checked) -> str:
    found = documents.read[checked.cited.source].sentences
    return next((s.text[:60] for s in found if s.line == checked.line and s.pin == checked.cited.pin), "")


def _covers(place: Path) -> Mapping[str, list[str]]:
    """The ids each case of a policy names, by its file and name. Raises UsageError for files that are no case files."""
    from ccpolicy.records.read import load_document

    found: dict[str, list[str]] = {}
    for file in case_files((place if place.is_dir() else place.parent) / CASES_FOLDER):
        try:
            document = load_document(file)
        except RecordsError as error:
            raise UsageError(f"{file.name} is no case file: {error.problems[0].message}") from None
        cases = document.get("cases") if isinstance(document, dict) else None
        for at, case in enumerate(cases if isinstance(cases, list) else (), start=1):
            ids = case.get("covers") if isinstance(case, dict) else None
            if isinstance(ids, list):
                found[f"{file.stem}: {case.get('name', f'case {at}')}"] = [str(id) for id in ids]
    return found


# ------------------------------------------------------------------ pins


def _pin(policy: Policy, place: Path, folder: str | None, listed: str | None) -> int:
    at = _placed(place)
    if listed is None:
        documented = {source.name for source in policy.sources.values() if source.document}
        open_ones = [cited for cited in pins.in_order(policy) if not cited.pin and cited.source in documented]
        lines = {f'{at(c.span).rpartition(":")[0]}  {c.source} "{c.place}":': None for c in open_ones}
        for line in lines:
            click.echo(show.clean(line))
        show.message(f"{len(lines)} to pin; add words of the sentence to each line and give it with --pin-list", "")
        return exits.DONE
    if not folder:
        raise UsageError("--documents DIR says where the documents are")
    documents = pins.open_documents(policy, _folder(folder))
    wanted = pins.read_wanted(_list(listed))
    edits, problems = pins.make_pins(policy, documents, wanted, _path(place))
    if problems:
        for problem in problems:
            click.echo(show.clean(problem))
        show.message(f"{len(problems)} of {len(wanted)} could not be pinned; nothing was written", "error")
        return exits.FINDINGS
    written = _write(edits, _path(place))
    show.message(f"{len(edits)} pinned in {written} file{'' if written == 1 else 's'}", "good")
    return exits.DONE


def _write(edits: Iterable[pins.Edit], path: Any) -> int:
    by_file: dict[Path, list[pins.Edit]] = {}
    for edit in edits:
        by_file.setdefault(path(edit.slot.file), []).append(edit)
    made = {file: pins.with_pins(file.read_bytes().decode("utf-8"), some) for file, some in by_file.items()}
    for file, text in made.items():
        tidy = _laid_out(file) == file.read_bytes().decode("utf-8")
        write_whole(file, text)
        if tidy:
            write_whole(file, _laid_out(file))
    return len(made)


def _laid_out(file: Path) -> str:
    """The file as `ccpolicy fmt` would have it: a longer cell moves the bars of its column."""
    return library.formatted(file, file.name)[1]


def _list(name: str) -> str:
    if name == "-":
        return sys.stdin.read(LARGEST_LIST)
    try:
        return Path(name).read_text(encoding="utf-8-sig")[:LARGEST_LIST]
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{name} cannot be read: {error}") from None


def _folder(name: str) -> Path:
    folder = Path(name)
    if not folder.is_dir():
        raise UsageError(f"there is no folder `{name}`")
    return folder


def _path(place: Path) -> Any:
    @cache
    def path_of(name: str) -> Path:
        found = library.file_of(name, [place])
        if found is None:
            raise InternalError(f"{name} was read and is not there")
        return found

    return path_of


def _placed(place: Path) -> Any:
    path_of = _path(place)

    def at(span: Span | None) -> str:
        return f"{os.path.relpath(path_of(span.file))}:{span.line}:{span.column}" if span else ""

    return at
