"""A whole policy: what is drawn of each kind, and in which order."""

from __future__ import annotations

from ccpolicy.testing.random_policy import bands, changes, decisions, examples, money, records, shown, tables, values
from ccpolicy.testing.random_policy.choosing import Choose
from ccpolicy.testing.random_policy.text import FOLDER, MAIN, Lines, PolicyText, written
from ccpolicy.testing.random_policy.world import ASKED, DECIDED, World

_FILES = ("rules", "topics/money")


def draw_policy(choose: Choose) -> PolicyText:
    """A policy that is well typed by construction."""
    world = World(choose)
    records.heading(world)
    records.code_lists(world)
    records.rows(world)
    values.settings(world)
    if choose.often(45):
        tables.table(world)
    for _ in range(choose.below(4)):
        grain = choose.pick([world.asked, *world.grains])
        choose.pick((values.fact, values.fact, bands.bands))(world, grain)
    if choose.often(40):
        values.unsettled(world)
    if choose.often(60):
        values.formulas(world, choose.pick([world.asked, *world.grains]))
    if choose.often(50):
        examples.by_line(world)
    decisions.asks(world)
    for _ in range(choose.below(3)):
        world.statements.append(decisions.stop(world))
    for _ in range(choose.below(2) + choose.below(2)):
        decisions.allowance(world)
    if choose.often(50):
        decisions.deadline(world)
    if choose.often(45):
        world.statements.append(decisions.stop(world, DECIDED))
    if choose.often(30):
        changes.pattern(world)
    money.payments(world)
    if choose.often(12):
        world.statements.append(decisions.stop(world, ASKED))
    if choose.often(35):
        changes.amendment(world)
    for _ in range(choose.below(2)):
        shown.report(world)
    if choose.often(30):
        shown.sheet(world)
    if choose.often(20):
        shown.unmodelled(world)
    if choose.often(12):
        shown.context(world)
    if choose.often(15):
        waived = decisions.waive(world)
        if waived is not None:
            world.statements.append(waived)
    shown.leftovers(world)
    if world.spanish:
        world.statements.append(world.words())
    return _files(world)


def _files(world: World) -> PolicyText:
    """The statements in one file or in several, in any order."""
    choose = world.choose
    statements = [_carrying(world, each) for each in world.statements]
    files: dict[str, list[Lines]] = {MAIN: []}
    several = choose.often(20)
    for at, statement in enumerate(statements):
        name = f"{FOLDER}/{choose.pick(_FILES)}.policy" if several and at and choose.often(40) else MAIN
        files.setdefault(name, []).append(statement)
    texts = {name: "\n".join(_text(choose, statement) for statement in each) for name, each in files.items()}
    return PolicyText({**texts, **world.files})


def _carrying(world: World, statement: Lines) -> Lines:
    """The statement, now and then with what any statement may carry beside its clauses."""
    head, *rest = statement
    body = rest[0] if rest and not isinstance(rest[0], str) else []
    if not world.choose.often(25):
        return statement
    more = ['note "Said beside it."'] if not any(str(line).startswith("note") for line in body) else []
    if world.requirements and not any(str(line).startswith("meets") for line in body):
        more.append(f"meets {world.requirements[0]}")
    if not any(str(line).startswith("cite") for line in body):
        more.append(f'cite {world.sources[0]} "p. 1"')
    return [head, [*body, *more]]


def _text(choose: Choose, statement: Lines) -> str:
    comment = "# so it is said\n" if choose.often(5) else ""
    return comment + "\n".join(written(statement)) + "\n"
