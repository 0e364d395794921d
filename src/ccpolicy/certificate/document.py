"""What a certificate looks like: a determination's lines, and every value they rest on, as plain JSON.

Numbers are whole (money in cents, time in minutes) or `{"ratio": "7/4"}`; missing is null, unknown `{"unknown": true}`;
dates, months, times, moments and ages say what they are. A node's inputs are the places in `nodes` of what it was read
from, always before its own.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, time
from fractions import Fraction
from typing import Any

from ccpolicy.certificate.rows import Key, Row, Said
from ccpolicy.model.policy import Citation, Policy, Version
from ccpolicy.records.caseload import Caseload, PostingRow
from ccpolicy.values.absent import MISSING, Unknown
from ccpolicy.values.dates import Age, Month
from ccpolicy.values.period import Period

FORMAT = 1


def plain(value: Any) -> Any:
    """A value as JSON, each in one way only."""
    match value:
        case bool() | int() | str():
            return value
        case Fraction():
            return {"ratio": str(value)}
        case Unknown():
            return {"unknown": True}
        case datetime():
            return {"moment": value.astimezone(UTC).isoformat()}
        case date():
            return {"date": value.isoformat()}
        case time():
            return {"time": value.isoformat()}
        case Month():
            return {"month": str(value)}
        case Age():
            return {"born": value.born.isoformat(), "on": value.on.isoformat()}
        case Period():
            return {"from": str(value.start or ""), "through": str(value.end or "")}
        case Citation():
            return {"source": value.source, "place": value.place, **({"pin": value.pin} if value.pin else {})}
        case Row():
            return f"{value.grain} {value.key}"
        case Mapping():
            return {name: plain(each) for name, each in value.items()}
        case tuple() | list():
            return [plain(each) for each in value]
    if value is MISSING or value is None:
        return None
    raise TypeError(f"a certificate holds no {type(value).__name__}")


def canonical(document: Any) -> str:
    """The one text of a document. Raises ValueError for what is no JSON."""
    return json.dumps(document, ensure_ascii=True, allow_nan=False, sort_keys=True, separators=(",", ":"))


def digest(document: Any) -> str:
    return hashlib.sha256(canonical(document).encode()).hexdigest()


def input_digest(caseload: Caseload) -> str:
    """What identifies a caseload: its rows whatever their order, what is declared complete, and its history."""
    rows = [[kind, row.key, plain(row.values)] for kind, rows in caseload.records.items() for row in rows]
    complete = [[each.record, plain(each.keys), plain(each.period)] for each in caseload.complete]
    history = None if caseload.history is None else [
        [each.allowance, plain(each.per), each.window, each.spender, plain(each.date), *_uses(each)]
        for each in caseload.history
    ]
    return digest([sorted(map(canonical, rows)), sorted(map(canonical, complete)), history])


def _uses(posting: PostingRow) -> list[str]:
    return [posting.amount, posting.state, posting.claim]


def node(key: Key, said: Said, inputs: Iterable[int]) -> dict[str, Any]:
    """A node as JSON; what is empty is left out."""
    kind, name, of, on = key
    version = said.version
    by = {
        "amendment": version.amendment, "announced": plain(version.announced), "tentative": version.tentative,
        "from": plain(version.period.start), "through": plain(version.period.end),
    }
    full = {
        "kind": kind, "name": name, "of": plain(of), "on": plain(on), "how": said.how, "cites": plain(said.cites),
        "version": {part: each for part, each in by.items() if each} if version != Version() else None,
    }
    return {
        **{part: each for part, each in full.items() if each not in (None, "", [])},
        "value": plain(said.value), "inputs": list(inputs),
    }


def closure(nodes: Mapping[Key, tuple[Any, Sequence[Key]]], roots: Iterable[Key]) -> list[Key]:
    """The nodes that the roots rest on, themselves included, each after its inputs."""
    found: dict[Key, None] = {}
    pending = list(roots)[::-1]
    while pending:
        key = pending[-1]
        wanting = [each for each in nodes[key][1] if each not in found] if key not in found else []
        pending.extend(wanting[::-1])
        if not wanting:
            found[pending.pop()] = None
    return list(found)


def document(
    policy: Policy, caseload: Caseload, known_on: date | None, readings: Mapping[str, str], line: str | None,
    nodes: Sequence[Mapping[str, Any]], lines: Sequence[int], totals: Any,
) -> dict[str, Any]:
    """The whole certificate, with the hash of all else in it."""
    body = {
        "certificate": FORMAT,
        "policy": {"name": policy.name, "fingerprint": policy.fingerprint},
        "known_on": known_on.isoformat() if known_on else None,
        "readings": {name: readings.get(name, point.chosen) for name, point in policy.unsettled.items()},
        "input": input_digest(caseload),
        "line": line,
        "lines": list(lines),
        "totals": plain(totals),
        "nodes": list(nodes),
    }
    return {**body, "hash": digest(body)}


def as_text(certificate: Mapping[str, Any]) -> str:
    """A certificate as JSON text, a node on a line."""
    parts = []
    for name, value in certificate.items():
        told = json.dumps(value, ensure_ascii=False)
        if name in ("nodes", "totals") and value:
            told = "[\n" + ",\n".join(json.dumps(each, ensure_ascii=False) for each in value) + "\n]"
        parts.append(f"{json.dumps(name)}: {told}")
    return "{\n" + ",\n".join(parts) + "\n}\n"
