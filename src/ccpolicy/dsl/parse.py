"""Text to syntax: the only importer of Lark, with `layout` and `build`.

Each statement is parsed on its own, so one mistake gives one finding and the statements after it are still read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files

from attrs import frozen
from lark import Lark, Token
from lark.exceptions import UnexpectedCharacters, UnexpectedInput, UnexpectedToken
from lark.lexer import LexerThread

from ccpolicy.diagnostics import Finding, nearest
from ccpolicy.dsl.build import Builder, Mistake
from ccpolicy.dsl.clauses import ALLOWED, INSIDE
from ccpolicy.dsl.layout import CLAUSES, RESERVED, STATEMENTS, Layout, LayoutError
from ccpolicy.dsl.mistakes import explain_character, explain_token
from ccpolicy.dsl.syntax import Node, Statement, Text
from ccpolicy.limits import FILE_BYTES, FILE_WORDS, MISTAKES
from ccpolicy.source import Source, Span
from ccpolicy.values.depth import room

_CUT = "cut it into several files"
_SLIPS = frozenset({"equals-sign", "mixed-and-or", "nothing-follows", "open-bracket"})
"""Slips in a formula that are told alike wherever it stands, also between the braces of a text."""

_WORD = re.compile(r'"[^"\n]*"|#[^\n]*|[A-Za-z0-9_$]+|\n|[^ \t]')


@frozen
class Parsed:
    """The statements of one file that could be read, and what was wrong with the others."""

    source: Source
    statements: tuple[Statement, ...]
    findings: tuple[Finding, ...]
    lost: frozenset[str] = frozenset()
    """The words of the statements that could not be read: what they declare is lacking, and is not missed."""


@cache
def grammar(*, strict: bool = False) -> Lark:
    """The parser, built once. `strict` (for tests) refuses any conflict or collision of terminals."""
    return Lark(
        files("ccpolicy.dsl").joinpath("grammar.lark").read_text(encoding="utf-8"),
        parser="lalr",
        lexer="basic",
        postlex=Layout(),
        start=["statement", "template_expr"],
        propagate_positions=False,
        maybe_placeholders=False,
        strict=strict,
    )


def tokens(text: str) -> Iterator[Token]:
    """The words of one statement, with the parser's own lexer; `Lark.lex` would build one anew for each text."""
    found: Iterator[Token] = LexerThread.from_text(grammar().parser.lexer, text).lex(None)  # type: ignore[no-untyped-call]
    return found


def parse(source: Source) -> Parsed:
    """The statements of a policy file."""
    statements: list[Statement] = []
    findings: list[Finding] = []
    lost: set[str] = set()
    refused = too_long(source)
    if refused is not None:
        return Parsed(source, (), (refused,))
    with room():
        for offset, text in chunks(source.text):
            if len(findings) >= MISTAKES.most:
                findings.append(too_many_mistakes(Span(source.name, offset + 1, 1, offset + 1, 1)))
                break
            found = _statement(source.name, offset, text)
            if isinstance(found, Statement):
                statements.append(found)
            else:
                findings.append(found)
                lost |= set(re.findall(r"[A-Za-z0-9_-]+", text))
    return Parsed(source, tuple(statements), tuple(findings), frozenset(lost))


def too_long(source: Source) -> Finding | None:
    """What is said of a file that is longer than a policy needs."""
    start = Span(source.name, 1, 1, 1, 1)
    try:
        size = len(source.text.encode())
    except UnicodeEncodeError:
        return Finding("not-text", "half of a surrogate pair is not a character", start, help="save it as UTF-8")
    if size > FILE_BYTES.most:
        return Finding(FILE_BYTES.finding, f"a policy file holds at most {FILE_BYTES}", start, help=_CUT)
    if words_of(source.text) > FILE_WORDS.most:
        message = f"a policy file holds at most {FILE_WORDS} words and signs"
        return Finding(FILE_WORDS.finding, message, start, help=f"{_CUT}; long tables go into CSV files")
    return None


def words_of(text: str) -> int:
    """How many words, signs and lines a text has: what reading it takes its time for. A quoted text is one."""
    return sum(1 for _ in _WORD.finditer(text))


def too_many_mistakes(span: Span) -> Finding:
    """What is said where no further mistakes are told."""
    help = "mend those above; then the others are told"
    return Finding(MISTAKES.finding, f"there are more than {MISTAKES} mistakes; no more are told", span, help=help)


def chunks(text: str, *, comments: bool = False) -> Iterator[tuple[int, str]]:
    """Each statement's text with the number of lines above it: a statement begins at the left margin.

    With `comments` everything is given, comments and what stands above the first statement included; a comment at the
    margin begins the chunk of the statement below it.
    """
    start = 0
    held: list[str] = []
    for number, line in enumerate(text.split("\n")):
        margin = bool(line[:1].strip()) and not line.startswith((")", "#"))
        if margin or (comments and line.startswith("#")):
            above = comments and held and all(not part.strip() or part.lstrip().startswith("#") for part in held)
            if not above and any(part.strip() for part in held):
                yield start, "\n".join(held)
                start, held = number, []
            elif not comments:
                start, held = number, []
        held.append("" if line.lstrip().startswith("#") and not comments else line)
    if any(part.strip() for part in held):
        yield start, "\n".join(held)


def _statement(file: str, offset: int, text: str) -> Statement | Finding:
    def span_of(token: Token) -> Span:
        line = (token.line or 1) + offset
        return Span(
            file,
            line,
            token.column or 1,
            (token.end_line or token.line or 1) + offset,
            token.end_column or (token.column or 1) + 1,
        )

    def template(inner: str, token: Token) -> Text:
        return _template(file, inner, span_of(token))

    try:
        return Builder(file, offset, template).statement(grammar().parse(text.rstrip() + "\n", start="statement"))
    except LayoutError as error:
        owner = next(iter(re.findall(r"[a-z_]+", text)), "")
        known = {"unknown-clause": _lines_of(owner), "unknown-statement": set(STATEMENTS)}.get(error.name)
        help = _layout_help(error, known)
        return Finding(error.name, error.message, span_of(error.token), help=help)
    except Mistake as error:
        return Finding(error.name, error.message, error.span, help=error.help)
    except UnexpectedCharacters as error:
        name, message, help = explain_character(text, error.pos_in_stream or 0)
        line = error.line + offset
        return Finding(name, message, Span(file, line, error.column, line, error.column + 1), help=help)
    except UnexpectedToken as error:
        name, message, help, token = explain_token(error, text)
        return Finding(name, message, span_of(token), help=help)
    except RecursionError:
        span = Span(file, offset + 1, 1, offset + 1, 1)
        return Finding(
            "too-deep", "this statement is nested too deep to be read", span, help="split it into several facts"
        )


def _lines_of(statement: str) -> set[str]:
    """The words that may begin a line somewhere under a statement."""
    allowed = {*ALLOWED.get(statement, ()), "cite", "note", "meets"}
    if not ALLOWED.get(statement) or "statements_" in allowed:
        return set(CLAUSES) | set(STATEMENTS)
    inside = {word for clause in allowed for word in INSIDE.get(clause, ())}
    return {word for word in allowed | inside if word in CLAUSES or word in STATEMENTS}


def _layout_help(error: LayoutError, known: set[str] | None) -> str:
    if known is not None:
        close = nearest(error.word, known) or nearest(error.word, {*CLAUSES, *STATEMENTS})
        return (
            f"did you mean {' or '.join(f'`{word}`' for word in close)}?"
            if close
            else f"a line begins with {', '.join(f'`{word}`' for word in sorted(known)[:-1])} or `{max(known)}`"
        )
    if error.name == "not-a-name":
        name = error.word.lower()
        if error.word != name and is_name(name):
            return f"names are small letters: did you mean `{name}`?"
        return "names are small letters, digits and underscores and begin with a letter; codes are capitals, digits and hyphens"
    if error.help:
        return error.help
    return "line it up with the clause it belongs to" if error.name == "odd-indentation" else ""


def _template(file: str, text: str, span: Span) -> Text:
    """A text with the expressions between its braces read; `{{` and `}}` are braces."""
    parts: list[str | Node] = []
    plain, at = "", 0
    while at < len(text):
        here = text[at]
        if text[at : at + 2] in ("{{", "}}"):
            plain, at = plain + here, at + 2
        elif here == "{":
            end = text.find("}", at)
            if end < 0:
                raise Mistake(
                    "open-brace", "a `{` in this text is never closed", span, "write {name}, or {{ for a brace"
                )
            if plain:
                parts.append(plain)
            parts.append(_placeholder(file, text[at + 1 : end], span))
            plain, at = "", end + 1
        elif here == "}":
            raise Mistake("open-brace", "a `}` in this text was never opened", span, "write {name}, or }} for a brace")
        else:
            plain, at = plain + here, at + 1
    return Text((*parts, plain) if plain else tuple(parts), span=span)


def _placeholder(file: str, text: str, span: Span) -> Node:
    def no_template(inner: str, token: Token) -> Text:
        return Text((inner,), span=span)

    try:
        tree = grammar().parse(f"= {text.strip()}\n", start="template_expr")
    except (UnexpectedInput, LayoutError) as error:
        if isinstance(error, LayoutError) and error.help:
            raise Mistake(error.name, error.message, span, error.help) from error
        if isinstance(error, UnexpectedCharacters):
            name, message, help = explain_character(f"= {text.strip()}", error.pos_in_stream or 0)
            if name != "unexpected-character":
                raise Mistake(name, message, span, help) from error
        if isinstance(error, UnexpectedToken):
            name, message, help, _ = explain_token(error, f"= {text.strip()}\n")
            if name in _SLIPS:
                raise Mistake(name, message, span, help) from error
        raise Mistake(
            "bad-placeholder",
            f"`{{{text}}}` is not a name or a formula",
            span,
            "between braces stands a name, as in {date}",
        ) from error
    builder = _Placed(file, 0, no_template)
    builder.place = span
    node = builder.expr(tree.children[0])
    assert isinstance(node, Node)
    return node


class _Placed(Builder):
    """Builds an expression whose parts all stand where their text stands."""

    place: Span

    def span(self, *parts: object) -> Span:
        return self.place


def is_name(text: str) -> bool:
    """Whether `text` could be declared as a name."""
    return text.isascii() and text.isidentifier() and text.islower() and text not in RESERVED
