"""Everything declared so far, while a policy is being checked, and the findings about it.

Grains, code lists and the like enter whole; facts, settings and tables enter as drafts that are checked when first
read, so that types are inferred in dependency order and a cycle is met as one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from attrs import define, field, frozen

from ccpolicy.diagnostics import Finding, Label, nearest
from ccpolicy.dsl.syntax import Clause, Node, Statement, TypeName, Word
from ccpolicy.limits import MISTAKES
from ccpolicy.model.expr import Expr
from ccpolicy.model.policy import (
    Amendment,
    Calendar,
    Citation,
    CodeList,
    Fact,
    Grain,
    Link,
    Options,
    Setting,
    SourceDocument,
    Table,
    Unsettled,
    Version,
)
from ccpolicy.model.types import PER_TYPES, SIMPLE_TYPES, Codes, Quantity, RowOf, Type
from ccpolicy.source import Span
from ccpolicy.values.period import ALWAYS, Period

_ENOUGH = 2 * MISTAKES.most
"""Errors after which checking ends: of what only follows from others, several are found for each that is told."""


class Enough(Exception):
    """More is wrong than would be told."""


@frozen
class Placed:
    """A statement and the amendment it stands in, if any; `folder` is where its files lie."""

    statement: Statement
    amendment: Amendment | None = None
    folder: Any = None


@define
class FactDraft:
    """A fact not yet checked: its pieces as written."""

    name: str
    grain: str
    span: Span
    type: TypeName | None = None
    label: str = ""
    pieces: list[tuple[str, Any, Version, Placed]] = field(factory=list)
    """(`value`, node | `rows`, rows | `bands`, statement | `line`, node) with its version and place"""
    exceptions: list[tuple[Clause, Placed]] = field(factory=list)
    placed: Placed | None = None
    where: Node | None = None
    done: Fact | None = None
    checking: bool = False
    failed: bool = False
    role: str = ""


@define
class SettingDraft:
    name: str
    placed: list[Placed]
    done: Setting | None = None
    checking: bool = False
    failed: bool = False


@define
class World:
    """What a check run knows. Mutable while it runs; nothing of it survives but the policy and the findings."""

    findings: list[Finding] = field(factory=list)
    errors: int = 0
    name: str = ""
    label: str = ""
    period: Period = ALWAYS
    options: Options = field(factory=Options)
    sources: dict[str, SourceDocument] = field(factory=dict)
    calendars: dict[str, Calendar] = field(factory=dict)
    codes: dict[str, CodeList] = field(factory=dict)
    grains: dict[str, Grain] = field(factory=dict)
    unsettled: dict[str, Unsettled] = field(factory=dict)
    settings: dict[str, SettingDraft] = field(factory=dict)
    tables: dict[str, Table] = field(factory=dict)
    table_drafts: dict[str, Placed] = field(factory=dict)
    facts: dict[tuple[str, str], FactDraft] = field(factory=dict)
    allowance_grains: dict[str, str] = field(factory=dict)
    allowance_types: dict[str, Type | None] = field(factory=dict)
    allowance_whole: dict[str, bool] = field(factory=dict)
    deadline_drafts: dict[str, tuple[str, Placed]] = field(factory=dict)
    deadline_types: dict[str, Type] = field(factory=dict)
    outcome_grains: dict[str, str] = field(factory=dict)
    asked: dict[str, str] = field(factory=dict)
    amendments: dict[str, Amendment] = field(factory=dict)
    declared: dict[str, tuple[str, Span]] = field(factory=dict)
    used: set[str] = field(factory=set)
    cited: set[str] = field(factory=set)
    requirements_span: Span | None = None
    damaged: set[str] = field(factory=set)
    """Names whose declaration was found wrong: that they are lacking is not told again."""
    reached: dict[str, list[tuple[int, tuple[str, ...], str]]] = field(factory=dict)

    # ---------------------------------------------------------------- findings

    def report(
        self,
        name: str,
        message: str,
        span: Span | None,
        help: str = "",
        labels: Iterable[Label] = (),
        severity: str = "error",
    ) -> None:
        self.take(Finding(name, message, span, help=help, labels=tuple(labels), severity=severity))

    def take(self, finding: Finding) -> None:
        """Takes a finding. Raises Enough when more is wrong than would be told."""
        self.findings.append(finding)
        self.errors += finding.severity == "error"
        if self.errors > _ENOUGH:
            raise Enough

    def unknown(self, what: str, word: str, known: Iterable[str], span: Span, help: str = "") -> None:
        """Reports a name that is not known, with the nearest that are."""
        names = list(dict.fromkeys(name for name in known if name and name != word))
        near = nearest(word, names)
        few = ", ".join(f"`{name}`" for name in names) if len(names) <= 12 else ""
        listed = few and (f"there is only {few}" if len(names) == 1 else f"it is one of {few}")
        told = f"did you mean {' or '.join(f'`{n}`' for n in near)}?" if near else ""
        shown = told or help or listed or f"declare it with {' or '.join(f'`{w}`' for w in what.split(' or '))}"
        self.report(f"unknown-{what.split()[-1]}", f"there is no {what} `{word}`", span, help=shown)

    def declare(self, kind: str, name: str, span: Span) -> bool:
        """Takes a name for good; reports one that is taken."""
        taken = self.declared.get(name)
        if taken is None:
            self.declared[name] = (kind, span)
            return True
        self.report(
            "declared-twice",
            f"`{name}` is declared twice",
            span,
            help="one name has one meaning everywhere; rename one of them",
            labels=[Label(taken[1], f"first declared here, as a {taken[0]}")],
        )
        return False

    # ---------------------------------------------------------------- what statements carry

    def cites(self, owner: Statement | Clause, inherited: tuple[Citation, ...] = ()) -> tuple[Citation, ...]:
        """The citations of a statement or clause; without its own, those it stands under."""
        found = []
        for clause in owner.clauses("cite"):
            word, place, *pin = clause.values
            if word.text not in self.sources:
                self.unknown("source", word.text, self.sources, word.span, "declare it with `source`")
            self.cited.add(word.text)
            found.append(Citation(word.text, place.plain, pin[-1].plain if pin else ""))
        return tuple(found) or inherited

    def note(self, owner: Statement | Clause) -> str:
        return " ".join(clause.values[0].plain for clause in owner.clauses("note"))

    def version(self, owner: Statement | Clause, placed: Placed | None, within: Version | None = None) -> Version:
        """The version a `from` or `through` clause directly under `owner` gives, else the one around it."""
        amendment = placed.amendment if placed else None
        outer = within or (amendment.version if amendment else Version())
        for clause in [*owner.clauses("from"), *owner.clauses("through")]:
            if not any(
                (isinstance(part, Clause) and part.word not in ("cite", "note", "meets")) or not isinstance(part, Clause)
                for part in clause.body
            ):
                return self.dated(clause, outer)
        return outer

    def dated(self, clause: Clause, outer: Version) -> Version:
        """The version a `from` or `through` clause names, inside the one around it."""
        dates = [value.value for value in clause.values if hasattr(value, "value") and isinstance(value.value, date)]
        start, end = (None, dates[0]) if clause.word == "through" else (dates[0], dates[1] if len(dates) > 1 else None)
        period = Period(start, end)
        if period.is_empty:
            self.report(
                "period-backwards",
                f"{start} comes after {end}",
                clause.span,
                help="`from` is the first day, `through` the last, both included",
            )
        both = period.overlap(outer.period)
        if both is None:
            if not period.is_empty:
                self.report(
                    "period-outside",
                    "this period lies outside the one around it",
                    clause.span,
                    help=f"that one is {outer.period}",
                )
            both = period
        return Version(
            both, "TENTATIVE" in clause.values or (outer.tentative and end is None), outer.amendment, outer.announced
        )

    # ---------------------------------------------------------------- types

    def type_of(self, written: TypeName) -> Type | None:
        """The type a written one means; reports an unknown one."""
        if written.per:
            base, per = SIMPLE_TYPES.get(written.name), PER_TYPES.get(written.per)
            if isinstance(base, Quantity) and per is not None:
                return base.times(per, -1)
            self.report(
                "unknown-type",
                f"there is no type `{written.name} per {written.per}`",
                written.span,
                help="as in money per hour",
            )
            return None
        if written.codes:
            if written.name != "one_of":
                self.unknown("type", written.name, ["one_of"], written.span, "as in one_of(regular, flex)")
                return None
            return Codes(f"one_of({', '.join(written.codes)})", written.codes)
        if written.name in SIMPLE_TYPES:
            return SIMPLE_TYPES[written.name]
        if written.name in self.codes:
            self.used.add(written.name)
            return self.codes_type(written.name)
        if written.name in self.grains:
            self.used.add(written.name)
            return RowOf(written.name)
        self.unknown("type", written.name, [*SIMPLE_TYPES, *self.codes, *self.grains], written.span)
        return None

    def codes_type(self, name: str) -> Codes:
        return Codes(name, tuple(self.codes[name].rows))

    # ---------------------------------------------------------------- grains and paths

    def links(self, grain: str) -> Mapping[str, Link]:
        return self.grains[grain].links

    def set_grain(self, grain: Grain) -> None:
        """Takes a grain, new or changed; what was known of paths is forgotten."""
        self.grains[grain.name] = grain
        self.reached.clear()

    def reach(self, grain: str) -> list[tuple[int, tuple[str, ...], str]]:
        """What `_reach` finds, kept until a grain changes."""
        if grain not in self.reached:
            self.reached[grain] = list(self._reach(grain))
        return self.reached[grain]

    def _reach(self, grain: str) -> Iterator[tuple[int, tuple[str, ...], str]]:
        """(distance, path, grain) of the row itself and every coarser row, nearest first. A group counts a little more
        than a plain step, so that a record is reached through records where it can be."""
        queue: list[tuple[int, tuple[str, ...], str]] = [(0, (), grain)]
        while queue:
            queue.sort(key=lambda item: (item[0], item[1]))
            distance, path, here = queue.pop(0)
            yield distance, path, here
            visited = {self.path_grain(grain, path[:n]) for n in range(len(path) + 1)}
            for link in self.links(here).values():
                if link.grain not in visited and link.grain in self.grains:
                    cost = distance + (3 if link.how == "group" else 2)
                    step = (*path, link.name)
                    queue.append((cost, step, link.grain))

    def path_grain(self, grain: str, path: tuple[str, ...]) -> str:
        for step in path:
            grain = self.links(grain)[step].grain
        return grain

    def route(self, finer: str, coarser: str) -> tuple[str, ...] | None:
        """The shortest path from a finer grain to a coarser one; None if none leads there or it is the same grain."""
        if finer == coarser or finer not in self.grains:
            return None
        return next((path for _, path, grain in self.reach(finer) if grain == coarser and path), None)

    def path_optional(self, grain: str, path: tuple[str, ...]) -> bool:
        """Whether a link on the way may lead nowhere."""
        for step in path:
            link = self.links(grain)[step]
            if link.optional:
                return True
            grain = link.grain
        return False

    def leads_to_claim(self, grain: str) -> bool:
        """Whether rows of a grain belong to one claim row each."""
        claims = set(self.asked.values())
        return grain in claims or any(self.route(grain, claim) for claim in claims)


def words(values: Iterable[Any]) -> list[str]:
    return [value.text for value in values if isinstance(value, Word)]


__all__ = ["Expr", "FactDraft", "Placed", "SettingDraft", "World", "words"]
