"""YAML in which every scalar is text: built from the events of the parser, so that nothing is ever resolved.

No type is guessed (`no`, `12:30`, `010` and `2025-02-05` are texts); only an empty value, `~` and `null` are nothing.
Anchors, aliases, merges, tags and a second document are refused; a name that stands twice is an error.
"""

from __future__ import annotations

from typing import Any

_NOTHING = frozenset({"", "~", "null", "Null", "NULL"})


class YamlFault(Exception):
    """The text is not YAML as it is read here; lines and columns count from 1."""

    def __init__(self, name: str, message: str, mark: Any, help: str = "") -> None:
        super().__init__(message)
        self.name, self.message, self.help = name, message, help
        self.line = mark.line + 1 if mark else 1
        self.column = mark.column + 1 if mark else 1


class _Open:
    """A list or mapping that is not closed yet."""

    def __init__(self, into: list[Any] | dict[str, Any]) -> None:
        self.into = into
        self.name: str | None = None

    def take(self, value: Any, mark: Any) -> None:
        if isinstance(self.into, list):
            self.into.append(value)
        elif self.name is not None:
            self.into[self.name] = value
            self.name = None
        elif not isinstance(value, str):
            raise YamlFault("bad-yaml", "a name is a single text", mark)
        elif value == "<<":
            raise YamlFault("bad-yaml", "merging with `<<` is not allowed", mark, "write the values out")
        elif value in self.into:
            raise YamlFault("duplicate-key", f"`{value[:60]}` stands twice in one mapping", mark)
        else:
            self.name = value


def yaml_document(text: str, deepest: int) -> Any:
    """The one document in `text`; None when it is empty. Raises YamlFault."""
    import yaml

    loader = getattr(yaml, "CLoader", yaml.Loader)
    opened: list[_Open] = []
    document: Any = None
    documents = 0
    try:
        for event in yaml.parse(text, Loader=loader):
            mark = event.start_mark
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    raise YamlFault("bad-yaml", "a second document starts here", mark, "one file holds one document")
            elif isinstance(event, yaml.AliasEvent):
                raise YamlFault("bad-yaml", "an alias is not allowed", mark, "write the value out")
            elif isinstance(event, (yaml.SequenceEndEvent, yaml.MappingEndEvent)):
                opened.pop()
            elif isinstance(event, yaml.NodeEvent):
                _refuse_extras(event, mark)
                value = _value(event)
                if opened:
                    opened[-1].take(value, mark)
                else:
                    document = value
                if isinstance(value, (list, dict)):
                    opened.append(_Open(value))
                    if len(opened) > deepest:
                        raise YamlFault("too-deep", f"values are nested more than {deepest} deep", mark)
    except yaml.MarkedYAMLError as error:
        message = f"this is not YAML: {(error.problem or 'unreadable').lower()}"
        raise YamlFault("bad-yaml", message, error.problem_mark or error.context_mark) from None
    except yaml.YAMLError:
        raise YamlFault("bad-yaml", "this is not YAML: it holds a character that is not allowed", None) from None
    return document


def _refuse_extras(event: Any, mark: Any) -> None:
    if getattr(event, "anchor", None) is not None:
        raise YamlFault("bad-yaml", "an anchor is not allowed", mark, "write the value out where it is used")
    if getattr(event, "tag", None) not in (None, "!"):
        raise YamlFault("bad-yaml", "a tag is not allowed", mark, "every value is a text")


def _value(event: Any) -> Any:
    import yaml

    if isinstance(event, yaml.SequenceStartEvent):
        return []
    if isinstance(event, yaml.MappingStartEvent):
        return {}
    plain = event.implicit[0]
    return None if plain and event.value in _NOTHING else event.value
