"""Written expressions into checked ones: names resolved, types and units worked out.

Returns None where something is wrong, after reporting it once; callers pass the None on in silence.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from attrs import evolve

from ccpolicy.dsl import functions
from ccpolicy.dsl.aggregates import AGGREGATES, WINDOWS, Aggregates
from ccpolicy.dsl.checking import Place
from ccpolicy.dsl.guards import asserted, still_missing
from ccpolicy.dsl.names import Names
from ccpolicy.dsl.operations import ORDERED, Operations, bare, is_missing, told
from ccpolicy.dsl.syntax import Call, Constant, Node, Op, Path, Rounded, Text
from ccpolicy.dsl.world import World
from ccpolicy.model.expr import Apply, Expr, Literal, LookUp, Template
from ccpolicy.model.policy import Fact, Setting, Table, TableKey
from ccpolicy.model.types import (
    AGE,
    BUSINESS_DAYS,
    DATE,
    DAYS,
    MINUTES,
    MOMENT,
    MONEY,
    MONTH,
    MONTHS,
    NUMBER,
    TEXT,
    TIME,
    YES_NO,
    Codes,
    Quantity,
    Type,
)
from ccpolicy.source import Span
from ccpolicy.values.absent import MISSING
from ccpolicy.values.numbers import exact

UNITS: dict[str, tuple[Quantity, int]] = {
    "hour": (MINUTES, 60),
    "minute": (MINUTES, 1),
    "day": (DAYS, 1),
    "calendar day": (DAYS, 1),
    "week": (DAYS, 7),
    "business day": (BUSINESS_DAYS, 1),
    "month": (MONTHS, 1),
    "year": (MONTHS, 12),
}


class Checker:
    """Checks expressions in a world. `fact`, `setting` and the like are supplied by `statements`."""

    fact: Callable[[str, str, Span], Fact | None]
    setting: Callable[[str, Span], Setting | None]
    allowance_type: Callable[[str, Span], Type | None]
    deadline_type: Callable[[str, Span], Type | None]

    def __init__(self, world: World) -> None:
        self.world = world
        self.names = Names(world, self)
        self.operations = Operations(world, self)
        self.aggregates = Aggregates(world, self)

    # ---------------------------------------------------------------- entry points

    def check(self, node: Node, place: Place, expected: Type | None = None) -> Expr | None:
        """The checked expression; of type `expected` if one is given, else reported."""
        made = self.part(node, place, expected)
        return None if made is None else self.fit(made, expected)

    def condition(self, node: Node, place: Place) -> Expr | None:
        return self.check(node, place, YES_NO)

    def resolve(self, path: Path, place: Place, expected: Type | None) -> Expr | None:
        return self.names.resolve(path, place, expected)

    def fit(self, made: Expr, expected: Type | None) -> Expr | None:
        """The expression, if it is of the expected type."""
        if expected is None or made.type == expected or (isinstance(made, Literal) and made.value is MISSING):
            return (
                evolve(made, type=expected)
                if expected is not None and isinstance(made, Literal) and made.value is MISSING
                else made
            )
        self.world.report(
            "wrong-type",
            f"this is {told(made.type)}, where {told(expected)} is needed",
            made.span,
            help=_fit_help(made.type, expected),
        )
        return None

    def text(self, text: Text, place: Place) -> Template:
        """A template whose placeholders are checked; one that is wrong is reported and left out."""
        parts: list[str | Expr] = []
        for part in text.parts:
            if isinstance(part, str):
                parts.append(part)
                continue
            made = self.check(part, place)
            if made is not None:
                parts.append(made)
        return Template(tuple(parts), span=text.span)

    def constant(self, node: Node, expected: Type | None) -> Expr | None:
        """An expression that reads no row, such as a cell of a table."""
        return self.check(node, Place(""), expected)

    # ---------------------------------------------------------------- dispatch

    def part(self, node: Node, place: Place, expected: Type | None) -> Expr | None:
        if isinstance(node, Constant):
            return self._constant(node, expected)
        if isinstance(node, Path):
            return self._path(node, place, expected)
        if isinstance(node, Op):
            return self.operations.operator(node, place, expected)
        if isinstance(node, Rounded):
            return self.operations.rounded(node, place, expected)
        if isinstance(node, Call):
            return self._call(node, place, expected)
        if isinstance(node, Text):
            return Literal(type=TEXT, value=node.plain, span=node.span)
        raise AssertionError(f"no expression is a {type(node).__name__}")

    def _path(self, node: Path, place: Place, expected: Type | None) -> Expr | None:
        if node.names == ("missing",):
            return Literal(type=expected or YES_NO, value=MISSING, optional=True, span=node.span)
        if node.names in (("yes",), ("no",)) and not (isinstance(expected, Codes) and node.names[0] in expected.codes):
            return Literal(type=YES_NO, value=node.names == ("yes",), span=node.span)
        if node.names == ("birth",) and expected == MONTHS:
            return Literal(type=MONTHS, value=0, span=node.span)
        if len(node.names) > 1:
            before = len(self.world.findings)
            item = self.names.item(node, place)
            if item is not None or len(self.world.findings) > before:
                return item
        return self.names.resolve(node, place, expected)

    def _constant(self, node: Constant, expected: Type | None) -> Expr | None:
        if isinstance(expected, Codes) and node.kind in ("number", "code", "text"):
            return self._code(node, str(node.text if node.kind != "text" else node.value), expected)
        match node.kind:
            case "number":
                return Literal(type=NUMBER, value=node.value, whole=isinstance(node.value, int), span=node.span)
            case "money":
                return Literal(type=MONEY, value=node.value, whole=isinstance(node.value, int), span=node.span)
            case "percent":
                return Literal(type=NUMBER, value=node.value, whole=isinstance(node.value, int), span=node.span)
            case "quantity":
                return self._quantity(node)
            case "date":
                return Literal(type=DATE, value=node.value, span=node.span)
            case "time":
                return Literal(type=TIME, value=node.value, span=node.span)
            case "moment":
                day, clock = node.value
                args = (Literal(type=DATE, value=day, span=node.span), Literal(type=TIME, value=clock, span=node.span))
                return Apply(type=MOMENT, op="moment", args=args, span=node.span)
            case "text":
                return Literal(type=TEXT, value=node.value, span=node.span)
            case _:
                lists = [name for name, known in self.world.codes.items() if node.text in known.rows]
                self.world.report(
                    "stray-code",
                    f"`{node.text}` is read as a code only beside something with codes",
                    node.span,
                    help=f"it is a code of {', '.join(lists)}" if lists else "no list has it",
                )
                return None

    def _code(self, node: Constant, text: str, expected: Codes) -> Expr | None:
        if text in expected.codes:
            self.world.used.add(f"{expected.name}:{text}")
            return Literal(type=expected, value=text, span=node.span)
        if expected.name.split(".")[0] in self.world.damaged:
            return None
        self.world.unknown(
            "code", text, expected.codes, node.span, f"`{expected}` has {', '.join(expected.codes[:12])}"
        )
        return None

    def _quantity(self, node: Constant) -> Expr | None:
        unit = node.unit.removesuffix("s") if node.unit not in ("days", "hours") else node.unit[:-1]
        if unit not in UNITS:
            forms = [*UNITS, *(f"{u}s" for u in UNITS)]
            if " " in node.unit:
                first, _, last = node.unit.partition(" ")
                forms = [f for f in forms if " " in f] if first in ("calendar", "business") else [*forms, last]
            self.world.unknown("unit", node.unit, forms, node.span, "as in 5 hours, 10 calendar days, 9 months")
            return None
        kind, factor = UNITS[unit]
        value = exact(node.value * factor)
        return Literal(type=kind, value=value, whole=isinstance(value, int), span=node.span)

    # ---------------------------------------------------------------- calls

    def _call(self, node: Call, place: Place, expected: Type | None) -> Expr | None:
        if node.name in self.world.table_drafts or node.name in self.world.tables:
            return self._look_up(node, place)
        if node.name in AGGREGATES and not (node.name in ("min", "max") and len(node.args) > 1):
            return self.aggregates.aggregate(node, place)
        if node.name in WINDOWS:
            return self.aggregates.window(node, place)
        plain = all(arg.where is None and not arg.per and arg.by is None for arg in node.args)
        if not plain and (node.name in functions.FUNCTIONS or node.name in ("if", "min", "max", "power")):
            self.world.report(
                "no-rows",
                f"`{node.name}` takes no `where`, `per` or `by`",
                node.span,
                help=f"these do: {', '.join([*AGGREGATES, *WINDOWS])}",
            )
            return None
        if node.name == "if":
            return self._if(node, place, expected)
        if node.name in ("min", "max"):
            return self._least(node, place, expected)
        return functions.call(self, node, place)

    def _if(self, node: Call, place: Place, expected: Type | None) -> Expr | None:
        if len(node.args) != 3:
            self.world.report(
                "wrong-count", "`if` takes a condition, a value and another value", node.span, help="as in if(c, a, b)"
            )
            return None
        condition = self.condition(node.args[0].value, place)
        first, second = self.branches([arg.value for arg in node.args[1:]], place, expected)
        if condition is None or first is None or second is None:
            return None
        return self.choice([(condition, first)], second, node.span)

    def branches(self, nodes: list[Node], place: Place, expected: Type | None) -> list[Expr | None]:
        """Values that must agree in type: a bare code takes its list from the first that has one."""
        made = [None if expected is None and bare(node) else self.part(node, place, expected) for node in nodes]
        kind = expected or next((m.type for m in made if m is not None and not is_missing(m)), None)
        # Where all are bare, a name says what it is; a number may be a code of the list it brings.
        for at in sorted(range(len(nodes)), key=lambda at: isinstance(nodes[at], Constant)):
            if made[at] is None and expected is None and bare(nodes[at]):
                one = made[at] = self.part(nodes[at], place, kind)
                kind = kind or (one.type if one is not None and not is_missing(one) else None)
        return [self.fit(m, kind) if m is not None and kind is not None else m for m in made]

    def choice(self, rows: list[tuple[Expr, Expr]], last: Expr | None, span: Span) -> Expr:
        """First value whose condition holds, else `last` (None: missing)."""
        kind = rows[0][1].type
        rest: Expr = last if last is not None else Literal(type=kind, value=MISSING, optional=True, span=span)
        excluded: frozenset[Expr] = frozenset()
        optional, whole = False, rest.whole
        args: list[Expr] = []
        for condition, value in rows:
            args += [condition, value]
            optional = optional or still_missing(value, excluded | asserted(condition, True))
            excluded |= asserted(condition, False)
            whole = whole and value.whole
        optional = optional or still_missing(rest, excluded)
        return Apply(type=kind, op="if", args=(*args, rest), optional=optional, whole=whole, span=span)

    def _least(self, node: Call, place: Place, expected: Type | None) -> Expr | None:
        made = self.branches([arg.value for arg in node.args], place, expected)
        args = [m for m in made if m is not None]
        if len(args) < len(made):
            return None
        if not (isinstance(args[0].type, Quantity) or args[0].type in ORDERED):
            self.world.report("no-order", f"{told(args[0].type)} has no order", node.span)
            return None
        return Apply(
            type=args[0].type,
            op=node.name,
            args=tuple(args),
            optional=any(a.optional for a in args),
            whole=all(a.whole for a in args),
            span=node.span,
        )

    def _look_up(self, node: Call, place: Place) -> Expr | None:
        table = self.world.tables.get(node.name)
        self.world.used.add(node.name)
        if table is None:
            return None  # it was found wrong where it is declared
        if len(node.args) != len(table.takes):
            names = ", ".join(key.name for key in table.takes)
            self.world.report(
                "wrong-count",
                f"`{node.name}` takes {len(table.takes)} keys: {names}",
                node.span,
                help=f"write {node.name}({names})",
            )
            return None
        keys = [self._key(arg.value, key, place) for arg, key in zip(node.args, table.takes)]
        made = [key for key in keys if key is not None]
        if len(made) < len(keys):
            return None
        yields_missing = table.has_fallback and table.fallback is MISSING
        return LookUp(
            type=table.gives,
            optional=any(k.optional for k in made) or yields_missing,
            own_optional=yields_missing,
            whole=_whole(table),
            table=node.name,
            keys=tuple(made),
            span=node.span,
        )


    def _key(self, node: Node, key: TableKey, place: Place) -> Expr | None:
        """What a key is given; where its rows are bands of months an age is, compared with them as in `bands`."""
        banded = key.match != "is" and key.type == MONTHS
        value = self.check(node, place, None if banded else key.type)
        return value if value is None or value.type == AGE else self.fit(value, key.type)


def _whole(table: Table) -> bool:
    """Whether every value a table can give is whole; a plain number of an input row need not be."""
    values = [row.value for block in table.blocks for row in block.rows] + [table.fallback]
    return not any(isinstance(value, Fraction) for value in values) and not (table.record and table.gives == NUMBER)


def _fit_help(found: Type, wanted: Type) -> str:
    if wanted == MONEY and found == NUMBER:
        return "write money with its sign, as in $0"
    if wanted == YES_NO:
        return "write a comparison, as in code is 43"
    if wanted == DATE and found == MOMENT:
        return "take its day with date(…)"
    if wanted == MONTH and found == DATE:
        return "take its month with month(…)"
    return ""
