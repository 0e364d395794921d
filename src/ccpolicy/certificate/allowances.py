"""The second opinion's allowances (12): which rows ask, in which order they are served, and what each is granted."""

from __future__ import annotations

from abc import abstractmethod
from collections import Counter, defaultdict
from datetime import date
from fractions import Fraction
from functools import partial
from typing import Any

from attrs import define

from ccpolicy.certificate.arithmetic import DAY, UNKNOWN
from ccpolicy.certificate.rows import ABSENT, Key, Row, Said, in_order
from ccpolicy.certificate.values import Values
from ccpolicy.model.expr import ReadAllowance
from ccpolicy.model.policy import Allowance, Outcome
from ccpolicy.model.types import MINUTES, MONEY, RowOf
from ccpolicy.records.caseload import PostingRow
from ccpolicy.records.fields import key_text
from ccpolicy.values import dates
from ccpolicy.values.absent import MISSING
from ccpolicy.values.numbers import decimal, exact, round_to


@define(eq=False)
class Ask:
    """What a row asks of an allowance; `whole` is what it would ask if those before refused nothing."""

    rule: Allowance
    row: Row
    whole: Any
    wants: Any
    limit: Any
    carry: Any
    since: Any
    per: tuple[Any, ...]
    start: Any
    window: Any
    day: Any
    keys: list[Any]
    rests_on: tuple[Key, ...] = ()

    @property
    def unsure(self) -> bool:
        return UNKNOWN in (self.wants, self.limit, self.carry, self.since, self.start, *self.per)

    @property
    def group(self) -> tuple[Any, ...]:
        return (self.rule.name, self.per, self.window)

    def may_meet(self, later: Ask) -> bool:
        """Whether this row, about which something is unknown, may use what a later one asks for."""
        pairs = [*zip(self.per, later.per), *([] if self.rule.carry else [(self.window, later.window)])]
        return self.rule is later.rule and all(mine in (theirs, UNKNOWN) for mine, theirs in pairs)


def window_name(rule: Allowance, start: date | None) -> str:
    """How postings name the stretch that starts on a day (12.3)."""
    if rule.window.kind == "calendar_year" and start:
        return str(start.year)
    return "" if start is None else str(dates.month_of(start) if rule.window.kind == "month" else start)


class Allowances(Values):
    """Who is granted how much of a limit."""

    @abstractmethod
    def claimed(self, row: Row) -> Any:
        """What a row asks for, by unit type."""

    def allowance(self, name: str, row: Row) -> Any:
        """What an allowance says of a row; None when the row does not ask."""
        together = {name}
        for _ in self.policy.allowances:
            linked = [{each.name, *each.together} for each in self.policy.allowances.values()]
            together = together.union(*(names for names in linked if names & together))
        names = tuple(each for each in self.policy.allowances if each in together)
        self.once(("grants", names), partial(self.grants, names))
        known = ("allowance", name, row, None) in self.nodes
        return self.node("allowance", name, row, lambda: MISSING) if known else None

    def grants(self, names: tuple[str, ...]) -> None:
        """Serves all rows that ask of allowances granted together, in their order (12.4, 12.8, 12.11)."""
        rules = [self.policy.allowances[name] for name in names]
        asking: dict[Row, list[Ask]] = {}
        for rule in rules:
            for row in self.rows(rule.grain):
                outer, self.reading = self.reading, {}
                ask = self.ask(rule, row, rules[0])
                rests_on, self.reading = tuple(self.reading), outer
                if ask is not None:
                    ask.rests_on = rests_on
                    asking.setdefault(row, []).append(ask)
        book = Book(self, rules)
        unplaced = [row for row, asks in asking.items() if UNKNOWN in asks[0].keys]
        for ask in [ask for row in unplaced for ask in asking[row]]:
            ask.wants = UNKNOWN
        placed = in_order({row: asks[0].keys for row, asks in asking.items() if row not in unplaced}, rules[0].order)
        placed.sort(key=lambda row: not any((ask.rule.name, row.key) in book.again for ask in asking[row]))
        if rules[0].carry is not None:
            placed.sort(key=lambda row: str(asking[row][0].start))
        for row in [*unplaced, *placed]:
            book.serve(asking[row])

    def ask(self, rule: Allowance, row: Row, first: Allowance) -> Ask | None:
        counts = self.holds(rule, rule.where, row)
        if counts is False or (not rule.even_when_denied and self.refused_anyway(rule, row)):
            return None
        whole = UNKNOWN if counts is UNKNOWN else self.metered(rule.unit, row) if rule.unit else 1
        if counts is True and rule.spends is not None and not rule.unit:
            whole = self.of(rule.spends, row)
            whole = 0 if whole is MISSING else UNKNOWN if whole is UNKNOWN or whole < 0 else whole
        kept = [1, *(self.kept_share(name, self.to(row, self.policy.allowances[name].grain)) for name in rule.after)]
        if 0 in (*kept, whole):
            return None
        wants = UNKNOWN if UNKNOWN in (*kept, whole) else exact(Fraction(whole) * min(kept))
        day = self.day(row)
        start = self.start(rule, row, day)
        values = [self.of(expr, row) for _, expr in rule.per]
        texts = [f"none of {row.key}" if value is MISSING else value for value in values]
        per = [text if text is UNKNOWN else key_text(text) for text in texts]
        amounts = (rule.limit, rule.carry, rule.carries_from)
        told = [None if expr is None else self.of(expr, row) for expr in amounts]
        limit, most, since = (UNKNOWN if value in ABSENT else value for value in told)
        keys = [self.of(key.value, row) for key in first.order]
        window = UNKNOWN if start is UNKNOWN else window_name(rule, start)
        return Ask(rule, row, whole, wants, limit, most, since, tuple(per), start, window, day, keys)

    def to(self, row: Row, grain: str) -> Any:
        return self.follow(row, self.way(row.grain, grain))

    def start(self, rule: Allowance, row: Row, day: Any) -> Any:
        """The first day of the stretch that holds a day (12.3); None where use is not cut into stretches."""
        kind, options = rule.window.kind, self.policy.options
        if kind == "life" or (kind == "rolling" and isinstance(day, date)):
            return None
        if not isinstance(day, date):
            return UNKNOWN
        if kind == "week":
            return dates.week_start(day, options.week_starts or "sunday")
        if rule.window.anchor is None:
            month, first = (rule.window.month, rule.window.day) if kind == "year_from" else (1, 1)
            return day.replace(day=1) if kind == "month" else dates.year_start(day, month, first)
        anchor = self.of(rule.window.anchor, row)
        if anchor in ABSENT:
            return UNKNOWN
        tiles = ((day.year - anchor.year) * 12 + day.month - anchor.month) // rule.window.months + 1
        ends = partial(dates.add_months, anchor, arithmetic=options.month_arithmetic or "last_day")
        while ends(tiles * rule.window.months) > day:
            tiles -= 1
        return ends(tiles * rule.window.months)

    def metered(self, unit: str, row: Row) -> Any:
        amounts = [self.claimed(finer) for finer in self.asking_under(row)]
        found = [amount for each in amounts for name, amount in each.items() if name in (unit, "")]
        return UNKNOWN if UNKNOWN in found else exact(sum(found))

    def refused_anyway(self, rule: Allowance, row: Row) -> bool:
        """12.7: whether stops that do not depend on the allowance deny or route the row, or all rows leading to it."""
        stops = [self.policy.outcomes[name] for name in rule.independent]
        stops = [each for each in stops if each.kind in ("deny", "route") and self.unit_of(each) in ("", rule.unit)]
        leading = [finer for finer in self.asking_under(row) if finer is not row]
        own, *each = ([self.refuses(stop, at) for stop in stops] for at in [row, *leading])
        return any(own) or (bool(each) and all(map(any, each)))

    def refuses(self, stop: Outcome, row: Row) -> bool:
        target = self.to(row, stop.grain)
        if not isinstance(target, Row) or self.outcome(stop, target) is not True:
            return False
        if stop.parent not in self.policy.allowances:
            return True
        spender = self.spender(stop, target)
        return bool(self.kept_share(stop.parent, spender if isinstance(spender, Row) else target) == 0)

    def spender(self, stop: Outcome, row: Row) -> Any:
        """The spending row that an allowance's stop is about."""
        reads = (each for each in stop.when.walk() if isinstance(each, ReadAllowance) and each.allowance == stop.parent)
        return self.follow(row, next((each.path for each in reads if each.item == "refused"), None))

    def kept_share(self, name: str, row: Any) -> Any:
        """How much of a row is granted, of all it would have asked; all where it does not ask."""
        said = self.allowance(name, row) if isinstance(row, Row) else None
        return 1 if said is None else said["kept"]

    def unit_of(self, stop: Outcome) -> str:
        parent = self.policy.allowances.get(stop.parent)
        return stop.unit or (parent.unit if parent else "")


def _by_date(posting: PostingRow) -> tuple[bool, str, str]:
    """12.13: by date, those without one last, whatever the order of the input."""
    return not isinstance(posting.date, date), str(posting.date), posting.spender


class Book:
    """What was granted so far of some allowances, and who may have used more."""

    def __init__(self, checker: Allowances, rules: list[Allowance]) -> None:
        self.checker = checker
        self.spent: dict[Any, list[tuple[Any, Any, Any, Key | None]]] = defaultdict(list)
        self.asked: Counter[Any] = Counter()
        self.posted: Counter[tuple[str, str]] = Counter()
        self.again: set[tuple[str, str]] = set()
        self.unsure: list[Ask] = []
        decided = {row.key for claim in checker.claims for row in checker.rows(claim)}
        by_name = {rule.name: rule for rule in rules}
        for posting in sorted(checker.caseload.history or (), key=_by_date):
            rule = by_name.get(posting.allowance)
            if rule is None:
                continue
            again = {row.key for row in checker.rows(rule.grain)} if not posting.claim else decided
            if (posting.claim or posting.spender) in again:
                if not rule.reorder:
                    self.again.add((rule.name, posting.spender))
                continue
            amount: Any = decimal(posting.amount) or 0
            amount = exact(amount * 100) if rule.spends_type == MONEY else amount
            amount = round_to(amount * 60, 1, "half_even") if rule.spends_type == MINUTES else amount
            per = tuple(posting.per.get(name, "") for name, _ in rule.per)
            day = posting.date if isinstance(posting.date, date) else None
            window = "" if rule.window.kind in ("life", "rolling") else posting.window
            self.spent[rule.name, per, window].append((day, amount, day or posting.spender, None))
            self.posted[rule.name, posting.spender] += amount

    def serve(self, asks: list[Ask]) -> None:
        """Grants a row the same share of all it asks: the least that any of its allowances offers."""
        offers = [(ask, self.offer(ask)) for ask in asks]
        shares = [offer if offer is UNKNOWN else Fraction(offer) / Fraction(ask.wants) for ask, offer in offers]
        least = 0 if 0 in shares else UNKNOWN if UNKNOWN in shares else min(shares)
        for ask in asks:
            self.grant(ask, least)

    def uses(self, ask: Ask) -> list[tuple[Any, Any, Any, Key | None]]:
        """Earlier uses that count against a row, of a rolling stretch those in the months up to its date."""
        found = self.spent[ask.group]
        if ask.rule.window.kind != "rolling" or not isinstance(ask.day, date):
            return found
        how = self.checker.policy.options.month_arithmetic or "last_day"
        after = dates.add_months(ask.day, -ask.rule.window.months, how)
        return [use for use in found if use[0] is None or after < use[0] <= ask.day]

    def limit(self, ask: Ask) -> Any:
        """The limit, with what the stretches before left of theirs and may hand on (12.6)."""
        began = ask.rule.version.period.start or self.checker.policy.period.start
        since = max(filter(None, (began, ask.since)), default=None)
        starts, start, handed_on = [], ask.start, 0
        while ask.rule.carry is not None and isinstance(start, date) and since and start > since:
            start = self.checker.start(ask.rule, ask.row, start - DAY)
            starts.append(start)
        for start in reversed(starts):
            used = sum(use[1] for use in self.spent[ask.rule.name, ask.per, window_name(ask.rule, start)])
            handed_on = min(ask.carry, max(ask.limit + handed_on - used, 0))
        return exact(ask.limit + handed_on)

    def offer(self, ask: Ask) -> Any:
        """How much of what it wants a row could be granted, other allowances aside."""
        if ask.unsure:
            return UNKNOWN
        already = min(self.posted[ask.rule.name, ask.row.key], ask.wants)
        more = ask.wants - already
        room = max(self.limit(ask) - sum(use[1] for use in self.uses(ask)), 0)
        fits = more if more <= room else 0 if ask.rule.grant == "whole" else room
        in_claim = any(isinstance(key.type, RowOf) and key.type.grain in self.checker.claims for _, key in ask.rule.per)
        doubt = self.checker.caseload.history is None and not in_claim
        doubt = doubt or any(earlier.may_meet(ask) for earlier in self.unsure)
        return UNKNOWN if doubt and fits > 0 else already + fits

    def grant(self, ask: Ask, share: Any) -> None:
        key: Key = ("allowance", ask.rule.name, ask.row, None)
        uses = self.uses(ask)
        new = not self.posted[ask.rule.name, ask.row.key]
        self.asked[ask.group] += new
        rolling = ask.rule.window.kind == "rolling"
        number = len(uses) + new if rolling else self.asked[ask.group] + sum(use[3] is None for use in uses)
        limit, used = ask.limit if ask.unsure else self.limit(ask), exact(sum(use[1] for use in uses))
        granted: Any = UNKNOWN
        refused = kept = lost = granted
        if share is not UNKNOWN and ask.wants is not UNKNOWN:
            granted = exact(ask.wants * share)
            refused = granted < ask.wants
            kept, lost = (exact(Fraction(amount) / ask.whole) for amount in (granted, ask.wants - granted))
        elif share != 0:
            self.unsure.append(ask)
        value = {
            "window": ask.window, "limit": limit, "asked": ask.wants, "granted": granted, "refused": refused,
            "kept": kept, "lost": lost, **dict.fromkeys(("used", "left", "number", "spenders"), UNKNOWN),
        }
        if granted is not UNKNOWN:
            spenders = tuple(use[2] for use in uses)
            left = UNKNOWN if limit is UNKNOWN else max(limit - used, 0)
            value |= {"used": used, "left": left, "number": number, "spenders": spenders}
        before = [use[3] for use in uses if use[3] is not None][-1:]
        said = Said(value, "", ask.rule.version, ask.rule.cites)
        self.checker.nodes[key] = (said, tuple(dict.fromkeys([*ask.rests_on, *before])))
        spends = 0 if granted is UNKNOWN else max(granted - self.posted[ask.rule.name, ask.row.key], 0)
        if spends:
            day = ask.day if isinstance(ask.day, date) else None
            self.spent[ask.group].append((day, spends, day or ask.row.key, key))
