"""A small child care policy built from the model, part by part: days of a claim, attended or absent, paid by the day.

`Care` holds the records and grains; tests add facts, stops, allowances and pays, and give rows. Names such as
`claim.child.birth_date` are followed through the links as written.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from ccpolicy.engine.determination import Determination
from ccpolicy.engine.reference import determine
from ccpolicy.model.expr import (
    Apply,
    Expr,
    Literal,
    ReadAllowance,
    ReadDate,
    ReadFact,
    ReadField,
    ReadRow,
    ReadStatus,
    SortKey,
    Template,
)
from ccpolicy.model.policy import (
    Allowance,
    Asked,
    Asks,
    Citation,
    CodeList,
    CodeRow,
    Exceptional,
    Fact,
    Field,
    Grain,
    Link,
    Options,
    Outcome,
    Pay,
    Policy,
    SourceDocument,
    Version,
    Wording,
)
from ccpolicy.model.types import (
    DATE,
    MINUTES,
    MONEY,
    MONTH,
    NUMBER,
    TEXT,
    YES_NO,
    Codes,
    ListOf,
    RowOf,
    Type,
)
from ccpolicy.records.caseload import Caseload, Complete, PostingRow, Record
from ccpolicy.values.absent import MISSING, unknown
from ccpolicy.values.dates import Month
from ccpolicy.values.period import Period

CITE = (Citation("handbook", "Payment"),)
CODES = Codes("attendance_code", ("20", "40", "43", "60"))
WORDS = {"20": "full day", "40": "absent", "43": "holiday", "60": "last day"}


# ---------------------------------------------------------------- expressions

def lit(value: Any, type: Type | None = None) -> Literal:
    """A literal: money as cents with type MONEY, plain numbers, texts, dates, yes and no."""
    if type is None:
        type = YES_NO if isinstance(value, bool) else NUMBER if isinstance(value, int) else DATE if isinstance(value, date) else TEXT
    return Literal(type=type, value=value)


def cents(amount: int) -> Literal:
    return lit(amount, MONEY)


def apply(op: str, *args: Expr, type: Type = YES_NO) -> Apply:
    return Apply(type=type, op=op, args=args)


def eq(left: Expr, right: Any) -> Apply:
    return apply("eq", left, right if isinstance(right, Expr) else lit(right, left.type))


def lt(left: Expr, right: Any) -> Apply:
    return apply("lt", left, right if isinstance(right, Expr) else lit(right, left.type))


def gt(left: Expr, right: Any) -> Apply:
    return apply("gt", left, right if isinstance(right, Expr) else lit(right, left.type))


def missing(value: Expr) -> Apply:
    return apply("is_missing", value)


def no(value: Expr) -> Apply:
    return apply("not", value)


def both(*conditions: Expr) -> Apply:
    return apply("and", *conditions)


def either(*conditions: Expr) -> Apply:
    return apply("or", *conditions)


def say(*parts: str | Expr) -> Mapping[str, Template]:
    return {"en": Template(tuple(parts))}


def by(expr: Expr, falling: bool = False) -> tuple[SortKey, ...]:
    return (SortKey(expr, falling),)


def granted(name: str, item: str = "refused", path: tuple[str, ...] = ()) -> ReadAllowance:
    types = {"refused": YES_NO, "spenders": ListOf(TEXT)}
    return ReadAllowance(type=types.get(item, NUMBER), path=path, allowance=name, item=item)


def status(item: str, path: tuple[str, ...] = ()) -> ReadStatus:
    return ReadStatus(type=YES_NO, path=path, grain="day", item=item)


def during(start: str | None, end: str | None = None, **more: Any) -> Version:
    return Version(Period(*(date.fromisoformat(d) if d else None for d in (start, end))), **more)


def day(text: str) -> date:
    return date.fromisoformat(text)


# ---------------------------------------------------------------- the policy

def column(name: str, type: Type, absent: str = "required", default: Any = None) -> Field:
    return Field(name, type, absent, default)


def record(name: str, *columns: Field, key: tuple[str, ...] = ("id",), **more: Any) -> Grain:
    fields = {"id": column("id", TEXT)} if key == ("id",) else {}
    fields |= {each.name: each for each in columns}
    links = {
        each.name: Link(each.name, each.type.grain, "field", optional=each.absent == "missing")
        for each in columns if isinstance(each.type, RowOf)
    }
    return Grain(name, name, "record", fields, {**links, **more.pop("links", {})}, key, **more)


class Care:
    """A policy in the making, and the rows to run it on."""

    def __init__(self) -> None:
        first = apply("month_start", ReadField(type=MONTH, path=(), grain="claim", name="month"), type=DATE)
        last = apply("month_end", ReadField(type=MONTH, path=(), grain="claim", name="month"), type=DATE)
        on_date = ReadField(type=DATE, path=(), grain="day", name="date")
        in_provider = ReadField(type=DATE, path=(), grain="provider_day", name="date")
        grains = [
            record("family", column("copay", MONEY, "unknown")),
            record("child", column("family", RowOf("family"), "missing"), column("birth_date", DATE, "unknown")),
            record("provider", column("open_since", DATE, "missing")),
            record(
                "claim", column("child", RowOf("child")), column("provider", RowOf("provider")), column("month", MONTH),
                column("submitted", DATE, "missing"), column("hours", NUMBER, "unknown"), dated_by=first,
            ),
            Grain(
                "day", "day", "each",
                {
                    "date": column("date", DATE), "code": column("code", CODES, "missing"),
                    "care": column("care", MINUTES, "missing"), "signed": column("signed", YES_NO, "unknown"),
                },
                {
                    "claim": Link("claim", "claim", "base"),
                    "provider_day": Link("provider_day", "provider_day", "group"),
                },
                ("claim", "date"), base="claim", step="day", low=first, high=last, dated_by=on_date, order=by(on_date),
                extended=frozenset({"code", "care", "signed"}),
            ),
            Grain(
                "provider_day", "provider day", "groups",
                {"provider": column("provider", RowOf("provider")), "date": column("date", DATE)},
                {"provider": Link("provider", "provider", "field")}, ("provider", "date"), base="day",
                by=("provider", "date"),
                by_paths=(ReadRow(type=RowOf("provider"), path=("claim", "provider"), grain="provider"), on_date),
                dated_by=in_provider, order=by(in_provider),
            ),
        ]
        self.parts: dict[str, Any] = {
            "name": "small", "label": "Small", "period": Period(date(2022, 1, 1)),
            "options": Options(
                week_starts="sunday", leap_day_birthday="march_1", month_arithmetic="last_day", timezone="America/New_York"
            ),
            "fingerprint": "f", "sources": {"handbook": SourceDocument("handbook", "Handbook")}, "calendars": {},
            "codes": {
                "attendance_code": CodeList(
                    "attendance_code", "Code", {code: CodeRow(code, label, {"rank": int(code)}) for code, label in WORDS.items()},
                    {"rank": NUMBER},
                )
            },
            "grains": {grain.name: grain for grain in grains}, "settings": {}, "unsettled": {}, "tables": {}, "facts": {},
            "worksheets": {}, "allowances": {}, "deadlines": {}, "asks": (), "pays": (), "outcomes": {}, "amendments": {},
            "unmodelled": (), "examples": (),
        }
        self.rows: dict[str, list[Record]] = {}
        self.complete: list[Complete] = []
        self.history: list[PostingRow] | None = []

    # ------------------------------------------------------------ names

    def __call__(self, grain: str, name: str) -> Expr:
        """The expression a dotted name stands for, seen from a row of a grain."""
        *links, last = name.split(".")
        at = grain
        for link in links:
            at = self.parts["grains"][at].links[link].grain
        known, path = self.parts["grains"][at], tuple(links)
        if (at, last) in self.parts["facts"]:
            fact = self.parts["facts"][at, last]
            return ReadFact(type=fact.type, optional=fact.optional, path=path, grain=at, name=last)
        if last in known.links:
            target = known.links[last].grain
            return ReadRow(type=RowOf(target), path=(*path, last), grain=target)
        if last in known.fields:
            return ReadField(type=known.fields[last].type, path=path, grain=at, name=last)
        return ReadDate(type=DATE, path=path, grain=at)

    # ------------------------------------------------------------ statements

    def fact(self, grain: str, name: str, value: Expr | tuple[Wording, ...], *exceptions: Exceptional, **more: Any) -> Expr:
        definitions = value if isinstance(value, tuple) else (Wording(value),)
        type = definitions[0].value.type
        made = Fact(name, grain, type, True, True, name, definitions, exceptions, **more)
        self.parts["facts"] = {**self.parts["facts"], (grain, name): made}
        return self(grain, name)

    def outcome(self, kind: str, name: str, grain: str, when: Expr, **more: Any) -> Outcome:
        more.setdefault("cites", CITE)
        made = Outcome(name, kind=kind, grain=grain, when=when, **more)
        self.parts["outcomes"] = {**self.parts["outcomes"], name: made}
        return made

    def allowance(self, name: str, grain: str, limit: Expr, **more: Any) -> Allowance:
        more.setdefault("spends_type", limit.type)
        more.setdefault("order", by(self(grain, "date")))
        made = Allowance(name, name, CITE, grain=grain, limit=limit, **more)
        self.parts["allowances"] = {**self.parts["allowances"], name: made}
        return made

    def ask(self, *units: tuple[Expr, str], grain: str = "day", where: Expr | None = None) -> None:
        asked = tuple(Asked(amount, lit(unit)) for amount, unit in units)
        line = (("claim", self("day", "claim")), ("child", self("day", "claim.child")), ("date", self("day", "date")))
        if grain == "claim":
            line = (("claim", ReadRow(type=RowOf("claim"), path=(), grain="claim")),)
        asks = Asks("asks", "asks", CITE, grain=grain, where=where, units=asked, line=line, claim="claim")
        self.parts["asks"] = (*self.parts["asks"], asks)

    def pay(self, name: str, amount: Expr | None, grain: str = "day", **more: Any) -> None:
        self.parts["pays"] = (*self.parts["pays"], Pay(name, name, CITE, grain=grain, amount=amount, **more))

    def put(self, part: str, **named: Any) -> None:
        """Adds to one of the mappings of the policy."""
        self.parts[part] = {**self.parts[part], **named}

    @property
    def policy(self) -> Policy:
        return Policy(**self.parts)

    # ------------------------------------------------------------ rows

    def row(self, kind: str, id: str, **values: Any) -> None:
        """An input row. Columns left out are missing or unknown, as they are declared."""
        grain = self.parts["grains"][kind]
        parts = id.split("/")
        given: dict[str, Any] = {"id": id} if grain.key == ("id",) else {}
        if grain.key == ("claim", "date"):
            given = {"claim": parts[0], "date": day(parts[1])}
        for name, known in grain.fields.items():
            if name in values:
                given[name] = values[name]
            elif known.absent == "missing":
                given[name] = MISSING
            elif known.absent == "default":
                given[name] = known.default
            elif known.absent == "unknown":
                given[name] = unknown("field", f"{kind}[{id}].{name}")
        at = len(self.rows.setdefault(kind, []))
        self.rows[kind].append(Record(kind, id, given, f"{kind}[{at}]"))

    def claim(self, id: str = "c1", child: str = "ann", provider: str = "p1", month: str = "2022-11", **values: Any) -> None:
        """A claim with the rows it refers to."""
        for kind, key in (("provider", provider), ("child", child)):
            if not any(row.key == key for row in self.rows.get(kind, [])):
                self.row(kind, key)
        year, number = month.split("-")
        self.row("claim", id, child=child, provider=provider, month=Month(int(year), int(number)), **values)

    def days(self, *coded: str, claim: str = "c1", **values: Any) -> None:
        """Attendance: `2022-11-01 40` is code 40 on that day."""
        for each in coded:
            on, _, code = each.partition(" ")
            self.row("day", f"{claim}/{on}", **({"code": code} if code else {}), **values)

    @property
    def caseload(self) -> Caseload:
        records = {kind: tuple(rows) for kind, rows in self.rows.items()}
        return Caseload(records, tuple(self.complete), None if self.history is None else tuple(self.history))

    def run(self, **options: Any) -> Determination:
        return determine(self.policy, self.caseload, **options)


def attendance() -> Care:
    """Days with a code ask for one full day each, and are paid $40."""
    care = Care()
    care.ask((lit(1), "full_day"), where=no(missing(care("day", "code"))))
    care.pay("daily", cents(4000))
    return care


def statuses(found: Determination) -> dict[str, str]:
    """Line ids without the claim, with their status."""
    return {line.id.partition("/")[2] or line.id: line.status for line in found.lines}


def codes(found: Determination, id: str) -> list[str]:
    return [reason.code for reason in found.line(id).reasons]


