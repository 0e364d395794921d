"""Ways from a row to coarser rows, nearest first, as names are resolved when a policy is checked."""

from __future__ import annotations

from collections.abc import Iterator

from ccpolicy.model.expr import Path
from ccpolicy.model.policy import Grain, Policy

_STEP, _GROUP_STEP = 2, 3  # a group counts a little more, so that a record is reached through records where it can be


def reach(policy: Policy, grain: str) -> Iterator[tuple[Path, str]]:
    """Every path from a grain with the grain it leads to, nearest first; the row itself is the first."""
    queue: list[tuple[int, Path, tuple[str, ...]]] = [(0, (), (grain,))]
    while queue:
        queue.sort()
        cost, path, passed = queue.pop(0)
        yield path, passed[-1]
        for link in policy.grains[passed[-1]].links.values():
            if link.grain not in passed:
                step = _GROUP_STEP if link.how == "group" else _STEP
                queue.append((cost + step, (*path, link.name), (*passed, link.grain)))


def nearest_paths(policy: Policy, grain: str) -> dict[str, Path]:
    """The nearest path to each grain that can be reached, `()` to the grain itself."""
    found: dict[str, Path] = {}
    for path, reached in reach(policy, grain):
        found.setdefault(reached, path)
    return found


def find_column(policy: Policy, grain: str, name: str) -> Path | None:
    """The nearest path to a grain that has an input column, a link or its own name as `name`."""
    for path, reached in reach(policy, grain):
        if name == reached or has_column(policy.grains[reached], name):
            return path
    return None


def has_column(grain: Grain, name: str) -> bool:
    """Whether rows of a grain have an input column, a link or, by the grain's own rule, a date of this name."""
    return name in grain.fields or name in grain.links or (name == "date" and grain.dated_by is not None)
