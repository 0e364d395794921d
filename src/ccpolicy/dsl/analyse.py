"""Looks at the whole checked policy for what cannot be right: exceptions that meet, lines that never apply, gaps and
overlaps down to a single point, allowances that meet, and worksheets that do not balance."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

from ccpolicy.diagnostics import Label, nearest
from ccpolicy.dsl.balance import unbalanced
from ccpolicy.dsl.bands import check_bands
from ccpolicy.dsl.solve import Exhausted, Solver, as_written
from ccpolicy.dsl.world import World
from ccpolicy.limits import TRIALS
from ccpolicy.model.expr import Aggregate, Apply, Expr, InBands, Literal
from ccpolicy.model.policy import Allowance, Asks, Deadline, Exceptional, Fact, Pay, Policy, Table
from ccpolicy.source import Span
from ccpolicy.values.absent import MISSING
from ccpolicy.values.dates import Month, add_to_month
from ccpolicy.values.period import ONE_DAY

_BALANCE = "charge and additions must come to what state, family and nobody bear together"


def analyse_parts(world: World, policy: Policy) -> None:
    """Reports what can be seen in one statement alone, be there errors in others or not."""
    with _within_limits(world, policy):
        _parts(world, Solver(policy), policy)


@contextmanager
def _within_limits(world: World, policy: Policy) -> Iterator[None]:
    """Tells it once where trying all cases would come to no end."""
    try:
        yield
    except Exhausted:
        world.report(
            TRIALS.finding,
            f"proving that the conditions of `{policy.name}` exclude each other, or can hold, takes more than {TRIALS} steps",
            world.declared[policy.name][1] if policy.name in world.declared else None,
            help="split long conditions into facts, and long lists of lines into tables",
        )


def _parts(world: World, solver: Solver, policy: Policy) -> None:
    for fact in policy.facts.values():
        _exceptions(world, solver, fact)
        for wording in fact.definitions:
            for part in wording.value.walk():
                if isinstance(part, InBands):
                    check_bands(world, solver, fact, part)
                elif isinstance(part, Apply) and part.op == "if" and len(part.args) > 3:
                    _lines(world, solver, fact, part)
    for table in policy.tables.values():
        _table_gaps(world, table)


def analyse(world: World, policy: Policy) -> None:
    """Reports what is seen only in the whole policy, which has no errors so far."""
    with _within_limits(world, policy):
        _whole(world, Solver(policy), policy)


def _whole(world: World, solver: Solver, policy: Policy) -> None:
    for outcome in policy.outcomes.values():
        if not outcome.parent and solver.together([outcome.when]) is None:
            world.report(
                "never-applies",
                f"the condition of `{outcome.name}` can never hold",
                outcome.span,
                help="its parts exclude each other: take one away, or join them with `or`",
            )
    _conditions(world, solver, policy)
    _allowances(world, solver, policy)
    if any(f.name == "unranked-exceptions" for f in world.findings):
        return  # which amounts a worksheet holds is not said yet
    for sheet in policy.worksheets.values():
        for name, message, span in unbalanced(policy, sheet, solver):
            world.report(
                name,
                message,
                span,
                help=_BALANCE
                if name == "unbalanced"
                else "no amount may be below nothing: as in max(…, $0), or min(…) with what there is",
            )


def _conditions(world: World, solver: Solver, policy: Policy) -> None:
    """Further conditions that can never hold: of rows that ask, are paid, spend or have a deadline, and of waivers."""
    owners: list[Asks | Pay | Allowance | Deadline] = [
        *policy.asks,
        *policy.pays,
        *policy.allowances.values(),
        *policy.deadlines.values(),
    ]
    tests: list[tuple[str, Expr | None, Span | None]] = [(o.name, o.where, o.span) for o in owners]
    tests += [(w.outcome, w.when, w.span) for o in policy.outcomes.values() for w in o.waivers]
    for report in policy.reports.values():
        tests.append((report.name, report.where, report.span))
        tests += [(report.name, block.where, block.span) for block in report.blocks]
    for name, test, span in tests:
        if test is not None and not isinstance(test, Literal) and solver.together([test]) is None:
            world.report(
                "never-applies",
                f"the condition of `{name}` can never hold",
                span,
                help="its parts exclude each other: take one away, or join them with `or`",
            )


# -------------------------------------------------------------------- exceptions


def _exceptions(world: World, solver: Solver, fact: Fact) -> None:
    labels = [e.label for e in fact.exceptions]
    for e in fact.exceptions:
        for other in e.over:
            if other not in labels:
                near = nearest(other, labels)
                world.report(
                    "unknown-exception",
                    f'`{fact.name}` has no exception "{other}"',
                    e.span,
                    help=f'did you mean "{near[0]}"?'
                    if near
                    else "name the label of another exception of the same fact",
                )
        if _beats(fact, e.label, e.label) and not any(_beats(fact, e.label, o.label) for o in _before(fact, e)):
            world.report(
                "rank-cycle",
                f'"{e.label}" is ranked over itself',
                e.span,
                help="follow the `over` from it: ranks go one way, so take one of them away",
            )
        if solver.together([e.when]) is None:
            world.report(
                "unreachable-exception",
                f'the exception "{e.label}" of `{fact.name}` can never apply',
                e.span,
                help="its parts exclude each other: take one away, or join them with `or`",
            )
    for at, first in enumerate(fact.exceptions):
        for second in fact.exceptions[at + 1 :]:
            if first.label == second.label:
                world.report("declared-twice", f'`{fact.name}` has two exceptions "{second.label}"', second.span)
            elif not _ranked(fact, first, second):
                _meeting(world, solver, fact, first, second)


def _before(fact: Fact, exception: Exceptional) -> tuple[Exceptional, ...]:
    return fact.exceptions[: [e.label for e in fact.exceptions].index(exception.label)]


def _ranked(fact: Fact, first: Exceptional, second: Exceptional) -> bool:
    return _beats(fact, first.label, second.label) or _beats(fact, second.label, first.label)


def _beats(fact: Fact, winner: str, loser: str) -> bool:
    over = {e.label: e.over for e in fact.exceptions}
    pending, seen = list(over.get(winner, ())), set()
    while pending:
        label = pending.pop()
        if label == loser:
            return True
        if label not in seen:
            seen.add(label)
            pending += over.get(label, ())
    return False


def _meeting(world: World, solver: Solver, fact: Fact, first: Exceptional, second: Exceptional) -> None:
    if first.version.period.overlap(second.version.period) is None:
        return
    found = solver.together([first.when, second.when])
    if found is not None and second.span is not None:
        labels = [Label(first.span, f'"{first.label}" stands here')] if first.span else []
        world.report(
            "unranked-exceptions",
            f'"{first.label}" and "{second.label}" of `{fact.name}` can both apply: {solver.told(found)}',
            second.span,
            help=f'rank them with `over "{first.label}"`, or make their conditions exclude each other',
            labels=labels,
        )


# -------------------------------------------------------------------- lines of a fact


def _lines(world: World, solver: Solver, fact: Fact, choice: Apply) -> None:
    """Lines that an earlier line always takes, and cases no line takes."""
    before: list[Expr] = []
    for at in range(0, len(choice.args) - 1, 2):
        condition = choice.args[at]
        if solver.together([condition], before) is None:
            world.report(
                "unreachable-row",
                f"this line of `{fact.name}` is never reached",
                condition.span,
                help="an earlier line always applies first, or its condition cannot hold",
            )
        before.append(condition)
    last = choice.args[-1]
    if isinstance(last, Literal) and last.value is MISSING and last.span == choice.span:
        found = solver.together([], before)
        if found is not None:
            world.report(
                "rows-gap",
                f"no line of `{fact.name}` applies when {solver.told(found)}",
                choice.span,
                help="end with | otherwise | … |",
            )


# -------------------------------------------------------------------- allowances and tables


def _allowances(world: World, solver: Solver, policy: Policy) -> None:
    """Two allowances that one row can ask for must say which comes first, or that they go together.

    A row asks for an allowance itself, or by leading to a coarser row that does.
    """
    known = list(policy.allowances.values())
    for at, first in enumerate(known):
        for second in known[at + 1 :]:
            named = {first.name, second.name}
            linked = named & {*first.after, *first.together, *second.after, *second.together}
            if linked or (first.unit and second.unit and first.unit != second.unit):
                continue
            if _after(policy, first.name, second.name) or _after(policy, second.name, first.name):
                continue
            wheres = _on_one_row(world, first, second)
            found = solver.together(wheres) if wheres is not None else None
            if found is not None:
                world.report(
                    "allowances-meet",
                    f"one row can ask for both `{first.name}` and `{second.name}`: {solver.told(found)}",
                    second.span,
                    help=f"say `after {first.name}` if what that refuses does not ask here, or `with {first.name}` for all or none",
                )


def _on_one_row(world: World, first: Allowance, second: Allowance) -> list[Expr] | None:
    """The conditions under which a row of the finer grain asks for both; None where no row leads from one to the other."""
    if first.grain == second.grain:
        return [where for where in (first.where, second.where) if where is not None]
    finer, coarser = (first, second) if world.route(first.grain, second.grain) else (second, first)
    if not world.route(finer.grain, coarser.grain):
        return None
    return [where for where in (finer.where, _from_below(coarser.where, finer.grain)) if where is not None]


def _from_below(where: Expr | None, grain: str) -> Expr | None:
    """What a coarser row's condition asks of the finer rows that make it hold: of `any(day where …)`, what stands inside.
    Any other condition says nothing of the finer row."""
    if isinstance(where, Aggregate) and where.op == "any" and where.rows.grain == grain:
        return where.value
    return None


def _after(policy: Policy, name: str, other: str) -> bool:
    pending, seen = [name], set()
    while pending:
        for below in (*policy.allowances[pending.pop()].after,):
            if below == other:
                return True
            if below not in seen and below in policy.allowances:
                seen.add(below)
                pending.append(below)
    return False


def _after_step(value: Any) -> Any:
    """The next value after the last one a row holds: the next day, month, cent or minute."""
    if isinstance(value, date):
        return value + ONE_DAY
    return add_to_month(value, 1) if isinstance(value, Month) else value + 1 if isinstance(value, int) else value


def _table_gaps(world: World, table: Table) -> None:
    """Stretches between the bands of a table's key that no row covers."""
    for block in table.blocks:
        for at, key in enumerate(table.takes):
            if key.match == "is":
                continue
            groups: dict[Any, list[tuple[Any, Any, Span | None]]] = {}
            for row in block.rows:
                if row.cells[at] is not None:
                    others = tuple(repr(c) for n, c in enumerate(row.cells) if n != at)
                    groups.setdefault(others, []).append((*row.cells[at], row.span))
            for rows in groups.values():
                ordered = sorted(rows, key=lambda r: (r[0] is not None, r[0] or 0))
                for (_, high, _), (low, _, span) in zip(ordered, ordered[1:]):
                    step = 1 if key.match == "from_through" else 0
                    first_out = _after_step(high) if step and high is not None else high
                    if first_out is not None and low is not None and first_out < low:
                        world.report(
                            "table-gap",
                            f"no row of `{table.name}` holds `{key.name}` of exactly {as_written(first_out, key.type)}",
                            span or table.span,
                            help=f"the next row begins at {as_written(low, key.type)}: let it begin where the one before ends",
                        )
                        return
