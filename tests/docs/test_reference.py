"""The reference leaves nothing out: every command and option, every name of the library, every part of every schema."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import click
import pytest
from pages import DOCS, blocks_of

import ccpolicy
import ccpolicy.testing
from ccpolicy.cli import exits
from ccpolicy.testing import laws

sys.path.insert(0, str(DOCS / "_ext"))

from reference_tables import columns, fields, inlined, objects, options, usage

REFERENCE = DOCS / "reference"
SCHEMAS = sorted((DOCS / "schemas").glob("*.json"))


def commands() -> tuple[str, ...]:
    """Imported when a test runs: once the module is there, it hides the function `ccpolicy.cli.main`."""
    return tuple(import_module("ccpolicy.cli.main").COMMANDS)


def read(name: str) -> str:
    return (REFERENCE / name).read_text(encoding="utf-8")


def test_every_command_is_told_with_an_example() -> None:
    page = read("commands.md")
    assert re.findall(r"^```\{command\} (\w+)$", page, re.M) == re.findall(r"^## (\w+)\n\n```\{command\}", page, re.M)
    assert set(re.findall(r"^```\{command\} (\w+)$", page, re.M)) == set(commands())
    shown = "".join(block.text for block in blocks_of(REFERENCE / "commands.md") if block.kind == "sh")
    assert set(re.findall(r"^ccpolicy (\w+)", shown, re.M)) == set(commands())


def test_every_option_is_told_and_says_what_it_does() -> None:
    for name in commands():
        command = import_module(f"ccpolicy.cli.{name}").command
        told = dict(options(name, command))
        for parameter in command.params:
            if isinstance(parameter, click.Option):
                assert any(parameter.opts[0] in option for option in told), name
            else:
                assert parameter.human_readable_name.upper().rstrip("S") in usage(name, command).upper(), name
        assert all(told.values()), [option for option, what in told.items() if not what]


def test_the_exit_codes_are_those_of_the_code() -> None:
    told = re.findall(r"^\| (\d+) \| ", read("commands.md"), re.M)
    assert sorted(map(int, told)) == sorted(value for name, value in vars(exits).items() if name.isupper())


def test_every_name_of_the_library_is_on_its_page() -> None:
    told = re.findall(r"^\.\. (?:auto\w+|py:data):: ([\w.]+)$", read("python.md"), re.M)
    public = {f"ccpolicy.{name}" for name in ccpolicy.__all__}
    public |= {f"ccpolicy.testing.{name}" for name in ccpolicy.testing.__all__}
    assert {name for name in told if not name.startswith("ccpolicy.testing.laws.")} == public
    for name in told:
        module, _, inner = name.rpartition(".")
        assert hasattr(import_module(module), inner)


def test_every_law_is_told_as_it_says_itself() -> None:
    page = (DOCS / "howto" / "write-laws.md").read_text(encoding="utf-8")
    assert dict(re.findall(r"^\| `(\w+)` \| (.*) \|$", page, re.M)).items() >= {law.name: law.says for law in laws.ALL}.items()


def test_the_settings_of_the_rulebook_are_those_of_the_extension() -> None:
    page = (DOCS / "howto" / "publish-a-rulebook.md").read_text(encoding="utf-8")
    code = (DOCS.parent / "src" / "ccpolicy" / "rulebook" / "sphinx.py").read_text(encoding="utf-8")
    told = re.findall(r"^\| `(ccpolicy_\w+)` \|", page, re.M)
    assert sorted(told) == sorted(re.findall(r'add_config_value\("(\w+)"', code))


def test_every_schema_is_told_on_one_page() -> None:
    pages = "".join(page.read_text(encoding="utf-8") for page in sorted(REFERENCE.rglob("*.md")))
    assert sorted(re.findall(r"^```\{schema\} (\S+)$", pages, re.M)) == [file.name for file in SCHEMAS]


def names_in(schema: Any) -> Iterator[str]:
    if isinstance(schema, dict):
        yield from schema.get("properties", ())
        for inner in schema.values():
            yield from names_in(inner)
    elif isinstance(schema, list):
        for inner in schema:
            yield from names_in(inner)


@pytest.mark.parametrize("file", SCHEMAS, ids=lambda file: file.name)
def test_the_tables_of_a_schema_have_every_name_in_it_and_say_how_it_is_written(file: Path) -> None:
    whole = json.loads(file.read_text(encoding="utf-8"))
    schema = inlined(whole)
    if "caseload" in file.name:
        rows = [each["items"] for each in schema["properties"].values()]
        told = [row for each in rows for row in (fields(each) if "title" in each else columns(each, {}))]
        names = {*schema["properties"], *(row[0].strip("`") for row in told)}
    else:
        known: dict[str, str] = {}
        parts = [schema, *(each for _, each in objects(schema, known))]
        told = [row for each in parts for row in columns(each, known)]
        names = {row[0].strip("`") for row in told}
    assert names == set(names_in(whole)) - {"unknown"}
    assert all(row[2] for row in told)


def test_forms_are_told_in_words() -> None:
    schema = {
        "properties": {
            "paid": {"anyOf": [{"type": "string", "pattern": r"^-?[0-9]+\.[0-9]{2,6}$"}, {"type": "null"}]},
            "rows": {"type": "array", "description": "all of them", "items": {"type": "object", "properties": {"id": {"type": "string"}}}},
            "last": {"type": "object", "properties": {"id": {"type": "string"}}, "description": "one of them"},
        },
        "required": ["paid", "rows"],
    }
    known: dict[str, str] = {}
    assert [place for place, _ in objects(schema, known)] == ["rows[]"]
    assert columns(schema, known) == [
        ("`paid`", "", "money, `40.00` or null"),
        ("`rows`", "all of them", "list of `rows[]`"),
        ("`last`", "one of them (may be left out)", "`rows[]`"),
    ]
