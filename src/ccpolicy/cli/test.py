"""`ccpolicy test`: every example in the policies and every case beside them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import click
from attrs import frozen

from ccpolicy import library
from ccpolicy.cli import exits, show
from ccpolicy.errors import PolicyError, UsageError
from ccpolicy.model.policy import Policy
from ccpolicy.testing.files import CASE_ENDINGS, CASES_FOLDER, case_files, cases_in


@frozen
class Trial:
    """One thing to try: where it stands, what it is called, and what gives the differences."""

    place: str
    name: str
    run: Callable[[], Sequence[str]]


@click.command("test", short_help="Run the examples and cases of policies.")
@click.argument("paths", nargs=-1, required=True, metavar="PATH…")
@click.option("-k", "word", default="", metavar="WORD", help="Only what has WORD in its name.")
@click.option("-v", "--verbose", is_flag=True, help="List what holds as well.")
def command(paths: Sequence[str], word: str, verbose: bool) -> int:
    """Run the examples and cases of policies.

    PATH is a policy folder (its examples, and the case files in its folder `cases`), a folder of policies, a case file,
    or a packaged name.
    """
    trials = [trial for path in paths for trial in trials_at(path) if word.lower() in trial.name.lower()]
    outcomes: list[Sequence[str]] = []
    with show.counted("testing") as tell:
        for trial in trials:
            outcomes.append(trial.run())
            tell(len(outcomes), len(trials))
    for trial, differences in zip(trials, outcomes, strict=True):
        if differences or verbose:
            click.echo(show.clean(f"{'FAILED' if differences else 'ok    '} {trial.place}: {trial.name}"))
        for difference in differences:
            click.echo(show.clean(f"         {difference}"))
    failed = sum(map(bool, outcomes))
    if not trials:
        show.message("there is nothing to test here", "warning")
        return exits.DONE
    outcome = f"{failed} of {len(trials)} failed" if failed else f"all {len(trials)} hold"
    show.message(outcome, "error" if failed else "good")
    return exits.FINDINGS if failed else exits.DONE


def trials_at(path: str) -> list[Trial]:
    """What there is to try at a path or of a packaged name."""
    place = library.find(path)
    if place.is_file() and place.suffix.lower() in CASE_ENDINGS:
        return _cases(place)
    found: list[Trial] = []
    folders = library.policy_folders(place)
    for folder in folders:
        policy = library.load(folder)
        found += [Trial(policy.name, example.label, _example(policy, at)) for at, example in enumerate(policy.examples)]
        home = folder if folder.is_dir() else folder.parent
        for file in case_files(home / CASES_FOLDER):
            found += _cases(file)
    if not folders:
        files = case_files(place)
        if not files:
            raise UsageError(f"{path} holds neither policies nor case files")
        found += [trial for file in files for trial in _cases(file)]
    return found


def _example(policy: Policy, at: int) -> Callable[[], Sequence[str]]:
    def run() -> Sequence[str]:
        from ccpolicy.engine.examples import run_example

        return run_example(policy, policy.examples[at])

    return run


def _cases(file: Path) -> list[Trial]:
    return [Trial(file.name, str(case["name"]), _case(file, case)) for case in cases_in(file)]


def _case(file: Path, case: dict[str, Any]) -> Callable[[], Sequence[str]]:
    def run() -> Sequence[str]:
        from ccpolicy.testing.cases import run_case

        if "policy" in case:
            return run_case(None, case)
        home = next((folder for folder in file.resolve().parents if library.heading(folder)), None)
        if home is None:
            raise UsageError(f"{file} stands in no policy's folder and names no policy")
        try:
            return run_case(library.load(home), case)
        except PolicyError as error:
            return [str(error)]

    return run
