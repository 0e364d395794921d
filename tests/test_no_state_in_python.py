"""Python knows no state, no programme and nothing of child care: all of that is policy files.

Names, texts, comments and docstrings count alike; a word inside a name (`max_copay`, `CopayTable`) counts too. The language's
own words `family` and `state`, two roles of a worksheet, are not looked for; nor is `certificate`, which the library writes.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

SOURCES = Path(__file__).parents[1] / "src"
MODULES = sorted(path for kind in ("*.py", "*.lark") for path in SOURCES.rglob(kind))

STATES = """
alabama alaska arizona arkansas california colorado connecticut delaware florida georgia hawaii idaho illinois indiana iowa
kansas kentucky louisiana maine maryland massachusetts michigan minnesota mississippi missouri montana nebraska nevada ohio
oklahoma oregon pennsylvania tennessee texas utah vermont virginia wisconsin wyoming dakota carolina hampshire jersey
az ky mo franklin
"""
PROGRAMMES = """
ccap cces ccois ccdf dcc dcbs ktap tanf des dese pbf kar smi ece ece080 portal caseworker
"""
CARE = """
child children childcare kid kids infant infants toddler toddlers preschool preschooler preschoolers schoolage nursery
kindergarten daycare caregiver caregivers care provider providers copay copays copayment copayments
coinsurance overage overages tuition voucher vouchers subsidy subsidies attendance attended attend enrollment enrollments
enrolled enroll absence absences holiday holidays authorization authorizations authorized eligibility eligible billing
remittance accredited licensed
"""
FORBIDDEN = frozenset(f"{STATES} {PROGRAMMES} {CARE}".split())

ALLOWED = {
    "ccpolicy/dsl/build.py": {"child", "children"},
    "ccpolicy/dsl/parse.py": {"children"},
}
"""What may stand where all the same: the parser's library calls the parts of its trees children."""


def words(text: str) -> set[str]:
    """The words of a text in small letters; those of a name are told apart."""
    text = re.sub(r"\w*[^\W\x00-\x7f]\w*", " ", text)  # a word with an accent is no name, and neither are its pieces
    parts = re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z0-9]+", text)
    return {part.lower() for part in parts} | {part.lower() for part in re.findall(r"[A-Za-z0-9]+", text)}


def stray(path: Path) -> list[str]:
    """Each forbidden word of a file with its line."""
    allowed = ALLOWED.get(path.relative_to(SOURCES).as_posix(), set())
    lines = path.read_text(encoding="utf-8").split("\n")
    return [
        f"{path.relative_to(SOURCES)}:{number}: {', '.join(sorted(found))}: {line.strip()}"
        for number, line in enumerate(lines, 1)
        if (found := (words(line) & FORBIDDEN) - allowed)
    ]


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(SOURCES).as_posix())
def test_no_word_of_a_state_or_of_child_care_stands_in_python(path: Path) -> None:
    assert stray(path) == []


def test_what_is_allowed_is_needed() -> None:
    """The list may only become shorter."""
    for name, allowed in ALLOWED.items():
        assert allowed <= words((SOURCES / name).read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    "line",
    ["max_copay = 5", "class CopayTable:", '"""The child\'s age."""', "# as in Kentucky", "policy = load('ky_ccap')", "KTAP = 1",
     "holidays.granted", 'help="per child"', "def paid_absences():", "infant1 = 2 if infant else 3"],
)  # fmt: skip
def test_a_stray_word_is_seen_wherever_it_stands(line: str) -> None:
    assert words(line) & FORBIDDEN


@pytest.mark.parametrize(
    "line", ["state_pays = family_pays", "a value that is absent", "path.parent", "carefully", "describes", "model", "must"]
)
def test_words_of_the_language_are_no_stray_words(line: str) -> None:
    assert not words(line) & FORBIDDEN
