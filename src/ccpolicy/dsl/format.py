"""The canonical layout of policy text: what `ccpolicy fmt` writes.

Indents by two, puts one space between words, lines up the bars of tables, wraps long sentences at `WIDTH`, keeps
comments, and ends lines and the file the same way everywhere. What a text means never changes: the formatted text is
read again, and must have the syntax the original had.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from attrs import define, field
from lark import Lark, Token

from ccpolicy.diagnostics import Finding
from ccpolicy.dsl.parse import chunks, grammar, parse
from ccpolicy.errors import InternalError
from ccpolicy.source import Source

WIDTH = 120
INDENT, CONTINUED = "  ", "    "

_COMMENT = re.compile(r'^(?:[^"#]|"[^"\n]*")*?(#.*)$')
_CLOSES = frozenset({"RPAR", "COMMA", "DOT", "COLON"})
_OPERATORS = frozenset(
    {"PLUS", "MINUS", "STAR", "SLASH", "CMP", "EQUAL", "LPAR", "COMMA", "_ROW", "_BAR", "IS", "IN", "AND", "OR", "NOT"}
)


@define
class _Line:
    """One line of the result before it is written: its words, or its cells if it is a table line."""

    depth: int
    tokens: list[Token] = field(factory=list)
    continued: list[list[Token]] = field(factory=list)
    comment: str = ""
    comments: list[str] = field(factory=list)

    @property
    def is_row(self) -> bool:
        return bool(self.tokens) and self.tokens[0].type == "_ROW"


def format_source(source: Source) -> tuple[str, tuple[Finding, ...]]:
    """The canonical text, or the text as it is with what cannot be read of it."""
    before = parse(source)
    if before.findings:
        return source.text, before.findings
    parts = [_formatted(text) for _, text in chunks(source.text, comments=True)]
    made = _joined(parts)
    after = parse(Source(source.name, made))
    if after.findings or after.statements != before.statements:
        raise InternalError(f"formatting {source.name} would change what it means; nothing was written")
    return made, ()


def _joined(parts: Sequence[str]) -> str:
    text = re.sub(r"\n{3,}", "\n\n", "\n".join(parts).strip("\n"))
    return text + "\n" if text else ""


def _formatted(text: str) -> str:
    """One statement with the comments above it, or a stretch of comments; one empty line after it if there was any."""
    physical = [line.rstrip() for line in text.split("\n")]
    after = "\n" if len(physical) > 1 and not physical[-1] else ""
    if all(not line or line.lstrip().startswith("#") for line in physical):
        return "\n".join(physical).strip("\n") + after
    logical = _logical(text)
    written: list[str] = []
    at = 0
    while at < len(logical):
        block = [logical[at]]
        while block[0].is_row and at + len(block) < len(logical) and _joins(logical[at + len(block)], block[0]):
            block.append(logical[at + len(block)])
        written += _rows(block) if block[0].is_row else _words(block[0])
        at += len(block)
    return "\n".join(written) + after


def _joins(line: _Line, first: _Line) -> bool:
    return line.is_row and line.depth == first.depth and not line.comments


def _logical(text: str) -> list[_Line]:
    """The lines as the parser sees them, each with its comments and the physical lines that continue it."""
    bare = "\n".join(_without_comment(line) for line in text.split("\n"))
    lines: list[_Line] = []
    depth, first = 0, True
    place: dict[int, _Line] = {}
    for token in _lexing().lex(bare.rstrip() + "\n"):
        if token.type == "_INDENT":
            depth += 1
        elif token.type == "_DEDENT":
            depth -= 1
        elif token.type == "_NL":
            first = True
        elif first:
            lines.append(_Line(depth, [token]))
            place[token.line or 0] = lines[-1]
            first = False
        else:
            line = lines[-1]
            physical = token.line or 0
            if physical not in place:
                place[physical] = line
                line.continued.append([token])
            elif line.continued and line.continued[-1][0].line == physical:
                line.continued[-1].append(token)
            else:
                line.tokens.append(token)
    _place_comments(text, lines, place)
    return lines


@cache
def _lexing() -> Lark:
    """The grammar with a lexer of its own; without one, `lex` builds another for every text."""
    found = grammar()
    found.lexer = found._build_lexer()
    return found


def _without_comment(line: str) -> str:
    found = _COMMENT.match(line)
    return line[: found.start(1)].rstrip() if found else line


def _place_comments(text: str, lines: list[_Line], place: dict[int, _Line]) -> None:
    """Comments at the end of a line stay there; those on lines of their own, and blank lines, stay before the next."""
    waiting: list[str] = []
    for number, line in enumerate(text.split("\n"), start=1):
        found = _COMMENT.match(line)
        owner = place.get(number)
        if owner is None:
            if found or waiting or (lines[0].tokens[0].line or 0) < number:
                waiting.append(found.group(1).rstrip() if found else "")
            continue
        if owner.tokens[0].line == number:
            owner.comments, waiting = waiting, []
        if found:
            owner.comment = f"{owner.comment} {found.group(1).rstrip()}".strip()


def _before(line: _Line) -> list[str]:
    return [(INDENT * line.depth + comment) if comment else "" for comment in line.comments]


def _rows(block: list[_Line]) -> list[str]:
    """Table lines with their bars in line."""
    cells = [_cells(line) for line in block]
    widths = [max((len(row[at]) for row in cells if at < len(row)), default=0) for at in range(max(map(len, cells)))]
    written = _before(block[0])
    for line, row in zip(block, cells):
        text = "| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths)) + " |"
        written.append(INDENT * line.depth + text + _trailing(line))
    return written


def _cells(line: _Line) -> list[str]:
    cells: list[list[Token]] = [[]]
    for token in line.tokens[1:]:
        if token.type in ("_BAR", "_END"):
            cells.append([])
        else:
            cells[-1].append(token)
    return [_spaced(cell) for cell in cells[:-1]]


def _words(line: _Line) -> list[str]:
    """A line of words: as it was broken, except that sentences are wrapped anew."""
    indent = INDENT * line.depth
    broken = [line.tokens, *line.continued]
    strings = _sentence(broken)
    if strings is None:
        written = [indent + _spaced(broken[0])] + [indent + CONTINUED + _spaced(part) for part in broken[1:]]
    else:
        head, sentence = strings
        written = _wrapped(indent, head, sentence)
    return [*_before(line), *written[:-1], written[-1] + _trailing(line)]


def _trailing(line: _Line) -> str:
    return f"  {line.comment}" if line.comment else ""


def _sentence(broken: list[list[Token]]) -> tuple[str, str] | None:
    """What stands before a text that is told in one or more quotes, and the whole text; None if the line is no such."""
    tokens = [token for part in broken for token in part]
    at = len(tokens)
    while at and tokens[at - 1].type == "STRING":
        at -= 1
    if at == len(tokens) or at == 0 or tokens[0].type not in ("C_SAY", "C_NOTE", "C_BECAUSE", "C_INSTEAD"):
        return None
    return _spaced(tokens[:at]), " ".join(token.value[1:-1] for token in tokens[at:])


def _wrapped(indent: str, head: str, sentence: str) -> list[str]:
    """A text in quotes over as many lines as it takes; never broken inside braces."""
    if len(indent) + len(head) + len(sentence) + 3 <= WIDTH:
        return [f'{indent}{head} "{sentence}"']
    pieces = re.findall(r"(?:\{[^}]*\}|[^ {])+", sentence)
    if " ".join(pieces) != sentence:
        return [f'{indent}{head} "{sentence}"']  # spaces that would be lost are worth more than the width
    lines: list[str] = []
    start, held = f"{indent}{head} ", ""
    for piece in pieces:
        longer = f"{held} {piece}" if held else piece
        if held and len(start) + len(longer) + 2 > WIDTH:
            lines.append(f'{start}"{held}"')
            start, held = indent + CONTINUED, piece
        else:
            held = longer
    return [*lines, f'{start}"{held}"']


def _spaced(tokens: Sequence[Token]) -> str:
    """Words with one space between them, none inside brackets or around dots."""
    text = ""
    before: Token | None = None
    earlier: Token | None = None
    for token in tokens:
        if before is not None and not _tight(earlier, before, token):
            text += " "
        text += token.value
        earlier, before = before, token
    return text


def _tight(earlier: Token | None, before: Token, token: Token) -> bool:
    if token.type in _CLOSES or before.type in ("LPAR", "DOT"):
        return True
    if token.type == "LPAR" and before.type == "NAME":
        return True
    # A minus that follows nothing it could be taken from is a sign.
    return before.type == "MINUS" and (earlier is None or earlier.type in _OPERATORS or earlier.type.startswith("C_"))
