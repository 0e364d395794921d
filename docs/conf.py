"""How the documentation is built: `sphinx-build -W -j auto docs docs/_build/html`, or `nox -s docs`."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent / "_ext"))

project = "ccpolicy"
copyright = "the ccpolicy authors"
extensions = ["myst_parser", "policy_text", "project_paths", "folded_search", "shared_navigation"]
source_suffix = {".md": "markdown"}
root_doc = "index"
exclude_patterns = ["_build", "changes/README.md"]

myst_heading_anchors = 3
myst_enable_extensions = ["colon_fence", "deflist", "attrs_inline", "attrs_block"]

html_theme = "furo"
html_title = "ccpolicy"
html_static_path = ["_static"]
html_css_files = ["site.css"]
html_copy_source = False
html_show_sourcelink = False
html_permalinks_icon = "#"
pygments_style = "a11y-light"
pygments_dark_style = "a11y-dark"
