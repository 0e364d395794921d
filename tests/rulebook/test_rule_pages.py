"""Every statement of a policy has one page, which says what it says in both languages, where it stands, and what it gives."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from ccpolicy.model.policy import Policy
from ccpolicy.rulebook.address import page_of
from ccpolicy.rulebook.publish import documents
from rulebook.shelf import FOLDERS, parts, plain, section, shelf, small, text, written


def statements(policy: Policy) -> Counter[tuple[str, str]]:
    """What must have a page, counted on the model: the kind of statement and its name, a fact's with its grain."""
    return Counter(
        [
            *(("fact", f"{grain}-{name}") for grain, name in policy.facts),
            *(("setting", name) for name in policy.settings),
            *(("table", name) for name in policy.tables),
            *(("worksheet", name) for name in policy.worksheets),
            *(("allowance", name) for name in policy.allowances),
            *(("deadline", name) for name in policy.deadlines),
            *(("unsettled", name) for name in policy.unsettled),
            *(("codes", name) for name in policy.codes),
            *(("grain", name) for name in policy.grains),
            *((outcome.kind, name) for name, outcome in policy.outcomes.items()),
            *(("pay", name) for name in {pay.name for pay in policy.pays}),
            *(("asks", name) for name in {asks.grain for asks in policy.asks}),
        ]
    )


@pytest.mark.parametrize("name", FOLDERS)
def test_every_statement_has_exactly_one_page(name: str) -> None:
    same = {"bands": "fact", "record": "grain"}
    pages = [page.split("/")[1:] for page in written(name) if page.count("/") == 2]
    kinds = Counter((same.get(kind, kind), slug) for kind, slug in pages if kind not in ("topic", "source", "amendment"))
    assert kinds == statements(shelf(name).policy)


@pytest.mark.parametrize("name", FOLDERS)
def test_what_the_files_begin_with_a_word_has_a_page_under_that_word(name: str) -> None:
    """Counted in the text: statements that no pattern makes and that stand at the margin."""
    files = "\n".join(file.read_text() for file in sorted(FOLDERS[name].rglob("*.policy")))
    words = "bands table worksheet allowance deadline setting unsettled codes".split()
    told = {
        (word, name) for word, name in re.findall(r"^(\w+) (\w+)", files, re.MULTILINE) if word in words
    }
    assert told
    assert told <= {(key[0], key[-1]) for key in shelf(name).pages}


@pytest.mark.parametrize("name", FOLDERS)
def test_a_page_is_named_by_its_label_and_its_name(name: str) -> None:
    book, pages = shelf(name), written(name)
    for page in book.pages.values():
        title = pages[page_of(book, page.item)].title
        assert page.item.name in title
        assert page.item.label in title


@pytest.mark.parametrize("name", FOLDERS)
def test_a_page_has_the_statement_as_it_is_written(name: str) -> None:
    """The line of the statement's name is in the excerpt, and nothing of the next statement is."""
    book = shelf(name)
    for page in book.pages.values():
        assert page.excerpts, page.item.key
        own = page.excerpts[0]
        assert any(page.item.name in line or page.item.label in line for line in own.lines)
        assert sum(bool(line) and line[0].isalpha() for line in own.lines) == 1


def test_a_rule_is_told_in_every_language_of_the_policy() -> None:
    page = written("ky")["ky_ccap/allowance/holidays"]
    assert "the provider's " in text(page)
    spanish = section(page, "En español")
    assert spanish["lang"] == "es"
    told = " ".join(part["text"] for part in parts(spanish, "Text"))
    assert "días feriados pagados de un proveedor" in told
    assert "ya se usaron los " in told


def test_values_in_a_sentence_are_named_by_their_labels_in_its_language() -> None:
    page = written("ky")["ky_ccap/flag/remittance_late"]
    said = [part["text"] for part in parts(section(page, "What it says"), "Text") if part["style"] == "code"]
    assert {"{due}", "{Remittance statement sent}"} & set(said)


def test_bands_are_listed_with_their_limits_in_both_languages() -> None:
    page = written("ky")["ky_ccap/bands/day-care_level"]
    rows = [[cell["lines"][0][0]["text"] for cell in row] for row in next(parts(section(page, "What it says"), "Table"))["rows"]]
    assert rows[0] == ["IN-1 (Infant 1)", "from 0 months below 1 year"]
    assert rows[-1] == ["SA-3 (School-age 3)", "from 13 years below 19 years"]
    assert len(rows) == 9
    assert "desde 13 años hasta antes de 19 años" in text(page)


def test_a_code_says_what_a_provider_can_do_and_until_when() -> None:
    """KY's ninety days turn on when the form was submitted, which the provider could have done."""
    page = shelf("ky").pages["deny", "over_90_days"]
    assert [open.code for open in page.codes] == ["over_90_days"]
    who = {(remedy.label, remedy.changed_by) for remedy in page.remedies}
    assert ("Form received", "provider") in who or any(by == "provider" for _, by in who)
    assert any(("deadline", "billing_window") in remedy.until for remedy in page.remedies)


def test_an_open_reading_and_a_gap_stand_on_the_pages_they_touch(tmp_path: Path) -> None:
    book = small(tmp_path)
    pages = {document.page: document for document in documents([book])}
    late = pages["mini/deadline/in_time"]
    assert "Does the last day count?" in text(late)
    assert "Read as: " in text(late)
    assert "They are not paid." in text(pages["mini/fact/day-state_pays"])
    assert "Field trips" in text(pages["mini/deny/too_late"])
    assert "Field trips" not in text(pages["mini/deny/ended"])
    assert "Field trips" in text(pages["mini/left-out"])


def test_a_long_table_says_how_many_rows_it_leaves_out() -> None:
    """The rate chart has 240 rows."""
    captions = [table["caption"] for table in parts(plain(written("ky")["ky_ccap/table/dcc300"])["blocks"], "Table")]
    assert any(caption.endswith("180 more are not shown") for caption in captions)
