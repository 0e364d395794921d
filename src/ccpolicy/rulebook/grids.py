"""What a statement lists, as grids of texts in one language: bands, rows of tables, lines of worksheets, codes, readings, fields."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ccpolicy.engine.texts import party_label
from ccpolicy.explain.words import value_text
from ccpolicy.model.expr import Band, Edge, InBands, Literal
from ccpolicy.model.infix import infix
from ccpolicy.model.policy import CodeList, Fact, Grain, Policy, Table, TableKey, Unsettled, Worksheet
from ccpolicy.model.texts import code_words, spoken
from ccpolicy.model.types import Type
from ccpolicy.rulebook.items import Item, bands_of
from ccpolicy.rulebook.page import Grid
from ccpolicy.rulebook.words import HEADINGS
from ccpolicy.values.period import ALWAYS

MOST_ROWS = 60
"""Rows of a table that are shown before the rest is counted."""


def grids(policy: Policy, item: Item) -> tuple[Grid, ...]:
    """What the item lists, in the language of the policy."""
    return tuple(grid for part in item.parts for grid in _Lister(policy).of(part))


class _Lister:
    def __init__(self, policy: Policy) -> None:
        self.policy = policy
        self.say = HEADINGS.get(policy.lang, HEADINGS["en"])

    def of(self, part: Any) -> Iterator[Grid]:
        match part:
            case Fact():
                for wording in part.definitions:
                    bands = bands_of(wording.value)
                    if bands is not None:
                        yield self._bands(part, bands, str(wording.version.period))
            case Table():
                yield from self._table(part)
            case Worksheet():
                yield self._worksheet(part)
            case CodeList():
                yield self._codes(part)
            case Unsettled():
                yield self._readings(part)
            case Grain():
                yield self._fields(part)

    def _bands(self, fact: Fact, bands: InBands, period: str) -> Grid:
        when = f" ({period})" if len(fact.definitions) > 1 else ""
        rows = tuple(
            (self._result(band), self.limits(band, fact)) for band in bands.bands
        )
        return Grid(self.say["bands"] + when, (self.say["value"], self.say["limits"]), rows)

    def _result(self, band: Band) -> str:
        return self._value(band.result.value, band.result.type) if isinstance(band.result, Literal) else infix(band.result)

    def limits(self, band: Band, fact: Fact) -> str:
        low = self._edge("from" if band.low and band.low.included else "over", band.low)
        high = self._edge("through" if band.high and band.high.included else "below", band.high)
        return " ".join(filter(None, (low, high))) or self.say["any"]

    def _edge(self, word: str, edge: Edge | None) -> str:
        if edge is None:
            return ""
        value = edge.value
        told = self._value(value.value, value.type) if isinstance(value, Literal) else infix(value)
        return f"{self.say[word]} {told}"

    def _table(self, table: Table) -> Iterator[Grid]:
        head = (*(spoken(key.name) for key in table.takes), table.label or spoken(table.name))
        for block in table.blocks:
            rows = tuple(
                (*(self._key(cell, key) for cell, key in zip(row.cells, table.takes, strict=True)),
                 self._value(row.value, table.gives))
                for row in block.rows[:MOST_ROWS]
            )
            when = "" if block.version.period == ALWAYS else f", {block.version.period}"
            yield Grid(f"{self.say['rows']}{when}", head, rows, max(0, len(block.rows) - MOST_ROWS))

    def _key(self, cell: Any, key: TableKey) -> str:
        if cell is None:
            return self.say["any"]
        if key.match == "is":
            return self._value(cell, key.type)
        low, high = cell
        told = [f"{self.say['from']} {self._value(low, key.type)}"] if low is not None else []
        word = "below" if key.match == "from_below" else "through"
        told += [f"{self.say[word]} {self._value(high, key.type)}"] if high is not None else []
        return " ".join(told) or self.say["any"]

    def _worksheet(self, sheet: Worksheet) -> Grid:
        rows = tuple(
            (line.label or spoken(line.fact), line.fact, spoken(line.role), self._amount(sheet, line.fact))
            for line in sheet.lines
        )
        head = (self.say["line"], self.say["code"], self.say["role"], self.say["amount"])
        return Grid(self.say["lines"], head, rows)

    def _amount(self, sheet: Worksheet, name: str) -> str:
        fact = self.policy.facts.get((sheet.grain, name))
        return infix(fact.definitions[0].value) if fact and fact.definitions else ""

    def _codes(self, codes: CodeList) -> Grid:
        columns = list(codes.columns)
        rows = tuple(
            (row.code, code_words(row),
             *(self._value(row.columns[name], codes.columns[name]) if name in row.columns else "" for name in columns))
            for row in list(codes.rows.values())[: MOST_ROWS * 3]
        )
        more = max(0, len(codes.rows) - MOST_ROWS * 3)
        return Grid(self.say["codes"], (self.say["code"], self.say["label"], *map(spoken, columns)), rows, more)

    def _readings(self, point: Unsettled) -> Grid:
        rows = tuple(
            (reading.name, reading.label, self.say["yes"] if reading.name == point.chosen else "")
            for reading in point.readings
        )
        return Grid(self.say["readings"], (self.say["code"], self.say["reading"], self.say["taken"]), rows)

    def _fields(self, grain: Grain) -> Grid:
        rows = tuple(
            (field.name, field.label or spoken(field.name), field.written or str(field.type), field.absent,
             party_label(self.policy, field.changed_by), party_label(self.policy, field.known_by))
            for field in grain.fields.values()
        )
        say = self.say
        head = (say["field"], say["label"], say["type"], say["left_out"], say["changed"], say["known"])
        return Grid(say["fields"], head, rows)

    def _value(self, value: Any, kind: Type) -> str:
        return value_text(value, kind, self.policy, self.policy.lang)
