"""What a rule's page holds, free of how it is shown."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from attrs import frozen

from ccpolicy.model.policy import Citation, Example, Policy, SourceDocument, Unmodelled, Unsettled, Version
from ccpolicy.rulebook.files import Excerpt
from ccpolicy.rulebook.items import Item, Key


@frozen
class Grid:
    """Texts in rows under a heading; `more` rows are left out."""

    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    more: int = 0


@frozen
class Hole:
    """A place in a sentence that is filled in with a value, by what that value is called."""

    name: str


Sentence = tuple[str | Hole, ...]


@frozen
class Told:
    """What the policy itself says in a language: the label, its sentences, each with what it is said of, and lists."""

    lang: str
    label: str
    sentences: tuple[tuple[str, Sentence], ...] = ()
    notes: tuple[str, ...] = ()
    grids: tuple[Grid, ...] = ()


@frozen
class Point:
    """One thing that the statement says, by the word of the language it is said with, as text of the policy."""

    word: str
    text: str


@frozen
class Change:
    """What is in force in one period: a wording, an exception, a waiver or rows, and the amendment it came with."""

    what: str
    text: str
    version: Version
    cites: tuple[Citation, ...] = ()
    note: str = ""

    @property
    def start(self) -> date | None:
        return self.version.period.start


@frozen
class Tried:
    """An example with what differs from it; nothing when it holds."""

    example: Example
    differences: tuple[str, ...]


@frozen
class Case:
    """A case beside the policy: what it says it shows, and the requirements it covers."""

    name: str
    says: str
    covers: tuple[str, ...]


@frozen
class Shown:
    """Cases: those that name a requirement the rule meets, and others whose result rests on the rule; by name."""

    about: tuple[str, ...] = ()
    used: tuple[str, ...] = ()


@frozen
class Open:
    """A code that can be given because of the item, and what there is to be done about it."""

    code: str
    key: Key
    label: str
    status: str
    to: str = ""
    asking: tuple[str, ...] = ()


@frozen
class Remedy:
    """An input that decides: who can change it, and the deadlines that turn on it."""

    record: Key
    label: str
    changed_by: str
    until: tuple[Key, ...] = ()


@frozen
class Page:
    """All that is known of one item."""

    item: Item
    topic: str
    told: tuple[Told, ...]
    points: tuple[Point, ...] = ()
    history: tuple[Change, ...] = ()
    excerpts: tuple[Excerpt, ...] = ()
    reads: tuple[Key, ...] = ()
    read_by: tuple[Key, ...] = ()
    requirements: tuple[str, ...] = ()
    examples: tuple[Tried, ...] = ()
    cases: Shown = Shown()
    unsettled: tuple[Unsettled, ...] = ()
    unmodelled: tuple[Unmodelled, ...] = ()
    codes: tuple[Open, ...] = ()
    remedies: tuple[Remedy, ...] = ()


@frozen
class Book:
    """The pages of one policy."""

    policy: Policy
    pages: Mapping[Key, Page]
    about: Mapping[str, str]
    """What each topic says of itself."""

    requirements: Mapping[str, str]
    """What each requirement says, by its id."""

    cases: Mapping[str, Case]
    """Every case, by name."""

    tried: tuple[Tried, ...]
    """Every example, tried."""

    heading: str = ""
    """The topic that the policy's heading stands under."""

    @property
    def topics(self) -> tuple[str, ...]:
        """The names of its files, the heading's first."""
        found = {page.topic for page in self.pages.values() if page.topic}
        return tuple(sorted(found, key=lambda topic: (topic != self.heading, topic)))

    def source(self, name: str) -> SourceDocument:
        return self.policy.sources[name]
