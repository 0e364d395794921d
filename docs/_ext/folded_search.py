"""Words are found with and without accents, in the index and in what is asked."""

from __future__ import annotations

import unicodedata
from functools import cache
from typing import Any

from sphinx.application import Sphinx
from sphinx.search.en import SearchEnglish


def folded(text: str) -> str:
    """Without accents: `días` and `dias` are one word."""
    return "".join(part for part in unicodedata.normalize("NFKD", text) if not unicodedata.combining(part))


class Folded(SearchEnglish):
    js_splitter_code = r"""
      var splitQuery = (query) =>
        query.normalize("NFKD").replace(/\p{M}/gu, "").split(/[^\p{L}\p{N}_]+/gu).filter((word) => word);
    """

    def __init__(self, options: dict[str, str]) -> None:
        super().__init__(options)
        self.stem = cache(super().stem)  # pages share most of their words

    def split(self, input: str) -> list[str]:
        return super().split(folded(input))


def setup(app: Sphinx) -> dict[str, Any]:
    app.add_search_language(Folded)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
