"""The law that nothing is lost and nothing is made: units, cents, shares and sums."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from ccpolicy.engine.claims import asked_grains, rows_leading_to, way
from ccpolicy.engine.determination import Determination, Line
from ccpolicy.engine.pays import ASKED, BORNE
from ccpolicy.engine.run import Row, Run
from ccpolicy.engine.statuses import row_columns
from ccpolicy.model.expr import Expr, Window
from ccpolicy.model.policy import Pay, Policy, Worksheet
from ccpolicy.testing.laws.law import Law, Trial
from ccpolicy.values.absent import MISSING, Unknown
from ccpolicy.values.numbers import Number, exact

GOT = ("paid", "partly_paid")


@Law
def conserved(trial: Trial) -> None:
    """Every unit that is claimed is paid or refused by a reason, and every cent that is asked is borne by somebody.

    Of each unit type of a line, what is paid and what the reasons refuse come to what was claimed. By the roles of its
    worksheet, charge and additions of a paid line are what state and family bear and what is written off, none below
    zero. What a line is paid is the sum of what its rules give it. The parts of an amount that is shared, by `share by`
    of a `pay` statement or by `share(…)` in a formula, come to that amount to the cent; one that is `undivided` stands once.
    Totals are the sums of their lines.

    A policy makes no exceptions. Lines of which no rule says money (`pay` without an amount) are left out of the cents.
    """
    found = trial.result.determination
    for line in found.lines:
        _units_are_conserved(trial, line)
        _cents_are_conserved(trial, found, line)
    _totals_are_sums(trial, found)
    _shared_amounts_add_up(trial, found)
    _shares_add_up(trial, found)


def _units_are_conserved(trial: Trial, line: Line) -> None:
    trial.holds(set(line.units) <= set(line.claimed), f"{line.id} is paid units that nobody claimed")
    for unit, claimed in line.claimed.items():
        paid = line.units.get(unit, 0)
        trial.holds(min(claimed, 0) <= paid <= max(claimed, 0), f"{line.id}: {paid} of {claimed} {unit} are paid")
        refused = [_size(reason.amount) for reason in line.reasons if reason.unit == unit]
        left = _size(claimed - paid)
        trial.holds(
            max(refused, default=0) <= left <= sum(refused),
            f"{line.id}: {left} of {claimed} {unit} are not paid, the reasons refuse {refused}",
        )


def _size(amount: Number) -> Number:
    return max(amount, -amount)


def _cents_are_conserved(trial: Trial, found: Determination, line: Line) -> None:
    if line.status not in GOT:
        trial.holds(not line.amounts and not line.pays, f"{line.id} is {line.status} and has amounts")
        return
    for sheet in worksheets(found, line):
        asked, borne = (side(sheet, line, roles) for roles in (ASKED, BORNE))
        below = [e.fact for e in sheet.lines if e.role and line.amounts.get(e.fact, 0) < 0]
        trial.holds(not below, f"{line.id}: {', '.join(below)} of {sheet.name} below zero")
        if any(e.role in ASKED for e in sheet.lines) and any(e.role in BORNE for e in sheet.lines):
            trial.holds(asked == borne, f"{line.id}: {sheet.name} asks {asked} cents, {borne} are borne")
    given = [cents for cents in _given(found, line) if cents is not None]
    if line.pays is not None and line.grain in asked_grains(found.run):
        trial.holds(sum(given) == line.pays, f"{line.id} pays {line.pays} cents, its rules give {given}")


def _given(found: Determination, line: Line) -> Iterator[Number | None]:
    """What each rule that paid a line gave it: the value of its amount, or the line's part of it."""
    row = found.facts.row(line.grain, line.id)  # type: ignore[attr-defined]
    for pay in pays(found, line):
        own = pay.grain == line.grain
        yield value(found, row, pay.amount) if own and pay.amount is not None else line.amounts.get(pay.name)


def _totals_are_sums(trial: Trial, found: Determination) -> None:
    names = (*row_columns(found.run), "all")
    expected = {(name, line.keys.get(name, "")) for name in names for line in found.lines}
    expected = {key for key in expected if key[1] or key[0] == "all"} | {("all", "")}
    trial.holds(expected == {(each.by, each.id) for each in found.totals}, "a total is wanting or too much")
    for total in found.totals:
        lines = [line for line in found.lines if total.by == "all" or line.keys.get(total.by) == total.id]
        what = f"the total of {total.by} {total.id}"
        trial.holds(total.units == _sums(line.units for line in lines), f"{what}: its units are not those of its lines")
        trial.holds(total.amounts == _sums(line.amounts for line in lines), f"{what}: its amounts are not those of its lines")
        trial.holds(total.statuses == Counter(line.status for line in lines), f"{what}: its lines are counted wrong")


def _shared_amounts_add_up(trial: Trial, found: Determination) -> None:
    run: Run = found.run
    lines = {(line.grain, line.id): line for line in found.lines}
    for pay in run.policy.pays:
        if pay.amount is None or pay.grain in asked_grains(run):
            continue
        for row in run.rows(pay.grain):
            if not in_force(found, pay, row):
                continue
            amount = value(found, row, pay.amount)
            own = lines.get((row.grain, row.key))
            led = [lines.get((finer.grain, finer.key)) for finer in rows_leading_to(run, row)]
            paid = [line for line in led if line and pay.name in line.pay_rules]
            if paid and amount is not None:
                divided = [line.amounts.get(pay.name, 0) for line in paid]
                parts = [(own.pays or 0) if own else 0] if pay.undivided else divided
                trial.holds(sum(parts) == amount, f"{pay.name} of {row.subject} is {amount} cents, shared as {parts}")


def _shares_add_up(trial: Trial, found: Determination) -> None:
    for grain, share in _share_formulas(found.run.policy):
        groups: dict[tuple[Any, ...], list[tuple[Any, Any]]] = {}
        for row in found.run.rows(grain):
            keys = tuple(found.facts.value(row, key) for key in share.per)  # type: ignore[attr-defined]
            if not any(key is MISSING or isinstance(key, Unknown) for key in keys):
                groups.setdefault(keys, []).append((value(found, row, share.value), value(found, row, share)))
        for keys, parts in groups.items():
            wholes = {whole for whole, _ in parts}
            if None not in wholes and len(wholes) == 1 and all(part is not None for _, part in parts):
                (whole,) = wholes
                got = [part for _, part in parts]
                trial.holds(sum(got) in (whole, 0), f"{share.op} of {grain} for {keys}: {whole} became {got}")


def _share_formulas(policy: Policy) -> Iterator[tuple[str, Window]]:
    for (grain, _), fact in policy.facts.items():
        formulas = [*(each.value for each in fact.definitions), *(each.value for each in fact.exceptions)]
        for node in (inner for formula in formulas for inner in formula.walk()):
            if isinstance(node, Window) and node.op == "share" and node.grain == grain and node.where is None:
                yield grain, node


# ---------------------------------------------------------------- what a line was paid by


def worksheets(found: Determination, line: Line) -> list[Worksheet]:
    """The worksheets by which a line was paid."""
    named = [pay.worksheet for pay in pays(found, line) if pay.grain == line.grain and pay.worksheet]
    return [found.run.policy.worksheets[name] for name in dict.fromkeys(named)]


def side(sheet: Worksheet, line: Line, roles: Sequence[str]) -> Number:
    """The sum of a line's amounts that have one of these roles."""
    return exact(sum(line.amounts.get(entry.fact, 0) for entry in sheet.lines if entry.role in roles))


def pays(found: Determination, line: Line) -> list[Pay]:
    """The rules that paid a line, in the versions that were in force."""
    row = found.run.row(line.grain, line.id)
    named = [pay for pay in found.run.policy.pays if pay.name in line.pay_rules]
    return [pay for pay in named if in_force(found, pay, row)]


def in_force(found: Determination, pay: Pay, row: Row) -> bool:
    """Whether a rule pays the row, or the row of its grain that the row leads to."""
    path = way(found.run, row.grain, pay.grain)
    target = found.run.follow(row, path) if path is not None else MISSING
    if not isinstance(target, Row) or found.run.applies(pay, target) is not True:
        return False
    return pay.where is None or found.facts.value(target, pay.where) is True  # type: ignore[attr-defined]


def value(found: Determination, row: Row, expr: Expr | None) -> Any:
    """What an expression comes to for a row; None where that is missing or not known."""
    read = None if expr is None else found.facts.value(row, expr)  # type: ignore[attr-defined]
    return None if read is MISSING or isinstance(read, Unknown) else read


def _sums(mappings: Iterable[Mapping[str, Number]]) -> dict[str, Number]:
    found: dict[str, Number] = {}
    for mapping in mappings:
        for name, amount in mapping.items():
            found[name] = exact(found.get(name, 0) + amount)
    return found
