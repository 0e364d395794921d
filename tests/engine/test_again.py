"""A run with changed inputs comes to what a run from the start comes to, and works out no more than the changes touch."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest

from ccpolicy.engine.again import Kept
from ccpolicy.engine.determination import Line
from ccpolicy.engine.reference import READERS, readings_of
from ccpolicy.engine.rows import check_rows, make_link, make_rows
from ccpolicy.engine.run import Run
from ccpolicy.engine.statuses import lines
from ccpolicy.front import Policy
from ccpolicy.records.caseload import Caseload
from ccpolicy.records.edits import Edit, edited, without_claims
from ccpolicy.values.depth import room
from denials import random_edits, sources

SOURCES = sources()
NAMES = [f"{program.name}-{at}" for at, (program, _) in enumerate(SOURCES)]


def _few(program: Policy, whole: Caseload, chance: random.Random) -> Caseload:
    """Some of the claims, so that they share what they share."""
    claims = [(kind, row.key) for kind in sorted({a.claim for a in program.model.asks}) for row in whole.records[kind]]
    return without_claims(program.model, whole, set(chance.sample(claims, 3)))


def _from_the_start(program: Policy, caseload: Caseload, edits: Sequence[Edit]) -> Run:
    model = program.model
    return Run(model, edited(caseload, edits), READERS, make_rows, make_link, None, readings_of(model, {}))


def _kept(program: Policy, caseload: Caseload) -> Kept:
    return Kept(program.model, caseload, None, readings_of(program.model, {}))


def _told(of: Sequence[Line]) -> list[tuple[Line, Counter[Any]]]:
    """Each line with all it rests on."""
    return [
        (line, Counter((n.kind, n.name, n.subject, str(n.value), n.how, n.say) for root in line.why for n in root.walk()))
        for line in of
    ]


@pytest.mark.parametrize(("program", "whole"), SOURCES, ids=NAMES)
def test_each_line_is_what_a_run_from_the_start_makes_it_and_rests_on_the_same(program: Policy, whole: Caseload) -> None:
    chance = random.Random(5)
    for _ in range(2):
        caseload = _few(program, whole, chance)
        kept = _kept(program, caseload)
        for _ in range(4):
            edits = list({edit.at: edit for edit in random_edits(program, caseload, chance)}.values())
            plain, again = _from_the_start(program, caseload, edits), kept.run(edits)
            with room():
                assert set(check_rows(again)) == set(check_rows(plain)), edits
                if not plain.problems:
                    assert _told(lines(again)) == _told(lines(plain)), edits


def test_a_row_that_was_not_there_is_read_as_if_it_had_been_given() -> None:
    program, whole = SOURCES[1]
    caseload = without_claims(program.model, whole, {("claim", "leo-2022-11")})
    says = (("authorization", "cert-leo"), ("kind", "change"), ("sent_on", date(2022, 11, 8)))
    row = Edit(("notice", "cert-leo/change/2022-11-08", ""), says)
    kept = _kept(program, caseload)
    with room():
        before = lines(kept.run([]))
        assert _told(lines(kept.run([row]))) == _told(lines(_from_the_start(program, caseload, [row])))
        assert lines(kept.run([])) == before
    assert "denied" in {line.status for line in before}
    assert {line.status for line in lines(kept.run([row]))} == {"paid"}


def test_lines_that_a_change_does_not_touch_are_not_worked_out_again() -> None:
    program, whole = SOURCES[1]
    caseload = without_claims(program.model, whole, {("claim", "ava-2022-11"), ("claim", "leo-2022-11")})
    kept = _kept(program, caseload)
    with room():
        before = {line.id: line for line in lines(kept.run([]))}
        after = lines(kept.run([Edit(("day", "ava-2022-11/2022-11-02", "entered_code"), "50")]))
    same = {line.id for line in after if line is before[line.id]}
    assert "leo-2022-11/2022-11-02" in same
    assert "ava-2022-11/2022-11-02" in before
    assert "ava-2022-11/2022-11-02" not in {line.id for line in after}


def test_what_rests_on_nothing_changed_is_asked_for_once(monkeypatch: pytest.MonkeyPatch) -> None:
    kept = _kept(*SOURCES[0])
    asked: list[str] = []

    def make(name: str) -> str:
        asked.append(name)
        return name

    assert [kept.run([]).once("key", make, "one"), kept.run([]).once("key", make, "another")] == ["one", "one"]
    assert asked == ["one"]
