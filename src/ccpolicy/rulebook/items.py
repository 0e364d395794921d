"""What has a page: every statement of a policy that decides, names or leaves open something."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import attrs
from attrs import field, frozen

from ccpolicy.model.expr import Expr, InBands, ReadColumn, ReadField
from ccpolicy.model.policy import (
    Allowance,
    Amendment,
    Citation,
    Deadline,
    Fact,
    Grain,
    Outcome,
    Pay,
    Policy,
    Table,
    Worksheet,
)
from ccpolicy.model.reads import Node, reads
from ccpolicy.model.texts import spoken
from ccpolicy.source import Span

Key = tuple[str, ...]
"""What identifies an item inside its policy: the word its page is filed under, and its name, of a fact with its grain."""

OUTCOMES = ("deny", "hold", "flag", "route")
RULES = ("fact", "bands", "setting", "table", "worksheet", "allowance", "deadline", "pay", *OUTCOMES)
"""The kinds that decide something; the others are what they are about."""

KINDS = (*RULES, "asks", "unsettled", "amendment", "record", "grain", "codes")
_SAFE = re.compile(r"[^a-z0-9_]+")
_LONGEST = 80


@frozen
class Item:
    """One statement, or what one name means: `parts` are the statements of the model that bear the name, mostly one."""

    key: Key
    label: str
    parts: tuple[Any, ...] = field(eq=False, repr=False)
    grain: str = ""
    span: Span | None = field(default=None, eq=False, repr=False)
    slug: str = ""

    @property
    def kind(self) -> str:
        return self.key[0]

    @property
    def name(self) -> str:
        return self.key[-1]

    @property
    def title(self) -> str:
        """What people call it; its name where it has no label."""
        return self.label or spoken(self.name)

    @property
    def cites(self) -> tuple[Citation, ...]:
        """Every place that it or a part of it cites, each once."""
        return tuple(dict.fromkeys(cite for part in self.parts for cite in _cites(part)))

    @property
    def note(self) -> str:
        return next((part.note for part in self.parts if getattr(part, "note", "")), "")


def items(policy: Policy) -> dict[Key, Item]:
    """Every item by its key, kind by kind, in the order of the policy."""
    found: dict[Key, Item] = {}
    slugs: set[str] = set()
    for item in sorted(_items(policy), key=lambda item: KINDS.index(item.kind)):
        named = (item.grain, item.name) if item.kind in ("fact", "bands") else (item.name,)
        slug = "-".join(map(safe, named))[:_LONGEST] or "unnamed"
        while f"{item.kind}/{slug}" in slugs:
            slug += "-more"
        slugs.add(f"{item.kind}/{slug}")
        found[item.key] = attrs.evolve(item, slug=slug)
    return found


def safe(text: str) -> str:
    """A text as part of an address: small letters, digits and dashes."""
    return _SAFE.sub("-", text.lower()).strip("-")


def _items(policy: Policy) -> Iterator[Item]:
    labels = {(sheet.grain, line.fact): line.label for sheet in policy.worksheets.values() for line in sheet.lines}
    for (grain, name), fact in policy.facts.items():
        label = fact.label or labels.get((grain, name), "")
        yield Item(fact_key(fact), label, (fact,), grain, fact.span)
    for kind, held in (("setting", policy.settings), ("table", policy.tables), ("codes", policy.codes)):
        for name, statement in held.items():
            yield Item((kind, name), statement.label, (statement,), span=getattr(statement, "span", None))
    for sheet in policy.worksheets.values():
        yield _rule("worksheet", sheet)
    for allowance in policy.allowances.values():
        yield _rule("allowance", allowance)
    for deadline in policy.deadlines.values():
        yield _rule("deadline", deadline)
    for outcome in policy.outcomes.values():
        yield _rule(outcome.kind, outcome)
    for name in dict.fromkeys(pay.name for pay in policy.pays):
        same = tuple(pay for pay in policy.pays if pay.name == name)
        yield Item(("pay", name), same[0].label, same, same[0].grain, same[0].span)
    for grain in dict.fromkeys(asks.grain for asks in policy.asks):
        asked = tuple(asks for asks in policy.asks if asks.grain == grain)
        yield Item(("asks", grain), asked[0].label, asked, grain, asked[0].span)
    for point in policy.unsettled.values():
        yield Item(("unsettled", point.name), point.question, (point,), span=point.span)
    for amendment in policy.amendments.values():
        yield Item(("amendment", amendment.label), amendment.label, (amendment,), span=amendment.span)
    for known in policy.grains.values():
        yield Item(grain_key(known), known.label, (known,), known.name, known.span)


def _rule(kind: str, rule: Worksheet | Allowance | Deadline | Outcome | Pay) -> Item:
    return Item((kind, rule.name), rule.label, (rule,), rule.grain, rule.span)


def fact_key(fact: Fact) -> Key:
    """Bands are facts that are read off by limits."""
    banded = any(bands_of(wording.value) is not None for wording in fact.definitions)
    return ("bands" if banded else "fact", fact.grain, fact.name)


def bands_of(expr: Expr) -> InBands | None:
    """The bands a value is read off by, which may hold for some rows only."""
    return next((part for part in expr.walk() if isinstance(part, InBands)), None)


def grain_key(grain: Grain) -> Key:
    return ("record" if grain.kind == "record" else "grain", grain.name)


def outcome_key(policy: Policy, name: str) -> Key:
    return (policy.outcomes[name].kind, name)


def _cites(part: Any) -> Iterator[Citation]:
    """What a statement cites, and what stands inside it."""
    if isinstance(part, Citation):
        yield part
    elif attrs.has(type(part)) and not isinstance(part, Expr):
        for attribute in attrs.fields(type(part)):
            if attribute.name in ("cites", "definitions", "exceptions", "versions", "blocks", "waivers", "readings"):
                for inner in getattr(part, attribute.name):
                    yield from _cites(inner)


# ------------------------------------------------------------------ what reads what


def dependencies(policy: Policy, known: Mapping[Key, Item]) -> dict[Key, tuple[Key, ...]]:
    """For each item the others it reads or is made of, in the order it names them."""
    return {
        key: tuple(other for other in dict.fromkeys(_read_by(policy, item)) if other in known and other != key)
        for key, item in known.items()
    }


def turned(graph: Mapping[Key, Iterable[Key]]) -> dict[Key, tuple[Key, ...]]:
    """The same edges from their other ends."""
    found: dict[Key, list[Key]] = {key: [] for key in graph}
    for key, others in graph.items():
        for other in others:
            found[other].append(key)
    return {key: tuple(others) for key, others in found.items()}


def _read_by(policy: Policy, item: Item) -> Iterator[Key]:
    for part in item.parts:
        yield from (("amendment", version.amendment) for version in versions(part) if version.amendment)
        yield from _named(policy, part)
        for expr in expressions(part):
            for node in reads(expr):
                yield from _of_node(policy, node)
            for inner in expr.walk():
                if isinstance(inner, ReadField):
                    yield grain_key(policy.grains[inner.grain])
                elif isinstance(inner, ReadColumn):
                    yield ("codes", inner.codes)


def _named(policy: Policy, part: Any) -> Iterator[Key]:
    """What a statement names outside its expressions."""
    match part:
        case Worksheet(grain=grain, lines=lines):
            yield from (fact_key(policy.facts[grain, line.fact]) for line in lines if (grain, line.fact) in policy.facts)
        case Pay(worksheet=str(sheet)) if sheet:
            yield ("worksheet", sheet)
        case Outcome(parent=str(parent)) if parent:
            yield from _parent(policy, part)
        case Allowance(after=after):
            yield from (("allowance", name) for name in (*after, *part.together))
        case Table(record=str(record)) if record:
            yield grain_key(policy.grains[record])
        case Grain(base=str(base)) if base:
            yield grain_key(policy.grains[base])


def _parent(policy: Policy, outcome: Outcome) -> Iterator[Key]:
    name = outcome.parent
    if name in policy.allowances:
        yield ("allowance", name)
    elif name in policy.deadlines:
        yield ("deadline", name)
    else:
        yield from (fact_key(fact) for fact in policy.facts.values() if fact.name == name)


def versions(part: Any) -> Iterator[Any]:
    """Every version in a statement and in what stands inside it."""
    if isinstance(part, tuple):
        for inner in part:
            yield from versions(inner)
    elif attrs.has(type(part)) and not isinstance(part, Expr | Amendment):
        if hasattr(part, "version"):
            yield part.version
        for attribute in attrs.fields(type(part)):
            if attribute.name in ("definitions", "exceptions", "versions", "blocks", "waivers"):
                yield from versions(getattr(part, attribute.name))


def expressions(part: Any) -> Iterator[Expr]:
    """The outermost expressions of a statement, those of its sentences left out."""
    if isinstance(part, Expr):
        yield part
    elif isinstance(part, Mapping):
        for inner in part.values():
            yield from expressions(inner)
    elif isinstance(part, tuple):
        for inner in part:
            yield from expressions(inner)
    elif attrs.has(type(part)):
        for attribute in attrs.fields(type(part)):
            if attribute.name not in ("say", "rows"):
                yield from expressions(getattr(part, attribute.name))


def _of_node(policy: Policy, node: Node) -> Iterator[Key]:
    match node:
        case ("fact", grain, name) if (grain, name) in policy.facts:
            yield fact_key(policy.facts[grain, name])
        case ("setting", name):
            yield ("unsettled" if name in policy.unsettled else "setting", name)
        case ("rows" | "date", grain) if grain in policy.grains:
            yield grain_key(policy.grains[grain])
        case ("status", grain, _):
            yield ("asks", grain)
        case ("table" | "allowance" | "deadline", _):
            yield node
        case ("outcome", name):
            yield outcome_key(policy, name)
