"""Lines and indentation: stands between Lark's lexer and parser.

A line continues the one above only if it is indented deeper and a bracket is open, or the line above ends (or this one
begins) with a word that asks for more. So a forgotten operand or bracket never swallows the next clause.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lark import Token

from ccpolicy.limits import BRACKETS, INDENTS, NAME, OPERATORS, TEXT

STATEMENTS = {
    word: word.upper()
    for word in """policy source calendar codes record extend grain setting unsettled table bands fact worksheet allowance
    deadline asks pay deny hold flag route waive amendment pattern apply example unmodelled context report sheet
    words""".split()
}
OPTIONS = (
    "period",
    "week_starts",
    "leap_day_birthday",
    "month_arithmetic",
    "currency",
    "timezone",
    "business_days",
    "requirements",
    "languages",
)
CLAUSES = {
    word: "C_" + word.upper()
    for word in """from through when unless except say note cite because uses spent spends per limit order after with grant
    even_when_denied reorder carry carries_from beyond event due late units line amount share undivided unit to asking each
    groups split key belongs dated takes gives file rows starts ends across any weekend covers chosen announced known_on
    reading given expect instead touches meets document list words""".split()
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
_RESERVED_FIRST = {"PER": "C_PER", "TO": "C_TO", "THROUGH": "C_THROUGH"}
_CALLS_FOR_MORE = frozenset(
    "AND OR NOT IS IN OF BY PER TO OVER WHERE OTHERWISE ROUNDED THROUGH CMP COMMA PLUS MINUS STAR SLASH EQUAL LPAR COLON DOT".split()
)
_CONTINUES = frozenset(
    "AND OR IS IN WHERE OTHERWISE ROUNDED THROUGH CMP COMMA PLUS MINUS STAR SLASH RPAR STRING OVER".split()
)
_OPERATORS = frozenset({"NOT", "PLUS", "MINUS", "STAR", "SLASH", "OTHERWISE", "LPAR", "DOT"})
_WORDS = frozenset({"NAME", "CODE", "NUMBER", "DATE", "TIME", "MONEY", "PERCENT"})


class LayoutError(Exception):
    """A line that cannot be placed; `name` is the finding's name."""

    def __init__(self, name: str, message: str, token: Token, word: str = "", help: str = "") -> None:
        super().__init__(message)
        self.name, self.message, self.token, self.word, self.help = name, message, token, word, help


def misread(tokens: Sequence[Token]) -> Iterator[tuple[str, str, str, Token]]:
    """What can be read, as something nobody means: 7/1/2022, 2022-1-1 and $1,800."""
    for at, first in enumerate(tokens):
        run = [first]
        for token in tokens[at + 1 : at + 5]:
            if token.start_pos != run[-1].end_pos:
                break
            run.append(token)
        kinds, text = [token.type for token in run], "".join(run)
        if at and tokens[at - 1].end_pos == first.start_pos and tokens[at - 1].type in ("SLASH", "MINUS"):
            continue
        whole = _over(run)
        if kinds == ["NUMBER", "SLASH", "NUMBER", "SLASH", "NUMBER"] and len(run[4]) in (2, 4):
            month, day, year = run[0], run[2], run[4] if len(run[4]) == 4 else f"20{run[4]}"
            told = f"{year}-{month:0>2}-{day:0>2}"
            help = f"write {told}" if int(month) <= 12 else "write the year, the month and the day, as in 2022-07-01"
            yield "slashed-date", "a date is written year first", help, whole
        elif kinds == ["NUMBER", "MINUS", "NUMBER", "MINUS", "NUMBER"] and len(run[0]) == 4:
            help = f"write {run[0]}-{run[2]:0>2}-{run[4]:0>2}"
            yield "short-date", f"`{text}` is a subtraction, not a date", help, whole
        elif kinds[:3] == ["MONEY", "COMMA", "NUMBER"] and len(run[2]) == 3:
            number = "".join(part for part in run[:5] if part.type in ("MONEY", "NUMBER"))
            yield "amount-comma", "an amount is written without a comma", f"write {number}", _over(run[:3])


def _over(run: Sequence[Token]) -> Token:
    """One token that stands where several do."""
    whole = Token.new_borrow_pos(run[0].type, "".join(run), run[0])
    whole.end_line, whole.end_column, whole.end_pos = run[-1].end_line, run[-1].end_column, run[-1].end_pos
    return whole


def _width(newline: Token) -> int:
    return len(newline.value.expandtabs(8)) - 1


class Layout:
    """Lark's post-lexer: see the module."""

    always_accept = ("NEWLINE", "BAR")  # terminals no rule names, which Lark would drop otherwise

    def process(self, stream: Iterator[Token]) -> Iterator[Token]:
        tokens = list(stream)
        _check_lengths(tokens)
        for name, message, help, token in misread(tokens):
            raise LayoutError(name, message, token, help=help)
        depth, column, brackets, operators = [0], 0, 0, 0
        first, in_row, stretch = True, False, False
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
                        or (after is not None and after.type in _CONTINUES and (after.type != "THROUGH" or stretch))
                    )
                ):
                    continue
                yield Token.new_borrow_pos("_NL", "\n", token)
                column, first, in_row, stretch, previous = _width(token), True, False, False, None
                brackets = operators = 0
                continue
            if previous is not None and _touch(previous, token):
                written = f"{previous}{token}"
                raise LayoutError(
                    "not-a-name", f"`{written}` is neither a name nor a code", _over([previous, token]), written
                )
            if first:
                first = False
                if column > depth[-1]:
                    depth.append(column)
                    if len(depth) > INDENTS.most + 1:
                        raise LayoutError(
                            "too-deep",
                            f"lines are indented within each other more than {INDENTS} times",
                            token,
                            help="a clause stands under its statement, and what belongs to it under that",
                        )
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
            stretch = stretch or token.type in ("IN_FROM", "C_FROM", "C_COVERS")
            operators += token.type in _OPERATORS
            if operators > OPERATORS.most:
                raise LayoutError(
                    "too-deep",
                    f"one formula holds more than {OPERATORS} operators, brackets and dots",
                    token,
                    help="split the formula into several facts",
                )
            brackets += {"LPAR": 1, "RPAR": -1}.get(token.type, 0)
            if brackets > BRACKETS.most:
                raise LayoutError(
                    "too-deep",
                    f"brackets are nested more than {BRACKETS} deep",
                    token,
                    help="split the formula into several facts",
                )
            yield token
            previous = token
        if previous is not None:
            yield Token.new_borrow_pos("_NL", "\n", previous)
        for _ in depth[1:]:
            yield Token.new_borrow_pos("_DEDENT", "", tokens[-1])


def _check_lengths(tokens: Sequence[Token]) -> None:
    """No name and no text is longer than a policy needs; texts one after the other are one."""
    told = 0
    for token in tokens:
        if token.type == "STRING":
            told += len(token) - 2
        elif token.type != "NEWLINE":
            told = 0
        if told > TEXT.most:
            raise LayoutError(
                "text-too-long", f"this text has more than {TEXT} characters", token, help="cut it into several, or shorten it"
            )
        if token.type in ("NAME", "CODE") and len(token) > NAME.most:
            raise LayoutError("name-too-long", f"this name has more than {NAME} characters", token, help="shorten it")


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
