"""Where two published documents differ, in words."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from ccpolicy.front import Result

NAMES = ("id", "name", "code", "allowance", "by")
LONGEST = 120


def document(result: Result, wordless: Collection[str] = ()) -> dict[str, Any]:
    """The published document of a result, without the places of rows in its input.

    A note about a row that asks for nothing names its place (`claim[3]`), so another order of the rows names another.
    Reasons and flags with `wordless` codes are without their texts.
    """
    told: dict[str, Any] = dict(result.to_dict())
    for each in (*told["findings"], *(reason for line in told["lines"] for reason in line["reasons"])):
        each["text"] = "" if each["code"] in wordless else each["text"]
    told["findings"] = [
        *(each for each in told["findings"] if each["kind"] != "noted"),
        *sorted(each["text"] for each in told["findings"] if each["kind"] == "noted"),
    ]
    return told


def first(before: Result, after: Result, wordless: Collection[str] = ()) -> str:
    """The first difference between two results; empty where they are the same to the byte."""
    one, other = document(before, wordless), document(after, wordless)
    if json.dumps(one) == json.dumps(other):
        return ""
    return next(differences(one, other), "the same values stand in another order")


def differences(before: Any, after: Any, at: str = "") -> Iterator[str]:
    """Each place at which two documents differ, with what stands there."""
    if before == after:
        return
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        for name in dict.fromkeys((*before, *after)):
            yield from differences(before.get(name), after.get(name), f"{at}.{name}" if at else str(name))
    elif _is_list(before) and _is_list(after) and len(before) == len(after):
        for number, (one, other) in enumerate(zip(before, after)):
            yield from differences(one, other, f"{at}[{_name(one, number)}]")
    elif _is_list(before) and _is_list(after):
        lost = [each for each in before if each not in after]
        more = [each for each in after if each not in before]
        named = [_name(each, number) for number, each in enumerate([*lost, *more])]
        yield f"{at}: {len(before)} became {len(after)} ({', '.join(named)[:LONGEST] or 'the same ones'})"
    else:
        yield f"{at}: {str(before)[:LONGEST]} became {str(after)[:LONGEST]}"


def _is_list(value: Any) -> bool:
    return isinstance(value, Sequence) and not isinstance(value, str)


def _name(each: Any, number: int) -> str:
    if not isinstance(each, Mapping):
        return str(each)[:LONGEST]
    name = next((str(each[name]) for name in NAMES if name in each), str(number))
    row = each.get("row") or each.get("spender")
    return f"{name} {row}" if row else name
