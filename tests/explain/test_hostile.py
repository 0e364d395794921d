"""Whatever a name says is shown as that text, in every output: it is no markup, no formula, no control of the terminal."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from test_claim_page import Reader

from ccpolicy.cli import main
from ccpolicy.errors import RecordsError
from ccpolicy.front import Result
from lessons import TEXT, determined, lesson

TODAY = date(2022, 12, 1)
NAMES = [
    "<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "' onmouseover='alert(1)", "</td></table></main>",
    "&lt;b&gt;", "[bold red]x[/]", "\x1b[31mred\x1b]8;;http://x\x07", "a\u202egnp.exe", "a\u2066b\u2069c\u200f", "a\x00\x85b\u2028c",
    "=1+1", "@SUM(A1)", "+1", "-1+2", "\t=1+1", "\r=1+1", "＝1+1", "=HYPERLINK(\"http://x\")",
]
KEYS = ["\"><img src=x onerror=alert(1)>", "' onmouseover='x", "=1+1", "@SUM(A1)", "-1+2", "[bold]", "{0} {x} %s", "..", "a b"]


def result(text: str) -> Result:
    return determined(
        lesson("a", cold="3:00", coach=text), lesson("b", day=2, coach=text), lesson("c", day=3, cold="0:00", coach=text),
        lesson("d", day=4, closed=True, coach=text),
    )


def pages(found: Result) -> Iterator[str]:
    for lang in ("en", "es"):
        yield found.reasons(today=TODAY, lang=lang).to_html()
        yield from (found.pages(lang=lang).page(claim).to_html("index.html") for claim in found.pages().claims)
        yield found.report("list", lang=lang).to_html()
    yield f"<div>{found._repr_html_()}</div>"


def tables(found: Result) -> Iterator[str]:
    yield found.to_csv()
    yield found.reasons(today=TODAY).to_csv()
    yield found.report("list").to_csv()


def shape(html: str) -> list[tuple[str, frozenset[str]]]:
    return [(tag, frozenset(attributes)) for tag, attributes in Reader(html).elements]


@pytest.mark.parametrize("text", NAMES)
def test_pages_have_the_same_elements_whatever_a_text_says(text: str) -> None:
    for hostile, plain in zip(pages(result(text)), pages(result("plain")), strict=True):
        assert shape(hostile) == shape(plain)
        assert all(character.isprintable() or character == "\n" for character in hostile)


@pytest.mark.parametrize("text", NAMES)
def test_no_cell_of_a_table_begins_a_formula_or_holds_a_control_character(text: str) -> None:
    for table in tables(result(text)):
        rows = list(csv.reader(io.StringIO(table)))
        assert len({len(row) for row in rows}) == 1
        for cell in (cell for row in rows for cell in row):
            assert not cell.startswith(("=", "@", "+", "\t", "\r", "＝"))
            assert not cell.startswith("-")
            assert cell.isprintable()


@pytest.mark.parametrize("text", NAMES)
def test_a_json_document_gives_the_text_back_as_it_was(text: str) -> None:
    found = result(text)
    assert text in json.loads(found.to_json())["lines"][0]["reasons"][0]["text"]
    json.loads(found.reasons(today=TODAY).to_json())


@pytest.mark.parametrize("text", NAMES)
def test_a_terminal_is_sent_no_control_character(text: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    policy, rows = tmp_path / "pool.policy", tmp_path / "rows.json"
    policy.write_text(TEXT, encoding="utf-8")
    lessons = [lesson("a", cold="3:00", coach=text), lesson("b", day=2, coach=text)]
    rows.write_text(json.dumps({"course": [{"id": "c1", "sent": "2022-12-01"}], "lesson": lessons}), encoding="utf-8")
    at = (str(policy), str(rows))
    for command in (
        ("pay", *at), ("explain", *at, "--today", "2022-12-01"), ("explain", *at, "--line", "a", "--depth", "3"),
        ("explain", *at, "--line", "a", "--why-not", "--today", "2022-12-01"), ("explain", *at, "--assume", "lesson[a].cold=0"),
        ("report", *at, "list"), ("explain", *at, "--certificate", str(tmp_path / "c.json")),
        ("verify", str(tmp_path / "c.json"), *at),
    ):
        assert main(command) == 0
        out, err = capsys.readouterr()
        assert all(character.isprintable() or character == "\n" for character in out + err), command


@pytest.mark.parametrize("key", KEYS)
def test_an_id_is_shown_as_text_too(key: str) -> None:
    found = determined(lesson(key, course=key, cold="3:00"))
    plain = determined(lesson("z", course="z", cold="3:00"))
    for hostile, usual in zip(pages(found), pages(plain), strict=True):
        assert shape(hostile) == shape(usual)
    assert found.remedies(key, today=TODAY).line.id == key


@pytest.mark.parametrize("key", ["a/b", "\x1b[31m", "a\u202eb", "a\x00b", ""])
def test_an_id_that_could_lead_astray_is_refused(key: str) -> None:
    with pytest.raises(RecordsError):
        determined(lesson(key))
