"""Bands: a code by where a value falls."""

from __future__ import annotations

from ccpolicy.model.types import AGE, MONEY, Codes, Type
from ccpolicy.testing.random_policy.expressions import term, when
from ccpolicy.testing.random_policy.literals import EDGES
from ccpolicy.testing.random_policy.text import Lines, bars
from ccpolicy.testing.random_policy.values import say
from ccpolicy.testing.random_policy.world import Scope, Var, World


def bands(world: World, grain: str) -> None:
    """A code by where a value falls, in one of the forms that edges have."""
    choose, scope = world.choose, Scope(world, grain)
    options = [each for each in scope.row_terms() if each.type in EDGES]
    age = term(scope, AGE, 1) if "leap_day_birthday" in world.options else None
    if age is not None:
        options.append(age)
    if not options:
        return
    by, name = choose.pick(options), world.name("span")
    where = f" where {when(scope).text}" if choose.often(15) else ""
    body, codes, columns = _banded(world, by.type, name)
    if choose.often(35):
        kind = choose.pick(("deny", "hold", "flag", "route")) if world.in_claims(grain) else "flag"
        reason = world.name("outside")
        inner = [*say(world, scope, {"value": by.type}), *world.cite(bare=True), *(_desk(world) if kind == "route" else [])]
        body += [f"beyond {kind} {reason} {world.label()}", inner]
        world.stops[reason] = grain
    world.statements.append([f"bands {name} of {grain} by {by.text}{where} {world.label()}", [*body, *world.cite()]])
    if codes is not None and codes.name == name:
        world.codes[name] = codes
        world.columns[name] = columns
    world.add(grain, Var(name, codes or MONEY, True, False))


def _banded(world: World, type: Type, name: str) -> tuple[list[str | Lines], Codes | None, list[Var]]:
    choose = world.choose
    count = 2 + choose.below(2)
    edges = list(EDGES[type][:count])
    low, high = choose.pick((("from", "below"), ("over", "through")))
    last = choose.pick(("", EDGES[type][count])) if count < len(EDGES[type]) else ""
    pairs = list(zip(edges, [*edges[1:], last]))
    if type != AGE and choose.often(25):
        pairs[0] = ("", pairs[0][1])
    form = choose.pick(("level", "level", "list", "money"))
    own = [name for name, each in world.codes.items() if len(each.codes) >= count]
    levels = [f"{name}_{'abcd'[at]}" for at in range(count)]
    columns: list[Var] = []
    head = ["level", low, high]
    codes: Codes | None = Codes(name, tuple(levels))
    if form == "list" and own:
        listed = choose.pick(own)
        codes, head[0] = world.codes[listed], f"level {listed}"
        levels = list(codes.codes[:count])
        columns = world.columns.get(listed, [])
        return _wording(world, head, levels, pairs), codes, columns
    if form == "money":
        head[0] = "rate money"
        return _wording(world, head, ["$5", "$10", "$20"][:count], pairs), None, []
    head.insert(1, "label")
    rows = [bars(level, world.label(), *pair) for level, pair in zip(levels, pairs)]
    return [bars(*head), *rows], codes, columns


def _wording(world: World, head: list[str], levels: list[str], pairs: list[tuple[str, str]]) -> list[str | Lines]:
    rows = [bars(*head), *(bars(level, *pair) for level, pair in zip(levels, pairs))]
    if world.choose.often(20):
        return [f"{world.starts()} 2022-06-30", rows, "from 2022-07-01", rows]
    return [*rows]


def _desk(world: World) -> list[str]:
    world.desks.append(world.choose.pick(("front_desk", "review_desk")))
    return [f"to {world.desks[-1]}"]
