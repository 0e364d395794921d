"""The published schemas are those the library makes, and what the examples hold and give fits them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, get_args, get_origin, get_type_hints, is_typeddict

import pytest

import ccpolicy
from ccpolicy.cli import main
from ccpolicy.explain import document_types
from ccpolicy.records.schema import determination_schema
from ccpolicy.records.validate import validator

ROOT = Path(__file__).parents[1]
SCHEMAS = ROOT / "docs" / "schemas"
INPUT_SCHEMAS = sorted(SCHEMAS.glob("*.caseload.schema.json"))
EXAMPLES = sorted((ROOT / "examples").rglob("*.json"))


def policy_of(example: Path) -> str:
    """The packaged policy whose name begins with the folder's."""
    (name,) = [name for name in ccpolicy.names() if name.startswith(f"{example.parent.name}_")]
    return name


def test_there_are_schemas_and_examples() -> None:
    assert "ky_ccap.caseload.schema.json" in {file.name for file in INPUT_SCHEMAS}
    assert ROOT / "examples" / "ky" / "month.json" in EXAMPLES


@pytest.mark.parametrize("file", INPUT_SCHEMAS, ids=lambda file: file.name)
def test_the_schema_of_the_input_is_current(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    policy = file.name.partition(".")[0]
    assert main(["schema", policy]) == 0
    command = f"ccpolicy schema {policy} > {file.relative_to(ROOT)}"
    assert file.read_text(encoding="utf-8") == capsys.readouterr().out, f"make it anew: {command}"


@pytest.mark.parametrize(
    ("side", "name"), [("output", "determination"), ("why-not", "why-not"), ("difference", "difference")]
)
def test_the_schema_of_the_output_is_current(side: str, name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["schema", "ky_ccap", "--of", side]) == 0
    file = SCHEMAS / f"{name}.schema.json"
    command = f"ccpolicy schema ky_ccap --of {side} > {file.relative_to(ROOT)}"
    assert file.read_text(encoding="utf-8") == capsys.readouterr().out, f"make it anew: {command}"


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda file: f"{file.parent.name}/{file.name}")
def test_an_example_fits_the_schema_of_the_input_and_its_result_that_of_the_output(example: Path) -> None:
    name = policy_of(example)
    document = json.loads(example.read_text(encoding="utf-8"))
    schema = json.loads((SCHEMAS / f"{name}.caseload.schema.json").read_text(encoding="utf-8"))
    assert validator(schema)(document) == ()
    result = json.loads(ccpolicy.load(name).determine(document).to_json())
    assert result["lines"]
    assert validator(json.loads((SCHEMAS / "determination.schema.json").read_text(encoding="utf-8")))(result) == ()


@pytest.mark.parametrize(
    ("spoil", "path"),
    [
        (lambda d: d["child"][0].update(birthdate="2022-03-10"), "child[0]"),
        (lambda d: d["charge"][0].update(amount=50.5), "charge[0].amount"),
        (lambda d: d["day"][0].update(entered_code="44"), "day[0].entered_code"),
        (lambda d: d["claim"][0].pop("authorization"), "claim[0]"),
        (lambda d: d.update(claims=[]), ""),
    ],
)
def test_the_schema_finds_what_reading_would_refuse(spoil: Any, path: str) -> None:
    document = json.loads((ROOT / "examples" / "ky" / "month.json").read_text(encoding="utf-8"))
    spoil(document)
    schema = json.loads((SCHEMAS / "ky_ccap.caseload.schema.json").read_text(encoding="utf-8"))
    assert [problem.path for problem in validator(schema)(document)] == [path]


def test_the_python_types_say_what_the_schema_says() -> None:
    compare(document_types.DeterminationDocument, determination_schema(), "determination")


def compare(kind: Any, schema: dict[str, Any], path: str) -> None:
    """A typed dict has the names of its schema, required where they are; and so inside."""
    if get_origin(kind) is list:
        compare(get_args(kind)[0], schema["items"], f"{path}[]")
    elif is_typeddict(kind):
        assert list(get_type_hints(kind)) == list(schema["properties"]), path
        assert kind.__required_keys__ == set(schema["required"]), path
        for name, inner in get_type_hints(kind).items():
            compare(inner, schema["properties"][name], f"{path}.{name}")
    else:
        assert "properties" not in schema, path
        assert "items" not in schema, path
