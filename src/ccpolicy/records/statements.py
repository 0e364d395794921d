"""The two parts of a document that are not rows of a kind: `complete` and `posting`. Structured by cattrs, strictly."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any, TypeVar

from attrs import field, frozen

from ccpolicy.diagnostics import Finding, printable
from ccpolicy.model.policy import Policy
from ccpolicy.records.caseload import Complete, PostingRow
from ccpolicy.records.problems import Unfit, described, did_you_mean, shown
from ccpolicy.values.absent import MISSING
from ccpolicy.values.dates import read_date
from ccpolicy.values.numbers import decimal
from ccpolicy.values.period import Period

T = TypeVar("T")

STATES = ("granted", "reserved")


@frozen
class CompleteInput:
    """`{"record": "claim", "keys": {"month": "2022-11"}, "from": "2022-11-01", "through": "2022-11-30"}`."""

    record: str
    keys: dict[str, str] = field(factory=dict)
    starts: date | None = None
    ends: date | None = None


@frozen
class PostingInput:
    """One posting, as a determination gives it out."""

    allowance: str
    per: dict[str, str]
    spender: str
    amount: str
    state: str
    claim: str
    window: str = ""
    day: date | None = None


def read_complete(policy: Policy, given: Any, problems: list[Finding]) -> tuple[Complete, ...]:
    """The declarations of completeness; what is wrong with them is added to `problems`."""
    declared = []
    for path, item in _items(given, "complete", CompleteInput, problems):
        wrong = list(_wrong_complete(policy, path, item))
        problems.extend(wrong)
        if not wrong:
            declared.append(Complete(item.record, item.keys, Period(item.starts, item.ends)))
    return tuple(declared)


def read_history(policy: Policy, given: Any, problems: list[Finding]) -> tuple[PostingRow, ...]:
    """The history of allowances; what is wrong with it is added to `problems`."""
    rows = []
    for path, item in _items(given, "posting", PostingInput, problems):
        wrong = list(_wrong_posting(policy, path, item))
        problems.extend(wrong)
        if not wrong:
            day = MISSING if item.day is None else item.day
            given_out = (item.spender, day, item.amount, item.state, item.claim)
            rows.append(PostingRow(item.allowance, item.per, item.window, *given_out))
    return tuple(rows)


def _wrong_complete(policy: Policy, path: str, item: CompleteInput) -> list[Finding]:
    problems = []
    grain = policy.grains.get(item.record)
    if grain is None:
        message = f"`{printable(item.record[:60])}` is not a kind of record"
        help = did_you_mean(item.record, policy.grains)
        problems.append(Finding("unknown-record", message, path=f"{path}.record", help=help))
    names = {name for each in policy.grains.values() for name in (each.name, *each.fields, *each.links)}
    for name in item.keys:
        if name not in names:
            word = printable(name[:60])
            help = did_you_mean(name, (*grain.fields, *grain.links) if grain else ())
            message = f"`{word}` is not a column"
            problems.append(Finding("unknown-field", message, path=f"{path}.keys.{word}", help=help))
    if Period(item.starts, item.ends).is_empty:
        problems.append(Finding("bad-date", "it ends before it starts", path=f"{path}.through"))
    return problems


def _wrong_posting(policy: Policy, path: str, item: PostingInput) -> list[Finding]:
    problems = []
    allowance = policy.allowances.get(item.allowance)
    if allowance is None:
        message = f"`{printable(item.allowance[:60])}` is not an allowance of {policy.name}"
        help = did_you_mean(item.allowance, policy.allowances)
        problems.append(Finding("unknown-allowance", message, path=f"{path}.allowance", help=help))
    else:
        expected = [name for name, _ in allowance.per]
        if set(item.per) != set(expected):
            message = f"expected {_listed(expected)}, found {_listed(list(item.per))}"
            problems.append(Finding("wrong-type", message, path=f"{path}.per"))
    if decimal(item.amount) is None:
        message = f"expected a number, found {described(item.amount)}"
        problems.append(Finding("wrong-type", message, path=f"{path}.amount"))
    if item.state not in STATES:
        message = f"expected granted or reserved, found {described(item.state)}"
        problems.append(Finding("unknown-code", message, path=f"{path}.state"))
    return problems


def _listed(names: list[str]) -> str:
    return ", ".join(f"`{printable(name[:40])}`" for name in names) or "nothing"


def _items(given: Any, name: str, shape: type[T], problems: list[Finding]) -> list[tuple[str, T]]:
    if not isinstance(given, Sequence) or isinstance(given, (str, bytes)):
        problems.append(Finding("wrong-type", f"expected a list, found {described(given)}", path=name))
        return []
    items = []
    for at, raw in enumerate(given):
        path = f"{name}[{at}]"
        if not isinstance(raw, Mapping):
            problems.append(Finding("wrong-type", f"expected named values, found {described(raw)}", path=path))
            continue
        try:
            items.append((path, _converter().structure(dict(raw), shape)))
        except Exception as error:  # cattrs groups what it found; what `_told` does not know it raises again
            problems.extend(_told(error, path, raw))
    return items


@cache
def _converter() -> Any:
    """A converter that coerces nothing: exact types, no further keys, our own messages."""
    from cattrs import Converter
    from cattrs.gen import make_dict_structure_fn, override

    converter = Converter(forbid_extra_keys=True)
    converter.register_structure_hook(str, lambda value, _: _text(value))
    converter.register_structure_hook(date, lambda value, _: _date(value))
    converter.register_structure_hook(date | None, lambda value, _: None if value is None else _date(value))
    converter.register_structure_hook_func(lambda kind: kind == dict[str, str], lambda value, _: _texts(value))
    for shape in (CompleteInput, PostingInput):
        renamed: Any = {a: override(rename=name) for a, name in _RENAMED.items() if a in shape.__annotations__}
        read = make_dict_structure_fn(shape, converter, _cattrs_forbid_extra_keys=True, **renamed)
        converter.register_structure_hook(shape, read)
    return converter


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise Unfit("wrong-type", f"expected a text, found {described(value)}")
    return value


def _date(value: Any) -> date:
    day = read_date(value) if isinstance(value, str) else value if type(value) is date else None
    if day is None:
        raise Unfit("bad-date", f"expected a date, found {described(value)}", 'write it year first: "2022-11-24"')
    return day


def _texts(value: Any) -> dict[str, str]:
    if not isinstance(value, Mapping):
        raise Unfit("wrong-type", f"expected named values, found {described(value)}")
    for name, text in value.items():
        if not isinstance(name, str) or not isinstance(text, str):
            raise Unfit("wrong-type", f"expected a text for {shown(name) or 'each name'}, found {described(text)}")
    return dict(value)


def _told(error: BaseException, path: str, raw: Mapping[Any, Any]) -> list[Finding]:
    """The problems inside what cattrs raised, in our words."""
    from cattrs import AttributeValidationNote, BaseValidationError, ForbiddenExtraKeysError

    if isinstance(error, BaseValidationError):
        found = []
        for inner in error.exceptions:
            notes = [note for note in getattr(inner, "__notes__", ()) if isinstance(note, AttributeValidationNote)]
            name = _RENAMED.get(notes[-1].name, notes[-1].name) if notes else ""
            found += _told(inner, f"{path}.{name}" if name else path, raw)
        return found
    if isinstance(error, ForbiddenExtraKeysError):
        known = [_RENAMED.get(a, a) for a in error.cl.__annotations__]
        words = [printable(str(extra)[:60]) for extra in sorted(error.extra_fields, key=str)]
        message, name = "`{}` is not one of the names here", "unknown-field"
        return [
            Finding(name, message.format(word), path=f"{path}.{word}", help=did_you_mean(word, known, "names"))
            for word in words
        ]
    if isinstance(error, KeyError):
        return [Finding("missing-field", f"`{error.args[0]}` is required", path=path)]
    if isinstance(error, Unfit):
        return [error.at(path)]
    raise error


_RENAMED = {"starts": "from", "ends": "through", "day": "date"}
