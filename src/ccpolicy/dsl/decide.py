"""The statements that decide: asks, pay, deny, hold, flag, route and waive."""

from __future__ import annotations

from attrs import evolve

from ccpolicy.dsl.checking import Place
from ccpolicy.dsl.facts import Facts
from ccpolicy.dsl.syntax import Clause, Node, Path, Statement, Text, Word
from ccpolicy.dsl.world import Placed, World
from ccpolicy.model.expr import Apply, Expr, ReadFact
from ccpolicy.model.policy import (
    Asked,
    Asks,
    Citation,
    Outcome,
    Pay,
    Version,
    Waiver,
    Worksheet,
)
from ccpolicy.model.types import (
    MINUTES,
    MONEY,
    NUMBER,
    YES_NO,
    Codes,
    Type,
)

STOPS = ("deny", "hold", "route")
KINDS = (*STOPS, "flag")


class Outcomes:
    """Builds the outcomes, what asks and what pays; first `draft` takes the names and grains of all of them."""

    def __init__(self, world: World, facts: Facts) -> None:
        self.world, self.facts, self.checker = world, facts, facts.checker
        self.made: dict[str, Outcome] = {}
        self.pays: list[Pay] = []
        self.asks: list[Asks] = []
        self.allowance_statements: dict[str, Placed] = {}

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
            kind, name, of = outcome_head(clause)
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
        if (
            statement.of is None
            or self.world.outcome_grains.get(statement.name) != statement.of.text
            or statement.name in self.made
        ):
            return
        place = Place(statement.of.text)
        when = self.facts.when(statement, place, statement.span)
        if when is None:
            return
        self.finish(statement, statement.word, statement.name, place, when, placed, label=statement.label)

    def finish(
        self,
        owner: Statement | Clause,
        kind: str,
        name: str,
        place: Place,
        when: Expr,
        placed: Placed,
        *,
        label: str = "",
        parent: str = "",
        cites: tuple[Citation, ...] = (),
        version: Version | None = None,
        note: str = "",
    ) -> None:
        world = self.world
        self.facts.guard(when, strict=kind in STOPS and not parent)
        cites = world.cites(owner, cites or (placed.amendment.cites if placed.amendment else ()))
        if not cites:
            world.report(
                "citation-missing",
                f"`{name}` cites nothing",
                owner.span,
                help='every reason says where it is written: cite SOURCE "place"',
            )
        units = [c.values[0] for c in owner.clauses("unit")]
        unit = self.unit(units[0]) if units else ""
        to = next((c.values[0].text for c in owner.clauses("to")), "")
        asking = tuple(text.plain for c in owner.clauses("asking") for text in c.values)
        if kind in STOPS and not any(grain == place.grain or world.route(grain, place.grain) for grain in world.asked):
            world.report(
                "stops-nothing",
                f"no row that asks for payment leads to a row of `{place.grain}`, so this {kind} would stop nothing",
                owner.span,
                help="stop a row that asks, or one that such rows lead to; a finding is a `flag`",
            )
        made = Outcome(
            name,
            label,
            cites,
            world.note(owner) or note,
            version or world.version(owner, placed),
            owner.span,
            kind=kind,
            grain=place.grain,
            when=when,
            unit=unit or "",
            say=self.facts.texts(owner, place),
            to=to,
            asking=asking,
            parent=parent,
        )
        self.made[name] = made

    def unit(self, node: Node) -> str:
        text = str(node) if isinstance(node, Path) else getattr(node, "text", "")
        lists = [kind for asks in self.asks for asked in asks.units if isinstance(kind := asked.unit.type, Codes)]
        for kind in lists:
            if text in kind.codes:
                self.world.used.add(f"{kind.name}:{text}")
                return text
        self.world.unknown(
            "unit", text, [code for kind in lists for code in kind.codes], node.span, "a unit type of an `asks`"
        )
        return ""

    def waive(self, placed: Placed) -> None:
        statement = placed.statement
        outcome = self.made.get(statement.name)
        if outcome is None:
            if statement.name not in self.world.outcome_grains:
                self.world.unknown("reason", statement.name, self.world.outcome_grains, statement.name_span)
            return
        when = self.facts.when(statement, Place(outcome.grain), statement.span)
        if when is None:
            return
        cites = self.world.cites(statement, placed.amendment.cites if placed.amendment else ())
        waiver = Waiver(
            statement.label or statement.name,
            outcome.name,
            when,
            self.world.version(statement, placed),
            cites,
            self.world.note(statement),
            statement.span,
        )
        self.made[statement.name] = evolve(outcome, waivers=(*outcome.waivers, waiver))

    # ---------------------------------------------------------------- bands

    def bands(self, placed: Placed) -> None:
        """The outcome `beyond` the bands: the value is there, and no band holds it."""
        statement = placed.statement
        if statement.of is None or (statement.of.text, statement.name) not in self.world.facts or statement.by is None:
            return
        place = Place(statement.of.text)
        for clause in statement.clauses("beyond"):
            kind, name, _ = outcome_head(clause)
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
            self.finish(
                clause,
                kind,
                name,
                Place(statement.of.text, extra=extra),
                when,
                placed,
                parent=statement.name,
                cites=self.world.cites(statement),
                version=self.world.version(statement, placed),
                note=self.world.note(statement),
                label=outcome_label(clause),
            )

    # ---------------------------------------------------------------- asks and pay

    def ask(self, placed: Placed) -> None:
        statement, world = placed.statement, self.world
        if statement.of is None or statement.of.text not in world.asked:
            return
        grain = statement.of.text
        place = Place(grain)
        where = self.where(statement.where, place)
        units = []
        for clause in statement.clauses("units"):
            nodes = [v for v in clause.values if isinstance(v, Node)]
            amount = self.checker.check(nodes[0], place)
            unit = self.checker.check(nodes[1], place, self._unit_list(nodes[1], grain))
            if amount is None or unit is None:
                continue
            if not isinstance(unit.type, Codes):
                world.report(
                    "wrong-type",
                    "the unit type is a code",
                    clause.span,
                    help="units AMOUNT by CODE, the code from a list of unit types",
                )
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
            world.report(
                "declared-twice", f"`{grain}` asks twice", statement.span, help="one `asks` may have several `units`"
            )
        if units:
            self.asks.append(
                Asks(
                    f"asks_{grain}",
                    statement.label,
                    world.cites(statement),
                    world.note(statement),
                    world.version(statement, placed),
                    statement.span,
                    grain=grain,
                    where=where,
                    units=tuple(units),
                    line=tuple(line),
                    claim=world.asked[grain],
                )
            )

    def _unit_list(self, node: Node, grain: str) -> Type | None:
        """The list a bare unit code comes from: the only one that has it."""
        text = str(node) if isinstance(node, Path) else getattr(node, "text", "")
        if isinstance(node, Path) and (
            len(node.names) > 1 or (grain, text) in self.world.facts or text in self.world.grains[grain].fields
        ):
            return None
        lists = [name for name, known in self.world.codes.items() if text in known.rows]
        return self.world.codes_type(lists[0]) if len(lists) == 1 else None

    def where(self, node: Node | None, place: Place) -> Expr | None:
        return self.checker.condition(node, place) if node is not None else None

    def pay(self, placed: Placed, worksheets: dict[str, Worksheet]) -> None:
        statement, world = placed.statement, self.world
        assert statement.of is not None
        grain = statement.of.text
        if grain not in world.grains:
            world.unknown("grain", grain, world.grains, statement.of.span)
            return
        if grain not in world.asked and not any(world.route(asked, grain) for asked in world.asked):
            world.report(
                "pays-nothing",
                f"no row that asks for payment is or leads to a row of `{grain}`",
                statement.span,
                help="say with `asks` which rows ask",
            )
            return
        if not any(p.name == statement.name for p in self.pays):
            world.declare("pay", statement.name, statement.name_span)
        place = Place(grain)
        where = self.where(statement.where, place)
        blocks: list[tuple[Statement | Clause, Version]] = [
            (c, world.dated(c, Version()))
            for c in [*statement.clauses("from"), *statement.clauses("through")]
            if any(isinstance(part, Clause) and part.word == "amount" for part in c.body)
            or statement.clauses("from")[1:]
        ]
        cites = world.cites(statement, placed.amendment.cites if placed.amendment else ())
        for owner, version in blocks or [(statement, world.version(statement, placed))]:
            amount = next(
                (
                    self.checker.check(c.values[0], place, MONEY)
                    for c in [*owner.clauses("amount"), *statement.clauses("amount")]
                ),
                None,
            )
            if amount is not None:
                self.facts.guard(amount, strict=False)
                if not amount.whole:
                    world.report(
                        "unrounded-amount",
                        f"`{statement.name}` may pay a fraction of a cent",
                        amount.span,
                        help="round it by name, as in rounded half_up to $0.01",
                    )
            sheet = next(
                (
                    w.name
                    for w in worksheets.values()
                    if isinstance(amount, ReadFact)
                    and w.grain == grain
                    and any(line.fact == amount.name for line in w.lines)
                ),
                "",
            )
            share, undivided = self._share(statement, grain, amount)
            self.pays.append(
                Pay(
                    statement.name,
                    statement.label,
                    world.cites(owner, cites),
                    world.note(statement),
                    version,
                    statement.span,
                    grain=grain,
                    where=where,
                    amount=amount,
                    share=share,
                    undivided=undivided,
                    worksheet=sheet,
                    say=self.facts.texts(statement, place),
                )
            )

    def _share(self, statement: Statement, grain: str, amount: Expr | None) -> tuple[Expr | None, bool]:
        world = self.world
        undivided = bool(statement.clauses("undivided"))
        shares = statement.clauses("share")
        if grain in world.asked:
            if shares or undivided:
                world.report(
                    "misplaced-clause",
                    f"`{grain}` asks itself: there is nothing to share",
                    statement.span,
                    help="take `share by` or `undivided` away",
                )
            return None, False
        asked = next(a for a in world.asked if world.route(a, grain))
        share = next(
            (self.checker.check(next(v for v in c.values if isinstance(v, Node)), Place(asked), None) for c in shares),
            None,
        )
        if share is None and not undivided and amount is not None:
            world.report(
                "share-missing",
                f"an amount of a `{grain}` has to be shared over the rows that ask",
                statement.span,
                help="add `share by WEIGHT`, or `undivided`",
            )
        return share, undivided


def outcome_label(clause: Clause) -> str:
    """The label of a reason told in a clause: its own, not that of the statement it stands in."""
    return next((value.plain for value in clause.values if isinstance(value, Text)), "")


def outcome_head(clause: Clause) -> tuple[str, str, str]:
    """Kind, name and `of` grain of a `beyond` or `late` clause."""
    plain = [v for v in clause.values if isinstance(v, Word)]
    of = plain[2].text if "OF" in clause.values and len(plain) > 2 else ""
    return plain[0].text, plain[1].text, of


def _missing(value: Expr, *, yes: bool) -> Expr:
    test = Apply(type=YES_NO, op="is_missing", args=(value,), span=value.span)
    return test if yes else Apply(type=YES_NO, op="not", args=(test,), span=value.span)
