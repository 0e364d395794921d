"""The colours of code, light and dark; each can be read on its ground (WCAG AA, 4.5 to 1), which the browser tests measure."""

from __future__ import annotations

from typing import ClassVar

from pygments.style import Style
from pygments.token import Comment, Generic, Keyword, Literal, Name, Number, Operator, Punctuation, String, Token


def _styles(text: str, quiet: str, word: str, value: str, kind: str, name: str, string: str, wrong: str) -> dict[object, str]:
    return {
        Token: text,
        Punctuation: quiet,
        Comment: f"italic {quiet}",
        Keyword: word,
        Keyword.Declaration: f"bold {word}",
        Keyword.Constant: value,
        Keyword.Type: kind,
        Operator: text,
        Operator.Word: word,
        Name.Attribute: f"bold {quiet}",
        Name.Builtin: name,
        Name.Class: f"bold {name}",
        Name.Constant: value,
        Name.Decorator: kind,
        Name.Function: name,
        Name.Namespace: kind,
        Name.Tag: name,
        Name.Variable: kind,
        Number: value,
        Literal: value,
        String: string,
        String.Escape: value,
        String.Interpol: value,
        Generic.Deleted: wrong,
        Generic.Error: f"underline {wrong}",
        Generic.Heading: f"bold {text}",
        Generic.Inserted: string,
        Generic.Output: quiet,
        Generic.Prompt: f"bold {quiet}",
        Generic.Strong: "bold",
        Generic.Traceback: wrong,
    }


class Light(Style):
    background_color = "#f6f7f9"
    highlight_color = "#fff1c2"
    styles: ClassVar = _styles("#24292f", "#57606a", "#6f3aa8", "#8a4200", "#0b5f70", "#1b4db3", "#17612d", "#a8201a")


class Dark(Style):
    background_color = "#1c1f24"
    highlight_color = "#3b3620"
    styles: ClassVar = _styles("#dfe3e8", "#a3adb8", "#cfabff", "#f0b580", "#83d0d9", "#92bbff", "#9cd6a8", "#ff938a")
