"""Numeric targets: shown in the units of the file, with how well they are met."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest
from textual.widgets import Input

from core import RunSpec, evaluate, load, r_squared, with_defaults
from scratchnet_tui.panes.predictions.input_editor import InputEditor
from scratchnet_tui.session import row_edits
from tests.helpers.app_driver import AppDriver, open_app
from tests.helpers.cli_driver import CliDriver

PRICES = ((30, 151000), (45, 214500), (60, 243000), (75, 311500), (90, 342000), (105, 420500))


@pytest.fixture
def prices(tmp_path: Path) -> Path:
    path = tmp_path / "flats.csv"
    lines = ["size,price", *(f"{size},{price}" for size, price in PRICES)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


@pytest.fixture
def degrees(tmp_path: Path) -> Path:
    path = tmp_path / "degrees.csv"
    lines = ["celsius,fahrenheit", *(f"{c},{c * 9 / 5 + 32:g}" for c in (-30, -5, 5, 20, 40))]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


# On the command line


def test_json_has_predictions_in_the_units_of_the_file(cli: CliDriver, prices: Path) -> None:
    result = cli.run_json("--data", prices, "--epochs", 40, "--hidden", 0)
    assert result["spec"]["scale_target"] == "standard"
    rows = result["predictions"]
    assert [row["d"] for row in rows] == [[price] for _, price in PRICES]
    (m,), (s,) = result["target_scaling"]["mean"], result["target_scaling"]["deviation"]
    values = [price for _, price in PRICES]
    assert (m, s) == pytest.approx((np.mean(values), np.std(values)))
    (w,), (b,) = result["weights"]["W1"][0], result["weights"]["b1"]
    for row in rows:
        assert row["y"][0] == pytest.approx((w * row["x"][0] + b) * s + m)
        assert row["right"] == (abs(row["d"][0] - row["y"][0]) < 0.1 * s)
    errors = [row["d"][0] - row["y"][0] for row in rows]
    assert result["mean_error"] == [pytest.approx(np.mean(np.abs(errors)))]
    assert result["mse"] == pytest.approx(np.mean(np.square(errors)) / s**2)
    assert result["r2"] == pytest.approx(1.0 - result["mse"])


def test_json_has_r2_of_the_test_set_about_its_own_mean(cli: CliDriver, prices: Path) -> None:
    test = cli.run_json("--data", prices, "--epochs", 40, "--split", 0.5)["test"]
    d = np.array([row["d"][0] for row in test["predictions"]])
    y = np.array([row["y"][0] for row in test["predictions"]])
    assert set(d.tolist()) <= {price for _, price in PRICES}
    left = np.square(d - y).sum() / np.square(d - d.mean()).sum()
    assert test["r2"] == pytest.approx(1.0 - left)
    assert test["mean_error"] == [pytest.approx(np.abs(d - y).mean())]


def test_other_answers_have_neither_r2_nor_units(cli: CliDriver) -> None:
    result = cli.run_json("--epochs", 1)
    names = ("r2", "mean_error", "target_scaling", "weights_in_units")
    assert [result[name] for name in names] == [None] * 4


def test_a_single_linear_layer_shows_the_law_of_the_file(cli: CliDriver, degrees: Path) -> None:
    options = ("--data", degrees, "--hidden", 0, "--epochs", 300)
    law = cli.run_json(*options)["weights_in_units"]
    assert law == {"W": [[pytest.approx(1.8)]], "b": [pytest.approx(32.0)]}
    printed = cli("run", *options).out
    assert re.search(r"fahrenheit = 1\.8\*celsius \+ 32$", printed, re.MULTILINE)
    bare = cli("run", *options, "--hidden", 2).out
    assert "celsius +" not in bare


def test_the_table_and_the_rows_of_run_tell_r2_and_units(cli: CliDriver, prices: Path) -> None:
    options = ("--data", prices, "--epochs", 40, "--split", 0.7)
    result, printed = cli.run_json(*options), cli("run", *options).out
    head, *table = (line.split() for line in printed.split("\n\n")[1].splitlines())
    assert head.count("R2") == 2
    shown = dict(zip(("R2", "test R2"), (table[-1][3], table[-1][5]), strict=True))
    assert float(shown["R2"]) == pytest.approx(result["r2"], abs=1e-4)
    assert float(shown["test R2"]) == pytest.approx(result["test"]["r2"], abs=1e-4)
    told = re.findall(r"\| +(\S+) -> +(\S+)", printed)
    for (d, y), row in zip(told, result["predictions"], strict=True):
        assert float(d) == row["d"][0]
        assert float(y) == pytest.approx(row["y"][0], rel=1e-5)
    assert f"{result['mean_error'][0]:.5g}" in printed


@pytest.mark.parametrize("command", ["run", "trace"])
def test_what_was_scaled_is_said(cli: CliDriver, prices: Path, command: str) -> None:
    printed = " ".join(cli(command, "--data", prices, "--epochs", 1).out.split())
    for column in (0, 1):
        values = [row[column] for row in PRICES]
        mean, deviation = np.mean(values), np.std(values)
        shown = [f"{value:.0f}" if value >= 1e5 else f"{value:.5g}" for value in (mean, deviation)]
        assert f"mean {shown[0]}, deviation {shown[1]}" in printed
    bare = ("--scale", "none", "--scale-target", "none", "--rate", "1e-12")
    assert "deviation" not in cli(command, "--data", prices, "--epochs", 1, *bare).out
    result = cli(command, "--data", prices, "--epochs", 1, "--format", "json").result
    assert result["scaling"]["mean"] == [pytest.approx(67.5)]
    assert result["target_scaling"]["deviation"] == [pytest.approx(deviation)]


def test_of_many_columns_a_few_are_named_and_the_others_counted(
    cli: CliDriver, tmp_path: Path
) -> None:
    path = tmp_path / "wide.csv"
    names = [f"c{j}" for j in range(12)]
    rows = [[str(i * j + i) for j in range(13)] for i in (1, 5, 9)]
    text = "\n".join(",".join(row) for row in ([*names, "y"], *rows))
    path.write_text(text + "\n", encoding="utf-8")
    said = cli("run", "--data", path, "--epochs", 1, "--hidden", 2).out.split("\n\n")[0]
    named = [name for name in names if re.search(rf"\b{name} mean", said)]
    assert 0 < len(named) < 12
    assert f"{12 - len(named)} more" in said


def test_scaled_targets_that_are_no_numbers_are_refused(cli: CliDriver) -> None:
    sentence = cli.usage_error("run", "--scale-target", "standard")
    assert "--scale-target" in sentence
    assert "none" in sentence
    assert "--scale-target" in cli.usage_error("run", "--scale-target", "half")


# In the app


def standing_of(driver: AppDriver) -> tuple[np.ndarray, np.ndarray]:
    """Targets and answers of the run in the units of the file, from the core."""
    run = driver.app.session.snapshot()
    y = evaluate(run.problem, run.params)[0].output[:, 0]
    scaling = run.problem.dataset.target_scaling
    assert scaling is not None
    return np.array([price for _, price in PRICES]), y * scaling.deviation[0] + scaling.mean[0]


async def test_a_file_is_taken_up_and_its_units_are_shown_and_edited(prices: Path) -> None:
    async with open_app(size="huge") as driver:
        await driver.press("d")
        await driver.type_value(str(prices))
        await driver.wait_until(lambda: driver.form_values()["data set"] == "flats.csv")
        assert "scale target standard" in driver.notice
        assert driver.form_values()["scale d"] == "standard"
        await driver.go_to_row("scale d")
        deviation = np.std([price for _, price in PRICES])
        assert f"deviation {deviation:.5g}" in driver.pane_text("setup")
        await driver.train(20)
        d, y = standing_of(driver)
        shown = [row.split("│")[1].split() for row in driver.pane_rows("predictions")[1:7]]
        assert [float(row[0]) for row in shown] == d.tolist()
        for row, target, answer in zip(shown, d, y, strict=True):
            assert float(row[1]) == pytest.approx(answer, rel=1e-3)
            assert float(row[2]) == pytest.approx(target - answer, rel=1e-2, abs=1.0)
        run = driver.app.session.snapshot()
        found = r_squared(run.problem.dataset, evaluate(run.problem, run.params)[0].output)
        assert float(driver.status.r2 or "nan") == pytest.approx(found, abs=1e-3)
        # An edit is in the units of the file, and so are the rows it leaves as they were.
        await driver.press("2", "left", "equals_sign")
        await driver.wait_until(lambda: isinstance(driver.app.focused, Input))
        assert "151000" in driver.dialog_text
        await driver.retype("149500")
        await driver.press("enter")
        await driver.wait_until(lambda: driver.app.session.spec.rows)
        rows = driver.app.session.spec.rows
        assert rows is not None
        assert (rows[0], rows[1:]) == ((30.0, 149500.0), PRICES[1:])
        await driver.wait_until_idle()
        assert "149500" in driver.pane_text("predictions")


async def test_an_input_of_ones_own_is_answered_in_units(prices: Path) -> None:
    spec, data = with_defaults(RunSpec(), {"data_file": str(prices)})
    async with open_app(spec, dataset=data) as driver:
        await driver.train(30)
        await driver.press("2", "down", "a")
        await driver.wait_until(lambda: driver.app.screen.query(InputEditor))
        _, y = standing_of(driver)
        assert float(driver.dialog_text.split("price")[1].split()[0]) == pytest.approx(
            y[1], abs=1.0
        )
        await driver.press("insert")
        await driver.wait_until(lambda: driver.app.session.spec.rows)
        assert driver.app.session.spec.rows == (*PRICES, PRICES[1])


def marked(row: str) -> list[int]:
    """Where samples stand in a row of the graph."""
    return [at for at, sign in enumerate(row) if sign == "o"]


async def test_the_graph_has_the_units_on_its_axis(prices: Path) -> None:
    spec, data = with_defaults(RunSpec(), {"data_file": str(prices)})
    async with open_app(spec, dataset=data, size="wide") as driver:
        await driver.press("8")
        await driver.wait_until_idle()
        ends = [float(text) for text in re.findall(r"\d\.\d+e\+05", driver.pane_text("map"))]
        assert ends
        assert min(ends) < 151000
        assert max(ends) > 420000
        # The prices rise with the size, so the samples do: each stands to the right and higher.
        marks = [(y, x) for y, row in enumerate(driver.pane_rows("map")[1:-2]) for x in marked(row)]
        places = [x for _, x in sorted(marks, reverse=True)]
        assert len({y for y, _ in marks}) > 4
        assert places == sorted(places)


def test_the_rows_written_out_are_those_of_the_file(prices: Path) -> None:
    spec, data = with_defaults(RunSpec(), {"data_file": str(prices)})
    assert row_edits.rows_of(spec, data) == PRICES
    assert row_edits.rows_of(spec, load(spec)) == PRICES
