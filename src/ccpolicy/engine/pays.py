"""What is paid: pay rules of a row and of the rows it leads to, shares in whole cents, the balance of worksheets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from attrs import define, field, frozen

from ccpolicy.engine.claims import asked_grains, asks_of, rows_leading_to, way
from ccpolicy.engine.derivation import Derivation
from ccpolicy.engine.facts import fact
from ccpolicy.engine.parts import NO_PAY, WITHHELD, Refusal, lacking, parts
from ccpolicy.engine.run import Row, Run, Scope
from ccpolicy.engine.texts import said
from ccpolicy.errors import InternalError
from ccpolicy.model.evaluate import evaluate
from ccpolicy.model.policy import Pay, Worksheet
from ccpolicy.model.types import MONEY
from ccpolicy.values.absent import MISSING, Unknown
from ccpolicy.values.numbers import Number, split_whole
from ccpolicy.values.phrases import phrase

ASKED = ("charge", "addition")
BORNE = ("state", "family", "written_off")


@frozen(eq=False)
class Amount:
    """What one pay rule gives one row of its grain; None decides units only. A refusal says why nothing is given."""

    pay: Pay
    row: Row
    cents: int | None = None
    lines: Mapping[str, Number] = field(factory=dict)
    refusal: Refusal | None = None
    said: str = ""
    why: tuple[Derivation, ...] = ()


@define(eq=False)
class Paid:
    """What a row that asks for payment is paid, and by which rules; or why it is not."""

    cents: int = 0
    amounts: dict[str, Number] = field(factory=dict)
    rules: list[str] = field(factory=list)
    said: list[str] = field(factory=list)
    why: list[Derivation] = field(factory=list)
    refusals: list[Refusal] = field(factory=list)


def paid(run: Run, row: Row) -> Paid:
    """What a row is paid for the amounts that no stop refuses."""
    return run.once(("paid", row), lambda: _paid(run, row))


def _paid(run: Run, row: Row) -> Paid:
    found = Paid()
    if not any(part.payable for part in parts(run, row)):
        return found
    given = pays_of(run, row)
    found.refusals = [amount.refusal for amount in given if amount.refusal]
    if not given:
        text = phrase(run.policy.lang, "No rule pays {row}.", row=row.subject)
        asks = asks_of(run, row.grain)[0]
        found.refusals.append(Refusal(NO_PAY, text, asks.name, asks.cites))
    for amount in given:
        found.why.extend(amount.why)
        share = _share(run, amount, row) if not found.refusals and amount.cents is not None else None
        if isinstance(share, Refusal):
            found.refusals.append(share)
        elif not found.refusals:
            _take(found, amount, share, amount.row is row)
    return found


def _take(found: Paid, amount: Amount, cents: int | None, own: bool) -> None:
    """Adds an amount: its own with the lines of its worksheet, a share of a coarser row's under the rule's name."""
    if amount.pay.name not in found.rules:
        found.rules.append(amount.pay.name)
    if amount.said:
        found.said.append(amount.said)
    if own:
        found.amounts.update(amount.lines)
    if cents is not None:
        found.cents += cents
        if not (own and amount.lines):
            found.amounts[amount.pay.name] = found.amounts.get(amount.pay.name, 0) + cents


def pays_of(run: Run, row: Row) -> list[Amount]:
    """The amounts of every pay rule in force for the row itself or a row it leads to."""
    found = []
    for pay in run.policy.pays:
        target = _reached(run, pay, row)
        amount = amount_of(run, pay, target) if target is not None else None
        if amount is not None:
            found.append(amount)
    return found


def _reached(run: Run, pay: Pay, row: Row) -> Row | None:
    """The row of a rule's grain that a row is or leads to; None where the rule has no say in it."""
    own = pay.grain == row.grain
    path = () if own else None if pay.grain in asked_grains(run) else way(run, row.grain, pay.grain)
    target = run.follow(row, path) if path is not None else MISSING
    return target if isinstance(target, Row) else None


def pays_money(run: Run, row: Row, got: bool) -> bool:
    """Whether money is told of a row: some rule that paid it, or, where none did, some rule in force, has an amount."""
    if got:
        return any(amount.cents is not None for amount in pays_of(run, row))
    reached = ((pay, _reached(run, pay, row)) for pay in run.policy.pays)
    rules = [pay for pay, target in reached if target is not None and run.applies(pay, target) is True]
    return not rules or any(pay.amount is not None for pay in rules)


def amount_of(run: Run, pay: Pay, row: Row) -> Amount | None:
    """What a pay rule gives a row of its grain; None when it does not apply."""
    return run.once(("amount", id(pay), row), lambda: _amount_of(run, pay, row))


def _amount_of(run: Run, pay: Pay, row: Row) -> Amount | None:
    scope = Scope(run, row)
    applies: Any = run.applies(pay, row)
    if applies is True and pay.where is not None:
        applies = evaluate(pay.where, scope)
    if applies is not True and not isinstance(applies, Unknown):
        return None
    value: Any = applies
    if applies is True:
        value = None if pay.amount is None else evaluate(pay.amount, scope)
    shown = MISSING if value is None else value
    node = Derivation(
        "outcome", pay.name, pay.label or pay.name, row.subject, shown, MONEY, "", said(run, row, pay.say), pay.version,
        pay.cites, pay.note, scope.collected(), pay.span,
    )
    if isinstance(value, Unknown):
        return Amount(pay, row, refusal=lacking(run, value, pay.name, pay.cites, node), why=(node,))
    if value is MISSING:
        text = phrase(run.policy.lang, "{what} comes to no amount for {row}.", what=pay.label or pay.name, row=row.subject)
        return Amount(pay, row, refusal=Refusal(NO_PAY, text, pay.name, pay.cites, why=(node,)), why=(node,))
    if value is not None and not isinstance(value, int):
        raise InternalError(f"{pay.name} comes to {value} cents for {row.subject}, which is no whole amount to pay")
    if value is not None and value < 0:
        text = phrase(
            run.policy.lang, "{what} comes to less than nothing for {row}, and is withheld.", what=pay.label or pay.name,
            row=row.subject,
        )
        return Amount(pay, row, refusal=Refusal(WITHHELD, text, pay.name, pay.cites, why=(node,)), why=(node,))
    lines, nodes, refusal = _worksheet(run, run.policy.worksheets.get(pay.worksheet), row)
    return Amount(pay, row, value, lines, refusal, node.say, (node, *nodes))


def _worksheet(
    run: Run, sheet: Worksheet | None, row: Row
) -> tuple[dict[str, Number], Sequence[Derivation], Refusal | None]:
    """The lines of a worksheet for a row, and a refusal where one is unknown that matters or they do not balance."""
    if sheet is None:
        return {}, (), None
    lines: dict[str, Number] = {}
    nodes = []
    for line in sheet.lines:
        node = fact(run, row, line.fact)
        nodes.append(node)
        if isinstance(node.value, Unknown) and line.role:
            return {}, nodes, lacking(run, node.value, line.fact, node.cites or sheet.cites, node)
        if not isinstance(node.value, Unknown) and node.value is not MISSING:
            lines[line.fact] = node.value
    wrong = _imbalance(sheet, lines, run.policy.lang)
    if wrong:
        return {}, nodes, Refusal(WITHHELD, wrong, sheet.name, sheet.cites, why=tuple(nodes))
    return lines, nodes, None


def _imbalance(sheet: Worksheet, lines: Mapping[str, Number], lang: str) -> str:
    """What is wrong by the roles: charge + additions = state + family + written off, each at least zero."""
    roles = {line.fact: line.role for line in sheet.lines if line.role}
    below = [name for name in roles if lines.get(name, 0) < 0]
    if below:
        return phrase(
            lang, "The amounts of {what} do not balance: {names} below zero.", what=sheet.label or sheet.name,
            names=", ".join(below),
        )
    asked, borne = (sum(lines.get(name, 0) for name in roles if roles[name] in side) for side in (ASKED, BORNE))
    both = set(roles.values()) & set(ASKED) and set(roles.values()) & set(BORNE)
    if both and asked != borne:
        return phrase(
            lang, "The amounts of {what} do not balance: {asked} cents asked, {borne} borne.",
            what=sheet.label or sheet.name, asked=asked, borne=borne,
        )
    return ""


def _share(run: Run, amount: Amount, row: Row) -> int | Refusal | None:
    """The row's part of an amount: all of its own; of a coarser row's, its share, or none where it is undivided."""
    if amount.row is row:
        return amount.cents
    if amount.pay.undivided:
        return None
    found = shares(run, amount)
    return found if isinstance(found, Refusal) else found[row]


def shares(run: Run, amount: Amount) -> dict[Row, int] | Refusal:
    """The parts of a coarser row's amount by the rows it pays, or why it cannot be shared."""
    return run.once(("shares", id(amount.pay), amount.row), lambda: _shares(run, amount))


def _shares(run: Run, amount: Amount) -> dict[Row, int] | Refusal:
    pay = amount.pay
    assert amount.cents is not None
    rows = sharing(run, amount)
    scopes = [Scope(run, row) for row in rows]
    weights = [1 if pay.share is None else evaluate(pay.share, scope) for scope in scopes]
    doubts = [weight for weight in weights if isinstance(weight, Unknown)]
    if doubts:
        return lacking(run, doubts[0], pay.name, pay.cites)
    known = [0 if weight is MISSING else weight for weight in weights]
    if amount.cents and (min(known) < 0 or not any(known)):
        text = phrase(
            run.policy.lang, "{what} of {row} cannot be shared: no row has a weight.", what=pay.label or pay.name,
            row=amount.row.subject,
        )
        return Refusal(NO_PAY, text, pay.name, pay.cites)
    return dict(zip(rows, split_whole(amount.cents, known)))


def sharing(run: Run, amount: Amount) -> list[Row]:
    """The rows paid by an amount of a coarser row: those that stops leave something and no other pay rule refuses."""
    return [
        row for row in rows_leading_to(run, amount.row)
        if any(part.payable for part in parts(run, row))
        and all(other.refusal is None for other in pays_of(run, row))
    ]

