"""Expressions of the checked policy.

A node knows its type, whether its value may be missing, and whether it is whole: a whole number of cents, minutes or
counts, so that only rounded money can reach a payment. Spans are carried for messages and never compared.

A path is a tuple of link names, followed from a row to one coarser row; `()` is the row itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from attrs import field, fields, frozen

from ccpolicy.model.types import Type
from ccpolicy.source import Span

Path = tuple[str, ...]


@frozen(kw_only=True)
class Expr:
    """Base of all expressions."""

    type: Type
    optional: bool = False
    whole: bool = True
    span: Span | None = field(default=None, eq=False, repr=False)

    def parts(self) -> Iterator[Expr]:
        """The expressions directly inside this one."""
        for attribute in fields(type(self)):
            yield from _inside(getattr(self, attribute.name))

    def walk(self) -> Iterator[Expr]:
        """This expression and all inside it, outermost first. Iterative: depth is bounded by memory, not the stack."""
        pending: list[Expr] = [self]
        while pending:
            node = pending.pop()
            yield node
            pending.extend(reversed(list(node.parts())))


def _inside(value: Any) -> Iterator[Expr]:
    if isinstance(value, Expr):
        yield value
    elif isinstance(value, (Band, Edge, SortKey)):
        for attribute in fields(type(value)):
            yield from _inside(getattr(value, attribute.name))
    elif isinstance(value, tuple):
        for part in value:
            yield from _inside(part)


@frozen(kw_only=True)
class Literal(Expr):
    """A value written in the policy; `missing` is a Literal whose value is MISSING."""

    value: Any


@frozen(kw_only=True)
class ReadField(Expr):
    """An input column of the row at the end of `path`."""

    path: Path
    grain: str
    name: str
    own_optional: bool = field(default=False, eq=False)
    """Whether the value itself may be missing, apart from the way to its row."""


@frozen(kw_only=True)
class ReadFact(Expr):
    """A fact of the row at the end of `path`."""

    path: Path
    grain: str
    name: str
    own_optional: bool = field(default=False, eq=False)
    """Whether the value itself may be missing, apart from the way to its row."""


@frozen(kw_only=True)
class ReadRow(Expr):
    """The row at the end of `path`; missing when a link on the way is."""

    path: Path
    grain: str


@frozen(kw_only=True)
class ReadDate(Expr):
    """The date of the row at the end of `path`, by its grain's `dated by`."""

    path: Path
    grain: str


@frozen(kw_only=True)
class ReadSetting(Expr):
    """A setting, or the reading of an unsettled point, on the date of the row whose rule names it."""

    name: str


@frozen(kw_only=True)
class ReadAllowance(Expr):
    """What an allowance says of the spending row at the end of `path`.

    `item`: limit, used, left, number, asked, granted, refused (yes when any of it was), spenders.
    """

    path: Path
    allowance: str
    item: str


@frozen(kw_only=True)
class ReadDeadline(Expr):
    """What a deadline says of the row at the end of `path`: `due` (last day or first moment out), `met`, `late`."""

    path: Path
    deadline: str
    item: str


@frozen(kw_only=True)
class ReadStatus(Expr):
    """`claimed`, `payable` or `paid` of the row at the end of `path`."""

    path: Path
    grain: str
    item: str


@frozen(kw_only=True)
class ReadColumn(Expr):
    """A further column of a code's row in its list: `code.counts_as`."""

    code: Expr
    codes: str
    column: str
    own_optional: bool = field(default=False, eq=False)


@frozen(kw_only=True)
class LookUp(Expr):
    """The value of a table for these keys; no row is unknown."""

    table: str
    keys: tuple[Expr, ...]
    own_optional: bool = field(default=False, eq=False)


@frozen(kw_only=True)
class Apply(Expr):
    """An operator or function of `model.operators` on values of one row."""

    op: str
    args: tuple[Expr, ...]


@frozen
class Edge:
    """One end of a band: `included` says whether the edge itself belongs to it."""

    value: Expr
    included: bool


@frozen
class Band:
    """One band: its result and its two ends; None is open."""

    result: Expr
    low: Edge | None
    high: Edge | None
    span: Span | None = field(default=None, eq=False, repr=False)


@frozen(kw_only=True)
class InBands(Expr):
    """The result of the band that holds `value`; missing when the value is.

    A value outside all bands gives missing if the policy says what happens then (`outside_missing`), else unknown.
    """

    value: Expr
    bands: tuple[Band, ...]
    outside_missing: bool = True


@frozen
class SortKey:
    """One key of an order; `falling` reverses it. Missing keys come last."""

    value: Expr
    falling: bool = False


@frozen
class Rows:
    """Finer rows: go up `anchor` from the current row, then take the rows of `grain` whose `route` leads there.

    `everything` (a window over a grain's own rows) has no anchor: `per` of the window selects.
    """

    anchor: Path
    grain: str
    route: Path
    crosses_claims: bool = False


@frozen(kw_only=True)
class Aggregate(Expr):
    """One value from finer rows.

    `op`: count, sum, any, every, min, max (also earliest, latest), first, last, nth, list, distinct.
    `value` and `where` are evaluated on each inner row; `order` for first, last, nth and list.
    """

    op: str
    rows: Rows
    value: Expr | None = None
    where: Expr | None = None
    order: tuple[SortKey, ...] = ()
    nth: Expr | None = None


@frozen(kw_only=True)
class Window(Expr):
    """One value from the rows of the row's own grain that share `per`, in `order`.

    `op`: rank (1 is first), next, previous (the neighbour's `value`), run (how many rows in a row up to this one
    satisfy `where`; with a `value`, of the rows that do how many in a row have it), running_count, running_sum (up to and including this row), share (this row's whole-cent part of
    `value`, which all rows of the window agree on, by `weight`).
    """

    op: str
    grain: str
    value: Expr | None = None
    where: Expr | None = None
    weight: Expr | None = None
    per: tuple[Expr, ...] = ()
    order: tuple[SortKey, ...] = ()
    crosses_claims: bool = False


@frozen
class Template:
    """A text with values in it: parts are plain text or expressions."""

    parts: tuple[str | Expr, ...] = ()
    span: Span | None = field(default=None, eq=False, repr=False)

    def expressions(self) -> Iterator[Expr]:
        return (part for part in self.parts if isinstance(part, Expr))
