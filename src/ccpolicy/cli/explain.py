"""`ccpolicy explain`: why a line is what it is."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import click

from ccpolicy.certificate.document import as_text
from ccpolicy.cli import exits, show
from ccpolicy.cli.files import write_whole
from ccpolicy.cli.run import determined, run_options


@click.command("explain")
@run_options
@click.option("--line", "line_id", metavar="ID", help="A line's id, as `pay --format json` gives it.")
@click.option("--depth", type=click.IntRange(1, 3), default=1, show_default=True,
              help="1 the sentence, 2 the facts behind it, 3 the whole derivation.")
@click.option("--lang", default="en", show_default=True, help="The language of the explanation.")
@click.option("--certificate", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE",
              help="Write the derivation here, of the line or without --line of all, for `ccpolicy verify`.")
def command(
    policy: str, input: Path, known_on: date | None, readings: Sequence[str], keep_going: bool, show_values: bool,
    line_id: str | None, depth: int, lang: str, certificate: Path | None,
) -> int:
    """Explain one line of a determination, or certify it.

    INPUT is a .json or .yaml file, a folder of .csv tables, or - for JSON from stdin.
    """
    if line_id is None and certificate is None:
        raise click.UsageError("say which line with --line ID, or where to write a certificate with --certificate FILE")
    result = determined(policy, input, known_on, readings, keep_going, show_values)
    if certificate is not None:
        write_whole(certificate, as_text(result.certificate(line_id)))
        return exits.DONE
    assert line_id is not None
    click.echo(show.clean(result.explain(line_id, depth=depth, lang=lang)), nl=False)
    return exits.DONE
