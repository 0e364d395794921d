"""A determination as the published document: plain mappings and lists in a fixed order, every number a decimal text.

Names never change within a version of the document. Caveats are told by kind: `unsettled` readings the result rests on,
`unmodelled` matters it leaves out, `tentative` versions whose end may move.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, cast

from ccpolicy.diagnostics import Finding
from ccpolicy.engine.determination import STATUSES, Caveat, Determination, Flag, Line, Reason
from ccpolicy.explain.document_types import (
    CaveatDocument,
    CiteDocument,
    DeterminationDocument,
    FindingDocument,
    LineDocument,
    ReasonDocument,
    Refusal,
    State,
)
from ccpolicy.explain.numbers import money_text, number_text, quantity_text
from ccpolicy.model.policy import Citation, Policy
from ccpolicy.model.types import NUMBER
from ccpolicy.values.numbers import Number
from ccpolicy.values.spreadsheet import is_formula


def to_document(determination: Determination, policy: Policy, left_out: Sequence[Finding] = ()) -> DeterminationDocument:
    """The published document of a determination.

    `left_out` are the problems of input rows that were left out, and (as warnings) what else is to be said of rows.
    """
    caveats = [(caveat.kind, caveat) for caveat in determination.caveats]
    return {
        "policy": {
            "name": determination.policy,
            "fingerprint": determination.fingerprint,
            "known_on": str(determination.known_on) if determination.known_on else None,
            "readings": dict(determination.readings),
        },
        "lines": [_line(line, policy) for line in determination.lines],
        "totals": [
            {
                "by": total.by,
                "id": total.id,
                "units": _numbers(total.units),
                "amounts": _money(total.amounts),
                "statuses": {name: total.statuses[name] for name in STATUSES if name in total.statuses},
            }
            for total in determination.totals
        ],
        "findings": [
            *(_flag(flag, policy) for flag in determination.flags),
            *(_left_out(problem) for problem in left_out),
        ],
        "deadlines": [
            {
                "name": deadline.name,
                "row": deadline.row,
                "due": deadline.due,
                "inclusive": deadline.inclusive,
                "met": deadline.met,
                "cite": cites_of(deadline.cites, policy),
            }
            for deadline in determination.deadlines
        ],
        "routes": [
            {
                "code": route.code,
                "to": route.to,
                "asking": list(route.asking),
                "lines": list(route.lines),
                "text": route.text,
            }
            for route in determination.routes
        ],
        "postings": [
            {
                "allowance": posting.allowance,
                "per": dict(posting.per),
                "window": posting.window,
                "spender": posting.spender,
                "date": str(posting.date) if posting.date else None,
                "amount": spent_text(posting.amount, posting.allowance, policy),
                "state": cast(State, posting.state),
                "claim": posting.claim,
            }
            for posting in determination.postings
        ],
        "unsettled": [
            {"name": c.name, "text": c.text, "reading": c.reading, "cite": cites_of(c.cites, policy)}
            for kind, c in caveats
            if kind == "unsettled"
        ],
        "unmodelled": [_caveat(c, policy) for kind, c in caveats if kind == "unmodelled"],
        "tentative": [_caveat(c, policy) for kind, c in caveats if kind == "tentative"],
    }


def to_json(determination: Determination, policy: Policy, left_out: Sequence[Finding] = ()) -> str:
    """The published document as JSON text, one row of it on a line; the same determination gives the same bytes."""
    parts = []
    for name, value in to_document(determination, policy, left_out).items():
        if isinstance(value, list) and value:
            told = "[\n" + ",\n".join(json.dumps(row, ensure_ascii=False) for row in value) + "\n]"
        else:
            told = json.dumps(value, ensure_ascii=False)
        parts.append(f"{json.dumps(name)}: {told}")
    return "{\n" + ",\n".join(parts) + "\n}\n"


def to_csv(determination: Determination, policy: Policy) -> str:
    """One row per line: its columns, status, units, amounts and reasons. Cells no spreadsheet takes for a formula."""
    keys = _names(line.keys for line in determination.lines)
    units = _names(line.claimed for line in determination.lines)
    amounts = amount_names(determination, policy)
    claimed = [f"claimed_{unit}" for unit in units]
    heading = ["id", *keys, "status", *claimed, *units, *amounts, "pays", "reasons", "text"]
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([spreadsheet_text(name) for name in heading])
    for line in determination.lines:
        writer.writerow(
            [
                spreadsheet_text(line.id),
                *(spreadsheet_text(line.keys.get(name, "")) for name in keys),
                line.status,
                *(number_text(line.claimed.get(unit, 0)) for unit in units),
                *(number_text(line.units.get(unit, 0)) for unit in units),
                *(money_text(line.amounts[name]) if name in line.amounts else "" for name in amounts),
                "" if line.pays is None else money_text(line.pays),
                spreadsheet_text(" ".join(dict.fromkeys(reason.code for reason in line.reasons))),
                spreadsheet_text(" ".join(dict.fromkeys((*line.said, *(reason.text for reason in line.reasons))))),
            ]
        )
    return out.getvalue()


def amount_names(determination: Determination, policy: Policy) -> list[str]:
    """The names of all amounts of the lines, in the order the policy's worksheets list them."""
    given = set(_names(line.amounts for line in determination.lines))
    listed = [entry.fact for worksheet in policy.worksheets.values() for entry in worksheet.lines]
    ordered = [name for name in dict.fromkeys(listed) if name in given]
    return ordered + sorted(given - set(ordered))


def _line(line: Line, policy: Policy) -> LineDocument:
    told = {
        "id": line.id,
        **line.keys,
        "status": line.status,
        "claimed": _numbers(line.claimed),
        "units": _numbers(line.units),
        "amounts": _money(line.amounts),
        "pays": None if line.pays is None else money_text(line.pays),
        "says": list(line.said),
        "reasons": [_reason(reason, policy) for reason in line.reasons],
    }
    return cast(LineDocument, told)


def _reason(reason: Reason, policy: Policy) -> ReasonDocument:
    return {
        "code": reason.code,
        "status": cast(Refusal, reason.status),
        "unit": reason.unit,
        "amount": number_text(reason.amount),
        "text": reason.text,
        "cite": cites_of(reason.cites, policy),
        "rule": reason.rule,
        "to": reason.to,
        "asking": list(reason.asking),
        "needs": list(reason.needs),
    }


def _flag(flag: Flag, policy: Policy) -> FindingDocument:
    return {
        "code": flag.code,
        "kind": flag.kind,
        "row": flag.row,
        "text": flag.text,
        "cite": cites_of(flag.cites, policy),
        "to": flag.to,
        "needs": list(flag.needs),
    }


def _left_out(problem: Finding) -> FindingDocument:
    return {
        "code": problem.name,
        "kind": "left_out" if problem.severity == "error" else "noted",
        "row": problem.path,
        "text": problem.message,
        "cite": [],
        "to": "",
        "needs": [],
    }


def _caveat(caveat: Caveat, policy: Policy) -> CaveatDocument:
    return {"name": caveat.name, "text": caveat.text, "cite": cites_of(caveat.cites, policy)}


def cites_of(cites: Iterable[Citation], policy: Policy) -> list[CiteDocument]:
    """Citations, each with the title of its source."""
    return [{"source": c.source, "title": title_of(c.source, policy), "place": c.place} for c in cites]


def title_of(source: str, policy: Policy) -> str:
    """The title of a source document, or its name where the policy does not know it."""
    document = policy.sources.get(source)
    return document.title if document else source


def spent_text(amount: Number, allowance: str, policy: Policy) -> str:
    """What was used of an allowance, as a posting says it."""
    known = policy.allowances.get(allowance)
    return quantity_text(amount, known.spends_type if known else NUMBER)


def _numbers(values: Mapping[str, Number]) -> dict[str, str]:
    return {name: number_text(value) for name, value in values.items()}


def _money(values: Mapping[str, Number]) -> dict[str, str]:
    return {name: money_text(value) for name, value in values.items()}


def _names(mappings: Iterable[Mapping[str, Any]]) -> list[str]:
    return list(dict.fromkeys(name for mapping in mappings for name in mapping))


def spreadsheet_text(text: str) -> str:
    """Text that a spreadsheet shows and does not run."""
    clean = "".join(character if character.isprintable() else " " for character in text)
    return f"'{clean}" if is_formula(clean) else clean
