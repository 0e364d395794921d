"""The sidebar of pages that do not stand in it is made once for a folder.

The rulebook has hundreds of pages below a few index pages. In the sidebar they would make every page as long as the whole
book, so they are kept out of it (`orphan`) and lead the way themselves. For all of them in one folder the sidebar is then
the same, and making it anew for each would be a third of the time a build takes.
"""

from __future__ import annotations

from typing import Any

from sphinx.application import Sphinx

_BEFORE_THE_THEME = 400


class SharedNavigation:
    def __init__(self) -> None:
        self.made: dict[tuple[str, str], str] = {}

    def __call__(self, app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: object) -> None:
        make = context.get("toctree")
        if make is None or "orphan" not in app.env.metadata.get(page, {}):
            return
        folder = page.rpartition("/")[0]

        def shared(**options: Any) -> str:
            key = (folder, repr(sorted(options.items())))
            if key not in self.made:
                self.made[key] = str(make(**options))
            return self.made[key]

        context["toctree"] = shared


def setup(app: Sphinx) -> dict[str, Any]:
    app.connect("html-page-context", SharedNavigation(), priority=_BEFORE_THE_THEME)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
