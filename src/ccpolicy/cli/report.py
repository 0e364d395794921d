"""`ccpolicy report`: what a policy lays out for people from a determination."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import click

from ccpolicy.cli import exits, show
from ccpolicy.cli.files import write_whole
from ccpolicy.cli.run import determined, lang_option, open_policy, run_options
from ccpolicy.errors import UsageError
from ccpolicy.explain.report import Report
from ccpolicy.front import Result

FORMATS = ("table", "csv", "html")


@click.command("report", short_help="Lay out a determination as a statement, a form or a list.")
@run_options
@click.argument("name", required=False)
@lang_option
@click.option("-o", "--output", type=click.Path(path_type=Path, dir_okay=False), help="Write here instead of stdout.")
@click.option("--format", "form", type=click.Choice(FORMATS), help="Default: by the ending of OUT, otherwise a table.")
def command(
    policy: str, input: Path, name: str | None, known_on: date | None, readings: Sequence[str], keep_going: bool,
    show_values: bool, lang: str, output: Path | None, form: str | None,
) -> int:
    """Lay out a determination as a report of the policy: a statement, a form, a list. Without NAME, list the reports.

    INPUT is a .json or .yaml file, a folder of .csv tables named by record kind, or - for JSON from stdin. HTML is one
    file that prints well. The name of a sheet writes it as the CSV table that can be read again.
    """
    program = open_policy(policy)
    if name is None:
        labels = {name: report.label for name, report in program.model.reports.items()}
        labels |= {name: sheet.label for name, sheet in program.model.sheets.items()}
        for each, label in labels.items():
            click.echo(show.clean(f"{each}  {label}".rstrip()))
        if not program.reports and not program.sheets:
            show.message(f"{program.name} has no reports", "warning")
        return exits.DONE
    program.checked_report(name)
    if name in program.sheets and form not in (None, "csv"):
        raise UsageError(f"`{name}` is a sheet: it is written as CSV, for others to read")
    result = determined(policy, input, known_on, readings, keep_going, show_values)
    if name in program.sheets:
        text = result.to_sheet(name)
        # Bytes as they are: the ends of lines are those of CSV.
        write_whole(output, text) if output is not None else click.echo(text.encode(), nl=False)
        return _left_out(result)
    report = result.report(name, lang=lang)
    form = form or _by_ending(output)
    if output is not None:
        write_whole(output, formatted(report, form))
    elif form == "table" and show.on_console().is_terminal:
        from ccpolicy.cli.draw_report import drawn

        show.on_console().print(drawn(report))
    else:
        click.echo(formatted(report, form, show.piped_width()), nl=False)
    return _left_out(result)


def _left_out(result: Result) -> int:
    if result.left_out:
        show.message("input rows were left out; the report says how many, `ccpolicy pay` lists them", "warning")
        return exits.BAD_RECORDS
    return exits.DONE


def formatted(report: Report, form: str, width: int = show.UNDRAWN_WIDTH) -> str:
    """A report as text in one of the formats; `width` is that of the table."""
    if form == "html":
        return report.to_html()
    if form == "csv":
        return report.to_csv()
    from ccpolicy.cli.draw_report import drawn_text

    return drawn_text(report, width)


def _by_ending(output: Path | None) -> str:
    ending = output.suffix.lower().lstrip(".") if output else ""
    return {"htm": "html"}.get(ending, ending if ending in FORMATS else "table")
