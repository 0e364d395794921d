"""An invented source, the rules of some allotments, and a policy that rests on it."""

from __future__ import annotations

from pathlib import Path

PLACE = "Late fees"
SENTENCE = "A plot that is not dug by May costs its holder five dollars - the “late fee” - for each week."
DOCUMENT = f"""# Rules of the Allotments

Plots

Every member has one plot. Plots are let from March
to October.

- Plots by the river are let last.
- Plots by the road have no water.

Late fees

The committee walks round in spring. {SENTENCE} Members over 80 owe nothing.

Member  Fee
One     $10
Two     $15

Holidays

In August nobody digs.

## Tools

Spades are lent for a day.
"""

POLICY = """policy allotments "The allotments"
  from 2026-01-01
  period month
  requirements "requirements.yaml"

source rules "Rules of the Allotments"
  document "rules.txt"

source letter "A letter of the committee"
  from 2026-02-01

codes work "Kinds of work"
  cite rules "Plots"
  | code   | label  |
  | a_week | "week" |

record plot "A plot"
  dated by week
  | field | type   | absent   |
  | week  | date   | required |
  | dug   | yes_no | no       |
  | owed  | money  | required |

asks plot "A week of a plot"
  units 1 by a_week
  line week
  cite rules "Plots"
  meets AL-01

pay plots of plot "The fee"
  amount owed
  say "{week}: {owed}."
  cite letter "second page"
  meets AL-01

pattern not_yet(name, place, sentence, requirement)
  deny name of plot
    when not dug
    say "{week}: not dug."
    cite rules "{place}" pin "{sentence}"
    meets requirement

apply not_yet(name: undug, place: "Late fees", sentence: "", requirement: AL-02)

unsettled by_may "Is the first of May still in time?"
  | reading | label | cite        | pin |
  | yes_it  | "yes" | "Late fees" | ""  |
  | no_it   | "no"  | "Holidays"  | ""  |
  chosen yes_it
  because "Nobody complained."
  cite rules "Late fees"
  meets AL-02

deny holiday of plot
  when dug and week >= 2026-08-01 and week < if(by_may is yes_it, 2026-09-01, 2026-08-31)
  say "{week}: nobody digs."
  cite rules "Holidays"
  meets AL-03

unmodelled "Members over 80"
  instead "They owe what others owe."
  cite rules "Late fees"
  meets AL-04

context AL-05 "Spades are lent"
  because "No fee rests on it."
  cite rules "Tools"

example "a holiday" of holiday
  | dug | week       | expect holiday |
  | yes | 2026-08-03 | yes            |
  meets AL-03
"""

REQUIREMENTS = """- {id: AL-01, kind: rule, says: "A plot is paid for by the week.", where: Plots}
- {id: AL-02, kind: deadline, says: "Digging by May.", where: Late fees}
- {id: AL-03, kind: rule, says: "No digging in August.", where: Holidays}
- {id: AL-04, kind: rule, says: "The old are let off.", where: Late fees}
- {id: AL-05, kind: context, says: "Spades are lent.", where: Tools}
"""

CASES = """cases:
  - {name: a week, says: It is paid., covers: [AL-01]}
  - {name: not dug, says: It is denied., covers: [AL-02]}
"""


def lay_out(place: Path, **changed: str) -> Path:
    """The folder of the policy, with the documents beside it in `texts`; `changed` are files by name without ending."""
    texts = {"policy": POLICY, "requirements": REQUIREMENTS, "cases": CASES, "document": DOCUMENT} | changed
    folder = place / "allotments"
    (folder / "cases").mkdir(parents=True, exist_ok=True)
    (place / "texts").mkdir(exist_ok=True)
    (folder / "program.policy").write_text(texts["policy"], encoding="utf-8")
    (folder / "requirements.yaml").write_text(texts["requirements"], encoding="utf-8")
    (folder / "cases" / "weeks.yaml").write_text(texts["cases"], encoding="utf-8")
    (place / "texts" / "rules.txt").write_text(texts["document"], encoding="utf-8")
    return folder
