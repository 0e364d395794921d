"""What is fuzzed: each target takes any bytes as one kind of file and lets nothing pass but the errors that kind may give.

Where it is cheap a target also holds what was accepted against a law: a text formatted twice is formatted once, rows that
were read are determined or refused in words, and what is told has no control characters in it.
"""

from __future__ import annotations

import io
import os
import re
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from ccpolicy import front, library
from ccpolicy.diagnostics import Finding
from ccpolicy.errors import PolicyError, RecordsError, UsageError
from ccpolicy.source import Source

HERE = Path(__file__).parent
CORPUS = HERE / "corpus"
ROWS = HERE / "rows.policy"

Target = Callable[[bytes], None]

MONTH: dict[str, Any] = {
    "child": [{"id": "k1", "birth_date": "2020-02-29"}],
    "stay": [{"id": "s1", "child": "k1", "rate": "50.00", "copay": "5.00", "least": "60"}],
    "claim": [{"id": "c1", "stay": "s1", "month": "2022-11", "submitted": "2022-12-01"}],
    "day": [
        {"claim": "c1", "date": "2022-11-01", "code": "1", "hours": "8:30"},
        {"claim": "c1", "date": "2022-11-02", "code": "40"},
        {"claim": "c1", "date": "2022-11-03", "code": "1", "hours": "0:30"},
    ],
    "complete": [{"record": "claim", "keys": {"child": "k1"}, "from": "2022-11-01", "through": "2022-11-30"}],
    "posting": [],
}
"""A month of `rows.policy` that certificates are held against."""


# ---------------------------------------------------------------------- targets


def text(data: bytes) -> None:
    """The text of a policy file, read and laid out, nothing more."""
    with folder({"program.policy": data}) as place:
        formatted(place / "program.policy")


def policy(data: bytes) -> None:
    """A policy file: findings, or a policy that takes rows."""
    with folder({"program.policy": data}) as place:
        accepted(place)


def table(data: bytes) -> None:
    """A CSV file that a policy names: findings, or a table."""
    with folder({"program.policy": _table_policy(), "rates.csv": data}) as place:
        accepted(place)


def json_rows(data: bytes) -> None:
    """A caseload as JSON."""
    determined(lambda: parsed(data, "json"))


def yaml_rows(data: bytes) -> None:
    """A caseload as YAML."""
    determined(lambda: parsed(data, "yaml"))


def csv_rows(data: bytes) -> None:
    """A caseload as a folder of CSV tables, and sheets among them; `=== NAME` begins a table."""
    from ccpolicy.records.read import load_document

    files = {f"{name}.csv": text for name, text in _cut(data)}
    with folder(files) as place:
        determined(lambda: load_document(place))


def sheet(data: bytes) -> None:
    """A month as people have it, days across, beside the records it belongs to."""
    from ccpolicy.records.read import load_document

    files = {"child.csv": b"id\nk1\n", "stay.csv": b"id,child,rate\ns1,k1,50.00\n", "grid.csv": data}
    with folder(files) as place:
        determined(lambda: load_document(place))


def cases(data: bytes) -> None:
    """A case file of a policy: each case holds, or differs in words."""
    from ccpolicy.cli.test import trials_at

    with folder({"program.policy": _rows_policy(), "cases/fuzz.yaml": data}) as place:
        before = _all_below(place)
        try:
            for trial in trials_at(str(place / "cases/fuzz.yaml"))[:8]:
                for difference in trial.run():
                    assert difference
        except (RecordsError, UsageError, PolicyError) as error:
            told(error)
        assert _all_below(place) == before, "a case wrote a file"


def certificate(data: bytes) -> None:
    """A certificate, held against a month: it holds, or every place where it does not is named."""
    program, rows = _month()
    try:
        verdict = front.verify(data.decode("utf-8", errors="replace"), program, rows)
    except UsageError as error:
        told(error)
        return
    for fault in verdict.faults:
        assert str(fault)


def requirements(data: bytes) -> None:
    """A file of requirements: read, or told what is wrong with it."""
    from ccpolicy.records.requirements import read_requirements

    with folder({"requirements.yaml": data}) as place:
        found, problems = read_requirements(place / "requirements.yaml")
    assert bool(found) is not bool(problems)


TARGETS: dict[str, Target] = {
    "text": text,
    "policy": policy,
    "table": table,
    "json": json_rows,
    "yaml": yaml_rows,
    "csv": csv_rows,
    "sheet": sheet,
    "cases": cases,
    "certificate": certificate,
    "requirements": requirements,
}


# ---------------------------------------------------------------------- laws


def accepted(place: Path) -> None:
    """Loads the policy of a folder; one without errors takes rows."""
    from ccpolicy.dsl.load import load_policy

    found, findings = load_policy(place)
    told_well(findings)
    assert found is not None or any(finding.severity == "error" for finding in findings)
    if found is not None:
        used(front.Policy(found), {})


def formatted(file: Path) -> None:
    """A text that can be read is formatted, and formatted again is the same."""
    _, once, findings = library.formatted(file, file.name)
    told_well(findings)
    if not findings:
        from ccpolicy.dsl.format import format_source

        assert format_source(Source(file.name, once)) == (once, ())


def determined(document: Callable[[], Any]) -> None:
    """Rows are refused in words, or determined; what was determined can be told in every form."""
    program, _ = _month()
    try:
        given = document()
    except RecordsError as error:
        told_well(error.problems)
        return
    for keep_going in (False, True):
        try:
            rows = program.read(given, keep_going=keep_going)
        except RecordsError as error:
            told_well(error.problems)
            continue
        used(program, rows)


def used(program: front.Policy, rows: Any) -> None:
    try:
        result = program.determine(rows, keep_going=True)
    except RecordsError as error:
        told_well(error.problems)
        return
    result.to_json()
    result.to_csv()
    for line in result.lines[:3]:
        result.explain(line.id, depth=3)


def parsed(data: bytes, kind: str) -> Any:
    from ccpolicy.records.read import parse_document

    return parse_document(data, kind)


def told_well(findings: Sequence[Finding]) -> None:
    """Every finding has a sentence, and says it without steering a terminal."""
    for finding in findings:
        told(finding.message)
        assert not finding.message.endswith("."), finding.message


def told(what: object) -> None:
    text = str(what)
    assert text
    assert text.isprintable(), ascii(text)


# ---------------------------------------------------------------------- what targets stand on


@contextmanager
def folder(files: dict[str, bytes]) -> Iterator[Path]:
    """A folder with these files, gone afterwards."""
    place = Path(tempfile.mkdtemp(dir=_fast()))
    try:
        for name, data in files.items():
            (place / "tried" / name).parent.mkdir(parents=True, exist_ok=True)
            (place / "tried" / name).write_bytes(data)
        (place / "tried").mkdir(exist_ok=True)
        yield place / "tried"
    finally:
        shutil.rmtree(place)


@cache
def _fast() -> str | None:
    """Memory that looks like a folder, where there is such a thing."""
    return "/dev/shm" if os.access("/dev/shm", os.W_OK) else None


@cache
def _rows_policy() -> bytes:
    return ROWS.read_bytes()


@cache
def _table_policy() -> bytes:
    heading = _rows_policy().split(b"asks day")[0]
    return heading + (
        b'table rates "Rates"\n  takes mark, day date from starts below ends, least number from low through high\n'
        b'  gives amount money\n  file "rates.csv"\n  cite book "p. 1"\n'
        b"fact rate of day money\n  = rates(code, date, 3)\n"
        b'asks day\n  units 1 by full\n  line claim, child, date\n  cite book "p. 1"\n'
        b'pay care of day\n  amount rate\n  say "{date}."\n  cite book "p. 1"\n'
    )


@cache
def _month() -> tuple[front.Policy, Any]:
    program = front.load(ROWS)
    return program, program.read(MONTH)


def _cut(data: bytes) -> Iterator[tuple[str, bytes]]:
    """The tables of a folder in one file; what stands before the first name is a table of claims."""
    name, text = "claim", io.BytesIO()
    for line in data.split(b"\n"):
        found = re.fullmatch(rb"=== ([a-z]{1,20})\r?", line)
        if found:
            yield name, text.getvalue()
            name, text = found[1].decode(), io.BytesIO()
        else:
            text.write(line + b"\n")
    yield name, text.getvalue()


def _all_below(place: Path) -> list[str]:
    """Every file around a folder a target made."""
    return sorted(str(file) for file in place.parent.rglob("*"))
