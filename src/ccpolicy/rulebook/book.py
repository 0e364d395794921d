"""The pages of one policy, made from the checked policy, its files and its cases."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path, PurePath
from typing import Any

from attrs import evolve

from ccpolicy import library
from ccpolicy.engine.examples import run_example
from ccpolicy.engine.texts import field_label, party_label
from ccpolicy.model.expr import ReadField
from ccpolicy.model.policy import Grain, Outcome, Policy, Unmodelled
from ccpolicy.model.provenance import Owner
from ccpolicy.model.texts import ENGLISH, languages, spoken, told
from ccpolicy.model.translate import translated
from ccpolicy.rulebook import meaning
from ccpolicy.rulebook.cases import Rule, Traced
from ccpolicy.rulebook.files import Excerpt, Files, topic
from ccpolicy.rulebook.grids import grids
from ccpolicy.rulebook.items import (
    OUTCOMES,
    Item,
    Key,
    dependencies,
    expressions,
    grain_key,
    items,
    outcome_key,
    turned,
)
from ccpolicy.rulebook.page import Book, Open, Page, Remedy, Shown, Told, Tried
from ccpolicy.source import Span


def book(policy: Policy, place: Path, traced: Traced) -> Book:
    """All pages. `traced` is what the cases of the policy rest on."""
    files = Files(place)
    known = _placed(items(policy), files)
    reads = dependencies(policy, known)
    read_by = turned(reads)
    speaking = [translated(policy, lang) for lang in languages(policy)]
    spoken_items = {each.lang: items(each) for each in speaking}
    meets = _meets(policy, known)
    tried = tuple(Tried(example, tuple(run_example(policy, example))) for example in policy.examples)
    pages = {}
    for key, item in known.items():
        given = _given(policy, item)
        pages[key] = Page(
            item=item,
            topic=topic(item.span),
            told=tuple(_told(each, spoken_items[each.lang].get(key, item), given) for each in speaking),
            points=meaning.points(policy, item),
            history=meaning.history(item),
            excerpts=_excerpts(files, item),
            reads=reads[key],
            read_by=read_by[key],
            requirements=meets.get(key, ()),
            examples=tuple(each for each in tried if _tries(each, {item.name, *(one.name for one in given)})),
            cases=_cases(item, given, meets.get(key, ()), traced),
            unsettled=tuple(policy.unsettled[other[-1]] for other in reads[key] if other[0] == "unsettled"),
            unmodelled=tuple(gap for gap in policy.unmodelled if _touches(gap, item)),
            codes=tuple(_open(policy, outcome) for outcome in given),
            remedies=tuple(_remedies(policy, key, known, reads)) if given else (),
        )
    about = {page.topic: files.about(page.item.span.file) for page in pages.values() if page.item.span}
    needed = {id: each.says for id, each in library.requirements(policy, place).items()}
    heading = PurePath(library.HEADING_FILE).stem
    return Book(policy, pages, about, needed, traced.cases, tried, heading)


def _placed(known: Mapping[Key, Item], files: Files) -> dict[Key, Item]:
    """The items with the places that the model does not keep: lists of codes, which bands have too."""
    named = dict.fromkeys([*files.names(), *(item.span.file for item in known.values() if item.span)])
    return {
        key: item if item.span else evolve(item, span=files.find(item.name, (item.kind, "bands"), named))
        for key, item in known.items()
    }


def _tries(tried: Tried, names: set[str]) -> bool:
    expected = {name.rpartition(".")[2] for row in tried.example.rows for name in row.expect}
    return bool(names & {tried.example.of, *expected})


def _told(policy: Policy, item: Item, given: tuple[Outcome, ...]) -> Told:
    """What is said in the policy's language, also where a code is given because of the item."""
    lang = policy.lang
    own = [sentence for part in item.parts for sentence in meaning.sentences(policy, part)]
    for outcome in given if item.kind not in OUTCOMES else ():
        label = policy.outcomes[outcome.name].label or spoken(outcome.name)
        own += [(label, text) for _, text in meaning.sentences(policy, outcome)]
    said = tuple(dict.fromkeys((told(policy, about, lang), text) for about, text in own))
    notes = tuple(dict.fromkeys(note for part in item.parts if (note := getattr(part, "note", ""))))
    return Told(lang, item.title, said, notes if lang == ENGLISH else (), grids(policy, item))


def _excerpts(files: Files, item: Item) -> tuple[Excerpt, ...]:
    """The statement, and wherever else a part of it stands, such as in an amendment."""
    spans = [span for span in (item.span, *_spans(item.parts)) if isinstance(span, Span)]
    found: dict[tuple[str, int], Excerpt] = {}
    for span in spans:
        excerpt = files.excerpt(span)
        if excerpt is not None:
            whole = item.kind in ("record", "grain")
            found.setdefault((excerpt.file, excerpt.first), evolve(excerpt, marked=()) if whole else excerpt)
    return tuple(found.values())


def _spans(parts: Iterable[Any]) -> Iterator[Span | None]:
    for part in parts:
        yield getattr(part, "span", None)
        for name in ("definitions", "exceptions", "versions", "blocks", "waivers"):
            yield from _spans(getattr(part, name, ()))
        if isinstance(part, Grain):
            yield from _spans(part.fields.values())


def _given(policy: Policy, item: Item) -> tuple[Outcome, ...]:
    """The outcomes an item can give: itself, or those that belong to it."""
    own = tuple(part for part in item.parts if isinstance(part, Outcome))
    if item.kind in ("allowance", "deadline", "bands"):
        return tuple(outcome for outcome in policy.outcomes.values() if outcome.parent == item.name)
    return own


def _meets(policy: Policy, known: Mapping[Key, Item]) -> dict[Key, tuple[str, ...]]:
    """The requirements each item meets; what stands under an allowance or deadline is met by its code as well."""
    found: dict[Key, dict[str, None]] = defaultdict(dict)
    by_name = owners(known)
    for met in policy.meets:
        for key in owned(met.by, by_name):
            found[key][met.requirement] = None
    for key, item in known.items():
        for part in item.parts:
            parents = by_name[part.parent] if isinstance(part, Outcome) and part.parent else ()
            for parent in parents:
                found[key] |= found.get(parent, {}) if not found.get(key) else {}
    return {key: tuple(ids) for key, ids in found.items()}


def owners(known: Iterable[Key]) -> dict[str, list[Key]]:
    """The items of each name."""
    found: dict[str, list[Key]] = defaultdict(list)
    for key in known:
        found[key[-1]].append(key)
    return found


def owned(owner: Owner, by_name: Mapping[str, list[Key]]) -> list[Key]:
    """The items that a statement named in the list of provenance is."""
    name, _, grain = owner.name.partition(" of ")
    keys = by_name.get(name.strip('"'), [])
    same = [key for key in keys if key[0] == owner.kind or (owner.kind, key[0]) == ("fact", "bands")]
    if grain and any(len(key) == 3 for key in same):
        same = [key for key in same if key[1] == grain]
    return same


def _cases(item: Item, given: tuple[Outcome, ...], requirements: tuple[str, ...], traced: Traced) -> Shown:
    about = tuple(case for case, each in traced.cases.items() if set(each.covers) & set(requirements))
    used = dict.fromkeys(case for rule in _rules(item, given) for case in traced.rests.get(rule, ()))
    both = tuple(case for case in about if case in used)
    rest = tuple(case for case in about if case not in used)
    return Shown(both + rest, tuple(case for case in used if case not in about))


def _rules(item: Item, given: tuple[Outcome, ...]) -> Iterator[Rule]:
    """What derivations call an item and what belongs to it; a code counts where it is given."""
    yield from (("outcome", outcome.name) for outcome in given)
    match item.kind:
        case "fact" | "bands":
            yield "fact", item.grain, item.name
        case "unsettled":
            yield "setting", item.name
        case "worksheet":
            yield from (("fact", item.grain, line.fact) for part in item.parts for line in part.lines)
        case kind if kind not in OUTCOMES:
            yield kind, item.name


def _touches(gap: Unmodelled, item: Item) -> bool:
    return item.name in gap.touches and item.kind not in ("record", "grain", "codes")


def _open(policy: Policy, outcome: Outcome) -> Open:
    return Open(outcome.name, outcome_key(policy, outcome.name), outcome.label, outcome.kind, spoken(outcome.to), outcome.asking)


def _remedies(
    policy: Policy, key: Key, known: Mapping[Key, Item], reads: Mapping[Key, tuple[Key, ...]]
) -> Iterator[Remedy]:
    """The inputs that a rule turns on, directly or through other rules, and that the policy says somebody can change."""
    seen: set[tuple[str, str]] = set()
    reached, pending = {key}, [key]
    while pending:
        here = pending.pop(0)
        for name in _inputs(known[here]):
            if name not in seen:
                seen.add(name)
                yield from _remedy(policy, *name)
        further = [other for other in reads[here] if other[0] in _THROUGH and other not in reached]
        reached |= set(further)
        pending += further


_THROUGH = ("fact", "bands", "deadline", "allowance", "table")
"""What is looked through for the inputs behind a rule; what another rule refuses is told on its own page."""


def _inputs(item: Item) -> Iterator[tuple[str, str]]:
    for part in item.parts:
        for expr in expressions(part):
            yield from ((read.grain, read.name) for read in expr.walk() if isinstance(read, ReadField))


def _remedy(policy: Policy, grain: str, name: str) -> Iterator[Remedy]:
    known = policy.grains[grain].fields.get(name)
    if known is not None and known.changed_by is not None:
        who = party_label(policy, known.changed_by)
        until = tuple(_until(policy, grain, name, known.until))
        yield Remedy(grain_key(policy.grains[grain]), field_label(policy, grain, name), who, until)


def _until(policy: Policy, grain: str, name: str, named: str) -> Iterator[Key]:
    for deadline in policy.deadlines.values():
        turns = any(
            isinstance(part, ReadField) and (part.grain, part.name) == (grain, name) for part in deadline.event.walk()
        )
        if deadline.name == named or (turns and not named):
            yield ("deadline", deadline.name)
