"""Builds the site, follows every link in it, and says how many pages that made, how long it took and which links are broken.

`python docs/build_site.py [FOLDER]`, into docs/_build/html if no folder is named; `nox -s docs` does so with what it needs. A
warning is an error. Links to other hosts are not followed.
"""

from __future__ import annotations

import html
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from posixpath import dirname, join, normpath
from urllib.parse import unquote, urlsplit

DOCS = Path(__file__).parent
_LINK = re.compile(r'<(?!!)[^<>]*?\s(?:href|src|action)="([^"]*)"')
_PLACE = re.compile(r'\sid="([^"]*)"')


def build(folder: Path) -> int:
    """Runs Sphinx on all cores; its exit code. What an earlier build left in the folder is gone."""
    if (folder / ".buildinfo").is_file():
        shutil.rmtree(folder)
    quiet = ["-q", "-W", "--keep-going", "-j", "auto", "-b", "html", "-d", str(folder.with_name(f"{folder.name}-doctrees"))]
    return subprocess.run([sys.executable, "-m", "sphinx", *quiet, str(DOCS), str(folder)], check=False).returncode


class Site:
    """The files of a built site, and where the links of its pages lead."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.files = {file.relative_to(folder).as_posix() for file in folder.rglob("*") if file.is_file()}
        self.pages = sorted(name for name in self.files if name.endswith(".html") and not name.startswith("_"))
        self.links: dict[str, set[str]] = {}
        self.places: dict[str, set[str]] = {}
        for name in self.pages:
            text = (folder / name).read_text(encoding="utf-8")
            self.links[name] = {html.unescape(link) for link in _LINK.findall(text)}
            self.places[name] = {html.unescape(place) for place in _PLACE.findall(text)}

    def targets(self, page: str) -> Iterator[tuple[str, str, str]]:
        """Each link of a page within the site: as written, the file it leads to, and the place in it."""
        for link in sorted(self.links[page]):
            parts = urlsplit(link)
            if parts.scheme or parts.netloc:
                continue
            path = unquote(parts.path)
            file = normpath(join(dirname(page), path)) if path else page
            yield link, f"{file}/index.html" if path.endswith("/") else file, unquote(parts.fragment)

    def broken(self) -> list[str]:
        """Links to a file or a place that is not there."""
        return [
            f"{page}: {link}"
            for page in self.pages for link, file, place in self.targets(page)
            if file not in self.files or (place and file in self.places and place not in self.places[file])
        ]  # fmt: skip

    def reached(self, start: str = "index.html") -> set[str]:
        """The pages that can be reached from one by following links."""
        found: set[str] = set()
        ahead = {start}
        while ahead:
            found |= ahead
            ahead = {file for page in ahead for _, file, _ in self.targets(page) if file in self.links} - found
        return found


def main(folder: Path) -> int:
    start = time.perf_counter()
    code = build(folder)
    seconds = time.perf_counter() - start
    site = Site(folder)
    broken = site.broken()
    print(*broken, sep="\n", end="\n" if broken else "")
    print(f"{len(site.pages)} pages in {seconds:.0f} s, {len(broken)} broken links: {folder / 'index.html'}")
    return code or bool(broken)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]) if len(sys.argv) > 1 else DOCS / "_build" / "html"))
