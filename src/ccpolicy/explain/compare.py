"""Two determinations of the same policy held against each other: what differs, and nothing else."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from typing import Any, TypedDict, TypeVar

from attrs import field, frozen

from ccpolicy.engine.determination import DeadlineMet, Determination, Flag, Line, Posting, Reason, Total
from ccpolicy.explain.behind import WIDTH
from ccpolicy.explain.claims import unit_label
from ccpolicy.explain.document_types import FindingDocument, LineDocument, PostingDocument, TotalDocument
from ccpolicy.explain.numbers import number_text
from ccpolicy.explain.output import to_document
from ccpolicy.explain.words import code_title, words
from ccpolicy.model.policy import Policy
from ccpolicy.values.numbers import Number
from ccpolicy.values.wording import money

T = TypeVar("T")
Pair = tuple[T | None, T | None]
"""What was and what would be; nothing where there is none."""

class ComparisonDocument(TypedDict):
    same: bool
    lines: list[dict[str, LineDocument | None]]
    totals: list[dict[str, TotalDocument | None]]
    findings: list[dict[str, FindingDocument | None]]
    deadlines: list[dict[str, Any]]
    postings: list[dict[str, PostingDocument | None]]


@frozen
class Comparison:
    """What differs between two determinations. Each pair holds what was and what would be."""

    before: Determination = field(repr=False)
    after: Determination = field(repr=False)
    policy: Policy = field(repr=False)

    @property
    def lines(self) -> tuple[Pair[Line], ...]:
        """The lines that are decided otherwise, or are in one of the two alone."""
        return _differing(self.before.lines, self.after.lines, lambda line: line.id)

    @property
    def totals(self) -> tuple[Pair[Total], ...]:
        """The sums that differ."""
        return _differing(self.before.totals, self.after.totals, lambda total: (total.by, total.id))

    @property
    def flags(self) -> tuple[Pair[Flag], ...]:
        """The flags that differ."""
        return _differing(self.before.flags, self.after.flags, lambda flag: (flag.code, flag.row))

    @property
    def deadlines(self) -> tuple[Pair[DeadlineMet], ...]:
        """The deadlines that are due or met otherwise."""
        return _differing(self.before.deadlines, self.after.deadlines, lambda each: (each.name, each.row))

    @property
    def postings(self) -> tuple[Pair[Posting], ...]:
        """What is used of allowances otherwise."""
        return _differing(self.before.postings, self.after.postings, lambda each: (each.allowance, each.spender))

    @property
    def same(self) -> bool:
        """Whether nothing differs."""
        return not (self.lines or self.totals or self.flags or self.deadlines or self.postings)

    def to_text(self, lang: str = "en") -> str:
        """What differs, for people."""
        return "\n".join(_Teller(self, lang).told()) + "\n"

    def to_dict(self) -> ComparisonDocument:
        """What differs, each row as the published document has it, before and after."""
        before, after = (to_document(each, self.policy) for each in (self.before, self.after))

        def pairs(part: str, key: Callable[[Any], Hashable]) -> list[Any]:
            rows = _differing(before[part], after[part], key)  # type: ignore[literal-required]
            return [{"before": was, "after": would_be} for was, would_be in rows]

        return {
            "same": self.same,
            "lines": pairs("lines", lambda row: row["id"]),
            "totals": pairs("totals", lambda row: (row["by"], row["id"])),
            "findings": pairs("findings", lambda row: (row["code"], row["row"])),
            "deadlines": pairs("deadlines", lambda row: (row["name"], row["row"])),
            "postings": pairs("postings", lambda row: (row["allowance"], row["spender"])),
        }

    def to_json(self) -> str:
        """The same as JSON text."""
        return json.dumps(self.to_dict(), ensure_ascii=False, indent=2) + "\n"


def _differing(before: Iterable[T], after: Iterable[T], key: Callable[[T], Hashable]) -> tuple[Pair[T], ...]:
    was = {key(each): each for each in before}
    would_be = {key(each): each for each in after}
    pairs = ((was.get(name), would_be.get(name)) for name in dict.fromkeys([*was, *would_be]))
    return tuple(pair for pair in pairs if pair[0] != pair[1])


class _Teller:
    def __init__(self, found: Comparison, lang: str) -> None:
        self.found = found
        self.lang = lang
        self.say: Mapping[str, str] = words(lang)

    def told(self) -> Iterator[str]:
        if self.found.same:
            yield self.say["nothing_differs"]
            return
        parts = (
            ("differs", self._lines()), ("totals", self._totals()), ("flags_title", self._flags()),
            ("deadlines_title", self._deadlines()), ("postings_title", self._postings()),
        )
        first = True
        for title, part in parts:
            rows = list(part)
            if rows:
                yield from [self.say[title]] if first else ["", self.say[title]]
                yield from rows
                first = False

    def _lines(self) -> Iterator[str]:
        """Each line with what differs of it; lines of which the same is to be said share it."""
        alike: dict[tuple[str, ...], list[str]] = {}
        for was, would_be in self.found.lines:
            either = was or would_be
            assert either is not None
            status = self._change(self._status(was), self._status(would_be))
            alike.setdefault((status, *self._line(was, would_be)), []).append(either.id)
        for (status, *rows), ids in alike.items():
            yield from textwrap.wrap(
                f"{', '.join(ids)}: {status}", WIDTH, initial_indent="  ", subsequent_indent="  ",
                break_long_words=False, break_on_hyphens=False,
            )
            yield from (f"    {row}" for row in rows)

    def _line(self, was: Line | None, would_be: Line | None) -> Iterator[str]:
        paid = bool(was and would_be and was.amounts and would_be.amounts)
        yield from self._numbers(was, would_be, amounts=paid)
        pays = [(each.pays or 0) if each else 0 for each in (was, would_be)]
        if pays[0] != pays[1]:
            yield f"{self.say['state_pays']}: {money(pays[0], self.lang)} → {money(pays[1], self.lang)}"
        yield from self._reasons("no_longer", was, would_be)
        yield from self._reasons("now", would_be, was)

    def _reasons(self, word: str, one: Line | None, other: Line | None) -> Iterator[str]:
        """The reasons that one of two lines has and the other has not."""
        there = {_told(reason) for reason in (other.reasons if other else ())}
        for reason in one.reasons if one else ():
            if _told(reason) not in there:
                text = reason.text or ", ".join(reason.needs)
                yield f"{self.say[word]}: {code_title(reason.code, self.found.policy, self.say)}" + (f": {text}" if text else "")

    def _totals(self) -> Iterator[str]:
        for was, would_be in self.found.totals:
            either = was or would_be
            assert either is not None
            yield f"  {either.by} {either.id}" if either.id else f"  {self.say['in_all']}"
            yield from (f"    {row}" for row in self._numbers(was, would_be, amounts=True))

    def _numbers(self, was: Line | Total | None, would_be: Line | Total | None, *, amounts: bool) -> Iterator[str]:
        policy = self.found.policy
        labels = {entry.fact: entry.label for sheet in policy.worksheets.values() for entry in sheet.lines}
        units = [each.units if each else {} for each in (was, would_be)]
        sums = [each.amounts if each and amounts else {} for each in (was, would_be)]
        for unit, before, after in _unlike(*units):
            yield f"{unit_label(unit, policy)}: {number_text(before)} → {number_text(after)}"
        for name, before, after in _unlike(*sums):
            yield f"{labels.get(name) or name}: {money(before)} → {money(after)}"

    def _flags(self) -> Iterator[str]:
        for was, would_be in self.found.flags:
            flag = would_be or was
            assert flag is not None
            word = self.say["no_longer" if would_be is None else "now"]
            yield f"  {flag.row}: {word}: {flag.text}"

    def _deadlines(self) -> Iterator[str]:
        for was, would_be in self.found.deadlines:
            either = would_be or was
            assert either is not None
            yield f"  {either.label or either.name}, {either.row}: {self._change(self._due(was), self._due(would_be))}"

    def _due(self, deadline: DeadlineMet | None) -> str:
        if deadline is None:
            return "–"
        state = "open_word" if deadline.met is None else "met" if deadline.met else "late_word"
        return f"{deadline.due} ({self.say[state]})"

    def _postings(self) -> Iterator[str]:
        allowances = self.found.policy.allowances
        for was, would_be in self.found.postings:
            either = would_be or was
            assert either is not None
            label = allowances[either.allowance].label or either.allowance
            amounts = [number_text(each.amount) if each else "0" for each in (was, would_be)]
            states = [each.state if each else "" for each in (was, would_be)]
            same = amounts[0] == amounts[1]
            yield f"  {label}, {either.spender}: {self._change(*(states if same else amounts))}"

    def _status(self, line: Line | None) -> str:
        return self.say[line.status] if line else self.say["not_there"]

    def _change(self, was: str, would_be: str) -> str:
        return was if was == would_be else f"{was} → {would_be}"


def _told(reason: Reason) -> tuple[Any, ...]:
    return reason.code, reason.text, reason.unit, reason.amount, reason.needs


def _unlike(before: Mapping[str, Number], after: Mapping[str, Number]) -> Iterator[tuple[str, Number, Number]]:
    """What differs by name; what is not there is nothing."""
    for name in dict.fromkeys([*before, *after]):
        if before.get(name, 0) != after.get(name, 0):
            yield name, before.get(name, 0), after.get(name, 0)
