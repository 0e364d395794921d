"""The words fuzzers write with: those of the language itself, and the signs of the formats around it."""

from __future__ import annotations

from ccpolicy.dsl.aggregates import AGGREGATES, WINDOWS
from ccpolicy.dsl.express import UNITS
from ccpolicy.dsl.functions import FUNCTIONS
from ccpolicy.dsl.layout import CLAUSES, RESERVED, STATEMENTS
from ccpolicy.model.types import SIMPLE_TYPES

LANGUAGE = sorted(
    {*STATEMENTS, *CLAUSES, *RESERVED, *FUNCTIONS, *AGGREGATES, *WINDOWS, *UNITS, *SIMPLE_TYPES, "if", "power", "rolling"}
)
SIGNS = [
    "\n  ", "\n    ", "| ", " |\n", '"', "{", "}", "(", ")", ", ", " = ", "<=", "#", "$1.50", "50%", "2022-11-01", "19:00",
    "NaN", "Infinity", "-1e999", "&a", "*a", "<<: ", "!!python/object", "---", "\\ud800", "\ufeff", "\\u0000", "null",
    "2022-11-01T02:30", "2022-03-13T02:30", "?", "../", "/", "\r\n", "=== day\n", "=== grid\n", "1:45", "1e400", "0" * 20,
]


def dictionary() -> str:
    """The words as libFuzzer reads them."""
    return "".join(f'"{_escaped(word)}"\n' for word in (*LANGUAGE, *SIGNS))


def _escaped(word: str) -> str:
    return "".join(chr(at) if 32 <= at < 127 and chr(at) not in '"\\' else f"\\x{at:02X}" for at in word.encode())
