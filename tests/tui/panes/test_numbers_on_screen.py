"""Every number on the screen, read back, is the trainer's to within rounding."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest

from core import (
    LESSONS,
    Floats,
    Params,
    RunSpec,
    Trainer,
    backward,
    evaluate,
    rows_decided,
    rows_right,
)
from scratchnet_tui.text.wording import small
from tests.helpers.app_driver import AppDriver, open_app, train_from_start

SHAPES = [
    RunSpec(),
    RunSpec(hidden=()),
    RunSpec(hidden=(2,), bias=True, activation=("tanh",), seed=5),
    RunSpec(hidden=(3, 2), loss="cross-entropy", order="shuffled", batch=2, rate=0.3),
    RunSpec(hidden=(5,), activation=("relu",), output="linear", rate=0.05, seed=3),
    RunSpec(hidden=(4,), rate=30.0, seed=2),
]


def resolution(text: str) -> float:
    """The largest error of a number rounded to this text."""
    mantissa, _, exponent = text.lstrip("+-").partition("e")
    decimals = len(mantissa.partition(".")[2])
    return 0.51 * 10.0 ** (int(exponent or 0) - decimals)


def matches(text: str, value: float) -> bool:
    return abs(float(text) - value) <= resolution(text)


def matrices(driver: AppDriver) -> dict[str, list[list[tuple[str, bool]]]]:
    """The cells of every matrix on the screen, by title: the text and whether it is marked."""
    rows = driver.pane_rows("weights")
    found: dict[str, list[list[tuple[str, bool]]]] = {}
    for top, row in enumerate(rows):
        for title in re.finditer(r"\S*W(\d+)  (\d+)x(\d+)(\+b)?  \w+", row):
            name = title[0].split()[0]
            height, width = int(title[2]), int(title[3]) + bool(title[4])
            below = rows[top + 2 : top + 2 + height]
            cells = [re.findall(r"(\S+?)(\*?)(?=\s|$)", line[title.start() :]) for line in below]
            found[name] = [
                [(text, mark == "*") for text, mark in row[1 : 1 + width]] for row in cells
            ]
    return found


def side_by_side(params: Params, number: int) -> Floats:
    """W and, if there is one, b as its last column."""
    bias = params.get(f"b{number}")
    return params[f"W{number}"] if bias is None else np.column_stack([params[f"W{number}"], bias])


def predictions(driver: AppDriver) -> list[list[str]]:
    """What each row of the truth table says: the verdict, then d, y and e behind the bar."""
    rows = [row.split("│") for row in driver.pane_rows("predictions")[1:] if "│" in row]
    return [[left.split()[0], *right.split()] for left, right in rows]


@pytest.mark.parametrize("spec", SHAPES, ids=lambda spec: f"{spec.hidden}-{spec.loss}")
async def test_weights_gradient_and_last_step_are_the_trainers(spec: RunSpec) -> None:
    async with open_app(spec, size=(150, 40)) as driver:
        await driver.train_to(7)
        trainer = train_from_start(spec, 7)
        params, last = dict(trainer.state.params), trainer.state.last_step
        assert last is not None
        data, network = trainer.dataset, trainer.network
        ahead, _ = evaluate(trainer.problem, params)
        slope = backward(network, params, data.x, data.d, ahead, trainer.problem.loss).downhill
        views: dict[str, Params] = {
            "": params,
            "dE/d": {name: -array for name, array in slope.items()},
            "d": dict(last),
        }
        await driver.press("3", "z")
        for prefix, wanted in views.items():
            shown = matrices(driver)
            assert list(shown) == [f"{prefix}W{n + 1}" for n in range(len(network.layers))]
            for number in range(1, len(network.layers) + 1):
                cells, values = shown[f"{prefix}W{number}"], side_by_side(wanted, number)
                moved = side_by_side(last, number) != 0.0
                assert [len(row) for row in cells] == [values.shape[1]] * values.shape[0]
                for place in np.ndindex(values.shape):
                    text, mark = cells[place[0]][place[1]]
                    value = float(values[place])
                    assert matches(text, value), f"{prefix}W{number}{place} is {value}"
                    assert (float(text) == 0.0) == (value == 0.0)
                    assert (text[0] == "-") == (value < 0.0)
                    assert mark == moved[place]
            await driver.press("w")


@pytest.mark.parametrize("spec", SHAPES, ids=lambda spec: f"{spec.hidden}-{spec.loss}")
async def test_outputs_errors_and_verdicts_are_the_trainers(spec: RunSpec) -> None:
    async with open_app(spec) as driver:
        for epochs in (0, 3, 200):
            await driver.train_to(epochs)
            trainer = train_from_start(spec, epochs)
            y = evaluate(trainer.problem, trainer.state.params)[0].output
            right = rows_right(trainer.dataset, y)
            decided = rows_decided(trainer.dataset, y)
            shown = predictions(driver)
            assert len(shown) == len(y)
            for i, (verdict, d_text, y_text, e_text) in enumerate(shown):
                d, answer = float(trainer.dataset.d[i, 0]), float(y[i, 0])
                assert float(d_text) == d
                assert matches(y_text, answer)
                assert matches(e_text, d - answer)
                assert e_text[0] == ("-" if d < answer else "+" if d > answer else "0")
                assert verdict == ("✓" if right[i] else "~" if decided[i] else "✗")
            standing = driver.status
            assert (standing.right, standing.rows) == (int(right.sum()), len(right))
            assert standing.mse == pytest.approx(trainer.record.mse, rel=0.05, abs=5e-6)
            assert f"mse {driver.rows[0].split('mse ')[1].split()[0]}" in driver.pane_text("loss")


async def test_in_the_early_return_lesson_only_the_bias_column_is_marked() -> None:
    async with open_app(lesson="early-return") as driver:
        assert not any(
            mark for rows in matrices(driver).values() for row in rows for _, mark in row
        )
        for _ in range(3):
            await driver.train(1)
            shown = matrices(driver)
            assert [[mark for _, mark in row] for row in shown["W1"]] == [[False, False, True]] * 4
            assert [[mark for _, mark in row] for row in shown["W2"]] == [[True] * 4]


async def test_without_a_rate_nothing_is_marked_and_nothing_moves() -> None:
    async with open_app(lesson="forward-pass") as driver:
        before = driver.pane_rows("weights")
        await driver.train(3)
        assert driver.pane_rows("weights") == before
        assert "*" not in driver.pane_text("weights")
        await driver.press("w", "w")
        assert all(text == "0" for row in matrices(driver)["dW1"] for text, _ in row)


async def test_a_step_of_zero_is_not_marked_even_where_others_move() -> None:
    """The last update of an epoch is for the row 1 1 1; of first-input's, none is zero."""
    weights = (("W1", ((0.0, 0.0, 0.0),)),)
    spec = RunSpec(dataset="nor", hidden=(), init="literal", weights=weights, order="first-only")
    async with open_app(spec) as driver:
        await driver.train(1)
        assert [mark for _, mark in matrices(driver)["W1"][0]] == [False, False, True]


async def test_the_headings_name_units_inputs_and_targets(table: Path) -> None:
    spec = RunSpec(dataset=None, data_file=str(table), hidden=(2, 3), bias=True)
    async with open_app(spec, size="huge") as driver:
        rows = [row.split() for row in driver.pane_rows("weights") if row.strip()]
        words = " ".join(" ".join(row) for row in rows)
        assert "W1 2x2+b sigmoid" in words
        assert "width height b1 h1.1 h1.2 b2" in words
        assert "h2.1 h2.2 h2.3 b3" in words
        labels = [word for row in rows for word in row]
        for name in ("h1.1", "h1.2", "h2.1", "h2.2", "h2.3", "big"):
            assert name in labels
        heading = driver.pane_rows("predictions")[0].split()
        assert heading == ["width", "height", "│", "d", "y", "e"]
        data = np.loadtxt(table, delimiter=",", skiprows=1)
        shown = [row.split() for row in driver.pane_rows("predictions")[1:7]]
        assert [[float(row[j]) for j in (1, 2, 4)] for row in shown] == data.tolist()


async def test_it_says_since_when_all_rows_are_right() -> None:
    spec = LESSONS["cross-entropy"].spec
    since = next(
        record.solved_since
        for record in Trainer(spec).run(max_epochs=5000)
        if record.solved_since is not None
    )
    async with open_app(spec) as driver:
        await driver.train_to(since - 1)
        await driver.train(2)
        assert f"all rows right since epoch {since:,}" in driver.framed_rows("predictions")[-1]
        assert f"at epoch {since:,}:" in driver.notice
        assert (driver.status.right, driver.status.rows) == (4, 4)


async def test_a_run_solved_from_the_start_stays_solved_since_epoch_0() -> None:
    solved = train_from_start(LESSONS["cross-entropy"].spec, 3000).state.params
    weights = tuple((name, tuple(map(tuple, array.tolist()))) for name, array in solved.items())
    async with open_app(RunSpec(init="literal", weights=weights)) as driver:
        assert "all rows right since epoch 0" in driver.framed_rows("predictions")[-1]
        await driver.train(2)
        assert "all rows right since epoch 0" in driver.framed_rows("predictions")[-1]


async def test_the_chart_shows_the_present_epoch_within_its_axis() -> None:
    async with open_app(size="wide") as driver:
        for epoch in (10, 100, 500):
            await driver.train_to(epoch)
            ends = re.findall(r"[\d.]+[kM]?", driver.pane_rows("loss")[-1])
            last = float(ends[-1].replace("k", "e3"))
            assert driver.status.epoch <= last <= 10 * driver.status.epoch


@pytest.mark.parametrize("epochs", [0, 300, 4000])
async def test_the_reading_above_the_chart_is_not_cut(epochs: int) -> None:
    async with open_app(lesson="cross-entropy") as driver:
        await driver.train_to(epochs)
        record = driver.app.session.snapshot().record
        words = driver.pane_rows("loss")[0].split()
        assert words == ["mse", small(record.mse), "loss", small(record.loss)]


async def test_with_several_targets_the_verdict_is_in_sight(tmp_path: Path) -> None:
    path = tmp_path / "three.csv"
    path.write_text("a,p,q,r\n0,1,0,1\n1,0,1,0\n", encoding="utf-8")
    spec = RunSpec(dataset=None, data_file=str(path), target=("p", "q", "r"), bias=True)
    async with open_app(spec) as driver:
        for row in driver.pane_rows("predictions")[1:3]:
            assert any(mark in row for mark in "✓~✗"), row
