"""Allowances and deadlines: limits that rows spend, and dates that events are held against."""

from __future__ import annotations

from typing import Any

from attrs import evolve

from ccpolicy.dsl.checking import Place
from ccpolicy.dsl.decide import Outcomes, outcome_head, outcome_label
from ccpolicy.dsl.syntax import Clause, Node, Path, Statement, Word
from ccpolicy.dsl.world import Placed, World, words
from ccpolicy.model.expr import Apply, Expr, Literal, ReadAllowance, ReadDeadline, SortKey
from ccpolicy.model.policy import (
    Allowance,
    Citation,
    Deadline,
    WindowOf,
)
from ccpolicy.model.types import (
    DATE,
    DAYS,
    MOMENT,
    MONEY,
    MONTHS,
    NUMBER,
    TEXT,
    YES_NO,
    ListOf,
    Quantity,
    Type,
)
from ccpolicy.source import Span

MONTHS_OF_YEAR = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
WINDOWS = ("week", "month", "calendar_year", "life")


class Spending:
    """Builds allowances and deadlines, with the outcomes beyond and after them.

    Types are told on demand (`allowance_type`, `deadline_type`), since texts and formulas may read an allowance before
    it is built.
    """

    def __init__(self, world: World, outcomes: Outcomes) -> None:
        self.world, self.outcomes, self.checker = world, outcomes, outcomes.checker
        self.allowances: dict[str, Allowance] = {}
        self.deadlines: dict[str, Deadline] = {}
        self.checker.allowance_type = self.allowance_type
        self.checker.deadline_type = self.deadline_type

    # ---------------------------------------------------------------- allowances

    def allowance_type(self, name: str, span: Span) -> Type | None:
        """What an allowance is counted in."""
        world = self.world
        if name not in world.allowance_types:
            world.allowance_types[name] = NUMBER  # while its own `spends` is looked at, it counts rows
            statement = self.outcomes.allowance_statements[name].statement
            world.allowance_whole[name] = False
            kind: Type | None = NUMBER
            place = Place(world.allowance_grains[name])
            limit = self.checker.check(statement.clauses("limit")[0].values[0], place)
            whole = limit is not None and limit.whole
            for clause in statement.clauses("spends"):
                value = self.checker.check(clause.values[0], place)
                kind = value.type if value is not None else None
                whole = whole and value is not None and value.whole
            if statement.clauses("unit"):
                kind, whole = (limit.type if limit is not None else None), False
            world.allowance_types[name] = kind
            world.allowance_whole[name] = whole
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
        where = self.outcomes.where(where_node, place)
        spends = next((self.checker.check(c.values[0], place, kind) for c in statement.clauses("spends")), None)
        limit = self.checker.check(statement.clauses("limit")[0].values[0], place)
        if (
            limit is None
            or kind is None
            or (statement.clauses("spends") and spends is None)
            or (where_node is not None and where is None)
        ):
            return
        if not isinstance(kind, Quantity) or (
            limit.type != kind and not (kind == NUMBER and limit.type == DAYS and not statement.clauses("spends"))
        ):
            world.report(
                "wrong-units",
                f"a limit in {limit.type} is spent in {kind}",
                statement.clauses("limit")[0].span,
                help="limit and `spends` are counted in the same thing",
            )
            return
        if kind == NUMBER and limit.type == DAYS:
            limit = evolve(limit, type=NUMBER)  # rows are counted; `10 days` is how people say ten of them
        if limit.type == MONEY and not (limit.whole and (spends is None or spends.whole)):
            world.report(
                "unrounded-amount", f"`{name}` may grant a fraction of a cent", limit.span, help="round what is spent"
            )
        per, window = self._per(statement, place)
        order = tuple(
            SortKey(v, k.falling)
            for c in statement.clauses("order")
            for k in c.values
            if (v := self.checker.check(k.value, place)) is not None
        )
        if not order:
            order = world.grains[grain].order
        if not order:
            world.report(
                "order-missing",
                f"`{name}` does not say who is served first",
                statement.span,
                help="add `order date`, or another key",
            )
        carry = next((self._counted(c.values[0], place, limit.type) for c in statement.clauses("carry")), None)
        since = next((self.checker.check(c.values[0], place, DATE) for c in statement.clauses("carries_from")), None)
        if since is not None and carry is None:
            world.report(
                "clause-missing",
                f"`{name}` says from when on it carries, and carries nothing",
                statement.clauses("carries_from")[0].span,
                help="add `carry` with the most that may go into the next stretch",
            )
        units = [c.values[0] for c in statement.clauses("unit")]
        grant = next((c.values[0].text for c in statement.clauses("grant")), "whole")
        if grant not in ("whole", "part"):
            world.unknown("grant", grant, ("whole", "part"), statement.clauses("grant")[0].span)
        others = {
            word: tuple(n for c in statement.clauses(word) for n in words(c.values[0])) for word in ("after", "with")
        }
        for other in (*others["after"], *others["with"]):
            if other not in world.allowance_grains:
                word = "after" if other in others["after"] else "with"
                known = [n for n in world.allowance_grains if n != name]
                world.unknown("allowance", other, known, statement.clauses(word)[0].span)
        for other in others["with"]:
            if world.allowance_grains.get(other, grain) != grain:
                world.report(
                    "out-of-reach",
                    f"`{name}` is spent by rows of `{grain}` and `{other}` by rows of `{world.allowance_grains[other]}`",
                    statement.clauses("with")[0].span,
                    help=f"only what the same rows spend is granted together: say `after {other}`, or spend both by one grain",
                )
        if window.kind not in ("life",) and world.grains[grain].dated_by is None:
            world.report(
                "date-missing",
                f"a row of `{grain}` has no date to count by",
                statement.span,
                help="say `dated by …` in its record or grain",
            )
        cites = world.cites(statement, placed.amendment.cites if placed.amendment else ())
        self.allowances[name] = Allowance(
            name,
            statement.label,
            cites,
            world.note(statement),
            world.version(statement, placed),
            statement.name_span,
            grain=grain,
            where=where,
            spends=spends,
            limit=limit,
            per=per,
            window=window,
            order=order,
            unit=self.outcomes.unit(units[0]) if units else "",
            grant=grant,
            even_when_denied=bool(statement.clauses("even_when_denied")),
            reorder=bool(statement.clauses("reorder")),
            carry=carry,
            carries_from=since,
            after=others["after"],
            together=others["with"],
            spends_type=limit.type,
        )
        for clause in statement.clauses("beyond"):
            self._beyond(clause, statement, placed, grain, limit.type, cites)

    def _counted(self, node: Node, place: Place, kind: Type) -> Expr | None:
        """An amount of what the limit counts; where that is rows, `1 day` is one of them."""
        value = self.checker.check(node, place)
        if value is not None and kind == NUMBER and value.type == DAYS:
            value = evolve(value, type=NUMBER)
        return None if value is None else self.checker.fit(value, kind)

    def _beyond(
        self, clause: Clause, statement: Statement, placed: Placed, grain: str, kind: Type, cites: tuple[Citation, ...]
    ) -> None:
        world, name = self.world, statement.name
        outcome_kind, reason, of = outcome_head(clause)
        target = of or grain
        way = () if target == grain else world.route(target, grain) if reason in world.outcome_grains else None
        if way is None:
            if reason in world.outcome_grains:
                world.report(
                    "out-of-reach",
                    f"a row of `{target}` leads to no row of `{grain}`",
                    clause.span,
                    help=f"refuse rows of `{grain}`, or finer ones",
                )
            return

        def item(what: str, of_kind: Type) -> Expr:
            whole = what == "number" or world.allowance_whole[name]
            return ReadAllowance(type=of_kind, whole=whole, path=way, allowance=name, item=what, span=clause.span)

        extra = {what: item(what, kind) for what in ("limit", "used", "left", "asked", "granted")}
        extra |= {
            "number": item("number", NUMBER),
            "refused": item("refused", YES_NO),
            "spenders": item("spenders", ListOf(TEXT)),
        }
        place = Place(target, extra=extra)
        when: Expr = item("refused", YES_NO)
        node = next(
            (v for v in clause.values if isinstance(v, Node) and not isinstance(v, Word) and not hasattr(v, "plain")),
            None,
        )
        if node is not None:
            test = self.checker.condition(node, place)
            if test is None:
                return
            when = Apply(type=YES_NO, op="and", args=(test, when), span=clause.span)
        self.outcomes.finish(
            clause,
            outcome_kind,
            reason,
            place,
            when,
            placed,
            label=outcome_label(clause),
            parent=name,
            cites=cites,
            version=world.version(statement, placed),
            note=world.note(statement),
        )
        made = self.outcomes.made[reason]
        unit = self.allowances[name].unit
        if unit:
            self.outcomes.made[reason] = evolve(made, unit=unit)

    def _per(self, statement: Statement, place: Place) -> tuple[tuple[tuple[str, Expr], ...], WindowOf]:
        per: list[tuple[str, Expr]] = []
        window = WindowOf("life")
        for clause in statement.clauses("per"):
            for key in clause.values:
                found = self._window(key, clause, place)
                if found is not None:
                    window = found
                    if found.kind == "week" and not self.world.options.week_starts:
                        self.world.report(
                            "option-missing",
                            "the policy does not say on which day a week starts",
                            clause.span,
                            help="add `week_starts …` to its heading",
                        )
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
            if (
                key[0].text != "year_from"
                or month not in MONTHS_OF_YEAR
                or not day.isdigit()
                or not 1 <= int(day) <= 28
            ):
                world.report(
                    "bad-window",
                    f"`{key[0].text} {key[1].text}` is not a window",
                    clause.span,
                    help="as in year_from july_1",
                )
                return WindowOf("life")
            return WindowOf("year_from", month=MONTHS_OF_YEAR.index(month) + 1, day=int(day))
        if isinstance(key, Path) and len(key.names) == 1 and key.names[0] in WINDOWS:
            return WindowOf(key.names[0])
        if getattr(key, "name", "") in ("rolling", "every"):
            args = [arg.value for arg in key.args]
            length = self.checker.check(args[0], place) if args else None
            anchor = self.checker.check(args[1], place, DATE) if key.name == "every" and len(args) == 2 else None
            if args and length is None:
                return WindowOf("life")
            if (
                not isinstance(length, Literal)
                or length.type != MONTHS
                or length.value <= 0
                or (key.name == "every") != (anchor is not None)
            ):
                world.report(
                    "bad-window",
                    f"`{key.name}` takes {'months and the date they start from' if key.name == 'every' else 'a number of months'}",
                    key.span,
                    help="as in rolling(12 months) or every(6 months, permit.starts)",
                )
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
        where = self.outcomes.where(statement.where, place)
        event = self.checker.check(statement.clauses("event")[0].values[0], place)
        word, node = _due(statement)
        due = self.checker.check(node, place)
        if event is None or due is None or (statement.where is not None and where is None):
            return
        if word not in ("on", "before"):
            world.report(
                "unknown-word",
                f"`due` is followed by `on` or `before`, not by `{word}`",
                statement.clauses("due")[0].span,
                help="`due on` the last day in, `due before` the first moment out",
            )
            return
        if (
            event.type not in (DATE, MOMENT)
            or due.type not in (DATE, MOMENT)
            or (event.type == DATE and due.type == MOMENT)
        ):
            world.report(
                "wrong-type",
                f"an event that is a {event.type} cannot be held against a due that is a {due.type}",
                statement.span,
                help="both are dates, or moments",
            )
            return
        cites = world.cites(statement, placed.amendment.cites if placed.amendment else ())
        late = statement.clauses("late")
        reason = outcome_head(late[0])[1] if late else ""
        self.deadlines[name] = Deadline(
            name,
            statement.label,
            cites,
            world.note(statement),
            world.version(statement, placed),
            statement.name_span,
            grain=grain,
            where=where,
            event=event,
            due=due,
            inclusive=word == "on",
            outcome=reason,
        )
        if not cites:
            world.report(
                "citation-missing",
                f"`{name}` cites nothing",
                statement.name_span,
                help='say where it is written: cite SOURCE "place"',
            )
        for clause in late:
            kind, reason, of = outcome_head(clause)
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
            self.outcomes.finish(
                clause,
                kind,
                reason,
                Place(target, extra=extra),
                when,
                placed,
                label=outcome_label(clause),
                parent=name,
                cites=cites or (Citation("", ""),),
                version=world.version(statement, placed),
                note=world.note(statement),
            )


def _due(statement: Statement) -> tuple[str, Node]:
    clause = statement.clauses("due")[0]
    return clause.values[0].text, clause.values[1]
