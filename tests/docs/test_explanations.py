"""The page about questions: each command gives exactly what stands under it."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from ccpolicy.cli import main

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "explanations.md").read_text(encoding="utf-8")
SHOWN = re.findall(r"^```sh\nccpolicy ([^\n]*)\n```\n\n```text\n(.*?)^```$", PAGE, re.M | re.S)


def test_the_page_shows_commands() -> None:
    assert len(SHOWN) == PAGE.count("```sh\n") == 4


@pytest.mark.parametrize(("command", "printed"), SHOWN, ids=[str(at) for at in range(len(SHOWN))])
def test_a_command_prints_what_the_page_shows(
    command: str, printed: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    monkeypatch.delenv("COLUMNS", raising=False)
    assert main(shlex.split(command)) == 0
    assert capsys.readouterr().out == printed
