"""Shades and heat maps: the number a shade stands for, and that each cell has the right one."""

from __future__ import annotations

import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from core import Floats
from scratchnet_tui.panes.weights.heat_matrix import HeatMatrix, drawings
from scratchnet_tui.panes.weights.heat_scale import (
    INFINITE,
    NAN,
    STEPS,
    marked,
    painted,
    round_scale,
    shades,
    shades_legend,
    signed_levels,
)
from scratchnet_tui.panes.weights.matrix_layout import Cell, MatrixLayout
from scratchnet_tui.panes.weights.number_matrix import NumberMatrix
from scratchnet_tui.panes.weights.weight_matrix import WeightMatrix
from scratchnet_tui.text.rows import Piece, Row

finite = st.floats(allow_nan=False, allow_infinity=False)
numbers = st.one_of(st.floats(-3.0, 3.0), finite, st.sampled_from([0.0, -0.0, 5e-324, 1e308]))
any_number = st.one_of(numbers, st.sampled_from([float("nan"), float("inf"), float("-inf")]))
lists = st.lists(numbers, min_size=1, max_size=20)


def text(row: Row | list[Piece]) -> str:
    return "".join(piece[0] for piece in row)


# shades


@given(lists)
def test_levels_are_monotone_and_symmetric(some: list[float]) -> None:
    values = np.array(sorted(some))
    scale = round_scale(values)
    found = signed_levels(values, scale)
    assert list(found) == sorted(found)
    assert list(signed_levels(-values, scale)) == list(-found)
    assert all((level == 0) == (value == 0.0) for level, value in zip(found, values, strict=True))
    assert np.abs(found).max() <= STEPS


@given(st.integers(1, 9), st.integers(1, 9))
def test_each_level_covers_the_same_range(step: int, steps: int) -> None:
    """A number at the upper end of its step still has its level, one just above the next."""
    step = min(step, steps)
    end = step / steps
    inside, above = signed_levels(np.array([end * (1 - 1e-9), end * (1 + 1e-9)]), 1.0, steps)
    assert inside == step
    assert above == min(steps, step + 1)


@given(lists, lists)
def test_the_scale_is_round_and_close_above_the_largest_number(
    some: list[float], more: list[float]
) -> None:
    scale, size = round_scale(np.array(some)), max(map(abs, some))
    assert (scale == 0.0) == (size == 0.0)
    assert size <= scale
    if 1e-300 < size < 1e300:
        assert scale <= size * 2.5 * (1 + 1e-12)
        assert f"{scale:e}".split("e")[0] in ("1.000000", "2.000000", "5.000000")
    assert scale <= round_scale(np.array(some + more))


def test_what_is_not_finite_has_a_sign_of_its_own_and_does_not_count() -> None:
    values = np.array([np.nan, np.inf, -np.inf, 0.5, -0.5])
    scale = round_scale(values)
    assert scale == 0.5
    assert list(shades(values, scale)) == [NAN, INFINITE, INFINITE, STEPS, -STEPS]
    assert text(painted(shades(values, scale), np.zeros(5, np.bool_), 1)) == "?!!█#"
    assert list(shades(np.array([np.nan, 0.0]), 0.0)) == [NAN, 0]


def test_a_shade_can_be_told_without_its_colour() -> None:
    every = np.arange(-STEPS, STEPS + 3, dtype=np.int8)
    free, held = np.zeros(len(every), np.bool_), np.ones(len(every), np.bool_)
    assert len(set(text(painted(every, free, 1)))) == len(every)
    assert cell_len(text(painted(every, free, 1))) == len(every)
    doubled = text(painted(every, held, 2))
    assert doubled[::2] == text(painted(every, free, 1))
    assert set(doubled[1::2]) == {"F"}
    assert text(painted(every, held, 1)) == "f" * STEPS + "F" * (STEPS + 3)


@given(st.lists(st.tuples(st.integers(-STEPS, INFINITE), st.booleans()), min_size=1), st.booleans())
def test_a_row_is_its_cells_one_beside_the_other(row: list[tuple[int, bool]], wide: bool) -> None:
    found = np.array([shade for shade, _ in row], np.int8)
    held = np.array([flag for _, flag in row])
    pieces = painted(found, held, 1 + wide)
    alone = [painted(found[i : i + 1], held[i : i + 1], 1 + wide)[0] for i in range(len(row))]
    spread = [(sign, piece[1]) for piece in pieces for sign in piece[0]]
    assert spread == [(sign, piece[1]) for piece in alone for sign in piece[0]]
    for shade, flag in row:
        assert len(marked(shade, flag, 1 + wide)[0]) == 1 + wide


def test_the_legend_goes_from_end_to_end() -> None:
    assert text(shades_legend(0.5)) == "-0.5 #≡=-·+░▓█ +0.5"
    assert text(shades_legend(2e-5, held=True)) == "-2e-05 #≡=-·+░▓█ +2e-05 F frozen"
    assert text(shades_legend(0.0)) == "all 0"


# matrices


def matrix_of(values: Floats, bias: bool = False, names: str = "x") -> WeightMatrix:
    rows, count = values.shape
    columns = tuple(f"{names}{j + 1}" for j in range(count - bias)) + ("b1",) * bias
    none = np.zeros(values.shape, np.bool_)
    units = tuple(f"h{i + 1}" for i in range(rows))
    return WeightMatrix(1, bias, "W1  a  tanh", columns, units, values, none, none)


shapes = st.tuples(st.integers(1, 6), st.integers(2, 70))
looks = st.sampled_from(["auto", "heat", "numbers"])


def drawn_from(shape: tuple[int, int], seed: int) -> Floats:
    return np.random.default_rng(seed).normal(size=shape)


@given(shapes, st.booleans(), st.booleans(), st.integers(0, 99))
def test_every_cell_stands_below_its_name_and_shows_its_weight(
    shape: tuple[int, int], bias: bool, wide: bool, seed: int
) -> None:
    plain = matrix_of(drawn_from(shape, seed), bias)
    (heat,) = drawings((plain,), "heat", 1000 if wide else shape[1] + 5, None, alone=False)
    assert isinstance(heat, HeatMatrix)
    lines = [text(heat.line(number)) for number in range(heat.height + 1)]
    assert {cell_len(line) for line in lines} == {heat.width}
    found = shades(plain.values, round_scale(plain.values))
    for i in range(shape[0]):
        for j in range(shape[1]):
            at = heat.left(j)
            sign = text(painted(found[i, j : j + 1], np.zeros(1, np.bool_), heat.cell))
            assert lines[heat.head + i][at : at + heat.cell] == sign
            assert {heat.column_at(at + k) for k in range(heat.cell)} == {j}
    assert heat.column_at(heat.left(0) - 1) < 0
    assert heat.column_at(heat.left(shape[1] - 1) + heat.cell) == shape[1]
    for j in range(shape[1]):
        names = text(heat.line(1, (0, j)))
        begin = min(heat.left(j), heat.width - len(heat.matrix.columns[j]))
        assert names[begin:].split(" ")[0] == heat.matrix.columns[j]
    shown = lines[1].split()
    assert shown == sorted(shown, key=heat.matrix.columns.index)
    assert set(shown) <= set(heat.matrix.columns)
    assert shown[0] == heat.matrix.columns[0] or bias
    assert not bias or shown[-1] == "b1"


@given(shapes, shapes, st.booleans(), looks, st.integers(30, 200), st.data())
def test_a_click_on_the_cell_of_a_weight_finds_that_weight(
    first: tuple[int, int],
    second: tuple[int, int],
    bias: bool,
    look: str,
    room: int,
    data: st.DataObject,
) -> None:
    matrices = tuple(matrix_of(drawn_from(shape, 1), bias) for shape in (first, second))
    layout = MatrixLayout(drawings(matrices, look, room, None, alone=False), room, 20)
    n = data.draw(st.integers(0, 1))
    shape = (first, second)[n]
    cell = Cell(n, data.draw(st.integers(0, shape[0] - 1)), data.draw(st.integers(0, shape[1] - 1)))
    x, y, width, _ = layout.region(cell)
    assert layout.cell_at(x, y) == layout.cell_at(x + width - 1, y) == cell
    drawn = layout.drawings[n].matrix
    assert drawn.cell_of(*drawn.weight(cell.i, cell.j)) == cell[1:]


def test_numbers_are_kept_where_they_fit_or_have_the_screen() -> None:
    small, large = matrix_of(drawn_from((2, 3), 1)), matrix_of(drawn_from((2, 20), 1))

    def kinds(*matrices: WeightMatrix, look: str = "auto", alone: bool = False) -> set[type]:
        return set(map(type, drawings(matrices, look, 76, None, alone)))

    assert kinds(small) == {NumberMatrix}
    assert kinds(small, large) == {HeatMatrix}
    assert kinds(small, large, alone=True) == {NumberMatrix}
    assert kinds(small, large, look="numbers") == {NumberMatrix}
    assert kinds(small, look="heat", alone=True) == {HeatMatrix}
    assert kinds(small, look="pictures") == {NumberMatrix}, "these are no pictures"


def test_a_picture_of_each_unit_shows_its_weights_row_by_row() -> None:
    values = np.arange(-12.0, 12.0).reshape(4, 6)
    plain = matrix_of(np.column_stack([values, np.full(4, 99.0)]), bias=True)
    *pictures, other = drawings(
        (plain, matrix_of(drawn_from((2, 4), 1))), "pictures", 76, (2, 3), False
    )
    assert [picture.matrix.title for picture in pictures] == ["h1", "h2", "h3", "h4"]
    assert type(other) is HeatMatrix
    for unit, picture in enumerate(pictures):
        assert isinstance(picture, HeatMatrix)
        assert picture.scale == 20.0, "the bias is no pixel; all have one scale"
        for pixel in range(6):
            i, j = divmod(pixel, 3)
            assert picture.matrix.weight(i, j) == ("W1", (unit, pixel))
            assert picture.matrix.cell_of("W1", (unit, pixel)) == (i, j)
            assert picture.matrix.values[i, j] == values[unit, pixel]
        assert picture.matrix.cell_of("b1", (unit,)) is None


# what stays in place


@given(shapes, shapes, looks, st.integers(30, 80), st.integers(1, 12))
def test_a_head_stays_above_the_rows_of_its_own_matrix(
    first: tuple[int, int], second: tuple[int, int], look: str, room: int, lines: int
) -> None:
    matrices = tuple(matrix_of(drawn_from(shape, 1)) for shape in (first, second))
    layout = MatrixLayout(drawings(matrices, look, room, None, alone=False), room, lines)
    tops = [layout.region(Cell(n, 0, 0)).y - 2 for n in (0, 1)]
    ends = [top + 2 + shape[0] for top, shape in zip(tops, (first, second), strict=True)]
    for top in range(layout.height):
        shown = [layout.pinned_line(line, top) for line in range(lines)]
        moved = [line for line, number in enumerate(shown) if number != top + line]
        assert moved in ([], [0, 1])
        if moved:
            assert lines >= 5
            assert shown[0] < top
            assert shown[1] == shown[0] + 1
            below = [n for n in (0, 1) if tops[n] == shown[0] and tops[n] + 2 < shown[2] < ends[n]]
            assert below, "the row right below a head is one of its own"
        elif lines >= 5:
            assert not any(tops[n] < top < ends[n] - 2 for n in (0, 1))


def test_a_scrolled_number_is_written_out_whole_or_not_at_all() -> None:
    wide = NumberMatrix(matrix_of(drawn_from((2, 20), 3)))
    whole = text(wide.line(2))
    for start in range(3, 100):
        part = text(wide.line(2, None, range(start, start + 60)))
        assert len(part) == len(whole)
        seen = part[start : start + 60]
        assert set(seen.split()) <= set(whole.split())
        assert len(seen.split()) >= 5


@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_numbers_that_are_not_finite_are_written_too(value: float) -> None:
    values = np.array([[value, 1.0]])
    plain = matrix_of(values)
    assert str(value)[:3] in text(NumberMatrix(plain).line(2))
    (heat,) = drawings((plain,), "heat", 76, None, alone=False)
    assert "nan" not in text(heat.line(0))


@pytest.mark.parametrize("size", [5.1e307, 1.2e308, sys.float_info.max])
def test_the_scale_of_the_largest_numbers_is_finite(size: float) -> None:
    values = np.array([size, -size / 2, 0.0])
    scale = round_scale(values)
    assert np.isfinite(scale)
    assert scale >= size
    assert signed_levels(values, scale).tolist()[0] > 0
    assert f"{scale:g}" in "".join(piece[0] for piece in shades_legend(scale))
