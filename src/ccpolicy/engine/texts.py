"""Texts of a policy with the values of a row in them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ccpolicy.engine.run import Row, Run, Scope
from ccpolicy.model.evaluate import evaluate
from ccpolicy.model.expr import Template
from ccpolicy.model.policy import Policy
from ccpolicy.model.texts import ENGLISH, spoken, told
from ccpolicy.model.types import Codes, ListOf, Type
from ccpolicy.values.wording import worded


def in_words(policy: Policy, value: Any, type: Type, lang: str = "en") -> str:
    """A value as people read it: codes by their label, everything else by its type."""
    of = type.of if isinstance(type, ListOf) else type
    known = policy.codes.get(of.name) if isinstance(of, Codes) else None

    def label(code: str) -> str:
        row = known.rows.get(code) if known else None
        return row.label or code if row else told(policy, spoken(code), lang) if lang != ENGLISH else code

    return worded(value, str(type), lang, label, policy.options.leap_day_birthday)


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
