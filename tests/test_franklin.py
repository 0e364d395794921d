"""Franklin, the invented state of `tests/policies/franklin`: its example month from one end to the other.

Its rules are tried like those of any state, in `test_policies.py`; here the command is run as a user runs it, and the month
after takes up what this one has used.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import ccpolicy
from ccpolicy.cli import main
from ccpolicy.records.schema import caseload_schema, determination_schema
from ccpolicy.records.validate import validator

FRANKLIN = Path(__file__).parent / "policies" / "franklin"
MONTH = FRANKLIN / "month.json"


def test_it_checks_clean_and_is_laid_out_and_its_cases_hold(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(FRANKLIN)]) == 0
    assert main(["fmt", "--check", str(FRANKLIN)]) == 0
    assert main(["test", str(FRANKLIN)]) == 0
    assert "nothing to report" in capsys.readouterr().err


def test_the_month_comes_to_the_cent(capsys: pytest.CaptureFixture[str]) -> None:
    """Ida: two full weeks of four days and three days of a part week, 8 × $38 + 3 × $24. Leo: eight days at $48, 9.5 hours
    at $6.50. Their family's $85 are two shares of $42.50."""
    assert main(["pay", str(FRANKLIN), str(MONTH), "--format", "json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert validator(determination_schema())(found) == ()
    amounts = {total["id"]: total["amounts"] for total in found["totals"] if total["by"] in ("claim", "all")}
    assert amounts["ida-2024-11"] == {"care": "376.00", "extra_care": "0.00", "copay": "42.50", "state_pays": "333.50"}
    assert amounts["leo-2024-11"] == {"care": "384.00", "extra_care": "61.75", "copay": "42.50", "state_pays": "403.25"}
    assert amounts[""]["state_pays"] == "736.75"
    assert [(each["code"], each["row"]) for each in found["findings"]] == [("five_absent", "ida-2024-11/2024-11-18")]


def test_the_month_fits_the_schema_of_its_records() -> None:
    fits = validator(caseload_schema(ccpolicy.load(FRANKLIN).model))
    document = json.loads(MONTH.read_text(encoding="utf-8"))
    assert fits(document) == ()
    document["day"][0]["attended"] = "five hours"
    assert [problem.path for problem in fits(document)] == ["day[0].attended"]


def december(history: list[dict[str, Any]]) -> dict[str, Any]:
    """Leo's December after a November that left this history: one day with 8:15 of extra hours, all else absent."""
    document = json.loads(MONTH.read_text(encoding="utf-8"))
    claim = {"id": "leo-2024-12", "authorization": "leo-24", "child": "leo", "provider": "birch", "month": "2024-12"}
    wide = {"record": "claim", "keys": {"family": "poe"}, "from": "2024-12-01", "through": "2025-01-04"}
    return {
        **document, "claim": [{**claim, "submitted": "2025-01-02"}], "complete": [wide], "posting": history,
        "day": [{"claim": "leo-2024-12", "date": "2024-12-07", "extra": "8:15"}],
    }  # fmt: skip


def test_what_the_month_used_is_known_to_the_next() -> None:
    """November used all of its 9.5 extra hours, so December has its own eight; and four of the six absences that
    count, so the first two of December do."""
    policy = ccpolicy.load(FRANKLIN)
    first = policy.determine(json.loads(MONTH.read_text(encoding="utf-8"))).to_dict()
    history = [*json.loads(MONTH.read_text(encoding="utf-8"))["posting"], *first["postings"]]
    later = policy.determine(december(history)).to_dict()
    (extra,) = [line for line in later["lines"] if line["id"] == "leo-2024-12/2024-12-07"]
    assert extra["units"] == {"extra_hour": "8"}
    counted = [each["spender"] for each in later["postings"] if each["allowance"] == "absences"]
    assert counted == ["leo-2024-12/2024-12-02", "leo-2024-12/2024-12-04"]
