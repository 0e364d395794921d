"""Values from several rows: aggregates over finer rows, windows over the rows of a grain."""

from __future__ import annotations

from typing import Any

from ccpolicy.dsl.checking import Checking, Place
from ccpolicy.dsl.syntax import Arg, Call, Constant, Node, Op, Path, Rounded, SortBy
from ccpolicy.dsl.world import World
from ccpolicy.model.expr import Aggregate, Expr, Literal, ReadRow, Rows, SortKey, Window
from ccpolicy.model.types import MONEY, NUMBER, YES_NO, ListOf, Quantity
from ccpolicy.source import Span

AGGREGATES = (
    "count",
    "sum",
    "any",
    "every",
    "min",
    "max",
    "earliest",
    "latest",
    "first",
    "last",
    "nth",
    "list",
    "distinct",
)
WINDOWS = ("rank", "next", "previous", "run", "running_count", "running_sum", "share")
_SAME = {"earliest": "min", "latest": "max"}


class Aggregates:
    """Checks the calls that take rows."""

    def __init__(self, world: World, checker: Checking) -> None:
        self.world, self.checker = world, checker

    # ---------------------------------------------------------------- finer rows

    def aggregate(self, node: Call, place: Place) -> Expr | None:
        if not node.args or len(node.args) > (2 if node.name == "nth" else 1):
            self.world.report(
                "wrong-count", f"`{node.name}` takes one set of rows", node.span, help=f"as in {node.name}(day where …)"
            )
            return None
        arg = node.args[0]
        found = self._rows(arg, place, node)
        if found is None:
            return None
        rows, prefix = found
        inner = Place(rows.grain, extra=place.extra, inside=prefix)
        self.world.used.add(rows.grain)
        where = self.checker.condition(arg.where, inner) if arg.where is not None else None
        if arg.where is not None and where is None:
            return None
        only_rows = isinstance(arg.value, Path) and (arg.value.names == prefix or arg.value.names == (rows.grain,))
        value = None if only_rows else self.checker.check(arg.value, inner)
        if value is None and not only_rows:
            return None
        by = arg.by or (node.args[-1].by if node.name == "nth" else None)
        order = self._order(by, inner)
        if order is None:
            return None
        return self._made(node, rows, value, where, order, place)

    def _made(
        self, node: Call, rows: Rows, value: Expr | None, where: Expr | None, order: tuple[SortKey, ...], place: Place
    ) -> Expr | None:
        op, span = _SAME.get(node.name, node.name), node.span
        common: dict[str, Any] = {"rows": rows, "span": span, "order": order}
        if op == "count":
            return Aggregate(type=NUMBER, op="count", value=None, where=where, **common)
        if op in ("any", "every"):
            if value is None:
                test, where = where, None
                if test is None and op == "every":
                    self.world.report(
                        "value-missing", "`every` needs a condition", span, help="as in every(session where signed)"
                    )
                    return None
                value = test if test is not None else Literal(type=YES_NO, value=True, span=span)
            value = self.checker.fit(value, YES_NO)
            return None if value is None else Aggregate(type=YES_NO, op=op, value=value, where=where, **common)
        if value is None:
            self.world.report(
                "value-missing",
                f"`{op}` needs to know what of the rows",
                span,
                help=f"as in {node.name}({rows.grain}.… where …)",
            )
            return None
        if op == "distinct":
            return Aggregate(type=NUMBER, op=op, value=value, where=where, **common)
        if op == "list":
            return Aggregate(type=ListOf(value.type), op=op, value=value, where=where, **common)
        if op == "sum":
            if not isinstance(value.type, Quantity):
                self.world.report("wrong-type", "only numbers and amounts can be summed", span)
                return None
            return Aggregate(type=value.type, op=op, whole=value.whole, value=value, where=where, **common)
        if op in ("first", "last", "nth") and not order:
            self.world.report(
                "order-missing", f"`{op}` needs an order", span, help=f"as in {op}({rows.grain}.… by date)"
            )
            return None
        nth = None
        if op == "nth":
            nth = self.checker.check(node.args[1].value, place, NUMBER) if len(node.args) == 2 else None
            if nth is None:
                self.world.report(
                    "wrong-count", "`nth` takes what, and which", span, help="as in nth(day.date, 3 by date)"
                )
                return None
        return Aggregate(
            type=value.type, op=op, optional=True, whole=value.whole, value=value, where=where, nth=nth, **common
        )

    def _rows(self, arg: Arg, place: Place, node: Call) -> tuple[Rows, tuple[str, ...]] | None:
        """The finer rows an argument is about, and the written path that names them."""
        for path in _paths(arg.value):
            for at in range(len(path.names)):
                found = self._finer(path.names[:at], path.names[at], place)
                if found is not None:
                    return found, path.names[: at + 1]
        first = next(iter(_paths(arg.value)), None)
        grain = first.names[0] if first else ""
        if grain in self.world.grains and grain != place.grain and place.grain:
            self.world.report(
                "not-finer",
                f"rows of `{grain}` do not lead to a row of `{place.grain}`",
                node.span,
                help=self._reach_help(grain, place),
            )
        elif grain == place.grain:
            self.world.report(
                "not-finer",
                f"`{grain}` is the row itself, which is one",
                node.span,
                help="rank, next, previous and running counts look along a grain's own rows",
            )
        elif place.grain:
            self.world.unknown(
                "grain",
                grain,
                [g for g in self.world.grains if self.world.route(g, place.grain)],
                node.span,
                f"`{node.name}` takes finer rows, as in {node.name}(day where …)",
            )
        else:
            self.world.report(
                "no-row",
                f"`{node.name}` needs a row to start from, and a setting or a cell has none",
                node.span,
                help="move it into a `fact`",
            )
        return None

    def _finer(self, prefix: tuple[str, ...], grain: str, place: Place) -> Rows | None:
        world = self.world
        if grain not in world.grains or not place.grain:
            return None
        if not prefix:
            if grain in world.grains[place.grain].links:
                return None
            route = world.route(grain, place.grain)
            return None if route is None else Rows((), grain, route, self._crosses(grain, place.grain))
        before = len(world.findings)
        head = self.checker.resolve(Path(prefix, span=_nowhere()), place, None)
        del world.findings[before:]
        if not isinstance(head, ReadRow):
            return None
        route = world.route(grain, head.grain)
        return None if route is None else Rows(head.path, grain, route, self._crosses(grain, head.grain))

    def _crosses(self, inner: str, anchor: str) -> bool:
        """Whether the rows under an anchor may belong to claims beyond the ones decided."""
        return self.world.leads_to_claim(inner) and not self.world.leads_to_claim(anchor)

    def _reach_help(self, grain: str, place: Place) -> str:
        for _, way, here in self.world.reach(place.grain):
            if way and self.world.route(grain, here):
                return f"start from the row they belong to: `{'.'.join(way[-1:])}.{grain}`"
        return f"only rows that lead to `{place.grain}` can be counted here; the other way a name is enough"

    def _order(self, by: SortBy | None, inner: Place) -> tuple[SortKey, ...] | None:
        if by is None:
            return self.world.grains[inner.grain].order
        key = self.checker.check(by.value, inner)
        return None if key is None else (SortKey(key, by.falling),)

    # ---------------------------------------------------------------- rows of the same grain

    def window(self, node: Call, place: Place) -> Expr | None:
        if len(node.args) != 1:
            self.world.report(
                "wrong-count",
                f"`{node.name}` takes one set of rows",
                node.span,
                help=f"as in {node.name}(… per (…) by date)",
            )
            return None
        arg, grain, name, span = node.args[0], place.grain, node.name, node.span
        if not grain:
            self.world.report(
                "no-row",
                f"`{name}` needs a row to start from, and a setting or a cell has none",
                span,
                help="move it into a `fact`",
            )
            return None
        own = isinstance(arg.value, Path) and arg.value.names == (grain,)
        value = (
            None if own or (name == "run" and arg.where is not None and own) else self.checker.check(arg.value, place)
        )
        where = self.checker.condition(arg.where, place) if arg.where is not None else None
        per = [self.checker.check(key, place) for key in arg.per]
        keys = [key for key in per if key is not None]
        if (value is None and not own) or len(keys) < len(per) or (arg.where is not None and where is None):
            return None
        if name == "share":
            return self._share(arg, value, where, keys, place, span)
        order = self._order(arg.by, place)
        if order is None:
            return None
        if not order:
            self.world.report(
                "order-missing", f"`{name}` needs an order", span, help=f"as in {name}(… per (…) by date)"
            )
            return None
        common: dict[str, Any] = {
            "op": name,
            "grain": grain,
            "per": tuple(keys),
            "order": order,
            "span": span,
            "crosses_claims": self._window_crosses(grain, keys),
        }
        if name in ("rank", "running_count"):
            # A row that `where` leaves out has no rank; it has a running count.
            optional = name == "rank" and where is not None
            return Window(type=NUMBER, optional=optional, value=None, where=where, **common)
        if name == "run":
            test = self.checker.fit(value, YES_NO) if value is not None else where
            if value is not None and test is None:
                return None
            if test is None:
                self.world.report(
                    "value-missing",
                    "`run` needs a condition",
                    span,
                    help="as in run(day where late per member by date)",
                )
                return None
            # With a value, as in run(day.absent where scheduled …), `where` chooses among which rows it is looked for.
            return Window(type=NUMBER, value=test if value is not None else None, where=where, **common)
        if value is None:
            self.world.report(
                "value-missing",
                f"`{name}` needs to know what of the rows",
                span,
                help=f"as in {name}({grain}.… per (…) by …)",
            )
            return None
        if name == "running_sum":
            if not isinstance(value.type, Quantity):
                self.world.report("wrong-type", "only numbers and amounts can be summed", span)
                return None
            return Window(type=value.type, whole=value.whole, value=value, where=where, **common)
        return Window(type=value.type, optional=True, whole=value.whole, value=value, where=where, **common)

    def _share(
        self, arg: Arg, value: Expr | None, where: Expr | None, keys: list[Expr], place: Place, span: Any
    ) -> Expr | None:
        weight = (
            self.checker.check(arg.by.value, place) if arg.by is not None else Literal(type=NUMBER, value=1, span=span)
        )
        if value is None or weight is None:
            return None
        if value.type != MONEY or not isinstance(weight.type, Quantity) or not keys:
            self.world.report(
                "bad-share",
                "`share` takes money, `per` the rows that share it, and `by` a weight",
                span,
                help="as in share(family.dues per (family, date) by 1)",
            )
            return None
        if not value.whole:
            self.world.report("unrounded-amount", "what is shared must be whole cents", span, help="round it first")
            return None
        return Window(
            type=MONEY,
            op="share",
            grain=place.grain,
            value=value,
            where=where,
            weight=weight,
            per=tuple(keys),
            span=span,
            order=self.world.grains[place.grain].order,
            optional=value.optional,
            crosses_claims=self._window_crosses(place.grain, keys),
        )

    def _window_crosses(self, grain: str, keys: list[Expr]) -> bool:
        if not self.world.leads_to_claim(grain):
            return False
        return not any(isinstance(key, ReadRow) and self.world.leads_to_claim(key.grain) for key in keys)


def _paths(node: Node) -> list[Path]:
    """The names in an expression, in order; not those inside the conditions of an aggregate."""
    if isinstance(node, Path):
        return [node]
    if isinstance(node, Op):
        return [path for arg in node.args for path in _paths(arg)]
    if isinstance(node, Rounded):
        return _paths(node.value)
    if isinstance(node, Call):
        return [path for arg in node.args for path in _paths(arg.value)]
    assert isinstance(node, (Constant, Node))
    return []


def _nowhere() -> Span:
    return Span("", 0, 0, 0, 0)
