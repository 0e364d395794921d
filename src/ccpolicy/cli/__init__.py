"""The command line: one file per command, each imported when it is used.

Results go to stdout, messages and progress to stderr. Exit codes: 0 done; 1 findings, failing examples or a difference;
2 wrong use; 3 bad input records; 4 bad policy; 70 a fault of ours.
"""

from __future__ import annotations

from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs a command and returns its exit code."""
    from ccpolicy.cli.main import run

    return run(arguments)
