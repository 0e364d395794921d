"""What is worth knowing of a policy before anything is drawn: a claim that is paid, and how each rule comes to apply.

A claim made of random values is refused by the first rule it meets. So for each kind of claims a document is sought that
is paid, and made as small as it can be; and for each stop, flag, payment and allowance the few changes of it by which that
rule applies. What is found are examples for the strategies to begin with, never a statement about the policy.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from functools import partial
from typing import Any

from attrs import define, evolve, field, frozen

from ccpolicy.engine.allowances import grant
from ccpolicy.engine.boundaries import Turn, turns
from ccpolicy.engine.claims import claimed
from ccpolicy.engine.paths import nearest_paths
from ccpolicy.engine.run import Row, Run
from ccpolicy.engine.statuses import line as line_of
from ccpolicy.engine.stops import holds
from ccpolicy.explain.output import spent_text
from ccpolicy.model.expr import Literal
from ccpolicy.model.types import YES_NO
from ccpolicy.records.caseload import Caseload
from ccpolicy.records.edits import Edit, edited
from ccpolicy.testing.chance import Plain, Seeded
from ccpolicy.testing.climb import Aim, Climb, holds_aim, late_aim, outcome_aim, paid_aim, run_of
from ccpolicy.testing.draw_rows import Document, Maker, declared
from ccpolicy.testing.draw_values import as_input
from ccpolicy.testing.near import SEEDS, Near
from ccpolicy.testing.patches import Patch, both, difference, patched
from ccpolicy.testing.shape import Shape
from ccpolicy.testing.times import months_between, moved
from ccpolicy.values.absent import MISSING, Unknown

STARTS = 5
CLIMBS = 3
MOST_TRIES = 400
MOST_TRIES_FOR_MONEY = 60
MOST_TRIES_A_STOP = 100
MOST_TRIES_A_FLAG = 40
MOST_ROWS_LOOKED_AT = 3
MOST_ROWS_THEN = 8
ENOUGH = 3
"""With so many values of its own a knob needs none that other rules turn at."""

_YES = Literal(type=YES_NO, value=True)


@frozen(eq=False)
class Knob:
    """An input of a document that a result rests on, and values at which a rule turns, as documents write them."""

    kind: str
    key: str
    column: str
    values: tuple[Any, ...]


@frozen(eq=False)
class Recipe:
    """The changes of a scene's document by which a rule applies, and what else the rule then rests on."""

    rule: str
    patch: Patch
    knobs: tuple[Knob, ...] = ()


@frozen(eq=False)
class Scene:
    """A small document with one claim of a kind, paid where that was found, and what can be made of it.

    `row` is the row that asks, by grain and key; `day` is what it is about.
    """

    kind: str
    day: date
    document: Document
    row: tuple[str, str]
    paid: bool
    knobs: tuple[Knob, ...] = ()
    recipes: tuple[Recipe, ...] = ()


@define(eq=False)
class Learner:
    """Seeks the scenes of one policy."""

    shape: Shape
    near: Near = field(init=False)

    def __attrs_post_init__(self) -> None:
        self.near = Near(self.shape, self.shape.dates[0])

    def scenes(self) -> list[Scene]:
        """A scene for each kind of claims, with its recipes; and where other rules are in force, another with those that
        only then were found."""
        found: list[Scene] = []
        known: set[str] = set()
        for day in self.shape.eras:
            self.near = Near(self.shape, day)
            for kind in self.shape.claims:
                first = next((scene for scene in found if scene.kind == kind), None)
                scene = self._scene(kind) if first is None else self._then(first, day)
                if scene is None:
                    continue
                recipes = self._recipes(scene, known)
                known |= {recipe.rule for recipe in recipes}
                if first is None or recipes:
                    found.append(evolve(scene, recipes=tuple(recipes)))
        return found

    # ---------------------------------------------------------------- a claim that is paid

    def _scene(self, kind: str) -> Scene | None:
        starts = [start for seed in range(STARTS) if (start := self._start(kind, seed)) is not None]
        starts.sort(key=lambda start: start[0])
        nearest: tuple[Any, Caseload, tuple[str, str]] | None = None
        for _, caseload, row in starts[:CLIMBS]:
            climb = self._climb(paid_aim(self.shape.policy, *row), row, MOST_TRIES)
            found = climb.up(caseload)
            if nearest is None or found.apart < nearest[0]:
                nearest = found.apart, found.caseload, row
            if found.there:
                break
        if nearest is None:
            return None
        apart, caseload, row = nearest
        aim = paid_aim(self.shape.policy, *row)
        if apart == 0:
            more = paid_aim(self.shape.policy, *row, money=True)
            found = self._climb(more, row, MOST_TRIES_FOR_MONEY).up(caseload)
            aim, caseload = (more, found.caseload) if found.there else (aim, caseload)
        return self._made(kind, self._smaller(caseload, aim, apart), row, apart == 0)

    def _then(self, first: Scene, day: date) -> Scene | None:
        """The first scene as it would be at another time, paid again if that can be had."""
        document = moved(self.shape, first.document, months_between(first.day, day))
        caseload = self.near.read(document)
        if caseload is None:
            return None
        run = run_of(self.shape.policy, caseload)
        rows = list(run.rows(first.row[0]))[:MOST_ROWS_THEN]
        near = [(paid_aim(self.shape.policy, first.row[0], each.key)(run)[0], each.key) for each in rows]
        if not near:
            return None
        row = first.row[0], min(near)[1]
        found = self._climb(paid_aim(self.shape.policy, *row), row, MOST_TRIES).up(caseload)
        return self._made(first.kind, found.caseload, row, found.there)

    def _made(self, kind: str, caseload: Caseload, row: tuple[str, str], paid: bool) -> Scene:
        run = run_of(self.shape.policy, caseload)
        at = run.row(*row)
        asks = at is not None and bool(claimed(run, at).units)
        knobs = self._knobs(run, at, line_of(run, at).why) if at is not None and asks else ()
        return Scene(kind, self.near.day, self.near.document(caseload), row, paid, knobs)

    def _start(self, kind: str, seed: int) -> tuple[Any, Caseload, tuple[str, str]] | None:
        """A random document with one claim, and its row that is nearest to being paid."""
        policy = self.shape.policy
        maker = Maker(self.shape, Seeded(seed) if seed else Plain())
        maker.claim(kind, self.near.day)
        maker.belonging()
        caseload = self.near.read({**maker.document(), "complete": declared(self.shape), "posting": []})
        if caseload is None:
            return None
        run = run_of(policy, caseload)
        best = None
        for grain in dict.fromkeys(asks.grain for asks in policy.asks if asks.claim == kind):
            rows = list(run.rows(grain))
            given = [row for row in rows if row.record is not None]
            for row in (given or rows)[:MOST_ROWS_LOOKED_AT]:
                apart, _ = paid_aim(policy, grain, row.key)(run)
                if best is None or apart < best[0]:
                    best = apart, caseload, (grain, row.key)
        return best

    def _climb(self, aim: Aim, row: tuple[str, str], tries: int) -> Climb:
        return Climb(self.shape.policy, aim, self.near.further, lambda caseload: self.near.moves(caseload, row), tries)

    # ---------------------------------------------------------------- made smaller

    def _smaller(self, caseload: Caseload, aim: Aim, apart: Any) -> Caseload:
        """The caseload without rows and values that it takes nothing from to leave out."""

        def holds_still(less: Caseload | None) -> bool:
            return less is not None and aim(run_of(self.shape.policy, less))[0] <= apart

        for kind in reversed(list(self.shape.kinds)):
            rows = caseload.records.get(kind, ())
            if not rows or kind in self.shape.claims:
                continue
            for keep in [(), *([row] for row in rows)] if len(rows) > 1 else [()]:
                less = self.near.reread(evolve(caseload, records={**caseload.records, kind: tuple(keep)}))
                if holds_still(less):
                    assert less is not None
                    caseload = less
                    break
        for kind in self.shape.kinds:
            given = self.shape.kinds[kind]
            for row in caseload.records.get(kind, ()):
                for name, column in given.columns.items():
                    if column.absent != "missing" or name in given.key or row.values.get(name, MISSING) is MISSING:
                        continue
                    fewer = edited(caseload, [Edit((kind, row.key, name), MISSING)])
                    if holds_still(fewer):
                        caseload = fewer
        return caseload

    # ---------------------------------------------------------------- how rules come to apply

    def _recipes(self, scene: Scene, known: set[str]) -> list[Recipe]:
        """The recipes for the rules that have to do with the claim and are not known yet."""
        found = []
        for rule, grain, aim_at in self._goals():
            flag = rule in self.shape.policy.outcomes and self.shape.policy.outcomes[rule].kind == "flag"
            if rule in known or not self._concerns(scene, grain) or (flag and self.near.day != self.shape.eras[0]):
                continue
            recipe = self._recipe(scene, rule, grain, aim_at, MOST_TRIES_A_FLAG if flag else MOST_TRIES_A_STOP)
            if recipe is not None:
                found.append(recipe)
                if rule in self.shape.policy.allowances:
                    found += self._used_up(scene, recipe)
        return found

    def _concerns(self, scene: Scene, grain: str) -> bool:
        """Whether rows that ask lead to rows of a grain or the other way; for the first claims also all that is apart."""
        mine, its = (nearest_paths(self.shape.policy, each) for each in (scene.row[0], grain))
        apart = not any(asks.grain in its or grain in nearest_paths(self.shape.policy, asks.grain) for asks in self.shape.policy.asks)
        return grain in mine or scene.row[0] in its or (apart and scene.kind == self.shape.claims[0])

    def _goals(self) -> Iterator[tuple[str, str, Callable[[str], Aim]]]:
        """Rules, the grain of their rows, and how to aim at one for a row with a key."""
        policy = self.shape.policy
        for name, allowance in policy.allowances.items():
            where = allowance.where or _YES
            yield name, allowance.grain, partial(holds_aim, allowance.grain, expr=where)
        for name, outcome in policy.outcomes.items():
            deadline = policy.deadlines.get(outcome.parent)
            if deadline is not None and deadline.grain == outcome.grain:
                yield name, outcome.grain, partial(late_aim, deadline, outcome)
            elif outcome.parent not in policy.allowances:
                yield name, outcome.grain, partial(outcome_aim, outcome)
        for pay in policy.pays:
            if pay.where is not None:
                yield pay.name, pay.grain, partial(holds_aim, pay.grain, expr=pay.where)

    def _used_up(self, scene: Scene, recipe: Recipe) -> Iterator[Recipe]:
        """Histories by which an allowance has nothing left for the row that spends, just enough, or a little less."""
        policy = self.shape.policy
        caseload = self.near.read(patched(self.shape, scene.document, recipe.patch))
        if caseload is None:
            return
        run = run_of(policy, caseload)
        for row in run.rows(policy.allowances[recipe.rule].grain):
            found = grant(run, recipe.rule, row)
            if found is None or any(isinstance(found.items[name], Unknown) for name in ("limit", "asked", "granted")):
                continue
            limit, asked = found.items["limit"], found.items["asked"]
            for left in dict.fromkeys((0, asked, asked - 1, asked + 1)):
                if 0 <= left < limit:
                    posting = {
                        "allowance": recipe.rule,
                        "per": {name: str(text) for (name, _), text in zip(policy.allowances[recipe.rule].per, found.ask.per)},
                        "window": str(found.ask.window), "spender": f"earlier/{row.key.partition('/')[2] or row.key}",
                        "date": str(found.ask.day) if found.ask.day else None,
                        "amount": spent_text(limit - left, recipe.rule, policy), "state": "granted", "claim": "earlier",
                    }
                    patch = both(recipe.patch, Patch(statements={"posting": [posting]}))
                    if self.near.determines(patched(self.shape, scene.document, patch)):
                        yield Recipe(f"{recipe.rule} {left}", patch)
            return

    def _recipe(self, scene: Scene, rule: str, grain: str, aim_at: Callable[[str], Aim], tries: int) -> Recipe | None:
        caseload = self.near.read(scene.document)
        assert caseload is not None
        run = run_of(self.shape.policy, caseload)
        target = self._nearest(run, grain, aim_at)
        if target is None:
            grown = next((d for seed in range(SEEDS) if (d := self._grown(scene, run, grain, seed)) is not None), None)
            caseload = self.near.read(grown) if grown is not None else None
            if caseload is None:
                return None
            run = run_of(self.shape.policy, caseload)
            target = self._nearest(run, grain, aim_at)
            if target is None:
                return None
        climb = self._climb(aim_at(target.key), scene.row, tries)
        found = climb.up(caseload)
        if not found.there:
            return None
        after = self.near.document(found.caseload)
        if not self.near.determines(after):
            return None
        run = run_of(self.shape.policy, found.caseload)
        row = run.row(grain, target.key)
        outcome = self.shape.policy.outcomes.get(rule)
        knobs = self._knobs(run, row, (holds(run, outcome, row),)) if row is not None and outcome else ()
        return Recipe(rule, difference(self.shape, scene.document, after), knobs)

    def _nearest(self, run: Run, grain: str, aim_at: Callable[[str], Aim]) -> Row | None:
        """The row of a grain that is nearest to the aim."""
        rows = list(run.rows(grain))[:40]
        return min(rows, key=lambda row: aim_at(row.key)(run)[0], default=None)

    def _grown(self, scene: Scene, run: Run, grain: str, seed: int) -> Document | None:
        """The scene with a row of a grain it has none of."""
        found = self.shape.policy.grains[grain]
        while found.kind != "record" and found.base:
            found = self.shape.policy.grains[found.base]
        if found.name not in self.shape.kinds:
            return None
        return self.near.with_row(scene.document, run, found.name, scene.row, seed)

    def _knobs(self, run: Run, row: Row, why: Iterable[Any]) -> tuple[Knob, ...]:
        nodes = list(why)
        own = {turn.at: turn for turn in turns(run, nodes)}
        more = turns(run, nodes, further=lambda at, known, before: self.near.turning(run, at, known))
        found = (own[turn.at] if turn.at in own and len(own[turn.at].values) >= ENOUGH else turn for turn in more)
        return tuple(self._knob(turn) for turn in found if turn.at[0] in self.shape.kinds)

    def _knob(self, turn: Turn) -> Knob:
        kind, key, name = turn.at
        column = self.shape.kinds[kind].columns[name]
        values = tuple(as_input(value, column) for value in turn.values if value is not MISSING)
        return Knob(kind, key, name, values)
