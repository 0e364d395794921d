"""Allowances: who is granted how much of a limit, in order, after what earlier runs granted.

Grants are worked out once for a whole run. What claims beyond this run were granted comes first and stays. Postings of
claims (and of rows that belong to no claim) now being decided again are withdrawn; their rows are served before new ones, so that what was granted stays
granted, unless the allowance says `reorder`. A row that is unknown holds those after it, except those that what is
certainly used already refuses.

Not seen: a later-dated grant does not make room for or crowd a `rolling` stretch that ends before it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from functools import partial
from typing import Any

from attrs import define, evolve, field, frozen

from ccpolicy.engine.asking import Ask, ask_of, asks
from ccpolicy.engine.derivation import Derivation
from ccpolicy.engine.run import Row, Run, Scope, in_order
from ccpolicy.engine.spans import UNDATED
from ccpolicy.engine.stops import Standing, spender_path
from ccpolicy.model.evaluate import combined
from ccpolicy.model.expr import ReadAllowance
from ccpolicy.model.policy import Allowance
from ccpolicy.model.types import MINUTES, MONEY, RowOf
from ccpolicy.records.caseload import PostingRow
from ccpolicy.values.absent import MISSING, Unknown, unknown
from ccpolicy.values.numbers import Number, decimal, exact, round_to

Group = tuple[str, tuple[str, ...], str]
"""An allowance, the texts of its `per`, and the stretch of time."""


@frozen(eq=False)
class Grant:
    """What an allowance says of one row that asked. `spends` is what it newly uses up; `node` says why."""

    ask: Ask
    items: dict[str, Any]
    spends: Number
    node: Derivation

    @property
    def kept(self) -> Number | Unknown:
        """How much of the whole row is granted, from 0 to 1."""
        return self._of_whole(self.items["granted"])

    @property
    def lost(self) -> Number | Unknown:
        """How much of the whole row this allowance, and none before it, refuses."""
        granted, wants = self.items["granted"], self.ask.wants
        known = not isinstance(granted, Unknown) and not isinstance(wants, Unknown)
        return self._of_whole(wants - granted if known else granted)

    def _of_whole(self, amount: Number | Unknown) -> Number | Unknown:
        if isinstance(amount, Unknown) or isinstance(self.ask.whole, Unknown):
            return amount
        return exact(Fraction(amount) / Fraction(self.ask.whole))


@frozen
class Spent:
    """One use of an allowance."""

    day: date | None
    amount: Number
    who: Any
    node: Derivation | None = None


@define
class Book:
    """What was used so far, who may have used more, and what other claims' rows were granted before."""

    spent: dict[Group, list[Spent]] = field(factory=lambda: defaultdict(list))
    asked: dict[Group, int] = field(factory=lambda: defaultdict(int))
    doubts: dict[tuple[Any, ...], list[tuple[Ask, Unknown]]] = field(factory=lambda: defaultdict(list))
    posted: dict[tuple[str, str], Number] = field(factory=lambda: defaultdict(int))
    again: set[tuple[str, str]] = field(factory=set)


def read_allowance(scope: Scope, expr: ReadAllowance) -> Any:
    """What an allowance says of a row. A row that does not ask is refused nothing; all else is missing for it."""
    row = scope.run.follow(scope.row, expr.path)
    if not isinstance(row, Row):
        return row
    found = grant(scope.run, expr.allowance, row)
    if found is None:
        return False if expr.item == "refused" else MISSING
    scope.use(found.node)
    return found.items[expr.item]


def grant(run: Run, name: str, row: Row) -> Grant | None:
    """What an allowance grants a row; None when the row does not ask."""
    if ask_of(run, run.policy.allowances[name], row, partial(share_kept, run)) is None:
        return None
    names = run.once(("granted together", name), lambda: _together(run, name))
    return run.once(("grants", names), lambda: _grants(run, names)).get((name, row))


def share_kept(run: Run, name: str, row: Row) -> Number | Unknown:
    """How much of a row an allowance and those before it grant; all of it when the row does not ask."""
    found = grant(run, name, row)
    return 1 if found is None else found.kept


def refusal(run: Run, standing: Standing) -> tuple[Number | Unknown, Number | Unknown]:
    """What a stop that holds leaves of the row and what it takes, as shares of all it asks; a plain stop takes all."""
    outcome = standing.outcome
    path = spender_path(outcome) if outcome.parent in run.policy.allowances else None
    spender = run.follow(standing.row, path) if path is not None else MISSING
    found = grant(run, outcome.parent, spender) if isinstance(spender, Row) else None
    return (found.kept, found.lost) if found else (0, 1)


def _together(run: Run, name: str) -> tuple[str, ...]:
    """The allowances that grant all or none with this one, in the order they stand."""
    found = {name}
    for _ in run.policy.allowances:
        found |= {a.name for a in run.policy.allowances.values() if found & {*a.together}}
        found |= {other for each in found for other in run.policy.allowances[each].together}
    return tuple(each for each in run.policy.allowances if each in found)


def _grants(run: Run, names: tuple[str, ...]) -> dict[tuple[str, Row], Grant]:
    allowances = [run.policy.allowances[name] for name in names]
    by_row: dict[Row, list[Ask]] = {}
    for allowance in allowances:
        for ask in asks(run, allowance, partial(share_kept, run)):
            by_row.setdefault(ask.row, []).append(ask)
    book = Book()
    for posting in sorted(run.caseload.history or (), key=_entered):
        if posting.allowance in names:
            _enter(run, book, posting)
    found: dict[tuple[str, Row], Grant] = {}
    for row in _served(run, allowances[0], by_row, book):
        for granted in _decide(run, by_row[row], book):
            found[granted.ask.allowance.name, row] = granted
    return found


def _entered(posting: PostingRow) -> tuple[bool, str, str]:
    """Where a posting stands in the book: by date, those without one last, so that the order of the input is nothing."""
    return posting.date is MISSING, str(posting.date), posting.spender


def _enter(run: Run, book: Book, posting: PostingRow) -> None:
    """Takes one posting of an earlier run into the book."""
    allowance = run.policy.allowances[posting.allowance]
    claims = {asks.claim for asks in run.policy.asks}
    decided = run.once(("decided",), lambda: {row.key for claim in claims for row in run.rows(claim)})
    if posting.claim in decided or (not posting.claim and run.row(allowance.grain, posting.spender)):
        if not allowance.reorder:
            book.again.add((allowance.name, posting.spender))
        return
    amount = amount_of(allowance, posting.amount)
    per = tuple(posting.per.get(name, "") for name, _ in allowance.per)
    day = posting.date if isinstance(posting.date, date) else None
    window = "" if allowance.window.kind in UNDATED else posting.window
    book.spent[allowance.name, per, window].append(Spent(day, amount, day or posting.spender))
    book.posted[allowance.name, posting.spender] += amount


def amount_of(allowance: Allowance, text: str) -> Number:
    """A posted amount in the allowance's own quantity: money is posted in dollars, time in hours."""
    amount = decimal(text) or 0
    if allowance.spends_type == MONEY:
        return exact(amount * 100)
    return round_to(amount * 60, 1, "half_even") if allowance.spends_type == MINUTES else amount


def _served(run: Run, first: Allowance, by_row: dict[Row, list[Ask]], book: Book) -> list[Row]:
    """The rows in the order they are served; one whose place is unknown comes first, and holds the others."""
    placed, unplaced = in_order(lambda row: Scope(run, row), list(by_row), first.order)
    for row, doubt in unplaced.items():
        by_row[row] = [evolve(ask, wants=doubt) for ask in by_row[row]]
    placed.sort(key=lambda row: not any((ask.allowance.name, row.key) in book.again for ask in by_row[row]))
    if first.carry is not None:
        placed.sort(key=lambda row: str(by_row[row][0].start))
    return [*unplaced, *placed]


def _decide(run: Run, row_asks: Sequence[Ask], book: Book) -> list[Grant]:
    """The grants of one row: all of its allowances grant it the same share, of which the least offered decides."""
    offers = [_offer(run, ask, book) for ask in row_asks]
    shares = [_share(ask, offer) for ask, offer in zip(row_asks, offers)]
    doubts = [share for share in shares if isinstance(share, Unknown)]
    known = [share for share in shares if not isinstance(share, Unknown)]
    least: Number | Unknown = combined(doubts) if doubts and 0 not in known else min(known)
    return [_granted(ask, least, book) for ask in row_asks]


def _share(ask: Ask, offer: Number | Unknown) -> Number | Unknown:
    if isinstance(offer, Unknown) or isinstance(ask.wants, Unknown):
        return offer
    return exact(Fraction(offer) / Fraction(ask.wants))


def _offer(run: Run, ask: Ask, book: Book) -> Number | Unknown:
    """How much of what it wants the allowance could grant a row, leaving other allowances aside."""
    if ask.doubts:
        return combined(ask.doubts)
    assert not isinstance(ask.wants, Unknown)
    already = min(book.posted[ask.allowance.name, ask.row.key], ask.wants)
    more = ask.wants - already
    room = max(_limit(ask, book) - _used(ask, book), 0)
    fits = more if more <= room else 0 if ask.allowance.grant == "whole" else room
    before_it = [doubt for key in {_meeting(ask), ()} for earlier, doubt in book.doubts[key] if _may_meet(earlier, ask)]
    if run.caseload.history is None and not _within_claim(run, ask.allowance):
        before_it.append(unknown("history", "earlier postings of {limit}", limit=ask.allowance.label or ask.allowance.name))
    return combined(before_it) if before_it and fits > 0 else already + fits


def _within_claim(run: Run, allowance: Allowance) -> bool:
    """Whether each group of the allowance lies within one claim, so that nothing earlier can matter."""
    claims = {asks.claim for asks in run.policy.asks}
    return any(isinstance(expr.type, RowOf) and expr.type.grain in claims for _, expr in allowance.per)


def _meeting(ask: Ask) -> tuple[Any, ...]:
    """What asks must share to compete; nothing when some of it is unknown. Carrying over, all stretches compete."""
    parts = (ask.allowance.name, *ask.per, "" if ask.allowance.carry is not None else ask.window)
    return () if any(isinstance(part, Unknown) for part in parts) else parts


def _may_meet(earlier: Ask, later: Ask) -> bool:
    if earlier.allowance is not later.allowance:
        return False
    pairs = [*zip(earlier.per, later.per)]
    if earlier.allowance.carry is None:
        pairs.append((earlier.window, later.window))
    return all(a == b or isinstance(a, Unknown) for a, b in pairs)


def _group(ask: Ask, window: str | None = None) -> Group:
    texts = tuple(text for text in ask.per if isinstance(text, str))
    own = ask.window if window is None else window
    return ask.allowance.name, texts, own if isinstance(own, str) else "?"


def _uses(ask: Ask, book: Book) -> list[Spent]:
    """Earlier uses that count against the row."""
    found = book.spent[_group(ask)]
    if ask.after is None or ask.day is None:
        return found
    return [spent for spent in found if spent.day is None or ask.after < spent.day <= ask.day]


def _used(ask: Ask, book: Book) -> Number:
    return exact(sum(spent.amount for spent in _uses(ask, book)))


def _limit(ask: Ask, book: Book) -> Number:
    """The limit with what earlier stretches left unused and may hand on."""
    assert not isinstance(ask.limit, Unknown)
    assert not isinstance(ask.carry, Unknown)
    handed_on: Number = 0
    for stretch in ask.earlier:
        used = sum(spent.amount for spent in book.spent[_group(ask, stretch)])
        handed_on = min(ask.carry, max(ask.limit + handed_on - used, 0))
    return exact(ask.limit + handed_on)


def _granted(ask: Ask, share: Number | Unknown, book: Book) -> Grant:
    """Writes what a row is granted into the book."""
    group, uses, used = _group(ask), _uses(ask, book), _used(ask, book)
    book.asked[group] += not _posted(ask, book)
    limit: Any = ask.limit if ask.doubts else _limit(ask, book)
    items: dict[str, Any] = {
        "limit": limit, "used": used, "asked": ask.wants, "number": _number(ask, book),
        "left": limit if isinstance(limit, Unknown) else max(limit - used, 0),
        "spenders": tuple(spent.who for spent in uses),
    }
    spends: Number = 0
    if isinstance(share, Unknown) or isinstance(ask.wants, Unknown):
        doubt = share if isinstance(share, Unknown) else combined(ask.doubts)
        items |= dict.fromkeys(("granted", "refused", "used", "left", "number", "spenders"), doubt)
        if share != 0:
            need = unknown(
                "undecided", "whether {row} uses {limit}", row=ask.row.subject, limit=ask.allowance.label or ask.allowance.name
            )
            book.doubts[_meeting(ask)].append((ask, need | doubt))
    else:
        granted = exact(Fraction(ask.wants) * share)
        items |= {"granted": granted, "refused": granted < ask.wants}
        spends = max(granted - book.posted[ask.allowance.name, ask.row.key], 0)
    node = _node(ask, items, uses)
    if spends:
        book.spent[group].append(Spent(ask.day, spends, ask.day or ask.row.key, node))
    return Grant(ask, items, spends, node)


def _number(ask: Ask, book: Book) -> int:
    """The row's place among those that asked in the stretch, earlier runs included."""
    uses = _uses(ask, book)
    if ask.allowance.window.kind == "rolling":
        return len(uses) + (not _posted(ask, book))
    return book.asked[_group(ask)] + sum(spent.node is None for spent in uses)


def _posted(ask: Ask, book: Book) -> bool:
    """Whether the row stands in the book already, posted by a claim beyond this run: then it is counted there."""
    return bool(book.posted[ask.allowance.name, ask.row.key])


def _node(ask: Ask, items: dict[str, Any], uses: Sequence[Spent]) -> Derivation:
    allowance = ask.allowance
    inputs = (*ask.inputs, *[spent.node for spent in uses if spent.node is not None][-1:])
    return Derivation(
        "allowance", allowance.name, allowance.label or allowance.name, ask.row.subject, items["granted"],
        allowance.spends_type, _group(ask)[2], "", allowance.version, allowance.cites, allowance.note, inputs,
        allowance.span,
    )

