"""Texts of a policy with the values of a row in them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ccpolicy.engine.run import Row, Run, Scope
from ccpolicy.model.evaluate import evaluate
from ccpolicy.model.expr import Template
from ccpolicy.model.policy import Party, Policy
from ccpolicy.model.texts import ENGLISH, spoken, told
from ccpolicy.model.types import Codes, ListOf, Type
from ccpolicy.values.absent import Need
from ccpolicy.values.phrases import phrase
from ccpolicy.values.wording import worded


def in_words(policy: Policy, value: Any, type: Type, lang: str = "en") -> str:
    """A value as people read it: codes by their label, everything else by its type."""
    of = type.of if isinstance(type, ListOf) else type
    known = policy.codes.get(of.name) if isinstance(of, Codes) else None

    def label(code: str) -> str:
        row = known.rows.get(code) if known else None
        return row.label or code if row else told(policy, spoken(code), lang) if lang != ENGLISH else code

    return worded(value, str(type), lang, label, policy.options.leap_day_birthday)


def party_label(policy: Policy, party: Party | None) -> str:
    """What people call a party; nothing where there is none."""
    row = policy.codes[party.codes].rows.get(party.code) if party and party.codes in policy.codes else None
    return row.label or row.code if row else party.code if party else ""


def field_label(policy: Policy, kind: str, name: str) -> str:
    """What people call an input column."""
    known = policy.grains[kind].fields.get(name)
    return (known.label if known else "") or name.replace("_", " ")


def need_text(policy: Policy, need: Need) -> str:
    """What would settle it, in words: an input by its label, its row and who has it."""
    if not need.at or need.at[0] not in policy.grains:
        return phrase(policy.lang, need.pattern, **dict(need.parts)) if need.pattern else need.what
    kind, key, name = need.at
    known = policy.grains[kind].fields.get(name)
    reason = need.what.removeprefix(f"{kind}[{key}].{name}").strip(" ()")
    more = "; ".join(part for part in (party_label(policy, known.known_by if known else None), reason) if part)
    row = told(policy, spoken(kind), policy.lang)
    return f"{field_label(policy, kind, name)}, {row} {key}" + (f" ({more})" if more else "")


def rendered(run: Run, row: Row, template: Template, lang: str) -> str:
    """A text with the values of a row."""
    scope = Scope(run, row)
    parts = [
        part if isinstance(part, str) else in_words(run.policy, evaluate(part, scope), part.type, lang)
        for part in template.parts
    ]
    return "".join(parts)


def said(run: Run, row: Row, say: Mapping[str, Template]) -> str:
    """The text in the language of the policy, in English where it has no other; or nothing."""
    lang = run.policy.lang if run.policy.lang in say else ENGLISH
    return rendered(run, row, say[lang], run.policy.lang) if lang in say else ""
