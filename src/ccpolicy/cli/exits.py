"""What a command's exit code says."""

from __future__ import annotations

DONE = 0
FINDINGS = 1
WRONG_USE = 2
BAD_RECORDS = 3
BAD_POLICY = 4
OUR_FAULT = 70
