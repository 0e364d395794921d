"""What asks, what stops it, what it spends, and until when it may come."""

from __future__ import annotations

from ccpolicy.model.types import DATE, MINUTES, MOMENT, MONEY, NUMBER, TEXT, YES_NO, ListOf, RowOf, Type
from ccpolicy.testing.random_policy.expressions import term, when
from ccpolicy.testing.random_policy.literals import DATES
from ccpolicy.testing.random_policy.terms import made_whole
from ccpolicy.testing.random_policy.text import Lines, bars
from ccpolicy.testing.random_policy.values import say
from ccpolicy.testing.random_policy.world import ASKED, DECIDED, FREE, TOLD, Scope, Var, World

PERIODS = ("through 2023-06-30", "from 2022-02-15", "through 2029-12-31", "from 2022-01-10 through 2024-12-31", "from 2022-03-01 tentative")


def asks(world: World) -> None:
    """Which rows ask for how much of what."""
    choose, grain, name = world.choose, world.asked, world.name("unit_kind")
    world.units = choose.some(("whole_unit", "part_unit", "piece"), 1, 2)
    world.statements.append([f"codes {name} {world.label()}",
                             [bars("code", "label"), *(bars(unit, world.label()) for unit in world.units)]])
    scope = Scope(world, grain)
    where = f" where {when(scope, 0).text}" if choose.often(30) else ""
    body: list[str] = []
    for at, unit in enumerate(world.units):
        amount = term(scope, choose.pick((NUMBER, MINUTES)), 1) if at or choose.often(30) else None
        told = "1" if amount is None else f"max({amount.text}, {'0' if amount.type == NUMBER else '0 hours'})"
        body.append(f"units {told} by {unit}")
    links = [each.text for each in scope.row_terms() if isinstance(each.type, RowOf)]
    names = list({link.split(".")[-1]: link for link in links}.values())
    columns = choose.some(names, 0, 3)
    if columns or choose.often(50):
        body.append(f"line {', '.join([*columns, *(['date'] if world.grains[grain].dated else [])])}" if columns else f"line {names[0]}" if names else "")
    body = [line for line in body if line]
    body += [choose.pick(("from 2022-01-01", "through 2031-12-31"))] if choose.often(15) else []
    label = f" {world.label()}" if choose.often(50) else ""
    world.statements.append([f"asks {grain}{where}{label}", [*body, *world.cite()]])
    for name in ("claimed", "payable"):
        world.add(grain, Var(name, YES_NO, stage=ASKED))
    world.add(grain, Var("paid", YES_NO, stage=TOLD))


# -------------------------------------------------------------------- reasons


def desk(world: World) -> list[str]:
    world.desks.append(world.choose.pick(("front_desk", "review_desk")))
    lines = [f"to {world.desks[-1]}"]
    if world.choose.often(50):
        lines.append(f"asking {', '.join(world.label() for _ in range(1 + world.choose.below(2)))}")
    return lines


def stop(world: World, stage: int = FREE) -> Lines:
    """A reason to deny, hold or route rows, or to say something of them."""
    choose = world.choose
    kind = choose.pick(("deny", "hold", "flag", "route"))
    grains = list(world.grains) if kind == "flag" else world.leads(world.asked)
    grain, name = choose.pick(grains), world.name("reason")
    scope = Scope(world, grain, stage)
    body: list[str | Lines] = []
    first = when(scope)
    form = choose.pick(("when", "when", "unless", "both")) if first.reads else "when"
    body.append(f"{'unless' if form == 'unless' else 'when'} {first.text}")
    if form == "both":
        second = when(scope)
        if second.reads and not second.reads & first.reads:
            body.append(f"unless {second.text}")
    if kind == "route" or choose.often(15):
        body += desk(world)
    if world.units and choose.often(15):
        body.append(f"unit {choose.pick(world.units)}")
    if choose.often(25):
        body.append(choose.pick(PERIODS))
    world.stops[name] = grain
    label = f" {world.label()}" if choose.often(60) or world.spanish else ""
    return [f"{kind} {name} of {grain}{label}", [*body, *say(world, scope), *world.cite()]]


def waive(world: World) -> Lines | None:
    """A reason switched off."""
    choose = world.choose
    if not world.stops:
        return None
    name = choose.pick(list(world.stops))
    scope = Scope(world, world.stops[name])
    test = when(scope)
    body = [f"{choose.pick(('when', 'unless'))} {test.text}"] if test.reads and choose.often(50) else []
    body += [choose.pick(PERIODS)] if choose.often(40) else []
    return [f"waive {name}{f' {world.label()}' if choose.often(50) or world.spanish else ''}", [*body, *world.cite(bare=True)]]


# -------------------------------------------------------------------- allowances

_ITEMS = ("limit", "used", "left", "number", "asked", "granted", "refused", "spenders")


def allowance(world: World) -> None:
    """A limit that rows use up in order."""
    choose = world.choose
    grain = choose.pick([world.asked, *[name for name in world.leads(world.asked) if name != world.asked and world.grains[name].dated]])
    name, known = world.name("quota"), world.grains[grain]
    scope = Scope(world, grain)
    where = f" where {when(scope).text}" if choose.often(60) else ""
    kind = choose.pick(("rows", "rows", "money", "hours", "numbers", "unit"))
    body, type = _counted(world, scope, kind)
    body.insert(0, f"spent by {grain}{where}")
    keys = [each.text for each in scope.row_terms() if isinstance(each.type, RowOf) and not each.gaps]
    per = choose.some(sorted(keys, key=len), 0, 2)
    window = _window(world, scope) if known.dated else ""
    if per or window:
        body.append(f"per {', '.join([*per, *([window] if window else [])])}")
    order = [*(["date"] if known.dated else []), *known.key]
    order[0] += choose.pick(("", "", " falling", " rising"))
    body.append(f"order {', '.join(dict.fromkeys(order))}")
    if choose.often(30):
        body.append(f"grant {choose.pick(('part', 'whole'))}")
    if window not in ("", "life") and "rolling" not in window and choose.often(40):
        body.append(f"carry {_amount(world, type)}")
        if choose.often(50):
            dates = [each.text for each in scope.row_terms() if each.type == DATE and not each.gaps]
            body.append(f"carries_from {choose.pick([*dates, DATES[0]])}")
    body += [word for word in ("even_when_denied", "reorder") if choose.often(15)]
    if world.allowances:
        word = choose.pick(("after", "after", "with")) if all(other == grain for _, other in world.allowances) else "after"
        body.append(f"{word} {', '.join(other for other, _ in world.allowances)}")
    if choose.often(20):
        body.append(choose.pick(PERIODS))
    body += _beyond(world, name, grain, type)
    world.statements.append([f"allowance {name} {world.label()}", [*body, *world.cite()]])
    world.allowances.append((name, grain))
    for item, each in _items(type).items():
        if item != "spenders":
            world.add(grain, Var(f"{name}.{item}", each, item != "refused", True, False, DECIDED))


def _items(type: Type) -> dict[str, Type]:
    kinds: dict[str, Type] = {"number": NUMBER, "refused": YES_NO, "spenders": ListOf(TEXT)}
    return {item: kinds.get(item, type) for item in _ITEMS}


def _amount(world: World, type: Type) -> str:
    options: dict[Type, tuple[str, ...]] = {MONEY: ("$5", "$40", "$100.50"), MINUTES: ("1 hour", "90 minutes", "10 hours")}
    return world.choose.pick(options.get(type, ("2", "1", "0", "5")))


def _counted(world: World, scope: Scope, kind: str) -> tuple[list[str | Lines], Type]:
    """What is spent, and the limit of it."""
    choose = world.choose
    if kind == "rows":
        limit = choose.pick(("2 days", "1 day", "0 days", "3", "5 days"))
        named = [each.text for each in scope.terms(NUMBER) if each.whole and not each.gaps and "." not in each.text]
        return [f"limit {choose.pick([limit, *named])}"], NUMBER
    if kind == "unit":
        return [f"unit {choose.pick(world.units)}", f"limit {choose.pick(('2', '5'))}"], NUMBER
    type = {"money": MONEY, "hours": MINUTES, "numbers": NUMBER}[kind]
    spends = term(scope, type, 1)
    assert spends is not None
    told = f"max({made_whole(spends).text}, {'$0' if type == MONEY else '0 hours' if type == MINUTES else '0'})"
    return [f"spends {told}", f"limit {_amount(world, type)}"], type


def _window(world: World, scope: Scope) -> str:
    choose = world.choose
    options = ["", "month", "calendar_year", "life", "year_from july_1", "rolling(1 month)", f"every(2 months, {DATES[0]})"]
    options += ["week"] if "week_starts" in world.options else []
    dates = [each.text for each in scope.row_terms() if each.type == DATE and not each.gaps]
    options += [f"every(1 month, {choose.pick(dates)})"] if dates else []
    return choose.pick(options)


def _beyond(world: World, name: str, grain: str, type: Type) -> list[str | Lines]:
    choose = world.choose
    if choose.often(12):
        return []
    kind, reason = choose.pick(("deny", "deny", "hold", "flag", "route")), world.name("beyond_it")
    finer = [each for each in world.leads(world.asked) if grain in world.leads(each) and each != grain]
    target = choose.pick(finer) if finer and choose.often(40) else grain
    items = _items(type)
    scope = Scope(world, target, FREE, frozenset(items))
    of = f" of {target}" if target != grain or choose.often(10) else ""
    where = f" where {when(scope).text}" if choose.often(15) else ""
    inner = [*(desk(world) if kind == "route" else []), *say(world, scope, items), *world.cite(bare=True)]
    world.stops[reason] = target
    label = f" {world.label()}" if choose.often(30) or world.spanish else ""
    return [f"beyond {kind} {reason}{of}{where}{label}", inner]


# -------------------------------------------------------------------- deadlines


def deadline(world: World) -> None:
    """A date or moment by which something has to be there."""
    choose = world.choose
    grain, name = choose.pick(list(world.grains)), world.name("closing")
    scope = Scope(world, grain)
    events = [each for each in scope.row_terms() if each.type in (DATE, MOMENT) and "." not in each.text]
    if not events:
        return
    event = choose.pick(events)
    due = term(scope, DATE if event.type == DATE or choose.often(60) else MOMENT, 2)
    assert due is not None
    where = f" where {when(scope).text}" if choose.often(25) else ""
    body: list[str | Lines] = [f"event {event.text}", f"due {choose.pick(('on', 'before'))} {due.text}"]
    if choose.often(75):
        stops = any(grain in world.leads(each) for each in world.leads(world.asked))
        finer = [each for each in world.leads(world.asked) if grain in world.leads(each) and each != grain]
        kind = choose.pick(("deny", "hold", "flag", "route")) if stops and world.in_claims(grain) else "flag"
        target = choose.pick(finer) if finer and choose.often(30) else grain
        reason, of = world.name("too_late"), f" of {target}" if target != grain else ""
        extra: dict[str, Type] = {"due": due.type} | ({"event": event.type} if target == grain else {})
        inner_scope = Scope(world, target, FREE, frozenset(("due", "event")))
        label = f" {world.label()}" if choose.often(30) or world.spanish else ""
        inner = [*(desk(world) if kind == "route" else []), *say(world, inner_scope, extra), *world.cite(bare=True)]
        body += [f"late {kind} {reason}{of}{label}", inner]
        world.stops[reason] = target
    if choose.often(25):
        body.append(choose.pick(PERIODS))
    world.statements.append([f"deadline {name} of {grain}{where} {world.label()}", [*body, *world.cite()]])
    world.deadlines.append((name, grain))
    world.add(grain, Var(f"{name}.due", due.type, True, True, stage=DECIDED))
    for item in ("met", "late"):
        world.add(grain, Var(f"{name}.{item}", YES_NO, stage=DECIDED))


