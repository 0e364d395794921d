"""What changes over time or is said once for several: amendments and patterns."""

from __future__ import annotations

from ccpolicy.model.types import DATE, Codes
from ccpolicy.testing.random_policy.decisions import stop, waive
from ccpolicy.testing.random_policy.expressions import term, when
from ccpolicy.testing.random_policy.literals import constant
from ccpolicy.testing.random_policy.text import Lines, quoted
from ccpolicy.testing.random_policy.world import Scope, World

_PERIODS = ("from 2022-04-01", "from 2022-02-01 through 2022-05-31", "from 2022-03-05 through 2022-03-20 tentative")


def amendment(world: World) -> None:
    """A dated change: settings and facts anew, exceptions, reasons switched off, and new ones."""
    choose, number = world.choose, len([1 for each in world.statements if str(each[0]).startswith("amendment")])
    body: list[str | Lines] = []
    plain = [each for each in world.settings if not isinstance(each.type, Codes)]
    if plain and choose.often(60):
        each = choose.pick(plain)
        body += [f"setting {each.name} = {constant(choose, each.type)}", []]
    facts = [(grain, each) for grain in world.grains.values() for each in grain.vars if each.name.startswith("worked")]
    if facts and choose.often(60):
        grain, each = choose.pick(facts)
        scope = Scope(world, grain.name)
        value, test = term(scope, each.type, 0), when(scope)
        if value is not None and each.name not in value.reads | test.reads and not _later(value.reads | test.reads, each.name):
            label = world.told(f"as amended {number}")
            known = world.exceptions.setdefault(each.name, [])
            from_say = [f"say {quoted('It is so.')}", f"say es {quoted('Es así.')}"] if world.spanish else []
            over = f" over {', '.join(map(quoted, known))}" if known else ""
            known.append(label.strip('"'))
            body += [f"fact {each.name} of {grain.name}", [f"except {label}{over}", [f"= {value.text}", f"when {test.text}", *from_say]]]
    if choose.often(50):
        body += list(stop(world))
    off = waive(world)
    if off is not None and (choose.often(50) or not body):
        body += list(off)
    if not body:
        body += list(stop(world))
    announced = [f"announced {choose.pick(('2022-01-20', '2022-05-01'))}"] if choose.often(70) else []
    label = f"Change {number} of {world.label().strip(chr(34))}"
    world.statements.append([f"amendment {quoted(label)}", [*announced, choose.pick(_PERIODS), *world.cite(), *[line for line in body if line != []]]])


def _later(reads: frozenset[str], name: str) -> bool:
    """Whether one of these was drawn later than a fact, and so may read it."""
    own = int(name.rpartition("_")[2]) if "_" in name else 1
    numbers = [each.split(".")[-1] for each in reads if "worked" in each or "span" in each or "chart" in each]
    return any(not each.startswith("worked") or (int(each.rpartition("_")[2]) if "_" in each else 1) >= own for each in numbers)


def pattern(world: World) -> None:
    """Statements with parameters, applied once or twice."""
    choose = world.choose
    grain = choose.pick(world.leads(world.asked))
    scope, name = Scope(world, grain), world.name("not_after")
    subjects = [each for each in scope.row_terms() if each.type == DATE and "." not in each.text]
    dates = [each for each in scope.row_terms() if each.type == DATE]
    if not subjects or not dates:
        return
    subject = choose.pick(subjects)
    guard = f"{subject.text} is not missing and " if subject.gaps else ""
    test = f"when last is not missing and {guard}{subject.text} > last"
    sentence = [f"say {quoted('{what}: {last}.')}"] + ([f"say es {quoted('{what}: {last}.')}"] if world.spanish else [])
    meets = ["meets requirement"] if world.requirements else []
    extra = ", requirement" if meets else ""
    label = world.label()
    world.statements.append([f"pattern {name}(why, last, what{extra})", [
        f"deny why of {grain} {label}", [test, *sentence, *world.cite(bare=True), *meets],
    ]])  # fmt: skip
    for _ in range(1 + choose.below(2)):
        last = choose.pick(dates)
        if last.text == subject.text:
            continue
        reason = world.name("pattern_reason")
        world.stops[reason] = grain
        given = [f"why: {reason}", f"last: {last.text}", 'what: "the last day"', *([f"requirement: {world.requirements[0]}"] if meets else [])]
        world.statements.append([f"apply {name}({', '.join(given)})", []])
