"""What decides where a row could be one thing or another: a seed, or Hypothesis (see `strategies`).

Every choice leans to its simple side: the lower number, the first option, no. So a draw that shrinks becomes smaller and
plainer, and what is made does not depend on who decides.
"""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import Protocol, TypeVar

T = TypeVar("T")


class Chance(Protocol):
    """Decides between possibilities."""

    def number(self, low: int, high: int) -> int:
        """A whole number, both ends included."""

    def pick(self, options: Sequence[T]) -> T:
        """One of at least one option; the first is the plainest."""

    def seldom(self, percent: int) -> bool:
        """Yes in about so many of a hundred cases."""


class Seeded:
    """The same decisions for the same seed."""

    def __init__(self, seed: int) -> None:
        self._random = Random(seed)

    def number(self, low: int, high: int) -> int:
        return self._random.randint(low, high)

    def pick(self, options: Sequence[T]) -> T:
        return options[self._random.randrange(len(options))]

    def seldom(self, percent: int) -> bool:
        return self._random.randrange(100) < percent


class Plain:
    """Always the simple side."""

    def number(self, low: int, high: int) -> int:
        return low

    def pick(self, options: Sequence[T]) -> T:
        return options[0]

    def seldom(self, percent: int) -> bool:
        return False
