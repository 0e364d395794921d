"""The invariants hold of what the checker makes, and each of them fails where it is broken on purpose."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from attrs import evolve

from ccpolicy.model.expr import Apply, Expr, Literal, ReadAllowance, ReadFact, ReadField, ReadRow, ReadSetting
from ccpolicy.model.invariants import parts, problems
from ccpolicy.model.operators import CONTROL, OPERATORS
from ccpolicy.model.policy import Citation, Policy, Version
from ccpolicy.model.signatures import PLAIN, gives
from ccpolicy.model.sites import reach, sites
from ccpolicy.model.types import DATE, MONEY, NUMBER, RowOf
from ccpolicy.values.period import Period
from dsl.mini import BODY, HEAD, check, with_body

MORE = """
setting lower money "Lower"
  from 2022-01-01 through 2022-06-30
    = $30
  from 2022-07-01
    = $35

table rate
  takes mark, hours hours from low below high
  gives money
  | mark | low | high | amount |
  | 1 | 0 hours | 5 hours | $20 |
  | 1 | 5 hours | | $40 |
  | 40 | | | $0 |
  cite book "p. 6"

bands size of day by hours "Size of the day"
  | level unit | from | below |
  | part | | 5 hours |
  | full | 5 hours | |
  cite book "p. 6"

fact short of day yes_no "Short"
  = size is part
  except "half price" over "a holiday"
    = no
    when stay.half
  except "a holiday"
    = yes
    when code is 43
  cite book "p. 6"

fact away of claim "Days away"
  = count(day where code is 40)
  cite book "p. 6"

flag short_day of day "A short day"
  when short is not missing and short and away > 2 and lower > $1 and hours is not missing and rate(code, hours) > $1
  say "{date}: {away}"
  cite book "p. 6"

deadline billing of claim "Billing"
  event submitted
  due on month_end(month) + 10 days
  late hold too_late
    say "due {due}"
  cite book "p. 7"

amendment "Open again"
  announced 2022-02-01
  from 2022-03-01
  cite book "p. 8"
  waive ended
"""


def policy() -> Policy:
    made, findings = check(with_body(MORE))
    assert findings == ()
    assert made is not None
    return made


GOOD = policy()


def test_nothing_is_wrong_with_what_the_checker_makes() -> None:
    assert problems(GOOD) == []


def test_every_expression_stands_in_the_list_of_sites() -> None:
    """Whoever adds a statement with an expression in it adds it to the list, or it is never looked at."""
    listed = {id(part) for site in sites(GOOD) for part in site.expr.walk()}
    assert [place for place, part in parts(GOOD) if isinstance(part, Expr) and id(part) not in listed] == []


def test_every_operator_has_a_signature() -> None:
    plain = Literal(type=NUMBER, value=1)
    known = {op for op in OPERATORS | dict.fromkeys(CONTROL) if op in PLAIN or gives(op, [plain, plain]) is not None}
    rest = {"and", "or", "not", "if", "is_missing", "negate", "round"}
    assert known | rest == set(OPERATORS) | CONTROL
    assert set(PLAIN) <= set(OPERATORS)


def test_a_row_reaches_the_rows_it_leads_to() -> None:
    assert reach(GOOD, "day") == {"day", "claim", "stay", "child"}
    assert reach(GOOD, "child") == {"child"}


# ------------------------------------------------------------------ broken on purpose

Broken = Callable[[], Policy]


def item(statements: str, key: Any, /, **more: Any) -> Policy:
    """The policy with one of its statements changed."""
    held = getattr(GOOD, statements)
    changed: dict[str, Any] = {statements: {**held, key: evolve(held[key], **more)}}
    return evolve(GOOD, **changed)


def fact(name: str, value: Expr | None = None, **more: Any) -> Policy:
    """The policy with a fact of the day changed, or only its definition."""
    if value is not None:
        more["definitions"] = (evolve(GOOD.facts["day", name].definitions[0], value=value),)
    return item("facts", ("day", name), **more)


BASE = ReadFact(type=MONEY, path=(), grain="day", name="base")
RATE = ReadField(type=MONEY, path=("claim", "stay"), grain="stay", name="rate")
AWAY: Any = GOOD.facts["claim", "away"].definitions[0].value
EMPTY = Version(Period(date(2022, 2, 1), date(2022, 1, 31)))

BROKEN: dict[str, tuple[Broken, str]] = {
    "a path that leads nowhere": (lambda: fact("base", evolve(RATE, path=("stay", "child"))), "a link stay of day"),
    "a path that leads elsewhere": (lambda: fact("base", evolve(RATE, path=("claim",))), "leads to claim"),
    "a field that is not there": (lambda: fact("base", evolve(RATE, name="price")), "needs price"),
    "a fact that is not there": (lambda: fact("base", evolve(BASE, name="nothing")), "is not there"),
    "a setting that is not there": (lambda: fact("base", ReadSetting(type=MONEY, name="least")), "needs least"),
    "a field read as something else": (lambda: fact("base", evolve(RATE, name="copay", type=DATE)), "read as date"),
    "a row of another grain": (lambda: fact("base", ReadRow(type=RowOf("stay"), path=(), grain="day")), "is read as stay"),
    "an operator that is none": (lambda: fact("base", Apply(type=MONEY, op="plus", args=(BASE, BASE))), "no operator plus"),
    "operands that do not agree": (
        lambda: fact("base", Apply(type=MONEY, op="add", args=(RATE, Literal(type=NUMBER, value=1)))), "add of (money, number)",
    ),
    "too few operands": (lambda: fact("base", Apply(type=MONEY, op="add", args=(RATE,))), "add of (money)"),
    "a result that is something else": (lambda: fact("base", Apply(type=DATE, op="add", args=(RATE, RATE))), "is no date"),
    "a literal of another type": (lambda: fact("base", Literal(type=MONEY, value="40")), "'40' is no money"),
    "a truth that is a number": (lambda: fact("base", Literal(type=MONEY, value=True)), "True is no money"),
    "an allowance that is not there": (
        lambda: fact("base", ReadAllowance(type=NUMBER, path=(), allowance="visits", item="left")), "needs visits",
    ),
    "an item no allowance has": (
        lambda: fact("base", ReadAllowance(type=NUMBER, path=(), allowance="absences", item="rest")), "has no rest",
    ),
    "a fact that depends on itself": (lambda: fact("base", BASE), "base of day → base of day"),
    "a value that is not whole": (
        lambda: fact("base", Literal(type=MONEY, value=Fraction(1, 2))), "says it is whole",
    ),
    "a division that is whole": (
        lambda: fact("base", Apply(type=MONEY, op="divide", args=(RATE, Literal(type=NUMBER, value=3)))), "says it is whole",
    ),
    "a role that is not whole": (lambda: fact("state_pays", whole=False), "state_pays is the state"),
    "a payment that is not whole": (
        lambda: evolve(GOOD, pays=(evolve(GOOD.pays[0], amount=evolve(BASE, whole=False)),)), "its amount is not whole",
    ),
    "a fact that hides that it may be missing": (lambda: fact("size", optional=False), "may be missing"),
    "an exception that beats none": (
        lambda: fact("short", exceptions=(evolve(GOOD.facts["day", "short"].exceptions[0], over=("no one",)),)), "no one",
    ),
    "exceptions that beat each other": (
        lambda: fact(
            "short",
            exceptions=tuple(
                evolve(e, over=(o.label,))
                for e, o in zip(
                    GOOD.facts["day", "short"].exceptions, reversed(GOOD.facts["day", "short"].exceptions), strict=True
                )
            ),
        ),
        "win over each other",
    ),
    "an empty period": (lambda: fact("base", definitions=(evolve(GOOD.facts["day", "base"].definitions[0], version=EMPTY),)),
                        "no day is"),
    "a source that is not there": (lambda: fact("base", cites=(Citation("paper", "p. 1"),)), "no source paper"),
    "an amendment that is not there": (
        lambda: evolve(GOOD, amendments={}), "no amendment Open again",
    ),
    "an amendment announced on two days": (
        lambda: evolve(GOOD, amendments={"Open again": evolve(GOOD.amendments["Open again"], announced=date(2022, 1, 1))}),
        "was announced 2022-01-01, not 2022-02-01",
    ),
    "a stop nobody reaches": (
        lambda: evolve(
            GOOD,
            grains={**GOOD.grains, "visit": evolve(GOOD.grains["child"], name="visit")},
            outcomes={**GOOD.outcomes, "ended": evolve(
                GOOD.outcomes["ended"], grain="visit", when=Literal(type=GOOD.outcomes["ended"].when.type, value=True), say={}
            )},
        ),
        "no row that asks leads to a row of visit",
    ),
    "a reason without a source": (lambda: item("outcomes", "ended", cites=()), "it cites nothing"),
    "a reason of nothing": (lambda: item("outcomes", "too_late", parent="rent"), "no rent"),
    "a deadline without its reason": (lambda: item("deadlines", "billing", outcome="later"), "no later"),
    "a worksheet line of no fact": (
        lambda: item("worksheets", "payment", lines=(evolve(GOOD.worksheets["payment"].lines[0], fact="fee"),)), "fee is no fact",
    ),
    "a text that reads what is not there": (
        lambda: item("outcomes", "ended", say={"en": evolve(GOOD.outcomes["ended"].say["en"], parts=(evolve(BASE, name="no"),))}),
        "is not there",
    ),
    "a table row with a cell too many": (
        lambda: item("tables", "rate", blocks=(evolve(GOOD.tables["rate"].blocks[0], rows=(
            evolve(GOOD.tables["rate"].blocks[0].rows[0], cells=("1", None, None)),)),)), "3 cells for 2 keys",
    ),
    "a table row without a value": (
        lambda: item("tables", "rate", blocks=(evolve(GOOD.tables["rate"].blocks[0], rows=(
            evolve(GOOD.tables["rate"].blocks[0].rows[0], value=None),)),)), "gives None",
    ),
    "a grain that rests on itself": (lambda: item("grains", "claim", kind="each", base="day"), "rests on"),
    "a key that is no field": (lambda: item("grains", "child", key=("number",)), "its key number"),
    "a claim that is not told whether others count": (
        lambda: item("facts", ("claim", "away"), definitions=(evolve(GOOD.facts["claim", "away"].definitions[0], value=evolve(
            AWAY, rows=evolve(AWAY.rows, crosses_claims=True))),)), "cannot be of other claims",
    ),
    "an item under another's name": (lambda: item("tables", "rate", name="price"), "price stands under the name rate"),
}  # fmt: skip


@pytest.mark.parametrize("how", BROKEN)
def test_what_is_broken_on_purpose_is_found(how: str) -> None:
    broken, told = BROKEN[how]
    assert [problem for problem in problems(broken()) if told in problem], problems(broken())


# ------------------------------------------------------------------ what the checker might let through

HALF_CENTS = """
asks day where code is not missing and code.counts_as is not unpaid
  units 1 by full
  line claim, child, date
  cite book "p. 1"
"""
TRICKY = {
    "half a cent in a column of codes": HEAD.replace("| code | label | counts_as |", "| code | label | counts_as | price |")
    .replace("attended |", "attended | $0.125 |").replace("absent |\n  | 43", "absent | $1 |\n  | 43")
    .replace("holiday |", "holiday | $1 |").replace("unpaid |", "unpaid | $1 |") + HALF_CENTS + """
pay care of day where code is not missing
  amount code.price
  cite book "p. 5"
""",
    "a part of an amount from bands": HEAD + HALF_CENTS + """
bands part of day by hours "part"
  | level number | from | below |
  | 0.333 | 0 hours | 5 hours |
  | 1 | 5 hours | |
  cite book "p. 9"

pay care of day where part is not missing
  amount stay.rate * (part otherwise 1)
  cite book "p. 5"
""",
    "a part of an amount from an allowance": HEAD + BODY.replace("  limit 5 days\n", "  spends 0.5\n  limit 5\n").replace(
        "min(charge, maximum) |", "min(charge, maximum * absences.left) |"),
    "a table line without a value": with_body("""
table rate
  takes mark
  gives money
  | mark | amount |
  | 1 | $4 |
  | 40 | |

pay more of day where code is not missing
  amount rate(code)
  cite book "p. 7"
"""),
    "a limit that depends on the row": HEAD + BODY.replace("limit 5 days", "limit if(stay.half, 5 days, 2 days)"),
}  # fmt: skip


@pytest.mark.parametrize("text", TRICKY.values(), ids=TRICKY.keys())
def test_a_policy_is_refused_or_all_invariants_hold(text: str) -> None:
    made, findings = check(text)
    assert made is not None or findings
    assert (problems(made) if made is not None else []) == []
