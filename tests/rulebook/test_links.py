"""Links of the rulebook: they lead to pages that are there, both ways, and from every index."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from ccpolicy.rulebook import address
from ccpolicy.rulebook.publish import documents
from rulebook.shelf import FOLDERS, links, parts, plain, shelf, small, text, written


def drawn(document: object) -> set[str]:
    svgs = (part["svg"] for part in parts(plain(document)["blocks"], "Drawing"))  # type: ignore[arg-type]
    return {page for svg in svgs for page in re.findall(r'href="page:([^"]*)"', svg)}


@pytest.mark.parametrize("names", [(name,) for name in FOLDERS] + [tuple(FOLDERS)])
def test_every_link_leads_to_a_page(names: tuple[str, ...]) -> None:
    pages = written(*names)
    for page, document in pages.items():
        trail = {link.page for link in document.trail}
        listed = {name for part in parts(plain(document)["blocks"], "Contents") for name in part["pages"]}
        assert links(document) | drawn(document) | trail | listed <= set(pages), page


@pytest.mark.parametrize("name", FOLDERS)
def test_every_page_is_reached_from_the_root(name: str) -> None:
    pages = written(name)
    reached, pending = {address.ROOT}, [address.ROOT]
    while pending:
        for page in links(pages[pending.pop()]) - reached:
            reached.add(page)
            pending.append(page)
    assert reached == set(pages)


@pytest.mark.parametrize("name", FOLDERS)
def test_what_a_rule_reads_says_so_too(name: str) -> None:
    book = shelf(name)
    forth = {(key, other) for key, page in book.pages.items() for other in page.reads}
    back = {(other, key) for key, page in book.pages.items() for other in page.read_by}
    assert forth == back
    assert forth


def test_what_a_fact_reads_is_what_its_text_names() -> None:
    """KY: how care is paid follows the schedule on the authorization, an open reading, and two amendments."""
    basis = shelf("ky").pages["fact", "day", "basis"]
    assert set(basis.reads) == {
        ("record", "authorization"), ("unsettled", "enrollment_pay_end"),
        ("amendment", "Pay by enrollment, not attendance"), ("amendment", "Pay by enrollment goes on"),
    }
    assert ("deny", "closed_day") in basis.read_by


@pytest.mark.parametrize("name", FOLDERS)
def test_a_drawing_links_what_the_lists_link(name: str) -> None:
    """The lists have everything; the drawing, as much of it as there is room for."""
    book, pages = shelf(name), written(name)
    for page in book.pages.values():
        document = pages[address.page_of(book, page.item)]
        joined = {address.page_of(book, book.pages[key].item) for key in (*page.reads, *page.read_by)}
        assert joined <= links(document)
        assert drawn(document) <= joined
        if max(len(page.reads), len(page.read_by)) <= 12:
            assert drawn(document) == joined


@pytest.mark.parametrize("name", FOLDERS)
def test_every_code_is_in_the_index_that_leads_to_its_page(name: str) -> None:
    book, pages = shelf(name), written(name)
    index = pages[address.index_page(book, address.CODES)]
    for code, outcome in book.policy.outcomes.items():
        assert f"\n{code}\n" in text(index)
        assert f"{book.policy.name}/{outcome.kind}/{code}" in links(index)


@pytest.mark.parametrize("name", FOLDERS)
def test_every_citation_is_on_the_page_of_its_source_and_leads_back(name: str) -> None:
    """Counted on the citations that the policy's text has, not on the pages."""
    book, pages = shelf(name), written(name)
    index = links(pages[address.index_page(book, address.SOURCES)])
    for cited in book.policy.citations:
        source = address.source_page(book, cited.source)
        assert source in index
        told = text(pages[source])
        assert cited.place in told, (cited.by, cited.place)
    for page in book.pages.values():
        own = address.page_of(book, page.item)
        for cite in page.item.cites:
            assert own in links(pages[address.source_page(book, cite.source)])
            assert f"“{cite.place}”" in text(pages[own])


@pytest.mark.parametrize("name", FOLDERS)
def test_every_requirement_is_in_the_index_with_what_meets_it(name: str) -> None:
    book, pages = shelf(name), written(name)
    index = pages[address.index_page(book, address.REQUIREMENTS)]
    assert book.requirements
    for id, says in book.requirements.items():
        assert id in text(index)
        assert says in text(index)
    rules = {met.requirement for met in book.policy.meets if met.by.kind not in ("unmodelled", "example", "context")}
    assert {id for page in book.pages.values() for id in page.requirements} == rules


def test_the_index_by_date_has_what_an_amendment_changes(tmp_path: Path) -> None:
    book = small(tmp_path)
    pages = {document.page: document for document in documents([book])}
    dates = pages[address.index_page(book, address.DATES)]
    assert "2022-07-01" in text(dates)
    assert {"mini/setting/maximum", "mini/amendment/a-higher-maximum"} <= links(dates)
    assert "mini/setting/maximum" in links(pages["mini/amendment/a-higher-maximum"])


def test_policies_stand_beside_each_other_by_the_names_of_their_files() -> None:
    pages = written("az", "ky", "mo")
    ages = pages["topic/ages"]
    assert {"az_cces/bands/day-age_group", "ky_ccap/bands/day-care_level", "mo_ccois/bands/day-age_group"} <= links(ages)
    row = next(row for table in parts(plain(ages)["blocks"], "Table") for row in table["rows"] if "from 2 years" in str(row[0]))
    told = ["".join(part["text"] for part in parts(cell, "Text")) for cell in row]
    assert told == ["from 2 years", "—", "TD-2 (Toddler 2): from 2 years below 3 years", "preschool: from 2 years below 5 years"]
    absences = next(t for t in parts(plain(pages["topic/absences"])["blocks"], "Table") if t["caption"] == "Absences")
    limits = next(row for row in absences["rows"] if row[0]["lines"][0][0]["text"] == "limit")
    assert [part["text"] for part in parts(limits[2], "Text")] == ["5"]


def test_a_topic_has_a_column_for_each_policy_that_has_such_a_file() -> None:
    """KY alone has a file about fees; all three have one about ages."""
    pages = written("az", "ky", "mo")
    columns = {topic: len(next(parts(plain(pages[f"topic/{topic}"])["blocks"], "Table"))["head"]) - 1 for topic in ("fees", "ages")}
    assert columns == {"fees": 1, "ages": 3}
