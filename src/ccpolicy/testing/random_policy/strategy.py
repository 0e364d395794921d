"""Policies as a Hypothesis strategy."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st

from ccpolicy.testing.random_policy.choosing import Choose
from ccpolicy.testing.random_policy.draw import draw_policy
from ccpolicy.testing.random_policy.text import PolicyText
from ccpolicy.testing.strategies import Drawn


def policies() -> st.SearchStrategy[PolicyText]:
    """Texts of policies that are well typed by construction, with the tables beside them.

        @given(policies())
        def test_a_policy_is_checked(drawn):
            policy, findings = drawn.load()

    A few of them the checker refuses all the same, for what no type says: a condition that can never hold, a line that
    is never reached.
    """

    @st.composite
    def made(draw: Callable[..., Any]) -> PolicyText:
        return draw_policy(Choose(Drawn(draw)))

    return made()
