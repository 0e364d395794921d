"""Worksheets that balance, and what pays by them."""

from __future__ import annotations

from ccpolicy.model.types import MONEY, NUMBER, YES_NO
from ccpolicy.testing.random_policy.expressions import term, when
from ccpolicy.testing.random_policy.literals import constant
from ccpolicy.testing.random_policy.terms import Term, made_whole, not_below_zero
from ccpolicy.testing.random_policy.text import Lines, bars
from ccpolicy.testing.random_policy.values import say
from ccpolicy.testing.random_policy.world import ASKED, FREE, Scope, Var, World


def amount(scope: Scope, depth: int = 1) -> Term:
    """Whole cents, not below nothing."""
    found = term(scope, MONEY, depth)
    assert found is not None
    found = made_whole(found, scope.world.choose.pick(("half_up", "half_even", "up", "down")))
    return found if found.text.startswith("$") and found.text[1:].replace(".", "").isdigit() else not_below_zero(found)


def payments(world: World) -> None:
    """A way to pay the rows that ask, or several whose amounts add up."""
    choose = world.choose
    form = choose.pick(("worksheet", "worksheet", "amount", "units", "share", "undivided"))
    coarser = [name for name in world.leads(world.asked) if name != world.asked]
    if form in ("share", "undivided") and coarser:
        _pay(world, choose.pick(coarser), None, form)
        if choose.often(50):
            _pay(world, world.asked, amount(Scope(world, world.asked, ASKED)), "")
    elif form == "worksheet":
        _pay(world, world.asked, Term(worksheet(world, world.asked), MONEY), "")
    elif form == "units":
        _pay(world, world.asked, None, "units")
    else:
        _pay(world, world.asked, amount(Scope(world, world.asked, ASKED)), "")
    if choose.often(25):
        _pay(world, world.asked, amount(Scope(world, world.asked, ASKED)), "part")


def _pay(world: World, grain: str, told: Term | None, form: str) -> None:
    choose, name = world.choose, world.name("payment")
    scope = Scope(world, grain, ASKED if grain == world.asked else FREE)
    body: list[str | Lines] = []
    found = told if told is not None else amount(scope) if form != "units" else None
    if found is not None and form != "part" and choose.often(20):
        body += [f"{world.starts()} 2022-03-09", [f"amount {found.text}", *world.cite(bare=True)],
                 "from 2022-03-10", [f"amount {amount(scope).text}"]]
    elif found is not None:
        body.append(f"amount {found.text}")
    if form == "share":
        weight = term(Scope(world, world.asked, ASKED), NUMBER, 0)
        body.append(f"share by {weight.text if weight is not None and weight.whole and not weight.gaps else '1'}")
    elif form == "undivided":
        body.append("undivided")
    where = f" where {when(scope).text}" if form == "part" else ""
    label = f" {world.label()}" if choose.often(50) or world.spanish else ""
    sentence = say(world, scope) if choose.often(60) or world.spanish else []
    world.statements.append([f"pay {name} of {grain}{where}{label}", [*body, *sentence, *world.cite()]])


def worksheet(world: World, grain: str) -> str:
    """The lines of what a row pays, which balance in one of several ways; the name of the line that is paid."""
    choose = world.choose
    scope = Scope(world, grain, FREE)
    line = {role: world.name(role) for role in ("charged", "at_most", "own_part", "public_part", "over_it", "added", "dropped")}
    charge, most, own = amount(scope), amount(scope, 0), amount(scope, 0)
    rows = [
        (line["charged"], "charge", charge.text),
        (line["at_most"], "", f"min({line['charged']}, {most.text})"),
        (line["own_part"], "family", f"min({own.text}, {line['at_most']})"),
    ]
    public = f"{line['at_most']} - {line['own_part']}"
    if choose.often(40):
        rows.append((line["added"], "addition", amount(scope, 0).text))
        public += f" + {line['added']}"
    rows.append((line["public_part"], "state", public))
    over = f"{line['charged']} - {line['at_most']}"
    form = choose.pick(("family", "written_off", "split"))
    if form == "split":
        rows.append((line["dropped"], "written_off", f"min({over}, {amount(scope, 0).text})"))
        rows.append((line["over_it"], "family", f"{over} - {line['dropped']}"))
    else:
        rows.append((line["over_it"], form, over))
    if choose.often(30):
        value = term(scope, choose.pick((NUMBER, YES_NO, MONEY)), 1)
        if value is not None:
            rows.append((world.name("shown"), "", value.text))
    body: list[str | Lines] = [bars("line", "role", "label", "amount")]
    body += [bars(name, role, world.label() if world.spanish or choose.often(70) else "", text) for name, role, text in rows]
    if choose.often(35):
        test = when(scope)
        label = world.told(f"less {world.label().strip(chr(34))}")
        changed = choose.pick((line["charged"], line["added"] if len(rows) > 6 else line["charged"]))
        if test.reads and any(name == changed for name, _, _ in rows):
            told = f"max({constant(choose, MONEY)}, $0)"
            body += [f"except {changed} {label}", [f"= {told}", f"when {test.text}",
                     *(say(world, scope) if world.spanish else []), *world.cite(bare=True)]]
    dates = [*([] if world.opens else ["from 2022-01-01"]), *(["through 2031-12-31"] if world.ends else [])]
    if dates and choose.often(20):
        body.append(choose.pick(dates))
    where = choose.pick((" where payable", "", f" where {when(Scope(world, grain, ASKED)).text}"))
    world.statements.append([f"worksheet {world.name('sheet_of')} of {grain}{where} {world.label()}", [*body, *world.cite()]])
    for name, role, _ in rows:
        if role or name == line["at_most"]:
            world.add(grain, Var(name, MONEY, True, False, True, ASKED))
    return line["public_part"]
