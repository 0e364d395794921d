"""Policy text in colour: a lexer for Pygments, and so for Sphinx, editors' previews and `pygmentize -l ccpolicy`.

The words are those of the language's own tables, so a new statement, clause or function is coloured without a change here.
A mistake in the text never stops it: what the language does not know is marked and the rest goes on.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import ClassVar

from pygments.lexer import RegexLexer, default, include
from pygments.token import Comment, Generic, Keyword, Literal, Name, Number, Operator, Punctuation, String, Whitespace

from ccpolicy.dsl.aggregates import AGGREGATES, WINDOWS
from ccpolicy.dsl.functions import FUNCTIONS, SPECIAL
from ccpolicy.dsl.layout import CLAUSES, RESERVED, STATEMENTS

NAME = r"[a-z][a-z0-9_]*"
_CONSTANTS = ("yes", "no", "missing")
_OPERATORS = ("and", "or", "not", "is", "in", "otherwise", "rounded")
_JOINING = sorted(RESERVED - {*_CONSTANTS, *_OPERATORS})


def _any(known: Iterable[str]) -> str:
    """A pattern for one of these words, whole."""
    return rf"(?:{'|'.join(sorted(known))})(?![a-z0-9_])"


class PolicyLexer(RegexLexer):
    """A `.policy` file, or part of one."""

    name = "ccpolicy"
    aliases: ClassVar[list[str]] = ["ccpolicy", "policy"]
    filenames: ClassVar[list[str]] = ["*.policy"]
    mimetypes: ClassVar[list[str]] = ["text/x-ccpolicy"]
    url = ""
    version_added = ""
    flags = re.MULTILINE

    tokens: ClassVar = {
        # the beginning of a line
        "root": [
            (r"[ \t]*\n", Whitespace),
            (r"(?=[ \t]*\|)", Whitespace, ("rows", "heading")),
            (r"[ \t]+", Whitespace, "indented"),
            (_any(STATEMENTS), Keyword.Declaration, ("head", "declared")),
            default("line"),
        ],
        "indented": [
            (_any(CLAUSES), Keyword, ("#pop", "line", "clause")),
            (_any(STATEMENTS), Keyword.Declaration, ("#pop", "head", "declared")),
            default(("#pop", "line")),
        ],
        "declared": [
            (r"[ \t]+", Whitespace),
            (rf"(?!{_any(RESERVED)}){NAME}", Name.Class, "#pop"),
            default("#pop"),
        ],
        # `late deny NAME`: the clause declares a stop
        "clause": [
            (r"[ \t]+", Whitespace),
            (rf"{_any(STATEMENTS)}(?=[ \t]+{NAME})", Keyword.Declaration, ("#pop", "declared")),
            default("#pop"),
        ],
        # what a statement declares: of which rows, of which type
        "head": [
            (_any(["of"]), Keyword, "grain"),
            (rf"(?={_any(['where', 'by'])}|=|\()", Whitespace, ("#pop", "line")),
            (_any(_JOINING), Keyword),
            (rf"{NAME}(?=[ \t]+[0-9])", Keyword),
            (NAME, Keyword.Type),
            include("line"),
        ],
        "grain": [
            (r"[ \t]+", Whitespace),
            (NAME, Name.Namespace, "#pop"),
            default("#pop"),
        ],
        "line": [
            (r"\n", Whitespace, "#pop"),
            include("words"),
        ],
        # the first line of a table names its columns
        "heading": [
            (r"\n", Whitespace, "#pop"),
            (rf"({NAME})(?=[ \t]*\|)", Name.Attribute),
            include("words"),
        ],
        "rows": [
            (r"[ \t]*\n(?=[ \t]*[|#])", Whitespace),
            (r"[ \t]*#[^\n]*", Comment.Single),
            (r"(?=[ \t]*\|)", Whitespace, "row"),
            default("#pop"),
        ],
        "row": [
            (r"\n", Whitespace, "#pop"),
            include("words"),
        ],
        # a line goes on as long as a bracket is open, but never into the next statement
        "bracket": [
            (r"(?=\n[^\s)])", Whitespace, "#pop"),
            (r"\)", Punctuation, "#pop"),
            (r"\n", Whitespace),
            include("words"),
        ],
        "words": [
            (r"[ \t\r]+", Whitespace),
            (r"#[^\n]*", Comment.Single),
            (r'"', String.Double, "text"),
            (r"\(", Punctuation, "bracket"),
            (r"[0-9]{4}-[0-9]{2}-[0-9]{2}", Literal.Date),
            (r"[0-9]{1,2}:[0-9]{2}", Literal.Date),
            (r"\$[0-9]+(\.[0-9]+)?|[0-9]+(\.[0-9]+)?%", Number),
            (r"[0-9]*[A-Z][A-Z0-9]*(-[A-Z0-9]+)*", Name.Constant),
            (r"[0-9]+(\.[0-9]+)?", Number),
            (_any(_CONSTANTS), Keyword.Constant),
            (_any(_OPERATORS), Operator.Word),
            (_any(_JOINING), Keyword),
            (rf"{_any((*FUNCTIONS, *AGGREGATES, *WINDOWS, *SPECIAL))}(?=[ \t]*\()", Name.Builtin),
            (rf"{NAME}(?=[ \t]*\()", Name.Function),
            (NAME, Name),
            (r"<=|>=|[-<>+*/=]", Operator),
            (r"[|,.:)]", Punctuation),
            (r".", Generic.Error),
        ],
        # a text, with values between braces
        "text": [
            (r'"', String.Double, "#pop"),
            (r"\{\{|\}\}", String.Escape),
            (r'\{[^{}"\n]*\}', String.Interpol),
            (r'[^"{}\n]+', String.Double),
            (r"[{}]", Generic.Error),
            (r"(?=\n)", Whitespace, "#pop"),
        ],
    }
