"""Holding a certificate against policy and input: every value in it, and that nothing is wanting or too much."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from attrs import frozen

from ccpolicy.certificate.checker import Checker
from ccpolicy.certificate.document import FORMAT, canonical, closure, digest, document, node
from ccpolicy.certificate.rows import Key, Said
from ccpolicy.errors import UsageError
from ccpolicy.limits import CERTIFICATE_NESTING
from ccpolicy.model.policy import Policy
from ccpolicy.records.caseload import Caseload
from ccpolicy.values.depth import room

_TOO_DEEP = f"the certificate is nested too deeply: more than {CERTIFICATE_NESTING} lists and objects within each other"

LONGEST = 200
"""Characters of a value that are repeated in a message."""


@frozen
class Fault:
    """A place of the certificate that does not hold."""

    place: str
    says: str
    comes_to: str

    def __str__(self) -> str:
        return f"{self.place}: says {self.says}, comes to {self.comes_to}"


@frozen
class Verdict:
    """What became of verifying. A certificate holds when it has no faults."""

    faults: tuple[Fault, ...]
    lines: int = 0
    pays: int | None = None
    """In cents, of the lines of which money is told; None where it is of none."""

    nodes: int = 0
    rules: int = 0

    @property
    def holds(self) -> bool:
        return not self.faults


class NotJson(UsageError):
    """A certificate that cannot be read at all."""


def read(text: str) -> Any:
    """The document in a text. Raises NotJson; a name that stands twice in one object is refused."""

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) < len(pairs):
            raise NotJson("the certificate has a name twice in one object")
        return found

    try:
        found = json.loads(text, object_pairs_hook=once)
    except RecursionError:
        raise NotJson(_TOO_DEEP) from None
    except ValueError as error:
        raise NotJson(f"the certificate is not JSON: {error}") from None
    if not shallow(found):
        raise NotJson(_TOO_DEEP)
    return found


def shallow(document: Any) -> bool:
    """Whether lists and objects lie in each other no deeper than they may."""
    level = [document]
    for _ in range(CERTIFICATE_NESTING.most):
        inner = (part.values() if isinstance(part, dict) else part for part in level if isinstance(part, (dict, list)))
        level = [each for parts in inner for each in parts]
    return not any(isinstance(part, (dict, list)) for part in level)


@room()
def worked_out(
    policy: Policy, caseload: Caseload, known_on: date | None, readings: Mapping[str, str], line: str | None
) -> tuple[Checker, list[Key], list[Key]]:
    """A second opinion, the lines asked for, and every node these rest on.

    Raises UsageError where records lead nowhere or there is no such line.
    """
    Checker(policy, caseload, known_on, readings).all_rows()
    checker = Checker(policy, caseload, known_on, readings)
    checker.lines(line)
    lines = [
        key for key, (said, _) in checker.nodes.items()
        if key[0] == "line" and said.value and line in (None, said.value["id"])
    ]
    if line is not None and not lines:
        raise UsageError(f"there is no line `{line}`")
    lines.sort(key=lambda key: (checker.nodes[key][0].value["id"], key[1]))
    return checker, lines, closure(checker.nodes, lines)


def assembled(
    checker: Checker, lines: Sequence[Key], keys: Sequence[Key], line: str | None, said: Mapping[Key, Said]
) -> dict[str, Any]:
    """The certificate in which each node says this."""
    place = {key: at for at, key in enumerate(keys)}
    nodes = [node(key, said[key], sorted(place[each] for each in checker.nodes[key][1])) for key in keys]
    totals = checker.totals([said[key].value for key in lines]) if line is None else []
    where = [place[key] for key in lines]
    return document(
        checker.policy, checker.caseload, checker.known_on, checker.readings, line, nodes, where, totals
    )


def verify(
    certificate: Any, policy: Policy, caseload: Caseload, known_on: date | None = None,
    readings: Mapping[str, str] | None = None,
) -> Verdict:
    """Whether a certificate is what the policy makes of the caseload, known on this day and under these readings."""
    if not shallow(certificate):
        return Verdict((Fault("certificate", "what is nested too deeply", "a certificate"),))
    if not isinstance(certificate, Mapping) or certificate.get("certificate") != FORMAT:
        return Verdict((Fault("certificate", "another format", f"a certificate of format {FORMAT}"),))
    line = certificate.get("line")
    line = line if isinstance(line, str) else None
    try:
        canonical(certificate)
        checker, lines, keys = worked_out(policy, caseload, known_on, readings or {}, line)
    except UsageError as error:
        return Verdict((Fault("determination", "there is one", str(error)),))
    except (RecursionError, ValueError, TypeError):
        return Verdict((Fault("certificate", "what is no JSON", "a document of plain values"),))
    said = {key: checker.nodes[key][0] for key in keys}
    faults = differences(certificate, assembled(checker, lines, keys, line, said))
    rules = {(key[0], key[1]) for key in keys if said[key].cites}
    priced = [said[key].value["pays"] for key in lines if said[key].value["pays"] is not None]
    pays = sum(priced) if priced else None
    return Verdict(tuple(faults), len(lines), pays, len(keys), len(rules))


def differences(certificate: Mapping[str, Any], true: Mapping[str, Any]) -> list[Fault]:
    """Every place where a certificate is not the true one; a place that is wrong is named where it is, once."""
    if canonical(certificate) == canonical(true):
        return []
    found: list[Fault] = []
    for name in sorted({*certificate, *true} - {"nodes", "lines", "hash"}):
        found += _differs(name, certificate.get(name), true.get(name))
    (theirs, their_names), (ours, our_names) = _by_name(certificate), _by_name(true)
    for name in sorted({*theirs, *ours}):
        if canonical(theirs.get(name)) == canonical(ours.get(name)):
            continue
        told, known = theirs.get(name, []), ours.get(name, [])
        if len(told) != len(known):
            found.append(Fault(name, f"it {len(told)} times", f"{len(known)} times"))
        for one, other in zip(told, known):
            found += [fault for part in sorted({*one, *other}) for fault in _part(name, part, one, other)]
    found += _differs("lines", _named(their_names, certificate.get("lines")), _named(our_names, true["lines"]))
    own = digest({name: each for name, each in certificate.items() if name != "hash"})
    if certificate.get("hash") != own:
        found.append(Fault("hash", _shown(certificate.get("hash")), own))
    return found or [Fault("certificate", "its parts in another order or form", "the one form there is")]


def _part(name: str, part: str, one: Mapping[str, Any], other: Mapping[str, Any]) -> Iterator[Fault]:
    return _differs(f"{name}: {part}", one.get(part), other.get(part))


def _differs(place: str, says: Any, comes_to: Any) -> Iterator[Fault]:
    if canonical(says) == canonical(comes_to):
        return
    if isinstance(says, dict) and isinstance(comes_to, dict):
        for name in sorted({*says, *comes_to}):
            yield from _differs(f"{place}, {name}", says.get(name), comes_to.get(name))
    else:
        yield Fault(place, _shown(says), _shown(comes_to))


def _by_name(certificate: Mapping[str, Any]) -> tuple[dict[str, list[dict[str, Any]]], list[str]]:
    """Nodes by what they are of, their inputs by name too, so that one left out does not displace all others."""
    given = certificate.get("nodes")
    nodes = [each if isinstance(each, dict) else {"value": each} for each in given] if isinstance(given, list) else []
    names = [_name(each) for each in nodes]
    found: dict[str, list[dict[str, Any]]] = {}
    for name, each in zip(names, nodes):
        found.setdefault(name, []).append({**each, "inputs": _named(names, each.get("inputs"))})
    return found, names


def _name(each: Mapping[str, Any]) -> str:
    told = (each.get(part) for part in ("kind", "name", "of", "on"))
    return " ".join(part if isinstance(part, str) else canonical(part) for part in told if part is not None)


def _named(names: Sequence[str], places: Any) -> Any:
    if not isinstance(places, list):
        return places
    return [names[at] if type(at) is int and 0 <= at < len(names) else {"no node": at} for at in places]


def _shown(value: Any) -> str:
    text = canonical(value)
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"
