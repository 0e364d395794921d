"""`ccpolicy check`: what is wrong with policies, with the place and what to do."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import click

from ccpolicy import library
from ccpolicy.cli import exits, show
from ccpolicy.diagnostics import Finding, render
from ccpolicy.errors import UsageError
from ccpolicy.model.policy import Policy


@click.command("check", short_help="Check policies.")
@click.argument("paths", nargs=-1, required=True, metavar="PATH…")
@click.option("--format", "form", type=click.Choice(("text", "json", "github")), default="text", show_default=True)
def command(paths: Sequence[str], form: str) -> int:
    """Check policies and run the examples in them: every finding with its name, its place and what to do.

    PATH is a policy folder, a folder of policies, a .policy file or a packaged name.
    """
    places = [place for path in paths for place in policies_at(path)]
    found: list[Finding] = []
    with show.counted("checking") as tell:
        for done, place in enumerate(places, start=1):
            policy, findings = library.loaded(place)
            findings = (*findings, *(failing_examples(policy) if policy else ()))
            found += (library.located(finding, [place]) for finding in findings)
            tell(done, len(places))
    found = list(dict.fromkeys(found))
    if form == "json":
        told = {"findings": [render.as_json(finding) for finding in found]}
        click.echo(json.dumps(told, ensure_ascii=False, indent=1))
    elif form == "github":
        for finding in found:
            click.echo(render.as_github(finding))
    else:
        show.findings(found)
    errors = sum(finding.severity == "error" for finding in found)
    what = f"{len(places)} polic{'y' if len(places) == 1 else 'ies'} checked: "
    what += ", ".join(_counted(found)) or "nothing to report"
    show.message(what, "error" if errors else "good")
    return exits.FINDINGS if errors else exits.DONE


def failing_examples(policy: Policy) -> Iterator[Finding]:
    """A finding for each example that does not hold, at its place; the row form says which row."""
    from ccpolicy.engine.examples import run_example

    for example in policy.examples:
        for difference in run_example(policy, example):
            message = f"the example `{example.label}` does not hold: {difference}"
            yield Finding("example-fails", message, example.span, help="correct the rule, or what the example expects")


def policies_at(path: str) -> list[Path]:
    """The policies at a path or of a packaged name. Raises UsageError where there is none."""
    place = library.find(path)
    found = library.policy_folders(place)
    if not found:
        raise UsageError(f"{path} holds no policy: no .policy file in it begins with `policy NAME`")
    return found


def _counted(found: Sequence[Finding]) -> list[str]:
    counts = Counter(finding.severity for finding in found)
    return [f"{count} {severity}{'' if count == 1 else 's'}" for severity, count in sorted(counts.items())]
