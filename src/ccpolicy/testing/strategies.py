"""Hypothesis strategies for the input of any policy, made from the policy alone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from hypothesis import strategies as st

from ccpolicy.diagnostics import nearest
from ccpolicy.errors import UsageError
from ccpolicy.model.policy import Policy
from ccpolicy.testing.draw_rows import Document, Maker, document
from ccpolicy.testing.shape import HoldsModel, Shape, shape_of

T = TypeVar("T")


class Drawn:
    """Chance as Hypothesis has it: what it decides can be shrunk and played again."""

    def __init__(self, draw: Callable[..., Any]) -> None:
        self._draw = draw

    def number(self, low: int, high: int) -> int:
        found: int = self._draw(st.integers(low, high))
        return found

    def pick(self, options: Sequence[T]) -> T:
        return options[self.number(0, len(options) - 1)]

    def seldom(self, percent: int) -> bool:
        return self.number(0, 99) >= 100 - percent


def caseloads(policy: Policy | HoldsModel, *, max_claims: int = 3) -> st.SearchStrategy[Document]:
    """Documents of up to so many claims, as `policy.determine` takes them: kinds of rows, each a list of rows.

        @given(caseloads(policy))
        def test_every_line_has_one_status(document):
            assert all(line.status for line in policy.determine(document).lines)
    """
    shape = shape_of(policy)

    @st.composite
    def made(draw: Callable[..., Any]) -> Document:
        chance = Drawn(draw)
        return document(shape, chance, claims=chance.number(1, max_claims))

    return made()


def claims(policy: Policy | HoldsModel, *, kind: str = "") -> st.SearchStrategy[Document]:
    """Documents with exactly one claim and all it needs; of one kind of claims, where the policy has several.

        @given(claims(policy))
        def test_a_claim_is_decided(document):
            policy.determine(document)
    """
    shape = shape_of(policy)
    if kind and kind not in shape.claims:
        raise UsageError(_unknown(shape, kind, shape.claims))

    @st.composite
    def made(draw: Callable[..., Any]) -> Document:
        return document(shape, Drawn(draw), claims=1, kind=kind)

    return made()


def records(policy: Policy | HoldsModel, kind: str) -> st.SearchStrategy[dict[str, Any]]:
    """One row of a kind, as a document has it: `records(policy, "provider")`. Rows it names are only named."""
    shape = shape_of(policy)
    if kind not in shape.kinds:
        raise UsageError(_unknown(shape, kind, tuple(shape.kinds)))

    @st.composite
    def made(draw: Callable[..., Any]) -> dict[str, Any]:
        chance = Drawn(draw)
        maker = Maker(shape, chance)
        maker.at(chance.pick(shape.dates))
        return maker.row(shape.kinds[kind])

    return made()


def _unknown(shape: Shape, kind: str, known: Sequence[str]) -> str:
    near = nearest(kind, known) or tuple(known)
    return f"{shape.policy.name} has no `{kind}` rows to draw; it has {', '.join(near)}"
