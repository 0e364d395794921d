"""Hypothesis strategies for the input of any policy, made from the policy alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from hypothesis import reject
from hypothesis import strategies as st

from ccpolicy.diagnostics import nearest
from ccpolicy.errors import UsageError
from ccpolicy.model.policy import Policy
from ccpolicy.testing.draw_claims import claim, known, problems, ready, several
from ccpolicy.testing.draw_edits import DocumentEdit, drawn_edit
from ccpolicy.testing.draw_rows import Document, Maker
from ccpolicy.testing.flaws import flawed
from ccpolicy.testing.shape import HoldsModel, Shape, shape_of

T = TypeVar("T")

MOST_IN_VAIN = 8


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


def caseloads(policy: Policy | HoldsModel, *, max_claims: int = 3, valid: bool = True) -> st.SearchStrategy[Document]:
    """Documents of up to so many claims, as `policy.determine` takes them: kinds of rows, each a list of rows.

        @given(caseloads(policy))
        def test_every_line_has_one_status(document):
            assert all(line.status for line in policy.determine(document).lines)

    What the policy's rules turn on is learned when the first of them is drawn, which takes some seconds. With `valid=False`
    each document has something wrong with it, and is refused.
    """
    shape = shape_of(policy)

    @st.composite
    def made(draw: Callable[..., Any]) -> Document:
        chance = Drawn(draw)
        good = ready(shape, chance, several(known(shape), chance, max_claims))
        return good if valid else flawed(shape, chance, good)

    return _learned(shape, made)


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
        chance = Drawn(draw)
        return ready(shape, chance, claim(known(shape), chance, kind or chance.pick(shape.claims)))

    return _learned(shape, made)


def edits(policy: Policy | HoldsModel, document: Mapping[str, Any]) -> st.SearchStrategy[DocumentEdit]:
    """Small changes of a document that leave it one that can be determined.

        @given(claims(policy), st.data())
        def test_a_change_is_a_change(document, data):
            edit = data.draw(edits(policy, document))
            policy.determine(edit.apply(document))

    An input of a line is moved to where its rules turn, a date by a day, a value left out or drawn again, a row dropped or
    doubled. `edit.description` says which.
    """
    shape = shape_of(policy)

    @st.composite
    def made(draw: Callable[..., Any]) -> DocumentEdit:
        chance = Drawn(draw)
        found = (drawn_edit(shape, chance, document) for _ in range(MOST_IN_VAIN))
        edit = next((edit for edit in found if edit is not None and not problems(shape, edit.apply(document))), None)
        return edit if edit is not None else reject()

    return made()


def _learned(shape: Shape, made: Callable[[], st.SearchStrategy[T]]) -> st.SearchStrategy[T]:
    """The strategy, with what it rests on learned before the first draw and not when it is named."""

    def first() -> st.SearchStrategy[T]:
        known(shape)
        return made()

    return st.deferred(first)


def records(policy: Policy | HoldsModel, kind: str) -> st.SearchStrategy[dict[str, Any]]:
    """One row of a kind, as a document has it: `records(policy, "claim")`. Rows it names are only named."""
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
