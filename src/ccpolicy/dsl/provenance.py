"""Which statement meets which requirement and cites which place, read from the syntax once patterns are applied."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from attrs import frozen

from ccpolicy.diagnostics import Finding, nearest
from ccpolicy.dsl.syntax import Clause, Constant, Statement, Text, TypeName, Word
from ccpolicy.dsl.translations import english
from ccpolicy.dsl.world import World
from ccpolicy.model.policy import Policy
from ccpolicy.model.provenance import PIN_DIGITS, Cited, Context, Met, Owner, Requirement
from ccpolicy.source import Span

_MOST_TOLD = 20
_PIN = re.compile(rf"[0-9a-f]{{{PIN_DIGITS}}}")


@frozen
class Provenance:
    """What a policy says of its sources."""

    contexts: tuple[Context, ...]
    meets: tuple[Met, ...]
    citations: tuple[Cited, ...]


def gather(world: World, statements: Iterable[Statement]) -> Provenance:
    """The side table of statements in which every pattern is applied; a pin that can be none is reported."""
    contexts: list[Context] = []
    meets: list[Met] = []
    citations: list[Cited] = []
    for statement in statements:
        if statement.word == "context":
            because = english(statement, "because")
            contexts.append(Context(statement.name, statement.label, because, statement.name_span))
        citations += _of_readings(world, statement)
        for owner, clause in _clauses(statement, _owner(statement)):
            if clause.word == "meets":
                meets += [Met(id, owner, word.span) for word in clause.values[0] for id in _ids(word)]
            elif clause.word == "cite":
                citations.append(_cited(world, owner, clause))
    return Provenance(tuple(contexts), tuple(meets), tuple(citations))


def check_requirements(policy: Policy, known: Mapping[str, Requirement], refused: Iterable[str]) -> Iterator[Finding]:
    """What is wrong between a policy and the requirements it names; `refused` is what is wrong with their file."""
    name = policy.options.requirements
    if problems := list(refused):
        more = f"; and {len(problems) - _MOST_TOLD} more" if len(problems) > _MOST_TOLD else ""
        told = "; ".join(problems[:_MOST_TOLD]) + more
        yield Finding("bad-requirements", f"`{name}` cannot be used: {told}", policy.requirements_span,
                      help="it is a list of requirements, each with an id, a kind, what it says and where")
    if not known:
        return
    named = [(met.requirement, met.span) for met in policy.meets]
    for id, span in [*named, *((context.requirement, context.span) for context in policy.contexts)]:
        if id not in known:
            near = nearest(id, known)
            yield Finding("unknown-requirement", f"there is no requirement `{id}` in `{name}`", span,
                          help=f"did you mean {' or '.join(f'`{n}`' for n in near)}?" if near
                          else f"add it to `{name}`, or correct it")


def _clauses(statement: Statement, owner: Owner) -> Iterator[tuple[Owner, Clause]]:
    for item in statement.body:
        if isinstance(item, Statement):
            yield from _clauses(item, _owner(item))
        elif isinstance(item, Clause):
            yield owner, item
            yield from ((_part(owner, item), inner) for inner in item.body if isinstance(inner, Clause))


def _owner(statement: Statement) -> Owner:
    of = statement.of.text if statement.of else ""
    if statement.word in ("asks", "extend"):
        name = of
    elif not statement.name:
        name = f'"{statement.label}"'
    else:
        name = f"{statement.name} of {of}" if of else statement.name
    return Owner(statement.word, name, span=statement.span)


def _part(owner: Owner, clause: Clause) -> Owner:
    """The owner of what is indented under a clause, told by the clause's own line."""
    told = " ".join(filter(None, (_told(value) for value in clause.values)))
    return Owner(owner.kind, owner.name, f"{clause.word} {told}".strip(), clause.span)


def _told(value: object) -> str:
    if isinstance(value, Word):
        return value.text
    if isinstance(value, Text):
        return f'"{value.plain}"'
    if isinstance(value, Constant | TypeName):
        return getattr(value, "text", "") or getattr(value, "name", "")
    return value.lower() if isinstance(value, str) else ""


def _ids(word: Word) -> list[str]:
    """A pattern may be given several ids in one text."""
    return [part.strip() for part in word.text.split(",") if part.strip()]


def _of_readings(world: World, statement: Statement) -> Iterator[Cited]:
    """The places of readings, which stand in a table: in the source the statement cites first, pinned in a column."""
    cites = statement.clauses("cite")
    if statement.word != "unsettled" or not statement.rows or not cites:
        return
    names = [str(getattr(cell.value, "names", [""])[0]) for cell in statement.rows[0].cells]
    for row in statement.rows[1:]:
        cells = {name: cell for name, cell in zip(names, row.cells) if cell.kind == "value"}
        place, pin, reading = (cells.get(name) for name in ("cite", "pin", "reading"))
        if place is None or not isinstance(place.value, Constant):
            continue
        owner = Owner("unsettled", statement.name, f"reading {reading.text if reading else ''}", place.span)
        text = str(pin.value.value) if pin is not None and isinstance(pin.value, Constant) else ""
        if pin is not None:
            _check_pin(world, text, pin.span)
        slot = pin.span if pin is not None else None
        yield Cited(cites[0].values[0].text, str(place.value.value), text, owner, place.span, slot)


def _check_pin(world: World, text: str, span: Span) -> None:
    if text and not _PIN.fullmatch(text):
        world.report("bad-pin", f"`{text}` is no fingerprint of a sentence", span,
                     help="`ccpolicy sources --pin` makes pins")


def _cited(world: World, owner: Owner, clause: Clause) -> Cited:
    source, place, *pin = clause.values
    text = pin[-1].plain if pin else ""
    if pin and pin[0].text != "pin":
        world.report("unknown-word", f"after the place stands `pin`, not `{pin[0].text}`", pin[0].span,
                     help="write `pin` and the fingerprint")
    elif pin:
        _check_pin(world, text, pin[-1].span)
    if pin:
        inner: Span | None = pin[-1].span
    elif place.span.file == clause.span.file and clause.span.line <= place.span.line <= clause.span.end_line:
        end = place.span
        inner = Span(end.file, end.end_line, end.end_column, end.end_line, end.end_column)
    else:
        inner = None  # the place was given to a pattern that takes no pin
    return Cited(source.text, place.plain, text, owner, place.span, inner)
