"""Matrices drawn as text: the points below one another, the signs in the middle, nothing lost."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from core import Dataset, Equation, Floats, Matrix, Phase, RunSpec, Trainer, explain
from core.explaining import number
from scratchnet_tui.inside import Inside
from scratchnet_tui.panes.matrices import Band, Drawn, cut, laid_out, split, spread
from scratchnet_tui.panes.page import Page, folded, strip
from scratchnet_tui.panes.rows import Row

numbers = st.one_of(
    st.floats(-1e300, 1e300),
    st.floats(-3.0, 3.0),
    st.sampled_from([0.0, -0.0, 1.0, -0.5, 12.25, 1e-9, -4e-4, 123456.789, float("inf")]),
)
tables = st.integers(1, 4).flatmap(
    lambda columns: st.lists(
        st.lists(numbers, min_size=columns, max_size=columns), min_size=1, max_size=5
    )
)


def text(row: Row) -> str:
    return "".join(piece[0] for piece in row)


def matrix(name: str, values: Floats, columns: bool = True) -> Matrix:
    rows, count = values.shape
    named = tuple(f"c{j}" for j in range(count)) if columns else ("",) * count
    return Matrix(name, tuple(f"r{i}" for i in range(rows)), named, values)


def column(*values: float, name: str = "v") -> Matrix:
    return matrix(name, np.array(values)[:, None], columns=False)


def drawn(band: Band) -> list[str]:
    return [text(band.row(i)).rstrip() for i in range(band.height)]


def test_a_column_is_aligned_on_the_decimal_point() -> None:
    (band,) = laid_out((column(0.5, -12.25, 3.0, 1 / 3, 1e-5),), 80)
    assert drawn(band) == [
        "   v",
        "r0 [   0.5     ]",
        "r1 [ -12.25    ]",
        "r2 [   3       ]",
        "r3 [   0.3333  ]",
        "r4 [   1.0e-05 ]",
    ]


def test_signs_and_small_matrices_stand_in_the_middle() -> None:
    big = matrix("W", np.array([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]))
    (band,) = laid_out((big, column(7.0, 8.0, name="x"), "=", column(9.0, name="y")), 80)
    rows = drawn(band)
    (at,) = [i for i, row in enumerate(rows) if "=" in row]
    assert "r1 [  3  4 ]" in rows[at]
    assert "r0 [ 9 ]" in rows[at]


@given(tables)
def test_every_number_stands_where_its_column_is(table: list[list[float]]) -> None:
    values = np.array(table)
    block = Drawn(matrix("W", values), *spread(values))
    lines = [text(block.line(i)) for i in range(-block.head, block.height)]
    assert {cell_len(line) for line in lines} == {block.width}
    for line, row in zip(lines[block.head :], table, strict=True):
        inner = line[line.index("[") + 1 : line.rindex("]")]
        assert inner.split() == [number(value) for value in row]
        for j, value in enumerate(row):
            cell = inner[j * (block.cell + 1) : (j + 1) * (block.cell + 1)][1:]
            point = block.cell - block.after
            head, tail = split(value)
            assert cell[:point].endswith(head)
            assert cell[point:].startswith(tail)


@given(st.lists(numbers, min_size=1, max_size=30), st.integers(0, 99))
def test_a_large_matrix_is_wide_enough_without_looking_at_all(few: list[float], at: int) -> None:
    values = np.zeros((50, 100))
    values[:, at].flat[: len(few)] = few
    before, after = spread(values)
    for value in few:
        head, tail = split(value)
        assert len(head) <= before
        assert len(tail) <= after


def test_what_does_not_fit_beside_goes_below_with_its_sign() -> None:
    wide = matrix("old W", np.full((2, 4), 0.12345))
    picture = (wide, "+", wide, "=", wide)
    assert [len(band.items) for band in laid_out(picture, 200)] == [5]
    assert [len(band.items) for band in laid_out(picture, 90)] == [3, 2]
    assert [len(band.items) for band in laid_out(picture, 20)] == [1, 2, 2]
    assert laid_out(picture, 90)[1].items[0] == "="


def test_a_name_in_hangul_keeps_the_columns_in_place() -> None:
    named = Matrix("W1", ("혈압(수축기)", "h2"), ("하루 걸음 수", "b"), np.eye(2))
    block = Drawn(named, *spread(named.values))
    assert {cell_len(text(block.line(i))) for i in range(-2, 2)} == {block.width}


def test_the_strip_keeps_the_present_phase_in_view() -> None:
    names = [f"phase{i}" for i in range(40)]
    for width in (20, 56, 76, 400):
        for at in range(40):
            line = text(strip(names, at, width))
            assert cell_len(line) <= width
            assert f"[phase{at}]" in line
            assert line.startswith("..") == (line.strip("[.")[:7].strip(" ]") != "phase0")


@given(st.text("ab *+-=()0.1 ", min_size=1, max_size=200), st.integers(10, 60))
def test_folding_loses_nothing(line: str, width: int) -> None:
    assert "".join("".join(folded(line, width)).split()) == "".join(line.split())


def test_a_long_equation_breaks_before_its_signs() -> None:
    line = " + ".join(["0.1234*0.5678"] * 9) + " = 0.6305"
    lines = folded("v1[h1] = " + line, 60)
    assert len(lines) > 1
    assert all(cell_len(part) <= 60 for part in lines)
    assert all(part.startswith("    ") and part.strip()[0] in "+=" for part in lines[1:])


def phases(spec: RunSpec) -> Inside:
    trainer = Trainer(spec)
    trace = trainer.preview()
    return Inside(trace, explain(trainer.problem, trace), 0, None)


def test_a_page_makes_only_the_equations_in_view() -> None:
    inside = phases(RunSpec(hidden=(64, 32)))
    for at, phase in enumerate(inside.phases):
        made: list[int] = []

        def make(i: int, phase: Phase = phase, made: list[int] = made) -> Equation:
            made.append(i)
            return phase.make(i)

        spied = [*inside.phases]
        spied[at] = Phase(**{**vars(phase), "make": make})
        page = Page(Inside(inside.trace, tuple(spied), at, None), 75, False)
        for i in range(12):
            page.row(i)
        assert len(made) <= 200, phase.name


def test_every_equation_of_a_wide_layer_is_on_the_page() -> None:
    inside = phases(RunSpec(hidden=(70, 5)))
    for at, phase in enumerate(inside.phases):
        page = Page(Inside(inside.trace, inside.phases, at, None), 75, False)
        shown = "".join("".join(text(page.row(i)).split()) for i in range(page.count))
        for equation in phase.equations():
            assert "".join(equation.text().split()) in shown


def test_no_row_goes_further_than_the_page_can_be_scrolled() -> None:
    specs = (
        RunSpec(),
        RunSpec(hidden=(40, 3), batch=0, bias=True),
        RunSpec(hidden=(3,), loss="cross-entropy", activation=("tanh",)),
        RunSpec(hidden=(3,), activation=("relu",), output="linear"),
    )
    for spec in specs:
        inside = phases(spec)
        for at, phase in enumerate(inside.phases):
            for width in (30, 52, 75):
                page = Page(Inside(inside.trace, inside.phases, at, None), width, True)
                for i in range(page.count):
                    line = text(page.row(i)).rstrip()
                    assert cell_len(line) <= max(width, page.width), (phase.name, line)


def batch(rows: int) -> Inside:
    """Look into an update of so many rows with 5 inputs."""
    x = np.linspace(-1.0, 1.0, rows * 5).reshape(rows, 5)
    names = tuple(f"x{i}" for i in range(1, 6))
    dataset = Dataset("t.csv", x, x[:, :1], names, ("y",), "numbers", "A table.")
    spec = RunSpec(dataset=None, data_file="t.csv", hidden=(3,), bias=True, batch=0)
    trainer = Trainer(spec, dataset)
    trace = trainer.preview()
    return Inside(trace, explain(trainer.problem, trace), 0, None)


@pytest.mark.parametrize("rows", [300, 3000])
def test_of_a_large_batch_the_matrices_show_the_first_rows_and_say_so(rows: int) -> None:
    inside = batch(rows)
    for at, phase in enumerate(inside.phases):
        page = Page(Inside(inside.trace, inside.phases, at, None), 75, False)
        lines = [text(page.row(i)) for i in range(60)]
        words = " ".join(" ".join(lines).split())
        whole = [item for item in phase.picture if isinstance(item, Matrix)]
        of_samples = any(rows in item.values.shape for item in whole)
        sentence = f"Of the {rows:,} rows of this batch the matrices show the first 20."
        assert (sentence in words) == of_samples, phase.name
        assert page.width <= 20 * 12 + 40, phase.name
        drawn = [band.items for band in laid_out(cut(phase.picture, inside.trace.samples), 75)]
        for item in (item for items in drawn for item in items if isinstance(item, Drawn)):
            assert max(item.matrix.values.shape) <= 20


def test_of_a_huge_batch_no_line_of_arithmetic_is_long() -> None:
    # A sum over all rows would have a term for each of them; both ends of it are enough.
    inside = batch(3000)
    shown = {phase.name: phase.equation(0) for phase in inside.phases}
    assert max(len(equation.terms) for equation in shown.values()) < 100
    trace = inside.trace
    for name, parts in (
        ("dW1", trace.delta[0][:, 0] * trace.x[:, 0]),
        ("db1", trace.delta[0][:, 0]),
    ):
        equation = shown[name]
        assert ".. 2,980 more .." in equation.text()
        assert equation.result == pytest.approx(trace.rate * parts.mean())
        numbers = [term for term in equation.terms if isinstance(term, float)]
        ends = np.concatenate([parts[:10], parts[-10:]])
        each = len(numbers[1:-1]) // 20  # numbers that are multiplied
        written = np.array(numbers[1:-1]).reshape(20, each).prod(axis=1)
        assert (numbers[0], numbers[-1]) == (trace.rate, 3000.0)
        np.testing.assert_allclose(written, ends)


def test_a_batch_of_twenty_rows_is_drawn_whole() -> None:
    inside = batch(20)
    for phase in inside.phases:
        assert cut(phase.picture, inside.trace.samples) == phase.picture
