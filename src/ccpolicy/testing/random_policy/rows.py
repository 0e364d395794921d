"""Values from several rows: aggregates over finer rows, windows along a grain's own."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from ccpolicy.model.types import DATE, MONEY, NUMBER, TEXT, YES_NO, ListOf, Quantity, RowOf, Type
from ccpolicy.testing.random_policy.terms import ATOM, Term
from ccpolicy.testing.random_policy.world import FREE, Scope, World

Condition = Callable[[Scope, int], Term]
"""What draws a condition that need not be guarded."""

_LEAST = ("min", "max", "earliest", "latest")


def below(scope: Scope) -> Iterator[tuple[str, str]]:
    """The finer rows that can be counted here: how they are named, and their grain."""
    if not scope.grain:
        return
    world = scope.world
    links = {link.name for link in world.grains[scope.grain].links}
    for name in world.finer(scope.grain):
        if name not in links:
            yield name, name
    for path, grain, missing in world.reach(scope.grain):
        if path and not missing:
            for name in world.finer(grain.name):
                if name != scope.grain and name not in {link.name for link in grain.links} and name not in links:
                    yield ".".join((*path, name)), name


def aggregate(scope: Scope, type: Type, condition: Condition) -> Term | None:
    """A value of this type from finer rows."""
    choose = scope.world.choose
    options = list(below(scope))
    if not options:
        return None
    rows, grain = choose.pick(options)
    inner = scope.at(grain)
    test = f" where {condition(inner, 1).text}" if choose.often(50) else ""
    own = [term for term in inner.row_terms() if not isinstance(term.type, (RowOf, ListOf))]
    alike = [term for term in own if term.type == type]
    if type == NUMBER and choose.often(60):
        return _made("distinct", rows, choose.pick(own), test) if choose.often(40) else Term(f"count({rows}{test})", NUMBER)
    if type == YES_NO:
        op = choose.pick(("any", "every"))
        flags = [term for term in own if term.type == YES_NO]
        if flags and choose.often(40):
            return _made(op, rows, choose.pick(flags), test, YES_NO)
        return Term(f"{op}({rows} where {condition(inner, 1).text})", YES_NO)
    if isinstance(type, ListOf):
        texts = [term for term in own if term.type == type.of]
        return _made("list", rows, choose.pick(texts), test, type) if texts else None
    if not alike:
        return None
    value = choose.pick(alike)
    ops = [*(["sum"] if isinstance(type, Quantity) else []), *(_LEAST if _has_order(type) else ()), "first", "last", "nth"]
    op = choose.pick(ops)
    if op == "sum":
        return _made(op, rows, value, test, type, whole=value.whole)
    key = _key(scope.world, inner) if op in ("first", "last", "nth") else ""
    if op in ("first", "last", "nth") and not key and not scope.world.grains[grain].ordered:
        return None
    if op == "nth":
        text = f"nth({rows}.{value.text}{test}, {1 + choose.below(3)}{key})"
    else:
        text = f"{op}({rows}.{value.text}{test}{key})"
    return Term(text, type, ATOM, (text,), value.whole, True)


def _has_order(type: Type) -> bool:
    return isinstance(type, Quantity) or type in (DATE, TEXT)


def _made(op: str, rows: str, value: Term, test: str, type: Type = NUMBER, whole: bool = True) -> Term:
    return Term(f"{op}({rows}.{value.text}{test})", type, ATOM, whole=whole)


def _key(world: World, scope: Scope) -> str:
    """An order of rows: ` by …`, if there is something to go by."""
    keys = [term.text for term in scope.row_terms() if _has_order(term.type) and term.type != TEXT]
    if not keys or (world.grains[scope.grain].ordered and not world.choose.often(50)):
        return ""
    return f" by {world.choose.pick(keys)}{world.choose.pick(('', '', ' falling', ' rising'))}"


def _per(scope: Scope) -> str:
    """The keys that rows of a window share."""
    choose = scope.world.choose
    keys = [term.text for term in scope.row_terms() if isinstance(term.type, RowOf) or term.type in (DATE, YES_NO)]
    chosen = choose.some(sorted(keys, key=len), 1, 2)
    if not chosen:
        return ""
    return f" per {chosen[0]}" if len(chosen) == 1 else f" per ({', '.join(chosen)})"


def window(scope: Scope, type: Type, condition: Condition) -> Term | None:
    """A value of this type from the rows of the same grain."""
    world, choose, grain = scope.world, scope.world.choose, scope.grain
    if not grain or scope.stage > FREE:
        return None
    per, key = _per(scope), _key(world, scope)
    if not per:
        return None
    if not key and not world.grains[grain].ordered:
        return None
    test = f" where {condition(scope, 0).text}" if choose.often(40) else ""
    own = [term for term in scope.row_terms() if term.type == type and "." not in term.text]
    if type == NUMBER and choose.often(70):
        op = choose.pick(("rank", "running_count", "run"))
        if op == "run":
            flags = [term for term in scope.row_terms() if term.type == YES_NO and "." not in term.text]
            if flags and choose.often(40):
                return Term(f"run({grain}.{choose.pick(flags).text}{test}{per}{key})", NUMBER)
            return Term(f"run({grain} where {condition(scope, 0).text}{per}{key})", NUMBER)
        text = f"{op}({grain}{test}{per}{key})"
        gaps = (text,) if op == "rank" and test else ()
        return Term(text, NUMBER, ATOM, gaps, True, bool(gaps))
    if type == MONEY and choose.often(50):
        return _share(scope)
    if not own:
        return None
    value = choose.pick(own)
    if isinstance(type, Quantity) and choose.often(40):
        return Term(f"running_sum({grain}.{value.text}{test}{per}{key})", type, whole=value.whole)
    text = f"{choose.pick(('next', 'previous'))}({grain}.{value.text}{test}{per}{key})"
    return Term(text, type, ATOM, (text,), value.whole, True)


def _share(scope: Scope) -> Term | None:
    """A row's part of what a coarser row has."""
    choose = scope.world.choose
    links = scope.world.grains[scope.grain].links
    options = [
        (term, link)
        for link in links
        for term in scope.row_terms()
        if term.type == MONEY and term.whole and term.text.startswith(f"{link.name}.") and not term.gaps
    ]
    if not options:
        return None
    value, link = choose.pick(options)
    weights: Sequence[str] = ["1", *(t.text for t in scope.row_terms() if t.type == NUMBER and not t.gaps and t.whole)]
    return Term(f"share({value.text} per {link.name} by {choose.pick(weights)})", MONEY)


