"""Settings, facts, bands and worksheets, checked when first read."""

from __future__ import annotations

from typing import Any

from attrs import evolve

from ccpolicy.dsl.checking import Place
from ccpolicy.dsl.codes import code_text, heading_word, headings, same_width
from ccpolicy.dsl.drafts import EDGES
from ccpolicy.dsl.express import Checker
from ccpolicy.dsl.guards import unguarded
from ccpolicy.dsl.solve import shortly
from ccpolicy.dsl.syntax import Clause, Node, Row, Statement
from ccpolicy.dsl.versions import check_versions
from ccpolicy.dsl.world import FactDraft, Placed, SettingDraft, World
from ccpolicy.limits import CHAIN
from ccpolicy.model.expr import Aggregate, Apply, Band, Edge, Expr, InBands, Literal, ReadFact, Template, Window
from ccpolicy.model.operators import COMPARISONS
from ccpolicy.model.policy import Exceptional, Fact, Setting, Version, Wording, Worksheet, WorksheetLine
from ccpolicy.model.types import AGE, MONEY, MONTHS, YES_NO, Codes, Type
from ccpolicy.source import Span


class Facts:
    """Checks drafts on demand; a draft met again while it is checked is a cycle."""

    def __init__(self, world: World, checker: Checker) -> None:
        self.world, self.checker = world, checker
        self.stack: list[str] = []
        checker.fact = self.fact
        checker.setting = self.setting

    def fact(self, grain: str, name: str, span: Span) -> Fact | None:
        draft = self.world.facts[grain, name]
        if draft.done is not None:
            return draft.done
        if draft.failed:
            return None
        if draft.checking:
            self._cycle(f"{name} of {grain}", draft.span)
            draft.failed = True
            return None
        if len(self.stack) >= CHAIN.most // 2:
            self._too_deep(draft.span)
            return None
        draft.checking = True
        self.stack.append(f"{name} of {grain}")
        draft.done = self._fact(draft)
        self.stack.pop()
        draft.checking = False
        draft.failed = draft.done is None
        return draft.done

    def _cycle(self, name: str, span: Span) -> None:
        chain = [*self.stack[self.stack.index(name) :], name] if name in self.stack else [name, name]
        self.world.report("cycle", f"`{name.split()[0]}` depends on itself", span, help=" → ".join(chain))

    def _too_deep(self, span: Span) -> None:
        message = f"more than {CHAIN.most // 2:,} facts and settings rest on each other in a row"
        self.world.report(CHAIN.finding, message, span, help="take the value from fewer facts in a row")

    def setting(self, name: str, span: Span) -> Setting | None:
        draft = self.world.settings[name]
        if draft.done is not None or draft.failed:
            return draft.done
        if draft.checking:
            self._cycle(name, draft.placed[0].statement.name_span)
            draft.failed = True
            return None
        if len(self.stack) >= CHAIN.most // 2:
            self._too_deep(draft.placed[0].statement.name_span)
            return None
        draft.checking = True
        self.stack.append(name)
        draft.done = self._setting(draft)
        self.stack.pop()
        draft.checking, draft.failed = False, draft.done is None
        return draft.done

    def _setting(self, draft: SettingDraft) -> Setting | None:
        world = self.world
        first = draft.placed[0].statement
        kind = world.type_of(first.type) if first.type else None
        if first.type and kind is None:
            return None
        versions: list[Wording] = []
        for placed in draft.placed:
            statement = placed.statement
            cites, note = (
                world.cites(statement, placed.amendment.cites if placed.amendment else ()),
                world.note(statement),
            )
            around = placed.amendment.version if placed.amendment else Version()
            parts: list[tuple[Node, Version, Statement | Clause]] = []
            if statement.value is not None:
                parts.append((statement.value, world.version(statement, placed), statement))
            parts += [(c.values[0], world.version(statement, placed), c) for c in statement.clauses("value")]
            for clause in [*statement.clauses("from"), *statement.clauses("through")]:
                parts += [(c.values[0], world.dated(clause, around), clause) for c in clause.clauses("value")]
            for node, version, owner in parts:
                value = self.checker.check(node, Place(""), kind)
                if value is None:
                    return None
                kind = kind or value.type
                own = world.cites(owner, cites) if isinstance(owner, Clause) else cites
                versions.append(Wording(value, version, own, note, span=owner.span))
        if not versions or kind is None:
            world.report("value-missing", f"`{draft.name}` has no value", first.name_span, help="write = and the value")
            return None
        check_versions(world, draft.name, versions, first.name_span)
        return Setting(draft.name, kind, first.label, tuple(versions), span=first.name_span)

    # ---------------------------------------------------------------- facts

    def _fact(self, draft: FactDraft) -> Fact | None:
        world = self.world
        placed = draft.placed
        assert placed is not None
        place = Place(draft.grain)
        kind = world.type_of(draft.type) if draft.type else MONEY if draft.role else None
        if draft.type and kind is None:
            return None
        wordings: list[Wording] = []
        for form, written, version, where in draft.pieces:
            value = self._value(form, written, place, kind, draft)
            if value is None:
                return None
            kind = kind or value.type
            cites = world.cites(where.statement, where.amendment.cites if where.amendment else ())
            wordings.append(Wording(value, version, cites, world.note(where.statement), span=where.statement.name_span))
        if not wordings or kind is None:
            world.report(
                "value-missing",
                f"`{draft.name}` has no definition",
                draft.span,
                help="write = and a formula, or lines | when | value |",
            )
            return None
        wordings = [evolve(w, value=value) for w in wordings if (value := self.checker.fit(w.value, kind)) is not None]
        exceptions = [
            one
            for clause, where in draft.exceptions
            if (one := self._exception(clause, where, place, kind)) is not None
        ]
        if len(exceptions) < len(draft.exceptions):
            return None
        for w in wordings:
            self.guard(w.value, strict=False)
        for e in exceptions:
            self.guard(e.value, strict=False)
            self.guard(e.when, strict=False)
        check_versions(world, draft.name, wordings, draft.span)
        values = [*(w.value for w in wordings), *(e.value for e in exceptions)]
        statement = placed.statement
        codes = kind.name if isinstance(kind, Codes) else ""
        # A worksheet line of a row its `where` leaves out is missing, but nobody can ask for it there.
        made: Fact = Fact(
            draft.name,
            draft.grain,
            kind,
            any(v.optional for v in values),
            all(v.whole for v in values),
            draft.label,
            tuple(wordings),
            tuple(exceptions),
            world.cites(statement, placed.amendment.cites if placed.amendment else ()),
            world.note(statement),
            codes=codes,
            span=draft.span,
        )
        if statement.word in ("fact", "bands"):
            made = evolve(made, say=self.texts(statement, Place(draft.grain, extra={draft.name: _itself(made)})))
        return made

    def _value(self, form: str, written: Any, place: Place, kind: Type | None, draft: FactDraft) -> Expr | None:
        if form == "rows":
            return self._rows(written, place, kind)
        if form == "bands":
            return self._bands(written[0], written[1], place)
        return self.checker.check(written, place, kind)

    def _rows(self, rows: list[Row], place: Place, kind: Type | None) -> Expr | None:
        """`| when | value |` lines, the first that holds; the last may be `otherwise`."""
        world = self.world
        head, *lines = rows
        names = headings(world, head, ("when", "value"), "| when | value |")
        if names != ["when", "value"]:
            if names is not None:
                world.report(
                    "bad-heading",
                    "the columns here are `when` and `value`",
                    head.span,
                    help="begin with | when | value |",
                )
            return None
        if any(not same_width(world, head, row) for row in lines):
            return None
        last = (
            lines[-1].cells[1]
            if lines and lines[-1].cells[0].kind == "word" and lines[-1].cells[0].word == "otherwise"
            else None
        )
        tests = lines[:-1] if last is not None else lines
        values = [row.cells[1].value for row in tests] + ([last.value] if last is not None else [])
        if (
            not tests
            or any(not isinstance(value, Node) for value in values)
            or any(not isinstance(row.cells[0].value, Node) for row in tests)
        ):
            world.report(
                "bad-cell",
                "each line has a condition and a value",
                head.span,
                help="the last may be | otherwise | value |",
            )
            return None
        made = self.checker.branches(values, place, kind)
        conditions = [self.checker.condition(row.cells[0].value, place) for row in tests]
        if None in made or None in conditions:
            return None
        pairs = [(c, v) for c, v in zip(conditions, made) if c is not None and v is not None]
        return self.checker.choice(pairs, made[-1] if last is not None else None, head.span)

    def _bands(self, statement: Statement, rows: list[Row], place: Place) -> Expr | None:
        world = self.world
        head, *lines = rows
        names = [heading_word(world, cell) for cell in head.cells]
        if not any(name in EDGES for name in names):
            world.report(
                "bad-heading",
                "no column says where a band begins or ends",
                head.span,
                help="the lower edge is `from` or `over`, the upper one `below` or `through`",
            )
            return None
        assert statement.by is not None
        value = self.checker.check(statement.by, place)
        where = self.checker.condition(statement.where, place) if statement.where is not None else None
        if value is None or (statement.where is not None and where is None):
            return None
        first = head.cells[0]
        kind = (
            world.type_of(first.value)
            if first.kind == "marked"
            else world.codes_type(statement.name)
            if statement.name in world.codes
            else None
        )
        if kind is None:
            return None
        bands = [
            one
            for row in lines
            if same_width(world, head, row) and (one := self._band(row, names, value, kind, place)) is not None
        ]
        if len(bands) < len(lines):
            return None
        # Without a `beyond` the edge of what is covered is unknown, and so never missing.
        made = InBands(
            type=kind,
            optional=value.optional or bool(statement.clauses("beyond")),
            value=value,
            bands=tuple(bands),
            outside_missing=bool(statement.clauses("beyond")),
            whole=all(band.result.whole for band in bands),
            span=head.span,
        )
        if where is None:
            return made
        return self.checker.choice([(where, made)], None, head.span)

    def _band(self, row: Row, names: list[str], value: Expr, kind: Type, place: Place) -> Band | None:
        edge_type = MONTHS if value.type == AGE else value.type
        ends: dict[str, Edge | None] = {"low": None, "high": None}
        result: Expr | None = None
        for name, cell in zip(names, row.cells):
            if name in EDGES and cell.kind == "value":
                side, included = EDGES[name]
                if ends[side] is not None:
                    self.world.report(
                        "two-edges", "this band has two edges on one side", cell.span, help="leave one of them empty"
                    )
                    return None
                limit = self.checker.check(cell.value, place, edge_type)
                if limit is None:
                    return None
                ends[side] = Edge(limit, included)
            elif name == names[0]:
                result = (
                    Literal(type=kind, value=code_text(cell), span=cell.span)
                    if isinstance(kind, Codes) and code_text(cell) in kind.codes
                    else (self.checker.check(cell.value, place, kind) if cell.kind == "value" else None)
                )
                if result is None:
                    return None
        return Band(result, ends["low"], ends["high"], span=row.span) if result is not None else None

    def _exception(self, clause: Clause, placed: Placed, place: Place, kind: Type) -> Exceptional | None:
        world = self.world
        texts = [value for value in clause.values if hasattr(value, "plain")]
        values = clause.clauses("value")
        if not texts or not values:
            world.report(
                "clause-missing",
                "an exception has a label and a value",
                clause.span,
                help='except "label", and under it = … and when …',
            )
            return None
        value = self.checker.check(values[0].values[0], place, kind)
        when = self.when(clause, place, clause.span)
        if value is None or when is None:
            return None
        version = world.version(clause, placed)
        cites = world.cites(clause, world.cites(placed.statement, placed.amendment.cites if placed.amendment else ()))
        return Exceptional(
            texts[0].plain,
            value,
            when,
            tuple(t.plain for t in texts[1:]),
            version,
            cites,
            world.note(clause) or world.note(placed.statement),
            self.texts(clause, place),
            span=clause.span,
        )

    # ---------------------------------------------------------------- shared by all statements

    def when(self, owner: Statement | Clause, place: Place, span: Span) -> Expr | None:
        """`when` and not `unless`; always, if neither stands."""
        parts: list[Expr] = []
        for word in ("when", "unless"):
            for clause in owner.clauses(word):
                made = self.checker.condition(clause.values[0], place)
                if made is None:
                    return None
                parts.append(made if word == "when" else Apply(type=YES_NO, op="not", args=(made,), span=clause.span))
        if not parts:
            return Literal(type=YES_NO, value=True, span=span)
        return parts[0] if len(parts) == 1 else Apply(type=YES_NO, op="and", args=tuple(parts), span=span)

    def texts(self, owner: Statement | Clause, place: Place) -> dict[str, Template]:
        """`say` by language; without a language it is English."""
        made: dict[str, Template] = {}
        for clause in owner.clauses("say"):
            lang = clause.values[0].text if len(clause.values) > 1 else "en"
            if len(lang) != 2:
                self.world.report(
                    "unknown-language",
                    f"there is no language `{lang}`",
                    clause.values[0].span,
                    help='languages are told by two letters, as in say es "…"',
                )
            elif lang in made:
                self.world.report(
                    "text-twice",
                    f"two texts are told in {'English' if lang == 'en' else f'`{lang}`'}",
                    clause.span,
                    help="one `say` a language; a long text may stand in several quotes",
                )
            made[lang] = self.checker.text(clause.values[-1], place)
        return made

    def guard(self, expr: Expr, *, strict: bool) -> None:
        """Reports operands that may be missing where nobody would notice, and divisions nobody rounds."""
        for leaf in unguarded(expr, strict=strict):
            name = shortly(leaf)
            self.world.report(
                "missing-in-silence",
                f"`{name}` may be missing, and this would then say no without anybody noticing",
                leaf.span,
                help=f"write `{name} is not missing and …` before it, or give it a value with `otherwise`",
            )
        for division in _loose_divisions(expr):
            self.world.report(
                "unrounded-division",
                "this division is neither rounded nor compared",
                division.span,
                help="write rounded half_up to $0.01, or whatever the source says",
            )


def _itself(fact: Fact) -> Expr:
    return ReadFact(type=fact.type, optional=fact.optional, whole=fact.whole, path=(), grain=fact.grain, name=fact.name)


def _loose_divisions(expr: Expr, settled: bool = False) -> list[Expr]:
    if isinstance(expr, Apply):
        if expr.op == "divide" and not settled and not all(isinstance(arg, Literal) for arg in expr.args):
            return [expr]
        settled = settled or expr.op == "round" or expr.op in COMPARISONS
    elif isinstance(expr, (Aggregate, Window)):
        settled = False
    return [found for part in expr.parts() for found in _loose_divisions(part, settled)]


# -------------------------------------------------------------------- worksheets


def worksheet(world: World, facts: Facts, placed: Placed) -> Worksheet | None:
    """The worksheet of a statement, once its lines are checked."""
    statement = placed.statement
    if not statement.rows or statement.of is None or statement.of.text not in world.grains:
        return None
    place = Place(statement.of.text)
    where = facts.checker.condition(statement.where, place) if statement.where is not None else None
    names = [heading_word(world, cell) for cell in statement.rows[0].cells]
    lines = []
    for row in statement.rows[1:]:
        cells = dict(zip(names, row.cells))
        if "line" not in cells:
            return None
        name = code_text(cells["line"])
        draft = world.facts.get((statement.of.text, name))
        made = facts.fact(statement.of.text, name, row.span) if draft is not None else None
        if draft is None or made is None:
            return None
        world.used.add(f"{statement.of.text}.{name}")
        if draft.role and not made.whole:
            world.report(
                "unrounded-amount",
                f"`{name}` may hold a fraction of a cent, and can reach a payment",
                row.span,
                help="round it by name, as in rounded half_up to $0.01",
            )
        lines.append(WorksheetLine(name, draft.role, draft.label))
    cites = world.cites(statement, placed.amendment.cites if placed.amendment else ())
    return Worksheet(
        statement.name,
        statement.label,
        cites,
        world.note(statement),
        world.version(statement, placed),
        statement.name_span,
        grain=statement.of.text,
        where=where,
        lines=tuple(lines),
    )
