"""What the reference pages make from the commands and schemas themselves, so that nothing on them can be out of date.

`{command} NAME` shows how a command is written, what it does and its options. `{schema} FILE` shows the records or parts of
a JSON Schema in `docs/schemas` as tables; what already stands in the tables of the schema `:after:` it is named, not repeated.
"""

from __future__ import annotations

import json
import re
from importlib import import_module
from pathlib import Path
from typing import Any, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from reference_tables import columns, described, fields, inlined, markdown, objects, options, usage
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective


def drawn(directive: SphinxDirective, text: str) -> list[nodes.Node]:
    """Nodes of a Markdown text; names in the first column of its tables are not broken."""
    found = list(directive.parse_text_to_nodes(text))
    for node in found:
        if isinstance(node, nodes.table):
            node["classes"].append("reference-table")
    return found


_PROGRAM = re.compile(r" {4}|@|(?:from|import|with) \w|print\(")


class CommandTable(SphinxDirective):
    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        name = self.arguments[0]
        module = import_module(f"ccpolicy.cli.{name}")
        self.env.note_dependency(str(module.__file__))
        text = f"```text\n{usage(name, module.command)}\n```\n\n{described(module.command)}\n"
        if rows := options(name, module.command):
            text += "\n" + markdown(("option", "what it does"), rows)
        return drawn(self, text)


class SchemaTables(SphinxDirective):
    required_arguments = 1
    option_spec: ClassVar[dict[str, Any]] = {"after": directives.unchanged}

    def run(self) -> list[nodes.Node]:
        schema = self._read(self.arguments[0])
        if "caseload" in self.arguments[0]:
            return [self._record(name, each) for name, each in schema["properties"].items()]
        known: dict[str, str] = {}
        if "after" in self.options:
            for _ in objects(self._read(self.options["after"]), known):
                pass
            known = {form: f"{place} of a determination" for form, place in known.items()}
        return self._parts(schema, known)

    def _read(self, name: str) -> dict[str, Any]:
        file = Path(self.env.srcdir) / "schemas" / name
        self.env.note_dependency(str(file))
        return inlined(json.loads(file.read_text(encoding="utf-8")))

    def _record(self, name: str, schema: dict[str, Any]) -> nodes.Node:
        rows = schema["items"]
        if "title" in rows:
            table = markdown(("field", "what it is", "written as", "left out"), fields(rows))
        else:
            table = markdown(("name", "what it is", "written as"), columns(rows, {}))
        return self._section(name, schema.get("title", ""), table)

    def _parts(self, schema: dict[str, Any], known: dict[str, str]) -> list[nodes.Node]:
        parts = list(objects(schema, known))
        heading = ("name", "what it is", "written as")
        return [
            *drawn(self, markdown(heading, columns(schema, known))),
            *(self._section(place, each.get("description", ""), markdown(heading, columns(each, known))) for place, each in parts),
        ]

    def _section(self, name: str, title: str, text: str) -> nodes.section:
        section = nodes.section(ids=[nodes.make_id(f"{self.arguments[0].partition('.')[0]}-{name}")])
        section += nodes.title("", "", nodes.literal(name, name))
        if title:
            section += nodes.paragraph("", f"{title[0].upper()}{title[1:].rstrip('.')}.")
        section += drawn(self, text)
        return section


def programs(app: Sphinx, what: str, name: str, found: object, how: object, lines: list[str]) -> None:
    """A paragraph of a docstring that is a program is shown as one.

    It is indented, as in Markdown; where all paragraphs but the first are, Python has taken the indent away.
    """
    told: list[str] = []
    program = False
    for at, line in enumerate(lines):
        if line.strip() and (at == 0 or not lines[at - 1].strip()):
            program = bool(at and _PROGRAM.match(line))
            told += ["::", ""] if program else []
        told.append(f"    {line}" if program else line)
    lines[:] = told


def setup(app: Sphinx) -> dict[str, Any]:
    app.connect("autodoc-process-docstring", programs)
    app.add_directive("command", CommandTable)
    app.add_directive("schema", SchemaTables)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
