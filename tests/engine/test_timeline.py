"""Which wording governs: by date, by announcement, amendment before base."""

from __future__ import annotations

from datetime import date

from attrs import frozen

from ccpolicy.model.policy import Version
from ccpolicy.model.timeline import changes, covers, in_force
from ccpolicy.values.period import ALWAYS, Period


@frozen
class Item:
    name: str
    version: Version


def item(name: str, start: str = "", end: str = "", announced: str = "", amendment: str = "") -> Item:
    period = Period(*(date.fromisoformat(day) if day else None for day in (start, end)))
    return Item(name, Version(period, False, amendment, date.fromisoformat(announced) if announced else None))


def governing(items: list[Item], day: str, known_on: str = "") -> str:
    found = in_force(items, date.fromisoformat(day), date.fromisoformat(known_on) if known_on else None)
    return found.name if found else ""


def test_both_ends_of_a_period_belong_to_it() -> None:
    items = [item("only", "2022-11-02", "2022-11-03")]
    assert [governing(items, f"2022-11-0{d}") for d in (1, 2, 3, 4)] == ["", "only", "only", ""]


def test_an_amendment_governs_before_the_base_and_a_later_announcement_before_an_earlier() -> None:
    items = [item("base"), item("first", announced="2022-01-01", amendment="a"), item("second", announced="2022-02-01", amendment="b")]
    assert governing(items, "2022-11-01") == "second"
    assert governing(items, "2022-11-01", known_on="2022-01-31") == "first"
    assert governing(items, "2022-11-01", known_on="2021-12-31") == "base"


def test_a_stretch_is_covered_only_as_a_whole() -> None:
    year = Period(date(2022, 1, 1), date(2022, 12, 31))
    assert covers(year, Period(date(2022, 1, 1), date(2022, 12, 31)))
    assert not covers(year, Period(date(2022, 1, 1), date(2023, 1, 1)))
    assert not covers(year, ALWAYS)
    assert covers(ALWAYS, year)
    assert covers(Period(date(2022, 1, 1)), Period(date(2022, 1, 1)))


def test_changes_are_the_days_after_the_first_on_which_a_version_begins_or_the_one_before_has_ended() -> None:
    items = [item("a", "2022-11-01", "2022-11-10"), item("b", "2022-11-15"), item("c", "2022-12-01", announced="2022-11-20")]
    november = Period(date(2022, 11, 1), date(2022, 12, 31))
    assert changes(items, november, None) == [date(2022, 11, 11), date(2022, 11, 15), date(2022, 12, 1)]
    assert changes(items, november, date(2022, 11, 19)) == [date(2022, 11, 11), date(2022, 11, 15)]
