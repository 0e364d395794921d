"""How a finding looks to a person, a program and a build server."""

from __future__ import annotations

from ccpolicy.diagnostics import Finding, Label
from ccpolicy.diagnostics.render import as_github, as_json, pieces, plain, text
from ccpolicy.source import Source, Span

AGES = Source("xy/ages.policy", "bands level\n  | infant | birth    | 1 year |\n  | older  | 1\tyear   |        |\n")
SPAN = Span("xy/ages.policy", 2, 25, 2, 31)
OTHER = Span("xy/ages.policy", 3, 14, 3, 20)


def sources(name: str) -> Source | None:
    return AGES if name == AGES.name else None


def test_a_finding_shows_its_line_with_carets_labels_and_help() -> None:
    finding = Finding(
        "bands-overlap", "both cover 1 year", SPAN, help="leave one out", labels=(Label(OTHER, "and so is this start"),)
    )
    assert plain(pieces(finding, sources)) == (
        "error[bands-overlap]: both cover 1 year\n"
        "  xy/ages.policy:2:25\n"
        "  2 |   | infant | birth    | 1 year |\n"
        "    |                         ^^^^^^\n"
        "  xy/ages.policy:3:14\n"
        "  3 |   | older  | 1 year   |        |\n"
        "    |              ^^^^^^ and so is this start\n"
        "help: leave one out\n"
    )


def test_a_finding_without_a_file_at_hand_still_says_where_it_is() -> None:
    finding = Finding("gap", "no band covers it", Span("gone.policy", 9, 1, 9, 2))
    assert plain(pieces(finding, sources)) == "error[gap]: no band covers it\n  gone.policy:9:1\n"


def test_a_finding_about_records_says_its_path() -> None:
    finding = Finding("bad-date", "expected a date", path="claim[3].sent", severity="warning")
    assert plain(pieces(finding, sources)) == "warning[bad-date]: expected a date\n  at claim[3].sent\n"


def test_a_stretch_of_several_lines_is_underlined_on_its_first() -> None:
    finding = Finding("x", "y", Span("xy/ages.policy", 1, 1, 3, 4))
    assert plain(pieces(finding, sources)).endswith("  1 | bands level\n    | ^^^^^^^^^^^\n")


def test_a_very_long_line_is_cut_around_the_place() -> None:
    long = Source("xy/ages.policy", "x" * 500 + "HERE" + "y" * 500)
    told = plain(pieces(Finding("x", "y", Span("xy/ages.policy", 1, 501, 1, 505)), lambda _: long))
    shown, carets = told.splitlines()[2:4]
    assert len(shown) < 180
    assert carets.count("^") == 4
    assert shown[carets.index("^") : carets.index("^") + 4] == "HERE"


def test_findings_are_told_with_an_empty_line_between_them() -> None:
    one, two = Finding("a", "first"), Finding("b", "second")
    assert text([one, two], sources) == "error[a]: first\n\nerror[b]: second\n"


def test_a_build_server_gets_one_line_with_what_it_cannot_read_escaped() -> None:
    finding = Finding("gap", "100% missing", Span("a:b,c.policy", 2, 5, 2, 9), help="two\nlines")
    assert as_github(finding) == (
        "::error file=a%3Ab%2Cc.policy,line=2,col=5,endColumn=9,title=gap::100%25 missing%0Ahelp: two lines"
    )


def test_a_program_gets_names_and_numbers() -> None:
    told = as_json(Finding("gap", "m", SPAN, labels=(Label(OTHER, "here"),)))
    assert told["span"] == {"file": "xy/ages.policy", "line": 2, "column": 25, "end_line": 2, "end_column": 31}
    assert told["labels"][0]["text"] == "here"
