"""Versions over time: none overlap, none lacks its dates beside dated ones, no day of the policy's period is left out."""

from __future__ import annotations

from datetime import date

from ccpolicy.dsl.world import World
from ccpolicy.model.policy import Policy, Wording
from ccpolicy.source import Span
from ccpolicy.values.period import Period, gaps


def check_versions(world: World, name: str, versions: list[Wording], span: Span) -> None:
    """Versions do not overlap, an undated one does not stand beside a dated one, and between two there is no gap."""
    base = [w for w in versions if not w.version.amendment]
    undated = [w for w in base if w.version.period.start is None and w.version.period.end is None]
    if len(base) > 1 and undated:
        world.report(
            "undated-beside-dated",
            f"`{name}` has a definition without dates beside others",
            undated[0].span or span,
            help="date them all with `from … through …`",
        )
        return
    for group in (base, *_by_amendment(versions)):
        ordered = sorted(group, key=lambda w: (w.version.period.start is not None, w.version.period.start))
        for first, second in zip(ordered, ordered[1:]):
            if first.version.period.overlap(second.version.period):
                world.report(
                    "versions-overlap",
                    f"two versions of `{name}` are in force on the same days",
                    second.span or span,
                    help="`through` is the last day of one, `from` the first of the next",
                )


def _by_amendment(versions: list[Wording]) -> list[list[Wording]]:
    """The versions of amendments that were announced together; a later announcement wins over an earlier one."""
    groups: dict[date | None, list[Wording]] = {}
    for w in versions:
        if w.version.amendment:
            groups.setdefault(w.version.announced, []).append(w)
    return list(groups.values())


def version_gaps(world: World, policy: Policy) -> None:
    """Days of the policy's period on which a dated value has no version."""
    named = [(s.name, s.span, s.versions) for s in policy.settings.values()]
    named += [(f.name, f.span, f.definitions) for f in policy.facts.values()]
    for name, span, versions in named:
        dated = [w for w in versions if w.version.period.start is not None or w.version.period.end is not None]
        if dated and len(dated) == len(versions):
            for gap in gaps(policy.period, [w.version.period for w in versions]):
                world.report(
                    "version-gap",
                    f"`{name}` has no version in force {told(gap)}",
                    span,
                    help="add one, or end the policy's own period before it",
                )
    for table in policy.tables.values():
        if table.blocks and all(b.version.period.start or b.version.period.end for b in table.blocks):
            for gap in gaps(policy.period, [b.version.period for b in table.blocks]):
                world.report(
                    "version-gap",
                    f"`{table.name}` has no rows in force {told(gap)}",
                    table.span,
                    help="add them, or end the policy's own period before it",
                )


def told(period: Period) -> str:
    """A stretch of days in words; a single day as such."""
    return f"on {period.start}" if period.start is not None and period.start == period.end else str(period)
