"""Exact numbers: reading them from text, and rounding them by name."""

from __future__ import annotations

import re
from fractions import Fraction

Number = int | Fraction

_DECIMAL = re.compile(r"-?[0-9]{1,12}(\.[0-9]{1,9})?", re.ASCII)
_WHOLE = re.compile(r"-?[0-9]{1,12}", re.ASCII)

ROUNDINGS = ("up", "down", "half_up", "half_even")


def exact(value: Number) -> Number:
    """The same number, as an `int` when it is whole."""
    if isinstance(value, Fraction) and value.denominator == 1:
        return value.numerator
    return value


def decimal(text: str) -> Number | None:
    """The number written in `text` as plain digits with at most one point; None for any other spelling."""
    return exact(Fraction(text)) if _DECIMAL.fullmatch(text) else None


def whole(text: str) -> int | None:
    """The whole number written in `text`; None for any other spelling."""
    return int(text) if _WHOLE.fullmatch(text) else None


def round_to(value: Number, step: Number, how: str) -> Number:
    """`value` as a multiple of `step`: up and down are toward plus and minus infinity, halves as named.

    Raises ValueError for a step that is not positive.
    """
    if step <= 0:
        raise ValueError("a rounding step is positive")
    steps = Fraction(value) / Fraction(step)
    below = steps.numerator // steps.denominator
    rest = steps - below
    if how == "down" or rest == 0:
        taken = below
    elif how == "up":
        taken = below + 1
    elif rest != Fraction(1, 2):
        taken = below + (rest > Fraction(1, 2))
    elif how == "half_up":
        taken = below + 1
    else:
        taken = below + below % 2
    return exact(Fraction(taken) * Fraction(step))


def split_whole(total: int, weights: list[Number]) -> list[int]:
    """`total` shared by weight in whole parts that add up: each part is rounded down, then the remainder goes one
    by one to the largest fractions lost, earlier parts first. All weights zero: nothing can be shared, all parts zero.
    """
    whole_weight = sum(Fraction(w) for w in weights)
    if whole_weight == 0:
        return [0] * len(weights)
    exact_parts = [Fraction(total) * Fraction(w) / whole_weight for w in weights]
    parts = [p.numerator // p.denominator for p in exact_parts]
    lost = sorted(range(len(parts)), key=lambda i: (parts[i] - exact_parts[i], i))
    for i in lost[: total - sum(parts)]:
        parts[i] += 1
    return parts
