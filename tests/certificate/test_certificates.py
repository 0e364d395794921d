"""What a certificate is of: one caseload, one policy, one day of knowledge, one reading of each open point."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve
from caseloads import EXAMPLES, ROOT, part_of, policy_of, text_of
from tampering import copied, rehashed

import ccpolicy
from ccpolicy.certificate.document import as_text
from ccpolicy.cli import main
from ccpolicy.front import Policy
from ccpolicy.records.validate import validator

FOLDERS = [ROOT / "examples" / place for place in ("az/times", "ky/grid", "mo/grid")]
FOLDER = ROOT / "src" / "ccpolicy" / "certificate"
SCHEMA = ROOT / "docs" / "schemas" / "certificate.schema.json"
MONTH = ROOT / "examples" / "ky" / "month.json"


def one_claim(example: Path, id: str = "") -> dict[str, Any]:
    """A claim with this id, or the first, and what belongs to no other."""
    policy = policy_of(example)
    whole = json.loads(text_of(example))
    claim = next(asks.claim for asks in policy.model.asks)
    return part_of(policy, whole, {id or whole[claim][0]["id"]})


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    return one_claim(MONTH)


@pytest.fixture(scope="module")
def true(document: dict[str, Any]) -> dict[str, Any]:
    return policy_of(MONTH).determine(document).certificate()


# ------------------------------------------------------------------ what it is of


def test_it_holds_for_its_own_caseload_whatever_the_order_of_the_rows(document: dict[str, Any], true: dict[str, Any]) -> None:
    turned = {kind: rows if kind == "posting" else rows[::-1] for kind, rows in reversed(document.items())}
    assert ccpolicy.verify(true, policy_of(MONTH), turned).holds


def test_it_does_not_hold_for_another_caseload(document: dict[str, Any], true: dict[str, Any]) -> None:
    other = copied(document)
    other["authorization"][0]["copay_per_day"] = "5.01"
    places = {fault.place for fault in ccpolicy.verify(true, policy_of(MONTH), other).faults}
    assert "input" in places
    assert "field copay_per_day authorization cert-ava: value" in places


def test_putting_the_hash_of_the_other_caseload_in_does_not_help(document: dict[str, Any], true: dict[str, Any]) -> None:
    other = copied(document)
    other["authorization"][0]["copay_per_day"] = "5.01"
    theirs = policy_of(MONTH).determine(other).certificate()
    verdict = ccpolicy.verify(rehashed({**true, "input": theirs["input"]}), policy_of(MONTH), other)
    assert not verdict.holds
    assert "input" not in {fault.place for fault in verdict.faults}


def test_it_does_not_hold_by_a_policy_with_one_figure_changed(document: dict[str, Any], true: dict[str, Any]) -> None:
    """A cent more in the one row of a table that was read, in a policy that goes by the fingerprint of the first."""
    model = policy_of(MONTH).model
    tables = [node for node in true["nodes"] if node["kind"] == "table" and type(node["value"]) is int]
    read = next(node for node in tables if model.tables[node["name"]].blocks)
    table = model.tables[read["name"]]
    blocks = [
        evolve(block, rows=tuple(
            evolve(row, value=row.value + 1) if [str(cell) for cell in row.cells] == read["of"] else row
            for row in block.rows
        ))
        for block in table.blocks
    ]
    changed = evolve(model, tables={**model.tables, table.name: evolve(table, blocks=tuple(blocks))})
    verdict = ccpolicy.verify(true, Policy(changed), document)
    assert f"table {table.name}" in " ".join(fault.place for fault in verdict.faults)


def test_it_does_not_hold_by_a_policy_of_another_fingerprint(document: dict[str, Any], true: dict[str, Any]) -> None:
    other = Policy(evolve(policy_of(MONTH).model, fingerprint="0" * 64))
    (fault,) = ccpolicy.verify(true, other, document).faults
    assert fault.place == "policy, fingerprint"


def test_it_is_of_what_was_known_on_one_day(document: dict[str, Any], true: dict[str, Any]) -> None:
    (fault,) = ccpolicy.verify(true, policy_of(MONTH), document, known_on=date(2030, 1, 1)).faults
    assert fault.place == "known_on"
    known = policy_of(MONTH).determine(document, known_on=date(2030, 1, 1)).certificate()
    assert ccpolicy.verify(known, policy_of(MONTH), document, known_on=date(2030, 1, 1)).holds


def test_it_is_of_one_reading_of_each_open_point(document: dict[str, Any], true: dict[str, Any]) -> None:
    policy = policy_of(MONTH)
    name, point = next(iter(policy.model.unsettled.items()))
    other = next(reading.name for reading in point.readings if reading.name != point.chosen)
    verdict = ccpolicy.verify(true, policy, document, readings={name: other})
    assert f"readings, {name}" in {fault.place for fault in verdict.faults}
    read_so = policy.determine(document, readings={name: other}).certificate()
    assert ccpolicy.verify(read_so, policy, document, readings={name: other}).holds


# ------------------------------------------------------------------ one line


def test_a_line_has_a_smaller_certificate_of_its_own(document: dict[str, Any], true: dict[str, Any]) -> None:
    result = policy_of(MONTH).determine(document)
    for line in result.lines[::6]:
        own = result.certificate(line.id)
        assert len(own["nodes"]) < len(true["nodes"])
        verdict = ccpolicy.verify(own, policy_of(MONTH), document)
        assert verdict.faults == ()
        assert (verdict.lines, verdict.pays) == (1, line.pays)


def test_the_certificate_of_one_line_is_not_that_of_another(document: dict[str, Any]) -> None:
    result = policy_of(MONTH).determine(document)
    one, other = result.lines[0].id, result.lines[1].id
    forged = rehashed({**result.certificate(one), "line": other})
    assert not ccpolicy.verify(forged, policy_of(MONTH), document).holds


def test_there_is_no_certificate_of_a_line_that_is_not_there(document: dict[str, Any], true: dict[str, Any]) -> None:
    with pytest.raises(ccpolicy.UsageError):
        policy_of(MONTH).determine(document).certificate("nobody/2022-11-01")
    (fault,) = ccpolicy.verify(rehashed({**true, "line": "nobody"}), policy_of(MONTH), document).faults
    assert fault.comes_to == "there is no line `nobody`"


def test_there_is_none_of_an_input_of_which_rows_were_left_out(document: dict[str, Any]) -> None:
    broken = copied(document)
    broken["child"].append({"id": "nobody", "family": "nowhere"})
    result = policy_of(MONTH).determine(broken, keep_going=True)
    with pytest.raises(ccpolicy.UsageError, match="left out"):
        result.certificate()


# ------------------------------------------------------------------ whatever it was read from and is told in


@pytest.mark.parametrize("example", FOLDERS, ids=lambda folder: f"{folder.parent.name}-{folder.name}")
def test_a_folder_of_tables_with_a_grid_is_certified(example: Path, tmp_path: Path) -> None:
    name, certificate = policy_of(example).name, tmp_path / "folder.json"
    assert main(["explain", name, str(example), "--certificate", str(certificate)]) == 0
    assert main(["verify", str(certificate), name, str(example)]) == 0


@pytest.mark.parametrize(
    ("state", "claim"), [("az", "dora"), ("ky", "iris-2022-11"), ("mo", "ada-2025-11")], ids=["az", "ky", "mo"]
)
def test_it_is_the_same_in_every_language(state: str, claim: str) -> None:
    """Though exceptions are known by their labels, which are others in Spanish; it has the English ones."""
    example = ROOT / "examples" / state / "month.json"
    rows = one_claim(example, claim)
    english = policy_of(example).determine(rows)
    spanish = english.in_language("es")
    labels = {part.label for fact in spanish.policy.facts.values() for part in fact.exceptions}
    certificate = english.certificate()
    named = {node["how"] for node in certificate["nodes"] if node["kind"] == "fact" and "how" in node}
    assert named
    assert not named & labels
    assert spanish.certificate() == certificate
    line = english.lines[0].id
    assert spanish.certificate(line) == english.certificate(line)


def test_telling_a_line_in_spanish_certifies_it_all_the_same(tmp_path: Path) -> None:
    input, certificate = tmp_path / "month.json", tmp_path / "spanish.json"
    input.write_text(json.dumps(one_claim(MONTH, "iris-2022-11")), encoding="utf-8")
    assert main(["explain", "ky_ccap", str(input), "--lang", "es", "--certificate", str(certificate)]) == 0
    assert main(["verify", str(certificate), "ky_ccap", str(input)]) == 0


# ------------------------------------------------------------------ what it says


def test_every_value_stands_after_what_it_rests_on(true: dict[str, Any]) -> None:
    for at, node in enumerate(true["nodes"]):
        assert all(place < at for place in node["inputs"])


def test_it_rests_on_at_least_what_the_engine_says_a_fact_rests_on(document: dict[str, Any]) -> None:
    """The inputs it lists are the checker's own account; the engine's account of each fact is part of it."""
    result = policy_of(MONTH).determine(document)
    nodes = result.certificate()["nodes"]
    known = {(node["name"], node["of"]): node for node in nodes if node["kind"] == "fact"}
    seen = 0
    for told in {id(node): node for line in result.lines for why in line.why for node in why.walk()}.values():
        if told.kind != "fact" or (told.name, told.subject) not in known:
            continue
        places = known[told.name, told.subject]["inputs"]
        here = {(nodes[place]["kind"], nodes[place]["name"]) for place in places}
        engine = {(each.kind, each.name) for each in told.inputs if each.kind in ("fact", "setting", "table")}
        assert engine <= here, f"{told.name} of {told.subject}"
        seen += 1
    assert seen > 100


def test_texts_stand_in_it_only_where_a_rule_read_them(document: dict[str, Any]) -> None:
    """Nothing of the input but keys and the columns that were read."""
    policy = policy_of(ROOT / "examples" / "mo" / "month.json")
    whole = json.loads(text_of(ROOT / "examples" / "mo" / "month.json"))
    assert whole["child"][0]["name"] == "Abbott, Ada"
    assert "Abbott, Ada" not in as_text(policy.determine(whole).certificate())


def test_certificates_fit_their_schema() -> None:
    """And what does not is told."""
    problems = validator(json.loads(SCHEMA.read_text(encoding="utf-8")))
    for example in EXAMPLES:
        result = policy_of(example).determine(one_claim(example))
        document = json.loads(as_text(result.certificate()))
        assert problems(document) == ()
    for spoilt in ({"nodes": [{"kind": "rumour"}]}, {"remark": "true"}, {"hash": "none"}):
        assert problems({**document, **spoilt})


# ------------------------------------------------------------------ hostile certificates


def _deep(levels: int) -> Any:
    value: Any = 1
    for _ in range(levels):
        value = [value]
    return value


@pytest.mark.parametrize(
    "spoil",
    [
        {"nodes": None}, {"nodes": {}}, {"nodes": [1, None, "x", [], {}]}, {"nodes": []}, {"lines": "all"},
        {"lines": [-1, 10**9, True, None, {}]}, {"totals": 7}, {"policy": "ky"}, {"readings": []}, {"known_on": 5},
        {"line": 5}, {"line": ""}, {"certificate": True}, {"certificate": 2}, {"hash": None}, {"hash": []}, {"more": 1},
        {"more": float("nan")}, {"more": _deep(100_000)}, {"more": {1: 2, "a": 3}}, {"more": object()},
    ],
    ids=lambda spoil: next(iter(spoil)),
)
def test_a_certificate_of_another_make_is_refused_with_a_message(
    spoil: dict[str, Any], document: dict[str, Any], true: dict[str, Any]
) -> None:
    verdict = ccpolicy.verify({**true, **spoil}, policy_of(MONTH), document)
    assert not verdict.holds
    assert all(str(fault) for fault in verdict.faults)


def test_inputs_in_a_circle_or_out_of_range_are_refused(document: dict[str, Any], true: dict[str, Any]) -> None:
    for inputs in ([10**12], [-1], ["0"], None, [[]], [len(true["nodes"]) - 1]):
        forged = copied(true)
        forged["nodes"][0]["inputs"] = inputs
        first = true["nodes"][0]
        verdict = ccpolicy.verify(rehashed(forged), policy_of(MONTH), document)
        assert any(fault.place == f"{first['kind']} {first['name']} {first['of']}: inputs" for fault in verdict.faults)


@pytest.mark.parametrize(
    "text, why",
    [
        ("", "not JSON"), ("{", "not JSON"), ("[" * 100_000, "nested too deeply"), ('{"certificate": 1, "certificate": 1}', "twice"),
        ('{"certificate": 1' + "0" * 5000 + "}", "not JSON"),
    ],
    ids=["empty", "cut off", "deep", "twice", "long number"],
)
def test_a_text_that_is_no_certificate_is_told_so(text: str, why: str, document: dict[str, Any]) -> None:
    with pytest.raises(ccpolicy.UsageError, match=why):
        ccpolicy.verify(text, policy_of(MONTH), document)


@pytest.mark.parametrize("text", ["1", "null", "[]", "{}", '"x"', '{"certificate": "1"}'])
def test_other_json_is_no_certificate(text: str, document: dict[str, Any]) -> None:
    assert not ccpolicy.verify(text, policy_of(MONTH), document).holds


# ------------------------------------------------------------------ the command


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory, document: dict[str, Any]) -> tuple[Path, Path]:
    folder = tmp_path_factory.mktemp("certified")
    input, certificate = folder / "month.json", folder / "month.cert.json"
    input.write_text(json.dumps(document), encoding="utf-8")
    assert main(["explain", "ky_ccap", str(input), "--certificate", str(certificate)]) == 0
    return input, certificate


def test_the_command_says_what_it_worked_out_again(files: tuple[Path, Path], capsys: pytest.CaptureFixture[str]) -> None:
    input, certificate = files
    assert main(["verify", str(certificate), "ky_ccap", str(input)]) == 0
    said = capsys.readouterr().out
    assert said.startswith("the certificate holds: 30 lines paying ") or "lines paying" in said
    assert main(["verify", str(certificate), "ky_ccap", str(input), "--format", "json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["holds"]
    assert told["faults"] == []


def test_the_command_names_what_does_not_hold(files: tuple[Path, Path], capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    input, certificate = files
    forged = tmp_path / "forged.json"
    forged.write_text(certificate.read_text(encoding="utf-8").replace('"status": "paid"', '"status": "denied"', 1), encoding="utf-8")
    assert main(["verify", str(forged), "ky_ccap", str(input)]) == 1
    out, err = capsys.readouterr()
    assert 'value, status: says "denied", comes to "paid"' in out
    assert "does not hold: 2 places" in err
    assert main(["verify", str(forged), "ky_ccap", str(input), "--format", "json"]) == 1
    assert len(json.loads(capsys.readouterr().out)["faults"]) == 2


def test_a_line_is_certified_by_its_id(files: tuple[Path, Path], document: dict[str, Any], tmp_path: Path) -> None:
    input, _ = files
    id = policy_of(MONTH).determine(document).lines[0].id
    own = tmp_path / "line.json"
    assert main(["explain", "ky_ccap", str(input), "--line", id, "--certificate", str(own)]) == 0
    assert main(["verify", str(own), "ky_ccap", str(input)]) == 0


@pytest.mark.parametrize(
    "words, code",
    [
        (["verify", "nowhere.json", "ky_ccap", "{input}"], 2),
        (["verify", "{input}", "ky_ccap", "{input}"], 1),
        (["verify", "{certificate}", "ky_ccapp", "{input}"], 2),
        (["verify", "{certificate}", "az_cces", "{input}"], 3),
    ],
)
def test_wrong_use_has_the_exit_code_of_every_command(words: list[str], code: int, files: tuple[Path, Path]) -> None:
    input, certificate = files
    assert main([word.format(input=input, certificate=certificate) for word in words]) == code


# ------------------------------------------------------------------ a second opinion


EVALUATORS = ("ccpolicy.engine", "ccpolicy.dsl", "ccpolicy.explain", "ccpolicy.model.evaluate", "ccpolicy.model.operators",
              "ccpolicy.model.timeline")


def test_verifying_loads_nothing_that_evaluates(true: dict[str, Any]) -> None:
    """Neither the checker nor anything it imports, however far, is one of the evaluators."""
    script = "import ccpolicy.certificate.verify, sys; print('\\n'.join(name for name in sys.modules if name.startswith('ccpolicy')))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    loaded = done.stdout.split()
    assert "ccpolicy.certificate.checker" in loaded
    assert [name for name in loaded if name.startswith(EVALUATORS)] == []


@pytest.mark.parametrize("file", sorted(FOLDER.glob("*.py")), ids=lambda file: file.stem)
def test_each_module_is_small_and_has_one_statement_a_line(file: Path) -> None:
    lines = file.read_text(encoding="utf-8").splitlines()
    assert len(lines) <= 400
    assert max(map(len, lines), default=0) <= 120
    tree = ast.parse("\n".join(lines))
    starts = [node.lineno for node in ast.walk(tree) if isinstance(node, ast.stmt)]
    assert len(starts) == len(set(starts))


def test_the_page_tells_how_many_lines_there_are_to_trust() -> None:
    """Of each module of the checker, and of all."""
    page = (ROOT / "docs" / "explanation" / "certificates.md").read_text(encoding="utf-8")
    modules = ("arithmetic", "rows", "values", "allowances", "checker")
    lines = {name: len((FOLDER / f"{name}.py").read_text(encoding="utf-8").splitlines()) for name in modules}
    told = [(cells[1], int(cells[3])) for row in page.splitlines() if len(cells := row.split("|")) == 5 and row.startswith("| `")]
    assert {name.strip(" `"): number for name, number in told} == lines
    assert f"| | | {sum(lines.values()):,} |" in page
