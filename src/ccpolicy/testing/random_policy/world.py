"""What a policy has so far while it is drawn: names, rows, values, and the statements that declare them."""

from __future__ import annotations

from collections.abc import Iterator

from attrs import define, evolve, field, frozen

from ccpolicy.model.types import DATE, Codes, RowOf, Type
from ccpolicy.testing.random_policy.choosing import Choose
from ccpolicy.testing.random_policy.terms import Term
from ccpolicy.testing.random_policy.text import Lines, bars, quoted

FREE, DECIDED, ASKED, TOLD = range(4)
"""How late a value is known: before anything is decided; with limits and deadlines; with what is payable; with what is paid."""

_NAMES = """
item person place slot request note limit unit order stage plan entry amount event rate mark group letter desk level grant number
part share weight count form visit size track window lane table_no room block crate carton parcel bundle ticket badge token
ledger_no sector region depot dock berth quay gate aisle shelf tray basket crew team shift gear tool bench cart wagon barge
""".split()
_WORDS = ["Red stone", "Blue river", "Long road", "Small lamp", "Old gate", "New roof", "Dry field", "Warm hall", "Deep well"]
_ES = ["Piedra roja", "Río azul", "Camino largo", "Lámpara chica", "Portón viejo", "Techo nuevo", "Campo seco", "Sala tibia"]


@frozen
class Var:
    """A field, fact or other value of a row."""

    name: str
    type: Type
    missing: bool = False
    certain: bool = True
    """Whether `missing` is known for certain."""

    whole: bool = True
    stage: int = FREE
    given: bool = False
    """Whether it is a column of the input."""

    values: tuple[str, ...] = ()
    """All it can be, where that is known."""


@frozen
class Link:
    name: str
    grain: str
    missing: bool = False


@define
class Grain:
    """A kind of row."""

    name: str
    kind: str
    key: tuple[str, ...] = ("id",)
    base: str = ""
    dated: bool = False
    ordered: bool = False
    vars: list[Var] = field(factory=list)
    links: list[Link] = field(factory=list)


@define
class Table:
    name: str
    takes: list[Type]
    gives: Type
    whole: bool


@define
class World:
    """All that is drawn so far."""

    choose: Choose
    spanish: bool = False
    options: set[str] = field(factory=set)
    ends: str = ""
    opens: bool = False
    """Whether the policy speaks of all days before it ends."""

    sources: list[str] = field(factory=list)
    grains: dict[str, Grain] = field(factory=dict)
    codes: dict[str, Codes] = field(factory=dict)
    columns: dict[str, list[Var]] = field(factory=dict)
    """The columns of code lists, by list."""

    settings: list[Var] = field(factory=list)
    dated: list[str] = field(factory=list)
    """Settings and tables with several versions."""

    tables: list[Table] = field(factory=list)
    asked: str = ""
    units: list[str] = field(factory=list)
    exceptions: dict[str, list[str]] = field(factory=dict)
    """The labels of the exceptions of each fact."""

    stops: dict[str, str] = field(factory=dict)
    """The reasons so far, each with its grain."""

    allowances: list[tuple[str, str]] = field(factory=list)
    deadlines: list[tuple[str, str]] = field(factory=list)
    desks: list[str] = field(factory=list)
    statements: list[Lines] = field(factory=list)
    files: dict[str, str] = field(factory=dict)
    said: list[str] = field(factory=list)
    """Texts that are shown, for other languages."""

    requirements: list[str] = field(factory=list)
    taken: set[str] = field(factory=set)
    required: dict[str, list[str]] = field(factory=dict)
    """The fields that the rows of a record cannot do without."""

    # ---------------------------------------------------------------- names and words

    def name(self, hint: str = "") -> str:
        """A name nothing else has."""
        word = hint or self.choose.pick(_NAMES)
        made, at = word, 1
        while made in self.taken:
            at += 1
            made = f"{word}_{at}"
        self.taken.add(made)
        return made

    def label(self) -> str:
        """A text that is shown, in quotes."""
        return self.told(self.choose.pick(_WORDS))

    def told(self, text: str) -> str:
        """The same text in quotes, kept for other languages."""
        if text not in self.said:
            self.said.append(text)
        return quoted(text)

    def starts(self) -> str:
        """What begins the first of several wordings, before the last day of it."""
        return "through" if self.opens or self.choose.often(30) else "from 2022-01-01 through"

    def words(self) -> Lines:
        """The dictionary of all texts shown."""
        return ["words es", [bars("en", "es"), *(bars(quoted(text), quoted(_ES[at % len(_ES)])) for at, text in enumerate(self.said))]]

    def cite(self, *, bare: bool = False) -> Lines:
        """What a statement carries beside its own clauses: citations, and now and then a note or a requirement."""
        choose = self.choose
        lines = [f"cite {source} {quoted(f'p. {1 + choose.below(20)}')}" for source in choose.some(self.sources, 1, 1)]
        if choose.often(6):
            lines[0] += ' pin "0123456789ab"'
        if not bare and choose.often(6):
            lines.append('note "As it stands."')
        if not bare and self.requirements and choose.often(20):
            lines.append(f"meets {', '.join(choose.some(self.requirements, 1, 2))}")
        return lines

    # ---------------------------------------------------------------- rows

    def add(self, grain: str, var: Var) -> Var:
        self.grains[grain].vars.append(var)
        return var

    def reach(self, grain: str) -> Iterator[tuple[tuple[str, ...], Grain, bool]]:
        """Each row that a row leads to, nearest first: the path, the grain, and whether it may lead nowhere."""
        seen = {grain}
        queue: list[tuple[tuple[str, ...], str, bool]] = [((), grain, False)]
        while queue:
            path, name, missing = queue.pop(0)
            yield path, self.grains[name], missing
            for link in self.grains[name].links:
                if link.grain not in seen:
                    seen.add(link.grain)
                    queue.append(((*path, link.name), link.grain, missing or link.missing))

    def leads(self, grain: str) -> list[str]:
        """The grains that rows of a grain lead to, itself the first."""
        return [found.name for _, found, _ in self.reach(grain)]

    def finer(self, grain: str) -> list[str]:
        """The grains whose rows lead to rows of this one."""
        return [name for name in self.grains if name != grain and grain in self.leads(name)]

    def in_claims(self, grain: str) -> bool:
        """Whether its rows are those that ask, or such rows lead to them."""
        return bool(self.asked) and grain in self.leads(self.asked)


@frozen
class Scope:
    """Where a formula stands: a row of a grain, or none; and how late it is."""

    world: World
    grain: str = ""
    stage: int = FREE
    hidden: frozenset[str] = frozenset()
    """Names that mean something else here."""

    plain: bool = False
    """Whether the formula stands inside a text, where no quotes can be."""

    def terms(self, type: Type | None = None) -> list[Term]:
        """The names that can be read here, of a type or of any."""
        made = [*self.row_terms(), *(self._term(each, (), False) for each in self.world.settings)]
        return [term for term in made if type is None or term.type == type]

    def row_terms(self) -> list[Term]:
        """The names of the row and of those it leads to."""
        made = []
        for path, grain, missing in self.world.reach(self.grain) if self.grain else ():
            vars = [each for each in grain.vars if each.stage <= self.stage]
            if grain.dated and not any(each.name == "date" for each in vars):
                vars.append(Var("date", DATE))
            made += [term for each in vars for term in self._with_columns(self._term(each, path, missing))]
            made += [
                self._term(Var(link.name, RowOf(link.grain), link.missing), path, missing) for link in grain.links
            ]
        return made

    def _term(self, var: Var, path: tuple[str, ...], missing: bool) -> Term:
        text = ".".join((*path, var.name))
        gaps = (text,) if var.missing or missing else ()
        certain = missing or (var.missing and var.certain)
        hidden = text if text in self.hidden else ""
        return Term(text if not hidden else f"{self.grain}.{text}", var.type, gaps=gaps, whole=var.whole, certain=certain,
                    reads=frozenset({text}))

    def _with_columns(self, term: Term) -> Iterator[Term]:
        yield term
        if isinstance(term.type, Codes):
            for column in self.world.columns.get(term.type.name, ()):
                text = f"{term.text}.{column.name}"
                gaps = (text,) if column.missing else term.gaps
                yield Term(text, column.type, gaps=gaps, whole=column.whole, certain=bool(gaps) and (column.missing or term.certain),
                           reads=term.reads, values=column.values)

    def at(self, grain: str) -> Scope:
        """The same for rows of another grain."""
        return evolve(self, grain=grain)
