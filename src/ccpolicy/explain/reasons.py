"""The reasons of a caseload, counted and in money: what is refused most, what can still be mended, by whom. Pure data."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date

from attrs import frozen

from ccpolicy.diagnostics import Finding
from ccpolicy.engine.determination import STATUSES, Determination, Line
from ccpolicy.engine.remedies import Change
from ccpolicy.engine.stake import at_stake
from ccpolicy.engine.texts import party_label
from ccpolicy.explain.claims import claim_of
from ccpolicy.explain.reason_types import Counted, Due, Mend, Reason, Sum, day_of_due
from ccpolicy.explain.words import code_title, words
from ccpolicy.model.policy import Policy
from ccpolicy.values.numbers import Number, exact
from ccpolicy.values.wording import joined

MOST_EACH = 200
"""Up to so many refused lines, each is asked what would mend it; of more, one of each claim with the same reasons."""

MOST_ASKED = 200
"""How many are asked, those with most money first. The rest is counted as not looked into."""

Ask = Callable[[Line], tuple[Change, ...] | None]
"""What would mend a line in time, if anything."""

Tell = Callable[[int, int], None]


@frozen
class Reasons(Counted):
    """The reasons of a caseload, ready to be told."""

    def to_dict(self) -> dict[str, object]:
        """Plain values, ready for JSON; money as decimal text."""
        from ccpolicy.explain.reasons_text import to_dict

        return to_dict(self)

    def to_json(self) -> str:
        from ccpolicy.explain.reasons_text import to_json

        return to_json(self)

    def to_csv(self) -> str:
        """One row for each reason; no cell is one that a spreadsheet runs."""
        from ccpolicy.explain.reasons_text import to_csv

        return to_csv(self)

    def to_html(self, links: Mapping[str, str] | None = None) -> str:
        """A page that stands for itself: a chart, the table, the claims. `links` lead to the page of each claim."""
        from ccpolicy.explain.reasons_html import to_html

        return to_html(self, links or {})


def reasons_of(
    determination: Determination, policy: Policy, today: date | None = None, ask: Ask | None = None, lang: str = "en",
    left_out: Sequence[Finding] = (), progress: Tell | None = None,
) -> Reasons:
    """The reasons of a determination; `ask` tells what would mend a line as of `today`."""
    refused = [line for line in determination.lines if line.reasons]
    stakes = {line.id: at_stake(determination.run, line) if determination.run is not None else None for line in refused}
    asked = _asked(refused, stakes, policy) if ask is not None else {}
    mends = _mends(asked.values(), ask, progress) if ask is not None else {}
    found = {line.id: mends[asked[line.id].id] for line in refused if line.id in asked}
    by: dict[tuple[str, str], list[Line]] = {}
    for line in refused:
        for key in dict.fromkeys((reason.status, reason.code) for reason in line.reasons):
            by.setdefault(key, []).append(line)
    say = words(lang)
    tell = _Teller(policy, lang, stakes, found)
    reasons = [
        tell.reason(status, code, code_title(code, policy, say), lines, _refused_units(lines, status, code))
        for (status, code), lines in by.items()
    ]
    reasons.sort(key=lambda each: (-each.sum.money, -each.sum.lines, STATUSES.index(each.status), each.code))
    total = tell.reason("", "", say["total"], refused, _unpaid_units(refused))
    alike = any(line.id != stands.id for line, stands in ((line, asked[line.id]) for line in refused if line.id in asked))
    return Reasons(policy, determination, today, lang, tuple(reasons), total, alike, tuple(left_out))


@frozen
class _Teller:
    policy: Policy
    lang: str
    stakes: Mapping[str, int | None]
    found: Mapping[str, tuple[Change, ...] | None]

    def reason(self, status: str, code: str, label: str, lines: Sequence[Line], units: Mapping[str, Number]) -> Reason:
        claims = len({claim_of(line, self.policy) for line in lines})
        asked = sum(line.id in self.found for line in lines)
        return Reason(status, code, label, self.sum(lines), claims, units, self.mends(lines), asked)

    def sum(self, lines: Sequence[Line]) -> Sum:
        known = [self.stakes[line.id] for line in lines]
        return Sum(len(known), sum(each for each in known if each is not None), known.count(None))

    def mends(self, lines: Sequence[Line]) -> tuple[Mend, ...]:
        """By who can mend, most money first."""
        by: dict[tuple[str, ...], list[Line]] = {}
        labels: dict[str, str] = {}
        for line in lines:
            changes = self.found.get(line.id)
            if changes:
                labels |= {change.party.code: party_label(self.policy, change.party) for change in changes}
                by.setdefault(tuple(sorted({change.party.code for change in changes})), []).append(line)
        mends = [
            Mend(who, joined([labels[code] for code in who], self.lang), self.sum(each), self.until(each))
            for who, each in by.items()
        ]
        return tuple(sorted(mends, key=lambda mend: (-mend.sum.money, -mend.sum.lines, mend.by)))

    def until(self, lines: Sequence[Line]) -> Due | None:
        changes = (change for line in lines for change in self.found.get(line.id) or ())
        return min((change.until.due for change in changes if change.until is not None), key=day_of_due, default=None)


def _asked(refused: Sequence[Line], stakes: Mapping[str, int | None], policy: Policy) -> dict[str, Line]:
    """For each line that is looked into the one that is asked in its place, as far as the bounds allow."""
    if len(refused) <= MOST_EACH:
        return {line.id: line for line in refused}
    alike: dict[tuple[object, ...], list[Line]] = {}
    for line in refused:
        codes = tuple(dict.fromkeys((reason.status, reason.code) for reason in line.reasons))
        alike.setdefault((claim_of(line, policy), codes, tuple(line.claimed), line.status), []).append(line)
    groups = sorted(alike.values(), key=lambda lines: -sum(stakes[line.id] or 0 for line in lines))
    return {line.id: lines[0] for lines in groups[:MOST_ASKED] for line in lines}


def _mends(
    asked: Iterable[Line], ask: Ask, progress: Tell | None
) -> dict[str, tuple[Change, ...] | None]:
    lines = list({line.id: line for line in asked}.values())
    found = {}
    for at, line in enumerate(lines, 1):
        found[line.id] = ask(line)
        if progress is not None:
            progress(at, len(lines))
    return found


def _refused_units(lines: Sequence[Line], status: str, code: str) -> dict[str, Number]:
    units: dict[str, Number] = {}
    for line in lines:
        # Several rules under one code, or one rule on several rows, refuse the same amount once.
        mine: dict[str, Number] = {}
        for reason in line.reasons:
            if (reason.status, reason.code) == (status, code) and reason.unit:
                # What a denial took is refused by the other reasons as well.
                refused = reason.amount or line.claimed.get(reason.unit, 0) - line.units.get(reason.unit, 0)
                mine[reason.unit] = max(mine.get(reason.unit, 0), refused)
        for unit, amount in mine.items():
            units[unit] = exact(units.get(unit, 0) + amount)
    return units


def _unpaid_units(lines: Sequence[Line]) -> dict[str, Number]:
    units: dict[str, Number] = {}
    for line in lines:
        for unit, amount in line.claimed.items():
            units[unit] = exact(units.get(unit, 0) + amount - line.units.get(unit, 0))
    return {unit: amount for unit, amount in units.items() if amount}
