"""What is in force when, examples that are tried, and cases that rest on a rule."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

from ccpolicy import library
from ccpolicy.rulebook.cases import traced
from ccpolicy.rulebook.publish import documents, problems, publish
from rulebook.shelf import FOLDERS, parts, plain, put, section, small, text, written


def test_a_rule_that_an_amendment_changes_shows_both_wordings_with_their_dates() -> None:
    """KY: by attendance, and by enrollment from December 2022, announced in November."""
    page = written("ky")["ky_ccap/fact/day-basis"]
    when = section(page, "When it holds")
    table = next(parts(when, "Table"))
    rows = [" ".join(part["text"] for part in parts(row) if part.get("text")) for row in table["rows"]]
    assert rows[0].startswith("always = attendance")
    assert rows[1].startswith("2022-12-01 through 2023-12-31 (the end date may move)")
    assert "attendance, enrollment" in rows[1]
    assert "announced 2022-11-16" in rows[1]
    assert rows[2].startswith("from 2024-01-01")


def test_the_drawing_of_time_has_a_bar_for_each_wording_in_their_order() -> None:
    svg = next(parts(section(written("ky")["ky_ccap/fact/day-basis"], "When it holds"), "Drawing"))["svg"]
    bars = [
        (float(rect.get("x", "")), float(rect.get("width", "")), rect.get("class", ""))
        for rect in ElementTree.fromstring(svg.replace('"page:', '"')).iter("rect")
    ]
    assert len(bars) == 3
    (base, wide, _), (first, long, amended), (second, _, later) = bars
    assert base < first < second
    assert abs(first + long - second) < 0.2
    assert base + wide > second
    assert "rb-amended" in amended
    assert "rb-moves" in amended
    assert "rb-moves" not in later


def test_what_never_changed_is_told_without_a_drawing(tmp_path: Path) -> None:
    pages = {document.page: document for document in documents([small(tmp_path)])}
    when = section(pages["mini/deny/ended"], "When it holds")
    assert "As long as the policy does: from 2022-01-01." in [part["text"] for part in parts(when, "Text")]
    assert list(parts(when, "Drawing")) == []


def test_an_example_stands_on_its_rule_with_what_came_of_it(tmp_path: Path) -> None:
    book = small(tmp_path)
    pages = {document.page: document for document in documents([book])}
    examples = section(pages["mini/fact/day-base"], "Examples")
    assert ". It holds." in [part["text"] for part in parts(examples, "Text")]
    assert list(problems(book)) == []


def test_an_example_that_does_not_hold_is_shown_so_and_told_to_whoever_builds(tmp_path: Path) -> None:
    place = put(tmp_path, AMENDED_WRONG)
    made = publish([str(place)], tmp_path / "pages")
    assert len(made.problems) == 1
    assert "“the maximum rises” does not hold: row 1: base is $40.00, expected $41.00" in made.problems[0]
    page = (tmp_path / "pages/mini/fact/day-base.rulebook").read_text()
    assert "It does not hold:" in page
    assert "expected $41.00" in page
    assert "expected $41.00" in (tmp_path / "pages/mini/examples.rulebook").read_text()


def test_a_case_is_on_the_pages_of_the_rules_its_result_rests_on() -> None:
    """Franklin: what a case says it covers, and what it used."""
    place = FOLDERS["franklin"]
    policy = library.load(place)
    found = traced(policy, place)
    assert set(found.rests["allowance", "absences"]) < set(found.cases)
    assert found.cases[found.rests["outcome", "absent_unpaid"][0]].says
    given = set(found.rests["outcome", "absent_unpaid"])
    assert given
    assert given != set(found.rests["fact", "claim", "paid_in_full"])


def test_pages_are_written_anew_only_where_they_changed_and_removed_where_they_are_gone(tmp_path: Path) -> None:
    place = put(tmp_path, "")
    folder = tmp_path / "pages"
    first = publish([str(place)], folder)
    assert first.written == first.pages == len(list(folder.rglob("*.rulebook")))
    assert publish([str(place)], folder).written == 0
    file = place / "program.policy"
    file.write_text(file.read_text().replace('cite book "p. 3"', 'cite book "p. 33"').replace("deny ended", "deny afterwards"))
    second = publish([str(place)], folder)
    assert 0 < second.written < first.pages
    assert not (folder / "mini/deny/ended.rulebook").exists()
    assert "p. 33" in (folder / "mini/deny/afterwards.rulebook").read_text()


def test_the_index_by_date_is_in_the_order_of_time_and_tells_no_end_that_is_a_beginning() -> None:
    """KY's pay by enrollment ends on the last day of 2023, and another wording follows it the day after."""
    pages = written("ky")
    rows = [
        " ".join(part["text"] for part in parts(row) if part.get("text"))
        for row in next(parts(plain(pages["ky_ccap/dates"])["blocks"], "Table"))["rows"]
    ]
    assert rows == sorted(rows, key=lambda row: row[:10])
    begun = [row for row in rows if row.startswith("2022-12-01")]
    assert any("Pay by enrollment, not attendance" in row for row in begun)
    assert not any(row.startswith("2024-01-01") and "ended" in row and "What payment follows" in row for row in rows)


def test_what_a_policy_says_of_cases_can_be_read_in_one_place() -> None:
    assert "Cases: Kentucky" in text(written("ky")["ky_ccap/cases"])


AMENDED_WRONG = '''
example "the maximum rises" of base
  cite book "p. 9"
  | charge | expect base |
  | $50 | $41 |
'''
