"""The pages of the examples in Debian's Chromium. Without it, or what drives it, these tests fail."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ccpolicy.cli import main

ROOT = Path(__file__).parents[2]
CHROMIUM = os.environ.get("CCPOLICY_CHROMIUM", "/usr/bin/chromium")
ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--disable-default-apps", "--no-first-run", "--disable-dev-shm-usage",
]
EXAMPLES = {"ky_ccap": ("ky", "2022-12-05"), "mo_ccois": ("mo", "2025-12-05"), "az_cces": ("az", "2026-02-03")}
FOLDERS = [(policy, lang) for policy in EXAMPLES for lang in ("en", "es")]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    if not Path(CHROMIUM).exists():
        pytest.fail(f"there is no Chromium at {CHROMIUM}; CCPOLICY_CHROMIUM says where it is")
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, headless=True, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="session", params=FOLDERS, ids=["-".join(folder) for folder in FOLDERS])
def pages(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """All pages of an example month in a language, the index first."""
    policy, lang = request.param
    example, today = EXAMPLES[policy]
    folder = tmp_path_factory.mktemp("pages") / "month"
    month = ROOT / "examples" / example / "month.json"
    assert main(["explain", policy, str(month), "--today", today, "--lang", lang, "--html", str(folder)]) == 0
    files = sorted(folder.iterdir(), key=lambda file: (file.name != "index.html", file.name))
    assert len(files) > 5
    return files
