"""Sheets to rows: a table as people have it becomes rows of the records it is declared for, with every cell's place.

What a cell means is worked out here, as text the way records write it; whether that is a value of its field is judged
where all rows are. A cell that means nothing keeps its place as an `Unfit`, so that its row has the problem.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from attrs import define, evolve, field

from ccpolicy.diagnostics import Finding, printable
from ccpolicy.model.policy import CodeList, Policy, Sheet, SheetColumn
from ccpolicy.model.sheets import DAY_HEADINGS, fills, headings, keyed
from ccpolicy.model.types import MOMENT, TEXT, YES_NO, Codes
from ccpolicy.records.caseload import Shown
from ccpolicy.records.documents import TableRow
from ccpolicy.records.fields import Reading
from ccpolicy.records.problems import Unfit, described, did_you_mean, shown
from ccpolicy.records.rows import Kind
from ccpolicy.values.clock import ClockFault, read_moment
from ccpolicy.values.dates import month_end, month_start, read_month
from ccpolicy.values.formats import TIMES, example_of, plain
from ccpolicy.values.spreadsheet import text_of

NOT_KNOWN = "?"
"""What stands in a cell whose value nobody knows, where an empty one would mean that there is none."""

_NEEDED_DAYS = DAY_HEADINGS[:28]
_KINDS = {"date": "bad-date", "month": "bad-date", "time": "bad-time", "moment": "bad-time"}


class SheetRow(TableRow):
    """A row with the place of each of its values; `path` is where the reader's list has it."""

    path: str = ""
    places: dict[str, str]


@define
class _Gathered:
    """Rows by record kind: those of the document and those the sheets add to them."""

    kinds: Mapping[str, Kind]
    rows: dict[str, list[Any]] = field(factory=dict)
    index: dict[tuple[str, tuple[Any, ...]], SheetRow] = field(factory=dict)

    def take(self, document: Mapping[Any, Any], kind: str) -> None:
        """The rows of a kind that the document gives, ready for more values."""
        given = document.get(kind, [])
        whole = isinstance(given, Sequence) and not isinstance(given, (str, bytes))
        self.rows[kind] = []
        for at, row in enumerate(given if whole else ()):
            made = row
            if isinstance(row, Mapping):
                made = _row(dict(row), f"{kind}[{at}]", getattr(row, "place", "") or f"{kind}[{at}]")
                key = self.key(kind, made)
                if key is not None:
                    self.index.setdefault((kind, key), made)
            self.rows[kind].append(made)

    def add(self, kind: str, key: Mapping[str, tuple[Any, str]], path: str, place: str, *, anew: bool = False) -> SheetRow:
        """The row with this key, made if there is none yet; `anew` makes a further one in any case."""
        made = _row({name: raw for name, (raw, _) in key.items() if raw is not None}, path, place)
        made.places = {name: where for name, (_, where) in key.items()}
        typed = self.key(kind, made)
        found = self.index.get((kind, typed)) if typed is not None and not anew else None
        if found is not None:
            return found
        self.rows[kind].append(made)
        if typed is not None:
            self.index.setdefault((kind, typed), made)
        return made

    def put(self, kind: str, row: SheetRow, name: str, raw: Any, place: str) -> None:
        """Gives a row a value; one that is there already must be the same."""
        if name not in row:
            row[name], row.places[name] = raw, place
        elif not isinstance(row[name], Unfit) and not self._same(kind, name, row[name], raw):
            first = row.places.get(name, row.place)
            message = f"`{name}` is told twice and not alike: {first} and {place}"
            row[name] = raw if isinstance(raw, Unfit) else Unfit("two-values", message, "correct one of them")

    def _same(self, kind: str, name: str, one: Any, other: Any) -> bool:
        read = self.kinds[kind].columns[name].read
        try:
            return bool(one == other or read(one) == read(other))
        except Unfit:
            return False

    def key(self, kind: str, row: Mapping[str, Any]) -> tuple[Any, ...] | None:
        try:
            return tuple(self.kinds[kind].columns[name].read(row[name]) for name in self.kinds[kind].grain.key)
        except (KeyError, Unfit, TypeError):
            return None


def _row(values: dict[str, Any], path: str, place: str) -> SheetRow:
    made = SheetRow(values)
    made.path, made.place, made.places = path, place, {}
    return made


def spread(
    policy: Policy, document: Mapping[Any, Any], kinds: Mapping[str, Kind], reading: Reading, problems: list[Finding]
) -> tuple[Mapping[Any, Any], tuple[Shown, ...]]:
    """The document with its sheets turned into rows of records, and what the sheets show besides.

    What is wrong with a sheet as a whole is added to `problems`; what is wrong with a row stands in the row.
    """
    given = [sheet for name, sheet in policy.sheets.items() if name in document]
    if not given:
        return document, ()
    gathered = _Gathered(kinds)
    told: list[Shown] = []
    touched = {at[0] for sheet in given for c in (*sheet.columns, *sheet.lines) if (at := fills(policy.grains, sheet, c))}
    for kind in touched:
        if kind in kinds:
            gathered.take(document, kind)
    for sheet in given:
        _Reader(policy, sheet, gathered, reading, problems, told).read(document[sheet.name])
    names = policy.sheets.keys()
    kept = {name: gathered.rows.get(name, rows) for name, rows in document.items() if name not in names}
    broken = {kind for kind in touched if kind in document and not isinstance(document[kind], Sequence)}
    return {**kept, **{kind: rows for kind, rows in gathered.rows.items() if kind not in broken}}, tuple(told)


class _Reader:
    """Reads one sheet."""

    def __init__(
        self, policy: Policy, sheet: Sheet, gathered: _Gathered, reading: Reading, problems: list[Finding], told: list[Shown]
    ) -> None:
        self.policy, self.sheet, self.gathered, self.reading = policy, sheet, gathered, reading
        self.problems, self.told = problems, told
        self.grain = policy.grains[sheet.grain]
        self.base = next((link.name for link in self.grain.links.values() if link.how == "base"), "")
        self.keys = keyed(policy.grains, sheet)
        self.known = headings(sheet)
        self.columns = [(column, fills(policy.grains, sheet, column)) for column in sheet.columns]
        self.lines = {line.heading.casefold(): (line, fills(policy.grains, sheet, line)) for line in sheet.lines}
        self.month = next(((column, at) for column, at in self.columns if at and column.heading == sheet.month), None)
        self.seen: dict[tuple[str, ...], str] = {}
        self.words = {name: _words(listed, sheet.words.get(name, {})) for name, listed in policy.codes.items()}

    def read(self, rows: Any) -> None:
        """Every row; what is wrong with the whole is a problem of the document."""
        name = self.sheet.name
        if not isinstance(rows, Sequence) or isinstance(rows, (str, bytes)):
            message = f"expected a list of rows, found {described(rows)}"
            self.problems.append(Finding("wrong-type", message, path=name))
            return
        heading = getattr(rows, "heading", None)
        if heading is not None and not self._heading(heading, getattr(rows, "place", name)):
            return
        for at, row in enumerate(rows):
            path = f"{name}[{at}]"
            if not isinstance(row, Mapping):
                message = f"expected a row with named cells, found {self.reading.found(row)}"
                self.problems.append(Finding("wrong-type", message, path=path))
                continue
            cells = self._cells(row, path, heading is None)
            if cells:
                self._row(cells, path, getattr(row, "place", "") or path)

    def _heading(self, heading: Sequence[str], place: str) -> bool:
        """Whether the file has columns this sheet can be read from; reports what is odd about them."""
        unknown = [word for word in heading if word not in self.known]
        lacking = [word for word in self._needed() if word not in heading]
        for word in unknown:
            help = did_you_mean(word, [name for name in self.known if name not in heading], f"`{self.sheet.name}` has", 40)
            message = f"`{self.sheet.name}` has no column `{printable(word[:60])}`"
            self.problems.append(Finding("unknown-field", message, path=place, help=help))
        if lacking:
            message = f"the column {', '.join(f'`{word}`' for word in lacking[:5])} is not there"
            help = "a sheet has a column for each day of the month" if lacking[0] in DAY_HEADINGS else ""
            self.problems.append(Finding("missing-field", message, path=place, help=help))
        return not unknown and not lacking

    def _needed(self) -> Iterator[str]:
        yield from (column.heading for column in self.keys.values())
        if self.sheet.across:
            yield from filter(None, (self.sheet.month, self.sheet.line_heading))
            yield from _NEEDED_DAYS

    def _cells(self, row: Mapping[Any, Any], path: str, check: bool) -> dict[str, str]:
        """The cells that are not empty; what is no cell at all is reported."""
        cells: dict[str, str] = {}
        for name, value in _flat(row):
            if check and name not in self.known:
                word = printable(str(name)[:60])
                help = did_you_mean(str(name), self.known, f"`{self.sheet.name}` has", 40)
                message = f"`{self.sheet.name}` has no column `{word}`"
                self.problems.append(Finding("unknown-field", message, path=f"{path}.{word}", help=help))
            elif isinstance(value, int) and not isinstance(value, bool):
                cells[name] = str(value)
            elif isinstance(value, str):
                if value.strip():
                    cells[name] = text_of(value)
            elif value is not None:
                message = f"expected what stands in a cell, as a text, found {self.reading.found(value)}"
                self.problems.append(Finding("wrong-type", message, path=f"{path}.{name}"))
        return cells

    # ---------------------------------------------------------------- one row

    def _row(self, cells: Mapping[str, str], path: str, place: str) -> None:
        key = {name: (self._value(column, cells), _at(place, column)) for name, column in self.keys.items()}
        own: SheetRow | None = None
        base = self._based(key)
        if self.sheet.across:
            base = self.gathered.add(self.grain.base, self._base_key(key), path, place) if base is None else base
        elif self.grain.name in self.gathered.rows:
            repeated = self._repeated(key, path)
            own = self.gathered.add(self.grain.name, key, path, place, anew=repeated)
        for column, at in self.columns:
            raw = self._value(column, cells)
            if raw is None or (at and at[1] in key and at[0] == self.grain.name):
                continue
            if at is None:
                self._show(column, raw, key, path, _at(place, column))
            elif at[0] != self.grain.name:
                base = self.gathered.add(at[0], self._base_key(key), path, place) if base is None else base
                self.gathered.put(at[0], base, at[1], raw, _at(place, column))
            elif own is not None:
                self.gathered.put(at[0], own, at[1], raw, _at(place, column))
        if self.sheet.across and all(raw is not None for raw, _ in key.values()):
            assert base is not None
            self._days(cells, key, base, path, place)

    def _based(self, key: Mapping[str, tuple[Any, str]]) -> SheetRow | None:
        """The record a derived row is cut from, if the document or an earlier line has it."""
        if not self.base or self.grain.base not in self.gathered.rows:
            return None
        made = self._base_key(key)
        typed = self.gathered.key(self.grain.base, {name: raw for name, (raw, _) in made.items()})
        return self.gathered.index.get((self.grain.base, typed)) if typed is not None else None

    def _base_key(self, key: Mapping[str, tuple[Any, str]]) -> dict[str, tuple[Any, str]]:
        """The key of the record a derived row is cut from, by field."""
        raw, place = key.get(self.base, (None, ""))
        names = self.policy.grains[self.grain.base].key
        parts = raw.split("/") if isinstance(raw, str) and len(names) > 1 else [raw]
        return {name: (part, place) for name, part in zip(names, parts)}

    def _repeated(self, key: Mapping[str, tuple[Any, str]], path: str) -> bool:
        told = tuple(str(raw) for raw, _ in key.values())
        return self.seen.setdefault(told, path) != path

    def _show(
        self, column: SheetColumn, raw: Any, key: Mapping[str, tuple[Any, str]], path: str, place: str, day: str = ""
    ) -> None:
        """Keeps what stands in a column that is only written, to be held against what is worked out."""
        parts = [key[name][0] for name in self.grain.key if name in key]
        if all(isinstance(part, str) for part in (raw, *parts)):
            told = "/".join([*parts, day] if day else parts)
            kind = self.grain.name if day or not self.sheet.across else self.grain.base
            self.told.append(Shown(self.sheet.name, column, kind, told, raw, path, place))

    # ---------------------------------------------------------------- the days of a row

    def _days(
        self, cells: Mapping[str, str], key: Mapping[str, tuple[Any, str]], base: SheetRow, path: str, place: str
    ) -> None:
        days = {day: cells[day] for day in DAY_HEADINGS if day in cells}
        line, filled = self._line(cells, key, path, place)
        if line is None or not days or self.month is None:
            return
        month_of, (kind, name) = self.month
        raw = base.get(name)
        month = read_month(raw) if isinstance(raw, str) else None
        if month is None:
            if raw is None and self.gathered.kinds[kind].columns[name].field.absent != "required":
                message = f"`{self.sheet.month}` is empty, so nobody can tell which dates these are"
                self._fault(Unfit("missing-field", message), key, f"{path[:-1]}, {self.sheet.month}]", _at(place, month_of))
            return
        last = month_end(month).day
        for day, text in days.items():
            where, day_path = f"{place}, column `{day}`", f"{path[:-1]}, {day}]"
            if int(day) > last:
                told = f"column `{day}` is filled in, and {month} has {last} days"
                self._fault(Unfit("bad-date", told, "clear the cell, or correct the month"), key, day_path, where)
                continue
            date = str(month_start(month).replace(day=int(day)))
            value = self._meant(line, text, date)
            if filled is None:
                self._show(line, value, key, day_path, where, date)
                continue
            row = self.gathered.add(self.grain.name, {**key, self.sheet.across: (date, where)}, day_path, where)
            self.gathered.put(self.grain.name, row, filled[1], value, where)

    def _line(
        self, cells: Mapping[str, str], key: Mapping[str, tuple[Any, str]], path: str, place: str
    ) -> tuple[SheetColumn | None, tuple[str, str] | None]:
        """Which line of the sheet a row is, and what it fills; None, with the problem in the row, where it is none or
        stands twice."""
        heading = self.sheet.line_heading
        word = cells.get(heading, "").strip() if heading else self.sheet.lines[0].heading
        line, filled = self.lines.get(word.casefold(), (None, None))
        fault = None
        if line is None:
            help = did_you_mean(word, [each.heading for each in self.sheet.lines], "the lines are")
            near = self.reading.show_values or help.startswith("did you mean")
            told = f"{shown(word, near) or 'this'} is not a line of `{self.sheet.name}`"
            fault = Unfit("unknown-line", told if word else "which line this is, no cell says", help)
        else:
            told_key = (line.heading, *(str(raw) for raw, _ in key.values()))
            if None not in (raw for raw, _ in key.values()):
                first = self.seen.setdefault(told_key, place)
                if first != place:
                    fault = Unfit("duplicate-row", f"`{line.heading}` stands twice: {first} and {place}", "leave one of them out")
        if fault is not None:
            where = f"{place}, column `{heading}`" if heading else place
            self._fault(fault, key, f"{path[:-1]}, {heading or word}]", where)
            return None, None
        return line, filled

    def _fault(self, fault: Unfit, key: Mapping[str, tuple[Any, str]], path: str, place: str) -> None:
        """A row of the sheet's grain that has only this problem, so that whatever rests on it is known."""
        across = {self.sheet.across: (fault, place)}
        if self.grain.name not in self.gathered.rows:  # nothing is read of its days
            self.problems.append(evolve(fault.at(path), message=f"{fault} ({place})"))
            return
        self.gathered.add(self.grain.name, {**key, **across}, path, place, anew=True)

    # ---------------------------------------------------------------- what a cell means

    def _value(self, column: SheetColumn, cells: Mapping[str, str]) -> Any:
        """What stands in an ordinary column, as records write it; None for an empty cell."""
        text = cells.get(column.heading)
        if text is None:
            return None
        if not column.on:
            return self._meant(column, text, "")
        date = next((c for c in self.sheet.columns if c.heading == column.on), None)
        told = cells.get(column.on)
        day: Any = told.strip() if told is not None else None
        if date is not None:
            day = self._value(date, cells)
        if day is None and not self._is_moment(text):
            return Unfit("missing-field", f"`{column.on}` is empty, so nobody can tell of which day this time is")
        return self._meant(column, text, "" if isinstance(day, Unfit) or day is None else day)

    def _is_moment(self, text: str) -> bool:
        return read_moment(text.strip(), self.policy.options.timezone) is not ClockFault.UNREADABLE

    def _meant(self, column: SheetColumn, text: str, day: str) -> Any:
        """The text of a cell as records write it."""
        kind = column.value.type
        if text.strip() == NOT_KNOWN:
            return {"unknown": "so the sheet says"}
        if kind == TEXT:
            return text
        text = text.strip()
        if isinstance(kind, Codes):
            listed = self.words.get(kind.name) or {code.casefold(): code for code in kind.codes}
            return text if text in kind.codes else listed.get(text.casefold(), text)
        if kind == YES_NO or not column.format or (kind == MOMENT and self._is_moment(text)):
            return text
        made = plain(text, column.format)
        if made is None:
            message = f"expected {_article(str(kind))} such as {example_of(column.format)}, found {self.reading.found(text)}"
            return Unfit(_KINDS[str(kind)], message, f"it is written {column.format}")
        if kind == MOMENT and column.format in TIMES:
            return f"{day}T{made}"
        return made


def _words(listed: CodeList, own: Mapping[str, str]) -> dict[str, str]:
    """Every way of writing the codes of a list, in small letters: the code, its label and the file's own words.

    What could be two codes is left out.
    """
    ways: dict[str, set[str]] = {}
    for code, row in listed.rows.items():
        for text in (code, row.label):
            ways.setdefault(text.casefold(), set()).add(code)
    for word, code in own.items():
        ways.setdefault(word.casefold(), set()).add(code)
    return {word: codes.pop() for word, codes in ways.items() if len(codes) == 1}


def _flat(row: Mapping[Any, Any]) -> Iterator[tuple[Any, Any]]:
    """Cells by their heading; one with a dot in it was taken for the part of another."""
    for name, value in row.items():
        if isinstance(row, TableRow) and isinstance(value, dict):
            yield from ((f"{name}.{part}", text) for part, text in value.items())
        else:
            yield name, value


def _at(place: str, column: SheetColumn) -> str:
    return f"{place}, column `{column.heading}`"


def _article(kind: str) -> str:
    return "a date and time" if kind == "moment" else "a time of day" if kind == "time" else f"a {kind}"
