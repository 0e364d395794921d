"""Books of policies without their cases, and a small policy with an amendment that a test can write to a folder."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from ccpolicy import library
from ccpolicy.rulebook.blocks import Document, to_json
from ccpolicy.rulebook.book import book
from ccpolicy.rulebook.cases import Traced
from ccpolicy.rulebook.page import Book
from ccpolicy.rulebook.publish import documents
from dsl.mini import with_body

POLICIES = Path(__file__).parents[2] / "policies"
FOLDERS = {
    path.parent.name: path.parent
    for root in (POLICIES, Path(__file__).parents[1] / "policies") for path in sorted(root.glob("*/program.policy"))
}

AMENDED = '''
amendment "A higher maximum"
  announced 2022-05-02
  from 2022-07-01
  cite book "p. 9"
  setting maximum = $45

unsettled counts_late "Does the last day count?"
  | reading | label |
  | counted | "yes" |
  | passed | "no" |
  chosen counted
  because "The book has it so."
  cite book "p. 3"

deadline in_time of claim "Thirty days"
  event submitted
  due on month_end(month) + if(counts_late is counted, 30 calendar days, 29 calendar days)
  late deny too_late "Too late"
    say "Due {due}, came {event}."
  cite book "p. 8"

unmodelled "Field trips"
  instead "They are not paid."
  touches state_pays, too_late
  cite book "p. 7"

example "the maximum rises" of base
  cite book "p. 9"
  | charge | day.date | expect base |
  | $50 | 2022-06-30 | $40 |
  | $50 | 2022-07-01 | $45 |
'''


@cache
def shelf(name: str) -> Book:
    """The book of a policy in this project, without what its cases rest on."""
    place = FOLDERS[name]
    return book(library.load(place), place, Traced({}, {}))


@cache
def written(*names: str) -> dict[str, Document]:
    """Every document of these policies by its address."""
    found: dict[str, Document] = {}
    for document in documents([shelf(name) for name in names]):
        assert document.page not in found, f"two pages are called {document.page}"
        found[document.page] = document
    return found


def small(folder: Path, text: str = "", **swap: str) -> Book:
    """The small policy, with statements added, in a folder of its own."""
    place = put(folder, text or AMENDED, **swap)
    return book(library.load(place), place, Traced({}, {}))


def put(folder: Path, text: str, **swap: str) -> Path:
    place = folder / "mini"
    place.mkdir()
    whole = with_body(text)
    for old, new in swap.items():
        whole = whole.replace(old, new)
    (place / "program.policy").write_text(whole, encoding="utf-8")
    return place


def plain(document: Document) -> Any:
    """A document as it is written to its file."""
    return json.loads(to_json(document))


def parts(found: Any, kind: str = "") -> Iterator[dict[str, Any]]:
    """Everything of a kind in what a document holds, in order; of every kind without one."""
    if isinstance(found, list):
        for inner in found:
            yield from parts(inner, kind)
    elif isinstance(found, dict):
        if not kind or found.get("is") == kind:
            yield found
        for inner in found.values():
            yield from parts(inner, kind)


def links(document: Document) -> set[str]:
    """The pages a document leads to, by its texts and not by its trail."""
    return {part["page"] for part in parts(plain(document)["blocks"], "Link")}


def text(document: Document) -> str:
    """All that can be read on a page."""
    found = plain(document)
    told = [found["title"], *(part.get("text") or part.get("title") or part.get("caption") or "" for part in parts(found["blocks"]))]
    return "\n".join(told)


def section(document: Document, title: str) -> Any:
    """What stands under a heading. Raises StopIteration where there is none."""
    return next(part for part in parts(plain(document)["blocks"], "Section") if part["title"] == title)
