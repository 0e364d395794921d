"""The pages as a browser has them: everybody can use them, they ask for nothing, and a claim prints on one sheet."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from looking import axe, findings

pytestmark = pytest.mark.browser

@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious_and_the_console_stays_empty(chromium: Any, pages: list[Path], scheme: str) -> None:
    context = chromium.new_context(color_scheme=scheme)
    page, said, asked, script = context.new_page(), [], [], axe()
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda request: asked.append(request.url))
    wrong = {}
    for file in pages:
        page.goto(file.as_uri())
        ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
        assert ground == {"light": "rgb(255, 255, 255)", "dark": "rgb(13, 17, 23)"}[scheme]
        if found := findings(page, script):
            wrong[file.name] = found
    context.close()
    assert wrong == {}
    assert said == []
    assert set(asked) == {file.as_uri() for file in pages}


def test_axe_would_find_a_letter_that_cannot_be_read(chromium: Any, pages: list[Path]) -> None:
    page = chromium.new_page()
    page.goto(pages[1].as_uri())
    page.add_style_tag(content="td { color: #ddd !important; background: #eee !important }")
    assert any(found.startswith("color-contrast") for found in findings(page, axe()))
    page.close()


@pytest.mark.parametrize("size", ["A4", "Letter"])
def test_a_claim_prints_on_one_sheet(chromium: Any, pages: list[Path], size: str) -> None:
    page = chromium.new_page()
    sheets = {}
    for file in pages[1:]:
        page.goto(file.as_uri())
        sheets[file.name] = len(re.findall(rb"/Type\s*/Page\b", page.pdf(format=size)))
    page.close()
    assert set(sheets.values()) == {1}, sheets


def test_a_long_page_is_counted_as_several_sheets(chromium: Any) -> None:
    page = chromium.new_page()
    page.set_content("<p>line</p>" * 200)
    assert len(re.findall(rb"/Type\s*/Page\b", page.pdf(format="A4"))) > 1
    page.close()


@pytest.mark.parametrize("width", [320, 380, 1100])
def test_no_page_is_wider_than_the_screen(chromium: Any, pages: list[Path], width: int) -> None:
    page = chromium.new_page(viewport={"width": width, "height": 800})
    for file in pages:
        page.goto(file.as_uri())
        assert page.evaluate("document.documentElement.scrollWidth") <= width, file.name
    page.close()


def test_every_link_of_the_index_leads_to_a_page_that_leads_back(chromium: Any, pages: list[Path]) -> None:
    page = chromium.new_page()
    page.goto(pages[0].as_uri())
    links = page.eval_on_selector_all("main a", "all => all.map(each => each.href)")
    assert sorted(links) == sorted(file.as_uri() for file in pages[1:])
    page.goto(links[0])
    page.click("nav a")
    assert page.url == pages[0].as_uri()
    page.close()


def test_bars_are_as_long_as_their_money_and_told_apart_without_colour(chromium: Any, pages: list[Path]) -> None:
    page = chromium.new_page()
    page.goto(pages[0].as_uri())
    bars = page.eval_on_selector_all(
        ".chart > ol svg .bar",
        "all => all.map(each => [each.getBoundingClientRect().width, each.getAttribute('fill')])",
    )
    widths = [width for width, _ in bars]
    assert widths == sorted(widths, reverse=True)
    assert widths[0] > widths[-1] > 0
    assert {fill for _, fill in bars} <= {"url(#p-denied)", "url(#p-held)", "url(#p-routed)"}
    page.close()
