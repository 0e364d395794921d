"""Words are found with and without accents, and `KY-12` or a date is one word beside its parts.

What is asked is taken apart in the same way in `search.js`, which also ranks what was found.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import Any

from sphinx.application import Sphinx
from sphinx.search.en import SearchEnglish

_JOINED = re.compile(r"\b(?=[\w-]*\d)\w+(?:-\w+)+\b")


def folded(text: str) -> str:
    """Without accents: `días` and `dias` are one word."""
    return "".join(part for part in unicodedata.normalize("NFKD", text) if not unicodedata.combining(part))


class Folded(SearchEnglish):
    def __init__(self, options: dict[str, str]) -> None:
        super().__init__(options)
        self.stem = cache(super().stem)  # pages share most of their words

    def word_filter(self, word: str) -> bool:
        """Numbers too: they are codes and sections."""
        return word.isdigit() or super().word_filter(word)

    def split(self, input: str) -> list[str]:
        text = folded(input)
        return [*super().split(text), *_JOINED.findall(text)]


def setup(app: Sphinx) -> dict[str, Any]:
    app.add_search_language(Folded)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
