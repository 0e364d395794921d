"""Rows: those derived from records, their keys, and records that belong to no row."""

from __future__ import annotations

from typing import Any

import pytest
from attrs import evolve
from care import Care, attendance, column, during, eq, lit, record

from ccpolicy.engine import rows
from ccpolicy.engine.reference import READERS
from ccpolicy.engine.run import Run
from ccpolicy.errors import RecordsError
from ccpolicy.model.expr import Aggregate, ReadField, ReadRow, ReadSetting, Rows
from ccpolicy.model.policy import Grain, Link, Setting, Wording
from ccpolicy.model.types import DATE, MONEY, MONTH, NUMBER, RowOf
from ccpolicy.values.absent import MISSING, unknown


def keys(care: Care, grain: str) -> list[str]:
    run = Run(care.policy, care.caseload, READERS, rows.make_rows, rows.make_link)
    return [row.key for row in run.rows(grain)]


def problems(care: Care) -> list[tuple[str, str]]:
    with pytest.raises(RecordsError) as refused:
        care.run()
    return [(problem.name, problem.path) for problem in refused.value.problems]


def claim_dates() -> dict[str, Any]:
    read = [ReadField(type=DATE, path=(), grain="stay", name=name) for name in ("starts", "ends")]
    return {"base": "stay", "low": read[0], "high": read[1]}


def stay(care: Care) -> None:
    care.put("grains", stay=record("stay", column("starts", DATE, "missing"), column("ends", DATE, "unknown")))


def test_a_month_of_claim_has_its_days_first_and_last_included() -> None:
    care = attendance()
    care.claim(month="2024-02")
    days = keys(care, "day")
    assert (days[0], days[-1], len(days)) == ("c1/2024-02-01", "c1/2024-02-29", 29)


def test_weeks_begin_on_the_declared_day_even_before_the_first_date() -> None:
    care = attendance()
    stay(care)
    fields = {"week": column("week", DATE)}
    care.put("grains", stay_week=Grain("stay_week", "", "each", fields, {"stay": Link("stay", "stay", "base")}, ("stay", "week"), step="week", **claim_dates()))
    care.row("stay", "s1", starts=day("2022-11-02"), ends=day("2022-11-13"))
    assert keys(care, "stay_week") == ["s1/2022-10-30", "s1/2022-11-06", "s1/2022-11-13"]


def test_months_are_all_those_touched() -> None:
    care = attendance()
    stay(care)
    fields = {"month": column("month", MONTH)}
    care.put("grains", stay_month=Grain("stay_month", "", "each", fields, {"stay": Link("stay", "stay", "base")}, ("stay", "month"), step="month", **claim_dates()))
    care.row("stay", "s1", starts=day("2022-12-31"), ends=day("2023-02-01"))
    assert keys(care, "stay_month") == ["s1/2022-12", "s1/2023-01", "s1/2023-02"]


def day(text: str) -> Any:
    from datetime import date

    return date.fromisoformat(text)


def split_by_setting(care: Care) -> None:
    stay(care)
    versions = (Wording(lit(1), during(None, "2022-11-15")), Wording(lit(2), during("2022-11-16")))
    later = Wording(lit(3), during("2022-12-01", announced=day("2022-11-20"), amendment="later"))
    care.put("settings", level=Setting("level", NUMBER, "Level", (*versions, later)))
    fields = {"starts": column("starts", DATE), "ends": column("ends", DATE)}
    stretch = Grain("stretch", "", "split", fields, {"stay": Link("stay", "stay", "base")}, ("stay", "starts"), by=("level",), **claim_dates())
    care.put("grains", stretch=evolve(stretch, dated_by=ReadField(type=DATE, path=(), grain="stretch", name="starts")))
    care.fact("stretch", "level_then", ReadSetting(type=NUMBER, name="level"))


def test_a_stretch_ends_where_what_it_is_split_by_changes() -> None:
    care = attendance()
    split_by_setting(care)
    care.row("stay", "s1", starts=day("2022-11-01"), ends=day("2022-12-05"))
    assert keys(care, "stretch") == ["s1/2022-11-01", "s1/2022-11-16", "s1/2022-12-01"]
    facts = care.run().facts
    assert [facts["stretch", key, "level_then"] for key in keys(care, "stretch")] == [1, 2, 3]


def test_a_stretch_that_begins_on_the_change_is_not_cut() -> None:
    care = attendance()
    split_by_setting(care)
    care.row("stay", "s1", starts=day("2022-11-16"), ends=day("2022-11-30"))
    assert keys(care, "stretch") == ["s1/2022-11-16"]


def test_days_that_two_claims_share_with_a_provider_are_one_provider_day() -> None:
    care = attendance()
    care.claim("c1", child="ann")
    care.claim("c2", child="bea")
    care.days("2022-11-01 20")
    care.days("2022-11-01 20", claim="c2")
    together = Aggregate(type=NUMBER, op="count", rows=Rows((), "day", ("provider_day",)), where=eq(care("day", "code"), "20"))
    care.fact("provider_day", "children", together)
    facts = care.run().facts
    assert facts["provider_day", "p1/2022-11-01", "children"] == 2
    assert facts["provider_day", "p1/2022-11-02", "children"] == 0


def test_attendance_for_a_day_outside_the_claim_is_a_problem_and_never_dropped() -> None:
    care = attendance()
    care.claim()
    care.days("2022-11-01 20", "2022-12-01 20")
    assert problems(care) == [("row-matches-nothing", "day[1]")]


def test_a_claim_whose_days_cannot_be_listed_is_a_problem_and_one_without_a_first_day_has_none() -> None:
    care = attendance()
    stay(care)
    care.put("grains", stay_day=Grain("stay_day", "", "each", {"date": column("date", DATE)}, {"stay": Link("stay", "stay", "base")}, ("stay", "date"), step="day", **claim_dates()))
    care.row("stay", "s1", starts=day("2022-11-01"))
    care.row("stay", "s2", ends=day("2022-11-01"))
    care.row("stay", "s3", starts=day("2022-11-02"), ends=day("2022-11-01"))
    assert problems(care) == [("bounds-unknown", "stay[0]")]


def visits(care: Care, optional: bool = False) -> None:
    grain = record(
        "visit", column("child", RowOf("child")), column("date", DATE),
        links={"day": Link("day", "day", "match", ("child", "date"), optional)},
    )
    care.put("grains", visit=grain)


def test_a_record_belongs_to_the_day_with_the_same_child_and_date() -> None:
    care = attendance()
    visits(care)
    care.claim()
    care.row("visit", "v1", child="ann", date=day("2022-11-03"))
    care.row("visit", "v2", child="ann", date=day("2022-11-03"))
    seen = Aggregate(type=NUMBER, op="count", rows=Rows((), "visit", ("day",)))
    care.fact("day", "visits", seen)
    facts = care.run().facts
    assert [facts["day", f"c1/2022-11-0{d}", "visits"] for d in (2, 3)] == [0, 2]


def test_a_record_that_belongs_to_no_day_or_to_two_is_a_problem_unless_it_need_not_belong() -> None:
    care = attendance()
    visits(care)
    care.claim()
    care.row("visit", "v1", child="ann", date=day("2022-12-01"))
    assert problems(care) == [("row-matches-nothing", "visit[0]")]
    care.put("grains", visit=evolve(care.parts["grains"]["visit"], links={"day": Link("day", "day", "match", ("child", "date"), True)}))
    assert care.run().lines == ()
    care.rows["visit"].clear()
    visits(care)
    care.claim("c2")
    care.row("visit", "v2", child="ann", date=day("2022-11-03"))
    assert problems(care) == [("row-matches-nothing", "visit[0]")]


def test_a_reference_that_was_left_out_leads_nowhere_and_an_unknown_one_is_unknown() -> None:
    care = attendance()
    care.claim()
    copay = ReadField(type=MONEY, path=("claim", "child", "family"), grain="family", name="copay")
    care.fact("day", "copay", copay)
    care.fact("day", "family_seen", ReadRow(type=RowOf("family"), path=("claim", "child", "family"), grain="family"))
    facts = care.run().facts
    assert facts["day", "c1/2022-11-01", "copay"] is MISSING
    care.rows["child"].clear()
    care.row("child", "ann", family=unknown("field", "child[ann].family"))
    value = care.run().facts["day", "c1/2022-11-01", "copay"]
    assert {need.what for need in value.needs} == {"child[ann].family"}
    care.rows["child"].clear()
    care.row("child", "ann", family="f1")
    care.row("family", "f1", copay=500)
    assert care.run().facts["day", "c1/2022-11-01", "copay"] == 500


def test_rows_are_in_the_order_of_their_keys_whatever_the_order_of_input() -> None:
    care = attendance()
    care.claim("c2", child="bea")
    care.claim("c1", child="ann")
    care.days("2022-11-02 20", "2022-11-01 20", claim="c2")
    care.days("2022-11-01 20")
    assert [line.id for line in care.run().lines] == ["c1/2022-11-01", "c2/2022-11-01", "c2/2022-11-02"]
