"""The heading, sources, code lists, records, and the rows made of them."""

from __future__ import annotations

from collections.abc import Sequence

from ccpolicy.model.types import (
    DATE,
    DAYS,
    MINUTES,
    MOMENT,
    MONEY,
    MONTH,
    MONTHS,
    NUMBER,
    TEXT,
    TIME,
    WEEKDAY,
    YES_NO,
    Codes,
    RowOf,
    Type,
)
from ccpolicy.testing.random_policy.literals import FRACTIONS, RATE, constant, type_word
from ccpolicy.testing.random_policy.text import FOLDER, Lines, bars, quoted
from ccpolicy.testing.random_policy.world import Grain, Link, Scope, Var, World

SIMPLE = (MONEY, YES_NO, DATE, NUMBER, MINUTES, DAYS, TEXT, MONTH, TIME, MOMENT, WEEKDAY, MONTHS, RATE)
_CODES = ("red", "green", "blue", "grey", "1", "20", "43", "A", "B-2", "IN-1", "94C", "white", "black")
_CLOSED = (("early", "late_on", "never"), ("high", "low"), ("open", "shut"))


def heading(world: World) -> None:
    """The `policy` statement, and the choices it makes."""
    choose = world.choose
    lines: list[str | Lines] = ["from 2022-01-01"]
    if choose.often(30):
        world.ends = choose.pick(("2030-12-31", "2025-06-30"))
        world.opens = choose.often(40)
        lines[0] = f"through {world.ends}" if world.opens else f"from 2022-01-01 through {world.ends}"
    options = {
        "period": ("month",), "week_starts": ("sunday", "monday"), "leap_day_birthday": ("march_1", "february_28"),
        "month_arithmetic": ("last_day", "next_first"), "currency": ("USD",),
        "timezone": ('"America/New_York"', '"UTC"', '"America/Phoenix"'),
    }  # fmt: skip
    for name, values in options.items():
        if choose.often(75):
            world.options.add(name)
            lines.append(f"{name} {choose.pick(values)}")
    if choose.often(45):
        _calendar(world, lines)
    if choose.often(25):
        world.spanish = True
        lines.append("languages es")
    if choose.often(15):
        world.requirements = [f"RQ-0{number}" for number in range(1, 4)]
        entries = "".join(
            f"- id: {id}\n  kind: rule\n  says: It is so.\n  where: p. 1\n" for id in world.requirements
        )
        world.files[f"{FOLDER}/requirements.yaml"] = entries
        lines.append('requirements "requirements.yaml"')
    if choose.often(10):
        world.files["shared.policy"] = 'source common "What all share"\n'
        world.sources.append("common")
        lines.append("uses shared")
    world.statements.append([f'policy {world.name("drawn")} {world.told("A policy nobody wrote")}', lines])
    _sources(world)


def _calendar(world: World, lines: list[str | Lines]) -> None:
    choose, name = world.choose, world.name("calendar_no")
    world.options.add("business_days")
    lines.append(f"business_days {name}")
    body: list[str | Lines] = ["weekend saturday, sunday", "covers 2020-01-01 through 2027-12-31"]
    if choose.often(30):
        world.files[f"{FOLDER}/closed/{name}.csv"] = "date,label\n2022-03-17,Feast\n2022-12-26,Day off\n"
        body.append(f"file {quoted(f'closed/{name}.csv')}")
    elif choose.often(60):
        body += [bars("date", "label"), bars("2022-03-17", quoted("Feast")), bars("2022-07-04", quoted("Day off"))]
    world.statements.append([f"calendar {name} {world.label()}", body])


def _sources(world: World) -> None:
    choose = world.choose
    for _ in range(1 + choose.below(2)):
        name = world.name("book")
        body: list[str | Lines] = []
        if choose.often(20):
            body.append('document "book.txt"')
        if choose.often(20):
            first = "" if world.opens else "from 2021-06-01"
            body.append(f"{first} through 2040-12-31".strip() if world.ends else first)
        world.statements.append([f"source {name} {quoted('The book')}", body])
        world.sources.append(name)


# -------------------------------------------------------------------- code lists


def code_lists(world: World) -> None:
    """Lists of codes, with columns of every kind."""
    choose = world.choose
    for _ in range(1 + choose.below(2)):
        code_list(world)


def code_list(world: World, *, least: int = 2) -> str:
    choose, name = world.choose, world.name("kind")
    codes = choose.some(_CODES, least, 4)
    columns: list[tuple[str, Type, list[str]]] = []
    if choose.often(60):
        for _ in range(1 + choose.below(2)):
            columns.append(_column(world, name, len(codes)))
    head = ["code", "label", *(heading for heading, _, _ in columns)]
    rows = [bars(code, world.label(), *(cells[at] for _, _, cells in columns)) for at, code in enumerate(codes)]
    world.statements.append([f"codes {name} {world.label()}", [bars(*head), *rows]])
    world.codes[name] = Codes(name, tuple(codes))
    world.columns[name] = [
        Var(heading.split()[0], type, missing="" in cells, whole=type != NUMBER,
            values=tuple(dict.fromkeys(cell for cell in cells if cell)))
        for heading, type, cells in columns
    ]
    return name


def _column(world: World, owner: str, count: int) -> tuple[str, Type, list[str]]:
    """A column of a code list: its heading, the type of what stands in it, and its cells."""
    choose, name = world.choose, world.name("sort")
    others = list(world.codes.values())
    kind = choose.pick((YES_NO, MONEY, NUMBER, DATE, MINUTES, "closed", *(["codes"] if others else [])))
    heading = name
    if kind == "closed":
        words = choose.pick(_CLOSED)
        cells = [choose.pick(words) for _ in range(count)]
        type: Type = Codes(f"{owner}.{name}", tuple(dict.fromkeys(cells)))
    elif kind == "codes":
        listed = choose.pick(others)
        type, heading = listed, f"{name} {listed.name}"
        cells = [constant(choose, type) for _ in range(count)]
    else:
        assert isinstance(kind, Type)
        type = kind
        cells = [_cell(world, type) for _ in range(count)]
    if count > 2 and choose.often(20):
        heading = heading if " " in heading or kind == "closed" else f"{name} {type_word(type)}"
        cells[-1] = ""
    return heading, type, cells


def _cell(world: World, type: Type) -> str:
    text = constant(world.choose, type)
    return text.removesuffix("%") if type == NUMBER else text


# -------------------------------------------------------------------- records


def record(
    world: World, name: str, needs: list[tuple[str, str, str]], extra: int,
    clauses: Sequence[str] = (), key: str = "id"
) -> str:
    """A record: fields it needs, as name, type and what is said when left out, and some that are drawn."""
    grain = world.grains[name] = Grain(name, "record", (key,))
    lines = []
    for field, type, absent in needs:
        lines.append([field, type, absent, world.label()])
        if type in world.grains:
            grain.links.append(Link(field, type, absent == "missing"))
        else:
            kinds: dict[str, Type] = {"date": DATE, "month": MONTH, "moment": MOMENT, "money": MONEY, "text": TEXT}
            grain.vars.append(Var(field, kinds[type], absent == "missing", given=True))
    if key == "id":
        grain.vars.append(Var("id", TEXT, given=True))
    lines += drawn_fields(world, grain, extra)
    head = ["field", "type", "absent", "label"]
    world.statements.append([f"record {name} {world.label()}", [*clauses, bars(*head), *(bars(*line) for line in lines)]])
    return name


def drawn_fields(world: World, grain: Grain, most: int) -> list[list[str]]:
    """Fields of any type that can be left out in any way."""
    choose, lines = world.choose, []
    for _ in range(1 + choose.below(most)):
        name = world.name()
        type, word = _field_type(world)
        absent = choose.pick(("required", "unknown", "missing", "missing", "default"))
        if absent == "default":
            absent = _default(world, type)
        grain.vars.append(Var(name, type, absent == "missing", whole=word not in ("number", "percent") and type != RATE, given=True))
        if absent == "required":
            world.required.setdefault(grain.name, []).append(name)
        lines.append([name, word, absent, world.label() if not choose.often(15) or world.spanish else ""])
    return lines


def _field_type(world: World) -> tuple[Type, str]:
    choose = world.choose
    if world.codes and choose.often(25):
        type: Type = choose.pick(list(world.codes.values()))
        return type, type_word(type)
    if choose.often(6):
        codes = choose.pick(_CLOSED)
        return Codes(f"one_of({', '.join(codes)})", codes), f"one_of({', '.join(codes)})"
    type = choose.pick(SIMPLE)
    if type == NUMBER:
        return type, choose.pick(("count", "number", "percent"))
    return type, choose.pick(("hours", "minutes")) if type == MINUTES else type_word(type)


def _default(world: World, type: Type) -> str:
    if type in (MOMENT, MONTH, RATE) or isinstance(type, RowOf):
        return "unknown"
    text = constant(world.choose, type)
    return "1" if text in FRACTIONS else text


def extend(world: World, grain: Grain) -> None:
    """Further columns of the rows of a grain."""
    choose, body = world.choose, []
    lines = drawn_fields(world, grain, 3)
    head = ["field", "type", "absent", "label"]
    if choose.often(20):
        listed = code_list(world)
        codes = world.codes[listed].codes
        head += [f"changed_by {listed}", f"known_by {listed}"]
        lines = [[*line, choose.pick(("", *codes)), choose.pick(("", *codes))] for line in lines]
    body = [bars(*head), *(bars(*line) for line in lines)]
    world.statements.append([f"extend {grain.name}", body])


# -------------------------------------------------------------------- the rows of a policy


def rows(world: World) -> None:
    """Records that refer to each other, the claims among them, and what is made of their rows."""
    choose = world.choose
    person = record(world, world.name(choose.pick(("person", "item", "holder"))), [], 3)
    others = [person]
    if choose.often(60):
        place = record(world, world.name("place"), [("owner", person, "missing")] if choose.often(20) else [], 3)
        others.append(place)
    claim = _claims(world, others)
    finest = _asking_rows(world, claim)
    if choose.often(55):
        _group(world, finest, others)
    if choose.often(35):
        _letters(world, person)
    if world.grains[finest].kind == "each" and "date" in world.grains[finest].key and choose.often(35):
        _visits(world, claim, finest)
    if choose.often(20):
        extend(world, world.grains[choose.pick(others)])


def _claims(world: World, others: list[str]) -> str:
    """The record of what is claimed."""
    choose = world.choose
    name, key = world.name(choose.pick(("request", "bill", "ticket_sent"))), "number_given" if choose.often(20) else "id"
    needs = [(key, "text", "required")] if key != "id" else []
    needs += [(other, other, "required" if at == 0 else choose.pick(("required", "required", "missing", "unknown")))
              for at, other in enumerate(others)]
    needs += [("month", "month", "required"), ("sent", "date", "missing"), ("first_day", "date", "required"),
              ("last_day", "date", "required"), ("charge", "money", choose.pick(("required", "unknown", "missing")))]
    clauses = [f"key {key}"] if key != "id" else []
    dated = choose.often(75)
    if dated:
        clauses.append(choose.pick(("dated by month_start(month)", "dated by first_day")))
        if choose.often(40):
            clauses.append(f"order first_day{choose.pick(('', ' falling'))}, month")
    record(world, name, needs, 3, clauses, key)
    world.grains[name].dated = world.grains[name].ordered = dated
    return name


def _asking_rows(world: World, claim: str) -> str:
    """The rows that ask for payment: those of the claims, or days, weeks, months or stretches of them."""
    choose = world.choose
    step = choose.pick(("day", "day", "day", "week", "month", "split", "none"))
    if step == "week" and "week_starts" not in world.options:
        step = "day"
    if step == "none":
        world.asked = claim
        return claim
    name = world.name(choose.pick(("slot", "turn", "spell")))
    grain = Grain(name, "each", base=claim, dated=True, ordered=True, links=[Link(claim, claim)])
    if step == "split":
        dates = _dated_setting(world)
        clause = f"split {claim} from first_day through last_day by {dates}"
        grain.key, grain.vars = (claim, "starts"), [Var("starts", DATE, given=True), Var("ends", DATE, given=True)]
    elif step == "month":
        clause = f"each month of {claim} from {choose.pick(('month through month', 'month(first_day) through min(month(last_day), month(first_day) + 2 months)'))}"
        grain.key, grain.vars = (claim, "month"), [Var("month", MONTH, given=True)]
    else:
        start, most = choose.pick(("first_day", "month_start(month)")), {"day": "9 days", "week": "5 weeks"}[step]
        clause = f"each {step} of {claim} from {start} through min(last_day, {start} + {most})"
        field = "date" if step == "day" else "week"
        grain.key, grain.vars = (claim, field), [Var(field, DATE, given=True)]
    world.statements.append([f"grain {name} {world.label()}", [clause, *(["order date"] if choose.often(20) else [])]])
    world.grains[name] = grain
    world.asked = name
    extend(world, grain)
    return name


def _dated_setting(world: World) -> str:
    name = world.name("scale")
    world.statements.append([f"setting {name} {world.label()}", [
        f"{world.starts()} 2022-03-09", ["= $3"], "from 2022-03-10", ["= $4"],
    ]])
    world.settings.append(Var(name, MONEY))
    return name


def _letters(world: World, person: str) -> None:
    """Rows about somebody that belong to no claim."""
    choose, name = world.choose, world.name("letter")
    dated = choose.often(70)
    clauses = ["dated by sent_on", *(["order sent_on, id"] if choose.often(60) else [])] if dated else []
    record(world, name, [("about", person, "required"), ("sent_on", "date", "required")], 2, clauses)
    world.grains[name].dated = world.grains[name].ordered = dated


def _group(world: World, finest: str, others: list[str]) -> None:
    """Rows that stand for combinations of values of finer rows."""
    choose, below = world.choose, world.grains[finest]
    terms = [term for term in Scope(world, finest).row_terms() if not term.gaps]
    people = [term for term in terms if isinstance(term.type, RowOf) and term.type.grain in others]
    dates = [term for term in terms if term.type == DATE and "." not in term.text]
    dates = [term for term in dates if term.text != "date" or below.kind != "record"]
    chosen = [*choose.some(people, 1, 2), *choose.some(dates, 0, 1)]
    if not chosen:
        return
    name = world.name("group")
    fields = [term.text.split(".")[-1] for term in chosen]
    if len(set(fields)) < len(fields):
        return
    grain = Grain(name, "groups", tuple(fields), finest)
    body = [f"groups {finest} by {', '.join(term.text for term in chosen)}"]
    for field, term in zip(fields, chosen):
        if isinstance(term.type, RowOf):
            grain.links.append(Link(field, term.type.grain))
        else:
            grain.vars.append(Var(field, term.type, given=True))
            grain.dated = True
            if field not in ("date", "week", "starts"):
                body.append(f"dated by {field}")
    if grain.dated and choose.often(40):
        body.append(f"order {fields[-1]} falling")
        grain.ordered = True
    body += [f"key {', '.join(fields)}"] if choose.often(10) else []
    world.statements.append([f"grain {name} {world.label()}", body])
    world.grains[name] = grain
    below.links.append(Link(name, name))
    if choose.often(25):
        extend(world, grain)


def _visits(world: World, claim: str, finest: str) -> None:
    """Rows that belong to the days of a claim."""
    name = world.name("visit")
    dated = world.choose.often(50)
    record(world, name, [(claim, claim, "required"), ("date", "date", "required"), ("came", "moment", "missing")], 2,
           [f"belongs to {finest} by {claim}, date", *(["dated by date"] if dated else [])])
    grain = world.grains[name]
    grain.links.insert(0, Link(finest, finest))
    grain.dated = grain.ordered = dated
