"""The page of a claim: its month by weeks, its money as the table has it, every sentence, and well-formed HTML."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from test_reasons import month

from ccpolicy.errors import UsageError
from ccpolicy.front import Result
from lessons import determined, lesson

VOID = {"br", "meta", "rect", "circle", "path"}


class Reader(HTMLParser):
    """The elements and texts of a document; every element is closed by its own end, ids are there once, links lead somewhere."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.feed(html)
        self.close()
        assert self.open == []
        ids = [attributes["id"] for _, attributes in self.elements if "id" in attributes]
        assert len(ids) == len(set(ids))
        assert {a["aria-labelledby"] for _, a in self.elements if "aria-labelledby" in a} <= set(ids)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] != "style":
            self.texts.append(data)


def ky() -> Result:
    return month("ky_ccap", "ky")


def test_every_day_of_the_month_stands_in_its_week_with_letter_and_words() -> None:
    (grid,) = ky().pages().page("leo-2022-11").months
    assert grid.weekdays[0] == "Sunday"
    assert [box.day.day if box else None for box in grid.weeks[0]] == [None, None, 1, 2, 3, 4, 5]
    boxes = {box.day.day: box for week in grid.weeks for box in week if box}
    assert len(boxes) == 30
    assert (boxes[18].cell.letter, boxes[18].told) == ("F", "$29.00")
    assert (boxes[21].cell.letter, boxes[21].cell.status, boxes[21].told) == ("D", "denied", "denied")
    assert (boxes[26].cell.letter, boxes[26].told) == ("·", "")


def test_the_status_of_a_day_is_told_in_words_to_those_who_hear_the_page() -> None:
    read = Reader(ky().page("leo-2022-11"))
    assert "denied (Discontinued by DCC-94C)" in read.texts
    assert {"D", "denied", "full day", "nothing claimed"} <= set(read.texts)


def test_the_money_adds_up_to_what_the_claim_is_paid() -> None:
    """ben is an infant through the 14th and a toddler from the 15th: ten days and twelve, $792.00 in all."""
    block = ky().pages().page("ben-2022-11").money
    assert block is not None
    at = [heading.label for heading in block.headings].index("State pays the provider")
    assert [row[0].text for row in block.rows] == ["November 1–4, 7–11, 14, 2022", "November 15–18, 21–25, 28–30, 2022"]
    assert [row[at].text for row in (*block.rows, block.totals)] == ["$360.00", "$432.00", "$792.00"]


def test_every_sentence_of_a_paid_day_is_on_the_page() -> None:
    texts = Reader(ky().page("ava-2022-11")).texts
    said = {text for line in ky().lines if line.keys.get("claim") == "ava-2022-11" for text in line.said}
    assert len(said) == 22
    assert said <= set(texts)


def test_a_line_that_is_a_claim_of_its_own_has_a_page_too() -> None:
    page = ky().pages().page("bus-kate")
    assert page.title == "Claim bus-kate"
    assert page.money is None
    assert any("The family's to pay" in note.head for part in page.sections for note in part.notes)


def test_only_what_is_about_a_claim_stands_on_its_page() -> None:
    """ana's three flags are hers; cleo's correction is cleo's."""
    pages = month("az_cces", "az").pages()
    told = {claim: Reader(pages.page(claim).to_html()).texts for claim in ("ana", "eli")}
    assert any("ana/2026-01-13" in text for text in told["ana"])
    assert not any("ana/" in text for text in told["eli"])


@pytest.mark.parametrize(("policy", "folder"), [("ky_ccap", "ky"), ("mo_ccois", "mo"), ("az_cces", "az")])
@pytest.mark.parametrize("lang", ["en", "es"])
def test_every_page_is_well_formed_and_brings_nothing_that_runs_or_is_fetched(policy: str, folder: str, lang: str) -> None:
    result = month(policy, folder)
    pages = result.pages(lang=lang)
    told = [result.reasons(lang=lang).to_html({claim: f"{claim}.html" for claim in pages.claims})]
    told += [pages.page(claim).to_html("index.html") for claim in pages.claims]
    for html in told:
        read = Reader(html)
        tags = [tag for tag, _ in read.elements]
        assert not {"script", "link", "img", "iframe", "object", "form"} & set(tags)
        assert not any(name.startswith("on") for _, attributes in read.elements for name in attributes)
        assert "http" not in html
        assert (tags.count("main"), tags.count("header"), tags.count("h1")) == (1, 1, 1)
        assert dict(read.elements)["html"] == {"lang": lang}
        assert tags.count("table") == tags.count("caption")
        heads = [attributes.get("scope") for tag, attributes in read.elements if tag == "th"]
        assert set(heads) <= {"col", "row"}


def test_a_claim_that_does_not_exist_names_the_nearest() -> None:
    with pytest.raises(UsageError, match=r"there is no claim `ava-2022-1` with a line; did you mean ava-2022-11"):
        ky().page("ava-2022-1")


def test_the_page_is_the_same_every_time() -> None:
    def made() -> str:
        return determined(lesson("a", cold="3:00")).page("a")

    assert made() == made()
