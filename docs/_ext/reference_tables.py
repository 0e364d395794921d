"""The tables of the reference as Markdown, made from the commands and from the schemas themselves. Needs no Sphinx."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import click

Schema = Mapping[str, Any]
Row = tuple[str, ...]

PATTERNS = {
    r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$": "date, `2022-11-30`",
    r"^[0-9]{4}-(0[1-9]|1[0-2])$": "month, `2022-11`",
    r"^[0-9]{4}-[0-9]{2}-[0-9]{2}[T ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?(Z|[+-][01][0-9]:[0-5][0-9])?$":
        "moment, `2022-11-30T17:45`",
    r"^([0-9]|[01][0-9]|2[0-3]):[0-5][0-9]$": "time of day, `17:45`",
    r"^(-?[0-9]{1,12}(\.[0-9]{1,9})?|[0-9]{1,4}:[0-5][0-9])$": "hours, `4:30` or `4.5`",
    r"^-?[0-9]{1,12}(\.0{1,9})?$": "whole number, as text",
    r"^-?[0-9]{1,12}(\.[0-9]{1,2}0*)?$": "money, `40.00`",
    r"^-?[0-9]{1,12}(\.[0-9]{1,9})?$": "number, as text",
    r"^-?[0-9]+\.[0-9]{2,6}$": "money, `40.00`",
    r"^-?[0-9]+(\.[0-9]{1,6})?$": "number, as text",
    r"^[0-9a-f]{64}$": "SHA-256, as hexadecimal digits",
}  # fmt: skip
"""What texts of a form are called, each with an example where one helps."""

TYPES = {"string": "text", "integer": "whole number", "boolean": "yes or no", "object": "object", "array": "list", "null": "null"}
YES_NO = "yes or no: `true`, `false`, `\"yes\"`, `\"no\"`"
MOST_CODES = 12
_KEY_OF = re.compile(r"the key of an? (\w+) row")


def markdown(heading: Row, rows: Iterable[Row]) -> str:
    """A table."""
    lines = [heading, tuple("---" for _ in heading), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", r"\|") for cell in line) + " |" for line in lines)


def usage(name: str, command: click.Command) -> str:
    """How a command is written."""
    context = click.Context(command, info_name=f"ccpolicy {name}")
    return " ".join([context.command_path, *command.collect_usage_pieces(context)])


def options(name: str, command: click.Command) -> list[Row]:
    """Each option with what it takes, and what it does."""
    context = click.Context(command, info_name=f"ccpolicy {name}")
    chosen = [parameter for parameter in command.params if isinstance(parameter, click.Option)]
    records = [option.get_help_record(context) for option in chosen]
    return [(f"`{told[0]}`", told[1]) for told in records if told is not None]


def described(command: click.Command) -> str:
    """What a command does, in its own words."""
    return "\n\n".join(" ".join(part.split()) for part in (command.help or "").split("\n\n"))


def inlined(schema: Schema, definitions: Schema | None = None) -> dict[str, Any]:
    """The schema with every reference replaced by what it names."""
    known = definitions if definitions is not None else schema.get("$defs", {})
    if "$ref" in schema:
        found = inlined(known[schema["$ref"].rpartition("/")[2]], known)
        return {**found, **{word: told for word, told in schema.items() if word != "$ref"}}

    def inner(value: Any) -> Any:
        if isinstance(value, dict):
            return inlined(value, known)
        return [inner(each) for each in value] if isinstance(value, list) else value

    return {word: inner(value) for word, value in schema.items() if word != "$defs"}


def objects(schema: Schema, known: dict[str, str], within: str = "") -> Iterator[tuple[str, Schema]]:
    """Every object of a schema with its place in the document, those of one form once; `known` is where they stand."""
    for name, inner in schema.get("properties", {}).items():
        for place, each in _parts(inner, f"{within}.{name}" if within else name):
            if "properties" in each and not is_unknown(each):
                form = _form(each)
                if form not in known:
                    known[form] = place
                    yield place, each
                    yield from objects(each, known, place)


def _parts(schema: Schema, place: str) -> Iterator[tuple[str, Schema]]:
    """What a value may be, with the place; of a list what it holds."""
    if "anyOf" in schema:
        for each in schema["anyOf"]:
            yield from _parts(each, place)
    elif schema.get("type") == "array":
        yield from _parts(schema["items"], f"{place}[]")
    else:
        yield place, schema


def _form(schema: Schema) -> str:
    """What an object is, whatever is said of the place where it stands."""
    return json.dumps({word: told for word, told in schema.items() if word != "description"}, sort_keys=True)


def columns(schema: Schema, known: Mapping[str, str]) -> list[Row]:
    """The columns of an object: name, what it is, how it is written."""
    required = set(schema.get("required", schema.get("properties", ())))
    return [
        (f"`{name}`", f"{_what(each)}{'' if name in required else ' (may be left out)'}".strip(), written(each, known))
        for name, each in schema.get("properties", {}).items()
    ]


def fields(schema: Schema) -> list[Row]:
    """The fields of a record: as columns, and what leaving one out means."""
    required = set(schema.get("required", ()))

    def absent(name: str, each: Schema) -> str:
        if name in required:
            return "required"
        if "default" in each:
            return f"`{json.dumps(each['default'], ensure_ascii=False)}`"
        return "missing" if any(part.get("type") == "null" for part in each.get("anyOf", ())) else "unknown"

    return [
        (f"`{name}`", _what(each), written(each, {}), absent(name, each)) for name, each in schema.get("properties", {}).items()
    ]


def _what(schema: Schema) -> str:
    told = [str(schema[word]) for word in ("title", "description") if word in schema]
    return ". ".join(each for each in told if not _KEY_OF.fullmatch(each))


def is_unknown(schema: Schema) -> bool:
    """Whether it is `{"unknown": "why"}`, which may stand for most values."""
    return set(schema.get("properties", {})) == {"unknown"}


def written(schema: Schema, known: Mapping[str, str]) -> str:
    """How a value is written, in words."""
    if "anyOf" in schema:
        parts = [each for each in schema["anyOf"] if not is_unknown(each)]
        told = [written(each, known) for each in parts if each.get("type") not in ("null", ["string", "integer", "null"])]
        return " or ".join(dict.fromkeys([*told, *("null" for each in parts if each.get("type") == "null" and known)]))
    if "const" in schema:
        return f"`{json.dumps(schema['const'])}`"
    if "enum" in schema:
        return _codes(schema["enum"])
    if "pattern" in schema:
        return PATTERNS[schema["pattern"]]
    if record := _KEY_OF.fullmatch(schema.get("description", "")):
        return f"key of a `{record[1]}` row"
    if not {"type", "additionalProperties", "properties"} & set(schema):
        return "any value"
    if schema.get("type") == "array":
        return f"list of {written(schema['items'], known)}"
    if "properties" in schema:
        return f"`{known[_form(schema)]}`" if _form(schema) in known else "object"
    if isinstance(schema.get("additionalProperties"), dict):
        return f"by name: {written(schema['additionalProperties'], known)}"
    kinds = schema["type"]
    return " or ".join(TYPES[kind] for kind in ([kinds] if isinstance(kinds, str) else kinds))


def _codes(codes: list[Any]) -> str:
    if set(codes) >= {True, False}:
        return YES_NO
    shown = ", ".join(f"`{code}`" for code in codes[:MOST_CODES])
    return shown + (f" and {len(codes) - MOST_CODES} more" if len(codes) > MOST_CODES else "")
