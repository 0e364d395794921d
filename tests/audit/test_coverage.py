"""What became of a requirement is told by what says that it is about it."""

from __future__ import annotations

from pathlib import Path

import pytest

from allotments import POLICY, lay_out
from ccpolicy import library
from ccpolicy.audit.coverage import Standing, standings, strange

COVERS = {"weeks: a week": ["AL-01"], "weeks: not dug": ["AL-02"]}


def told(tmp_path: Path, policy: str = POLICY, covers: dict[str, list[str]] = COVERS) -> dict[str, Standing]:
    folder = lay_out(tmp_path, policy=policy)
    loaded = library.load(folder)
    return {s.requirement.id: s for s in standings(loaded, library.requirements(loaded, folder), covers)}


def test_every_requirement_has_its_class_and_one_may_have_two(tmp_path: Path) -> None:
    found = told(tmp_path)
    assert {id: standing.classes for id, standing in found.items()} == {
        "AL-01": ("encoded",), "AL-02": ("encoded", "unsettled"), "AL-03": ("encoded",), "AL-04": ("unmodelled",),
        "AL-05": ("context",),
    }
    assert [standing.problem for standing in found.values()] == [""] * 5


def test_rules_are_told_by_word_and_name_and_cases_and_examples_by_theirs(tmp_path: Path) -> None:
    found = told(tmp_path)
    assert [str(owner) for owner in found["AL-01"].by["encoded"]] == ["asks plot", "pay plots of plot"]
    assert [str(owner) for owner in found["AL-02"].by["encoded"]] == ["deny undug of plot"]
    assert found["AL-01"].cases == ("weeks: a week",)
    assert found["AL-03"].cases == ('example "a holiday"',)


@pytest.mark.parametrize("id, clause", [("AL-04", "  meets AL-04\n"), ("AL-03", "  meets AL-03\n")])
def test_a_requirement_that_nothing_is_about_is_a_problem(tmp_path: Path, id: str, clause: str) -> None:
    assert told(tmp_path, POLICY.replace(clause, ""))[id].problem == "no rule, open point, omission or context is about it"


def test_a_rule_that_no_case_shows_is_a_problem_and_an_omission_needs_none(tmp_path: Path) -> None:
    found = told(tmp_path, covers={})
    assert {id for id, standing in found.items() if standing.problem} == {"AL-01", "AL-02"}
    assert found["AL-01"].problem == "it is in a rule and no case shows it"


def test_two_rules_of_one_name_are_both_told(tmp_path: Path) -> None:
    text = POLICY + '''
amendment "A dearer plot"
  from 2027-01-01
  cite letter "third page"
  pay plots of plot "The fee"
    amount owed + $1
    say "{week}: a dollar more."
    meets AL-01
'''
    text = text.replace('  meets AL-01\n\npattern', '  through 2026-12-31\n  meets AL-01\n\npattern')
    lines = [owner.span.line for owner in told(tmp_path, text)["AL-01"].by["encoded"] if owner.span and "pay" in str(owner)]
    assert len(lines) == 2


def test_an_exception_is_told_with_what_it_belongs_to(tmp_path: Path) -> None:
    text = POLICY + '''
fact late of plot yes_no
  = not dug
  except "in winter"
    = no
    when week >= 2026-11-01
    meets AL-03
flag winter of plot
  when late
  say "{week}"
  cite rules "Plots"
'''
    assert 'fact late of plot, except "in winter"' in [str(owner) for owner in told(tmp_path, text)["AL-03"].by["encoded"]]


def test_an_id_that_a_case_invents_is_told_with_the_nearest(tmp_path: Path) -> None:
    folder = lay_out(tmp_path)
    requirements = library.requirements(library.load(folder), folder)
    assert next(iter(strange(requirements, {"a case": ["AL-01", "AL-06"]}))).startswith(
        "a case: there is no requirement AL-06; did you mean AL-0"
    )
