"""A block that a reader is to keep in a file, or that stands in one, is headed by the file's name.

The name stands behind the language of the block: `file=rows.yaml`, `onto=`, `in=`. So the tests know it too.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx

_FENCE = re.compile(r"^```\w+ (?=[^\n]*\b(?:file|onto|in)=)([^\n]*)$", re.M)
_NAMED = re.compile(r"^```policy [^\n]*\bname=(\w+)", re.M)
_HEADS = {"file": "`{}`", "onto": "At the end of `{}`", "in": "In `{}`"}


class FileNames:
    def __init__(self, language: Path) -> None:
        self.pages = {
            name: page.stem
            for page in sorted(language.glob("*.md"))
            for name in _NAMED.findall(page.read_text(encoding="utf-8"))
        }

    def head(self, words: dict[str, str], up: str) -> str:
        """What stands over a block."""
        how = next(word for word in _HEADS if word in words)
        text = _HEADS[how].format(words[how])
        after = words.get("after", "")
        if page := self.pages.get(after):
            text += f", after the text of [`{after}`]({up}language/{page}.md)"
        return f"{text}:"

    def __call__(self, app: Sphinx, page: str, source: list[str]) -> None:
        def headed(match: re.Match[str]) -> str:
            words = dict(word.partition("=")[::2] for word in match[1].split())
            return f"{self.head(words, '../' * page.count('/'))}\n\n{match[0]}"

        source[0] = _FENCE.sub(headed, source[0])


def setup(app: Sphinx) -> dict[str, Any]:
    app.connect("source-read", FileNames(Path(app.srcdir) / "language"))
    return {"parallel_read_safe": True, "parallel_write_safe": True}
