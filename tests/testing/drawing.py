"""What the tests of drawing share: the policies, documents drawn with a seed, and what became of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from attrs import define, field

import ccpolicy
from ccpolicy.testing.chance import Seeded
from ccpolicy.testing.draw_claims import claim, known, ready, several
from ccpolicy.testing.shape import shape_of

FRANKLIN = Path(__file__).parents[1] / "policies" / "franklin"
POLICIES = (*ccpolicy.names(), str(FRANKLIN))

POOL = '''policy pool "The pool"
  from 2022-01-01
  week_starts monday
  leap_day_birthday march_1
  month_arithmetic last_day
  timezone "America/New_York"

source book "The book"

codes unit
  | code   | label    |
  | lesson | "lesson" |

codes level
  | code  | label   |
  | small | "small" |
  | large | "large" |

record swimmer
  | field | type | absent   |
  | born  | date | required |

record visit "A visit"
  dated by date
  | field   | type    | absent   |
  | swimmer | swimmer | required |
  | date    | date    | required |
  | sent    | date    | required |
  | came    | moment  | missing  |
  | price   | money   | required |

bands size of visit by age(swimmer.born, date)
  | level level | from    | below    |
  | small       | 0 years | 3 years  |
  | large       | 3 years | 12 years |
  beyond deny too_old
    say "Too old."
    cite book "p. 1"

asks visit
  units 1 by lesson
  line swimmer, date
  cite book "p. 1"

setting fee money
  cite book "p. 1"
  from 2022-01-01 through 2022-06-30
    = $10
  from 2022-07-01
    = $12

pay fees of visit
  amount min(price, if(size is not missing and size is small, fee, fee + $1))
  cite book "p. 1"

allowance lessons "lessons"
  spent by visit
  limit 3
  per swimmer, calendar_year
  order date, id
  beyond deny no_more
    say "{number}"
  cite book "p. 1"

deadline sending of visit
  event sent
  due on date + 10 calendar days
  late deny sent_late
    say "{event}"
  cite book "p. 1"
'''


@define
class Drawn:
    """What became of documents: how many there are, how many of them are determined, and what their lines came to."""

    documents: int = 0
    statuses: Counter[str] = field(factory=Counter)
    paid: int = 0
    codes: set[str] = field(factory=set)


def documents(policy: Any, count: int) -> Iterator[dict[str, Any]]:
    """So many documents, of one claim and of up to three in turn; the same for the same policy."""
    shape = shape_of(policy)
    about = known(shape)
    for seed in range(count):
        chance = Seeded(seed)
        one = seed % 2 == 0
        yield ready(shape, chance, claim(about, chance, chance.pick(shape.claims)) if one else several(about, chance, 3))


def drawn(policy: ccpolicy.Policy, count: int) -> Drawn:
    """What becomes of documents drawn for a policy. Raises RecordsError where one cannot be determined."""
    found = Drawn()
    for document in documents(policy, count):
        result = policy.determine(document)
        found.documents += 1
        found.statuses.update(line.status for line in result.lines)
        found.paid += any(line.status in ("paid", "partly_paid") for line in result.lines)
        found.codes |= {reason.code for line in result.lines for reason in line.reasons}
        found.codes |= {flag.code for flag in result.determination.flags}
    return found
