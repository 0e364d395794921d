"""What would have a line paid, told to people and as a document."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import Any

from ccpolicy.engine.determination import Line, Reason
from ccpolicy.engine.governing import Until
from ccpolicy.engine.remedies import MOST_CHANGES, Change, Remedies, Way
from ccpolicy.engine.texts import field_label, in_words, need_text, party_label
from ccpolicy.explain.behind import Sources
from ccpolicy.explain.claims import units_text
from ccpolicy.explain.numbers import money_text, number_text
from ccpolicy.explain.output import cites_of
from ccpolicy.explain.record_text import record_text
from ccpolicy.explain.remedy_types import (
    ChangeDocument,
    NeedDocument,
    RefusalDocument,
    UntilDocument,
    WayDocument,
    WhyNotDocument,
)
from ccpolicy.explain.words import code_title, words
from ccpolicy.model.policy import Policy
from ccpolicy.model.types import DATE, MOMENT
from ccpolicy.values.absent import MISSING, Need, Unknown
from ccpolicy.values.wording import joined, money

MOST_LINES = 6
"""How many other lines that a way changes are named before the rest is counted."""


def to_text(found: Remedies, policy: Policy, lang: str = "en") -> str:
    """The ways, numbered, each change with who can make it and until when."""
    return "\n".join(_Teller(policy, lang).told(found)) + "\n"


class _Teller:
    def __init__(self, policy: Policy, lang: str) -> None:
        self.policy = policy
        self.lang = lang
        self.say: Mapping[str, str] = words(lang)
        self.sources = Sources(policy)

    def told(self, found: Remedies) -> Iterator[str]:
        line = found.line
        yield f"{line.id}: {self.say[line.status]}"
        if line.status == "paid":
            yield f"  {self.say['why_not_paid']}"
            return
        yield from dict.fromkeys(self._reason(reason) for reason in line.reasons)
        needs = needed(line)
        if needs:
            yield f"  {self.say['needed']}"
            yield from (f"    {need_text(self.policy, need)}" for need in needs)
        yield ""
        yield from self._ways(found)
        yield from self.sources.listed()

    def _ways(self, found: Remedies) -> Iterator[str]:
        line = found.line
        if found.ways:
            yield self.say["ways_rest" if line.status == "partly_paid" else "ways"]
        elif found.final:
            yield self.say["final"]
            yield from dict.fromkeys(self._reason(reason) for reason in found.final)
        else:
            yield self.say["no_way"].format(most=MOST_CHANGES)
        if found.partly:
            yield ""
            yield self.say["partly"]
        for number, way in enumerate((*found.ways, *found.partly), 1):
            yield from self._way(number, way)
        if found.cut:
            yield self.say["cut"]

    def _reason(self, reason: Reason) -> str:
        text = reason.text or code_title(reason.code, self.policy, self.say)
        return f"  {self.say[reason.status].capitalize()}: {text}{self.sources.mark(reason.cites)}"

    def _way(self, number: int, way: Way) -> Iterator[str]:
        for at, change in enumerate(way.changes):
            yield f"{f'{number}.' if at == 0 else '':>4} {self._change(change)}"
        units = units_text(way.line.units, self.policy)
        form = "then_pays" if way.line.pays is not None else "then_pays_units"
        told = self.say[form].format(amount=money(way.line.pays or 0, self.lang), units=units)
        if way.others:
            shown = list(way.others[:MOST_LINES])
            rest = len(way.others) - len(shown)
            names = joined([*shown, *([self.say["more_lines"].format(count=rest)] if rest else [])], self.lang)
            told += f" {self.say['changes_too'].format(lines=names)}"
        yield f"     {told}"

    def _change(self, change: Change) -> str:
        kind, key, name = change.at
        who = f"({party_label(self.policy, change.party)}{self._until(change.until)})"
        if change.is_row:
            said = (f"{field_label(self.policy, kind, each)}: {self._value(kind, each, of)}" for each, of in change.after)
            return f"{self.say['new_row'].format(row=f'{kind} {key}')}: {'; '.join(said)} {who}"
        after = f" {self.say['or']} ".join(self._value(kind, name, each) for each in (change.after, *change.also))
        label, before = field_label(self.policy, kind, name), self._value(kind, name, change.before)
        return f"{kind} {key}: {label}: {before} → {after} {who}"

    def _value(self, kind: str, name: str, value: Any) -> str:
        absent = "unknown" if isinstance(value, Unknown) else "missing" if value is MISSING else ""
        return self.say[absent] if absent else in_words(self.policy, value, self.policy.grains[kind].fields[name].type, self.lang)

    def _until(self, until: Until | None) -> str:
        if until is None:
            return f", {self.say['no_date']}"
        due = in_words(self.policy, until.due, MOMENT if isinstance(until.due, datetime) else DATE, self.lang)
        told = self.say["by" if until.inclusive else "before"].format(due=due)
        return f", {told}" + (f": {self.say['passed']}" if until.passed else "")


def needed(line: Line) -> list[Need]:
    """The inputs that nobody gave and that keep a line from being decided."""
    values = (node.value for reason in line.reasons if reason.needs for node in reason.why)
    needs = {need for value in values if isinstance(value, Unknown) for need in value.needs}
    return sorted(need for need in needs if need.at)


# ---------------------------------------------------------------- as a document


def to_document(found: Remedies, policy: Policy, today: date) -> WhyNotDocument:
    """The published document of the ways."""
    return {
        "policy": policy.name,
        "line": found.line.id,
        "status": found.line.status,
        "today": str(today),
        "reasons": _refusals(found.line.reasons, policy),
        "needs": [_need(need, policy) for need in needed(found.line)],
        "ways": [_way_document(way, policy) for way in found.ways],
        "partly": [_way_document(way, policy) for way in found.partly],
        "final": _refusals(found.final, policy),
        "complete": not found.cut,
    }


def to_json(found: Remedies, policy: Policy, today: date) -> str:
    """The document as JSON text; the same question gives the same bytes."""
    return json.dumps(to_document(found, policy, today), ensure_ascii=False, indent=2) + "\n"


def _refusals(reasons: Iterable[Reason], policy: Policy) -> list[RefusalDocument]:
    return [
        {
            "code": reason.code, "status": reason.status, "rule": reason.rule, "text": reason.text,
            "cite": cites_of(reason.cites, policy), "needs": list(reason.needs),
        }
        for reason in reasons
    ]


def _need(need: Need, policy: Policy) -> NeedDocument:
    kind, key, name = need.at or ("", "", "")
    known = policy.grains[kind].fields.get(name) if kind in policy.grains else None
    party = known.known_by if known else None
    return {
        "record": kind, "row": key, "field": name, "label": field_label(policy, kind, name),
        "by": party.code if party else "", "by_label": party_label(policy, party),
    }


def _way_document(way: Way, policy: Policy) -> WayDocument:
    return {
        "changes": [_change_document(change, policy) for change in way.changes],
        "status": way.line.status,
        "units": {unit: number_text(count) for unit, count in way.line.units.items()},
        "pays": None if way.line.pays is None else money_text(way.line.pays),
        "other_lines": list(way.others),
        "passed": way.passed,
    }


def _change_document(change: Change, policy: Policy) -> ChangeDocument:
    kind, key, name = change.at

    def text(value: Any, column: str = name) -> str | bool | None:
        return record_text(value, policy.grains[kind].fields[column])

    row = change.is_row
    return {
        "record": kind, "row": key, "field": name,
        "label": policy.grains[kind].label or kind if row else field_label(policy, kind, name),
        "known": not isinstance(change.before, Unknown),
        "from": None if row else text(change.before), "to": None if row else text(change.after),
        "also": [text(value) for value in change.also],
        "new": {column: text(value, column) for column, value in change.after} if row else None,
        "by": change.party.code, "by_label": party_label(policy, change.party), "until": _until_document(change.until),
    }


def _until_document(until: Until | None) -> UntilDocument | None:
    if until is None:
        return None
    due = until.due.isoformat(timespec="minutes") if isinstance(until.due, datetime) else until.due.isoformat()
    return {
        "deadline": until.name, "label": until.label, "due": due, "inclusive": until.inclusive, "passed": until.passed,
    }
