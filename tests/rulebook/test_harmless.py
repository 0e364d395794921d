"""Texts of a policy are never markup: what a writer of HTML gets is text, and drawings hold it escaped."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import pytest

from ccpolicy.rulebook.publish import documents
from rulebook.shelf import FOLDERS, parts, plain, small, text, written

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
