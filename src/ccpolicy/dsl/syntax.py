"""The syntax tree: what was written, before any name is looked up. Spans never take part in equality."""

from __future__ import annotations

from typing import Any

from attrs import field, frozen

from ccpolicy.source import Span


def _span() -> Any:
    return field(eq=False, repr=False)


@frozen
class Node:
    """Base of expressions."""

    span: Span = field(eq=False, repr=False, kw_only=True)


@frozen
class Path(Node):
    """One or more names joined by dots."""

    names: tuple[str, ...]

    def __str__(self) -> str:
        return ".".join(self.names)


@frozen
class Constant(Node):
    """A literal. `kind`: number, money (cents), percent, quantity, date, time, moment, text, code; `unit` of a quantity."""

    kind: str
    value: Any
    text: str
    unit: str = ""


@frozen
class Op(Node):
    """An operator on its operands: and, or (any number), not, lt le gt ge eq ne, in, not_in, add, subtract, multiply,
    divide, negate, otherwise."""

    op: str
    args: tuple[Node, ...]


@frozen
class Rounded(Node):
    value: Node
    how: str
    step: Node


@frozen
class SortBy(Node):
    value: Node
    falling: bool


@frozen
class Arg(Node):
    """An argument: a value, for aggregates with `where`, `per` and `by`."""

    value: Node
    where: Node | None = None
    per: tuple[Node, ...] = ()
    by: SortBy | None = None


@frozen
class Call(Node):
    name: str
    args: tuple[Arg, ...]


@frozen
class Word(Node):
    """A name standing where the grammar wants a word, not an expression."""

    text: str


@frozen
class Text(Node):
    """A quoted text: `parts` are plain text and the expressions between braces."""

    parts: tuple[str | Node, ...]

    @property
    def plain(self) -> str:
        return "".join(part for part in self.parts if isinstance(part, str))


@frozen
class TypeName(Node):
    """A written type: a name, `one_of` with its codes, or a rate `name per unit`."""

    name: str
    codes: tuple[str, ...] = ()
    per: str = ""


@frozen
class Cell(Node):
    """A cell of a table line. `kind`: empty, value, word, marked (`word` and a type or path), rate, dates."""

    kind: str
    value: Any = None
    word: str = ""
    text: str = ""


@frozen
class Row:
    cells: tuple[Cell, ...]
    span: Span = _span()


@frozen
class Clause:
    """A clause: its word, its operands in order, and what is indented under it."""

    word: str
    values: tuple[Any, ...]
    body: tuple[Any, ...]
    span: Span = _span()

    def clauses(self, word: str) -> list[Clause]:
        return [item for item in self.body if isinstance(item, Clause) and item.word == word]

    @property
    def rows(self) -> list[Row]:
        return [item for item in self.body if isinstance(item, Row)]


@frozen
class Statement:
    """A statement: its word, what its head says, and what is indented under it."""

    word: str
    name: str
    body: tuple[Any, ...]
    span: Span = _span()
    name_span: Span = _span()
    of: Word | None = None
    by: Node | None = None
    where: Node | None = None
    type: TypeName | None = None
    label: str = ""
    value: Node | None = None
    params: tuple[Word, ...] = ()
    bindings: tuple[tuple[str, Node], ...] = ()
    on: Constant | None = None

    def clauses(self, word: str) -> list[Clause]:
        return [item for item in self.body if isinstance(item, Clause) and item.word == word]

    @property
    def rows(self) -> list[Row]:
        return [item for item in self.body if isinstance(item, Row)]

    @property
    def statements(self) -> list[Statement]:
        return [item for item in self.body if isinstance(item, Statement)]
