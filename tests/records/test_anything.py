"""Whatever comes in, the answer is a caseload or problems, never a crash."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from ccpolicy.diagnostics import Finding
from ccpolicy.errors import RecordsError
from ccpolicy.records.read import parse_document, read_caseload
from ccpolicy.records.schema import caseload_schema
from ccpolicy.records.validate import validator
from small import document, swimming

POLICY = swimming()
fits = validator(caseload_schema(POLICY))

scalars = (
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12) | st.binary(max_size=3)
    | st.sampled_from(["2022-11-01", "2022-11", "40.00", "50%", "1:45", "07:30", "s1", "c1", "20", "swim-1"])
)
anything = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=10,
)


def problems_of(read: Callable[[], object]) -> tuple[Finding, ...] | None:
    """The problems of something read; none at all where there are none."""
    try:
        read()
    except RecordsError as error:
        return error.problems
    return None


def names(kind: str) -> Any:
    return st.sampled_from([*POLICY.grains[kind].fields, "unknown"])


def rows(kind: str) -> Any:
    return st.lists(st.dictionaries(names(kind), scalars | anything, max_size=6), max_size=3) | anything


@settings(max_examples=300, deadline=None)
@given(
    st.fixed_dictionaries(
        {}, optional={**{kind: rows(kind) for kind in ("pool", "swimmer", "course", "day")}, "complete": anything,
                      "posting": anything, "other": anything},
    )
    | anything
)
def test_any_document_gives_a_caseload_or_problems_in_words(given: Any) -> None:
    problems = problems_of(lambda: read_caseload(POLICY, given))
    assert problems is None or problems
    for problem in problems or ():
        assert problem.message
        assert not problem.message.endswith(".")
        assert problem.message.isprintable()


@settings(max_examples=300, deadline=None)
@given(st.lists(st.dictionaries(names("swimmer"), scalars, max_size=6), max_size=3))
def test_what_is_read_fits_the_schema(swimmers: list[dict[str, Any]]) -> None:
    given = document(swimmer=swimmers, course=[], day=[])
    try:
        read_caseload(POLICY, given)
    except RecordsError:
        return
    assert fits(given) == ()


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=60) | st.text(max_size=60).map(lambda text: text.encode(errors="surrogatepass")),
       st.sampled_from(["json", "yaml"]))
def test_any_bytes_give_a_document_or_problems(data: bytes, kind: str) -> None:
    problems = problems_of(lambda: parse_document(data, kind))
    assert problems is None or problems


@settings(max_examples=100, deadline=None)
@given(st.lists(st.sampled_from(["s1", "s2", "s3", "x"]), max_size=4), st.lists(st.sampled_from("123x"), max_size=6))
def test_keeping_going_leaves_rows_that_can_all_be_used(swimmers: list[str], courses: list[str]) -> None:
    given = document(
        swimmer=[{"id": key, "born": "2019-02-28"} for key in swimmers],
        course=[
            {**document()["course"][0], "id": f"c{at}", "swimmer": f"s{name}"} for at, name in enumerate(courses)
        ],
        day=[{"course": f"c{at}", "date": "2022-11-02", "code": name} for at, name in enumerate(["20", "x", "10"])],
    )
    kept = read_caseload(POLICY, given, keep_going=True)
    again = {kind: [_raw(given, row.path) for row in rows] for kind, rows in kept.records.items()}
    assert read_caseload(POLICY, again).left_out == ()


def _raw(given: dict[str, Any], path: str) -> Any:
    kind, _, at = path.rstrip("]").partition("[")
    return given[kind][int(at)]
