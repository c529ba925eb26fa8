"""Matrices drawn as text: decimal points aligned, operators centred, nothing lost."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from core import Dataset, Equation, Floats, Matrix, Phase, RunSpec, Trainer, explain
from core.explanation import number
from scratchnet_tui.panes.update.matrix_equation import (
    EquationMatrix,
    MatrixBand,
    bands_of,
    ends,
    first_samples,
    number_format,
    split,
)
from scratchnet_tui.panes.update.phase_page import PhasePage, folded, strip
from scratchnet_tui.session.phase_stepper import Inside
from scratchnet_tui.text.rows import Row

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


def drawn(band: MatrixBand) -> list[str]:
    return [text(band.row(i)).rstrip() for i in range(band.height)]


def test_a_column_is_aligned_on_the_decimal_point() -> None:
    (band,) = bands_of((column(0.5, -12.25, 3.0, 1 / 3, 1e-5),), 80)
    assert drawn(band) == [
        "   v",
        "r0 [   0.5    ]",
        "r1 [ -12.25   ]",
        "r2 [   3      ]",
        "r3 [   0.3333 ]",
        "r4 [   0.0000 ]",
    ]


def test_a_column_of_small_numbers_is_written_with_powers_of_ten_throughout() -> None:
    (band,) = bands_of((column(0.00512345, -1.5e-5, 0.0, 4e-12),), 80)
    assert drawn(band) == [
        "   v",
        "r0 [  5.123e-03 ]",
        "r1 [ -1.500e-05 ]",
        "r2 [  0         ]",
        "r3 [  4.000e-12 ]",
    ]


def whole(matrix: Matrix) -> EquationMatrix:
    rows, columns = matrix.values.shape
    return EquationMatrix(
        matrix, number_format(matrix.values), "", ends(rows, rows), ends(columns, columns)
    )


@given(tables)
def test_a_matrix_has_one_form_of_numbers(table: list[list[float]]) -> None:
    block = whole(matrix("W", np.array(table)))
    shown = " ".join(text(block.line(i)) for i in range(block.height))
    texts = [part for part in shown.split() if part[-1].isdigit() and not part.startswith("r")]
    with_powers = ["e" in part for part in texts if part != "0"]
    assert len(set(with_powers)) <= 1, texts
    largest = max((abs(v) for row in table for v in row if np.isfinite(v)), default=0.0)
    if 0.01 <= largest < 1e6:
        assert not any(with_powers)


def test_signs_and_small_matrices_stand_in_the_middle() -> None:
    big = matrix("W", np.array([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]))
    (band,) = bands_of((big, column(7.0, 8.0, name="x"), "=", column(9.0, name="y")), 80)
    rows = drawn(band)
    (at,) = [i for i, row in enumerate(rows) if "=" in row]
    assert "r1 [  3  4 ]" in rows[at]
    assert "r0 [ 9 ]" in rows[at]


@given(tables)
def test_every_number_stands_where_its_column_is(table: list[list[float]]) -> None:
    block = whole(matrix("W", np.array(table)))
    scientific = block.form.scientific
    lines = [text(block.line(i)) for i in range(-block.head, block.height)]
    assert {cell_len(line) for line in lines} == {block.width}
    for line, row in zip(lines[block.head :], table, strict=True):
        inner = line[line.index("[") + 1 : line.rindex("]")]
        for j, value in enumerate(row):
            cell = inner[j * (block.cell + 1) : (j + 1) * (block.cell + 1)][1:]
            point = block.cell - block.form.after
            head, tail = split(value, scientific)
            assert cell[:point].endswith(head)
            assert cell[point:].startswith(tail)
            exact, digits = float(head + tail), abs(value) * 5.1e-4 if scientific else 5.1e-5
            assert exact == value or abs(exact - value) <= digits
            assert (head + tail == "0") == (value == 0.0), "only a true zero is 0"
            assert scientific or head + tail == number(value) or "e" in number(value)


@given(st.lists(numbers, min_size=1, max_size=30), st.integers(0, 99))
def test_a_large_matrix_is_wide_enough_without_looking_at_all(few: list[float], at: int) -> None:
    values = np.zeros((50, 100))
    values[:, at].flat[: len(few)] = few
    form = number_format(values)
    for value in few:
        head, tail = split(value, form.scientific)
        assert len(head) <= form.before
        assert len(tail) <= form.after


def test_what_does_not_fit_beside_goes_below_with_its_sign() -> None:
    wide = matrix("old W", np.full((2, 4), 0.12345))
    picture = (wide, "+", wide, "=", wide)
    assert [len(band.items) for band in bands_of(picture, 200)] == [5]
    assert [len(band.items) for band in bands_of(picture, 90)] == [3, 2]
    assert [len(band.items) for band in bands_of(picture, 20)] == [1, 2, 2]
    assert bands_of(picture, 90)[1].items[0] == "="


def test_a_name_in_hangul_keeps_the_columns_in_place() -> None:
    named = Matrix("W1", ("혈압(수축기)", "h2"), ("하루 걸음 수", "b"), np.eye(2))
    block = whole(named)
    assert {cell_len(text(block.line(i))) for i in range(-2, 2)} == {block.width}


def test_of_a_wide_matrix_the_middle_is_left_out_until_all_stands_side_by_side() -> None:
    wide = matrix("W", np.linspace(-1.0, 1.0, 8 * 64).reshape(8, 64))
    picture = (wide, matrix("x", np.ones((64, 1)), columns=False), "=", column(*[0.5] * 8))
    (band,) = bands_of(picture, 76, whole=False)
    assert band.width <= 76
    assert band.elided
    rows = drawn(band)
    for label in ("c0", "c63", "r7", "r63", "v", "="):
        assert label in " ".join(rows).split(), label
    shown = {name for name in rows[1].split() if name.startswith("c")}
    assert len(shown) >= 3
    (roomy,) = bands_of(picture, 150, whole=False)
    assert len({n for n in " ".join(drawn(roomy)).split() if n.startswith("c")}) > len(shown)
    assert not bands_of(picture, 76)[0].elided


def test_what_has_few_columns_is_never_shortened() -> None:
    wide = matrix("old W", np.full((2, 6), 0.12345))
    bands = bands_of((wide, "+", wide, "=", wide), 90, whole=False)
    assert [len(band.items) for band in bands] == [1, 2, 2]
    assert not any(band.elided for band in bands)


@given(st.integers(1, 200), st.integers(3, 30))
def test_the_ends_of_a_long_row_stay_and_their_number_is_bounded(count: int, most: int) -> None:
    places = ends(count, most)
    shown = [place for place in places if place is not None]
    assert shown == sorted(set(shown))
    assert (shown[0], shown[-1]) == (0, count - 1)
    assert len(places) == min(count, most)
    assert places.count(None) == (count > most)


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
        page = PhasePage(Inside(inside.trace, tuple(spied), at, None), 75, 10)
        for i in range(12):
            page.row(i)
        assert len(made) <= 200, phase.name


def test_every_equation_of_a_wide_layer_is_on_the_page() -> None:
    inside = phases(RunSpec(hidden=(70, 5)))
    for at, phase in enumerate(inside.phases):
        for whole, height in ((True, 10), (False, 10), (True, 50), (False, 50)):
            page = PhasePage(Inside(inside.trace, inside.phases, at, None), 75, height, whole)
            shown = "".join("".join(text(page.row(i)).split()) for i in range(page.count))
            for equation in phase.equations():
                wanted = (equation if whole else equation.elided()).text()
                assert "".join(wanted.split()) in shown
            assert page.elided == (not whole and page_is_wide(phase)), phase.name


def page_is_wide(phase: Phase) -> bool:
    """Tell whether a phase of that network has more than fits: 70 units, or a sum over them."""
    return any(max(item.values.shape) == 70 for item in phase.picture if isinstance(item, Matrix))


def test_at_24_rows_the_arithmetic_is_in_sight_with_the_formula() -> None:
    """The pane has ten rows or so; of twelve equations at least half are among them."""
    for spec in (RunSpec(), RunSpec(hidden=(4,), loss="cross-entropy"), RunSpec(hidden=())):
        inside = phases(spec)
        for at, phase in enumerate(inside.phases):
            page = PhasePage(Inside(inside.trace, inside.phases, at, None), 74, 11)
            shown = "".join("".join(text(page.row(i)).split()) for i in range(11))
            found = ["".join(e.text().split()) in shown for e in phase.equations()]
            assert sum(found) >= len(found) / 2, phase.name
            assert all(found) or len(found) > 6, phase.name


def test_in_a_high_window_the_matrices_stand_above_the_equations() -> None:
    inside = phases(RunSpec())
    for at, phase in enumerate(inside.phases):
        page = PhasePage(Inside(inside.trace, inside.phases, at, None), 74, 40)
        lines = [text(page.row(i)) for i in range(page.count)]
        begun = phase.equation(0).text()[:8]
        brackets = [i for i, line in enumerate(lines) if "[ " in line]
        first = next(i for i, line in enumerate(lines) if line.startswith(begun))
        assert brackets[0] < first, phase.name


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
                page = PhasePage(Inside(inside.trace, inside.phases, at, None), width, 36, True)
                for i in range(page.count):
                    line = text(page.row(i)).rstrip()
                    assert cell_len(line) <= max(width, page.width), (phase.name, line)


def batch(rows: int) -> Inside:
    """Open an update of this many rows with 5 inputs."""
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
        page = PhasePage(Inside(inside.trace, inside.phases, at, None), 75, 36, True)
        lines = [text(page.row(i)) for i in range(60)]
        words = " ".join(" ".join(lines).split())
        whole = [item for item in phase.picture if isinstance(item, Matrix)]
        of_samples = any(rows in item.values.shape for item in whole)
        sentence = f"Of the {rows:,} rows of this batch the matrices show the first 20."
        assert (sentence in words) == of_samples, phase.name
        assert page.width <= 20 * 12 + 40, phase.name
        drawn = [
            band.items for band in bands_of(first_samples(phase.picture, inside.trace.samples), 75)
        ]
        for item in (item for items in drawn for item in items if isinstance(item, EquationMatrix)):
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
        assert first_samples(phase.picture, inside.trace.samples) == phase.picture
