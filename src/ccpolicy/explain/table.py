"""A determination as a person who bills reads it: one row per claim, then everything that was not simply paid.

Pure data; how it is drawn is up to the caller. Column names and texts come from the policy.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta

from attrs import frozen

from ccpolicy.diagnostics import Finding
from ccpolicy.engine.determination import STATUSES, Determination, Line, Reason, Total
from ccpolicy.explain.numbers import number_text
from ccpolicy.explain.output import amount_names, title_of
from ccpolicy.explain.words import words
from ccpolicy.model.policy import Asks, Citation, Policy
from ccpolicy.model.types import DATE, Codes, RowOf
from ccpolicy.values.numbers import Number
from ccpolicy.values.wording import money

MOST_TEXTS = 6
"""How many texts of one reason are told before the rest is counted."""


@frozen
class Column:
    """A heading; numbers stand to the right."""

    label: str
    numeric: bool = False


@frozen
class Sheet:
    """The rows of a table and its totals row, cells as text."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    totals: tuple[str, ...] = ()


@frozen
class Note:
    """Something told: what it is about, the sentences, and where they come from."""

    head: str
    tone: str
    texts: tuple[str, ...] = ()
    cites: tuple[str, ...] = ()


@frozen
class Section:
    """Notes under a title."""

    title: str
    notes: tuple[Note, ...]


@frozen
class Batch:
    """All of it, in reading order."""

    title: str
    conditions: tuple[str, ...]
    sheet: Sheet
    sections: tuple[Section, ...]


def to_batch(
    determination: Determination, policy: Policy, left_out: Sequence[Finding] = (), lang: str = "en"
) -> Batch:
    """What to show of a determination."""
    say = words(lang)
    conditions = [say["known_on"].format(day=determination.known_on)] if determination.known_on else []
    chosen = {name: point.chosen for name, point in policy.unsettled.items()}
    conditions += [
        say["reading"].format(name=name, reading=reading)
        for name, reading in determination.readings.items()
        if chosen.get(name) != reading
    ]
    sections = (
        Section(say["refused"], tuple(_refusals(determination, policy, lang))),
        Section(say["flags"], tuple(_flags(determination, policy, say))),
        Section(say["deadlines"], tuple(_missed(determination, policy, say))),
        Section(say["routes"], tuple(_routes(determination, say))),
        Section(say["left_out"], tuple(Note(f.path, "bad", (f.message,)) for f in left_out)),
        Section(say["caveats"], tuple(_caveats(determination, say))),
    )
    told = tuple(section for section in sections if section.notes)
    return Batch(policy.label or policy.name, tuple(conditions), _sheet(determination, policy, lang), told)


def cited(cites: Iterable[Citation], policy: Policy) -> tuple[str, ...]:
    """Citations as people write them."""
    return tuple(dict.fromkeys(f"{title_of(c.source, policy)}, “{c.place}”" for c in cites))


def unit_label(unit: str, policy: Policy) -> str:
    """What people call a unit type."""
    for ask in policy.asks:
        for asked in ask.units:
            listed = policy.codes.get(asked.unit.type.name) if isinstance(asked.unit.type, Codes) else None
            if listed and unit in listed.rows and listed.rows[unit].label:
                return listed.rows[unit].label
    return unit.replace("_", " ")


def units_text(units: Mapping[str, Number], policy: Policy) -> str:
    """`1 full day, 2 × part day`."""
    return ", ".join(
        f"{number_text(count)} {'' if count == 1 else '× '}{unit_label(unit, policy)}"
        for unit, count in units.items()
        if count
    )


def _sheet(determination: Determination, policy: Policy, lang: str) -> Sheet:
    say = words(lang)
    groups: dict[str, list[Line]] = defaultdict(list)
    for line in determination.lines:
        groups[claim_of(line, policy)].append(line)
    keys = _shared_keys(groups)
    units = list(dict.fromkeys(unit for line in determination.lines for unit in line.claimed))
    statuses = [status for status in STATUSES if any(line.status == status for line in determination.lines)]
    amounts = _balance(determination, policy, say)
    columns = (
        *(Column(name.replace("_", " ").capitalize()) for name in keys),
        *(Column(say[status].capitalize(), numeric=True) for status in statuses),
        *(Column(unit_label(unit, policy).capitalize(), numeric=True) for unit in units),
        *(Column(label, numeric=True) for label in amounts.values()),
    )
    claim_keys = {claim_key(ask) for ask in policy.asks}
    totals = {(total.by if total.by == "all" else "claim", total.id): total
              for total in determination.totals if total.by == "all" or total.by in claim_keys}
    rows, shown_totals = [], []
    for claim, lines in groups.items():
        total = totals.get(("claim", claim)) or summed(lines)
        shown_totals.append(total)
        names = tuple(lines[0].keys.get(name, "") for name in keys)
        rows.append((*names, *_numbers(lines, total, statuses, units, list(amounts), say)))
    everything = totals.get(("all", "")) or added(shown_totals)
    head = (say["total"], *("" for _ in keys[1:])) if keys else ()
    bottom = (*head, *_numbers(determination.lines, everything, statuses, units, list(amounts), say))
    return Sheet(columns, tuple(rows), bottom if len(rows) > 1 else ())


def _numbers(
    lines: Sequence[Line], total: Total, statuses: Sequence[str], units: Sequence[str], amounts: Sequence[str],
    say: Mapping[str, str],
) -> list[str]:
    counts = [sum(line.status == status for line in lines) for status in statuses]
    cells = [str(count) if count else "" for count in counts]
    for unit in units:
        paid, claimed = total.units.get(unit, 0), sum(line.claimed.get(unit, 0) for line in lines)
        short = say["of_claimed"].format(paid=number_text(paid), claimed=number_text(claimed))
        cells.append(number_text(paid) if paid == claimed else short)
    for name in amounts:
        value = sum(line.pays for line in lines) if name == "" else total.amounts.get(name, 0)
        cells.append(money(value))
    return cells


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


def _balance(determination: Determination, policy: Policy, say: Mapping[str, str]) -> dict[str, str]:
    """The amounts that have a part in the balance, by name, with their labels; what is paid where there are none."""
    given = amount_names(determination, policy)
    entries = {entry.fact: entry for worksheet in policy.worksheets.values() for entry in worksheet.lines}
    found = {name: entries[name].label or name for name in given if name in entries and entries[name].role}
    return found or {"": say["state_pays"]}


def _shared_keys(groups: Mapping[str, Sequence[Line]]) -> list[str]:
    """The columns that are the same on all lines of each claim."""
    names = dict.fromkeys(name for lines in groups.values() for line in lines for name in line.keys)
    return [n for n in names if all(len({line.keys.get(n) for line in lines}) == 1 for lines in groups.values())]


def _ask(line: Line, policy: Policy) -> Asks | None:
    return next((ask for ask in policy.asks if ask.grain == line.grain), None)


def claim_key(ask: Asks) -> str:
    """The column of a line that names its claim; empty if the policy shows none."""
    return next((name for name, value in ask.line if value.type == RowOf(ask.claim)), "")


def claim_of(line: Line, policy: Policy) -> str:
    """The key of the claim a line belongs to."""
    ask = _ask(line, policy)
    return line.keys.get(claim_key(ask), "") if ask else ""


def _when(line: Line, policy: Policy) -> str:
    ask = _ask(line, policy)
    named = next((name for name, value in ask.line if value.type == DATE), "") if ask else ""
    return line.keys.get(named, line.id)


def _refusals(determination: Determination, policy: Policy, lang: str) -> Iterable[Note]:
    say = words(lang)
    groups: dict[tuple[str, str, str], list[tuple[Line, Reason]]] = defaultdict(list)
    for line in determination.lines:
        for reason in line.reasons:
            groups[claim_of(line, policy), reason.status, reason.code].append((line, reason))
    for (claim, status, code), refused in groups.items():
        units: dict[str, Number] = {}
        for _, reason in refused:
            units[reason.unit] = units.get(reason.unit, 0) + reason.amount
        first = refused[0][1]
        dates = dates_text(_when(line, policy) for line, _ in refused)
        counted = units_text(units, policy)
        head = f"{claim}  {say[status]}: {code.replace('_', ' ')}" + (f", {counted}" if counted else "")
        texts = list(dict.fromkeys(reason.text for _, reason in refused if reason.text))
        needs = dict.fromkeys(need for _, reason in refused if not reason.text for need in reason.needs)
        texts = _few(texts, say) + [say["needs"].format(what=need) for need in _few(list(needs), say)]
        if first.to:
            texts.append(say["to"].format(to=first.to.replace("_", " ")))
        if first.asking:
            texts.append(say["asking"].format(what=", ".join(first.asking)))
        cites = cited((c for _, reason in refused for c in reason.cites), policy)
        yield Note(head, "bad" if status == "denied" else "warn", (dates, *texts), cites)


def _few(texts: list[str], say: Mapping[str, str]) -> list[str]:
    if len(texts) <= MOST_TEXTS:
        return texts
    return [*texts[: MOST_TEXTS - 1], say["more"].format(count=len(texts) - MOST_TEXTS + 1)]


def _flags(determination: Determination, policy: Policy, say: Mapping[str, str]) -> Iterable[Note]:
    groups: dict[tuple[str, str], list[int]] = defaultdict(list)
    for at, flag in enumerate(determination.flags):
        groups[flag.code, flag.kind].append(at)
    for (code, kind), places in groups.items():
        flags = [determination.flags[at] for at in places]
        texts = [f"{flag.row}: {flag.text}" if flag.text else flag.row for flag in flags]
        needs = dict.fromkeys(need for flag in flags if not flag.text for need in flag.needs)
        texts = _few(texts, say) + [say["needs"].format(what=need) for need in _few(list(needs), say)]
        head = code.replace("_", " ") + (f" ({say['unchecked']})" if kind == "unchecked" else "")
        head += say["times"].format(count=len(flags)) if len(flags) > MOST_TEXTS else ""
        yield Note(head, "warn", tuple(texts), cited((c for flag in flags for c in flag.cites), policy))


def _missed(determination: Determination, policy: Policy, say: Mapping[str, str]) -> Iterable[Note]:
    for deadline in determination.deadlines:
        if deadline.met is False:
            form = "late" if deadline.inclusive else "late_before"
            label = deadline.label or deadline.name.replace("_", " ")
            text = say[form].format(label=label, due=deadline.due)
            yield Note(deadline.row, "bad", (text,), cited(deadline.cites, policy))


def _routes(determination: Determination, say: Mapping[str, str]) -> Iterable[Note]:
    for route in determination.routes:
        texts = [route.text] if route.text else []
        if route.to:
            texts.append(say["to"].format(to=route.to.replace("_", " ")))
        if route.asking:
            texts.append(say["asking"].format(what=", ".join(route.asking)))
        texts.append(", ".join(_few(list(route.lines), say)))
        yield Note(route.code.replace("_", " "), "warn", tuple(texts))


def _caveats(determination: Determination, say: Mapping[str, str]) -> Iterable[Note]:
    """One line each; the published document holds their sources."""
    for caveat in determination.caveats:
        yield Note(say[caveat.kind].format(name=caveat.name, text=caveat.text, reading=caveat.reading), "")


def dates_text(days: Iterable[str]) -> str:
    """Dates in order, those that follow each other joined: `2022-11-01 to 2022-11-03, 2022-11-24`."""
    given = sorted(dict.fromkeys(days))
    stretches: list[list[str]] = []
    for day in given:
        if stretches and _follows(stretches[-1][-1], day):
            stretches[-1].append(day)
        else:
            stretches.append([day])
    return ", ".join(f"{s[0]} to {s[-1]}" if len(s) > 2 else ", ".join(s) for s in stretches)


def _follows(earlier: str, later: str) -> bool:
    try:
        return date.fromisoformat(earlier) + timedelta(days=1) == date.fromisoformat(later)
    except ValueError:
        return False
