"""The second opinion's values: expressions, facts, tables, stops and deadlines, each from its definition.

Chapters 3 and 5 to 9, 11, 13 and 14 of docs/language.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Sequence
from datetime import date, datetime
from functools import partial
from typing import Any

from ccpolicy.certificate.arithmetic import COMPARISONS, OPERATIONS, UNKNOWN, compare, first_day
from ccpolicy.certificate.rows import ABSENT, Row, Rows, Said, agreed, in_order, lacking
from ccpolicy.errors import UsageError
from ccpolicy.model import expr as ex
from ccpolicy.model import policy as po
from ccpolicy.model.types import DATE, MONTH, RowOf
from ccpolicy.records.fields import key_text
from ccpolicy.values.absent import MISSING
from ccpolicy.values.numbers import exact, split_whole
from ccpolicy.values.order import comparable
from ccpolicy.values.period import ALWAYS, Period, covers


class Values(Rows):
    """What rules come to."""

    @abstractmethod
    def allowance(self, name: str, row: Row) -> Any:
        """What an allowance says of a row; None when the row does not ask."""

    @abstractmethod
    def status(self, item: str, row: Row) -> Any:
        """Whether a row is claimed, payable or paid."""

    def of(self, expr: ex.Expr, row: Row, home: Row | None = None) -> Any:
        """What an expression is worth at a row, for a rule of the row `home`."""
        home = home or row
        match expr:
            case ex.Literal():
                return expr.value
            case ex.Apply():
                return self.apply(expr.op, [partial(self.of, arg, row, home) for arg in expr.args])
            case ex.InBands():
                return self.in_bands(expr, row, home)
            case ex.ReadSetting():
                return self.setting(expr.name, home)
            case ex.ReadColumn():
                return self.code_column(expr, self.of(expr.code, row, home))
            case ex.LookUp():
                keys = [self.of(key, row, home) for key in expr.keys]
                return self.look_up(self.policy.tables[expr.table], keys, home)
            case ex.Aggregate():
                return self.aggregate(expr, row, home)
            case ex.Window():
                return self.window(expr, row, home)
        path = getattr(expr, "path", None)
        at = self.follow(row, path)
        if not isinstance(at, Row) and path is not None:
            return at
        match expr:
            case ex.ReadField():
                return self.node("field", expr.name, at, partial(self.column, at, expr.name))
            case ex.ReadDate():
                return self.node("date", "date", at, partial(self.own_date, at))
            case ex.ReadRow():
                return at.key
            case ex.ReadFact():
                return self.fact(at, expr.name)
            case ex.ReadAllowance():
                said = self.allowance(expr.allowance, at)
                return said[expr.item] if said else False if expr.item == "refused" else MISSING
            case ex.ReadDeadline():
                return self.deadline(expr.deadline, at)[expr.item]
            case ex.ReadStatus():
                return self.status(expr.item, at)
        raise UsageError(f"the checker cannot check {type(expr).__name__}")

    def own_date(self, row: Row) -> Any:
        day = self.day(row)
        return MISSING if isinstance(day, Period) else day

    def apply(self, op: str, args: Sequence[Callable[[], Any]]) -> Any:
        if op in ("and", "or"):
            values = []
            for arg in args:
                values.append(arg())
                if values[-1] is not UNKNOWN and (values[-1] is True) == (op == "or"):
                    return op == "or"
            return UNKNOWN if UNKNOWN in values else op == "and"
        if op == "if":
            could = []
            for test, value in zip(args[:-1:2], args[1::2]):
                holds = test()
                if holds is UNKNOWN or holds is True:
                    could.append(value())
                if holds is True:
                    return agreed(could)
            return agreed([*could, args[-1]()])
        first = args[0]()
        if op == "otherwise":
            return self.apply(op, args[1:]) if first is MISSING and args[1:] else first
        if op in ("not", "is_missing"):
            return UNKNOWN if first is UNKNOWN else (first is MISSING) if op == "is_missing" else first is not True
        values = [first, *(arg() for arg in args[1:])]
        if op == "in" and first not in ABSENT and comparable(first) in [comparable(value) for value in values[1:]]:
            return True
        if op == "in":
            return UNKNOWN if UNKNOWN in values and first is not MISSING else False
        absent = lacking(values)
        if absent is None:
            compared = COMPARISONS.get(op)
            return compared(compare(self.policy, *values)) if compared else OPERATIONS[op](self.policy, *values)
        return False if absent is MISSING and op in COMPARISONS else absent

    def in_bands(self, e: ex.InBands, row: Row, home: Row) -> Any:
        value, doubt = self.of(e.value, row, home), False
        for band in e.bands if value not in ABSENT else ():
            tests: list[Any] = []
            for edge, way in ((band.low, 1), (band.high, -1)):
                limit = self.of(edge.value, row, home) if edge else None
                if limit in ABSENT:
                    tests.append(limit)
                elif edge:
                    tests.append(way * compare(self.policy, value, limit) > (-1 if edge.included else 0))
            if all(test is True for test in tests):
                return self.of(band.result, row, home)
            doubt = doubt or (False not in tests and MISSING not in tests)
        return value if value in ABSENT else UNKNOWN if doubt or not e.outside_missing else MISSING

    def code_column(self, e: ex.ReadColumn, code: Any) -> Any:
        row = None if code in ABSENT else self.policy.codes[e.codes].rows.get(code)
        if row is None:
            return UNKNOWN if code is UNKNOWN else MISSING
        return row.columns.get(e.column, row.label if e.column == "label" else MISSING)

    # ------------------------------------------------------------------ several rows (5, 14)

    def aggregate(self, e: ex.Aggregate, row: Row, home: Row) -> Any:
        anchor = self.follow(row, e.rows.anchor)
        led = self.led(e.rows.grain, e.rows.route)
        rows = led.get(anchor, ()) if isinstance(anchor, Row) else ()
        doubt = anchor is UNKNOWN
        if isinstance(anchor, Row):
            doubt = e.rows.crosses_claims and not self.complete(
                e.rows.grain, partial(self.column_text, anchor), self.span(anchor))
            doubt = doubt or any(self.could_matter(e, stray, home) for stray in led.get(UNKNOWN, ()))
        tests = [(each, self.of(e.where, each, home) if e.where else True) for each in rows]
        if e.op in ("any", "every") and e.value is not None:
            for each, counts in tests:
                test = self.of(e.value, each, home) if counts not in (False, MISSING) else e.op != "any"
                settles = test is not UNKNOWN and (test is True) == (e.op == "any")
                if settles and counts is True:
                    return e.op == "any"
                doubt = doubt or settles or test is UNKNOWN
            return UNKNOWN if doubt else e.op != "any"
        chosen = [each for each, counts in tests if counts is True]
        doubt = doubt or any(counts is UNKNOWN for _, counts in tests)
        if e.op in ("first", "last", "nth", "list"):
            keys = {each: [self.of(key.value, each, home) for key in e.order] for each in chosen}
            doubt = doubt or any(UNKNOWN in key for key in keys.values())
            chosen = chosen if doubt else in_order(keys, e.order)
        if doubt or e.value is None:
            return UNKNOWN if doubt else len(chosen)
        if e.op in ("first", "last", "nth"):
            return self.at_place(e, chosen[::-1] if e.op == "last" else chosen, row, home)
        values = [self.of(e.value, each, home) for each in chosen]
        if UNKNOWN in values:
            return UNKNOWN
        values = [value for value in values if value is not MISSING]
        if e.op in ("min", "max"):
            return (min if e.op == "min" else max)(values, key=comparable, default=MISSING)
        if e.op == "distinct":
            return len({comparable(value) for value in values})
        return exact(sum(values)) if e.op == "sum" else tuple(values)

    def could_matter(self, e: ex.Aggregate, stray: Row, home: Row) -> bool:
        """Whether a row that may belong would make a difference if it did (7.6)."""
        if e.where is not None and self.of(e.where, stray, home) in (False, MISSING):
            return False
        test = self.of(e.value, stray, home) if e.op in ("any", "every") and e.value is not None else UNKNOWN
        return test is UNKNOWN or (test is True) == (e.op == "any")

    def at_place(self, e: ex.Aggregate, rows: Sequence[Row], row: Row, home: Row) -> Any:
        place = self.of(e.nth, row, home) if e.nth else 1
        for each in rows if place not in ABSENT else ():
            value = self.of(e.value, each, home) if e.value else MISSING
            place -= value is not MISSING
            if value is UNKNOWN or (place == 0 and value is not MISSING):
                return value
        return place if place in ABSENT else MISSING

    def window(self, e: ex.Window, row: Row, home: Row) -> Any:
        own = [self.of(key, row, home) for key in e.per]
        if UNKNOWN in own:
            return UNKNOWN
        groups = self.once(("window", id(e)), partial(self.beside, e))
        rows = groups[(*own, row.key) if MISSING in own else tuple(own)]
        if rows is None or None in groups:
            return UNKNOWN
        at = rows.index(row)
        length, end = self.run(e, rows[at::-1], home) if e.op == "run" else (0, None)
        if e.crosses_claims and not self.complete_beside(e, own, self.reach(e, row, end)):
            return UNKNOWN
        if e.op == "run":
            return length

        def value(each: Row, of: ex.Expr | None) -> Any:
            counts = self.of(e.where, each, home) if e.where else True
            return self.of(of, each, home) if counts is True and of else counts

        if e.op == "share" and e.value and e.weight:
            totals = [self.of(e.value, each, home) for each in rows]
            weights = [value(each, e.weight) for each in rows]
            if UNKNOWN in [*totals, *weights] or any(total != totals[at] for total in totals):
                return UNKNOWN
            weights = [0 if weight is MISSING or weight is False else weight for weight in weights]
            return MISSING if totals[at] is MISSING else split_whole(totals[at], weights)[at]
        if e.op in ("next", "previous"):
            tests = ((each, value(each, None)) for each in (rows[at + 1 :] if e.op == "next" else rows[:at][::-1]))
            each, test = next(((each, test) for each, test in tests if test is UNKNOWN or test is True), (row, MISSING))
            return self.of(e.value, each, home) if test is True and e.value else test
        if e.op == "rank" and value(row, None) is not True:
            return UNKNOWN if value(row, None) is UNKNOWN else MISSING
        values = [value(each, e.value if e.op == "running_sum" else None) for each in rows[: at + 1]]
        if UNKNOWN in values:
            return UNKNOWN
        if e.op == "running_sum":
            return exact(sum(value for value in values if value is not MISSING and not isinstance(value, bool)))
        return sum(value is True for value in values)

    def beside(self, e: ex.Window) -> dict[Any, list[Row] | None]:
        """The rows that share keys in order, None where it is unknown; under None those whose keys are unknown."""
        members: dict[Any, list[Row]] = {}
        for row in self.rows(e.grain):
            keys = [self.of(key, row) for key in e.per]
            shared = None if UNKNOWN in keys else (*keys, row.key) if MISSING in keys else tuple(keys)
            members.setdefault(shared, []).append(row)
        found: dict[Any, list[Row] | None] = {}
        for shared, rows in members.items():
            placed = {row: [self.of(key.value, row) for key in e.order] for row in rows}
            found[shared] = None if any(UNKNOWN in keys for keys in placed.values()) else in_order(placed, e.order)
        return found

    def run(self, e: ex.Window, rows: Sequence[Row], home: Row) -> tuple[Any, Row | None]:
        """How many in a row hold, and the row that ends it; those that a test leaves out are passed over (5.3)."""
        length = 0
        for row in rows:
            test = self.of(e.where, row, home) if e.where else True
            if e.value and test in (False, MISSING):
                continue
            test = self.of(e.value, row, home) if e.value and test is True else test
            if test is not True:
                return (UNKNOWN if test is UNKNOWN else length), row
            length += 1
        return length, None

    def reach(self, e: ex.Window, row: Row, end: Row | None) -> Period | None:
        """The dates of which a window has to know all: the row's own, for a run in time back to what ends it (14.2)."""
        own, ended = self.span(row), self.span(end) if end else None
        if e.op != "run" or own is None or e.order[0].value.type not in (DATE, MONTH):
            return own
        if e.order[0].falling:
            return Period(own.start, ended.end if ended else None)
        return Period(ended.start if ended else None, own.end)

    def complete_beside(self, e: ex.Window, own: Sequence[Any], span: Period | None) -> bool:
        """14.2 for a window: its keys, and what the rows among them are known by."""
        known: dict[str, Any] = {}
        dates: Period | None = None
        declared = {name for each in self.caseload.complete for name in each.keys}
        for key, value in zip(e.per, own):
            if value is MISSING:
                continue
            name = key.path[-1] if isinstance(key, ex.ReadRow) and key.path else getattr(key, "name", "")
            name = key.grain if isinstance(key, ex.ReadRow) and not key.path else name
            known[name] = key_text(value)
            dates = dates or self.dates_of(name, value)
            rows = self.rows(key.type.grain) if isinstance(key.type, RowOf) else []
            for at in [each for each in rows if each.key == value]:
                known = {**{each: self.column_text(at, each) for each in declared}, at.grain: at.key, **known}
        return self.complete(e.grain, known.get, dates or span)

    # ------------------------------------------------------------------ rules (6, 8, 9, 11, 13)

    def holds(self, rule: Any, where: ex.Expr | None, row: Row) -> Any:
        """Whether a rule is announced, in force on the row's date, and meant for the row."""
        if not self.announced(rule.version):
            return False
        day = self.day(row) if rule.version.period != ALWAYS else None
        if day is UNKNOWN or (day is not None and not covers(rule.version.period, day)):
            return UNKNOWN if day is UNKNOWN else False
        value = self.of(where, row) if where else True
        return UNKNOWN if value is UNKNOWN else value is True

    def governing(self, items: Sequence[Any], row: Row) -> Any:
        """6.8: of the wordings in force one of an amendment, of these the one announced last; None for none."""
        tests = [(self.holds(item, None, row), item) for item in items]
        found = [item for test, item in tests if test is True] if UNKNOWN not in [test for test, _ in tests] else []
        key = lambda item: (bool(item.version.amendment), item.version.announced or date.min)  # noqa: E731
        return max(found, key=key, default=None)

    def setting(self, name: str, home: Row) -> Any:
        def make() -> Any:
            point = self.policy.unsettled.get(name)
            if point:
                reading = self.readings.get(name, point.chosen)
                return Said(reading, reading, cites=point.cites)
            found = self.governing(self.policy.settings[name].versions, home)
            return Said(self.of(found.value, home), "", found.version, found.cites) if found else UNKNOWN

        return self.node("setting", name, None, make, self.day(home))

    def fact(self, row: Row, name: str) -> Any:
        def make() -> Any:
            known = self.policy.facts[row.grain, name]
            tests = {each.label: self.holds(each, each.when, row) for each in known.exceptions}
            beaten = {label for each in known.exceptions if tests[each.label] is True for label in each.over}
            for _ in known.exceptions:
                beaten |= {label for each in known.exceptions if each.label in beaten for label in each.over}
            standing = [each for each in known.exceptions if each.label not in beaten]
            winners = [each for each in standing if tests[each.label] is True]
            if len(winners) > 1:
                raise UsageError(f"two exceptions of {name} apply to {row.grain} {row.key}")
            found: Any = winners[0] if winners else self.governing(known.definitions, row)
            if found is None:
                return Said(UNKNOWN, cites=known.cites)
            value = agreed([self.of(found.value, row)] + [
                self.of(each.value, row) for each in standing if tests[each.label] is UNKNOWN])
            return Said(value, getattr(found, "label", ""), found.version, found.cites or known.cites)

        return self.node("fact", name, row, make)

    def look_up(self, table: po.Table, keys: Sequence[Any], home: Row) -> Any:
        def make() -> Said:
            block: Any = po.TableBlock(()) if table.record else self.governing(table.blocks, home)
            if block is None:
                return Said(UNKNOWN, cites=table.cites)
            found = self.input_rows(table, keys, home) if table.record else [
                (row.value, block.version) for row in block.rows if all(map(self.fits, row.cells, keys, table.takes))]
            value, version = found[0] if found else (table.fallback if table.has_fallback else UNKNOWN, block.version)
            return Said(value, "", version, block.cites or table.cites)

        absent = lacking(keys)
        return self.node("table", table.name, tuple(keys), make, self.day(home)) if absent is None else absent

    def fits(self, cell: Any, key: Any, takes: po.TableKey) -> bool:
        if cell is None or takes.match == "is":
            return cell is None or bool(cell == key)
        over = cell[0] is None or compare(self.policy, key, cell[0]) >= 0
        return over and (cell[1] is None or compare(self.policy, key, cell[1]) < (takes.match == "from_through"))

    def input_rows(self, table: po.Table, keys: Sequence[Any], home: Row) -> list[tuple[Any, po.Version]]:
        """9.4: what the input row with these keys gives, with its dates; two, or one that may be it, give unknown."""
        found, doubt, day = [], self.day(home) is UNKNOWN and bool(table.starts or table.ends), self.day(home)
        for row in self.rows(table.record):
            cells = [self.column(row, takes.name) for takes in table.takes]
            ends = [self.column(row, name) if name else MISSING for name in (table.starts, table.ends)]
            if any(cell is not UNKNOWN and cell != key for cell, key in zip(cells, keys)):
                continue
            stretch = Period() if UNKNOWN in ends else Period(*(None if end is MISSING else end for end in ends))
            if not isinstance(day, date) or day in stretch:
                doubt = doubt or UNKNOWN in [*cells, *ends]
                found.append((self.column(row, table.value_field), po.Version(stretch)))
        return found if not doubt and len(found) < 2 else [(UNKNOWN, po.Version())]

    def outcome(self, rule: po.Outcome, row: Row) -> Any:
        def make() -> Said:
            value, how = self.holds(rule, rule.when, row), ""
            for waiver in rule.waivers:
                waived = self.holds(waiver, waiver.when, row) if value is not False else False
                value = False if waived is True else UNKNOWN if waived is UNKNOWN else value
                how = f"waived: {waiver.name}" if waived is True else how
            return Said(value, how, rule.version, self.cites(rule))

        return self.node("outcome", rule.name, row, make)

    def cites(self, rule: po.Outcome) -> tuple[po.Citation, ...]:
        parent: Any = self.policy.allowances.get(rule.parent) or self.policy.deadlines.get(rule.parent)
        parent = parent or self.policy.facts.get((rule.grain, rule.parent))
        return rule.cites or (parent.cites if parent else ())

    def deadline(self, name: str, row: Row) -> Any:
        def make() -> Said:
            known = self.policy.deadlines[name]
            has, due, event, late = self.holds(known, known.where, row), MISSING, MISSING, False
            if has is not False:
                due, event = self.of(known.due, row), self.of(known.event, row)
            met = False
            if MISSING not in (due, event):
                both = isinstance(due, datetime) and isinstance(event, datetime)
                ends = [due, event] if both or UNKNOWN in (due, event) else [first_day(due), first_day(event)]
                late = UNKNOWN if UNKNOWN in (has, *ends) else compare(self.policy, *ends) < (not known.inclusive)
                met = UNKNOWN if late is UNKNOWN else not late
            value = {"due": has if has is UNKNOWN else due, "met": met, "late": late}
            return Said(value, "", known.version, known.cites)

        return self.node("deadline", name, row, make)
