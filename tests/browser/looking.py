"""What axe finds on a page that is open in the browser."""

from __future__ import annotations

from importlib.resources import files
from typing import Any

BAD = ("serious", "critical")


def axe() -> str:
    return (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")


def findings(page: Any, script: str) -> list[str]:
    """What axe finds that keeps people from using a page."""
    page.evaluate(script)
    found = page.evaluate("axe.run()")
    assert found["passes"]
    return [
        f"{each['id']}: {node['html'][:120]}" for each in found["violations"] if each["impact"] in BAD for node in each["nodes"]
    ]
