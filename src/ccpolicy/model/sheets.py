"""What reading a sheet fills: which of its columns hold an input field, of which row."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ccpolicy.model.expr import ReadField, ReadRow
from ccpolicy.model.policy import Grain, Policy, Sheet, SheetColumn

DAY_HEADINGS = tuple(str(day) for day in range(1, 32))
"""The headings of the columns of a sheet that has one for each day of the month."""


def base_link(grains: Mapping[str, Grain], grain: str) -> str:
    """The link of a derived row to the record it is cut from; empty if it is cut from none."""
    known = grains[grain]
    base = grains.get(known.base)
    if base is None or base.kind != "record":
        return ""
    return next((link.name for link in known.links.values() if link.how == "base"), "")


def fills(grains: Mapping[str, Grain], sheet: Sheet, column: SheetColumn) -> tuple[str, str] | None:
    """The grain and input field a column is read into: of the sheet's own row, or of the record that is cut into such rows.

    None for what is only written: facts, and whatever lies behind a reference, which only refers.
    """
    value = column.value
    if isinstance(value, ReadField):
        way, name = value.path, value.name
    elif isinstance(value, ReadRow) and value.path:
        way, name = value.path[:-1], value.path[-1]
    else:
        return None
    own = grains[sheet.grain]
    if not way:
        given = own.kind == "record" or name in own.extended or name in own.key
        return (own.name, name) if given and name in own.fields else None
    if len(way) == 1 and way[0] == base_link(grains, sheet.grain):
        return (own.base, name) if name in grains[own.base].fields else None
    return None


def keyed(grains: Mapping[str, Grain], sheet: Sheet) -> dict[str, SheetColumn]:
    """The columns that hold the key of the sheet's own rows, by key field."""
    found = ((fills(grains, sheet, column), column) for column in sheet.columns)
    return {
        at[1]: column for at, column in reversed(list(found)) if at and at[0] == sheet.grain and at[1] in grains[sheet.grain].key
    }


def headings(sheet: Sheet) -> tuple[str, ...]:
    """The headings of the file, in order."""
    days = DAY_HEADINGS if sheet.across else ()
    line = (sheet.line_heading,) if sheet.line_heading else ()
    return (*dated_headings(sheet), *line, *days)


def dated_headings(sheet: Sheet) -> tuple[str, ...]:
    """The headings of the ordinary columns, and of those that only hold the date of a moment."""
    return tuple(dict.fromkeys(heading for column in sheet.columns for heading in (column.on, column.heading) if heading))


def filled(policy: Policy, sheet: Sheet) -> Iterator[tuple[SheetColumn, str, str]]:
    """Every column and line that is read, with the grain and field it fills."""
    for column in (*sheet.columns, *sheet.lines):
        at = fills(policy.grains, sheet, column)
        if at is not None:
            yield (column, *at)
