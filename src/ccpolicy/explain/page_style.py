"""How pages look on a screen, light or dark, and on paper; and what every page begins and ends with.

Whatever a colour says, a letter, a word or a pattern says as well. A page brings nothing that runs and asks for nothing
from outside.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ccpolicy.explain.html import escaped

GENERATOR = "ccpolicy"
"""By this a page is known as one that may be written anew."""

_LIGHT = """--page: #fff; --text: #1f2328; --quiet: #59636e; --line: #8c959f; --hair: #d1d9e0; --link: #0550ae;
  --paid: #dafbe1; --paid-text: #0a4d1c; --partly: #d3f2f2; --partly-text: #044a4a; --denied: #ffd8d3;
  --denied-text: #82061e; --held: #fff1b8; --held-text: #5c4300; --routed: #ddf0ff; --routed-text: #0a3069;
  --bad: #a40e26; --warn: #7d4e00; --none: #f3f5f7;"""

_DARK = """--page: #0d1117; --text: #e6edf3; --quiet: #a3adb8; --line: #6e7681; --hair: #30363d; --link: #79c0ff;
  --paid: #12361f; --paid-text: #a6f0b6; --partly: #0b3a3a; --partly-text: #a5eaea; --denied: #5a171d;
  --denied-text: #ffd5d1; --held: #463500; --held-text: #ffe69a; --routed: #0f335a; --routed-text: #cbe6ff;
  --bad: #ff9a94; --warn: #f2c161; --none: #161b22;"""

STYLE = f"""
:root {{ color-scheme: light dark; {_LIGHT} }}
@media (prefers-color-scheme: dark) {{ :root {{ {_DARK} }} }}
* {{ box-sizing: border-box; }}
body {{ margin: 0 auto; max-width: 66em; padding: 1.2em 1em 3em; background: var(--page); color: var(--text);
  font: 15px/1.45 system-ui, "Helvetica Neue", Helvetica, Arial, sans-serif; }}
h1 {{ font-size: 1.5em; line-height: 1.2; margin: .1em 0 .4em; overflow-wrap: anywhere; }}
h2 {{ font-size: 1.15em; margin: 1.6em 0 .4em; }}
h3 {{ font-size: 1em; margin: .7em 0 .1em; overflow-wrap: anywhere; }}
p {{ margin: 0 0 .5em; }}
a {{ color: var(--link); }}
.quiet, .under {{ color: var(--quiet); }}
.bad {{ color: var(--bad); }}
.warn {{ color: var(--warn); }}
.vh {{ position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }}
dl {{ display: flex; flex-wrap: wrap; gap: .3em 2em; margin: 0 0 .8em; }}
dt {{ color: var(--quiet); font-size: .85em; }}
dd {{ margin: 0; font-weight: 600; overflow-wrap: anywhere; }}
.scroll {{ overflow-x: auto; max-width: 100%; }}
table {{ border-collapse: collapse; width: 100%; margin: 0 0 .8em; }}
caption {{ text-align: left; font-weight: 600; padding: .2em 0 .4em; }}
th, td {{ padding: .22em .5em; text-align: left; vertical-align: top; border-bottom: 1px solid var(--hair); font-weight: 400; }}
thead th {{ font-weight: 600; vertical-align: bottom; border-bottom: 1.5px solid var(--line); }}
.n {{ text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }}
thead .n {{ white-space: normal; }}
.d {{ white-space: nowrap; }}
.total th, .total td {{ font-weight: 600; border-top: 1.5px solid var(--line); border-bottom: 0; }}
.wide {{ font-size: .85em; }}
.wide th, .wide td {{ padding: .22em .35em; }}
.wide th:first-of-type {{ min-width: 9em; }} .wide td:first-of-type {{ min-width: 6em; }}
.claims tbody th {{ min-width: 8.5em; max-width: 16em; overflow-wrap: anywhere; }}
.grid {{ table-layout: fixed; }}
.grid th {{ text-align: center; overflow: hidden; text-overflow: ellipsis; }}
.grid td {{ border: 1px solid var(--line); height: 4.1em; padding: .2em .35em; overflow: hidden; font-size: .85em; }}
.grid .day {{ float: right; font-size: .95em; }}
.grid b {{ font-size: 1.25em; line-height: 1.1; }}
.grid .told {{ display: block; overflow-wrap: anywhere; line-height: 1.2; }}
.grid .out {{ background: none; border-color: var(--hair); }}
.none {{ background: var(--none); color: var(--quiet); }}
.paid {{ background: var(--paid); color: var(--paid-text); }}
.partly_paid {{ background: var(--partly); color: var(--partly-text); }}
.denied {{ background: var(--denied); color: var(--denied-text); }}
.held {{ background: var(--held); color: var(--held-text); }}
.routed {{ background: var(--routed); color: var(--routed-text); }}
.legend {{ list-style: none; display: flex; flex-wrap: wrap; gap: .3em 1.2em; padding: 0; margin: 0 0 .8em; }}
.legend b {{ display: inline-block; min-width: 1.6em; text-align: center; border: 1px solid var(--line); margin-right: .3em; }}
.notes {{ list-style: none; padding: 0; margin: 0; }}
.notes li {{ margin: 0 0 .6em; break-inside: avoid; overflow-wrap: anywhere; }}
.notes div div {{ padding-left: 1em; }}
.chart {{ margin: 0; }}
.chart ol {{ list-style: none; margin: 0; padding: 0; }}
.chart li {{ margin: 0 0 .7em; }}
.chart .name {{ display: flex; flex-wrap: wrap; justify-content: space-between; gap: 0 1em; }}
.chart svg {{ display: block; width: 100%; height: 26px; }}
.chart .key svg {{ width: 34px; height: 18px; display: inline-block; vertical-align: middle; margin-right: .4em; }}
svg .bar {{ stroke: var(--bar); stroke-width: 1.5; }}
svg .mend {{ fill: var(--text); }}
.s-denied {{ --bar: var(--denied-text); }}
.s-held {{ --bar: var(--held-text); }}
.s-routed {{ --bar: var(--routed-text); }}
pattern .ground-denied {{ fill: var(--denied); }} pattern .mark-denied {{ stroke: var(--denied-text); }}
pattern .ground-held {{ fill: var(--held); }} pattern .mark-held {{ fill: var(--held-text); }}
pattern .ground-routed {{ fill: var(--routed); }} pattern .mark-routed {{ stroke: var(--routed-text); }}
.print {{ display: none; }}
@media screen and (max-width: 40em) {{
  .grid td {{ padding: .15em .2em; font-size: .72em; height: 4.6em; }}
  .grid th {{ padding: .2em 0; font-size: .85em; }}
  .scroll table {{ min-width: 36em; }}
  body {{ padding: .8em .6em 2em; }}
}}
@media print {{
  @page {{ margin: 8mm 10mm; }}
  :root {{ color-scheme: light; {_LIGHT} }}
  * {{ print-color-adjust: exact; -webkit-print-color-adjust: exact; }}
  body {{ margin: 0; max-width: none; padding: 0; font-size: 7.8pt; line-height: 1.24; }}
  h1 {{ font-size: 13pt; margin: 0 0 .2em; }}
  h2 {{ margin: .7em 0 .2em; break-after: avoid; }}
  table {{ margin: 0 0 .4em; }}
  thead {{ display: table-header-group; }}
  tr {{ break-inside: avoid; }}
  dl {{ margin: 0 0 .3em; }}
  .grid td {{ height: 3em; }}
  .legend {{ margin: 0 0 .3em; }}
  .notes {{ columns: 2; column-gap: 1.5em; }}
  .notes li {{ margin: 0 0 .25em; }}
  p {{ margin: 0 0 .25em; }}
  .scroll {{ overflow: visible; }}
  .scroll table {{ min-width: 0; }}
  .wide th:first-of-type, .wide td:first-of-type, .claims tbody th {{ min-width: 0; }}
  .screen {{ display: none; }}
  .print {{ display: block; }}
  a {{ color: inherit; text-decoration: none; }}
}}
"""


def page(title: str, lang: str, main: Iterable[str], head: Iterable[str]) -> str:
    """A whole document: what it is about in its head, then its main part."""
    parts = [
        f'<!DOCTYPE html>\n<html lang="{escaped(lang)}">\n<head>\n<meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f'<meta name="generator" content="{GENERATOR}">',
        f"<title>{escaped(title)}</title>\n<style>{STYLE}</style>\n</head>\n<body>",
        "<header>", *head, "</header>\n<main>", *main, "</main>\n</body>\n</html>\n",
    ]
    return "\n".join(parts)


def scrolled(label: str, table: Iterable[str]) -> Iterator[str]:
    """A table that may be wider than the page; it can be moved with the keys."""
    yield f'<div class="scroll" role="region" tabindex="0" aria-label="{escaped(label)}">'
    yield from table
    yield "</div>"


def section(title: str, id: str, parts: Iterable[str], classes: str = "") -> Iterator[str]:
    """A part of a page under its heading."""
    named = f' class="{classes}"' if classes else ""
    yield f'<section aria-labelledby="{id}"{named}><h2 id="{id}">{escaped(title)}</h2>'
    yield from parts
    yield "</section>"
