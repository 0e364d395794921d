"""What may be wrong with a sheet, each with its finding; and what a sheet comes to."""

from __future__ import annotations

import pytest

from ccpolicy.dsl.format import format_source
from ccpolicy.dsl.load import load_text
from ccpolicy.model.dump import dump
from ccpolicy.model.invariants import problems
from ccpolicy.source import Source
from forms import TEXT, forms

START = TEXT[: TEXT.index("sheet grid")]
KEYS = '  | "Claim" | claim |\n  | "Month" | claim.month |\n'
LINES = '  across date "Line"\n    | line | field |\n    | "A" | code |\n    | "B" | checked |\n'


def found(text: str) -> list[tuple[str, str]]:
    _, findings = load_text(START + text)
    return [(finding.name, finding.message) for finding in findings]


def of_days(columns: str = KEYS, across: str = LINES) -> str:
    return f'sheet s of day "S"\n  cite book "p. 9"\n  | column | field |\n{columns}{across}'


def of_visits(columns: str, head: str = "| column | field | format | on |") -> str:
    return f'sheet s of visit "S"\n  {head}\n  | "No." | id | | |\n  | "Claim" | claim | | |\n{columns}'


def test_a_sheet_as_it_should_be_has_no_finding() -> None:
    assert found(of_days()) == []
    assert found(of_visits('  | "Date" | date | | |\n  | "In" | came | "h:mm AM" | "Date" |\n')) == []


@pytest.mark.parametrize(
    ("text", "name", "message"),
    [
        (of_days(KEYS + '  | "X" | claim.mont |\n'), "unknown-name", "there is no name `mont`"),
        (of_days('  | "Claim" | claim |\n'), "sheet-across", "which month's days stand across is not told by any column"),
        (of_days(KEYS.replace('"Claim" | claim', '"Child" | claim.child')), "sheet-key",
         "rows of `day` cannot be told apart without `claim`"),
        (of_days(across=""), "sheet-key", "rows of `day` cannot be told apart without `date`"),
        (of_days(across=LINES.replace(' "Line"', "")), "sheet-across", "which of its lines a row is, no column says"),
        (of_days(across=LINES.replace("date", "code")), "sheet-across", "`code` is not the date of `day`"),
        (of_days(across=LINES.replace('"B"', '"a"')), "heading-twice", '"a" heads two columns or lines'),
        (of_days(across=LINES.replace('"Line"', '"month"')), "heading-twice", '"month" heads two columns or lines'),
        (of_days(KEYS + '  | "31" | claim.child |\n'), "heading-twice", '"31" heads two columns or lines'),
        (of_days(across=LINES.replace("checked", "code")), "heading-twice", "two columns are read into `code` of `day`"),
        (of_days(across=LINES + LINES), "sheet-across", "the days stand across once"),
        (of_days(KEYS + "  | child | claim.child |\n"), "bad-cell", "what stands in a file is told in quotes"),
        (of_days(KEYS + '  | "Child" | 7 |\n'), "bad-cell", "a column has a heading in quotes and the field that stands in it"),
        (of_days(KEYS + '  | "All" | list(code) |\n'), "bad-cell",
         "a column has a heading in quotes and the field that stands in it"),
        (of_days(KEYS, '  across date "Line"\n'), "table-missing", "no lines are told"),
        ('sheet s of dag "S"\n  | column | field |\n  | "Claim" | claim |\n', "unknown-grain", "there is no grain `dag`"),
        ('sheet day of day "S"\n' + KEYS, "declared-twice", "`day` is declared twice"),
        (of_visits('  | "In" | came | "h:mm" | |\n'), "unknown-format", "there is no format `h:mm`"),
        (of_visits('  | "In" | came | "h:mm AM" | |\n'), "unknown-format", "there is no format `h:mm AM`"),
        (of_visits('  | "Child" | claim.child | "M/YYYY" | |\n'), "unknown-format", "there is no format `M/YYYY`"),
        (of_visits('  | "In" | came | | "Date" |\n'), "bad-cell",
         "`on` heads the column with the date of a moment of which only the time stands here"),
        (of_visits('  | "Told" | told | | |\n  | "In" | came | "h:mm AM" | "Told" |\n'), "wrong-type", '"Told" holds no date'),
        (of_days() + '  words marks\n    | word | code |\n    | "H" | 1 |\n', "unknown-type", "there is no type `marks`"),
        (of_days() + '  words mark\n    | word | code |\n    | "H" | 2 |\n', "unknown-code", "there is no code `2`"),
        (of_days() + '  words mark\n    | word | code |\n    | "40" | 1 |\n', "word-twice", '"40" cannot stand for `1`'),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_sheet_is_told(text: str, name: str, message: str) -> None:
    assert (name, message) in found(text)


def test_a_date_need_not_be_read_to_date_a_time() -> None:
    """A column of dates that only dates times is a column of the file."""
    policy, findings = load_text(START + of_visits('  | "In" | came | "h:mm AM" | "Day" |\n  | "Out" | went | "h:mm AM" | "Day" |\n'))
    assert policy is not None, findings


def test_a_sheet_is_written_out_whole_and_holds_what_must_hold() -> None:
    text = dump(forms().model)
    assert 'sheet grid of day "The month"' in text
    assert 'across date "Line", days of "Month"' in text
    assert problems(forms().model) == []


def test_the_layout_of_a_sheet_is_stable() -> None:
    once, findings = format_source(Source("x", of_days() + '  words mark\n    | word | code |\n    | "H" | 1 |\n'))
    assert findings == ()
    assert format_source(Source("x", once))[0] == once
    assert '    | line | field   |\n    | "A"  | code    |' in once


def test_words_that_begin_a_sheet_are_names_elsewhere() -> None:
    facts = "fact words of claim yes_no\n  = copay > $1\nfact sheet of claim yes_no\n  = words\n"
    columns = '  | column | field |\n  | "A" | id |\n  | "B" | submitted |\n  | "C" | sheet |\n'
    assert found(f'{facts}sheet s of claim "S"\n{columns}') == []
