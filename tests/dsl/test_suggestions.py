"""A slip of one letter anywhere in a real policy is refused, told once, and the right word is suggested.

As a rule a sample is tried; with `CCPOLICY_ALL_SLIPS=1` in the environment every one is, which takes some minutes.
"""

from __future__ import annotations

import os
import random
from collections import Counter

import mutations
import pytest
from mutations import Spot

SAMPLE = 120
EVERY = bool(os.environ.get("CCPOLICY_ALL_SLIPS"))


def _slips(*, declares: bool) -> list[tuple[Spot, str, str]]:
    known = mutations.known_words()
    found = [
        (spot, kind, made)
        for spot in mutations.spots()
        if spot.declares is declares
        for kind, made in mutations.slips(spot.word, random.Random(f"{spot.file}:{spot.start}"), known)
    ]
    if EVERY:
        return found
    # One kind of slip a place at most, so that the sample is spread over the files.
    return random.Random(2022).sample(found, SAMPLE if not declares else SAMPLE // 4)


@pytest.fixture(autouse=True)
def _quick() -> None:
    mutations.remember_statements()


def test_every_slip_is_refused_and_the_right_word_is_suggested(capsys: pytest.CaptureFixture[str]) -> None:
    """All are refused; the right word is among the first three suggestions for at least 95 of 100."""
    accepted, cascades, wrong = [], [], []
    kinds: Counter[str] = Counter()
    slips = _slips(declares=False)
    for spot, kind, made in slips:
        policy, findings = mutations.load(mutations.changed(spot, made))
        told = f"{spot.file}: {spot.word} written {made}: {[f'{f.name}: {f.message}; {f.help}' for f in findings[:3]]}"
        if policy is not None or not findings:
            accepted.append(told)
        if len(findings) > 1:
            cascades.append(told)
        if not any(spot.word in mutations.suggested(finding) for finding in findings):
            wrong.append(told)
        kinds[kind] += 1
    share = 1 - len(wrong) / len(slips)
    with capsys.disabled():
        print(
            f"\n{len(slips)} slips ({', '.join(f'{n} {kind}' for kind, n in sorted(kinds.items()))}): "
            f"{len(slips) - len(accepted)} refused, right word suggested for {share:.1%}, "
            f"more than one finding for {len(cascades)}"
        )

    assert accepted == []
    assert share >= 0.95, wrong
    assert len(cascades) <= len(slips) / 100, cascades


def test_a_slip_in_a_declaration_is_told_once() -> None:
    """Where a declared name is misspelt, the uses that miss it are one finding, and it is not told in other ways."""
    cascades = []
    slips = _slips(declares=True)
    for spot, _, made in slips:
        findings = mutations.load(mutations.changed(spot, made))[1]
        if len(findings) > 1:
            cascades.append((spot.file, spot.word, made, [f"{f.name}: {f.message}" for f in findings[:3]]))

    assert len(cascades) <= len(slips) / 20, cascades
