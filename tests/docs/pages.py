"""The pages of the documentation as what they show: fenced blocks, each of a kind that can be tried.

A page is tried from its beginning to its end, in a folder of its own that holds `examples` and `policies`:

| block | what is done with it |
|---|---|
| `sh` | its commands are run; `exit=1` if that is the code of the last one |
| `python` | it is run, in one namespace for the page |
| `text` | it is what the block before it printed; a line `…` stands for any number of lines |
| `policy` | it loads and its examples hold, or it is `refused=` with these findings; `after=` names what it stands after |
| `yaml`, `json` | a case for the policy above it, or the one it is `for=` |
| any with `file=` | it is written to this file, which a later block uses; with `onto=`, at the end of it |
| any with `in=` | it stands like this in a file of the project |
"""

from __future__ import annotations

import contextlib
import io
import json
import re
import shlex
import shutil
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml
from attrs import define, field, frozen
from installation import is_installation

from ccpolicy.cli import main
from ccpolicy.dsl.load import load_text
from ccpolicy.engine.examples import run_example
from ccpolicy.testing.cases import run_case

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
KINDS = frozenset({"sh", "python", "text", "policy", "yaml", "json"})
DIRECTIVES = frozenset({"toctree", "eval-rst", "command", "schema", "raw"})
ANY_LINES = "…"

_FENCE = re.compile(r"^(?P<fence>`{3,}|~{3,})(?P<info>[^\n]*)\n(?P<text>.*?)^(?P=fence)[ \t]*$", re.M | re.S)
_OPENING = re.compile(r"^[ \t]*(?:`{3,}|~{3,})", re.M)


@frozen
class Block:
    """One fenced block. `policy` is the text of the policy a case in it would be for, and what that one stands after."""

    page: str
    line: int
    kind: str
    words: Mapping[str, str] = field(hash=False)
    text: str
    policy: tuple[str, str] = ("", "")

    @property
    def place(self) -> str:
        return f"{self.page}:{self.line}"

    @property
    def is_policy(self) -> bool:
        """Whether it is a policy of its own; what is only written belongs to a folder, which is tried by commands."""
        return self.kind == "policy" and (not self.is_of_a_file or "after" in self.words)

    @property
    def is_of_a_file(self) -> bool:
        return bool({"file", "onto", "in"} & set(self.words))

    @property
    def is_case(self) -> bool:
        return self.kind in ("json", "yaml") and not self.is_of_a_file

    @property
    def shows(self) -> bool:
        """Whether it is what the block before it printed."""
        return self.kind == "text" and not self.is_of_a_file


def blocks_of(file: Path) -> list[Block]:
    """The blocks of a page in their order; those that only lay out the page are none. Raises AssertionError."""
    text = file.read_text(encoding="utf-8")
    found: list[Block] = []
    page = file.relative_to(DOCS).with_suffix("").as_posix()
    policy = ("", "")
    fences = list(_FENCE.finditer(text))
    assert len(_OPENING.findall(text)) == 2 * len(fences), f"{page}: a block is indented, or does not end"
    for match in fences:
        line = text.count("\n", 0, match.start()) + 1
        if directive := re.match(r"\{([\w-]+)\}", match["info"]):
            assert directive[1] in DIRECTIVES, f"{page}:{line}: {directive[1]} is none of {sorted(DIRECTIVES)}"
            continue
        kind, *info = match["info"].split() or [""]
        words = dict(word.split("=", 1) for word in info)
        meant = ("", words["for"]) if "for" in words else policy
        found.append(Block(page, line, kind, words, match["text"], meant))
        if found[-1].is_policy:
            policy = (match["text"], words.get("after", ""))
    return found


def furnish(blocks: Iterable[Block], folder: Path) -> None:
    """The folder that a page is tried in."""
    if any(block.kind in ("sh", "python") for block in blocks):
        for name in ("examples", "policies"):
            shutil.copytree(ROOT / name, folder / name)


def pages_in(*folders: Path) -> list[Path]:
    return sorted(file for folder in folders for file in folder.glob("*.md"))


def named(blocks: Iterable[Block]) -> dict[str, Block]:
    """The policies that others stand after."""
    return {block.words["name"]: block for block in blocks if "name" in block.words}


def whole(text: str, after: str, known: Mapping[str, Block]) -> str:
    """A policy text with all that it stands after."""
    if not after:
        return text
    before = known[after]
    return whole(before.text, before.words.get("after", ""), known) + "\n" + text


def try_policy(block: Block, known: Mapping[str, Block]) -> None:
    """It is accepted, and its own examples hold, or it is refused as it says."""
    policy, findings = load_text(whole(block.text, block.words.get("after", ""), known))
    refused = sorted(filter(None, block.words.get("refused", "").split(",")))
    told = [f"{f.place} {f.message}" for f in findings]
    assert sorted({finding.name for finding in findings}) == refused, (block.place, told)
    if not refused:
        assert policy is not None
        assert [difference for example in policy.examples for difference in run_example(policy, example)] == []


def try_case(block: Block, known: Mapping[str, Block]) -> None:
    """What the page says a policy decides, it decides."""
    case: dict[str, Any] = json.loads(block.text) if block.kind == "json" else yaml.safe_load(block.text)
    assert {"expect", "problems"} & set(case), block.place
    assert any(block.policy), f"{block.place}: there is no policy above this case"
    assert run_case(None, {**case, "policy": whole(*block.policy, known)}) == [], block.place


@define
class Walk:
    """A page being tried: what its last block printed, and what its programs have defined so far."""

    known: Mapping[str, Block]
    said: str | None = None
    names: dict[str, Any] = field(factory=lambda: {"__name__": "page"})

    def through(self, blocks: Iterable[Block]) -> None:
        """Tries a page from its beginning to its end. Raises AssertionError."""
        for block in blocks:
            self.take(block)

    def take(self, block: Block) -> None:
        """Tries one block. Raises AssertionError."""
        assert block.kind in KINDS, f"{block.place}: nothing tries a block of `{block.kind}`"
        said, self.said = self.said, None
        if "in" in block.words:
            assert block.text in (ROOT / block.words["in"]).read_text(encoding="utf-8"), block.place
        elif block.is_policy:
            try_policy(block, self.known)
            self.write(block, whole(block.text, block.words.get("after", ""), self.known))
        elif block.is_case:
            try_case(block, self.known)
        elif block.kind == "sh":
            with printing() as printed:
                *before, last = [self.run(line) for line in joined(block.text)]
            assert not any(before), (block.place, before, printed.getvalue())
            assert last == int(block.words.get("exit", "0")), (block.place, last, printed.getvalue())
            self.said = printed.getvalue()
        elif block.kind == "python":
            with printing() as printed:
                exec(compile("\n" * block.line + block.text, f"{block.page}.md", "exec"), self.names)
            self.said = printed.getvalue()
            self.write(block, block.text)
        elif block.is_of_a_file:
            self.write(block, block.text)
        else:
            assert said is not None, f"{block.place}: nothing before this prints anything"
            compare(block.text, said, block.place)

    def write(self, block: Block, text: str) -> None:
        if "onto" in block.words:
            with Path(block.words["onto"]).open("a", encoding="utf-8") as file:
                file.write(text)
        elif "file" in block.words:
            place = Path(block.words["file"])
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(text, encoding="utf-8")

    def run(self, line: str) -> int:
        if is_installation(line):
            return 0
        words = shlex.split(line, comments=True)
        if len(words) > 2 and words[-2] == ">":
            with printing() as printed:
                code = self.run(shlex.join(words[:-2]))
            Path(words[-1]).write_text(printed.getvalue(), encoding="utf-8")
            return code
        program, *arguments = words
        if program.removeprefix(".venv/bin/") == "ccpolicy":
            return main(arguments)
        if program == "cp":
            copy(*arguments)
        elif program == "cat":
            print("".join(Path(name).read_text(encoding="utf-8") for name in arguments), end="")
        else:
            raise AssertionError(f"nothing tries the command `{program}`")
        return 0


def copy(first: str, *rest: str) -> None:
    source, target = (first, *rest) if first != "-r" else rest
    if first == "-r":
        shutil.copytree(source, target)
    else:
        shutil.copy(source, target)


def joined(text: str) -> Iterator[str]:
    """The commands of a block, each on one line; lines that are only a remark are none."""
    for line in text.replace("\\\n", " ").splitlines():
        if line.strip() and not line.startswith("#"):
            yield line


@contextlib.contextmanager
def printing() -> Iterator[io.StringIO]:
    """What is printed meanwhile, results and messages in the order in which a reader sees them."""
    raw = io.BytesIO()
    both = io.TextIOWrapper(raw, encoding="utf-8", newline="", write_through=True)
    told = io.StringIO()
    with contextlib.redirect_stdout(both), contextlib.redirect_stderr(both):
        try:
            yield told
        finally:
            sys.stdout.flush()
            told.write(raw.getvalue().decode("utf-8"))


def compare(shown: str, said: str, place: str) -> None:
    """The text of a page is what was printed, but for the lines it leaves out and white space at the end of lines."""
    shown, said = (re.sub(r"[ \r]+$", "", text, flags=re.M) for text in (shown, said))
    parts = [re.escape(part) for part in re.split(rf"^{ANY_LINES}\n", shown, flags=re.M)]
    if not re.fullmatch("(?:.*\n)*?".join(parts), said):
        assert shown == said, place


def unused(blocks: Iterable[Block]) -> list[str]:
    """Files that a page writes and no later block of it reads."""
    found = []
    blocks = list(blocks)
    for at, block in enumerate(blocks):
        if name := block.words.get("file", block.words.get("onto")):
            later = "".join(other.text for other in blocks[at + 1 :] if other.kind in ("sh", "python"))
            places = [name, *(str(parent) for parent in Path(name).parents if str(parent) != ".")]
            if not any(place in later for place in places):
                found.append(f"{block.place}: {name}")
    return found
