"""Whatever comes in, reading it ends: at each limit it is taken, one beyond it is told by name, and nothing takes long.

The inputs are those of `at_limits.py` and `hostile.py`; `bench/limits.py` prints what each takes.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from attrs import evolve

from at_limits import PAIRS, ROWS, USAGE, all_rows, rows, told
from ccpolicy import front, library, limits
from ccpolicy.diagnostics.catalog import POLICY, RECORDS
from ccpolicy.dsl.load import load_policy
from ccpolicy.engine import rows as making
from ccpolicy.errors import UsageError
from ccpolicy.testing.cases import load_policy_text

TESTS = Path(__file__).parent
DEFINITION = TESTS.parents[0] / "docs" / "language" / "18-limits.md"

SECONDS, MEBIBYTES = 60, 1024
"""Of the processor, and of addresses, for all hostile inputs together: several times what they take."""


@pytest.mark.parametrize("name", PAIRS)
def test_at_the_limit_an_input_is_taken_and_beyond_it_the_limit_is_named(name: str) -> None:
    limit, made, at, over = PAIRS[name]
    assert limit.finding not in made(at)
    assert limit.finding in made(over)


def test_every_limit_is_tried() -> None:
    tried = {limit.of for limit, *_ in PAIRS.values()}
    assert {limit.of for limit in limits.LIMITS} - tried == {limits.ROWS.of}


def test_more_rows_than_a_run_may_hold_are_not_made(monkeypatch: pytest.MonkeyPatch) -> None:
    """The real limit takes a minute to reach; a smaller one is held in the same place."""
    monkeypatch.setattr(making, "ROWS", evolve(limits.ROWS, most=200))
    assert all_rows(200) == []
    assert all_rows(201) == ["too-many-rows"]


def test_every_limit_is_told_by_a_name_of_the_catalogue() -> None:
    known = {*POLICY, *RECORDS, USAGE}
    assert [limit.of for limit in limits.LIMITS if limit.finding not in known] == []


def test_the_definition_lists_every_limit_with_its_name() -> None:
    listed = re.findall(r"^\| (.+?) \| (.+?) \| (.+?) \|$", DEFINITION.read_text(encoding="utf-8"), re.MULTILINE)
    told_by = {USAGE: "a wrong use, in words"}
    assert listed[1:] == [
        (limit.of, str(limit), told_by.get(limit.finding, f"`{limit.finding}`")) for limit in limits.LIMITS
    ]


def test_hostile_inputs_come_to_an_end_in_little_time_and_memory() -> None:
    """Each is refused or taken, in words; without the limits one of them alone takes longer, or more, than all may."""
    command = f"ulimit -t {SECONDS} -v {MEBIBYTES * 1024}; exec {sys.executable} {TESTS / 'hostile.py'}"
    found = subprocess.run(
        ["/bin/sh", "-c", command], capture_output=True, text=True, check=False, env={**os.environ, "PYTHONHASHSEED": "0"}
    )
    assert found.returncode == 0, found.stderr[-2000:]
    said = [json.loads(line) for line in found.stdout.splitlines()]
    from hostile import RECORDS as records
    from hostile import TEXTS as texts

    assert [what for what, *_ in said] == [*(texts | records)]


# ---------------------------------------------------------------------- what leads out of a folder


@pytest.mark.parametrize(
    "name",
    ["../x.csv", "/etc/passwd", "a/../../x.csv", "..", ".", "", "a\\..\\x.csv", "C:x.csv", "a\tb.csv", "a" * 3000],
)
def test_a_table_is_a_file_of_the_policys_folder_or_below(tmp_path: Path, name: str) -> None:
    assert {"bad-file", "unknown-file"} & set(_with_table(tmp_path, name))


def test_a_table_that_is_a_link_out_of_the_folder_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "secret.csv").write_text("mark,amount\n1,$1\n", encoding="utf-8")
    (tmp_path / "policy").mkdir()
    (tmp_path / "policy" / "rates.csv").symlink_to(tmp_path / "secret.csv")
    assert _with_table(tmp_path / "policy", "rates.csv") == ["unknown-file"]


def test_a_table_that_is_no_plain_file_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "rates.csv")
    assert _with_table(tmp_path, "rates.csv") == ["unknown-file"]


def test_a_policy_file_that_is_no_plain_file_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "more.policy")
    (tmp_path / "program.policy").write_bytes(ROWS.read_bytes())
    assert [finding.name for finding in load_policy(tmp_path)[1]] == ["unreadable-file"]
    assert [finding.name for finding in library.formatted(tmp_path / "more.policy", "more.policy")[2]] == ["unreadable-file"]


def test_a_policy_file_that_is_a_link_out_of_the_folder_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("a secret\n", encoding="utf-8")
    (tmp_path / "policy").mkdir()
    (tmp_path / "policy" / "program.policy").write_bytes(ROWS.read_bytes())
    (tmp_path / "policy" / "more.policy").symlink_to(tmp_path / "secret")
    found = load_policy(tmp_path / "policy")[1]
    assert [finding.name for finding in found] == ["unreadable-file"]
    assert "secret" not in str(found).replace("a secret", "")[:0] + found[0].message


@pytest.mark.parametrize("name", ["../x", "a/b", "/etc/passwd", "x.policy", "a" * 3000])
def test_uses_takes_a_name_and_never_a_path(name: str) -> None:
    text = ROWS.read_text(encoding="utf-8").replace("  period month\n", f"  period month\n  uses {name}\n")
    found = {finding.name for finding in load_policy_text(text, {})[1]}
    assert found & {"unexpected-word", "unexpected-character", "unknown-policy", "name-too-long", "value-missing"}


@pytest.mark.parametrize("name", ["../x.csv", "/tmp/x.csv", "a/../../x.csv", "a\\x.csv", "C:x.csv", "a\nb.csv", ""])
def test_a_case_writes_no_file_outside_its_own_folder(name: str) -> None:
    with pytest.raises(UsageError, match="is not a file beside"):
        load_policy_text("", {name: "a"})


def test_a_policy_that_cannot_be_named_is_not_found() -> None:
    for name in ("a" * 5000, "a\0b", ""):
        with pytest.raises(UsageError):
            front.load(name)


# ---------------------------------------------------------------------- what is no text, number or date


def test_half_a_character_is_no_text_of_a_policy() -> None:
    from ccpolicy.dsl.load import load_text

    assert [finding.name for finding in load_text('source a "\ud800"\n')[1]] == ["not-text"]


def test_messages_have_no_control_characters(tmp_path: Path) -> None:
    (tmp_path / "rates.csv").write_bytes(b"mark,amount\n\x1b[31m1,$1\n")
    (tmp_path / "program.policy").write_text(_prices("rates.csv"), encoding="utf-8")
    found = load_policy(tmp_path)[1]
    assert found
    assert all(finding.message.isprintable() for finding in found)


@pytest.mark.parametrize("count", ["999999999999", "-999999999999"])
def test_a_date_beyond_the_years_there_are_is_not_known(count: str) -> None:
    from at_limits import _flag
    from ccpolicy.dsl.load import load_text

    rule = _flag("places is not missing and child.birth_date + places * 1 day > 2022-01-01")
    found, findings = load_text(ROWS.read_text(encoding="utf-8") + rule)
    assert found is not None, findings
    given = {
        "child": [{"id": "k1", "birth_date": "2020-02-29"}],
        "stay": [{"id": "s1", "child": "k1", "places": count}],
    }
    assert told(lambda: front.Policy(found).determine(given).to_json()) == []


def test_rows_without_an_end_are_told_with_the_row(tmp_path: Path) -> None:
    assert rows({"child": [{"id": "k1"}] * 3}) == ["duplicate-row", "duplicate-row"]


def _prices(name: str) -> str:
    from at_limits import _table

    return ROWS.read_text(encoding="utf-8") + _table(name)


def _with_table(folder: Path, name: str) -> list[str]:
    (folder / "program.policy").write_text(_prices(name), encoding="utf-8")
    return [finding.name for finding in load_policy(folder)[1]]
