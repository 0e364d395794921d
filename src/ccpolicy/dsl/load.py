"""A folder of policy files into one checked policy, or into findings."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

from ccpolicy.diagnostics import Finding, in_source_order, nearest
from ccpolicy.dsl.assemble import assemble
from ccpolicy.dsl.files import TooLong, bounded, inside, why
from ccpolicy.dsl.parse import parse, words_of
from ccpolicy.dsl.syntax import Statement
from ccpolicy.limits import FILE_BYTES, FILES, POLICY_WORDS, TABLE_BYTES
from ccpolicy.model.policy import Policy
from ccpolicy.source import Source, Span
from ccpolicy.values.depth import room

_LACKING = frozenset({"unknown-policy", "unreadable-file"})
"""What leaves so much out that all else would be about what is lacking."""

_LARGE = "put large tables into CSV files"


def load_policy(path: Path, shared: Sequence[Path] = ()) -> tuple[Policy | None, tuple[Finding, ...]]:
    """The policy of a folder (or single file), with every finding; no policy if any finding is an error.

    `uses NAME` looks for NAME.policy in the folder above, then in the `shared` folders.
    """
    whole = path.is_dir()
    files = sorted(file for file in path.rglob("*.policy") if not file.is_dir()) if whole else [path]
    folder = path if whole else path.parent
    texts: list[tuple[Source, Path]] = []
    findings: list[Finding] = []
    if len(files) > FILES.most:
        message = f"{path.name} holds {len(files):,} .policy files; a policy has at most {FILES}"
        return None, (Finding(FILES.finding, message, path=path.name, help="put what belongs together into one file"),)
    for file in files:
        found = _read(file, folder, whole=whole)
        if isinstance(found, Finding):
            findings.append(found)
        else:
            texts.append((found, folder))
    if not files:
        return None, (
            Finding(
                "no-policy",
                f"there is no .policy file in {path.name}",
                path=path.name,
                help="a policy is a folder of .policy files",
            ),
        )
    return load_sources(texts, [folder.parent, *shared], findings)


def load_text(
    text: str,
    *,
    name: str = "policy",
    files: dict[str, str] | None = None,
    folder: Path | None = None,
    shared: Sequence[Path] = (),
) -> tuple[Policy | None, tuple[Finding, ...]]:
    """A policy written in one text; `files` are further policy files by name."""
    texts = [(Source(f"{name}.policy", _normal(text)), folder or Path())]
    texts += [
        (Source(other, _normal(body)), folder or Path())
        for other, body in (files or {}).items()
        if other.endswith(".policy")
    ]
    return load_sources(texts, list(shared), [])


def load_sources(
    texts: Sequence[tuple[Source, Path]], shared: Sequence[Path], findings: list[Finding]
) -> tuple[Policy | None, tuple[Finding, ...]]:
    """Reads what the texts use, parses everything and assembles the policy."""
    placed: list[tuple[Statement, Path]] = []
    pending, seen = list(texts), {source.name for source, _ in texts}
    words = 0
    digest = hashlib.sha256()
    lost: set[str] = set()
    while pending:
        source, folder = pending.pop(0)
        digest.update(f"{source.name}\0{source.text}\0".encode(errors="surrogatepass"))
        words += words_of(source.text)
        if words > POLICY_WORDS.most:
            message = f"the files of a policy hold at most {POLICY_WORDS} words and signs together"
            findings.append(Finding(POLICY_WORDS.finding, message, Span(source.name, 1, 1, 1, 1), help=_LARGE))
            return None, in_source_order(findings)
        parsed = parse(source)
        findings += parsed.findings
        lost |= parsed.lost
        for statement in parsed.statements:
            if statement.word != "policy":
                placed.append((statement, folder))
                continue
            placed.insert(0, (statement, folder))
            for clause in statement.clauses("uses"):
                for word in clause.values[0]:
                    found = _used(word.text, shared, word.span)
                    if isinstance(found, Finding):
                        findings.append(found)
                    elif found[0].name not in seen:
                        seen.add(found[0].name)
                        pending.append(found)
    if not texts:
        return None, in_source_order(findings)
    headings = [s for s, _ in placed if s.word == "policy"]
    if len(headings) != 1:
        span = headings[1].span if headings else Span(texts[0][0].name, 1, 1, 1, 1)
        if headings or not findings:
            findings.append(
                Finding(
                    "one-heading",
                    "a policy has one `policy` statement" if headings else "there is no `policy` statement here",
                    span,
                    help="keep one of them; a change over time is an amendment"
                    if headings
                    else 'it begins with policy NAME "label"',
                )
            )
        return None, in_source_order(findings)
    for csv in sorted({folder for _, folder in placed}):
        for file in sorted(csv.rglob("*.csv")) if csv != Path() else []:
            digest.update(file.relative_to(csv).as_posix().encode(errors="surrogateescape") + b"\0" + _table(file) + b"\0")
    if any(f.name in _LACKING for f in findings):
        return None, in_source_order(findings)
    with room():
        policy, more = assemble(placed, digest.hexdigest(), None if not findings else frozenset(lost))
    return (policy if not findings else None), in_source_order([*findings, *more])


def _table(file: Path) -> bytes:
    """What a table says; one that cannot be read says nothing here, and is reported where it is named."""
    try:
        return bounded(file, TABLE_BYTES)
    except (OSError, TooLong):
        return b""


def _read(file: Path, folder: Path, *, whole: bool = True) -> Source | Finding:
    name = f"{folder.name}/{file.relative_to(folder).as_posix()}" if file.is_relative_to(folder) else file.name
    name = name.encode(errors="replace").decode()
    start = Span(name, 1, 1, 1, 1)
    if whole and not inside(file, folder):
        return Finding("unreadable-file", "this file leads out of the policy's folder", start, help="put the file itself there")
    try:
        data = bounded(file, FILE_BYTES)
    except TooLong:
        return Finding(FILE_BYTES.finding, f"a policy file holds at most {FILE_BYTES}", start, help="cut it into several files")
    except OSError as error:
        return Finding("unreadable-file", f"this file cannot be read: {why(error)}", start, help="check its name and rights")
    try:
        return Source(name, _normal(data.decode("utf-8")))
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8", errors="replace")
        line, column = before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1
        place = Span(name, line, column, line, column + 1)
        return Finding("not-text", "this file is not UTF-8 text", place, help="save it as UTF-8")


def _normal(text: str) -> str:
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


def _used(name: str, shared: Sequence[Path], span: Span) -> tuple[Source, Path] | Finding:
    for folder in shared:
        file = folder / f"{name}.policy"
        if file.is_file():
            found = _read(file, folder, whole=False)
            return found if isinstance(found, Finding) else (Source(file.name, found.text), folder)
    known = [file.stem for folder in shared if folder.is_dir() for file in folder.glob("*.policy")]
    near = nearest(name, known)
    return Finding(
        "unknown-policy",
        f"there is no shared policy `{name}`",
        span,
        help=f"did you mean `{near[0]}`?" if near else "put NAME.policy beside the policy's folder",
    )
