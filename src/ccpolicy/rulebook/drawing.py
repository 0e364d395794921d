"""Two drawings as inline SVG: what an item reads and what reads it, and what is in force when.

Colors are classes and `currentColor`, so that both drawings follow the page into the dark. Each stands beside a list or table
that says the same. Texts are escaped; the addresses of links are filled in by whoever shows the page.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from html import escape

from attrs import frozen

BOX_WIDTH, BOX_HEIGHT, GAP, BETWEEN = 204, 44, 10, 44
MOST_BOXES = 12
"""Boxes in a column before the rest is counted; the list beside the drawing has them all."""

_WIDTH = 3 * BOX_WIDTH + 2 * BETWEEN + 4
_FITS = 28


@frozen
class Box:
    """An item in the drawing; without a page it is no link."""

    title: str
    name: str
    kind: str
    page: str = ""


@frozen
class Bar:
    """A stretch of time: its ends (None is open), whether the last may move, and the day it was announced."""

    label: str
    start: date | None
    end: date | None
    moves: bool = False
    announced: date | None = None
    kind: str = "base"


def _cut(text: str, fits: int = _FITS) -> str:
    return text if len(text) <= fits else f"{text[: fits - 1].rstrip()}…"


# ------------------------------------------------------------------ what it reads | it | what reads it


def graph(here: Box, reads: Sequence[Box], read_by: Sequence[Box], title: str) -> str:
    """Three columns, joined by lines; the outer ones are links."""
    most = max(len(_capped(reads)), len(_capped(read_by)), 1)
    height = most * (BOX_HEIGHT + GAP) + GAP
    middle = height / 2
    left, center, right = 2, 2 + BOX_WIDTH + BETWEEN, 2 + 2 * (BOX_WIDTH + BETWEEN)
    parts: list[str] = []
    for boxes, x, joined in ((reads, left, True), (read_by, right, False)):
        for at, y in _places(len(_capped(boxes)), height):
            start = (x + BOX_WIDTH, y) if joined else (center + BOX_WIDTH, middle)
            end = (center, middle) if joined else (x, y)
            parts.append(_edge(start, end))
            parts.append(_box(_capped(boxes)[at], x, y))
    parts.append(_box(here, center, middle, "rb-here"))
    return (
        f'<svg class="rb-graph" viewBox="0 0 {_WIDTH} {height:g}" width="{_WIDTH}" height="{height:g}" '
        f'role="group" aria-label="{escape(title)}">{"".join(parts)}</svg>'
    )


def _capped(boxes: Sequence[Box]) -> list[Box]:
    if len(boxes) <= MOST_BOXES:
        return list(boxes)
    rest = len(boxes) - MOST_BOXES + 1
    return [*boxes[: MOST_BOXES - 1], Box(f"and {rest} more", "in the list below", "more")]


def _places(count: int, height: float) -> Iterator[tuple[int, float]]:
    step = BOX_HEIGHT + GAP
    top = (height - count * step) / 2 + step / 2
    return ((at, top + at * step) for at in range(count))


def _edge(start: tuple[float, float], end: tuple[float, float]) -> str:
    bend = (start[0] + end[0]) / 2
    return (
        f'<path class="rb-edge" d="M{start[0]:g} {start[1]:g} C{bend:g} {start[1]:g} {bend:g} {end[1]:g} {end[0]:g} {end[1]:g}"/>'
    )


def _box(box: Box, x: float, y: float, extra: str = "") -> str:
    top = y - BOX_HEIGHT / 2
    drawn = (
        f"<title>{escape(box.title)}</title>"
        f'<rect class="rb-box rb-{escape(box.kind)} {extra}" x="{x:g}" y="{top:g}" width="{BOX_WIDTH}" height="{BOX_HEIGHT}" rx="6"/>'
        f'<text class="rb-title" x="{x + 10:g}" y="{y - 4:g}">{escape(_cut(box.title))}</text>'
        f'<text class="rb-name" x="{x + 10:g}" y="{y + 13:g}">{escape(_cut(f"{box.kind} {box.name}" if box.page or extra else box.name, 28))}</text>'
    )
    return f'<a class="rb-link" href="page:{escape(box.page)}">{drawn}</a>' if box.page else f"<g>{drawn}</g>"


# ------------------------------------------------------------------ what is in force when

_LEFT, _RIGHT, _LANE, _HEAD = 236, 24, 30, 26


def timeline(bars: Sequence[Bar], since: date | None, title: str) -> str:
    """A lane for each wording; empty where nothing has a date. `since` is the first day of the policy."""
    days = [day for bar in bars for day in (bar.start, bar.end, bar.announced) if day]
    if not days:
        return ""
    if since:
        days.append(since)
    first, last = min(days), max(days)
    margin = max(timedelta(days=90), (last - first) / 8)
    first, last = _before(first, margin), _after(last, margin)
    span = (last - first).days

    def across(day: date) -> float:
        return _LEFT + (_WIDTH - _LEFT - _RIGHT) * (day - first).days / span

    height = _HEAD + _LANE * len(bars) + 8
    parts = [
        f'<line class="rb-tick" x1="{across(day):.1f}" x2="{across(day):.1f}" y1="{_HEAD - 4}" y2="{height - 4}"/>'
        f'<text class="rb-date" x="{across(day):.1f}" y="{_HEAD - 10}" text-anchor="middle">{label}</text>'
        for day, label in _ticks(first, last)
    ]
    for at, bar in enumerate(bars):
        parts.append(_lane(bar, _HEAD + at * _LANE, across, first, last))
    return (
        f'<svg class="rb-timeline" viewBox="0 0 {_WIDTH} {height}" width="{_WIDTH}" height="{height}" role="img" '
        f'aria-label="{escape(title)}">{"".join(parts)}</svg>'
    )


def _lane(bar: Bar, top: float, across: Callable[[date], float], first: date, last: date) -> str:
    low, high = across(bar.start or first), across(bar.end + timedelta(days=1) if bar.end else last)
    middle = top + _LANE / 2
    open_ends = ("" if bar.start else " rb-open-start") + ("" if bar.end else " rb-open-end") + (" rb-moves" if bar.moves else "")
    drawn = (
        f"<title>{escape(bar.label)}: {bar.start or 'open'} – {bar.end or 'open'}</title>"
        f'<text class="rb-title" x="4" y="{middle + 4:g}">{escape(_cut(bar.label, 32))}</text>'
        f'<rect class="rb-bar rb-{escape(bar.kind)}{open_ends}" x="{low:.1f}" y="{top + 6:g}" width="{max(high - low, 3):.1f}" height="{_LANE - 12}" rx="3"/>'
    )
    if bar.announced:
        x = across(bar.announced)
        drawn += f'<path class="rb-announced" d="M{x:.1f} {middle - 6:g} l6 6 l-6 6 l-6 -6 z"><title>announced {bar.announced}</title></path>'
    return f"<g>{drawn}</g>"


def _ticks(first: date, last: date) -> Iterator[tuple[date, str]]:
    """The first days of years, as many as there is room for."""
    years = range(first.year + 1, last.year + 1)
    every = max(1, -(-len(years) // 8))
    return ((date(year, 1, 1), str(year)) for year in years if year % every == 0)


def _before(day: date, margin: timedelta) -> date:
    return day - margin if day - date.min > margin else date.min


def _after(day: date, margin: timedelta) -> date:
    return day + margin if date.max - day > margin else date.max
