"""A policy as text: everything in it, nothing of how its files are laid out, every expression readable."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime, time
from fractions import Fraction
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from ccpolicy.dsl.load import load_text
from ccpolicy.model.dump import dump
from ccpolicy.model.infix import infix, value
from ccpolicy.model.policy import Policy
from ccpolicy.model.types import (
    BUSINESS_DAYS,
    DATE,
    DAYS,
    MINUTES,
    MOMENT,
    MONEY,
    MONTH,
    MONTHS,
    NUMBER,
    TEXT,
    TIME,
    YES_NO,
    Codes,
    Quantity,
    Type,
)
from ccpolicy.values.absent import MISSING
from ccpolicy.values.dates import Month
from dsl.mini import BODY, HEAD

MORE = """
setting lower money "Lower"
  from 2022-01-01 through 2022-06-30
    = $30
  from 2022-07-01
    = $35

fact short of day yes_no "Short"
  = hours is not missing and hours < 5 hours
  except "half price" over "a holiday"
    = no
    when stay.half
  except "a holiday"
    = yes
    when code is 43
  cite book "p. 6"

fact away of claim "Days away"
  = count(day where code is 40)

fact rank_of_day of day
  = rank(day where code is 40 per (child, month) by date falling)

flag short_day of day "A short day"
  when short and away > 2 and lower > $1 and rank_of_day > 1
  say "{date}: {{ {away} }}"
  cite book "p. 6"

amendment "Half"
  announced 2022-02-01
  from 2022-03-01 through 2022-04-30 tentative
  cite book "p. 8"
  setting maximum money = $20
"""
STATEMENTS = [part for part in re.split(r"\n\n(?=[a-z])", HEAD + BODY + MORE) if part.strip()]


def read(text: str, files: dict[str, str] | None = None) -> Policy:
    policy, findings = load_text(text, files=files)
    assert findings == ()
    assert policy is not None
    return policy


TOLD = dump(read("\n\n".join(STATEMENTS)))


def test_a_policy_is_told_the_same_every_time() -> None:
    assert dump(read("\n\n".join(STATEMENTS))) == TOLD


@given(st.permutations(STATEMENTS), st.integers(0, len(STATEMENTS)))
def test_the_order_of_statements_and_files_does_not_matter(order: list[str], cut: int) -> None:
    first, second = ("\n\n".join(part) + "\n" for part in (order[:cut], order[cut:]))
    assert dump(read(first, {"other.policy": second})) == TOLD


def test_places_in_files_do_not_matter() -> None:
    assert dump(read("\n\n\n# a comment\n\n\n\n".join(STATEMENTS))) == TOLD


@pytest.mark.parametrize(
    "line",
    [
        'policy mini "A small policy", from 2022-01-01',
        "  | 40   | \"away\"          | absent                   |",
        "  each day of claim from month_start(month) through month_end(month)",
        "  = $30, 2022-01-01 through 2022-06-30",
        '  = $20, 2022-03-01 through 2022-04-30 tentative, by amendment "Half", announced 2022-02-01',
        "  = hours is not missing and hours < 5 hours",
        '  except "half price" over "a holiday"',
        "    when claim.stay.half",
        "  = count(day under this row where code is 40 by date_of_day)",
        "  = rank(day where code is 40 per (claim.stay.child, claim.month) by date falling, across claims)",
        '  say en "{date}: {{ {claim.away} }}"',
        '  cite book "p. 8"',
        "  per child claim.stay.child, month",
        "  independent of ended",
        "deny absences_used of day, belongs to absences",
    ],
)
def test_what_a_policy_says_is_told(line: str) -> None:
    assert line in TOLD.split("\n")


def parts(text: str) -> Iterator[Any]:
    policy = read(text)
    for name in ("facts", "outcomes", "allowances", "tables", "settings", "worksheets", "grains", "codes"):
        for key, item in getattr(policy, name).items():
            yield name, key, item, policy


def test_whatever_changes_is_seen() -> None:
    """Every statement with its label changed gives another text."""
    seen = 0
    for name, key, item, policy in parts(HEAD + BODY + MORE):
        changed: dict[str, Any] = {name: {**getattr(policy, name), key: evolve(item, label="another")}}
        assert dump(evolve(policy, **changed)) != dump(policy)
        seen += 1
    assert seen > 20


# ------------------------------------------------------------------ expressions


@pytest.mark.parametrize(
    "written",
    [
        "1 + 2 * 3",
        "(1 + 2) * 3",
        "1 - (2 - 3)",
        "1 - 2 - 3",
        "12 / (2 / 3) rounded down to 1",
        "-(1 + 2)",
        "--1",
        "2 * -1",
        "min(1, max(2, 3))",
        "if(claim.stay.half, 1, 2)",
        "claim.stay.half and (claim.stay.half or not claim.stay.half)",
        "(claim.stay.half or claim.stay.half) and claim.stay.half",
        "not (claim.stay.half and claim.stay.half)",
        "hours otherwise 0 minutes * 2 > 5 hours",
        "hours otherwise 0 minutes",
        "code is not missing and code not in (1, 40)",
        "code is not missing and code is 43",
        "claim.stay.rate * 3 rounded half_up to $0.01",
        "(claim.stay.rate rounded up to $5) + $0.50",
        "month_end(claim.month) + 10 days",
        "age(claim.stay.child.birth_date, date) >= 13 months",
        "claim.stay.ends is missing",
        "elapsed(07:30, 17:00)",
    ],
)
def test_an_expression_is_written_as_the_policy_writes_it(written: str) -> None:
    """And so it is read again as the same."""
    policy = read(HEAD + BODY + f'\nfact x of day\n  = {written}\n\nflag f of day\n  when paid\n  say "{{x}}"\n  cite book "p. 1"\n')
    assert infix(policy.facts["day", "x"].definitions[0].value) == written


@pytest.mark.parametrize(
    "constant, type, text",
    [
        (MISSING, MONEY, "missing"),
        (True, YES_NO, "yes"),
        (4000, MONEY, "$40"),
        (1250, MONEY, "$12.50"),
        (Fraction(25, 2), MONEY, "$0.125"),
        (-500, MONEY, "-$5"),
        (Fraction(1, 3), NUMBER, "1/3"),
        (Fraction(3, 2), NUMBER, "1.5"),
        (300, MINUTES, "5 hours"),
        (60, MINUTES, "1 hour"),
        (90, MINUTES, "90 minutes"),
        (0, MINUTES, "0 minutes"),
        (10, DAYS, "10 days"),
        (1, BUSINESS_DAYS, "1 business day"),
        (9, MONTHS, "9 months"),
        (5, Quantity((("minute", -1), ("money", 1))), "5 (money per minute)"),
        (date(2022, 12, 1), DATE, "2022-12-01"),
        (Month(2022, 12), MONTH, "2022-12"),
        (time(7, 5), TIME, "07:05"),
        (datetime(2022, 12, 1, 7, 5), MOMENT, "2022-12-01 07:05"),
        ('say "no"', TEXT, '"say \\"no\\""'),
        ("IN-1", Codes("level", ("IN-1",)), "IN-1"),
    ],
)
def test_a_value_is_written_as_the_policy_writes_it(constant: Any, type: Type, text: str) -> None:
    assert value(constant, type) == text
