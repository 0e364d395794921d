"""`ccpolicy explain`: why a line is what it is, what would have it paid, and what would differ if records said otherwise."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import click

from ccpolicy.certificate.document import as_text
from ccpolicy.cli import exits, show
from ccpolicy.cli.caseload import told_of_all
from ccpolicy.cli.files import write_whole
from ccpolicy.cli.run import a_date, determined, lang_option, run_options
from ccpolicy.errors import UsageError
from ccpolicy.front import Result


@click.command("explain")
@run_options
@click.option("--line", "line_id", metavar="ID", help="A line's id, as `pay --format json` gives it.")
@click.option("--depth", type=click.IntRange(1, 3), default=1, show_default=True,
              help="1 the sentence, 2 the facts behind it, 3 the whole derivation.")
@click.option("--why-not", is_flag=True, help="What would have the line paid, by whom, and until when.")
@click.option("--today", callback=a_date, metavar="DATE", help="The day by which dates have passed.  [default: today]")
@click.option("--assume", "assumptions", multiple=True, metavar="RECORD.FIELD=VALUE",
              help="Tell only what would differ if a record said so; may be repeated. RECORD[KEY] names another row.")
@click.option("--format", "form", type=click.Choice(("text", "json", "csv")), default="text", show_default=True,
              help="json for --why-not, --assume and the reasons of all; csv for these.")
@click.option("--html", type=click.Path(path_type=Path), metavar="PATH",
              help="Write pages: a folder with all reasons and a page per claim, or with --claim that page as one file.")
@click.option("--claim", metavar="ID", help="The claim whose page --html writes.")
@click.option("--certificate", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE",
              help="Write the derivation here, of the line or without --line of all, for `ccpolicy verify`.")
@lang_option
def command(
    policy: str, input: Path, known_on: date | None, readings: Sequence[str], keep_going: bool, show_values: bool,
    line_id: str | None, depth: int, why_not: bool, today: date | None, assumptions: Sequence[str], form: str,
    html: Path | None, claim: str | None, certificate: Path | None, lang: str,
) -> int:
    """Explain one line of a determination, or certify it; without --line, tell why lines of the caseload are not paid.

    The reasons stand in order of money, with what could still be mended, by whom and until when.

    INPUT is a .json or .yaml file, a folder of .csv tables, or - for JSON from stdin.
    """
    if why_not and assumptions:
        raise UsageError("ask either --why-not or --assume: the one looks for changes, the other is given them")
    if certificate is not None and (why_not or assumptions):
        raise UsageError("a certificate is of what was determined: leave out --why-not and --assume")
    if why_not and line_id is None:
        raise UsageError("say which line with --line ID; without it, leave out --why-not to have the reasons of all lines")
    of_all = line_id is None and not assumptions and certificate is None
    if (html is not None or claim is not None) and not of_all:
        raise UsageError("--html and --claim are for a whole caseload: leave out --line, --assume and --certificate")
    if claim is not None and html is None:
        raise UsageError("say where to write the page of the claim with --html FILE")
    if form == "json" and not (why_not or assumptions or of_all):
        raise UsageError("--format json is for --why-not and --assume; `pay --format json` gives the determination")
    if form == "csv" and not of_all:
        raise UsageError("--format csv is for the reasons of all lines: leave out --line and --assume")
    if form != "text" and html is not None:
        raise UsageError("choose either --format or --html")
    assumed = _assumed(assumptions)
    result = determined(policy, input, known_on, readings, keep_going, show_values)
    if of_all:
        return told_of_all(result.in_language(lang), today or date.today(), form, html, claim, lang)
    if certificate is not None:
        write_whole(certificate, as_text(result.certificate(line_id)))
        return exits.DONE
    if assumed:
        comparison = result.in_language(lang).assume(assumed, line_id=line_id, show_values=show_values)
        told = comparison.to_json() if form == "json" else comparison.to_text(lang)
    else:
        assert line_id is not None
        told = _why_not(result, line_id, today or date.today(), form, lang) if why_not else result.explain(
            line_id, depth=depth, lang=lang
        )
    click.echo(show.clean(told), nl=False)
    return exits.DONE


def _why_not(result: Result, line_id: str, today: date, form: str, lang: str) -> str:
    if form == "json":
        return json.dumps(result.why_not_dict(line_id, today=today), ensure_ascii=False, indent=2) + "\n"
    return result.why_not(line_id, today=today, lang=lang)


def _assumed(assumptions: Sequence[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for text in assumptions:
        head, bracket, rest = text.partition("]") if "[" in text.partition("=")[0] else ("", "", text)
        place, equals, value = rest.partition("=")
        place = head + bracket + place
        if not (place and equals):
            raise UsageError(f"write an assumption as RECORD.FIELD=VALUE, not `{text[:60]}`")
        if place in found:
            raise UsageError(f"`{place[:60]}` is assumed twice")
        found[place] = value
    return found
