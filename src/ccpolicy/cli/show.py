"""What goes to a terminal or a pipe. The one module that draws with rich.

Data is only ever plain text to rich, never markup, and control characters are taken out. Colour and progress appear on
a terminal only; `NO_COLOR` is respected.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from ccpolicy.diagnostics import Finding, render
from ccpolicy.source import Source

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

STYLES = {
    "error": "bold red", "warning": "bold yellow", "place": "cyan", "caret": "bold", "help": "bold green",
    "bad": "bold red", "warn": "bold yellow", "note": "bold", "good": "bold green", "title": "bold", "dim": "dim",
    "paid": "green", "partly_paid": "bold cyan", "denied": "bold red", "held": "bold yellow", "routed": "bold blue",
    "none": "dim",
}
MOST_PROBLEMS = 100
MOST_ALIKE = 5
_INDEX = re.compile(r"\[[0-9]+\]")
_STEPS = 200
UNDRAWN_WIDTH = 100


def message(text: str, style: str = "") -> None:
    """A line to stderr."""
    _to(stderr=True).print(_text(text, style), soft_wrap=True)


def findings(found: Sequence[Finding], *, to_stderr: bool = False) -> None:
    """Findings about policies, with the lines they are about."""
    from rich.text import Text

    console = _to(stderr=to_stderr)
    for at, finding in enumerate(found):
        if at:
            console.print()
        told = render.pieces(finding, source_of)
        drawn = Text.assemble(*((clean(text), STYLES.get(style, "")) for text, style in told))
        console.print(drawn, soft_wrap=True, end="")


def problems(found: Sequence[Finding]) -> None:
    """Problems with input records, to stderr; those of the same kind in many rows are counted rather than told."""
    console = _to(stderr=True)
    alike: dict[tuple[str, str], list[Finding]] = {}
    for problem in found:
        alike.setdefault((problem.name, _INDEX.sub("[…]", problem.path)), []).append(problem)
    told = [problem for group in alike.values() for problem in group[:MOST_ALIKE]]
    counted = {id(group[MOST_ALIKE - 1]): len(group) - MOST_ALIKE for group in alike.values() if len(group) > MOST_ALIKE}
    for problem in told[:MOST_PROBLEMS]:
        place = f"{problem.path}: " if problem.path else ""
        line = _text(f"{problem.severity}[{problem.name}]", problem.severity)
        line.append_text(_text(f": {place}{problem.message}"))
        if problem.help:
            line.append_text(_text(f"; {problem.help}"))
        console.print(line, soft_wrap=True)
        if more := counted.get(id(problem)):
            message(f"  and {more:,} more of `{_INDEX.sub('[…]', problem.path)}`", "dim")
    if len(told) > MOST_PROBLEMS:
        message(f"and {len(told) - MOST_PROBLEMS:,} more kinds of problem", "dim")
    many = f"{len(found):,} problems" if len(found) != 1 else "1 problem"
    message(f"{many} with the input records; nothing was determined", "error")


@contextmanager
def waiting(what: str, shown: bool = True) -> Iterator[None]:
    """A sign of life on stderr while something takes its time; nothing where stderr is no terminal."""
    console = _to(stderr=True)
    if not (shown and console.is_terminal):
        yield
        return
    with console.status(_text(what)):
        yield


Tell = Callable[[int, int], None]
"""Is told how many of how many are done."""


@contextmanager
def counted(what: str) -> Iterator[Tell]:
    """A progress bar on stderr, once there is something to count; nothing where stderr is no terminal."""
    console = _to(stderr=True)
    if not console.is_terminal:
        yield lambda done, total: None
        return
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    # What is written to stdout meanwhile goes there, and not with the bar.
    bar = Progress(TextColumn("{task.description}", markup=False), BarColumn(), MofNCompleteColumn(), console=console,
                   transient=True, redirect_stdout=False, redirect_stderr=False)
    with bar:
        task = bar.add_task(what, total=None)

        def tell(done: int, total: int) -> None:
            if done % max(total // _STEPS, 1) == 0 or done == total:
                bar.update(task, completed=done, total=total)

        yield tell


@cache
def source_of(name: str) -> Source | None:
    """A policy file by its path."""
    try:
        text = Path(name).read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError):
        return None
    return Source(name, text.replace("\r\n", "\n").replace("\r", "\n"))


def on_console(width: int | None = None) -> Console:
    """Where results are drawn: stdout, as wide as the terminal or as wide as it needs to be in a pipe."""
    return _to(stderr=False, width=width)


def piped_width() -> int:
    """How wide a table is that goes into a pipe: what COLUMNS says, where it says something sensible."""
    said = os.environ.get("COLUMNS", "")
    return min(max(int(said), 40), 1000) if said.isascii() and said.isdigit() and len(said) < 6 else UNDRAWN_WIDTH


def _to(*, stderr: bool, width: int | None = None) -> Console:
    from rich.console import Console

    stream = sys.stderr if stderr else sys.stdout
    terminal = stream.isatty() and os.environ.get("TERM") != "dumb"
    return Console(
        file=stream, markup=False, highlight=False, emoji=False, force_terminal=terminal,
        width=width or (None if terminal else UNDRAWN_WIDTH),
        no_color=True if os.environ.get("NO_COLOR") else None, color_system="auto" if terminal else None,
    )


def _text(text: str, style: str = "") -> Text:
    from rich.text import Text

    return Text(clean(text), style=STYLES.get(style, ""))


def clean(text: str) -> str:
    """Text without control characters, line ends kept."""
    return "".join(c if c.isprintable() or c == "\n" else " " for c in text)
