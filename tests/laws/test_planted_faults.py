"""Every law notices a fault of its kind: in a result that was doctored, or in one that was determined wrongly."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import pytest
from attrs import evolve
from known_documents import FRANKLIN, POLICIES, cases, months

import ccpolicy
from ccpolicy import library
from ccpolicy.engine.determination import Determination, Line
from ccpolicy.front import Policy, Result
from ccpolicy.testing import laws
from ccpolicy.testing.laws import wording

Spoil = Callable[[Determination], Determination]


class Doctored:
    """A policy whose results are changed before anybody sees them."""

    def __init__(self, policy: Policy, spoil: Callable[..., Result]) -> None:
        self.policy = policy
        self.spoil = spoil

    def __getattr__(self, name: str) -> Any:
        return getattr(self.policy, name)

    def determine(self, rows: Any, **how: Any) -> Result:
        return self.spoil(self.policy, rows, **how)


def month(name: str = "franklin") -> dict[str, Any]:
    return dict(next(months(name)).document)


def broken(
    law: laws.Law, spoil: Callable[..., Result], document: Mapping[str, Any] | None = None, name: str = "franklin"
) -> str:
    """What the law says of the month of a policy, determined so; it has to say something."""
    policy: Any = Doctored(ccpolicy.load(POLICIES[name]), spoil)
    for seed in range(8):
        try:
            law.holds(policy, document or month(name), seed=seed)
        except laws.LawBroken as told:
            return str(told)
    pytest.fail(f"{law.name} holds in spite of the fault")


def after(spoil: Spoil) -> Callable[..., Result]:
    """A result that was determined as it is, then doctored."""

    def made(policy: Policy, rows: Any, **how: Any) -> Result:
        found = policy.determine(rows, **how)
        return evolve(found, determination=spoil(found.determination))

    return made


def first_line(change: Callable[[Line], Line], status: str = "paid") -> Spoil:
    """The first line with a status, changed."""

    def spoil(found: Determination) -> Determination:
        at = next(at for at, line in enumerate(found.lines) if line.status == status)
        return evolve(found, lines=(*found.lines[:at], change(found.lines[at]), *found.lines[at + 1 :]))

    return spoil


CENTS_AND_UNITS: dict[str, tuple[Spoil, str]] = {
    "a unit too much": (first_line(lambda line: evolve(line, units={u: a + 1 for u, a in line.units.items()})), "are paid"),
    "a unit too little": (first_line(lambda line: evolve(line, units={})), "the reasons refuse"),
    "a refusal of more": (
        first_line(lambda line: evolve(line, reasons=tuple(evolve(r, amount=r.amount + 1) for r in line.reasons)), "denied"),
        "the reasons refuse",
    ),
    "a cent too much": (first_line(lambda line: evolve(line, pays=line.pays + 1)), "its rules give"),
    "a cent nobody bears": (
        first_line(lambda line: evolve(line, amounts={**line.amounts, "care": line.amounts["care"] + 1})), "are borne"
    ),
    "a cent below zero": (
        first_line(lambda line: evolve(line, amounts={**line.amounts, "care": -1, "copay": -1, "state_pays": 0})), "below zero"
    ),
    "money for nothing": (first_line(lambda line: evolve(line, amounts={"care": 1}), "denied"), "has amounts"),
    "a total of fewer": (lambda found: evolve(found, totals=found.totals[1:]), "a total is wanting"),
    "a total that is another": (
        lambda found: evolve(found, totals=(evolve(found.totals[0], amounts={}), *found.totals[1:])), "not those of its lines"
    ),
}


@pytest.mark.parametrize("fault", CENTS_AND_UNITS)
def test_conserved_notices(fault: str) -> None:
    spoil, words = CENTS_AND_UNITS[fault]
    assert words in broken(laws.conserved, after(spoil))


def test_conserved_notices_parts_of_an_amount_that_do_not_add_up() -> None:
    def spoil(found: Determination) -> Determination:
        read = found.facts.value
        found.facts.value = lambda row, expr: 1 if type(expr).__name__ == "Window" else read(row, expr)  # type: ignore[attr-defined]
        return found

    assert "share of claim" in broken(laws.conserved, after(spoil))


def without_reasons(line: Line) -> Line:
    return evolve(line, reasons=())


STATUSES: dict[str, tuple[Spoil, str]] = {
    "a denial without a reason": (first_line(without_reasons, "denied"), "denied"),
    "a reason that cites nothing": (
        first_line(lambda line: evolve(line, reasons=tuple(evolve(r, cites=()) for r in line.reasons)), "denied"), "cites nothing"
    ),
    "a reason that says nothing": (
        first_line(lambda line: evolve(line, reasons=tuple(evolve(r, text="") for r in line.reasons)), "denied"), "says nothing"
    ),
    "another status": (first_line(lambda line: evolve(line, status="held"), "denied"), "is held"),
    "paid in part though whole": (first_line(lambda line: evolve(line, status="partly_paid")), "partly_paid"),
    "two lines for one row": (lambda found: evolve(found, lines=(*found.lines, found.lines[0])), "more than one line"),
    "a row without a line": (lambda found: evolve(found, lines=found.lines[1:]), "asks without a line"),
}


@pytest.mark.parametrize("fault", STATUSES)
def test_answered_notices(fault: str) -> None:
    spoil, words = STATUSES[fault]
    assert words in broken(laws.answered, after(spoil))


def test_limited_notices_an_allowance_that_gives_more_than_its_limit() -> None:
    spoil = after(lambda found: evolve(found, postings=tuple(evolve(p, amount=p.amount * 100) for p in found.postings)))
    assert "the limit is" in broken(laws.limited, spoil)


def test_limited_notices_a_line_that_is_paid_in_spite_of_a_stop() -> None:
    paid = first_line(lambda line: evolve(line, status="paid", units=line.claimed, reasons=()), "denied")
    assert "although" in broken(laws.limited, after(paid))


def test_limited_notices_more_than_the_charge() -> None:
    more = first_line(lambda line: evolve(line, amounts={**line.amounts, "state_pays": 10**6}))
    assert "charge and additions are" in broken(laws.limited, after(more))


def test_limited_notices_a_payment_that_cites_nothing() -> None:
    def uncited(policy: Policy, rows: Any, **how: Any) -> Result:
        model = evolve(policy.model, pays=tuple(evolve(pay, cites=()) for pay in policy.model.pays))
        return Policy(model).determine(rows, **how)

    assert "cites nothing" in broken(laws.limited, uncited)


def noted(result: Result, words: str) -> Result:
    """The result with a word more on its first line."""
    lines = result.determination.lines
    return evolve(result, determination=evolve(result.determination, lines=(evolve(lines[0], said=(*lines[0].said, words)), *lines[1:])))


def test_deterministic_notices_an_answer_that_is_another_the_second_time() -> None:
    asked = []

    def spoil(policy: Policy, rows: Any, **how: Any) -> Result:
        asked.append(rows)
        return noted(policy.determine(rows, **how), f"asked {len(asked)} times")

    assert "determined again" in broken(laws.deterministic, spoil)


def test_deterministic_notices_the_order_of_rows() -> None:
    def spoil(policy: Policy, rows: Any, **how: Any) -> Result:
        given = policy.read(rows) if isinstance(rows, dict) else rows
        return noted(policy.determine(given, **how), given.records["day"][0].key)

    assert "another order" in broken(laws.deterministic, spoil)


def test_portable_notices_what_differs_in_another_process() -> None:
    policy: Any = Doctored(ccpolicy.load(FRANKLIN), lambda policy, rows, **how: noted(policy.determine(rows, **how), "only here"))
    with pytest.raises(laws.LawBroken, match="another result under hash seed 1"):
        laws.portable.tries(policy, FRANKLIN, month(), random.Random(1))


def test_idempotent_notices_a_claim_that_spends_twice() -> None:
    """The postings of the claim itself are taken for those of another."""

    def spoil(policy: Policy, rows: Any, *, ledger: Any = (), **how: Any) -> Result:
        moved = [{**posting, "claim": "another", "spender": f"another/{at}"} for at, posting in enumerate(ledger)]
        return policy.determine(rows, ledger=moved, **how)

    assert "determined again with its postings" in broken(laws.idempotent, spoil)


def test_renamable_notices_a_name_that_means_something() -> None:
    def spoil(policy: Policy, rows: Any, **how: Any) -> Result:
        found = policy.determine(rows, **how)
        return noted(found, f"{sum('a' in line.id for line in found.lines)} names with an a")

    assert "other names of records" in broken(laws.renamable, spoil)


def test_local_notices_a_claim_that_reaches_another_undeclared() -> None:
    def spoil(policy: Policy, rows: Any, **how: Any) -> Result:
        found = policy.determine(rows, **how)
        words = f"{len(found.totals)} totals"
        lines = tuple(evolve(line, said=(*line.said, words)) for line in found.lines)
        return evolve(found, determination=evolve(found.determination, lines=lines))

    assert "nothing it rests on looks beyond its claim" in broken(laws.local, spoil)


def test_local_notices_an_explanation_that_does_not_name_what_reached_over() -> None:
    class Silent:
        def __init__(self, result: Result) -> None:
            self.result = result

        def __getattr__(self, name: str) -> Any:
            return getattr(self.result, name)

        def explain(self, line_id: str, *, depth: int = 1) -> str:
            return "no"

    def spoil(policy: Policy, rows: Any, **how: Any) -> Any:
        return Silent(policy.determine(rows, **how))

    assert "its explanation does not name" in broken(laws.local, spoil)


def test_additive_notices_months_that_come_to_something_else_alone() -> None:
    def spoil(policy: Policy, rows: Any, **how: Any) -> Result:
        found = policy.determine(rows, **how)
        lines = tuple(evolve(line, said=(str(len(found.lines)),)) for line in found.lines)
        return evolve(found, determination=evolve(found.determination, lines=lines))

    assert "when its month is alone" in broken(laws.additive, spoil, two_months())


def two_months() -> dict[str, Any]:
    """Franklin's month and the next, in which nobody came."""
    document = month()
    later = [{**row, "id": row["id"].replace("-11", "-12"), "month": "2024-12", "submitted": "2025-01-03"} for row in document["claim"]]
    return {**document, "claim": [*document["claim"], *later], "complete": [{"record": "claim"}]}


def test_additive_says_something_of_two_months() -> None:
    assert laws.additive.holds(FRANKLIN, two_months())
    assert not laws.additive.holds(FRANKLIN, month())


def test_unforeseen_notices_an_amendment_that_was_not_announced_yet() -> None:
    def spoil(policy: Policy, rows: Any, *, known_on: date | None = None, **how: Any) -> Result:
        found = policy.determine(rows, **how)
        return evolve(found, determination=evolve(found.determination, known_on=known_on))

    known = next(each for each in cases("ky") if each.name.startswith("enrollment-pay"))
    assert "announced later makes a difference" in broken(laws.unforeseen, spoil, known.document, "ky")


def test_accountable_notices_less_money_without_a_reason() -> None:
    def spoil(policy: Policy, rows: Any, **how: Any) -> Result:
        found = policy.determine(rows, **how)
        lines = tuple(evolve(line, reasons=()) if line.status == "held" else line for line in found.determination.lines)
        return evolve(found, determination=evolve(found.determination, lines=lines))

    assert "without" in broken(laws.accountable, spoil)


def test_accountable_notices_a_line_that_is_lost_with_what_it_did_not_rest_on() -> None:
    def spoil(policy: Policy, rows: Any, **how: Any) -> Result:
        found = policy.determine(rows, **how)
        full = sum(len(kind) for kind in found.caseload.records.values()) == sum(len(k) for n, k in month().items() if n not in ("complete", "posting"))
        return found if full else evolve(found, determination=evolve(found.determination, lines=found.lines[:3]))

    assert "did not rest on that" in broken(laws.accountable, spoil)


@pytest.mark.parametrize("name", ["to_json", "to_csv", "to_batch", "reasons", "explain"])
def test_total_notices_what_raises(name: str) -> None:
    class Faulty:
        def __init__(self, result: Result) -> None:
            self.result = result

        def __getattr__(self, wanted: str) -> Any:
            return getattr(self.result, wanted)

    def fault(*_: Any, **__: Any) -> Any:
        raise ZeroDivisionError("nothing to divide by")

    def spoil(policy: Policy, rows: Any, **how: Any) -> Any:
        found: Any = Faulty(policy.determine(rows, **how))
        setattr(found, name, fault)
        return found

    assert "ZeroDivisionError" in broken(laws.total, spoil)


def test_total_notices_a_fault_of_the_library() -> None:
    def spoil(policy: Policy, rows: Any, **how: Any) -> Result:
        raise ccpolicy.InternalError("units are lost")

    assert "a fault of the library: units are lost" in broken(laws.total, spoil)


def test_formatted_notices_a_layout_that_changes_a_number(monkeypatch: pytest.MonkeyPatch) -> None:
    laid_out = library.formatted

    def wrong(path: Any, name: str) -> Any:
        before, text, found = laid_out(path, name)
        return before, text.replace("$6.50", "$6.60"), found

    monkeypatch.setattr(library, "formatted", wrong)
    wording.laid_out_anew.cache_clear()
    try:
        with pytest.raises(laws.LawBroken, match=r"laid out anew says: .*6\.[56]0"):
            laws.formatted.holds(FRANKLIN, month())
    finally:
        wording.laid_out_anew.cache_clear()


def test_certified_notices_a_line_that_pays_another_amount() -> None:
    more = first_line(lambda line: evolve(line, pays=line.pays + 1))
    assert "its certificate says" in broken(laws.certified, after(more))


def test_certified_notices_a_certificate_that_says_something_else() -> None:
    """Another citation: every determination that rests on it has another certificate."""

    def elsewhere(policy: Policy, rows: Any, **how: Any) -> Result:
        moved = tuple(evolve(pay, cites=(evolve(pay.cites[0], place="another page"),)) for pay in policy.model.pays)
        return Policy(evolve(policy.model, pays=moved)).determine(rows, **how)

    assert "does not hold" in broken(laws.certified, elsewhere)


def test_a_law_says_nothing_of_records_that_cannot_be_used() -> None:
    document = json.loads(json.dumps(month()).replace('"2024', '"none'))
    assert not any(law.holds(FRANKLIN, document) for law in laws.ALL if law is not laws.total)
