"""Claims drawn from what was learned of a policy: a scene, some recipes, inputs moved to where rules turn, another time.

Everything is a change of a small document that is paid, so that a draw that shrinks comes back to it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

from attrs import frozen

from ccpolicy.engine.rows import check_rows
from ccpolicy.errors import RecordsError
from ccpolicy.model.types import DATE
from ccpolicy.records.read import read_caseload
from ccpolicy.testing.chance import Chance
from ccpolicy.testing.climb import run_of
from ccpolicy.testing.draw_rows import Document, Maker, declared, document, key_of
from ccpolicy.testing.learn import Learner, Recipe, Scene
from ccpolicy.testing.patches import Patch, patched
from ccpolicy.testing.shape import Shape
from ccpolicy.testing.times import months_between, moved, on_another_day

MOST_MENDED = 3


@frozen(eq=False)
class Known:
    """A policy's shape and its scenes, found when first asked for and kept with the shape."""

    shape: Shape
    scenes: tuple[Scene, ...]

    def of(self, kind: str) -> Sequence[Scene]:
        """The scenes of a kind of claims, the ordinary one first."""
        return [scene for scene in self.scenes if scene.kind == kind]


@lru_cache(maxsize=16)
def known(shape: Shape) -> Known:
    """What was learned of a policy: learned once."""
    return Known(shape, tuple(Learner(shape).scenes()))


# ---------------------------------------------------------------- one claim


def claim(about: Known, chance: Chance, kind: str) -> Document:
    """A document with one claim of a kind."""
    shape, scenes = about.shape, about.of(kind)
    if not scenes or chance.seldom(6):
        return document(shape, chance, claims=1, kind=kind)
    scene = scenes[0] if len(scenes) == 1 or not chance.seldom(35) else chance.pick(scenes[1:])
    made = dict(scene.document)
    chosen: list[Recipe] = []
    if scene.recipes:
        chosen = [chance.pick(scene.recipes) for _ in range(chance.pick((0, 0, 1, 1, 1, 2)))]
    for recipe in chosen:
        made = patched(shape, made, recipe.patch)
    knobs = [*scene.knobs, *(knob for recipe in chosen for knob in recipe.knobs)]
    for _ in range(chance.pick((0, 0, 0, 1, 1, 2)) if knobs else 0):
        knob = chance.pick(knobs)
        if knob.values:
            made = patched(shape, made, Patch({(knob.kind, knob.key, knob.column): chance.pick(knob.values)}))
    if chance.seldom(50):
        made = spread(shape, made, chance)
    if chance.seldom(15):
        made = redrawn(shape, made, chance)
    if chance.seldom(30):
        made = moved(shape, made, months_between(scene.day, chance.pick(shape.dates)))
    return made


def redrawn(shape: Shape, made: Document, chance: Chance) -> Document:
    """The document with one value drawn from all there are, or left out."""
    kind = chance.pick([name for name in shape.kinds if made.get(name)])
    given, row = shape.kinds[kind], chance.pick(made[kind])
    columns = [column for column in given.columns.values() if column.name not in (*given.key, *given.references, *given.belongs)]
    if not columns:
        return made
    column = chance.pick(columns)
    maker = Maker(shape, chance)
    maker.at(shape.dates[0])
    value = maker.value(given, column)
    changed = {name: each for name, each in row.items() if name != column.name}
    changed |= {} if value is None else {column.name: value}
    return {**made, kind: [changed if each is row else each for each in made[kind]]}


def spread(shape: Shape, made: Document, chance: Chance) -> Document:
    """The document with what it says of one day said of further days of the same month: a few, a week, every week."""
    made = dict(made)
    first, length, step = chance.number(1, 28), chance.pick((1, 2, 4, 7, 31)), chance.pick((1, 7))
    for kind, given in shape.kinds.items():
        if not made.get(kind) or not (given.derived or given.to) or not any(c.type == DATE for c in given.columns.values()):
            continue
        keys = {key_of(given, row) for row in made[kind]}
        rows = list(made[kind])
        for row in made[kind]:
            for at in range(first, first + length * step, step):
                copy = on_another_day(shape, given, row, at, len(rows) + 1)
                if copy is not None and key_of(given, copy) not in keys:
                    keys.add(key_of(given, copy))
                    rows.append(copy)
        made[kind] = rows
    return made


# ---------------------------------------------------------------- several claims


def several(about: Known, chance: Chance, most: int) -> Document:
    """A document with up to so many claims, which share some of what they name."""
    shape = about.shape
    made: Document = {}
    for number in range(1, chance.number(1, most) + 1):
        kind = chance.pick(shape.claims)
        one = claim(about, chance, kind)
        if number > 1:
            named = [name for name in shape.needed(kind) if name not in shape.claims]
            own = {*shape.claims, *(name for name in named if chance.seldom(35))}
            fresh = {name for name in shape.kinds if own & set(shape.needed(name))}
            one = moved(shape, renamed(shape, one, fresh, f"-{number}"), chance.pick((0, 1, -1, 12)))
        made = merged(shape, made, one)
    return made


def renamed(shape: Shape, made: Document, kinds: Iterable[str], mark: str) -> Document:
    """The document with other ids for rows of some kinds, everywhere."""
    fresh = {name for name in kinds if shape.kinds[name].key == ("id",)}
    after: Document = {}
    for kind, rows in made.items():
        given = shape.kinds.get(kind)
        if given is None:
            after[kind] = rows
            continue
        other = {name for name, target in given.references.items() if target in fresh} | ({"id"} if kind in fresh else set())
        after[kind] = [
            {name: f"{value}{mark}" if name in other and isinstance(value, str) else value for name, value in row.items()}
            for row in rows
        ]
    return after


def merged(shape: Shape, first: Document, second: Document) -> Document:
    """The rows of both documents; of two rows with one key the first."""
    after: Document = {}
    for kind in dict.fromkeys([*first, *second]):
        rows = [*first.get(kind, ()), *second.get(kind, ())]
        given = shape.kinds.get(kind)
        if given is not None:
            by_key: dict[str, Any] = {}
            for row in rows:
                by_key.setdefault(key_of(given, row), row)
            rows = list(by_key.values())
        after[kind] = rows if given is not None or kind == "posting" else first.get(kind) or second.get(kind)
    return after


# ---------------------------------------------------------------- fit to be determined


def mended(shape: Shape, made: Document) -> Document:
    """The document without the rows that match nothing, such as days that are in no claim's month any more."""
    for _ in range(MOST_MENDED):
        wrong = problems(shape, made)
        if not wrong:
            return made
        gone = {path.partition("]")[0] for path in wrong}
        made = {
            kind: [row for at, row in enumerate(rows) if f"{kind}[{at}" not in gone] if kind in shape.kinds else rows
            for kind, rows in made.items()
        }
    return made


def problems(shape: Shape, made: Document) -> Sequence[str]:
    """Where a document cannot be determined."""
    try:
        caseload = read_caseload(shape.policy, made)
    except RecordsError as error:
        return [problem.path for problem in error.problems]
    return [problem.path for problem in check_rows(run_of(shape.policy, caseload))]


def ready(shape: Shape, chance: Chance, made: Document) -> Document:
    """The document as it can be determined, seldom without what it declares complete or the history of allowances."""
    made = {kind: rows for kind, rows in made.items() if rows or kind not in shape.kinds}
    if chance.seldom(4):
        made.pop("complete", None)
    else:
        made.setdefault("complete", declared(shape))
    if chance.seldom(4):
        made.pop("posting", None)
    else:
        made.setdefault("posting", [])
    return mended(shape, made)
