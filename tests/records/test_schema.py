"""The published schemas accept what is read and what is given out, and refuse what is refused."""

from __future__ import annotations

from typing import Any

import pytest

from ccpolicy.errors import RecordsError
from ccpolicy.records.read import read_caseload
from ccpolicy.records.schema import caseload_schema, determination_schema
from ccpolicy.records.validate import validator
from small import document, swimming

fits = validator(caseload_schema(swimming()))

SWIMMERS: list[tuple[dict[str, Any], bool]] = [
    ({}, True),
    ({"fee": "40.00"}, True),
    ({"fee": 40}, False),
    ({"fee": "40.001"}, False),
    ({"fee": None}, False),
    ({"fee": {"unknown": "why"}}, True),
    ({"fee": {"unknown": ""}}, False),
    ({"name": None}, True),
    ({"born": "2022-02-30"}, False),
    ({"born": "7/1/2022"}, False),
    ({"lessons": 3}, True),
    ({"lessons": "3.0"}, True),
    ({"lessons": "3.5"}, False),
    ({"lessons": 3.5}, False),
    ({"discount": "50%"}, True),
    ({"rest": "1:45"}, True),
    ({"rest": "1:60"}, False),
    ({"wieght": "1"}, False),
]


@pytest.mark.parametrize(("more", "accepted"), SWIMMERS)
def test_the_schema_and_the_reader_agree_on_a_row(more: dict[str, Any], accepted: bool) -> None:
    given = document(swimmer=[{"id": "s1", "born": "2019-02-28", **more}])
    assert (fits(given) == ()) is accepted
    try:
        read_caseload(swimming(), given)
    except RecordsError:
        assert not accepted
    else:
        assert accepted


@pytest.mark.parametrize(("code", "accepted"), [("20", True), (20, True), ("swim-1", True), ("30", False), (30, False)])
def test_the_schema_lists_the_codes(code: Any, accepted: bool) -> None:
    assert (fits(document(day=[{"course": "c1", "date": "2022-11-02", "code": code}])) == ()) is accepted


def test_the_schema_names_what_is_not_a_column() -> None:
    (finding,) = fits(document(pool=[{"id": "p1", "open": "07:30"}], course=[]))
    assert (finding.name, finding.path) == ("unknown-field", "pool[0]")
    assert finding.help == "did you mean `opens`?"


def test_a_schema_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="not a JSON Schema"):
        validator({"type": "money"})


def test_the_schema_of_a_determination_refuses_a_number_that_is_no_text() -> None:
    check = validator(determination_schema())
    empty: dict[str, Any] = {
        "policy": {"name": "p", "fingerprint": "f", "known_on": None, "readings": {}},
        **{name: [] for name in ("lines", "totals", "findings", "deadlines", "routes", "postings", "unsettled")},
        "unmodelled": [], "tentative": [],
    }
    assert check(empty) == ()
    total = {"by": "all", "id": "", "units": {"lesson": 1}, "amounts": {"charge": "1.00"}, "statuses": {}}
    assert [finding.path for finding in check({**empty, "totals": [total]})] == ["totals[0].units.lesson"]
