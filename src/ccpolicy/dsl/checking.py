"""What the parts that check expressions need of each other: a formula holds names, names lead to facts, facts hold
formulas. `express.Checker` puts them together; each part knows the others only by this.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Protocol

from attrs import field, frozen

from ccpolicy.dsl.syntax import Node, Path
from ccpolicy.dsl.world import World
from ccpolicy.model.expr import Expr
from ccpolicy.model.policy import Fact, Setting
from ccpolicy.model.types import Type
from ccpolicy.source import Span


@frozen
class Place:
    """Where an expression stands: the grain of its row, and names that mean something special there."""

    grain: str
    extra: Mapping[str, Expr] = field(factory=dict)
    inside: tuple[str, ...] = ()
    """In an aggregate: the written path that now means the inner row itself."""


class Checking(Protocol):
    """Checks expressions. Everything gives None where something is wrong, after reporting it once."""

    world: World
    fact: Callable[[str, str, Span], Fact | None]
    setting: Callable[[str, Span], Setting | None]
    allowance_type: Callable[[str, Span], Type | None]
    deadline_type: Callable[[str, Span], Type | None]

    def check(self, node: Node, place: Place, expected: Type | None = None) -> Expr | None:
        """The checked expression, of the expected type if one is given."""

    def part(self, node: Node, place: Place, expected: Type | None) -> Expr | None:
        """The checked expression, `expected` being only a hint for bare codes."""

    def condition(self, node: Node, place: Place) -> Expr | None:
        """A checked yes or no."""

    def fit(self, made: Expr, expected: Type | None) -> Expr | None:
        """The expression, if it is of the expected type."""

    def resolve(self, path: Path, place: Place, expected: Type | None) -> Expr | None:
        """What a name stands for."""
