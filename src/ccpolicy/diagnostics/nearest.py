"""The nearest known name to one that is not known."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import SequenceMatcher


def nearest(word: str, known: Iterable[str], count: int = 3) -> tuple[str, ...]:
    """Up to `count` known names close enough to `word` to be what was meant, best first."""

    def likeness(name: str) -> float:
        return SequenceMatcher(None, word.lower(), name.lower(), autojunk=False).ratio()

    scored = sorted(((likeness(name), name) for name in set(known) if name), key=lambda pair: (-pair[0], pair[1]))
    return tuple(name for score, name in scored[:count] if score >= 0.6)
