"""How the documentation is built: `sphinx-build -W -j auto docs docs/_build/html`, or `nox -s docs`."""

from __future__ import annotations

import sys
from pathlib import Path

EXTENSIONS = Path(__file__).parent / "_ext"
sys.path.insert(0, str(EXTENSIONS))

project = "ccpolicy"
copyright = "the ccpolicy authors"
extensions = ["myst_parser", "policy_text", "project_paths", "folded_search", "shared_navigation", "ccpolicy.rulebook.sphinx"]
extensions += ["sphinx.ext.autodoc", "reference", "file_names", "findings"]
default_role = "code"
autodoc_member_order = "bysource"
autodoc_typehints_format = "short"
ccpolicy_policies = ["ky_ccap", "mo_ccois", "az_cces"]
ccpolicy_lexer = "policy"
source_suffix = {".md": "markdown"}
root_doc = "index"
exclude_patterns = ["_build", "_ext"]

myst_heading_anchors = 3
myst_enable_extensions = ["colon_fence", "deflist", "attrs_inline", "attrs_block"]
myst_fence_as_directive = ["policy"]
highlight_language = "text"

html_theme = "furo"
html_title = "ccpolicy"
html_favicon = "_static/icon.svg"
html_static_path = ["_static"]
html_css_files = ["site.css"]
html_js_files = ["site.js"]
html_search_scorer = str(EXTENSIONS / "search.js")
html_copy_source = False
html_show_sourcelink = False
html_permalinks_icon = "#"
html_theme_options = {
    "light_css_variables": {"color-brand-primary": "#1b4db3", "color-brand-content": "#1b4db3", "color-brand-visited": "#6f3aa8"},
    "dark_css_variables": {"color-brand-primary": "#92bbff", "color-brand-content": "#92bbff", "color-brand-visited": "#cfabff"},
}
pygments_style = "code_colours.Light"
pygments_dark_style = "code_colours.Dark"
