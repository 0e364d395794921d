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
            {
                "record": _said({"enum": list(policy.grains)}, "the kind of rows"),
                "keys": _said(_texts(_TEXT), "those with these values, by name"),
                "from": _said(_DATE, "on and after this day"), "through": _said(_DATE, "through this day"),
            },
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
        code=_said(_TEXT, "the name of the rule, or of a built-in reason"),
        status=_said({"enum": ["denied", "held", "routed"]}, "what it does to the amount"),
        unit=_said(_TEXT, "the type of unit it is about"), amount=_said(_NUMBER_OUT, "how much of it is not paid"),
        text=_said(_TEXT, "the sentence for people"), cite=_cites(),
        rule=_said(_TEXT, "the rule as the policy labels it"), to=_said(_TEXT, "where it is routed to; else empty"),
        asking=_said(_list(_TEXT), "the papers to send with it"),
        needs=_said(_list(_TEXT), "the inputs that are lacking, each with its row"),
    )
    line_parts: Schema = {
        "id": _said(_KEY, "the key of the row, unique among all lines"),
        "status": _said({"enum": ["paid", "partly_paid", "denied", "held", "routed"]}, "what became of it"),
        "claimed": _said(_texts(_NUMBER_OUT), "what was claimed, by type of unit"),
        "units": _said(_texts(_NUMBER_OUT), "what of it is paid"),
        "amounts": _said(_texts(_MONEY_OUT), "the lines of the worksheets that the payment rests on"),
        "pays": _said({"anyOf": [_MONEY_OUT, {"type": "null"}]}, "what the state pays; null where only units are decided"),
        "says": _said(_list(_TEXT), "the sentences of the pay rules"),
        "reasons": _said(_list(reason), "why what is not paid is not"),
    }
    line: Schema = {
        "type": "object", "properties": line_parts, "required": list(line_parts), "additionalProperties": _TEXT,
        "description": "besides these, the columns by which the policy lists its lines",
    }
    nullable_date: Schema = {"anyOf": [_DATE, {"type": "null"}]}
    caveat: Schema = {"name": _said(_TEXT, "its name in the policy"), "text": _said(_TEXT, "what it is about")}
    return {
        "$schema": DRAFT,
        "title": "determination",
        **_closed_whole(
            policy=_closed_whole(
                name=_TEXT, fingerprint=_said(_TEXT, "identifies the wording of the policy"),
                known_on=_said(nullable_date, "with what was announced by this day; null: with everything"),
                readings=_said(_texts(_TEXT), "how each unsettled point was read"),
            ),
            lines=_said(_list(line), "one for each row that asks for payment"),
            totals=_said(_list(
                _closed_whole(
                    by=_said(_TEXT, "the column it sums over, or `all`"), id=_said(_TEXT, "the row; empty for `all`"),
                    units=_said(_texts(_NUMBER_OUT), "what is paid, by type of unit"),
                    amounts=_said(_texts(_MONEY_OUT), "sums of the amounts of the lines"),
                    statuses=_said(_texts({"type": "integer", "minimum": 0}), "how many lines have each status"),
                )
            ), "sums of the lines"),
            findings=_said(_list(
                _closed_whole(
                    code=_said(_TEXT, "the name of the flag or problem"),
                    kind=_said(_TEXT, "a flag, one that could not be checked, or a problem of the input"),
                    row=_said(_TEXT, "the row it is about"), text=_said(_TEXT, "the sentence for people"), cite=_cites(),
                    to=_said(_TEXT, "whom it is for; else empty"), needs=_said(_list(_TEXT), "the inputs that are lacking"),
                )
            ), "what is to be looked at, though it stops no payment"),
            deadlines=_said(_list(
                _closed_whole(
                    name=_TEXT, row=_said(_TEXT, "the row it is of"), due=_said(_TEXT, "a date or a moment"),
                    inclusive=_said({"type": "boolean"}, "whether that day is still in time"),
                    met=_said({"type": ["boolean", "null"]}, "null while it is not known"), cite=_cites(),
                )
            ), "every deadline, met or not"),
            routes=_said(_list(
                _closed_whole(
                    code=_said(_TEXT, "the name of the rule"), to=_said(_TEXT, "where it goes"),
                    asking=_said(_list(_TEXT), "the papers to send with it"), lines=_said(_list(_TEXT), "ids of the lines"),
                    text=_said(_TEXT, "the sentence for people"),
                )
            ), "what can be paid another way"),
            postings=_said(_list(_posting(None)), "what was used of allowances; the history of later runs"),
            unsettled=_said(
                _list(_closed_whole(**caveat, reading=_said(_TEXT, "how it was read"), cite=_cites())),
                "the open points that the result rests on",
            ),
            unmodelled=_said(_list(_closed_whole(**caveat, cite=_cites())), "what is left out and touches the result"),
            tentative=_said(_list(_closed_whole(**caveat, cite=_cites())), "the periods it rests on whose end may move"),
        ),
    }  # fmt: skip


def why_not_schema() -> Schema:
    """The schema of the document that tells what would have a line paid."""
    value: Schema = {"type": ["string", "boolean", "null"]}
    nothing: Schema = {"type": "null"}
    due = _closed_whole(
        deadline=_said(_TEXT, "its name in the policy"), label=_TEXT, due=_said(_TEXT, "a date or a moment"),
        inclusive=_said({"type": "boolean"}, "whether that day is still in time"),
        passed=_said({"type": "boolean"}, "whether it is over on `today`"),
    )
    place: Schema = {
        "record": _said(_TEXT, "the kind of record"), "row": _said(_TEXT, "its key"), "field": _TEXT,
        "label": _said(_TEXT, "the field, for people"),
    }
    party: Schema = {"by": _said(_TEXT, "who can see to it; empty if not known"), "by_label": _said(_TEXT, "the same, for people")}
    change = _closed_whole(
        **place, known=_said({"type": "boolean"}, "whether there is a value now"),
        **{"from": _said(value, "the value now")}, to=_said(value, "the value that would do"),
        also=_said(_list(value), "values that do as well"),
        new=_said({"anyOf": [_texts(value), nothing]}, "of a row that is not there, all it would say; else null"), **party,
        until=_said({"anyOf": [due, nothing]}, "the deadline of the change; null if none governs it"),
    )
    way = _closed_whole(
        changes={**_list(change), "minItems": 1, "maxItems": 4, "description": "to be made together"},
        status=_said({"enum": ["paid", "partly_paid"]}, "what the line would be"),
        units=_said(_texts(_NUMBER_OUT), "what would be paid"),
        pays=_said({"anyOf": [_MONEY_OUT, nothing]}, "in money; null where only units are decided"),
        other_lines=_said(_list(_TEXT), "lines that would change too"),
        passed=_said({"type": "boolean"}, "whether it is too late for one of the changes"),
    )
    reason = _closed_whole(
        code=_said(_TEXT, "the name of the rule"),
        status=_said({"enum": ["denied", "held", "routed"]}, "what it does to the amount"),
        rule=_said(_TEXT, "the rule as the policy labels it"), text=_said(_TEXT, "the sentence for people"), cite=_cites(),
        needs=_said(_list(_TEXT), "the inputs that are lacking"),
    )
    return {
        "$schema": DRAFT,
        "title": "why not",
        **_closed_whole(
            policy=_said(_TEXT, "its name"), line=_said(_KEY, "the id of the line"),
            status=_said({"enum": ["paid", "partly_paid", "denied", "held", "routed"]}, "what it is now"),
            today=_said(_DATE, "the day by which dates have passed"), reasons=_said(_list(reason), "why it is not paid"),
            needs=_said(_list(_closed_whole(**place, **party)), "inputs that nobody gave, and who has them"),
            ways=_said(_list(way), "sets of changes that have all of it paid, the smallest first"),
            partly=_said(_list(way), "where there are none: sets that pay more than now"),
            final=_said(_list(reason), "the reasons that no change lifts"),
            complete=_said({"type": "boolean"}, "no where there was more to try than was tried"),
        ),
    }


def comparison_schema() -> Schema:
    """The schema of the document that tells what differs: rows of the output, before and after."""
    output = determination_schema()["properties"]

    def pairs(part: str) -> Schema:
        row: Schema = {"anyOf": [output[part]["items"], {"type": "null"}]}
        return _list(_closed_whole(before=row, after=row))

    parts = {part: pairs(part) for part in ("lines", "totals", "findings", "deadlines", "postings")}
    same = _said({"type": "boolean"}, "whether nothing differs")
    return {"$schema": DRAFT, "title": "difference", **_closed_whole(same=same, **parts)}


def _posting(allowances: list[str] | None) -> Schema:
    """A posting of these allowances as it goes in; of any as it comes out, with all its names."""
    parts: Schema = {
        "allowance": _said(_TEXT if allowances is None else {"enum": allowances}, "which one was used"),
        "per": _said(_texts(_TEXT), "for whom, by name"), "window": _said(_TEXT, "the stretch of time; empty for all time"),
        "spender": _said(_TEXT, "the key of the row that used it"), "date": {"anyOf": [_DATE, {"type": "null"}]},
        "amount": _said({"type": "string", "pattern": f"^{_DECIMAL}$"}, "how much, in what the allowance counts"),
        "state": _said({"enum": list(STATES)}, "`reserved` where the line is held"), "claim": _said(_TEXT, "the claim of that row"),
    }
    optional = () if allowances is None else ("window", "date")
    return _closed(parts, [name for name in parts if name not in optional])


def _cites() -> Schema:
    cite = _closed_whole(
        source=_said(_TEXT, "the source's name in the policy"), title=_said(_TEXT, "its title"),
        place=_said(_TEXT, "where in it"),
    )
    return _said(_list(cite), "where the sources say so")


def _said(schema: Schema, what: str) -> Schema:
    """The schema with a word on what the value is."""
    return {**schema, "description": what}


def _list(items: Schema) -> Schema:
    return {"type": "array", "items": items}


def _texts(values: Schema) -> Schema:
    return {"type": "object", "additionalProperties": values}


def _closed(properties: Schema, required: Any) -> Schema:
    return {"type": "object", "properties": properties, "required": list(required), "additionalProperties": False}


def _closed_whole(**properties: Schema) -> Schema:
    return _closed(properties, properties)
