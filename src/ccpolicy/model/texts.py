"""The texts of a policy that people are shown, and what they are in another language.

A sentence with values in it (`say`) has its own wording in each language, beside the English. Everything else, such as
labels, questions and titles, is looked up in the policy's `words` by its English text.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from attrs import frozen

from ccpolicy.model.expr import Template
from ccpolicy.model.policy import CodeRow, Exceptional, Policy, Wording
from ccpolicy.model.types import Codes, Type
from ccpolicy.source import Span

ENGLISH = "en"


@frozen
class Shown:
    """A text in English, whose it is, and where that stands, as nearly as is known."""

    text: str
    owner: str
    span: Span | None


def spoken(name: str) -> str:
    """A name as it is shown where it has no label."""
    return name.replace("_", " ")


def code_words(row: CodeRow) -> str:
    """What people call a code: its label, or the words it is made of."""
    return row.label if row.label != row.code else spoken(row.code)


def told(policy: Policy, text: str, lang: str) -> str:
    """A text in a language; the English where the policy has no other."""
    return policy.words.get(lang, {}).get(text, text)


def languages(policy: Policy) -> tuple[str, ...]:
    """The languages a policy speaks, English first."""
    return (ENGLISH, *(lang for lang in policy.options.languages if lang != ENGLISH))


def shown(policy: Policy) -> Iterator[Shown]:
    """Every text that may be shown and is no sentence with values, as often as it stands."""
    for text, owner, span in _texts(policy):
        if text:
            yield Shown(text, owner, span)


def sentences(policy: Policy) -> Iterator[tuple[str, dict[str, Template], Span | None]]:
    """The sentences of each rule that has any: the rule's name, its wording by language, its place."""
    for outcome in policy.outcomes.values():
        yield outcome.name, dict(outcome.say), outcome.span
    for pay in policy.pays:
        yield pay.name, dict(pay.say), pay.span
    for fact in policy.facts.values():
        yield fact.name, dict(fact.say), fact.span
        parts: tuple[Wording | Exceptional, ...] = (*fact.definitions, *fact.exceptions)
        for part in parts:
            if part.say != fact.say:
                yield fact.name, dict(part.say), part.span or fact.span


def _texts(policy: Policy) -> Iterator[tuple[str, str, Span | None]]:
    yield policy.label, policy.name, None
    for codes in policy.codes.values():
        for row in codes.rows.values():
            if row.label != row.code or row.code[:1].islower():
                yield code_words(row), codes.name, None
    for grain in policy.grains.values():
        yield grain.label or spoken(grain.name), grain.name, grain.span
        yield spoken(grain.name), grain.name, grain.span
        for column in grain.fields.values():
            yield column.label or spoken(column.name), grain.name, column.span or grain.span
            yield from ((text, grain.name, column.span or grain.span) for text in _unlisted(policy, column.type))
    for setting in policy.settings.values():
        yield setting.label or spoken(setting.name), setting.name, setting.span
    for table in policy.tables.values():
        yield table.label or spoken(table.name), table.name, table.span
    for fact in policy.facts.values():
        yield fact.label or spoken(fact.name), fact.name, fact.span
        yield from ((text, fact.name, fact.span) for text in _unlisted(policy, fact.type))
        for exception in fact.exceptions:
            yield exception.label, fact.name, exception.span or fact.span
    yield from _rules(policy)
    yield from _open_points(policy)


def _unlisted(policy: Policy, kind: Type) -> Iterator[str]:
    """The words of codes that stand in no list, but in a field or fact of their own."""
    if isinstance(kind, Codes) and kind.name not in policy.codes and kind.name not in policy.unsettled:
        yield from (spoken(code) for code in kind.codes if code[:1].islower())


def _rules(policy: Policy) -> Iterator[tuple[str, str, Span | None]]:
    for sheet in policy.worksheets.values():
        yield sheet.label or spoken(sheet.name), sheet.name, sheet.span
        for line in sheet.lines:
            yield line.label or spoken(line.fact), sheet.name, sheet.span
    for rule in (*policy.allowances.values(), *policy.deadlines.values(), *policy.pays):
        yield rule.label or spoken(rule.name), rule.name, rule.span
    for outcome in policy.outcomes.values():
        yield outcome.label or spoken(outcome.name), outcome.name, outcome.span
        yield spoken(outcome.to), outcome.name, outcome.span
        for document in outcome.asking:
            yield document, outcome.name, outcome.span
    for asks in policy.asks:
        for name, _ in asks.line:
            yield spoken(name), asks.name or "asks", asks.span
    for report in policy.reports.values():
        yield report.label or spoken(report.name), report.name, report.span
        for block in report.blocks:
            for text in (block.label, *(line.label for line in block.lines)):
                yield text, report.name, block.span or report.span
    for amendment in policy.amendments.values():
        yield amendment.label, amendment.label, amendment.span


def _open_points(policy: Policy) -> Iterator[tuple[str, str, Span | None]]:
    for point in policy.unsettled.values():
        texts: Iterable[str] = (point.question, *(reading.label for reading in point.readings), point.because)
        for text in texts:
            yield text, point.name, point.span
    for context in policy.contexts:
        yield context.title, context.requirement, context.span
        yield context.because, context.requirement, context.span
    for gap in policy.unmodelled:
        yield gap.title, gap.title, gap.span
        yield gap.instead, gap.title, gap.span
