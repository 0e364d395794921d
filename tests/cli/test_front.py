"""What a Python program sees of the library."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import ccpolicy
from ccpolicy import library

POLICY = Path(__file__).parent / "swimming"
SRC = str(Path(__file__).parents[2] / "src")


def month() -> dict[str, Any]:
    document: dict[str, Any] = json.loads((POLICY / "month.json").read_text())
    return document


def test_a_program_loads_determines_and_explains() -> None:
    policy = ccpolicy.load(POLICY)
    result = policy.determine(month(), known_on=date(2023, 6, 10))
    assert policy.name == "swimming"
    assert [line.status for line in result.lines] == ["paid", "denied", "paid", "held"]
    assert result.line("c1/2022-11-01").pays == 4000
    assert result.explain("c1/2022-11-02").startswith("c1/2022-11-02: denied\n")
    assert result.to_dict() == json.loads(result.to_json())
    assert result.to_csv().startswith("id,course,swimmer,date,status,")
    assert {total.by for total in result.totals} >= {"course", "swimmer"}


def test_the_same_input_gives_the_same_bytes() -> None:
    policy = ccpolicy.load(POLICY)
    assert policy.determine(month()).to_json() == policy.determine(month()).to_json()


def test_rows_read_once_can_be_determined_again() -> None:
    policy = ccpolicy.load(POLICY)
    caseload = policy.read(month())
    assert policy.determine(caseload).to_json() == policy.determine(month()).to_json()


def test_bad_rows_a_bad_policy_and_wrong_use_are_three_different_errors(tmp_path: Path) -> None:
    policy = ccpolicy.load(POLICY)
    with pytest.raises(ccpolicy.RecordsError) as records:
        policy.determine({**month(), "swimmer": []})
    assert {problem.name for problem in records.value.problems} == {"dangling-reference"}
    (tmp_path / "program.policy").write_text('policy broken "Broken"\n  limit 3\n')
    with pytest.raises(ccpolicy.PolicyError) as wrong:
        ccpolicy.load(tmp_path)
    assert "misplaced-clause" in {finding.name for finding in wrong.value.findings}
    with pytest.raises(ccpolicy.UsageError, match="there is no policy"):
        ccpolicy.load("no_such_policy")
    with pytest.raises(ccpolicy.UsageError, match="did you mean cool"):
        policy.determine(month(), readings={"col": "fine"})


def test_history_given_apart_is_checked_like_that_in_the_caseload() -> None:
    policy = ccpolicy.load(POLICY)
    with pytest.raises(ccpolicy.RecordsError) as caught:
        policy.determine(month(), ledger=[{"allowance": "none"}])
    assert {problem.name for problem in caught.value.problems} == {"missing-field"}
    assert policy.determine(month(), ledger=[]).to_json() == policy.determine(month()).to_json()


def test_a_policy_is_kept_until_a_file_of_it_says_something_else(tmp_path: Path) -> None:
    copy = tmp_path / "program.policy"
    copy.write_text((POLICY / "program.policy").read_text())
    first = library.load(tmp_path)
    assert library.load(tmp_path) is first
    copy.write_text(copy.read_text())
    assert library.load(tmp_path) is first
    copy.write_text(copy.read_text().replace("min(charge, $40)", "min(charge, $30)"))
    assert library.load(tmp_path) is not first


def test_a_policy_can_be_loaded_by_several_threads_at_once() -> None:
    found: list[Any] = []
    threads = [threading.Thread(target=lambda: found.append(library.load(POLICY))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 8
    assert len({id(policy) for policy in found}) == 1


def test_packaged_policies_have_the_names_their_headings_give_them() -> None:
    for name in ccpolicy.names():
        assert library.heading(library.find(name)) == name


def test_an_installed_pack_is_found_without_running_its_code(tmp_path: Path) -> None:
    """A distribution whose package would fail on import still gives its policy folder."""
    pack = tmp_path / "pool_pack"
    (pack / "rules").mkdir(parents=True)
    (pack / "__init__.py").write_text("raise SystemExit('this code was run')\n")
    (pack / "rules" / "program.policy").write_text((POLICY / "program.policy").read_text())
    info = tmp_path / "pool_pack-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: pool-pack\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text("[ccpolicy.policies]\nswimming = pool_pack.rules\n")
    code = "import ccpolicy; print(ccpolicy.load('swimming').label)"
    done = subprocess.run(
        [sys.executable, "-c", code], env={"PYTHONPATH": f"{SRC}:{tmp_path}"}, capture_output=True, text=True, check=False
    )
    assert (done.stdout, done.stderr) == ("Swimming lessons\n", "")


BUDGET = {"ccpolicy", "lark", "attr", "attrs", "cattrs", "typing_extensions"}


def imported(code: str) -> set[str]:
    """Which packages beyond the standard library a piece of code imports."""
    probe = f"{code}\nimport sys\nprint(*{{name.partition('.')[0] for name in sys.modules}})"
    done = subprocess.run([sys.executable, "-c", probe], env={"PYTHONPATH": SRC}, capture_output=True, text=True, check=True)
    return {name for name in done.stdout.split() if name not in sys.stdlib_module_names and not name.startswith("_")}


@pytest.mark.parametrize("name", ["load", "Policy", "Result", "PolicyError", "Caseload", "Line"])
def test_importing_the_library_loads_little(name: str) -> None:
    assert imported("import ccpolicy") == {"ccpolicy"}
    assert imported(f"from ccpolicy import {name}") <= BUDGET


def test_loading_a_policy_loads_neither_the_command_line_nor_formats() -> None:
    taken_by_lark_where_installed = {"interegular"}
    assert imported(f"import ccpolicy; ccpolicy.load({str(POLICY)!r})") <= BUDGET | taken_by_lark_where_installed


def test_every_name_of_the_front_door_is_there() -> None:
    assert [name for name in ccpolicy.__all__ if getattr(ccpolicy, name, None) is None] == []
    with pytest.raises(AttributeError, match="no_such_name"):
        _ = ccpolicy.no_such_name
