"""What a law is: a sentence about every determination, tried on one document or, as a test, on many drawn ones."""

from __future__ import annotations

import random
import unittest
from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date
from functools import cache, cached_property
from pathlib import Path
from typing import Any, NoReturn

from attrs import define, field, frozen
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ccpolicy import library
from ccpolicy.errors import RecordsError, UsageError
from ccpolicy.front import Policy, Result
from ccpolicy.records.caseload import Caseload
from ccpolicy.records.edits import without_claims
from ccpolicy.records.read import without
from ccpolicy.testing.case_text import as_case
from ccpolicy.testing.strategies import caseloads

Document = Mapping[str, Any]
"""Rows by record kind, as read from JSON."""

Documents = st.SearchStrategy[Any] | Iterable[Document]
Place = str | Path


class LawBroken(AssertionError):
    """A determination for which a law does not hold: which lines, which rule, and what is wrong."""


class Beside(Exception):
    """A law says nothing of this document."""


@define(slots=False)
class Trial:
    """One document on which a law is tried, with what decides how it is determined. `chance` decides all that is random."""

    policy: Policy
    document: Document
    place: Path | None
    chance: random.Random
    known_on: date | None = None
    readings: Mapping[str, str] = field(factory=dict)

    @cached_property
    def caseload(self) -> Caseload:
        """The rows of the document."""
        return self.policy.read(self.document)

    @cached_property
    def result(self) -> Result:
        """What the document comes to."""
        return self.determine(self.caseload)

    def determine(self, rows: Caseload | Document, **how: Any) -> Result:
        """What other rows come to under the same conditions."""
        return self.policy.determine(rows, **{"known_on": self.known_on, "readings": self.readings, **how})

    def alone(self, rows: Caseload, claims: Collection[tuple[str, str]], **how: Any) -> Result:
        """What some claims (kind and key of each) come to without the others, and without the rows that go with these."""
        part = without_claims(self.policy.model, rows, claims)
        try:
            return self.determine(part, **how)
        except RecordsError as error:
            # Columns given for rows that are worked out from the others have nothing to stand on any more.
            if any(problem.name != "row-matches-nothing" for problem in error.problems):
                raise
            return self.determine(without(self.policy.model, part, error.problems, orphans=True), **how)

    def broken(self, *words: str) -> NoReturn:
        """Raises LawBroken."""
        raise LawBroken("; ".join(words))

    def holds(self, whether: Any, words: str) -> None:
        """Raises LawBroken with these words unless something is so."""
        if not whether:
            self.broken(words)


@frozen
class Law:
    """A law by name: called with a policy it is a test that pytest collects, `holds` tries it on one document.

        from ccpolicy.testing import laws
        test_conserved = laws.conserved("path/or/name")

    The test is an ordinary function: it can be called anywhere.
    """

    check: Callable[[Trial], None] = field(repr=False)

    @property
    def name(self) -> str:
        return self.check.__name__

    @property
    def says(self) -> str:
        """The law in one sentence."""
        return (self.check.__doc__ or "").partition("\n\n")[0].replace("\n    ", " ")

    @property
    def __doc__(self) -> str | None:  # type: ignore[override]
        return self.check.__doc__

    def holds(
        self,
        policy: Policy | Place,
        document: Document,
        *,
        seed: int = 0,
        known_on: date | None = None,
        readings: Mapping[str, str] | None = None,
    ) -> bool:
        """Tries the law on one document; the same seed makes the same choices.

        False where it says nothing of the document: its records cannot be used, or there is nothing in it that the law
        is about. Raises LawBroken.
        """
        return self.tries(*policy_at(policy), document, random.Random(seed), known_on, readings or {})

    def tries(
        self,
        policy: Policy,
        place: Path | None,
        document: Document,
        chance: random.Random,
        known_on: date | None = None,
        readings: Mapping[str, str] | None = None,
    ) -> bool:
        """The same with all that decides it at hand."""
        trial = Trial(policy, document, place, chance, known_on, readings or {})
        try:
            self.check(trial)
        except Beside:
            return False
        except RecordsError:
            if _usable(trial):
                raise
            return False
        return True

    def __call__(
        self, policy: Policy | Place, *, max_examples: int | None = None, documents: Documents | None = None
    ) -> Callable[[], None]:
        """A test of the law over a policy. `documents` are tried in place of drawn ones."""

        program = cache(lambda: policy_at(policy))

        def test(document: Document, seed: int) -> None:
            chance = random.Random(seed)
            readings = some_readings(program()[0], chance)
            try:
                self.tries(*program(), document, chance, readings=readings)
            except LawBroken as broken:
                case = as_case(program()[0], document, name=f"breaks {self.name}", says=self.says, readings=readings)
                broken.add_note(f"As a case file:\n\n{case}")
                raise

        # By its name Hypothesis tells one test from another, and keeps what it found of each.
        test.__name__ = test.__qualname__ = f"test_{self.name}"
        test.__doc__ = self.says
        how: dict[str, Any] = {} if max_examples is None else {"max_examples": max_examples}
        tried = settings(deadline=None, suppress_health_check=list(HealthCheck), **how)
        drawn = given(st.deferred(lambda: _drawn(program()[0], documents)), st.integers(0, 2**32 - 1))
        return tried(drawn(test))


def suite(
    policy: Policy | Place, laws: Iterable[Law], *, max_examples: int | None = None, documents: Documents | None = None
) -> type[unittest.TestCase]:
    """A test case with one test for each law, which pytest and unittest collect."""

    def method(law: Law) -> Callable[[unittest.TestCase], None]:
        def test(_: unittest.TestCase) -> None:
            law(policy, max_examples=max_examples, documents=documents)()

        test.__doc__ = law.says
        return test

    return type("Laws", (unittest.TestCase,), {f"test_{law.name}": method(law) for law in laws})


def policy_at(policy: Policy | Place) -> tuple[Policy, Path | None]:
    """A policy and where it is; a policy that was handed over is looked for among the packaged ones."""
    if isinstance(policy, str | Path):
        place = library.find(policy)
        return Policy(library.load(place)), place
    known = library.packaged().get(policy.name)
    return policy, known if known and library.load(known).fingerprint == policy.fingerprint else None


def some_readings(policy: Policy, chance: random.Random) -> dict[str, str]:
    """Mostly the readings that were chosen, at times others."""
    if chance.random() < 0.7:
        return {}
    return {
        point.name: chance.choice(point.readings).name
        for point in policy.model.unsettled.values()
        if chance.random() < 0.5
    }


def _usable(trial: Trial) -> bool:
    try:
        return bool(trial.result)
    except (RecordsError, UsageError):
        return False


def _drawn(policy: Policy, documents: Documents | None) -> st.SearchStrategy[Any]:
    if isinstance(documents, st.SearchStrategy):
        return documents
    if documents is not None:
        return st.sampled_from(list(documents))
    return caseloads(policy)
