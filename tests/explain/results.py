"""Determinations made by hand, for tests of what is said of them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ccpolicy.engine.determination import Determination, Line, Reason
from ccpolicy.model.policy import Citation


def reason(status: str = "denied", **more: Any) -> Reason:
    parts: dict[str, Any] = {
        "code": "too_cold", "text": "The water was too cold.", "cites": (Citation("rules", "§ 4"),),
        "rule": "too_cold", "unit": "lesson", "amount": 1,
    }
    return Reason(status=status, **{**parts, **more})


def line(id: str, status: str = "paid", reasons: Iterable[Reason] = (), **more: Any) -> Line:
    course, _, day = id.partition("/")
    parts: dict[str, Any] = {
        "grain": "day",
        "keys": {"course": course, "swimmer": more.pop("swimmer", "s1"), "date": day},
        "claimed": {"lesson": 1},
        "units": {"lesson": 1} if status == "paid" else {},
        "amounts": {},
    }
    return Line(id=id, status=status, reasons=tuple(reasons), **{**parts, **more})


def determination(**more: Any) -> Determination:
    parts: dict[str, Any] = {
        "policy": "swimming", "fingerprint": "f" * 16, "known_on": None, "readings": {}, "lines": (), "totals": (),
        "flags": (), "deadlines": (), "routes": (), "postings": (), "caveats": (),
    }
    given = {name: tuple(value) if isinstance(value, list) else value for name, value in more.items()}
    return Determination(**{**parts, **given})
