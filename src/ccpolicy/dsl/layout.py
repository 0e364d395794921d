"""Lines and indentation: stands between Lark's lexer and parser.

A line continues the one above only if it is indented deeper and a bracket is open, or the line above ends (or this one
begins) with a word that asks for more. So a forgotten operand or bracket never swallows the next clause.
"""

from __future__ import annotations

from collections.abc import Iterator

from lark import Token

STATEMENTS = {
    word: word.upper()
    for word in """policy source calendar codes record extend grain setting unsettled table bands fact worksheet allowance
    deadline asks pay deny hold flag route waive amendment pattern apply example unmodelled""".split()
}
OPTIONS = (
    "period",
    "week_starts",
    "leap_day_birthday",
    "month_arithmetic",
    "currency",
    "timezone",
    "business_days",
)
CLAUSES = {
    word: "C_" + word.upper()
    for word in """from through when unless except say note cite because uses spent spends per limit order after with grant
    even_when_denied reorder carry beyond event due late units line amount share undivided unit to asking each groups split
    key belongs dated takes gives file rows starts ends across any weekend covers chosen announced known_on reading given
    expect instead touches""".split()
} | dict.fromkeys(OPTIONS, "C_OPTION")
RESERVED = {
    "and",
    "or",
    "not",
    "is",
    "in",
    "of",
    "by",
    "per",
    "to",
    "over",
    "where",
    "otherwise",
    "rounded",
    "through",
    "tentative",
    "rising",
    "falling",
    "missing",
    "yes",
    "no",
}
MAX_DEPTH = 64

_RESERVED_FIRST = {"PER": "C_PER", "TO": "C_TO", "THROUGH": "C_THROUGH"}
_CALLS_FOR_MORE = frozenset(
    "AND OR NOT IS IN OF BY PER TO OVER WHERE OTHERWISE ROUNDED THROUGH CMP COMMA PLUS MINUS STAR SLASH EQUAL LPAR COLON DOT".split()
)
_CONTINUES = frozenset(
    "AND OR IS IN WHERE OTHERWISE ROUNDED THROUGH CMP COMMA PLUS MINUS STAR SLASH RPAR STRING OVER".split()
)
_WORDS = frozenset({"NAME", "CODE", "NUMBER", "DATE", "TIME", "MONEY", "PERCENT"})


class LayoutError(Exception):
    """A line that cannot be placed; `name` is the finding's name."""

    def __init__(self, name: str, message: str, token: Token, word: str = "") -> None:
        super().__init__(message)
        self.name, self.message, self.token, self.word = name, message, token, word


def _width(newline: Token) -> int:
    return len(newline.value.expandtabs(8)) - 1


class Layout:
    """Lark's post-lexer: see the module."""

    always_accept = ("NEWLINE", "BAR")  # terminals no rule names, which Lark would drop otherwise

    def process(self, stream: Iterator[Token]) -> Iterator[Token]:
        tokens = list(stream)
        depth, column, brackets = [0], 0, 0
        first, in_row = True, False
        previous: Token | None = None
        for at, token in enumerate(tokens):
            after = tokens[at + 1] if at + 1 < len(tokens) else None
            if token.type == "NEWLINE":
                if previous is None or (after is not None and after.type == "NEWLINE"):
                    column = _width(token) if previous is None else column
                    continue
                deeper = _width(token) > column
                if (
                    not in_row
                    and deeper
                    and (
                        brackets > 0
                        or previous.type in _CALLS_FOR_MORE
                        or (after is not None and after.type in _CONTINUES)
                    )
                ):
                    continue
                yield Token.new_borrow_pos("_NL", "\n", token)
                column, first, in_row, previous, brackets = _width(token), True, False, None, 0
                continue
            if previous is not None and _touch(previous, token):
                raise LayoutError(
                    "not-a-name", f"`{previous}{token}` is neither a name nor a code", previous, f"{previous}{token}"
                )
            if first:
                first = False
                if column > depth[-1]:
                    depth.append(column)
                    yield Token.new_borrow_pos("_INDENT", "", token)
                while column < depth[-1]:
                    depth.pop()
                    yield Token.new_borrow_pos("_DEDENT", "", token)
                if column != depth[-1]:
                    raise LayoutError(
                        "odd-indentation",
                        "this line is indented less than its neighbours and more than their owner",
                        token,
                    )
                token = _first_word(token, indented=column > 0)
                in_row = token.type == "_ROW"
            elif token.type == "BAR":
                last = after is None or after.type == "NEWLINE"
                token = Token.new_borrow_pos("_END" if last else "_BAR", "|", token)
            elif token.type == "NAME" and token.value == "from" and not in_row:
                token = Token.new_borrow_pos("IN_FROM", "from", token)
            brackets += {"LPAR": 1, "RPAR": -1}.get(token.type, 0)
            if brackets > MAX_DEPTH:
                raise LayoutError("too-deep", f"brackets are nested more than {MAX_DEPTH} deep", token)
            yield token
            previous = token
        if previous is not None:
            yield Token.new_borrow_pos("_NL", "\n", previous)
        for _ in depth[1:]:
            yield Token.new_borrow_pos("_DEDENT", "", tokens[-1])


def _touch(left: Token, right: Token) -> bool:
    return left.type in _WORDS and right.type in _WORDS and left.end_pos == right.start_pos


def _first_word(token: Token, *, indented: bool) -> Token:
    if token.type in _RESERVED_FIRST and indented:
        return Token.new_borrow_pos(_RESERVED_FIRST[token.type], token.value, token)
    if token.type == "BAR":
        return Token.new_borrow_pos("_ROW", "|", token)
    if token.type == "NAME":
        if indented and token.value in CLAUSES:
            return Token.new_borrow_pos(CLAUSES[token.value], token.value, token)
        if token.value in STATEMENTS:
            return Token.new_borrow_pos(STATEMENTS[token.value], token.value, token)
        if indented:
            raise LayoutError("unknown-clause", f"no line begins with `{token}`", token, token.value)
        raise LayoutError("unknown-statement", f"no statement is called `{token}`", token, token.value)
    return token
