"""Facts with an example whose expectation is worked out while it is drawn."""

from __future__ import annotations

from collections.abc import Sequence

from ccpolicy.model.types import DATE, DAYS, MINUTES, MONEY, NUMBER, Type
from ccpolicy.testing.random_policy.text import Lines, bars, quoted
from ccpolicy.testing.random_policy.world import Var, World

_CUTS: dict[Type, Sequence[tuple[str, str, str]]] = {
    NUMBER: (("4", "5", "6"), ("0", "1", "2")),
    MONEY: (("$4.99", "$5", "$5.01"), ("$39.99", "$40", "$41")),
    MINUTES: (("4 hours", "5 hours", "6 hours"), ("29 minutes", "30 minutes", "31 minutes")),
    DAYS: (("4 days", "5 days", "6 days"), ("6 days", "1 week", "8 days")),
    DATE: (("2022-02-28", "2022-03-01", "2022-03-02"), ("2024-02-28", "2024-02-29", "2024-03-01")),
}
"""A value, with one just below it and one above."""

_HOLDS = {"<": (True, False, False), "<=": (True, True, False), ">": (False, False, True), ">=": (False, True, True)}


def by_line(world: World) -> None:
    """A fact that cuts a column's values at a point, shown at the point and beside it."""
    choose = world.choose
    options = [
        (grain.name, each) for grain in world.grains.values() for each in grain.vars
        if each.given and each.type in _CUTS and each.name not in grain.key
    ]
    if not options:
        return
    alone = [each for each in options if _alone(world, *each)]
    grain, subject = choose.pick(alone if alone and choose.often(50) else options)
    values, sign = choose.pick(_CUTS[subject.type]), choose.pick(tuple(_HOLDS))
    name, low, high = world.name("cut"), "$3", "$8"
    test = f"{subject.name} {sign} {values[1]}"
    if subject.missing:
        test = f"{subject.name} is not missing and {test}"
    label = f" {world.label()}" if world.spanish else ""
    world.statements.append([f"fact {name} of {grain} money{label}",
                             [bars("when", "value"), bars(test, low), bars("otherwise", high), *world.cite()]])
    world.add(grain, Var(name, MONEY))
    expected = [low if holds else high for holds in _HOLDS[sign]]
    rows = [bars(value, told) for value, told in zip(values, expected)]
    if subject.missing:
        rows.append(bars("missing", high))
    title = f"at and beside {values[1]}"
    on = f" on {choose.pick(('2022-03-01', '2022-12-31'))}" if choose.often(30) else ""
    world.statements.append([f"example {quoted(title)} of {name}{on}",
                             [bars(subject.name, f"expect {name}"), *rows, *world.cite(bare=True)]])
    if choose.often(60):
        _by_rows(world, grain, subject, name, list(zip(values, expected)))


def _alone(world: World, grain: str, subject: Var) -> bool:
    """Whether a row of a record can be given with nothing but this column, and without another row."""
    known = world.grains[grain]
    if known.kind != "record" or known.links or known.key != ("id",) or subject.type == DAYS or not subject.whole:
        return False
    return all(field == subject.name for field in world.required.get(grain, ()))


def _by_rows(world: World, grain: str, subject: Var, name: str, pairs: list[tuple[str, str]]) -> None:
    """The same as rows that are given; only of records that need nothing else."""
    if not _alone(world, grain, subject):
        return
    value, told = world.choose.pick(pairs)
    given: list[str | Lines] = [bars("id", subject.name), bars(quoted("x1"), _given(value, subject.type))]
    body: list[str | Lines] = [f"given {grain}", given, f"expect {grain}", [bars("id", name), bars(quoted("x1"), told)]]
    points = [each for each in world.settings if each.name.startswith("open_point")]
    if points:
        body.append(f"reading {points[0].name} {points[0].type.codes[0]}")  # type: ignore[attr-defined]
    if world.choose.often(50):
        body.append("known_on 2022-06-30")
    world.statements.append([f"example {quoted(f'rows beside {value}')}", [*body, *world.cite(bare=True)]])


def _given(value: str, type: Type) -> str:
    return value if type in (NUMBER, MONEY, DATE) else quoted({"29 minutes": "0:29", "30 minutes": "0:30", "31 minutes": "0:31"}.get(value, f"{value.split()[0]}:00"))


