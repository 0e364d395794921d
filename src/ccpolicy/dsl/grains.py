"""Records and the grains derived from them: fields, links, bounds, dates and order."""

from __future__ import annotations

from typing import Any

from attrs import evolve

from ccpolicy.dsl.checking import Place
from ccpolicy.dsl.codes import cell_text, code_text, headings, same_width
from ccpolicy.dsl.express import Checker
from ccpolicy.dsl.parties import PARTY_COLUMNS, UNTIL, party_lists, with_parties
from ccpolicy.dsl.syntax import Call, Cell, Path, Statement, TypeName, Word
from ccpolicy.dsl.world import Placed, World, words
from ccpolicy.model.expr import Apply, Literal, ReadDate, ReadField, SortKey
from ccpolicy.model.policy import Field, Grain, Link
from ccpolicy.model.types import DATE, MONTH, TEXT, Codes, ListOf, RowOf
from ccpolicy.source import Span

FIELD_COLUMNS = ("field", "type", "absent", "label", *PARTY_COLUMNS, UNTIL)
_ABSENT = ("required", "missing", "unknown")
"""What the column `absent` may say, beside a value to take instead."""


def record(world: World, placed: Placed) -> None:
    statement = placed.statement
    if not world.declare("record", statement.name, statement.name_span):
        return
    key = tuple(word for clause in statement.clauses("key") for word in words(clause.values[0])) or ("id",)
    fields = {"id": Field("id", TEXT, "required", span=statement.span)} if key == ("id",) else {}
    world.set_grain(
        Grain(
            statement.name,
            statement.label,
            "record",
            fields,
            {},
            key,
            span=statement.name_span,
            cites=world.cites(statement),
        )
    )


def columns(world: World, checker: Checker, placed: Placed) -> None:
    """The fields of a `record` or `extend`, once all records and code lists are known."""
    statement = placed.statement
    name = statement.of.text if statement.word == "extend" and statement.of else statement.name
    if name not in world.grains:
        if statement.word == "extend":
            world.unknown("grain", name, world.grains, statement.name_span)
        return
    grain = world.grains[name]
    fields, extended = dict(grain.fields), set(grain.extended)
    for made in _fields(world, checker, statement):
        if made.name in fields:
            world.report(
                "declared-twice",
                f"`{name}` has a field `{made.name}` already",
                made.span,
                help="one name has one meaning; rename one of them",
            )
            continue
        fields[made.name] = made
        if grain.kind != "record":
            extended.add(made.name)
    links = dict(grain.links)
    for made in fields.values():
        if isinstance(made.type, RowOf) and made.name not in links:
            links[made.name] = Link(made.name, made.type.grain, "field", optional=made.absent == "missing")
    world.set_grain(evolve(grain, fields=fields, links=links, extended=frozenset(extended)))
    for key in grain.key:
        if grain.kind == "record" and statement.word == "record" and key not in fields:
            world.unknown("field", key, fields, statement.span, "a key names fields of the record")


def _fields(world: World, checker: Checker, statement: Statement) -> list[Field]:
    if not statement.rows:
        return []
    head, *rows = statement.rows
    names = headings(world, head, FIELD_COLUMNS, "| field | type | absent | label |")
    if names is None:
        return []
    if "field" not in names or "type" not in names:
        world.report(
            "bad-heading",
            f"a column `{'type' if 'field' in names else 'field'}` is needed",
            head.span,
            help="fields are told as | field | type | absent | label |",
        )
        return []
    lists = party_lists(world, head, names)
    made = []
    for row in rows:
        if same_width(world, head, row):
            cells = dict(zip(names, row.cells))
            found = _field(world, checker, cells)
            if found is not None:
                made.append(with_parties(world, found, cells, lists))
    return made


def _field(world: World, checker: Checker, cells: dict[str, Cell]) -> Field | None:
    name = code_text(cells["field"])
    written = written_type(cells["type"])
    if not name or written is None:
        world.report(
            "bad-cell",
            "a field has a name and a type",
            cells["field"].span if not name else cells["type"].span,
            help='as in | price | money | unknown | "Price" |',
        )
        return None
    if written.name == "age":
        world.report(
            "bad-type",
            "an age is computed, not put in",
            cells["type"].span,
            help="put in the birth date, and write age(birth_date, on) in formulas",
        )
        return None
    kind = world.type_of(written)
    if kind is None:
        world.damaged.add(name)
        return None
    absent, default = "required", None
    if "absent" in cells and cells["absent"].kind != "empty":
        cell = cells["absent"]
        word = code_text(cell)
        codes = kind.codes if isinstance(kind, Codes) else ()
        if word in _ABSENT and word not in codes:
            absent = word
        elif word and not codes and not word.isdigit() and word not in ("yes", "no"):
            world.unknown(
                "choice",
                word,
                [*_ABSENT, "yes", "no"],
                cell.span,
                f"one of {', '.join(_ABSENT)}, or a value to take instead",
            )
            return None
        elif word and codes and word not in codes:
            world.unknown(
                "code", word, [*_ABSENT, *codes], cell.span, f"one of {', '.join(_ABSENT)}, or a code of `{kind}`"
            )
            return None
        else:
            value = checker.constant(cell.value, kind) if cell.kind == "value" else None
            if value is None:
                return None
            absent, default = "default", value.value if isinstance(value, Literal) else None
    label = cell_text(cells["label"]) if "label" in cells else ""
    whole = written.name != "number" and written.name != "percent"
    as_written = f"{written.name} per {written.per}" if written.per else written.name
    return Field(name, kind, absent, default, label, whole, as_written, span=cells["field"].span)


def written_type(cell: Cell) -> TypeName | None:
    if cell.kind == "rate":
        return cell.value if isinstance(cell.value, TypeName) else None
    if cell.kind == "value" and isinstance(cell.value, Path) and len(cell.value.names) == 1:
        return TypeName(cell.value.names[0], span=cell.span)
    if cell.kind == "value" and isinstance(cell.value, Call):
        codes = [str(a.value) if isinstance(a.value, Path) else getattr(a.value, "text", "") for a in cell.value.args]
        return TypeName(cell.value.name, codes=tuple(codes), span=cell.span)
    return None


def derived(world: World, placed: Placed) -> None:
    """A `grain` that cuts the rows of another: `each` and `split`. Its bounds are read later."""
    statement = placed.statement
    made = [*statement.clauses("each"), *statement.clauses("split"), *statement.clauses("groups")]
    if len(made) != 1:
        world.report(
            "clause-missing",
            f"`{statement.name}` says {'nothing' if not made else 'more than once'} of where its rows come from",
            statement.span,
            help="one of: each day of … from … through …, groups … by …, split … from … through … by …",
        )
        return
    clause = made[0]
    if clause.word == "groups":
        if clause.values[0].text == statement.name:
            world.report("cycle", f"`{statement.name}` is made of itself", clause.span)
        return
    if not world.declare("grain", statement.name, statement.name_span):
        return
    base: Word = clause.values[2] if clause.word == "each" else clause.values[0]
    step = clause.values[0].text if clause.word == "each" else ""
    if clause.word == "each" and step not in ("day", "week", "month"):
        world.unknown("step", step, ("day", "week", "month"), clause.span, "rows go by `day`, `week` or `month`")
        return
    fields = {"day": {"date": DATE}, "week": {"week": DATE}, "month": {"month": MONTH}}.get(
        step, {"starts": DATE, "ends": DATE}
    )
    links = {base.text: Link(base.text, base.text, "base")}
    key_field = next(iter(fields))
    own = {name: Field(name, kind, "required", span=statement.name_span) for name, kind in fields.items()}
    own[base.text] = Field(base.text, RowOf(base.text), "required", span=statement.name_span)
    world.set_grain(
        _with_date(
            Grain(
                statement.name,
                statement.label,
                "each" if step else "split",
                own,
                links,
                (base.text, key_field),
                base=base.text,
                step=step or "",
                by=tuple(words(clause.values[-1])) if not step else (),
                span=statement.name_span,
                cites=world.cites(statement),
            )
        )
    )


def check_bases(world: World) -> None:
    """Every derived grain stands on one that exists; one that does not is reported and dropped."""
    for grain in list(world.grains.values()):
        if grain.base and grain.base not in world.grains:
            world.unknown("grain", grain.base, world.grains, grain.span or Span("", 1, 1, 1, 1))
            del world.grains[grain.name]
            world.reached.clear()


def groups(world: World, checker: Checker, placed: Placed) -> None:
    """A grain whose rows are the combinations of values among the rows of another."""
    statement = placed.statement
    for clause in statement.clauses("groups"):
        base, paths = clause.values[0].text, clause.values[1]
        if base not in world.grains:
            world.unknown("grain", base, world.grains, clause.span)
            return
        if not world.declare("grain", statement.name, statement.name_span):
            return
        fields: dict[str, Field] = {}
        links: dict[str, Link] = {}
        made = []
        for path in paths:
            found = checker.check(path, Place(base))
            if found is None:
                return
            name = path.names[-1]
            made.append(found)
            fields[name] = Field(name, found.type, "missing" if found.optional else "required", span=path.span)
            if isinstance(found.type, RowOf):
                links[name] = Link(name, found.type.grain, "field", optional=found.optional)
        world.set_grain(
            _with_date(
                Grain(
                    statement.name,
                    statement.label,
                    "groups",
                    fields,
                    links,
                    tuple(fields),
                    base=base,
                    by=tuple(fields),
                    by_paths=tuple(made),
                    span=statement.name_span,
                    cites=world.cites(statement),
                )
            )
        )
        below = world.grains[base]
        world.set_grain(
            evolve(below, links={**below.links, statement.name: Link(statement.name, statement.name, "group")})
        )


def matches(world: World, placed: Placed) -> None:
    """`belongs to`: a link to the row with equal values."""
    statement = placed.statement
    for clause in statement.clauses("belongs"):
        target, by = next(v.text for v in clause.values if isinstance(v, Word)), words(clause.values[-1])
        if target not in world.grains or statement.name not in world.grains:
            world.unknown("grain", target, world.grains, clause.span)
            continue
        grain = world.grains[statement.name]
        for name in by:
            there = world.grains[target]
            if (
                name not in grain.fields
                and name not in grain.links
                and not (name == "date" and statement.clauses("dated"))
            ):
                world.unknown("field", name, grain.fields, clause.span)
            elif name not in there.fields and not any(
                name in world.grains[g].fields or name == g for _, _, g in world.reach(target)
            ):
                world.unknown("field", name, there.fields, clause.span)
        world.set_grain(evolve(grain, links={**grain.links, target: Link(target, target, "match", tuple(by))}))


def bounds(world: World, checker: Checker, placed: Placed) -> None:
    """The expressions of a grain: its bounds, its date, its order."""
    statement = placed.statement
    if statement.name not in world.grains:
        return
    grain = world.grains[statement.name]
    for clause in [*statement.clauses("each"), *statement.clauses("split")]:
        at = 3 if clause.word == "each" else 1
        low = checker.check(clause.values[at], Place(grain.base), DATE if grain.step != "month" else None)
        high = checker.check(
            next(v for v in clause.values[at + 1 :] if v != "THROUGH"), Place(grain.base), low.type if low else None
        )
        if low is not None and low.type not in (DATE, MONTH):
            world.report("wrong-type", "rows go from a date or month", clause.span)
        if grain.step == "week" and not world.options.week_starts:
            world.report(
                "option-missing",
                "the policy does not say on which day a week starts",
                clause.span,
                help="add `week_starts …` to its heading",
            )
        grain = evolve(grain, low=low, high=high)
        for name in grain.by:
            if name not in world.settings and name not in world.table_drafts:
                world.unknown("setting or table", name, [*world.settings, *world.table_drafts], clause.span)
            world.used.add(name)
    world.set_grain(grain)
    _date_and_order(world, checker, statement)


def _date_and_order(world: World, checker: Checker, statement: Statement) -> None:
    grain = world.grains[statement.name]
    dated = None
    for clause in statement.clauses("dated"):
        dated = checker.check(clause.values[0], Place(grain.name), DATE)
    if not statement.clauses("dated"):
        dated = _natural_date(grain)
    world.set_grain(evolve(grain, dated_by=dated))
    order = []
    for clause in statement.clauses("order"):
        for key in clause.values:
            value = checker.check(key.value, Place(grain.name))
            if value is not None and isinstance(value.type, ListOf):
                world.report("no-order", "a list has no order", clause.span)
            elif value is not None:
                order.append(SortKey(value, key.falling))
    if not order and dated is not None and grain.kind != "groups":
        order = [SortKey(ReadDate(type=DATE, path=(), grain=grain.name))]
    world.set_grain(evolve(world.grains[grain.name], order=tuple(order)))


def _with_date(grain: Grain) -> Grain:
    return evolve(grain, dated_by=_natural_date(grain))


def _natural_date(grain: Grain) -> Any:
    """The date of a derived row that has one by its nature."""
    for name in ("date", "week", "starts", "month"):
        if grain.kind != "record" and name in grain.key and name in grain.fields:
            read = ReadField(type=grain.fields[name].type, path=(), grain=grain.name, name=name)
            if read.type == DATE:
                return read
            if read.type == MONTH:
                return Apply(type=DATE, op="month_start", args=(read,))
    return None
