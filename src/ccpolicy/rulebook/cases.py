"""What the cases of a policy rest on: each is determined, and every rule in the derivation of a line or flag counts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from attrs import frozen

from ccpolicy.engine.derivation import Derivation
from ccpolicy.engine.determination import Determination
from ccpolicy.errors import RecordsError, UsageError
from ccpolicy.model.policy import Policy
from ccpolicy.rulebook.page import Case
from ccpolicy.testing.cases import determined
from ccpolicy.testing.files import CASES_FOLDER, case_files, cases_in

Rule = tuple[str, ...]
"""The kind and name of a node of a derivation, of a fact with its grain; an outcome only where it was given."""


@frozen
class Traced:
    """The cases by name, and for each rule the names of those it is used in."""

    cases: Mapping[str, Case]
    rests: Mapping[Rule, tuple[str, ...]]


def traced(policy: Policy, place: Path) -> Traced:
    """Every case beside the policy at a place."""
    cases: dict[str, Case] = {}
    rests: dict[Rule, list[str]] = {}
    for file in case_files((place if place.is_dir() else place.parent) / CASES_FOLDER):
        for case in cases_in(file):
            name = f"{file.stem}: {case['name']}"
            cases[name] = Case(name, str(case.get("says") or ""), tuple(map(str, case.get("covers") or ())))
            for rule in _rules(policy, case):
                rests.setdefault(rule, []).append(name)
    return Traced(cases, {rule: tuple(names) for rule, names in rests.items()})


def _rules(policy: Policy, case: Mapping[str, Any]) -> set[Rule]:
    if "expect" not in case or "policy" in case or case.get("problems"):
        return set()
    try:
        return set(_used(determined(policy, case)))
    except (UsageError, RecordsError):
        return set()  # a case that cannot be run is for `ccpolicy test` to tell


def _used(found: Determination) -> Iterator[Rule]:
    for line in found.lines:
        yield from (("outcome", reason.code) for reason in line.reasons)
        yield from (("pay", name) for name in line.pay_rules)
    yield from (("outcome", flag.code) for flag in found.flags if flag.kind != "unchecked")
    yield from (("deadline", each.name) for each in found.deadlines)
    seen: set[int] = set()
    pending: list[Derivation] = [node for line in found.lines for node in line.why]
    pending += [node for flag in found.flags for node in flag.why]
    while pending:
        node = pending.pop()
        if id(node) not in seen:
            seen.add(id(node))
            if node.kind == "fact":
                yield node.kind, node.subject.partition(" ")[0], node.name
            elif node.kind != "outcome":
                yield node.kind, node.name
            pending.extend(node.inputs)
