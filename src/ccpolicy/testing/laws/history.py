"""Laws of what was decided before: a claim run again, months decided one by one, what nobody knew yet."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from attrs import evolve, fields, has

from ccpolicy.engine.determination import Line
from ccpolicy.engine.run import Run
from ccpolicy.front import Policy, Result
from ccpolicy.model.expr import Literal, ReadFact, ReadField
from ccpolicy.model.policy import Outcome
from ccpolicy.model.policy import Policy as Model
from ccpolicy.model.types import YES_NO
from ccpolicy.records.caseload import Complete
from ccpolicy.testing.laws.crossing import declared, nodes, told
from ccpolicy.testing.laws.differing import differences, first
from ccpolicy.testing.laws.law import Beside, Law, Trial
from ccpolicy.testing.laws.limits import ordered_by_date
from ccpolicy.values.dates import Month, month_end, month_of, month_start
from ccpolicy.values.period import Period
from ccpolicy.values.speech import ENGLISH

ONE_DAY = timedelta(days=1)


@Law
def idempotent(trial: Trial) -> None:
    """A caseload determined again, with the postings that it made as its ledger, gives the same bytes.

    So a claim that is run again spends nothing twice. A caseload without history is taken as one with none: to it,
    history that is now supplied is news.

    What was granted is served first when it is run again. Where rows ask an allowance for different amounts, or are under
    different limits, one that was refused may have come before one that still fitted; it is then refused after it, for the
    same reason in other figures. Of the reasons of such an allowance the texts are not compared.
    """
    rows = {**trial.document, "posting": trial.document.get("posting", [])}
    before = trial.determine(rows)
    after = trial.determine(rows, ledger=before.to_dict()["postings"])
    unlike = first(before, after, _told_by_place(trial.policy.model))
    trial.holds(not unlike, f"determined again with its postings: {unlike}")


def _told_by_place(model: Model) -> frozenset[str]:
    """The reasons and flags of allowances of which a row can be refused before another is granted."""
    uneven = {
        allowance.name
        for allowance in model.allowances.values()
        if allowance.spends is not None or allowance.unit
        or any(isinstance(node, ReadField | ReadFact) for node in allowance.limit.walk())
    }
    return frozenset(outcome.name for outcome in model.outcomes.values() if outcome.parent in uneven)


@Law
def additive(trial: Trial) -> None:
    """Months that are determined one after another, each with the postings of those before it, come to what they come to at once.

    Claims are told apart by the month of their own date. A declaration of completeness speaks, in each month, for that month
    alone. So these may differ, and say so: what needs rows of another month, as the week that two months share, which is
    held for `not_complete`, or of which a sentence says that it is unknown where no amount rests on it; what rests on an
    allowance that is not served by date; and what waits for an earlier claimant that is not decided.
    """
    rows = evolve(trial.caseload, history=_of_others(trial))
    whole = trial.determine(rows)
    months = _months(trial, whole.determination.run)
    if len(months) < 2:
        raise Beside
    ledger: list[Mapping[str, Any]] = []
    parts: dict[tuple[str, str], tuple[Line | None, Any]] = {}
    for month in sorted(months):
        result = trial.alone(evolve(rows, complete=_within(rows.complete, month)), months[month], ledger=ledger)
        ledger += result.to_dict()["postings"]
        parts |= {(line.grain, line.id): (line, each) for line, each in zip(result.lines, result.to_dict()["lines"])}
    for line, published in zip(whole.lines, whole.to_dict()["lines"]):
        part, alone = parts.pop((line.grain, line.id), (None, {}))
        if part is not None and any(ENGLISH.unknown in sentence for sentence in part.said):
            published, alone = {**published, "says": []}, {**alone, "says": []}
        if published != alone:
            words = next(differences(published, alone))
            trial.holds(_may_differ(trial, line, part), f"{line.id} is another when its month is alone: {words}")
    trial.holds(not parts, f"{[id for _, id in parts][:3]} are there only when their months are alone")


def _of_others(trial: Trial) -> tuple[Any, ...]:
    """The history without what the claims of the document were granted before."""
    claims = {asks.claim for asks in trial.policy.model.asks}
    decided = {row.key for kind in claims for row in trial.caseload.records.get(kind, ())}
    return tuple(posting for posting in trial.caseload.history or () if posting.claim not in decided)


def _months(trial: Trial, run: Run) -> dict[Month, set[tuple[str, str]]]:
    """The claims of each month; nothing where one has no date."""
    found: dict[Month, set[tuple[str, str]]] = {}
    for kind in {asks.claim for asks in trial.policy.model.asks}:
        for row in run.rows(kind):
            day = run.day(row)
            if not isinstance(day, date):
                return {}
            found.setdefault(month_of(day), set()).add((kind, row.key))
    return found


def _within(complete: tuple[Complete, ...], month: Month) -> tuple[Complete, ...]:
    first_day, last_day = month_start(month), month_end(month)
    cut = [
        evolve(each, period=Period(max(each.period.start or first_day, first_day), min(each.period.end or last_day, last_day)))
        for each in complete
    ]
    return tuple(each for each in cut if not each.period.is_empty)


def _may_differ(trial: Trial, line: Line, alone: Line | None) -> bool:
    model = trial.policy.model
    needs = [need for each in (line, alone) if each for reason in each.reasons for need in reason.needs]
    if any(need.startswith(("not_complete", "undecided")) for need in needs):
        return True
    one, other = nodes(line), nodes(alone) if alone else {}
    moved = [key for key in {**one, **other} if key[:2] in declared(model) and told(one.get(key)) != told(other.get(key))]
    return any(kind != "allowance" or not ordered_by_date(model, model.allowances[name]) for kind, name, _ in moved)


@Law
def unforeseen(trial: Trial) -> None:
    """What was announced after `known_on` changes nothing of what is determined by it.

    The policy without those amendments gives the same bytes, and so does every `known_on` up to the day before the next
    announcement. Only announcements have this second date; a record that came to be known later is dropped from the
    records by who asks.
    """
    announced = sorted(_announcements(trial.policy.model))
    known_on = trial.chance.choice(
        [day + step * ONE_DAY for day in announced for step in (-1, 0, 1)] or [date(2000, 1, 1), date(2100, 1, 1)]
    )
    later = [day for day in announced if day > known_on]
    found = trial.determine(trial.caseload, known_on=known_on)
    _same_but(trial, found, trial.determine(trial.caseload, known_on=min(later, default=date.max) - ONE_DAY), known_on)
    known = Policy(_known(trial.policy.model, known_on))
    _same_but(trial, found, known.determine(trial.caseload, readings=trial.readings), known_on)


def _same_but(trial: Trial, before: Result, after: Result, known_on: date) -> None:
    alike = evolve(after, determination=evolve(after.determination, known_on=known_on))
    words = first(before, alike)
    trial.holds(not words, f"known on {known_on}, something announced later makes a difference: {words}")


def _announcements(model: Model) -> set[date]:
    return {each.announced for each in model.amendments.values() if each.announced is not None}


def _known(model: Model, on: date) -> Model:
    """The policy as it was on a day: wordings, exceptions, blocks, waivers and payments announced later are not there."""
    changed: dict[str, Any] = {"pays": tuple(_kept(model.pays, on))}
    for name in ("settings", "tables", "facts", "outcomes"):
        statements = getattr(model, name)
        changed[name] = {key: _without_later(statement, on) for key, statement in statements.items()}
    return evolve(model, **changed)


def _without_later(statement: Any, on: date) -> Any:
    if isinstance(statement, Outcome) and _is_later(statement, on):
        return evolve(statement, when=Literal(type=YES_NO, value=False))
    parts = {each.name: getattr(statement, each.name) for each in fields(type(statement))}
    dated = {name: tuple(_kept(part, on)) for name, part in parts.items() if isinstance(part, tuple) and any(map(has, map(type, part)))}
    return evolve(statement, **dated)


def _kept(items: Any, on: date) -> list[Any]:
    return [item for item in items if not _is_later(item, on)]


def _is_later(item: Any, on: date) -> bool:
    version = getattr(item, "version", None)
    return version is not None and version.announced is not None and version.announced > on
