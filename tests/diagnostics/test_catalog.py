"""The catalogue names exactly what is reported, and the documentation lists the catalogue."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from ccpolicy import limits
from ccpolicy.diagnostics.catalog import POLICY, RECORDS, Entry

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "src" / "ccpolicy"
PAGE = ROOT / "docs" / "diagnostics" / "index.md"
REPORTS = {"report", "Finding", "Mistake", "LayoutError", "Unfit", "_refused"}
"""What is called with the name of a finding first."""


def reported(folder: Path) -> set[str]:
    """Every name that the modules of a folder can report, read from their text."""
    return {name for file in folder.rglob("*.py") for name in _names(ast.parse(file.read_text(encoding="utf-8")))}


def _names(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and node.args:
            called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if called == "unknown":
                yield from (f"unknown-{what.split()[-1]}" for what in _texts(node.args[0]))
            elif called in REPORTS:
                yield from _texts(node.args[0])
        elif isinstance(node, ast.Return | ast.Yield) and isinstance(node.value, ast.Tuple):
            yield from _texts(node.value.elts[0]) if len(node.value.elts) > 2 else ()


def _texts(node: ast.expr) -> Iterator[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.Attribute) and node.attr == "finding":
        limit = getattr(limits, getattr(node.value, "id", ""), None)
        yield from [limit.finding] if limit else []
    elif isinstance(node, ast.IfExp):
        yield from _texts(node.body)
        yield from _texts(node.orelse)


def test_every_policy_finding_is_in_the_catalogue_and_the_reverse() -> None:
    """What the language reports is what the catalogue lists."""
    found = {name for name in reported(PACKAGE / "dsl") if "-" in name or name in POLICY}

    assert sorted(found) == sorted(POLICY)


def test_every_record_problem_is_in_the_catalogue_and_the_reverse() -> None:
    """What the reader of records reports is what the catalogue lists."""
    assert sorted(reported(PACKAGE / "records")) == sorted(RECORDS)


@pytest.mark.parametrize("entry", [*POLICY.values(), *RECORDS.values()], ids=lambda entry: entry.name)
def test_an_entry_is_one_line_in_the_house_style(entry: Entry) -> None:
    """Names are in kebab-case; meaning and advice are phrases without a final period."""
    assert entry.name == entry.name.lower().replace("_", "-")
    for words in (entry.meaning, entry.advice):
        assert words
        assert not words.endswith(".")
        assert not words[0].isupper() or words.startswith(("UTF", "CSV"))


def table(entries: dict[str, Entry]) -> str:
    """The catalogue as the page shows it."""
    lines: list[str] = []
    group = ""
    for entry in entries.values():
        if entry.group != group:
            group = entry.group
            lines += [f"\n## {group}\n", "| name | what is wrong | what to do |", "|---|---|---|"]
        lines.append(f"| `{entry.name}` | {entry.meaning} | {entry.advice} |")
    return "\n".join(lines) + "\n"


def test_the_page_lists_the_catalogue() -> None:
    """The page of findings holds the catalogue's tables, word for word."""
    page = PAGE.read_text(encoding="utf-8")

    assert table(POLICY) in page
    assert table(RECORDS) in page
