"""Laws of what reaches how far: one claim to another, and names to nothing."""

from __future__ import annotations

from typing import Any

from ccpolicy.engine.determination import Line
from ccpolicy.front import Result
from ccpolicy.testing.laws.crossing import by_claim, declared, nodes, told
from ccpolicy.testing.laws.differing import differences, document
from ccpolicy.testing.laws.law import Beside, Law, Trial
from ccpolicy.testing.laws.names import Names


@Law
def local(trial: Trial) -> None:
    """A claim changes nothing of another except through a statement that says so, and the explanation then names it.

    One claim, with the rows that belong to it, is taken away; the lines of every other claim stay the same to the byte.
    Where one does not, it rests on something declared to look further: an `allowance` that claims share, an aggregate,
    window or `share` over rows of several claims (which a `complete` declaration has to cover), or a `pay` above the
    claims. That came to something else, and the whole explanation of the line names it.
    """
    model = trial.policy.model
    claims = {asks.claim for asks in model.asks}
    there = [(kind, row.key) for kind in sorted(claims) for row in trial.caseload.records.get(kind, ())]
    if len(there) < 2:
        raise Beside
    gone = trial.chance.choice(there)
    before = trial.result
    after = trial.alone(trial.caseload, set(there) - {gone})
    left = {(line.grain, line.id): line for line in after.lines}
    shown = {name: _published(result) for name, result in (("before", before), ("after", after))}
    of = by_claim(before.determination)
    for line in before.lines:
        key = (line.grain, line.id)
        if key not in of or of[key] == gone[1]:
            continue
        one, other = shown["before"][key], shown["after"].get(key)
        if one != other:
            words = next(differences(one, other or {}))
            _is_named(trial, before, line, left.get(key), f"{line.id} changes with {gone[0]} {gone[1]}: {words}")


def _published(result: Result) -> dict[tuple[str, str], Any]:
    grains = [line.grain for line in result.lines]
    return {(grain, line["id"]): line for grain, line in zip(grains, document(result)["lines"])}


def _is_named(trial: Trial, before: Result, line: Line, after: Line | None, words: str) -> None:
    one, other = nodes(line), nodes(after) if after is not None else {}
    may = declared(trial.policy.model)
    through = [
        key for key in {**one, **other} if key[:2] in may and told(one.get(key)) != told(other.get(key))
    ]
    trial.holds(through, f"{words}; nothing it rests on looks beyond its claim")
    text = before.explain(line.id, depth=3)
    labels = [one[key].label for key in through if key in one]
    named = not labels or any(label in text for label in labels)
    trial.holds(named, f"{words}; its explanation does not name {', '.join(labels)}")


@Law
def renamable(trial: Trial) -> None:
    """Names of records mean nothing: with other names in the same order, all is the same but for the names.

    Only keys of type text are names, and of these not a text by which a table of records is looked up or rows are matched.
    Their order decides between rows that come equally early, so it is kept.
    """
    before = trial.result
    names = Names(trial.policy.model, trial.document, trial.chance)
    after = trial.determine(names.document)
    one, other = document(before), names.back(document(after))
    words = next(differences(one, other), "")
    trial.holds(not words, f"with other names of records: {words}")
