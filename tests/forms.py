"""A policy with a grid of days and a sheet of times, for tests of what is read from them and written."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import pytest

from ccpolicy.dsl.load import load_text
from ccpolicy.errors import RecordsError
from ccpolicy.front import Policy
from ccpolicy.records.caseload import Caseload
from ccpolicy.records.read import load_document

TEXT = """
policy forms "Forms"
  from 2020-01-01
  leap_day_birthday march_1
  month_arithmetic last_day
  timezone "America/New_York"

source book "The book"

codes unit "Units"
  | code     | label      |
  | full_day | "full day" |

codes mark "Marks"
  | code | label      | counts |
  | 1    | "here"     | yes    |
  | 40   | "away"     | no     |
  | 43   | "shut"     | no     |
  | ABC  | "spelt"    | no     |
  | abc  | "spelt so" | no     |

record child "A child"
  | field | type | absent  | label  |
  | name  | text | missing | "Name" |

record claim "A month's claim"
  dated by month_start(month)
  | field     | type   | absent   | label          |
  | child     | child  | required | "Child"        |
  | month     | month  | required | "Month"        |
  | submitted | date   | missing  | "Received"     |
  | copay     | money  | unknown  | "Copay"        |
  | left      | yes_no | no       | "Left"         |
  | share     | percent | missing | "Share"        |

grain day "A date"
  each day of claim from month_start(month) through month_end(month)

extend day
  | field   | type  | absent  | label                 |
  | code    | mark  | missing | "Code entered"        |
  | checked | mark  | missing | "Code of the worker"  |
  | time    | hours | missing | "Time"                |
  | seen    | time  | unknown | "Seen at"             |

fact usual of day mark "Usual code"
  = if(weekday(date) in (saturday, sunday), 40, 1)

fact counts of day mark "Code that counts"
  = checked otherwise code otherwise usual

asks day where counts.counts
  units 1 by full_day
  line claim, date
  cite book "p. 1"

pay daily of day
  amount $10
  cite book "p. 1"

record visit "A stay"
  | field       | type   | absent   | label         |
  | claim       | claim  | required | "Claim"       |
  | date        | date   | required | "Date"        |
  | came        | moment | missing  | "Came"        |
  | went        | moment | missing  | "Went"        |
  | came_really | moment | missing  | "Put right"   |
  | told        | moment | missing  | "Told"        |
  | clock       | time   | missing  | "By the wall" |

sheet grid of day "The month"
  cite book "p. 2"
  | column     | field            | format     |
  | "Claim"    | claim            |            |
  | "Child"    | claim.child      |            |
  | "Name"     | claim.child.name |            |
  | "Month"    | claim.month      | "M/YYYY"   |
  | "Received" | claim.submitted  | "M/D/YYYY" |
  | "Copay"    | claim.copay      |            |
  | "Left"     | claim.left       |            |
  | "Share"    | claim.share      |            |
  across date "Line"
    | line      | field   | format    |
    | "Usual"   | usual   |           |
    | "Entered" | code    |           |
    | "Worker"  | checked |           |
    | "Time"    | time    |           |
    | "Seen"    | seen    | "h:mm AM" |
  words mark
    | word | code |
    | "H"  | 1    |
    | "."  | 40   |

sheet times of visit "Times"
  cite book "p. 3"
  | column  | field       | format             | on     |
  | "No."   | id          |                    |        |
  | "Claim" | claim       |                    |        |
  | "Date"  | date        | "MM/DD/YYYY"       |        |
  | "In"    | came        | "h:mm AM"          | "Date" |
  | "Out"   | went        | "h:mm AM"          | "Date" |
  | "Right" | came_really | "h:mm AM"          | "Date" |
  | "Told"  | told        | "M/D/YYYY h:mm AM" |        |
  | "Wall"  | clock       | "h:mm AM"          |        |

sheet people of child "Children"
  cite book "p. 4"
  | column | field |
  | "Key"  | id    |
  | "Name" | name  |
"""

DAYS = ",".join(str(day) for day in range(1, 32))
HEADING = f"Claim,Child,Name,Month,Received,Copay,Left,Share,Line,{DAYS}"


@cache
def forms() -> Policy:
    policy, findings = load_text(TEXT)
    assert policy is not None, [f"{f.place} {f.message}" for f in findings]
    return Policy(policy)


def line(first: str, word: str, cells: dict[int, str], last: int = 31) -> str:
    """One line of the grid: its ordinary cells, its word, and the cells of some days."""
    return f"{first},{word}," + ",".join(cells.get(day, "") for day in range(1, last + 1))


def folder(place: Path, **tables: str) -> Any:
    """The document of a folder with these tables."""
    for name, text in {"child": "id\nann\n", **tables}.items():
        (place / f"{name}.csv").write_bytes(text.encode())
    return load_document(place)


def grid(place: Path, *lines: str, **tables: str) -> Any:
    return folder(place, grid="\n".join([HEADING, *lines]) + "\n", **tables)


def read(document: Any, **more: Any) -> Caseload:
    return forms().read(document, **more)


def problems(document: Any, **more: Any) -> list[tuple[str, str, str]]:
    """Name, path and message of everything wrong with a document."""
    with pytest.raises(RecordsError) as caught:
        read(document, **more)
    return [(problem.name, problem.path, problem.message) for problem in caught.value.problems]


def values(caseload: Caseload, kind: str, key: str) -> dict[str, Any]:
    return dict(next(record.values for record in caseload.records[kind] if record.key == key))
