"""How the documentation is built: `sphinx-build -W docs docs/_build/html`."""

from __future__ import annotations

project = "ccpolicy"
copyright = "the ccpolicy authors"
extensions = ["myst_parser"]
source_suffix = {".md": "markdown"}
root_doc = "index"
exclude_patterns = ["_build", "changes/README.md"]
html_theme = "alabaster"
html_title = "ccpolicy"
myst_heading_anchors = 3
myst_enable_extensions = ["colon_fence", "deflist"]
suppress_warnings = ["myst.xref_missing", "misc.highlighting_failure"]
