"""What a law found is printed as a case file, which `ccpolicy test` runs with the same outcome."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from drawing import FRANKLIN, POOL, documents
from hypothesis import given, settings
from hypothesis import strategies as st

import ccpolicy
from ccpolicy.cli import main
from ccpolicy.dsl.load import load_text
from ccpolicy.records.yaml_texts import yaml_document
from ccpolicy.testing import as_case, claims, reporting

DAY = {
    "child": [{"id": "ida", "family": "poe", "birth_date": "2020-03-14"}],
    "family": [{"id": "poe", "copay": "0.00"}],
    "provider": [{"id": "willow"}],
    "authorization": [
        {"id": "a1", "child": "ida", "provider": "willow", "starts": "2024-02-01", "ends": "2025-01-31", "monday": "6:00"}
    ],
    "claim": [{"id": "c1", "authorization": "a1", "child": "ida", "provider": "willow", "month": "2024-11"}],
    "day": [{"claim": "c1", "date": f"2024-11-{day:02d}", "attended": "6:00"} for day in (4, 11, 18, 25)],
    "complete": [{"record": "claim"}],
    "posting": [],
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of Franklin without cases."""
    copy = tmp_path / "franklin"
    shutil.copytree(FRANKLIN, copy, ignore=shutil.ignore_patterns("cases"))
    (copy / "cases").mkdir()
    return copy


def outcome(folder: Path, text: str, capsys: pytest.CaptureFixture[str]) -> tuple[int, str]:
    """What `ccpolicy test` makes of a case file in the policy's folder `cases`."""
    file = folder / "cases" / "found.yaml"
    file.write_text(text, encoding="utf-8")
    code = main(["test", str(file)])
    printed = capsys.readouterr()
    return code, printed.out + printed.err


def test_a_printed_case_holds_or_fails_as_the_determination_does(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    policy = ccpolicy.load(folder)
    assert policy.determine(DAY).line("c1/2024-11-04").status == "paid"
    paid = {"lines": {"c1/2024-11-04": {"status": "paid", "amounts": {"care": "14.00"}}}}
    assert outcome(folder, as_case(policy, DAY, name="Mondays", says="Paid.", expect=paid), capsys)[0] == 0
    denied = {"lines": {"c1/2024-11-04": {"status": "denied"}}}
    code, printed = outcome(folder, as_case(policy, DAY, name="Mondays", expect=denied), capsys)
    assert code == 1
    assert "line c1/2024-11-04: is paid, expected denied" in printed


def test_without_an_expectation_a_case_holds_when_it_can_be_determined(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    policy = ccpolicy.load(folder)
    assert outcome(folder, as_case(policy, DAY, name="Mondays"), capsys)[0] == 0
    wrong = {**DAY, "claim": [{**DAY["claim"][0], "child": "nobody"}]}
    code, printed = outcome(folder, as_case(policy, wrong, name="of nobody"), capsys)
    assert code == 1
    assert "nobody" in printed


def test_a_case_says_what_was_known_and_how_open_points_were_read() -> None:
    policy = ccpolicy.load(FRANKLIN)
    text = as_case(policy, DAY, name="then", known_on=date(2024, 12, 1), readings={"point": "reading"})
    (case,) = yaml_document(text, 20)["cases"]
    assert case["known_on"] == "2024-12-01"
    assert case["readings"] == {"point": "reading"}


def test_what_is_drawn_is_printed_without_loss() -> None:
    assert POOL_POLICY is not None
    for document in documents(POOL_POLICY, 40):
        assert yaml_document(as_case(POOL_POLICY, document, name="x"), 20)["base"] == document


ODD = ["null", "~", "yes", "12:30", "- a", "a: b", "{", "#", " ", "'", '"', "\x85", "\u2028", "\x7f", "\ufeff", "\U0001f600"]
VALUES = st.text() | st.sampled_from(ODD)
POOL_POLICY, _ = load_text(POOL)
assert POOL_POLICY is not None


@given(st.dictionaries(VALUES.filter(lambda name: name != "<<"), VALUES, max_size=4), VALUES)
def test_any_text_is_printed_without_loss(row: dict[str, str], name: str) -> None:
    assert POOL_POLICY is not None
    document = {"visit": [row]}
    read = yaml_document(as_case(POOL_POLICY, document, name=name), 20)
    assert read["base"] == document
    assert read["cases"][0]["name"] == name


def test_a_law_that_does_not_hold_is_told_with_the_smallest_case_that_shows_it(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    policy = ccpolicy.load(folder)

    @settings(max_examples=200, deadline=None, derandomize=True, database=None)
    @given(claims(policy))
    def nothing_is_paid(document: dict[str, Any]) -> None:
        lines = policy.determine(document).lines
        expect = {"lines": {each.id: {"status": "denied"} for each in lines}}
        with reporting(policy, document, name="nothing is paid", expect=expect):
            assert all(line.status != "paid" for line in lines)

    with pytest.raises(AssertionError) as failure:
        nothing_is_paid()
    (note,) = [note for note in failure.value.__notes__ if note.startswith("As a case file")]
    text = note.partition("\n\n")[2]
    base = yaml_document(text, 20)["base"]
    assert {kind: len(rows) for kind, rows in base.items() if kind not in ("complete", "posting", "day")} == {
        "family": 1, "child": 1, "provider": 1, "authorization": 1, "claim": 1,
    }  # fmt: skip
    code, printed = outcome(folder, text, capsys)
    assert code == 1
    assert "is paid" in printed
