"""The nearest known names to one that is not known: first what one slip of the hand explains, then what looks alike.

A slip is a letter left out, put in, mistaken, or two neighbours swapped (Damerau and Levenshtein's distance).
"""

from __future__ import annotations

from collections.abc import Iterable
from difflib import SequenceMatcher
from functools import lru_cache
from operator import itemgetter

LONGEST = 200
"""Words longer than this are nobody's slip."""

MOST = 50
"""Names that are looked at letter by letter."""

_ALIKE = 0.75


def nearest(word: str, known: Iterable[str], count: int = 3) -> tuple[str, ...]:
    """Up to `count` known names close enough to `word` to be what was meant, best first."""
    written = word.lower()
    near = []
    for name in _candidates(written, known):
        meant = name.lower()
        steps = slips(written, meant, most=_allowed(written))
        alike = _likeness(written, meant)
        if steps <= _allowed(written) or alike >= _ALIKE:
            # Letters that differ only in case are no slip; a likely length and the same first letter break ties.
            near.append((steps, -alike, written[:1] != meant[:1], name))
    return tuple(name for *_, name in sorted(near)[:count])


def _candidates(written: str, known: Iterable[str]) -> list[str]:
    """The names that can be near by their lengths and letters, those with most letters in common first."""
    if len(written) > LONGEST:
        return []
    apart = ((_apart(written, name.lower()), name) for name in dict.fromkeys(known) if name)
    found = [(letters, name) for letters, name in apart if letters is not None]
    return [name for _, name in sorted(found, key=itemgetter(0))[:MOST]]


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


def _apart(left: str, right: str) -> int | None:
    """The fewest slips two words can be apart by their lengths and letters: a letter only one of them has is one, and takes
    away from their likeness. None for words that are not near for that alone, as nearly all are; the rest is slow."""
    if max(len(left), len(right)) > LONGEST:
        return None
    one, other = _letters(left), _letters(right)
    apart, back = (one & ~other).bit_count(), (other & ~one).bit_count()
    fewest = max(apart, back, abs(len(left) - len(right)))
    shared = min(len(left) - apart, len(right) - back)
    return None if fewest > _allowed(left) and shared * 2 < (len(left) + len(right)) * _ALIKE else fewest


@lru_cache(maxsize=4096)
def _letters(word: str) -> int:
    """A bit for each letter of a word; several letters may share one."""
    found = 0
    for letter in word:
        found |= 1 << ord(letter) % 64
    return found


def _allowed(word: str) -> int:
    """How many slips are believed of a word of this length."""
    return 1 if len(word) <= 4 else 2 if len(word) <= 8 else 3


def _likeness(left: str, right: str) -> float:
    matcher = SequenceMatcher(None, left, right, autojunk=False)
    return matcher.ratio() if matcher.real_quick_ratio() >= 0.6 and matcher.quick_ratio() >= 0.6 else 0.0
