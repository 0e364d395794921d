"""Can these conditions hold together? Answered by trying values at and beside every edge they mention.

The operands of comparisons are taken as variables that may hold anything their type allows, whatever the facts behind
them say. So "no" is a proof, and "yes" comes with a witness that a person can look at. Columns of a code follow their
code. What is compared with what decides the values tried: each constant, and one step below and above it.
"""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from fractions import Fraction
from typing import Any
from zoneinfo import ZoneInfo

from attrs import define, evolve, field, frozen

from ccpolicy.limits import TRIALS
from ccpolicy.model.evaluate import evaluate
from ccpolicy.model.expr import (
    Aggregate,
    Apply,
    Expr,
    InBands,
    Literal,
    LookUp,
    ReadAllowance,
    ReadColumn,
    ReadDate,
    ReadDeadline,
    ReadFact,
    ReadField,
    ReadRow,
    ReadSetting,
    ReadStatus,
    Window,
)
from ccpolicy.model.operators import COMPARISONS, Choices
from ccpolicy.model.policy import Policy
from ccpolicy.model.types import AGE, DATE, MOMENT, MONEY, MONTH, NUMBER, TEXT, TIME, YES_NO, Codes, Quantity, Type
from ccpolicy.values.absent import MISSING, Unknown
from ccpolicy.values.dates import Age, Month, add_to_month, anniversary, completed_months
from ccpolicy.values.wording import worded

LIMIT = 60_000
FEW = 2_000
"""Cases so few that trying all of them is faster than looking for parts that contradict each other."""

TRIES = 4_000
_IN_MONTHS = Quantity((("month", 1),))
_LOGIC = frozenset({"and", "or", "not", "if", "is_missing", "in", *COMPARISONS})


@define
class Assignment:
    """A value for each variable; reads columns of codes from the policy."""

    policy: Policy
    choices: Choices
    values: dict[Expr, Any] = field(eq=False)

    def read(self, expr: Expr) -> Any:
        if expr in self.values:
            return self.values[expr]
        if isinstance(expr, ReadColumn):
            code = evaluate(expr.code, self)
            if code is MISSING or isinstance(code, Unknown):
                return code
            row = self.policy.codes[expr.codes].rows.get(code)
            if row is None:
                return MISSING
            return row.label if expr.column == "label" else row.columns.get(expr.column, MISSING)
        return Unknown()


class Exhausted(Exception):
    """More cases would have to be tried than anybody waits for."""


class Solver:
    """Answers for one policy."""

    def __init__(self, policy: Policy) -> None:
        self.policy = policy
        self.choices = Choices(policy.options, policy.calendars)
        self.left = TRIALS.most

    def together(self, conditions: Sequence[Expr], falsely: Sequence[Expr] = ()) -> Assignment | None:
        """Values under which all `conditions` are yes and all `falsely` are no; None if there are none.

        Where there are too many variables to try all, parts that share few are tried: if those cannot hold together,
        the whole cannot. Failing that a witness is looked for at random, and without one the answer is an assignment
        without values: it could not be proven.
        """
        parts = [part for condition in conditions for part in _conjuncts(condition)]
        parts += [Apply(type=YES_NO, op="not", args=(part,)) for part in falsely]
        names = set().union(*(variables(part) for part in parts)) if parts else set()
        size = self._size(names, parts)
        if size > FEW and not self._provable(parts):
            return None
        if size <= LIMIT:
            return next(self._all(names, parts), None)
        return next(self._some(names, parts), Assignment(self.policy, self.choices, {}))

    def spend(self, steps: int = 1) -> None:
        """Takes steps from those that may be spent. Raises Exhausted when there are no more."""
        self.left -= steps
        if self.left < 0:
            raise Exhausted

    def _provable(self, parts: Sequence[Expr]) -> bool:
        """False if some small set of the parts already contradicts itself."""
        of = {id(part): variables(part) for part in parts}
        self.spend(_steps(parts))
        for size in (1, 2, 3):
            for few in itertools.combinations(parts, size):
                self.spend()
                shared = [of[id(part)] for part in few]
                if size > 1 and not all(any(one & other for other in shared if other is not one) for one in shared):
                    continue
                names = set().union(*shared)
                if names and self._size(names, few) <= LIMIT and next(self._all(names, few), None) is None:
                    return False
        return True

    def _size(self, names: set[Expr], parts: Sequence[Expr]) -> int:
        size = 1
        constants = self._constants(parts)
        for name in names:
            size *= len(self._samples(name, constants))
            if size > LIMIT:
                return size
        return size

    def _constants(self, parts: Sequence[Expr]) -> dict[Type, list[Any]]:
        """The constants in the parts by their type."""
        self.spend(_steps(parts))
        found: dict[Type, list[Any]] = {}
        for part in parts:
            for each in part.walk():
                if isinstance(each, Literal) and each.value is not MISSING:
                    found.setdefault(each.type, []).append(each.value)
        return found

    def _all(self, names: set[Expr], parts: Sequence[Expr]) -> Iterator[Assignment]:
        ordered = sorted(names, key=repr)
        tests = [abstract(part) for part in parts]
        steps = _steps(tests)
        constants = self._constants(parts)
        for values in itertools.product(*(self._samples(name, constants) for name in ordered)):
            self.spend(steps)
            found = Assignment(self.policy, self.choices, dict(zip(ordered, values)))
            if all(evaluate(test, found) is True for test in tests):
                yield found

    def _some(self, names: set[Expr], parts: Sequence[Expr]) -> Iterator[Assignment]:
        chance = random.Random(0)
        ordered = sorted(names, key=repr)
        steps = _steps(parts)
        constants = self._constants(parts)
        samples = {name: self._samples(name, constants) for name in ordered}
        for _ in range(TRIES):
            self.spend(steps)
            values = {name: chance.choice(samples[name]) for name in ordered}
            found = Assignment(self.policy, self.choices, values)
            if all(evaluate(part, found) is True for part in parts):
                yield found

    def samples(self, variable: Expr, parts: Sequence[Expr]) -> list[Any]:
        """Values to try for a variable, from the constants it or its like is compared with."""
        return self._samples(variable, self._constants(parts))

    def _samples(self, variable: Expr, constants: dict[Type, list[Any]]) -> list[Any]:
        beside = constants.get(_IN_MONTHS, []) if variable.type == AGE else []
        near = [*constants.get(variable.type, []), *beside]
        tried = [*sample_values(variable.type, near, self.choices), *([] if variable.whole else _between(near))]
        values = list(dict.fromkeys(tried))
        return [*values, MISSING] if variable.optional else values

    def told(self, found: Assignment) -> str:
        """A witness in words."""
        shown = [f"{name_of(name)} is {as_written(value, name.type)}" for name, value in found.values.items()]
        return ", ".join(sorted(shown)[:8]) or "it could not be proven that they exclude each other"


def sample_values(kind: Type, constants: Sequence[Any], choices: Choices) -> Iterator[Any]:
    """Values of a type at, just below and just above the constants, and away from all of them."""
    match kind:
        case Codes(codes=codes):
            yield from codes
        case Quantity():
            yield 0
            for value in sorted({Fraction(c) for c in constants if isinstance(c, int | Fraction)}):
                yield from (_exact(value + step) for step in (-1, 0, 1))
            yield from ((1000, 100000) if kind == MONEY else (1, 10000))
        case _ if kind == YES_NO:
            yield from (True, False)
        case _ if kind == DATE:
            for day in [c for c in constants if isinstance(c, date)] or [date(2023, 1, 15)]:
                yield from (day - timedelta(days=1), day, day + timedelta(days=1))
        case _ if kind == MONTH:
            for month in [c for c in constants if isinstance(c, Month)] or [Month(2023, 1)]:
                yield from (add_to_month(month, n) for n in (-1, 0, 1))
        case _ if kind == TIME:
            minutes = [c.hour * 60 + c.minute for c in constants if isinstance(c, time)]
            beside = {at + step for at in minutes for step in (-1, 0, 1) if 0 <= at + step < 24 * 60}
            yield from (time(*divmod(at, 60)) for at in sorted({0, 12 * 60, 24 * 60 - 1} | beside))
        case _ if kind == AGE:
            on = date(2023, 6, 15)
            for months in [c for c in constants if isinstance(c, int)] or [12]:
                born = anniversary(on, -months, choices.options.leap_day_birthday)
                yield from (Age(born + timedelta(days=step), on) for step in (1, 0, -1))
        case _ if kind == TEXT:
            texts = {str(c) for c in constants}
            yield from sorted({"", "another text", "one more"} | texts | {f"{text} " for text in texts})
        case _ if kind == MOMENT:
            noon = datetime(2023, 6, 15, 12, tzinfo=ZoneInfo("UTC"))
            yield from (noon - timedelta(minutes=1), noon, noon + timedelta(minutes=1))
        case _:
            yield from ("one", "another")


def _between(constants: Sequence[Any]) -> Iterator[Any]:
    """What lies between numbers that are less than two steps apart."""
    edges = sorted({Fraction(0), *(Fraction(c) for c in constants if isinstance(c, int | Fraction) and not isinstance(c, bool))})
    yield from (_exact((low + high) / 2) for low, high in itertools.pairwise(edges) if high - low <= 2)


def variables(expr: Expr) -> set[Expr]:
    """The operands whose values decide a condition."""
    if isinstance(expr, Literal):
        return set()
    if isinstance(expr, ReadColumn):
        return variables(expr.code) or {expr}
    if isinstance(expr, Apply) and expr.op in _LOGIC:
        return set().union(*(variables(arg) for arg in expr.args))
    return {expr}


def abstract(expr: Expr) -> Expr:
    """The same condition with every other operator on a variable's parts hidden, so that its value is looked up."""
    if isinstance(expr, Apply) and expr.op in _LOGIC:
        return evolve(expr, args=tuple(abstract(arg) for arg in expr.args))
    return _Held(type=expr.type, optional=expr.optional, held=expr) if isinstance(expr, (Apply, InBands)) else expr


@frozen(kw_only=True)
class _Held(Expr):
    """Stands for an expression whose value an assignment holds."""

    held: Expr

    def __eq__(self, other: object) -> bool:
        return self.held == (other.held if isinstance(other, _Held) else other)

    def __hash__(self) -> int:
        return hash(self.held)


def _steps(parts: Sequence[Expr]) -> int:
    """How much work evaluating the parts is."""
    return sum(1 for part in parts for _ in part.walk())


def _conjuncts(condition: Expr) -> list[Expr]:
    if isinstance(condition, Apply) and condition.op == "and":
        return [part for arg in condition.args for part in _conjuncts(arg)]
    return [condition]


def name_of(expr: Expr) -> str:
    """An operand as a reader would write it, in backticks."""
    return f"`{_written(expr)}`"


def _written(expr: Expr) -> str:
    match expr:
        case ReadField(path=path, name=name) | ReadFact(path=path, name=name):
            return ".".join((*path, name))
        case ReadSetting(name=name):
            return name
        case ReadRow(path=path, grain=grain):
            return ".".join(path) or grain
        case ReadDate(path=path):
            return ".".join((*path, "date"))
        case ReadStatus(path=path, item=item):
            return ".".join((*path, item))
        case ReadAllowance(allowance=name, item=item) | ReadDeadline(deadline=name, item=item):
            return f"{name}.{item}"
        case ReadColumn(code=code, column=column):
            return f"{_written(code)}.{column}"
        case LookUp(table=table, keys=keys):
            return f"{table}({', '.join(_written(key) for key in keys)})"
        case Aggregate(op=op, rows=rows, value=value):
            return f"{op}({rows.grain}{f'.{_written(value)}' if isinstance(value, (ReadField, ReadFact)) else ''} …)"
        case Window(op=op, grain=grain):
            return f"{op}({grain} …)"
        case Literal(value=value, type=kind):
            return as_written(value, kind)
        case Apply(op=op, args=(first, second)) if op in _SIGNS:
            return f"{_written(first)} {_SIGNS[op]} {_written(second)}"
        case Apply(op=op, args=args):
            return f"{_FUNCTIONS.get(op, op)}({', '.join(_written(arg) for arg in args)})"
    return "a value"


def shortly(expr: Expr) -> str:
    """An operand by its name and the row it is of, without the way there."""
    if isinstance(expr, (ReadField, ReadFact, ReadRow)):
        return _written(evolve(expr, path=expr.path[-1:]))
    return _written(expr)


_SIGNS = {
    "add": "+",
    "subtract": "-",
    "multiply": "*",
    "divide": "/",
    "otherwise": "otherwise",
    "date_plus_days": "+",
    "date_plus_months": "+",
    "month_plus_months": "+",
    "days_between": "-",
    "months_between": "-",
    "minutes_between": "-",
}
_FUNCTIONS = {"month_of": "month", "date_of": "date", "time_of": "time", "year_of": "year"}


def as_written(value: Any, kind: Type) -> str:
    """A value as a policy would write it: `$40`, `5 hours 30 minutes`, `2022-12-01`, `yes`."""
    if value is MISSING:
        return "missing"
    if isinstance(value, Age):
        exact = anniversary(value.born, _months_old(value), "march_1") == value.on
        told = worded(value, "age")
        return told if exact else f"{told} and some days (born {value.born}, on {value.on})"
    if isinstance(value, bool | int | Fraction):
        told = worded(value, str(kind))
        return told.removesuffix(".00") if kind == MONEY else told
    if isinstance(value, time):
        return f"{value:%H:%M}"
    if isinstance(value, str) and kind == TEXT:
        return f'"{value}"'
    return str(value)


def _months_old(age: Age) -> int:
    return completed_months(age, "march_1")


def _exact(value: Fraction) -> int | Fraction:
    return value.numerator if value.denominator == 1 else value


__all__ = [
    "NUMBER",
    "Assignment",
    "Solver",
    "abstract",
    "as_written",
    "name_of",
    "sample_values",
    "shortly",
    "variables",
]
