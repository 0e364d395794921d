"""Settings, unsettled points, facts, tables and bands."""

from __future__ import annotations

from ccpolicy.model.types import AGE, DATE, DAYS, MINUTES, MONEY, MONTHS, NUMBER, YES_NO, Codes, Type
from ccpolicy.testing.random_policy.expressions import any_formula, term, when
from ccpolicy.testing.random_policy.literals import FRACTIONS, RATE, constant, leaf, type_word
from ccpolicy.testing.random_policy.terms import Term
from ccpolicy.testing.random_policy.text import FOLDER, Lines, bars, quoted
from ccpolicy.testing.random_policy.world import FREE, Scope, Table, Var, World

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
    _declare(world, listed, [f"= {name} is {readings[0]}"], YES_NO, "")


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
    name = _declare(world, grain, [*body, *exceptions], type, _explicit(choose.often(50), type, whole), missing, whole, stage)
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


def _declare(
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
    made, labels, seen = [], [], set[str]()
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


# -------------------------------------------------------------------- bands


def bands(world: World, grain: str) -> None:
    """A code by where a value falls, in one of the forms that edges have."""
    choose, scope = world.choose, Scope(world, grain)
    options = [each for each in scope.row_terms() if each.type in _EDGES]
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


_EDGES: dict[Type, tuple[str, ...]] = {
    NUMBER: ("0", "3", "10", "50"), MONEY: ("$0", "$5", "$20.50", "$100"), MINUTES: ("0 hours", "2 hours", "5 hours", "9.5 hours"),
    DAYS: ("0 days", "3 days", "1 week", "30 days"), DATE: ("2021-01-01", "2022-02-28", "2022-12-31", "2024-02-29"),
    AGE: ("birth", "1 year", "30 months", "13 years"),
}  # fmt: skip


def _banded(world: World, type: Type, name: str) -> tuple[list[str | Lines], Codes | None, list[Var]]:
    choose = world.choose
    count = 2 + choose.below(2)
    edges = list(_EDGES[type][:count])
    low, high = choose.pick((("from", "below"), ("over", "through")))
    last = choose.pick(("", _EDGES[type][count])) if count < len(_EDGES[type]) else ""
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


# -------------------------------------------------------------------- tables


def table(world: World) -> None:
    """A table by keys: its rows here, in a file, across columns, in bands, or taken from a record."""
    choose = world.choose
    if not world.codes:
        return
    name, listed = world.name("chart"), choose.pick(list(world.codes.values()))
    gives = choose.pick((MONEY, MONEY, NUMBER, YES_NO, MINUTES))
    word = type_word(gives) if gives != NUMBER else "number"
    form = choose.pick(("rows", "file", "across", "bands", "record", "blocks", "blocks", "blocks", *([] if world.opens else ["dated"])))
    label = f" {world.label()}" if choose.often(60) or world.spanish else ""
    takes, keys = [listed.name], [listed]
    values = [_plain(world, gives) for _ in listed.codes]
    body: list[str | Lines] = [f"gives {word}"]
    types: list[Type] = list(keys)
    if form in ("rows", "file"):
        rows = list(zip(listed.codes, values))
        if choose.often(20):
            rows = [*rows[:-1]] or rows
        body += _placed(world, name, form, [listed.name, "value"], rows)
    elif form == "across":
        takes.append("half yes_no")
        takes = [f"{listed.name}", "of_days days"]
        types.append(DAYS)
        body.append(f"across {listed.name} in ({', '.join(listed.codes)})")
        body += [bars("of_days", *listed.codes), *(bars(days, *(_plain(world, gives) for _ in listed.codes)) for days in ("1 day", "5 days"))]
    elif form == "bands":
        kind = choose.pick((MONEY, MINUTES, MONTHS, DATE))
        edges = _EDGES[AGE if kind == MONTHS else kind]
        edges = tuple("0 months" if each == "birth" else each for each in edges)
        how = choose.pick(("below", "through", "")) if kind in (DATE,) else choose.pick(("below", ""))
        head = ["least", *(["most"] if how else []), "value"]
        takes = [f"at {type_word(kind)} from least{f' {how} most' if how else ''}"]
        types = [kind]
        uppers = [*edges[1:3], ""] if how != "through" else ["2022-02-27", "2022-12-30", ""]
        body += [bars(*head), *(bars(*([low, high] if how else [low]), _plain(world, gives)) for low, high in zip(edges, uppers))]
    elif form == "dated":
        body += ["dated by first", bars(listed.name, "first", "value")]
        body += [bars(code, day, _plain(world, gives)) for day in ("2022-01-01", "2022-03-10") for code in listed.codes]
        world.dated.append(name)
    elif form == "blocks":
        rows: Lines = [bars(listed.name, "value"), *(bars(code, value) for code, value in zip(listed.codes, values))]
        later: Lines = [bars(listed.name, "value"), *(bars(code, _plain(world, gives)) for code in listed.codes)]
        if choose.often(65):
            file = f"rates/{name}.csv"
            world.files[f"{FOLDER}/{file}"] = f"{listed.name},value\n" + "".join(f"{code},{_csv(value)}\n" for code, value in zip(listed.codes, values))
            later = [f"file {quoted(file)}"]
            if choose.often(60):
                rows, later = later, rows
        body += [f"{world.starts()} 2022-03-09", rows, "from 2022-03-10", later]
        world.dated.append(name)
    else:
        body = _from_record(world, name, listed, word)
    if form != "record" and choose.often(30):
        body.append(f"any yields {choose.pick((_plain(world, gives), 'missing'))}")
    statement = [f"table {name}{label}", [f"takes {', '.join(takes)}", *body, *world.cite()]]
    world.statements.append(statement)
    world.tables.append(Table(name, types, gives, False))
    _used(world, name, types, gives)


def _from_record(world: World, name: str, listed: Codes, word: str) -> list[str | Lines]:
    """Rows that are given in the input, dated or not."""
    choose, record = world.choose, world.name("tariff")
    dated = choose.often(50)
    fields = [[listed.name, listed.name, "required"], ["value_of", word, "required"]]
    fields += [["begins", "date", "required"], ["stops", "date", "missing"]] if dated else []
    world.statements.append([f"record {record} {world.label()}", [bars("field", "type", "absent"), *(bars(*each) for each in fields)]])
    world.said += [] if not world.spanish else []
    return [f"gives value_of {word}", f"rows {record}", *(["starts begins", "ends stops"] if dated else [])]


def _used(world: World, name: str, types: list[Type], gives: Type) -> None:
    """A fact that looks something up, so that the table is read."""
    for grain in world.grains:
        keys = [leaf(Scope(world, grain), each) for each in types]
        found = [key for key in keys if key is not None]
        if len(found) == len(types) and all(key.reads for key in found):
            _declare(world, grain, [f"= {name}({', '.join(key.text for key in found)})"], gives, "", True, False)
            return
    plain = ", ".join(constant(world.choose, each) for each in types)
    _declare(world, next(iter(world.grains)), [f"= {name}({plain})"], gives, "", True, False)


def _placed(world: World, name: str, form: str, head: list[str], rows: list[tuple[str, str]]) -> list[str | Lines]:
    if form == "rows":
        return [bars(*head), *(bars(*row) for row in rows)]
    file = f"{world.choose.pick(('', 'rates/'))}{name}.csv"
    lines = [",".join(head), *(f"{code},{_csv(value)}" for code, value in rows)]
    world.files[f"{FOLDER}/{file}"] = "\n".join(lines) + "\n"
    return [f"file {quoted(file)}"]


def _csv(value: str) -> str:
    return value.removeprefix("$")


def _plain(world: World, type: Type) -> str:
    return constant(world.choose, type)


