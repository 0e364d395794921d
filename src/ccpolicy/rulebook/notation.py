"""Policy text in which the names of other rules are links."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ccpolicy.rulebook import address
from ccpolicy.rulebook.blocks import Line, Link, Notation, Text
from ccpolicy.rulebook.items import KINDS, Key
from ccpolicy.rulebook.page import Book

_WORD = re.compile(r'"(?:[^"\\]|\\.)*"|[a-z][a-z0-9_]*')


def linked(book: Book, text: str, keys: Iterable[Key]) -> Line:
    """The text with each name of one of these items as a link; of two with one name the rule is meant, not its rows."""
    pages = {key[-1]: key for key in sorted(keys, key=lambda key: -KINDS.index(key[0]))}
    found: list[Text | Link] = []
    done = 0
    for match in _WORD.finditer(text):
        key = pages.get(match[0])
        if key is None:
            continue
        if match.start() > done:
            found.append(Text(text[done : match.start()]))
        found.append(Link(match[0], address.page_of(book, book.pages[key].item)))
        done = match.end()
    if done < len(text):
        found.append(Text(text[done:]))
    return (Notation(tuple(found)),) if found else ()
