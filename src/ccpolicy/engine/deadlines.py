"""Deadlines: the date by which something is due, and whether it came in time."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from ccpolicy.engine.derivation import Derivation
from ccpolicy.engine.run import Row, Run, Scope
from ccpolicy.model.evaluate import combined, evaluate
from ccpolicy.model.expr import ReadDeadline
from ccpolicy.model.policy import Deadline
from ccpolicy.model.types import YES_NO
from ccpolicy.values.absent import MISSING, Unknown
from ccpolicy.values.order import comparable


def read_deadline(scope: Scope, expr: ReadDeadline) -> Any:
    row = scope.run.follow(scope.row, expr.path)
    return scope.use(deadline(scope.run, expr.deadline, row)[expr.item]) if isinstance(row, Row) else row


def deadline(run: Run, name: str, row: Row) -> Mapping[str, Any]:
    """`due`, `met` and `late` of a row, each with its derivation; and whether the event `happened`.

    A row without the deadline has no due date and is neither in time nor late; nor is one without the event.
    """
    return run.once(("deadline", name, row), lambda: _deadline(run, run.policy.deadlines[name], row))


def _deadline(run: Run, known: Deadline, row: Row) -> Mapping[str, Any]:
    scope = Scope(run, row)
    has: Any = run.applies(known, row)
    if has is True and known.where is not None:
        has = evaluate(known.where, scope)
    due: Any = MISSING
    event: Any = MISSING
    if has is True or isinstance(has, Unknown):
        due, event = evaluate(known.due, scope), evaluate(known.event, scope)
    doubts = [value for value in (has, due, event) if isinstance(value, Unknown)]
    late: Any = False
    met: Any = False
    if due is not MISSING and event is not MISSING:
        met = combined(doubts) if doubts else _in_time(event, due, known.inclusive)
        late = met if doubts else not met
    values = {"due": has if isinstance(has, Unknown) else due, "met": met, "late": late}
    inputs = scope.collected()

    def node(item: str) -> Derivation:
        type = known.due.type if item == "due" else YES_NO
        return Derivation(
            "deadline", known.name, known.label or known.name, row.subject, values[item], type, item, "", known.version,
            known.cites, known.note, inputs, known.span,
        )

    happened = event is not MISSING and not isinstance(event, Unknown)
    return {**{item: node(item) for item in values}, "happened": happened}


def _in_time(event: date | datetime, due: date | datetime, inclusive: bool) -> bool:
    """Whether the event came by the last day, or before the first moment that is too late. A day against a moment
    is compared by days."""
    if isinstance(event, datetime) and isinstance(due, datetime):
        passed, until = comparable(event), comparable(due)
        return bool(passed <= until if inclusive else passed < until)
    event_day, due_day = (value.date() if isinstance(value, datetime) else value for value in (event, due))
    return event_day <= due_day if inclusive else event_day < due_day
