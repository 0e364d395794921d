"""Every expression of a policy with the row it is worked out on: one list for all that look at expressions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from attrs import frozen

from ccpolicy.model.expr import Expr, SortKey, Template
from ccpolicy.model.policy import Exceptional, Fact, Outcome, Policy, Report, Wording
from ccpolicy.model.types import DATE, DAYS, MONEY, NUMBER, YES_NO, Type


@frozen
class Site:
    """One expression: what it belongs to, the grain of its row (empty: it has none), and the type it must have.

    `made_of` is another type its parts may have: an allowance that counts rows may say its limit as `10 days`.
    """

    place: str
    grain: str
    expr: Expr
    type: Type | None = None
    made_of: Type | None = None


def sites(policy: Policy) -> Iterator[Site]:
    """The outermost expressions of every statement, in the order of the policy."""
    for grain in policy.grains.values():
        place = f"grain {grain.name}"
        for bound in (grain.low, grain.high):
            yield from _one(place, grain.base, bound)
        for path in grain.by_paths:
            yield Site(place, grain.base, path)
        yield from _one(place, grain.name, grain.dated_by, DATE)
        yield from _keys(place, grain.name, grain.order)
    for setting in policy.settings.values():
        for version in setting.versions:
            yield Site(f"setting {setting.name}", "", version.value, setting.type)
    for fact in policy.facts.values():
        yield from _of_fact(fact)
    for sheet in policy.worksheets.values():
        yield from _one(f"worksheet {sheet.name}", sheet.grain, sheet.where, YES_NO)
    for name, allowance in policy.allowances.items():
        place = f"allowance {name}"
        yield from _one(place, allowance.grain, allowance.where, YES_NO)
        for amount in (allowance.spends, allowance.carry):
            yield from _one(place, allowance.grain, amount, allowance.spends_type)
        days = DAYS if allowance.spends_type == NUMBER else None
        yield Site(place, allowance.grain, allowance.limit, allowance.spends_type, days)
        for day in (allowance.window.anchor, allowance.carries_from):
            yield from _one(place, allowance.grain, day, DATE)
        for _, key in allowance.per:
            yield Site(place, allowance.grain, key)
        yield from _keys(place, allowance.grain, allowance.order)
    for name, deadline in policy.deadlines.items():
        place = f"deadline {name}"
        yield from _one(place, deadline.grain, deadline.where, YES_NO)
        yield Site(place, deadline.grain, deadline.event)
        yield Site(place, deadline.grain, deadline.due)
    for asks in policy.asks:
        place = f"asks {asks.grain}"
        yield from _one(place, asks.grain, asks.where, YES_NO)
        for asked in asks.units:
            yield Site(place, asks.grain, asked.amount)
            yield Site(place, asks.grain, asked.unit)
        for _, column in asks.line:
            yield Site(place, asks.grain, column)
    for pay in policy.pays:
        place = f"pay {pay.name}"
        yield from _one(place, pay.grain, pay.where, YES_NO)
        yield from _one(place, pay.grain, pay.amount, MONEY)
        if pay.share is not None:
            yield Site(place, sharing_grain(policy, pay.grain), pay.share)
        yield from _texts(place, pay.grain, pay.say)
    for outcome in policy.outcomes.values():
        yield from _of_outcome(outcome)
    for form in policy.sheets.values():
        for part in (*form.columns, *form.lines):
            yield Site(f"sheet {form.name}", form.grain, part.value)
    for example in policy.examples:
        for row in example.rows:
            for values in (row.given, row.expect):
                for value in values.values():
                    yield Site(f"example {example.label}", "", value)
    for report in policy.reports.values():
        yield from report_sites(report)


def report_sites(report: Report) -> Iterator[Site]:
    """The expressions of a report: on the rows of its pages, and on those of its blocks."""
    place = f"report {report.name}"
    yield from _one(place, report.grain, report.where, YES_NO)
    yield from _keys(place, report.grain, report.order)
    for block in report.blocks:
        grain = block.grain or report.grain
        for line in block.lines:
            yield Site(place, grain, line.value)
        yield from _one(place, grain, block.where, YES_NO)
        yield from _one(place, grain, block.by)
        yield from _keys(place, grain, block.order)


def sharing_grain(policy: Policy, grain: str) -> str:
    """The grain whose rows share what a coarser row is paid; empty if no row that asks leads there."""
    return next((asks.grain for asks in policy.asks if grain in reach(policy, asks.grain)), "")


def reach(policy: Policy, grain: str) -> frozenset[str]:
    """The grains a row of this one leads to, itself included."""
    found: set[str] = set()
    pending = [grain] if grain in policy.grains else []
    while pending:
        here = pending.pop()
        if here not in found:
            found.add(here)
            pending += [link.grain for link in policy.grains[here].links.values() if link.grain in policy.grains]
    return frozenset(found)


def _of_fact(fact: Fact) -> Iterator[Site]:
    place = f"fact {fact.name} of {fact.grain}"
    parts: list[Wording | Exceptional] = [*fact.definitions, *fact.exceptions]
    for part in parts:
        yield Site(place, fact.grain, part.value, fact.type)
        if isinstance(part, Exceptional):
            yield Site(place, fact.grain, part.when, YES_NO)
        yield from _texts(place, fact.grain, part.say)
    yield from _texts(place, fact.grain, fact.say)


def _of_outcome(outcome: Outcome) -> Iterator[Site]:
    place = f"{outcome.kind} {outcome.name}"
    yield Site(place, outcome.grain, outcome.when, YES_NO)
    for waiver in outcome.waivers:
        yield from _one(place, outcome.grain, waiver.when, YES_NO)
    yield from _texts(place, outcome.grain, outcome.say)


def _one(place: str, grain: str, expr: Expr | None, type: Type | None = None) -> Iterator[Site]:
    if expr is not None:
        yield Site(place, grain, expr, type)


def _keys(place: str, grain: str, order: tuple[SortKey, ...]) -> Iterator[Site]:
    for key in order:
        yield Site(place, grain, key.value)


def _texts(place: str, grain: str, say: Mapping[str, Template]) -> Iterator[Site]:
    for template in say.values():
        for expr in template.expressions():
            yield Site(place, grain, expr)
