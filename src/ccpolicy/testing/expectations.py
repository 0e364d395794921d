"""What a case expects of a determination, compared part by part."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from ccpolicy.engine.determination import Determination, Line, Posting, Reason
from ccpolicy.explain.numbers import money_text, number_text, quantity_text
from ccpolicy.explain.report import lay_out
from ccpolicy.model.policy import Policy
from ccpolicy.model.types import NUMBER
from ccpolicy.testing.values import agree, as_text
from ccpolicy.values.numbers import Number


def differences(policy: Policy, found: Determination, expected: Mapping[str, Any]) -> list[str]:
    """Every difference from what is expected, in words."""
    told: list[str] = []
    for name, value in expected.items():
        compare = PARTS.get(name)
        told += compare(policy, found, value) if compare else [f"nothing called `{name}` can be expected"]
    return told


def _lines(_: Policy, found: Determination, expected: Mapping[str, Any]) -> Iterator[str]:
    known = {line.id: line for line in found.lines}
    for id, parts in expected.items():
        line = known.get(id)
        if parts is None:
            if line is not None:
                yield f"line {id}: is {line.status}, expected none"
        elif line is None:
            yield f"line {id}: there is none; there are {', '.join(sorted(known)[:40]) or 'none at all'}"
        else:
            yield from (f"line {id}: {difference}" for difference in _line(line, parts))


def _line(line: Line, parts: Mapping[str, Any]) -> Iterator[str]:
    for name, value in parts.items():
        if name == "status":
            if line.status != value:
                yield f"is {line.status}{_because(line)}, expected {value}"
        elif name in ("units", "claimed"):
            yield from _numbers(name, getattr(line, name), value, number_text)
        elif name == "amounts":
            yield from _numbers(name, line.amounts, value, money_text, absent="none")
        elif name == "pays":
            pays = None if line.pays is None else money_text(line.pays)
            if not agree(pays, value):
                yield f"pays {pays or 'units only'}, expected {value or 'units only'}"
        elif name == "reasons":
            codes = list(dict.fromkeys(reason.code for reason in line.reasons))
            if sorted(codes) != sorted(value or ()):
                yield f"reasons are {', '.join(codes) or 'none'}{_because(line)}, expected {', '.join(value or ()) or 'none'}"
        elif name in ("text", "says"):
            texts = [*(reason.text for reason in line.reasons), *line.said]
            if not any(str(value) in text for text in texts):
                yield f"says {' | '.join(texts) or 'nothing'}, expected `{value}` in it"
        elif name in ("needs", "to", "cite"):
            have = {text for reason in line.reasons for text in _of_reason(reason, name)}
            if not any(str(value) in text for text in have):
                yield f"{name} is {', '.join(sorted(have)) or 'nothing'}, expected `{value}` in it"
        elif name in line.keys:
            if not agree(line.keys[name], value):
                yield f"{name} is {line.keys[name]}, expected {value}"
        else:
            yield f"a line has no `{name}`"


def _of_reason(reason: Reason, name: str) -> Iterable[str]:
    if name == "needs":
        return reason.needs
    return [reason.to] if name == "to" else [f"{cite.source} {cite.place}" for cite in reason.cites]


def _because(line: Line) -> str:
    told = "; ".join(f"{reason.code}: {reason.text}" for reason in line.reasons)
    return f" ({told})" if told else ""


def _numbers(
    what: str, actual: Mapping[str, Number], expected: Mapping[str, Any] | None, text: Any, absent: str = "0"
) -> Iterator[str]:
    if not expected and actual:
        yield f"{what} are {', '.join(f'{name} {text(value)}' for name, value in actual.items())}, expected none"
    for name, value in (expected or {}).items():
        shown = text(actual[name]) if name in actual else absent
        if not agree(shown, value) and not (name not in actual and agree("0", value)):
            yield f"{what} {name} is {shown}, expected {value}"


def _totals(_: Policy, found: Determination, expected: Mapping[str, Any]) -> Iterator[str]:
    known = {f"{total.by} {total.id}".strip(): total for total in found.totals}
    for name, parts in expected.items():
        total = known.get(name)
        if total is None:
            yield f"total {name}: there is none; there are {', '.join(known)}"
            continue
        for part, value in parts.items():
            text = money_text if part == "amounts" else number_text
            if part not in ("units", "amounts", "statuses"):
                yield f"a total has no `{part}`"
            else:
                yield from (f"total {name}: {told}" for told in _numbers(part, getattr(total, part), value, text))


def _flags(_: Policy, found: Determination, expected: Iterable[str]) -> Iterator[str]:
    raised = [f"{flag.code} {flag.row}" for flag in found.flags if flag.kind == "flag"]
    told = ", ".join(raised) or "none"
    yield from (f"flags are {told}, expected {flag}" for flag in expected if flag not in raised)


def _no_flags(_: Policy, found: Determination, expected: Iterable[str]) -> Iterator[str]:
    raised = {f"{flag.code} {flag.row}": flag for flag in found.flags}
    yield from (
        f"{flag} is {'raised' if raised[flag].kind == 'flag' else 'unchecked'}: {raised[flag].text}"
        for flag in expected if flag in raised
    )


def _unchecked(_: Policy, found: Determination, expected: Iterable[str]) -> Iterator[str]:
    raised = [f"{flag.code} {flag.row}" for flag in found.flags if flag.kind == "unchecked"]
    told = ", ".join(raised) or "none"
    yield from (f"unchecked are {told}, expected {flag}" for flag in expected if flag not in raised)


def _deadlines(_: Policy, found: Determination, expected: Mapping[str, Any]) -> Iterator[str]:
    known = {f"{each.name} {each.row}": each for each in found.deadlines}
    for name, parts in expected.items():
        deadline = known.get(name)
        if parts is None:
            if deadline is not None:
                yield f"deadline {name}: is due {deadline.due}, expected none"
        elif deadline is None:
            yield f"deadline {name}: there is none; there are {', '.join(known) or 'none at all'}"
        else:
            for part, value in parts.items():
                actual = getattr(deadline, part, None)
                if not agree(actual, value):
                    yield f"deadline {name}: {part} is {actual}, expected {value}"


def _routes(_: Policy, found: Determination, expected: Iterable[Any]) -> Iterator[str]:
    told = ", ".join(f"{route.code} to {route.to} ({', '.join(route.lines)})" for route in found.routes) or "none"
    for wanted in expected:
        parts = {"code": wanted} if isinstance(wanted, str) else wanted
        if not any(_route_is(route, parts) for route in found.routes):
            yield f"routes are {told}, expected {wanted}"


def _route_is(route: Any, parts: Mapping[str, Any]) -> bool:
    for name, value in parts.items():
        actual = getattr(route, name)
        if name == "text":
            fits = str(value) in actual
        else:
            fits = list(actual) == [str(each) for each in value] if isinstance(value, list) else agree(actual, value)
        if not fits:
            return False
    return True


def _no_routes(_: Policy, found: Determination, expected: Iterable[str]) -> Iterator[str]:
    codes = {route.code for route in found.routes}
    yield from (f"{code} routes, expected not to" for code in expected if code in codes)


def _postings(policy: Policy, found: Determination, expected: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    known = [_posting(policy, posting) for posting in found.postings]
    for wanted in expected:
        if not any(_within(posting, wanted) for posting in known):
            yield f"postings are {known or 'none'}, expected {dict(wanted)}"


def _posting(policy: Policy, posting: Posting) -> dict[str, Any]:
    allowance = policy.allowances.get(posting.allowance)
    return {
        "allowance": posting.allowance, "per": dict(posting.per), "window": posting.window, "spender": posting.spender,
        "date": str(posting.date) if posting.date else None, "state": posting.state, "claim": posting.claim,
        "amount": quantity_text(posting.amount, allowance.spends_type if allowance else NUMBER),
    }


def _within(actual: Mapping[str, Any], expected: Mapping[str, Any]) -> bool:
    return all(
        _within(actual.get(name, {}), value) if isinstance(value, Mapping) else agree(actual.get(name), value)
        for name, value in expected.items()
    )


def _caveats(_: Policy, found: Determination, expected: Iterable[str]) -> Iterator[str]:
    known = [caveat.name for caveat in found.caveats]
    yield from (f"caveats are {', '.join(known) or 'none'}, expected {name}" for name in expected if name not in known)


def _no_caveats(_: Policy, found: Determination, expected: Iterable[str]) -> Iterator[str]:
    known = [caveat.name for caveat in found.caveats]
    yield from (f"{name} is among the caveats" for name in expected if name in known)


def _facts(policy: Policy, found: Determination, expected: Mapping[str, Any]) -> Iterator[str]:
    for name, value in expected.items():
        grain, _, rest = name.partition(" ")
        key, _, fact = rest.rpartition(" ")
        known = policy.facts.get((grain, fact))
        try:
            actual = as_text(found.facts[grain, key, fact], known.type) if known else None
        except KeyError:
            actual = None
        if actual is None:
            yield f"there is no fact {name}"
        elif not agree(actual, value):
            yield f"{name} is {actual}, expected {value}"


def _counted(what: str, count: int, expected: Any) -> Iterator[str]:
    if not agree(str(count), expected):
        yield f"{what}: {count}, expected {expected}"


def _reports(policy: Policy, found: Determination, expected: Mapping[str, Any]) -> Iterator[str]:
    """Lines of a report's CSV, which stand in it in this order; what is not written may stand between them."""
    for name, wanted in expected.items():
        if name not in policy.reports:
            yield f"report {name}: there is none; there are {', '.join(policy.reports) or 'none at all'}"
            continue
        lines = list(csv.reader(lay_out(found, policy, name).to_csv().splitlines()))
        rest = iter(lines)
        for row in wanted:
            cells = [str(cell) for cell in row]
            if not any(line == cells for line in rest):
                told = "\n  ".join(" | ".join(line) for line in lines)
                yield f"report {name}: expected, after the lines before, {' | '.join(cells)}; it is\n  {told}"
                break


PARTS: dict[str, Any] = {
    "lines": _lines,
    "lines_count": lambda _, found, expected: _counted("lines", len(found.lines), expected),
    "totals": _totals,
    "flags": _flags,
    "no_flags": _no_flags,
    "unchecked": _unchecked,
    "deadlines": _deadlines,
    "routes": _routes,
    "no_routes": _no_routes,
    "routes_count": lambda _, found, expected: _counted("routes", len(found.routes), expected),
    "postings": _postings,
    "postings_count": lambda _, found, expected: _counted("postings", len(found.postings), expected),
    "caveats": _caveats,
    "no_caveats": _no_caveats,
    "facts": _facts,
    "reports": _reports,
}
