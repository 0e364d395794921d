"""Numbers are exact: read from plain digits only, rounded by name, shared in whole parts that add up."""

from __future__ import annotations

import decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ccpolicy.values.numbers import ROUNDINGS, Number, exact, round_to, split_whole, whole
from ccpolicy.values.numbers import decimal as read_decimal

FRACTIONS = st.fractions(min_value=-10_000, max_value=10_000, max_denominator=1_000)
STEPS = st.one_of(
    st.sampled_from([1, 5, 100, Fraction(1, 4), Fraction(1, 100)]),
    st.fractions(min_value=Fraction(1, 1_000), max_value=100, max_denominator=1_000),
)
HOWS = st.sampled_from(ROUNDINGS)


# ------------------------------------------------------------------ reading


@pytest.mark.parametrize(
    "text, value",
    [
        ("0", 0),
        ("-0", 0),
        ("007", 7),
        ("12.50", Fraction(25, 2)),
        ("12.00", 12),
        ("-0.1", Fraction(-1, 10)),
        ("0.123456789", Fraction(123456789, 10**9)),
        ("999999999999", 999_999_999_999),
    ],
)
def test_plain_digits_with_at_most_one_point_are_a_number(text: str, value: Number) -> None:
    read = read_decimal(text)
    assert read == value
    assert isinstance(read, int) == isinstance(value, int)


@pytest.mark.parametrize(
    "text",
    ["", " 1", "1 ", "+1", "1.", ".5", "1,000", "1e3", "1_000", "0x1", "½", "１", "--1", "1.2.3", "nan", "inf", "1/2", "1\n",
     "1000000000000", "0.1234567891"],
)  # fmt: skip
def test_any_other_spelling_is_no_number(text: str) -> None:
    """The last two are one digit longer than the longest that is read."""
    assert read_decimal(text) is None
    assert whole(text) is None


@pytest.mark.parametrize("text", ["1.0", "0.5"])
def test_a_decimal_point_is_no_whole_number(text: str) -> None:
    assert whole(text) is None


@given(st.integers(-(10**12) + 1, 10**12 - 1))
def test_a_whole_number_is_read_back_from_its_digits(number: int) -> None:
    assert whole(str(number)) == read_decimal(str(number)) == number


@given(st.text(max_size=12))
def test_what_is_read_agrees_with_the_standard_decimals(text: str) -> None:
    read = read_decimal(text)
    if read is not None:
        assert read == Fraction(decimal.Decimal(text))


@given(FRACTIONS)
def test_exact_keeps_the_value_and_names_whole_numbers_as_such(value: Fraction) -> None:
    assert exact(value) == value
    assert isinstance(exact(value), int) == (value.denominator == 1)


# ------------------------------------------------------------------ rounding


@pytest.mark.parametrize(
    "value, step, up, down, half_up, half_even",
    [
        (Fraction(249, 100), 1, 3, 2, 2, 2),
        (Fraction(5, 2), 1, 3, 2, 3, 2),
        (Fraction(7, 2), 1, 4, 3, 4, 4),
        (Fraction(251, 100), 1, 3, 2, 3, 3),
        (Fraction(-5, 2), 1, -2, -3, -2, -2),
        (Fraction(-7, 2), 1, -3, -4, -3, -4),
        (2, 1, 2, 2, 2, 2),
        (0, 5, 0, 0, 0, 0),
        (12, 5, 15, 10, 10, 10),
        (Fraction(25, 2), 5, 15, 10, 15, 10),
        (13, 5, 15, 10, 15, 15),
        (Fraction(1, 8), Fraction(1, 4), Fraction(1, 4), 0, Fraction(1, 4), 0),
    ],
)
def test_halves_go_where_their_name_says(
    value: Number, step: Number, up: Number, down: Number, half_up: Number, half_even: Number
) -> None:
    assert [round_to(value, step, how) for how in ROUNDINGS] == [up, down, half_up, half_even]


@pytest.mark.parametrize("step", [0, -1])
def test_a_step_is_positive(step: int) -> None:
    with pytest.raises(ValueError, match="positive"):
        round_to(1, step, "up")


@given(FRACTIONS, STEPS, HOWS)
def test_what_is_rounded_is_the_nearest_multiple_on_the_side_named(value: Fraction, step: Number, how: str) -> None:
    rounded = round_to(value, step, how)
    away = Fraction(rounded) - value
    assert (Fraction(rounded) / Fraction(step)).denominator == 1
    assert round_to(rounded, step, how) == rounded
    if how == "up":
        assert 0 <= away < step
    elif how == "down":
        assert -step < away <= 0
    else:
        assert abs(away) <= Fraction(step) / 2


@given(st.decimals(min_value=-9_999, max_value=9_999, places=3), st.sampled_from(["1", "0.1", "0.01"]))
def test_rounding_agrees_with_the_standard_decimals(value: decimal.Decimal, step: str) -> None:
    names = {"up": decimal.ROUND_CEILING, "down": decimal.ROUND_FLOOR, "half_even": decimal.ROUND_HALF_EVEN}
    for how, theirs in names.items():
        ours = round_to(Fraction(value), Fraction(step), how)
        assert ours == Fraction(value.quantize(decimal.Decimal(step), rounding=theirs))
    floor = (value + decimal.Decimal(step) / 2).quantize(decimal.Decimal(step), rounding=decimal.ROUND_FLOOR)
    assert round_to(Fraction(value), Fraction(step), "half_up") == Fraction(floor)


@given(FRACTIONS, FRACTIONS, STEPS, HOWS)
def test_rounding_keeps_order(left: Fraction, right: Fraction, step: Number, how: str) -> None:
    low, high = sorted((left, right))
    assert round_to(low, step, how) <= round_to(high, step, how)


# ------------------------------------------------------------------ sharing


@pytest.mark.parametrize(
    "total, weights, parts",
    [
        (100, [1, 1, 1], [34, 33, 33]),
        (101, [1, 1, 1], [34, 34, 33]),
        (99, [1, 1, 1], [33, 33, 33]),
        (10, [1, 2], [3, 7]),
        (5, [Fraction(1, 2), Fraction(1, 2)], [3, 2]),
        (500, [0, 3, 0], [0, 500, 0]),
        (500, [0, 0], [0, 0]),
        (1, [1, 1, 1, 1], [1, 0, 0, 0]),
        (0, [1, 1], [0, 0]),
        (7, [], []),
    ],
)
def test_a_total_is_shared_in_whole_parts(total: int, weights: list[Number], parts: list[int]) -> None:
    assert split_whole(total, weights) == parts


@given(
    st.integers(0, 1_000_000),
    st.lists(st.one_of(st.integers(0, 50), st.fractions(0, 50, max_denominator=12)), min_size=1, max_size=12),
)
def test_parts_add_up_and_each_is_within_one_of_its_exact_part(total: int, weights: list[Number]) -> None:
    parts = split_whole(total, weights)
    whole_weight = sum(Fraction(weight) for weight in weights)
    assert sum(parts) == (total if whole_weight else 0)
    for part, weight in zip(parts, weights, strict=True):
        exact_part = Fraction(total) * Fraction(weight) / whole_weight if whole_weight else Fraction(0)
        assert abs(part - exact_part) < 1
        assert part == 0 if weight == 0 else part >= 0


@given(st.integers(0, 10_000), st.lists(st.integers(0, 50), min_size=2, max_size=8))
def test_more_weight_never_gets_less(total: int, weights: list[int]) -> None:
    ordered = sorted(weights, reverse=True)
    parts = split_whole(total, list(ordered))
    assert parts == sorted(parts, reverse=True)
