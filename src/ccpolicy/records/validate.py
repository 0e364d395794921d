"""Documents held against a JSON Schema, with a validator that is made once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ccpolicy.diagnostics import Finding
from ccpolicy.records.problems import described, did_you_mean
from ccpolicy.values.dates import read_date

Validate = Callable[[Any], tuple[Finding, ...]]


def validator(schema: dict[str, Any]) -> Validate:
    """A function that lists what in a document does not fit `schema`. Raises ValueError for a schema that is none."""
    import jsonschema

    try:
        jsonschema.Draft202012Validator.check_schema(schema)
    except jsonschema.SchemaError as error:
        raise ValueError(f"not a JSON Schema: {error.message}") from None
    formats = jsonschema.FormatChecker(formats=())
    formats.checks("date")(lambda value: not isinstance(value, str) or read_date(value) is not None)
    kept = jsonschema.Draft202012Validator(schema, format_checker=formats)

    def validate(document: Any) -> tuple[Finding, ...]:
        errors = sorted(kept.iter_errors(document), key=lambda error: [str(part) for part in error.absolute_path])
        return tuple(_finding(error) for error in errors)

    return validate


def _finding(error: Any) -> Finding:
    path = ""
    for part in error.absolute_path:
        path += f"[{part}]" if isinstance(part, int) else f".{part}" if path else str(part)
    name, message, help = _words(error)
    return Finding(name, message, path=path, help=help)


def _words(error: Any) -> tuple[str, str, str]:
    """Name, message and help; the value itself is repeated only where it may be."""
    rule, expected = error.validator, error.validator_value
    if rule == "additionalProperties" and isinstance(error.instance, dict):
        known = list(error.schema.get("properties", {}))
        extra = [name for name in error.instance if name not in known]
        help = did_you_mean(extra[0], known, "names") if extra else ""
        return "unknown-field", f"{' and '.join(f'`{name}`' for name in extra)} is not one of the names here", help
    if rule == "required":
        return "missing-field", f"{error.message.split(' is a required')[0].strip(chr(39))} is required", ""
    if rule == "enum":
        allowed = ", ".join(map(str, expected))
        return "unknown-code", f"{described(error.instance)} is not allowed here", f"allowed: {allowed}"
    if rule == "type":
        return "wrong-type", f"expected {expected}, found {described(error.instance)}", ""
    return "wrong-type", f"{described(error.instance)} does not fit ({rule})", ""
