"""Field tables say who can change a value, who knows it and until when; nothing else of the policy turns on that."""

from __future__ import annotations

from typing import Any

import pytest

from ccpolicy.dsl.load import load_text
from ccpolicy.model.dump import dump
from ccpolicy.model.invariants import problems
from ccpolicy.model.policy import Party, Policy

TEXT = """\
policy baths "Baths"
  from 2022-01-01

source book "Book of the baths"

codes party "Who"
  | code  | label       |
  | guest | "the guest" |
  | town  | "the town"  |

record visit "A visit"
  dated by on
  | field | type  | absent   | {heading} |
  | on    | date  | required | {on}      |
  | sent  | date  | missing  | {sent}    |

deadline closing of visit "Closing"
  event sent
  due on on + 10 calendar days
  late flag too_late
    say "It came {{sent}}, after {{due}}."
  cite book "p. 1"
"""


def loaded(heading: str, on: str, sent: str) -> tuple[Policy | None, Any]:
    return load_text(TEXT.format(heading=heading, on=on, sent=sent))


def test_whoever_can_change_a_value_is_taken_to_know_it() -> None:
    policy, findings = loaded("changed_by party | until", " | ", "guest | closing")
    assert policy is not None, findings
    fields = policy.grains["visit"].fields
    assert fields["sent"].changed_by == fields["sent"].known_by == Party("party", "guest")
    assert fields["sent"].until == "closing"
    assert fields["on"].changed_by is fields["on"].known_by is None
    assert problems(policy) == []


def test_what_nobody_can_change_somebody_may_know() -> None:
    policy, findings = loaded("changed_by party | known_by party", " | town", "guest | town")
    assert policy is not None, findings
    fields = policy.grains["visit"].fields
    assert (fields["on"].changed_by, fields["on"].known_by) == (None, Party("party", "town"))
    assert (fields["sent"].changed_by, fields["sent"].known_by) == (Party("party", "guest"), Party("party", "town"))


def test_the_written_out_policy_tells_it() -> None:
    policy, _ = loaded("changed_by party | until", " | ", "guest | closing")
    assert policy is not None
    assert "changed by guest, known by guest, until closing" in dump(policy)


@pytest.mark.parametrize(
    ("heading", "on", "sent", "name", "told"),
    [
        ("changed_by", "", "guest", "bad-heading", "`changed_by` does not say of which list its codes are"),
        ("known_by date", "", "2022-01-01", "bad-heading", "`known_by` does not say of which list its codes are"),
        ("changed_by party", "", "gest", "unknown-code", "there is no code `gest`"),
        ("changed_by partie", "", "guest", "unknown-type", "there is no type `partie`"),
        ("changed_by party | until", " | ", "guest | closng", "unknown-deadline", "there is no deadline `closng`"),
        ("chnged_by party", "", "guest", "bad-heading", "`chnged_by` is not a column here"),
    ],
)
def test_a_slip_is_told_where_it_stands(heading: str, on: str, sent: str, name: str, told: str) -> None:
    policy, findings = loaded(heading, on, sent)
    assert policy is None
    assert [(finding.name, finding.message) for finding in findings] == [(name, told)]
