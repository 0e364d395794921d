"""What `pay` and `explain` share: options, and from the words of a command line to a result."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

import click

from ccpolicy.cli import show
from ccpolicy.errors import UsageError
from ccpolicy.front import Policy, Result, load
from ccpolicy.limits import INPUT_BYTES
from ccpolicy.records.caseload import Caseload
from ccpolicy.values.dates import read_date

F = TypeVar("F", bound=Callable[..., Any])

MANY_BYTES = 1_000_000
STDIN = "-"


def a_date(_: click.Context, __: click.Parameter, value: str | None) -> date | None:
    """The date of an option."""
    day = read_date(value) if value else None
    if value and day is None:
        raise click.BadParameter(f"`{value}` is not a date such as 2023-06-10")
    return day


reading_option = click.option(
    "--reading", "readings", multiple=True, metavar="NAME=VALUE", help="Decide an unsettled point."
)
known_on_option = click.option(
    "--known-on", callback=a_date, metavar="DATE", help="Only with what was announced by this date."
)
lang_option = click.option("--lang", default="en", show_default=True, help="The language of the texts: en, es.")


def run_options(function: F) -> F:
    """POLICY, INPUT and the options under which a determination is made."""
    for decorate in (
        click.option("--show-values", is_flag=True, help="Let messages repeat any value, names of people included."),
        click.option("--keep-going", is_flag=True, help="Leave out rows with problems and list them; exit code 3."),
        reading_option,
        known_on_option,
        click.argument("input", type=click.Path(path_type=Path, allow_dash=True)),
        click.argument("policy"),
    ):
        function = decorate(function)
    return function


def determined(
    policy: str, input: Path, known_on: date | None, readings: Sequence[str], keep_going: bool, show_values: bool
) -> Result:
    """The result of one run."""
    program = load(policy)
    chosen = as_readings(program, readings)
    caseload = read_input(program, input, keep_going=keep_going, show_values=show_values)
    with show.counted("determining") as progress:
        return program.determine(
            caseload, known_on=known_on, readings=chosen, keep_going=keep_going, progress=progress
        )


def open_policy(policy: str) -> Policy:
    """The policy of a command line."""
    return load(policy)


def as_readings(program: Policy, readings: Sequence[str]) -> dict[str, str]:
    """The readings of a command line. Raises UsageError."""
    return program.checked_readings(dict(_pair(reading) for reading in readings))


def read_input(program: Policy, input: Path, *, keep_going: bool = False, show_values: bool = False) -> Caseload:
    """The caseload at a path."""
    with show.waiting("reading the input", input.is_dir() or (input.is_file() and input.stat().st_size > MANY_BYTES)):
        return program.read(_document(input), keep_going=keep_going, show_values=show_values)


def _document(input: Path) -> Any:
    from ccpolicy.records.read import load_document, parse_document

    if str(input) == STDIN:
        return parse_document(sys.stdin.buffer.read(INPUT_BYTES.most + 1), "json", "stdin")
    if not input.exists():
        raise UsageError(f"there is no file or folder `{input}`")
    return load_document(input)


def _pair(reading: str) -> tuple[str, str]:
    name, equals, value = reading.partition("=")
    if not (name and equals and value):
        raise UsageError(f"write a reading as NAME=VALUE, not `{reading}`")
    return name, value
