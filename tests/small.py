"""A small policy built from the model, for tests of what stands around the language: swimming courses, paid by the day."""

from __future__ import annotations

from datetime import date
from typing import Any

from ccpolicy.model.expr import Literal, ReadField, SortKey
from ccpolicy.model.policy import (
    Allowance,
    Asked,
    Asks,
    Citation,
    CodeList,
    CodeRow,
    Field,
    Grain,
    Link,
    Options,
    Outcome,
    Pay,
    Policy,
    Reading,
    SourceDocument,
    Unsettled,
    Worksheet,
    WorksheetLine,
)
from ccpolicy.model.types import (
    DATE,
    MINUTES,
    MOMENT,
    MONEY,
    MONTH,
    NUMBER,
    TEXT,
    TIME,
    YES_NO,
    Codes,
    RowOf,
)
from ccpolicy.values.period import Period

CODES = ("10", "20", "swim-1")


def field(name: str, type: Any, absent: str = "required", **more: Any) -> Field:
    return Field(name, type, absent, **more)


def grain(name: str, *columns: Field, key: tuple[str, ...] = ("id",), **more: Any) -> Grain:
    fields = {column.name: column for column in columns}
    if key == ("id",):
        fields = {"id": field("id", TEXT), **fields}
    links = {
        column.name: Link(column.name, column.type.grain, "field", optional=column.optional)
        for column in columns
        if isinstance(column.type, RowOf)
    }
    return Grain(name, name.capitalize(), more.pop("kind", "record"), fields, more.pop("links", links), key, **more)


def swimming(**more: Any) -> Policy:
    """The policy; `more` replaces parts of it."""
    start = ReadField(type=DATE, path=("course",), grain="course", name="starts")
    end = ReadField(type=DATE, path=("course",), grain="course", name="ends")
    grains = [
        grain("pool", field("opens", TIME, "missing"), field("heated", YES_NO, "default", default=False)),
        grain(
            "swimmer",
            field("name", TEXT, "missing"),
            field("born", DATE),
            field("fee", MONEY, "unknown"),
            field("discount", NUMBER, "missing", whole=False, written="percent"),
            field("weight", NUMBER, "missing", whole=False, written="number"),
            field("lessons", NUMBER, "missing", written="count"),
            field("rest", MINUTES, "missing", written="hours"),
            field("warm_up", MINUTES, "missing", written="minutes"),
        ),
        grain(
            "course",
            field("swimmer", RowOf("swimmer")),
            field("pool", RowOf("pool"), "missing"),
            field("month", MONTH, label="month of the course"),
            field("starts", DATE),
            field("ends", DATE),
            field("sent", MOMENT, "missing"),
        ),
        grain("rating", field("course", RowOf("course")), field("on", DATE), key=("course", "on")),
        grain(
            "day",
            field("date", DATE),
            field("code", Codes("lesson_code", CODES), "missing"),
            key=("course", "date"), kind="each", base="course", step="day", low=start, high=end,
            links={"course": Link("course", "course", "base")}, extended=frozenset({"code"}),
            order=(SortKey(ReadField(type=DATE, path=(), grain="day", name="date")),),
        ),
        grain("month", field("month", MONTH), key=("month",), kind="groups", base="day"),
    ]
    one = Literal(type=NUMBER, value=1)
    yes = Literal(type=YES_NO, value=True)
    parts: dict[str, Any] = {
        "name": "swimming",
        "label": "Swimming lessons",
        "period": Period(date(2022, 1, 1)),
        "options": Options(timezone="America/New_York"),
        "fingerprint": "f" * 16,
        "sources": {"rules": SourceDocument("rules", "Rules of the pools (2022)")},
        "calendars": {},
        "codes": {"lesson_code": CodeList("lesson_code", "Code", {code: CodeRow(code, code) for code in CODES})},
        "grains": {each.name: each for each in grains},
        "settings": {},
        "unsettled": {
            "late": Unsettled(
                "late", "Is the last day in time?", (Reading("yes_it_is", "yes"), Reading("no_it_is_not", "no")),
                "yes_it_is", "the rules say so", (Citation("rules", "Deadlines"),),
            )
        },
        "tables": {},
        "facts": {},
        "worksheets": {
            "day_payment": Worksheet(
                "day_payment", grain="day",
                lines=(WorksheetLine("charge", "charge", "Charge"), WorksheetLine("state_pays", "state", "State pays")),
            )
        },
        "allowances": {
            "lessons": Allowance(
                "lessons", grain="day", limit=one, spends_type=NUMBER,
                per=(("swimmer", ReadField(type=RowOf("swimmer"), path=("course",), grain="course", name="swimmer")),),
            )
        },
        "deadlines": {},
        "asks": (
            Asks(
                "day", grain="day", units=(Asked(one, Literal(type=TEXT, value="lesson")),), claim="course",
                line=(
                    ("course", ReadField(type=RowOf("course"), path=(), grain="day", name="course")),
                    ("swimmer", ReadField(type=RowOf("swimmer"), path=("course",), grain="course", name="swimmer")),
                    ("date", ReadField(type=DATE, path=(), grain="day", name="date")),
                ),
            ),
        ),
        "pays": (Pay("lesson_pay", grain="day", worksheet="day_payment"),),
        "outcomes": {
            "too_cold": Outcome("too_cold", "Water too cold", kind="deny", grain="day", when=yes),
        },
        "amendments": {},
        "unmodelled": (),
        "examples": (),
    }
    return Policy(**{**parts, **more})


def document(**more: Any) -> dict[str, Any]:
    """An input the policy accepts; `more` replaces record kinds."""
    return {
        "pool": [{"id": "p1", "opens": "07:30"}],
        "swimmer": [{"id": "s1", "name": "Ada", "born": "2019-02-28", "fee": "40.00"}],
        "course": [
            {"id": "c1", "swimmer": "s1", "pool": "p1", "month": "2022-11", "starts": "2022-11-01", "ends": "2022-11-03"}
        ],
        "day": [{"course": "c1", "date": "2022-11-02", "code": "20"}],
        **more,
    }
