"""Choices among possibilities, by whatever chance decides."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from attrs import frozen

from ccpolicy.testing.chance import Chance, Seeded

T = TypeVar("T")


@frozen
class Choose:
    """Makes choices that lean to their simple side: the first, the fewest, no."""

    chance: Chance

    def below(self, bound: int) -> int:
        """A whole number from nothing to one less than the bound."""
        return self.chance.number(0, bound - 1)

    def pick(self, options: Sequence[T]) -> T:
        return self.chance.pick(options)

    def often(self, percent: int) -> bool:
        """Yes in about so many of a hundred cases."""
        return self.chance.seldom(percent)

    def some(self, options: Sequence[T], least: int, most: int) -> list[T]:
        """Between `least` and `most` different options, as far as there are so many."""
        rest, made = list(options), []
        for _ in range(min(least + self.below(max(most - least, 0) + 1), len(rest))):
            made.append(rest.pop(self.below(len(rest))))
        return made


def seeded(seed: int) -> Choose:
    """Choices that are the same for the same seed."""
    return Choose(Seeded(seed))
