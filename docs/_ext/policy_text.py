"""Blocks of `policy` are coloured by the library's own lexer, whether or not the library is installed."""

from __future__ import annotations

from typing import Any

from sphinx.application import Sphinx

from ccpolicy.highlight import PolicyLexer


def setup(app: Sphinx) -> dict[str, Any]:
    for alias in PolicyLexer.aliases:
        app.add_lexer(alias, PolicyLexer)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
