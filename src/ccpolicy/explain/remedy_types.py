"""The shape of the document that tells what would have a line paid. Only shapes, as types, for programs in Python."""

from __future__ import annotations

from typing import TypedDict

from ccpolicy.explain.document_types import CiteDocument


class UntilDocument(TypedDict):
    deadline: str
    label: str
    due: str
    inclusive: bool
    passed: bool
ChangeDocument = TypedDict(
    "ChangeDocument",
    {
        "record": str, "row": str, "field": str, "label": str, "known": bool, "from": str | bool | None,
        "to": str | bool | None, "also": list[str | bool | None], "new": dict[str, str | bool | None] | None, "by": str,
        "by_label": str,
        "until": UntilDocument | None,
    },
)  # fmt: skip


class WayDocument(TypedDict):
    """A set of changes, and the line as it would then be."""

    changes: list[ChangeDocument]
    status: str
    units: dict[str, str]
    pays: str | None
    other_lines: list[str]
    passed: bool


class NeedDocument(TypedDict):
    """An input that nobody gave, and who has it."""

    record: str
    row: str
    field: str
    label: str
    by: str
    by_label: str


class RefusalDocument(TypedDict):
    """A reason why the line is not paid."""

    code: str
    status: str
    rule: str
    text: str
    cite: list[CiteDocument]
    needs: list[str]


class WhyNotDocument(TypedDict):
    """What would have a line paid. `complete` is no where there was more to try than is tried."""

    policy: str
    line: str
    status: str
    today: str
    reasons: list[RefusalDocument]
    needs: list[NeedDocument]
    ways: list[WayDocument]
    partly: list[WayDocument]
    final: list[RefusalDocument]
    complete: bool
