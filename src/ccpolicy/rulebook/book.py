"""The pages of one policy, made from the checked policy, its files and its cases."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from ccpolicy import library
from ccpolicy.engine.examples import run_example
from ccpolicy.engine.texts import field_label, party_label
from ccpolicy.model.expr import ReadField
from ccpolicy.model.policy import Outcome, Policy, Unmodelled
from ccpolicy.model.provenance import Owner
from ccpolicy.model.texts import languages, spoken, told
from ccpolicy.model.translate import translated
from ccpolicy.rulebook import meaning
from ccpolicy.rulebook.cases import Traced
from ccpolicy.rulebook.files import Excerpt, Files, topic
from ccpolicy.rulebook.items import Item, Key, dependencies, expressions, grain_key, items, outcome_key, turned
from ccpolicy.rulebook.page import Book, Open, Page, Remedy, Shown, Told, Tried
from ccpolicy.source import Span


def book(policy: Policy, place: Path, traced: Traced) -> Book:
    """All pages. `traced` is what the cases of the policy rest on."""
    known = items(policy)
    reads = dependencies(policy, known)
    read_by = turned(reads)
    files = Files(place)
    spoken_in = {lang: items(translated(policy, lang)) for lang in languages(policy)}
    meets = _meets(policy, known)
    tried = [Tried(example, tuple(run_example(policy, example))) for example in policy.examples]
    pages = {}
    for key, item in known.items():
        inner = _inside(policy, item)
        pages[key] = Page(
            item=item,
            topic=topic(item.span) or topic(_codes_span(policy, item)),
            told=tuple(_told(policy, spoken_in[lang].get(key, item), lang) for lang in spoken_in),
            points=meaning.points(policy, item),
            history=meaning.history(item),
            excerpts=_excerpts(files, item),
            reads=reads[key],
            read_by=read_by[key],
            requirements=meets.get(key, ()),
            examples=tuple(each for each in tried if each.example.of in (item.name, *(one.name for one in inner))),
            cases=_cases(item, inner, meets.get(key, ()), traced),
            unsettled=tuple(policy.unsettled[other[-1]] for other in reads[key] if other[0] == "unsettled"),
            unmodelled=tuple(gap for gap in policy.unmodelled if _touches(gap, item)),
            codes=tuple(_open(policy, outcome) for outcome in inner),
            remedies=tuple(_remedies(policy, item)),
        )
    about = {page.topic: files.about(page.item.span.file) for page in pages.values() if page.item.span and page.topic}
    needed = library.requirements(policy, place)
    return Book(policy, pages, about, {id: each.says for id, each in needed.items()}, traced.covers)


def _told(policy: Policy, item: Item, lang: str) -> Told:
    said = tuple(dict.fromkeys(
        (told(policy, about, lang), text) for part in item.parts for about, text in meaning.sentences(part, lang)
    ))
    notes = tuple(dict.fromkeys(note for part in item.parts if (note := getattr(part, "note", ""))))
    return Told(lang, item.title, said, notes if lang == policy.lang else ())


def _excerpts(files: Files, item: Item) -> tuple[Excerpt, ...]:
    """The statement, and wherever else a part of it stands, such as in an amendment."""
    spans = [span for span in (item.span, *_spans(item.parts)) if isinstance(span, Span)]
    found: dict[tuple[str, int], Excerpt] = {}
    for span in spans:
        excerpt = files.excerpt(span)
        if excerpt is not None:
            found.setdefault((excerpt.file, excerpt.first), excerpt)
    return tuple(found.values())


def _spans(parts: Iterable[Any]) -> Iterable[Span | None]:
    for part in parts:
        yield getattr(part, "span", None)
        for name in ("definitions", "exceptions", "versions", "blocks", "waivers"):
            yield from _spans(getattr(part, name, ()))


def _codes_span(policy: Policy, item: Item) -> Span | None:
    """A list of codes has no place of its own; where it cites something stands in the list of citations."""
    owners = (cited for cited in policy.citations if cited.by.kind == "codes" and cited.by.name == item.name)
    return next((cited.by.span or cited.span for cited in owners), None) if item.kind == "codes" else None


def _inside(policy: Policy, item: Item) -> tuple[Outcome, ...]:
    """The outcomes an item can give: itself, or those that belong to it."""
    own = tuple(part for part in item.parts if isinstance(part, Outcome))
    if item.kind in ("allowance", "deadline", "bands"):
        return tuple(outcome for outcome in policy.outcomes.values() if outcome.parent == item.name)
    return own


def _meets(policy: Policy, known: Mapping[Key, Item]) -> dict[Key, tuple[str, ...]]:
    """The requirements each item meets; what stands under an allowance or deadline is met by its code as well."""
    found: dict[Key, dict[str, None]] = defaultdict(dict)
    by_name: dict[str, list[Key]] = defaultdict(list)
    for key in known:
        by_name[key[-1]].append(key)
    for met in policy.meets:
        for key in owned(met.by, by_name):
            found[key][met.requirement] = None
    for key, item in known.items():
        for part in item.parts:
            parents = by_name[part.parent] if isinstance(part, Outcome) and part.parent else ()
            for parent in parents:
                found[key] |= found.get(parent, {}) if not found.get(key) else {}
    return {key: tuple(ids) for key, ids in found.items()}


def owned(owner: Owner, by_name: Mapping[str, list[Key]]) -> list[Key]:
    """The items that a statement named in the list of provenance is."""
    name, _, grain = owner.name.partition(" of ")
    keys = by_name.get(name.strip('"'), [])
    same = [key for key in keys if key[0] == owner.kind or (owner.kind, key[0]) == ("fact", "bands")]
    if grain and any(len(key) == 3 for key in same):
        same = [key for key in same if key[1] == grain]
    return same


def _cases(item: Item, inner: tuple[Outcome, ...], requirements: tuple[str, ...], traced: Traced) -> Shown:
    about = tuple(case for case, ids in traced.covers.items() if set(ids) & set(requirements))
    used: dict[str, None] = {}
    for outcome in inner:
        used |= dict.fromkeys(traced.rests.get(("outcome", outcome.name), ()))
    if not inner or item.kind not in ("deny", "hold", "flag", "route"):
        kind = "fact" if item.kind == "bands" else item.kind
        used |= dict.fromkeys(traced.rests.get((kind, item.name), ()))
    both = tuple(case for case in about if case in used)
    rest = tuple(case for case in about if case not in used)
    return Shown(both + rest, tuple(case for case in used if case not in about))


def _touches(gap: Unmodelled, item: Item) -> bool:
    return item.name in gap.touches and item.kind not in ("record", "grain", "codes")


def _open(policy: Policy, outcome: Outcome) -> Open:
    return Open(outcome.name, outcome_key(policy, outcome.name), outcome.kind, spoken(outcome.to), outcome.asking)


def _remedies(policy: Policy, item: Item) -> Iterable[Remedy]:
    """The inputs that a rule reads itself, with who can change or supply them, where the policy says so."""
    seen: set[tuple[str, str]] = set()
    for part in item.parts:
        for expr in expressions(part):
            for read in expr.walk():
                if not isinstance(read, ReadField) or (read.grain, read.name) in seen:
                    continue
                seen.add((read.grain, read.name))
                known = policy.grains[read.grain].fields.get(read.name)
                if known is None or (known.changed_by is None and known.known_by is None):
                    continue
                yield Remedy(
                    grain_key(policy.grains[read.grain]), field_label(policy, read.grain, read.name),
                    party_label(policy, known.changed_by), party_label(policy, known.known_by),
                    tuple(_until(policy, read.grain, read.name, known.until)),
                )


def _until(policy: Policy, grain: str, name: str, named: str) -> Iterable[Key]:
    for deadline in policy.deadlines.values():
        turns = any(
            isinstance(part, ReadField) and (part.grain, part.name) == (grain, name) for part in deadline.event.walk()
        )
        if deadline.name == named or (turns and not named):
            yield ("deadline", deadline.name)
