"""The statements that decide: asks, pay, deny, hold, flag, route, waive, allowances and deadlines."""

from __future__ import annotations

from typing import Any

from attrs import evolve

from ccpolicy.dsl.facts import Facts
from ccpolicy.dsl.names import Place
from ccpolicy.dsl.syntax import Clause, Node, Path, Statement, Word
from ccpolicy.dsl.world import Placed, World, words
from ccpolicy.model.expr import Apply, Expr, Literal, ReadAllowance, ReadDeadline, ReadFact, SortKey
from ccpolicy.model.policy import (
    Allowance, Asked, Asks, Citation, Deadline, Outcome, Pay, Version, Waiver, WindowOf, Worksheet,
)
from ccpolicy.model.types import DATE, DAYS, MINUTES, MOMENT, MONEY, MONTHS, NUMBER, TEXT, YES_NO, Codes, ListOf, Quantity, Type
from ccpolicy.source import Span

STOPS = ("deny", "hold", "route")
KINDS = (*STOPS, "flag")
MONTHS_OF_YEAR = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december")
WINDOWS = ("week", "month", "calendar_year", "life")


class Deciders:
    """Builds deciding statements. `allowances` and the like fill as they are built."""

    def __init__(self, world: World, facts: Facts) -> None:
        self.world, self.facts, self.checker = world, facts, facts.checker
        self.allowances: dict[str, Allowance] = {}
        self.deadlines: dict[str, Deadline] = {}
        self.outcomes: dict[str, Outcome] = {}
        self.pays: list[Pay] = []
        self.asks: list[Asks] = []
        self.allowance_statements: dict[str, Placed] = {}
        self.checker.allowance_type = self.allowance_type
        self.checker.deadline_type = self.deadline_type

    # ---------------------------------------------------------------- drafts: what names and grains there are

    def draft(self, placed: Placed) -> None:
        statement, world = placed.statement, self.world
        if statement.word == "asks":
            assert statement.of is not None
            grain = statement.of.text
            if grain not in world.grains:
                world.unknown("grain", grain, world.grains, statement.of.span)
            else:
                world.asked[grain] = self._claim_of(grain)
        elif statement.word == "allowance" and world.declare("allowance", statement.name, statement.name_span):
            spent = statement.clauses("spent")[0]
            grain_word = next(v for v in spent.values if isinstance(v, Word))
            if grain_word.text not in world.grains:
                world.unknown("grain", grain_word.text, world.grains, spent.span)
                return
            world.allowance_grains[statement.name] = grain_word.text
            self.allowance_statements[statement.name] = placed
            self._draft_outcomes(statement, "beyond", grain_word.text)
        elif statement.word == "deadline" and world.declare("deadline", statement.name, statement.name_span):
            assert statement.of is not None
            if statement.of.text not in world.grains:
                world.unknown("grain", statement.of.text, world.grains, statement.of.span)
                return
            world.deadline_drafts[statement.name] = (statement.of.text, placed)
            self._draft_outcomes(statement, "late", statement.of.text)
        elif statement.word == "bands":
            self._draft_outcomes(statement, "beyond", statement.of.text if statement.of else "")
        elif statement.word in KINDS:
            assert statement.of is not None
            if statement.of.text not in world.grains:
                world.unknown("grain", statement.of.text, world.grains, statement.of.span)
            elif world.declare("reason", statement.name, statement.name_span):
                world.outcome_grains[statement.name] = statement.of.text

    def _draft_outcomes(self, statement: Statement, word: str, grain: str) -> None:
        for clause in statement.clauses(word):
            kind, name, of = _outcome_head(clause)
            if kind not in KINDS:
                self.world.unknown("outcome", kind, KINDS, clause.span, f"one of {', '.join(KINDS)}")
            elif of and of not in self.world.grains:
                self.world.unknown("grain", of, self.world.grains, clause.span)
            elif self.world.declare("reason", name, clause.span):
                self.world.outcome_grains[name] = of or grain

    def _claim_of(self, grain: str) -> str:
        """The record through which the rows of an asked grain arrive."""
        while self.world.grains[grain].base:
            grain = self.world.grains[grain].base
        return grain

    # ---------------------------------------------------------------- outcomes

    def outcome(self, placed: Placed) -> None:
        statement = placed.statement
        if statement.of is None or self.world.outcome_grains.get(statement.name) != statement.of.text or statement.name in self.outcomes:
            return
        place = Place(statement.of.text)
        when = self.facts.when(statement, place, statement.span)
        if when is None:
            return
        self._finish(statement, statement.word, statement.name, place, when, placed, label=statement.label)

    def _finish(self, owner: Statement | Clause, kind: str, name: str, place: Place, when: Expr, placed: Placed, *, label: str = "", parent: str = "",
                cites: tuple[Citation, ...] = (), version: Version | None = None, note: str = "") -> None:
        world = self.world
        self.facts.guard(when, strict=kind in STOPS and not parent)
        cites = world.cites(owner, cites or (placed.amendment.cites if placed.amendment else ()))
        if not cites:
            world.report("citation-missing", f"`{name}` cites nothing", owner.span, help='every reason says where it is written: cite SOURCE "place"')
        units = [c.values[0] for c in owner.clauses("unit")]
        unit = self._unit(units[0]) if units else ""
        to = next((c.values[0].text for c in owner.clauses("to")), "")
        asking = tuple(text.plain for c in owner.clauses("asking") for text in c.values)
        if kind in STOPS and not any(grain == place.grain or world.route(grain, place.grain) for grain in world.asked):
            world.report("stops-nothing", f"no row that asks for payment leads to a row of `{place.grain}`, so this {kind} would stop nothing", owner.span,
                         help="stop a row that asks, or one that such rows lead to; a finding is a `flag`")
        made = Outcome(name, label, cites, world.note(owner) or note, version or world.version(owner, placed), owner.span, kind=kind, grain=place.grain, when=when,
                       unit=unit or "", say=self.facts.texts(owner, place), to=to, asking=asking, parent=parent)
        self.outcomes[name] = made

    def _unit(self, node: Node) -> str:
        text = str(node) if isinstance(node, Path) else getattr(node, "text", "")
        lists = [kind for asks in self.asks for asked in asks.units if isinstance(kind := asked.unit.type, Codes)]
        for kind in lists:
            if text in kind.codes:
                self.world.used.add(f"{kind.name}:{text}")
                return text
        self.world.unknown("unit", text, [code for kind in lists for code in kind.codes], node.span, "a unit type of an `asks`")
        return ""

    def waive(self, placed: Placed) -> None:
        statement = placed.statement
        outcome = self.outcomes.get(statement.name)
        if outcome is None:
            if statement.name not in self.world.outcome_grains:
                self.world.unknown("reason", statement.name, self.world.outcome_grains, statement.name_span)
            return
        when = self.facts.when(statement, Place(outcome.grain), statement.span)
        if when is None:
            return
        cites = self.world.cites(statement, placed.amendment.cites if placed.amendment else ())
        waiver = Waiver(statement.label or statement.name, outcome.name, when, self.world.version(statement, placed), cites, self.world.note(statement), statement.span)
        self.outcomes[statement.name] = evolve(outcome, waivers=(*outcome.waivers, waiver))

    # ---------------------------------------------------------------- bands

    def bands(self, placed: Placed) -> None:
        """The outcome `beyond` the bands: the value is there, and no band holds it."""
        statement = placed.statement
        if statement.of is None or (statement.of.text, statement.name) not in self.world.facts or statement.by is None:
            return
        place = Place(statement.of.text)
        for clause in statement.clauses("beyond"):
            kind, name, _ = _outcome_head(clause)
            fact = self.facts.fact(statement.of.text, statement.name, statement.span)
            value = self.checker.check(statement.by, place)
            if fact is None or value is None or name not in self.world.outcome_grains:
                continue
            read = ReadFact(type=fact.type, optional=True, path=(), grain=fact.grain, name=fact.name, span=clause.span)
            parts: list[Expr] = [_missing(read, yes=True)]
            if statement.where is not None and (where := self.checker.condition(statement.where, place)) is not None:
                parts.insert(0, where)
            if value.optional:
                parts.insert(0, _missing(value, yes=False))
            when = parts[0] if len(parts) == 1 else Apply(type=YES_NO, op="and", args=tuple(parts), span=clause.span)
            extra = {"value": value} | ({statement.by.name: value} if hasattr(statement.by, "name") else {})
            self._finish(clause, kind, name, Place(statement.of.text, extra=extra), when, placed, parent=statement.name,
                         cites=self.world.cites(statement), version=self.world.version(statement, placed), note=self.world.note(statement))

    # ---------------------------------------------------------------- asks and pay

    def ask(self, placed: Placed) -> None:
        statement, world = placed.statement, self.world
        if statement.of is None or statement.of.text not in world.asked:
            return
        grain = statement.of.text
        place = Place(grain)
        where = self._where(statement.where, place)
        units = []
        for clause in statement.clauses("units"):
            nodes = [v for v in clause.values if isinstance(v, Node)]
            amount = self.checker.check(nodes[0], place)
            unit = self.checker.check(nodes[1], place, self._unit_list(nodes[1], grain))
            if amount is None or unit is None:
                continue
            if not isinstance(unit.type, Codes):
                world.report("wrong-type", "the unit type is a code", clause.span, help="units AMOUNT by CODE, the code from a list of unit types")
                continue
            if amount.type not in (NUMBER, MINUTES):
                world.report("wrong-type", "units are a number or hours", clause.span)
                continue
            units.append(Asked(amount, unit))
        line = []
        for clause in statement.clauses("line"):
            for path in clause.values[0]:
                value = self.checker.check(path, place)
                if value is not None:
                    line.append((path.names[-1], value))
        if grain in {asks.grain for asks in self.asks}:
            world.report("declared-twice", f"`{grain}` asks twice", statement.span, help="one `asks` may have several `units`")
        if units:
            self.asks.append(Asks(f"asks_{grain}", statement.label, world.cites(statement), world.note(statement), world.version(statement, placed), statement.span,
                                  grain=grain, where=where, units=tuple(units), line=tuple(line), claim=world.asked[grain]))

    def _unit_list(self, node: Node, grain: str) -> Type | None:
        """The list a bare unit code comes from: the only one that has it."""
        text = str(node) if isinstance(node, Path) else getattr(node, "text", "")
        if isinstance(node, Path) and (len(node.names) > 1 or (grain, text) in self.world.facts or text in self.world.grains[grain].fields):
            return None
        lists = [name for name, known in self.world.codes.items() if text in known.rows]
        return self.world.codes_type(lists[0]) if len(lists) == 1 else None

    def _where(self, node: Node | None, place: Place) -> Expr | None:
        return self.checker.condition(node, place) if node is not None else None

    def pay(self, placed: Placed, worksheets: dict[str, Worksheet]) -> None:
        statement, world = placed.statement, self.world
        assert statement.of is not None
        grain = statement.of.text
        if grain not in world.grains:
            world.unknown("grain", grain, world.grains, statement.of.span)
            return
        if grain not in world.asked and not any(world.route(asked, grain) for asked in world.asked):
            world.report("pays-nothing", f"no row that asks for payment is or leads to a row of `{grain}`", statement.span, help="say with `asks` which rows ask")
            return
        if not any(p.name == statement.name for p in self.pays):
            world.declare("pay", statement.name, statement.name_span)
        place = Place(grain)
        where = self._where(statement.where, place)
        blocks: list[tuple[Statement | Clause, Version]] = [
            (c, world.dated(c, Version())) for c in [*statement.clauses("from"), *statement.clauses("through")]
            if any(isinstance(part, Clause) and part.word == "amount" for part in c.body) or statement.clauses("from")[1:]
        ]
        cites = world.cites(statement, placed.amendment.cites if placed.amendment else ())
        for owner, version in blocks or [(statement, world.version(statement, placed))]:
            amount = next((self.checker.check(c.values[0], place, MONEY) for c in [*owner.clauses("amount"), *statement.clauses("amount")]), None)
            if amount is not None:
                self.facts.guard(amount, strict=False)
                if not amount.whole:
                    world.report("unrounded-amount", f"`{statement.name}` may pay a fraction of a cent", amount.span, help="round it by name, as in rounded half_up to $0.01")
            sheet = next((w.name for w in worksheets.values() if isinstance(amount, ReadFact) and w.grain == grain and any(line.fact == amount.name for line in w.lines)), "")
            share, undivided = self._share(statement, grain, amount)
            self.pays.append(Pay(statement.name, statement.label, world.cites(owner, cites), world.note(statement), version, statement.span, grain=grain, where=where,
                                 amount=amount, share=share, undivided=undivided, worksheet=sheet, say=self.facts.texts(statement, place)))

    def _share(self, statement: Statement, grain: str, amount: Expr | None) -> tuple[Expr | None, bool]:
        world = self.world
        undivided = bool(statement.clauses("undivided"))
        shares = statement.clauses("share")
        if grain in world.asked:
            if shares or undivided:
                world.report("misplaced-clause", f"`{grain}` asks itself: there is nothing to share", statement.span, help="take `share by` or `undivided` away")
            return None, False
        asked = next(a for a in world.asked if world.route(a, grain))
        share = next((self.checker.check(next(v for v in c.values if isinstance(v, Node)), Place(asked), None) for c in shares), None)
        if share is None and not undivided and amount is not None:
            world.report("share-missing", f"an amount of a `{grain}` has to be shared over the rows that ask", statement.span, help="add `share by WEIGHT`, or `undivided`")
        return share, undivided

    # ---------------------------------------------------------------- allowances

    def allowance_type(self, name: str, span: Span) -> Type | None:
        """What an allowance is counted in."""
        world = self.world
        if name not in world.allowance_types:
            world.allowance_types[name] = NUMBER  # while its own `spends` is looked at, it counts rows
            statement = self.allowance_statements[name].statement
            kind: Type | None = NUMBER
            for clause in statement.clauses("spends"):
                value = self.checker.check(clause.values[0], Place(world.allowance_grains[name]))
                kind = value.type if value is not None else None
            for clause in statement.clauses("unit"):
                limit = self.checker.check(statement.clauses("limit")[0].values[0], Place(world.allowance_grains[name]))
                kind = limit.type if limit is not None else None
            world.allowance_types[name] = kind
        return world.allowance_types[name]

    def allowance(self, placed: Placed) -> None:
        statement, world, name = placed.statement, self.world, placed.statement.name
        grain = world.allowance_grains.get(name)
        if grain is None or name in self.allowances:
            return
        place = Place(grain)
        kind = self.allowance_type(name, statement.span)
        spent = statement.clauses("spent")[0]
        where_node = next((v for v in spent.values if isinstance(v, Node) and not isinstance(v, Word)), None)
        where = self._where(where_node, place)
        spends = next((self.checker.check(c.values[0], place, kind) for c in statement.clauses("spends")), None)
        limit = self.checker.check(statement.clauses("limit")[0].values[0], place)
        if limit is None or kind is None or (statement.clauses("spends") and spends is None) or (where_node is not None and where is None):
            return
        if not isinstance(kind, Quantity) or (limit.type != kind and not (kind == NUMBER and limit.type == DAYS and not statement.clauses("spends"))):
            world.report("wrong-units", f"a limit in {limit.type} is spent in {kind}", statement.clauses("limit")[0].span, help="limit and `spends` are counted in the same thing")
            return
        if limit.type == MONEY and not (limit.whole and (spends is None or spends.whole)):
            world.report("unrounded-amount", f"`{name}` may grant a fraction of a cent", limit.span, help="round what is spent")
        per, window = self._per(statement, place)
        order = tuple(SortKey(v, k.falling) for c in statement.clauses("order") for k in c.values if (v := self.checker.check(k.value, place)) is not None)
        if not order:
            order = world.grains[grain].order
        if not order:
            world.report("order-missing", f"`{name}` does not say who is served first", statement.span, help="add `order date`, or another key")
        carry = next((self.checker.check(c.values[0], place, limit.type) for c in statement.clauses("carry")), None)
        units = [c.values[0] for c in statement.clauses("unit")]
        grant = next((c.values[0].text for c in statement.clauses("grant")), "whole")
        if grant not in ("whole", "part"):
            world.unknown("grant", grant, ("whole", "part"), statement.clauses("grant")[0].span)
        others = {word: tuple(n for c in statement.clauses(word) for n in words(c.values[0])) for word in ("after", "with")}
        for other in (*others["after"], *others["with"]):
            if other not in world.allowance_grains:
                world.unknown("allowance", other, world.allowance_grains, statement.span)
        if window.kind not in ("life",) and world.grains[grain].dated_by is None:
            world.report("date-missing", f"a row of `{grain}` has no date to count by", statement.span, help="say `dated by …` in its record or grain")
        cites = world.cites(statement, placed.amendment.cites if placed.amendment else ())
        self.allowances[name] = Allowance(
            name, statement.label, cites, world.note(statement), world.version(statement, placed), statement.name_span, grain=grain, where=where, spends=spends,
            limit=limit, per=per, window=window, order=order, unit=self._unit(units[0]) if units else "", grant=grant,
            even_when_denied=bool(statement.clauses("even_when_denied")), reorder=bool(statement.clauses("reorder")), carry=carry,
            after=others["after"], together=others["with"], spends_type=limit.type,
        )
        for clause in statement.clauses("beyond"):
            self._beyond(clause, statement, placed, grain, limit.type, cites)

    def _beyond(self, clause: Clause, statement: Statement, placed: Placed, grain: str, kind: Type, cites: tuple[Citation, ...]) -> None:
        world, name = self.world, statement.name
        outcome_kind, reason, of = _outcome_head(clause)
        target = of or grain
        way = () if target == grain else world.route(target, grain) if reason in world.outcome_grains else None
        if way is None:
            if reason in world.outcome_grains:
                world.report("out-of-reach", f"a row of `{target}` leads to no row of `{grain}`", clause.span, help=f"refuse rows of `{grain}`, or finer ones")
            return

        def item(what: str, of_kind: Type) -> Expr:
            return ReadAllowance(type=of_kind, path=way, allowance=name, item=what, span=clause.span)

        extra = {what: item(what, kind) for what in ("limit", "used", "left", "asked", "granted")}
        extra |= {"number": item("number", NUMBER), "refused": item("refused", YES_NO), "spenders": item("spenders", ListOf(TEXT))}
        place = Place(target, extra=extra)
        when: Expr = item("refused", YES_NO)
        node = next((v for v in clause.values if isinstance(v, Node) and not isinstance(v, Word) and not hasattr(v, "plain")), None)
        if node is not None:
            test = self.checker.condition(node, place)
            if test is None:
                return
            when = Apply(type=YES_NO, op="and", args=(test, when), span=clause.span)
        self._finish(clause, outcome_kind, reason, place, when, placed, label=statement.label, parent=name, cites=cites,
                     version=world.version(statement, placed), note=world.note(statement))
        made = self.outcomes[reason]
        unit = self.allowances[name].unit
        if unit:
            self.outcomes[reason] = evolve(made, unit=unit)

    def _per(self, statement: Statement, place: Place) -> tuple[tuple[tuple[str, Expr], ...], WindowOf]:
        per: list[tuple[str, Expr]] = []
        window = WindowOf("life")
        for clause in statement.clauses("per"):
            for key in clause.values:
                found = self._window(key, clause, place)
                if found is not None:
                    window = found
                    if found.kind == "week" and not self.world.options.week_starts:
                        self.world.report("option-missing", "the policy does not say on which day a week starts", clause.span, help="add `week_starts …` to its heading")
                elif isinstance(key, Node):
                    value = self.checker.check(key, place)
                    if value is not None:
                        per.append((str(key).split(".")[-1] if isinstance(key, Path) else f"key{len(per) + 1}", value))
        return tuple(per), window

    def _window(self, key: Any, clause: Clause, place: Place) -> WindowOf | None:
        """The window a key of `per` names, if it names one."""
        world = self.world
        if isinstance(key, tuple):
            month, _, day = key[1].text.partition("_")
            if key[0].text != "year_from" or month not in MONTHS_OF_YEAR or not day.isdigit() or not 1 <= int(day) <= 28:
                world.report("bad-window", f"`{key[0].text} {key[1].text}` is not a window", clause.span, help="as in year_from july_1")
                return WindowOf("life")
            return WindowOf("year_from", month=MONTHS_OF_YEAR.index(month) + 1, day=int(day))
        if isinstance(key, Path) and len(key.names) == 1 and key.names[0] in WINDOWS:
            return WindowOf(key.names[0])
        if getattr(key, "name", "") in ("rolling", "every"):
            args = [arg.value for arg in key.args]
            length = self.checker.check(args[0], place, MONTHS) if args else None
            anchor = self.checker.check(args[1], place, DATE) if key.name == "every" and len(args) == 2 else None
            if not isinstance(length, Literal) or length.value <= 0 or (key.name == "every") != (anchor is not None):
                world.report("bad-window", f"`{key.name}` takes {'months and the date they start from' if key.name == 'every' else 'a number of months'}", key.span,
                             help="as in rolling(12 months) or every(6 months, authorization.starts)")
                return WindowOf("life")
            return WindowOf(key.name, months=int(length.value), anchor=anchor)
        return None

    # ---------------------------------------------------------------- deadlines

    def deadline_type(self, name: str, span: Span) -> Type | None:
        world = self.world
        if name not in world.deadline_types:
            grain, placed = world.deadline_drafts[name]
            due = self.checker.check(_due(placed.statement)[1], Place(grain))
            if due is None:
                return None
            world.deadline_types[name] = due.type
        return world.deadline_types[name]

    def deadline(self, placed: Placed) -> None:
        statement, world, name = placed.statement, self.world, placed.statement.name
        if name not in world.deadline_drafts or name in self.deadlines:
            return
        grain, _ = world.deadline_drafts[name]
        place = Place(grain)
        where = self._where(statement.where, place)
        event = self.checker.check(statement.clauses("event")[0].values[0], place)
        word, node = _due(statement)
        due = self.checker.check(node, place)
        if event is None or due is None or (statement.where is not None and where is None):
            return
        if word not in ("on", "before"):
            world.unknown("word", word, ("on", "before"), statement.clauses("due")[0].span, "due on the last day in, due before the first moment out")
            return
        if event.type not in (DATE, MOMENT) or due.type not in (DATE, MOMENT) or (event.type == DATE and due.type == MOMENT):
            world.report("wrong-type", f"an event that is a {event.type} cannot be held against a due that is a {due.type}", statement.span, help="both are dates, or moments")
            return
        cites = world.cites(statement, placed.amendment.cites if placed.amendment else ())
        late = statement.clauses("late")
        reason = _outcome_head(late[0])[1] if late else ""
        self.deadlines[name] = Deadline(name, statement.label, cites, world.note(statement), world.version(statement, placed), statement.name_span,
                                        grain=grain, where=where, event=event, due=due, inclusive=word == "on", outcome=reason)
        if not cites:
            world.report("citation-missing", f"`{name}` cites nothing", statement.name_span, help='say where it is written: cite SOURCE "place"')
        for clause in late:
            kind, reason, of = _outcome_head(clause)
            target = of or grain
            way = () if target == grain else world.route(target, grain)
            if reason not in world.outcome_grains:
                continue
            if way is None:
                world.report("out-of-reach", f"a row of `{target}` leads to no row of `{grain}`", clause.span)
                continue
            due_read = ReadDeadline(type=due.type, optional=True, path=way, deadline=name, item="due", span=clause.span)
            extra: dict[str, Expr] = {"due": due_read} | ({"event": event} if not way else {})
            when = ReadDeadline(type=YES_NO, path=way, deadline=name, item="late", span=clause.span)
            self._finish(clause, kind, reason, Place(target, extra=extra), when, placed, label=statement.label, parent=name, cites=cites or (Citation("", ""),),
                         version=world.version(statement, placed), note=world.note(statement))


def _due(statement: Statement) -> tuple[str, Node]:
    clause = statement.clauses("due")[0]
    return clause.values[0].text, clause.values[1]


def _outcome_head(clause: Clause) -> tuple[str, str, str]:
    """Kind, name and `of` grain of a `beyond` or `late` clause."""
    plain = [v for v in clause.values if isinstance(v, Word)]
    of = plain[2].text if "OF" in clause.values and len(plain) > 2 else ""
    return plain[0].text, plain[1].text, of


def _missing(value: Expr, *, yes: bool) -> Expr:
    test = Apply(type=YES_NO, op="is_missing", args=(value,), span=value.span)
    return test if yes else Apply(type=YES_NO, op="not", args=(test,), span=value.span)



