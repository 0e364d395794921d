"""Each mistake gives one finding, by its name, at its place, with something to do."""

from __future__ import annotations

import pytest
from mini import BODY, HEAD, check, with_body

FLAG = """
flag told of day
  when x
  say "{date}"
  cite book "p. 9"
"""

MONEY_FLAG = """
flag told of day
  when x > $2
  say "{x}"
  cite book "p. 9"
"""

# name, what is swapped in the small policy, what is added
MISTAKES = {
    "unknown-statement": ({}, "fakt x of day = 1\n"),
    "unknown-clause": ({"  limit 5 days": "  limt 5 days"}, ""),
    "misplaced-clause": ({'  say "{date} is after {stay.ends}."': '  limit 5\n  say "{date}"'}, ""),
    "repeated-clause": ({"  limit 5 days": "  limit 5 days\n  limit 6 days"}, ""),
    "clause-missing": ({"  limit 5 days\n": ""}, ""),
    "unknown-name": ({"stay.ends is not missing and": "stay.edns is not missing and"}, ""),
    "unknown-code": ({"counts_as is absent": "counts_as is absnt"}, ""),
    "unknown-source": ({'cite book "p. 3"': 'cite bok "p. 3"'}, ""),
    "unknown-column": ({"code.counts_as is absent": "code.count_as is absent"}, ""),
    "unknown-type": ({"| copay | money |": "| copay | mony |"}, ""),
    "unknown-grain": ({"deny ended of day": "deny ended of dya"}, ""),
    "unknown-function": ({}, "fact x of day = month_strt(claim.month) > 2022-01-01\n" + FLAG),
    "unknown-unit": ({"limit 5 days": "limit 5 dais"}, ""),
    "unknown-choice": ({"week_starts sunday": "week_starts sonday"}, ""),
    "unknown-zone": ({"America/New_York": "America/New_Yrk"}, ""),
    "list-without-in": ({}, "fact x of day = code is 40 or 43\n" + FLAG),
    "mixed-and-or": ({}, "fact x of day = code is 40 and stay.half or code is 43\n" + FLAG),
    "nothing-follows": ({}, "fact x of day = stay.half and\n" + FLAG),
    "equals-sign": ({}, "fact x of day = stay.copay = $5\n" + FLAG),
    "slashed-date": ({}, "fact x of day = date > 7/1/2022\n" + FLAG),
    "amount-comma": ({}, "fact x of day = stay.copay > $1,800\n" + FLAG),
    "curly-quotes": ({'"Maximum" = $40': "“Maximum” = $40"}, ""),
    "no-such-date": ({}, "fact x of day = date > 2022-02-30\n" + FLAG),
    "not-a-name": ({'| full | "full day" |': '| full | "full day" |\n  | 1stDay | "x" |'}, ""),
    "cell-count": ({'| 55 | "nothing asked" | unpaid |': '| 55 | "nothing asked" |'}, ""),
    "code-twice": ({'| 55 | "nothing asked" | unpaid |': '| 43 | "nothing asked" | unpaid |'}, ""),
    "declared-twice": ({}, 'setting maximum money "Again" = $41\n  cite book "p"\n'),
    "wrong-type": ({}, "fact x of day yes_no = stay.copay\n" + FLAG),
    "wrong-units": ({}, "fact x of day = stay.copay + 5 hours > $3\n" + FLAG),
    "not-comparable": ({}, "fact x of day = stay.copay > 5\n" + FLAG),
    "no-order": ({}, "fact x of day = code is not missing and code > 40\n" + FLAG),
    "finer-row": ({}, 'flag many of stay\n  when code is 40\n  say "x"\n  cite book "p"\n'),
    "not-finer": ({}, "fact x of day = count(stay where half) > 1\n" + FLAG),
    "cycle": ({}, "fact y of day money = x + $1\nfact x of day money = y + $1\n" + MONEY_FLAG),
    "missing-in-silence": ({"stay.ends is not missing and date > ": "date > "}, ""),
    "needless-otherwise": ({}, "fact x of day = (stay.copay otherwise $0) > $3\n" + FLAG),
    "unrounded-amount": (
        {
            "| min(stay.copay, base) |": "| min(50% * stay.copay, base) |",
            "| base - copay_due |": "| base - copay_due rounded down to $0.01 |",
        },
        "",
    ),
    "unrounded-division": ({}, "fact x of day money = stay.copay / 3\n" + MONEY_FLAG),
    "unbalanced": ({"| base - copay_due |": "| base |"}, ""),
    "negative-amount": ({"min(stay.copay, base)": "stay.copay"}, ""),
    "bands-gap": (
        {},
        'bands x of day by hours where hours is not missing\n  | level | from | below |\n  | A | 0 hours | 5 hours |\n  | B | 6 hours | |\n  cite book "p"\nflag told of day\n  when x is not missing and x is A\n  say "{x}"\n  cite book "p"\n',
    ),
    "bands-overlap": (
        {},
        'bands x of day by hours where hours is not missing\n  | level | from | through |\n  | A | 0 hours | 5 hours |\n  | B | 5 hours | |\n  cite book "p"\nflag told of day\n  when x is not missing and x is A\n  say "{x}"\n  cite book "p"\n',
    ),
    "unranked-exceptions": (
        {},
        'fact x of day money\n  = $1\n  except "a"\n    = $2\n    when code is 40\n  except "b"\n    = $3\n    when stay.half\n'
        + MONEY_FLAG,
    ),
    "unreachable-exception": (
        {},
        'fact x of day money\n  = $1\n  except "a"\n    = $2\n    when code is 40 and code is 43\n' + MONEY_FLAG,
    ),
    "unreachable-row": (
        {},
        "fact x of day money\n  | when | value |\n  | stay.half | $1 |\n  | stay.half and stay.copay > $2 | $2 |\n  | otherwise | $3 |\n"
        + MONEY_FLAG,
    ),
    "rows-gap": (
        {},
        "fact x of day money\n  | when | value |\n  | stay.half | $1 |\n  | stay.copay > $2 | $2 |\n"
        + 'flag told of day\n  when x is not missing and x > $2\n  say "{x}"\n  cite book "p"\n',
    ),
    "never-applies": ({"date > stay.ends": "date > stay.ends and stay.half and not stay.half"}, ""),
    "allowances-meet": (
        {},
        'allowance other "others"\n  spent by day where stay.half\n  limit 2\n  per child, calendar_year\n  order date, claim\n  beyond deny other_used\n    say "{limit}"\n  cite book "p"\n',
    ),
    "citation-missing": (
        {'  say "{date} is after {stay.ends}."\n  cite book "p. 3"': '  say "{date} is after {stay.ends}."'},
        "",
    ),
    "bad-placeholder": ({"{date} is after {stay.ends}.": "{date is after {stay.ends}."}, ""),
    "open-brace": ({"{date} is after {stay.ends}.": "{date} is after stay.ends}."}, ""),
    "unread": ({}, "fact x of day = stay.half\n"),
    "stops-nothing": (
        {},
        'record other "Other"\n  | field | type | absent | label |\n  | day_off | date | missing | "x" |\ndeny x of other\n  when day_off is missing\n  say "x"\n  cite book "p"\n',
    ),
    "no-pay": ({BODY[BODY.index("pay care of day") :]: ""}, ""),
    "undated-beside-dated": ({' "Maximum" = $40\n': ' "Maximum"\n  = $40\n  from 2022-03-01\n    = $41\n'}, ""),
    "version-gap": (
        {
            ' "Maximum" = $40\n': ' "Maximum"\n  from 2022-01-01 through 2022-02-28\n    = $40\n  from 2022-03-02\n    = $41\n'
        },
        "",
    ),
    "versions-overlap": (
        {
            ' "Maximum" = $40\n': ' "Maximum"\n  from 2022-01-01 through 2022-03-01\n    = $40\n  from 2022-03-01\n    = $41\n'
        },
        "",
    ),
    "period-backwards": ({' "Maximum" = $40\n': ' "Maximum"\n  from 2022-03-01 through 2022-02-01\n    = $40\n'}, ""),
    "option-missing": ({"  week_starts sunday\n": ""}, "fact x of day = week_start(date) > 2022-01-01\n" + FLAG),
    "unknown-exception": (
        {},
        'fact x of day money\n  = $1\n  except "a" over "b"\n    = $2\n    when stay.half\n' + MONEY_FLAG,
    ),
    "rows-overlap": (
        {},
        'table t\n  takes mark\n  gives money\n  | mark | value |\n  | 40 | $1 |\n  | 40 | $2 |\n  cite book "p"\nfact x of day money = if(code is missing, $0, t(code))\n'
        + MONEY_FLAG,
    ),
    "wrong-count": ({}, "fact x of day = age(child.birth_date) > 3 years\n" + FLAG),
    "row-not-closed": ({'| part | "part day" |': '| part | "part day"'}, ""),
}
UNUSUAL = {"wrong-count": "wrong-arguments"}


@pytest.mark.parametrize("name", MISTAKES)
def test_one_mistake_gives_one_finding_with_its_name_and_something_to_do(name: str) -> None:
    swap, extra = MISTAKES[name]

    policy, findings = check(with_body(extra, swap=swap))

    assert [UNUSUAL.get(name, name)] == [finding.name for finding in findings], findings
    assert policy is None
    assert findings[0].span is not None
    assert findings[0].message
    assert findings[0].help


def test_the_small_policy_itself_has_no_findings() -> None:
    policy, findings = check(with_body())

    assert findings == ()
    assert policy is not None


def test_several_mistakes_are_told_in_source_order() -> None:
    swap = {
        "stay.ends is not missing and date >": "stay.edns is not missing and date >",
        "limit 5 days": "limit 5 dais",
    }

    _, findings = check(with_body("fakt y of day = 1\n", swap=swap))

    assert [f.name for f in findings if f.name != "unknown-name"] == ["unknown-unit", "unknown-statement"]
    assert [f.span.line for f in findings if f.span] == sorted(f.span.line for f in findings if f.span)


def test_a_finding_points_at_the_word_it_is_about() -> None:
    text = with_body(swap={"stay.ends is not missing and": "stay.edns is not missing and"})

    (finding,) = check(text)[1]

    assert finding.span is not None
    line = text.split("\n")[finding.span.line - 1]
    assert line[finding.span.column - 1 : finding.span.end_column - 1] == "stay.edns"
    assert "`ends`" in finding.help


def test_order_of_statements_never_matters() -> None:
    pieces = BODY.strip().split("\n\n")

    forward = check(HEAD + "\n" + "\n\n".join(pieces) + "\n")[0]
    backward = check(HEAD + "\n" + "\n\n".join(reversed(pieces)) + "\n")[0]

    assert forward is not None
    assert backward is not None
    assert forward.outcomes == backward.outcomes
    assert forward.facts == backward.facts


def test_a_gap_is_told_beside_a_misspelling_elsewhere() -> None:
    bands = MISTAKES["bands-gap"][1]

    _, findings = check(with_body(bands, swap={"limit 5 days": "limit 5 dais"}))

    assert [finding.name for finding in findings] == ["unknown-unit", "bands-gap"]
