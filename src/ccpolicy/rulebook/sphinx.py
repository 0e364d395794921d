"""The rulebook in a Sphinx project: `extensions = ["ccpolicy.rulebook.sphinx"]`, `ccpolicy_policies = ["NAME or folder", …]`.

Before Sphinx looks for documents the pages are written below `ccpolicy_rulebook` (a folder of the documentation, which
belongs to the extension), one file a page; the parser here makes nodes of them, so that search, links and warnings work
as for any page.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.parsers import Parser
from sphinx.util import logging
from sphinx.util.nodes import make_id

from ccpolicy.rulebook.publish import SUFFIX, publish

logger = logging.getLogger(__name__)

STYLE = "ccpolicy-rulebook.css"
_PAGE = re.compile(r'"page:([^"]*)"')


class rulebook_drawing(nodes.General, nodes.Element):
    """An SVG whose links are made when it is written, as only then the address of a page is known."""


class RulebookParser(Parser):
    """Makes a document of a page that `publish` wrote."""

    supported = ("ccpolicy-rulebook",)

    def parse(self, inputstring: str, document: nodes.document) -> None:
        found = json.loads(inputstring)
        env = document.settings.env
        builder = _Nodes(document, env)
        if not found["listed"]:
            env.metadata[env.docname]["orphan"] = ""
        section = builder.section(found["title"])
        document.append(section)
        if found["names"]:
            place = section["ids"][0]
            section.append(addnodes.index(entries=[("single", name, place, "main", None) for name in found["names"]]))
        if found["trail"]:
            section.append(builder.trail(found["trail"]))
        section.extend(builder.blocks(found["blocks"]))


class _Nodes:
    """Nodes of one document."""

    def __init__(self, document: nodes.document, env: Any) -> None:
        self.document = document
        self.env = env
        self.root = env.config.ccpolicy_rulebook

    def section(self, title: str, lang: str = "") -> nodes.section:
        section = nodes.section(classes=_spoken(lang))
        section.append(nodes.title(title, "", nodes.Text(title)))
        id = make_id(self.env, self.document, "", title)
        self.document.ids[id] = section
        section["ids"].append(id)
        return section

    def trail(self, links: list[dict[str, Any]]) -> nodes.Element:
        paragraph = nodes.paragraph(classes=["rulebook-trail"])
        for at, link in enumerate(links):
            if at:
                paragraph.append(nodes.Text(" › "))
            paragraph.append(self.inline(link))
        return paragraph

    def blocks(self, found: list[dict[str, Any]]) -> list[nodes.Node]:
        return [getattr(self, f"_{block['is'].lower()}")(block) for block in found]

    def inline(self, part: dict[str, Any]) -> nodes.Node:
        if part["is"] == "Notation":
            return nodes.literal("", "", *self.line(part["parts"]))
        text = part["text"]
        if part["is"] == "Link":
            shown = nodes.inline("", text, classes=["doc"] + ([f"rulebook-{part['style']}"] if part["style"] else []))
            return addnodes.pending_xref(
                "", shown, refdomain="std", reftype="doc", reftarget=f"/{self.root}/{part['page']}", refexplicit=True,
                refwarn=True, refdoc=self.env.docname,
            )
        if part["style"] == "code":
            return nodes.literal("", text, classes=_spoken(part["lang"]))
        if part["style"] == "strong":
            return nodes.strong("", text, classes=_spoken(part["lang"]))
        return nodes.inline("", text, classes=_spoken(part["lang"])) if part["lang"] else nodes.Text(text)

    def line(self, parts: list[dict[str, Any]]) -> list[nodes.Node]:
        return [self.inline(part) for part in parts]

    def _paragraph(self, block: dict[str, Any]) -> nodes.Node:
        classes = [*_role(block), *_spoken(block["lang"])]
        return nodes.paragraph("", "", *self.line(block["parts"]), classes=classes)

    def _listing(self, block: dict[str, Any]) -> nodes.Node:
        return self._list(block["lines"], _role(block))

    def _list(self, lines: list[Any], classes: list[str]) -> nodes.Node:
        items = [nodes.list_item("", nodes.paragraph("", "", *self.line(parts))) for parts in lines]
        return nodes.bullet_list("", *items, classes=classes, bullet="-")

    def _code(self, block: dict[str, Any]) -> nodes.Node:
        arguments: dict[str, Any] = {"hl_lines": block["marked"]} if block["marked"] else {}
        return nodes.literal_block(
            block["text"], block["text"], language=self.env.config.ccpolicy_lexer, linenos=False, force=False,
            highlight_args=arguments,
        )

    def _drawing(self, block: dict[str, Any]) -> nodes.Node:
        return rulebook_drawing("", svg=block["svg"], root=self.root, classes=_role(block))

    def _section(self, block: dict[str, Any]) -> nodes.Node:
        section = self.section(block["title"], block["lang"])
        section.extend(self.blocks(block["blocks"]))
        return section

    def _contents(self, block: dict[str, Any]) -> nodes.Node:
        pages = [f"{self.root}/{page}" for page in block["pages"]]
        tree = addnodes.toctree(
            parent=self.env.docname, entries=[(None, page) for page in pages], includefiles=pages, maxdepth=1,
            caption=block["caption"] or None, rawcaption=block["caption"], glob=False, hidden=True, includehidden=False,
            numbered=0, titlesonly=True,
        )
        return nodes.compound("", tree, classes=["toctree-wrapper"])

    def _table(self, block: dict[str, Any]) -> nodes.Node:
        width = len(block["head"])
        group = nodes.tgroup(cols=width)
        for at in range(width):
            group.append(nodes.colspec(colwidth=1, **({"stub": 1} if at == 0 else {})))
        group.append(nodes.thead("", self._row(block["head"])))
        group.append(nodes.tbody("", *(self._row(row) for row in block["rows"])))
        table = nodes.table("", classes=["rulebook-table", *_role(block)])
        if block["caption"]:
            table.append(nodes.title(block["caption"], "", nodes.Text(block["caption"])))
        table.append(group)
        return table

    def _row(self, cells: list[dict[str, Any]]) -> nodes.row:
        return nodes.row("", *(nodes.entry("", *self._cell(cell["lines"])) for cell in cells))

    def _cell(self, lines: list[Any]) -> list[nodes.Node]:
        if len(lines) > 1:
            return [self._list(lines, ["rulebook-lines"])]
        return [nodes.paragraph("", "", *self.line(parts)) for parts in lines]


def _role(block: dict[str, Any]) -> list[str]:
    return [f"rulebook-{block['role']}"] if block["role"] else []


def _spoken(lang: str) -> list[str]:
    """Docutils makes the attribute `lang` of such a class."""
    return [f"language-{lang}"] if lang else []


def visit_drawing(self: Any, node: rulebook_drawing) -> None:
    here = self.builder.current_docname

    def address(match: re.Match[str]) -> str:
        return f'"{self.builder.get_relative_uri(here, node["root"] + "/" + match[1])}"'

    self.body.append(f'<div class="rulebook-drawing {" ".join(node["classes"])}">{_PAGE.sub(address, node["svg"])}</div>\n')
    raise nodes.SkipNode


def skip_drawing(self: Any, node: rulebook_drawing) -> None:
    raise nodes.SkipNode


def write_pages(app: Sphinx) -> None:
    """Writes the pages of all policies; an example that does not hold is a warning."""
    if not app.config.ccpolicy_policies:
        return
    policies = [_placed(app, name) for name in app.config.ccpolicy_policies]
    made = publish(policies, Path(app.srcdir) / app.config.ccpolicy_rulebook)
    for problem in made.problems:
        logger.warning("rulebook: %s", problem, type="ccpolicy")
    logger.info("rulebook: %d pages, %d written anew", made.pages, made.written)
    for step, seconds in made.seconds.items():
        logger.info("rulebook: %s %.1f s", step, seconds)


def _placed(app: Sphinx, name: str) -> str:
    """A packaged name, or a folder from where `conf.py` is."""
    path = Path(app.confdir) / name
    return str(path) if path.is_dir() else name


def add_style(app: Sphinx) -> None:
    app.config.html_static_path.append(str(Path(__file__).parent / "static"))


def setup(app: Sphinx) -> dict[str, Any]:
    app.add_config_value("ccpolicy_policies", [], "env", [list, tuple])
    app.add_config_value("ccpolicy_rulebook", "rulebook", "env", [str])
    app.add_config_value("ccpolicy_lexer", "text", "env", [str])
    app.add_source_suffix(SUFFIX, "ccpolicy-rulebook")
    app.add_source_parser(RulebookParser)
    skip = (skip_drawing, None)
    app.add_node(rulebook_drawing, html=(visit_drawing, None), latex=skip, text=skip, man=skip, texinfo=skip)
    app.add_css_file(STYLE)
    app.connect("builder-inited", write_pages, priority=100)
    app.connect("builder-inited", add_style)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
