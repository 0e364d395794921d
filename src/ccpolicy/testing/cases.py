"""A case: rows in, what is expected out, and every difference in words.

A case has `given` rows merged into `base` by key (columns overwritten, other rows added; `complete` and `posting`
replaced), less the rows that `without` names by key; `known_on` and `readings`; and what it expects: `expect` of a
determination, `problems` of the records, or `refused` findings of a policy text. Only what is written is compared.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path, PurePosixPath
from typing import Any

from ccpolicy.diagnostics import printable
from ccpolicy.engine.determination import Determination
from ccpolicy.engine.reference import determine
from ccpolicy.errors import RecordsError, UsageError
from ccpolicy.limits import CASE_FILES
from ccpolicy.model.policy import Policy
from ccpolicy.records.read import read_caseload
from ccpolicy.testing.expectations import differences
from ccpolicy.values.dates import read_date

STATEMENTS = ("complete", "posting")
KNOWN = frozenset(
    "name says covers clause note policy files base given without known_on readings expect refused problems".split()
)


def run_case(policy: Policy | None, case: Mapping[str, Any], base: Mapping[str, Any] | None = None) -> list[str]:
    """What differs from what the case expects; nothing when it holds. A case with a policy text of its own needs none."""
    strange = sorted(set(case) - KNOWN)
    if strange:
        return [f"a case has no part `{name}`" for name in strange]
    if "policy" in case:
        policy, findings = load_policy_text(case["policy"], case.get("files") or {})
        wrong = _names("refused", case.get("refused") or (), findings)
        if wrong or policy is None or "refused" in case:
            return wrong
    if policy is None:
        return ["the case names no policy"]
    if not any(name in case for name in ("expect", "problems")):
        return []
    try:
        found = determined(policy, case, base)
    except UsageError as error:
        return [str(error)]
    except RecordsError as error:
        return _problems(case.get("problems") or (), error)
    if case.get("problems"):
        return [f"the records have no problem, expected {', '.join(case['problems'])}"]
    return differences(policy, found, case.get("expect") or {})


def determined(
    policy: Policy, case: Mapping[str, Any], base: Mapping[str, Any] | None = None
) -> Determination:
    """What a case comes to. Raises UsageError and RecordsError."""
    document = merged(policy, case.get("base") or base or {}, case.get("given") or {}, case.get("without") or {})
    caseload = read_caseload(policy, document)
    return determine(policy, caseload, known_on=_day(case.get("known_on")), readings=case.get("readings") or {})


def load_policy_text(text: str, files: Mapping[str, str]) -> tuple[Policy | None, Sequence[Any]]:
    """A policy from its text and the files beside it."""
    from ccpolicy.dsl.load import load_policy, load_text

    if all(name.endswith(".policy") for name in files):
        return load_text(text, files=dict(files))
    if len(files) > CASE_FILES.most:
        raise UsageError(f"a case holds at most {CASE_FILES} files")
    for name in files:
        parts = PurePosixPath(name).parts
        if not parts or name.startswith("/") or not name.isprintable() or set(name) & set("\\:") or ".." in parts:
            raise UsageError(f"`{printable(name)}` is not a file beside the policy of a case")
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "case"
        for name, content in {"program.policy": text, **files}.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(content, encoding="utf-8")
        return load_policy(folder)


def merged(
    policy: Policy, base: Mapping[str, Any], given: Mapping[str, Any], without: Mapping[str, Iterable[str]]
) -> dict[str, Any]:
    """The document of a case."""
    document: dict[str, Any] = {name: list(rows) for name, rows in base.items()}
    for kind, rows in given.items():
        if kind in STATEMENTS or kind not in policy.grains or not isinstance(rows, list):
            document[kind] = rows
            continue
        known = {key_of(policy, kind, row): dict(row) for row in document.get(kind, ())}
        for row in rows:
            key = key_of(policy, kind, row)
            known[key] = {**known.get(key, {}), **row}
        document[kind] = list(known.values())
    for kind, keys in without.items():
        if kind in STATEMENTS:
            document.pop(kind, None)
        else:
            gone = {str(key) for key in keys}
            document[kind] = [row for row in document.get(kind, ()) if key_of(policy, kind, row) not in gone]
    return document


def key_of(policy: Policy, kind: str, row: Mapping[str, Any]) -> str:
    """A row's key text as far as it gives one; rows without stay apart."""
    grain = policy.grains.get(kind)
    if grain is None or not all(name in row for name in grain.key):
        return f"row {id(row)}"
    return "/".join(str(row[name]) for name in grain.key)


def _day(text: Any) -> date | None:
    if text is None or isinstance(text, date):
        return text
    day = read_date(str(text))
    if day is None:
        raise UsageError(f"`{text}` is no date")
    return day


def _names(what: str, expected: Iterable[str], found: Sequence[Any]) -> list[str]:
    """Differences between expected names of findings and those found; a warning need not be expected."""
    names = {finding.name for finding in found}
    wrong = [f"{what}: expected {name}, found {', '.join(sorted(names)) or 'nothing'}" for name in expected if name not in names]
    told = {finding.name: finding for finding in found if finding.severity == "error"}
    return wrong + [f"{what}: {f.name} at {f.place}: {f.message}" for name, f in sorted(told.items()) if name not in expected]


def _problems(expected: Iterable[str], error: RecordsError) -> list[str]:
    return _names("problems", list(expected), error.problems)

