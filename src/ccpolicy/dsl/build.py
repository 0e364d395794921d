"""Lark's trees into the classes of `syntax`.

The grammar keeps its words as tokens, so that optional parts are found by the word before them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction
from typing import Any, Literal

from lark import Token, Tree

from ccpolicy.dsl.syntax import (
    Arg,
    Call,
    Cell,
    Clause,
    Constant,
    Node,
    Op,
    Path,
    Rounded,
    Row,
    SortBy,
    Statement,
    Text,
    TypeName,
    Word,
)
from ccpolicy.limits import DECIMALS, DIGITS
from ccpolicy.source import Span
from ccpolicy.values.clock import read_time
from ccpolicy.values.dates import read_date
from ccpolicy.values.numbers import decimal, exact

BINARY = {"add", "subtract", "multiply", "divide", "otherwise"}
COMPARE = {"<": "lt", "<=": "le", ">": "gt", ">=": "ge"}
_NOISE = frozenset("OF BY WHERE OVER IN TO IN_FROM AND OR NOT IS PER ROUNDED OTHERWISE".split())

Template = Callable[[str, Token], Text]


class Mistake(Exception):
    """Something a tree cannot be made of, such as 2025-02-30."""

    def __init__(self, name: str, message: str, span: Span, help: str = "") -> None:
        super().__init__(message)
        self.name, self.message, self.span, self.help = name, message, span, help


class Builder:
    """Builds one statement; `offset` lines stand above it in its file, `template` reads the braces of a text."""

    def __init__(self, file: str, offset: int, template: Template) -> None:
        self.file, self.offset, self.template = file, offset, template

    # ---------------------------------------------------------------- places

    def span(self, *parts: Any) -> Span:
        first, last = _edge(parts, 1), _edge(parts, -1)
        if first is None or last is None:
            return Span(self.file, self.offset + 1, 1, self.offset + 1, 1)
        return Span(
            self.file,
            (first.line or 1) + self.offset,
            first.column or 1,
            (last.end_line or last.line or 1) + self.offset,
            last.end_column or (last.column or 1),
        )

    # ---------------------------------------------------------------- statements

    def statement(self, tree: Tree[Token]) -> Statement:
        head, *rest = tree.children
        assert isinstance(head, Tree)
        body = self.body(rest)
        made: dict[str, Any] = {"name": "", "name_span": self.span(head)}
        before = ""
        for child in head.children[1:]:
            if isinstance(child, Token):
                if child.type == "NAME" and before == "OF":
                    made["of"] = self.word(child)
                elif child.type in ("NAME", "CODE") and not made["name"] and head.data != "example":
                    made["name"], made["name_span"] = str(child), self.span(child)
                elif child.type == "NAME":
                    made["on_word"] = child
                elif child.type == "DATE":
                    if made.pop("on_word", "on") != "on":
                        raise Mistake(
                            "unexpected-word",
                            "before the date of an example stands `on`",
                            self.span(child),
                            "write `on` and the date",
                        )
                    made["on"] = self.expr(child)
                before = child.type
            elif child.data == "label":
                made["label"] = self.text(child.children).plain
            elif child.data.startswith("type_"):
                made["type"] = self.type(child)
            elif child.data == "definition":
                made["value"] = self.expr(child.children[0])
            elif child.data == "names":
                made["params"] = tuple(self.word(name) for name in _names(child))
            elif child.data == "binding":
                name, value = child.children
                made.setdefault("bindings", []).append((str(name), self.expr(value)))
            else:
                made["by" if before == "BY" else "where"] = self.expr(child)
                before = ""
        if head.data == "asks":
            made["of"], made["name"] = Word(made["name"], span=made["name_span"]), ""
        if head.data == "extend":
            made["of"] = Word(made["name"], span=made["name_span"])
        made["bindings"] = tuple(made.get("bindings", ()))
        return Statement(word=str(head.data), body=body, span=self.span(head), **made)

    def body(self, trees: Iterable[Any]) -> tuple[Any, ...]:
        items: list[Any] = []
        for tree in trees:
            if not isinstance(tree, Tree):
                continue
            if tree.data == "body":
                items.extend(item for child in tree.children for item in self.body([child]))
            elif tree.data == "clause_item":
                items.append(self.clause(tree))
            elif tree.data == "row_item":
                row = next(child for child in tree.children if isinstance(child, Tree))
                items.append(
                    Row(tuple(self.cell(cell) for cell in row.children if isinstance(cell, Tree)), span=self.span(row))
                )
            elif tree.data == "statement":
                items.append(self.statement(tree))
        return tuple(items)

    def clause(self, tree: Tree[Token]) -> Clause:
        inner, *rest = tree.children
        assert isinstance(inner, Tree)
        values: list[Any] = []
        word = str(inner.data)[2:]
        for at, child in enumerate(inner.children):
            if isinstance(child, Token):
                if at == 0 and (child.type.startswith("C_") or child.type in ("TABLE", "CALENDAR")):
                    word = child.value if child.type != "C_EVEN_WHEN_DENIED" else word
                    continue
                if child.type in _NOISE:
                    values.append(child.type) if child.type in ("OVER", "WHERE", "OF", "THROUGH") else None
                    continue
                values.append(self.operand(child))
            else:
                values.append(self.operand(child))
        return Clause(word, tuple(values), self.body(rest), span=self.span(inner))

    def operand(self, item: Any) -> Any:
        if isinstance(item, Token):
            if item.type == "NAME":
                return self.word(item)
            if item.type == "STRING":
                return self.text([item])
            if item.type in ("THROUGH", "TENTATIVE"):
                return item.type
            return self.expr(item)
        match str(item.data):
            case "strings" | "label":
                return self.text(item.children)
            case "names" | "codes":
                return tuple(self.word(name) for name in _names(item))
            case "paths":
                return tuple(self.expr(path) for path in item.children)
            case "sort_key":
                return self.sort(item)
            case "key_path":
                return self.expr(item.children[0])
            case "key_year_from":
                return tuple(self.word(name) for name in item.children)
            case "take":
                return self.take(item)
            case data if data.startswith("type_"):
                return self.type(item)
            case _:
                return self.expr(item)

    def take(self, tree: Tree[Token]) -> tuple[Word, TypeName | None, str, str, str]:
        """key, type, from column, how it ends (below, through or empty), end column."""
        name, *rest = tree.children
        kind = self.type(rest.pop(0)) if rest and isinstance(rest[0], Tree) else None
        words = [str(token) for token in rest if isinstance(token, Token) and token.type != "IN_FROM"]
        low, how, high = [*words, "", "", ""][:3]
        return (self.word(name), kind, low, how, high)

    # ---------------------------------------------------------------- cells

    def cell(self, tree: Tree[Token]) -> Cell:
        span = self.span(tree)
        text = _as_it_stands(_tokens(tree))
        match str(tree.data):
            case "empty":
                return Cell("empty", span=span)
            case "value":
                return Cell("value", self.expr(tree.children[0]), text=text, span=span)
            case "marked":
                word, kind = tree.children
                assert isinstance(kind, Tree)
                return Cell("marked", self.type(kind), word=str(word), text=text, span=span)
            case "marked_path":
                word, *names = list(_tokens(tree))
                return Cell(
                    "marked", Path(tuple(str(n) for n in names), span=span), word=str(word), text=text, span=span
                )
            case "rate_word":
                return Cell("rate", self.type(Tree("type_rate", tree.children)), text=text, span=span)
            case "dates":
                low, high = (child for child in tree.children if isinstance(child, Token) and child.type == "DATE")
                return Cell("dates", (self.expr(low).value, self.expr(high).value), text=text, span=span)
            case _:
                return Cell("word", word=str(tree.children[0]), text=text, span=span)

    # ---------------------------------------------------------------- words, types and texts

    def word(self, token: Any) -> Word:
        return Word(str(token), span=self.span(token))

    def type(self, tree: Any) -> TypeName:
        names = [str(token) for token in _tokens(tree) if token.type == "NAME"]
        span = self.span(tree)
        if tree.data == "type_one_of":
            return TypeName(names[0], codes=tuple(names[1:]), span=span)
        if tree.data == "type_rate":
            return TypeName(names[0], per=names[1], span=span)
        return TypeName(names[0], span=span)

    def text(self, strings: Iterable[Any]) -> Text:
        """Texts told in several quotes are one text, a space between them."""
        parts: list[str | Node] = []
        tokens = [token for part in strings for token in _tokens(part)]
        for at, token in enumerate(tokens):
            inner = self.template(token.value[1:-1], token).parts
            for part in (" ", *inner) if at else inner:
                if isinstance(part, str) and parts and isinstance(parts[-1], str):
                    parts[-1] += part
                else:
                    parts.append(part)
        return Text(tuple(parts), span=self.span(*tokens))

    # ---------------------------------------------------------------- expressions

    def expr(self, item: Any) -> Any:
        if isinstance(item, Token):
            return self.constant(item.type, [item])
        data, children = str(item.data), item.children
        span = self.span(item)
        match data:
            case "group":
                return self.expr(children[0])
            case "path":
                return Path(tuple(str(name) for name in children), span=span)
            case "all_of" | "any_of":
                args = tuple(self.expr(child) for child in children if not _noise(child))
                return Op("and" if data == "all_of" else "or", args, span=span)
            case "negate":
                return Op("not", (self.expr(children[-1]),), span=span)
            case "minus":
                return Op("negate", (self.expr(children[-1]),), span=span)
            case "compare":
                return Op(COMPARE[str(children[1])], (self.expr(children[0]), self.expr(children[2])), span=span)
            case "same" | "other":
                name = "eq" if data == "same" else "ne"
                return Op(name, (self.expr(children[0]), self.expr(children[-1])), span=span)
            case "among" | "not_among":
                among = tuple(self.expr(child) for child in children[-1].children)
                return Op("in" if data == "among" else "not_in", (self.expr(children[0]), *among), span=span)
            case "rounded":
                value, how, step = (child for child in children if not _noise(child))
                return Rounded(self.expr(value), str(how), self.expr(step), span=span)
            case "call":
                return Call(str(children[0]), tuple(self.arg(child) for child in children[1:]), span=span)
            case _ if data in BINARY:
                left, right = (child for child in children if not _noise(child))
                return Op(data, (self.expr(left), self.expr(right)), span=span)
            case _:
                return self.constant(data.upper(), list(children))

    def arg(self, tree: Tree[Token]) -> Arg:
        made: dict[str, Any] = {}
        for child in tree.children:
            if _noise(child):
                continue
            if isinstance(child, Tree) and str(child.data) in ("window_per", "window_by"):
                for part in child.children:
                    if _noise(part):
                        continue
                    assert isinstance(part, Tree)
                    if part.data == "sort_key":
                        made["by"] = self.sort(part)
                    elif part.data == "list":
                        made["per"] = tuple(self.expr(key) for key in part.children)
                    else:
                        made["per"] = (self.expr(part),)
            else:
                made["where" if "value" in made else "value"] = self.expr(child)
        return Arg(**made, span=self.span(tree))

    def sort(self, tree: Tree[Token]) -> SortBy:
        falling = any(isinstance(child, Token) and child.type == "FALLING" for child in tree.children)
        return SortBy(self.expr(tree.children[0]), falling, span=self.span(tree))

    def constant(self, kind: str, tokens: list[Any]) -> Constant:
        span, text = self.span(*tokens), " ".join(str(token) for token in tokens)
        first = str(tokens[0])
        match kind:
            case "NUMBER":
                return Constant("number", self.number(first, span), first, span=span)
            case "QUANTITY":
                unit = " ".join(str(token) for token in tokens[1:])
                return Constant("quantity", self.number(first, span), text, unit=unit, span=span)
            case "MONEY":
                cents = exact(self.number(first[1:], span) * 100)
                return Constant("money", cents, first, span=span)
            case "PERCENT":
                return Constant("percent", exact(Fraction(self.number(first[:-1], span)) / 100), first, span=span)
            case "DATE":
                day = read_date(first)
                if day is None:
                    raise Mistake(
                        "no-such-date",
                        f"there is no date {first}",
                        span,
                        "the year, the month and a day that month has",
                    )
                return (
                    Constant("moment", (day, self.clock(tokens[1])), text, span=span)
                    if len(tokens) > 1
                    else (Constant("date", day, first, span=span))
                )
            case "TIME":
                return Constant("time", self.clock(tokens[0]), first, span=span)
            case "STRING" | "TEXT":
                return Constant("text", first[1:-1], first, span=span)
            case "CODE":
                return Constant("code", first, first, span=span)
            case _:
                raise AssertionError(f"no expression is called {kind}")

    def number(self, text: str, span: Span) -> Any:
        value = decimal(text)
        if value is None:
            raise Mistake(
                "number-too-long",
                f"`{text[:30]}{'…' * (len(text) > 30)}` has more digits than a policy needs",
                span,
                f"at most {DIGITS}, and {DECIMALS} after the point",
            )
        return value

    def clock(self, token: Any) -> Any:
        found = read_time(str(token))
        if found is None:
            raise Mistake(
                "no-such-time", f"there is no time {token}", self.span(token), "write hours 0 to 23, as in 19:00"
            )
        return found


def _as_it_stands(tokens: list[Token]) -> str:
    """The text of tokens with a space where there is one."""
    text, end = "", None
    for token in tokens:
        text += f" {token}" if end is not None and token.start_pos != end else str(token)
        end = token.end_pos
    return text


def _noise(child: Any) -> bool:
    return isinstance(child, Token) and child.type in _NOISE


def _names(tree: Any) -> list[Token]:
    return [token for token in _tokens(tree) if token.type in ("NAME", "CODE", "NUMBER")]


def _edge(parts: Sequence[Any], step: Literal[1, -1]) -> Token | None:
    """The first token of some parts of a tree, or with a step of -1 the last one."""
    for part in parts[::step]:
        found = part if isinstance(part, Token) else _edge(part.children, step) if isinstance(part, Tree) else None
        if found is not None:
            return found
    return None


def _tokens(part: Any) -> list[Token]:
    if isinstance(part, Token):
        return [part]
    if isinstance(part, Tree):
        return [token for child in part.children for token in _tokens(child)]
    return []
