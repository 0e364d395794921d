"""Facts: versions by date and announcement, exceptions, unknown and missing, settings and unsettled points."""

from __future__ import annotations

from datetime import date

import pytest
from care import (
    CITE,
    Care,
    apply,
    attendance,
    both,
    cents,
    during,
    either,
    eq,
    gt,
    lit,
    missing,
    no,
    say,
)

from ccpolicy.errors import InternalError, UsageError
from ccpolicy.model.expr import ReadColumn, ReadSetting
from ccpolicy.model.policy import Exceptional, Reading, Setting, Unmodelled, Unsettled, Version, Wording
from ccpolicy.model.types import NUMBER, TEXT, Codes
from ccpolicy.values.absent import MISSING, Unknown


def november() -> Care:
    care = attendance()
    care.claim()
    return care


def needs(value: Unknown) -> set[str]:
    assert isinstance(value, Unknown)
    return {need.why for need in value.needs}


def test_a_rule_that_changes_in_mid_month_gives_each_day_its_own_version() -> None:
    care = november()
    care.fact("day", "rate", (Wording(cents(4000), during("2022-01-01", "2022-11-15")), Wording(cents(4500), during("2022-11-16"))))
    facts = care.run().facts
    assert facts["day", "c1/2022-11-15", "rate"] == 4000
    assert facts["day", "c1/2022-11-16", "rate"] == 4500


def test_a_day_without_a_version_in_force_is_not_covered() -> None:
    care = november()
    care.fact("day", "rate", (Wording(cents(4000), during("2022-11-16")),))
    facts = care.run().facts
    assert needs(facts["day", "c1/2022-11-15", "rate"]) == {"not_covered"}
    assert facts["day", "c1/2022-11-16", "rate"] == 4000


def test_an_amendment_wins_over_the_base_in_its_period_once_it_was_announced() -> None:
    care = november()
    amended = during("2022-11-10", "2022-11-20", amendment="Pay more", announced=date(2022, 11, 1))
    care.fact("day", "rate", (Wording(cents(4000)), Wording(cents(5000), amended)))
    known = care.run(known_on=date(2022, 11, 1)).facts
    assert [known["day", f"c1/2022-11-{d}", "rate"] for d in ("09", "10", "20", "21")] == [4000, 5000, 5000, 4000]
    before = care.run(known_on=date(2022, 10, 31)).facts
    assert before["day", "c1/2022-11-10", "rate"] == 4000


def test_a_setting_is_read_on_the_date_of_the_row_whose_rule_names_it() -> None:
    care = november()
    versions = (Wording(lit(1), during("2022-01-01", "2022-11-01")), Wording(lit(2), during("2022-11-02")))
    care.put("settings", level=Setting("level", NUMBER, "Level", versions))
    read = ReadSetting(type=NUMBER, name="level")
    care.fact("claim", "of_claim", read)
    care.fact("day", "of_claim_seen", care("day", "claim.of_claim"))
    care.fact("day", "of_day", read)
    facts = care.run().facts
    assert facts["day", "c1/2022-11-02", "of_day"] == 2
    assert facts["day", "c1/2022-11-02", "of_claim_seen"] == 1


def exception(label: str, when: object, value: int, *over: str, **more: object) -> Exceptional:
    return Exceptional(label, cents(value), when, over, **more)  # type: ignore[arg-type]


def test_an_exception_replaces_the_value_where_it_applies() -> None:
    care = november()
    care.days("2022-11-01 20", "2022-11-02 40")
    care.fact("day", "rate", (Wording(cents(4000)),), exception("absent", eq(care("day", "code"), "40"), 1000))
    facts = care.run().facts
    assert facts["day", "c1/2022-11-01", "rate"] == 4000
    assert facts["day", "c1/2022-11-02", "rate"] == 1000


def test_an_exception_over_another_beats_it_and_whatever_that_one_beats() -> None:
    care = november()
    yes = lit(True)
    care.fact(
        "day", "rate", (Wording(cents(1)),),
        exception("third", yes, 3, "second"), exception("first", yes, 10), exception("second", yes, 20, "first"),
    )
    assert care.run().facts["day", "c1/2022-11-01", "rate"] == 3


def test_two_exceptions_that_meet_unranked_are_a_fault_of_ours_since_the_file_was_checked() -> None:
    care = november()
    care.fact("day", "rate", (Wording(cents(1)),), exception("a", lit(True), 2), exception("b", lit(True), 3))
    with pytest.raises(InternalError, match="`a` and `b`"):
        care.run().facts["day", "c1/2022-11-01", "rate"]


def test_an_exception_that_may_apply_leaves_the_value_unknown_unless_it_comes_to_the_same() -> None:
    care = november()
    signed = care("day", "signed")
    care.fact("day", "differs", (Wording(cents(4000)),), exception("signed", signed, 3000))
    care.fact("day", "agrees", (Wording(cents(4000)),), exception("signed", signed, 4000))
    facts = care.run().facts
    value = facts["day", "c1/2022-11-01", "differs"]
    assert {need.what for need in value.needs} == {"day[c1/2022-11-01].signed"}
    assert facts["day", "c1/2022-11-01", "agrees"] == 4000


def test_an_exception_that_may_apply_does_not_matter_when_one_that_applies_is_over_it() -> None:
    care = november()
    care.fact(
        "day", "rate", (Wording(cents(4000)),),
        exception("signed", care("day", "signed"), 3000), exception("always", lit(True), 2000, "signed"),
    )
    assert care.run().facts["day", "c1/2022-11-01", "rate"] == 2000


def test_an_exception_of_an_amendment_holds_only_in_its_period() -> None:
    care = november()
    version = during("2022-11-02", "2022-11-03", amendment="x")
    care.fact("day", "rate", (Wording(cents(1)),), exception("new", lit(True), 2, version=version))
    facts = care.run().facts
    assert [facts["day", f"c1/2022-11-0{d}", "rate"] for d in (1, 2, 3, 4)] == [1, 2, 2, 1]


def test_a_comparison_with_a_missing_operand_is_no_and_arithmetic_with_it_is_missing() -> None:
    care = november()
    care.fact("day", "is_absent", eq(care("day", "code"), "40"))
    care.fact("day", "longer", apply("add", care("day", "care"), care("day", "care"), type=care("day", "care").type))
    facts = care.run().facts
    assert facts["day", "c1/2022-11-01", "is_absent"] is False
    assert facts["day", "c1/2022-11-01", "longer"] is MISSING


def test_unknown_follows_kleene() -> None:
    care = november()
    unknown, yes = care("day", "signed"), lit(True)
    care.fact("day", "one_no_settles_and", both(unknown, no(yes)))
    care.fact("day", "one_yes_settles_or", either(unknown, yes))
    care.fact("day", "open", both(unknown, yes))
    facts = care.run().facts
    assert facts["day", "c1/2022-11-01", "one_no_settles_and"] is False
    assert facts["day", "c1/2022-11-01", "one_yes_settles_or"] is True
    assert needs(facts["day", "c1/2022-11-01", "open"]) == {"field"}


def test_a_column_of_a_code_is_read_from_its_list() -> None:
    care = november()
    care.days("2022-11-01 43")
    code = care("day", "code")
    care.fact("day", "rank", ReadColumn(type=NUMBER, code=code, codes="attendance_code", column="rank"))
    care.fact("day", "label", ReadColumn(type=TEXT, code=code, codes="attendance_code", column="label"))
    facts = care.run().facts
    assert (facts["day", "c1/2022-11-01", "rank"], facts["day", "c1/2022-11-01", "label"]) == (43, "holiday")
    assert facts["day", "c1/2022-11-02", "rank"] is MISSING


def open_point(care: Care) -> None:
    readings = (Reading("paid", "it is paid"), Reading("not_paid", "it is not"))
    care.put("unsettled", sundays=Unsettled("sundays", "Is Sunday paid?", readings, "paid", "the law says so", CITE))
    reading = ReadSetting(type=Codes("sundays", ("paid", "not_paid")), name="sundays")
    care.outcome("deny", "sunday", "day", both(eq(reading, "not_paid"), eq(apply("weekday", care("day", "date"), type=TEXT), "sunday")))


def test_a_determination_can_be_made_under_another_reading_and_says_which_it_took() -> None:
    care = november()
    open_point(care)
    care.days("2022-11-06 20")
    chosen, other = care.run(), care.run(readings={"sundays": "not_paid"})
    assert chosen.lines[0].status == "paid"
    assert other.lines[0].status == "denied"
    assert other.readings == {"sundays": "not_paid"}
    assert [(c.kind, c.name, c.reading) for c in chosen.caveats] == [("unsettled", "sundays", "paid")]


def test_a_reading_that_does_not_exist_is_refused_with_the_nearest_name() -> None:
    care = november()
    open_point(care)
    with pytest.raises(UsageError, match="`sunday`; there is sundays"):
        care.run(readings={"sunday": "paid"})
    with pytest.raises(UsageError, match="no reading of sundays `unpaid`"):
        care.run(readings={"sundays": "unpaid"})


def test_tentative_versions_and_unmodelled_matters_are_told_where_they_touch_a_result() -> None:
    care = november()
    care.days("2022-11-01 20")
    tentative = during("2022-01-01", "2022-12-31", tentative=True, amendment="Pay by enrollment")
    care.fact("day", "rate", (Wording(cents(4000), tentative),))
    care.outcome("deny", "free", "day", eq(care("day", "rate"), 0))
    always = Unmodelled("taxes", "nothing is withheld")
    care.parts["unmodelled"] = (always, Unmodelled("rates of 2030", "none", ("rate",)), Unmodelled("visits", "none", ("visit",)))
    told = {(caveat.kind, caveat.name) for caveat in care.run().caveats}
    assert told == {("tentative", "Pay by enrollment"), ("unmodelled", "taxes"), ("unmodelled", "rates of 2030")}


def test_each_value_says_which_rule_gave_it_from_what_and_where_it_is_written() -> None:
    care = november()
    care.days("2022-11-01 40")
    absent = care.fact("day", "absent", eq(care("day", "code"), "40"))
    wording = Wording(cents(4000), during("2022-01-01"), CITE)
    cut = Exceptional("half for absence", cents(2000), absent, (), Version(), CITE, say=say("Half, on ", care("day", "date"), "."))
    rate = care.fact("day", "rate", (wording,), cut)
    care.outcome("deny", "too_dear", "day", gt(rate, cents(9000)))
    line = care.run().lines[0]
    node = next(node for top in line.why for node in top.walk() if node.name == "rate")
    assert (node.kind, node.subject, node.value, node.how) == ("fact", "day c1/2022-11-01", 2000, "half for absence")
    assert (node.say, node.cites) == ("Half, on November 1, 2022.", CITE)
    assert [(n.kind, n.name, n.value) for n in node.walk()][1:] == [("fact", "absent", True), ("field", "code", "40")]


def test_a_text_can_name_the_value_it_explains() -> None:
    care = november()
    rate = care.fact("day", "rate", cents(4000))
    care.fact("day", "rate", (Wording(cents(4000), say=say("The rate is ", rate, ".")),))
    care.outcome("deny", "free", "day", eq(care("day", "rate"), 0))
    care.days("2022-11-01 20")
    nodes = {node.name: node for top in care.run().lines[0].why for node in top.walk()}
    assert nodes["rate"].say == "The rate is $40.00."


def test_missing_is_not_missing_when_given() -> None:
    care = november()
    care.days("2022-11-01 40")
    care.fact("day", "blank", missing(care("day", "code")))
    facts = care.run().facts
    assert facts["day", "c1/2022-11-01", "blank"] is False
    assert facts["day", "c1/2022-11-02", "blank"] is True
