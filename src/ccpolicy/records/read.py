"""Input documents to checked rows. Nothing is coerced, every problem is reported at once.

`load_document` turns a file or a folder of CSV tables into plain lists and mappings; `read_caseload` checks them
against what a policy declares. A Python program may hand `read_caseload` its own lists and mappings.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from attrs import evolve

from ccpolicy.diagnostics import Finding, printable
from ccpolicy.limits import PROBLEMS, PROBLEMS_KEPT
from ccpolicy.model.policy import Policy
from ccpolicy.records.caseload import Caseload, Record
from ccpolicy.records.documents import load_document, parse_document
from ccpolicy.records.fields import Reading
from ccpolicy.records.problems import Noted, TooMany, described, did_you_mean, refuse
from ccpolicy.records.references import dangling, duplicates, without_faulty
from ccpolicy.records.rows import Found, kind_of, kinds_of, read_rows
from ccpolicy.records.sheets import SheetRow, spread
from ccpolicy.records.statements import read_complete, read_history

__all__ = ["load_document", "parse_document", "read_caseload"]

STATEMENTS = ("complete", "posting")


def read_caseload(
    policy: Policy, document: Any, *, keep_going: bool = False, show_values: bool = False
) -> Caseload:
    """The rows of a document, checked against what the policy declares.

    With `keep_going`, rows that have problems are left out together with every row that refers to one of them and every
    claim that would be decided without one of its rows; `left_out` of the caseload lists them. Problems with the
    document itself, with history or with what it declares complete are always refused. `show_values` lets messages
    repeat any value.

    Raises RecordsError with every problem.
    """
    if not isinstance(document, Mapping):
        message = f"expected record kinds, each with its rows, found {described(document)}"
        raise refuse([Finding("wrong-type", message, help=f"record kinds: {', '.join(kinds_of(policy))}")])
    reading = Reading(policy, show_values)
    kinds = {name: kind_of(policy, grain, reading) for name, grain in kinds_of(policy).items()}
    order = {str(name): at for at, name in enumerate(document)}
    most = PROBLEMS_KEPT if keep_going else PROBLEMS
    outer, inner = Noted(most), Noted(most)
    found: dict[str, list[Found]] = {name: [] for name in kinds}
    enough: list[Finding] = []
    try:
        outer.extend(_document_problems(policy, document))
        document, shown = spread(policy, document, kinds, reading, outer)
        for name in [name for name in kinds if name in document]:
            for row in read_rows(kinds[name], document[name], reading):
                found[name].append(row)
                inner.extend(row.problems)
        complete = read_complete(policy, document.get("complete", ()), outer)
        history = read_history(policy, document["posting"], outer) if "posting" in document else None
        inner.extend(duplicates(kinds, found))
        if not any(problem.name == "unknown-record" for problem in outer):
            # Rows under a name that is not known are not missing.
            inner.extend(dangling(policy, kinds, found, show_values))
    except TooMany:
        enough = [outer.enough()]
    places = _places(document) if inner else {}
    told = [_placed(problem, places) for problem in inner]
    if enough or outer or (told and not keep_going):
        raise refuse([*_in_document_order([*outer, *told], order), *enough])
    left_out: tuple[Finding, ...] = ()
    if told:
        found, faulty, left_out = without_faulty(policy, kinds, found, told)
        complete = tuple(declared for declared in complete if declared.record not in faulty)
    records: dict[str, tuple[Record, ...]] = {
        name: tuple(row.record for row in rows if row.record is not None) for name, rows in found.items()
    }
    return Caseload(records, complete, history, left_out, shown)


def without(policy: Policy, caseload: Caseload, problems: Sequence[Finding], *, orphans: bool = False) -> Caseload:
    """The caseload without the rows that have these problems and without what falls with them.

    Orphans are rows of what is already left out: nothing falls with them.
    """
    reading = Reading(policy)
    kinds = {name: kind_of(policy, grain, reading) for name, grain in kinds_of(policy).items()}
    found = {
        name: [Found(row.path, row, row.values) for row in caseload.records.get(name, ())] for name in kinds
    }
    if orphans:
        paths = {problem.path for problem in problems}
        kept = {name: [row for row in rows if row.path not in paths] for name, rows in found.items()}
        faulty = {name for name, rows in found.items() if len(rows) > len(kept[name])}
        told = tuple(Finding("left-out", "it belongs to what is left out", path=path) for path in sorted(paths))
    else:
        kept, faulty, told = without_faulty(policy, kinds, found, problems)
    return evolve(
        caseload,
        records={name: tuple(row.record for row in rows if row.record) for name, rows in kept.items()},
        complete=tuple(declared for declared in caseload.complete if declared.record not in faulty),
        left_out=(*caseload.left_out, *told),
    )


def _document_problems(policy: Policy, document: Mapping[Any, Any]) -> Iterator[Finding]:
    grains = kinds_of(policy)
    for name in document:
        if name in grains or name in STATEMENTS or name in policy.sheets:
            continue
        word = printable(str(name)[:60])
        derived = policy.grains.get(name) if isinstance(name, str) else None
        if derived is not None:
            message = f"`{word}` rows are worked out from `{derived.base}` rows and cannot be given"
            yield Finding("unknown-record", message, path=word)
        else:
            help = did_you_mean(str(name), [*grains, *policy.sheets, *STATEMENTS], "record kinds")
            yield Finding("unknown-record", f"`{word}` is not a kind of record", path=word, help=help)


def _places(document: Mapping[Any, Any]) -> dict[str, Any]:
    """The rows that know where they stand, by their path."""
    return {
        getattr(row, "path", "") or f"{name}[{at}]": row
        for name, rows in document.items()
        if isinstance(rows, Sequence) and not isinstance(rows, (str, bytes))
        for at, row in enumerate(rows)
        if getattr(row, "place", "")
    }


def _placed(problem: Finding, places: Mapping[str, Any]) -> Finding:
    """The problem with the line of its table, where its row came from one, and the column of its sheet."""
    head, bracket, rest = problem.path.partition("]")
    row = places.get(head + bracket)
    if row is None:
        return problem
    place = row.place
    if isinstance(row, SheetRow) and rest[1:] in row.places:
        place = row.places[rest[1:]]
        problem = evolve(problem, path=head + bracket)
    return evolve(problem, message=f"{problem.message} ({place})") if place not in (head + bracket, "") else problem


def _in_document_order(problems: list[Finding], order: Mapping[str, int]) -> list[Finding]:
    """Problems by record kind and row as the document has them."""

    def place(problem: Finding) -> tuple[int, int]:
        kind, _, rest = problem.path.partition("[")
        row = rest.partition("]")[0].partition(",")[0]
        return order.get(kind, -1), int(row) if row.isdigit() else -1

    return sorted(dict.fromkeys(problems), key=place)
