"""Determining in another process, which differs in all that must not matter."""

from __future__ import annotations

import atexit
import json
import os
import sys
from collections.abc import Mapping
from contextlib import suppress
from functools import cache
from pathlib import Path
from subprocess import PIPE, Popen
from typing import Any

Environment = tuple[tuple[str, str], ...]

ENVIRONMENTS: Mapping[str, Environment] = {
    "hash seed 1, the far east, commas for points": (
        ("PYTHONHASHSEED", "1"), ("TZ", "Pacific/Kiritimati"), ("LC_ALL", "de_DE.UTF-8"),
    ),
    "hash seed 2, a half hour's zone, ASCII": (
        ("PYTHONHASHSEED", "2"), ("TZ", "America/St_Johns"), ("LC_ALL", "C"), ("PYTHONUTF8", "0"),
    ),
}


def elsewhere(place: Path, environment: Environment, request: Mapping[str, Any]) -> str:
    """What a request comes to in a process of this environment."""
    worker = _worker(place, environment)
    assert worker.stdin is not None
    assert worker.stdout is not None
    worker.stdin.write(json.dumps(request, default=str) + "\n")
    worker.stdin.flush()
    told: str = json.loads(worker.stdout.readline() or '"the process ended"')
    return told


@cache
def _worker(place: Path, environment: Environment) -> Popen[str]:
    """One process for each policy and environment, since loading the policy takes longer than determining."""
    command = [sys.executable, "-m", "ccpolicy.testing.worker", str(place.resolve())]
    here = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path)), **dict(environment)}
    worker = Popen(command, env=here, stdin=PIPE, stdout=PIPE, encoding="ascii")  # noqa: S603 - this interpreter
    atexit.register(_end, worker)
    return worker


def _end(worker: Popen[str]) -> None:
    with suppress(OSError):
        worker.communicate(timeout=5)
