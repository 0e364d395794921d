"""A link to a file or folder of the project that is not a page is shown as its path.

In the pages it is an ordinary link (`[the rates](../policies/ky/rates.policy)`), which an editor or a code host can follow.
The site does not hold the file and knows no host, so there it reads: the rates, `policies/ky/rates.policy`. A path that is
not in the project stays a warning.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.transforms import SphinxTransform


class ProjectPaths(SphinxTransform):
    default_priority = 500

    def apply(self, **_: Any) -> None:
        links = (*self.document.findall(addnodes.download_reference), *self.document.findall(addnodes.pending_xref))
        for link in links:
            if path := self._outside(link):
                text = link.astext()
                shown: list[nodes.Node] = [nodes.literal(path, path)]
                if text.strip("/") not in (path.strip("/"), path.rpartition("/")[2]):
                    shown = [*link.children[0].children, nodes.Text(" ("), *shown, nodes.Text(")")]
                link.replace_self(shown)

    def _outside(self, link: nodes.Element) -> str:
        """The path in the project of something beside the pages, or nothing."""
        if link.get("reftype") != "myst":
            return ""
        pages = Path(self.env.srcdir).resolve()
        named = str(link["reftarget"]).partition("#")[0]
        if link.get("refdomain") == "doc":  # a page, by its name without the ending
            named += ".md"
        target = ((pages / self.env.docname).parent / named).resolve()
        if not target.exists() or target.is_relative_to(pages) or not target.is_relative_to(pages.parent):
            return ""
        return target.relative_to(pages.parent).as_posix() + ("/" if target.is_dir() else "")


def setup(app: Sphinx) -> dict[str, Any]:
    app.add_transform(ProjectPaths)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
