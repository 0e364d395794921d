"""A determination as calendars: one row per claim, one letter per day of the month.

A paid day shows the initial of its unit type, a day that is not paid what became of it. Which column is the date comes
from the policy. Pure data; how it is drawn is up to the caller.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from attrs import frozen

from ccpolicy.engine.determination import STATUSES, Determination, Line
from ccpolicy.explain.claims import by_claim, day_of, declared_units, unit_label, units_text
from ccpolicy.explain.words import code_title, words
from ccpolicy.model.policy import Policy
from ccpolicy.values.dates import WEEKDAYS, Month, days_of_month
from ccpolicy.values.wording import worded, words_of

REFUSED = ("denied", "held", "routed")
"""Statuses with a letter of their own, which is that of the language."""

IN_PART, SEVERAL, PAID, NOTHING = "/", "+", "*", "·"


@frozen
class Cell:
    """What became of a claim on a day: its letter, its status (empty if nothing was claimed), and the same in words."""

    letter: str
    status: str
    title: str


@frozen
class Row:
    """A claim and its days, one cell for each day of the month."""

    claim: str
    cells: tuple[Cell, ...]


@frozen
class MonthGrid:
    """One month: its name, its days, the initials of their weekdays, and whether a week starts with them."""

    title: str
    days: tuple[date, ...]
    weekdays: tuple[str, ...]
    starts_week: tuple[bool, ...]
    rows: tuple[Row, ...]


@frozen
class Key:
    """What a letter stands for."""

    letter: str
    status: str
    text: str


@frozen
class Calendar:
    """The months that have dated lines, in order, and what their letters stand for."""

    months: tuple[MonthGrid, ...]
    legend: tuple[Key, ...]


def to_calendar(determination: Determination, policy: Policy, lang: str = "en") -> Calendar:
    """The calendar of a determination; without months if none of its lines has a date."""
    units = dict.fromkeys([*declared_units(policy), *(unit for line in determination.lines for unit in line.claimed)])
    letters = letters_for({unit: unit_label(unit, policy) for unit in units}, words(lang)["letters"])
    months: dict[Month, dict[str, dict[date, list[Line]]]] = defaultdict(dict)
    for claim, lines in by_claim(determination, policy).items():
        for line in lines:
            day = day_of(line, policy)
            if day is not None:
                days = months[Month(day.year, day.month)].setdefault(claim, defaultdict(list))
                days[day].append(line)
    first_of_week = policy.options.week_starts or "sunday"
    grids = tuple(_grid(month, months[month], letters, policy, first_of_week, lang) for month in sorted(months))
    return Calendar(grids, _legend(grids, letters, policy, lang))


def weeks_of(month: Month, first: str) -> tuple[tuple[date | None, ...], ...]:
    """The dates of a month by weeks that start with a weekday, with None in the places before its first and after its last."""
    days = days_of_month(month)
    start = WEEKDAYS.index(first)
    before: list[date | None] = [None] * ((days[0].weekday() - start) % 7)
    places = [*before, *days, *([None] * (-(len(before) + len(days)) % 7))]
    return tuple(tuple(places[at : at + 7]) for at in range(0, len(places), 7))


def letters_for(labels: Mapping[str, str], taken_letters: str) -> dict[str, str]:
    """A letter for each unit type: the first of its label that nothing else has, in the order given.

    In the order a policy declares its units, a letter means the same in every month.
    """
    taken = set(taken_letters)
    found: dict[str, str] = {}
    for unit, label in labels.items():
        initials = [word[0] for word in label.split()]
        wanted = [*initials, *label, *"ABCDEFGHIJKLMNOPQRSTUVWXYZ"]
        letter = next((w.upper() for w in wanted if w.isalnum() and w.upper() not in taken), PAID)
        found[unit] = letter
        taken.add(letter)
    return found


def _grid(
    month: Month, claims: Mapping[str, Mapping[date, Sequence[Line]]], letters: Mapping[str, str], policy: Policy,
    first_of_week: str, lang: str,
) -> MonthGrid:
    names = words_of(lang).weekdays
    keys = list(names)
    days = days_of_month(month)
    rows = tuple(
        Row(claim, tuple(_cell(day, lines.get(day, ()), letters, policy, lang) for day in days))
        for claim, lines in claims.items()
    )
    return MonthGrid(
        worded(month, "month", lang),
        days,
        tuple(names[keys[day.weekday()]][0] for day in days),
        tuple(keys[day.weekday()] == first_of_week for day in days),
        rows,
    )


def _cell(day: date, lines: Sequence[Line], letters: Mapping[str, str], policy: Policy, lang: str) -> Cell:
    say = words(lang)
    if not lines:
        return Cell(NOTHING, "", f"{day}: {say['nothing']}")
    status = _status(line.status for line in lines)
    paid = dict.fromkeys(unit for line in lines for unit, count in line.units.items() if count)
    if status in REFUSED:
        letter = say["letters"][REFUSED.index(status)]
    elif status == "partly_paid":
        letter = IN_PART
    else:
        letter = SEVERAL if len(paid) > 1 else letters[next(iter(paid))] if paid else PAID
    return Cell(letter, status, f"{day}: {'; '.join(_told(line, policy, say) for line in lines)}")


def _status(statuses: Iterable[str]) -> str:
    """What became of several lines together: in part if some of it is paid, else what stops it first."""
    found = set(statuses)
    if len(found) > 1 and found & {"paid", "partly_paid"}:
        return "partly_paid"
    return next(status for status in STATUSES if status in found)


def _told(line: Line, policy: Policy, say: Mapping[str, str]) -> str:
    told = say[line.status]
    units = units_text(line.units, policy)
    codes = ", ".join(dict.fromkeys(code_title(reason.code, policy, say) for reason in line.reasons))
    return f"{told}{f', {units}' if units else ''}{f' ({codes})' if codes else ''}"


def _legend(grids: Sequence[MonthGrid], letters: Mapping[str, str], policy: Policy, lang: str) -> tuple[Key, ...]:
    """The letters that occur."""
    say = words(lang)
    used = {(cell.letter, cell.status) for grid in grids for row in grid.rows for cell in row.cells}
    known = [
        *(Key(letter, "paid", unit_label(unit, policy)) for unit, letter in letters.items()),
        Key(SEVERAL, "paid", say["several"]),
        Key(PAID, "paid", say["paid"]),
        Key(IN_PART, "partly_paid", say["some_paid"]),
        *(Key(letter, status, say[status]) for status, letter in zip(REFUSED, say["letters"], strict=True)),
        Key(NOTHING, "", say["nothing"]),
    ]
    return tuple(key for key in known if (key.letter, key.status) in used)
