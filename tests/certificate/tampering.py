"""What a tamperer does to a certificate, who then puts the right hash under it."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from random import Random
from typing import Any

from ccpolicy.certificate.document import digest

Document = dict[str, Any]
Place = tuple[Any, ...]


def rehashed(document: Document) -> Document:
    body = {name: part for name, part in document.items() if name != "hash"}
    return {**body, "hash": digest(body)}


def copied(document: Mapping[str, Any]) -> Document:
    return json.loads(json.dumps(document))  # type: ignore[no-any-return]


def _scalars(value: Any, at: Place = ()) -> list[Place]:
    if isinstance(value, dict):
        return [place for name, part in value.items() for place in _scalars(part, (*at, name))]
    if isinstance(value, list):
        return [place for number, part in enumerate(value) for place in _scalars(part, (*at, number))]
    return [at]


def _holder(document: Any, place: Place) -> Any:
    for step in place[:-1]:
        document = document[step]
    return document


def _other(value: Any, random: Random, words: list[str]) -> Any:
    """Something else that might stand there."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value + random.choice([-100, -1, 1, 100])
    if value is None:
        return random.choice([0, "", False, {"unknown": True}])
    try:
        return (date.fromisoformat(value) + random.choice([-1, 1, 365]) * timedelta(days=1)).isoformat()
    except ValueError:
        return random.choice([word for word in words if word != value])


def scalar(document: Document, random: Random) -> None:
    """One value, date, name, code, status, place or number of an input, wherever it stands."""
    part = random.choice(["nodes", "nodes", "nodes", "nodes", "lines", "totals", "head"])
    root: Any = document if part == "head" else document[part]
    if part == "nodes":
        at = random.randrange(len(root))
        places = [(at, *place) for place in _scalars(root[at])]
    elif part == "head":
        places = [place for place in _scalars({n: v for n, v in root.items() if n not in ("nodes", "lines", "totals")})]
    else:
        places = _scalars(root)
    place = random.choice([each for each in places if each != ("hash",)])
    words = sorted({node[name] for node in document["nodes"] for name in ("kind", "name", "how") if name in node})
    words += [value for node in document["nodes"][:500] if isinstance(value := node["value"], str)]
    holder = _holder(root, place)
    holder[place[-1]] = _other(holder[place[-1]], random, words)


def citation(document: Document, random: Random) -> None:
    """The place or source that a rule cites."""
    cite = random.choice([cite for node in document["nodes"] for cite in node.get("cites", ())])
    name = random.choice(["source", "place"])
    cite[name] = f"{cite[name]} (a)"


def version(document: Document, random: Random) -> None:
    """The dates or the amendment of a wording."""
    dated = [node for node in document["nodes"] if "version" in node]
    if not dated:
        random.choice(document["nodes"])["version"] = {"from": {"date": "2022-01-01"}}
        return
    node = random.choice(dated)
    place = random.choice(_scalars(node["version"]))
    holder = _holder(node["version"], place)
    holder[place[-1]] = _other(holder[place[-1]], random, ["no amendment"])


def rule(document: Document, random: Random) -> None:
    """The name of the rule a value comes from."""
    node = random.choice(document["nodes"])
    names = sorted({other["name"] for other in document["nodes"] if other["kind"] == node["kind"]} - {node["name"]})
    node["name"] = random.choice(names or [f"{node['name']}_2"])


def node_left_out(document: Document, random: Random) -> None:
    """A value, and every number of an input after it made to fit again."""
    at = random.randrange(len(document["nodes"]))
    del document["nodes"][at]

    def moved(places: list[int]) -> list[int]:
        return [place - (place > at) for place in places if place != at]

    for node in document["nodes"]:
        node["inputs"] = moved(node["inputs"])
    document["lines"] = moved(document["lines"])


def node_twice(document: Document, random: Random) -> None:
    document["nodes"].append(copied(random.choice(document["nodes"])))


def inputs_swapped(document: Document, random: Random) -> None:
    """What two values rest on, each given the other's."""
    nodes = [node for node in document["nodes"] if node["inputs"]]
    one = random.choice(nodes)
    other = random.choice([node for node in nodes if node["inputs"] != one["inputs"]])
    one["inputs"], other["inputs"] = other["inputs"], one["inputs"]


def line_left_out(document: Document, random: Random) -> None:
    document["lines"].remove(random.choice(document["lines"]))


def line_added(document: Document, random: Random) -> None:
    """A line like another, for a day nobody claimed."""
    at = random.choice(document["lines"])
    node = copied(document["nodes"][at])
    node["of"], node["value"]["id"] = f"{node['of']}x", f"{node['value']['id']}x"
    document["nodes"].append(node)
    document["lines"].append(len(document["nodes"]) - 1)


def status(document: Document, random: Random) -> None:
    """A line's status, in the line and in all totals."""
    value = document["nodes"][random.choice(document["lines"])]["value"]
    was = value["status"]
    value["status"] = random.choice(sorted({"paid", "partly_paid", "denied", "held", "routed"} - {was}))
    for total in _totals_of(document, value):
        total["statuses"][was] -= 1
        total["statuses"][value["status"]] = total["statuses"].get(value["status"], 0) + 1
        total["statuses"] = {name: count for name, count in total["statuses"].items() if count}


def amount(document: Document, random: Random) -> None:
    """What is paid, from the fact it comes from through the rule and the line to the totals, all made to agree."""
    lines = [document["nodes"][at] for at in document["lines"]]
    paid = [line for line in lines if line["value"]["pays"]]
    if not paid:
        return status(document, random)
    line = random.choice(paid)
    was, more = line["value"]["pays"], random.choice([-100, -1, 1, 100, 1000])
    line["value"]["pays"] = was + more
    names = [name for name, cents in line["value"]["amounts"].items() if cents == was]
    for name in names:
        line["value"]["amounts"][name] = was + more
    for node in _below(document, line):
        if node["value"] == was and type(node["value"]) is int:
            node["value"] = was + more
    for total in _totals_of(document, line["value"]):
        for name in names:
            total["amounts"][name] += more
    return None


def reason(document: Document, random: Random) -> None:
    """A reason left out of a line, given to it again or given another code."""
    told = [node["value"] for node in document["nodes"] if node["kind"] == "line" and node["value"]["reasons"]]
    if not told:
        return status(document, random)
    reasons = random.choice(told)["reasons"]
    chosen = random.choice(reasons)
    what = random.randrange(3)
    if what == 0:
        reasons.remove(chosen)
    elif what == 1:
        reasons.append(copied(chosen))
    else:
        chosen["code"] = chosen["rule"] = f"{chosen['code']}_b"
    return None


def leaf(document: Document, random: Random) -> None:
    """What the input is said to hold."""
    node = random.choice([node for node in document["nodes"] if node["kind"] == "field"])
    words = sorted({each["value"] for each in document["nodes"] if isinstance(each["value"], str)} | {"other"})
    value = node["value"]
    node["value"] = {"date": _other(value["date"], random, words)} if isinstance(value, dict) and "date" in value else (
        None if isinstance(value, dict) else _other(value, random, words))


def _below(document: Document, node: Document) -> list[Document]:
    found, pending = [], list(node["inputs"])
    seen: set[int] = set()
    while pending:
        at = pending.pop()
        if at not in seen:
            seen.add(at)
            found.append(document["nodes"][at])
            pending += document["nodes"][at]["inputs"]
    return found


def _totals_of(document: Document, line: Document) -> list[Document]:
    return [
        total for total in document["totals"]
        if total["by"] == "all" or line["keys"].get(total["by"]) == total["id"]
    ]


WAYS: tuple[Callable[[Document, Random], None], ...] = (
    scalar, citation, version, rule, node_left_out, node_twice, inputs_swapped, line_left_out, line_added, status, amount,
    reason, leaf,
)
