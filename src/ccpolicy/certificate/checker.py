"""The second opinion itself: what is claimed, what stops take of it, what is paid, and the lines that come of it (11).

Like all of this folder it shares nothing with the evaluators.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from fractions import Fraction
from typing import Any

from attrs import define, evolve, field

from ccpolicy.certificate.allowances import Allowances
from ccpolicy.certificate.arithmetic import UNKNOWN
from ccpolicy.certificate.rows import ABSENT, Row, Said
from ccpolicy.model.policy import Citation, Outcome, Pay
from ccpolicy.model.types import MINUTES, RowOf
from ccpolicy.records.fields import key_text
from ccpolicy.values.absent import MISSING
from ccpolicy.values.numbers import exact, split_whole

STATUS = {"deny": "denied", "hold": "held", "route": "routed"}
SIDES = {"charge": 1, "addition": 1, "state": -1, "family": -1, "written_off": -1}
NEEDS, NO_PAY, WITHHELD = "needs_information", "no_pay", "withheld"
Refusal = tuple[str, str, tuple[Citation, ...]]
"""What holds an amount that no declared stop takes: a code, the rule it comes from, and its citations."""


@define
class Part:
    """What becomes of one claimed amount. `stops` are those that hold, each with what it takes by itself."""

    claimed: Any
    taken: dict[str, Any] = field(factory=lambda: dict.fromkeys(STATUS.values(), 0))
    stopped: bool = False
    stops: tuple[tuple[Outcome, Any], ...] = ()
    lacks: tuple[Refusal, ...] = ()

    @property
    def left(self) -> Any:
        return 0 if self.claimed is UNKNOWN else exact(self.claimed - sum(self.taken.values()))

    @property
    def payable(self) -> bool:
        return not self.stopped and self.left != 0

    def held(self, lacks: Sequence[Refusal]) -> Part:
        """With all that is left of it held, if anything is wanting."""
        taken = {**self.taken, "held": exact(self.taken["held"] + (self.left if lacks else 0))}
        return evolve(self, taken=taken, lacks=(*self.lacks, *lacks))


class Checker(Allowances):
    """What one policy makes of one caseload, line by line."""

    def claimed(self, row: Row) -> Any:
        def make() -> dict[str, Any]:
            units: dict[str, Any] = {}
            for rule in self.policy.asks:
                counts = self.holds(rule, rule.where, row) if rule.grain == row.grain else False
                if counts is UNKNOWN:
                    units[""] = UNKNOWN
                for asked in rule.units if counts is True else ():
                    unit, amount = self.of(asked.unit, row), self.of(asked.amount, row)
                    if MISSING in (unit, amount) or amount == 0:
                        continue
                    if unit is UNKNOWN or amount is UNKNOWN or amount < 0:
                        unit, amount = "" if unit is UNKNOWN else unit, UNKNOWN
                    both = (units.get(unit, 0), amount)
                    units[unit] = UNKNOWN if UNKNOWN in both else exact(sum(both))
                    self.kept["type", row, unit] = asked.amount.type
            return units

        return self.node("claimed", row.grain, row, make)

    def shown(self, row: Row, unit: str, amount: Any) -> Any:
        """An amount as lines have it: time in hours."""
        return exact(Fraction(amount) / 60) if self.kept.get(("type", row, unit)) == MINUTES else exact(amount)

    # ------------------------------------------------------------------ what stops take (11.2 to 11.4)

    def stops(self, row: Row, unit: str, before_payable: bool) -> Iterator[tuple[Outcome, Any, Any]]:
        """The stops over a claimed amount: on the row or one it leads to, or on any row that may be that one."""
        for rule in self.policy.outcomes.values():
            if rule.kind not in STATUS or (before_payable and rule.reads_payable):
                continue
            if (self.unit_of(rule) or unit) != unit:
                continue
            target = self.to(row, rule.grain)
            if isinstance(target, Row):
                yield rule, target, self.outcome(rule, target)
            elif target is UNKNOWN:
                could = [self.outcome(rule, each) for each in self.rows(rule.grain)]
                yield rule, row, False if could and all(each is False for each in could) else UNKNOWN

    def part(self, row: Row, unit: str, before_payable: bool) -> Part:
        amount = self.claimed(row)[unit]
        part = Part(amount)
        standing = list(self.stops(row, unit, before_payable))
        for kind, status in STATUS.items():
            denied, least = part.stopped, Fraction(1)
            for rule, target, _ in [each for each in standing if each[0].kind == kind and each[2] is True]:
                kept, lost = self.refusal(rule, target)
                least, part.stopped = min(least, kept), part.stopped or kept == 0
                part.stops += ((rule, 0 if amount is UNKNOWN else exact(amount * Fraction(lost))),)
            taken = part.taken[status] + (0 if amount is UNKNOWN else max(part.left - amount * least, 0))
            part.taken[status] = exact(taken)
            if kind == "hold" and not denied:
                asks = next(asks for asks in self.policy.asks if asks.grain == row.grain)
                doubts = [(NEEDS, rule.name, self.cites(rule)) for rule, _, holds in standing if holds is UNKNOWN]
                day = self.day(row)
                outside = day is UNKNOWN or (isinstance(day, date) and day not in self.policy.period)
                wanting = (amount is UNKNOWN) + outside
                part = part.held([*doubts, *[(NEEDS, asks.name, asks.cites)] * wanting])
        return part

    def refusal(self, rule: Outcome, target: Row) -> tuple[Any, Any]:
        """What a stop that holds leaves of the row, and what it takes: all, but for what its allowance grants."""
        said = None
        if rule.parent in self.policy.allowances:
            spender = self.spender(rule, target)
            said = self.allowance(rule.parent, spender) if isinstance(spender, Row) else None
        return (said["kept"], said["lost"]) if said else (0, 1)

    def parts(self, row: Row) -> dict[str, Part]:
        def make() -> dict[str, Any]:
            found = {unit: self.part(row, unit, False) for unit in self.claimed(row)}
            self.kept["parts", row] = found
            return {unit: {"left": part.left, **part.taken} for unit, part in found.items()}

        self.node("stopped", row.grain, row, make)
        return self.kept["parts", row]  # type: ignore[no-any-return]

    def status(self, item: str, row: Row) -> Any:
        def make() -> Any:
            units = self.claimed(row)
            asked = UNKNOWN if units and all(amount is UNKNOWN for amount in units.values()) else bool(units)
            if item == "claimed" or asked is False:
                return asked
            if item == "paid":
                return self.line(row)["status"] in ("paid", "partly_paid") if asked is True else asked
            parts = [self.part(row, unit, True) for unit in units]
            unsure = any(part.lacks and not part.stopped for part in parts)
            return any(part.payable for part in parts) or (UNKNOWN if unsure else False)

        return self.node("status", item, row, make)

    # ------------------------------------------------------------------ what is paid (10.2, 11.6, 11.7)

    def pay(self, at: int, row: Row) -> Any:
        """What a pay rule gives a row of its grain: no where it does not apply, yes where it only decides units."""
        rule = self.policy.pays[at]

        def make() -> Said:
            value = self.holds(rule, rule.where, row)
            value = self.of(rule.amount, row) if value is True and rule.amount else value
            return Said(value, "", rule.version, rule.cites)

        return self.node("pay", rule.name, row, make, at)

    def given(self, row: Row) -> Iterator[tuple[int, Row, Any, dict[str, Any], Refusal | None]]:
        """What the pay rules of a row and of those it leads to give: rule, row, amount, worksheet, what is wrong."""
        for at, rule, target in self.reached(row):
            value = self.pay(at, target)
            if value is not False:
                yield at, target, value, *self.worksheet(rule, target, value)

    def reached(self, row: Row) -> Iterator[tuple[int, Pay, Row]]:
        """The pay rules of a row and of those it leads to, each with the row it is of."""
        for at, rule in enumerate(self.policy.pays):
            own = rule.grain == row.grain
            target: Any = row if own else MISSING if rule.grain in self.asked else self.to(row, rule.grain)
            if isinstance(target, Row):
                yield at, rule, target

    def priced(self, row: Row, got: bool) -> bool:
        """Whether a rule that pays the row, or for one that is not paid a rule in force, has an amount (11.6)."""
        if got:
            return any(value is not True for _, _, value, *_ in self.given(row))
        rules = [rule for _, rule, target in self.reached(row) if self.holds(rule, None, target) is True]
        return not rules or any(rule.amount is not None for rule in rules)

    def worksheet(self, rule: Pay, row: Row, value: Any) -> tuple[dict[str, Any], Refusal | None]:
        if value in ABSENT or value < 0:
            code = NEEDS if value is UNKNOWN else NO_PAY if value is MISSING else WITHHELD
            return {}, (code, rule.name, rule.cites)
        sheet, lines = self.policy.worksheets.get(rule.worksheet), {}
        for line in sheet.lines if sheet else ():
            amount = self.fact(row, line.fact)
            if amount is UNKNOWN and sheet and line.role:
                return {}, (NEEDS, line.fact, self.nodes["fact", line.fact, row, None][0].cites or sheet.cites)
            if amount not in ABSENT:
                lines[line.fact] = amount
        if sheet is None:
            return {}, None
        roles = {line.fact: SIDES[line.role] for line in sheet.lines if line.role}
        off = sum(side * lines.get(name, 0) for name, side in roles.items()) if len({*roles.values()}) == 2 else 0
        if off or any(lines.get(name, 0) < 0 for name in roles):
            return {}, (WITHHELD, sheet.name, sheet.cites)
        return lines, None

    def shares(self, at: int, row: Row, cents: Any) -> Any:
        """A coarser row's amount over the rows paid by it, by weight (5.4); a code where it cannot be shared."""
        rule = self.policy.pays[at]

        def make() -> Any:
            rows = [
                finer for finer in self.asking_under(row)
                if any(part.payable for part in self.parts(finer).values())
                and all(wrong is None for *_, wrong in self.given(finer))
            ]
            weights = [self.of(rule.share, finer) if rule.share else 1 for finer in rows]
            weights = [0 if weight is MISSING else weight for weight in weights]
            if UNKNOWN in weights:
                return NEEDS
            if cents and (min(weights) < 0 or not any(weights)):
                return NO_PAY
            return {f"{finer.grain} {finer.key}": share for finer, share in zip(rows, split_whole(cents, weights))}

        return self.node("shares", rule.name, row, make, at)

    def paid(self, row: Row) -> tuple[int, dict[str, Any], list[str], list[Refusal]]:
        """Cents, amounts by name, the rules that pay, and what keeps the row from being paid."""
        given = list(self.given(row))
        wrong = [refusal for *_, refusal in given if refusal]
        if not given:
            asks = next(asks for asks in self.policy.asks if asks.grain == row.grain)
            wrong = [(NO_PAY, asks.name, asks.cites)]
        cents, amounts, rules = 0, dict[str, Any](), dict[str, None]()
        for at, target, value, lines, _ in given:
            rule, own = self.policy.pays[at], target is row
            if wrong:
                break
            share = None if value is True or (rule.undivided and not own) else value
            if share is not None and not own:
                shares = self.shares(at, target, value)
                if isinstance(shares, str):
                    wrong = [(shares, rule.name, rule.cites)]
                    break
                share = shares[f"{row.grain} {row.key}"]
            rules[rule.name] = None
            amounts |= lines if own else {}
            if share is not None:
                cents += share
                amounts |= {} if own and lines else {rule.name: amounts.get(rule.name, 0) + share}
        return cents, amounts, list(rules), wrong

    # ------------------------------------------------------------------ lines and totals

    def line(self, row: Row) -> Any:
        """The line of a row that asks."""
        return self.node("line", row.grain, row, lambda: self.make_line(row))

    def make_line(self, row: Row) -> dict[str, Any]:
        parts = self.parts(row)
        payable = any(part.payable for part in parts.values())
        cents, amounts, rules, wrong = self.paid(row) if payable else (0, {}, [], [])
        parts = {unit: part.held(wrong) if part.payable else part for unit, part in parts.items()}
        stopped = {status for part in parts.values() for status in STATUS.values() if part.taken[status]}
        for part in parts.values():
            if part.claimed is UNKNOWN:
                stopped.add("denied" if any(rule.kind == "deny" for rule, _ in part.stops) else "held")
        got = any(part.left for part in parts.values())
        unpaid = [status for status in STATUS.values() if status in stopped]
        status = unpaid[0] if not got else "partly_paid" if unpaid else "paid"
        reasons = [reason for unit, part in parts.items() for reason in self.reasons(row, unit, part)]
        known = {unit: part for unit, part in parts.items() if ("type", row, unit) in self.kept}
        sure = {unit: part.claimed for unit, part in known.items() if part.claimed is not UNKNOWN}
        return {
            "id": row.key, "grain": row.grain, "keys": self.keys(row), "status": status,
            "claimed": {unit: self.shown(row, unit, amount) for unit, amount in sure.items()},
            "units": {unit: self.shown(row, unit, part.left) for unit, part in known.items() if part.left},
            "amounts": amounts if got else {}, "pays": (cents if got else 0) if self.priced(row, got) else None,
            "rules": rules if got else [],
            "reasons": sorted(reasons, key=lambda reason: list(STATUS.values()).index(reason["status"])),
        }

    def reasons(self, row: Row, unit: str, part: Part) -> Iterator[dict[str, Any]]:
        told: list[tuple[Any, ...]] = [
            (stop.name, STATUS[stop.kind], stop.name, self.cites(stop), stop, lost) for stop, lost in part.stops
        ]
        told += [(code, "held", rule, cites, None, part.taken["held"]) for code, rule, cites in part.lacks]
        for code, status, rule, cites, stop, amount in told:
            yield {
                "code": code, "status": status, "rule": rule, "unit": unit, "cites": cites,
                "amount": self.shown(row, unit, min(amount, part.taken[status])),
                "to": stop.to if stop else "", "asking": stop.asking if stop else (),
            }

    def keys(self, row: Row) -> dict[str, str]:
        asks = next(asks for asks in self.policy.asks if asks.grain == row.grain)
        found = {name: self.of(expr, row) for name, expr in asks.line}
        return {name: "" if value in ABSENT else key_text(value) for name, value in found.items()}

    def undivided(self, at: int, row: Row) -> Any:
        """The line of an undivided amount; None where no row is paid or there is no amount."""
        rule = self.policy.pays[at]

        def make() -> Any:
            asking = [finer for finer in self.asking_under(row) if self.claimed(finer)]
            paid = [finer for finer in asking if self.line(finer)["status"] in ("paid", "partly_paid")]
            value = self.pay(at, row) if paid else False
            lines, _ = self.worksheet(rule, row, value) if value is not False else ({}, None)
            if not paid or isinstance(value, bool) or value in ABSENT or value < 0:
                return None
            told = [self.keys(finer) for finer in paid]
            keys = {name: text for name, text in told[0].items() if all(each.get(name) == text for each in told)}
            return {
                "id": row.key, "grain": row.grain, "keys": keys, "status": "paid", "claimed": {}, "units": {},
                "amounts": lines or {rule.name: value}, "pays": value, "rules": [rule.name], "reasons": [],
            }

        return self.node("line", rule.name, row, make, at)

    def lines(self, id: str | None = None) -> list[dict[str, Any]]:
        """Every line, or the one with this id."""
        for grain in self.asked:
            for row in self.rows(grain):
                if id in (None, row.key) and self.claimed(row):
                    self.line(row)
        for at, rule in enumerate(self.policy.pays):
            for row in self.rows(rule.grain) if rule.undivided and rule.amount and rule.grain not in self.asked else ():
                if id in (None, row.key):
                    self.undivided(at, row)
        return [said.value for key, (said, _) in self.nodes.items() if key[0] == "line" and said.value]

    def totals(self, lines: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
        """Sums by each column that names a row, and of all."""
        columns = {name: None for asks in self.policy.asks for name, expr in asks.line if isinstance(expr.type, RowOf)}
        ids = {(name, line["keys"][name]) for name in columns for line in lines if line["keys"].get(name)}
        found = []
        for by, id in [*sorted(ids), ("all", "")]:
            mine = [line for line in lines if by == "all" or line["keys"].get(by) == id]
            sums: dict[str, Counter[str]] = {what: Counter() for what in ("units", "amounts")}
            for what, counter in sums.items():
                for line in mine:
                    counter.update(line[what])
            told = {what: {name: exact(amount) for name, amount in counter.items()} for what, counter in sums.items()}
            found.append({"by": by, "id": id, **told, "statuses": Counter(line["status"] for line in mine)})
        return found

    def all_rows(self) -> None:
        """Makes every row and follows every link. Raises UsageError where records lead nowhere."""
        for name, grain in self.policy.grains.items():
            for row in self.rows(name):
                for link in grain.links:
                    self.link(row, link)
