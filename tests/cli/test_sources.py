"""`ccpolicy sources`: what it shows, when it fails, and what it writes."""

from __future__ import annotations

import json
import re
from io import StringIO
from pathlib import Path

import pytest
from commands import Run, on_terminal

from allotments import CASES, DOCUMENT, POLICY, REQUIREMENTS, SENTENCE, lay_out

WORDS = {
    'codes work "Kinds of work"\n  cite': "every member", "asks plot": "let from march", "apply not_yet": "costs its holder",
    "| yes_it": "costs its holder", "| no_it": "nobody digs", '  because "Nobody complained."\n  cite': "costs its holder",
    'say "{week}: nobody digs."\n  cite': "nobody digs", "instead": "over 80", 'because "No fee': "spades are lent",
}  # fmt: skip


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The policy `allotments` and its documents `texts`, in the current folder."""
    monkeypatch.chdir(tmp_path)
    lay_out(tmp_path)
    return tmp_path


def pin_all(run: Run, place: Path) -> None:
    """Every citation of the rules pinned, as an analyst does it: the list, words for each line, and back."""
    _, listed, _ = run("sources", "allotments", "--pin")
    lines = [line + " " + _words(int(line.split(":")[1].split()[0])) for line in listed.splitlines()]
    (place / "pins.txt").write_text("\n".join(lines))
    told = run("sources", "allotments", "--pin", "--documents", "texts", "--pin-list", "pins.txt")
    assert told == (0, "", "9 pinned in 1 file\n")


def _words(line: int) -> str:
    """The words for the citation on a line: those of the nearest text above."""
    above = "\n".join(POLICY.split("\n")[:line])
    return max(((above.rfind(text.split("\n")[0]), words) for text, words in WORDS.items() if text.split("\n")[0] in above))[1]


def test_without_options_it_lists_sources_with_their_places(run: Run, place: Path) -> None:
    code, out, err = run("sources", "allotments")
    assert (code, err) == (0, "")
    assert "rules: Rules of the Allotments\n9 citations, document rules.txt\n" in out
    assert "letter: A letter of the committee\n1 citation, from 2026-02-01\n" in out
    assert "4  Late fees" in out


def test_the_audit_tells_each_requirement_and_the_totals(run: Run, place: Path) -> None:
    code, out, err = run("sources", "allotments", "--audit")
    assert (code, err) == (0, "all accounted for\n")
    assert "deny undug of plot (allotments/program.policy:37)" in out
    assert "case weeks: not dug" in out
    assert "5 requirements, 3 encoded, 1 unsettled, 1 unmodelled, 1 context, 3 with a case, 0 unclassified" in out


@pytest.mark.parametrize(
    "changed, told",
    [
        ({"policy": POLICY.replace("  meets AL-04\n", "")}, "AL-04: no rule, open point, omission or context is about it"),
        ({"cases": CASES.replace("AL-02", "AL-01")}, "AL-02: it is in a rule and no case shows it"),
        ({"cases": CASES.replace("[AL-02]", "[AL-02, AL-99]")}, "weeks: not dug: there is no requirement AL-99"),
    ],
)
def test_a_requirement_not_accounted_for_fails_the_audit(
    run: Run, place: Path, changed: dict[str, str], told: str
) -> None:
    lay_out(place, **changed)
    code, out, err = run("sources", "allotments", "--audit")
    assert (code, err) == (1, "1 problem\n")
    assert f"problem: {told}" in " ".join(out.split())


def test_an_id_that_does_not_exist_is_found_by_check_and_by_sources(run: Run, place: Path) -> None:
    lay_out(place, policy=POLICY.replace("meets AL-04", "meets AL-40"))
    code, out, _ = run("check", "allotments")
    assert (code, "error[unknown-requirement]" in out) == (1, True)
    assert run("sources", "allotments", "--audit")[0] == 4


def test_the_list_goes_out_with_places_and_comes_back_with_words(run: Run, place: Path) -> None:
    pin_all(run, place)
    assert run("sources", "allotments", "--pin") == (
        0, "", "0 to pin; add words of the sentence to each line and give it with --pin-list\n",
    )
    code, out, err = run("sources", "allotments", "--documents", "texts")
    assert (code, err) == (0, "all accounted for\n")
    assert "10 citations, 9 pinned, 9 sentences found, 0 not found, 0 not pinned, 1 of sources without a document" in " ".join(
        out.split()
    )
    assert run("fmt", "--check", "allotments")[0] == 0
    assert run("check", "allotments")[0] == 0
    assert SENTENCE not in (place / "allotments" / "program.policy").read_text(encoding="utf-8")


def test_pins_are_all_that_changes(run: Run, place: Path) -> None:
    pin_all(run, place)
    pinned = (place / "allotments" / "program.policy").read_text(encoding="utf-8")
    bare = re.sub(r' pin "[0-9a-f]{12}"', "", pinned)
    bare = re.sub(r'"[0-9a-f]{12}"', '""', bare)
    assert [line.split() for line in bare.split("\n")] == [line.split() for line in POLICY.split("\n")]


def test_one_changed_character_fails_with_rule_line_and_place(run: Run, place: Path) -> None:
    pin_all(run, place)
    (place / "texts" / "rules.txt").write_text(DOCUMENT.replace("five dollars", "six dollars"), encoding="utf-8")
    code, out, err = run("sources", "allotments", "--documents", "texts")
    told = " ".join(out.split())
    assert (code, err) == (1, "3 problems\n")
    assert "problem: allotments/program.policy:43:" in told
    assert "deny undug of plot, “Late fees”: no sentence under this place (lines 11 to 18) is the one that was pinned" in told
    assert "six dollars" not in out
    assert "five dollars" not in out


def test_a_citation_of_a_document_without_a_pin_fails(run: Run, place: Path) -> None:
    code, out, err = run("sources", "allotments", "--documents", "texts")
    assert (code, err, "it is not pinned" in out) == (1, "9 problems\n", True)


def test_a_document_that_is_missing_is_told_once(run: Run, place: Path) -> None:
    (place / "texts" / "rules.txt").unlink()
    code, out, err = run("sources", "allotments", "--documents", "texts")
    assert (code, err) == (1, "1 problem\n")
    assert "problem: rules: rules.txt cannot be read: no such file or directory" in out


def test_how_sentences_begin_is_shown_when_asked_for(run: Run, place: Path) -> None:
    pin_all(run, place)
    assert "In August nobody digs" not in run("sources", "allotments", "--documents", "texts")[1]
    assert "line 21: In August nobody digs." in run("sources", "allotments", "--documents", "texts", "--show-values")[1]


def test_nothing_is_written_if_one_line_names_no_sentence(run: Run, place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = (place / "allotments" / "program.policy").read_bytes()
    monkeypatch.setattr("sys.stdin", StringIO("allotments/program.policy:43 late fee\nallotments/program.policy:1 x\n"))
    code, out, err = run("sources", "allotments", "--pin", "--documents", "texts", "--pin-list", "-")
    assert (code, err) == (1, "1 of 2 could not be pinned; nothing was written\n")
    assert out == "line 2 of the list, allotments/program.policy:1: no citation stands there\n"
    assert (place / "allotments" / "program.policy").read_bytes() == before


def test_windows_line_ends_stay(run: Run, place: Path) -> None:
    file = place / "allotments" / "program.policy"
    file.write_bytes(POLICY.replace("\n", "\r\n").encode())
    (place / "pins.txt").write_text("allotments/program.policy:43 costs its holder\n")
    assert run("sources", "allotments", "--pin", "--documents", "texts", "--pin-list", "pins.txt")[0] == 0
    lines = file.read_bytes().decode().split("\n")
    assert all(line.endswith("\r") for line in lines[:-1])
    assert re.search(r'sentence: "[0-9a-f]{12}"', file.read_text())


@pytest.mark.parametrize("name", ["../rules.txt", "/etc/passwd", "more/rules.txt", "..", "C:rules.txt", "a\\\\b", ""])
def test_a_document_is_named_by_its_file_name_alone(run: Run, place: Path, name: str) -> None:
    lay_out(place, policy=POLICY.replace('document "rules.txt"', f'document "{name}"'))
    code, out, _ = run("check", "allotments")
    assert (code, "error[bad-file]" in out) == (1, True)


@pytest.mark.parametrize("name", ["../requirements.yaml", "no.yaml", "/etc/passwd", "cases"])
def test_requirements_stand_in_the_folder_of_the_policy(run: Run, place: Path, name: str) -> None:
    (place / "requirements.yaml").write_text(REQUIREMENTS)
    lay_out(place, policy=POLICY.replace('requirements "requirements.yaml"', f'requirements "{name}"'))
    code, out, _ = run("check", "allotments")
    assert (code, "error[bad-file]" in out) == (1, True)


def test_a_policy_without_requirements_has_no_audit_but_has_its_sources(run: Run, place: Path) -> None:
    lay_out(place, policy=POLICY.replace('  requirements "requirements.yaml"\n', ""))
    assert run("sources", "allotments")[0] == 0
    code, _, err = run("sources", "allotments", "--audit")
    assert (code, err) == (2, 'error: allotments names no requirements: add requirements "FILE.yaml" to its heading\n')


@pytest.mark.parametrize(
    "arguments, told",
    [
        (("--pin-list", "pins.txt"), "--documents DIR says where the documents are"),
        (("--pin", "--audit"), "--pin goes alone"),
        (("--documents", "nowhere"), "there is no folder `nowhere`"),
        (("--pin", "--documents", "texts", "--pin-list", "nothing.txt"), "nothing.txt cannot be read"),
    ],
)
def test_wrong_use_is_told(run: Run, place: Path, arguments: tuple[str, ...], told: str) -> None:
    code, _, err = run("sources", "allotments", *arguments)
    assert (code, told in err) == (2, True)


def test_programs_get_it_all_as_json(run: Run, place: Path) -> None:
    pin_all(run, place)
    code, out, _ = run("sources", "allotments", "--audit", "--documents", "texts", "--format", "json")
    told = json.loads(out)
    assert (code, told["problems"]) == (0, [])
    assert told["sources"][0]["places"]["Late fees"] == 4
    assert told["requirement_totals"]["encoded"] == 3
    assert told["citation_totals"]["pinned"] == 9
    (second,) = [each for each in told["requirements"] if each["id"] == "AL-02"]
    assert (second["classes"], second["cases"]) == (["encoded", "unsettled"], ["weeks: not dug"])
    assert {each["state"] for each in told["citations"]} == {"found", "without document"}


@pytest.mark.parametrize("columns", ["40", "80"])
def test_no_line_is_wider_than_a_narrow_terminal(place: Path, columns: str) -> None:
    out = on_terminal("sources", "allotments", "--audit", COLUMNS=columns, NO_COLOR="1")
    plain = re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", out)
    assert "AL-05" in plain
    assert max(len(line.rstrip()) for line in plain.splitlines()) <= int(columns)
