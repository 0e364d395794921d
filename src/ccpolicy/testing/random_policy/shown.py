"""What is told to people: reports, sheets, examples, what is left out, and other languages."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ccpolicy.model.types import DATE, NUMBER, TEXT, Codes, ListOf, Quantity, RowOf
from ccpolicy.testing.random_policy.expressions import term, when
from ccpolicy.testing.random_policy.rows import aggregate, below
from ccpolicy.testing.random_policy.text import Lines, bars, quoted
from ccpolicy.testing.random_policy.world import TOLD, Grain, Scope, Var, World

_TITLES = ("Statement", "Overview")


# -------------------------------------------------------------------- reports


def report(world: World) -> None:
    """Pages with lists, tables and calendars."""
    choose, name = world.choose, world.name("report_no")
    grain = choose.pick(["", *world.grains])
    scope = Scope(world, grain, TOLD)
    body: list[str | Lines] = []
    where = f" where {when(scope, guard=False).text}" if grain and choose.often(20) else ""
    if grain and choose.often(20):
        body.append(f"order {_order(scope)}")
    for kind in choose.some(("list", "table", "calendar", "table"), 1, 3):
        body += _block(world, scope, kind)
    if not any(isinstance(each, str) and each.startswith(("list", "table", "calendar")) for each in body):
        body += _block(world, scope, "table")
    of = f" of {grain}" if grain else ""
    world.statements.append([f"report {name}{of}{where} {world.label()}", [*body, *world.cite()]])


def _block(world: World, scope: Scope, kind: str) -> list[str | Lines]:
    choose = world.choose
    if kind == "list":
        title = f" {world.label()}" if choose.often(50) else ""
        return [f"list{title}", [bars("label", "value"), *_lines(scope)]] if scope.grain else []
    inner = [scope.grain, *world.finer(scope.grain)] if scope.grain else list(world.grains)
    if kind == "calendar":
        inner = [name for name in inner if world.grains[name].dated]
    if not inner:
        return []
    grain = choose.pick(inner)
    rows = scope.at(grain)
    where = f" where {when(rows, guard=False).text}" if choose.often(20) else ""
    by = ""
    if kind == "calendar" and choose.often(40):
        options = [each.text for each in rows.row_terms() if isinstance(each.type, RowOf)]
        by = f" by {choose.pick(options)}" if options else ""
    order = [f"order {_order(rows)}"] if choose.often(30) else []
    head = ["label", "value", "total"] if kind == "table" and choose.often(50) else ["label", "value"]
    return [f"{kind} of {grain}{by}{where} {world.label()}", [*order, bars(*head), *_lines(rows, total=len(head) == 3)]]


def _order(scope: Scope) -> str:
    keys = [each.text for each in scope.row_terms() if not isinstance(each.type, ListOf)]
    return f"{scope.world.choose.pick(keys)}{scope.world.choose.pick(('', ' falling'))}"


def _lines(scope: Scope, *, total: bool = False) -> Iterator[str]:
    world, choose = scope.world, scope.world.choose
    names = [each for each in scope.row_terms() if not isinstance(each.type, ListOf)]
    for _ in range(1 + choose.below(3)):
        value = term(scope, choose.pick((NUMBER, DATE)), 2) if choose.often(30) else choose.pick(names)
        if choose.often(10) and list(below(scope)):
            value = aggregate(scope, ListOf(TEXT), lambda scope, depth: when(scope, depth, guard=False)) or value
        assert value is not None
        cells = [world.label(), value.text]
        if total:
            cells.append(choose.pick(("", "sum")) if isinstance(value.type, Quantity) else "")
        yield bars(*cells)


# -------------------------------------------------------------------- sheets


def sheet(world: World) -> None:
    """A table in a layout of its own, of records or of days across."""
    choose = world.choose
    across = [each for each in world.grains.values() if each.kind == "each" and "date" in each.key and each.base]
    if across and choose.often(45):
        _across(world, across[0])
        return
    records = [each for each in world.grains.values() if each.kind == "record"]
    grain = choose.pick(records)
    fields = [each for each in grain.vars if each.given and each.name not in grain.key and not isinstance(each.type, ListOf)]
    if not fields:
        return
    columns = [[f"Column {at}", name, ""] for at, name in enumerate(grain.key)]
    for each in choose.some(fields, 1, 3):
        columns.append([f"Of {each.name}", each.name, choose.pick(("", '"M/D/YYYY"', '"MM/DD/YYYY"')) if each.type == DATE else ""])
    facts = [each for each in grain.vars if not each.given and "." not in each.name and each.stage < TOLD]
    if facts and choose.often(40):
        fact = choose.pick(facts)
        columns.append([f"Worked out {fact.name}", fact.name, ""])
    rows = [bars("column", "field", "format"), *(bars(quoted(head), path, form) for head, path, form in columns)]
    world.statements.append([f"sheet {world.name('form_no')} of {grain.name} {world.label()}", [*rows, *world.cite(bare=True), *_words(world, fields)]])


def _across(world: World, grain: Grain) -> None:
    choose = world.choose
    fields = [each for each in grain.vars if each.given and each.name not in grain.key]
    lines = choose.some(fields, 1, 2)
    if not lines:
        return
    base = world.grains[grain.base]
    rows = [bars(quoted("Claim"), grain.base), bars(quoted("Month"), f"{grain.base}.month")]
    others = [each for each in base.vars if each.given and each.name not in (*base.key, "month")]
    rows += [bars(quoted(f"Of {each.name}"), f"{grain.base}.{each.name}") for each in choose.some(others, 0, 2)]
    heading = f" {quoted('Line')}" if len(lines) > 1 or choose.often(50) else ""
    inner = [bars("line", "field"), *(bars(quoted(f"Line of {each.name}"), each.name) for each in lines)]
    world.statements.append([f"sheet {world.name('form_no')} of {grain.name} {world.label()}", [
        bars("column", "field"), *rows, f"across date{heading}", inner, *_words(world, lines),
    ]])  # fmt: skip


def _words(world: World, fields: list[Var]) -> list[str | Lines]:
    """A file's own words for codes."""
    lists = [each.type.name for each in fields if isinstance(each.type, Codes) and each.type.name in world.codes]
    if not lists or not world.choose.often(70):
        return []
    listed = world.codes[lists[0]]
    return [f"words {listed.name}", [bars("word", "code"), *(bars(quoted(f"Word {at}"), code) for at, code in enumerate(listed.codes[:2]))]]


# -------------------------------------------------------------------- notes


def unmodelled(world: World) -> None:
    choose = world.choose
    body = [f"instead {quoted('Somebody looks at it.')}", *([f"instead es {quoted('Alguien lo mira.')}"] if world.spanish else [])]
    if world.stops and choose.often(60):
        body.append(f"touches {', '.join(choose.some(list(world.stops), 1, 2))}")
    title = world.told(f"Left out {len(world.statements)}")
    world.statements.append([f"unmodelled {title}", [*body, *world.cite()]])


def context(world: World) -> None:
    id = world.requirements[-1] if world.requirements else "CX-1"
    body = [f"because {quoted('It explains and decides nothing.')}"]
    world.statements.append([f"context {id} {quoted('What it is about')}", [*body, *world.cite(bare=True)]])


def leftovers(world: World) -> None:
    """A worksheet of the facts and settings that nothing reads."""
    texts = [str(statement) for statement in world.statements]
    loose = [
        (grain, each.name) for grain in world.grains.values() for each in grain.vars
        if not each.given and "." not in each.name and not _read(each.name, texts)
    ]
    loose += [(world.grains[world.asked], each.name) for each in world.settings if not _read(each.name, texts)]
    for grain in world.grains.values():
        rows = [name for owner, name in loose if owner is grain]
        if rows:
            body = [bars(world.name("told"), world.label(), name) for name in rows]
            head = f"worksheet {world.name('left_over')} of {grain.name} {world.label()}"
            world.statements.append([head, [bars("line", "label", "amount"), *body]])


def _read(name: str, statements: list[str]) -> bool:
    """Whether a name stands in another statement than those that declare it."""
    declares = re.compile(rf"(fact|bands|setting) {name}[^a-z0-9_]|fact [a-z0-9_]+ of [a-z0-9_]+ {name}[^a-z0-9_]")
    stands = re.compile(rf"(?<![a-z0-9_]){name}(?![a-z0-9_])")
    return any(stands.search(each) and not declares.search(each) for each in statements)
