"""`ccpolicy new`: a folder that checks clean, holds and pays, or a message and nothing written."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from commands import Run

from ccpolicy import library
from ccpolicy.cli import new
from ccpolicy.dsl.format import format_source
from ccpolicy.source import Source

FILES = ["README.md", "cases/days.yaml", "days.policy", "month.json", "payment.policy", "program.policy", "records.policy",
         "requirements.yaml"]


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def held(folder: Path) -> list[str]:
    return sorted(file.relative_to(folder).as_posix() for file in folder.rglob("*") if file.is_file())


@pytest.mark.parametrize(
    ("state", "folder", "label"),
    [
        ("franklin", "franklin", "Franklin"),
        ("New Mexico", "new_mexico", "New Mexico"),
        ("new mexico", "new_mexico", "New Mexico"),
        ("  West   Virginia ", "west_virginia", "West Virginia"),
        ("Québec", "quebec", "Québec"),
        ("Que\u0301bec", "quebec", "Québec"),
        ("St. John's (East) & Co.", "st_johns_east_co", "St. John's (East) & Co."),
        ("north_dakota", "north_dakota", "North Dakota"),
        ("policy", "policy", "Policy"),
        ("DC", "dc", "DC"),
        ("A" + "b" * 59, "a" + "b" * 59, "A" + "b" * 59),
    ],
)
def test_a_name_gives_a_folder_that_checks_clean_holds_and_pays(state: str, folder: str, label: str, run: Run) -> None:
    code, out, err = run("new", state)
    assert (code, err) == (0, "")
    assert held(Path(folder)) == FILES
    steps = [line.strip().removeprefix("ccpolicy ").split() for line in out.splitlines() if line.startswith("  ")]
    assert steps == [["check", folder], ["test", folder], ["pay", folder, f"{folder}/month.json"]]
    code, out, err = run(*steps[0])
    assert (code, out) == (0, "")
    assert "nothing to report" in err
    code, _, err = run(*steps[1])
    assert code == 0
    assert err.startswith("all ")
    code, out, _ = run(*steps[2])
    assert code == 0
    assert out.startswith(f"{label}: child care payments\n")
    assert run("fmt", "--check", folder)[0] == 0
    assert library.load(Path(folder)).name == folder


def test_the_month_pays_by_hand(run: Run) -> None:
    """The 6th is before the authorization; $40 and $25 less $5 of copay each are $35 and $20."""
    run("new", "franklin")
    code, out, _ = run("pay", "franklin", "franklin/month.json", "--format", "json")
    assert code == 0
    lines = {line["id"]: (line["status"], line["pays"]) for line in json.loads(out)["lines"]}
    assert lines == {
        "january/2025-01-06": ("denied", "0.00"),
        "january/2025-01-07": ("paid", "35.00"),
        "january/2025-01-08": ("paid", "20.00"),
    }


def test_what_must_be_decided_is_told_with_the_result(run: Run) -> None:
    run("new", "franklin")
    told = json.loads(run("pay", "franklin", "franklin/month.json", "--format", "json")[1])
    assert {point["name"] for point in told["unsettled"]} == {"full_day_from", "last_birthday"}
    assert {left["name"] for left in told["unmodelled"]} == {"Maximum rates", "Absences and holidays"}
    assert "TODO" not in "".join(file.read_text(encoding="utf-8") for file in Path("franklin").rglob("*.*"))


def test_no_place_of_the_template_stays_empty(run: Run) -> None:
    run("new", "Ohio River")
    for file in Path("ohio_river").rglob("*.*"):
        text = file.read_text(encoding="utf-8")
        assert not [word for word in ("state", "policy", "check", "test", "pay") if f"{{{word}}}" in text], file
    readme = (Path("ohio_river") / "README.md").read_text(encoding="utf-8")
    assert readme.startswith("# Ohio River: ")
    assert "ccpolicy pay ohio_river ohio_river/month.json" in readme


def test_another_folder(run: Run) -> None:
    code, out, _ = run("new", "New Mexico", "-o", "my states")
    assert code == 0
    assert held(Path("my states")) == FILES
    assert "  ccpolicy pay 'my states' 'my states/month.json'" in out


def test_a_folder_called_like_a_packaged_policy_is_named_as_a_path(run: Run) -> None:
    _, out, _ = run("new", "franklin", "-o", "ky_ccap")
    assert "  ccpolicy check ./ky_ccap\n" in out
    assert run("check", "./ky_ccap")[0] == 0


@pytest.mark.parametrize(
    ("state", "told"),
    [
        ("", "is no name of a state"),
        ("_ _", "is no name of a state"),
        ("../up", "is no name of a state"),
        ("a/b", "is no name of a state"),
        ('say "hello"', "is no name of a state"),
        ("{state}", "is no name of a state"),
        ("a\x00b", "is no name of a state"),
        ("x" * 61, "is no name of a state"),
        ("Ελλάδα", "begins with a letter from a to z"),
        ("9th", "begins with a letter from a to z"),
        ("ky_ccap", "there is a packaged policy `ky_ccap`"),
        ("KY CCAP", "there is a packaged policy `ky_ccap`"),
        ("is", "choose another, such as `is_state`"),
        ("Day", "choose another, such as `day_state`"),
        ("handbook", "choose another, such as `handbook_state`"),
    ],
)
def test_a_name_that_will_not_do_is_refused_and_nothing_is_written(state: str, told: str, run: Run, tmp_path: Path) -> None:
    code, out, err = run("new", state)
    assert (code, out) == (2, "")
    assert told in err
    assert list(tmp_path.iterdir()) == []


def test_the_name_suggested_will_do(run: Run) -> None:
    assert run("new", "is_state")[0] == 0


def test_what_exists_is_never_touched(run: Run, tmp_path: Path) -> None:
    (tmp_path / "franklin").mkdir()
    (tmp_path / "file").write_text("mine", encoding="utf-8")
    (tmp_path / "lost").symlink_to("nowhere")
    for name in ("franklin", "file", "lost"):
        code, _, err = run("new", "franklin", "-o", name)
        assert code == 2
        assert f"there is already something at {name}" in err
    assert sorted(each.name for each in tmp_path.iterdir()) == ["file", "franklin", "lost"]
    assert list((tmp_path / "franklin").iterdir()) == []
    assert (tmp_path / "file").read_text(encoding="utf-8") == "mine"


def test_a_folder_in_no_folder_is_refused(run: Run, tmp_path: Path) -> None:
    code, _, err = run("new", "franklin", "-o", "deep/down")
    assert code == 2
    assert "there is no folder deep" in err
    assert list(tmp_path.iterdir()) == []


def test_when_writing_fails_nothing_is_left(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "rename", full)
    code, _, err = run("new", "franklin")
    assert code == 2
    assert "franklin cannot be written: no space left on device" in err
    assert list(tmp_path.iterdir()) == []


def test_the_template_is_laid_out_whatever_the_state_is_called() -> None:
    for file in new.TEMPLATE.rglob("*.policy"):
        text = file.read_text(encoding="utf-8").replace("{policy}", "franklin").replace("{state}", "Franklin")
        laid_out, findings = format_source(Source(file.name, text))
        assert (laid_out, findings) == (text, ())
