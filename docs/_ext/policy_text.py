"""Blocks of `policy`: coloured by the library's own lexer, and one that is refused says with which findings.

The words after `policy` are for the tests (tests/docs); `refused=NAME,…` is also for the reader.
"""

from __future__ import annotations

from typing import Any, ClassVar

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from ccpolicy.highlight import PolicyLexer

FINDINGS = "diagnostics"


class PolicyBlock(SphinxDirective):
    has_content = True
    optional_arguments = 1
    final_argument_whitespace = True
    option_spec: ClassVar[dict[str, Any]] = {}

    def run(self) -> list[nodes.Node]:
        text = "\n".join(self.content)
        block = nodes.literal_block(text, text, language=PolicyLexer.name)
        self.set_source_info(block)
        words = dict(word.partition("=")[::2] for word in " ".join(self.arguments).split())
        refused = [name for name in words.get("refused", "").split(",") if name]
        return [block, self._refused(refused)] if refused else [block]

    def _refused(self, names: list[str]) -> nodes.Node:
        told = nodes.paragraph("", "Refused: ", classes=["refused"])
        for name in names:
            page = f"{FINDINGS}/{name}"
            page = page if page in self.env.found_docs else f"{FINDINGS}/index"
            link = addnodes.pending_xref(
                "", nodes.literal(name, name), refdomain="std", reftype="doc", reftarget=f"/{page}", refexplicit=True,
                refwarn=True, refdoc=self.env.docname,
            )
            told.extend([nodes.Text(", "), link] if name != names[0] else [link])
        return told


def setup(app: Sphinx) -> dict[str, Any]:
    app.add_directive("policy", PolicyBlock)
    for alias in PolicyLexer.aliases:
        app.add_lexer(alias, PolicyLexer)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
