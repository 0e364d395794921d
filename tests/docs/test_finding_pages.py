"""A page is made for each finding, of what the catalogue and the folders of `tests/diagnostics` hold."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from ccpolicy.diagnostics.catalog import POLICY, RECORDS

DOCS = Path(__file__).parents[2] / "docs"
sys.path.insert(0, str(DOCS / "_ext"))

from findings import SUFFIX, link_names, marked, pages  # noqa: E402

PAGES = pages(DOCS / "language")


class App:
    """What `link_names` is handed and does not look at."""


def test_there_is_a_page_for_each_name_and_the_policy_of_the_records() -> None:
    assert set(PAGES) == {*POLICY, *(f"records/{name}" for name in RECORDS), "records/visits"}


@pytest.mark.parametrize("page", [*POLICY, *(f"records/{name}" for name in RECORDS)])
def test_a_page_says_what_is_wrong_and_what_to_do(page: str) -> None:
    entry = (RECORDS if "/" in page else POLICY)[page.rpartition("/")[2]]

    assert f"**What is wrong:** {entry.meaning}." in PAGES[page]
    assert f"**What to do:** {entry.advice}." in PAGES[page]


def test_a_page_shows_both_examples_what_is_printed_and_what_is_changed() -> None:
    page = PAGES["amount-comma"]
    wrong, right = page.split("## Right")

    assert "when fee > $1,800" in wrong
    assert "error[amount-comma]: " in wrong
    assert "when fee > $1800" in right
    assert "$1,800" not in right
    assert all(":emphasize-lines: 15\n" in part for part in (wrong, right))


def test_a_page_without_an_example_tells_the_limit() -> None:
    assert "files of a policy: at most 256" in PAGES["too-many-files"]
    assert "## Wrong" not in PAGES["too-many-files"]


def test_a_page_leads_to_the_clauses_that_show_it() -> None:
    assert "(../language/09-tables-and-bands.md#95-bands)" in PAGES["bands-gap"]


@pytest.mark.parametrize(
    ("one", "other", "lines"),
    [("a\nb\nc", "a\nx\nc", [2]), ("a\nb", "a\nb\nc", []), ("a\nb\nc", "a\nc", [2]), ("a\nb\na", "a\nb", [3])],
)
def test_the_lines_marked_are_those_the_other_does_not_have(one: str, other: str, lines: list[int]) -> None:
    assert marked(one, other) == lines


def test_on_the_index_a_name_leads_to_the_page_of_its_table() -> None:
    source = ["| `wrong-type` | x |\n\n# Problems with records\n\n| `wrong-type` | x |\n"]
    link_names(App(), "diagnostics/index", source)

    policies, records = source[0].split("# Problems")
    assert f"| [`wrong-type`](wrong-type{SUFFIX}) | x |" in policies
    assert f"| [`wrong-type`](records/wrong-type{SUFFIX}) | x |" in records
    link_names(App(), "other", other := ["| `wrong-type` |"])
    assert other == ["| `wrong-type` |"]
