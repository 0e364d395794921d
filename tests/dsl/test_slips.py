"""The messages analysts need first are the same wherever the slip stands."""

from __future__ import annotations

import pytest
from mini import check, with_body

POSITIONS = {
    "the formula of a fact": "fact x of day yes_no = {}\n",
    "the condition of a stop": 'deny y of day\n  when {}\n  say "y"\n  cite book "p"\n',
    "a line of a fact": "fact x of day money\n  | when | value |\n  | {} | $1 |\n  | otherwise | $2 |\n",
    "an amount of a worksheet": "worksheet w of day\n  | line | amount |\n  | a | if({}, $1, $2) |\n",
    "the rows that spend": 'allowance z "z"\n  spent by day where {}\n  limit 5\n  order date, claim\n'
    '  beyond deny z_used\n    say "z"\n  cite book "p"\n',
    "a condition inside an aggregate": "fact x of claim yes_no = any(day where {})\n",
    "a text": 'flag y of day\n  when stay.half\n  say "{{{}}}"\n  cite book "p"\n',
    "the condition of an exception": 'fact x of day money\n  = $1\n  except "e"\n    = $2\n    when {}\n',
}
"""Where a condition can stand."""

CONDITIONS = {
    "nothing-follows": "stay.half and",
    "mixed-and-or": "stay.half and code is 40 or code is 43",
    "list-without-in": "code is 40 or 43",
    "equals-sign": "code = 43",
    "slashed-date": "date > 7/1/2022",
    "short-date": "date > 2022-7-1",
    "amount-comma": "stay.copay > $1,800",
    "curly-quotes": "code.label is “away”",
    "small-code": "code.level is td-1",
}
CODES = 'codes level "Levels"\n  | code | label |\n  | TD-1 | "Toddler" |\n'
MARKS = {
    "| code | label | counts_as |": "| code | label | counts_as | level level |",
    '| 1 | "here" | attended |': '| 1 | "here" | attended | TD-1 |',
    '| 40 | "away" | absent |': '| 40 | "away" | absent | TD-1 |',
    '| 43 | "shut" | holiday |': '| 43 | "shut" | holiday | TD-1 |',
    '| 55 | "nothing asked" | unpaid |': '| 55 | "nothing asked" | unpaid | TD-1 |',
}


@pytest.mark.parametrize("name", CONDITIONS)
@pytest.mark.parametrize("position", POSITIONS)
def test_a_slip_in_a_condition_is_told_by_its_name(name: str, position: str) -> None:
    """One finding, with what to write instead."""
    text = with_body(CODES + POSITIONS[position].format(CONDITIONS[name]), swap=MARKS)

    (finding,) = check(text)[1]

    assert finding.name == name
    assert finding.help


BANDS = 'bands x of day by {} where hours is not missing\n  | level | from | below |\n  | A | {} | {} |\n  | B | {} | |\n  cite book "p"\n'
EDGES = {
    "slashed-date": ("date", "1/1/2022", "7/1/2022", "7/1/2022"),
    "short-date": ("date", "2022-01-01", "2022-7-1", "2022-07-01"),
    "amount-comma": ("stay.copay", "$0", "$1,800", "$1800"),
    "nothing-follows": ("hours", "0 hours", "5 hours +", "5 hours"),
}


@pytest.mark.parametrize("name", EDGES)
def test_a_slip_in_the_edge_of_a_band_is_told_by_its_name(name: str) -> None:
    """Edges of bands are formulas too."""
    (finding,) = check(with_body(BANDS.format(*EDGES[name])))[1]

    assert finding.name == name


@pytest.mark.parametrize(
    ("swap", "name"),
    [
        ({"  from 2022-01-01": "  from 1/1/2022"}, "slashed-date"),
        ({"  from 2022-01-01": "  from 2022-1-1"}, "short-date"),
        ({"  limit 5 days": "  limit 5 days and"}, "nothing-follows"),
        ({'"Maximum" = $40': '"Maximum" = $1,800'}, "amount-comma"),
        ({"min(charge, maximum)": "min($1,800, maximum)"}, "amount-comma"),
        ({"  per child, month": "  per child, month and"}, "nothing-follows"),
        ({'| 55 | "nothing asked" | unpaid |': "| 55 | “nothing asked” | unpaid |"}, "curly-quotes"),
    ],
)
def test_a_slip_in_a_clause_or_cell_is_told_by_its_name(swap: dict[str, str], name: str) -> None:
    """Clauses and cells that hold no condition."""
    assert [finding.name for finding in check(with_body(swap=swap))[1]] == [name]


@pytest.mark.parametrize(
    "swap",
    [
        {'| 55 | "nothing asked" | unpaid |': '| 55 | "nothing asked" |'},
        {'| rate | money | unknown | "Charge" |': "| rate | money | unknown |"},
        {'| overage | family | "Overage" | charge - base |': "| overage | family | charge - base |"},
        {'  | part | "part day" |': "  | part |"},
    ],
)
def test_a_row_with_too_few_cells_is_one_finding(swap: dict[str, str]) -> None:
    """What the row would declare is not missed elsewhere."""
    assert [finding.name for finding in check(with_body(swap=swap))[1]] == ["cell-count"]


@pytest.mark.parametrize(
    ("line", "word"), [("  limt 5 days", "limit"), ("  oder date, claim", "order"), ("  spend by day", "spent")]
)
def test_a_misspelt_clause_is_told_with_the_clauses_of_its_statement(line: str, word: str) -> None:
    """Only clauses that can stand there are suggested."""
    text = with_body(f'allowance z "z"\n{line}\n  beyond deny z_used\n    say "z"\n  cite book "p"\n')

    findings = check(text)[1]

    assert findings[0].name == "unknown-clause"
    assert f"`{word}`" in findings[0].help
