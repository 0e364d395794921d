"""Room for rules that rest on rules that rest on rules: a chain of facts is followed by functions calling each other.

Facts are acyclic and formulas bounded, so the depth is that of the policy; but it can be more than Python starts out
with. The limit is raised while somebody needs it, in whatever thread, and put back after the last.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

DEPTH = 20_000

_lock = Lock()
_users = 0
_before = 0


@contextmanager
def room() -> Iterator[None]:
    """Room for `DEPTH` calls within each other."""
    global _users, _before
    with _lock:
        if _users == 0:
            _before = sys.getrecursionlimit()
            sys.setrecursionlimit(max(DEPTH, _before))
        _users += 1
    try:
        yield
    finally:
        with _lock:
            _users -= 1
            if _users == 0:
                sys.setrecursionlimit(_before)
