"""Settings, unsettled points, facts, tables and bands."""

from __future__ import annotations

from ccpolicy.model.types import DATE, DAYS, MINUTES, MONEY, NUMBER, YES_NO, Codes, Type
from ccpolicy.testing.random_policy.expressions import any_formula, term, when
from ccpolicy.testing.random_policy.literals import FRACTIONS, RATE, constant, type_word
from ccpolicy.testing.random_policy.terms import Term
from ccpolicy.testing.random_policy.text import Lines, bars, quoted
from ccpolicy.testing.random_policy.world import FREE, Scope, Var, World

CUTS = ("2022-03-10", "2022-07-01", "2023-01-01")
"""Days on which wordings begin."""

FACT_TYPES = (MONEY, YES_NO, NUMBER, DATE, MINUTES, DAYS)


def settings(world: World) -> None:
    """Values of the policy, some of which change."""
    choose = world.choose
    for _ in range(choose.below(3)):
        name, type = world.name("rate_of"), choose.pick((MONEY, NUMBER, MINUTES, DATE, YES_NO, RATE, DAYS))
        told = f" {type_word(type) if type != NUMBER else 'number'}" if choose.often(50) else ""
        label = f" {world.label()}" if choose.often(60) or world.spanish else ""
        first, second = constant(choose, type), constant(choose, type)
        form = choose.pick(("inline", "clause", "dated", "dated"))
        head = f"setting {name}{told}{label}"
        if form == "inline":
            lines: Lines = [f"{head} = {first}", world.cite()]
        elif form == "clause":
            lines = [head, [f"= {first}", *world.cite()]]
        else:
            cut = choose.pick(CUTS)
            tentative = choose.pick(("", "", " tentative"))
            lines = [head, [f"{world.starts()} {_before(cut)}", [f"= {first}", *world.cite(bare=True)], f"from {cut}{tentative}", [f"= {second}"]]]
            world.dated.append(name)
        world.statements.append(lines)
        whole = type != RATE and not {first, second} & FRACTIONS
        world.settings.append(Var(name, type, whole=whole))


def _before(day: str) -> str:
    return {"2022-03-10": "2022-03-09", "2022-07-01": "2022-06-30", "2023-01-01": "2022-12-31"}[day]


def unsettled(world: World) -> None:
    """A point that sources leave open, with its readings."""
    choose, name = world.choose, world.name("open_point")
    readings = choose.some(("as_said", "as_meant", "as_done"), 2, 3)
    because = [f"because {quoted('The text does not say.')}"]
    if world.spanish:
        because.append(f"because es {quoted('El texto no lo dice.')}")
    head, rows = ["reading", "label"], [[each, world.label()] for each in readings]
    if choose.often(25):
        head.append("cite")
        rows = [[*row, quoted("p. 3")] for row in rows]
    world.statements.append([f"unsettled {name} {world.label()}", [
        bars(*head), *(bars(*row) for row in rows), f"chosen {choose.pick(readings)}", *because, *world.cite(),
    ]])  # fmt: skip
    world.settings.append(Var(name, Codes(name, tuple(readings))))
    listed = choose.pick(sorted(world.leads(world.asked)))
    declare(world, listed, [f"= {name} is {readings[0]}"], YES_NO, "")


# -------------------------------------------------------------------- facts


def fact(world: World, grain: str, stage: int = FREE) -> None:
    """A value of each row of a grain, as a formula, as lines, or in dated wordings, with exceptions."""
    choose, scope = world.choose, Scope(world, grain, stage)
    type: Type = choose.pick(FACT_TYPES)
    if world.codes and choose.often(25):
        type = choose.pick(list(world.codes.values()))
    value = term(scope, type)
    if value is None:
        return
    form = choose.pick(("formula", "lines", "dated", "formula"))
    body: list[str | Lines]
    parts = [value]
    if form == "lines":
        body, more = _lines(scope, type)
        parts += more
    elif form == "dated":
        cut, second = choose.pick(CUTS), term(scope, type, 1)
        parts += [second] if second is not None else []
        block: Lines = [f"= {(second or value).text}"]
        if second is not None and choose.often(30):
            block, more = _lines(scope, type)
            parts += more
        first: Lines = [f"= {value.text}"]
        if choose.often(20):
            first, more = _lines(scope, type)
            parts += more
        body = [f"{world.starts()} {_before(cut)}", first, f"from {cut}", block]
    else:
        body = [f"= {value.text}"]
    exceptions, more = _exceptions(scope, type) if choose.often(35) else ([], [])
    parts += more
    whole = all(part.whole for part in parts)
    missing = any(part.gaps for part in parts) or (form == "lines")
    labels = [line.split('"')[1] for line in exceptions if isinstance(line, str)]
    name = declare(world, grain, [*body, *exceptions], type, _explicit(choose.often(50), type, whole), missing, whole, stage)
    world.exceptions[name] = labels
    if choose.often(15):
        saying(world, scope, world.statements[-1], {name: type})


def _explicit(wanted: bool, type: Type, whole: bool) -> str:
    if isinstance(type, Codes) or wanted:
        return f" {type_word(type)}"
    return ""


def formulas(world: World, grain: str) -> None:
    """A worksheet of values that are only shown."""
    drawn = [any_formula(Scope(world, grain)) for _ in range(1 + world.choose.below(3))]
    rows = [bars(world.name("seen"), world.label(), each.text) for each in drawn if each is not None]
    if rows:
        head = f"worksheet {world.name('shown_only')} of {grain} {world.label()}"
        world.statements.append([head, [bars("line", "label", "amount"), *rows]])


def declare(
    world: World, grain: str, body: Lines, type: Type, told: str, missing: bool = False, whole: bool = True, stage: int = FREE
) -> str:
    name = world.name("worked")
    label = f" {world.label()}" if world.choose.often(50) or world.spanish else ""
    world.statements.append([f"fact {name} of {grain}{told}{label}", [*body, *world.cite()]])
    world.add(grain, Var(name, type, missing, False, whole, stage))
    return name


def _lines(scope: Scope, type: Type) -> tuple[list[str | Lines], list[Term]]:
    """`| when | value |` lines; the last is for what is left."""
    choose = scope.world.choose
    made, seen, rows = [], set[str](), []
    for _ in range(1 + choose.below(2)):
        test, value = when(scope), term(scope, type, 1)
        if value is not None and not test.reads & seen and test.reads:
            seen |= test.reads
            made.append(value)
            rows.append(bars(test.text, value.text))
    last = term(scope, type, 1)
    assert last is not None
    if not rows:
        return [f"= {last.text}"], [last]
    if choose.often(10):
        return [bars("when", "value"), *rows, bars("otherwise", "missing")], made
    return [bars("when", "value"), *rows, bars("otherwise", last.text)], [*made, last]


def _exceptions(scope: Scope, type: Type) -> tuple[list[str | Lines], list[Term]]:
    """Exceptions of which each beats those before it."""
    world, choose = scope.world, scope.world.choose
    body: list[str | Lines] = []
    made, labels, seen = list[Term](), list[str](), set[str]()
    for _ in range(1 + choose.below(2)):
        value, test = term(scope, type, 1), when(scope)
        if value is None or not test.reads or test.reads & seen:
            continue
        seen |= test.reads
        label = world.told(f"case {len(labels) + 1} {world.label().strip(chr(34))}")
        over = f" over {', '.join(labels)}" if labels else ""
        inner: list[str | Lines] = [f"= {value.text}", f"{choose.pick(('when', 'when', 'unless'))} {test.text}", *world.cite(bare=True)]
        if choose.often(20):
            inner.append(choose.pick(("from 2022-02-15", "through 2029-12-31", "from 2022-01-10 through 2024-12-31")))
        if choose.often(30) or world.spanish:
            inner += say(world, scope)
        body += [f"except {label}{over}", inner]
        labels.append(label)
        made.append(value)
    return body, made


# -------------------------------------------------------------------- sentences


def say(world: World, scope: Scope, extra: dict[str, Type] | None = None) -> list[str]:
    """A sentence with values, in each language the policy speaks."""
    choose = world.choose
    inside = Scope(world, scope.grain, scope.stage, scope.hidden, plain=True)
    told = [f"{{{name}}}" for name in choose.some(list(extra or {}), 0, 3)]
    shown = [each for each in inside.terms() if '"' not in each.text]
    told += [f"{{{each.text}}}" for each in choose.some(shown, 0, 2)]
    if choose.often(20):
        value = term(inside, choose.pick((MONEY, NUMBER, DATE)), 1)
        if value is not None and '"' not in value.text:
            told.append(f"{{{value.text}}}")
    lines = [f"say {quoted(' '.join(['It is so:', *told, '{{as said}}.' if choose.often(8) else 'as said.']))}"]
    if world.spanish:
        lines.append(f"say es {quoted(' '.join(['Es así:', *told, 'como se dijo.']))}")
    return lines


def saying(world: World, scope: Scope, statement: Lines, extra: dict[str, Type]) -> None:
    """Gives the statement a sentence."""
    head, body = statement
    at = world.statements.index(statement)
    assert not isinstance(body, str)
    world.statements[at] = [head, [*body, *say(world, scope, extra)]]
