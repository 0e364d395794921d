"""Files are read as what they say, never as what they could mean."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from ccpolicy.errors import RecordsError
from ccpolicy.records.read import load_document, parse_document, read_caseload
from small import swimming


def json(text: str) -> Any:
    return parse_document(text.encode(), "json")


def yaml(text: str) -> Any:
    return parse_document(text.encode(), "yaml")


def refused(kind: str, text: str | bytes, **more: Any) -> list[tuple[str, str]]:
    data = text if isinstance(text, bytes) else text.encode()
    with pytest.raises(RecordsError) as caught:
        parse_document(data, kind, "x", **more)
    return [(problem.name, problem.path) for problem in caught.value.problems]


def nested(depth: int) -> str:
    return "[" * depth + "]" * depth


# JSON


def test_json_may_begin_with_a_byte_order_mark() -> None:
    assert parse_document(b'\xef\xbb\xbf{"a": []}', "json") == {"a": []}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{"a": [', ("bad-json", "x:1:8")),
        ('{"a": NaN}', ("bad-json", "x:1:7")),
        ('{"b": "NaN",\n "a": -Infinity}', ("bad-json", "x:2:7")),
        ('{"pool": [{"id": "1", "id": "2"}]}', ("duplicate-key", "pool[0]")),
        ('{"a": "\\ud800"}', ("bad-text", "a")),
        ('{"\\udc00": 1}', ("bad-text", "x")),
        (b'{"a": "\xff"}', ("bad-text", "x:1")),
        ("1" * 5000, ("bad-json", "x")),
    ],
)
def test_json_that_means_two_things_or_none_is_refused(text: str | bytes, expected: tuple[str, str]) -> None:
    assert refused("json", text) == [expected]


def test_a_pair_of_surrogates_is_a_character() -> None:
    assert json('["\\ud83d\\ude00"]') == ["😀"]


@pytest.mark.parametrize("kind", ["json", "yaml"])
def test_values_are_nested_at_most_32_deep(kind: str) -> None:
    parse_document(nested(32).encode(), kind)
    assert [name for name, _ in refused(kind, nested(33))] == ["too-deep"]
    assert [name for name, _ in refused(kind, nested(100_000))] == ["too-deep"]


@pytest.mark.parametrize("kind", ["json", "yaml"])
def test_an_input_is_at_most_as_large_as_allowed(kind: str) -> None:
    parse_document(b'["1234"]', kind, largest=8)
    assert refused(kind, '["12345"]', largest=8) == [("too-large", "x")]


# YAML


@pytest.mark.parametrize(
    "word",
    ["no", "NO", "on", "12:30", "1:30:00", "010", "02134", "1.10", "2025-02-05", "1e3", ".inf", "0x1F", "=", "1_0"],
)
def test_every_yaml_scalar_is_text(word: str) -> None:
    assert yaml(f"{word}: {word}\n") == {word: word}


@pytest.mark.parametrize("word", ["", "~", "null"])
def test_nothing_is_nothing_in_yaml_unless_it_is_in_quotes(word: str) -> None:
    assert yaml(f"a: {word}\n") == {"a": None}
    assert yaml(f"a: '{word}'\n") == {"a": word}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: 1\nb: 2\na: 3\n", ("duplicate-key", "x:3:1")),
        ("a: &x 1\nb: *x\n", ("bad-yaml", "x:1:4")),
        ("a: *x\n", ("bad-yaml", "x:1:4")),
        ("<<: {a: 1}\n", ("bad-yaml", "x:1:1")),
        ("a: !!int 3\n", ("bad-yaml", "x:1:4")),
        ("a: !!python/object/apply:os.system ['true']\n", ("bad-yaml", "x:1:4")),
        ("[a]: 1\n", ("bad-yaml", "x:1:1")),
        ("a: 1\n---\nb: 2\n", ("bad-yaml", "x:2:1")),
        ("a: [1\n", ("bad-yaml", "x:2:1")),
        ("a: \x07\n", ("bad-yaml", "x:1:1")),
    ],
)
def test_yaml_with_more_than_names_lists_and_texts_is_refused(text: str, expected: tuple[str, str]) -> None:
    assert refused("yaml", text) == [expected]


def test_yaml_says_the_same_as_json() -> None:
    text = 'pool:\n- id: p1\n  opens: 07:30\n  heated: yes\n'
    assert yaml(text) == {"pool": [{"id": "p1", "opens": "07:30", "heated": "yes"}]}
    (row,) = read_caseload(swimming(), yaml(text)).records["pool"]
    assert row.values["heated"] is True


# CSV


def tables(folder: Path, **files: str | bytes) -> Path:
    for name, text in files.items():
        data = text if isinstance(text, bytes) else text.encode()
        (folder / f"{name}.csv").write_bytes(data)
    return folder


def test_a_folder_of_tables_is_a_document(tmp_path: Path) -> None:
    folder = tables(tmp_path, pool="id,opens\np1,07:30\np2,\n", swimmer=b"\xef\xbb\xbfid,born\r\ns1,2019-02-28\r\n\r\n")
    assert load_document(folder) == {
        "pool": [{"id": "p1", "opens": "07:30"}, {"id": "p2"}],
        "swimmer": [{"id": "s1", "born": "2019-02-28"}],
    }


def test_dotted_columns_make_the_parts_of_a_posting(tmp_path: Path) -> None:
    text = "allowance,per.swimmer,spender,amount,state,claim\nlessons,s1,c0/x,1,granted,c0\n"
    (row,) = read_caseload(swimming(), load_document(tables(tmp_path, posting=text))).history or ()
    assert row.per == {"swimmer": "s1"}


def test_a_csv_table_can_say_that_a_value_is_unknown(tmp_path: Path) -> None:
    text = "id,name,name.unknown\ns1,,not asked\ns2,Ada,\ns3,,\n"
    assert load_document(tables(tmp_path, swimmer=text))["swimmer"] == [
        {"id": "s1", "name": {"unknown": "not asked"}}, {"id": "s2", "name": "Ada"}, {"id": "s3"},
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("id,opens\np1\n", ("wrong-cells", "pool.csv:2")),
        ("id,opens\np1,07:30,x\n", ("wrong-cells", "pool.csv:2")),
        ("id,id\np1,p2\n", ("duplicate-key", "pool.csv:1")),
        ("id,opens,opens.unknown\np1,07:30,why\n", ("duplicate-key", "pool.csv:2")),
        ("id,\np1,x\n", ("wrong-cells", "pool.csv:1")),
        ('id,opens\n"p1,07:30\n', ("bad-csv", "pool.csv:2")),
    ],
)
def test_a_table_has_one_cell_for_every_column(tmp_path: Path, text: str, expected: tuple[str, str]) -> None:
    with pytest.raises(RecordsError) as caught:
        load_document(tables(tmp_path, pool=text))
    assert [(problem.name, problem.path) for problem in caught.value.problems] == [expected]


def test_an_empty_folder_and_an_unknown_ending_are_refused(tmp_path: Path) -> None:
    (tmp_path / "rows.txt").write_text("id\n")
    for path in (tmp_path, tmp_path / "rows.txt"):
        with pytest.raises(RecordsError) as caught:
            load_document(path)
        assert [problem.name for problem in caught.value.problems] == ["unknown-format"]


def test_tables_together_are_at_most_as_large_as_allowed(tmp_path: Path) -> None:
    folder = tables(tmp_path, pool="id\np1\n", swimmer="id\ns1\n")
    load_document(folder, largest=12)
    with pytest.raises(RecordsError) as caught:
        load_document(folder, largest=11)
    assert [problem.name for problem in caught.value.problems] == ["too-large"]
