"""`explain` without a line: the reasons of a caseload as a table, a document or a folder of pages."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path

import pytest
from commands import Run

from ccpolicy.cli.caseload import file_names
from lessons import TEXT, lesson


@pytest.fixture
def at(tmp_path: Path) -> tuple[str, ...]:
    """A policy and its input on a command line."""
    policy, rows = tmp_path / "pool.policy", tmp_path / "rows.json"
    policy.write_text(TEXT, encoding="utf-8")
    lessons = [lesson("a", cold="3:00"), lesson("b", day=2), lesson("Ü c", day=3, closed=True)]
    rows.write_text(json.dumps({"course": [{"id": "c1", "sent": "2022-12-01"}], "lesson": lessons}), encoding="utf-8")
    return "explain", str(policy), str(rows), "--today", "2022-12-01"


def test_the_reasons_are_a_table_by_default(run: Run, at: tuple[str, ...]) -> None:
    code, out, err = run(*at)
    assert (code, err) == (0, "")
    assert "Not paid in full: 2 of 3 lines." in out
    assert re.search(r"Water too cold +\$12\.50 +\$12\.50 +teacher", out)


def test_they_are_a_document_and_a_csv_table_as_well(run: Run, at: tuple[str, ...]) -> None:
    code, out, _ = run(*at, "--format", "json")
    assert (code, json.loads(out)["total"]["money"]) == (0, "25.00")
    code, out, _ = run(*at, "--format", "csv")
    assert (code, [row["code"] for row in csv.DictReader(io.StringIO(out))]) == (0, ["too_cold", "pool_closed"])


def test_they_are_told_in_spanish(run: Run, at: tuple[str, ...]) -> None:
    code, out, _ = run(*at, "--lang", "es")
    assert code == 0
    assert "No se pagan por completo: 2 de 3 líneas." in out


def test_a_folder_holds_an_index_that_leads_to_a_page_per_claim(run: Run, at: tuple[str, ...], tmp_path: Path) -> None:
    folder = tmp_path / "pages"
    assert run(*at, "--html", str(folder)) == (0, "", "")
    files = {file.name for file in folder.iterdir()}
    assert {"index.html", "a.html", "b.html"} < files
    assert len(files) == 4
    index = (folder / "index.html").read_text(encoding="utf-8")
    assert set(re.findall(r'<a href="([^"]+)"', index)) == files - {"index.html"}
    assert all('href="index.html"' in (folder / name).read_text(encoding="utf-8") for name in files - {"index.html"})


def test_a_folder_that_was_written_like_this_is_written_anew_and_keeps_nothing_old(
    run: Run, at: tuple[str, ...], tmp_path: Path
) -> None:
    folder = tmp_path / "pages"
    run(*at, "--html", str(folder))
    (folder / "a.html").rename(folder / "gone.html")
    assert run(*at, "--html", str(folder))[0] == 0
    assert {file.name for file in folder.iterdir()} >= {"a.html"}
    assert not (folder / "gone.html").exists()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["pages", "pool.policy", "rows.json"]


@pytest.mark.parametrize("other", ["notes.txt", "index.html", "a folder/x.html", ".hidden"])
def test_a_folder_with_something_else_in_it_is_left_as_it_is(
    run: Run, at: tuple[str, ...], tmp_path: Path, other: str
) -> None:
    file = tmp_path / "pages" / other
    file.parent.mkdir(parents=True)
    file.write_text("mine", encoding="utf-8")
    code, out, err = run(*at, "--html", str(tmp_path / "pages"))
    assert (code, out) == (2, "")
    assert "has something else in it" in err
    assert [path for path in (tmp_path / "pages").rglob("*") if path.is_file()] == [file]
    assert file.read_text(encoding="utf-8") == "mine"


def test_where_a_folder_cannot_be_nothing_is_written(run: Run, at: tuple[str, ...], tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine", encoding="utf-8")
    assert run(*at, "--html", str(tmp_path / "file"))[0] == 2
    code, _, err = run(*at, "--html", str(tmp_path / "no" / "pages"))
    assert code == 2
    assert "there is no folder to make" in err


def test_one_claim_is_one_file(run: Run, at: tuple[str, ...], tmp_path: Path) -> None:
    file = tmp_path / "one.html"
    assert run(*at, "--claim", "Ü c", "--html", str(file)) == (0, "", "")
    assert "<h1>Claim Ü c</h1>" in file.read_text(encoding="utf-8")
    code, _, err = run(*at, "--claim", "x", "--html", str(file))
    assert code == 2
    assert "there is no claim `x`" in err


@pytest.mark.parametrize(
    "more",
    [("--claim", "a"), ("--line", "a", "--html", "x"), ("--line", "a", "--format", "csv"), ("--why-not",),
     ("--html", "x", "--format", "json"), ("--assume", "lesson[a].cold=0", "--html", "x"), ("--line", "a", "--format", "json")],
)
def test_what_does_not_go_together_is_said(run: Run, at: tuple[str, ...], more: tuple[str, ...]) -> None:
    code, out, err = run(*at, *more)
    assert (code, out) == (2, "")
    assert err


def test_files_have_safe_names_and_one_each() -> None:
    claims = ["ava-2022-11", "Ava-2022-11", "index", "con", "..", "../x", "a b", "A B", "ü", "x" * 300, "x" * 299, "", "=1"]
    names = file_names(claims)
    assert names["ava-2022-11"] == "ava-2022-11.html"
    assert len({name.lower() for name in names.values()}) == len(claims)
    for name in names.values():
        assert re.fullmatch(r"[a-z0-9_-]+(\.[0-9a-f]{12})?\.html", name)
        assert name not in ("index.html", "con.html")
        assert len(name) < 100


def test_rows_that_are_left_out_are_told(run: Run, at: tuple[str, ...], tmp_path: Path) -> None:
    rows = json.loads(Path(at[2]).read_text(encoding="utf-8"))
    rows["lesson"].append(lesson("z", cold="never"))
    Path(at[2]).write_text(json.dumps(rows), encoding="utf-8")
    code, out, err = run(*at, "--keep-going")
    assert code == 3
    assert "Input rows left out: 1" in out
    assert "left out" in err
