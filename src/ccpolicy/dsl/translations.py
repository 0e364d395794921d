"""Texts in other languages: `words`, `because es`, `instead es`; and what a policy lacks of the languages it speaks.

What a policy speaks is said in its heading (`languages es`); English is always spoken. A dictionary of a shared file may
hold more than one policy needs.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

from attrs import define, field

from ccpolicy.diagnostics import Label, nearest
from ccpolicy.dsl.codes import cell_text, heading_word, same_width
from ccpolicy.dsl.solve import shortly
from ccpolicy.dsl.syntax import Clause, Statement, Word
from ccpolicy.dsl.world import Placed, World
from ccpolicy.limits import MISTAKES
from ccpolicy.model.expr import Template
from ccpolicy.model.policy import Policy
from ccpolicy.model.texts import ENGLISH, Shown, languages, sentences, shown
from ccpolicy.source import Span

LONGEST = 60
"""How much of a text is repeated in a finding."""


@define
class Dictionary:
    """What the texts are in other languages, each with its place; `own` are the entries of the policy's own files."""

    entries: dict[str, dict[str, tuple[str, Span]]] = field(factory=lambda: defaultdict(dict))
    own: set[tuple[str, str]] = field(factory=set)

    def add(self, world: World, lang: str, text: str, said: str, span: Span, *, own: bool) -> None:
        """Takes one translation; reports a second one that differs."""
        before = self.entries[lang].get(text)
        if before is not None and before[0] != said:
            world.report(
                "translation-twice",
                f"“{_short(text)}” is two things in `{lang}`",
                span,
                help="keep one; where it means two things, let the English differ too",
                labels=[Label(before[1], "the other stands here")],
            )
        self.entries[lang].setdefault(text, (said, span))
        if own:
            self.own.add((lang, text))

    def plain(self) -> dict[str, dict[str, str]]:
        """The texts by language."""
        return {
            lang: {text: said for text, (said, _) in found.items()} for lang, found in sorted(self.entries.items())
        }


def read_words(world: World, placed: Iterable[Placed], heading: Path | None) -> Dictionary:
    """Every translation the statements hold."""
    found = Dictionary()
    for each in placed:
        own = each.folder == heading
        if each.statement.word == "words":
            _table(world, found, each.statement, own)
        for word in ("because", "instead"):
            _sentences(world, found, each.statement, word, own)
    return found


def english(owner: Statement, word: str) -> str:
    """The English text of a clause that may stand in several languages; empty without one."""
    return str(next((clause.values[-1].plain for clause in owner.clauses(word) if _lang(clause) == ENGLISH), ""))


def _lang(clause: Clause) -> str:
    first = clause.values[0]
    return str(first.text) if isinstance(first, Word) else ENGLISH


def _table(world: World, found: Dictionary, statement: Statement, own: bool) -> None:
    lang = statement.name
    if len(lang) != 2 or lang == ENGLISH:
        world.report(
            "unknown-language",
            f"there is no language `{lang}`" if len(lang) != 2 else "the words of a policy are English already",
            statement.name_span,
            help="languages are told by two letters, as in words es",
        )
        return
    if not statement.rows:
        world.report(
            "table-missing",
            f"`words {lang}` holds no texts",
            statement.span,
            help=f"give a heading line | {ENGLISH} | {lang} | and a line a text",
        )
        return
    head, *rows = statement.rows
    names = [heading_word(world, cell) for cell in head.cells]
    if names != [ENGLISH, lang]:
        world.report("bad-heading", f"the columns of `words {lang}` are its languages", head.span,
                     help=f"the heading is | {ENGLISH} | {lang} |")
        return
    for row in rows:
        if same_width(world, head, row):
            text, said = (cell_text(cell) for cell in row.cells)
            if text and said:
                found.add(world, lang, text, said, row.span, own=own)
            else:
                world.report("bad-cell", "a text and what it is in the other language stand in quotes", row.span,
                             help='as in | "Day of birth" | "Fecha de nacimiento" |')


def _sentences(world: World, found: Dictionary, statement: Statement, word: str, own: bool) -> None:
    """The translations of a clause of one sentence, which stand beside the English one."""
    text = english(statement, word)
    seen: set[str] = set()
    for clause in statement.clauses(word):
        lang = _lang(clause)
        if lang in seen:
            world.report("text-twice", f"`{word}` stands twice in one language", clause.span, help="keep one of them")
        seen.add(lang)
        if len(lang) != 2:
            world.report("unknown-language", f"there is no language `{lang}`", clause.span,
                         help=f'languages are told by two letters, as in {word} es "…"')
        elif lang != ENGLISH and text:
            found.add(world, lang, text, clause.values[-1].plain, clause.span, own=own)
    if statement.clauses(word) and not text:
        world.report("translation-missing", f"this `{word}` has no English", statement.clauses(word)[0].span,
                     help=f'add {word} "…"')


def review_words(world: World, policy: Policy, found: Dictionary) -> None:
    """Reports texts that lack a language the policy speaks, and translations of texts it does not have."""
    _sentences_told(world, policy)
    texts: dict[str, Shown] = {}
    for each in shown(policy):
        texts.setdefault(each.text, each)
    for lang in languages(policy)[1:]:
        known = found.entries.get(lang, {})
        others = [other for other in known if other not in texts]
        for text, each in texts.items():
            if text not in known:
                near = nearest(text, others)
                advice = f'the words hold “{_short(near[0])}”' if near else f'add | "{text}" | "…" | to `words {lang}`'
                world.report("translation-missing", f"“{_short(text)}” of `{each.owner}` is not told in `{lang}`",
                             each.span or world.declared[policy.name][1], help=advice, severity="warning")
    for lang, entries in found.entries.items():
        unused = [text for text in entries if text not in texts and (lang, text) in found.own]
        for at, text in enumerate(unused):
            # A text is compared with all the others: that is worth the while for a few only.
            near = nearest(text, texts) if at < MISTAKES.most else ()
            world.report("translation-unused", f"no text of the policy is “{_short(text)}”", entries[text][1],
                         help=f"did you mean “{_short(near[0])}”?" if near else "take the line away",
                         severity="warning")


def _sentences_told(world: World, policy: Policy) -> None:
    """English for every sentence, every language the policy speaks, and the same values in each."""
    for name, say, span in sentences(policy):
        if not say:
            continue
        for lang in languages(policy):
            if lang not in say:
                world.report(
                    "translation-missing",
                    f"`{name}` says nothing in {'English' if lang == ENGLISH else f'`{lang}`'}",
                    span,
                    help='add say "…"' if lang == ENGLISH else f'the policy speaks it: add say {lang} "…"',
                    severity="error" if lang == ENGLISH else "warning",
                )
        for lang, template in say.items():
            lost = _values(say.get(ENGLISH, template)) - _values(template)
            more = _values(template) - _values(say.get(ENGLISH, template))
            if lost or more:
                listed = ", ".join(f"{{{value}}}" for value in sorted(lost or more))
                where = (f"in English and not in `{lang}`" if lost else f"in `{lang}` and not in English")
                world.report("translation-differs", f"`{name}` tells {listed} {where}", span,
                             help="tell the same values in every language", severity="warning")


def _values(template: Template) -> set[str]:
    """The values told, whatever part of them: `{kind}` and `{kind.label}` tell the same."""
    return {shortly(part).removesuffix(".label") for part in template.parts if not isinstance(part, str)}


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else text[:LONGEST].rstrip() + "…"
