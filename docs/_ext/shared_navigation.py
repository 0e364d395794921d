"""The sidebar: made once a folder for pages that do not stand in it, and its captions are headings of a level.

The rulebook has hundreds of pages below a few index pages. In the sidebar they would make every page as long as the whole
book, so they are kept out of it (`orphan`) and lead the way themselves. For all of them in one folder the sidebar is then
the same, and making it anew for each would be a third of the time a build takes.

Sphinx says of a caption that it is a heading but not of which level, which a screen reader needs.
"""

from __future__ import annotations

from typing import Any

from sphinx.application import Sphinx

_BEFORE_THE_THEME = 400


class SharedNavigation:
    def __init__(self) -> None:
        self.made: dict[tuple[str, str], str] = {}

    def __call__(self, app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: object) -> None:
        if "body" in context:
            context["body"] = _leveled(context["body"])
        make = context.get("toctree")
        if make is None:
            return
        orphan = "orphan" in app.env.metadata.get(page, {})
        folder = page.rpartition("/")[0] if orphan else page

        def toctree(**options: Any) -> str:
            key = (folder, repr(sorted(options.items())))
            if not orphan or key not in self.made:
                self.made[key] = _leveled(str(make(**options)))
            return self.made[key]

        context["toctree"] = toctree


def _leveled(html: str) -> str:
    return html.replace('<p class="caption" role="heading">', '<p class="caption" role="heading" aria-level="2">')


def setup(app: Sphinx) -> dict[str, Any]:
    app.connect("html-page-context", SharedNavigation(), priority=_BEFORE_THE_THEME)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
