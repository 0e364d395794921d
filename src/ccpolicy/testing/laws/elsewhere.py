"""Determining in another process, which differs in all that must not matter.

`python -m ccpolicy.testing.laws.elsewhere PLACE` reads one request a line and answers each with one line of JSON.
"""

from __future__ import annotations

import atexit
import json
import locale
import os
import subprocess
import sys
from collections.abc import Mapping
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

from ccpolicy.errors import CcpolicyError
from ccpolicy.front import load
from ccpolicy.values.dates import read_date

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
def _worker(place: Path, environment: Environment) -> subprocess.Popen[str]:
    """One process for each policy and environment, since loading the policy takes longer than determining."""
    command = [sys.executable, "-m", "ccpolicy.testing.laws.elsewhere", str(place.resolve())]
    here = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path)), **dict(environment)}
    worker = subprocess.Popen(command, env=here, stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="ascii")
    atexit.register(_end, worker)
    return worker


def _end(worker: subprocess.Popen[str]) -> None:
    with suppress(OSError):
        worker.communicate(timeout=5)


def answer(policy: Any, request: Mapping[str, Any]) -> str:
    """What a request comes to: the published document, or what is wrong with it."""
    known_on = request["known_on"] and read_date(request["known_on"])
    try:
        result = policy.determine(request["document"], known_on=known_on, readings=request["readings"])
    except CcpolicyError as error:
        return str(error)
    told: str = result.to_json()
    return told


def main(place: str) -> None:
    """Answers requests until there are no more."""
    with suppress(locale.Error):
        locale.setlocale(locale.LC_ALL, "")
    policy = load(place)
    for line in sys.stdin:
        sys.stdout.write(json.dumps(answer(policy, json.loads(line))) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1])
