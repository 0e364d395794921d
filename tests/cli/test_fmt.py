"""`ccpolicy fmt`: which files it changes, what it says, and what it leaves alone."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest
from commands import Run

UGLY = 'codes unit   "Units"\n   |code|label|\n   | full | "a full day"|\n'
NEAT = 'codes unit "Units"\n  | code | label        |\n  | full | "a full day" |\n'
BROKEN = 'codes unit "Units\n'


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a file to lay out, one that is laid out, and one deeper down."""
    monkeypatch.chdir(tmp_path)
    place = tmp_path / "xy"
    (place / "more").mkdir(parents=True)
    (place / "ugly.policy").write_text(UGLY)
    (place / "neat.policy").write_text(NEAT)
    (place / "more" / "ugly.policy").write_text(UGLY)
    (place / "table.csv").write_text("a,b\n")
    return place


def test_it_lays_out_every_policy_file_and_says_which(run: Run, folder: Path) -> None:
    assert run("fmt", "xy") == (
        0, "changed xy/more/ugly.policy\nchanged xy/ugly.policy\n", "3 files: 2 changed, 1 unchanged\n",
    )
    assert {file.read_text() for file in folder.rglob("*.policy")} == {NEAT}
    assert run("fmt", "xy") == (0, "", "3 files: 0 changed, 3 unchanged\n")


def test_check_writes_nothing_and_says_so_by_its_exit_code(run: Run, folder: Path) -> None:
    assert run("fmt", "--check", "xy/ugly.policy", "xy/neat.policy") == (
        1, "would change xy/ugly.policy\n", "2 files: 1 would change, 1 unchanged\n",
    )
    assert (folder / "ugly.policy").read_text() == UGLY
    assert run("fmt", "--check", "xy/neat.policy")[0] == 0


def test_diff_shows_what_would_change_and_writes_nothing(run: Run, folder: Path) -> None:
    code, out, _ = run("fmt", "--diff", "xy/ugly.policy")
    assert code == 1
    assert out.splitlines()[:4] == [
        "--- xy/ugly.policy as it is", "+++ xy/ugly.policy laid out", "@@ -1,3 +1,3 @@", '-codes unit   "Units"',
    ]
    assert (folder / "ugly.policy").read_text() == UGLY


@pytest.mark.parametrize("wrong", [BROKEN.encode(), b"\xff\xfe", b"x" * (2 << 20)])
def test_a_file_that_cannot_be_read_is_left_alone_and_the_others_are_laid_out(
    run: Run, folder: Path, wrong: bytes
) -> None:
    (folder / "wrong.policy").write_bytes(wrong)
    code, out, err = run("fmt", "xy")
    assert (code, out) == (4, "changed xy/more/ugly.policy\nchanged xy/ugly.policy\n")
    assert err.startswith("error[")
    assert "xy/wrong.policy:1" in err
    assert err.endswith("4 files: 2 changed, 1 unchanged, 1 could not be read and was left alone\n")
    assert (folder / "wrong.policy").read_bytes() == wrong


def test_windows_line_ends_and_a_byte_order_mark_go(run: Run, folder: Path) -> None:
    (folder / "neat.policy").write_bytes(b"\xef\xbb\xbf" + NEAT.replace("\n", "\r\n").encode())
    assert run("fmt", "--check", "xy/neat.policy")[0] == 1
    assert run("fmt", "xy/neat.policy")[0] == 0
    assert (folder / "neat.policy").read_bytes() == NEAT.encode()


def test_a_link_stays_a_link_and_a_mode_stays_as_it_is(run: Run, folder: Path) -> None:
    (folder / "link.policy").symlink_to("ugly.policy")
    os.chmod(folder / "ugly.policy", 0o640)
    assert run("fmt", "xy/link.policy")[0] == 0
    assert (folder / "link.policy").is_symlink()
    assert (folder / "ugly.policy").read_text() == NEAT
    assert stat.S_IMODE((folder / "ugly.policy").stat().st_mode) == 0o640


def test_nothing_else_is_left_behind_when_a_file_cannot_be_replaced(
    run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", refuse)
    code, _, err = run("fmt", "xy/ugly.policy")
    assert (code, err) == (2, "error: xy/ugly.policy cannot be written: no space left on device\n")
    assert sorted(file.name for file in folder.iterdir()) == ["more", "neat.policy", "table.csv", "ugly.policy"]
    assert (folder / "ugly.policy").read_text() == UGLY


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("xy/table.csv", "xy/table.csv is not a .policy file"),
        ("xx", "there is no path `xx`; did you mean xy?"),
        ("empty", "empty holds no .policy files"),
    ],
)
def test_wrong_use_says_what_is_wrong(run: Run, folder: Path, path: str, words: str) -> None:
    Path("empty").mkdir()
    assert run("fmt", path) == (2, "", f"error: {words}\n")
