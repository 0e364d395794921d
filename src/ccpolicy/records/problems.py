"""What can be wrong with input records, said without repeating anything personal.

A problem is a `Finding` with a path such as `claim[3].submitted` (rows count from 0). Values are shown only where they
look like a code, a number, a date or an identifier; names and free text never, unless the caller asks.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

from ccpolicy.diagnostics import Finding, nearest, printable
from ccpolicy.errors import RecordsError
from ccpolicy.limits import Limit

_NUMERIC = re.compile(r"[-+$]?[0-9][0-9.,:/%+TZ -]{0,30}", re.ASCII)
_MONTH_WORDS = re.compile(r"[0-9 ,.]*(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}[0-9 ,.]*", re.I)
_CODE = re.compile(r"(?=[A-Za-z_-]*[0-9])[A-Za-z0-9_-]{1,20}", re.ASCII)
_PERSONAL_NUMBER = re.compile(r"[0-9]{3}-?[0-9]{2}-?[0-9]{4}|[0-9]{10,}", re.ASCII)

_SHOWN = (_NUMERIC, _CODE, _MONTH_WORDS)


class Unfit(Exception):
    """A value does not fit its field; the reader of rows adds the path."""

    def __init__(self, name: str, message: str, help: str = "") -> None:
        super().__init__(message)
        self.name, self.message, self.help = name, message, help

    def at(self, path: str) -> Finding:
        """The problem, at its place."""
        return Finding(self.name, self.message, path=path, help=self.help)


class TooMany(Exception):
    """There are more problems than are told."""


class Noted(list[Finding]):
    """Problems, of which only so many are noted. Raises TooMany for one more."""

    def __init__(self, most: Limit) -> None:
        super().__init__()
        self.most = most

    def append(self, problem: Finding) -> None:
        if len(self) >= self.most.most:
            raise TooMany
        super().append(problem)

    def extend(self, problems: Iterable[Finding]) -> None:
        for problem in problems:
            self.append(problem)

    def enough(self) -> Finding:
        """What is said when no more are told."""
        help = "mend those that are told; then the others are"
        return Finding("too-many-problems", f"there are more than {self.most} problems; no more are told", help=help)


def shown(value: Any, show_values: bool = False) -> str:
    """The value between backticks where it may be repeated, otherwise empty."""
    text = _plain(value)
    if text is None or not text or len(text) > 60:
        return ""
    if show_values or (not _PERSONAL_NUMBER.fullmatch(text) and any(form.fullmatch(text) for form in _SHOWN)):
        return f"`{printable(text)}`"
    return ""


def described(value: Any, show_values: bool = False) -> str:
    """What a value is, in the reader's words, with the value itself where it may be repeated."""
    text = shown(value, show_values)
    if value is None:
        return "nothing (null)"
    if isinstance(value, bool):
        return "a yes or no"
    if isinstance(value, (int, float)):
        return f"the bare number {text}".rstrip()
    if isinstance(value, str):
        return text or ("an empty text" if not value else "a text")
    if isinstance(value, (list, tuple)):
        return "a list"
    if isinstance(value, dict):
        return "an object"
    return "something else"


def did_you_mean(word: str, known: Iterable[str], what: str = "", most: int = 20) -> str:
    """The nearest known names as a question, or all of them when they are few."""
    names = list(known)
    near = nearest(word, names)
    if near:
        return f"did you mean {' or '.join(f'`{name}`' for name in near)}?"
    if names and len(names) <= most:
        return f"{what or 'known names'}: {', '.join(names)}"
    return ""


def refuse(problems: Sequence[Finding]) -> RecordsError:
    """The exception that carries these problems."""
    count = len(problems)
    first = problems[0]
    place = f"{first.path}: " if first.path else ""
    rest = f" (and {count - 1} more)" if count > 1 else ""
    return RecordsError(f"{place}{first.message}{rest}", problems)


def _plain(value: Any) -> str | None:
    if isinstance(value, str):
        return value
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return str(value) if abs(value) < 10**18 else None
    return None
