"""Following the links of a built site finds what is broken and what cannot be reached."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "docs"))

from build_site import Site

PAGES = {
    "index.html": '<h1 id="top">Begin</h1> <a class="x" href="below/page.html#a%C3%B1o">there</a> <a href="https://host/x">out</a>',
    "below/page.html": '<p id="año">x</p> <a href="../index.html#top">back</a> <a href="#a%C3%B1o">here</a> <img src="../_static/a.png">',
    "below/alone.html": '<a href="page.html">page</a> <a href="./">folder</a>',
    "below/index.html": '<form action="../search.html?x=1"></form>',
    "search.html": "<code>&lt;a href=&quot;nowhere.html&quot;&gt;</code>",
    "_static/a.png": "",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in PAGES.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def test_a_whole_site_has_no_broken_link(folder: Path) -> None:
    assert Site(folder).pages == ["below/alone.html", "below/index.html", "below/page.html", "index.html", "search.html"]
    assert Site(folder).broken() == []


@pytest.mark.parametrize(
    "page, link, broken",
    [
        ("index.html", "below/pages.html", True),
        ("index.html", "below/page.html#ano", True),
        ("below/page.html", "index.html#top", True),
        ("below/page.html", "index.html", False),
        ("below/page.html", "../below/page.html", False),
        ("below/page.html", "../../below/page.html", True),
        ("below/page.html", "#top", True),
        ("index.html", "#top", False),
        ("index.html", "_static/b.png", True),
        ("index.html", "_static/a.png?v=1", False),
        ("index.html", "mailto:someone", False),
    ],
)
def test_a_link_is_broken_if_the_file_or_the_place_is_not_there(folder: Path, page: str, link: str, broken: bool) -> None:
    with (folder / page).open("a", encoding="utf-8") as file:
        file.write(f'<a class="reference"\nhref="{link}">')
    assert Site(folder).broken() == ([f"{page}: {link}"] if broken else [])


def test_a_page_to_which_no_way_leads_is_told(folder: Path) -> None:
    assert Site(folder).reached() == {"index.html", "below/page.html"}
    assert Site(folder).reached("below/alone.html") == set(PAGES) - {"_static/a.png"}
