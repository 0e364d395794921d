"""The pages of the examples, and the site of the documentation, in Debian's Chromium. Without it, or what drives it, these
tests fail. CCPOLICY_SITE names the folder of a site that is built already; without it, it is built first.
"""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from ccpolicy.cli import main

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "docs"))

from build_site import Site, build  # noqa: E402

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


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """The documentation, built."""
    built = os.environ.get("CCPOLICY_SITE")
    folder = Path(built) if built else tmp_path_factory.mktemp("docs") / "html"
    if not built:
        assert build(folder) == 0
    return Site(folder)


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Says nothing of what was asked for."""


@pytest.fixture(scope="session")
def address(site: Site) -> Iterator[str]:
    """Where the documentation is served."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(site.folder))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
