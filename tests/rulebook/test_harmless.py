"""Texts of a policy are never markup: what a writer of HTML gets is text, and drawings hold it escaped."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import pytest

from ccpolicy.rulebook.publish import documents, publish
from rulebook.shelf import FOLDERS, parts, plain, put, small, text, written

HOSTILE = '<script>alert(1)</script> & "x" onload=\'y\' `code` **b** [l](javascript:1) ]]> {{x}} :ref:`z`'
IN_POLICY = HOSTILE.replace('"', "'").replace("{{x}}", "x")


@pytest.mark.parametrize("name", FOLDERS)
def test_every_drawing_is_one_whole_svg_without_script(name: str) -> None:
    for document in written(name).values():
        for drawing in parts(plain(document)["blocks"], "Drawing"):
            root = ElementTree.fromstring(drawing["svg"])
            assert root.tag == "svg"
            assert root.get("aria-label")
            assert {each.tag for each in root.iter()} <= {"svg", "g", "a", "title", "text", "rect", "path", "line"}


def test_a_hostile_label_is_only_ever_text(tmp_path: Path) -> None:
    label = IN_POLICY
    book = small(tmp_path, f'''
setting other money "{label}" = $3
  cite book "{label}"

deny refused of day "{label}"
  when stay.rate is not missing and stay.rate > other
  say "{label}"
  cite book "p. 3"

amendment "{label}"
  announced 2022-05-02
  from 2022-07-01
  cite book "p. 9"
  setting other = $4

unmodelled "{label}"
  instead "{label}"
  touches refused
  cite book "p. 7"
''')
    seen = 0
    for document in documents([book]):
        assert all(part not in document.page for part in "<>\"'&` ")
        for drawing in parts(plain(document)["blocks"], "Drawing"):
            root = ElementTree.fromstring(drawing["svg"])
            assert not any(each.tag in ("script", "b") for each in root.iter())
            assert not any(name.startswith("on") for each in root.iter() for name in each.attrib)
            seen += any(label in (each.text or "") for each in root.iter("title"))
    assert seen
    page = {document.page: document for document in documents([book])}["mini/deny/refused"]
    assert page.title == f"{label} (refused)"
    assert label in text(page)


def test_a_hostile_name_of_a_file_is_no_address(tmp_path: Path) -> None:
    place = put(tmp_path, "")
    (place / "a <b> & 'c'.policy").write_text(
        'flag odd of day "Odd"\n  when code is missing\n  say "Odd."\n  cite book "p. 1"\n'
    )
    made = publish([str(place)], tmp_path / "pages")
    assert made.problems == []
    assert (tmp_path / "pages/mini/topic/a-b-c.rulebook").is_file()
    assert (tmp_path / "pages/topic/a-b-c.rulebook").is_file()
