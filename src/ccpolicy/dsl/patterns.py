"""Patterns: statements with parameters, replaced as trees where the pattern is applied.

A parameter that stands where a name is declared or referred to takes a bare name; one that stands in a formula takes
any expression.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from attrs import define, evolve, fields, has

from ccpolicy.diagnostics import Finding, nearest
from ccpolicy.dsl.syntax import Constant, Node, Path, Statement, Text, TypeName, Word
from ccpolicy.limits import PATTERN_PARTS
from ccpolicy.source import Span

Report = Callable[[Finding], None]


def expand(statements: Iterable[Statement], report: Report) -> list[Statement]:
    """The statements with every `apply` replaced by the body of its pattern, and the patterns themselves gone."""
    statements = list(statements)
    room = _Room(PATTERN_PARTS.most)
    patterns = {s.name: s for s in statements if s.word == "pattern"}
    made: list[Statement] = []
    for statement in statements:
        if statement.word == "apply":
            made.extend(_applied(statement, patterns, report, room))
        elif statement.word == "amendment":
            body = [
                part
                for item in statement.body
                for part in (
                    _applied(item, patterns, report, room) if isinstance(item, Statement) and item.word == "apply" else [item]
                )
            ]
            made.append(evolve(statement, body=tuple(body)))
        elif statement.word != "pattern":
            made.append(statement)
    return made


@define
class _Room:
    """How many parts patterns may still make."""

    left: int

    def take(self, parts: int) -> None:
        self.left -= parts
        if self.left < 0:
            raise _Full


class _Full(Exception):
    """Patterns have made as much as they may."""


def _applied(
    use: Statement, patterns: Mapping[str, Statement], report: Report, room: _Room
) -> list[Statement]:
    pattern = patterns.get(use.name)
    if pattern is None:
        near = nearest(use.name, patterns)
        report(
            Finding(
                "unknown-pattern",
                f"there is no pattern `{use.name}`",
                use.name_span,
                help=f"did you mean `{near[0]}`?" if near else "declare it with `pattern`",
            )
        )
        return []
    params = [param.text for param in pattern.params]
    given = dict(use.bindings)
    for name in given:
        if name not in params:
            near = nearest(name, params)
            report(
                Finding(
                    "unknown-parameter",
                    f"`{pattern.name}` has no parameter `{name}`",
                    given[name].span,
                    help=f"did you mean `{near[0]}`?" if near else f"its parameters are {', '.join(params)}",
                )
            )
            return []
    lacking = [name for name in params if name not in given]
    if lacking:
        report(
            Finding(
                "parameter-missing",
                f"`{pattern.name}` also needs {', '.join(f'`{n}`' for n in lacking)}",
                use.span,
                help="write name: value for each parameter",
            )
        )
        return []
    if room.left < 0:
        return []
    parts = {name: _parts(value) for name, value in given.items()}
    try:
        return [_replaced(item, given, room, parts) for item in pattern.body if isinstance(item, Statement)]
    except _Full:
        message = f"patterns make more than {PATTERN_PARTS} parts of formulas, by here"
        report(Finding(PATTERN_PARTS.finding, message, use.span, help="let what they share be a fact of its own"))
        return []


def _parts(tree: Any) -> int:
    """How many parts a formula has."""
    inner = tree if isinstance(tree, tuple) else [getattr(tree, f.name) for f in fields(type(tree))] if has(type(tree)) else ()
    return isinstance(tree, Node) + sum(_parts(part) for part in inner if not isinstance(part, Span))


def _replaced(tree: Any, given: Mapping[str, Node], room: _Room, parts: Mapping[str, int]) -> Any:
    """The same tree with parameters replaced; what stays keeps its place in the pattern."""
    if isinstance(tree, Node):
        room.take(parts.get(tree.names[0], 1) if isinstance(tree, Path) else 1)
    if isinstance(tree, Path):
        value = given.get(tree.names[0])
        if value is None:
            return tree
        if len(tree.names) == 1:
            return value
        return evolve(tree, names=(*_bare(value), *tree.names[1:]))
    if isinstance(tree, Word):
        value = given.get(tree.text)
        return evolve(tree, text=".".join(_bare(value)), span=value.span) if value is not None else tree
    if isinstance(tree, TypeName):
        value = given.get(tree.name)
        return evolve(tree, name=".".join(_bare(value))) if value is not None else tree
    if isinstance(tree, Text):
        given_text = _given_text(tree, given)
        if given_text is not None:
            return Text((str(given_text.value),), span=given_text.span)
        return evolve(tree, parts=tuple(_in_text(part, given, room, parts) for part in tree.parts))
    if isinstance(tree, tuple):
        return tuple(_replaced(part, given, room, parts) for part in tree)
    if isinstance(tree, Statement):
        named = given.get(tree.name)
        changed = {
            f.name: _replaced(getattr(tree, f.name), given, room, parts)
            for f in fields(Statement)
            if f.name not in ("span", "name_span")
        }
        changed["name"] = ".".join(_bare(named)) if named is not None else tree.name
        label = given.get(tree.label[1:-1]) if tree.label.startswith("{") else None
        changed["label"] = str(label.value) if isinstance(label, Constant) else tree.label
        return evolve(tree, **changed)
    if has(type(tree)) and not isinstance(tree, Span):
        return evolve(
            tree,
            **{f.name: _replaced(getattr(tree, f.name), given, room, parts) for f in fields(type(tree)) if f.name != "span"},
        )
    return tree


def _given_text(tree: Text, given: Mapping[str, Node]) -> Constant | None:
    """The text given for a text that is nothing but a parameter: it then stands where it was given."""
    part = tree.parts[0] if len(tree.parts) == 1 else None
    value = given.get(part.names[0]) if isinstance(part, Path) and len(part.names) == 1 else None
    return value if isinstance(value, Constant) and value.kind == "text" else None


def _in_text(part: Any, given: Mapping[str, Node], room: _Room, parts: Mapping[str, int]) -> Any:
    """A text given for a parameter becomes part of the text; anything else stays a placeholder."""
    if isinstance(part, Path) and len(part.names) == 1:
        value = given.get(part.names[0])
        if isinstance(value, Constant) and value.kind == "text":
            return str(value.value)
    return _replaced(part, given, room, parts)


def _bare(value: Node) -> tuple[str, ...]:
    if isinstance(value, Path):
        return value.names
    return (str(value.value),) if isinstance(value, Constant) else ("",)
