"""Determines what it is asked, in a process of its own: `python -m ccpolicy.testing.worker PLACE`.

One request a line on the standard input, one line of JSON for each on the standard output, until there are no more.
"""

from __future__ import annotations

import json
import locale
import sys
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from ccpolicy.errors import CcpolicyError
from ccpolicy.front import Policy, load
from ccpolicy.values.dates import read_date


def answer(policy: Policy, request: Mapping[str, Any]) -> str:
    """What a request comes to: the published document, or what is wrong with it."""
    known_on = request["known_on"] and read_date(request["known_on"])
    try:
        result = policy.determine(request["document"], known_on=known_on, readings=request["readings"])
    except CcpolicyError as error:
        return str(error)
    return result.to_json()


def main(place: str) -> None:
    """Answers requests, in the locale of the process."""
    with suppress(locale.Error):
        locale.setlocale(locale.LC_ALL, "")
    policy = load(place)
    for line in sys.stdin:
        sys.stdout.write(json.dumps(answer(policy, json.loads(line))) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1])
