"""The checked policy and its statements, each an immutable value.

A statement that can change over time has versions; a version has a period (both ends included), may be `tentative`
(its end may move: a caveat, no other effect) and may come from an amendment, which is known from its announcement on.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from attrs import field, frozen

from ccpolicy.model.expr import Expr, Rows, SortKey, Template
from ccpolicy.model.provenance import Cited, Context, Met
from ccpolicy.model.types import Type
from ccpolicy.source import Span
from ccpolicy.values.period import ALWAYS, Period


def _span() -> Any:
    return field(default=None, eq=False, repr=False)


@frozen
class Citation:
    """A place in a source; `pin` is the fingerprint of the sentence there, if one was taken."""

    source: str
    place: str
    pin: str = ""


@frozen
class SourceDocument:
    """A document that can be cited, and the period it speaks for. `document` is the file its text is kept in, if any."""

    name: str
    title: str
    period: Period = ALWAYS
    note: str = ""
    document: str = ""


@frozen
class Calendar:
    """Days that are not business days: weekdays and dates. `covers` is the stretch the list of dates is complete for."""

    name: str
    label: str
    weekend: tuple[str, ...]
    closed: frozenset[date]
    covers: Period


@frozen
class CodeRow:
    """One code: its label for people and its further columns."""

    code: str
    label: str
    columns: Mapping[str, Any] = field(factory=dict, hash=False)


@frozen
class CodeList:
    """A closed list of codes. Columns have one type for the whole list; a column may be missing for some codes."""

    name: str
    label: str
    rows: Mapping[str, CodeRow] = field(hash=False)
    columns: Mapping[str, Type] = field(factory=dict, hash=False)
    optional_columns: frozenset[str] = frozenset()
    cites: tuple[Citation, ...] = ()


@frozen
class Party:
    """Somebody who deals with records: a code of a list that the policy declares."""

    codes: str
    code: str


@frozen
class Field:
    """An input column.

    `absent` says what leaving it out means: `required` (a data error), `missing`, `unknown`, or `default` with a value.
    `whole` is set for `count`. `written` is the type's name in the policy, which alone tells hours from minutes and a
    percentage from another number: it says how records write the value. `changed_by` is who can change a value that is
    there (None: nobody can), `until` the deadline for it where one is named; `known_by` is who can supply one that is not.
    """

    name: str
    type: Type
    absent: str
    default: Any = None
    label: str = ""
    whole: bool = True
    written: str = ""
    changed_by: Party | None = None
    known_by: Party | None = None
    until: str = ""
    span: Span | None = _span()

    @property
    def optional(self) -> bool:
        """Whether its value may be missing."""
        return self.absent == "missing"


@frozen
class Link:
    """A many-to-one path of one step: `name` leads to one row of `grain`.

    `how`: `field` (the column of that name holds the target's key), `base` (a derived row's own base row), `group`
    (the group this row fell into), `match` (target found by equal values of `by`). `optional` links may lead nowhere.
    """

    name: str
    grain: str
    how: str
    by: tuple[str, ...] = ()
    optional: bool = False


@frozen
class Grain:
    """A kind of row: input records or rows derived from others.

    `kind`: `record`; `each` (one row per `step` (day, week or month) of the base row, `low` through `high`); `groups` (one row per combination
    of `by` among base rows); `split` (one row per stretch of the base row between version changes of `by`).
    `key` are the fields that identify a row; `order` is how rows are listed.
    """

    name: str
    label: str
    kind: str
    fields: Mapping[str, Field] = field(hash=False)
    links: Mapping[str, Link] = field(hash=False)
    key: tuple[str, ...] = ("id",)
    base: str = ""
    step: str = ""
    low: Expr | None = None
    high: Expr | None = None
    by: tuple[str, ...] = ()
    by_paths: tuple[Expr, ...] = ()
    dated_by: Expr | None = None
    order: tuple[SortKey, ...] = ()
    extended: frozenset[str] = frozenset()
    cites: tuple[Citation, ...] = ()
    span: Span | None = _span()


@frozen
class Version:
    """When a wording holds: its period, whether its end is tentative, and the amendment it came with."""

    period: Period = ALWAYS
    tentative: bool = False
    amendment: str = ""
    announced: date | None = None


@frozen
class Rule:
    """What every statement that decides something carries."""

    name: str
    label: str = ""
    cites: tuple[Citation, ...] = ()
    note: str = ""
    version: Version = Version()
    span: Span | None = _span()


@frozen
class Wording:
    """One dated definition of a value."""

    value: Expr
    version: Version = Version()
    cites: tuple[Citation, ...] = ()
    note: str = ""
    say: Mapping[str, Template] = field(factory=dict, hash=False)
    span: Span | None = _span()


@frozen
class Exceptional:
    """A labelled exception to a fact: applies where `when` is yes; beats the exceptions named in `over`."""

    label: str
    value: Expr
    when: Expr
    over: tuple[str, ...] = ()
    version: Version = Version()
    cites: tuple[Citation, ...] = ()
    note: str = ""
    say: Mapping[str, Template] = field(factory=dict, hash=False)
    span: Span | None = _span()


@frozen
class Setting:
    """A value of the policy with dated versions."""

    name: str
    type: Type
    label: str
    versions: tuple[Wording, ...]
    span: Span | None = _span()


@frozen
class TableRow:
    """One row: a cell per key (see `Table.takes`) and the value. A None cell matches every value (`any`)."""

    cells: tuple[Any, ...]
    value: Any
    span: Span | None = _span()


@frozen
class TableKey:
    """One key. `match`: `is` (equal), `from_below` (cell is (low, high), low in and high out), `from_through`.

    An end that is None is open.
    """

    name: str
    type: Type
    match: str = "is"


@frozen
class TableBlock:
    """The rows in force in one period."""

    rows: tuple[TableRow, ...]
    version: Version = Version()
    cites: tuple[Citation, ...] = ()
    span: Span | None = _span()


@frozen
class Table:
    """Keys to one value. Rows come from the policy, a CSV file, or (`record`) input rows whose columns are named as keys.

    `fallback` is what `any` yields; without it no row is unknown. For input rows `starts` and `ends` name the columns
    that date them.
    """

    name: str
    label: str
    takes: tuple[TableKey, ...]
    gives: Type
    blocks: tuple[TableBlock, ...] = ()
    record: str = ""
    value_field: str = ""
    starts: str = ""
    ends: str = ""
    fallback: Any = None
    has_fallback: bool = False
    cites: tuple[Citation, ...] = ()
    note: str = ""
    span: Span | None = _span()


@frozen
class Fact:
    """A named value of a grain: dated definitions and ranked or disjoint exceptions."""

    name: str
    grain: str
    type: Type
    optional: bool
    whole: bool
    label: str
    definitions: tuple[Wording, ...]
    exceptions: tuple[Exceptional, ...] = ()
    cites: tuple[Citation, ...] = ()
    note: str = ""
    say: Mapping[str, Template] = field(factory=dict, hash=False)
    codes: str = ""
    span: Span | None = _span()


@frozen
class WorksheetLine:
    """A line of a worksheet is the fact of its name; `role` is its part in the balance, or empty."""

    fact: str
    role: str
    label: str


@frozen
class Worksheet(Rule):
    """Amounts of a row, listed in order. charge + additions = state + family + written_off, by the roles, each >= 0."""

    grain: str = field(kw_only=True)
    where: Expr | None = field(default=None, kw_only=True)
    lines: tuple[WorksheetLine, ...] = field(kw_only=True)


@frozen
class Waiver:
    """Switches a stop or flag off while its version is in force and `when` holds (always, if None)."""

    name: str
    outcome: str
    when: Expr | None
    version: Version
    cites: tuple[Citation, ...] = ()
    note: str = ""
    span: Span | None = _span()


@frozen
class Outcome(Rule):
    """A reason code: `kind` is deny, hold, route or flag.

    Fires on rows of `grain` where `when` is yes. `unit` restricts a stop to one unit type. `to` and `asking` say where
    a route (or flag) goes and what it needs. `parent` names the allowance, deadline or bands it belongs to, if any;
    an allowance's outcome refuses only what was not granted.
    """

    kind: str = field(kw_only=True)
    grain: str = field(kw_only=True)
    when: Expr = field(kw_only=True)
    unit: str = field(default="", kw_only=True)
    say: Mapping[str, Template] = field(factory=dict, hash=False, kw_only=True)
    to: str = field(default="", kw_only=True)
    asking: tuple[str, ...] = field(default=(), kw_only=True)
    parent: str = field(default="", kw_only=True)
    waivers: tuple[Waiver, ...] = field(default=(), kw_only=True)
    reads_payable: bool = field(default=False, kw_only=True)


@frozen
class WindowOf:
    """The stretch of time an allowance counts in.

    `kind`: life, week, month, calendar_year, year_from (`month`, `day`), rolling (`months` back from the row's date),
    every (`months`, tiles that start at `anchor`).
    """

    kind: str
    months: int = 0
    month: int = 1
    day: int = 1
    anchor: Expr | None = None


@frozen
class Allowance(Rule):
    """A limit that spending rows use up in order, also across claims.

    `spends` is what one row asks for (1 unless said); with `unit`, rows ask for the units of that type they claim.
    `grant`: whole (all of a row or nothing) or part. `carry` is how much of an unused limit goes into the next window
    (None: nothing; an unlimited carry is a large literal), counted from the stretch that holds `carries_from` (None: from
    when the rules began). `after` and `together` name other allowances.
    `independent` are the stops that do not depend on this allowance: rows they deny or route spend nothing, unless
    `even_when_denied`.
    """

    grain: str = field(kw_only=True)
    where: Expr | None = field(default=None, kw_only=True)
    spends: Expr | None = field(default=None, kw_only=True)
    limit: Expr = field(kw_only=True)
    per: tuple[tuple[str, Expr], ...] = field(default=(), kw_only=True)
    window: WindowOf = field(default=WindowOf("life"), kw_only=True)
    order: tuple[SortKey, ...] = field(default=(), kw_only=True)
    unit: str = field(default="", kw_only=True)
    grant: str = field(default="whole", kw_only=True)
    even_when_denied: bool = field(default=False, kw_only=True)
    reorder: bool = field(default=False, kw_only=True)
    carry: Expr | None = field(default=None, kw_only=True)
    carries_from: Expr | None = field(default=None, kw_only=True)
    after: tuple[str, ...] = field(default=(), kw_only=True)
    together: tuple[str, ...] = field(default=(), kw_only=True)
    independent: tuple[str, ...] = field(default=(), kw_only=True)
    spends_type: Type = field(kw_only=True)


@frozen
class Deadline(Rule):
    """A date computed and enforced. `inclusive`: `due` is the last day in; otherwise the first moment out."""

    grain: str = field(kw_only=True)
    where: Expr | None = field(default=None, kw_only=True)
    event: Expr = field(kw_only=True)
    due: Expr = field(kw_only=True)
    inclusive: bool = field(kw_only=True)
    outcome: str = field(default="", kw_only=True)


@frozen
class Asked:
    """How much of which unit type a row asks for."""

    amount: Expr
    unit: Expr


@frozen
class Asks(Rule):
    """The rows that ask for payment. `line` names the columns a result line shows: name and value, rows by their key."""

    grain: str = field(kw_only=True)
    where: Expr | None = field(default=None, kw_only=True)
    units: tuple[Asked, ...] = field(kw_only=True)
    line: tuple[tuple[str, Expr], ...] = field(default=(), kw_only=True)
    claim: str = field(default="", kw_only=True)


@frozen
class Pay(Rule):
    """Pays rows of `grain`; a name may stand several times with versions that do not overlap, amounts of different
    names add up. Without `amount` it decides units only.

    On a grain above the claim rows the amount is shared over the paid rows by `share` (a weight on the claim row), or
    `undivided`. `worksheet` lists the amounts to show, if the amount is one of its lines.
    """

    grain: str = field(kw_only=True)
    where: Expr | None = field(default=None, kw_only=True)
    amount: Expr | None = field(default=None, kw_only=True)
    share: Expr | None = field(default=None, kw_only=True)
    undivided: bool = field(default=False, kw_only=True)
    worksheet: str = field(default="", kw_only=True)
    say: Mapping[str, Template] = field(factory=dict, hash=False, kw_only=True)


@frozen
class ReportLine:
    """A value a report shows, under its label; `total` adds it up below its table."""

    label: str
    value: Expr
    total: bool = False


@frozen
class Block:
    """A part of a page. `kind`: `list` (values of the page's row), `table` (a line a row), `calendar` (a box a date),
    `strip` (a column a date, with lines for each value of `by`).

    `rows` start from the page's row; without a route they are that row itself or, on a page without a row, all of them.
    """

    kind: str
    label: str
    lines: tuple[ReportLine, ...]
    rows: Rows | None = None
    where: Expr | None = None
    order: tuple[SortKey, ...] = ()
    by: Expr | None = None
    span: Span | None = _span()

    @property
    def grain(self) -> str:
        """The grain of its rows; empty for a list, whose values are those of the page's row."""
        return self.rows.grain if self.rows else ""


@frozen
class Report(Rule):
    """What is laid out for people: a page for each row of `grain`, or one for everything where it is empty."""

    grain: str = field(default="", kw_only=True)
    where: Expr | None = field(default=None, kw_only=True)
    order: tuple[SortKey, ...] = field(default=(), kw_only=True)
    blocks: tuple[Block, ...] = field(default=(), kw_only=True)


@frozen
class Reading:
    name: str
    label: str
    cites: tuple[Citation, ...] = ()


@frozen
class Unsettled:
    """A point the sources leave open: a setting with readings, the chosen one, and why."""

    name: str
    question: str
    readings: tuple[Reading, ...]
    chosen: str
    because: str
    cites: tuple[Citation, ...] = ()
    note: str = ""
    span: Span | None = _span()


@frozen
class Unmodelled:
    """What is left out, and what happens instead. `touches` names the facts or outcomes it would change; none: always told."""

    title: str
    instead: str
    touches: tuple[str, ...] = ()
    cites: tuple[Citation, ...] = ()
    note: str = ""
    span: Span | None = _span()


@frozen
class ExampleRow:
    """Inputs and expected values of one row; names are paths as written."""

    given: Mapping[str, Expr] = field(hash=False)
    expect: Mapping[str, Expr] = field(hash=False)
    span: Span | None = _span()


@frozen
class Example:
    """A worked case in the policy itself.

    In the row form (`rows`) named values are pinned on one row of `grain` and the expected ones computed from them. In
    the block form `given` are input rows by record kind and `expect` the rows of a full determination to compare.
    """

    label: str
    of: str
    grain: str
    on: date | None = None
    rows: tuple[ExampleRow, ...] = ()
    given: tuple[tuple[str, Mapping[str, Any]], ...] = ()
    expect: tuple[tuple[str, Mapping[str, Any]], ...] = ()
    known_on: date | None = None
    readings: Mapping[str, str] = field(factory=dict, hash=False)
    cites: tuple[Citation, ...] = ()
    span: Span | None = _span()


@frozen
class Amendment:
    """A dated change, known from `announced` on; its parts stand among the statements, marked with its label."""

    label: str
    announced: date | None
    version: Version
    cites: tuple[Citation, ...] = ()
    note: str = ""
    span: Span | None = _span()


@frozen
class SheetColumn:
    """A column of a sheet, or a line of one that has a column for each day: what it is headed, and what stands in it.

    `value` is read from a row of the sheet's grain. `format` is how a date, month, time or moment is written, empty for
    the way of all records; `on` heads the column that holds the date of a moment of which only the time stands here.
    """

    heading: str
    value: Expr
    format: str = ""
    on: str = ""
    span: Span | None = _span()


@frozen
class Sheet:
    """A table as people have it, one row for each row of `grain`.

    With `across`, a key field of the grain that holds a date, it has one row for each base row and line, and a column
    for each day of the month that stands in the column headed `month`; `line_heading` heads the column that names the line, empty
    where there is only one. `words` are a file's own words for the codes of a list, by list.
    """

    name: str
    label: str
    grain: str
    columns: tuple[SheetColumn, ...]
    across: str = ""
    month: str = ""
    line_heading: str = ""
    lines: tuple[SheetColumn, ...] = ()
    words: Mapping[str, Mapping[str, str]] = field(factory=dict, hash=False)
    cites: tuple[Citation, ...] = ()
    note: str = ""
    span: Span | None = _span()


@frozen
class Options:
    """How the ambiguous is read, declared in the heading."""

    period: str = "month"
    week_starts: str = ""
    leap_day_birthday: str = ""
    month_arithmetic: str = ""
    currency: str = "USD"
    timezone: str = "UTC"
    business_days: str = ""
    requirements: str = ""
    languages: tuple[str, ...] = ()


@frozen
class Policy:
    """A checked policy. Mappings keep source order and are never changed.

    `words` is what its texts are in other languages; `lang` is the language its texts are in now.
    """

    name: str
    label: str
    period: Period
    options: Options
    fingerprint: str
    sources: Mapping[str, SourceDocument] = field(hash=False)
    calendars: Mapping[str, Calendar] = field(hash=False)
    codes: Mapping[str, CodeList] = field(hash=False)
    grains: Mapping[str, Grain] = field(hash=False)
    settings: Mapping[str, Setting] = field(hash=False)
    unsettled: Mapping[str, Unsettled] = field(hash=False)
    tables: Mapping[str, Table] = field(hash=False)
    facts: Mapping[tuple[str, str], Fact] = field(hash=False)
    worksheets: Mapping[str, Worksheet] = field(hash=False)
    allowances: Mapping[str, Allowance] = field(hash=False)
    deadlines: Mapping[str, Deadline] = field(hash=False)
    asks: tuple[Asks, ...]
    pays: tuple[Pay, ...]
    outcomes: Mapping[str, Outcome] = field(hash=False)
    amendments: Mapping[str, Amendment] = field(hash=False)
    unmodelled: tuple[Unmodelled, ...]
    examples: tuple[Example, ...]
    reports: Mapping[str, Report] = field(factory=dict, hash=False)
    sheets: Mapping[str, Sheet] = field(factory=dict, hash=False)
    contexts: tuple[Context, ...] = ()
    meets: tuple[Met, ...] = ()
    citations: tuple[Cited, ...] = ()
    requirements_span: Span | None = _span()
    words: Mapping[str, Mapping[str, str]] = field(factory=dict, hash=False)
    lang: str = "en"
