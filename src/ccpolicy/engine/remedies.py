"""Why a line is not paid, asked the other way round: the smallest sets of changes to the records that would have it paid.

A set is found by repair: of what still keeps the line from being paid the first reason is taken, every input it rests on
is tried at the boundaries its rules read, and what brings the reason nearer to being lifted is gone on with, breadth
first. Nothing is reported that was not determined again, in full, nor what a part of its changes alone would do.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import combinations
from typing import Any

from attrs import define, field, frozen

from ccpolicy.engine.additions import NEW_ROW, giver, looked_for, new_rows
from ccpolicy.engine.boundaries import MOST_LEAVES, Choice, choices
from ccpolicy.engine.closeness import away
from ccpolicy.engine.derivation import Derivation
from ccpolicy.engine.determination import Determination, Line, Reason
from ccpolicy.engine.governing import Until, until
from ccpolicy.engine.rows import check_rows
from ccpolicy.engine.run import Row, Run
from ccpolicy.engine.trials import NONE, Edits, Trial, Trials, in_order
from ccpolicy.model.policy import Party, Policy
from ccpolicy.records.caseload import Caseload
from ccpolicy.records.edits import At, Edit
from ccpolicy.values.absent import MISSING, Unknown
from ccpolicy.values.depth import room

MOST_CHANGES = 4
MOST_WAYS = 5
MOST_TRIES = 400
MOST_TRIES_A_STEP = 80
MOST_TRIES_MORE = 40
"""How much more is tried for ways with more changes, once one has been found; and for rows that are not there."""
MOST_STEPS = 10
MOST_STATES = 12
MOST_ALIKE = 4
"""Codes of one input that do it as well, and are told beside the first."""


@frozen
class Change:
    """One value that would have to be another. `also` are others that do as well; `until` governs it, if anything does.

    Where a row would have to be there that is not, its column is empty and `after` are the Values it says.
    """

    at: At
    before: Any
    after: Any
    also: tuple[Any, ...]
    party: Party
    until: Until | None

    @property
    def is_row(self) -> bool:
        """Whether it is a row that would have to be there, and not a value."""
        return not self.at[2]


@frozen
class Way:
    """A set of changes by which a line would be paid, as it would then be; `others` are other lines that they change."""

    changes: tuple[Change, ...]
    line: Line
    others: tuple[str, ...]

    @property
    def passed(self) -> bool:
        """Whether the date for one of the changes is over."""
        return any(change.until is not None and change.until.passed for change in self.changes)


@frozen
class Remedies:
    """The ways found, fewest changes first. Without one, `partly` would pay more than now, and `final` are the reasons
    that no change lifts. `tried` counts what was tried; `cut` says that there was more to try."""

    line: Line
    ways: tuple[Way, ...] = ()
    partly: tuple[Way, ...] = ()
    final: tuple[Reason, ...] = ()
    tried: int = 0
    cut: bool = False


def remedies(policy: Policy, caseload: Caseload, found: Determination, line: Line, today: date) -> Remedies:
    """How a line of a determination of this caseload would be paid. A paid line needs nothing."""
    if line.status == "paid":
        return Remedies(line)
    with room():
        return _Search(policy, caseload, found, line, today).result()


def mending(
    policy: Policy, caseload: Caseload, found: Determination, line: Line, today: date
) -> tuple[Change, ...] | None:
    """The smallest set of changes that has a line paid and whose dates are not over, if there is one.

    Of several the one for which a date is named. Quicker than `remedies`: it stops at the first, which is determined among the claims that the line has to do with.
    """
    with room():
        return _Search(policy, caseload, found, line, today, first=True).mending()


@define(eq=False)
class _Search:
    policy: Policy
    caseload: Caseload
    found: Determination
    line: Line
    today: date
    first: bool = False
    cut: bool = False
    most: int = MOST_TRIES
    trials: Trials = field(init=False)
    options: dict[At, Choice] = field(factory=dict)

    def __attrs_post_init__(self) -> None:
        self.trials = Trials(self.policy, self.caseload, self.line, self.found.known_on, dict(self.found.readings))

    def result(self) -> Remedies:
        whole, partly = self._sets()
        ways = self._ways([*whole, *self._rows()], self._whole)
        less = () if ways else self._ways(partly, self._more)
        final = () if ways else tuple(self._final())
        return Remedies(self.line, ways, less, final, self.trials.count, self.cut)

    def mending(self) -> tuple[Change, ...] | None:
        whole, _ = self._sets()
        found = [(edits, self._dues(_places(edits))) for edits in whole if self._in_time(edits)]
        if not found:
            return None
        edits, dues = min(found, key=lambda each: (len(each[0]), not any(each[1].values()), sorted(each[1])))
        return tuple(self._change(edit, (), dues) for edit in in_order(edits))

    # ---------------------------------------------------------------- searching

    def _sets(self) -> tuple[list[Edits], list[Edits]]:
        """The sets of edits that have the line paid, and those that have more of it paid, smallest first."""
        whole: list[Edits] = []
        partly: list[Edits] = []
        seen: set[Edits] = {NONE}
        states: list[Edits] = [NONE]
        more: int | None = None
        for size in range(1, MOST_CHANGES + 1):
            reached: list[Edits] = []
            pending = list(states)
            while pending:
                state = pending.pop(0)
                for edits in self._steps(state):
                    if edits in seen or any(_covers(edits, other) for other in whole if len(other) < size):
                        continue
                    seen.add(edits)
                    made = self.trials.trial(edits).made
                    if made is None:
                        continue
                    if self._whole(made):
                        whole.append(edits)
                        continue
                    if self._more(made):
                        partly.append(edits)
                    reached.append(edits)
            if self.first and any(map(self._in_time, whole)):
                break
            if whole and more is None:
                more = self.trials.count + MOST_TRIES_MORE
            self.most = MOST_TRIES if more is None else min(more, MOST_TRIES)
            if len({_places(edits) for edits in whole}) >= MOST_WAYS or self.trials.count >= self.most:
                self.cut = self.cut or size < MOST_CHANGES
                break
            # Of sets that change the same inputs and leave the same to be lifted, one stands for all.
            unlike = {(_places(edits), self._left(edits)): edits for edits in reversed(reached)}
            states = sorted(reversed(unlike.values()), key=lambda edits: len(self._left(edits)))
            self.cut = self.cut or len(states) > MOST_STATES
            states = states[:MOST_STATES]
        return whole, partly

    def _rows(self) -> Iterator[Edits]:
        """A row that was looked for and that alone has the line paid; of each place where one could stand the first."""
        trial = self.trials.trial(NONE)
        own = trial.run.row(self.line.grain, self.line.id)
        why = trial.made.reasons[0].why if trial.made and trial.made.reasons else ()
        most = self.trials.count + MOST_TRIES_MORE
        for place in looked_for(trial.run, own, why) if own is not None else ():
            for row in new_rows(trial.run, place, why, self.today):
                if self.trials.count >= most:
                    self.cut = True
                    return
                made = self.trials.trial(frozenset({row})).made
                if made is not None and self._whole(made):
                    party = giver(trial.run, place.kind, [name for name, _ in row.value])
                    assert party is not None
                    self.options[row.at] = Choice(row.at, NEW_ROW, MISSING, (row.value,), party)
                    yield frozenset({row})
                    break

    def _left(self, edits: Edits) -> frozenset[Any]:
        made = self.trials.trial(edits).made
        return frozenset(_mark(reason) for reason in made.reasons) if made else frozenset()

    def _steps(self, state: Edits) -> Iterator[Edits]:
        """What brings the first of the reasons that are left nearer to being lifted, one more edit each."""
        line = self.trials.trial(state).made
        if line is not None and line.reasons:
            yield from self._towards(state, line.reasons[0])

    def _towards(self, state: Edits, reason: Reason) -> Iterator[Edits]:
        trial = self.trials.trial(state)
        nearer = self._measure(trial, reason)
        taken = {edit.at for edit in state}
        useful = 0
        limit = min(self.trials.count + MOST_TRIES_A_STEP, self.most)
        options = choices(trial.run, reason.why, self.today)
        self.cut = self.cut or len(options) >= MOST_LEAVES
        for choice in options:
            if choice.at in taken:
                continue
            self.options.setdefault(choice.at, choice)
            found = 0
            sides: set[int] = set()
            for value in choice.values:
                side = _side(choice, value)
                if side in sides or (value is MISSING and choice.ordered and found):
                    continue
                if self.trials.count >= limit:
                    self.cut = True
                    return
                edits = state | {Edit(choice.at, value)}
                if nearer(self.trials.trial(edits)):
                    found += 1
                    sides |= {side} - {0}
                    yield edits
                if found >= MOST_ALIKE:
                    break
            useful += found > 0
            if useful >= MOST_STEPS:
                self.cut = True
                return

    def _measure(self, trial: Trial, reason: Reason) -> Callable[[Trial], bool]:
        """Whether another trial is nearer to being without a reason."""
        outcome = self.policy.outcomes.get(reason.rule)
        row = _row(trial.run, reason.why[0]) if outcome is not None and reason.why else None
        if outcome is not None and row is not None and row.grain == outcome.grain:
            apart = away(trial.run, outcome, row)

            def nearer(other: Trial) -> bool:
                there = other.run.row(row.grain, row.key)
                return there is None or away(other.run, outcome, there) < apart

            return nearer
        mark = _mark(reason)

        def lifted(other: Trial) -> bool:
            made = other.made
            return made is not None and mark not in {_mark(each) for each in made.reasons}

        return lifted

    # ---------------------------------------------------------------- what is told

    def _whole(self, made: Line) -> bool:
        """Whether all that was claimed is paid."""
        if self.line.status == "held" and sum(made.units.values()) >= sum(self.line.claimed.values()):
            return made.status == "paid"  # what is held may turn out to be of another unit type
        same = all(made.units.get(unit, 0) >= amount for unit, amount in self.line.claimed.items())
        return made.status == "paid" and same

    def _more(self, made: Line) -> bool:
        """Whether more is paid than is now, and nothing less."""
        units = self.line.units
        paid = made.status in ("paid", "partly_paid") and any(amount > units.get(u, 0) for u, amount in made.units.items())
        return paid and all(made.units.get(unit, 0) >= amount for unit, amount in units.items())

    def _ways(self, sets: Sequence[Edits], enough: Callable[[Line], bool]) -> tuple[Way, ...]:
        """The ways these sets are, those with the same inputs told as one, each determined again."""
        groups: dict[frozenset[At], list[Edits]] = {}
        for edits in sets:
            groups.setdefault(_places(edits), []).append(edits)
        dues = self._dues({at for places in groups for at in places})

        def rank(places: frozenset[At]) -> Any:
            over = any(due.passed for at in places if (due := dues[at]))
            rows = any(not name for _, _, name in places)
            return len(places), over, rows, sorted(places)

        found: list[Way] = []
        for places in sorted(groups, key=rank):
            if len(found) == MOST_WAYS:
                self.cut = True
                break
            if not any(places > {change.at for change in way.changes} for way in found):
                way = self._verified(groups[places], dues, enough)
                found += [way] if way is not None else []
        return tuple(found)

    def _dues(self, places: Iterable[At]) -> dict[At, Until | None]:
        """By when each of these inputs can be changed."""
        run = self.trials.trial(NONE, near=False).run
        row = run.row(self.line.grain, self.line.id)
        assert row is not None
        return {at: until(run, row, at, self.today) for at in places}

    def _in_time(self, edits: Edits) -> bool:
        return not any(due is not None and due.passed for due in self._dues(_places(edits)).values())

    def _change(self, edit: Edit, also: tuple[Any, ...], dues: Mapping[At, Until | None]) -> Change:
        choice = self.options[edit.at]
        return Change(edit.at, choice.before, edit.value, also, choice.party, dues[edit.at])

    def _verified(
        self, alike: Sequence[Edits], dues: Mapping[At, Until | None], enough: Callable[[Line], bool]
    ) -> Way | None:
        """The first of these sets that holds when all is determined again, with the values that do as well."""
        for first in alike:
            again = {line.id: line for line in self.trials.again(first) or ()}
            made = again.get(self.line.id)
            if made is not None and enough(made) and self._least(first, enough):
                break
        else:
            return None
        good = [edits for edits in alike[alike.index(first) + 1 :] if self._as_well(edits, enough)]
        changes = []
        for edit in in_order(first):
            rest = first - {edit}
            also = [other for edits in good if rest <= edits for other in edits - rest]
            changes.append(self._change(edit, tuple(other.value for other in also), dues))
        return Way(tuple(changes), made, tuple(self._others(again)))

    def _as_well(self, edits: Edits, enough: Callable[[Line], bool]) -> bool:
        """Whether these edits do it too, in the whole caseload."""
        trial = self.trials.trial(edits, near=False)
        made = trial.made
        return made is not None and enough(made) and not check_rows(trial.run) and self._least(edits, enough)

    def _least(self, edits: Edits, enough: Callable[[Line], bool]) -> bool:
        """Whether no part of the edits does it alone, nor a row with less in it."""
        smaller = [frozenset(part) for size in range(1, len(edits)) for part in combinations(in_order(edits), size)]
        smaller += [edits - {edit} | {less} for edit in edits if not edit.at[2] for less in self._said_less(edit)]
        tried = (self.trials.trial(each, near=False).made for each in smaller)
        return not any(made is not None and enough(made) for made in tried)

    def _said_less(self, row: Edit) -> Iterator[Edit]:
        known = self.policy.grains[row.at[0]]
        for name, _ in row.value:
            if name not in known.key and known.fields[name].absent != "required":
                yield Edit(row.at, tuple(pair for pair in row.value if pair[0] != name))

    def _others(self, again: Mapping[str, Line]) -> Iterator[str]:
        """The other lines that are paid otherwise than now."""
        now = {line.id: (line.status, line.pays) for line in self.found.lines}
        then = {id: (line.status, line.pays) for id, line in again.items()}
        for id in dict.fromkeys([*now, *then]):
            if id != self.line.id and now.get(id) != then.get(id):
                yield id

    def _final(self) -> Iterator[Reason]:
        """The reasons that nothing lifts or brings nearer, of those for which all there is was tried."""
        line = self.trials.trial(NONE).made
        cut, told = self.cut, set()
        for reason in line.reasons if line else ():
            if _mark(reason) in told:
                continue
            told.add(_mark(reason))
            self.cut, self.most = False, self.trials.count + MOST_TRIES_A_STEP
            if not any(True for _ in self._towards(NONE, reason)) and not self.cut:
                yield reason
            cut = cut or self.cut
        self.cut = cut


def _row(run: Run, node: Derivation) -> Row | None:
    kind, _, key = node.subject.partition(" ")
    return run.row(kind, key) if kind in run.policy.grains else None


def _mark(reason: Reason) -> Any:
    return reason.code, reason.rule, reason.unit, reason.needs, tuple(node.subject for node in reason.why)


def _places(edits: Edits) -> frozenset[At]:
    return frozenset(edit.at for edit in edits)


def _covers(edits: Edits, other: Edits) -> bool:
    """Whether a set changes all inputs that a smaller one changes: it is no smallest way."""
    return _places(edits) > _places(other)


def _side(choice: Choice, value: Any) -> int:
    """Whether a value lies before or behind the one there is; 0 where they are on no line."""
    if not choice.ordered or any(absent is MISSING or isinstance(absent, Unknown) for absent in (choice.before, value)):
        return 0
    return -1 if value < choice.before else 1

