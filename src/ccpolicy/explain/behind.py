"""What a result rests on: the facts that decided it, or all of its derivation."""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from attrs import field, frozen

from ccpolicy.engine.derivation import Derivation
from ccpolicy.engine.determination import Line
from ccpolicy.explain.claims import cited
from ccpolicy.explain.words import period_text, value_text, words
from ccpolicy.model.policy import Citation, Policy, Version
from ccpolicy.model.texts import ENGLISH, spoken, told

WIDTH = 100
MOST_ALIKE = 3
"""How many rows of one rule are told under one fact before the rest is counted."""

WAIVED = "waived: "
"""How an outcome that a waiver switched off says so, before the waiver's name."""

_LEVELS = 2
"""How many steps behind a result the facts of depth 2 go."""


@frozen
class Sources:
    """The places cited in one explanation, numbered as they come."""

    policy: Policy
    _numbers: dict[str, int] = field(factory=dict, init=False)

    def mark(self, cites: Iterable[Citation]) -> str:
        """The numbers of these places: ` [1][3]`."""
        places = cited(cites, self.policy)
        numbers = [self._numbers.setdefault(place, len(self._numbers) + 1) for place in places]
        return f" {''.join(f'[{number}]' for number in sorted(numbers))}" if numbers else ""

    def listed(self) -> list[str]:
        """The places with their numbers, after an empty line."""
        width = len(str(len(self._numbers)))
        told = [f"{f'[{number}]':>{width + 2}} {place}" for place, number in self._numbers.items()]
        return ["", *told] if told else []


@frozen
class Teller:
    """Tells single values of one line's derivation."""

    policy: Policy
    lang: str
    line: Line
    sources: Sources

    def name(self, node: Derivation) -> str:
        """What a value is called, with its row where that is another than the line's own."""
        name = node.label or spoken(node.name)
        own = f"{self.line.grain} {self.line.id}"
        if node.subject in ("", own):
            return name
        kind, _, key = node.subject.partition(" ")
        row = told(self.policy, spoken(kind), self.lang) if self.lang != ENGLISH else kind
        return f"{name}, {row} {key}"

    def value(self, node: Derivation) -> str:
        return value_text(node.value, node.type, self.policy, self.lang)

    def told(self, node: Derivation) -> str:
        """The value with how it came about and where that is written."""
        value = self.value(node)
        how = [part for part in (self.how(node), self.version(node.version)) if part and part != str(node.value)]
        text = f"{self.name(node)} = {value}" + (f" ({'; '.join(how)})" if how else "")
        return text + self.sources.mark(node.cites)

    def how(self, node: Derivation) -> str:
        """The wording that won; nothing where the version says as much."""
        if node.how in (str(node.version.period), node.version.amendment):
            return ""
        waived, colon, name = node.how.partition(WAIVED)
        return words(self.lang)["waived"].format(name=spoken(name)) if colon and not waived else node.how

    def version(self, version: Version) -> str:
        """Since when a wording holds, and by which amendment."""
        say = words(self.lang)
        parts = []
        if version.period.start or version.period.end:
            parts.append(say["in_force"].format(period=period_text(version.period, self.lang)))
        if version.amendment:
            parts.append(say["amendment"].format(label=told(self.policy, version.amendment, self.lang)))
        if version.tentative:
            parts.append(say["end_open"])
        return ", ".join(parts)


def roots(line: Line) -> list[Derivation]:
    """What the result of a line rests on directly, each once; first what kept it from being paid."""
    found = [*(node for reason in line.reasons for node in reason.why), *line.why]
    return list({id(node): node for node in found}.values())


def facts(line: Line, tell: Teller) -> Iterator[str]:
    """The values that decided a line, two steps back; then the rules that could have stopped it and did not."""
    say = words(tell.lang)
    decisive = [node for node in roots(line) if not _in_vain(node)]
    in_vain = [node for node in roots(line) if _in_vain(node)]
    if decisive:
        yield ""
        yield f"{say['behind']}:"
        yield from _behind(decisive, tell)
    if in_vain:
        yield ""
        yield f"{say['in_vain']}:"
        names = "; ".join(dict.fromkeys(tell.name(node) for node in in_vain))
        yield from textwrap.wrap(names, WIDTH, initial_indent="  ", subsequent_indent="  ", break_long_words=False)


def _in_vain(node: Derivation) -> bool:
    """A rule that could have stopped the line and does not apply."""
    return node.kind == "outcome" and node.value is False


def _behind(decisive: Sequence[Derivation], tell: Teller) -> Iterator[str]:
    told: set[int] = set()
    pending = [(node, 0) for node in reversed(decisive)]
    while pending:
        node, depth = pending.pop()
        if id(node) in told:
            continue
        told.add(id(node))
        indent = "  " * (depth + 1)
        yield f"{indent}{tell.told(node)}"
        if node.say and node.say not in tell.line.said:
            yield f"{indent}    {node.say}"
        if depth < _LEVELS:
            alike: Counter[tuple[str, str]] = Counter()
            shown = []
            for inner in node.inputs:
                alike[inner.kind, inner.name] += 1
                if alike[inner.kind, inner.name] <= MOST_ALIKE and inner.kind != "row":
                    shown.append(inner)
            rest = sum(count - MOST_ALIKE for (kind, _), count in alike.items() if kind != "row" and count > MOST_ALIKE)
            if rest:
                yield f"{indent}    {words(tell.lang)['more_rows'].format(count=rest)}"
            pending.extend((inner, depth + 1) for inner in reversed(shown))


def whole(line: Line, tell: Teller) -> Iterator[str]:
    """Every value, indented under what uses it. Iterative; a shared one is written out where it comes first."""
    say = words(tell.lang)
    yield ""
    yield f"{say['whole']}:"
    seen: set[int] = set()
    pending = [(node, 1) for node in reversed(roots(line))]
    while pending:
        node, depth = pending.pop()
        indent = "  " * depth
        if id(node) in seen:
            again = f" ({say['above']})" if node.inputs else ""
            yield f"{indent}{tell.name(node)} = {tell.value(node)}{again}"
            continue
        seen.add(id(node))
        yield f"{indent}{tell.told(node)}"
        pending.extend((inner, depth + 1) for inner in reversed(node.inputs))
