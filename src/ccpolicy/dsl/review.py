"""What each statement says well and the policy as a whole does not: texts lacking a translation, citations not in
force, orders that leave two rows equal, tables nobody looks anything up in."""

from __future__ import annotations

from collections.abc import Iterator

from ccpolicy.dsl.solve import shortly
from ccpolicy.dsl.translations import Dictionary, review_words
from ccpolicy.dsl.versions import told as stretch
from ccpolicy.dsl.world import World
from ccpolicy.model.expr import Expr, ReadDate, ReadField, ReadRow
from ccpolicy.model.policy import Allowance, Policy
from ccpolicy.values.period import gaps


def review(world: World, policy: Policy, dictionary: Dictionary) -> None:
    """Reports everything found; the policy has no errors of form."""
    review_words(world, policy, dictionary)
    _citations(world, policy)
    for allowance in policy.allowances.values():
        _ties(world, policy, allowance)
    for table in policy.tables.values():
        if table.name not in world.used:
            world.report(
                "unread",
                f"nothing looks anything up in `{table.name}`",
                table.span,
                help=f"take it away, or use it, as in {table.name}({', '.join(key.name for key in table.takes)})",
            )


def _citations(world: World, policy: Policy) -> None:
    """Every reason has a citation in force on each day it can be given."""
    for outcome in policy.outcomes.values():
        period = outcome.version.period.overlap(policy.period)
        sources = [policy.sources[cite.source] for cite in outcome.cites if cite.source in policy.sources]
        if period is None or not sources:
            continue
        for gap in gaps(period, [source.period for source in sources])[:1]:
            world.report(
                "citation-not-in-force",
                f"nothing `{outcome.name}` cites is in force {stretch(gap)}",
                outcome.span,
                help="cite a source for that time too, or date the statement as its source is dated",
            )


def _ties(world: World, policy: Policy, allowance: Allowance) -> None:
    """The order, with what the limit is per, tells any two rows apart."""
    grain = policy.grains[allowance.grain]
    told = set(_fields([key.value for key in allowance.order])) | set(_fields([key for _, key in allowance.per]))
    if any(isinstance(key.value, ReadDate) and not key.value.path for key in allowance.order):
        told |= set(_fields([grain.dated_by] if grain.dated_by is not None else []))
    lacking = [name for name in grain.key if name not in told]
    if lacking and not (grain.kind == "record" and set(grain.key) <= told):
        order = ", ".join(f"{shortly(key.value)}{' falling' if key.falling else ''}" for key in allowance.order)
        world.report(
            "order-ties",
            f"two rows of `{grain.name}` may come equally early for `{allowance.name}`",
            allowance.span,
            help=f"let the order tell them apart: order {', '.join([order, *lacking])}",
            severity="warning",
        )


def _fields(expressions: list[Expr]) -> Iterator[str]:
    """The fields of the row itself that these are."""
    for expr in expressions:
        if isinstance(expr, ReadField) and not expr.path:
            yield expr.name
        elif isinstance(expr, ReadRow) and len(expr.path) == 1:
            yield expr.path[0]


__all__ = ["review"]
