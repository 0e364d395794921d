"""What a notebook shows: the same as the table, safe whatever the records say, and readable without colours."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any

import pytest
from results import determination, line, reason

from ccpolicy.explain.html import MOST_ROWS, to_html
from ccpolicy.explain.table import to_batch
from small import swimming

VOID = {"br"}


class Reader(HTMLParser):
    """The elements of a piece of HTML; each closed by its own end, with its attributes and texts."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.feed(html)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


def html(*lines: Any, **more: Any) -> str:
    return to_html(to_batch(determination(lines=lines, **more), swimming()))


LINES = (
    line("c1/2022-11-01", amounts={"charge": 5000, "state_pays": 3500}, pays=3500),
    line("c1/2022-11-02", "denied", reasons=[reason()]),
)


def test_it_shows_the_table_the_calendar_and_the_refusals() -> None:
    texts = Reader(html(*LINES)).texts
    assert {"Swimming lessons", "c1", "1 of 2", "$35.00", "November 2022", "L", "D"} <= set(texts)
    assert {"denied: Water too cold", "c1: November 2, 2022 (1 lesson)", "Rules of the pools (2022), “§ 4”"} <= set(texts)


def test_heads_say_what_they_head_and_days_say_what_became_of_them() -> None:
    elements = Reader(html(*LINES)).elements
    assert {attributes.get("scope") for tag, attributes in elements if tag == "th"} == {"col", "row"}
    titles = [attributes["title"] for tag, attributes in elements if tag == "td" and "title" in attributes]
    assert len(titles) == 30
    assert titles[:2] == ["2022-11-01: paid, 1 lesson", "2022-11-02: denied (Water too cold)"]


def test_it_brings_nothing_that_runs_and_asks_for_nothing_from_outside() -> None:
    for tag, attributes in Reader(html(*LINES)).elements:
        assert tag in {"div", "p", "table", "caption", "thead", "tbody", "tfoot", "tr", "th", "td", "br", "span",
                       "details", "summary", "ul", "li"}
        assert set(attributes) <= {"style", "scope", "title", "lang", "open"}
        assert "url(" not in (attributes.get("style") or "")


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "' onmouseover='alert(1)", "[/nope]",
        "</td></table>", "&lt;b&gt;", "\x00\x1b[31m\u202e", "=1+1", "@SUM(A1)", "ü" * 300,
    ],
)
def test_whatever_the_records_say_is_shown_as_text(hostile: str) -> None:
    refused = reason(text=hostile, code=hostile, to=hostile, asking=(hostile,), unit=hostile)
    shown = html(
        line("x/2022-11-01", "denied", reasons=[refused], swimmer=hostile,
             keys={"course": hostile, "swimmer": hostile, "date": "2022-11-01"}, claimed={hostile: 1}, said=(hostile,)),
        line("c2/2022-11-01", "paid", swimmer="s2"),
    )
    read = Reader(shown)
    plain = Reader(html(
        line("x/2022-11-01", "denied", reasons=[reason(to="a", asking=("a",), unit="a")], swimmer="a",
             keys={"course": "a", "swimmer": "a", "date": "2022-11-01"}, claimed={"a": 1}),
        line("c2/2022-11-01", "paid", swimmer="s2"),
    ))
    assert [tag for tag, _ in read.elements] == [tag for tag, _ in plain.elements]
    assert all(set(attributes) <= {"style", "scope", "title", "lang", "open"} for _, attributes in read.elements)
    printable = "".join(c if c.isprintable() else " " for c in hostile)
    assert any(printable in text for text in read.texts)
    assert all(character.isprintable() for character in shown)


def test_names_that_a_spreadsheet_would_run_are_marked_as_text() -> None:
    lines = [line("x", keys={"course": name, "date": "2022-11-01"}) for name in ("=1+1", "c2")]
    texts = Reader(html(*lines)).texts
    assert "=1+1" not in texts
    assert "'=1+1" in texts


def test_a_notebook_shows_so_many_claims_and_counts_the_rest() -> None:
    shown = html(*(line(f"c{at}/2022-11-01") for at in range(MOST_ROWS + 5)))
    assert "and 5 more like these" in shown
    assert f">c{MOST_ROWS - 1}<" in shown
    assert f">c{MOST_ROWS + 1}<" not in shown


def test_a_result_shows_itself_in_a_notebook() -> None:
    import json
    from pathlib import Path

    import ccpolicy

    folder = Path(__file__).parents[1] / "cli" / "swimming"
    result = ccpolicy.load(folder).determine(json.loads((folder / "month.json").read_text()))
    assert Reader(result._repr_html_()).texts[0] == "Swimming lessons"
