"""Lines that are not paid, drawn at random: claims of the examples with a few values changed. The same seed, the same lines."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from itertools import combinations
from pathlib import Path
from typing import Any

from attrs import frozen

import ccpolicy
from ccpolicy.engine.determination import Line
from ccpolicy.engine.remedies import Remedies, Way
from ccpolicy.errors import RecordsError
from ccpolicy.front import Policy, Result
from ccpolicy.model.policy import Field
from ccpolicy.model.types import DATE, MOMENT, TEXT, TIME, YES_NO, Codes, Quantity
from ccpolicy.records.caseload import Caseload
from ccpolicy.records.edits import Edit, edited, without_claims
from ccpolicy.records.rows import input_columns, kinds_of
from ccpolicy.values.absent import MISSING, Unknown, unsaid

EXAMPLES = Path(__file__).parents[1] / "examples"
FILES = ("az/month.json", "ky/month.json", "ky/month-enrollment.json", "mo/month.json")


@frozen
class Denial:
    """A line that is not paid, and the determination it is of."""

    policy: Policy
    result: Result
    line: Line


def sources() -> list[tuple[Policy, Caseload]]:
    """The example months of all states, each with its policy."""
    found = []
    for name in FILES:
        (policy,) = [known for known in ccpolicy.names() if known.startswith(f"{name[:2]}_")]
        program = ccpolicy.load(policy)
        found.append((program, program.read(json.loads((EXAMPLES / name).read_text(encoding="utf-8")))))
    return found


def denials(count: int, seed: int) -> Iterator[Denial]:
    """So many lines that are not paid, over all examples."""
    chance = random.Random(seed)
    all_of = sources()
    found = 0
    while found < count:
        program, whole = all_of[found % len(all_of)]
        claims = [(kind, row.key) for kind in sorted({a.claim for a in program.model.asks}) for row in whole.records[kind]]
        caseload = without_claims(program.model, whole, set(chance.sample(claims, chance.choice((1, 1, 2)))))
        caseload = edited(caseload, {e.at: e for e in random_edits(program, caseload, chance)}.values())
        try:
            result = program.determine(caseload)
        except RecordsError:
            continue
        unpaid = [line for line in result.lines if line.status != "paid"]
        if unpaid:
            found += 1
            yield Denial(program, result, chance.choice(unpaid))


def random_edits(program: Policy, caseload: Caseload, chance: random.Random) -> Iterator[Edit]:
    model = program.model
    used = {"claim", "day", "session", "authorization", "child", "family", "provider", "invoice", "authorized"}
    places = [
        (kind, row, column)
        for kind, grain in kinds_of(model).items() if kind in used
        for row in caseload.records.get(kind, ())
        for column, in_key in input_columns(model, grain) if not in_key and (column.changed_by or column.known_by)
    ]
    for kind, row, column in chance.sample(places, min(len(places), chance.randint(1, 4))):
        value = _value(program, column, row.values.get(column.name, MISSING), chance)
        if column.absent == "unknown" and chance.random() < 0.3:
            value = unsaid(kind, row.key, column.name)
        elif column.absent == "missing" and chance.random() < 0.2:
            value = MISSING
        if value is not None:
            yield Edit((kind, row.key, column.name), value)


def _value(program: Policy, column: Field, now: Any, chance: random.Random) -> Any:
    kind = column.type
    far = chance.choice((-400, -60, -7, -1, 1, 7, 60, 400))
    if kind == YES_NO:
        return chance.random() < 0.5
    if isinstance(kind, Codes):
        listed = program.model.codes.get(kind.name)
        return chance.choice(tuple(listed.rows) if listed else kind.codes)
    if isinstance(kind, Quantity):
        return chance.choice((0, 1, 2, 10)) * (100 if column.written == "money" else 1)
    if kind == TIME:
        return time(chance.randrange(24), 0)
    if kind in (DATE, MOMENT) and isinstance(now, date | datetime):
        return now + (timedelta(days=far) if kind == DATE else timedelta(hours=far // 3))
    return "elsewhere" if kind == TEXT and not isinstance(now, Unknown) else None


# ---------------------------------------------------------------- verifying


def wrong(denial: Denial, found: Remedies) -> list[str]:
    """What does not hold of the ways found: each set pays when determined again in public, and no part of it does."""
    told = []
    for way, least in [*((way, denial.line) for way in found.ways), *((way, denial.line) for way in found.partly)]:
        partly = way in found.partly
        edits = [Edit(change.at, change.after) for change in way.changes]
        if not 1 <= len(edits) <= 4 or len({edit.at for edit in edits}) != len(edits):
            told.append(f"{way} has {len(edits)} changes")
        variants = [edits]
        for at, change in enumerate(way.changes):
            variants += [[*edits[:at], Edit(change.at, value), *edits[at + 1 :]] for value in change.also]
        for variant in variants:
            if not _enough(denial, _line(denial, variant), least, partly):
                told.append(f"{variant} does not do it")
            for part in _parts(denial, variant):
                if _enough(denial, _line(denial, part), least, partly):
                    told.append(f"{part} is enough of {variant}")
    places = [frozenset(change.at for change in way.changes) for way in (*found.ways, *found.partly)]
    told += [f"{a} lies within {b}" for a in places for b in places if a < b]
    return told


def _parts(denial: Denial, edits: list[Edit]) -> Iterator[list[Edit]]:
    """Some of the edits and not all; and all, with a new row that leaves out something it need not say."""
    for size in range(1, len(edits)):
        yield from map(list, combinations(edits, size))
    for at, edit in enumerate(edits):
        kind, _, name = edit.at
        for column, _ in () if name else edit.value:
            known = denial.policy.model.grains[kind]
            if column not in known.key and known.fields[column].absent != "required":
                less = Edit(edit.at, tuple(pair for pair in edit.value if pair[0] != column))
                yield [*edits[:at], less, *edits[at + 1 :]]


def _line(denial: Denial, edits: list[Edit]) -> Line | None:
    try:
        again = denial.policy.determine(edited(denial.result.caseload, edits))
    except RecordsError:
        return None
    return next((line for line in again.lines if line.id == denial.line.id), None)


def _enough(denial: Denial, made: Line | None, now: Line, partly: bool) -> bool:
    if made is None:
        return False
    if partly:
        more = any(amount > now.units.get(unit, 0) for unit, amount in made.units.items())
        return made.status in ("paid", "partly_paid") and more
    if now.status == "held":
        return made.status == "paid" and sum(made.units.values()) >= sum(now.claimed.values())
    return made.status == "paid" and all(made.units.get(unit, 0) >= amount for unit, amount in now.claimed.items())


def sizes(ways: tuple[Way, ...]) -> list[int]:
    """How many changes each way has."""
    return [len(way.changes) for way in ways]
