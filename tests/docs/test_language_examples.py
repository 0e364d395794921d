"""The definition of the language: every example executed, every clause listed, every table held against the code.

A block of `policy` loads without a finding, or is refused with exactly the findings it names. `name=` makes it a policy
that others stand `after`. A block of `json` is a case for the policy block above it, or the one it is `for=`.
"""

from __future__ import annotations

import re

import pytest
from pages import DOCS, Block, blocks_of, named, pages_in, try_case, try_policy

from ccpolicy.dsl.aggregates import AGGREGATES, WINDOWS
from ccpolicy.dsl.clauses import ALLOWED
from ccpolicy.dsl.functions import FUNCTIONS
from ccpolicy.dsl.layout import OPTIONS, RESERVED

FOLDER = DOCS / "language"
PAGES = pages_in(FOLDER)
CLAUSE = re.compile(r"^## (\d+)\.(\d+) (.+)$", re.M)

BLOCKS = [block for page in PAGES for block in blocks_of(page)]
NAMED = named(BLOCKS)
POLICIES = [block for block in BLOCKS if block.kind == "policy"]
CASES = [block for block in BLOCKS if block.kind == "json"]


@pytest.mark.parametrize("block", POLICIES, ids=[block.place for block in POLICIES])
def test_policy(block: Block) -> None:
    """A policy of the documentation is accepted, and its own examples hold, or it is refused as it says."""
    try_policy(block, NAMED)


@pytest.mark.parametrize("block", CASES, ids=[block.place for block in CASES])
def test_case(block: Block) -> None:
    """What the documentation says a policy decides, it decides."""
    try_case(block, NAMED)


def clauses() -> dict[str, tuple[str, str]]:
    """Page and title of every numbered clause."""
    return {
        f"{page}.{number}": (file.name, title)
        for file in PAGES
        for page, number, title in CLAUSE.findall(file.read_text(encoding="utf-8"))
    }


def test_clauses_are_numbered_in_order() -> None:
    for file in PAGES:
        found = CLAUSE.findall(file.read_text(encoding="utf-8"))
        if found:
            page = file.stem.partition("-")[0].lstrip("0")
            assert [(p, n) for p, n, _ in found] == [(page, str(at)) for at in range(1, len(found) + 1)]


def test_the_index_lists_every_clause() -> None:
    index = (FOLDER / "index.md").read_text(encoding="utf-8")
    listed = re.findall(r"^- (\d+\.\d+) \[(.+)\]\((.+)\)$", index, re.M)
    assert {number: (file, title) for number, title, file in listed} == clauses()


def test_the_clauses_the_semantics_are_mapped_to_exist() -> None:
    """The index says for each numbered semantic of the conformance cases which clauses define it."""
    index = (FOLDER / "index.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (\d+) \| [^|]+ \| ([^|]+) \|$", index, re.M)
    assert [number for number, _ in rows] == [str(n) for n in range(1, 14)]
    named = {clause for _, cell in rows for clause in re.findall(r"\d+\.\d+", cell)}
    assert named <= set(clauses())


def test_the_table_of_clauses_is_that_of_the_code() -> None:
    text = (FOLDER / "17-checks.md").read_text(encoding="utf-8")
    told = dict(re.findall(r"^\| `(\w+)` \| (.*) \|$", text, re.M))
    words = {"rows_": "table lines", "statements_": "statements"}
    for statement, allowed in ALLOWED.items():
        named = [words.get(word) or f"`{word}`" for word in allowed]
        assert told[statement] == ", ".join(named), statement


def test_reserved_words_functions_and_options_are_all_told() -> None:
    text = "".join(page.read_text(encoding="utf-8") for page in PAGES)
    told = set(re.findall(r"`([a-z_]+)(?:\(|`)", text))
    assert {*RESERVED, *FUNCTIONS, *AGGREGATES, *WINDOWS, *OPTIONS} <= told
