"""A determination as a person who bills reads it: one row per claim, a calendar, then all that was not simply paid.

Pure data; how it is drawn is up to the caller. Column names and texts come from the policy.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from attrs import frozen

from ccpolicy.diagnostics import Finding
from ccpolicy.engine.determination import STATUSES, Determination, Line, Total
from ccpolicy.explain.calendar import Calendar, to_calendar
from ccpolicy.explain.claims import by_claim, claim_key, date_key, unit_label
from ccpolicy.explain.notes import Section, sections
from ccpolicy.explain.numbers import number_text
from ccpolicy.explain.output import amount_names
from ccpolicy.explain.words import words
from ccpolicy.model.policy import Policy
from ccpolicy.model.texts import spoken, told
from ccpolicy.values.numbers import Number
from ccpolicy.values.wording import money

STATE = "state"


@frozen
class Column:
    """A heading. `kind` is `key` (what the row is), `count` (how many) or `money`; the last two stand to the right."""

    label: str
    kind: str

    @property
    def numeric(self) -> bool:
        return self.kind != "key"


@frozen
class Sheet:
    """The rows of a table and its totals row, cells as text. The first column names the row."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    totals: tuple[str, ...] = ()

    def parts(self) -> tuple[Sheet, ...]:
        """Two tables, of counts and of money, for where one is too wide."""
        kinds = [column.kind for column in self.columns]
        if "count" not in kinds or "money" not in kinds:
            return (self,)
        return tuple(
            self.only([at for at, kind in enumerate(kinds) if kind in wanted or at == 0])
            for wanted in (("key", "count"), ("money",))
        )

    def only(self, places: Sequence[int]) -> Sheet:
        """The columns at these places."""

        def cut(row: tuple[str, ...]) -> tuple[str, ...]:
            return tuple(row[at] for at in places) if row else ()

        return Sheet(tuple(self.columns[at] for at in places), tuple(map(cut, self.rows)), cut(self.totals))


@frozen
class Batch:
    """All of it, in reading order."""

    title: str
    conditions: tuple[str, ...]
    sheet: Sheet
    calendar: Calendar
    sections: tuple[Section, ...]


def to_batch(
    determination: Determination, policy: Policy, left_out: Sequence[Finding] = (), lang: str = "en"
) -> Batch:
    """What to show of a determination."""
    say = words(lang)
    conditions = conditions_of(determination, policy, lang)
    if not determination.lines:
        conditions.append(say["no_lines"])
    claims = by_claim(determination, policy)
    keys, constant = _keys(claims, policy)
    conditions += [say["constant"].format(name=heading(policy, name), value=value) for name, value in constant.items()]
    return Batch(
        policy.label or policy.name,
        tuple(conditions),
        _sheet(determination, claims, keys, policy, lang),
        to_calendar(determination, policy, lang),
        sections(determination, policy, left_out, lang),
    )


def conditions_of(determination: Determination, policy: Policy, lang: str = "en") -> list[str]:
    """Under what a determination was made, where that is not as usual: a day, readings other than those chosen."""
    say = words(lang)
    chosen = {name: point.chosen for name, point in policy.unsettled.items()}
    return [
        *([say["known_on"].format(day=determination.known_on)] if determination.known_on else []),
        *(
            say["reading"].format(name=name, reading=reading)
            for name, reading in determination.readings.items()
            if chosen.get(name) != reading
        ),
    ]


def _sheet(
    determination: Determination, claims: Mapping[str, list[Line]], keys: Sequence[str], policy: Policy, lang: str
) -> Sheet:
    say = words(lang)
    units = list(dict.fromkeys(unit for line in determination.lines for unit in line.claimed))
    statuses = [status for status in STATUSES if any(line.status == status for line in determination.lines)]
    given = {total.id: total for total in determination.totals if total.by in set(map(claim_key, policy.asks))}
    totals = {claim: given.get(claim) or summed(lines) for claim, lines in claims.items()}
    amounts = _amounts(determination, totals, claims, policy, say)

    def numbers(lines: Sequence[Line], total: Total) -> list[str]:
        counts = [sum(line.status == status for line in lines) for status in statuses]
        cells = [str(count) if count else "" for count in counts]
        for unit in units:
            paid, claimed = total.units.get(unit, 0), sum(line.claimed.get(unit, 0) for line in lines)
            short = say["of_claimed"].format(paid=number_text(paid), claimed=number_text(claimed))
            cells.append(short if paid != claimed else number_text(paid) if claimed else "")
        for name in amounts:
            amount = pays(lines) if name == "" else total.amounts.get(name, 0)
            cells.append("" if amount is None else money(amount, lang))
        return cells

    rows = [
        (claim, *(lines[0].keys.get(name, "") for name in keys), *numbers(lines, totals[claim]))
        for claim, lines in claims.items()
    ]
    whole = next((total for total in determination.totals if total.by == "all"), None) or added(list(totals.values()))
    bottom = (say["total"], *("" for _ in keys), *numbers(determination.lines, whole))
    columns = (
        Column(heading(policy, next(filter(None, map(claim_key, policy.asks)), "claim")), "key"),
        *(Column(heading(policy, name), "key") for name in keys),
        *(Column(say[status].capitalize(), "count") for status in statuses),
        *(Column(unit_label(unit, policy).capitalize(), "count") for unit in units),
        *(Column(label, "money") for label in amounts.values()),
    )
    return Sheet(columns, tuple(rows), bottom if len(rows) > 1 else ())


def _keys(claims: Mapping[str, Sequence[Line]], policy: Policy) -> tuple[list[str], dict[str, str]]:
    """The columns that are the same on all lines of each claim; and those the same on all lines, with their value.

    Dates are the calendar's.
    """
    elsewhere = {key(ask) for ask in policy.asks for key in (claim_key, date_key)}
    names = dict.fromkeys(name for lines in claims.values() for line in lines for name in line.keys)
    varying, constant = [], {}
    for name in names:
        values = [{line.keys.get(name, "") for line in lines} for lines in claims.values()]
        if name in elsewhere or any(len(each) > 1 for each in values):
            continue
        every = set().union(*values)
        if len(values) > 1 and len(every) == 1 and "" not in every:
            constant[name] = every.pop()
        else:
            varying.append(name)
    return varying, constant


def _amounts(
    determination: Determination, totals: Mapping[str, Total], claims: Mapping[str, Sequence[Line]], policy: Policy,
    say: Mapping[str, str],
) -> dict[str, str]:
    """The amounts that have a part in the balance and are not zero everywhere, by name, with their labels.

    The empty name is all that is paid: shown where money is told of at all and the state's amounts do not say it already.
    """
    entries = {entry.fact: entry for worksheet in policy.worksheets.values() for entry in worksheet.lines}
    known = [name for name in amount_names(determination, policy) if name in entries and entries[name].role]
    state = [name for name in known if entries[name].role == STATE]
    shown = {
        name: entries[name].label or heading(policy, name)
        for name in known
        if name in state or any(total.amounts.get(name, 0) for total in totals.values())
    }
    sums = {claim: pays(lines) for claim, lines in claims.items()}
    told = all(
        (paid or 0) == sum(totals[claim].amounts.get(name, 0) for name in state) for claim, paid in sums.items()
    )
    in_money = any(paid is not None for paid in sums.values())
    return shown if not in_money or (state and told) else {**shown, "": say["pays_in_all"] if shown else say["state_pays"]}


def heading(policy: Policy, name: str) -> str:
    """What people call a column of the lines."""
    return told(policy, spoken(name), policy.lang).capitalize()


def pays(lines: Sequence[Line]) -> Number | None:
    """What is paid for some lines, in cents; None where none of them tells of money."""
    told = [line.pays for line in lines if line.pays is not None]
    return sum(told) if told else None


def summed(lines: Sequence[Line]) -> Total:
    """The units, amounts and statuses of some lines."""
    return added([Total("", "", line.units, line.amounts, {line.status: 1}) for line in lines])


def added(totals: Sequence[Total]) -> Total:
    """The sum of some totals."""
    return Total(
        "all", "", _added([t.units for t in totals]), _added([t.amounts for t in totals]),
        {name: sum(total.statuses.get(name, 0) for total in totals) for name in STATUSES},
    )


def _added(parts: Sequence[Mapping[str, Number]]) -> dict[str, Number]:
    found: dict[str, Number] = {}
    for part in parts:
        for name, value in part.items():
            found[name] = found.get(name, 0) + value
    return found
