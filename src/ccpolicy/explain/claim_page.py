"""One claim as a page: its month with what became of each day, its money, and why. Pure data."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from attrs import evolve, field, frozen

from ccpolicy.diagnostics import nearest
from ccpolicy.engine.claims import claim_of as claim_of_row
from ccpolicy.engine.claims import rows_leading_to
from ccpolicy.engine.determination import STATUSES, Determination, Line
from ccpolicy.engine.results import caveats
from ccpolicy.errors import UsageError
from ccpolicy.explain.calendar import Cell, to_calendar, weeks_of
from ccpolicy.explain.claim_shape import Box, ClaimShape, Grid, Told
from ccpolicy.explain.claims import by_claim, cited, claim_key, day_of, units_text, written_day
from ccpolicy.explain.notes import dates_text, sections
from ccpolicy.explain.output import amount_names
from ccpolicy.explain.pages import Cell as Value
from ccpolicy.explain.pages import Heading, TableBlock
from ccpolicy.explain.table import conditions_of, heading, pays
from ccpolicy.explain.words import amount_label, words
from ccpolicy.model.policy import Citation, Policy
from ccpolicy.model.types import DATE
from ccpolicy.values.dates import month_of
from ccpolicy.values.numbers import Number
from ccpolicy.values.wording import money, words_of


@frozen
class ClaimPage(ClaimShape):
    """The page of a claim, ready to be drawn."""

    def to_html(self, home: str = "") -> str:
        """A page that stands for itself; `home` is where it leads back to."""
        from ccpolicy.explain.claim_html import to_html

        return to_html(self, home)


@frozen
class ClaimPages:
    """The pages of all claims of a determination, each made when asked for."""

    determination: Determination = field(repr=False)
    policy: Policy = field(repr=False)
    lang: str
    claims: Mapping[str, list[Line]] = field(repr=False)
    about: Mapping[str, tuple[list[int], list[int], list[int]]] = field(repr=False)
    """For each claim the places of its flags, deadlines and routes."""

    def page(self, claim: str) -> ClaimPage:
        """The page of a claim. Raises UsageError where it has no line."""
        if claim not in self.claims:
            near = nearest(claim, self.claims)
            raise UsageError(f"there is no claim `{claim}` with a line" + (f"; did you mean {' or '.join(near)}?" if near else ""))
        return _page(self._only(claim), self.policy, claim, self.lang)

    def _only(self, claim: str) -> Determination:
        """The determination as far as it is about a claim."""
        whole, lines = self.determination, tuple(self.claims[claim])
        flags, deadlines, routes = self.about.get(claim, ([], [], []))
        mine = [whole.flags[at] for at in flags]
        return evolve(
            whole, lines=lines, totals=(), flags=tuple(mine), deadlines=tuple(whole.deadlines[at] for at in deadlines),
            routes=tuple(whole.routes[at] for at in routes), postings=(),
            caveats=tuple(caveats(whole.run, lines, mine)) if whole.run is not None else (),
        )


def claim_pages(determination: Determination, policy: Policy, lang: str = "en") -> ClaimPages:
    """The pages of a determination."""
    claims = by_claim(determination, policy)
    about: dict[str, tuple[list[int], list[int], list[int]]] = {claim: ([], [], []) for claim in claims}
    named = {line.id: claim for claim, lines in claims.items() for line in lines}
    known: dict[tuple[str, str], set[str]] = {}

    def owners(grain: str, key: str) -> set[str]:
        if (grain, key) not in known:
            known[grain, key] = _owners(determination, grain, key, named)
        return known[grain, key]

    for at, flag in enumerate(determination.flags):
        outcome = policy.outcomes.get(flag.code)
        for claim in owners(outcome.grain, flag.row) & set(about) if outcome else ():
            about[claim][0].append(at)
    for at, deadline in enumerate(determination.deadlines):
        if deadline.met is False and deadline.name in policy.deadlines:
            for claim in owners(policy.deadlines[deadline.name].grain, deadline.row) & set(about):
                about[claim][1].append(at)
    for at, route in enumerate(determination.routes):
        for claim in {named[line] for line in route.lines if line in named}:
            about[claim][2].append(at)
    return ClaimPages(determination, policy, lang, claims, about)


def _owners(determination: Determination, grain: str, key: str, named: Mapping[str, str]) -> set[str]:
    """The claims that a row belongs to or that lead to it."""
    run = determination.run
    row = run.row(grain, key) if run is not None else None
    if row is None:
        return set()
    return {claim_of_row(run, row), *(named[each.key] for each in rows_leading_to(run, row) if each.key in named)}


def _page(found: Determination, policy: Policy, claim: str, lang: str) -> ClaimPage:
    name = next(filter(None, map(claim_key, policy.asks)), "claim")
    empty = evolve(found, lines=(), flags=(), deadlines=(), routes=())
    calendar = to_calendar(found, policy, lang)
    return ClaimPage(
        claim,
        f"{heading(policy, name)} {claim}",
        policy.label or policy.name,
        lang,
        tuple(conditions_of(found, policy, lang)),
        tuple(_facts(found.lines, policy, name, [month.title for month in calendar.months], lang)),
        tuple(_grids(found, policy, lang)),
        calendar.legend,
        _money(found, policy, lang),
        tuple(_paid(found.lines, policy, lang)),
        sections(evolve(found, caveats=()), policy, (), lang),
        sections(empty, policy, (), lang),
        cited(_cites(found.lines), policy),
    )


def _facts(
    lines: Sequence[Line], policy: Policy, claim: str, months: Sequence[str], lang: str
) -> Iterator[tuple[str, str]]:
    """What is the same on all lines, the months, and what came of it."""
    say = words(lang)
    dates = {name for ask in policy.asks for name, value in ask.line if value.type == DATE}
    for key in lines[0].keys:
        values = {line.keys.get(key, "") for line in lines}
        if len(values) == 1 and key not in {claim, *dates} and "" not in values:
            yield heading(policy, key), values.pop()
    if months:
        yield say["month"], ", ".join(months)
    counts = ((status, sum(line.status == status for line in lines)) for status in STATUSES)
    yield say["result"], ", ".join(f"{count} {say[status]}" for status, count in counts if count)
    paid = pays(lines)
    if paid is not None:
        yield say["state_pays"], money(paid, lang)


def _grids(found: Determination, policy: Policy, lang: str) -> Iterator[Grid]:
    first = policy.options.week_starts or "sunday"
    names = words_of(lang).weekdays
    order = list(names)
    at = order.index(first)
    lines: dict[date, list[Line]] = {}
    for line in found.lines:
        day = day_of(line, policy)
        if day is not None:
            lines.setdefault(day, []).append(line)
    say = words(lang)

    def told(day: date, cell: Cell) -> str:
        paid = pays(lines.get(day, ()))
        return money(paid, lang) if cell.status in ("paid", "partly_paid") and paid is not None else say.get(cell.status, "")

    for month in to_calendar(found, policy, lang).months:
        cells = {day: cell for row in month.rows for day, cell in zip(month.days, row.cells, strict=True)}
        weeks = tuple(
            tuple(None if day is None else Box(day, cells[day], told(day, cells[day])) for day in week)
            for week in weeks_of(month_of(month.days[0]), first)
        )
        yield Grid(month.title, tuple(names[name] for name in [*order[at:], *order[:at]]), weeks)


def _alike(lines: Iterable[Line]) -> list[list[Line]]:
    """The lines that are paid something, those with the same units and amounts together."""
    found: dict[tuple[object, ...], list[Line]] = {}
    for line in lines:
        if line.status in ("paid", "partly_paid"):
            key = (tuple(line.units.items()), tuple(line.amounts.items()), line.pays)
            found.setdefault(key, []).append(line)
    return list(found.values())


def _days(lines: Sequence[Line], policy: Policy, lang: str) -> str:
    return dates_text((written_day(line, policy) for line in lines), lang)


def _money(found: Determination, policy: Policy, lang: str) -> TableBlock | None:
    """A row for the days that are paid alike, with the amounts of all of them, and the sums."""
    groups = _alike(found.lines)
    if not groups:
        return None
    say = words(lang)
    names = amount_names(found, policy)
    headings = (
        Heading(say["days"]), Heading(say["units_heading"]),
        *(Heading(amount_label(name, policy), "money") for name in names),
        *([] if any(line.amounts for line in found.lines) or pays(found.lines) is None else [Heading(say["state_pays"], "money")]),
    )

    def cells(label: str, lines: Sequence[Line]) -> tuple[Value, ...]:
        units: dict[str, Number] = {}
        for line in lines:
            for unit, count in line.units.items():
                units[unit] = units.get(unit, 0) + count
        told = [label, units_text(units, policy)]
        for name in names:
            given = [line.amounts[name] for line in lines if name in line.amounts]
            told.append(money(sum(given), lang) if given else "")
        if len(headings) > len(told):
            told.append(money(pays(lines) or 0, lang))
        return tuple(Value(text, text) for text in told)

    rows = tuple(cells(_days(lines, policy, lang), lines) for lines in groups)
    every = [line for lines in groups for line in lines]
    return TableBlock(say["money_title"], headings, rows, cells(say["total"], every) if len(rows) > 1 else ())


def _paid(lines: Sequence[Line], policy: Policy, lang: str) -> Iterator[Told]:
    for group in _alike(lines):
        texts = tuple(dict.fromkeys(text for line in group for text in line.said))
        if texts:
            yield Told(_days(group, policy, lang), texts)


def _cites(lines: Sequence[Line]) -> Iterator[Citation]:
    """Where it is written what was said of the lines and why they are refused."""
    for line in lines:
        for node in line.why:
            if node.say in line.said:
                yield from node.cites
        for reason in line.reasons:
            yield from reason.cites
