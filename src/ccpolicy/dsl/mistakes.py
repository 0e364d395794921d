"""What to say when a line cannot be read: the analyst's common slips, each with its own name and advice."""

from __future__ import annotations

from lark import Token
from lark.exceptions import UnexpectedToken

from ccpolicy.dsl.layout import CLAUSES, STATEMENTS

_CURLY = "“”‘’„"
_WORDS = {
    "_NL": "the end of the line",
    "_INDENT": "an indented line",
    "_DEDENT": "the end of the statement",
    "EQUAL": "`=`",
    "LPAR": "`(`",
    "RPAR": "`)`",
    "COMMA": "`,`",
    "PLUS": "`+`",
    "MINUS": "`-`",
    "STAR": "`*`",
    "SLASH": "`/`",
    "NAME": "a name",
    "NUMBER": "a number",
    "STRING": "a text in quotes",
    "CODE": "a code",
    "DATE": "a date",
    "CMP": "a comparison",
    "_ROW": "a table line",
    "_BAR": "`|`",
    "_END": "`|`",
    "IN_FROM": "`from`",
    "DOT": "`.`",
    "COLON": "`:`",
    "TIME": "a time",
    "MONEY": "an amount",
    "PERCENT": "a percentage",
}
_ENDS = frozenset({"_NL", "_END", "_BAR", "RPAR", "COMMA"})
_STARTS_VALUE = {"NAME", "NUMBER", "MONEY", "DATE", "CODE", "STRING", "LPAR", "PERCENT", "TIME"}


def explain_character(text: str, at: int) -> tuple[str, str, str]:
    """Name, message and advice for a character that begins nothing."""
    here = text[at] if at < len(text) else ""
    line = text[text.rfind("\n", 0, at) + 1 :].split("\n", 1)[0]
    if here in _CURLY:
        return "curly-quotes", "curly quotes are not quotes here", 'write straight quotes: "'
    if here == "'":
        return "single-quotes", "a text stands in double quotes", 'write "…"'
    if here == '"':
        return (
            "open-quote",
            "this quote is never closed on its line",
            "close it, and begin the next line with a quote of its own",
        )
    if here == "$":
        return "bad-amount", "this is not an amount", "write dollars and cents without a comma, as in $1800 or $12.50"
    if here in "!=<>&":
        return (
            "unexpected-character",
            f"`{here}` is not an operator here",
            "comparisons are < <= > >=, `is` and `is not`; joining words are `and` and `or`",
        )
    if here.isalpha() and not here.isascii():
        return (
            "foreign-letter",
            f"`{here}` (U+{ord(here):04X}) is not a letter of a name",
            "names use a to z, digits and underscores",
        )
    shown = f"`{here}`" if here.isprintable() else f"the character U+{ord(here):04X}"
    return "unexpected-character", f"{shown} has no meaning here", f"read up to it: {line.strip()[:60]}"


def explain_token(error: UnexpectedToken, text: str) -> tuple[str, str, str, Token]:
    """Name, message, advice and the token to point at."""
    token = error.token
    wanted = set(error.expected or ()) | set(error.accepts or ())
    lines = text.split("\n")
    line = lines[(token.line or 1) - 1] if (token.line or 1) <= len(lines) else ""
    before = line[: (token.column or 1) - 1].rstrip()
    if token.type in ("AND", "OR") and wanted & {"AND", "OR"} - {token.type}:
        other = ({"AND", "OR"} & wanted) - {token.type}
        return (
            "mixed-and-or",
            "`and` and `or` stand side by side without brackets",
            f"put brackets around the `{other.pop().lower()}` part or the `{token.value}` part",
            token,
        )
    if token.type == "EQUAL" and before:
        return "equals-sign", "`=` begins a definition; it compares nothing", "write `is`", token
    word = before.split()[-1] if before.split() else ""
    if word in ("and", "or", "not", "is", "in") and token.type in _ENDS:
        return "nothing-follows", f"nothing follows `{word}`", "finish the condition, or take the word away", token
    if word in ("=", "+", "-", "*", "/", "<", ">", "<=", ">=") and token.type in _ENDS:
        return "nothing-follows", f"nothing follows `{word}`", "finish the formula", token
    if token.type.startswith("C_") and token.value in CLAUSES:
        return (
            "misplaced-clause",
            f"`{token.value}` cannot stand here",
            "a clause stands under the statement or clause it belongs to",
            token,
        )
    if token.type == "_INDENT":
        return (
            "unexpected-indent",
            "nothing can be indented here",
            "line it up with the line above, or end that line with a comma or an operator",
            token,
        )
    if token.type.lower() in STATEMENTS:
        return (
            "misplaced-statement",
            f"`{token.value}` begins a statement, which stands at the left margin",
            "or inside an amendment or a pattern",
            token,
        )
    if token.type == "_NL" and wanted & {"_END", "_BAR"}:
        return "row-not-closed", "a table line ends with a bar", "put `|` at its end", token
    found = _WORDS.get(token.type, f"`{token.value}`") if token.type != "NAME" else f"`{token.value}`"
    if wanted == {"STRING"}:
        return "label-missing", f"a text in quotes is missing before {found}", 'as in source book "The book"', token
    if "RPAR" in wanted and "NAME" not in wanted and token.type == "_NL":
        return "open-bracket", "a bracket is never closed", "close it with `)`", token
    if wanted & _STARTS_VALUE and "_NL" not in wanted:
        return "value-missing", f"a value is expected before {found}", "write a name, a literal or a formula", token
    if wanted == {"_NL"}:
        return "unexpected-word", f"the line should end before {found}", "put the rest on a line of its own", token
    if {"AND", "OR"} & wanted and token.type in _STARTS_VALUE:
        help = "join the two with `and` or `or`, compare them with `is`, or begin a new line"
        return "unexpected-word", f"nothing joins {found} to what stands before it", help, token
    names = sorted({_WORDS.get(want, f"`{want.lower()}`") for want in wanted if not want.startswith(("C_", "_"))})
    return (
        "unexpected-word",
        f"{found} is not expected here",
        f"expected {' or '.join(names[:6])}" if names else "",
        token,
    )
