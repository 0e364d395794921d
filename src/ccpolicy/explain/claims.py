"""The lines of a determination by claim and date, and their units in words, as the policy's `asks` declares them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date

from ccpolicy.engine.determination import Determination, Line
from ccpolicy.explain.numbers import number_text
from ccpolicy.explain.output import title_of
from ccpolicy.model.policy import Asks, Citation, Policy
from ccpolicy.model.types import DATE, Codes, RowOf
from ccpolicy.values.dates import read_date
from ccpolicy.values.numbers import Number


def by_claim(determination: Determination, policy: Policy) -> dict[str, list[Line]]:
    """The lines of each claim, in the order they come; lines that are claims of their own come last."""
    found: dict[str, list[Line]] = defaultdict(list)
    alone: dict[str, list[Line]] = defaultdict(list)
    for line in determination.lines:
        claim = _named_claim(line, policy)
        (found if claim else alone)[claim or line.id].append(line)
    return {**found, **{id: lines for id, lines in alone.items() if id not in found}}


def claim_of(line: Line, policy: Policy) -> str:
    """What the claim of a line is called: what its claim column says, or its own id where it has none."""
    return _named_claim(line, policy) or line.id


def claim_key(ask: Asks) -> str:
    """The column of a line that names its claim; empty if the policy shows none."""
    return next((name for name, value in ask.line if value.type == RowOf(ask.claim)), "")


def date_key(ask: Asks) -> str:
    """The column of a line that is its date; empty if the policy shows none."""
    return next((name for name, value in ask.line if value.type == DATE), "")


def written_day(line: Line, policy: Policy) -> str:
    """What stands in the date column of a line; its id where it has none."""
    ask = _ask(line, policy)
    return (line.keys.get(date_key(ask), "") if ask else "") or line.id


def day_of(line: Line, policy: Policy) -> date | None:
    """The date of a line, if it has one."""
    return read_date(written_day(line, policy))


def unit_label(unit: str, policy: Policy) -> str:
    """What people call a unit type."""
    for ask in policy.asks:
        for asked in ask.units:
            listed = policy.codes.get(asked.unit.type.name) if isinstance(asked.unit.type, Codes) else None
            if listed and unit in listed.rows and listed.rows[unit].label:
                return listed.rows[unit].label
    return unit.replace("_", " ")


def declared_units(policy: Policy) -> tuple[str, ...]:
    """The unit types a policy can ask for, as far as their codes are listed, in its own order."""
    kinds = [asked.unit.type for ask in policy.asks for asked in ask.units]
    return tuple(dict.fromkeys(code for kind in kinds if isinstance(kind, Codes) for code in _codes(kind, policy)))


def _codes(kind: Codes, policy: Policy) -> Iterable[str]:
    listed = policy.codes.get(kind.name)
    return listed.rows if listed else kind.codes


def units_text(units: Mapping[str, Number], policy: Policy) -> str:
    """`1 full day, 2 × part day`."""
    return ", ".join(
        f"{number_text(count)} {'' if count == 1 else '× '}{unit_label(unit, policy)}"
        for unit, count in units.items()
        if count
    )


def cited(cites: Iterable[Citation], policy: Policy) -> tuple[str, ...]:
    """Citations as people write them."""
    return tuple(dict.fromkeys(f"{title_of(c.source, policy)}, “{c.place}”" for c in cites))


def _ask(line: Line, policy: Policy) -> Asks | None:
    return next((ask for ask in policy.asks if ask.grain == line.grain), None)


def _named_claim(line: Line, policy: Policy) -> str:
    ask = _ask(line, policy)
    return line.keys.get(claim_key(ask), "") if ask else ""
