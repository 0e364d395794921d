"""Swimming lessons that are refused for several reasons, to be told of on pages."""

from __future__ import annotations

from functools import cache
from typing import Any

from ccpolicy.dsl.load import load_text
from ccpolicy.front import Policy, Result

TEXT = """
policy pool "Swimming lessons"
  from 2022-01-01
  languages es

source rules "Rules of the pools (2022)"

codes kind "Kinds of lesson"
  | code   | label    |
  | lesson | "lesson" |

codes party "Who is who"
  | code    | label     |
  | teacher | "teacher" |
  | office  | "office"  |

record course "A course"
  | field | type | absent   | label             | changed_by party |
  | sent  | date | required | "Day it was sent" | teacher          |

record lesson "A lesson"
  dated by on
  | field  | type   | absent   | label          | changed_by party |
  | course | course | required | "Course"       |            |
  | on     | date   | required | "Day"          |            |
  | cold   | hours  | required | "Time in it"   | teacher    |
  | closed | yes_no | no       | "Pool closed"  | office     |
  | price  | money  | unknown  | "Price agreed" |            |
  | coach  | text   | missing  | "Coach"        |            |

asks lesson "Lessons"
  units 1 by lesson
  line course, on

deny too_cold of lesson "Water too cold"
  when cold > 2 hours
  say "On {on} it was cold for {cold}. {coach}"
  say es "El {on} hizo frío durante {cold}. {coach}"
  cite rules "§ 4"

hold pool_closed of lesson "Pool closed"
  when closed
  say "On {on} the pool was closed."
  say es "El {on} la piscina estaba cerrada."
  cite rules "§ 5"

flag warm of lesson "Warm water"
  when cold is 0 hours
  say "{coach} says it was warm."
  say es "{coach} dice que el agua no era fría."
  cite rules "§ 6"

report list "Lessons"
  table of lesson
    | label   | value  |
    | "Coach" | coach  |
    | "Kind"  | course |

pay lesson_pay of lesson
  amount price
  say "{on}: {price}. {coach}"
  say es "{on}: {price}. {coach}"
  cite rules "§ 1"

"""


@cache
def pool() -> Policy:
    found, findings = load_text(TEXT)
    assert found is not None, findings
    return Policy(found)


def lesson(id: str, course: str = "c1", day: int = 1, **more: Any) -> dict[str, Any]:
    return {"id": id, "course": course, "on": f"2022-11-{day:02}", "cold": "1:00", "price": "12.50", **more}


def determined(*lessons: dict[str, Any]) -> Result:
    courses = dict.fromkeys(row["course"] for row in lessons)
    return pool().determine({"course": [{"id": id, "sent": "2022-12-01"} for id in courses], "lesson": list(lessons)})
