"""The map of a plane: each point shows what the network answers there, with the y axis upwards."""

from __future__ import annotations

import numpy as np
import pytest

from core import (
    Dataset,
    Problem,
    RunSpec,
    build_problem,
    encode,
    forward,
    line_of,
    map_line,
    map_plane,
    plane_of,
    raw_inputs,
    varying_inputs,
)

SPIRAL = RunSpec(dataset="spiral", hidden=(5, 3), activation=("tanh",), bias=True, samples=40)


def posed(**changes: object) -> Problem:
    return build_problem(RunSpec(**{**SPIRAL.to_json(), **changes}))


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"scale": "standard"},
        {"extra": ("x1^2", "x1*x2")},
        {"extra": ("x1^2",), "scale": "standard", "split": 0.6},
    ],
)
def test_each_point_is_what_the_network_answers_there(changes: dict[str, object]) -> None:
    problem = posed(**changes)
    params = problem.initial_params()
    plane = plane_of(problem.dataset, 0, 1)
    layers = map_plane(problem, params, plane, 4, 6)
    assert [y.shape for y in layers] == [(4, 6, 5), (4, 6, 3), (4, 6, 1)]
    for row in range(4):
        for column in range(6):
            x1 = plane.x[0] + (column + 0.5) / 6 * (plane.x[1] - plane.x[0])
            x2 = plane.y[1] - (row + 0.5) / 4 * (plane.y[1] - plane.y[0])
            x = encode(problem.dataset, np.array([[x1, x2]]))
            there = forward(problem.network, params, x)
            for y, one in zip(layers, there.y, strict=True):
                assert y[row, column] == pytest.approx(one[0], abs=1e-12)


def test_the_top_row_has_the_largest_second_input() -> None:
    plane = plane_of(build_problem(RunSpec()).dataset, 0, 1)
    points = plane.points(3, 2)
    assert points[:, 1].tolist() == sorted(points[:, 1].tolist(), reverse=True)
    assert points[:2, 0].tolist() == sorted(points[:2, 0].tolist())
    assert points[0, 1] > points[-1, 1]
    assert points[0, 0] < points[1, 0]


def test_a_gate_is_mapped_over_its_two_inputs_with_the_bias_at_1() -> None:
    dataset = build_problem(RunSpec()).dataset
    assert varying_inputs(dataset) == (0, 1)
    plane = plane_of(dataset, 0, 1)
    assert plane.points(5, 5)[:, 2].tolist() == [1.0] * 25
    assert plane.x == plane.y == pytest.approx((-0.1, 1.1))


def test_the_others_are_held_at_their_mean_in_training() -> None:
    rows = ((0.0, 10.0, 1.0, 0.0), (1.0, 20.0, 2.0, 1.0), (2.0, 60.0, 9.0, 1.0))
    table = np.array(rows)
    dataset = Dataset("t", table[:, :3], table[:, 3:], ("a", "b", "c"), ("d",), "binary", "")
    points = plane_of(dataset, 2, 0).points(2, 2)
    assert points[:, 1].tolist() == [30.0] * 4
    assert points[0, 0] > points[-1, 0], "the second one named goes up"


def test_the_plane_frames_training_and_test() -> None:
    dataset = posed(split=0.5, scale="standard").dataset
    assert dataset.test is not None
    plane = plane_of(dataset, 0, 1)
    for part in (dataset, dataset.test):
        raw = raw_inputs(part)
        assert (raw[:, 0] > plane.x[0]).all()
        assert (raw[:, 0] < plane.x[1]).all()
        assert (raw[:, 1] > plane.y[0]).all()
        assert (raw[:, 1] < plane.y[1]).all()


def test_a_sample_lies_in_the_cell_whose_middle_is_next_to_it() -> None:
    dataset = posed().dataset
    plane = plane_of(dataset, 0, 1)
    middles = plane.points(7, 9).reshape(7, 9, -1)
    raw = raw_inputs(dataset)
    for sample, (row, column) in zip(raw, plane.cells(raw, 7, 9).tolist(), strict=True):
        away = np.abs(middles - sample)
        assert away[row, column, 0] == away[..., 0].min()
        assert away[row, column, 1] == away[..., 1].min()


def test_numbers_near_the_largest_are_no_fault() -> None:
    big = np.array([[-1e308, 1e308], [1e308, -1e308]])
    dataset = Dataset("big", big, np.array([[0.0], [1.0]]), ("a", "b"), ("d",), "binary", "")
    plane = plane_of(dataset, 0, 1)
    cells = plane.cells(big, 4, 4)
    assert ((cells >= 0) & (cells < 4)).all()


def test_a_line_is_what_the_network_says_of_its_points() -> None:
    problem = posed(scale="standard")
    params = problem.initial_params()
    line = line_of(problem.dataset, 0)
    points = line.points(7)
    assert line.x[0] < points[0, 0] < points[-1, 0] < line.x[1]
    assert (points[:, 1:] == np.array(line.held)[1:]).all()
    expected = forward(problem.network, params, encode(problem.dataset, points))
    layers = map_line(problem, params, line, 7)
    for mine, theirs in zip(layers, expected.y, strict=True):
        np.testing.assert_array_equal(mine, theirs)
