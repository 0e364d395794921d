"""`ccpolicy explain`: why a line is what it is."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import click

from ccpolicy.cli import exits, show
from ccpolicy.cli.run import determined, lang_option, run_options


@click.command("explain")
@run_options
@click.option("--line", "line_id", required=True, metavar="ID", help="A line's id, as `pay --format json` gives it.")
@click.option("--depth", type=click.IntRange(1, 3), default=1, show_default=True,
              help="1 the sentence, 2 the facts behind it, 3 the whole derivation.")
@lang_option
def command(
    policy: str, input: Path, known_on: date | None, readings: Sequence[str], keep_going: bool, show_values: bool,
    line_id: str, depth: int, lang: str,
) -> int:
    """Explain one line of a determination.

    INPUT is a .json or .yaml file, a folder of .csv tables, or - for JSON from stdin.
    """
    result = determined(policy, input, known_on, readings, keep_going, show_values)
    click.echo(show.clean(result.explain(line_id, depth=depth, lang=lang)), nl=False)
    return exits.DONE
