"""What `ccpolicy sources` found, as tables for people and as a document for programs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from attrs import define, field
from rich import box
from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from ccpolicy.audit.coverage import CLASSES, Standing
from ccpolicy.audit.pins import FAILED, FOUND, NO_DOCUMENT, UNPINNED, Checked, counts
from ccpolicy.cli.show import STYLES, clean
from ccpolicy.model.policy import Policy
from ccpolicy.model.provenance import Owner
from ccpolicy.source import Span
from ccpolicy.values.period import ALWAYS

_STATES = {FOUND: "sentences found", FAILED: "not found", UNPINNED: "not pinned", NO_DOCUMENT: "of sources without a document"}


@define
class Told:
    """All there is to tell of a policy's sources; `at` gives a place as FILE:LINE:COLUMN."""

    policy: Policy
    at: Callable[[Span | None], str]
    standings: tuple[Standing, ...] = ()
    checked: tuple[Checked, ...] = ()
    begins: Mapping[Checked, str] = field(factory=dict)
    problems: list[str] = field(factory=list)

    def as_json(self) -> dict[str, Any]:
        """The document `--format json` prints."""
        cited = Counter(each.source for each in self.policy.citations)
        found: dict[str, Any] = {
            "policy": self.policy.name,
            "sources": [
                {"name": s.name, "title": s.title, "from": s.period.start and str(s.period.start),
                 "through": s.period.end and str(s.period.end), "document": s.document or None, "citations": cited[s.name],
                 "places": _places(self.policy, s.name)}
                for s in self.policy.sources.values()
            ],
        }
        if self.standings:
            found["requirements"] = [
                {"id": s.requirement.id, "kind": s.requirement.kind, "classes": list(s.classes), "cases": list(s.cases),
                 "by": {name: [{"statement": str(o), "at": self.at(o.span)} for o in owners] for name, owners in s.by.items()},
                 "problem": s.problem or None}
                for s in self.standings
            ]
            found["requirement_totals"] = _totals(self.standings)
        if self.checked:
            found["citations"] = [
                {"source": c.cited.source, "place": c.cited.place, "pin": c.cited.pin or None, "statement": str(c.cited.by),
                 "at": self.at(c.cited.span), "state": c.state, "line": c.line or None, "problem": c.told or None}
                | ({"begins": self.begins[c]} if c in self.begins else {})
                for c in self.checked
            ]
            found["citation_totals"] = _pin_totals(self.checked)
        return {**found, "problems": self.problems}


def sources_drawn(told: Told) -> Iterator[RenderableType]:
    """Every source with its title, period, citations and places."""
    yield _text(told.policy.label, "title")
    for source in told.policy.sources.values():
        cited = sum(each.source == source.name for each in told.policy.citations)
        yield ""
        yield _text(f"{source.name}: {source.title}", "note")
        period = "" if source.period == ALWAYS else f", {source.period}"
        document = f", document {source.document}" if source.document else ""
        yield _text(f"{cited} citation{'' if cited == 1 else 's'}{period}{document}", "dim")
        table = _table(2)
        for place, count in _places(told.policy, source.name).items():
            table.add_row(_text(str(count)), _text(place))
        if table.rows:
            yield table


def audit_drawn(told: Told) -> Iterator[RenderableType]:
    """A table of the requirements, and totals."""
    table = _table(3)
    for standing in told.standings:
        classes = "\n".join(standing.classes) or "unclassified"
        table.add_row(
            _text(standing.requirement.id, "title"), _text(classes, "bad" if standing.problem else "good"),
            _text("\n".join(_about(told, standing))),
        )
    yield table
    yield ""
    totals = _totals(told.standings)
    yield _text(", ".join(f"{count} {name}" for name, count in totals.items()), "title")
    yield from _problems(told, "")


def _about(told: Told, standing: Standing) -> Iterator[str]:
    for owners in standing.by.values():
        yield from (f"{owner} ({_file_and_line(told, owner)})" for owner in owners)
    yield from (f"case {case}" for case in standing.cases)
    if standing.problem:
        yield f"! {standing.problem}"


def pins_drawn(told: Told) -> Iterator[RenderableType]:
    """How the pins came out; with the beginnings asked for, every sentence found."""
    if told.begins:
        table = _table(2)
        for checked, begins in told.begins.items():
            place = told.at(checked.cited.span).rpartition(":")[0]
            table.add_row(_text(place), _text(f"{checked.cited.by}\nline {checked.line}: {begins}…"))
        yield table
    yield ""
    totals = _pin_totals(told.checked)
    yield _text(", ".join(f"{count} {name}" for name, count in totals.items()), "title")
    if not told.standings:
        yield from _problems(told, "")


def _problems(told: Told, style: str) -> Iterator[RenderableType]:
    for problem in told.problems:
        yield _text(f"problem: {problem}", style)


def _totals(standings: tuple[Standing, ...]) -> dict[str, int]:
    found = {"requirements": len(standings)}
    found |= {name: sum(name in s.classes for s in standings) for name in CLASSES}
    return found | {"with a case": sum(bool(s.cases) for s in standings), "unclassified": sum(not s.classes for s in standings)}


def _pin_totals(checked: tuple[Checked, ...]) -> dict[str, int]:
    states = counts(checked)
    pinned = sum(bool(each.cited.pin) for each in checked)
    return {"citations": len(checked), "pinned": pinned} | {told: states[name] for name, told in _STATES.items()}


def _places(policy: Policy, source: str) -> dict[str, int]:
    return dict(Counter(each.place for each in policy.citations if each.source == source))


def _file_and_line(told: Told, owner: Owner) -> str:
    return told.at(owner.span).rpartition(":")[0]


def _table(columns: int) -> Table:
    table = Table(box=box.SIMPLE_HEAD, show_header=False, show_edge=False, pad_edge=False, padding=(0, 1, 0, 0))
    for _ in range(columns):
        table.add_column(overflow="fold", vertical="top")
    return table


def _text(text: str, style: str = "") -> Text:
    return Text(clean(text), style=STYLES.get(style, ""))
