"""One line explained at three depths: the sentence; the facts behind it; the whole derivation.

1. What happened and why, in the policy's own sentences, with citations.
2. As well the values it rests on, each with its rule, version and citation.
3. As well the full derivation as an indented tree; what is used twice is written out once.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from ccpolicy.diagnostics import nearest
from ccpolicy.engine.derivation import Derivation
from ccpolicy.engine.determination import Determination, Line, Reason
from ccpolicy.errors import UsageError
from ccpolicy.explain.table import cited, units_text
from ccpolicy.explain.words import value_text, words
from ccpolicy.model.policy import Policy, Version
from ccpolicy.values.wording import money

DEPTHS = (1, 2, 3)

_BEHIND = 3
"""How far from the result the facts of depth 2 may stand."""


def explain(determination: Determination, policy: Policy, line_id: str, depth: int = 1, lang: str = "en") -> str:
    """The explanation of one line, as text. Raises UsageError for a line, depth or language that does not exist."""
    say = words(lang)
    if depth not in DEPTHS:
        raise UsageError("an explanation has depth 1, 2 or 3")
    line = find_line(determination, line_id)
    told = [*_sentences(line, policy, say)]
    if depth >= 2:
        told += _facts(line, policy, say, lang)
    if depth >= 3:
        told += ["", f"{say['whole']}:", *_tree(roots(line), policy, say, lang)]
    return "\n".join(told) + "\n"


def find_line(determination: Determination, line_id: str) -> Line:
    """The line with this id. Raises UsageError naming the nearest ids."""
    try:
        return determination.line(line_id)
    except KeyError:
        near = nearest(line_id, (line.id for line in determination.lines))
        help = f"; did you mean {' or '.join(near)}?" if near else ""
        raise UsageError(f"there is no line `{line_id}`{help}") from None


def roots(line: Line) -> list[Derivation]:
    """What the result of a line rests on directly, each once."""
    found = [*line.why, *(node for reason in line.reasons for node in reason.why)]
    return list({id(node): node for node in found}.values())


def _sentences(line: Line, policy: Policy, say: Mapping[str, str]) -> Iterator[str]:
    yield f"{line.id}: {say[line.status]}"
    units = units_text(line.units, policy)
    if units:
        yield f"  {say['pays'].format(amount=money(line.pays), units=units)}"
    for said in line.said:
        yield f"  {said}"
    labels = {entry.fact: entry.label for sheet in policy.worksheets.values() for entry in sheet.lines}
    width = max((len(labels.get(name) or name) for name in line.amounts), default=0)
    for name, amount in line.amounts.items():
        yield f"    {(labels.get(name) or name).ljust(width)}  {money(amount):>10}"
    for reason in line.reasons:
        yield from _reason(reason, policy, say)


def _reason(reason: Reason, policy: Policy, say: Mapping[str, str]) -> Iterator[str]:
    counted = units_text({reason.unit: reason.amount}, policy) if reason.unit else ""
    yield f"  {say[reason.status].capitalize()}: {reason.code.replace('_', ' ')}" + (f", {counted}" if counted else "")
    if reason.text:
        yield f"    {reason.text}"
    for need in () if reason.text else reason.needs:
        yield f"    {say['needs'].format(what=need)}"
    if reason.to:
        yield f"    {say['to'].format(to=reason.to.replace('_', ' '))}"
    if reason.asking:
        yield f"    {say['asking'].format(what=', '.join(reason.asking))}"
    for cite in cited(reason.cites, policy):
        yield f"    [{cite}]"


def _facts(line: Line, policy: Policy, say: Mapping[str, str], lang: str) -> Iterator[str]:
    near = list(_near(roots(line)))
    facts = [node for node in near if node.kind not in ("field", "row")]
    inputs = [node for node in near if node.kind == "field"]
    if facts:
        yield ""
        yield f"{say['behind']}:"
    for node in facts:
        yield f"  {_named(node)} = {value_text(node.value, node.type, policy, lang)}"
        told = [node.say, node.how, _version(node.version, policy, say), *(f"[{c}]" for c in cited(node.cites, policy))]
        yield from (f"      {text}" for text in told if text)
    if inputs:
        yield ""
        yield f"{say['given']}:"
    for node in inputs:
        yield f"  {_named(node)} = {value_text(node.value, node.type, policy, lang)}"


def _near(found: Sequence[Derivation]) -> Iterator[Derivation]:
    """The nodes within reach of the result, nearest first, each once."""
    seen: set[int] = set()
    told: set[tuple[str, str, str]] = set()
    level = list(found)
    for _ in range(_BEHIND):
        following: list[Derivation] = []
        for node in level:
            if id(node) in seen:
                continue
            seen.add(id(node))
            if (node.kind, node.name, node.subject) not in told:
                told.add((node.kind, node.name, node.subject))
                yield node
            following.extend(node.inputs)
        level = following


def _tree(found: Sequence[Derivation], policy: Policy, say: Mapping[str, str], lang: str) -> Iterator[str]:
    """Every node, indented under what uses it. Iterative; a shared node is written out where it comes first."""
    seen: set[int] = set()
    pending = [(node, 1) for node in reversed(found)]
    while pending:
        node, depth = pending.pop()
        indent = "  " * depth
        text = f"{indent}{_named(node)} = {value_text(node.value, node.type, policy, lang)}"
        if id(node) in seen:
            yield f"{text} ({say['above']})" if node.inputs else text
            continue
        seen.add(id(node))
        yield text + (f"  ({node.how})" if node.how else "")
        yield from (f"{indent}    [{cite}]" for cite in cited(node.cites, policy))
        pending.extend((inner, depth + 1) for inner in reversed(node.inputs))


def _named(node: Derivation) -> str:
    name = node.label or node.name.replace("_", " ")
    return f"{name}, {node.subject}" if node.subject else name


def _version(version: Version, policy: Policy, say: Mapping[str, str]) -> str:
    parts = []
    if version.period.start or version.period.end:
        parts.append(say["in_force"].format(period=version.period))
    if version.amendment:
        parts.append(say["amendment"].format(label=version.amendment))
    if version.tentative:
        parts.append(say["tentative"])
    return ", ".join(parts)
