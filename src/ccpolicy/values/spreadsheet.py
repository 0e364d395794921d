"""Text in a cell that a spreadsheet shows and does not run, and the text such a cell stands for."""

from __future__ import annotations

from ccpolicy.values.numbers import decimal

FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
"""What begins a cell that a spreadsheet would work out; some take the wide forms for the same."""

_MARK = "'"


def is_formula(text: str) -> bool:
    """Whether a spreadsheet would run the text."""
    return text.startswith(FORMULA) and decimal(text) is None


def cell_of(text: str) -> str:
    """The text as it stands in a cell; `text_of` gives it back."""
    return _MARK + text if is_formula(text) or _is_marked(text) else text


def text_of(cell: str) -> str:
    """The text a cell stands for: without the mark that keeps a spreadsheet from running it."""
    return cell[1:] if _is_marked(cell) else cell


def _is_marked(text: str) -> bool:
    return text.startswith(_MARK) and text[1:].startswith((*FORMULA, _MARK))
