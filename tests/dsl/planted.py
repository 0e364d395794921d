"""Defects planted in policies that have none, and witnesses turned back into values."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from typing import Any

import mutations
from attrs import frozen

from ccpolicy.diagnostics import Finding
from ccpolicy.dsl import assemble
from ccpolicy.dsl.bands import cases, settled
from ccpolicy.dsl.load import load_text
from ccpolicy.dsl.solve import Assignment, Solver, abstract, as_written, name_of, variables
from ccpolicy.model.evaluate import evaluate
from ccpolicy.model.expr import Band, Edge, Expr, InBands, Literal
from ccpolicy.model.policy import Policy
from ccpolicy.model.types import AGE, MONTHS


@frozen
class Planted:
    """A policy with a defect: its files, and the finding expected."""

    says: str
    texts: tuple[tuple[str, str], ...]
    expects: str
    policy: str = ""


class Seen:
    """Holds the policy that was looked at, which a policy with findings never gives away."""

    policy: Policy | None = None


def look(case: Planted, monkeypatch: Any) -> tuple[Policy | None, tuple[Finding, ...]]:
    """The findings of a planted policy, and the policy they were found in."""
    seen = Seen()
    plain = assemble.analyse

    def spy(world: Any, policy: Policy) -> None:
        seen.policy = policy
        plain(world, policy)

    monkeypatch.setattr(assemble, "analyse", spy)
    texts = dict(case.texts)
    found = mutations.load(texts, case.policy)[1] if case.policy else load_text(texts["policy.policy"])[1]
    return seen.policy, found


# -------------------------------------------------------------------- witnesses


def witness(message: str) -> dict[str, str]:
    """The operands a message names, each with its value as written."""
    return dict(re.findall(r"(`[^`]+`) is ((?:(?!, `).)+)", message.split(": ", 1)[-1].split(" applies when ")[-1]))


def holds(policy: Policy, conditions: Sequence[Expr], falsely: Sequence[Expr], message: str) -> bool:
    """Whether the witness in a message makes all `conditions` yes and all `falsely` no."""
    told = witness(message)
    solver = Solver(policy)
    parts = [*conditions, *falsely]
    names = sorted(set().union(*(variables(part) for part in parts)), key=repr)
    tried: list[list[Any]] = []
    for name in names:
        samples = solver.samples(name, parts)
        shown = told.get(name_of(name))
        tried.append([v for v in samples if as_written(v, name.type) == shown] if shown is not None else samples)
    if not told or not all(tried):
        return False
    for values in itertools.islice(itertools.product(*tried), 50_000):
        scope = Assignment(policy, solver.choices, dict(zip(names, values)))
        if all(evaluate(abstract(c), scope) is True for c in conditions) and all(
            evaluate(abstract(c), scope) is False for c in falsely
        ):
            return True
    return False


def bands_at(policy: Policy, bands: InBands, message: str) -> int:
    """How many bands hold the point a message names, under the reading it names, if any."""
    found = re.search(r"(exactly|just over) (.+?)(?: when (.*))?$", message)
    assert found is not None, message
    told = dict(re.findall(r"`(\w+)` is (\w+)", found[3] or ""))
    case = next(case for case in cases(Solver(policy), bands) if told.items() <= case.readings.items())
    known = [band for one in bands.bands if (band := settled(one, case)) is not None]
    assert len(known) == len(bands.bands)
    kind = MONTHS if bands.value.type == AGE else bands.value.type
    edges = [_value(edge) for band in known for edge in (band.low, band.high) if edge is not None]
    texts = {as_written(edge, kind): edge for edge in edges} | ({"birth": 0} if bands.value.type == AGE else {})
    return sum(_inside(band, texts[found[2]], found[1] == "just over") for band in known)


def _value(edge: Edge | None) -> Any:
    return edge.value.value if edge is not None and isinstance(edge.value, Literal) else None


def _inside(band: Band, point: Any, over: bool) -> bool:
    """Whether a band holds a point, or what lies just over it."""
    low, high = _value(band.low), _value(band.high)
    above = low is None or low < point or (low == point and (over or band.low is None or band.low.included))
    below = (
        high is None or point < high or (high == point and not over and band.high is not None and band.high.included)
    )
    return above and below


# -------------------------------------------------------------------- small policies with bands and tables

HEAD = """policy p "P"
  from 2022-01-01
  leap_day_birthday march_1
  month_arithmetic last_day
source book "Book"
codes kind "Kinds"
  | code | label |
  | a    | "a"   |
  | b    | "b"   |
record row "R"
  dated by on
  | field | type  | absent   |
  | on    | date  | required |
  | fee   | money | required |
  | time  | hours | required |
  | count | count | required |
  | stay  | days  | required |
  | born  | date  | required |
  | kind  | kind  | required |
  | half  | yes_no | no      |
  | odd   | yes_no | no      |
  | late  | yes_no | no      |
"""
TAIL = """
flag told of row
  when x is not missing and x is A
  say "x"
  cite book "p"
"""
VALUES = {
    "fee": ([0, 5, 8, 20, 50], "${}"),
    "time": ([0, 2, 5, 6, 9], "{} hours"),
    "count": ([0, 3, 4, 7, 12], "{}"),
    "stay": ([0, 2, 3, 9, 30], "{} days"),
    "age(row.born, on)": ([0, 1, 4, 13, 20], "{} months"),
}
LETTERS = "ABCDEFG"


def banded(by: str, edges: Sequence[tuple[int | None, int | None]], low: str = "from", high: str = "below") -> str:
    """A small policy with bands of these edges."""
    form = VALUES[by][1]
    rows = [
        f"  | {LETTERS[at]} | {'' if a is None else form.format(a)} | {'' if b is None else form.format(b)} |"
        for at, (a, b) in enumerate(edges)
    ]
    where = "\n".join([f"bands x of row by {by}", f"  | level | {low} | {high} |", *rows])
    return HEAD + where + '\n  beyond flag out\n    say "x"\n    cite book "p"\n' + TAIL


def bands_of(by: str) -> Iterator[Planted]:
    """Bands with one edge moved by a step: gaps and overlaps, also of a single point."""
    starts = VALUES[by][0]
    whole = [(a, b) for a, b in zip(starts, [*starts[1:], None])]
    for at in range(1, len(whole)):
        for step in (-1, 1):
            moved = list(whole)
            moved[at] = (starts[at] + step, whole[at][1])
            if moved[at][1] is None or moved[at][0] < moved[at][1]:
                name = "bands-gap" if step > 0 else "bands-overlap"
                yield Planted(f"{by}: start {at} moved by {step}", (("policy.policy", banded(by, moved)),), name)
            moved = list(whole)
            moved[at - 1] = (whole[at - 1][0], starts[at] + step)
            if moved[at - 1][0] < moved[at - 1][1]:
                name = "bands-overlap" if step > 0 else "bands-gap"
                yield Planted(f"{by}: end {at} moved by {step}", (("policy.policy", banded(by, moved)),), name)
    for low, high, name in (("from", "through", "bands-overlap"), ("over", "below", "bands-gap")):
        yield Planted(f"{by}: {low} and {high}", (("policy.policy", banded(by, whole, low, high)),), name)


TABLE = """
table t "T"
  takes kind, fee money from least below most
  gives money
  | kind | least | most | rate |
{rows}
flag told of row
  when t(kind, fee) > $1
  say "x"
  cite book "p"
"""
TABLE_ROWS = [(k, a, b) for k in "ab" for a, b in ((0, 5), (5, 9), (9, 20), (20, 40))]


def table(rows: Sequence[tuple[str, int, int]]) -> str:
    lines = "\n".join(f"  | {k} | ${a} | ${b} | ${at + 2} |" for at, (k, a, b) in enumerate(rows))
    return HEAD + TABLE.format(rows=lines)


def tables() -> Iterator[Planted]:
    """Tables with a row twice, or an edge moved."""
    for at, (kind, low, high) in enumerate(TABLE_ROWS):
        rows = [*TABLE_ROWS, TABLE_ROWS[at]]
        yield Planted(f"table row {at} twice", (("policy.policy", table(rows)),), "rows-overlap")
        for step in (-1, 1):
            if low:
                rows = [*TABLE_ROWS[:at], (kind, low + step, high), *TABLE_ROWS[at + 1 :]]
                name = "table-gap" if step > 0 else "rows-overlap"
                yield Planted(f"table start {at} moved by {step}", (("policy.policy", table(rows)),), name)
            if high < 40:
                rows = [*TABLE_ROWS[:at], (kind, low, high + step), *TABLE_ROWS[at + 1 :]]
                name = "rows-overlap" if step > 0 else "table-gap"
                yield Planted(f"table end {at} moved by {step}", (("policy.policy", table(rows)),), name)


RANKED = """
fact x of row money
  = $1
  except "half"
    = $2
    when half
  except "dear" over "half"
    = $3
    when fee > $20
  except "odd" over "half", "dear"
    = $4
    when odd
  except "late" over "odd"
    = $5
    when late and on > 2022-06-30
  except "small"
    = $6
    when fee < $3 and not half and not odd and not late
flag told of row
  when x > $1
  say "x"
  cite book "p"
"""


def ranks() -> Iterator[Planted]:
    """Ranked exceptions with a rank taken away."""
    for over in (' over "half"\n', ' over "half", "dear"', ', "dear"', ' over "odd"'):
        text = HEAD + RANKED.replace(over, "\n" if over.endswith("\n") else "", 1)
        yield Planted(f"without{over.rstrip()}", (("policy.policy", text),), "unranked-exceptions")
    for lost in (" and not half", " and not odd", " and not late"):
        yield Planted(f"without{lost}", (("policy.policy", HEAD + RANKED.replace(lost, "")),), "unranked-exceptions")


# -------------------------------------------------------------------- Kentucky


def changed(file: str, old: str, new: str, says: str, expects: str) -> Planted:
    """Kentucky's policy with one piece replaced; the piece stands in it once."""
    texts = dict(mutations.sources())
    assert texts[file].count(old) == 1, (file, old, texts[file].count(old))
    texts[file] = texts[file].replace(old, new)
    return Planted(says, tuple(texts.items()), expects, "ky")


def kentucky_bands() -> Iterator[Planted]:
    """An edge of a care level moved by a month."""
    text = mutations.sources()["ky/ages.policy"]
    rows = re.findall(r"^  \| [A-Z]{2}-\d .*$", text, re.MULTILINE)
    for at, row in enumerate(rows):
        cells = row.split("|")
        for cell, edge in ((3, "start"), (4, "end")):
            if (edge == "start" and at == 0) or (edge == "end" and at == len(rows) - 1):
                continue
            for step in (-1, 1):
                moved = "|".join([*cells[:cell], f" {cells[cell].strip()} {step:+} month ", *cells[cell + 1 :]])
                moved = moved.replace("+1", "+ 1").replace("-1 month", "- 1 month")
                gap = (step > 0) == (edge == "start")
                name = "bands-gap" if gap else "bands-overlap"
                yield changed("ky/ages.policy", row, moved, f"{cells[1].strip()} {edge} moved by {step} months", name)


def kentucky_lines() -> Iterator[Planted]:
    """A line of a fact twice, or followed by a narrower one."""
    text = mutations.sources()["ky/schedules.policy"]
    tables = re.findall(r"^  \| when .*\n((?:  \|.*\n)+)", text, re.MULTILINE)
    for rows in tables:
        for row in rows.strip("\n").split("\n"):
            condition, value = (cell.strip() for cell in row.strip(" |").split(" | ")[:2])
            if condition == "otherwise":
                continue
            for says, extra in (("twice", condition), ("narrowed", f"({condition}) and child.special_needs")):
                new = f"{row}\n  | {extra} | {value} |"
                yield changed("ky/schedules.policy", row, new, f"{condition[:30]} {says}", "unreachable-row")


EXCEPTIONS = {
    "no copay in Transitional Child Care": ("ky/payment.policy", "$1", ""),
    "special rates in the rate that is halved": ("ky/payment.policy", "$1", ""),
    "no more than other families pay": ("ky/payment.policy", "$1", "charge "),
    "transitional care": ("ky/payment.policy", "$1", "base "),
    "special rates already in the halved rate": ("ky/payment.policy", "$1", "additions "),
    "over the reduced rate": ("ky/payment.policy", "$1", "overage "),
    "provider type without special rates": ("ky/rates.policy", "$1", ""),
    "absence paid on enrollment": ("ky/codes.policy", "43", ""),
}
MEETING = ("date > 2023-01-31", "child.special_needs", "month(date) is month(2023-03-01) and provider.accredited")
NEVER = ("date > 2023-01-31 and date < 2023-01-31", "child.special_needs and not child.special_needs")


def kentucky_exceptions() -> Iterator[Planted]:
    """Exceptions that meet one there is, and exceptions that never apply."""
    for label, (file, value, line) in EXCEPTIONS.items():
        old = f'  except {line}"{label}"\n'
        for condition in (*MEETING, *NEVER):
            new = f'  except {line}"planted"\n    = {value}\n    when {condition}\n{old}'
            name = "unreachable-exception" if condition in NEVER else "unranked-exceptions"
            yield changed(file, old, new, f"beside {label}: {condition}", name)


def kentucky_conditions() -> Iterator[Planted]:
    """A reason whose condition can never hold."""
    for file, text in mutations.sources().items():
        for head, name in re.findall(
            r"^((?:deny|hold|flag|route) (\w+) of (?:day|claim|fee_request).*\n)", text, re.MULTILINE
        ):
            never = "  unless date > 2022-12-15 or date <= 2022-12-15\n"
            yield changed(file, head, head + never, f"{name} never", "never-applies")


SHEET = [
    ("base - copay_due + additions", "base - copay_due", "unbalanced"),
    ("base - copay_due + additions", "base + additions", "unbalanced"),
    ("copay_due + overage", "copay_due", "unbalanced"),
    ("charge - base - overage", "charge - base", "unbalanced"),
    ("charge - base - overage", "$0", "unbalanced"),
    ("min(copay, base)", "copay", "negative-amount"),
    ("max(charge - covered_maximum, $0)", "charge - covered_maximum", "negative-amount"),
    ("min(charge, covered_maximum)", "covered_maximum", "negative-amount"),
]


def kentucky_sheet() -> Iterator[Planted]:
    """A payment that no longer comes out even."""
    text = mutations.sources()["ky/payment.policy"]
    for formula, new, name in SHEET:
        (row,) = re.findall(rf"^  \| [a-z_]+ +\|.*\| {re.escape(formula)} +\|$", text, re.MULTILINE)
        told = row.replace(f"| {formula} ", f"| {new} ")
        yield changed("ky/payment.policy", row, told, f"{new} instead of {formula}", name)
    for line in ("family_pays", "additions", "written_off"):
        (row,) = re.findall(rf"^  \| {line} +\|.*\|$", text, re.MULTILINE)
        cells = row.split("|")
        told = "|".join([*cells[:2], " ", *cells[3:]])
        yield changed("ky/payment.policy", row, told, f"no role for {line}", "unbalanced")


def kentucky_allowances() -> Iterator[Planted]:
    """Allowances without the word on which comes first."""
    for file, text in mutations.sources().items():
        for head, after in re.findall(r"^(allowance \w+ .*\n(?:  .*\n)*?)(  after .*\n)", text, re.MULTILINE):
            says = f"{head.split()[1]} without after"
            yield changed(file, head + after, head, says, "allowances-meet")


def all_planted() -> list[Planted]:
    return [
        *(case for by in VALUES for case in bands_of(by)),
        *tables(),
        *ranks(),
        *kentucky_bands(),
        *kentucky_lines(),
        *kentucky_exceptions(),
        *kentucky_conditions(),
        *kentucky_sheet(),
        *kentucky_allowances(),
    ]


def reachable(policy: Policy, condition: Expr, before: Sequence[Expr]) -> bool:
    """Whether some values, at or beside those mentioned, make a condition yes and those before it no."""
    solver = Solver(policy)
    parts = [condition, *before]
    names = sorted(set().union(*(variables(part) for part in parts)), key=repr)
    for values in itertools.product(*(solver.samples(name, parts) for name in names)):
        scope = Assignment(policy, solver.choices, dict(zip(names, values)))
        if evaluate(abstract(condition), scope) is True and all(
            evaluate(abstract(other), scope) is not True for other in before
        ):
            return True
    return False
