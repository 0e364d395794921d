"""How hard the sentences of the packaged policies are to read, by formulas that count words and syllables.

    pip install '.[readability]' && python bench/readability.py

Measured are the sentences that people are told (`say`), with the values of the example months filled in, then the texts of
`because` and `instead`. English by Flesch-Kincaid's grade; Spanish by Fernández Huerta's ease (0 hard to 100 easy) and
Crawford's years of school. The formulas know nothing of what a sentence means: a low grade is no proof that it is clear.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path

import textstat

import ccpolicy
from ccpolicy.model import texts

EXAMPLES = Path(__file__).parents[1] / "examples"
AIM = 8
LANGUAGES = ("en", "es")
FEWEST = 3
"""Sentences of fewer words are left out: the formulas are not made for them."""


def main() -> None:
    print(f"{'policy':10} {'texts':9} {'number':>6} {'en: grade':>10} {'es: ease':>9} {'es: years':>9}")
    for name in ccpolicy.names():
        policy = ccpolicy.load(name)
        months = sorted((EXAMPLES / name.partition("_")[0]).glob("*.json"))
        results = [policy.determine(json.loads(month.read_text(encoding="utf-8"))) for month in months]
        for kind in ("say", "because", "instead"):
            row = {lang: list(dict.fromkeys(found(kind, policy, results, lang))) for lang in LANGUAGES}
            print(told(name, kind, row["en"], row["es"]))


def told(name: str, kind: str, english: list[str], spanish: list[str]) -> str:
    textstat.set_lang("en_US")
    grade = textstat.flesch_kincaid_grade(joined(english)) if english else 0.0
    textstat.set_lang("es")
    ease, years = (textstat.fernandez_huerta(joined(spanish)), textstat.crawford(joined(spanish))) if spanish else (0.0, 0.0)
    mark = "  above the aim" if grade > AIM else ""
    return f"{name:10} {kind:9} {len(english):6} {grade:10.1f} {ease:9.1f} {years:9.1f}{mark}"


def found(kind: str, policy: ccpolicy.Policy, results: Iterable[ccpolicy.Result], lang: str) -> Iterator[str]:
    """The texts of a kind; the sentences of one rule once, with the first values there are."""
    for result in results if kind == "say" else ():
        seen: set[str] = set()
        told = result.in_language(lang).determination
        for line in told.lines:
            said = [*zip(line.pay_rules, line.said), *((reason.code, reason.text) for reason in line.reasons)]
            for rule, text in said:
                if rule not in seen:
                    seen.add(rule)
                    yield from _long(text)
        for flag in told.flags:
            if flag.code not in seen:
                seen.add(flag.code)
                yield from _long(flag.text)
    shown = {"because": [p.because for p in policy.model.unsettled.values()], "instead": [g.instead for g in policy.model.unmodelled]}
    for text in shown.get(kind, ()):
        yield from _long(texts.told(policy.model, text, lang))


def _long(text: str) -> Iterator[str]:
    if len(text.split()) >= FEWEST:
        yield text if text.endswith((".", "?", "!")) else f"{text}."


def joined(all: Iterable[str]) -> str:
    return " ".join(all)


if __name__ == "__main__":
    main()
