"""JSON Schemas (2020-12) of what goes in and what comes out.

The schema of the input says how each value is written. What holds between rows (keys, references) only reading checks.
"""

from __future__ import annotations

from typing import Any

from ccpolicy.limits import INPUT_TEXT
from ccpolicy.model.policy import Field, Grain, Policy
from ccpolicy.model.sheets import headings
from ccpolicy.model.types import (
    DATE,
    MINUTES,
    MOMENT,
    MONEY,
    MONTH,
    NUMBER,
    TEXT,
    TIME,
    YES_NO,
    Codes,
    Quantity,
    RowOf,
    Type,
)
from ccpolicy.records.fields import key_text
from ccpolicy.records.rows import input_columns, kinds_of
from ccpolicy.records.statements import STATES

DRAFT = "https://json-schema.org/draft/2020-12/schema"

Schema = dict[str, Any]

_DAY = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
_DECIMAL = r"-?[0-9]{1,12}(\.[0-9]{1,9})?"
_DATE: Schema = {"type": "string", "format": "date", "pattern": f"^{_DAY}$"}
_MONEY_OUT: Schema = {"type": "string", "pattern": r"^-?[0-9]+\.[0-9]{2,6}$"}
_NUMBER_OUT: Schema = {"type": "string", "pattern": r"^-?[0-9]+(\.[0-9]{1,6})?$"}
_TEXT: Schema = {"type": "string"}
_KEY: Schema = {"type": "string", "minLength": 1}
_CELL: Schema = {"type": ["string", "integer", "null"]}
_CLOCK = "([0-9]|[01][0-9]|2[0-3]):[0-5][0-9]"

_WRITTEN: dict[Type, Schema] = {
    TEXT: {"type": "string", "maxLength": INPUT_TEXT.most},
    YES_NO: {"enum": [True, False, "yes", "no", "true", "false"]},
    DATE: _DATE,
    MONTH: {"type": "string", "pattern": "^[0-9]{4}-(0[1-9]|1[0-2])$"},
    TIME: {"type": "string", "pattern": f"^{_CLOCK}$"},
    MOMENT: {
        "type": "string",
        "pattern": f"^{_DAY}[T ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?(Z|[+-][01][0-9]:[0-5][0-9])?$",
    },
    MONEY: {"type": "string", "pattern": r"^-?[0-9]{1,12}(\.[0-9]{1,2}0*)?$"},
}


def caseload_schema(policy: Policy) -> Schema:
    """The schema of the documents a policy reads."""
    kinds = kinds_of(policy)
    properties: Schema = {
        name: {"type": "array", "title": grain.label or name, "items": {"$ref": f"#/$defs/{name}"}}
        for name, grain in kinds.items()
    }
    for name, sheet in policy.sheets.items():
        cells = {heading: _CELL for heading in headings(sheet)}
        properties[name] = {"type": "array", "title": sheet.label or name, "items": _closed(cells, ())}
    properties["complete"] = {
        "type": "array",
        "title": "Rows beyond those decided that are all in this document",
        "items": _closed(
            {"record": {"enum": list(policy.grains)}, "keys": _texts(_TEXT), "from": _DATE, "through": _DATE},
            ("record",),
        ),
    }
    properties["posting"] = {
        "type": "array",
        "title": "History of allowances, as earlier determinations gave it out; left out when it is not at hand",
        "items": _posting(list(policy.allowances)),
    }
    return {
        "$schema": DRAFT,
        "title": f"{policy.label or policy.name}: input",
        "type": "object",
        "properties": properties,
        "additionalProperties": False,
        "$defs": {name: _row(policy, grain) for name, grain in kinds.items()},
    }


def _row(policy: Policy, grain: Grain) -> Schema:
    properties: Schema = {}
    required = []
    for column, in_key in input_columns(policy, grain):
        properties[column.name] = _column(policy, column, in_key)
        if in_key or column.absent == "required":
            required.append(column.name)
    return {"title": grain.label or grain.name, **_closed(properties, required)}


def _column(policy: Policy, column: Field, in_key: bool) -> Schema:
    value = _written(policy, column)
    told: Schema = {"title": column.label} if column.label else {}
    if column.absent == "default":
        told["default"] = column.default if isinstance(column.default, bool) else key_text(column.default)
    if in_key:
        return {**told, **value}
    nothing: list[Schema] = [{"type": "null"}] if column.absent == "missing" else []
    return {**told, "anyOf": [value, *nothing, _UNKNOWN]}


_UNKNOWN: Schema = {
    "type": "object",
    "description": "not known, and why",
    "properties": {"unknown": {"type": "string", "pattern": r"\S"}},
    "required": ["unknown"],
    "additionalProperties": False,
}


def _written(policy: Policy, column: Field) -> Schema:
    kind = column.type
    if isinstance(kind, Codes):
        listed = policy.codes.get(kind.name)
        codes = list(listed.rows if listed else kind.codes)
        return {"enum": codes + [int(code) for code in codes if code.isdigit() and code == str(int(code))]}
    if isinstance(kind, RowOf):
        return {**_KEY, "description": f"the key of a {kind.grain} row"}
    if isinstance(kind, Quantity) and kind != MONEY:
        return _quantity(column, kind)
    return _WRITTEN[kind]


def _quantity(column: Field, kind: Quantity) -> Schema:
    if any(name == "money" for name, _ in kind.dims):
        return {"type": "string", "pattern": f"^{_DECIMAL}$", "description": f"{kind}, in decimal digits"}
    pattern = _DECIMAL
    if kind == MINUTES:
        pattern = rf"({pattern}|[0-9]{{1,4}}:[0-5][0-9])"
    elif kind == NUMBER and not column.whole:
        pattern += "%?"
    elif column.whole:
        pattern = r"-?[0-9]{1,12}(\.0{1,9})?"
    unit = {"hours": "hours and minutes, or decimal hours", "minutes": "minutes"}.get(column.written, str(kind))
    return {"anyOf": [{"type": "string", "pattern": f"^{pattern}$"}, {"type": "integer"}], "description": unit}


def determination_schema() -> Schema:
    """The schema of the document `explain.output` makes of a determination."""
    reason = _closed_whole(
        code=_TEXT, status={"enum": ["denied", "held", "routed"]}, unit=_TEXT, amount=_NUMBER_OUT, text=_TEXT,
        cite=_cites(), rule=_TEXT, to=_TEXT, asking=_list(_TEXT), needs=_list(_TEXT),
    )
    line_parts: Schema = {
        "id": _KEY, "status": {"enum": ["paid", "partly_paid", "denied", "held", "routed"]},
        "claimed": _texts(_NUMBER_OUT), "units": _texts(_NUMBER_OUT), "amounts": _texts(_MONEY_OUT),
        "pays": {"anyOf": [_MONEY_OUT, {"type": "null"}]}, "says": _list(_TEXT), "reasons": _list(reason),
    }
    line: Schema = {
        "type": "object", "properties": line_parts, "required": list(line_parts), "additionalProperties": _TEXT,
        "description": "besides these, the columns by which the policy lists its lines",
    }
    nullable_date: Schema = {"anyOf": [_DATE, {"type": "null"}]}
    caveat: Schema = {"name": _TEXT, "text": _TEXT}
    return {
        "$schema": DRAFT,
        "title": "determination",
        **_closed_whole(
            policy=_closed_whole(name=_TEXT, fingerprint=_TEXT, known_on=nullable_date, readings=_texts(_TEXT)),
            lines=_list(line),
            totals=_list(
                _closed_whole(
                    by=_TEXT, id=_TEXT, units=_texts(_NUMBER_OUT), amounts=_texts(_MONEY_OUT),
                    statuses=_texts({"type": "integer", "minimum": 0}),
                )
            ),
            findings=_list(
                _closed_whole(
                    code=_TEXT, kind=_TEXT, row=_TEXT, text=_TEXT, cite=_cites(), to=_TEXT, needs=_list(_TEXT)
                )
            ),
            deadlines=_list(
                _closed_whole(
                    name=_TEXT, row=_TEXT, due=_TEXT, inclusive={"type": "boolean"},
                    met={"type": ["boolean", "null"]}, cite=_cites(),
                )
            ),
            routes=_list(_closed_whole(code=_TEXT, to=_TEXT, asking=_list(_TEXT), lines=_list(_TEXT), text=_TEXT)),
            postings=_list(_posting(None)),
            unsettled=_list(_closed_whole(**caveat, reading=_TEXT, cite=_cites())),
            unmodelled=_list(_closed_whole(**caveat, cite=_cites())),
            tentative=_list(_closed_whole(**caveat, cite=_cites())),
        ),
    }


def why_not_schema() -> Schema:
    """The schema of the document that tells what would have a line paid."""
    value: Schema = {"type": ["string", "boolean", "null"]}
    nothing: Schema = {"type": "null"}
    due = _closed_whole(
        deadline=_TEXT, label=_TEXT, due=_TEXT, inclusive={"type": "boolean"}, passed={"type": "boolean"}
    )
    place: Schema = {"record": _TEXT, "row": _TEXT, "field": _TEXT, "label": _TEXT}
    party: Schema = {"by": _TEXT, "by_label": _TEXT}
    change = _closed_whole(
        **place, known={"type": "boolean"}, **{"from": value}, to=value, also=_list(value), **party,
        until={"anyOf": [due, nothing]},
    )
    way = _closed_whole(
        changes={**_list(change), "minItems": 1, "maxItems": 4}, status={"enum": ["paid", "partly_paid"]},
        units=_texts(_NUMBER_OUT), pays=_MONEY_OUT, other_lines=_list(_TEXT), passed={"type": "boolean"},
    )
    reason = _closed_whole(
        code=_TEXT, status={"enum": ["denied", "held", "routed"]}, rule=_TEXT, text=_TEXT, cite=_cites(),
        needs=_list(_TEXT),
    )
    return {
        "$schema": DRAFT,
        "title": "why not",
        **_closed_whole(
            policy=_TEXT, line=_KEY, status={"enum": ["paid", "partly_paid", "denied", "held", "routed"]}, today=_DATE,
            reasons=_list(reason), needs=_list(_closed_whole(**place, **party)), ways=_list(way), partly=_list(way),
            final=_list(reason), complete={"type": "boolean"},
        ),
    }


def comparison_schema() -> Schema:
    """The schema of the document that tells what differs: rows of the output, before and after."""
    output = determination_schema()["properties"]

    def pairs(part: str) -> Schema:
        row: Schema = {"anyOf": [output[part]["items"], {"type": "null"}]}
        return _list(_closed_whole(before=row, after=row))

    parts = {part: pairs(part) for part in ("lines", "totals", "findings", "deadlines", "postings")}
    return {"$schema": DRAFT, "title": "difference", **_closed_whole(same={"type": "boolean"}, **parts)}


def _posting(allowances: list[str] | None) -> Schema:
    """A posting of these allowances as it goes in; of any as it comes out, with all its names."""
    parts: Schema = {
        "allowance": _TEXT if allowances is None else {"enum": allowances},
        "per": _texts(_TEXT), "window": _TEXT, "spender": _TEXT,
        "date": {"anyOf": [_DATE, {"type": "null"}]},
        "amount": {"type": "string", "pattern": f"^{_DECIMAL}$"},
        "state": {"enum": list(STATES)}, "claim": _TEXT,
    }
    optional = () if allowances is None else ("window", "date")
    return _closed(parts, [name for name in parts if name not in optional])


def _cites() -> Schema:
    return _list(_closed_whole(source=_TEXT, title=_TEXT, place=_TEXT))


def _list(items: Schema) -> Schema:
    return {"type": "array", "items": items}


def _texts(values: Schema) -> Schema:
    return {"type": "object", "additionalProperties": values}


def _closed(properties: Schema, required: Any) -> Schema:
    return {"type": "object", "properties": properties, "required": list(required), "additionalProperties": False}


def _closed_whole(**properties: Schema) -> Schema:
    return _closed(properties, properties)
