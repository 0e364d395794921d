"""What each command does, what it prints where, and what its exit code says."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from commands import Run, in_process, on_terminal

from ccpolicy.records.schema import determination_schema
from ccpolicy.records.validate import validator

POLICY = str(Path(__file__).parent / "swimming")
MONTH = str(Path(__file__).parent / "swimming" / "month.json")

def edited(tmp_path: Path, change: Callable[[dict[str, Any]], object]) -> str:
    """The month with a change, as a file."""
    document = json.loads(Path(MONTH).read_text())
    change(document)
    path = tmp_path / "edited.json"
    path.write_text(json.dumps(document))
    return str(path)


# pay


def test_pay_shows_a_table_for_people(run: Run) -> None:
    code, out, err = run("pay", POLICY, MONTH)
    assert (code, err) == (0, "")
    assert out == (
        "Swimming lessons\n"
        "\n"
        "Course  Swimmer  Paid  Denied  Held  Lesson      Fee  The pool pays  The swimmer pays\n"
        "─────────────────────────────────────────────────────────────────────────────────────\n"
        "c1      s1          2       1        2 of 3  $100.00         $80.00            $20.00\n"
        "c2      s2                        1  0 of 1    $0.00          $0.00             $0.00\n"
        "\n"
        "Total               2       1     1  2 of 4  $100.00         $80.00            $20.00\n"
        "\n"
        "November 2022  1     6       13      20      27\n"
        "               TWTFS SMTWTFS SMTWTFS SMTWTFS SMTW\n"
        "c1             LDL·· ······· ······· ······· ····\n"
        "c2             H···· ······· ······· ······· ····\n"
        "\n"
        "L lesson   D denied   H held   · nothing claimed\n"
        "\n"
        "Not paid\n"
        "  denied: Ice on the water\n"
        "    c1: November 2, 2022 (1 lesson)\n"
        "      November 2, 2022: nobody swims in water that is ice.\n"
        "    [Rules of the pools (2022), “§ 4”]\n"
        "  held: needs information\n"
        "    c2: November 1, 2022 (1 lesson)\n"
        "      Needed: Fee for a lesson, swimmer s2.\n"
        "    [Rules of the pools (2022), “§ 1”]\n"
        "\n"
        "To look at\n"
        "  billed late\n"
        "    c1: Billed December 1, 2022; November 30, 2022 was the last day.\n"
        "    [Rules of the pools (2022), “§ 9”]\n"
        "\n"
        "Deadlines missed\n"
        "  c1\n"
        "    Billing: was due 2022-11-30\n"
        "    [Rules of the pools (2022), “§ 9”]\n"
        "\n"
        "Open questions, and how they were read\n"
        "  Is cool water too cold? Read as fine (cool).\n"
    )


def test_pay_gives_the_published_document(run: Run) -> None:
    code, out, err = run("pay", POLICY, MONTH, "--format", "json")
    document = json.loads(out)
    assert (code, err) == (0, "")
    assert validator(determination_schema())(document) == ()
    assert [(line["id"], line["status"], line["pays"]) for line in document["lines"]] == [
        ("c1/2022-11-01", "paid", "40.00"),
        ("c1/2022-11-02", "denied", "0.00"),
        ("c1/2022-11-03", "paid", "40.00"),
        ("c2/2022-11-01", "held", "0.00"),
    ]


def test_pay_gives_csv(run: Run) -> None:
    code, out, _ = run("pay", POLICY, MONTH, "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(out)))
    assert code == 0
    assert [row["pool_pays"] for row in rows] == ["40.00", "", "40.00", ""]


def test_pay_under_another_reading(run: Run) -> None:
    _, out, _ = run("pay", POLICY, MONTH, "--format", "json", "--reading", "cool=too_cold")
    document = json.loads(out)
    assert document["policy"]["readings"] == {"cool": "too_cold"}
    assert [line["status"] for line in document["lines"]] == ["paid", "denied", "denied", "held"]


@pytest.mark.parametrize("ending", ["json", "csv", "txt"])
def test_pay_writes_a_file_in_the_format_of_its_ending(run: Run, tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"out.{ending}"
    code, out, _ = run("pay", POLICY, MONTH, "-o", str(path))
    form = {"txt": "table"}.get(ending, ending)
    assert (code, out) == (0, "")
    assert path.read_bytes().decode() == run("pay", POLICY, MONTH, "--format", form)[1]
    assert [file.name for file in tmp_path.iterdir()] == [path.name]


def test_a_file_that_cannot_be_written_stays_as_it_was(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "kept.json"
    path.write_text("as it was")
    bad = edited(tmp_path, lambda document: document["course"][0].update(sent="soon"))
    assert run("pay", POLICY, bad, "-o", str(path))[0] == 3
    assert path.read_text() == "as it was"
    assert run("pay", POLICY, MONTH, "-o", str(tmp_path / "none" / "x.json"))[0] == 2


def test_a_caseload_comes_from_yaml_tables_or_stdin_as_well(tmp_path: Path) -> None:
    document = json.loads(Path(MONTH).read_text())
    folder = tmp_path / "tables"
    folder.mkdir()
    for kind, rows in document.items():
        names = list(dict.fromkeys(name for row in rows for name in row))
        with (folder / f"{kind}.csv").open("w", newline="") as file:
            writer = csv.DictWriter(file, names)
            writer.writeheader()
            writer.writerows(rows)
    text = tmp_path / "month.yaml"
    text.write_text(Path(MONTH).read_text())
    expected = in_process("pay", POLICY, MONTH).stdout
    assert expected.startswith("Swimming lessons\n")
    assert in_process("pay", POLICY, str(folder)).stdout == expected
    assert in_process("pay", POLICY, str(text)).stdout == expected
    assert in_process("pay", POLICY, "-", input=Path(MONTH).read_text()).stdout == expected


def test_bad_records_are_all_told_and_nothing_is_paid(run: Run, tmp_path: Path) -> None:
    def spoil(document: dict[str, Any]) -> None:
        document["swimmer"][0]["fee"] = 50
        document["course"][1]["swimer"] = "s2"

    code, out, err = run("pay", POLICY, edited(tmp_path, spoil))
    assert (code, out) == (3, "")
    assert err == (
        'error[bare-number]: swimmer[0].fee: `50` could be cents; write "50.00", in quotes and with cents\n'
        "error[unknown-field]: course[1].swimer: `course` has no `swimer`; did you mean `swimmer`?\n"
        "2 problems with the input records; nothing was determined\n"
    )


def test_keep_going_pays_the_rest_lists_what_is_left_out_and_says_so(run: Run, tmp_path: Path) -> None:
    bad = edited(tmp_path, lambda document: document["course"][1].update(starts="1/11/2022"))
    code, out, err = run("pay", POLICY, bad, "--keep-going", "--format", "json")
    document = json.loads(out)
    assert (code, err) == (3, "input rows left out: 1; the result lists them\n")
    assert {line["course"] for line in document["lines"]} == {"c1"}
    assert [(f["kind"], f["code"], f["row"]) for f in document["findings"]][-1] == (
        "left_out", "bad-date", "course[1].starts",
    )


def test_keep_going_leaves_out_a_claim_when_one_of_its_rows_matches_nothing(run: Run, tmp_path: Path) -> None:
    bad = edited(tmp_path, lambda document: document["day"].append({"course": "c2", "date": "2022-12-24"}))
    assert run("pay", POLICY, bad)[0] == 3
    code, out, _ = run("pay", POLICY, bad, "--keep-going", "--format", "json")
    assert code == 3
    assert {line["course"] for line in json.loads(out)["lines"]} == {"c1"}


# explain


def test_explain_says_why_a_line_is_not_paid(run: Run) -> None:
    assert run("explain", POLICY, MONTH, "--line", "c1/2022-11-02") == (
        0,
        "c1/2022-11-02: denied\n"
        "  Denied: Ice on the water, 1 lesson\n"
        "    November 2, 2022: nobody swims in water that is ice. [1]\n"
        "\n"
        "[1] Rules of the pools (2022), “§ 4”\n",
        "",
    )


@pytest.mark.parametrize(("depth", "part"), [("2", "What this rests on:"), ("3", "How it was worked out:")])
def test_explain_goes_deeper(run: Run, depth: str, part: str) -> None:
    _, out, _ = run("explain", POLICY, MONTH, "--line", "c1/2022-11-01", "--depth", depth)
    assert part in out
    assert "Fee = $50.00" in out


# check, test, schema


def test_check_says_when_there_is_nothing_to_say(run: Run) -> None:
    assert run("check", POLICY) == (0, "", "1 policy checked: nothing to report\n")


def test_check_runs_the_examples_in_a_policy(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "pools").mkdir()
    text = (Path(POLICY) / "program.policy").read_text().replace("| $50         | $40 ", "| $50         | $41 ")
    (tmp_path / "pools" / "program.policy").write_text(text)
    code, out, err = run("check", "pools")
    assert (code, err) == (1, "1 policy checked: 1 error\n")
    assert out == (
        "error[example-fails]: the example `a dear lesson` does not hold: row 1: pool_pays is $40.00, expected $41.00\n"
        "  pools/program.policy:75:1\n"
        "  75 | example \"a dear lesson\" of day_payment on 2022-11-01\n"
        f"     | {'^' * 52}\n"
        "help: correct the rule, or what the example expects\n"
    )


BROKEN = 'policy broken "Broken"\n  from 2022-01-01\n  limit 3\n'


@pytest.fixture
def broken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / "program.policy").write_text(BROKEN)
    return "broken"


def test_check_shows_the_line_and_what_to_do(run: Run, broken: str) -> None:
    code, out, _ = run("check", broken)
    assert code == 1
    assert out.startswith(
        "error[misplaced-clause]: `limit` is not a clause of `policy`\n"
        "  broken/program.policy:3:3\n"
        "  3 |   limit 3\n"
        "    |   ^^^^^^^\n"
        "help: it belongs to `allowance`\n"
    )


def test_check_speaks_json_and_the_build_servers_language(run: Run, broken: str) -> None:
    found = json.loads(run("check", broken, "--format", "json")[1])["findings"][0]
    assert (found["name"], found["span"]["file"], found["span"]["line"]) == (
        "misplaced-clause", "broken/program.policy", 3,
    )
    _, out, _ = run("check", broken, "--format", "github")
    assert out.startswith("::error file=broken/program.policy,line=3,col=3,endColumn=10,title=misplaced-clause::")


def test_a_policy_that_is_wrong_pays_nothing(run: Run, broken: str) -> None:
    code, out, err = run("pay", broken, MONTH)
    assert (code, out) == (4, "")
    assert "error[misplaced-clause]" in err


def test_the_examples_and_cases_of_a_policy_are_run(run: Run) -> None:
    assert run("test", POLICY, "-v") == (
        0,
        "ok     swimming: a dear lesson\n"
        "ok     cold.yaml: a lesson below the maximum is paid whole\n"
        "ok     cold.yaml: ice is not swum in\n",
        "all 3 hold\n",
    )


def test_a_case_that_does_not_hold_is_told_with_the_difference(run: Run, tmp_path: Path) -> None:
    copy = tmp_path / "swimming"
    (copy / "cases").mkdir(parents=True)
    (copy / "program.policy").write_text((Path(POLICY) / "program.policy").read_text())
    case = (Path(POLICY) / "cases" / "cold.yaml").read_text().replace('pool_pays: "30.00"', 'pool_pays: "31.00"')
    (copy / "cases" / "cold.yaml").write_text(case)
    code, out, err = run("test", str(copy))
    assert (code, err) == (1, "1 of 3 failed\n")
    assert "FAILED cold.yaml: a lesson below the maximum is paid whole" in out
    assert "31.00" in out
    assert "30.00" in out


def test_a_single_case_file_is_run_with_the_policy_it_stands_under(run: Run) -> None:
    assert run("test", f"{POLICY}/cases/cold.yaml", "-k", "ICE")[::2] == (0, "all 1 hold\n")


@pytest.mark.parametrize("side", ["input", "output"])
def test_schema_prints_a_json_schema(run: Run, side: str) -> None:
    code, out, _ = run("schema", POLICY, "--of", side)
    fits = validator(json.loads(out))
    given = json.loads(Path(MONTH).read_text() if side == "input" else run("pay", POLICY, MONTH, "--format", "json")[1])
    assert (code, fits(given)) == (0, ())


# Wrong use


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["pya"], "there is no command `pya`; did you mean pay?"),
        (["pay", "no_such_policy", MONTH], "there is no policy and no path `no_such_policy`"),
        (["pay", MONTH, POLICY], "is not a policy: give a packaged name, a folder or a .policy file"),
        (["pay", POLICY, "none.json"], "there is no file or folder `none.json`"),
        (["pay", POLICY, MONTH, "--known-on", "6/10/2023"], "`6/10/2023` is not a date such as 2023-06-10"),
        (["pay", POLICY, MONTH, "--reading", "cool"], "write a reading as NAME=VALUE"),
        (["pay", POLICY, MONTH, "--reading", "col=fine"], "did you mean cool?"),
        (["pay", POLICY, MONTH, "--reading", "cool=hot"], "`cool` can be read as too_cold or fine, not as `hot`"),
        (["pay", POLICY, MONTH, "--format", "xml"], "'xml' is not one of"),
        (["explain", POLICY, MONTH, "--line", "c1/2022-11-04"], "there is no line `c1/2022-11-04`"),
        (["explain", POLICY, MONTH, "--line", "c1/2022-11-01", "--lang", "xx"], "no explanations in `xx`"),
        (["check", POLICY, "--plan"], "No such option '--plan'."),
        (["check", "nowhere"], "there is no policy and no path `nowhere`"),
    ],
)
def test_wrong_use_says_what_is_wrong_and_what_there_is(run: Run, arguments: list[str], words: str) -> None:
    code, out, err = run(*arguments)
    assert (code, out) == (2, "")
    assert words in err


@pytest.mark.parametrize("arguments", [["--help"], ["--version"], ["pay", "--help"], ["check", "-h"]])
def test_help_and_version_are_results(run: Run, arguments: list[str]) -> None:
    code, out, err = run(*arguments)
    assert (code, err) == (0, "")
    assert out


def test_a_fault_of_ours_is_one_line_that_says_so(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def break_down(*_: object) -> None:
        raise ZeroDivisionError("oops")

    monkeypatch.setattr("ccpolicy.library.load", break_down)
    code, out, err = run("pay", POLICY, MONTH)
    assert (code, out) == (70, "")
    assert err.startswith("this is a fault of ccpolicy, not of your files: ZeroDivisionError: oops\n")
    assert "Traceback" not in err
    monkeypatch.setenv("CCPOLICY_DEBUG", "1")
    with pytest.raises(ZeroDivisionError):
        run("pay", POLICY, MONTH)


# Terminals and pipes


def test_a_reader_that_has_seen_enough_is_no_error() -> None:
    src = str(Path(__file__).parents[2] / "src")
    piped = f"{sys.executable} -m ccpolicy pay {POLICY} {MONTH} --format json | head -c 1; exit ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", piped], env={**os.environ, "PYTHONPATH": src}, capture_output=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, b"{", b"")


def test_control_characters_and_markup_in_data_are_plain_text(run: Run, tmp_path: Path) -> None:
    def spoil(document: dict[str, Any]) -> None:
        document["swimmer"][0]["id"] = "[red]s1[nope]"
        document["course"][0]["swimmer"] = "[red]s1[nope]"

    _, out, _ = run("pay", POLICY, edited(tmp_path, spoil))
    assert "[red]s1[nope]" in out
    bad = edited(tmp_path, lambda document: document.update({"\x1b[2Jx": []}))
    _, _, err = run("pay", POLICY, bad)
    assert "\x1b" not in err


def test_there_is_no_colour_in_a_pipe() -> None:
    done = in_process("pay", POLICY, MONTH, env={"FORCE_COLOR": "", "TERM": "xterm-256color"})
    assert "\x1b" not in done.stdout + done.stderr


def test_there_is_colour_on_a_terminal_unless_no_color_is_set(broken: str) -> None:
    red, bold_red = "\x1b[31", "\x1b[1;31m"
    assert bold_red in on_terminal("check", broken)
    without = on_terminal("check", broken, NO_COLOR="1")
    assert red not in without
    assert bold_red not in without
