"""What a refused line would pay were it not refused."""

from __future__ import annotations

from ccpolicy.engine.determination import Line
from ccpolicy.engine.pays import pays_of
from ccpolicy.engine.run import Run
from ccpolicy.values.depth import room


def at_stake(run: Run, line: Line) -> int | None:
    """In cents, what the pay rules work out for the row of a line beyond what it is paid; None where that is not known.

    It is not known where an amount lacks an input, where only a share of a coarser row's amount would be paid, and where
    the rules work out no more for a line that is paid in part.
    """
    with room():
        row = run.row(line.grain, line.id)
        given = [amount for amount in pays_of(run, row) if not amount.pay.undivided] if row is not None else []
        cents = [amount.cents if amount.row is row and amount.refusal is None else None for amount in given]
    known = [each for each in cents if each is not None]
    if not known or len(known) < len(cents):
        return None
    lacking = sum(known) - int(line.pays or 0)
    return lacking if lacking > 0 or line.status != "partly_paid" else None
