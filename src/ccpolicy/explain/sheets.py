"""Sheets written: the same table that is read, as CSV that no spreadsheet runs."""

from __future__ import annotations

import csv
import io

from ccpolicy.engine.determination import Determination
from ccpolicy.engine.sheets import find_sheet, sheet_table
from ccpolicy.model.policy import Policy
from ccpolicy.values.spreadsheet import cell_of


def to_sheet(determination: Determination, policy: Policy, name: str) -> str:
    """A sheet of the policy as CSV. What is read from it again gives the same records. Raises UsageError."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    for cells in sheet_table(determination, policy, find_sheet(policy, name)):
        writer.writerow([cell_of(cell) for cell in cells])
    return out.getvalue()
