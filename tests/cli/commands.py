"""What the tests of commands share: running a command line here, in a process of its own, or on a terminal."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

SRC = str(Path(__file__).parents[2] / "src")

Run = Callable[..., tuple[int, str, str]]
"""Runs a command line: exit code, stdout, stderr."""


def in_process(*arguments: str, **more: Any) -> subprocess.CompletedProcess[str]:
    """Runs a command line in a process of its own."""
    environment = {**os.environ, "PYTHONPATH": SRC, **more.pop("env", {})}
    return subprocess.run(
        [sys.executable, "-m", "ccpolicy", *arguments], env=environment, capture_output=True, text=True, check=False, **more
    )


def on_terminal(*arguments: str, stdout: Path | None = None, **env: str) -> str:
    """What a command line writes to a terminal; with `stdout`, only messages go there and results to that file."""
    import pty

    outer, inner = pty.openpty()
    environment = {**os.environ, "PYTHONPATH": SRC, "TERM": "xterm-256color", **env}
    with (stdout or Path(os.devnull)).open("wb") as file:
        process = subprocess.Popen(
            [sys.executable, "-m", "ccpolicy", *arguments], stdout=file if stdout else inner, stderr=inner, env=environment
        )
        os.close(inner)
        parts = []
        while True:
            try:
                part = os.read(outer, 65536)
            except OSError:
                break
            if not part:
                break
            parts.append(part)
        process.wait()
    os.close(outer)
    return b"".join(parts).decode()
