"""The map on the screen: which unit it shows, with and without colour, and its marks."""

from __future__ import annotations

import dataclasses
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from rich.cells import cell_len
from textual.geometry import Region
from textual.widget import Widget

from core import Dataset, RunSpec, build_problem, line_of, plane_of
from scratchnet_tui.panes.map.colour_ramp import (
    RAMP,
    SIGNS,
    RampScale,
    half_blocks,
    ramp_steps,
    signs,
    winners,
)
from scratchnet_tui.panes.map.legend import held_out_sign, in_lines, samples_legend, swatches
from scratchnet_tui.panes.map.line_picture import LinePicture
from scratchnet_tui.panes.map.mapped_units import MappedUnit, mapped_units, same_unit
from scratchnet_tui.panes.map.pane import MapPane
from scratchnet_tui.panes.map.sample_marks import sample_marks
from scratchnet_tui.panes.map.view_options import ViewOptions
from scratchnet_tui.text.rows import Row
from scratchnet_tui.text.styles import style
from tests.helpers.app_driver import SIZES, AppDriver, open_app

SPIRAL = RunSpec(
    dataset="spiral", hidden=(3, 2), activation=("tanh",), bias=True, samples=60, split=0.7
)


def title(driver: AppDriver) -> str:
    return driver.framed_rows("map")[0].strip("┏╭━─┓╮ ")


def words(clauses: list[Row]) -> list[str]:
    return ["".join(piece[0] for piece in clause) for clause in clauses]


@pytest.fixture
def colourless(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")


def test_steps_go_from_the_low_end_to_the_high_one() -> None:
    values = np.array([-9.0, 0.0, 0.5, 1.0, 9.0, np.nan, np.inf])
    scale = RampScale(0.0, 1.0, 0.5)
    assert ramp_steps(values, scale, smooth=True).tolist() == [0, 0, 4, 8, 8, -1, -1]
    assert ramp_steps(values, scale, smooth=False).tolist() == [1, 1, 1, 7, 7, -1, -1]


def test_coarse_steps_lie_alike_on_either_side_of_the_middle() -> None:
    values = np.linspace(0.0, 1.0, 91)
    coarse = ramp_steps(values, RampScale(0.0, 1.0, 0.5), smooth=True, coarse=True)
    assert set(coarse.tolist()) == {0, 2, 4, 6, 8}
    fine = ramp_steps(values, RampScale(0.0, 1.0, 0.5), smooth=True)
    assert np.abs(coarse - fine).max() == 1


async def test_a_run_that_pauses_is_shown_in_all_shades() -> None:
    async with open_app(SPIRAL, size="wide", start=True) as driver:
        await driver.press("8")
        await driver.wait_until(lambda: driver.status.epoch > 20)
        await driver.press("space")
        await driver.wait_until_idle()
        pane = driver.app.main.query_one(MapPane)
        before = driver.pane_rows("map")
        pane.show(driver.app.session.snapshot(), running=True)
        await driver.wait_until_idle()
        assert driver.pane_rows("map") != before, "fewer shades"
        pane.show(driver.app.session.snapshot())
        await driver.wait_until_idle()
        assert driver.pane_rows("map") == before


def test_the_class_with_the_largest_output_wins() -> None:
    values = np.array([[0.9, 0.05, 0.05], [0.1, 0.1, 0.8], [0.3, 0.36, 0.34], [np.nan, 1, 0]])
    steps = winners(values, smooth=True)
    assert (steps[:3] // 3).tolist() == [0, 2, 1]
    assert (steps[:3] % 3).tolist() == [2, 2, 0]
    assert steps[3] == -1
    assert signs(steps, True, {1: "B"}) == (
        ("a", "class 0"),
        ("B", "bold"),
        (".", "class 1"),
        ("?", "label"),
    )


def test_a_half_block_shows_two_points_and_a_mark_stands_over_both() -> None:
    colours = np.array([[25, 25, 25, 166], [25, 25, 166, 166]])
    row = half_blocks(colours, {3: "X"})
    assert "".join(piece[0] for piece in row) == "  ▀X"
    assert len(row) == 3, "neighbours of one style are one piece"
    look = style(row[1][1])
    assert look.color is not None
    assert look.bgcolor is not None
    assert (look.color.number, look.bgcolor.number) == (25, 166)


def test_a_mark_tells_target_and_part_and_differs_from_every_shade() -> None:
    dataset = build_problem(SPIRAL).dataset
    marks, every = sample_marks(dataset, plane_of(dataset, 0, 1), 40, 80)
    assert every == 1
    assert set(marks.values()) == set("XOxo")
    assert words(samples_legend(dataset, every)) == ["test x o"]
    three = build_problem(replace(SPIRAL, split=0.5, validation=0.2)).dataset
    assert set(sample_marks(three, plane_of(three, 0, 1), 40, 80)[0].values()) == set("XOxo10")
    assert words(samples_legend(three, 1)) == ["validation 1 0", "test x o"]
    assert not set("XOxo10") & set(SIGNS)
    table = np.array([[0.0, 0.0], [1.0, 1.0], [0.5, 0.5]])
    numbers = Dataset("n", table, 3 + table[:, :1] * 7, ("a", "b"), ("d",), "numbers", "")
    marks, _ = sample_marks(numbers, plane_of(numbers, 0, 1), 13, 13)
    assert [marks[1, 11], marks[6, 6], marks[11, 1]] == ["9", "5", "0"]


def test_the_marks_of_a_map_of_the_second_target_tell_that_target() -> None:
    x, d = np.array([[0.0, 0.0], [1.0, 1.0]]), np.array([[1.0, 0.0], [1.0, 1.0]])
    dataset = Dataset("two", x, d, ("a", "b"), ("c", "d"), "binary", "")
    plane = plane_of(dataset, 0, 1)
    assert set(sample_marks(dataset, plane, 9, 9, 0)[0].values()) == {"X"}
    marks, _ = sample_marks(dataset, plane, 9, 9, 1)
    assert list(marks.values()) == ["O", "X"]


def test_too_many_samples_are_thinned_out_and_all_classes_stay() -> None:
    dataset = build_problem(RunSpec(dataset="spiral", samples=1000)).dataset
    marks, every = sample_marks(dataset, plane_of(dataset, 0, 1), 14, 36)  # every 12th
    assert every > 2
    assert 0 < len(marks) <= 14 * 36 / 5
    assert set(marks.values()) == {"X", "O"}
    assert f"(1 sample of {every})" in words(samples_legend(dataset, every))


def test_every_hidden_unit_has_a_map_of_its_own() -> None:
    names = [unit.name for unit in mapped_units(build_problem(SPIRAL))]
    assert names == ["y", "h1.1", "h1.2", "h1.3", "h2.1", "h2.2"]


async def test_left_and_right_say_whose_map_it_is_and_enter_makes_it_a_decision() -> None:
    async with open_app(SPIRAL, size="wide") as driver:
        await driver.press("8")
        assert title(driver) == "8 Map of y"
        await driver.press("right")
        assert title(driver) == "8 Map of h1.1"
        await driver.press("left", "left")
        assert title(driver) == "8 Map of h2.2"
        smooth = driver.pane_rows("map")
        await driver.press("enter")
        assert title(driver) == "8 Map of h2.2, two sides"
        assert "> 0" in driver.pane_rows("map")[0]
        driver.app.main.query_one(MapPane).next_view()
        await driver.wait_until_idle()
        assert driver.pane_rows("map") == smooth


def test_a_unit_is_found_again_in_another_network_and_else_it_is_the_answer() -> None:
    old = mapped_units(build_problem(SPIRAL))
    more = mapped_units(build_problem(dataclasses.replace(SPIRAL, hidden=(3, 2, 2))))
    fewer = mapped_units(build_problem(dataclasses.replace(SPIRAL, hidden=(2,))))
    flowers = mapped_units(build_problem(RunSpec(dataset="iris", hidden=(8,), bias=True)))

    def found(name: str, units: tuple[MappedUnit, ...]) -> str:
        return units[same_unit(old, [unit.name for unit in old].index(name), units)].name

    assert [found("y", units) for units in (more, fewer, flowers)] == ["y", "y", flowers[0].name]
    assert [found("h1.2", units) for units in (more, fewer, flowers)] == ["h1.2", "h2", "h2"]
    assert [found("h1.3", units) for units in (more, fewer)] == ["h1.3", "y"]
    assert [found("h2.2", units) for units in (more, fewer)] == ["h2.2", "y"]
    assert same_unit(flowers, 3, flowers) == 3
    assert same_unit((), 0, old) == 0


async def test_the_map_of_a_unit_stays_when_a_layer_is_added_and_goes_when_it_is_gone() -> None:
    async with open_app(SPIRAL, size="wide") as driver:
        await driver.press("8", *["right"] * 5)
        assert title(driver) == "8 Map of h2.2"
        await driver.go_to_row("layers")
        await driver.press("right")
        await driver.wait_until(lambda: len(driver.app.session.spec.hidden) == 3)
        await driver.wait_until_idle()
        assert title(driver) == "8 Map of h2.2"
        await driver.press("left", "left")
        await driver.wait_until(lambda: len(driver.app.session.spec.hidden) == 1)
        await driver.wait_until_idle()
        assert title(driver) == "8 Map of y"


async def test_the_answer_of_a_solved_xor_stands_at_its_corners(colourless: None) -> None:
    async with open_app() as driver:
        await driver.train_to(5000)
        await driver.press("8")
        rows = [row[6:] for row in driver.pane_rows("map")]
        picture = rows[1:-2]
        assert picture[0][0] in "#%", "x1=0, x2=1: the answer is 1, and it is at the top left"
        assert picture[-1][0] in ".,"
        marked = [row.strip() for row in picture if "X" in row or "O" in row]
        first, last = marked[0], marked[-1]
        assert first.index("X") < first.index("O")
        assert last.index("O") < last.index("X")
        assert "b=1" in driver.pane_text("map")
        assert "▀" not in driver.text


async def test_without_training_nothing_of_the_map_is_sent_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with open_app(SPIRAL, size="wide") as driver:
        pane = driver.app.main.query_one(MapPane)
        marked: list[Region] = []
        refresh = Widget.refresh

        def note(self: Widget, *regions: Region, **more: bool) -> Widget:
            if self is pane:
                marked.extend(region for region in regions if region)
            return refresh(self, *regions, **more)

        monkeypatch.setattr(Widget, "refresh", note)
        pane.show(driver.app.session.snapshot())
        assert marked == []
        await driver.press("s")
        await driver.wait_until_idle()
        assert sum(region.area for region in marked) < pane.size.area


async def test_the_map_has_the_place_of_a_lesson_that_is_not_open() -> None:
    async with open_app(size="wide") as driver:
        assert driver.framed_rows("map")
        assert not driver.framed_rows("lesson")
    async with open_app(lesson="backprop-xor", size="wide") as driver:
        assert not driver.framed_rows("map")
        assert driver.framed_rows("lesson")
        await driver.press("8")
        assert len(driver.framed_rows("map")[0]) == SIZES["wide"][0]
    async with open_app(lesson="backprop-xor", size="huge") as driver:
        assert driver.framed_rows("map")
        assert driver.framed_rows("lesson")
        assert "h4" in driver.pane_text("map"), "small maps stand beside it"


@pytest.mark.parametrize("size", ["small", "wide", "huge"])
async def test_hangul_names_keep_the_lines_as_long_as_they_are(tmp_path: Path, size: str) -> None:
    path = tmp_path / "환자.csv"
    path.write_text("나이가많은,몸무게,심박수,위험도\n0.3,0.5,0.7,0\n0.4,0.8,0.9,1\n", "utf-8")
    spec = RunSpec(dataset=None, data_file=str(path), hidden=(4,), bias=True)
    async with open_app(spec, size=size) as driver:
        await driver.press("8")
        assert title(driver) == "8 Map of 위험도"
        assert "심박수=0.8" in driver.pane_text("map")
        assert all(cell_len(row) == SIZES[size][0] for row in driver.rows)
        await driver.press("down")
        assert "몸무게=0.65" in driver.pane_text("map")
        assert all(cell_len(row) == SIZES[size][0] for row in driver.rows)


async def test_data_of_one_input_get_a_curve_with_their_targets_on_it(tmp_path: Path) -> None:
    path = tmp_path / "one.csv"
    path.write_text("x,y\n0,0\n1,1\n2,4\n", "utf-8")
    spec = RunSpec(dataset=None, data_file=str(path), bias=True, output="linear", rate=0.01)
    async with open_app(spec, size="wide") as driver:
        assert title(driver) == "8 y against x"
        rows = driver.pane_rows("map")
        marked = [(x, y) for y, row in enumerate(rows[1:-2]) for x, s in enumerate(row) if s == "o"]
        assert len(marked) == 3
        assert sorted(marked) == sorted(marked, key=lambda place: -place[1]), "they rise"
        await driver.press("8", "left", "up", "enter", "v")
        assert title(driver) == "8 h4 against x"
        assert "targets" not in driver.pane_text("map")


def test_the_curve_lies_where_the_network_says() -> None:
    x = np.linspace(0.0, 1.0, 5)[:, None]
    dataset = Dataset("line", x, x, ("x",), ("y",), "numbers", "")
    problem = build_problem(
        RunSpec(dataset="plane", hidden=(), output="linear", bias=True), dataset
    )
    params = {"W1": np.array([[1.0]]), "b1": np.array([0.0])}
    graph = LinePicture(
        problem, line_of(dataset, 0), ViewOptions(46, 24, coloured=False, smooth=True)
    )
    rows = words(graph.rows(params, mapped_units(problem), 0))
    height: dict[int, int] = {}
    for y, row in enumerate(rows[1:-2]):
        for column, sign in enumerate(row[6:]):
            if "\u2800" < sign <= "\u28ff" or sign == "o":
                height.setdefault(column, y)
    columns = sorted(height)
    assert len(columns) > 30, "a line without gaps"
    assert [height[c] for c in columns] == sorted(height.values(), reverse=True), "it rises"


def test_classes_called_by_digits_keep_them_as_marks_and_others_are_numbered() -> None:
    x, d = np.array([[0.0, 0.0], [1.0, 1.0]]), np.eye(2)
    digits = Dataset("n", x, d, ("a", "b"), ("0", "7"), "classes", "")
    assert [held_out_sign(digits, i, "test") for i in range(2)] == ["0", "7"]
    assert [held_out_sign(digits, i, "validation") for i in range(2)] == ["a", "b"]
    named = Dataset("n", x, d, ("a", "b"), ("cat", "dog"), "classes", "")
    assert [held_out_sign(named, i, "test") for i in range(2)] == ["1", "2"]
    colours = {clause[0][1] for clause in swatches(named)}
    assert len(colours) == 2
    assert words(swatches(named)) == [" A  cat", " B  dog"]


def test_a_legend_takes_the_lines_there_are_and_says_that_more_was_left_out() -> None:
    clauses: list[Row] = [((text, ""),) for text in ("one two", "three four", "five", "a long one")]
    assert words(in_lines(clauses, 14, 3)) == ["one two  five", "three four", "a long one"]
    assert words(in_lines(clauses, 14, 2)) == ["one two  five", "three four .."]


def test_the_ramp_has_a_sign_for_each_colour() -> None:
    row = signs(np.arange(len(RAMP)), False, {})
    assert len({sign for piece in row for sign in piece[0]}) == len(RAMP)
