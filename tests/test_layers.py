"""Who may import whom: the table of the layers, read from the sources and enforced.

Imports inside functions and under TYPE_CHECKING count like any other, and so does a module named in a string, which is
how the front door and the commands import when first used.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterable
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "src" / "ccpolicy"

OURS = {
    "source": "",
    "limits": "",
    "diagnostics": "source",
    "errors": "diagnostics",
    "values": "errors",
    "model": "source values",
    "dsl": "diagnostics errors limits model source values",
    "records": "diagnostics errors limits model values",
    "engine": "diagnostics errors limits model records source values",
    "certificate": "errors limits model records values",
    "explain": "certificate diagnostics engine errors model source values",
    "audit": "diagnostics errors limits model source values",
    "library": "diagnostics dsl errors limits model records source values",
    "rulebook": "diagnostics engine errors explain library model source testing values",
    "front": "certificate diagnostics engine errors explain library model records values",
    "testing": "certificate diagnostics dsl engine errors explain front library limits model records source values",
    "__init__": "certificate diagnostics engine errors explain front records",
    "highlight": "dsl",
    "cli": "__init__ audit certificate diagnostics engine errors explain front library limits model records source testing values",
    "__main__": "cli",
}
"""Each unit, a folder or a module of the package, and the units it may import; itself it always may."""

OTHERS = {
    "attrs": [""],
    "typing_extensions": [""],
    "lark": ["dsl"],
    "cattrs": ["records"],
    "yaml": ["records"],
    "jsonschema": ["records"],
    "pendulum": ["values.clock"],
    "babel": ["values.locales"],
    "click": ["cli"],
    "rich": ["cli"],
    "hypothesis": ["testing"],
    "pygments": ["highlight"],
    "docutils": ["rulebook.sphinx"],
    "sphinx": ["rulebook.sphinx"],
}
"""Each library of others, and the modules that may import it, with all inside them; `""` is every module."""

KNOTS: list[set[str]] = []
"""Modules that still need each other: none."""

MODULES = {
    ".".join(file.relative_to(PACKAGE).with_suffix("").parts).removesuffix(".__init__"): file
    for file in sorted(PACKAGE.rglob("*.py"))
}
"""Every module by its name inside the package; the package itself is `__init__`."""


def unit(module: str) -> str:
    return module.partition(".")[0]


def imports(text: str, modules: Iterable[str]) -> set[str]:
    """What a module imports: modules of ours by their name inside the package, others by their first name."""
    known = set(modules)
    found: set[str] = set()
    for node in ast.walk(ast.parse(text)):
        match node:
            case ast.Import(names=names):
                found |= {_placed(alias.name, known) for alias in names}
            case ast.ImportFrom(module=str(module), names=names, level=0):
                for alias in names:
                    inner = _placed(f"{module}.{alias.name}", known)
                    found.add(inner if inner in known else _placed(module, known))
            case ast.ImportFrom():
                found.add("relative")
            case ast.Constant(value=str(value)) if value.startswith("ccpolicy."):
                found |= {value.removeprefix("ccpolicy.")} & known
    return found


def _placed(name: str, known: set[str]) -> str:
    first, _, inside = name.partition(".")
    if first != "ccpolicy":
        return first
    while inside and inside not in known:
        inside = inside.rpartition(".")[0]
    return inside or "__init__"


def breaches(module: str, text: str) -> list[str]:
    """What a module imports and may not."""
    allowed = {unit(module), *OURS[unit(module)].split()}
    found = []
    for imported in sorted(imports(text, MODULES)):
        if imported in MODULES:
            if unit(imported) not in allowed:
                found.append(f"{module} imports {imported}; {unit(module)} may import {OURS[unit(module)] or 'nothing'}")
        elif imported in OTHERS:
            if not any(place in ("", module) or module.startswith(f"{place}.") for place in OTHERS[imported]):
                found.append(f"{module} imports {imported}, which only {' and '.join(OTHERS[imported])} may")
        elif imported not in sys.stdlib_module_names:
            found.append(f"{module} imports {imported}, which stands in no table")
    return found


@pytest.mark.parametrize("module", MODULES)
def test_a_module_imports_only_what_its_layer_may(module: str) -> None:
    assert breaches(module, MODULES[module].read_text(encoding="utf-8")) == []


def test_every_unit_stands_in_the_table() -> None:
    assert {unit(module) for module in MODULES} <= set(OURS)


def test_the_table_has_no_circle() -> None:
    """`static_order` raises for a circle; the order is then one in which the package can be read."""
    order = list(TopologicalSorter({name: may.split() for name, may in OURS.items()}).static_order())
    assert set(order) == set(OURS)
    assert "dsl" not in OURS["engine"].split()
    assert "engine" not in OURS["dsl"].split()


def knots() -> list[set[str]]:
    """The sets of modules that import each other, be it by way of others or by an import that waits in a function."""
    graph = {
        module: (imports(file.read_text(encoding="utf-8"), MODULES) & set(MODULES)) - {"__init__"}
        for module, file in MODULES.items()
    }
    reached = {module: _reached(module, graph) for module in graph}
    tied = {
        frozenset(other for other in reached[module] if module in reached[other])
        for module in graph
    }
    return [set(knot) for knot in sorted(tied, key=sorted) if len(knot) > 1]


def _reached(start: str, graph: dict[str, set[str]]) -> set[str]:
    found: set[str] = set()
    pending = [start]
    while pending:
        for module in graph[pending.pop()] - found:
            found.add(module)
            pending.append(module)
    return found


def test_modules_that_import_each_other_are_those_known() -> None:
    """A knot is two ideas that want a third module below them; the list may only become shorter."""
    assert knots() == KNOTS


@pytest.mark.parametrize(
    "module, text",
    [
        ("engine.rows", "from ccpolicy.dsl.load import load_text"),
        ("engine.rows", "import ccpolicy.dsl.load"),
        ("engine.rows", "from ccpolicy.dsl import load"),
        ("engine.rows", "from ccpolicy import dsl"),
        ("dsl.load", "from ccpolicy.engine.rows import read_field"),
        ("dsl.load", "def late():\n    from ccpolicy.engine.rows import read_field"),
        ("dsl.load", "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import ccpolicy.engine.rows"),
        ("dsl.load", "from importlib import import_module\nrows = import_module('ccpolicy.engine.rows')"),
        ("model.expr", "from ccpolicy.dsl.syntax import Node"),
        ("values.dates", "import pendulum"),
        ("records.rows", "from lark import Token"),
        ("explain.table", "from rich.table import Table"),
        ("engine.rows", "import numpy"),
        ("engine.rows", "from . import facts"),
    ],
)
def test_a_breach_is_seen_however_it_is_written(module: str, text: str) -> None:
    assert breaches(module, text)


@pytest.mark.parametrize(
    "module, text",
    [
        ("values.clock", "def late():\n    import pendulum"),
        ("records.statements", "from cattrs.gen import override"),
        ("dsl.parse", "from ccpolicy.model.policy import Policy\nfrom lark import Lark"),
        ("engine.rows", "WORDS = 'ccpolicy.dsl is another folder'"),
    ],
)
def test_what_the_table_allows_is_no_breach(module: str, text: str) -> None:
    assert breaches(module, text) == []
