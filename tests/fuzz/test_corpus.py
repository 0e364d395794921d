"""What a fuzzer found, and what it kept on the way, gives a typed error or none; so does what lies a step beside it."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

sys.path.insert(0, str(Path(__file__).parent))

from targets import CORPUS, TARGETS
from words import LANGUAGE, SIGNS

KEPT = sorted(file.relative_to(CORPUS).as_posix() for file in CORPUS.glob("*/*"))
SMALL, LARGE = 4096, 400_000
"""Bytes of a file, and of all of them."""

QUICK = ("json", "yaml", "csv", "sheet", "certificate", "requirements")


@pytest.mark.parametrize("name", KEPT)
def test_what_was_kept_gives_a_typed_error_or_none(name: str) -> None:
    target, _, _ = name.partition("/")
    TARGETS[target]((CORPUS / name).read_bytes())


def test_every_target_has_a_corpus_and_none_is_large() -> None:
    assert {name.partition("/")[0] for name in KEPT} == set(TARGETS)
    sizes = [(CORPUS / name).stat().st_size for name in KEPT]
    assert max(sizes) <= SMALL
    assert sum(sizes) <= LARGE


@st.composite
def mutated(draw: st.DrawFn, target: str) -> bytes:
    """A kept input with a piece left out, doubled, or put in the place of another, or with a word in the middle of it."""
    names = [name for name in KEPT if name.startswith(f"{target}/")]
    data = (CORPUS / draw(st.sampled_from(names))).read_bytes()
    for _ in range(draw(st.integers(1, 3))):
        at, end = sorted(draw(st.tuples(st.integers(0, len(data)), st.integers(0, len(data)))))
        other = (CORPUS / draw(st.sampled_from(names))).read_bytes()
        word = draw(st.sampled_from([*LANGUAGE, *SIGNS])).encode(errors="surrogatepass")
        put = draw(st.sampled_from([b"", data[at:end] * 2, word, other[at:end]]))
        data = data[:at] + put + data[end if draw(st.booleans()) else at :]
    return data[:SMALL]


@pytest.mark.parametrize("target", QUICK)
def test_what_lies_a_step_beside_gives_a_typed_error_or_none(target: str) -> None:
    @settings(max_examples=30, suppress_health_check=list(HealthCheck))
    @given(mutated(target))
    def holds(data: bytes) -> None:
        TARGETS[target](data)

    holds()


@pytest.mark.parametrize("target", ["text", "policy", "table", "cases"])
def test_what_lies_a_step_beside_a_policy_gives_findings_or_none(target: str) -> None:
    """Fewer: each is checked whole."""

    @settings(max_examples=6, suppress_health_check=list(HealthCheck))
    @given(mutated(target))
    def holds(data: bytes) -> None:
        TARGETS[target](data)

    holds()
