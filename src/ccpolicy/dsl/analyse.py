"""Looks at the whole checked policy for what cannot be right."""

from __future__ import annotations

from ccpolicy.dsl.world import World
from ccpolicy.model.policy import Policy


def analyse(world: World, policy: Policy) -> None:
    """Reports gaps, overlaps, unranked exceptions and the like."""
