"""What became of each requirement: in a rule, left open, left out or only context; and which cases show it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from attrs import frozen

from ccpolicy.diagnostics import nearest
from ccpolicy.model.policy import Policy
from ccpolicy.model.provenance import Owner, Requirement
from ccpolicy.source import Span

ENCODED, UNSETTLED, UNMODELLED, CONTEXT = "encoded", "unsettled", "unmodelled", "context"
CLASSES = (ENCODED, UNSETTLED, UNMODELLED, CONTEXT)
_OPEN = {"unsettled": UNSETTLED, "unmodelled": UNMODELLED}
_EXAMPLE = "example"


@frozen
class Standing:
    """One requirement with the statements that are about it, by class, and the cases and examples that show it."""

    requirement: Requirement
    by: Mapping[str, tuple[Owner, ...]]
    cases: tuple[str, ...]

    @property
    def classes(self) -> tuple[str, ...]:
        """What it is; a rule may stand beside an open reading of it. Nothing, if no statement is about it."""
        return tuple(name for name in CLASSES if self.by.get(name))

    @property
    def problem(self) -> str:
        """What is wrong, in words; empty if nothing is."""
        if not self.classes:
            return "no rule, open point, omission or context is about it"
        if ENCODED in self.classes and not self.cases:
            return "it is in a rule and no case shows it"
        return ""


Covers = Mapping[str, Iterable[str]]
"""The ids that each case names as shown by it, by what the case is called."""


def standings(policy: Policy, requirements: Mapping[str, Requirement], covers: Covers) -> tuple[Standing, ...]:
    """Every requirement, in the order of its file."""
    # Two statements may have one name, such as a rule and its amendment: each is told with its own place.
    by: dict[str, dict[str, dict[tuple[Owner, Span | None], None]]] = {id: {} for id in requirements}
    shown: dict[str, list[str]] = {id: [] for id in requirements}
    for met in policy.meets:
        if met.requirement not in by:
            continue
        if met.by.kind == _EXAMPLE:
            shown[met.requirement].append(str(met.by))
        else:
            by[met.requirement].setdefault(_OPEN.get(met.by.kind, ENCODED), {})[met.by, met.by.span] = None
    for context in policy.contexts:
        if context.requirement in by:
            owner = Owner("context", context.requirement, span=context.span)
            by[context.requirement].setdefault(CONTEXT, {})[owner, owner.span] = None
    for case, ids in covers.items():
        for id in ids:
            if id in shown:
                shown[id].append(case)
    return tuple(
        Standing(requirement, {name: tuple(owner for owner, _ in owners) for name, owners in by[id].items()}, tuple(shown[id]))
        for id, requirement in requirements.items()
    )


def strange(requirements: Mapping[str, Requirement], covers: Covers) -> Iterator[str]:
    """Ids that a case names and the file of requirements does not have, in words."""
    for case, ids in covers.items():
        for id in ids:
            if id not in requirements:
                near = nearest(id, requirements)
                hint = f"; did you mean {' or '.join(near)}?" if near else ""
                yield f"{case}: there is no requirement {id}{hint}"
