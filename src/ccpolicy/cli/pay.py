"""`ccpolicy pay`: what a caseload is paid, and why not."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import click

from ccpolicy.cli import exits, show
from ccpolicy.cli.files import write_whole
from ccpolicy.cli.run import determined, lang_option, run_options
from ccpolicy.front import Result

FORMATS = ("table", "json", "csv")


@click.command("pay", short_help="Determine a caseload: units, money, denials, reasons.")
@run_options
@lang_option
@click.option("-o", "--output", type=click.Path(path_type=Path, dir_okay=False), help="Write here instead of stdout.")
@click.option("--format", "form", type=click.Choice(FORMATS), help="Default: by the ending of OUT, otherwise a table.")
def command(
    policy: str, input: Path, known_on: date | None, readings: Sequence[str], keep_going: bool, show_values: bool,
    lang: str, output: Path | None, form: str | None,
) -> int:
    """Determine a caseload: payable units, money, denials and reasons.

    INPUT is a .json or .yaml file, a folder of .csv tables named by record kind or sheet, or - for JSON from stdin. A
    denial is a result, not a failure.
    """
    result = determined(policy, input, known_on, readings, keep_going, show_values).in_language(lang)
    form = form or _by_ending(output)
    if output is not None:
        write_whole(output, formatted(result, form))
    elif form == "table" and show.on_console().is_terminal:
        from ccpolicy.cli.draw import drawn

        show.on_console().print(drawn(result.to_batch()))
    else:
        click.echo(formatted(result, form, show.piped_width()), nl=False)
    if not result.lines:
        show.message("nothing was claimed: no row of the input asks for payment", "warning")
    if result.left_out:
        paths = {problem.path.partition("]")[0] for problem in result.left_out}
        show.message(f"input rows left out: {len(paths):,}; the result lists them", "warning")
        return exits.BAD_RECORDS
    return exits.DONE


def formatted(result: Result, form: str, width: int = show.UNDRAWN_WIDTH) -> str:
    """A result as text in one of the formats; `width` is that of the table."""
    if form == "json":
        return result.to_json()
    if form == "csv":
        return result.to_csv()
    from ccpolicy.cli.draw import drawn_text

    return drawn_text(result.to_batch(), width)


def _by_ending(output: Path | None) -> str:
    ending = output.suffix.lower().lstrip(".") if output else ""
    return ending if ending in FORMATS else "table"
