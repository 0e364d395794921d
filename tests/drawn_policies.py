"""What has to hold of a policy nobody wrote, of its text and of what it decides: each breach in words."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from functools import cache
from typing import Any

from attrs import define, field
from jsonschema import Draft202012Validator

from ccpolicy.certificate.verify import verify
from ccpolicy.diagnostics import Finding
from ccpolicy.diagnostics.render import as_json
from ccpolicy.diagnostics.render import text as printed
from ccpolicy.dsl.format import format_source
from ccpolicy.engine.examples import run_example
from ccpolicy.errors import RecordsError, UsageError
from ccpolicy.explain.certify import certificate
from ccpolicy.front import Policy, Result
from ccpolicy.model.texts import languages
from ccpolicy.records.schema import determination_schema
from ccpolicy.source import Source
from ccpolicy.testing.chance import Chance
from ccpolicy.testing.draw_rows import document
from ccpolicy.testing.random_policy.text import PolicyText
from ccpolicy.testing.shape import shape_of
from certified import disagreements

TODAY = date(2022, 6, 1)


@define
class Tried:
    """What was tried, and what was wrong with it."""

    wrong: list[str] = field(factory=list)
    findings: tuple[Finding, ...] = ()
    policy: Any = None
    determined: int = 0
    refused: int = 0
    lines: int = 0
    statuses: list[str] = field(factory=list)

    def told(self, what: str, tell: Callable[[], Any]) -> Any:
        """What `tell` gives; an exception is a breach."""
        try:
            return tell()
        except Exception as error:
            frames = [frame for frame in traceback.extract_tb(error.__traceback__) if "ccpolicy" in frame.filename]
            place = f"{frames[-1].filename.rpartition('ccpolicy/')[2]}:{frames[-1].lineno}" if frames else "outside"
            self.wrong.append(f"{what}: {type(error).__name__} at {place}: {str(error)[:300]}")
            return None


def try_text(drawn: PolicyText, tried: Tried | None = None) -> Tried:
    """What has to hold of the text: it is refused or read, never anything else; and its layout is only layout."""
    tried = tried or Tried()
    loaded = tried.told("check", drawn.load)
    if loaded is not None:
        tried.policy, tried.findings = loaded
        tried.told("print", lambda: [printed(tried.findings, _sources(drawn).get), *map(as_json, tried.findings)])
        tried.wrong += [f"{each.name} has no place: {each.message}" for each in tried.findings if each.span is None]
        if tried.policy is None and not tried.findings:
            tried.wrong.append("a policy is refused without a finding")
    for name, text in drawn.files.items():
        if name.endswith(".policy"):
            tried.told("format", lambda name=name, text=text: tried.wrong.extend(_layout(name, text)))
    return tried


def _sources(drawn: PolicyText) -> dict[str, Source]:
    """The texts by the names findings know them by."""
    found = {name: Source(name, text) for name, text in drawn.files.items()}
    return {**found, **{name.partition("/")[2]: source for name, source in found.items()}}


def _layout(name: str, text: str) -> Iterator[str]:
    """That formatting changes nothing of what is said, formatting itself insists on."""
    once, findings = format_source(Source(name, text))
    if findings:
        return
    if format_source(Source(name, once))[0] != once:
        yield f"formatting {name} twice changes more"


def try_rows(tried: Tried, chance: Chance, *, whole: bool = True) -> None:
    """What has to hold of what the policy makes of rows drawn for it."""
    program = Policy(tried.policy)
    drawn = tried.told("draw rows", lambda: document(shape_of(tried.policy), chance, claims=chance.number(1, 2)))
    if drawn is None:
        return
    readings = {name: chance.pick([each.name for each in point.readings]) for name, point in tried.policy.unsettled.items()}
    known_on = chance.pick((None, date(2022, 1, 25)))
    found = tried.told("determine", lambda: _determined(program, drawn, known_on, readings))
    if found is None:
        return
    if isinstance(found, (RecordsError, UsageError)):
        tried.refused += 1
        tried.told("print problems", lambda: str(found))
        return
    tried.determined += 1
    tried.lines += len(found.lines)
    tried.statuses += [line.status for line in found.lines]
    again = tried.told("determine again", lambda: program.determine(drawn, known_on=known_on, readings=readings).to_json())
    written = tried.told("json", found.to_json)
    if again != written:
        tried.wrong.append("the same rows give two results")
    tried.told("lines", lambda: tried.wrong.extend(_lines(found)))
    tried.told("certificate", lambda: tried.wrong.extend(_certified(found, readings, known_on)))
    tried.told("schema", lambda: tried.wrong.extend(_fits(found)))
    for language in languages(tried.policy):
        _explained(tried, found, language, whole)


def _determined(program: Policy, drawn: Mapping[str, Any], known_on: date | None, readings: Mapping[str, str]) -> Any:
    try:
        return program.determine(drawn, known_on=known_on, readings=readings)
    except (RecordsError, UsageError) as error:
        return error


def _lines(found: Result) -> Iterator[str]:
    for line in found.lines:
        if set(line.units) - set(line.claimed) or any(line.units.get(u, 0) > n for u, n in line.claimed.items()):
            yield f"{line.id}: pays units {dict(line.units)} of {dict(line.claimed)}"
        whole = {unit: many for unit, many in line.claimed.items() if many}
        if line.status == "paid" and {unit: many for unit, many in line.units.items() if many} != whole:
            yield f"{line.id}: is paid {dict(line.units)} of {dict(line.claimed)}"
        if line.status != "paid" and not line.reasons:
            yield f"{line.id}: {line.status} for no reason"
        if line.pays is not None and line.pays < 0:
            yield f"{line.id}: pays {line.pays}"
        for reason in line.reasons:
            if not reason.text:
                yield f"{line.id}: {reason.code} says nothing"
            if reason.rule and not reason.cites:
                yield f"{line.id}: {reason.code} cites nothing"


def _certified(found: Result, readings: Mapping[str, str], known_on: date | None) -> Iterator[str]:
    made = certificate(found.determination)
    verdict = verify(made, found.policy, found.caseload, known_on, readings)
    yield from (f"certificate: {fault}" for fault in verdict.faults[:3])
    if not verdict.holds:
        return
    yield from (f"certificate: {each}" for each in disagreements(found.determination)[:3])


@cache
def _schema() -> Draft202012Validator:
    return Draft202012Validator(determination_schema())


def _fits(found: Result) -> Iterator[str]:
    import json

    for error in list(_schema().iter_errors(json.loads(found.to_json())))[:2]:
        yield f"schema: {error.message[:200]}"


def _explained(tried: Tried, found: Result, language: str, whole: bool) -> None:
    lines = found.lines if whole else found.lines[:2]
    for line in lines:
        for depth in (1, 2, 3):
            tried.told(f"explain {depth}", lambda line=line, depth=depth: found.explain(line.id, depth=depth, lang=language))
    for name in tried.policy.reports:
        laid = tried.told("report", lambda name=name: found.report(name, lang=language))
        if laid is not None:
            for write in (laid.to_csv, laid.to_html):
                tried.told(f"report {write.__name__}", write)
    tried.told("reasons", lambda: found.reasons(lang=language).to_html())
    if language == "en":
        tried.told("csv", found.to_csv)
        tried.told("batch", found._repr_html_)
        for name in tried.policy.sheets:
            tried.told("sheet", lambda name=name: found.to_sheet(name))
        unpaid = [line for line in found.lines if line.status != "paid"]
        for line in unpaid[:1]:
            tried.told("why not", lambda line=line: found.why_not(line.id, today=TODAY))


def try_examples(tried: Tried) -> None:
    for example in tried.policy.examples:
        wrong = tried.told("example", lambda example=example: run_example(tried.policy, example))
        tried.wrong += [f"example {example.label}: {each}" for each in wrong or ()]


