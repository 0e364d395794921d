"""A small policy that tests change a piece of at a time."""

from __future__ import annotations

from ccpolicy.diagnostics import Finding
from ccpolicy.dsl.load import load_text
from ccpolicy.model.policy import Policy

HEAD = """
policy mini "A small policy"
  from 2022-01-01
  period month
  week_starts sunday
  leap_day_birthday march_1
  month_arithmetic last_day
  currency USD
  timezone "America/New_York"

source book "The book"

codes unit "Units"
  | code | label |
  | full | "full day" |
  | part | "part day" |

codes mark "Marks"
  | code | label | counts_as |
  | 1 | "here" | attended |
  | 40 | "away" | absent |
  | 43 | "shut" | holiday |
  | 55 | "nothing asked" | unpaid |

record child "A child"
  | field | type | absent | label |
  | birth_date | date | unknown | "Birth date" |

record stay "A child's place"
  | field | type | absent | label |
  | child | child | required | "Child" |
  | rate | money | unknown | "Charge" |
  | copay | money | unknown | "Copay" |
  | half | yes_no | no | "At half rate" |
  | ends | date | missing | "Last day" |

record claim "A month's claim"
  | field | type | absent | label |
  | stay | stay | required | "Place" |
  | month | month | required | "Month" |
  | submitted | date | missing | "Came in" |

grain day "A date of the claim"
  each day of claim from month_start(month) through month_end(month)

extend day
  | field | type | absent | label |
  | code | mark | missing | "Mark" |
  | hours | hours | missing | "Time in care" |
"""

BODY = """
setting maximum money "Maximum" = $40
  cite book "p. 2"

asks day where code is not missing and code.counts_as is not unpaid
  units 1 by full
  line claim, child, date
  cite book "p. 1"

deny ended of day
  when stay.ends is not missing and date > stay.ends
  say "{date} is after {stay.ends}."
  cite book "p. 3"

allowance absences "absences"
  spent by day where code is not missing and code.counts_as is absent
  limit 5 days
  per child, month
  order date, claim
  beyond deny absences_used
    say "{date}: absence {number} of {limit}."
  cite book "p. 4"

worksheet payment of day where payable "What a day pays"
  cite book "p. 5"
  | line | role | label | amount |
  | charge | charge | "Charge" | stay.rate |
  | base | | "Lower of charge and maximum" | min(charge, maximum) |
  | copay_due | family | "Copay" | min(stay.copay, base) |
  | state_pays | state | "State pays" | base - copay_due |
  | overage | family | "Overage" | charge - base |

pay care of day
  amount state_pays
  say "{date}: {state_pays}."
  cite book "p. 5"
"""


def check(text: str) -> tuple[Policy | None, tuple[Finding, ...]]:
    return load_text(text)


def names(text: str) -> list[str]:
    """The names of the findings in `HEAD` followed by `text`."""
    return [finding.name for finding in check(HEAD + text)[1]]


def with_body(extra: str = "", *, swap: dict[str, str] | None = None) -> str:
    """`HEAD` and `BODY` with pieces swapped and statements added; every swap must find its piece."""
    text = HEAD + BODY
    for old, new in (swap or {}).items():
        assert old in text, old
        text = text.replace(old, new)
    return text + extra
