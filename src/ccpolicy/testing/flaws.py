"""Documents that cannot be used: one thing wrong with a good one, of the kinds of mistakes people make."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ccpolicy.testing.chance import Chance
from ccpolicy.testing.draw_rows import Document
from ccpolicy.testing.shape import Shape


def flawed(shape: Shape, chance: Chance, document: Mapping[str, Any]) -> Document:
    """The document with a row in which one thing is wrong: a column too many, a value of no type, one that is lacking, a
    name that leads nowhere, or a row that is there twice."""
    kind = chance.pick([name for name in shape.kinds if document.get(name)])
    given, at = shape.kinds[kind], chance.number(0, len(document[kind]) - 1)
    rows = [dict(row) for row in document[kind]]
    row = rows[at]
    required = [name for name, column in given.columns.items() if name in given.key or column.absent == "required"]
    flaw = chance.pick(("column", "type", "lacking", "nowhere", "twice"))
    if flaw == "lacking" and required:
        row.pop(chance.pick(required), None)
    elif flaw == "nowhere" and given.references:
        row[chance.pick(list(given.references))] = "nobody"
    elif flaw == "twice":
        rows.append(dict(row))
    elif flaw == "type":
        row[chance.pick(list(given.columns))] = chance.pick(({"no": "value"}, [], 1.5, ""))
    else:
        row["no_column"] = "1"
    return {**document, kind: rows}
