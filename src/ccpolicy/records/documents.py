"""Files to plain lists and mappings: JSON, YAML without surprises, and folders of CSV tables.

Files are hostile until read: their size and depth are bounded, a name that stands twice is an error, and no text is
taken for a number, a date or a yes.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ccpolicy.diagnostics import Finding, printable
from ccpolicy.errors import RecordsError
from ccpolicy.limits import INPUT_BYTES, INPUT_COLUMNS, INPUT_FILES, INPUT_NESTING, PROBLEMS
from ccpolicy.records.problems import Noted, TooMany, refuse
from ccpolicy.records.yaml_texts import YamlFault, yaml_document

LARGEST, DEEPEST = INPUT_BYTES.most, INPUT_NESTING.most

_CONSTANT = re.compile(r'"(?:[^"\\]|\\.)*"|(NaN|-?Infinity)')
_NO_CONSTANT = 'write {"unknown": "why"} for what nobody knows'

SUFFIXES = {".json": "json", ".yaml": "yaml", ".yml": "yaml"}


class Table(list[dict[str, Any]]):
    """The rows of a table that knows its heading and where that stands: `claim.csv:1`."""

    heading: tuple[str, ...] = ()
    place: str = ""


class TableRow(dict[str, Any]):
    """A row of a table that knows where it stands: `claim.csv:3`."""

    place: str = ""


def load_document(path: str | Path, *, largest: int = LARGEST) -> Any:
    """The contents of a `.json`, `.yaml` or `.yml` file, or of a folder of `.csv` tables named by record kind or sheet.

    Raises RecordsError for a file that cannot be read as what it says it is.
    """
    path = Path(path)
    if path.is_dir():
        return _load_tables(path, largest)
    kind = SUFFIXES.get(path.suffix.lower())
    if kind is None:
        message = f"{path.name} is neither a .json or .yaml file nor a folder of .csv tables"
        raise _refused("unknown-format", message, "", "a single table goes into a folder, named by its record kind")
    return parse_document(_bytes(path, largest), kind, path.name, largest=largest)


def parse_document(data: bytes, kind: str, name: str = "input", *, largest: int = LARGEST) -> Any:
    """The contents of a JSON or YAML document (`kind` is `json` or `yaml`). Raises RecordsError."""
    if len(data) > largest:
        raise _too_large(name, largest)
    text = _text(data, name)
    if not text.strip():
        raise _refused("empty-file", "there is nothing in it", name)
    if kind == "yaml":
        try:
            return yaml_document(text, DEEPEST)
        except YamlFault as fault:
            raise _refused(fault.name, fault.message, f"{name}:{fault.line}:{fault.column}", fault.help) from None
    return _json(text, name)


def _json(text: str, name: str) -> Any:
    try:
        document = json.loads(text, object_pairs_hook=_once, parse_constant=_no_constant)
    except json.JSONDecodeError as error:
        place = f"{name}:{error.lineno}:{error.colno}"
        raise _refused("bad-json", f"this is not JSON: {error.msg.lower()}", place) from None
    except RecursionError:
        raise _too_deep(name) from None
    except _NotANumber as error:
        raise _refused("bad-json", f"this is not JSON: {error}", _place_of_constant(text, name), _NO_CONSTANT) from None
    except ValueError as error:
        raise _refused("bad-json", f"this is not JSON: {error}", name) from None
    problems = list(_json_problems(document, name, surrogates="\\ud" in text or "\\uD" in text))
    if problems:
        raise refuse(problems)
    return document


class _Twice(dict[str, Any]):
    """An object in which a name stands twice; found again, with its path, once the document is read."""

    repeated: tuple[str, ...] = ()


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) == len(pairs):
        return found
    twice = _Twice(found)
    twice.repeated = tuple(name for name, count in Counter(name for name, _ in pairs).items() if count > 1)
    return twice


class _NotANumber(ValueError):
    """A word that some programs write for a number that is none."""


def _no_constant(word: str) -> Any:
    raise _NotANumber(f"{word} is not a number")


def _place_of_constant(text: str, name: str) -> str:
    """Where the first NaN or infinity stands that is not part of a text."""
    for found in _CONSTANT.finditer(text):
        if found[1]:
            line = text.count("\n", 0, found.start()) + 1
            return f"{name}:{line}:{found.start() - text.rfind(chr(10), 0, found.start())}"
    return name


def _json_problems(document: Any, name: str, *, surrogates: bool) -> Iterator[Finding]:
    """Names given twice, nesting beyond what is allowed, and text that no file can hold. Iterative."""
    pending: list[tuple[Any, str, int]] = [(document, "", 1)]
    while pending:
        value, path, depth = pending.pop()
        if isinstance(value, str):
            if surrogates and not _encodes(value):
                yield Finding("bad-text", "half of a surrogate pair is not a character", path=path or name)
            continue
        if not isinstance(value, (dict, list)):
            continue
        if depth > DEEPEST:
            raise _too_deep(name)
        if isinstance(value, _Twice):
            for repeated in value.repeated:
                message = f"`{printable(repeated[:60])}` stands twice in one object"
                yield Finding("duplicate-key", message, path=path or name, help="leave one of them out")
        if isinstance(value, dict):
            if surrogates and not all(map(_encodes, value)):
                yield Finding("bad-text", "half of a surrogate pair is not a character", path=path or name)
            inner = [(f"{path}.{name}" if path else name, part) for name, part in value.items()]
        else:
            inner = [(f"{path}[{at}]", part) for at, part in enumerate(value)]
        pending.extend((part, place, depth + 1) for place, part in reversed(inner) if _has_parts(part, surrogates, depth))


def _has_parts(value: Any, surrogates: bool, depth: int) -> bool:
    """Whether there is anything to look at; an empty list is nothing, unless it lies too deep."""
    if isinstance(value, (dict, list)):
        return bool(value) or depth >= DEEPEST or isinstance(value, _Twice)
    return surrogates and isinstance(value, str)


def _encodes(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _load_tables(folder: Path, largest: int) -> dict[str, list[dict[str, Any]]]:
    files = sorted(file for file in folder.iterdir() if file.is_file() and file.suffix.lower() == ".csv")
    if not files:
        message = f"{folder.name} holds no .csv tables"
        raise _refused("unknown-format", message, "", "name each table by its record kind")
    if len(files) > INPUT_FILES.most:
        message = f"{folder.name} holds {len(files):,} tables; a folder has at most {INPUT_FILES}"
        raise _refused(INPUT_FILES.finding, message, "", "name each table by its record kind, and take the others away")
    if sum(file.stat().st_size for file in files) > largest:
        raise _too_large(folder.name, largest)
    problems = Noted(PROBLEMS)
    tables: dict[str, list[dict[str, Any]]] = {}
    try:
        for file in files:
            tables[file.stem] = _table(_text(_bytes(file, largest), file.name), file.name, problems)
    except TooMany:
        raise refuse([*problems, problems.enough()]) from None
    if problems:
        raise refuse(problems)
    return tables


def _table(text: str, name: str, problems: list[Finding]) -> Table:
    """The rows of one CSV table, with its heading."""
    table = Table()
    table.place = f"{name}:1"
    table.extend(_rows(text, name, table, problems))
    return table


def _rows(text: str, name: str, table: Table, problems: list[Finding]) -> Iterator[dict[str, Any]]:
    """The rows of one CSV table. An empty cell is absent; a column `per.place` goes into the part `per`."""
    rows = csv.reader(io.StringIO(text, newline=""), strict=True)
    heading: list[str] = []
    try:
        for cells in rows:
            if not any(cell.strip() for cell in cells):
                continue
            if not heading:
                heading = [cell.strip() for cell in cells]
                if len(heading) > INPUT_COLUMNS.most:
                    message = f"this table has {len(heading):,} columns; at most {INPUT_COLUMNS} are read"
                    problems.append(Finding(INPUT_COLUMNS.finding, message, path=f"{name}:{rows.line_num}"))
                    return
                table.heading, table.place = tuple(heading), f"{name}:{rows.line_num}"
                problems.extend(_wrong_heading(heading, name))
                continue
            if len(cells) != len(heading):
                message = f"this row has {len(cells)} cells where the heading has {len(heading)}"
                problems.append(Finding("wrong-cells", message, path=f"{name}:{rows.line_num}"))
                continue
            row, twice = _row(heading, cells, f"{name}:{rows.line_num}")
            if twice:
                message = f"`{printable(twice[:60])}` is given both whole and in parts"
                problems.append(Finding("duplicate-key", message, path=f"{name}:{rows.line_num}"))
            yield row
    except csv.Error as error:
        problems.append(Finding("bad-csv", f"this is not CSV: {error}", path=f"{name}:{rows.line_num}"))


def _wrong_heading(heading: list[str], name: str) -> Iterator[Finding]:
    for at, column in enumerate(heading):
        if not column:
            yield Finding("wrong-cells", f"column {at + 1} of the heading has no name", path=f"{name}:1")
        elif column in heading[:at]:
            yield Finding("duplicate-key", f"`{printable(column[:60])}` heads two columns", path=f"{name}:1")


def _row(heading: list[str], cells: list[str], place: str) -> tuple[TableRow, str]:
    """The row, and the name of a column that is given both whole and in parts, if there is one."""
    row: dict[str, Any] = {}
    parts: dict[str, dict[str, str]] = {}
    for column, cell in zip(heading, cells, strict=True):
        if not cell:
            continue
        outer, dot, inner = column.partition(".")
        if dot:
            parts.setdefault(outer, {})[inner] = cell
        else:
            row[column] = cell
    twice = next((name for name in parts if name in row), "")
    found = TableRow({**row, **parts})
    found.place = place
    return found, twice


def _bytes(path: Path, largest: int) -> bytes:
    try:
        with path.open("rb") as file:
            data = file.read(largest + 1)
    except OSError as error:
        reason = (error.strerror or "unknown").lower()
        raise _refused("unreadable-file", f"{path} cannot be read: {reason}", "") from None
    if len(data) > largest:
        raise _too_large(path.name, largest)
    return data


def _text(data: bytes, name: str) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise _refused("bad-text", "this is not UTF-8 text", f"{name}:{line}", "save the file as UTF-8") from None


def _too_large(name: str, largest: int) -> RecordsError:
    return _refused("too-large", f"the input is larger than {largest / 1024 / 1024:,.0f} MiB", name, "give it in parts")


def _too_deep(name: str) -> RecordsError:
    return _refused("too-deep", f"values are nested more than {DEEPEST} deep", name)


def _refused(name: str, message: str, path: str, help: str = "") -> RecordsError:
    return refuse([Finding(name, message, path=path, help=help)])
