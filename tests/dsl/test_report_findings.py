"""What a report may say: rows that lead to its page, totals of numbers, names that are there; and what it leaves alone."""

from __future__ import annotations

import pytest

from ccpolicy.dsl.format import format_source
from ccpolicy.model.dump import dump
from ccpolicy.model.invariants import problems
from ccpolicy.source import Source
from dsl.mini import check, names, with_body

GOOD = """
report statement of claim "Statement"
  order submitted, id
  cite book "p. 9"
  note "what it is for"
  list "Who"
    | label | value |
    |       | child |
  table of day where code is not missing "Days"
    order date falling
    | label  | value | total |
    | "Code" | code  |       |
    |        | hours | sum   |
  calendar of day "Month"
    | label  | value |
    | "Code" | code  |
  calendar of day by child "Strip"
    | label  | value |
    | "Code" | code  |
"""


def found(text: str) -> list[str]:
    return sorted({finding.name for finding in check(with_body(text))[1]})


def told(text: str) -> str:
    (finding,) = check(with_body(text))[1]
    return f"{finding.message}; {finding.help}"


def table(rows: str, head: str = "| label | value | total |", of: str = "claim", block: str = "table of day") -> str:
    lines = "\n".join(f"    {line}" for line in (head, *rows.split("\n")))
    return f"\nreport statement of {of}\n  {block}\n{lines}\n"


def test_a_report_checks_clean_and_holds_its_invariants() -> None:
    policy, findings = check(with_body(GOOD))
    assert findings == ()
    assert policy is not None
    assert problems(policy) == []
    assert list(policy.reports) == ["statement"]
    assert [block.kind for block in policy.reports["statement"].blocks] == ["list", "table", "calendar", "strip"]


def test_the_dump_tells_what_a_report_came_to_mean() -> None:
    policy, _ = check(with_body(GOOD))
    assert policy is not None
    text = dump(policy)
    assert 'report statement of claim "Statement"\n  order submitted, id\n  list "Who"\n    "Child" stay.child\n' in text
    assert '  table of day through claim "Days"\n' in text
    assert '    "Time in care" hours, added up\n' in text
    assert "    by claim.stay.child\n" in text


def test_blocks_stand_in_the_order_they_are_written() -> None:
    policy, _ = check(with_body(GOOD))
    turned = check(with_body(GOOD.replace('list "Who"', 'list "First"') + '  list "Last"\n    | label | value |\n    |       | month |\n'))[0]
    assert policy is not None
    assert turned is not None
    assert [block.label for block in turned.reports["statement"].blocks] == ["First", "Days", "Month", "Strip", "Last"]


def test_formatting_keeps_what_a_report_means_and_does_not_change_it_again() -> None:
    loose = GOOD.replace("| label  | value | total |", "|label|value|total|").replace("order date falling", "order   date falling")
    once, findings = format_source(Source("reports.policy", loose.strip("\n") + "\n"))
    assert findings == ()
    assert once == GOOD.strip("\n") + "\n"
    assert format_source(Source("reports.policy", once))[0] == once


# ------------------------------------------------------------------ findings


def test_an_unknown_name_is_told_with_the_nearest() -> None:
    assert "did you mean `hours`?" in told(table('| "Time" | huors | |'))
    assert "did you mean `day`?" in told(table('| "Time" | hours | |', block="table of dya"))
    assert "did you mean `claim`?" in told(table('| "Time" | hours | |', of="clam", block="table of day"))


def test_rows_must_lead_to_the_row_of_the_page() -> None:
    assert found(table('| "Birth" | birth_date | |', block="table of child")) == ["not-finer"]
    assert found(table('| "Month" | month | |', block="table of claim")) == []


@pytest.mark.parametrize("value", ["code", "code.label", "date", "payable", "child", "list(day.date)"])
def test_only_numbers_are_added_up(value: str) -> None:
    of = "child" if value.startswith("list") else "claim"
    block = "table of claim" if value.startswith("list") else "table of day"
    assert found(table(f'| "It" | {value} | sum |', of=of, block=block)) == ["wrong-type"]


@pytest.mark.parametrize("value", ["stay.rate", "hours", "count(day)"])
def test_money_times_and_counts_are_added_up(value: str) -> None:
    of, block = ("child", "table of claim") if "(" in value else ("claim", "table of day")
    assert found(table(f'| "It" | {value} | sum |', of=of, block=block)) == []


@pytest.mark.parametrize("value", ["if(payable, state_pays, missing)", "if(payable, missing, code)", "if(payable, code, 40)"])
def test_names_alone_in_both_branches_agree_in_type(value: str) -> None:
    policy, findings = check(with_body(table(f'| "It" | {value} | |')))
    assert findings == ()
    assert policy is not None
    assert problems(policy) == []


def test_names_alone_that_are_different_things_are_told() -> None:
    assert found(table('| "It" | if(payable, state_pays, code) | |')) == ["wrong-type"]


def test_a_total_is_sum_or_nothing() -> None:
    assert "a total is `sum` or nothing, not `average`" in told(table('| "It" | hours | average |'))


def test_only_a_table_has_totals() -> None:
    assert found(table('| "It" | hours | sum |', block="calendar of day")) == ["bad-heading"]


def test_a_calendar_is_of_dated_rows() -> None:
    text = '\nreport people\n  calendar of child\n    | label | value |\n    | "It" | child |\n'
    assert found(text) == ["undated-calendar"]


def test_two_reports_have_two_names_and_a_worksheet_may_have_the_same() -> None:
    again = '\nreport statement of claim\n  list\n    | label | value |\n    |       | month |\n'
    assert found(GOOD + again) == ["declared-twice"]
    assert found(GOOD.replace("report statement", "report payment")) == []


def test_a_block_says_what_it_shows() -> None:
    assert found("\nreport statement of claim\n  table of day\n") == ["table-missing"]
    assert found('\nreport statement of claim\n  list "Who"\n    | label | value |\n') == ["table-missing"]
    assert found("\nreport statement of claim\n  cite book \"p. 1\"\n") == ["nothing-shown"]


def test_a_heading_a_label_and_a_value_are_what_they_must_be() -> None:
    assert found(table('| "It" | hours |', head="| label | vlaue |")) == ["bad-heading"]
    assert found(table("| hours | hours | |")) == ["bad-cell"]
    assert found(table('| "It" |  | |')) == ["bad-cell"]
    assert found(table('| "It" | hours |')) == ["cell-count"]
    assert found(table("|  | hours * 2 | |")) == ["unlabelled-value"]


def test_everything_wrong_with_a_report_is_told_at_once() -> None:
    wrong = table('| "It" | huors | |\n| "Code" | code | sum |\n|  | 1 + 1 | |')
    assert found(wrong) == ["unknown-name", "unlabelled-value", "wrong-type"]


def test_one_page_for_everything_is_neither_chosen_nor_ordered_and_has_no_list() -> None:
    rows = "\n    | label | value |\n    |       | date  |\n"
    assert found(f"\nreport all\n  order date\n  table of day{rows}") == ["pages-without-rows"]
    assert found("\nreport all\n  list\n    | label | value |\n    | \"One\" | 1 |\n") == ["list-without-row"]
    assert found(f"\nreport all\n  table of day{rows}") == []


def test_a_condition_that_never_holds_is_told() -> None:
    assert found(GOOD.replace("where code is not missing", "where code is not missing and code is 1 and code is 40")) == [
        "never-applies"
    ]


def test_a_misspelt_block_is_told_with_the_nearest() -> None:
    (finding,) = check(with_body("\nreport all\n  tabel of day\n    | label | value |\n    |       | date  |\n"))[1]
    assert finding.name == "unknown-clause"
    assert "`table`" in finding.help


def test_a_table_and_a_calendar_of_their_own_are_what_they_were() -> None:
    """The words begin statements too, whose clauses a report has not."""
    assert names("table fees\n") == ["clause-missing"]
    assert "clause-missing" in names('calendar open "Open"\n  weekend sunday\n')
    assert found("\nreport all\n  table of day\n    takes date\n    | label | value |\n    |       | date  |\n") == ["misplaced-clause"]


def test_a_report_has_no_dates_and_stands_in_no_amendment() -> None:
    within = GOOD.strip("\n").replace("\n", "\n  ")
    assert found(f'\namendment "Later"\n  announced 2022-05-01\n  from 2022-06-01\n  {within}\n') == ["misplaced-statement"]
    assert found(GOOD.replace("  list", "  from 2022-06-01\n  list", 1)) == ["misplaced-clause"]


def test_a_report_can_come_from_a_pattern() -> None:
    text = """
pattern statement_of(rows, amount)
  report rates of rows "Rates"
    table of rows
      | label    | value  | total |
      | "Amount" | amount | sum   |

apply statement_of(rows: stay, amount: rate)
"""
    policy, findings = check(with_body(text))
    assert findings == ()
    assert policy is not None
    assert policy.reports["rates"].grain == "stay"


# ------------------------------------------------------------------ what a report leaves alone


def test_a_fact_that_only_a_report_reads_is_read() -> None:
    fact = "\nfact double of day hours\n  = hours + hours\n  cite book \"p. 2\"\n"
    assert found(fact) == ["unread"]
    assert found(fact + table('| "Twice" | double | |')) == []


def test_nothing_can_refer_to_a_report() -> None:
    assert "unknown-name" in found(GOOD + '\nflag odd of claim\n  when statement\n  say "x"\n  cite book "p. 1"\n')
    assert "unknown-reason" in found(GOOD + '\nunmodelled "x"\n  instead "y"\n  touches statement\n  cite book "p. 1"\n')


def test_a_report_changes_nothing_of_what_is_decided() -> None:
    with_report, _ = check(with_body(GOOD))
    without, _ = check(with_body())
    assert with_report is not None
    assert without is not None
    rows = {
        "child": [{"id": "k1"}],
        "stay": [{"id": "s1", "child": "k1", "rate": "50.00", "copay": "5.00"}],
        "claim": [{"id": "c1", "stay": "s1", "month": "2022-11"}],
        "day": [{"claim": "c1", "date": "2022-11-02", "code": 1}],
        "posting": [],
    }
    from ccpolicy.front import Policy

    first, second = (Policy(policy).determine(rows).to_dict() for policy in (with_report, without))
    assert {**first, "policy": ""} == {**second, "policy": ""}
