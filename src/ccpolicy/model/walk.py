"""Everything a policy is made of, in the order it is met: for what has to look at all of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import attrs


def everything(policy: Any) -> Iterator[Any]:
    """Every statement, version and expression inside a policy, or inside any part of one, each once."""
    pending: list[Any] = [policy]
    seen: set[int] = set()
    while pending:
        value = pending.pop()
        if isinstance(value, Mapping):
            pending.extend(value.values())
        elif isinstance(value, (tuple, list, frozenset)):
            pending.extend(value)
        elif attrs.has(type(value)) and id(value) not in seen:
            seen.add(id(value))
            yield value
            pending.extend(getattr(value, each.name) for each in attrs.fields(type(value)))
