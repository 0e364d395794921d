"""The words of explanations, one table per language, and values as an explanation shows them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ccpolicy.engine.texts import need_text
from ccpolicy.errors import UsageError
from ccpolicy.model.policy import Policy
from ccpolicy.model.types import Codes, ListOf, Type
from ccpolicy.values.absent import MISSING, Unknown
from ccpolicy.values.wording import worded

ENGLISH: Mapping[str, str] = {
    "paid": "paid",
    "partly_paid": "partly paid",
    "denied": "denied",
    "held": "held",
    "routed": "sent another way",
    "missing": "missing",
    "unknown": "not known",
    "needs": "needs {what}",
    "pays": "Pays {amount} for {units}.",
    "pays_nothing": "Nothing was claimed.",
    "units_only": "Pays {units}.",
    "of_claimed": "{paid} of {claimed}",
    "to": "Goes to {to}.",
    "asking": "Send {what}.",
    "behind": "What this rests on",
    "in_vain": "Looked at as well, and not the case",
    "more_rows": "with {count} more rows like the first ones below",
    "whole": "How it was worked out",
    "above": "see above",
    "in_force": "in force {period}",
    "end_open": "the end date may move",
    "amendment": "by the amendment \"{label}\"",
    "refused": "Not paid",
    "flags": "To look at",
    "unchecked": "could not be checked",
    "deadlines": "Deadlines missed",
    "late": "{label}: was due {due}",
    "late_before": "{label}: was due before {due}",
    "routes": "Can go another way",
    "unsettled_title": "Open questions, and how they were read",
    "tentative_title": "Not final",
    "unmodelled_title": "Left out of these rules",
    "unsettled": "{text} Read as {reading} ({name}).",
    "unmodelled": "{name}: {text}",
    "tentative": "{name}: {text}",
    "left_out": "Input rows left out",
    "noted": "Nothing claimed",
    "no_lines": "No row of the input asks for payment.",
    "lines": "lines",
    "total": "Total",
    "times": ", {count:,} times",
    "more": "and {count} more like these",
    "state_pays": "Pays",
    "pays_in_all": "Paid in all",
    "nothing": "nothing claimed",
    "several": "several kinds",
    "some_paid": "paid in part",
    "constant": "{name}: {value}",
    "known_on": "as known on {day}",
    "reading": "{name} read as {reading}",
    "why_not_paid": "It is paid; nothing needs to change.",
    "needed": "Not known:",
    "ways": "Each of these alone would have it paid:",
    "ways_rest": "Each of these alone would have the rest paid:",
    "no_way": "No set of at most {most} changes was found that would have it paid.",
    "final": "Nothing that anybody can change lifts this:",
    "partly": "Each of these alone would have more of it paid:",
    "cut": "There was more to try than was tried; other ways may exist.",
    "then_pays": "Then pays {amount} for {units}.",
    "changes_too": "Changes {lines} too.",
    "more_lines": "{count} more lines",
    "or": "or",
    "no_date": "no date is named",
    "by": "by {due}",
    "before": "before {due}",
    "passed": "passed",
    "nothing_differs": "Nothing changes.",
    "differs": "Lines that differ",
    "not_there": "no line",
    "no_longer": "no longer",
    "now": "now",
    "totals": "Totals",
    "in_all": "in all",
    "flags_title": "To look at",
    "deadlines_title": "Deadlines",
    "postings_title": "Use of allowances",
    "met": "met",
    "late_word": "late",
    "open_word": "open",
}

LANGUAGES: Mapping[str, Mapping[str, str]] = {"en": ENGLISH}


def words(lang: str) -> Mapping[str, str]:
    """The words of a language. Raises UsageError where there are none."""
    found = LANGUAGES.get(lang)
    if found is None:
        raise UsageError(f"there are no explanations in `{lang}`; there are in {', '.join(LANGUAGES)}")
    return found


def value_text(value: Any, kind: Type, policy: Policy, lang: str = "en") -> str:
    """A value in words; a code with its label, an unknown with what would settle it."""
    say = words(lang)
    if value is MISSING:
        return say["missing"]
    if isinstance(value, Unknown):
        needs = ", ".join(need_text(policy, need) for need in sorted(value.needs))
        return f"{say['unknown']} ({say['needs'].format(what=needs)})" if needs else say["unknown"]
    of = kind.of if isinstance(kind, ListOf) else kind
    listed = policy.codes.get(of.name) if isinstance(of, Codes) else None

    def label(code: str) -> str:
        row = listed.rows.get(code) if listed else None
        return f"{code} ({row.label})" if row and row.label and row.label != code else code

    return worded(value, str(kind), lang, label, policy.options.leap_day_birthday)
