"""The wheel has everything a user needs: the command, the packaged policies and the types."""

from __future__ import annotations

import os
import subprocess
import sys
import tomllib
from pathlib import Path
from zipfile import ZipFile

import pytest

ROOT = Path(__file__).parents[1]
MONTH = ROOT / "examples" / "ky" / "month.json"


def run(*command: str, cwd: Path, **env: str) -> str:
    done = subprocess.run(
        command, cwd=cwd, env={**os.environ, "PYTHONUTF8": "1", **env}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    run(sys.executable, "-m", "pip", "wheel", str(ROOT), "--no-deps", "--no-build-isolation", "-q", "-w", str(folder),
        cwd=folder)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path) -> Path:
    """The wheel installed in a folder of its own, away from the sources."""
    folder = wheel.parent / "installed"
    run(sys.executable, "-m", "pip", "install", "--no-deps", "-q", "--target", str(folder), str(wheel), cwd=wheel.parent)
    return folder


TEMPLATE = ROOT / "src" / "ccpolicy" / "cli" / "template"


def test_the_wheel_holds_every_policy_file_and_nothing_of_the_tests(wheel: Path) -> None:
    held = set(ZipFile(wheel).namelist())
    template = {f"ccpolicy/cli/template/{f.relative_to(TEMPLATE).as_posix()}" for f in TEMPLATE.rglob("*") if f.is_file()}
    assert len(template) > 5
    assert template <= held
    policies = {f"ccpolicy/{file.relative_to(ROOT).as_posix()}" for file in (ROOT / "policies").rglob("*.policy")}
    assert policies <= held
    assert {"ccpolicy/py.typed", "ccpolicy/dsl/grammar.lark"} <= held
    assert not [name for name in held if name.startswith(("tests", "examples", "docs")) or "__pycache__" in name]


def test_the_installed_command_pays_the_example_from_anywhere(installed: Path, tmp_path: Path) -> None:
    command = [sys.executable, str(installed / "bin" / "ccpolicy")]
    version = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    where = run(sys.executable, "-c", "import ccpolicy; print(ccpolicy.__file__)", cwd=tmp_path, PYTHONPATH=str(installed))
    assert Path(where.strip()).is_relative_to(installed)
    assert run(*command, "--version", cwd=tmp_path, PYTHONPATH=str(installed)) == f"ccpolicy {version}\n"
    shown = run(*command, "pay", "ky_ccap", str(MONTH), cwd=tmp_path, PYTHONPATH=str(installed))
    assert "$7,652.00" in shown
    assert "FFFF· ·FFFFF·" in shown


def test_the_installed_command_begins_a_policy_that_pays(installed: Path, tmp_path: Path) -> None:
    command = [sys.executable, str(installed / "bin" / "ccpolicy")]
    told = run(*command, "new", "Québec", cwd=tmp_path, PYTHONPATH=str(installed))
    steps = [line.split()[1:] for line in told.splitlines() if line.startswith("  ccpolicy ")]
    assert [step[0] for step in steps] == ["check", "test", "pay"]
    check, test, pay = (run(*command, *step, cwd=tmp_path, PYTHONPATH=str(installed)) for step in steps)
    assert (check, test) == ("", "")
    assert "$55.00" in pay
