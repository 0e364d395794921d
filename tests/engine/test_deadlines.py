"""Deadlines: the last day in, the first moment out, and what was never sent."""

from __future__ import annotations

from typing import Any

from care import CITE, Care, apply, attendance, codes, day, lit, say

from ccpolicy.engine.determination import DeadlineMet, Determination
from ccpolicy.model.expr import ReadDeadline
from ccpolicy.model.policy import Deadline
from ccpolicy.model.types import DATE, DAYS, YES_NO
from ccpolicy.values.absent import MISSING, unknown

LATE = ReadDeadline(type=YES_NO, path=(), deadline="window", item="late")
DUE = ReadDeadline(type=DATE, path=(), deadline="window", item="due")


def submitted(on: Any, inclusive: bool = True, **more: Any) -> Determination:
    """A claim of November 2022 that may be sent until ten days after the month."""
    care = attendance()
    due = apply("date_plus_days", apply("month_end", care("claim", "month"), type=DATE), lit(10, DAYS), type=DATE)
    deadline = Deadline("window", "Window", CITE, grain="claim", event=care("claim", "submitted"), due=due, inclusive=inclusive, **more)
    care.put("deadlines", window=deadline)
    care.outcome("deny", "late", "claim", LATE, parent="window", say=say("Sent ", care("claim", "submitted"), ", due ", DUE, "."))
    claim: Care = care
    claim.claim(submitted=on)
    claim.days("2022-11-01 20")
    return claim.run()


def test_the_last_day_in_is_in_and_the_next_is_late() -> None:
    assert submitted(day("2022-12-10")).lines[0].status == "paid"
    late = submitted(day("2022-12-11"))
    assert late.lines[0].reasons[0].text == "Sent December 11, 2022, due December 10, 2022."


def test_the_first_moment_out_is_out_and_the_day_before_is_in() -> None:
    assert submitted(day("2022-12-09"), inclusive=False).lines[0].status == "paid"
    assert submitted(day("2022-12-10"), inclusive=False).lines[0].status == "denied"


def test_the_deadline_is_told_whether_it_was_met_or_not() -> None:
    assert submitted(day("2022-12-10")).deadlines == (DeadlineMet("window", "Window", "c1", "2022-12-10", True, True, CITE),)
    assert submitted(day("2022-12-11")).deadlines[0].met is False


def test_what_was_never_sent_is_neither_late_nor_in_time() -> None:
    found = submitted(MISSING)
    assert found.lines[0].status == "paid"
    assert (found.deadlines[0].due, found.deadlines[0].met) == ("2022-12-10", None)


def test_when_it_was_sent_can_be_unknown() -> None:
    found = submitted(unknown("field", "claim[c1].submitted"))
    assert codes(found, "c1/2022-11-01") == ["needs_information"]
    assert found.deadlines[0].met is None


def test_a_row_that_the_deadline_is_not_for_has_none() -> None:
    found = submitted(day("2023-12-11"), where=lit(False))
    assert (found.lines[0].status, found.deadlines) == ("paid", ())
