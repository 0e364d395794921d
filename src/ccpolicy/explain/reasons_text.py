"""The reasons of a caseload as a document, as CSV, and as tables to be drawn."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime

from ccpolicy.explain.claims import units_text
from ccpolicy.explain.numbers import money_text, number_text
from ccpolicy.explain.output import spreadsheet_text
from ccpolicy.explain.pages import Cell, Heading, LaidOut, Page, TableBlock
from ccpolicy.explain.reason_types import Counted, Due, Reason, Sum
from ccpolicy.explain.words import words
from ccpolicy.values.wording import money


def to_dict(found: Counted) -> dict[str, object]:
    """Plain values, in a fixed order."""
    return {
        "policy": found.policy.name,
        "fingerprint": found.determination.fingerprint,
        "today": None if found.today is None else str(found.today),
        "lines": len(found.determination.lines),
        "reasons": [_reason(reason, found) for reason in found.reasons],
        "total": _reason(found.total, found),
        "notes": found.notes,
    }


def to_json(found: Counted) -> str:
    return json.dumps(to_dict(found), ensure_ascii=False, indent=2) + "\n"


def _reason(reason: Reason, found: Counted) -> dict[str, object]:
    asked = found.today is not None
    named = {"status": reason.status, "code": reason.code, "label": reason.label} if reason.code else {}
    return {
        **named,
        **_sum(reason.sum),
        "claims": reason.claims,
        "units": {unit: number_text(amount) for unit, amount in reason.units.items()},
        "mendable": _sum(reason.mendable) if asked else None,
        "mends": [
            {"by": list(mend.by), "who": mend.who, **_sum(mend.sum), "until": _due(mend.until) or None}
            for mend in reason.mends
        ],
        "not_asked": reason.sum.lines - reason.asked if asked else None,
    }


def _sum(of: Sum) -> dict[str, object]:
    return {"lines": of.lines, "money": money_text(of.money), "not_known": of.unknown}


def _due(due: Due | None) -> str:
    return "" if due is None else due.isoformat(timespec="minutes") if isinstance(due, datetime) else due.isoformat()


def to_csv(found: Counted) -> str:
    """One row for each reason. The sums of all stand in the document, since a line may have several reasons."""
    units = list(dict.fromkeys(unit for reason in found.reasons for unit in reason.units))
    asked = found.today is not None
    mends = ["mendable", "mendable_not_known", "who", "until", "not_asked"] if asked else []
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    heading = ["status", "code", "label", "lines", "claims", *(f"not_paid_{unit}" for unit in units), "money", "not_known"]
    writer.writerow([spreadsheet_text(name) for name in [*heading, *mends]])
    for reason in found.reasons:
        row = [
            reason.status, spreadsheet_text(reason.code), spreadsheet_text(reason.label), reason.sum.lines, reason.claims,
            *(number_text(reason.units.get(unit, 0)) for unit in units), money_text(reason.sum.money), reason.sum.unknown,
        ]
        if asked:
            row += [
                money_text(reason.mendable.money), reason.mendable.unknown,
                spreadsheet_text("; ".join(mend.who for mend in reason.mends)), _due(reason.until),
                reason.sum.lines - reason.asked,
            ]
        writer.writerow(row)
    return out.getvalue()


# ---------------------------------------------------------------- tables


def laid_out(found: Counted) -> LaidOut:
    """The tables as a report of one page."""
    say = words(found.lang)
    page = Page((), tuple(tables(found)), ())
    conditions = (*found.conditions, summary(found), *found.notes) if found.reasons else (*found.conditions, summary(found))
    return LaidOut(
        "reasons", say["reasons_title"], found.policy.label or found.policy.name, (), (page,), conditions, (), found.lang
    )


def summary(found: Counted) -> str:
    """How much is not paid, in a sentence."""
    say, total = words(found.lang), found.total
    if not found.reasons:
        return say["nothing_refused" if found.determination.lines else "no_lines"]
    return say["reasons_all"].format(refused=total.sum.lines, lines=len(found.determination.lines), claims=total.claims)


def tables(found: Counted) -> Iterator[TableBlock]:
    """What is refused, what that comes to in money, and who could mend it."""
    if not found.reasons:
        return
    say = words(found.lang)
    reason, lines = Heading(say["reason"]), Heading(say["lines_heading"], "count")
    stake, until = Heading(say["at_stake"], "money"), Heading(say["until_heading"], "date")
    heads = [reason, Heading(say["status"]), lines, Heading(say["claims_heading"], "count"), Heading(say["not_paid_units"])]
    yield _table(found, say["refused"], heads, lambda each: _counts(each, found))
    heads = [reason, stake]
    heads += [Heading(say["stake_not_known"], "count")] if found.total.sum.unknown else []
    heads += [Heading(say["mendable"], "money"), Heading(say["who"]), until] if found.today is not None else []
    yield _table(found, say["money_title"], heads, lambda each: _money(each, found))
    if found.total.mends:
        rows = [
            (mend.who, str(mend.sum.lines), sum_text(mend.sum, found.lang), _due(mend.until) or say["no_date"])
            for mend in found.total.mends
        ]
        yield TableBlock(say["mends_title"], (Heading(say["who"]), lines, stake, until), tuple(map(_cells, rows)))


def _table(
    found: Counted, title: str, heads: Sequence[Heading], cells: Callable[[Reason], Sequence[str]]
) -> TableBlock:
    rows = [_cells([reason.label, *cells(reason)]) for reason in (*found.reasons, found.total)]
    return TableBlock(title, tuple(heads), tuple(rows[:-1]), rows[-1])


def _cells(row: Iterable[str]) -> tuple[Cell, ...]:
    return tuple(Cell(text, text) for text in row)


def _counts(reason: Reason, found: Counted) -> list[str]:
    status = words(found.lang)[reason.status] if reason.status else ""
    return [status, str(reason.sum.lines), str(reason.claims), units_text(reason.units, found.policy)]


def _money(reason: Reason, found: Counted) -> list[str]:
    told = [sum_text(reason.sum, found.lang)]
    if found.total.sum.unknown:
        told.append(str(reason.sum.unknown or ""))
    if found.today is not None:
        told += [mendable_text(reason, found.lang), _who(reason, found.lang), _due(reason.until)]
    return told


def _who(reason: Reason, lang: str) -> str:
    """Who could mend some of it."""
    return "; ".join(mend.who for mend in reason.mends) or (words(lang)["nobody"] if reason.asked else "")


def sum_text(of: Sum, lang: str) -> str:
    """The money of some lines; that it is not known where nothing of it is."""
    return words(lang)["unknown"] if of.unknown and of.unknown == of.lines else money(of.money, lang)


def mendable_text(reason: Reason, lang: str) -> str:
    """What of it could still be mended; nothing where nobody looked."""
    return "" if not reason.asked else sum_text(reason.mendable, lang)
