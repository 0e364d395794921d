"""What would have a line paid, where a stop may stand on a row that nobody named."""

from __future__ import annotations

from datetime import date

import pytest

from ccpolicy.dsl.load import load_text
from ccpolicy.front import Policy

TEXT = """
policy pool "A pool"
  from 2022-01-01

source book "The book"

codes unit "Units"
  | code | label   |
  | swim | "visit" |

record club "A club"
  | field | type | absent  | label   |
  | town  | town | missing | "Town"  |

record town "A town"
  | field  | type   | absent | label           |
  | closed | yes_no | no     | "Its pool rests" |

record visit "A visit"
  dated by on
  | field | type | absent   | label  |
  | on    | date | required | "Date" |
  | club  | club | unknown  | "Club" |

asks visit
  units 1 by swim

pay fee of visit
  amount $4
  cite book "p. 1"

deny resting of club
  when town is not missing and town.closed
  say "{town} rests."
  cite book "p. 2"
"""


@pytest.mark.parametrize("closed", [True, False])
def test_a_stop_on_a_row_nobody_named_can_be_asked_about(closed: bool) -> None:
    model, findings = load_text(TEXT)
    assert findings == ()
    assert model is not None
    rows = {"town": [{"id": "t1", "closed": closed}], "club": [{"id": "c1", "town": "t1"}],
            "visit": [{"id": "v1", "on": "2022-03-01"}]}  # fmt: skip
    result = Policy(model).determine(rows)

    assert result.line("v1").status == ("held" if closed else "paid")
    if closed:
        assert "club" in result.why_not("v1", today=date(2022, 4, 1)).lower()
