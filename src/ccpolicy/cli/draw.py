"""A batch of determinations drawn as a table with notes under it."""

from __future__ import annotations

from io import StringIO

from rich import box
from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from ccpolicy.cli.show import STYLES, clean
from ccpolicy.explain.table import Batch, Section, Sheet


def drawn(batch: Batch) -> Group:
    """What to print of a batch."""
    parts: list[RenderableType] = [_text(batch.title, "title")]
    parts += [_text(condition, "dim") for condition in batch.conditions]
    parts.append(_table(batch.sheet))
    for at, section in enumerate(batch.sections):
        parts += ["", *_section(section)] if at else _section(section)
    return Group(*parts)


def drawn_text(batch: Batch, width: int = 240) -> str:
    """The same as plain text, for a file."""
    out = StringIO()
    Console(file=out, width=width, color_system=None, markup=False, highlight=False, emoji=False).print(drawn(batch))
    return "".join(f"{line.rstrip()}\n" for line in out.getvalue().splitlines())


def _table(sheet: Sheet) -> Table:
    table = Table(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0), show_footer=bool(sheet.totals), pad_edge=False)
    for at, column in enumerate(sheet.columns):
        bottom = sheet.totals[at] if sheet.totals else ""
        cells = [bottom, *(row[at] for row in sheet.rows)]
        narrowest = max(map(len, [*column.label.split(), *(cells if column.numeric else ())]), default=0)
        table.add_column(
            _text(column.label), footer=_text(bottom, "title"), justify="right" if column.numeric else "left",
            overflow="fold", vertical="bottom", min_width=narrowest,
        )
    for row in sheet.rows:
        table.add_row(*(_text(cell) for cell in row))
    return table


def _section(section: Section) -> list[RenderableType]:
    parts: list[RenderableType] = [_text(section.title, "title")]
    for note in section.notes:
        parts.append(Padding(_text(note.head, note.tone), (0, 0, 0, 2), expand=False))
        parts += [Padding(_text(text), (0, 0, 0, 4), expand=False) for text in note.texts]
        parts += [Padding(_text(f"[{cite}]", "dim"), (0, 0, 0, 4), expand=False) for cite in note.cites]
    return parts


def _text(text: str, style: str = "") -> Text:
    return Text(clean(text), style=STYLES.get(style, ""))
