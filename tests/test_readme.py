"""What the README shows is what there is: its commands, its excerpts, its program."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(\w*)\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)
SHELL = [text.strip() for kind, text in BLOCKS if not kind and text.startswith("python3 ")]


def told(*command: str) -> str:
    done = subprocess.run(
        [sys.executable, *command], cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=False,
        env={**os.environ, "PYTHONUTF8": "1", "COLUMNS": "100"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_two_commands_are_single_lines() -> None:
    assert len(SHELL) == 2
    assert all("\n" not in command and "\\" not in command for command in SHELL)


def test_the_first_command_pays_the_example_month() -> None:
    """What follows the installation is run with the library that is installed here."""
    ccpolicy, *words = SHELL[0].rpartition(" && ")[2].split()
    assert ccpolicy == ".venv/bin/ccpolicy"
    assert "$7,652.00" in told("-m", "ccpolicy", *words)


def test_the_build_server_runs_the_second_command() -> None:
    """`.ci/run` takes the command out of the README, by a pattern that fits that line only."""
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    found = re.search(r"test_command=\$\(grep -E '([^']+)' README\.md\)", script)
    assert found
    assert re.findall(found[1], README, re.MULTILINE) == [SHELL[1]]
    assert os.access(ROOT / ".ci" / "run", os.X_OK)


def test_the_rule_stands_in_the_policy() -> None:
    excerpt = next(text for _, text in BLOCKS if "| line " in text)
    assert excerpt in (ROOT / "policies" / "ky" / "payment.policy").read_text(encoding="utf-8")


def test_the_claim_stands_in_the_example() -> None:
    """Rows are shortened, never changed."""
    excerpt = json.loads(next(text for kind, text in BLOCKS if kind == "json"))
    whole = json.loads((ROOT / "examples" / "ky" / "month.json").read_text(encoding="utf-8"))
    for kind, rows in excerpt.items():
        for row in rows:
            assert [full for full in whole[kind] if row.items() <= full.items()], row


def test_the_explanation_is_what_the_command_says() -> None:
    explanation = next(text for _, text in BLOCKS if text.startswith("ava-"))
    command = re.search(r"`ccpolicy (explain [^`]+)`", README)
    assert command
    assert told("-m", "ccpolicy", *command[1].split()).strip() == explanation.strip()


def test_the_program_runs() -> None:
    program = next(text for kind, text in BLOCKS if kind == "python")
    assert len(program.strip().split("\n")) == 12
    shown = told("-c", program)
    assert "cora-2022-11/2022-11-14 denied ['absences_used']" in shown
    assert "10 holidays of 2022 are used" in shown


@pytest.mark.parametrize("target", sorted(set(re.findall(r"\]\(([^)#]+)\)", README))))
def test_a_link_leads_to_something_in_the_project(target: str) -> None:
    assert (ROOT / target).exists()
