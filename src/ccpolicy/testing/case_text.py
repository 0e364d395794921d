"""A document as the text of a case file, so that what a law found can stand beside the policy and be run again.

Case files are YAML in which every value is text. Yes and no are written out; a number, which no document needs to hold
bare, becomes its digits.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from typing import Any

from ccpolicy.model.policy import Policy
from ccpolicy.testing.shape import HoldsModel, model_of

_PLAIN = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9_./+-]|:(?=[0-9]))*", re.ASCII)
_NOTHING = ("null", "Null", "NULL")
_WIDTH = 110


def as_case(
    policy: Policy | HoldsModel,
    document: Mapping[str, Any],
    *,
    name: str,
    says: str = "",
    known_on: date | None = None,
    readings: Mapping[str, str] | None = None,
    expect: Mapping[str, Any] | None = None,
) -> str:
    """The text of a case file with one case: this input, and what is expected of it.

        print(as_case(policy, document, name="a day in July", expect={"lines": {"c1/2024-07-04": {"status": "paid"}}}))

    Without `expect` the case holds when the input can be determined at all. Written to a file in the folder `cases` of the
    policy, it is run by `ccpolicy test`.
    """
    case: dict[str, Any] = {"name": name}
    if says:
        case["says"] = says
    if known_on is not None:
        case["known_on"] = str(known_on)
    if readings:
        case["readings"] = dict(readings)
    case["expect"] = dict(expect or {})
    kinds = [kind for kind in model_of(policy).grains if kind in document]
    base = {kind: document[kind] for kind in (*kinds, *(kind for kind in document if kind not in kinds))}
    lines = ["base:" if base else "base: {}"]
    for kind, rows in base.items():
        lines += _rows(kind, rows)
    lines += ["", "cases:"]
    first = "  - "
    for part, value in case.items():
        lines += [f"{first}{line}" if at == 0 else f"    {line}" for at, line in enumerate(_block(part, value))]
        first = "    "
    return "\n".join(lines) + "\n"


@contextmanager
def reporting(
    policy: Policy | HoldsModel,
    document: Mapping[str, Any],
    *,
    name: str = "a law that does not hold",
    known_on: date | None = None,
    readings: Mapping[str, str] | None = None,
    expect: Mapping[str, Any] | None = None,
) -> Iterator[None]:
    """What fails inside is told with the case file that shows it.

        with reporting(policy, document, name="nothing is paid twice"):
            assert holds(policy.determine(document))

    Under Hypothesis that is the case it shrank to. `expect` may still be filled in while the block runs.
    """
    try:
        yield
    except Exception as error:
        text = as_case(policy, document, name=name, known_on=known_on, readings=readings, expect=expect)
        error.add_note(f"As a case file, to be put into the folder `cases` of the policy:\n\n{text}")
        raise


def _rows(kind: str, rows: Any) -> Iterator[str]:
    if not isinstance(rows, Sequence) or isinstance(rows, str) or not rows:
        yield f"  {_key(kind)}: {_flow(rows)}"
        return
    yield f"  {_key(kind)}:"
    for row in rows:
        yield f"    - {_flow(row)}"


def _block(name: str, value: Any) -> Iterator[str]:
    """A part of a case, on one line where it is short."""
    flow = f"{_key(name)}: {_flow(value)}"
    if len(flow) <= _WIDTH or not isinstance(value, Mapping | list) or not value:
        yield flow
        return
    yield f"{_key(name)}:"
    if isinstance(value, Mapping):
        for inner, part in value.items():
            yield from (f"  {line}" for line in _block(inner, part))
    else:
        yield from (f"  - {_flow(part)}" for part in value)


def _flow(value: Any) -> str:
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_key(name)}: {_flow(part)}" for name, part in value.items()) + "}"
    if isinstance(value, Sequence) and not isinstance(value, str):
        return "[" + ", ".join(map(_flow, value)) + "]"
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return _scalar(str(value))


def _key(name: Any) -> str:
    return _scalar(str(name))


def _scalar(text: str) -> str:
    """A text as it stands, or in quotes where it could be taken for something else."""
    if _PLAIN.fullmatch(text) and text not in _NOTHING:
        return text
    quoted = json.dumps(text, ensure_ascii=False)
    return "".join(char if char.isprintable() else _escaped(char) for char in quoted)


def _escaped(char: str) -> str:
    code = ord(char)
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
