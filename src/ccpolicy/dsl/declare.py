"""What a policy declares before anything is computed: its heading, sources and calendars."""

from __future__ import annotations

from ccpolicy.diagnostics import nearest
from ccpolicy.dsl.csvfile import read_csv
from ccpolicy.dsl.files import is_plain
from ccpolicy.dsl.layout import OPTIONS
from ccpolicy.dsl.syntax import Clause, Constant, Statement
from ccpolicy.dsl.world import Placed, World, words
from ccpolicy.model.policy import Calendar, Options, SourceDocument
from ccpolicy.values.clock import is_zone
from ccpolicy.values.dates import WEEKDAYS, read_date
from ccpolicy.values.period import Period

CHOICES = {
    "period": ("month", "week"),
    "week_starts": WEEKDAYS,
    "leap_day_birthday": ("march_1", "february_28"),
    "month_arithmetic": ("last_day", "next_first"),
    "currency": ("USD",),
}


# -------------------------------------------------------------------- heading, sources, calendars


def heading(world: World, placed: Placed) -> None:
    statement = placed.statement
    world.name, world.label = statement.name, statement.label
    world.declare("policy", statement.name, statement.name_span)
    version = world.version(statement, None)
    world.period = version.period
    chosen: dict[str, str] = {}
    languages: tuple[str, ...] = ()
    for clause in statement.body:
        if not isinstance(clause, Clause) or clause.word not in OPTIONS:
            continue
        value = clause.values[0]
        if clause.word == "languages":
            languages = _languages(world, clause)
            continue
        if isinstance(value, tuple):
            value = value[0]
        text = value.plain if hasattr(value, "plain") else value.value if isinstance(value, Constant) else value.text
        if clause.word in CHOICES and text not in CHOICES[clause.word]:
            near = nearest(text, CHOICES[clause.word])
            world.report(
                "unknown-choice",
                f"`{clause.word}` cannot be `{text}`",
                value.span,
                help=f"did you mean {' or '.join(f'`{n}`' for n in near)}?"
                if near
                else f"it is one of {', '.join(f'`{c}`' for c in CHOICES[clause.word])}",
            )
        elif clause.word == "timezone" and not is_zone(text):
            world.report(
                "unknown-zone", f"there is no time zone `{text}`", clause.span, help='as in timezone "America/New_York"'
            )
        elif clause.word == "requirements" and not _beside(placed, text):
            world.report(
                "bad-file",
                f"`{text}` is not a file beside this policy",
                clause.span,
                help="name a file in the policy's folder",
            )
        else:
            chosen[clause.word] = text
            if clause.word == "requirements":
                world.requirements_span = clause.span
    world.options = Options(**chosen, languages=languages)


def _languages(world: World, clause: Clause) -> tuple[str, ...]:
    """The languages a policy speaks beside English."""
    found = clause.values[0] if isinstance(clause.values[0], tuple) else ()
    for word in found:
        if len(word.text) != 2:
            world.report(
                "unknown-language",
                f"there is no language `{word.text}`",
                word.span,
                help="languages are told by two letters, as in languages es",
            )
    return tuple(word.text for word in found if len(word.text) == 2)


def source(world: World, statement: Statement) -> None:
    if world.declare("source", statement.name, statement.name_span):
        document = ""
        for clause in statement.clauses("document"):
            document = clause.values[0].plain
            if not is_file_name(document):
                world.report(
                    "bad-file",
                    f"`{document}` is not the name of a file",
                    clause.span,
                    help="name the file alone: its folder is given when sources are compared",
                )
        world.sources[statement.name] = SourceDocument(
            statement.name, statement.label, world.version(statement, None).period, world.note(statement), document
        )


def is_file_name(name: str) -> bool:
    """Whether `name` is that of one file, and leads nowhere else."""
    return bool(name.strip(". ")) and not set(name) & set('/\\:') and name.isprintable()


def _beside(placed: Placed, name: str) -> bool:
    return is_file_name(name) and is_plain(placed.folder / name) and not (placed.folder / name).is_symlink()


def calendar(world: World, placed: Placed) -> None:
    statement = placed.statement
    if not world.declare("calendar", statement.name, statement.name_span):
        return
    weekend = [w for c in statement.clauses("weekend") for w in words(c.values[0])]
    for word in (w for c in statement.clauses("weekend") for w in c.values[0]):
        if word.text not in WEEKDAYS:
            world.unknown("weekday", word.text, WEEKDAYS, word.span)
    low, high = (v.value for v in statement.clauses("covers")[0].values if isinstance(v, Constant))
    closed = [
        cell.value.value for row in statement.rows[1:] for cell in row.cells[:1] if isinstance(cell.value, Constant)
    ]
    for clause in statement.clauses("file"):
        for line in read_csv(world, placed, clause):
            day = read_date(line.get("date", ""))
            if day is None:
                world.report(
                    "bad-cell",
                    f"`{line.get('date', '')}` is not a date",
                    clause.span,
                    help="the column `date` holds dates as in 2022-12-26",
                )
            else:
                closed.append(day)
    world.calendars[statement.name] = Calendar(
        statement.name, statement.label, tuple(weekend), frozenset(closed), Period(low, high)
    )
