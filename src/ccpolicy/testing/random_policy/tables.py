"""Tables: rows by keys, told in the policy, in files, or taken from records."""

from __future__ import annotations

from ccpolicy.model.types import AGE, DATE, DAYS, MINUTES, MONEY, MONTHS, NUMBER, YES_NO, Codes, Type
from ccpolicy.testing.random_policy.literals import EDGES, constant, leaf, type_word
from ccpolicy.testing.random_policy.text import FOLDER, Lines, bars, quoted
from ccpolicy.testing.random_policy.values import declare
from ccpolicy.testing.random_policy.world import Scope, Table, World


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
        edges = EDGES[AGE if kind == MONTHS else kind]
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
        first: Lines = [bars(listed.name, "value"), *(bars(code, value) for code, value in zip(listed.codes, values))]
        later: Lines = [bars(listed.name, "value"), *(bars(code, _plain(world, gives)) for code in listed.codes)]
        if choose.often(65):
            file = f"rates/{name}.csv"
            world.files[f"{FOLDER}/{file}"] = f"{listed.name},value\n" + "".join(f"{code},{_csv(value)}\n" for code, value in zip(listed.codes, values))
            later = [f"file {quoted(file)}"]
            if choose.often(60):
                first, later = later, first
        body += [f"{world.starts()} 2022-03-09", first, "from 2022-03-10", later]
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
    return [f"gives value_of {word}", f"rows {record}", *(["starts begins", "ends stops"] if dated else [])]


def _used(world: World, name: str, types: list[Type], gives: Type) -> None:
    """A fact that looks something up, so that the table is read."""
    for grain in world.grains:
        keys = [leaf(Scope(world, grain), each) for each in types]
        found = [key for key in keys if key is not None]
        if len(found) == len(types) and all(key.reads for key in found):
            declare(world, grain, [f"= {name}({', '.join(key.text for key in found)})"], gives, "", True, False)
            return
    plain = ", ".join(constant(world.choose, each) for each in types)
    declare(world, next(iter(world.grains)), [f"= {name}({plain})"], gives, "", True, False)


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


