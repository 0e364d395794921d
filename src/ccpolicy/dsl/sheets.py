"""The statement `sheet`: a table as people have it, held against the records it is read into."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from attrs import evolve

from ccpolicy.diagnostics import Label
from ccpolicy.dsl.checking import Checking, Place
from ccpolicy.dsl.codes import code_text, headings, same_width
from ccpolicy.dsl.syntax import Cell, Constant, Path, Row, Statement, Text, Word
from ccpolicy.dsl.world import Placed, World
from ccpolicy.model.policy import Grain, Sheet, SheetColumn
from ccpolicy.model.sheets import DAY_HEADINGS, base_link, fills, keyed
from ccpolicy.model.types import AGE, DATE, MOMENT, MONTH, TIME, ListOf, Type
from ccpolicy.source import Span
from ccpolicy.values.formats import DATES, MOMENTS, MONTHS, TIMES

FORMATS: Mapping[Type, tuple[str, ...]] = {DATE: DATES, MONTH: MONTHS, TIME: TIMES, MOMENT: MOMENTS}
_COLUMNS = ("column", "field", "format", "on")
_LINES = ("line", "field", "format")
_WORDS = ("word", "code")


def sheet(world: World, checker: Checking, placed: Placed) -> Sheet | None:
    """The checked sheet; None where it cannot be used, which is reported."""
    statement = placed.statement
    assert statement.of is not None
    grain = world.grains.get(statement.of.text)
    if grain is None:
        world.unknown("grain", statement.of.text, world.grains, statement.of.span)
        return None
    if not world.declare("sheet", statement.name, statement.name_span):
        return None
    columns = _told(world, checker, grain, statement.rows, _COLUMNS, statement.span)
    made = Sheet(
        statement.name, statement.label, grain.name, columns, words=_words(world, statement),
        cites=world.cites(statement), note=world.note(statement), span=statement.name_span,
    )  # fmt: skip
    if len(columns) < len(statement.rows) - 1 or not columns:
        return None
    for clause in statement.clauses("across")[:1]:
        word, *label = clause.values
        lines = _told(world, checker, grain, clause.rows, _LINES, clause.span)
        if len(lines) < len(clause.rows) - 1 or not lines:
            return None
        line_heading = label[0].plain if label and isinstance(label[0], Text) else ""
        made = evolve(made, across=word.text, lines=lines, line_heading=line_heading)
        made = evolve(made, month=_month(world, made, grain, word))
        if not made.month:
            return None
    for clause in statement.clauses("across")[1:]:
        world.report("sheet-across", "the days stand across once", clause.span, help="put its lines under the first `across`")
    _headings(world, made)
    _keys(world, made, grain)
    return made


# -------------------------------------------------------------------- columns and lines


def _told(
    world: World, checker: Checking, grain: Grain, rows: list[Row], known: tuple[str, ...], span: Span
) -> tuple[SheetColumn, ...]:
    """The columns, or the lines, of a sheet; those that are wrong are reported and left out."""
    form = f"| {' | '.join(known)} |"
    if not rows:
        world.report("table-missing", f"no {known[0]}s are told", span, help=f"give {form} and a line for each")
        return ()
    head, *body = rows
    names = headings(world, head, known, form)
    if names is None:
        return ()
    for needed in known[:2]:
        if needed not in names:
            world.report("bad-heading", f"a column `{needed}` is needed", head.span, help=f"the columns are {form}")
            return ()
    made = []
    for row in body:
        if same_width(world, head, row):
            column = _column(world, checker, grain, dict(zip(names, row.cells)), known[0])
            if column is not None:
                made.append(column)
    return tuple(made)


def _column(world: World, checker: Checking, grain: Grain, cells: Mapping[str, Cell], what: str) -> SheetColumn | None:
    texts = {name: _quoted(world, cells.get(name)) for name in (what, "format", "on")}
    if None in texts.values():
        return None
    path = cells["field"].value
    if not texts[what] or not isinstance(path, Path):
        wrong = cells[what] if not texts[what] else cells["field"]
        help = 'as in | "Received" | submitted |'
        world.report("bad-cell", f"a {what} has a heading in quotes and the field that stands in it", wrong.span, help=help)
        return None
    value = checker.check(path, Place(grain.name))
    if value is None:
        return None
    if isinstance(value.type, ListOf) or value.type == AGE:
        world.report("wrong-type", f"a {value.type} does not go into a cell", path.span, help="take a single value")
        return None
    made = SheetColumn(texts[what] or "", value, texts["format"] or "", texts["on"] or "", cells[what].span)
    known = FORMATS.get(value.type, ())
    if value.type == MOMENT and (made.on or (what == "line" and made.format in TIMES)):
        known = TIMES
    if made.format and made.format not in known:
        help = "" if known else "only dates, months, times and moments have one"
        world.unknown("format", made.format, known, cells["format"].span, help)
    if made.on and (value.type != MOMENT or not made.format):
        told = "`on` heads the column with the date of a moment of which only the time stands here"
        world.report("bad-cell", told, cells["on"].span, help='as in | "In" | came | "h:mm AM" | "Date" |')
    return made


def _quoted(world: World, cell: Cell | None) -> str | None:
    """The text in a cell, empty if there is none; None if something else stands there, which is reported."""
    if cell is None or cell.kind == "empty":
        return ""
    if isinstance(cell.value, Constant) and cell.value.kind == "text":
        return str(cell.value.value)
    world.report("bad-cell", "what stands in a file is told in quotes", cell.span, help=f'write "{cell.text}"')
    return None


def _month(world: World, made: Sheet, grain: Grain, word: Word) -> str:
    """The heading of the column with the month whose days stand across."""
    dated = word.text in grain.key and grain.fields[word.text].type == DATE
    if grain.step != "day" or not dated or not base_link(world.grains, grain.name):
        message = f"`{grain.name}` has no row for each day of a record, so its days cannot stand across"
        if grain.step == "day":
            message = f"`{word.text}` is not the date of `{grain.name}`"
        help = "as in across date, for a grain made by `each day of` a record"
        world.report("sheet-across", message, word.span, help=help)
        return ""
    months = [c for c in made.columns if c.value.type == MONTH and (fills(world.grains, made, c) or ("",))[0] == grain.base]
    if len(months) != 1:
        message = f"which month's days stand across is not told by {'one column' if months else 'any column'}"
        help = f"add one column with the month of `{grain.base}`"
        world.report("sheet-across", message, word.span, help=help)
        return ""
    if len(made.lines) > 1 and not made.line_heading:
        help = f'head the column that names the line: across {word.text} "Line"'
        world.report("sheet-across", "which of its lines a row is, no column says", word.span, help=help)
    return months[0].heading


# -------------------------------------------------------------------- what must hold of a sheet


def _headings(world: World, made: Sheet) -> None:
    """Every heading stands once, and every column of dates is there."""
    days = DAY_HEADINGS if made.across else ()
    own = [made.line_heading] if made.line_heading else []
    for group in ([*(c.heading for c in made.columns), *own, *days], [line.heading for line in made.lines]):
        counted = Counter(heading.casefold() for heading in group)
        twice = {heading.casefold(): heading for heading in group if counted[heading.casefold()] > 1}
        for small, heading in twice.items():
            places = [c.span for c in (*made.columns, *made.lines) if c.heading.casefold() == small and c.span]
            first = [Label(places[0], "first here")] if len(places) > 1 else []
            span = places[-1] if places else made.span
            help = "days are headed 1 to 31" if heading in days else "rename one of them"
            world.report("heading-twice", f'"{heading}" heads two columns or lines', span, help=help, labels=first)
    for column in made.columns:
        dated = next((c for c in made.columns if c.heading == column.on), None)
        if dated is not None and dated.value.type != DATE:
            message = f'"{column.on}" holds no date'
            world.report("wrong-type", message, column.span, help="`on` heads a column of dates")


def _keys(world: World, made: Sheet, grain: Grain) -> None:
    """Rows can be told apart, and something is read."""
    have = set(keyed(world.grains, made)) | {made.across}
    lacking = [name for name in grain.key if name not in have]
    if lacking:
        told = " and ".join(f"`{name}`" for name in lacking)
        help = f'add a column for it, as in | "{lacking[0].replace("_", " ").capitalize()}" | {lacking[0]} |'
        world.report("sheet-key", f"rows of `{grain.name}` cannot be told apart without {told}", made.span, help=help)
        return
    found = [at for c in (*made.columns, *made.lines) if (at := fills(world.grains, made, c))]
    twice = [at for at, count in Counter(found).items() if count > 1]
    for at in twice:
        span = [c.span for c in (*made.columns, *made.lines) if fills(world.grains, made, c) == at][-1]
        world.report("heading-twice", f"two columns are read into `{at[1]}` of `{at[0]}`", span, help="take one of them away")
    if not any(at[1] not in world.grains[at[0]].key for at in found):
        help = "give it a field of the input; facts are only written"
        world.report("sheet-reads-nothing", f"nothing but keys can be read from `{made.name}`", made.span, help=help)


def _words(world: World, statement: Statement) -> dict[str, dict[str, str]]:
    """A file's own words for codes, by code list."""
    found: dict[str, dict[str, str]] = {}
    for clause in statement.clauses("words"):
        name = clause.values[0].text
        listed = world.codes.get(name)
        if listed is None:
            world.unknown("type", name, world.codes, clause.span, "name a code list")
            continue
        if not clause.rows:
            world.report("table-missing", "no words are told", clause.span, help="give | word | code | and a line for each")
            continue
        head, *rows = clause.rows
        names = headings(world, head, _WORDS, "| word | code |")
        if names is None:
            continue
        taken = {text.casefold(): code for code, row in listed.rows.items() for text in (code, row.label)}
        for row in rows:
            if not same_width(world, head, row):
                continue
            cells = dict(zip(names, row.cells))
            word, code = _quoted(world, cells.get("word")), code_text(cells["code"]) if "code" in cells else ""
            if code not in listed.rows:
                world.unknown("code", code, listed.rows, row.span)
            elif word and taken.setdefault(word.casefold(), code) != code:
                help = f"it means `{taken[word.casefold()]}` already"
                world.report("word-twice", f'"{word}" cannot stand for `{code}`', row.span, help=help)
            elif word:
                found.setdefault(name, {})[word] = code
    return found
