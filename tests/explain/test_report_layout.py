"""Reports as text, CSV and HTML: every value where it belongs, nothing unknown as nothing, nothing of the data as markup."""

from __future__ import annotations

import csv
import re
from html.parser import HTMLParser
from typing import Any

import pytest

import ccpolicy
from ccpolicy.cli.draw_report import drawn_text
from ccpolicy.explain.pages import CalendarBlock, ListBlock, StripBlock, TableBlock
from dsl.mini import check, with_body

REPORTS = """
extend child
  | field | type | absent  | label  |
  | name  | text | missing | "Name" |

report statement of claim where submitted is not missing "Statement"
  order child.name falling
  cite book "p. 9"
  list "Who"
    | label      | value      |
    |            | child      |
    |            | child.name |
    | "Half"     | stay.half  |
    | "Received" | submitted  |
  table of day where code is not missing "Days"
    | label   | value                          | total |
    |         | date                           |       |
    | "Code"  | code                           |       |
    | "Means" | code.label                     |       |
    |         | hours                          | sum   |
    | "Paid"  | if(paid, state_pays, missing)  | sum   |
  calendar of day "Month"
    | label  | value |
    | "Code" | code  |

report all "All days"
  table of day where code is not missing
    order date falling, claim
    | label      | value |
    | "Claim"    | claim |
    | "Marked"   | date  |

report sheet of child "Sheet"
  calendar of day by stay "Marks"
    | label   | value |
    | "Mark"  | code  |
    | "Hours" | hours |
"""


def caseload(**more: Any) -> dict[str, Any]:
    rows: dict[str, Any] = {
        "child": [{"id": "k1", "name": "Ann"}, {"id": "k2", "name": "Bea"}],
        "stay": [
            {"id": "s1", "child": "k1", "rate": "50.00", "copay": "5.00"},
            {"id": "s2", "child": "k2", "rate": "30.00", "copay": "5.00"},
        ],
        "claim": [
            {"id": "c1", "stay": "s1", "month": "2022-11", "submitted": "2022-12-01"},
            {"id": "c2", "stay": "s2", "month": "2022-11", "submitted": "2022-12-02"},
        ],
        "day": [
            {"claim": "c1", "date": "2022-11-02", "code": 1, "hours": "8.5"},
            {"claim": "c1", "date": "2022-11-03", "code": 55, "hours": "1"},
            {"claim": "c2", "date": "2022-11-02", "code": 1},
        ],
        "posting": [],
    }
    return {**rows, **more}


def report(name: str, rows: dict[str, Any] | None = None, policy: str = REPORTS) -> ccpolicy.Report:
    made, findings = check(with_body(policy))
    assert [f"{f.place} {f.message}" for f in findings] == []
    assert made is not None
    from ccpolicy.front import Policy

    return Policy(made).determine(rows or caseload()).report(name)


def lines(told: ccpolicy.Report) -> list[list[str]]:
    return list(csv.reader(told.to_csv().splitlines()))


# ------------------------------------------------------------------ pages, lists, tables, calendars


def test_there_is_a_page_for_each_row_in_the_order_asked_for() -> None:
    told = report("statement")
    assert [page.keys[0].text for page in told.pages] == ["c2", "c1"]
    assert [heading.label for heading in told.keys] == ["Claim"]


def test_a_row_for_which_the_condition_does_not_hold_has_no_page() -> None:
    claims = [{"id": "c1", "stay": "s1", "month": "2022-11"}, {"id": "c2", "stay": "s2", "month": "2022-11", "submitted": "2022-12-02"}]
    assert [page.keys[0].text for page in report("statement", caseload(claim=claims)).pages] == ["c2"]


def test_a_list_takes_the_labels_of_fields_where_it_gives_none() -> None:
    who = report("statement").pages[1].blocks[0]
    assert isinstance(who, ListBlock)
    assert {heading.label: cell.text for heading, cell in who.items} == {
        "Child": "k1", "Name": "Ann", "Half": "no", "Received": "December 1, 2022",
    }


def test_a_table_shows_codes_as_they_are_or_by_their_label_and_adds_up_what_is_asked() -> None:
    days = report("statement").pages[1].blocks[1]
    assert isinstance(days, TableBlock)
    assert [heading.label for heading in days.headings] == ["Date", "Code", "Means", "Time in care", "Paid"]
    assert [[cell.text for cell in row] for row in days.rows] == [
        ["2022-11-02", "1", "here", "8 hours 30 minutes", "$35.00"],
        ["2022-11-03", "55", "nothing asked", "1 hour", ""],
    ]
    assert [cell.text for cell in days.totals] == ["Total", "", "", "9 hours 30 minutes", "$35.00"]


def test_a_calendar_has_each_day_in_its_week() -> None:
    month = report("statement").pages[1].blocks[2]
    assert isinstance(month, CalendarBlock)
    assert month.weekdays[0] == "Sunday"
    (grid,) = month.months
    assert [box.day.day if box else 0 for box in grid.weeks[0]] == [0, 0, 1, 2, 3, 4, 5]
    (marked,) = [box for box in grid.weeks[0] if box and box.day.day == 2]
    assert [cell.text for row in marked.rows for cell in row] == ["1"]
    assert sum(box is not None for week in grid.weeks for box in week) == 30


def test_a_strip_has_a_line_for_each_value_and_a_column_for_each_day() -> None:
    page = report("sheet").pages[0]
    strip = page.blocks[0]
    assert isinstance(strip, StripBlock)
    (month,) = strip.months
    assert [(line.by.text, line.heading.label) for line in month.lines] == [("s1", "Mark"), ("s1", "Hours")]
    assert [cell.text for cell in month.lines[0].cells][:4] == ["", "1", "55", ""]
    assert len(month.lines[0].cells) == 30


def test_two_children_of_one_name_have_lines_of_their_own() -> None:
    by_name = REPORTS + '\nreport names of claim_list\n  calendar of day by child.name\n    | label | value |\n    |       | code  |\n'
    grain = '\ngrain claim_list "All"\n  groups claim by month\n  dated by month_start(month)\n'
    rows = caseload(child=[{"id": "k1", "name": "Ann"}, {"id": "k2", "name": "Ann"}])
    (page,) = report("names", rows, grain + by_name).pages
    (strip,) = page.blocks
    assert isinstance(strip, StripBlock)
    assert [[cell.text for cell in line.cells][1:3] for line in strip.months[0].lines] == [["1", "55"], ["1", ""]]


def test_a_report_of_everything_has_one_page_with_all_rows() -> None:
    told = report("all")
    assert told.keys == ()
    assert lines(told) == [["Claim", "Marked"], ["c1", "2022-11-03"], ["c1", "2022-11-02"], ["c2", "2022-11-02"]]


def test_reports_are_worked_out_only_when_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    from ccpolicy.engine import reports

    made, _ = check(with_body(REPORTS))
    assert made is not None
    from ccpolicy.front import Policy

    def never(*_: object) -> None:
        raise AssertionError("a report was filled")

    monkeypatch.setattr(reports, "_pages", never)
    result = Policy(made).determine(caseload())
    assert result.to_json()
    with pytest.raises(AssertionError):
        result.report("all")


# ------------------------------------------------------------------ missing and not known


def test_what_is_not_known_says_so_with_a_note_and_its_total_too() -> None:
    stays = [{"id": "s1", "child": "k1", "copay": "5.00"}, {"id": "s2", "child": "k2", "rate": "30.00", "copay": "5.00"}]
    policy = REPORTS + '\nreport rates of claim\n  table of claim\n    | label | value | total |\n    | "Rate" | stay.rate | sum |\n'
    told = report("rates", caseload(stay=stays), policy)
    unknown, known = told.pages
    (table,) = unknown.blocks
    assert isinstance(table, TableBlock)
    assert [cell.text for cell in (*table.rows[0], *table.totals)] == ["not known", "not known"]
    assert unknown.notes == ("Not known; it needs Charge, stay s1.",)
    assert [cell.note for cell in (*table.rows[0], *table.totals)] == [1, 1]
    assert known.notes == ()
    assert lines(told) == [["Claim", "Rate"], ["c1", "not known: Charge, stay s1"], ["c2", "30.00"]]
    assert "not known [1]" in drawn_text(told)
    assert "[1] Not known; it needs Charge, stay s1." in drawn_text(told)
    assert '<sup><a href="#p1n1">[1]</a></sup>' in told.to_html()
    assert '<p id="p1n1">[1] Not known; it needs Charge, stay s1.</p>' in told.to_html()


def test_a_row_that_may_belong_is_there_and_says_what_it_depends_on() -> None:
    policy = REPORTS + """
report dear of claim "Dear days"
  table of day where code is not missing and stay.rate > $40
    | label | value | total |
    |       | date  |       |
    |       | hours | sum   |
"""
    stays = [{"id": "s1", "child": "k1", "copay": "5.00"}, {"id": "s2", "child": "k2", "rate": "30.00", "copay": "5.00"}]
    doubtful, certain = report("dear", caseload(stay=stays), policy).pages
    (table,) = doubtful.blocks
    assert isinstance(table, TableBlock)
    assert [row[0].text for row in table.rows] == ["2022-11-02", "2022-11-03"]
    assert doubtful.notes[0] == "Whether this belongs here is not known; it needs Charge, stay s1."
    assert table.totals[1].text == "not known"
    assert certain.blocks[0] == TableBlock("", table.headings, ())


def test_a_page_of_several_claims_totals_only_what_is_declared_complete() -> None:
    policy = REPORTS + '\nreport months of child\n  table of claim\n    | label | value | total |\n    | "Days" | count(day where paid) | sum |\n'
    declared = [{"record": "claim", "keys": {"child": "k1"}}]
    first, second = report("months", caseload(complete=declared), policy).pages
    known, unknown = first.blocks[0], second.blocks[0]
    assert isinstance(known, TableBlock)
    assert isinstance(unknown, TableBlock)
    assert (known.totals[0].text, unknown.totals[0].text) == ("1", "not known")
    assert [row[0].text for row in unknown.rows] == ["1"]
    assert first.notes == ()
    assert any(note.startswith("There may be more rows here") for note in second.notes)


def test_a_report_without_rows_says_so_in_every_form() -> None:
    empty = report("all", caseload(day=[]))
    assert lines(empty) == [["Claim", "Marked"]]
    assert "None." in drawn_text(empty)
    assert "<p>None.</p>" in empty.to_html()
    nobody = report("statement", caseload(child=[], stay=[], claim=[], day=[]))
    assert lines(nobody) == [["Claim"]]
    assert "No row of the input is what this report is about." in drawn_text(nobody)
    assert "No row of the input is what this report is about." in nobody.to_html()


def test_a_month_without_a_mark_is_an_empty_month() -> None:
    text = drawn_text(report("statement", caseload(day=[])))
    assert "November 2022" in text
    assert "Code:" not in text


# ------------------------------------------------------------------ CSV and HTML

HOSTILE = ["<script>alert(1)</script>", '"><img src=x>', "=1+1", "@SUM(A1)", "-2+3", "a\u202eb", "a\u200fb", "tab\there", "& < > '"]


@pytest.mark.parametrize("name", HOSTILE)
def test_whatever_a_name_holds_is_shown_as_text(name: str) -> None:
    told = report("statement", caseload(child=[{"id": "k1", "name": name}, {"id": "k2", "name": "Bea"}]))
    page = told.to_html()
    checked(page)
    assert "<script" not in page
    assert "<img" not in page
    for text in (page, told.to_csv(), drawn_text(told)):
        assert not re.search("[\u200e\u200f\u202a-\u202e\u2066-\u2069\t\x00-\x08]", text)
    for line in lines(told):
        for cell in line:
            assert not cell.startswith(("=", "@", "-2"))


class Checked(HTMLParser):
    """Takes a document apart and remembers what a reader would stumble over."""

    EMPTY = ("meta", "br", "img", "link")

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.wrong: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.seen: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.seen.append((tag, given))
        if len(given) < len(attrs):
            self.wrong.append(f"{tag} says something twice")
        self.ids += [given["id"] or ""] if "id" in given else []
        self.links += [given["href"] or ""] if "href" in given else []
        if tag not in self.EMPTY:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.wrong.append(f"{tag} is closed where it is not open")


def checked(page: str) -> Checked:
    """The document, which is well formed: everything closed, no id twice, no link to nowhere."""
    reader = Checked()
    reader.feed(page)
    reader.close()
    assert reader.wrong == []
    assert reader.open == []
    assert len(reader.ids) == len(set(reader.ids))
    assert {link.removeprefix("#") for link in reader.links} <= set(reader.ids)
    return reader


@pytest.mark.parametrize("name", ["statement", "all", "sheet"])
def test_html_is_one_well_formed_file_that_needs_nothing_else(name: str) -> None:
    page = report(name).to_html()
    found = checked(page)
    assert page.startswith('<!DOCTYPE html>\n<html lang="en">')
    tags = {tag for tag, _ in found.seen}
    assert not tags & {"script", "link", "img", "iframe", "object"}
    assert "http" not in page
    assert "url(" not in page
    assert all(given.get("scope") in ("col", "row") for tag, given in found.seen if tag == "th")
    assert {"title", "style", "main" if "main" in tags else "section", "h2", "table"} <= tags


def test_html_begins_a_sheet_for_each_page_and_repeats_the_headings_of_tables() -> None:
    page = report("statement").to_html()
    assert page.count("<section") == 2
    assert "break-after: page" in page
    assert "thead { display: table-header-group; }" in page
    assert page.count("<caption>Days</caption>") == 2
    assert "<tfoot" not in page


def test_csv_of_several_blocks_is_sections_with_titles_and_an_empty_line_between() -> None:
    told = lines(report("statement"))
    assert told[:6] == [
        ["Claim: c2", "Who"], ["Child", "k2"], ["Name", "Bea"], ["Half", "no"], ["Received", "2022-12-02"], [],
    ]
    assert ["Claim: c1", "Days"] in told
    start = told.index(["Claim: c1", "Days"])
    assert told[start + 1 : start + 5] == [
        ["Date", "Code", "Means", "Time in care", "Paid"],
        ["2022-11-02", "1", "here", "8.5", "35.00"],
        ["2022-11-03", "55", "nothing asked", "1", ""],
        ["Total", "", "", "9.5", "35.00"],
    ]


def test_csv_of_a_strip_has_a_column_for_each_of_31_days() -> None:
    told = lines(report("sheet"))
    assert told[0][:5] == ["Child", "Month", "Stay", "", "1"]
    assert told[0][-1] == "31"
    assert told[1][:6] == ["k1", "2022-11", "s1", "Mark", "", "1"]
    assert {len(line) for line in told} == {35}


def test_a_report_says_under_what_it_was_made() -> None:
    from datetime import date

    from ccpolicy.front import Policy

    made, _ = check(with_body(REPORTS))
    assert made is not None
    rows = caseload(day=[*caseload()["day"], {"claim": "nobody", "date": "2022-11-02"}])
    result = Policy(made).determine(rows, known_on=date(2023, 1, 1), keep_going=True)
    told = result.report("all")
    assert told.conditions == ("as known on 2023-01-01", "Input rows left out: 1")
    assert "as known on 2023-01-01" in drawn_text(told)
    assert "Input rows left out: 1" in told.to_html()


def test_a_wide_table_is_broken_between_columns_and_loses_no_number() -> None:
    for width in (40, 80, 200):
        text = drawn_text(report("statement"), width)
        assert max(map(len, text.splitlines())) <= max(width, 60)
        assert "$35.00" in text


def test_an_amount_below_nothing_is_no_formula() -> None:
    policy = REPORTS + """
report less of claim
  list
    | label  | value           |
    | "Less" | $0 - stay.copay |
"""
    page = report("less", None, policy).to_html()
    assert "<dd>-$5.00</dd>" in page
    assert ["c1", "-5.00"] in lines(report("less", None, policy))


VISITS = REPORTS + """
record visit "A visit"
  dated by on
  | field | type  | absent   | label   |
  | stay  | stay  | unknown  | "Place" |
  | on    | date  | unknown  | "Day"   |
  | cost  | money | required | "Cost"  |

report visits of stay
  table of visit
    order on
    | label | value | total |
    |       | id    |       |
    |       | cost  | sum   |
  calendar of visit
    | label | value |
    |       | cost  |
"""


def test_a_row_of_which_nobody_said_where_it_belongs_is_told_on_each_page_it_may_be_of() -> None:
    visits = [{"id": "v1", "stay": "s1", "on": "2022-11-02", "cost": "1.00"}, {"id": "v2", "on": "2022-11-03", "cost": "2.00"}]
    for page in report("visits", caseload(visit=visits), VISITS).pages:
        assert "There may be more rows here; to know, it needs Place, visit v2." in page.notes
    first = report("visits", caseload(visit=visits), VISITS).pages[0].blocks[0]
    assert isinstance(first, TableBlock)
    assert [cell.text for cell in first.rows[0]] == ["v1", "$1.00"]
    assert first.totals[1].text == "not known"


def test_a_row_without_a_known_date_is_in_the_table_and_told_below_the_calendar() -> None:
    visits = [{"id": "v1", "stay": "s1", "cost": "1.00"}, {"id": "v2", "stay": "s1", "on": "2022-11-03", "cost": "2.00"}]
    page = report("visits", caseload(visit=visits), VISITS).pages[0]
    table, calendar = page.blocks
    assert isinstance(table, TableBlock)
    assert isinstance(calendar, CalendarBlock)
    assert [row[0].text for row in table.rows] == ["v2", "v1"]  # a row without a place comes last
    assert [month.title for month in calendar.months] == ["November 2022"]
    assert page.notes == ("v1 stands on no date: its date is not known and needs Day, visit v1.",)


def test_a_calendar_of_rows_in_two_months_shows_both() -> None:
    visits = [{"id": "v1", "stay": "s1", "on": "2022-10-31", "cost": "1.00"}, {"id": "v2", "stay": "s1", "on": "2022-12-01", "cost": "2.00"}]
    calendar = report("visits", caseload(visit=visits), VISITS).pages[0].blocks[1]
    assert isinstance(calendar, CalendarBlock)
    assert [month.title for month in calendar.months] == ["October 2022", "December 2022"]


def test_two_rows_of_one_date_both_stand_in_its_box() -> None:
    visits = [{"id": f"v{cost}", "stay": "s1", "on": "2022-11-02", "cost": f"{cost}.00"} for cost in (1, 2)]
    text = drawn_text(report("visits", caseload(visit=visits), VISITS))
    assert "Cost: $1.00" in text
    assert "Cost: $2.00" in text
