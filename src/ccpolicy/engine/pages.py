"""What a report shows, as values: pages, their blocks, the rows in them. `explain` lays it out."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from attrs import field, frozen

from ccpolicy.model.policy import Block
from ccpolicy.values.absent import MISSING, Unknown


@frozen
class FilledRow:
    """The values a block shows of one row. `doubt` is what would settle whether the row belongs there at all.

    `day` is its date where the block stands on dates; `group` tells the lines of a strip apart, `by` is what they show.
    """

    key: str
    values: tuple[Any, ...]
    doubt: Unknown | None = None
    day: date | Unknown | None = None
    by: Any = MISSING
    group: tuple[Any, ...] = ()


@frozen
class FilledBlock:
    """A block with its rows in order. `doubts` tell of further rows that may belong; `totals` stand by line."""

    block: Block
    rows: tuple[FilledRow, ...]
    totals: Mapping[int, Any] = field(factory=dict)
    doubts: tuple[Unknown, ...] = ()


@frozen
class FilledPage:
    """One page: the row it is for with the values of its key, and its blocks."""

    key: str
    keys: tuple[Any, ...]
    blocks: tuple[FilledBlock, ...]
    doubt: Unknown | None = None
    day: date | None = None
