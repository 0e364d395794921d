"""One formula of a day, the state's share, in CEL: what an expression language alone costs for the days of the month.

Optional: `pip install cel-python`. It is given charge, maximum, copay and special rates already worked out, and knows no
dates, tables, allowances, reasons or explanations.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from importlib import import_module
from importlib.util import find_spec

FORMULA = "(charge < maximum ? charge : maximum) - (copay < maximum ? copay : maximum) + additions"

Day = tuple[int, int, int, int]
"""Charge, maximum, copay, special rates, in cents."""


def formula() -> Callable[[Sequence[Day]], list[int]] | None:
    """What gives the state's share of each day; None where cel-python is not installed."""
    if find_spec("celpy") is None:
        return None
    celpy = import_module("celpy")
    whole = import_module("celpy.celtypes").IntType
    environment = celpy.Environment()
    program = environment.program(environment.compile(FORMULA))
    names = ("charge", "maximum", "copay", "additions")

    def shares(days: Sequence[Day]) -> list[int]:
        return [int(program.evaluate({name: whole(cents) for name, cents in zip(names, day, strict=True)})) for day in days]

    return shares
