"""The nearest known names to one that is not known: first what one slip of the hand explains, then what looks alike.

A slip is a letter left out, put in, mistaken, or two neighbours swapped (Damerau and Levenshtein's distance).
"""

from __future__ import annotations

from collections.abc import Iterable
from difflib import SequenceMatcher


def nearest(word: str, known: Iterable[str], count: int = 3) -> tuple[str, ...]:
    """Up to `count` known names close enough to `word` to be what was meant, best first."""
    written = word.lower()
    near = []
    for name in dict.fromkeys(known):
        if not name:
            continue
        meant = name.lower()
        steps = slips(written, meant, most=_allowed(written))
        alike = _likeness(written, meant)
        if steps <= _allowed(written) or alike >= 0.75:
            # Letters that differ only in case are no slip; a likely length and the same first letter break ties.
            near.append((steps, -alike, written[:1] != meant[:1], name))
    return tuple(name for *_, name in sorted(near)[:count])


def slips(left: str, right: str, most: int = 3) -> int:
    """How many slips lie between two words; anything above `most` may be told as `most + 1`."""
    if abs(len(left) - len(right)) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(right) + 1))
    for at, letter in enumerate(left, start=1):
        here = [at]
        for other, meant in enumerate(right, start=1):
            least = min(row[other] + 1, here[other - 1] + 1, row[other - 1] + (letter != meant))
            if at > 1 and other > 1 and letter == right[other - 2] and left[at - 2] == meant:
                least = min(least, before[other - 2] + 1)
            here.append(least)
        if min(here) > most:
            return most + 1
        before, row = row, here
    return row[-1]


def _allowed(word: str) -> int:
    """How many slips are believed of a word of this length."""
    return 1 if len(word) <= 4 else 2 if len(word) <= 8 else 3


def _likeness(left: str, right: str) -> float:
    matcher = SequenceMatcher(None, left, right, autojunk=False)
    return matcher.ratio() if matcher.real_quick_ratio() >= 0.6 and matcher.quick_ratio() >= 0.6 else 0.0
