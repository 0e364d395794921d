"""Every page does what it shows: commands print what stands under them, programs run, policies load, cases hold."""

from __future__ import annotations

from pathlib import Path

import pytest
from installation import is_installation
from pages import DOCS, Block, Walk, blocks_of, compare, furnish, named, pages_in, unused

APART = {"language", "decisions", "changes", "rulebook"}
"""Folders whose pages are tried elsewhere, or made when the site is built, or tell of what was decided once."""


def is_page(file: Path) -> bool:
    first = file.relative_to(DOCS).parts[0]
    return first not in APART and not first.startswith("_")


PAGES = [file for file in sorted(DOCS.rglob("*.md")) if is_page(file)]
LANGUAGE = named(block for page in pages_in(DOCS / "language") for block in blocks_of(page))


def test_there_are_pages_of_each_of_the_four_kinds() -> None:
    assert {page.parent.name for page in PAGES} >= {"tutorial", "howto", "explanation", "reference"}


@pytest.mark.parametrize("page", PAGES, ids=[page.relative_to(DOCS).with_suffix("").as_posix() for page in PAGES])
def test_a_page_does_what_it_shows(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    blocks = blocks_of(page)
    furnish(blocks, tmp_path)
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("COLUMNS", raising=False)
    Walk({**LANGUAGE, **named(blocks)}).through(blocks)
    assert unused(blocks) == []


def a(kind: str, text: str = "", **words: str) -> Block:
    return Block("page", 1, kind, words, text)


@pytest.mark.parametrize(
    ("blocks", "problem"),
    [
        ([a("ruby", "puts 1\n")], "nothing tries a block of `ruby`"),
        ([a("", "ccpolicy pay\n")], "nothing tries a block of ``"),
        ([a("sh", "curl example.org\n")], "nothing tries the command `curl`"),
        ([a("sh", "ccpolicy schema nowhere\n")], "page:1"),
        ([a("sh", "ccpolicy --version\n", exit="1")], "page:1"),
        ([a("sh", "ccpolicy schema nowhere\nccpolicy --version\n")], "page:1"),
        ([a("text", "ok\n")], "nothing before this prints anything"),
        ([a("python", "print(1)\n"), a("text", "2\n")], "page:1"),
        ([a("python", "print(1)\n"), a("python", "pass\n"), a("text", "1\n")], "page:1"),
        ([a("csv", "a,b\n")], "nothing tries a block of `csv`"),
        ([a("policy", "fact nothing\n")], "page:1"),
        ([a("policy", "not here\n", **{"in": "README.md"})], "page:1"),
        ([a("yaml", "expect: {lines_count: 1}\n")], "no policy above this case"),
    ],
)
def test_what_a_page_gets_wrong_is_found(
    blocks: list[Block], problem: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(AssertionError, match=problem):
        Walk({}).through(blocks)


@pytest.mark.parametrize("text", ["```python\n1 +\n", "1. a step\n   ```sh\n   ls\n   ```\n", "```{card}\nx\n```\n"])
def test_a_block_that_would_be_passed_over_is_found(text: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "page.md").write_text(text, encoding="utf-8")
    monkeypatch.setattr("pages.DOCS", tmp_path)
    with pytest.raises(AssertionError):
        blocks_of(tmp_path / "page.md")


def test_a_line_of_dots_stands_for_any_number_of_lines() -> None:
    for shown in ("a\nb\nc\n", "…\nc\n", "a\n…\n", "a\n…\nb\nc\n"):
        compare(shown, "a\nb\nc\n", "here")
    for shown in ("a\n…\nb\n", "a\nc\n", "a\n…c\n", "…\nd\n"):
        with pytest.raises(AssertionError):
            compare(shown, "a\nb\nc\n", "here")


def test_a_file_that_nothing_uses_is_found() -> None:
    written = a("yaml", "x: 1\n", file="rows/a.yaml")
    assert unused([written, a("sh", "ccpolicy pay p rows/a.yaml\n")]) == []
    assert unused([written, a("sh", "ccpolicy pay p rows\n")]) == []
    assert unused([a("sh", "ccpolicy pay p rows\n"), written]) == ["page:1: rows/a.yaml"]


def test_lines_that_install_name_what_there_is() -> None:
    assert is_installation("python3 -m venv .venv && .venv/bin/pip install '.[i18n,testing]'")
    assert is_installation("pip install ccpolicy")
    assert is_installation("nox -s lint types")
    assert not is_installation("ccpolicy check .")
    assert not is_installation("pip install . && rm -r .")
    for line in ("pip install '.[i18n,tests]'", "nox -s lints", "nox -s tests -- tests/nowhere.py"):
        with pytest.raises(AssertionError):
            is_installation(line)
