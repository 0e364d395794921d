"""A policy in another language: the same rules, with every text people are shown said in it.

What has no translation stays English. Names, codes and citations are the same in every language, so that a determination
by the translated policy differs in texts alone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from attrs import evolve

from ccpolicy.model.policy import CodeList, Fact, Grain, Outcome, Policy, Report, Unmodelled, Unsettled, Worksheet
from ccpolicy.model.texts import ENGLISH, code_words, spoken, told

Tell = Callable[[str], str]


def translated(policy: Policy, lang: str) -> Policy:
    """The policy in this language."""
    if lang == ENGLISH:
        return policy

    def tell(text: str) -> str:
        return told(policy, text, lang)

    def named(item: Any) -> Any:
        """An item with a label, which its name stands for where it has none."""
        label = tell(item.label or spoken(item.name))
        return evolve(item, label=label if label != spoken(item.name) else item.label)

    def each(items: Mapping[Any, Any], change: Callable[[Any], Any] = named) -> dict[Any, Any]:
        return {key: change(item) for key, item in items.items()}

    return evolve(
        policy,
        lang=lang,
        label=tell(policy.label),
        codes=each(policy.codes, lambda codes: _codes(codes, tell)),
        grains=each(policy.grains, lambda grain: _grain(named(grain), named)),
        settings=each(policy.settings),
        unsettled=each(policy.unsettled, lambda point: _point(point, tell)),
        tables=each(policy.tables),
        facts=each(policy.facts, lambda fact: _fact(named(fact), tell)),
        worksheets=each(policy.worksheets, lambda sheet: _worksheet(named(sheet), tell)),
        allowances=each(policy.allowances),
        deadlines=each(policy.deadlines),
        pays=tuple(named(pay) for pay in policy.pays),
        outcomes=each(policy.outcomes, lambda outcome: _outcome(named(outcome), tell)),
        reports=each(policy.reports, lambda report: _report(named(report), tell)),
        contexts=tuple(
            evolve(each, title=tell(each.title), because=tell(each.because)) for each in policy.contexts
        ),
        unmodelled=tuple(_gap(gap, tell) for gap in policy.unmodelled),
    )


def _codes(codes: CodeList, tell: Tell) -> CodeList:
    """A code without a label gets one where its words are translated."""
    rows = {}
    for code, row in codes.rows.items():
        label = tell(code_words(row))
        rows[code] = row if label == code_words(row) else evolve(row, label=label)
    return evolve(codes, rows=rows)


def _grain(grain: Grain, named: Callable[[Any], Any]) -> Grain:
    return evolve(grain, fields={name: named(column) for name, column in grain.fields.items()})


def _point(point: Unsettled, tell: Tell) -> Unsettled:
    readings = tuple(evolve(reading, label=tell(reading.label)) for reading in point.readings)
    return evolve(point, question=tell(point.question), readings=readings, because=tell(point.because))


def _fact(fact: Fact, tell: Tell) -> Fact:
    """Exceptions are known by their labels: what they are over is told in the same words."""
    exceptions = tuple(
        evolve(part, label=tell(part.label), over=tuple(map(tell, part.over))) for part in fact.exceptions
    )
    return evolve(fact, exceptions=exceptions)


def _worksheet(sheet: Worksheet, tell: Tell) -> Worksheet:
    return evolve(
        sheet, lines=tuple(evolve(line, label=tell(line.label or spoken(line.fact))) for line in sheet.lines)
    )


def _outcome(outcome: Outcome, tell: Tell) -> Outcome:
    return evolve(outcome, asking=tuple(map(tell, outcome.asking)))


def _gap(gap: Unmodelled, tell: Tell) -> Unmodelled:
    return evolve(gap, title=tell(gap.title), instead=tell(gap.instead))


def _report(report: Report, tell: Tell) -> Report:
    blocks = tuple(
        evolve(
            block, label=tell(block.label), lines=tuple(evolve(line, label=tell(line.label)) for line in block.lines)
        )
        for block in report.blocks
    )
    return evolve(report, blocks=blocks)
