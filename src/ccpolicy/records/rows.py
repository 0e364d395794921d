"""The rows of one record kind: which columns they have, and their reading, every problem noted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from attrs import evolve, field, frozen

from ccpolicy.diagnostics import Finding, nearest, printable
from ccpolicy.limits import INPUT_COLUMNS, INPUT_KEY
from ccpolicy.model.policy import Field, Grain, Policy
from ccpolicy.model.types import TEXT, RowOf
from ccpolicy.records.caseload import Record
from ccpolicy.records.fields import Reader, Reading, key_text, reader_for
from ccpolicy.records.problems import Unfit, described, did_you_mean
from ccpolicy.values.absent import MISSING, Unknown, unsaid


@frozen
class Column:
    """A column that rows of a kind may have, with its reader. `target` is the kind of row a reference names."""

    field: Field
    read: Reader
    in_key: bool = False
    target: str = ""


@frozen
class Kind:
    """A record kind as it is read."""

    grain: Grain
    columns: Mapping[str, Column] = field(hash=False)

    @property
    def references(self) -> tuple[tuple[str, str], ...]:
        """Name and target of every column that names a row of another kind."""
        return tuple((name, column.target) for name, column in self.columns.items() if column.target)


@frozen
class Found:
    """What was read of one row: the row, or nothing where its key could not be read, and its problems.

    `values` are those that could be read, which tells whom a faulty row concerns.
    """

    path: str
    record: Record | None
    values: Mapping[str, Any] = field(hash=False)
    problems: tuple[Finding, ...] = ()


def input_columns(policy: Policy, grain: Grain) -> Iterator[tuple[Field, bool]]:
    """The columns rows of a grain are given with, and whether each is part of the key.

    For a derived grain these are its key and the columns it was extended with.
    """
    for name in grain.key:
        column = grain.fields.get(name)
        if column is None:
            link = grain.links.get(name)
            column = Field(name, RowOf(link.grain) if link else TEXT, "required")
        yield column, True
    for name, column in grain.fields.items():
        if name not in grain.key and (grain.kind == "record" or name in grain.extended):
            yield column, False


def kinds_of(policy: Policy) -> dict[str, Grain]:
    """The grains that take input rows: records, and derived grains that were extended."""
    return {name: grain for name, grain in policy.grains.items() if grain.kind == "record" or grain.extended}


def kind_of(policy: Policy, grain: Grain, reading: Reading) -> Kind:
    """How rows of this grain are read."""
    columns = {}
    for column, in_key in input_columns(policy, grain):
        target = column.type.grain if isinstance(column.type, RowOf) else ""
        columns[column.name] = Column(column, reader_for(column, reading), in_key, target)
    return Kind(grain, columns)


def read_rows(kind: Kind, rows: Any, reading: Reading) -> Iterator[Found]:
    """Every row read, in the order given."""
    name = kind.grain.name
    if not isinstance(rows, Sequence) or isinstance(rows, (str, bytes)):
        message = f"expected a list of rows, found {described(rows)}"
        yield Found(name, None, {}, (Finding("wrong-type", message, path=name),))
        return
    for at, row in enumerate(rows):
        yield _read_row(kind, row, getattr(row, "path", "") or f"{name}[{at}]", reading)


def _read_row(kind: Kind, row: Any, path: str, reading: Reading) -> Found:
    if not isinstance(row, Mapping):
        message = f"expected a row with named values, found {reading.found(row)}"
        return Found(path, None, {}, (Finding("wrong-type", message, path=path),))
    if len(row) > INPUT_COLUMNS.most:
        message = f"this row has {len(row):,} values; at most {INPUT_COLUMNS} are read"
        return Found(path, None, {}, (Finding(INPUT_COLUMNS.finding, message, path=path),))
    problems: list[Finding] = []
    values: dict[str, Any] = {}
    left_out: list[str] = []
    for name, column in kind.columns.items():
        try:
            raw = row[name]
        except KeyError:
            if column.in_key or column.field.absent == "required":
                problems.append(_missing(kind, column, path))
            elif column.field.absent == "missing":
                values[name] = MISSING
            elif column.field.absent == "default":
                values[name] = column.field.default
            else:
                left_out.append(name)
            continue
        try:
            values[name] = _read_value(column, raw, reading)
        except Unfit as unfit:
            problems.append(unfit.at(f"{path}.{name}"))
    if row.keys() - kind.columns.keys():
        problems.extend(_unknown_columns(kind, row, path))
        problems = [_renamed(problem, kind, row) for problem in problems]
    key = _key(kind, values)
    if key is None:
        return Found(path, None, values, tuple(problems))
    for name in left_out:
        values[name] = unsaid(kind.grain.name, key, name)
    for name, value in values.items():
        if isinstance(value, _Unsaid):
            values[name] = unsaid(kind.grain.name, key, name, value.reason)
    return Found(path, Record(kind.grain.name, key, values, path), values, tuple(problems))


@frozen
class _Unsaid:
    """An unknown whose row's key is not read yet."""

    reason: str


def _read_value(column: Column, raw: Any, reading: Reading) -> Any:
    if isinstance(raw, Unfit):  # found out where the value stood
        raise raw
    if raw is None:
        if column.field.absent == "missing" and not column.in_key:
            return MISSING
        help = "" if column.in_key else 'give it, or write {"unknown": "why"} when nobody knows'
        raise Unfit("missing-field", f"`{column.field.name}` cannot be empty", help)
    if isinstance(raw, Mapping) and set(raw) == {"unknown"}:
        if column.in_key:
            raise Unfit("missing-field", f"`{column.field.name}` is part of the key and cannot be unknown")
        reason = raw["unknown"]
        if not isinstance(reason, str) or not reason.strip():
            raise Unfit("wrong-type", f"expected the reason as a text, found {reading.found(reason)}")
        return _Unsaid(f" ({printable(reason[:200])})")
    value = column.read(raw)
    if column.in_key:
        _check_key(value)
    return value


def _check_key(value: Any) -> None:
    if not isinstance(value, str):
        return
    if not value.strip() or value != value.strip() or not value.isprintable():
        message = "a key has at least one character, no space around it and no control characters"
        raise Unfit("bad-key", message)
    if len(value) > INPUT_KEY.most:
        raise Unfit(INPUT_KEY.finding, f"this key has {len(value):,} characters; {INPUT_KEY} are allowed")
    if "/" in value:
        raise Unfit("bad-key", "a key cannot contain `/`, which joins the parts of longer keys")


def _key(kind: Kind, values: Mapping[str, Any]) -> str | None:
    parts = [values.get(name, MISSING) for name in kind.grain.key]
    if any(part is MISSING or isinstance(part, (Unknown, _Unsaid)) for part in parts):
        return None
    return "/".join(key_text(part) for part in parts)


def _missing(kind: Kind, column: Column, path: str) -> Finding:
    name, label = column.field.name, column.field.label
    message = f"`{name}` is required" + (f" ({label})" if label and label != name else "")
    help = "" if column.in_key else 'give it, or write {"unknown": "why"} when nobody knows'
    return Finding("missing-field", message, path=f"{path}.{name}", help=help)


def _renamed(problem: Finding, kind: Kind, row: Mapping[str, Any]) -> Finding:
    """What is missing may be there under a name like its own."""
    if problem.name != "missing-field":
        return problem
    extra = [name for name in row if isinstance(name, str) and name not in kind.columns]
    near = nearest(problem.path.rpartition(".")[2], extra, 1)
    return evolve(problem, help=f"is it `{printable(near[0])}`?") if near else problem


def _unknown_columns(kind: Kind, row: Mapping[str, Any], path: str) -> Iterator[Finding]:
    for name in row:
        if name in kind.columns:
            continue
        if not isinstance(name, str):
            yield Finding("unknown-field", "the name of a value is a text", path=path)
            continue
        help = did_you_mean(name, kind.columns, f"`{kind.grain.name}` has")
        known_elsewhere = name in kind.grain.fields or name in kind.grain.links
        if known_elsewhere:
            help = "it is worked out from other rows and cannot be given"
        word = printable(name[:60])
        yield Finding("unknown-field", f"`{kind.grain.name}` has no `{word}`", path=f"{path}.{word}", help=help)
