"""Policies nobody wrote: checker, formatter, interpreter, explanations and certificates hold on them.

`python bench/random_policies.py N` tries many more of them, and so does `HYPOTHESIS_PROFILE=soak`.
"""

from __future__ import annotations

import os
import random
import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import attrs
import pytest
from hypothesis import HealthCheck, Phase, find, given, settings
from hypothesis import strategies as st

from ccpolicy.dsl.aggregates import AGGREGATES, WINDOWS
from ccpolicy.dsl.clauses import ALLOWED, INSIDE
from ccpolicy.dsl.functions import FUNCTIONS
from ccpolicy.dsl.layout import OPTIONS
from ccpolicy.dsl.names import ALLOWANCE_ITEMS, DEADLINE_ITEMS, STATUS
from ccpolicy.dsl.parse import parse
from ccpolicy.dsl.syntax import Call, Clause, Op, Path, Rounded, Statement
from ccpolicy.front import Policy
from ccpolicy.model.expr import Expr
from ccpolicy.model.operators import CONTROL, OPERATORS
from ccpolicy.model.policy import Policy as Model
from ccpolicy.source import Source
from ccpolicy.testing import caseloads, policies
from ccpolicy.testing.chance import Seeded
from ccpolicy.testing.draw_rows import document
from ccpolicy.testing.random_policy.choosing import seeded
from ccpolicy.testing.random_policy.draw import draw_policy
from ccpolicy.testing.random_policy.text import FOLDER, PolicyText
from ccpolicy.testing.shape import shape_of
from ccpolicy.testing.strategies import Drawn
from ccpolicy.values.numbers import ROUNDINGS
from drawn_policies import try_examples, try_rows, try_text

SOAK = os.environ.get("HYPOTHESIS_PROFILE") == "soak"
DRAWN = 200
"""Policies whose text is looked at for whether everything the language has is drawn."""

whole = settings(
    max_examples=400 if SOAK else 20,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example, HealthCheck.filter_too_much],
)


# -------------------------------------------------------------------- what holds


@whole
@given(policies(), st.data())
def test_everything_holds_of_a_policy_nobody_wrote(drawn: PolicyText, data: st.DataObject) -> None:
    tried = try_text(drawn)
    if tried.policy is not None:
        try_examples(tried)
        try_rows(tried, Drawn(data.draw), whole=False)

    assert tried.wrong == [], str(drawn)


@pytest.mark.parametrize("seed", range(24))
def test_everything_holds_of_a_policy_drawn_from_a_seed(seed: int) -> None:
    tried = try_text(draw_policy(seeded(seed)))
    if tried.policy is not None:
        try_examples(tried)
        try_rows(tried, Seeded(seed))

    assert tried.wrong == []


@settings(whole, max_examples=300 if SOAK else 15)
@given(policies(), st.integers(0, 2**32))
def test_a_text_with_one_word_changed_is_refused_or_read(drawn: PolicyText, seed: int) -> None:
    tried = try_text(PolicyText({**drawn.files, **_mutated(drawn, random.Random(seed))}))

    assert tried.wrong == []


def _mutated(drawn: PolicyText, chance: random.Random) -> dict[str, str]:
    """One file with a word taken away, doubled, or put in another's place."""
    name = chance.choice([name for name in drawn.files if name.endswith(".policy")])
    words = re.split(r'("[^"\n]*"|[A-Za-z0-9_.$%:-]+|\n *|[ ]+|.)', drawn.files[name])
    at = chance.randrange(len(words))
    words[at] = chance.choice(["", words[at] * 2, chance.choice(words), words[at][:-1]])
    return {name: "".join(words)}


@pytest.mark.parametrize("seed", range(10))
def test_the_name_of_a_fact_decides_nothing(seed: int) -> None:
    drawn = draw_policy(seeded(seed))
    other = PolicyText({name: re.sub(r"\bworked(_\d+)?\b", r"renamed\1", text) for name, text in drawn.files.items()})
    first, second = drawn.load()[0], other.load()[0]
    assert (first is None) == (second is None)
    if first is None or second is None:
        return
    rows = document(shape_of(first), Seeded(seed), claims=1)

    assert _decided(first, rows) == _decided(second, rows)


def _decided(policy: Model, rows: dict[str, Any]) -> list[Any]:
    return [(line.id, line.status, dict(line.units), line.pays) for line in Policy(policy).determine(rows).lines]


# -------------------------------------------------------------------- what is drawn


def test_most_of_what_is_drawn_is_accepted() -> None:
    """The rest is refused for what no type tells, such as a condition that can never hold."""
    accepted = [policy for _, policy in _loaded() if policy is not None]

    assert len(accepted) >= 0.8 * len(_loaded())


def test_every_statement_and_clause_is_drawn() -> None:
    """The table of clauses says what there is: a new one has to be drawn too."""
    seen = {part for statement in _statements() for part in _parts(statement)}
    wanted = {(statement, clause) for statement, clauses in ALLOWED.items() for clause in clauses if clause not in OPTIONS}
    wanted |= {(f"under {clause}", part) for clause, parts in INSIDE.items() for part in parts}
    wanted |= {(statement, clause) for statement in ALLOWED for clause in ("cite", "note")}
    # What an amendment says of its time it says with `from`, which it cannot do without.
    wanted -= {("amendment", "through")}

    assert wanted - seen == set()


def test_every_choice_of_the_heading_is_drawn() -> None:
    """The first word of each line under `policy`."""
    said = {line.split()[0] for text in _texts() for line in text.text.split("\n") if line.startswith("  ")}

    assert set(OPTIONS) - said == set()


def test_every_function_aggregate_and_window_is_drawn() -> None:
    nodes = [node for statement in _statements() for node in _nodes(statement)]
    calls = {node.name for node in nodes if isinstance(node, Call)}
    rounded = {node.how for node in nodes if isinstance(node, Rounded)}
    operators = {node.op for node in nodes if isinstance(node, Op)}
    items = {node.names[-1] for node in nodes if isinstance(node, Path)}

    assert {*FUNCTIONS, *AGGREGATES, *WINDOWS, "if", "power", "rolling", "every"} - calls == set()
    assert set(ROUNDINGS) - rounded == set()
    assert {"and", "or", "not", "in", "not_in", "eq", "ne", "lt", "le", "gt", "ge", "otherwise", "negate"} - operators == set()
    assert {*ALLOWANCE_ITEMS, *DEADLINE_ITEMS, *STATUS} - items == set()


def test_every_operator_is_drawn() -> None:
    found = {part.op for _, policy in _loaded() if policy is not None for part in _expressions(policy) if hasattr(part, "op")}

    assert {*OPERATORS, *CONTROL} - found == set()


def test_a_policy_shrinks_to_a_small_one() -> None:
    """The simplest choices make the simplest policy, which is accepted."""
    small = find(policies(), lambda drawn: drawn.load()[0] is not None, settings=settings(whole, max_examples=50, phases=[Phase.generate, Phase.shrink]))

    assert len(small.text.split("\n")) < 60
    assert list(small.files) == [f"{FOLDER}/main.policy"]


def test_caseloads_are_drawn_for_a_drawn_policy() -> None:
    policy = next(policy for _, policy in _loaded() if policy is not None)

    drawn = find(caseloads(policy), lambda rows: bool(Policy(policy).determine(rows).lines))

    assert drawn


@cache
def _texts() -> tuple[PolicyText, ...]:
    return tuple(draw_policy(seeded(seed)) for seed in range(DRAWN))


@cache
def _loaded() -> tuple[tuple[PolicyText, Model | None], ...]:
    return tuple((text, text.load()[0]) for text in _texts()[:100])


@cache
def _statements() -> list[Statement]:
    files = [Source(name, body) for text in _texts() for name, body in text.files.items() if name.endswith(".policy")]
    return [statement for file in files for statement in parse(file).statements]


def _parts(statement: Statement) -> Iterator[tuple[str, str]]:
    """Each statement with a clause that stands under it, and each clause with what stands under that."""
    if statement.rows:
        yield statement.word, "rows_"
    if statement.value is not None:
        yield statement.word, "="
    for item in statement.body:
        if isinstance(item, Statement):
            yield statement.word, "statements_"
            yield from _parts(item)
        elif isinstance(item, Clause):
            word = _word(item)
            yield statement.word, word
            under = word if word in INSIDE else f"{statement.word} {word}"
            if item.rows:
                yield f"under {under}", "rows_"
            yield from ((f"under {under}", _word(part)) for part in item.body if isinstance(part, Clause))


def _word(clause: Clause) -> str:
    return "=" if clause.word == "value" else clause.word


def _nodes(value: Any) -> Iterator[Any]:
    """Everything in a piece of syntax."""
    if isinstance(value, list | tuple):
        for each in value:
            yield from _nodes(each)
    elif attrs.has(type(value)):
        yield value
        for each in attrs.fields(type(value)):
            yield from _nodes(getattr(value, each.name))


def _expressions(value: Any) -> Iterator[Expr]:
    """Every formula in a policy."""
    if isinstance(value, Expr):
        yield from value.walk()
    elif isinstance(value, dict):
        for each in value.values():
            yield from _expressions(each)
    elif isinstance(value, list | tuple | frozenset):
        for each in value:
            yield from _expressions(each)
    elif attrs.has(type(value)):
        for each in attrs.fields(type(value)):
            yield from _expressions(getattr(value, each.name))


