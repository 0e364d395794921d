"""What a report looks like, as pure data: pages of lists, tables and calendars, each cell as text for people and programs.

Missing values are blank. A value that is not known says so and refers to a note below its page that says what it needs.
"""

from __future__ import annotations

from datetime import date

from attrs import frozen

from ccpolicy.values.dates import Month


@frozen
class Cell:
    """One value: as people read it and as a program does, with the number of the note that says what it needs."""

    text: str = ""
    plain: str = ""
    note: int = 0


@frozen
class Heading:
    """What a value is called. `kind`: `key` (words), `date` (dates and times), `count` (numbers) or `money`.

    Numbers and money stand to the right.
    """

    label: str
    kind: str = "key"

    @property
    def numeric(self) -> bool:
        return self.kind in ("count", "money")


@frozen
class ListBlock:
    """Values of the page's row, each under its heading."""

    title: str
    items: tuple[tuple[Heading, Cell], ...]


@frozen
class TableBlock:
    """A line for each row; `totals` is empty where nothing is added up."""

    title: str
    headings: tuple[Heading, ...]
    rows: tuple[tuple[Cell, ...], ...]
    totals: tuple[Cell, ...] = ()


@frozen
class Box:
    """A date of a calendar and the rows that stand on it, a cell for each of the block's headings."""

    day: date
    rows: tuple[tuple[Cell, ...], ...]


@frozen
class MonthGrid:
    """One month by weeks; a place before its first or after its last day is None."""

    title: str
    weeks: tuple[tuple[Box | None, ...], ...]


@frozen
class CalendarBlock:
    """The months of the rows as calendars. `weekdays` are the names of its columns."""

    title: str
    headings: tuple[Heading, ...]
    weekdays: tuple[str, ...]
    months: tuple[MonthGrid, ...]


@frozen
class StripLine:
    """One line of a strip: whose it is, what it shows, and a cell for each day of the month."""

    by: Cell
    heading: Heading
    cells: tuple[Cell, ...]


@frozen
class StripMonth:
    month: Month
    title: str
    days: tuple[date, ...]
    lines: tuple[StripLine, ...]


@frozen
class StripBlock:
    """The months of the rows with a column a day. `by` is what its lines go by."""

    title: str
    by: str
    headings: tuple[Heading, ...]
    months: tuple[StripMonth, ...]


AnyBlock = ListBlock | TableBlock | CalendarBlock | StripBlock


@frozen
class Page:
    """One page: the values that say which row it is for, its blocks, and the notes below."""

    keys: tuple[Cell, ...]
    blocks: tuple[AnyBlock, ...]
    notes: tuple[str, ...]


@frozen
class LaidOut:
    """A report of one determination, ready to be drawn."""

    name: str
    title: str
    policy: str
    keys: tuple[Heading, ...]
    """What tells its pages apart; empty for a report of everything, which has one page."""
    pages: tuple[Page, ...]
    conditions: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    lang: str = "en"
