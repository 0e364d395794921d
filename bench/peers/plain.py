"""The example month of Kentucky written out by hand: the same statuses and cents, and nothing else.

A lower bound for the engine's time, not a rival: the rules are in the code, nothing is explained, cited, dated, checked or
left open, what is unknown is not noticed, and only what this month needs is there (no enrollment pay, no 451 or 452, no
closures, no prior period adjustment). Money is in cents.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

Rows = list[dict[str, Any]]
Line = tuple[str, int]
"""Status and what the state pays, in cents."""

RATES = Path(__file__).parents[2] / "policies" / "ky" / "rates"
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
PAYABLE = {"1", "2", "40", "43", "45", "60"}
LEVELS = ((1, "IN-1", "infant_toddler"), (2, "TD-1", "infant_toddler"), (3, "TD-2", "infant_toddler"),
          (4, "PS-1", "preschool"), (5, "PS-2", "preschool"), (6, "PS-3", "preschool"),
          (8, "SA-1", "school_age"), (13, "SA-2", "school_age"), (19, "SA-3", "school_age"))  # fmt: skip


def read_rates() -> tuple[dict[str, str], dict[tuple[str, ...], int]]:
    """The chart: a county's group, and the maximum in cents by group, provider type, age group and day length."""
    with (RATES / "dcc300-county-groups.csv").open(encoding="utf-8") as file:
        groups = {row["county"]: row["rate_group"] for row in csv.DictReader(file)}
    with (RATES / "dcc300-2022-10.csv").open(encoding="utf-8") as file:
        chart: dict[tuple[str, ...], int] = {
            (row["rate_group"], row["provider_type"], row["age_group"], length): cents(row[length].lstrip("$"))
            for row in csv.DictReader(file)
            for length in ("full_day", "part_day")
        }
    return groups, chart


def cents(text: str) -> int:
    dollars, _, rest = text.partition(".")
    return int(dollars) * 100 + int(rest.ljust(2, "0"))


def pay_month(caseload: dict[str, Rows], groups: dict[str, str], chart: dict[tuple[str, ...], int]) -> dict[str, Line]:
    """What became of every claimed day and fee."""
    children = {row["id"]: row for row in caseload["child"]}
    families = {row["id"]: row for row in caseload["family"]}
    providers = {row["id"]: row for row in caseload["provider"]}
    certificates = {row["id"]: row for row in caseload["authorization"]}
    codes = {(row["claim"], row["date"]): row["entered_code"] for row in caseload["day"]}
    charges = {(row["provider"], row["care_level"], row["day_length"]): cents(row["amount"]) for row in caseload["charge"]}
    school = {(row["district"], row["date"]): row["in_session"] for row in caseload["school_day"]}
    hours = _hours(caseload["session"])
    stops = _stops(caseload["notice"])
    lines: dict[str, Line] = {}
    claimed: list[tuple[date, dict[str, Any], str, str]] = []
    for claim in caseload["claim"]:
        certificate = certificates[claim["authorization"]]
        for day in _days(claim["month"]):
            scheduled = _scheduled(certificate, day, school)
            code = codes.get((claim["id"], day.isoformat())) or {"full_day": "1", "part_day": "2"}.get(scheduled, "")
            if code in PAYABLE:
                length = {"1": "full_day", "2": "part_day"}.get(code) or scheduled or "part_day"
                claimed.append((day, claim, code, length))
    claimed.sort(key=lambda line: (line[0], line[1]["id"]))
    closed = _closed(claimed, caseload["posting"])
    absences: dict[tuple[str, str], int] = defaultdict(int)
    flex: dict[tuple[str, date, str], int] = defaultdict(int)
    ended = {claim["id"]: _ended(codes, claim["id"]) for claim in caseload["claim"]}
    late = {claim["id"] for claim in caseload["claim"] if _is_late(claim)}
    for day, claim, code, length in claimed:
        name = f"{claim['id']}/{day}"
        child, provider = children[claim["child"]], providers[claim["provider"]]
        certificate = certificates[claim["authorization"]]
        end, stop = ended[claim["id"]], stops.get(certificate["id"])
        out = day < date.fromisoformat(certificate["starts"]) or day > date.fromisoformat(certificate["ends"])
        denied = claim["id"] in late or out or (end and day > end) or (stop and day >= stop)
        if code == "40" and not denied:
            absences[child["id"], claim["month"]] += 1
            denied = absences[child["id"], claim["month"]] > 5
        if code == "43":
            denied = denied or day in closed
        if certificate["schedule"] == "flex" and not denied:
            week = day - timedelta(days=(day.weekday() + 1) % 7)
            allotted = certificate["flex_full_days" if length == "full_day" else "flex_part_days"]
            denied = flex[certificate["id"], week, length] >= allotted
            flex[certificate["id"], week, length] += not denied
        if denied:
            lines[name] = ("denied", 0)
        elif _held(certificate, families[child["family"]], hours.get((claim["id"], day.isoformat()), 0)):
            lines[name] = ("held", 0)
        else:
            lines[name] = ("paid", _state_pays(day, length, child, provider, certificate, charges, groups, chart))
    lines.update(_fees(caseload["fee_request"], children, families))
    return lines


def _days(month: str) -> list[date]:
    day = date.fromisoformat(f"{month}-01")
    days = []
    while day.isoformat()[:7] == month:
        days.append(day)
        day += timedelta(days=1)
    return days


def _is_late(claim: dict[str, Any]) -> bool:
    return date.fromisoformat(claim["submitted"]) > _days(claim["month"])[-1] + timedelta(days=90)


def _scheduled(certificate: dict[str, Any], day: date, school: dict[tuple[str, str], bool]) -> str:
    if certificate["schedule"] == "flex" or not certificate["starts"] <= day.isoformat() <= certificate["ends"]:
        return ""
    length: str = certificate.get(WEEKDAYS[day.weekday()], "")
    if not length or certificate["schedule"] == "regular":
        return length
    return "part_day" if school[certificate["school_district"], day.isoformat()] else "full_day"


def _hours(sessions: Rows) -> dict[tuple[str, str], float]:
    found: dict[tuple[str, str], float] = defaultdict(float)
    for row in sessions:
        passed = datetime.fromisoformat(row["departed"]) - datetime.fromisoformat(row["arrived"])
        found[row["claim"], row["date"]] += passed.total_seconds() / 3600
    return found


def _stops(notices: Rows) -> dict[str, date]:
    """First unpaid day by a discontinuance that no change notice within ten days took back."""
    found: dict[str, date] = {}
    for notice in notices:
        if notice["kind"] == "discontinuance":
            last = (date.fromisoformat(notice["sent_on"]) + timedelta(days=10)).isoformat()
            if not any(
                other["authorization"] == notice["authorization"] and other["kind"] == "change"
                and notice["sent_on"] < other["sent_on"] <= last
                for other in notices
            ):  # fmt: skip
                found[notice["authorization"]] = date.fromisoformat(notice["effective_on"])
    return found


def _ended(codes: dict[tuple[str, str], str], claim: str) -> date | None:
    return min((date.fromisoformat(on) for (of, on), code in codes.items() if of == claim and code in ("60", "65")), default=None)


def _closed(claimed: list[tuple[date, dict[str, Any], str, str]], posted: Rows) -> set[date]:
    """Dates coded 43 when the ten holidays of the year are used."""
    used = len(posted)
    refused: set[date] = set()
    for day in sorted({day for day, _, code, _ in claimed if code == "43"}):
        used += 1
        if used > 10:
            refused.add(day)
    return refused


def _held(certificate: dict[str, Any], family: dict[str, Any], hours: float) -> bool:
    if family["application"] == "pending" or hours > 18:
        return True
    if certificate["certificate"] != "enrollment":
        return False
    signed = certificate.get("provider_signature") == certificate.get("parent_signature") == "by_hand"
    back = certificate.get("returned") and certificate.get("pages_returned", 0) >= 3 and signed
    return not back or certificate["enrollment"] != "active" or not certificate.get("approval_notice")


def _state_pays(
    day: date, length: str, child: dict[str, Any], provider: dict[str, Any], certificate: dict[str, Any],
    charges: dict[tuple[str, str, str], int], groups: dict[str, str], chart: dict[tuple[str, ...], int],
) -> int:  # fmt: skip
    born = date.fromisoformat(child["birth_date"])
    years = day.year - born.year - ((day.month, day.day) < (born.month, born.day))
    level, group = next((name, group) for below, name, group in LEVELS if years < below)
    charge = charges[provider["id"], level, length]
    maximum = chart[groups[provider["county"]], provider["provider_type"], group, length]
    base, copay = min(charge, maximum), cents(certificate["copay_per_day"])
    if certificate.get("transitional"):
        base, copay = min(base, -(-base // 200) * 100), 0
    nontraditional = day.weekday() >= 5 or certificate["care_begins"] < "05:00" or certificate["care_ends"] > "19:00"
    extra = 500 * provider["accredited"] + 1000 * nontraditional + 500 * child["special_needs"]
    return base - min(copay, base) + int(extra)


def _fees(requests: Rows, children: dict[str, Any], families: dict[str, Any]) -> Iterator[tuple[str, Line]]:
    left: dict[str, int] = defaultdict(lambda: 10_000)
    seen: set[str] = set()
    for row in sorted(requests, key=lambda row: (row["date"], row["id"])):
        family = children[row["child"]]["family"]
        if row["kind"] != "enrollment" or families[family]["case_kind"] == "ordinary" or row["child"] in seen:
            yield row["id"], ("denied", 0)
        else:
            seen.add(row["child"])
            paid = min(left[family], cents(row["amount"]))
            left[family] -= paid
            yield row["id"], ("paid", paid) if row["in_writing"] and row.get("case_number") else ("held", 0)
