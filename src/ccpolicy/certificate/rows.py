"""The second opinion's rows: made from the input by chapter 4, with the ways between them and the dates they have.

Nothing here is shared with the evaluators. What is unknown is only unknown; what would settle it is told elsewhere.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from functools import partial
from itertools import islice
from typing import Any

from attrs import define, field, frozen

from ccpolicy.certificate.arithmetic import DAY, UNKNOWN, first_day
from ccpolicy.errors import UsageError
from ccpolicy.limits import ROWS, ROWS_OF_ONE
from ccpolicy.model.expr import Expr, Path, SortKey
from ccpolicy.model.policy import Citation, Grain, Link, Policy, Version
from ccpolicy.records.caseload import Caseload
from ccpolicy.records.fields import key_text
from ccpolicy.values import dates
from ccpolicy.values.absent import MISSING, Unknown
from ccpolicy.values.order import comparable
from ccpolicy.values.period import Period, covers

ABSENT = (MISSING, UNKNOWN)
Key = tuple[str, str, Any, Any]
"""A node: its kind, its name, the row or table keys it is of, and the date for which it is read."""


@define(eq=False)
class Row:
    grain: str
    key: str
    values: dict[str, Any]
    links: dict[str, Any] = field(factory=dict, repr=False)


@frozen
class Said:
    """What a node comes to, by which wording and on whose word."""

    value: Any
    how: str = ""
    version: Version = Version()
    cites: tuple[Citation, ...] = ()


def lacking(values: Sequence[Any]) -> Any:
    """What keeps an operator from its operands: one missing, before one unknown (7.4); None if all are there."""
    return MISSING if MISSING in values else UNKNOWN if UNKNOWN in values else None


def agreed(values: Sequence[Any]) -> Any:
    """The value of all branches that could be taken, where they have the same (7.5)."""
    same = all(value == values[0] and comparable(value) == comparable(values[0]) for value in values)
    return values[0] if same else UNKNOWN


def in_order(keys: Mapping[Row, Sequence[Any]], order: Sequence[SortKey]) -> list[Row]:
    """Rows by their keys, missing ones last, ties by row key (5.5)."""
    rows = sorted(keys, key=lambda row: row.key)
    for at in reversed(range(len(order))):
        there = [row for row in rows if keys[row][at] is not MISSING]
        there.sort(key=lambda row: comparable(keys[row][at]), reverse=order[at].falling)
        rows = there + [row for row in rows if keys[row][at] is MISSING]
    return rows


class Rows(ABC):
    """A caseload's rows as a policy has them. `nodes` are the values read, each with the nodes it was read from."""

    def __init__(self, policy: Policy, caseload: Caseload, known_on: date | None, readings: Mapping[str, str]) -> None:
        self.policy, self.caseload, self.known_on, self.readings = policy, caseload, known_on, readings
        self.nodes: dict[Key, tuple[Said, tuple[Key, ...]]] = {}
        self.kept: dict[Any, Any] = {}
        self.reading: dict[Key, None] = {}
        self.asked = dict.fromkeys(asks.grain for asks in policy.asks)
        self.claims = {asks.claim for asks in policy.asks}

    @abstractmethod
    def of(self, expr: Expr, row: Row, home: Row | None = None) -> Any:
        """What an expression is worth at a row, for a rule of the row `home`."""

    def node(self, kind: str, name: str, of: Any, make: Callable[[], Any], on: Any = None) -> Any:
        """The value of a node, worked out once; whoever reads it rests on it."""
        key = (kind, name, of, on)
        if key not in self.nodes:
            outer, self.reading = self.reading, {}
            made = make()
            self.nodes[key] = (made if isinstance(made, Said) else Said(made), tuple(self.reading))
            self.reading = outer
        self.reading[key] = None
        return self.nodes[key][0].value

    def once(self, key: Any, make: Callable[[], Any]) -> Any:
        """What the checker makes for itself from policy and input: rows, ways, groups."""
        if key not in self.kept:
            outer, self.reading = self.reading, {}
            self.kept[key] = make()
            self.reading = outer
        return self.kept[key]

    def rows(self, name: str) -> list[Row]:
        found: list[Row] = self.once(("rows", name), lambda: self.make_rows(self.policy.grains[name]))
        return found

    def make_rows(self, grain: Grain) -> list[Row]:
        records = {record.key: record.values for record in self.caseload.records.get(grain.name, ())}
        if grain.kind == "record":
            return [Row(grain.name, key, dict(records[key])) for key in sorted(records)]
        made = self.groups(grain) if grain.kind == "groups" else list(islice(self.pieces(grain), ROWS.most + 1))
        if len(made) > ROWS.most:
            raise UsageError(f"these records come to more than {ROWS} {grain.name} rows")
        rows = sorted(made, key=lambda row: row.key)
        for row in rows:
            row.values = {**records.pop(row.key, {}), **row.values}
        if records:
            raise UsageError(f"there is no {grain.name} {min(records)} for an input row")
        return rows

    def pieces(self, grain: Grain) -> Iterator[Row]:
        """The days, weeks, months or stretches of base rows (4.4)."""
        link = next((link.name for link in grain.links.values() if link.how == "base"), "")
        for base in self.rows(grain.base):
            ends = [self.of(end, base) for end in (grain.low, grain.high) if end]
            if UNKNOWN in ends:
                raise UsageError(f"the {grain.name} rows of {base.grain} {base.key} are not known")
            if MISSING in ends:
                continue
            low, high = map(first_day, ends)
            starts = self.starts(grain, low, high) if low <= high or grain.kind == "each" else []
            if grain.kind == "each" and len(starts) > ROWS_OF_ONE.most:
                raise UsageError(f"{base.grain} {base.key} has more than {ROWS_OF_ONE} {grain.name} rows")
            for start, after in zip(starts, [*starts[1:], high + DAY]):
                values = {"starts": start, "ends": after - DAY} if grain.kind == "split" else {grain.step: start}
                values = {"date" if name == "day" else name: value for name, value in values.items()}
                yield Row(grain.name, f"{base.key}/{key_text(start)}", values, {link: base})

    def starts(self, grain: Grain, low: date, high: date) -> list[Any]:
        if grain.step == "month":
            count = (high.year - low.year) * 12 + high.month - low.month + 1
            return [dates.add_to_month(dates.month_of(low), at) for at in range(count)]
        if grain.kind == "each":
            low = dates.week_start(low, self.policy.options.week_starts) if grain.step == "week" else low
            return [low + at * DAY for at in range(0, (high - low).days + 1, 7 if grain.step == "week" else 1)]
        settings, tables = self.policy.settings, self.policy.tables
        dated = [settings[name].versions if name in settings else tables[name].blocks for name in grain.by]
        periods = [item.version.period for items in dated for item in items if self.announced(item.version)]
        cuts = [period.start for period in periods] + [period.end + DAY for period in periods if period.end]
        return sorted({low, *(cut for cut in cuts if cut and low < cut <= high)})

    def groups(self, grain: Grain) -> Sequence[Row]:
        found: dict[str, Row] = {}
        backs = [link.name for link in self.policy.grains[grain.base].links.values() if link.grain == grain.name]
        for base in self.rows(grain.base):
            values = [self.of(path, base) for path in grain.by_paths]
            group = lacking(values)
            if group is None:
                key = "/".join(map(key_text, values))
                group = found.setdefault(key, Row(grain.name, key, dict(zip(grain.by, values))))
            base.links.update(dict.fromkeys(backs, group))
        return list(found.values())

    def column(self, row: Row, name: str) -> Any:
        """An input column, or what leaving it out means (4.3); a link is the key of its row."""
        known, links = self.policy.grains[row.grain].fields.get(name), self.policy.grains[row.grain].links
        if name in row.values:
            return UNKNOWN if isinstance(row.values[name], Unknown) else row.values[name]
        if name in links:
            target = self.link(row, name)
            return target.key if isinstance(target, Row) else target
        if known is None:
            return self.day(row) if name == "date" else UNKNOWN
        return known.default if known.absent == "default" else MISSING if known.absent == "missing" else UNKNOWN

    def link(self, row: Row, name: str) -> Any:
        link = self.policy.grains[row.grain].links[name]
        if link.how == "group":
            self.rows(link.grain)
        elif name not in row.links:
            row.links[name] = self.once(("link", row, name), lambda: self.target(row, link))
        return row.links.get(name, MISSING)

    def target(self, row: Row, link: Link) -> Any:
        match = link.how == "match"
        own = [self.column_text(row, name) for name in link.by] if match else [row.values.get(link.name, MISSING)]
        absent = MISSING if MISSING in own else UNKNOWN if any(isinstance(value, Unknown) for value in own) else None
        if absent is UNKNOWN or (absent is MISSING and (link.optional or not match)):
            return absent
        found = self.once(("index", link.grain, link.by), lambda: self.index(link)).get(tuple(own), [])
        if len(found) != 1 and not link.optional:
            raise UsageError(f"{row.grain} {row.key} leads to no {link.grain} by {link.name}")
        return found[0] if len(found) == 1 else MISSING

    def index(self, link: Link) -> dict[Any, list[Row]]:
        found = defaultdict(list)
        for row in self.rows(link.grain):
            found[tuple(self.column_text(row, name) for name in link.by) or (row.key,)].append(row)
        return found

    def column_text(self, row: Row, name: str) -> Any:
        """The text of a column, link or row of this name, of the row or the nearest coarser row that has it."""
        for path, grain in self.ways(row.grain):
            known = self.policy.grains[grain]
            if name == grain or name in known.fields or name in known.links or (name == "date" and known.dated_by):
                at = self.follow(row, path)
                value = at if not isinstance(at, Row) else at.key if name == grain else self.column(at, name)
                return value if value in ABSENT else key_text(value)
        return MISSING

    def ways(self, grain: str) -> list[tuple[Path, str]]:
        """The ways to coarser grains, nearest first; a step to a group counts more (4.7)."""
        if ("ways", grain) not in self.kept:
            found = self.kept["ways", grain] = []
            pending: list[tuple[int, Path, tuple[str, ...]]] = [(0, (), (grain,))]
            while pending:
                pending.sort()
                cost, path, passed = pending.pop(0)
                found.append((path, passed[-1]))
                for link in self.policy.grains[passed[-1]].links.values():
                    if link.grain not in passed:
                        pending.append((cost + 2 + (link.how == "group"), (*path, link.name), (*passed, link.grain)))
        return self.kept["ways", grain]  # type: ignore[no-any-return]

    def way(self, grain: str, to: str) -> Path | None:
        return next((path for path, reached in self.ways(grain) if reached == to), None)

    def follow(self, row: Any, path: Path | None) -> Any:
        """The row at the end of a way; missing where there is none."""
        for name in path or ():
            row = self.link(row, name) if isinstance(row, Row) else row
        return MISSING if path is None else row

    def led(self, grain: str, route: Path) -> Mapping[Any, list[Row]]:
        """The rows of a grain by where their route leads, those of which nobody said under UNKNOWN."""
        if ("led", grain, route) not in self.kept:
            found = self.kept["led", grain, route] = defaultdict(list)
            for row in self.rows(grain):
                found[self.once(("end", row, route), partial(self.follow, row, route))].append(row)
        return self.kept["led", grain, route]  # type: ignore[no-any-return]

    def asking_under(self, row: Row) -> list[Row]:
        ways = [(grain, self.way(grain, row.grain)) for grain in self.asked]
        return [finer for grain, way in ways if way is not None for finer in self.led(grain, way).get(row, ())]

    def day(self, row: Row) -> Any:
        """6.1: the row's own date, the policy's period for a row that has none."""
        by = self.policy.grains[row.grain].dated_by
        value = self.policy.period if by is None else self.once(("day", row), lambda: self.of(by, row))
        return UNKNOWN if value in ABSENT else first_day(value)

    def announced(self, version: Version) -> bool:
        return self.known_on is None or version.announced is None or version.announced <= self.known_on

    def complete(self, grain: str, known: Callable[[str], Any], within: Period | None) -> bool:
        """14.2: whether a declaration covers the rows of a grain with these keys and dates."""
        return any(
            each.record in {grain, *self.claims} and covers(each.period, within or Period())
            and all(known(name) == value for name, value in each.keys.items())
            for each in self.caseload.complete
        )

    def span(self, row: Row) -> Period | None:
        """The dates a row stands for by its own columns."""
        columns = self.policy.grains[row.grain].fields
        if "starts" in columns and "ends" in columns:
            ends = [self.column(row, name) for name in ("starts", "ends")]
            return Period(*ends) if all(isinstance(end, date) for end in ends) else None
        names = [name for name in ("date", "week", self.policy.options.period, "month") if name in columns]
        return next((found for name in names if (found := self.dates_of(name, self.column(row, name)))), None)

    def dates_of(self, name: str, value: Any) -> Period | None:
        if isinstance(value, dates.Month):
            return Period(dates.month_start(value), dates.month_end(value))
        return Period(value, value + 6 * DAY if name == "week" else value) if isinstance(value, date) else None
