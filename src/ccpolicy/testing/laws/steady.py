"""Laws of the same answer: again, at once in several threads, from rows in another order, on another machine."""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from ccpolicy.front import Result
from ccpolicy.testing.laws.differing import first
from ccpolicy.testing.laws.elsewhere import ENVIRONMENTS, elsewhere
from ccpolicy.testing.laws.law import Beside, Document, Law, Trial

THREADS = 3


@Law
def deterministic(trial: Trial) -> None:
    """The same caseload gives the same bytes: again, in several threads at once, and with its rows in any order.

    Where rows come equally early, their keys decide, so the order in which they are given never does. What names a place
    in the document, as a note about a claim that asks for nothing (`claim[3]`), names where it stands now.
    """
    base = trial.result
    _same(trial, base, trial.determine(trial.caseload), "determined again")
    other = shuffled(trial.document, trial.chance)
    with ThreadPoolExecutor(THREADS) as pool:
        for result in pool.map(trial.determine, [trial.document, other, trial.document]):
            _same(trial, base, result, "determined in threads, with its rows in another order")


@Law
def portable(trial: Trial) -> None:
    """The same caseload gives the same bytes in another process, time zone and locale, and with another hash seed.

    It is for policies in files, which another process can load. Locales that a machine lacks are left at its own.
    """
    if trial.place is None:
        raise Beside
    there = dict(known_on=str(trial.known_on) if trial.known_on else None, readings=dict(trial.readings))
    here = trial.result.to_json()
    for name, environment in ENVIRONMENTS.items():
        told = elsewhere(trial.place, environment, {"document": trial.document, **there})
        trial.holds(told == here, f"another result under {name}: {_unlike(here, told)}")


def _unlike(here: str, told: str) -> str:
    pairs = zip(here.splitlines(), told.splitlines())
    return next((f"{one[:200]} became {other[:200]}" for one, other in pairs if one != other), "one is longer")


def shuffled(document: Document, chance: random.Random) -> dict[str, Any]:
    """The document with its kinds, its rows and their columns in another order."""
    return {kind: _rows(rows, chance) for kind, rows in _another_order(document.items(), chance)}


def _rows(rows: Any, chance: random.Random) -> Any:
    if not isinstance(rows, list | tuple):
        return rows
    return [
        dict(_another_order(row.items(), chance)) if isinstance(row, Mapping) else row
        for row in _another_order(rows, chance)
    ]


def _another_order(items: Iterable[Any], chance: random.Random) -> list[Any]:
    return sorted(items, key=lambda _: chance.random())


def _same(trial: Trial, before: Result, after: Result, how: str) -> None:
    unlike = first(before, after)
    trial.holds(not unlike, f"{how}: {unlike}")
