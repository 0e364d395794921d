"""Where something stands in a policy file.

Spans never take part in equality or hashing of what carries them: two rules that say the same thing are equal
wherever they stand.
"""

from __future__ import annotations

from attrs import frozen


@frozen
class Source:
    """One policy file: the name people know it by and its text, line ends already made `\\n`."""

    name: str
    text: str

    def line(self, number: int) -> str:
        """The text of one line, counted from 1; empty when there is no such line."""
        lines = self.text.split("\n")
        return lines[number - 1] if 0 < number <= len(lines) else ""


@frozen
class Span:
    """A stretch of a policy file; lines and columns count from 1, the end column is the first one after it."""

    file: str
    line: int
    column: int
    end_line: int
    end_column: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"

    @property
    def place(self) -> tuple[str, int, int]:
        """What findings are sorted by: source order."""
        return (self.file, self.line, self.column)
