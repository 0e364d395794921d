"""What a statement says, point by point, and since when: made from the checked model, in the policy's own notation."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ccpolicy.engine.texts import field_label
from ccpolicy.model.expr import (
    Expr,
    InBands,
    ReadAllowance,
    ReadColumn,
    ReadDate,
    ReadDeadline,
    ReadFact,
    ReadField,
    ReadSetting,
    ReadStatus,
    Template,
)
from ccpolicy.model.infix import infix, keys, value
from ccpolicy.model.policy import (
    Allowance,
    Amendment,
    Asks,
    Deadline,
    Exceptional,
    Fact,
    Grain,
    Outcome,
    Pay,
    Policy,
    Setting,
    Table,
    WindowOf,
    Wording,
    Worksheet,
)
from ccpolicy.model.texts import spoken, told
from ccpolicy.rulebook.items import Item
from ccpolicy.rulebook.page import Change, Hole, Point, Sentence
from ccpolicy.values.period import ALWAYS


def points(policy: Policy, item: Item) -> tuple[Point, ...]:
    """What the statement says that does not change over time."""
    return tuple(point for part in item.parts for point in _points(policy, part) if point.text)


def _points(policy: Policy, part: Any) -> Iterator[Point]:
    match part:
        case Fact() | Setting():
            yield Point("of", getattr(part, "grain", ""))
            yield Point("type", str(part.type))
            for change in _changes(part):
                when = "" if change.version.period == ALWAYS else f", {change.version.period}"
                yield Point(f"{change.what}{when}", change.text)
        case Amendment():
            yield Point("announced", str(part.announced or ""))
            yield Point("in force", str(part.version.period) + (" (the end may move)" if part.version.tentative else ""))
        case Table():
            for key in part.takes:
                how = {"is": "", "from_below": " from … below", "from_through": " from … through"}[key.match]
                yield Point("takes", f"{key.name} {key.type}{how}")
            yield Point("gives", str(part.gives))
            yield Point("rows", part.record)
            yield Point("any yields", value(part.fallback, part.gives) if part.has_fallback else "")
        case Worksheet():
            yield Point("of", part.grain)
            yield _where(part.where)
        case Allowance():
            yield from _allowance(part)
        case Deadline():
            yield Point("of", part.grain)
            yield _where(part.where)
            yield Point("event", infix(part.event))
            yield Point("due on" if part.inclusive else "due before", infix(part.due))
            yield Point("late", f"{policy.outcomes[part.outcome].kind} {part.outcome}" if part.outcome else "")
        case Outcome():
            yield Point(part.kind, part.name)
            yield Point("of", part.grain)
            yield Point("when", infix(part.when))
            yield Point("unit", part.unit)
            yield Point("to", part.to)
        case Pay():
            yield Point("of", part.grain)
            yield _where(part.where)
            yield Point("amount", infix(part.amount) if part.amount is not None else "")
            yield Point("share by", infix(part.share) if part.share is not None else "")
            yield Point("worksheet", part.worksheet)
        case Asks():
            yield _where(part.where)
            for asked in part.units:
                yield Point("units", f"{infix(asked.amount)} by {infix(asked.unit)}")
        case Grain():
            yield from _grain(part)


def _allowance(rule: Allowance) -> Iterator[Point]:
    yield Point("spent by", rule.grain)
    yield _where(rule.where)
    yield Point("spends", infix(rule.spends) if rule.spends is not None else "")
    yield Point("unit", rule.unit)
    yield Point("limit", infix(rule.limit))
    yield Point("per", ", ".join((*(name for name, _ in rule.per), window(rule.window))))
    yield Point("order", keys(rule.order))
    yield Point("grant", rule.grant)
    yield Point("carry", infix(rule.carry) if rule.carry is not None else "")
    yield Point("even_when_denied", "yes" if rule.even_when_denied else "")
    yield Point("after", ", ".join(rule.after))
    yield Point("with", ", ".join(rule.together))


def window(of: WindowOf) -> str:
    """The window as a policy writes it; whole months are told as dates do."""
    match of.kind:
        case "year_from":
            return f"year_from {of.month:02d}-{of.day:02d}"
        case "rolling":
            return f"rolling({of.months} months)"
        case "every":
            return f"every({of.months} months, {infix(of.anchor)})" if of.anchor is not None else f"every({of.months} months)"
    return of.kind


def _grain(grain: Grain) -> Iterator[Point]:
    yield Point("key", ", ".join(grain.key))
    if grain.kind == "each":
        yield Point("each", f"{grain.step} of {grain.base}")
    elif grain.base:
        yield Point(grain.kind, grain.base)
    yield Point("by", ", ".join(map(infix, grain.by_paths)) or ", ".join(grain.by))
    yield Point("from", infix(grain.low) if grain.low is not None else "")
    yield Point("through", infix(grain.high) if grain.high is not None else "")
    yield Point("dated by", infix(grain.dated_by) if grain.dated_by is not None else "")


def _where(condition: Expr | None) -> Point:
    return Point("where", infix(condition) if condition is not None else "")


# ------------------------------------------------------------------ since when


def history(item: Item) -> tuple[Change, ...]:
    """What is in force when, in the order of time; what always holds comes first."""
    found = [change for part in item.parts for change in _changes(part)]
    return tuple(sorted(found, key=lambda change: (change.start is not None, str(change.start or ""), bool(change.version.amendment))))


def _changes(part: Any) -> Iterator[Change]:
    match part:
        case Fact():
            for wording in part.definitions:
                yield _wording("=", wording, part)
            for exception in part.exceptions:
                text = f"{infix(exception.value)} when {infix(exception.when)}"
                yield Change(f"except “{exception.label}”", text, exception.version, exception.cites, exception.note)
        case Setting():
            for wording in part.versions:
                yield _wording("=", wording, part)
        case Table():
            for block in part.blocks:
                yield Change("rows", str(len(block.rows)), block.version, block.cites)
        case Outcome():
            yield Change(part.kind, f"when {infix(part.when)}", part.version, part.cites)
            for waiver in part.waivers:
                when = f"when {infix(waiver.when)}" if waiver.when is not None else ""
                yield Change(f"waive {waiver.name}", when, waiver.version, waiver.cites, waiver.note)
        case Allowance() | Deadline() | Worksheet() | Asks():
            yield Change(item_word(part), "", part.version, part.cites)
        case Pay():
            yield Change("pay", infix(part.amount) if part.amount is not None else "", part.version, part.cites)


def item_word(part: Any) -> str:
    return type(part).__name__.lower()


def _wording(what: str, wording: Wording, owner: Fact | Setting) -> Change:
    text = banded(wording.value) if isinstance(wording.value, InBands) else infix(wording.value)
    note = wording.note if wording.note != getattr(owner, "note", "") else ""
    return Change(what, text, wording.version, wording.cites, note)


def banded(expr: InBands) -> str:
    return f"by {infix(expr.value)}"


# ------------------------------------------------------------------ what it says of itself


def sentences(policy: Policy, part: Any) -> Iterator[tuple[str, Sentence]]:
    """What a statement and its parts say in the policy's language, each with the exception it is said of."""
    own = getattr(part, "say", {})
    if policy.lang in own:
        yield "", _sentence(policy, own[policy.lang])
    if isinstance(part, Fact):
        inner: tuple[Wording | Exceptional, ...] = (*part.definitions, *part.exceptions)
        for each in inner:
            if policy.lang in each.say and each.say != own:
                about = each.label if isinstance(each, Exceptional) else ""
                yield about, _sentence(policy, each.say[policy.lang])


def _sentence(policy: Policy, text: Template) -> Sentence:
    return tuple(part if isinstance(part, str) else Hole(_filled(policy, part)) for part in text.parts)


def _filled(policy: Policy, part: Expr) -> str:
    """What a value in a sentence is called: its label where it has one, else its name or how it is worked out."""
    match part:
        case ReadField(grain=grain, name=name):
            return field_label(policy, grain, name)
        case ReadFact(grain=grain, name=name):
            return policy.facts[grain, name].label or told(policy, spoken(name), policy.lang)
        case ReadSetting(name=name):
            known = policy.settings.get(name)
            return (known.label if known else "") or told(policy, spoken(name), policy.lang)
        case ReadAllowance(item=name) | ReadDeadline(item=name) | ReadStatus(item=name) | ReadColumn(column=name):
            return told(policy, spoken(name), policy.lang)
        case ReadDate():
            return infix(part).rpartition(".")[2].partition("_of_")[0]
    return infix(part)
