"""Small changes of a document as somebody might make them: an input moved to where a rule turns, a row more or less."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from attrs import field, frozen

from ccpolicy.engine.boundaries import turns
from ccpolicy.engine.statuses import asking_rows
from ccpolicy.engine.statuses import line as line_of
from ccpolicy.engine.trials import why
from ccpolicy.errors import RecordsError
from ccpolicy.model.types import DATE, MOMENT
from ccpolicy.records.edits import Edit
from ccpolicy.records.read import read_caseload
from ccpolicy.testing.chance import Chance
from ccpolicy.testing.climb import run_of
from ccpolicy.testing.draw_rows import Document, Maker, key_of
from ccpolicy.testing.draw_values import as_input
from ccpolicy.testing.near import key_columns
from ccpolicy.testing.patches import ABSENT, Patch, of_edits, patched
from ccpolicy.testing.shape import Given, Shape
from ccpolicy.testing.times import later, on_another_day
from ccpolicy.values.absent import MISSING, Unknown


@frozen(eq=False, repr=False)
class DocumentEdit:
    """One small change of a document.

    `description` says it in words; `apply` makes it. Applied to another document it changes the rows it finds there.
    """

    description: str
    patch: Patch
    shape: Shape = field(repr=False)

    def apply(self, document: Mapping[str, Any]) -> Document:
        """The document with the change; the document itself stays as it is."""
        return patched(self.shape, document, self.patch)

    def __repr__(self) -> str:
        return f"<{self.description}>"

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:
        """How Hypothesis prints what it drew."""
        printer.text(repr(self))


def drawn_edit(shape: Shape, chance: Chance, document: Mapping[str, Any]) -> DocumentEdit | None:
    """A change of the document, nothing where the kind of change that was drawn cannot be made."""
    make = chance.pick((turned, turned, turned, next_day, left_out, dropped, doubled, redrawn))
    return make(shape, chance, document)


def turned(shape: Shape, chance: Chance, document: Mapping[str, Any]) -> DocumentEdit | None:
    """An input that a line rests on, moved to a value at which one of the line's rules turns."""
    try:
        caseload = read_caseload(shape.policy, document)
    except RecordsError:
        return None
    run = run_of(shape.policy, caseload)
    asking = asking_rows(run)
    if not asking:
        return None
    found = turns(run, why(line_of(run, chance.pick(asking))))
    if not found:
        return None
    turn = chance.pick(found)
    value = chance.pick(turn.values)
    row = run.row(turn.at[0], turn.at[1])
    keys = key_columns(shape, run, row) if row is not None else None
    patch = of_edits(shape, document, [Edit(turn.at, value)], {turn.at[:2]: keys} if keys else {})
    return DocumentEdit(_told(shape, turn.at, turn.before, value), patch, shape)


def next_day(shape: Shape, chance: Chance, document: Mapping[str, Any]) -> DocumentEdit | None:
    """A date or moment moved by one day."""
    places = [
        place for place in _values(shape, document) if place[0].columns[place[2]].type in (DATE, MOMENT)
        and place[2] not in (*place[0].key, *place[0].belongs)
    ]
    if not places:
        return None
    given, row, name = chance.pick(places)
    by = chance.pick((1, -1))
    value = later(shape, given.columns[name], row[name], days=by)
    return _set(shape, given, row, name, value)


def left_out(shape: Shape, chance: Chance, document: Mapping[str, Any]) -> DocumentEdit | None:
    """A value that is not given any more."""
    places = [
        place for place in _values(shape, document)
        if place[0].columns[place[2]].absent != "required" and place[2] not in place[0].key
    ]
    return _set(shape, *chance.pick(places), ABSENT) if places else None


def dropped(shape: Shape, chance: Chance, document: Mapping[str, Any]) -> DocumentEdit | None:
    """A row less, of those that no other row names."""
    named = {(target, row.get(name)) for given in shape.kinds.values() for name, target in given.references.items()
             for row in document.get(given.name, ())}
    rows = [(given, row) for given, row in _rows(shape, document) if (given.name, key_of(given, row)) not in named]
    if not rows:
        return None
    given, row = chance.pick(rows)
    key = key_of(given, row)
    return DocumentEdit(f"without {given.name}[{key}]", Patch(dropped=frozenset({(given.name, key)})), shape)


def doubled(shape: Shape, chance: Chance, document: Mapping[str, Any]) -> DocumentEdit | None:
    """A row like another, with an id of its own or on another day."""
    given, row = chance.pick(list(_rows(shape, document)))
    copy: dict[str, Any] | None
    if given.derived or given.to:
        copy = on_another_day(shape, given, row, chance.number(1, 6), len(document[given.name]) + 1)
    elif given.key == ("id",):
        copy = {**row, "id": f"{row['id']}-2"}
    else:
        copy = None
    if copy is None or key_of(given, copy) in {key_of(given, other) for other in document[given.name]}:
        return None
    told = f"{given.name}[{key_of(given, copy)}] like {given.name}[{key_of(given, row)}]"
    return DocumentEdit(told, Patch(added=((given.name, copy),)), shape)


def redrawn(shape: Shape, chance: Chance, document: Mapping[str, Any]) -> DocumentEdit | None:
    """A value drawn from all that its column may hold."""
    given, row = chance.pick(list(_rows(shape, document)))
    fixed = (*given.key, *given.references, *given.belongs)
    columns = [column for name, column in given.columns.items() if name not in fixed]
    if not columns:
        return None
    column = chance.pick(columns)
    maker = Maker(shape, chance)
    maker.at(shape.dates[0])
    value = maker.value(given, column)
    return _set(shape, given, row, column.name, ABSENT if value is None else value)


def _rows(shape: Shape, document: Mapping[str, Any]) -> Iterator[tuple[Given, Mapping[str, Any]]]:
    return ((given, row) for name, given in shape.kinds.items() for row in document.get(name, ()))


def _values(shape: Shape, document: Mapping[str, Any]) -> Iterator[tuple[Given, Mapping[str, Any], str]]:
    return ((given, row, name) for given, row in _rows(shape, document) for name in row if name in given.columns)


def _set(shape: Shape, given: Given, row: Mapping[str, Any], name: str, value: Any) -> DocumentEdit | None:
    before = row.get(name, ABSENT)
    if before == value:
        return None
    key = key_of(given, row)
    now = "left out" if value is ABSENT else f"{value}"
    was = "" if before is ABSENT else f" instead of {before}"
    return DocumentEdit(f"{given.name}[{key}].{name}: {now}{was}", Patch({(given.name, key, name): value}), shape)


def _told(shape: Shape, at: tuple[str, str, str], before: Any, after: Any) -> str:
    column = shape.kinds[at[0]].columns[at[2]]

    def text(value: Any) -> str:
        absent = value is MISSING or isinstance(value, Unknown)
        return "left out" if absent else str(as_input(value, column))

    return f"{at[0]}[{at[1]}].{at[2]}: {text(after)} instead of {text(before)}"
