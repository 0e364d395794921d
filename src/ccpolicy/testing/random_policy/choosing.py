"""Choices, wherever they come from: a test library that shrinks them, or a seeded generator."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from typing import TypeVar

from attrs import frozen

T = TypeVar("T")


@frozen
class Choose:
    """Makes choices from whole numbers below a bound; the least is the simplest choice."""

    below: Callable[[int], int]

    def pick(self, options: Sequence[T]) -> T:
        """One of the options; the first is the simplest."""
        return options[self.below(len(options))]

    def often(self, percent: int) -> bool:
        """Yes about so often; no is the simpler."""
        return self.below(100) >= 100 - percent

    def some(self, options: Sequence[T], least: int, most: int) -> list[T]:
        """Between `least` and `most` different options."""
        rest, made = list(options), []
        for _ in range(min(least + self.below(max(most - least, 0) + 1), len(rest))):
            made.append(rest.pop(self.below(len(rest))))
        return made


def seeded(seed: int) -> Choose:
    """Choices that are the same for the same seed."""
    return Choose(random.Random(seed).randrange)
