"""Policies with one letter wrong: every place where a name, code or word stands, and the slips a hand makes there."""

from __future__ import annotations

import random
import re
import string
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from attrs import frozen

from ccpolicy import library
from ccpolicy.diagnostics import Finding
from ccpolicy.dsl import parse as parsing
from ccpolicy.dsl.aggregates import AGGREGATES, WINDOWS
from ccpolicy.dsl.express import UNITS
from ccpolicy.dsl.functions import FUNCTIONS
from ccpolicy.dsl.layout import CLAUSES, RESERVED, STATEMENTS
from ccpolicy.dsl.load import load_sources
from ccpolicy.model.types import SIMPLE_TYPES
from ccpolicy.source import Source

POLICIES = Path(__file__).parents[2] / "policies"
SLIPS = ("delete", "swap", "replace", "insert")

WORDS = {
    *STATEMENTS,
    *CLAUSES,
    *RESERVED,
    *FUNCTIONS,
    *AGGREGATES,
    *WINDOWS,
    *UNITS,
    *(f"{unit}s" for unit in UNITS),
    *SIMPLE_TYPES,
    "from",
    "if",
    "power",
}
"""The words of the language itself."""

_HEADINGS = frozenset({"code", "label", "from", "over", "below", "through"})
_COLUMNS = frozenset({"codes", "record", "extend", "worksheet", "bands", "unsettled"})
"""Statements whose table lines declare what stands in their first cell."""


@frozen
class Spot:
    """A word in a file: where it stands, and whether it declares what it names."""

    file: str
    start: int
    word: str
    declares: bool
    in_text: bool = False


@cache
def sources(policy: str = "ky") -> dict[str, str]:
    """The files of a policy by name, with the shared file it uses."""
    folder = POLICIES / policy
    files = {f"{policy}/{file.relative_to(folder).as_posix()}": file for file in sorted(folder.rglob("*.policy"))}
    # Without other languages: a changed text would be lacking in them too, which is another finding.
    return {name: file.read_text(encoding="utf-8").replace("  languages es\n", "") for name, file in files.items()}


def load(texts: dict[str, str], policy: str = "ky") -> tuple[object | None, tuple[Finding, ...]]:
    """What is found in these files, as if they stood in the policy's folder."""
    placed = [(Source(name, text), POLICIES / policy) for name, text in texts.items()]
    return library.with_requirements(POLICIES / policy, *load_sources(placed, [POLICIES], []))


def remember_statements() -> None:
    """Makes statements that did not change be read once, which is most of the time a changed policy takes."""
    if not hasattr(parsing._statement, "cache_info"):
        parsing._statement = cache(parsing._statement)


def spots(policy: str = "ky") -> list[Spot]:
    """Every name, code, statement word and clause word of a policy's files, in order."""
    return [spot for name, text in sources(policy).items() for spot in _spots(name, text)]


def _spots(name: str, text: str) -> Iterator[Spot]:
    starts = [0]
    for line in text.split("\n"):
        starts.append(starts[-1] + len(line) + 1)
    for offset, chunk in parsing.chunks(text):
        tokens = list(parsing.grammar().lex(chunk.rstrip() + "\n"))
        statement = tokens[0].value
        clause, heading, at_cell, header_done = "", False, 0, False
        for index, token in enumerate(tokens):
            previous = tokens[index - 1] if index else None
            line_start = starts[offset + (token.line or 1) - 1]
            start = line_start + (token.column or 1) - 1
            begins = previous is None or previous.type in ("_NL", "_INDENT", "_DEDENT")
            if begins and token.type not in ("_INDENT", "_DEDENT", "_NL"):
                clause = token.value if token.type != "_ROW" else "|"
                if clause != "|":
                    header_done = False
                    if token.type.lower() in STATEMENTS:
                        statement = token.value
                else:
                    heading, at_cell = not header_done, 0
                    header_done = True
            if token.type in ("_BAR", "_END"):
                at_cell += 1
            if token.type == "STRING":
                if clause == "say":
                    for brace in re.finditer(r"\{([^}]*)\}", token.value):
                        for found in re.finditer(r"[a-z][a-z0-9_]*", brace[1]):
                            yield Spot(name, start + brace.start(1) + found.start(), found[0], False, True)
                continue
            known_code = token.type == "NUMBER" and _is_code(tokens, index)
            if token.type not in ("NAME", "CODE") and not known_code and not _is_word(token):
                continue
            declares = _declares(tokens, index, statement, clause, heading, at_cell)
            yield Spot(name, start, token.value, declares)


def _is_word(token: object) -> bool:
    kind = token.type  # type: ignore[attr-defined]
    return kind.startswith("C_") or kind.lower() in STATEMENTS


def _is_code(tokens: list, index: int) -> bool:
    before = index - 1
    while before > 0 and tokens[before].type in ("NUMBER", "COMMA", "LPAR", "CODE", "NAME"):
        if tokens[before].type == "LPAR":
            return tokens[before - 1].type == "IN"
        if tokens[before].type == "NAME":
            return False
        before -= 1
    return index > 0 and tokens[index - 1].type in ("IS", "NOT")


def _declares(tokens: list, index: int, statement: str, clause: str, heading: bool, at_cell: int) -> bool:
    previous = tokens[index - 1] if index else None
    if previous is None or _is_word(tokens[index]):
        return False
    if previous.type.lower() in STATEMENTS and previous.value not in ("asks", "extend", "apply", "waive"):
        return True
    if clause == "pattern":
        return True
    if clause in ("beyond", "late") and index >= 2 and tokens[index - 2].type in ("C_BEYOND", "C_LATE"):
        return True
    if clause == "to" and previous.type == "C_TO":
        return True  # a desk is named where it is needed
    if clause == "takes":
        return previous.type in ("C_TAKES", "COMMA")
    if clause != "|":
        return False
    if statement in _COLUMNS and not heading and at_cell == 0:
        return True
    if heading and statement in ("codes", "bands"):
        return tokens[index].value not in _HEADINGS
    if _in_one_of(tokens, index):
        return True
    # Columns of plain words in a code list make a list of their own.
    return not heading and statement in ("codes", "bands") and at_cell > 1


def _in_one_of(tokens: list, index: int) -> bool:
    """Whether a word stands between the brackets of `one_of(…)`, which declares its codes."""
    while tokens[index].type in ("NAME", "COMMA", "CODE"):
        index -= 1
    return tokens[index].type == "LPAR" and tokens[index - 1].value == "one_of"


def slips(word: str, chance: random.Random, known: frozenset[str]) -> Iterator[tuple[str, str]]:
    """One slip of each kind that makes no known word, with its kind."""
    letters = string.digits if word.isdigit() else string.ascii_uppercase if word.isupper() else string.ascii_lowercase
    for kind in SLIPS:
        for _ in range(12):
            at = chance.randrange(len(word))
            if kind == "delete":
                made = word[:at] + word[at + 1 :]
            elif kind == "swap":
                made = word[: max(at - 1, 0)] + word[max(at - 1, 0) : at + 1][::-1] + word[at + 1 :]
            elif kind == "replace":
                made = word[:at] + chance.choice(letters) + word[at + 1 :]
            else:
                made = word[:at] + chance.choice(letters) + word[at:]
            if made and made != word and made not in known and re.fullmatch(r"[a-z][a-z0-9_]*|[A-Z0-9-]+", made):
                yield kind, made
                break


@cache
def known_words(policy: str = "ky") -> frozenset[str]:
    """Everything that is a word somewhere in a policy: no slip may end up there."""
    found = set(WORDS)
    shared = (POLICIES / "childcare.policy").read_text(encoding="utf-8")
    for text in (*sources(policy).values(), shared):
        found |= set(re.findall(r"[A-Za-z0-9_-]+", re.sub(r'"[^"\n]*"', "", text)))
    return frozenset(found)


def changed(spot: Spot, made: str, policy: str = "ky") -> dict[str, str]:
    """The files with one word replaced."""
    texts = dict(sources(policy))
    text = texts[spot.file]
    assert text[spot.start : spot.start + len(spot.word)] == spot.word, spot
    texts[spot.file] = text[: spot.start] + made + text[spot.start + len(spot.word) :]
    return texts


def suggested(finding: Finding) -> list[str]:
    """The words of the first three suggestions its help puts between backticks."""
    return [word for told in re.findall(r"`([^`]*)`", finding.help)[:3] for word in told.split()]
