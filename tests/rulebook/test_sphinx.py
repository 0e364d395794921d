"""The rulebook in a Sphinx project of its own: Franklin and a policy with hostile texts, built with warnings as errors."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest

from rulebook.shelf import FOLDERS, put

HOSTILE = "<script>alert(1)</script> & <b onclick=x> `a` **b** [l](javascript:1) :ref:`z`"

STATEMENTS = f'''
deny refused of day "{HOSTILE}"
  when stay.rate is not missing and stay.rate > maximum
  say "{HOSTILE}"
  say es "Se niega el {{date}}."
  cite book "{HOSTILE}"
'''


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    place = put(folder, STATEMENTS, **{"  timezone": "  languages es\n  timezone"})
    policies = [str(FOLDERS["franklin"]), str(place)]
    (folder / "conf.py").write_text(
        f'extensions = ["ccpolicy.rulebook.sphinx"]\nccpolicy_policies = {policies!r}\nccpolicy_lexer = "text"\n'
        'exclude_patterns = ["mini"]\n'
    )
    (folder / "index.rst").write_text("Home\n====\n\n.. toctree::\n\n   rulebook/index\n")
    command = [sys.executable, "-m", "sphinx", "-q", "-W", "--keep-going", "-b", "html", str(folder), str(folder / "html")]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return folder / "html"


class Addresses(HTMLParser):
    """What a page leads to, the tags it has, and the text in another language."""

    def __init__(self, page: Path) -> None:
        super().__init__()
        self.links: list[str] = []
        self.tags: set[str] = set()
        self.langs: set[str] = set()
        self.feed(page.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        given = dict(attrs)
        if tag == "a" and given.get("href"):
            self.links.append(str(given["href"]))
        if given.get("lang"):
            self.langs.add(str(given["lang"]))


def test_every_link_of_every_page_leads_somewhere(site: Path) -> None:
    pages = sorted((site / "rulebook").rglob("*.html"))
    assert len(pages) > 90
    for page in pages:
        for link in Addresses(page).links:
            if not re.match(r"[a-z]+:", link):
                target = (page.parent / link.partition("#")[0]).resolve() if link.partition("#")[0] else page
                assert target.is_file(), (page, link)


def test_the_drawing_of_a_rule_leads_to_the_pages_of_others(site: Path) -> None:
    page = (site / "rulebook/franklin_cc/allowance/absences.html").read_text()
    drawing = page[page.index("<svg") : page.index("</svg>")]
    assert 'href="../fact/day-absent.html"' in drawing
    assert "page:" not in drawing


def test_a_hostile_text_is_shown_and_does_nothing(site: Path) -> None:
    page = site / "rulebook/mini/deny/refused.html"
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page.read_text()
    for each in (site / "rulebook").rglob("*.html"):
        assert "<script>alert" not in each.read_text()
        assert not [link for link in Addresses(each).links if link.startswith("javascript")]


def test_search_finds_a_rule_by_its_code_and_its_source(site: Path) -> None:
    text = (site / "searchindex.js").read_text()
    index = json.loads(text[text.index("(") + 1 : text.rindex(")")])
    names = index["docnames"]

    def found(word: str) -> set[str]:
        at = index["terms"].get(word, []), index["titleterms"].get(word, [])
        return {names[number] for each in at for number in ([each] if isinstance(each, int) else each)}

    assert "rulebook/franklin_cc/deny/absent_unpaid" in found("absent_unpaid")
    assert "rulebook/franklin_cc/deny/absent_unpaid" in found("handbook")
    assert "rulebook/franklin_cc/codes" in found("absent_unpaid")


def test_spanish_is_marked_as_such(site: Path) -> None:
    page = site / "rulebook/mini/deny/refused.html"
    assert Addresses(page).langs == {"en", "es"}
    spanish = page.read_text().partition('lang="es"')[2].partition("</section>")[0]
    assert "Se niega el " in spanish
    assert "Codes" not in spanish
    assert Addresses(site / "rulebook/mini/deny/ended.html").langs == {"en"}


def test_the_style_comes_with_the_extension(site: Path) -> None:
    assert (site / "_static/ccpolicy-rulebook.css").is_file()
    assert "ccpolicy-rulebook.css" in (site / "rulebook/franklin_cc/deny/absent_unpaid.html").read_text()
