"""The reasons of a caseload as values: how many lines, what is at stake, who could mend what."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from attrs import field, frozen

from ccpolicy.diagnostics import Finding
from ccpolicy.engine.determination import Determination
from ccpolicy.explain.table import conditions_of
from ccpolicy.explain.words import words
from ccpolicy.model.policy import Policy
from ccpolicy.values.numbers import Number

Due = date | datetime


@frozen
class Sum:
    """Some lines: how many, what is known of their money in cents, and of how many the amount is not known."""

    lines: int = 0
    money: int = 0
    unknown: int = 0


@frozen
class Mend:
    """What those who own the inputs can still mend: the parties, all needed, and the first of the dates by which."""

    by: tuple[str, ...]
    who: str
    sum: Sum
    until: Due | None


@frozen
class Reason:
    """One reason: what it does, what it is called, and what it costs. `asked` counts the lines looked into for mends."""

    status: str
    code: str
    label: str
    sum: Sum
    claims: int
    units: Mapping[str, Number]
    mends: tuple[Mend, ...]
    asked: int = 0

    @property
    def mendable(self) -> Sum:
        """All that could still be mended."""
        return added(mend.sum for mend in self.mends)

    @property
    def until(self) -> Due | None:
        """The first date by which something of it must be mended."""
        return min((mend.until for mend in self.mends if mend.until is not None), key=day_of_due, default=None)


@frozen
class Counted:
    """The reasons of a caseload, most money first. A line with several counts under each, and once in `total`.

    `today` is the day by which dates have passed; without it nothing was asked of what could be mended.
    """

    policy: Policy = field(repr=False)
    determination: Determination = field(repr=False)
    today: date | None
    lang: str
    reasons: tuple[Reason, ...]
    total: Reason
    alike: bool = False
    """Whether one line stood for all of its claim with the same reasons."""
    left_out: tuple[Finding, ...] = ()

    @property
    def conditions(self) -> list[str]:
        """Under what this was determined, and what it leaves out."""
        rows = {problem.path.partition("]")[0] for problem in self.left_out if problem.severity == "error"}
        told = [words(self.lang)["rows_left_out"].format(count=len(rows))] if rows else []
        return [*conditions_of(self.determination, self.policy, self.lang), *told]

    @property
    def notes(self) -> list[str]:
        """What the figures are."""
        say = words(self.lang)
        told = [say["stake_note"]]
        if self.today is not None:
            told.append(say["mend_note"].format(today=self.today))
            told += [say["like_note"]] if self.alike else []
            rest = self.total.sum.lines - self.total.asked
            told += [say["not_asked"].format(count=rest)] if rest else []
        return told


def added(sums: Iterable[Sum]) -> Sum:
    """The sum of sums."""
    given = list(sums)
    return Sum(sum(s.lines for s in given), sum(s.money for s in given), sum(s.unknown for s in given))


def day_of_due(due: Due) -> date:
    """The date of a due day or moment."""
    return due.date() if isinstance(due, datetime) else due
