"""Which clause may stand where: one table, so that a misplaced clause is named in the reader's words."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from ccpolicy.diagnostics import Finding, nearest
from ccpolicy.dsl.layout import OPTIONS
from ccpolicy.dsl.syntax import Clause, Row, Statement
from ccpolicy.source import Span

Report = Callable[[Finding], None]

_EVERYWHERE = ("cite", "note", "meets")
_DATED = ("from", "through")
_OUTCOME = ("when", "unless", "unit", "to", "asking", "say", *_DATED)

ALLOWED: dict[str, tuple[str, ...]] = {
    "policy": ("uses", *_DATED, *OPTIONS),
    "source": ("document", *_DATED),
    "calendar": ("weekend", "covers", "file", "rows_"),
    "codes": ("rows_",),
    "record": ("key", "belongs", "dated", "order", "rows_"),
    "extend": ("rows_",),
    "grain": ("each", "groups", "split", "key", "dated", "order"),
    "setting": ("=", *_DATED),
    "unsettled": ("chosen", "because", "rows_"),
    "table": ("takes", "gives", "file", "rows", "starts", "ends", "across", "dated", "any", "rows_", *_DATED),
    "bands": ("beyond", "rows_", *_DATED),
    "fact": ("=", "except", "say", "rows_", *_DATED),
    "worksheet": ("except", "rows_", *_DATED),
    "allowance": (
        "spent",
        "spends",
        "unit",
        "limit",
        "per",
        "order",
        "grant",
        "carry",
        "carries_from",
        "even_when_denied",
        "reorder",
        "after",
        "with",
        "beyond",
        *_DATED,
    ),
    "deadline": ("event", "due", "late", *_DATED),
    "asks": ("units", "line", *_DATED),
    "pay": ("amount", "share", "undivided", "say", *_DATED),
    "deny": _OUTCOME,
    "hold": _OUTCOME,
    "flag": _OUTCOME,
    "route": _OUTCOME,
    "waive": ("when", "unless", *_DATED),
    "amendment": ("announced", "statements_", *_DATED),
    "pattern": ("statements_",),
    "apply": (),
    "example": ("given", "expect", "known_on", "reading", "rows_"),
    "unmodelled": ("instead", "touches"),
    "context": ("because",),
    "report": ("order", "list", "table", "calendar"),
    "sheet": ("across", "words", "rows_"),
    "words": ("rows_",),
}
"""What may be indented under a statement; `rows_` are table lines, `statements_` other statements."""

INSIDE: dict[str, tuple[str, ...]] = {
    "except": ("=", "when", "unless", "say", *_DATED),
    "beyond": ("say", "to", "asking"),
    "late": ("say", "to", "asking"),
    "given": ("rows_",),
    "expect": ("rows_",),
    "from": ("=", "amount", "file", "rows_"),
    "through": ("=", "amount", "file", "rows_"),
    "list": ("rows_",),
    "table": ("order", "rows_"),
    "calendar": ("order", "rows_"),
    "words": ("rows_",),
    "sheet across": ("rows_",),
}
"""What may be indented under a clause; one that has something only under one statement stands with its word."""

REPEATED = frozenset(
    {"cite", "from", "through", "except", "say", "units", "given", "expect", "reading", "note", "asking", "across", "list"}
    | {"table", "calendar", "words", "because", "instead"}
)

REQUIRED: dict[str, tuple[str, ...]] = {
    "allowance": ("spent", "limit"),
    "deadline": ("event", "due"),
    "unsettled": ("chosen", "because"),
    "asks": ("units",),
    "unmodelled": ("instead",),
    "context": ("because",),
    "amendment": ("from",),
    "table": ("takes", "gives"),
    "calendar": ("covers",),
    "deny": ("say",),
    "hold": ("say",),
    "flag": ("say",),
    "route": ("say", "to"),
    "late": ("say",),
    "beyond": ("say",),
    "except": ("=",),
}

_CLAUSE_WORD = {"value": "=", "option": "option"}


def check_clauses(statement: Statement, report: Report) -> bool:
    """Reports every clause that may not stand where it does; whether all is well."""
    return _check(statement.word, statement.word, statement.body, ALLOWED[statement.word], statement.span, report)


def _check(
    owner: str, statement: str, body: Iterable[Any], allowed: tuple[str, ...], place: Span, report: Report
) -> bool:
    fine = True
    seen: dict[str, Span] = {}
    for item in body:
        if isinstance(item, Row):
            if "rows_" not in allowed:
                report(
                    Finding(
                        "misplaced-table",
                        f"`{owner}` has no table",
                        item.span,
                        help="table lines stand directly under their statement",
                    )
                )
                return False
        elif isinstance(item, Statement):
            if "statements_" not in allowed:
                report(
                    Finding(
                        "misplaced-statement",
                        f"`{item.word}` cannot stand inside `{owner}`",
                        item.span,
                        help="statements begin at the left margin, or stand in an amendment or a pattern",
                    )
                )
                fine = False
            elif not check_clauses(item, report):
                fine = False
        elif isinstance(item, Clause):
            fine &= _clause(item, owner, statement, allowed, seen, report)
    bare = [item for item in body if isinstance(item, Clause) and item.word in _DATED and not _says_something(item)]
    if len(bare) > 1 and owner != "pay":
        report(
            Finding(
                "repeated-clause",
                f"this `{owner}` is dated twice",
                bare[1].span,
                help="write both days in one: from 2022-01-01 through 2022-12-31",
            )
        )
        fine = False
    shares_a_word = owner in ALLOWED and owner != statement  # the `table of` and `calendar of` of a report
    for word in () if shares_a_word else REQUIRED.get(owner, ()):
        if fine and word not in seen and not _excused(owner, body):
            report(Finding("clause-missing", f"`{owner}` needs a clause `{word}`", place, help=_advice(word)))
            fine = False
    return fine


def _says_something(dated: Clause) -> bool:
    """Whether a date has a wording of its own under it, beside its citations."""
    return any(not (isinstance(part, Clause) and part.word in _EVERYWHERE) for part in dated.body)


def _excused(owner: str, body: Iterable[Any]) -> bool:
    return owner == "table" and any(isinstance(item, Clause) and item.word in ("from", "through") for item in body)


def _clause(
    item: Clause, owner: str, statement: str, allowed: tuple[str, ...], seen: dict[str, Span], report: Report
) -> bool:
    word = _CLAUSE_WORD.get(item.word, item.word)
    if word not in allowed and word not in _EVERYWHERE:
        elsewhere = sorted(name for name, clauses in ALLOWED.items() if word in clauses)
        here = [w for w in allowed if not w.endswith("_")]
        near = nearest(word, here)
        report(
            Finding(
                "misplaced-clause",
                f"`{word}` is not a clause of `{owner}`",
                item.span,
                help=f"did you mean `{near[0]}`?"
                if near
                else f"it belongs to {', '.join(f'`{n}`' for n in elsewhere)}"
                if elsewhere
                else f"`{owner}` takes {', '.join(f'`{w}`' for w in here)}",
            )
        )
        return False
    if word in seen and word not in REPEATED:
        report(
            Finding(
                "repeated-clause", f"`{word}` stands twice under this `{owner}`", item.span, help="keep one of them"
            )
        )
        return False
    seen.setdefault(word, item.span)
    inside = INSIDE.get(word) or INSIDE.get(f"{statement} {word}", ())
    if item.body and not inside:
        report(
            Finding(
                "misplaced-clause",
                f"nothing can be indented under `{word}`",
                item.span,
                help="line it up with the clause",
            )
        )
        return False
    if not inside:
        return True
    return _check(word, statement, item.body, inside, item.span, report)


def _advice(word: str) -> str:
    return {
        "say": 'write what the reader is told, as in say "{date}: …"',
        "limit": "as in limit 5 days",
        "spent": "as in spent by day where …",
        "cite": 'as in cite SOURCE "place"',
    }.get(word, f"add a line that begins with `{word}`")
