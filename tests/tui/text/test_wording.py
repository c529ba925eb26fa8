"""How numbers are written: the width is kept, the sign is right, nothing nonzero becomes 0."""

from __future__ import annotations

import math
import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from rich.cells import cell_len

from core import RunSpec, build_problem
from scratchnet_tui.text.wording import (
    count,
    describe,
    fit,
    plain,
    rounded,
    signed,
    small,
    wrapped,
)

INF, NAN = float("inf"), float("nan")
finite = st.floats(-1e307, 1e307)  # rounding up may not lead to infinity
usual = st.floats(-1000.0, 1000.0)
widths = st.integers(7, 14)  # seven is the least that holds -1e-300
places = st.integers(0, 5)
names = st.text(st.sampled_from("abxyW_1가나다한글값입력é漢字ｱ"), max_size=12)


def error(value: float, text: str) -> float:
    """The relative error of a text."""
    return abs(float(text) - value) / abs(value)


# rounded


@given(st.floats(allow_nan=True), st.integers(2, 4), st.booleans())
@example(1e100, 2, False)
@example(-1e100, 2, True)
def test_a_rounded_number_keeps_its_width_and_its_sign(
    value: float, decimals: int, sign: bool
) -> None:
    text = rounded(value, decimals + 2 + sign, decimals, sign)
    assert len(text) == decimals + 2 + sign
    assert (text.strip() == "0") == (value == 0.0)
    if math.isfinite(value) and abs(value) < 9.0:
        assert abs(float(text) - value) <= 0.5 * 10.0 ** -(decimals - 1)
    if text.strip()[0] in "<>":
        assert (text.strip()[0] == ">") == (value > 0.0)
        assert abs(value) > abs(float(text.strip()[1:]))


# signed


@given(finite | usual, widths, places)
@example(99999.5, 7, 3)
@example(-9.9996, 7, 3)
@example(0.0009996, 7, 3)
@example(999999.7, 9, 5)
@example(-1e-300, 7, 3)
@example(9.5e99, 7, 3)
@example(-9.99e-100, 7, 3)
def test_signed_keeps_its_width(value: float, width: int, decimals: int) -> None:
    assert len(signed(value, width, decimals)) == width


@given(st.just(INF) | st.just(-INF) | st.just(NAN) | st.just(0.0) | st.just(-0.0), widths)
def test_signed_keeps_its_width_for_what_is_no_common_number(value: float, width: int) -> None:
    text = signed(value, width)
    assert len(text) == width
    assert float(text) == value or math.isnan(value)


@given(finite | usual, widths, places)
def test_signed_has_the_right_sign_and_0_only_for_0(
    value: float, width: int, decimals: int
) -> None:
    text = signed(value, width, decimals).strip()
    if value == 0.0:
        assert text == "0"
    else:
        assert text[0] == ("+" if value > 0.0 else "-")
        assert float(text) != 0.0 or abs(value) < 1e-320


@given(finite | usual, widths, places)
def test_signed_parses_back_within_its_precision(value: float, width: int, decimals: int) -> None:
    text = signed(value, width, decimals).strip()
    mantissa, _, exponent = text.lstrip("+-").partition("e")
    last = 10.0 ** (int(exponent or 0) - len(mantissa.partition(".")[2]))
    assert abs(float(text) - value) <= 0.5000001 * last


@given(st.floats(1e-3, 9.9994) | st.floats(-9.9994, -1e-3))
def test_signed_has_three_decimals_where_they_fit(value: float) -> None:
    assert re.fullmatch(r" [+-]\d\.\d{3}", signed(value))


@given(st.floats(1e-9, 9.9e9), st.integers(7, 14))
def test_signed_has_a_significant_digit_or_two_whatever_the_size(value: float, width: int) -> None:
    assert error(value, signed(value, width)) <= 0.5


@given(usual, usual)
def test_signed_keeps_the_order(a: float, b: float) -> None:
    low, high = sorted((a, b))
    assert float(signed(low)) <= float(signed(high))


# small, count, plain


@given(st.floats(0.0, 1e300))
@example(99.999999)
@example(9.9996e-5)
@example(1e100)
def test_small_takes_eight_characters_at_most_and_is_0_only_for_0(value: float) -> None:
    text = small(value)
    assert len(text) <= 8
    assert (float(text) == 0.0) == (value == 0.0) or value < 1e-320
    assert value == 0.0 or error(value, text) <= 0.06 or value < 1e-320


@given(st.floats(0.0, 1e12))
@example(999.49)
@example(999.5)
@example(999_499.0)
@example(9949.0)
@example(994_999.0)
def test_count_is_short_and_near(value: float) -> None:
    text = count(value)
    assert len(text) <= 5 or value > 9.99e8
    size = {"k": 1e3, "M": 1e6}.get(text[-1], 1.0)
    number = float(text.rstrip("kM")) * size
    assert abs(number - value) <= max(0.5, 0.06 * value)


@given(st.floats(0.0, 1e8), st.floats(0.0, 1e8))
def test_count_keeps_the_order(a: float, b: float) -> None:
    def read(text: str) -> float:
        return float(text.rstrip("kM")) * {"k": 1e3, "M": 1e6}.get(text[-1], 1.0)

    low, high = sorted((a, b))
    assert read(count(low)) <= read(count(high))


@given(finite, st.none() | places)
def test_plain_parses_back(value: float, decimals: int | None) -> None:
    text = plain(value, decimals)
    near = 0.51 * 10.0**-decimals if decimals is not None and abs(value) < 1e6 else 0.0
    assert abs(float(text) - value) <= max(near, 0.00051 * abs(value))


@pytest.mark.parametrize(
    ("value", "text"), [(0.0, "0"), (1.0, "1"), (0.25, "0.25"), (-3.5, "-3.5"), (1e7, "1e+07")]
)
def test_plain_is_as_short_as_it_can_be(value: float, text: str) -> None:
    assert plain(value) == text


# fit


@given(names, st.integers(1, 20))
@example("한글", 3)
@example("가a", 2)
def test_fit_takes_exactly_its_cells_and_keeps_the_beginning(name: str, width: int) -> None:
    text = fit(name, width)
    assert cell_len(text) == width
    if cell_len(name) <= width:
        assert text == " " * (width - cell_len(name)) + name
    else:
        kept = text.rstrip(" ")
        assert name.startswith(kept)
        assert cell_len(kept) >= width - 1, "a blank only where half a sign would stand"


# describe


@given(
    st.builds(
        RunSpec,
        dataset=st.sampled_from(["xor", "and"]),
        hidden=st.sampled_from([(), (4,), (8, 8)]),
        loss=st.sampled_from(["squared-error", "cross-entropy"]),
        order=st.sampled_from(["sequential", "shuffled", "first-only"]),
        slip=st.sampled_from(["none", "sign", "updated-weights"]),
        batch=st.sampled_from([0, 1, 3]),
        bias=st.booleans(),
        seed=st.integers(0, 99),
    )
)
def test_a_description_names_what_matters_once(spec: RunSpec) -> None:
    parts = describe(spec, build_problem(spec).network)
    assert parts[0] == spec.dataset
    assert parts[1].startswith(build_problem(spec).network.shape)
    assert ("+bias" in parts[1]) == spec.bias
    assert parts[2].replace(" ", "-") == spec.loss
    assert parts[-1] == f"seed {spec.seed}"
    text = "  ".join(parts)
    assert ("shuffled" in text, "first only" in text) == (
        spec.order == "shuffled", spec.order == "first-only",
    )  # fmt: skip
    assert (spec.batch == 1) == ("batch" not in text)
    assert spec.batch != 0 or "batch all" in text
    assert (f"slip: {spec.slip}" in parts) == ("slip" in text) == (spec.slip != "none")
    assert len(set(parts)) == len(parts)


# wrapped


@given(
    st.lists(st.text("abc-가나다", min_size=1, max_size=30), min_size=1, max_size=30),
    st.integers(16, 90),
)
def test_no_wrapped_line_takes_more_cells_than_there_are(words: list[str], width: int) -> None:
    lines = wrapped(" ".join(words), width)
    assert all(cell_len(line) <= width for line in lines)
    assert "".join(lines).replace(" ", "") == "".join(words)
