"""What the input of a policy looks like: which kinds of rows there are, which name which, and when it is interesting.

Worked out once for a policy and kept, since everything that is drawn asks for it.
"""

from __future__ import annotations

from calendar import isleap
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from attrs import frozen

from ccpolicy.model.policy import Calendar, Field, Policy, Version
from ccpolicy.model.timeline import holds
from ccpolicy.model.types import RowOf
from ccpolicy.model.walk import everything
from ccpolicy.records.rows import input_columns, kinds_of
from ccpolicy.testing.hints import Column, Hints, clock_times, cut_dates, hints_of
from ccpolicy.values.period import ALWAYS, Period

ONE_DAY = timedelta(days=1)
MOST_ERAS = 4


class HoldsModel(Protocol):
    """A policy as programs have it."""

    @property
    def model(self) -> Policy: ...


@frozen(eq=False)
class Given:
    """A kind of rows that a document may hold. `references` are its columns that name a row, with the kind named;
    `belongs` are the columns by whose values it must match a row of the grain `to`. Rows of a table are `dated` by the
    columns from and until which they are in force."""

    name: str
    columns: Mapping[str, Field]
    key: tuple[str, ...]
    references: Mapping[str, str]
    derived: bool
    to: str = ""
    belongs: tuple[str, ...] = ()
    dated: tuple[str, ...] = ()


@frozen(eq=False)
class Shape:
    """All that drawing asks of a policy."""

    policy: Policy
    kinds: Mapping[str, Given]
    claims: tuple[str, ...]
    hints: Mapping[Column, Hints]
    dates: tuple[date, ...]
    """Days on which a claim may be interesting, an ordinary one first."""
    times: tuple[Any, ...]
    eras: tuple[date, ...] = ()
    """Days that differ in which rules are in force, the ordinary day first."""

    def needed(self, kind: str) -> list[str]:
        """The record kinds that a row of this kind leads to at any remove, those named first; itself last."""
        found: list[str] = []

        def add(name: str, above: tuple[str, ...]) -> None:
            if name in above or name in found or name not in self.kinds:
                return
            for target in self.kinds[name].references.values():
                add(target, (*above, name))
            found.append(name)

        add(kind, ())
        return found

    def tables(self, kind: str) -> bool:
        """Whether the rows are those of a table that rules look up."""
        return any(table.record == kind for table in self.policy.tables.values())


def model_of(policy: Policy | HoldsModel) -> Policy:
    """The checked policy, of a policy as a program has it or itself."""
    return policy if isinstance(policy, Policy) else policy.model


def shape_of(policy: Policy | HoldsModel) -> Shape:
    """The shape of a policy, worked out the first time."""
    model = model_of(policy)
    kept = _KEPT.get(id(model))
    if kept is None or kept.policy is not model:
        while len(_KEPT) >= _MOST_KEPT:
            _KEPT.pop(next(iter(_KEPT)), None)
        kept = _KEPT[id(model)] = _shape(model)
    return kept


_KEPT: dict[int, Shape] = {}
_MOST_KEPT = 16


def _shape(policy: Policy) -> Shape:
    kinds = {}
    for name, grain in kinds_of(policy).items():
        columns = {column.name: column for column, _ in input_columns(policy, grain)}
        references = {column.name: column.type.grain for column in columns.values() if isinstance(column.type, RowOf)}
        match = next((link for link in grain.links.values() if link.how == "match" and not link.optional), None)
        dated = next(((table.starts, table.ends) for table in policy.tables.values() if table.record == name), ())
        kinds[name] = Given(
            name, columns, grain.key, references, grain.kind != "record", match.grain if match else "",
            match.by if match else (), dated,
        )
    claims = tuple(dict.fromkeys(asks.claim for asks in policy.asks if asks.claim in kinds))
    dates = tuple(_dates(policy))
    eras = tuple(_eras(policy, dates[0]))
    return Shape(policy, kinds, claims, hints_of(policy), dates, tuple(clock_times(policy)), eras)


# ---------------------------------------------------------------- when


def _dates(policy: Policy) -> Sequence[date]:
    """Days of claims worth drawing: an ordinary one, then those beside every cut, leap days and clock changes."""
    cuts = cut_dates(policy)
    usual = ordinary(policy, cuts)
    beside = [day + by * ONE_DAY for day in cuts for by in (0, -1)]
    leap = [date(year, 2, 29) for year in range(usual.year - 4, usual.year + 5) if isleap(year)]
    turns = [turn for year in (usual.year, usual.year + 1) for turn in clock_changes(policy.options.timezone, year)]
    held = Period(
        policy.period.start and policy.period.start - ONE_DAY, policy.period.end and policy.period.end + ONE_DAY
    )
    found = dict.fromkeys([usual, *leap, *turns, *beside])
    return [day for day in found if day in held]


def ordinary(policy: Policy, cuts: Sequence[date]) -> date:
    """A day on which as many of the rules as possible are in force, the earliest of several, and calendars say something."""
    start, end = policy.period.start or date(2020, 1, 1), policy.period.end
    versions = [v for v in everything(policy) if isinstance(v, Version) and v.period != ALWAYS]
    covered = [v.covers for v in everything(policy) if isinstance(v, Calendar)]

    def worth(day: date) -> int:
        return sum(holds(version, day, None) for version in versions) + 20 * sum(day in period for period in covered)

    choices = [day + timedelta(days=40) for day in (start, *cuts)]
    choices = [day.replace(day=1) for day in choices if day >= start and (end is None or day <= end)] or [start]
    return max(choices, key=lambda day: (worth(day), -day.toordinal()))


def _eras(policy: Policy, usual: date) -> Sequence[date]:
    """The ordinary day and, of the days on which other rules are in force, those that differ most."""
    ruling = [*policy.facts.values(), *policy.outcomes.values(), *policy.allowances.values(), *policy.deadlines.values()]
    periods = list({v.period: None for v in everything([*ruling, *policy.pays]) if isinstance(v, Version) and v.period != ALWAYS})
    edges = {day for p in periods for day in (p.start, p.end and p.end + ONE_DAY) if day is not None}
    days = [day.replace(day=1) for edge in sorted(edges) for day in (edge - 32 * ONE_DAY, edge + 32 * ONE_DAY)]
    chosen = [usual]
    while len(chosen) < MOST_ERAS:
        def apart(day: date, chosen: Sequence[date] = tuple(chosen)) -> int:
            return min(sum((day in period) != (other in period) for period in periods) for other in chosen)

        best = max((day for day in days if day in policy.period), key=apart, default=usual)
        if not apart(best):
            break
        chosen.append(best)
    return chosen


def clock_changes(zone: str, year: int) -> list[date]:
    """The days of a year on which the clocks of a time zone change."""
    place = ZoneInfo(zone)
    hours = (datetime(year, 1, 1, tzinfo=UTC) + timedelta(days=day) for day in range(366))
    offsets = [(moment.astimezone(place).date(), moment.astimezone(place).utcoffset()) for moment in hours]
    return [after[0] for before, after in zip(offsets, offsets[1:]) if before[1] != after[1] and after[0].year == year]

