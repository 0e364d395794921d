"""`ccpolicy verify`: whether a certificate holds."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import click

from ccpolicy.cli import exits, show
from ccpolicy.cli.run import as_readings, known_on_option, open_policy, read_input, reading_option
from ccpolicy.errors import UsageError
from ccpolicy.explain.numbers import money_text
from ccpolicy.front import verify
from ccpolicy.limits import CERTIFICATE_BYTES


@click.command("verify", short_help="Hold a certificate against policy and input.")
@click.argument("certificate", type=click.Path(path_type=Path, dir_okay=False))
@click.argument("policy")
@click.argument("input", type=click.Path(path_type=Path, allow_dash=True))
@known_on_option
@reading_option
@click.option("--show-values", is_flag=True, help="Let messages repeat any value, names of people included.")
@click.option("--format", "form", type=click.Choice(("text", "json")), default="text", show_default=True)
def command(
    certificate: Path, policy: str, input: Path, known_on: date | None, readings: Sequence[str], show_values: bool, form: str
) -> int:
    """Hold a certificate against policy and input: every amount and status is worked out again.

    CERTIFICATE is what `ccpolicy explain --certificate` wrote. Exit code 1 names every place that does not hold.
    """
    program = open_policy(policy)
    chosen = as_readings(program, readings)
    caseload = read_input(program, input, show_values=show_values)
    verdict = verify(certificate_text(certificate), program, caseload, known_on=known_on, readings=chosen)
    pays = None if verdict.pays is None else money_text(verdict.pays)
    if form == "json":
        faults = [{"place": each.place, "says": each.says, "comes_to": each.comes_to} for each in verdict.faults]
        told = {
            "holds": verdict.holds, "lines": verdict.lines, "pays": pays, "nodes": verdict.nodes,
            "rules": verdict.rules, "faults": faults,
        }
        click.echo(json.dumps(told, ensure_ascii=False, indent=2))
    elif verdict.holds:
        lines = f"{verdict.lines:,} line{'' if verdict.lines == 1 else 's'}" + (f" paying {pays}" if pays else "")
        click.echo(
            f"the certificate holds: {lines}, {verdict.nodes:,} values worked out again, {verdict.rules:,} rules cited"
        )
    else:
        for fault in verdict.faults:
            click.echo(show.clean(str(fault)))
        places = f"{len(verdict.faults):,} place{'' if len(verdict.faults) == 1 else 's'}"
        show.message(f"the certificate does not hold: {places}", "error")
    return exits.DONE if verdict.holds else exits.FINDINGS


def certificate_text(path: Path) -> str:
    """The text of a certificate. Raises UsageError for a file that can be none."""
    try:
        with path.open("rb") as file:
            data = file.read(CERTIFICATE_BYTES.most + 1)
        if len(data) > CERTIFICATE_BYTES.most:
            raise UsageError(f"{path} is larger than a certificate may be, {CERTIFICATE_BYTES}")
        return data.decode("utf-8")
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {(error.strerror or 'unknown').lower()}") from None
    except UnicodeDecodeError:
        raise UsageError(f"{path} is not UTF-8 text") from None
