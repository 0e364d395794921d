"""The lexer of policy text: it knows the language's words by the language's own tables, and loses nothing."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pygments.token import Comment, Error, Generic, Keyword, Literal, Name, Number, Operator, String, _TokenType

from ccpolicy.dsl.aggregates import AGGREGATES, WINDOWS
from ccpolicy.dsl.functions import FUNCTIONS
from ccpolicy.dsl.layout import CLAUSES, RESERVED, STATEMENTS
from ccpolicy.highlight import PolicyLexer

ROOT = Path(__file__).parents[1]
FENCE = re.compile(r"^```+policy([^\n]*)\n(.*?)^```", re.M | re.S)
POLICIES = [
    file for folder in ("policies", "tests/policies", "examples") for file in sorted((ROOT / folder).rglob("*.policy"))
]
BLOCKS = [
    (f"{file.relative_to(ROOT)}:{text.count(chr(10), 0, found.start()) + 1}", *found.groups())
    for file in sorted((ROOT / "docs").rglob("*.md"))
    for text in [file.read_text(encoding="utf-8")]
    for found in FENCE.finditer(text)
]
WRONG = (Error, Generic.Error)


def lexed(text: str) -> list[tuple[_TokenType, str]]:
    return [(kind, part) for kind, part in PolicyLexer(stripnl=False, ensurenl=False).get_tokens(text) if part.strip()]


def wrong(text: str) -> list[str]:
    return [part for kind, part in lexed(text) if kind in WRONG]


def whole(text: str) -> str:
    return "".join(part for _, part in PolicyLexer(stripnl=False, ensurenl=False).get_tokens(text))


@pytest.mark.parametrize("file", POLICIES, ids=[file.relative_to(ROOT).as_posix() for file in POLICIES])
def test_a_shipped_policy_is_lexed_whole_and_without_a_mistake(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    assert whole(text) == text
    assert wrong(text) == []


@pytest.mark.parametrize("place, words, text", BLOCKS, ids=[place for place, *_ in BLOCKS])
def test_a_block_of_the_documentation_is_lexed_whole(place: str, words: str, text: str) -> None:
    """Only a block that is refused may hold what the language does not know."""
    assert whole(text) == text
    assert wrong(text) == [] or "refused=" in words


def test_there_are_policies_and_blocks() -> None:
    assert len(POLICIES) > 50
    assert len(BLOCKS) > 80


@given(st.text(alphabet=st.one_of(st.sampled_from('fact deny | ( ) " { } # \n 1 $ = é'), st.characters(codec="utf-8")), max_size=200))
def test_any_text_is_lexed_whole_and_what_is_not_the_language_is_marked(text: str) -> None:
    text = text.replace("\r", "").replace("﻿", "")
    assert whole(text) == text
    assert all(kind is not Error for kind, _ in lexed(text))


@pytest.mark.parametrize("word", STATEMENTS)
def test_every_statement_is_a_declaration(word: str) -> None:
    assert lexed(f"{word} some_name\n") == [(Keyword.Declaration, word), (Name.Class, "some_name")]


@pytest.mark.parametrize("word", CLAUSES)
def test_every_clause_is_a_keyword_where_it_begins_a_line_and_nowhere_else(word: str) -> None:
    assert lexed(f"fact x of y\n  {word} a\n")[4] == (Keyword, word)
    if word not in RESERVED:
        assert lexed(f"fact x of y\n  = {word}\n")[-1] == (Name, word)


@pytest.mark.parametrize("word", [*FUNCTIONS, *AGGREGATES, *WINDOWS, "if", "power", "rolling"])
def test_every_function_is_one_where_it_is_called(word: str) -> None:
    assert lexed(f"  = {word}(a)\n")[1] == (Name.Builtin, word)
    assert lexed(f"  = {word}\n")[1] == (Name, word)


@pytest.mark.parametrize("word", sorted(RESERVED))
def test_no_reserved_word_is_taken_for_a_name(word: str) -> None:
    assert lexed(f"  = a {word} b\n")[2][0] not in Name


def test_a_statement_shows_what_it_declares_of_what_and_as_what() -> None:
    assert lexed('fact late of claim yes_no "Late" = days > 5 days\n') == [
        (Keyword.Declaration, "fact"), (Name.Class, "late"), (Keyword, "of"), (Name.Namespace, "claim"), (Keyword.Type, "yes_no"),
        (String.Double, '"'), (String.Double, "Late"), (String.Double, '"'), (Operator, "="), (Name, "days"), (Operator, ">"),
        (Number, "5"), (Name, "days"),
    ]  # fmt: skip
    assert lexed("  late deny too_late\n") == [(Keyword, "late"), (Keyword.Declaration, "deny"), (Name.Class, "too_late")]


def test_the_first_line_of_a_table_is_its_heading() -> None:
    table = "codes c\n  | code | label |\n  | 94C | \"x\" |\n  | IN-1 | missing |\n  note \"n\"\n"
    kinds = {part: kind for kind, part in lexed(table)}
    assert kinds["code"] == kinds["label"] == Name.Attribute
    assert kinds["94C"] == kinds["IN-1"] == Name.Constant
    assert kinds["missing"] == Keyword.Constant
    assert kinds["note"] == Keyword


def test_a_text_shows_the_values_between_its_braces() -> None:
    kinds = [(kind, part) for kind, part in lexed('  say "On {date}: {{none}}"\n') if kind is not String.Double]
    assert kinds == [(Keyword, "say"), (String.Interpol, "{date}"), (String.Escape, "{{"), (String.Escape, "}}")]


def test_literals_and_comments_are_told_apart() -> None:
    kinds = {part: kind for kind, part in lexed("  = 2022-12-01 + 19:00 + $40.50 + 50% # why\n")}
    assert kinds["2022-12-01"] == kinds["19:00"] == Literal.Date
    assert kinds["$40.50"] == kinds["50%"] == Number
    assert kinds["# why"] == Comment.Single


def test_a_line_goes_on_while_a_bracket_is_open_but_not_into_the_next_statement() -> None:
    inside = lexed("fact x of y\n  = min(\n    limit,\n    2)\n")
    assert (Name, "limit") in inside
    cut = lexed("fact x of y\n  = min((1,\nfact z of y\n  limit 2\n")
    assert (Keyword.Declaration, "fact") in cut[4:]
    assert (Keyword, "limit") in cut


def test_what_the_language_does_not_know_is_marked_and_the_rest_goes_on() -> None:
    assert wrong("fact x of y\n  = a ! b\n  say “quoted”\n") == ["!", "“", "”"]
    assert wrong('  say "open {date"\n') == ["{"]


def test_pygments_finds_the_lexer_by_its_names() -> None:
    """As declared for those who install the library; what is installed here may be older than the sources."""
    import tomllib

    told = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["entry-points"]["pygments.lexers"]
    assert told == {"ccpolicy": f"{PolicyLexer.__module__}:{PolicyLexer.__qualname__}"}
    assert {"ccpolicy", "policy"} == set(PolicyLexer.aliases)
