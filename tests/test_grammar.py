"""The grammar has one reading, is fast on any text, and whatever is not the language becomes a finding."""

from __future__ import annotations

import re
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from attrs import fields
from hypothesis import example, given, settings
from hypothesis import strategies as st

from ccpolicy.dsl.clauses import ALLOWED
from ccpolicy.dsl.layout import CLAUSES, OPTIONS, STATEMENTS
from ccpolicy.dsl.load import load_policy, load_text
from ccpolicy.dsl.parse import grammar, parse
from ccpolicy.model.invariants import problems
from ccpolicy.model.policy import Policy
from ccpolicy.source import Source
from dsl.mini import BODY, HEAD

LONG = 100_000
HANG = 10.0
"""Seconds. Only a hang takes this long: the texts below take hundredths."""

POLICY = HEAD + BODY


def test_the_grammar_has_one_reading() -> None:
    """Strict mode raises for two rules that fit the same words, and for two terminals that fit the same text."""
    grammar(strict=True)


def test_every_clause_of_the_table_is_a_word_of_the_language() -> None:
    words = {word for clauses in ALLOWED.values() for word in clauses if word != "=" and not word.endswith("_")}
    assert words <= set(CLAUSES) | set(STATEMENTS)
    assert set(ALLOWED) == set(STATEMENTS)
    assert set(OPTIONS) <= set(CLAUSES)


# ------------------------------------------------------------------ long texts

PIECES = ["a", "A", "A-", "1", "1A-", "0.", "9:", "2022-", "$1", "$1.", "1%", '"', '"a', '""', "#", "# a\n", "\n", "\n  ", " ",
          "\t", "(", ")", "|", "| ", "=", "<", ".", "a.", "-", "- ", "_", "é", "\u202e", "\x00", "{", "“"]
TERMINALS = {terminal.name: terminal.pattern.to_regexp() for terminal in grammar().terminals if terminal.pattern}


@pytest.mark.parametrize("name", TERMINALS)
def test_a_terminal_reads_a_long_text_in_one_pass(name: str) -> None:
    """Whatever a text repeats and however it ends, no terminal tries its ways through it again and again."""
    pattern = re.compile(TERMINALS[name])
    begun = time.perf_counter()
    for piece in PIECES:
        for lead in ("", '"', "$", "1"):
            pattern.match(lead + piece * (LONG // len(piece)) + "!")
    assert time.perf_counter() - begun < HANG


@pytest.mark.parametrize("lead", ["", "fact a of b = ", 'fact a of b\n  say "'])
@pytest.mark.parametrize("piece", PIECES, ids=ascii)
def test_a_long_text_is_read_without_hanging(piece: str, lead: str) -> None:
    begun = time.perf_counter()
    parse(Source("long", lead + piece * (LONG // len(piece)) + "!"))
    assert time.perf_counter() - begun < HANG


# ------------------------------------------------------------------ bytes of a file

WRITINGS = {
    "as it is": lambda text: text.encode(),
    "with a byte order mark": lambda text: b"\xef\xbb\xbf" + text.encode(),
    "with carriage returns before line feeds": lambda text: text.replace("\n", "\r\n").encode(),
    "with carriage returns only": lambda text: text.replace("\n", "\r").encode(),
    "with both": lambda text: b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode(),
    "without a last line end": lambda text: text.rstrip("\n").encode(),
    "with blanks at line ends": lambda text: text.replace("\n", "  \n").encode(),
    "with comments between lines": lambda text: text.replace("\n  ", "\n# a comment\n    # another\n  ").encode(),
}


def _written(folder: Path, content: bytes) -> Policy:
    folder.mkdir()
    (folder / "program.policy").write_bytes(content)
    policy, findings = load_policy(folder)
    assert findings == ()
    assert policy is not None
    return policy


@pytest.mark.parametrize("how", WRITINGS)
def test_a_policy_says_the_same_however_its_file_was_saved(tmp_path: Path, how: str) -> None:
    plain = _written(tmp_path / "plain", POLICY.encode())
    saved = _written(tmp_path / "saved", WRITINGS[how](POLICY))
    assert {**_parts(saved), "fingerprint": ""} == {**_parts(plain), "fingerprint": ""}


def test_line_ends_and_byte_order_marks_leave_the_fingerprint_alone(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    plain = _written(tmp_path / "a" / "same", POLICY.encode())
    saved = _written(tmp_path / "b" / "same", WRITINGS["with both"](POLICY))
    assert saved.fingerprint == plain.fingerprint


def _parts(policy: Policy) -> dict[str, object]:
    """All that a policy says: mappings are left out of its equality."""
    return {part.name: getattr(policy, part.name) for part in fields(Policy)}


# ------------------------------------------------------------------ deep texts

DEEP = 500
DEEP_TEXTS = {
    "brackets": f"fact deep of day\n  = {'(' * DEEP}1{')' * DEEP}\n",
    "brackets left open": f"fact deep of day\n  = {'(' * DEEP}\n",
    "nots": f"fact deep of day\n  = {'not ' * DEEP}stay.half\n",
    "minus signs": f"fact deep of day\n  = {'-' * DEEP}1\n",
    "sums": f"fact deep of day\n  = 1{' + 1' * DEEP}\n",
    "fallbacks": f"fact deep of day\n  = stay.ends{' otherwise stay.ends' * DEEP}\n",
    "calls": f"fact deep of day\n  = {'min(' * DEEP}1{', 1)' * DEEP}\n",
    "steps of a path": f"fact deep of day\n  = stay{'.stay' * DEEP}\n",
    "indented clauses": "fact deep of day\n" + "".join(f"{' ' * (at + 2)}except \"x\"\n" for at in range(DEEP)),
    "indented statements": 'amendment "deep"\n' + "".join(f"{' ' * (at + 2)}amendment \"x\"\n" for at in range(DEEP)),
    "brackets in a text": f'flag deep of day\n  when stay.half\n  say "{{{"(" * DEEP}}}"\n',
    "nots in a text": f'flag deep of day\n  when stay.half\n  say "{{{"not " * DEEP}stay.half}}"\n',
    "minus signs in a text": f'flag deep of day\n  when stay.half\n  say "{{{"-" * DEEP}1}}"\n',
    "a circle of facts": "".join(f"fact f{at} of day = f{(at + 1) % DEEP} + 1\n" for at in range(DEEP)),
}


@pytest.fixture(params=[1_000, 10_000], ids=["as Python starts", "after a determination"])
def stack(request: pytest.FixtureRequest) -> Iterator[None]:
    """However much of the stack there is: a determination leaves more of it behind than Python starts with."""
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(request.param)
    yield
    sys.setrecursionlimit(before)


@pytest.mark.usefixtures("stack")
@pytest.mark.parametrize("text", DEEP_TEXTS.values(), ids=DEEP_TEXTS.keys())
def test_what_is_nested_too_deep_is_told_and_not_fatal(text: str) -> None:
    policy, findings = load_text(POLICY + "\n" + text)
    assert policy is None
    assert findings


@pytest.mark.usefixtures("stack")
@pytest.mark.parametrize("length", [50, 100, 200, DEEP])
def test_a_long_chain_of_facts_is_read_in_either_direction(length: int) -> None:
    """Facts may stand in any order, so a chain of them is no deeper for being told from its end."""
    chain = ["fact f0 of day = 1\n", *(f"fact f{at} of day = f{at - 1} + 1\n" for at in range(1, length))]
    last = f'flag long of day\n  when f{length - 1} > 0\n  say "{{date}}"\n  cite book "p. 9"\n'
    _, forward = load_text(POLICY + "".join(chain) + last)
    _, backward = load_text(POLICY + "".join(reversed(chain)) + last)
    assert (forward, backward) == ((), ())


# ------------------------------------------------------------------ any text

SLIPS = {
    "a name where a worksheet has a label": BODY.replace('| "State pays" |', "| unpaid |"),
    "a number without its unit as a table's edge": BODY + """
table price
  takes mark, hours hours from low below high
  gives money
  | mark | low | high | amount |
  | 1 | 0 hours | 5 hours | $20 |
  | 1 | 5 | | $40 |
""",
    "missing as a table's edge": BODY + """
table price
  takes mark, hours hours from low below high
  gives money
  | mark | low | high | amount |
  | 1 | 0 hours | missing | $20 |
  | 1 | 5 hours | | $40 |
""",
}


@pytest.mark.parametrize("text", SLIPS.values(), ids=SLIPS.keys())
def test_a_slip_in_a_table_is_told(text: str) -> None:
    policy, findings = load_text(HEAD + text)
    assert policy is None
    assert findings


WORDS = [
    *sorted({*STATEMENTS, *CLAUSES}),
    "day", "stay", "child", "claim", "mark", "code", "date", "half", "missing", "yes", "no", "and", "or", "not", "is", "in", "of",
    "by", "per", "to", "over", "where", "otherwise", "rounded", "up", "through", "tentative", "count", "sum", "any", "min", "if",
    "$40", "50%", "5 hours", "10 days", "2022-12-01", "19:00", "43", "IN-1", "1.5", '"text"', '"{date}"', '"{"', '"{ }"', "(", ")",
    ",", "=", "+", "-", "*", "/", "<", ">=", ".", ":", "|", "#", "money", "state_pays", "absences", "book",
]
SOUP = st.lists(
    st.tuples(st.sampled_from(["\n", "\n  ", "\n    ", " ", " ", " ", ""]), st.sampled_from(WORDS)), min_size=1, max_size=40
).map(lambda pairs: "".join(gap + word for gap, word in pairs))
NAMES = sorted(set(re.findall(r"[a-z_]+|\|", BODY)))


def _told(text: str) -> None:
    """Findings that say what and where, or a policy of which all holds that must."""
    policy, findings = load_text(text)
    assert findings or policy is not None
    assert (problems(policy) if policy is not None else []) == []
    for finding in findings:
        assert finding.name
        assert finding.message
        assert finding.place


@settings(max_examples=100)
@given(st.binary(max_size=200))
@example(b"\xff\xfe")
@example(b"\x00")
@example(b"policy a \"b\"\n  from 2022-01-01\n\xc3")
def test_any_bytes_in_a_file_give_findings(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    folder = tmp_path_factory.mktemp("any")
    (folder / "program.policy").write_bytes(content)
    policy, findings = load_policy(folder)
    assert policy is None
    assert findings


@settings(max_examples=100)
@given(st.text(max_size=200))
def test_any_text_after_a_policy_is_told_or_read(text: str) -> None:
    _told(POLICY + text)


@settings(max_examples=250)
@given(SOUP)
@example("\nfact x of day = 1\n  from 2022-12-01 through 2022-01-01")
def test_words_of_the_language_in_any_order_are_told_or_read(text: str) -> None:
    _told(POLICY + text)


@settings(max_examples=150)
@given(st.integers(0, len(BODY) - 1), st.integers(0, 12), st.sampled_from(["", *WORDS]))
def test_a_policy_with_a_piece_taken_out_or_put_in_is_told_or_read(at: int, length: int, put: str) -> None:
    _told(HEAD + BODY[:at] + put + BODY[at + length :])


@settings(max_examples=150)
@given(st.sampled_from(NAMES), st.sampled_from([*NAMES, *WORDS]))
def test_a_policy_with_a_word_changed_everywhere_is_told_or_read(old: str, new: str) -> None:
    _told(HEAD + re.sub(rf"(?<![a-z_]){re.escape(old)}(?![a-z_])", lambda _: new, BODY))
