"""The documentation as a browser has it: whole, found by search, usable by everybody, on a phone too."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Any

import pytest
from build_site import Site
from looking import axe, findings

import ccpolicy
from ccpolicy.model.translate import translated

pytestmark = pytest.mark.browser

STATES = ("ky_ccap", "mo_ccois", "az_cces")
DESK, PHONE = {"width": 1280, "height": 900}, {"width": 360, "height": 780}
LOOKS = {"light": (DESK, "rgb(255, 255, 255)"), "dark": (PHONE, "rgb(19, 20, 22)")}


def kind(page: str) -> str:
    """Pages of a kind are laid out alike: those of one folder, and of the rulebook, of one folder whatever the policy."""
    parts = PurePosixPath(page).parts
    return "/".join((*parts[:1], *parts[2:-1])) if parts[0] == "rulebook" else "/".join(parts[:-1])


def sample(site: Site) -> list[str]:
    """Of each kind the page with most on it; every page at the root."""
    largest: dict[str, str] = {}
    for page in sorted(site.pages, key=lambda page: (site.folder / page).stat().st_size):
        largest[kind(page) or page] = page
    return sorted(largest.values())


@pytest.fixture(scope="module")
def kinds(site: Site) -> list[str]:
    found = sample(site)
    assert len(found) > 10
    return found


# ---------------------------------------------------------------- whole


def test_no_link_is_broken(site: Site) -> None:
    assert site.broken() == []


def test_every_page_can_be_reached_from_the_first_by_links_alone(site: Site) -> None:
    assert set(site.pages) - site.reached() == set()


def test_every_rule_of_every_policy_has_a_page(site: Site) -> None:
    for state in STATES:
        for name, outcome in ccpolicy.load(state).model.outcomes.items():
            assert f"rulebook/{state}/{outcome.kind}/{name}.html" in site.pages


def test_the_indexes_work_without_scripts(chromium: Any, address: str) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}/index.html")
    page.click("a[href='rulebook/index.html']:visible")
    page.click("article a[href='ky_ccap/index.html']")
    page.click("article a:has-text('Index by code')")
    page.click("article a:has-text('absences_used')")
    assert page.url.endswith("/rulebook/ky_ccap/deny/absences_used.html")
    context.close()


# ---------------------------------------------------------------- for everybody


def test_the_console_stays_empty_axe_finds_nothing_serious_and_no_page_is_wider_than_the_screen(
    chromium: Any, address: str, kinds: list[str]
) -> None:
    """A page of each kind, light on a desk and dark on a phone; nothing is asked of another host."""
    page, said, asked, script = chromium.new_page(), [], set(), axe()
    page.on("console", lambda message: said.append(f"{page.url}: {message.text}"))
    page.on("pageerror", lambda error: said.append(f"{page.url}: {error}"))
    page.on("request", lambda request: asked.add(request.url.startswith((address, "data:"))))
    wrong = []
    for name in kinds:
        page.goto(f"{address}/{name}")
        for scheme, (viewport, ground) in LOOKS.items():
            page.set_viewport_size(viewport)
            page.emulate_media(color_scheme=scheme)
            assert page.evaluate("getComputedStyle(document.body).backgroundColor") == ground
            if (wide := page.evaluate("document.documentElement.scrollWidth")) > viewport["width"]:
                wrong.append(f"{name} {scheme}: {wide} wide")
            wrong += [f"{name} {scheme}: {found}" for found in findings(page, script)]
    page.close()
    assert wrong == []
    assert said == []
    assert asked == {True}


def test_what_scrolls_by_itself_can_be_reached_from_the_keyboard_and_nothing_else_is_a_stop(chromium: Any, address: str) -> None:
    stops = "() => JSON.stringify([...document.querySelectorAll('article pre')].map(e => [e.scrollWidth > e.clientWidth, e.tabIndex]))"
    page = chromium.new_page(viewport=PHONE)
    page.goto(f"{address}/language/10-worksheets-and-money.html")
    narrow = json.loads(page.evaluate(stops))
    page.set_viewport_size(DESK)
    page.wait_for_function(f"({stops})() != {json.dumps(json.dumps(narrow, separators=(',', ':')))}")
    wide = json.loads(page.evaluate(stops))
    page.close()
    for state in (narrow, wide):
        assert {tuple(stop) for stop in state} == {(True, 0), (False, -1)}


# ---------------------------------------------------------------- found


class Asked:
    """The search, asked as the page of results does; the index is loaded once."""

    def __init__(self, page: Any) -> None:
        self.page = page

    def __call__(self, question: str) -> list[str]:
        """The pages found, best first, each with the place in it."""
        return self.page.evaluate(
            """question => {
              history.replaceState(null, "", `?q=${encodeURIComponent(question)}`);
              const found = Search._performSearch(...Search._parseQuery(question));
              return found.reverse().map(result => `${result[0]}${result[2]}`);
            }""",
            question,
        )


@pytest.fixture(scope="module")
def search(chromium: Any, address: str) -> Iterator[Asked]:
    page = chromium.new_page()
    page.goto(f"{address}/search.html")
    page.wait_for_function("Search.hasIndex()")
    yield Asked(page)
    page.close()


@pytest.mark.parametrize("state", STATES)
def test_a_code_finds_its_page_first(search: Asked, state: str) -> None:
    """Where states use the same code, their pages come first together."""
    outcomes = {each: ccpolicy.load(each).model.outcomes for each in STATES}
    for name, outcome in outcomes[state].items():
        sharing = sum(name in others for others in outcomes.values())
        assert f"rulebook/{state}/{outcome.kind}/{name}" in search(name)[:sharing], name


@pytest.mark.parametrize("state", STATES)
def test_a_citation_finds_what_rests_on_it(search: Asked, state: str) -> None:
    """The source's title with the words of the place, as an explanation cites it."""
    model = ccpolicy.load(state).model
    for name, outcome in model.outcomes.items():
        for cite in outcome.cites:
            found = search(f"{model.sources[cite.source].title}, {cite.place}")
            assert f"rulebook/{state}/{outcome.kind}/{name}" in found, (name, cite.place)


def test_the_words_of_a_citation_alone_find_its_place_in_the_source_first(search: Asked) -> None:
    assert search("Overages vs Copays")[0] == "rulebook/ky_ccap/source/ece080#Overages-vs-Copays"


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("lang", ["en", "es"])
def test_the_label_of_a_code_finds_its_page_among_the_first_in_both_languages(search: Asked, state: str, lang: str) -> None:
    model = ccpolicy.load(state).model
    for name, outcome in (model if lang == "en" else translated(model, lang)).outcomes.items():
        page = f"rulebook/{state}/{outcome.kind}/{name}"
        found = search(outcome.label or name.replace("_", " "))
        assert page in [each.partition("#")[0] for each in found[:10]], outcome.label


def test_accents_make_no_difference(search: Asked) -> None:
    assert search("días feriados") == search("dias feriados") != []


def test_numbers_and_what_is_joined_by_dashes_are_words(search: Asked) -> None:
    assert "rulebook/ky_ccap/deny/closed_day" in search("43")
    assert len(search("KY-12")) < len(search("KY 12"))
    assert "rulebook/ky_ccap/requirements" in search("KY-12")


def test_a_result_shows_the_words_around_what_was_asked(chromium: Any, address: str) -> None:
    page = chromium.new_page(viewport=PHONE)
    page.goto(f"{address}/index.html")
    page.click(".mobile-header label[for=__navigation]")
    page.fill(".sidebar-search", "absences_used")
    page.press(".sidebar-search", "Enter")
    page.wait_for_selector("#search-results h2:has-text('Search Results')")
    first = page.locator("ul.search li").first
    first.locator("p.context").wait_for()
    assert "absence" in first.locator("p.context").inner_text().lower()
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    page.close()


def test_the_index_of_the_search_is_small_enough_for_a_phone(site: Site) -> None:
    assert (site.folder / "searchindex.js").stat().st_size < 2 << 20


# ---------------------------------------------------------------- policy text


def test_policy_text_is_coloured_and_what_is_refused_says_so(chromium: Any, address: str) -> None:
    page = chromium.new_page()
    page.goto(f"{address}/language/22-sheets.html")
    colours = page.evaluate("(names) => names.map(name => getComputedStyle(document.querySelector(`.${name}`)).color)", ["kd", "nc", "s2"])
    assert len(set(colours)) == 3
    assert page.locator("p.refused").first.inner_text() == "Refused: sheet-key"
    assert "refused=" not in json.dumps(page.inner_text("article"))
    page.close()
