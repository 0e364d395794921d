"""Bands with a gap or an overlap, down to a single point, under every reading and version of what their edges read."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from attrs import define, evolve

from ccpolicy.diagnostics import Label
from ccpolicy.dsl.solve import Assignment, Solver, as_written
from ccpolicy.dsl.world import World
from ccpolicy.model.evaluate import evaluate
from ccpolicy.model.expr import Band, Edge, Expr, InBands, Literal, ReadSetting
from ccpolicy.model.policy import Fact, Policy
from ccpolicy.model.types import AGE, MONTHS
from ccpolicy.values.absent import MISSING, Unknown
from ccpolicy.values.period import ONE_DAY

MOST = 256
"""How many combinations of readings and versions are looked at."""


def check_bands(world: World, solver: Solver, fact: Fact, bands: InBands) -> None:
    """Reports the first case in which the bands of a fact leave a gap or overlap."""
    every = list(itertools.islice(cases(solver, bands), MOST))
    for case in every:
        made = [settled(band, case) for band in bands.bands]
        known = [band for band in made if band is not None]
        if not known or len(known) < len(made):
            return  # an edge depends on the row
        told = ", ".join(f"`{name}` is {value}" for name, value in case.readings.items())
        if not _check(world, fact, bands.value, known, f" when {told}" if told and len(every) > 1 else ""):
            return


@define
class Case(Assignment):
    """One reading of every unsettled point, and one version of every setting, that the edges read."""

    readings: dict[str, str]
    versions: dict[str, int]

    def read(self, expr: Expr) -> Any:
        if not isinstance(expr, ReadSetting):
            return Unknown()
        if expr.name in self.readings:
            return self.readings[expr.name]
        return evaluate(self.policy.settings[expr.name].versions[self.versions[expr.name]].value, self)


def cases(solver: Solver, bands: InBands) -> Iterator[Case]:
    """Every combination of readings and versions that the edges read; one case if they read none."""
    policy = solver.policy
    names = sorted(_read(policy, [e.value for b in bands.bands for e in (b.low, b.high) if e is not None]))
    readings = [name for name in names if name in policy.unsettled]
    settings = [name for name in names if name in policy.settings]
    for chosen in itertools.product(*([r.name for r in policy.unsettled[name].readings] for name in readings)):
        for versions in itertools.product(*(range(len(policy.settings[name].versions)) for name in settings)):
            yield Case(policy, solver.choices, {}, dict(zip(readings, chosen)), dict(zip(settings, versions)))


def _read(policy: Policy, expressions: Sequence[Expr]) -> set[str]:
    """The settings and unsettled points that expressions read, also through other settings."""
    found: set[str] = set()
    pending = list(expressions)
    while pending:
        for part in pending.pop().walk():
            if isinstance(part, ReadSetting) and part.name not in found:
                found.add(part.name)
                setting = policy.settings.get(part.name)
                pending += [version.value for version in setting.versions] if setting is not None else []
    return found


def settled(band: Band, case: Case) -> Band | None:
    """The band with values for edges; None if an edge has none."""
    edges: list[Edge | None] = []
    for edge in (band.low, band.high):
        value = None if edge is None else evaluate(edge.value, case)
        if value is MISSING or isinstance(value, Unknown):
            return None
        edges.append(None if edge is None else Edge(Literal(type=edge.value.type, value=value), edge.included))
    return evolve(band, low=edges[0], high=edges[1])


def _check(world: World, fact: Fact, value: Expr, known: Sequence[Band], when: str) -> bool:
    """Reports what is wrong with bands whose edges are values; whether all is well."""
    before = len(world.findings)
    for band in known:
        low, high = _start(band), _end(band)
        if low is not None and high is not None and not low < high:
            world.report(
                "empty-band",
                f"nothing falls in this band of `{fact.name}`{when}",
                band.span,
                help="let its lower edge lie below its upper one, or use `through` for a single value",
            )
    ordered = sorted(known, key=lambda b: (_start(b) is not None, _start(b) or (0, 0)))
    reaching = ordered[0]  # of the bands before, the one that reaches furthest
    for second in ordered[1:]:
        end, start = _end(reaching), _start(second)
        if start is None or end is None or start < end:
            at = start if start is not None else _below(_end(second), end)
            world.report(
                "bands-overlap",
                f"{_level(reaching)} and {_level(second)} of `{fact.name}` both hold {_point(at, value)}{when}",
                second.span,
                help="`from` and `through` include their edge, `over` and `below` do not",
                labels=[Label(reaching.span, "and so does this one")] if reaching.span else (),
            )
        elif end < start:
            world.report(
                "bands-gap",
                f"no band of `{fact.name}` holds {_point(end, value)}{when}",
                second.span,
                help="let the next band begin where this one ends",
                labels=[Label(reaching.span, "the band before the gap")] if reaching.span else (),
            )
        if end is not None and (_end(second) is None or _end(second) > end):
            reaching = second
    return len(world.findings) == before


def _below(*ends: Any) -> Any:
    """A point below all these ends."""
    values = [end[0] for end in ends if end is not None]
    if not values:
        return (0, 0)
    return (min(values) - (ONE_DAY if isinstance(values[0], date) else 1), 0)


def _level(band: Band) -> str:
    return f"`{as_written(band.result.value, band.result.type)}`" if isinstance(band.result, Literal) else "a band"


def _start(band: Band) -> Any:
    """The first point inside: (value, 0) at the edge, (value, 1) just above it."""
    return None if band.low is None else (_literal_value(band.low), 0 if band.low.included else 1)


def _end(band: Band) -> Any:
    """The first point outside above: (value, 0) at the edge, (value, 1) just above it."""
    return None if band.high is None else (_literal_value(band.high), 1 if band.high.included else 0)


def _literal_value(edge: Edge) -> Any:
    assert isinstance(edge.value, Literal)
    return edge.value.value


def _point(at: Any, value: Expr) -> str:
    """A witness: the point itself, or just above it."""
    number, above = at
    kind = MONTHS if value.type == AGE else value.type
    shown = as_written(number, kind)
    return f"{'just over' if above else 'exactly'} {'birth' if value.type == AGE and number == 0 else shown}"
