"""What must hold of any checked policy, whoever made it. Tests look at every policy; nothing here runs in a payment.

`soundness` says what must hold of one expression, this of the policy around it: every name leads somewhere, nothing
depends on itself, no period is empty, what is paid is whole, and whoever stops or pays a row can reach it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from graphlib import CycleError, TopologicalSorter
from typing import Any

from attrs import evolve, fields, has

from ccpolicy.model.expr import Path
from ccpolicy.model.policy import Citation, Grain, Policy, Table, TableKey, Version
from ccpolicy.model.reads import statement_reads
from ccpolicy.model.sheets import headings, keyed
from ccpolicy.model.sites import reach, sites
from ccpolicy.model.soundness import fits, unsound
from ccpolicy.model.types import DATE, MOMENT, MONEY, MONTH, Quantity, RowOf
from ccpolicy.values.absent import MISSING
from ccpolicy.values.period import Period

Told = Iterator[tuple[str, str]]
"""Pairs: what is wrong stands where, and what it is."""

STOPS = ("deny", "hold", "route")
ROLES = ("charge", "addition", "state", "family", "written_off", "")


def problems(policy: Policy) -> list[str]:
    """Everything that does not hold, each with its place; nothing of a policy that is as it must be."""
    return [f"{place}: {what}" for check in _CHECKS for place, what in check(policy)]


# ------------------------------------------------------------------ names and shapes


def _names(policy: Policy) -> Told:
    """Everything stands under its own name."""
    for kind in ("sources", "calendars", "codes", "grains", "settings", "unsettled", "tables", "worksheets", "allowances",
                 "deadlines", "outcomes", "reports", "sheets"):  # fmt: skip
        for name, item in getattr(policy, kind).items():
            if item.name != name:
                yield kind, f"{item.name} stands under the name {name}"
    for (grain, name), fact in policy.facts.items():
        if (fact.grain, fact.name) != (grain, name) or grain not in policy.grains:
            yield f"fact {name}", f"it is {fact.name} of {fact.grain}, and stands as one of {grain}"


def _grains(policy: Policy) -> Told:
    for grain in policy.grains.values():
        place = f"grain {grain.name}"
        for what in _rows_of(policy, grain):
            yield place, what
        for key in grain.key:
            if key not in grain.fields:
                yield place, f"its key {key} is no field"
        for name, link in grain.links.items():
            if link.grain not in policy.grains:
                yield place, f"{name} leads to {link.grain}, which is no grain"
        for name, column in grain.fields.items():
            leads = grain.links[name].grain if name in grain.links else ""
            if isinstance(column.type, RowOf) and leads != column.type.grain:
                yield place, f"{name} holds a row of {column.type.grain}, and leads to {leads or 'none'}"
            for party in (column.changed_by, column.known_by):
                if party and (party.codes not in policy.codes or party.code not in policy.codes[party.codes].rows):
                    yield place, f"{name} is changed or known by {party.code}, which no list has"
            if column.until and column.until not in policy.deadlines:
                yield place, f"{name} can be changed until {column.until}, which is no deadline"
            if column.absent == "default" and not fits(column.default, column.type):
                yield place, f"{name} is {column.default!r} unless said, which is no {column.type}"


def _rows_of(policy: Policy, grain: Grain) -> Iterator[str]:
    """What is wrong with where its rows come from."""
    below = grain
    for _ in policy.grains:
        below = policy.grains.get(below.base, below)
    if below.base:
        yield f"it rests on {below.base}, and that on it" if below.base in policy.grains else f"there is no {below.base}"
    if (grain.kind == "record") != (not grain.base) or grain.kind not in ("record", "each", "groups", "split"):
        yield f"a grain that is {grain.kind} rests on {grain.base or 'nothing'}"
    if grain.kind in ("each", "split"):
        ends = [bound.type for bound in (grain.low, grain.high) if bound is not None]
        if len(ends) != 2 or ends[0] != ends[1] or ends[0] not in (DATE, MONTH):
            yield "its rows have no first and last date or month"
    if grain.kind == "groups" and not (len(grain.by) == len(grain.by_paths) > 0):
        yield "its rows are grouped by nothing"


def _codes(policy: Policy) -> Told:
    for listed in policy.codes.values():
        for code, row in listed.rows.items():
            place = f"codes {listed.name}"
            if row.code != code:
                yield place, f"{row.code} stands under {code}"
            for name, type in listed.columns.items():
                value = row.columns.get(name, MISSING)
                if value is MISSING and name not in listed.optional_columns:
                    yield place, f"{code} has no {name}, and the column does not say that it may be missing"
                if value is not MISSING and not fits(value, type):
                    yield place, f"{name} of {code} is {value!r}, which is no {type}"


def _tables(policy: Policy) -> Told:
    for table in policy.tables.values():
        for what in _table(policy, table):
            yield f"table {table.name}", what


def _table(policy: Policy, table: Table) -> Iterator[str]:
    if bool(table.record) == bool(table.blocks):
        yield "its rows come from the policy and from records, or from neither"
    if table.record:
        columns = policy.grains[table.record].fields if table.record in policy.grains else {}
        for name in (table.value_field, table.starts, table.ends):
            if name and name not in columns:
                yield f"{table.record} has no column {name}"
    for row in (row for block in table.blocks for row in block.rows):
        if len(row.cells) != len(table.takes):
            yield f"a row has {len(row.cells)} cells for {len(table.takes)} keys"
        elif not all(_cell(key, cell) for key, cell in zip(table.takes, row.cells, strict=True)):
            yield f"a row is found by {row.cells}, which does not fit its keys"
        if not fits(row.value, table.gives):
            yield f"a row gives {row.value!r}, which is no {table.gives}"


def _cell(key: TableKey, cell: Any) -> bool:
    ends = cell if key.match != "is" and isinstance(cell, tuple) else (cell,)
    return all(end is None or fits(end, key.type) for end in ends) and (key.match == "is" or isinstance(cell, tuple))


# ------------------------------------------------------------------ dates and sources


def _versions(policy: Policy) -> Told:
    """No period is empty, and what an amendment brings says when that was announced."""
    for place, part in parts(policy):
        if isinstance(part, Period) and part.is_empty:
            yield place, f"no day is {part}"
        if isinstance(part, Version) and part.amendment:
            amendment = policy.amendments.get(part.amendment)
            if amendment is None:
                yield place, f"there is no amendment {part.amendment}"
            elif amendment.announced != part.announced:
                yield place, f"{part.amendment} was announced {amendment.announced}, not {part.announced}"
    for calendar in policy.calendars.values():
        if any(day not in calendar.covers for day in calendar.closed):
            yield f"calendar {calendar.name}", "it is closed on days it does not cover"
    if policy.options.business_days and policy.options.business_days not in policy.calendars:
        yield "policy", f"there is no calendar {policy.options.business_days}"


def _citations(policy: Policy) -> Told:
    for place, part in parts(policy):
        if isinstance(part, Citation) and part.source not in policy.sources:
            yield place, f"there is no source {part.source}"


# ------------------------------------------------------------------ what rests on what


def _ranks(policy: Policy) -> Told:
    for (grain, name), fact in policy.facts.items():
        place = f"fact {name} of {grain}"
        over: dict[str, set[str]] = {}
        for exception in fact.exceptions:
            over.setdefault(exception.label, set()).update(exception.over)
        for label, beaten in over.items():
            for other in sorted(beaten - set(over)):
                yield place, f"{label} wins over {other}, which is no exception of it"
        yield from ((place, f"exceptions win over each other: {circle}") for circle in _circle(over))


def _circles(policy: Policy) -> Told:
    for circle in _circle(statement_reads(policy)):
        yield "policy", f"something depends on itself: {circle}"


def _circle(graph: Mapping[Any, Iterable[Any]]) -> Iterator[str]:
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        yield " → ".join(" of ".join(reversed(node[1:])) if isinstance(node, tuple) else node for node in error.args[1])


def _references(policy: Policy) -> Told:
    """Names of statements in statements."""
    parents = {*policy.allowances, *policy.deadlines, *(name for _, name in policy.facts)}
    known = {*parents, *policy.outcomes, *policy.settings, *policy.tables}
    for name, outcome in policy.outcomes.items():
        yield from _missing(f"{outcome.kind} {name}", [outcome.parent], parents)
        yield from _missing(f"{outcome.kind} {name}", [outcome.grain], policy.grains)
        for waiver in outcome.waivers:
            yield from _missing(f"{outcome.kind} {name}", [waiver.outcome], [name])
        if outcome.kind == "route" and not outcome.to:
            yield f"route {name}", "it leads nowhere"
        if not outcome.cites:
            yield f"{outcome.kind} {name}", "it cites nothing"
    for name, allowance in policy.allowances.items():
        yield from _missing(f"allowance {name}", [*allowance.after, *allowance.together], policy.allowances)
        yield from _missing(f"allowance {name}", allowance.independent, policy.outcomes)
    for name, deadline in policy.deadlines.items():
        yield from _missing(f"deadline {name}", [deadline.outcome], policy.outcomes)
        if {deadline.event.type, deadline.due.type} - {DATE, MOMENT} or (
            deadline.event.type == DATE and deadline.due.type == MOMENT
        ):
            yield f"deadline {name}", f"a {deadline.event.type} is held against a {deadline.due.type}"
    for name, point in policy.unsettled.items():
        yield from _missing(f"unsettled {name}", [point.chosen], [reading.name for reading in point.readings])
    for matter in policy.unmodelled:
        yield from _missing(f"unmodelled {matter.title}", matter.touches, known)


def _missing(place: str, names: Iterable[str], known: Iterable[str]) -> Told:
    for name in names:
        if name and name not in known:
            yield place, f"there is no {name}"


# ------------------------------------------------------------------ asking, stopping, paying


def _reached(policy: Policy) -> Told:
    """Whoever stops or pays a row is that row or one it leads to."""
    asking = {asks.grain for asks in policy.asks}
    reached = {grain for name in asking for grain in reach(policy, name)}
    for asks in policy.asks:
        if asks.claim not in reach(policy, asks.grain):
            yield f"asks {asks.grain}", f"a row of {asks.grain} leads to no claim, {asks.claim or 'which is not named'}"
    for outcome in policy.outcomes.values():
        if outcome.kind in STOPS and outcome.grain not in reached:
            yield f"{outcome.kind} {outcome.name}", f"no row that asks leads to a row of {outcome.grain}"
    for pay in policy.pays:
        if pay.grain not in reached:
            yield f"pay {pay.name}", f"no row that asks leads to a row of {pay.grain}"
        elif pay.grain not in asking and pay.amount is not None and pay.share is None and not pay.undivided:
            yield f"pay {pay.name}", "it does not say how the rows that ask share it"


def _amounts(policy: Policy) -> Told:
    """Only whole cents reach a payment: by a role in a worksheet, or as the amount of a pay rule."""
    for sheet in policy.worksheets.values():
        place = f"worksheet {sheet.name}"
        for line in sheet.lines:
            fact = policy.facts.get((sheet.grain, line.fact))
            if fact is None:
                yield place, f"{line.fact} is no fact of {sheet.grain}"
            elif line.role and (fact.type != MONEY or not fact.whole):
                yield place, f"{line.fact} is the {line.role}, and is not whole cents"
            if line.role not in ROLES:
                yield place, f"{line.role} is no role"
    for pay in policy.pays:
        place = f"pay {pay.name}"
        if pay.amount is not None and not pay.amount.whole:
            yield place, "its amount is not whole cents"
        if pay.worksheet and policy.worksheets[pay.worksheet].grain != pay.grain:
            yield place, f"its worksheet is of {policy.worksheets[pay.worksheet].grain}"


def _facts(policy: Policy) -> Told:
    for (grain, name), fact in policy.facts.items():
        place = f"fact {name} of {grain}"
        values = [*(w.value for w in fact.definitions), *(e.value for e in fact.exceptions)]
        if not values:
            yield place, "it is never defined"
        if any(value.optional for value in values) and not fact.optional:
            yield place, "it may be missing and does not say so"
        if not all(value.whole for value in values) and fact.whole:
            yield place, "it says it is whole, and a definition is not"


def _reports(policy: Policy) -> Told:
    """Every block shows rows that lead to the row of its page; only numbers are added up, only dated rows have boxes."""
    for name, report in policy.reports.items():
        place = f"report {name}"
        yield from _missing(place, [report.grain], policy.grains)
        for block in report.blocks:
            yield from _missing(place, [block.grain], policy.grains)
            if (block.kind == "list") == (block.rows is not None) or (block.kind == "strip") != (block.by is not None):
                yield place, f"a {block.kind} of {block.grain or 'no rows'}"
            if block.rows and report.grain and _led(policy, block.grain, block.rows.route) != report.grain:
                yield place, f"rows of {block.grain} do not lead to the {report.grain} of its page"
            if block.kind in ("calendar", "strip") and policy.grains[block.grain].dated_by is None:
                yield place, f"rows of {block.grain} have no date"
            for line in block.lines:
                if line.total and not (block.kind == "table" and isinstance(line.value.type, Quantity)):
                    yield place, f"{line.label} is a {line.value.type} of a {block.kind}, and is added up"
                if not line.label:
                    yield place, "something has no label"


def _led(policy: Policy, grain: str, route: Path) -> str:
    for step in route:
        grain = policy.grains[grain].links[step].grain
    return grain


def _sheets(policy: Policy) -> Told:
    """Rows of a sheet can be told apart, its columns too, and its days have a month."""
    for sheet in policy.sheets.values():
        place = f"sheet {sheet.name}"
        if sheet.grain not in policy.grains:
            yield place, f"there is no grain {sheet.grain}"
            continue
        heads = [heading.casefold() for heading in headings(sheet)]
        if len(heads) > len(set(heads)):
            yield place, "two of its columns have one heading"
        known = {*keyed(policy.grains, sheet), sheet.across}
        for key in policy.grains[sheet.grain].key:
            if key not in known:
                yield place, f"no column holds the key {key}"
        if bool(sheet.across) != bool(sheet.lines) or bool(sheet.across) != bool(sheet.month):
            yield place, "its days stand across without lines or a month, or it has these without days"


def _expressions(policy: Policy) -> Told:
    for site in sites(policy):
        if site.type is not None and site.expr.type != site.type:
            yield site.place, f"a {site.expr.type} stands where a {site.type} must"
        found = list(unsound(policy, site.expr, site.grain))
        if found and site.made_of is not None:
            found = list(unsound(policy, evolve(site.expr, type=site.made_of), site.grain))
        yield from ((site.place, what) for what in found)


_CHECKS: tuple[Callable[[Policy], Told], ...] = (
    _names, _grains, _codes, _tables, _versions, _citations, _ranks, _references, _reached, _amounts, _facts, _reports,
    _sheets, _expressions, _circles,
)  # fmt: skip


# ------------------------------------------------------------------ everything in a policy


def parts(policy: Policy) -> Iterator[tuple[str, Any]]:
    """Every value anywhere in a policy, with the statement it stands in; whatever kinds of statements there are."""
    for attribute in fields(Policy):
        held = getattr(policy, attribute.name)
        for name, item in _items(held):
            place = f"{attribute.name} {name}".strip()
            pending = [item]
            while pending:
                part = pending.pop()
                yield place, part
                pending += reversed(list(_held(part)))


def _items(held: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(held, Mapping):
        yield from ((" of ".join(reversed(name)) if isinstance(name, tuple) else name, item) for name, item in held.items())
    elif isinstance(held, tuple):
        yield from ((getattr(item, "name", getattr(item, "title", getattr(item, "label", ""))), item) for item in held)
    else:
        yield "", held


def _held(part: Any) -> Iterator[Any]:
    if has(type(part)):
        yield from (getattr(part, attribute.name) for attribute in fields(type(part)) if attribute.name != "span")
    elif isinstance(part, Mapping):
        yield from part.values()
    elif isinstance(part, tuple | frozenset) and not hasattr(part, "_fields"):
        yield from part
