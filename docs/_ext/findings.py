"""A page for each finding: what is wrong, what to do, a wrong example and what is printed of it, and the right one.

The pages are made from the catalogue and the folders of `tests/diagnostics`. They are written beside the index as
`NAME.finding`, in Markdown, and kept by nobody; on the index each name leads to its page.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx

from ccpolicy.diagnostics.catalog import POLICY, RECORDS, Entry
from ccpolicy.limits import LIMITS

SUFFIX = ".finding"
FOLDER = "diagnostics"
OF_RECORDS = "records"

_EXAMPLES = Path(__file__).parents[2] / "tests" / "diagnostics"
_LANGUAGES = {".policy": "policy", ".json": "json", ".yaml": "yaml"}
_HEADING_OR_REFUSED = re.compile(r"^##? (?P<heading>[^\n]+)|^```policy [^\n]*\brefused=(?P<names>[\w,-]+)", re.M)
_NOT_IN_ANCHORS = re.compile(r"[^\w -]")
_ROW = re.compile(r"^\| `([\w-]+)` \|", re.M)
_RECORDS_BEGIN = "\n# Problems with records\n"

_ORPHAN = "---\norphan: true\n---\n\n"
_POLICY = "visits"
_READ_FOR = [f"Both are read for [this policy]({_POLICY}{SUFFIX})."]

Files = dict[str, str]
"""Texts by the name of the file; the one that gives an example its name is `bad` or `good` with its ending."""


def pages(language: Path) -> dict[str, str]:
    """The text of each page, by its name below the folder of findings."""
    clauses = _clauses(language)
    made = {}
    for name, entry in POLICY.items():
        places = ["## In the definition of the language", "\n".join(clauses[name])] if name in clauses else []
        made[name] = _page(entry, _EXAMPLES / name, "policy files", "", places)
    for name, entry in RECORDS.items():
        folder = _EXAMPLES / OF_RECORDS / name
        made[f"{OF_RECORDS}/{name}"] = _page(entry, folder, "records", "../", _READ_FOR if folder.is_dir() else [])
    policy = (_EXAMPLES / OF_RECORDS / f"{_POLICY}.policy").read_text(encoding="utf-8")
    made[f"{OF_RECORDS}/{_POLICY}"] = f"{_ORPHAN}# The policy of the examples\n\n{_fence(policy, 'policy')}\n"
    return made


def _page(entry: Entry, folder: Path, of: str, up: str, last: list[str]) -> str:
    parts = [
        f"{_ORPHAN}# {entry.name}",
        f"One of the [findings]({up}index.md) about {of}.",
        f"**What is wrong:** {entry.meaning}.",
        f"**What to do:** {entry.advice}.",
        *(_example(folder) if folder.is_dir() else _limits(entry.name, up)),
        *last,
    ]
    return "\n\n".join(parts) + "\n"


def _example(folder: Path) -> Iterator[str]:
    bad, good = _files(folder, "bad", "good"), _files(folder, "good", "bad")
    yield "## Wrong"
    yield from _shown(bad, {name.replace("good.", "bad."): text for name, text in good.items()})
    yield "What is printed:"
    yield _fence((folder / "printed.txt").read_text(encoding="utf-8"), "text")
    yield "## Right"
    yield from _shown(good, {name.replace("bad.", "good."): text for name, text in bad.items()})


def _files(folder: Path, which: str, other: str) -> Files:
    """What is read of the wrong or the right example: a folder of its own, or what stands beside the other one."""
    place = folder / which if (folder / which).is_dir() else folder
    return {
        file.name: file.read_bytes().decode("utf-8", errors="replace")
        for file in sorted(place.iterdir())
        if file.is_file() and file.name != "printed.txt" and file.stem != other
    }


def _shown(files: Files, others: Files) -> Iterator[str]:
    for name, text in files.items():
        if len(files) > 1 or not name.endswith(".policy"):
            yield f"`{name}`:" if text.strip() else f"`{name}`, which is empty."
        if text.strip():
            yield _fence(text, _LANGUAGES.get(Path(name).suffix, "text"), marked(text, others.get(name, text)))


def marked(text: str, other: str) -> list[int]:
    """The lines of a text, counted from 1, that another text does not have at their place."""
    matcher = SequenceMatcher(None, text.splitlines(), other.splitlines(), autojunk=False)
    return [at + 1 for how, low, high, _, _ in matcher.get_opcodes() if how != "equal" for at in range(low, high)]


def _fence(text: str, language: str, lines: list[int] | None = None) -> str:
    """A block; what is wrong in it may be wrong for the lexer too."""
    options = ":force:\n" + (f":emphasize-lines: {','.join(map(str, lines))}\n" if lines else "")
    return f"````{{code-block}} {language}\n{options}\n{text.rstrip()}\n````"


def _limits(name: str, up: str) -> Iterator[str]:
    """Of what no small example can show."""
    rows = [f"- {limit.of}: at most {limit}" for limit in LIMITS if limit.finding == name]
    if rows:
        yield f"It is told beyond one of the [limits]({up}../language/18-limits.md):"
        yield "\n".join(rows)


def _clauses(language: Path) -> dict[str, list[str]]:
    """Where the definition of the language shows what is refused, by the name of the finding."""
    found: dict[str, list[str]] = {}
    for page in sorted(language.glob("*.md")):
        heading = ""
        for match in _HEADING_OR_REFUSED.finditer(page.read_text(encoding="utf-8")):
            heading = match["heading"] or heading
            anchor = _NOT_IN_ANCHORS.sub("", heading.lower()).replace(" ", "-")
            clause = f"- [{heading}](../language/{page.name}#{anchor})"
            for name in filter(None, (match["names"] or "").split(",")):
                clauses = found.setdefault(name, [])
                clauses += [] if clause in clauses else [clause]
    return found


def write_pages(app: Sphinx) -> None:
    folder = Path(app.srcdir) / FOLDER
    made = {folder / f"{name}{SUFFIX}": text for name, text in pages(Path(app.srcdir) / "language").items()}
    for file in set(folder.rglob(f"*{SUFFIX}")) - set(made):
        file.unlink()
    for file, text in made.items():
        file.parent.mkdir(exist_ok=True)
        if not file.is_file() or file.read_text(encoding="utf-8") != text:
            file.write_text(text, encoding="utf-8")


def link_names(app: Sphinx, page: str, source: list[str]) -> None:
    """On the index each name leads to its page."""
    if page == f"{FOLDER}/index":
        policies, begin, records = source[0].partition(_RECORDS_BEGIN)
        linked = (
            _ROW.sub(rf"| [`\1`](\1{SUFFIX}) |", policies),
            _ROW.sub(rf"| [`\1`]({OF_RECORDS}/\1{SUFFIX}) |", records),
        )
        source[0] = begin.join(linked)


def setup(app: Sphinx) -> dict[str, Any]:
    app.add_source_suffix(SUFFIX, "markdown")
    app.connect("builder-inited", write_pages, priority=100)
    app.connect("source-read", link_names)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
