"""Trying an input: it starts as a sample, the keys change it, and the answer follows."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from textual.widgets import Input

from core import Dataset, Floats, RunSpec, forward, load
from scratchnet_tui.panes.predictions.input_editor import InputEditor
from scratchnet_tui.panes.predictions.pane import PredictionsPane
from scratchnet_tui.screens.main import MainScreen
from scratchnet_tui.screens.try_input import TryInputScreen
from scratchnet_tui.session import row_edits
from tests.helpers.app_driver import AppDriver, open_app
from tests.helpers.picture_data import open_app_on, pictures


def editor(driver: AppDriver) -> InputEditor:
    return driver.app.screen.query_one(InputEditor)


def answers(driver: AppDriver) -> Floats:
    shown = driver.snapshot
    found = forward(shown.problem.network, shown.params, editor(driver).raw[None, :]).output
    return found.ravel()


def lines(driver: AppDriver) -> list[str]:
    x, y, width, height = editor(driver).content_region
    return [row[x : x + width] for row in driver.rows[y : y + height]]


def on_screen(driver: AppDriver) -> list[float]:
    """The probabilities beside the picture."""
    return [float(row[19:].split()[1]) for row in lines(driver)[:4]]


async def test_it_begins_from_the_sample_and_the_answer_follows_each_key() -> None:
    async with open_app_on(pictures()) as driver:
        await driver.train(2)
        await driver.press("2", "down", "a")
        await driver.wait_until(lambda: isinstance(driver.app.screen, TryInputScreen))
        pane = driver.app.main.query_one(PredictionsPane)
        assert editor(driver).raw.tolist() == pictures().x[pane.sample].tolist()
        before = on_screen(driver)
        for key in ("space", "right", "space", "down", "+", "-", "-", "backspace"):
            await driver.press(key)
            await driver.wait_until_idle()
            assert np.allclose(on_screen(driver), answers(driver), atol=6e-4), key
        assert on_screen(driver) != before
        assert set(editor(driver).raw.tolist()) == {pictures().x.min()}
        await driver.press("escape")
        await driver.wait_until(lambda: isinstance(driver.app.screen, MainScreen))


async def test_space_fills_and_clears_and_the_arrows_go_round() -> None:
    async with open_app_on(pictures()) as driver:
        await driver.press("!", "backspace", "left", "up", "space")
        raw = editor(driver).raw
        assert np.flatnonzero(raw == pictures().x.max()).tolist() == [63]
        await driver.press("enter")
        assert set(raw.tolist()) == {pictures().x.min()}


async def test_the_answer_follows_the_weights_while_training_goes_on() -> None:
    async with open_app_on(pictures()) as driver:
        await driver.press("a")
        before = on_screen(driver)
        driver.app.run_worker(driver.app.training.run(5), group="training")
        await driver.wait_until(lambda: driver.app.session.epoch == 5)
        await driver.wait_until_idle()
        assert on_screen(driver) != before
        assert np.allclose(on_screen(driver), answers(driver), atol=6e-4)


async def test_numbers_are_stepped_by_a_tenth_and_typed() -> None:
    async with open_app() as driver:
        await driver.press("a", "right", "right")
        assert editor(driver).raw.tolist() == [0.2, 0.0, 1.0]
        await driver.press("down", "enter")
        await driver.wait_until(lambda: isinstance(driver.app.focused, Input))
        await driver.retype("-0.5")
        await driver.press("enter")
        await driver.wait_until(lambda: isinstance(driver.app.screen, TryInputScreen))
        assert editor(driver).raw.tolist() == [0.2, -0.5, 1.0]
        await driver.press("enter")
        await driver.retype("inf")
        await driver.press("enter")
        assert "not a finite number" in driver.text
        await driver.press("escape", "escape")
        await driver.wait_until(lambda: isinstance(driver.app.screen, MainScreen))


async def test_it_becomes_a_row_with_the_chosen_target() -> None:
    async with open_app() as driver:
        await driver.press("a", "right", "tab", "insert")
        await driver.wait_until(lambda: driver.app.session.spec.rows)
        rows = driver.app.session.spec.rows
        assert rows is not None
        assert rows[4:] == ((0.1, 0.0, 1.0, 1.0),)


async def test_all_of_it_is_seen_in_a_small_window() -> None:
    async with open_app_on(pictures(classes=10), size=(60, 16)) as driver:
        await driver.press("a")
        await driver.wait_until_idle()
        assert "c9" in driver.text
        assert "Insert adds it." in driver.text


async def test_a_frame_behind_the_board_reads_no_data(monkeypatch: pytest.MonkeyPatch) -> None:
    spec = RunSpec(dataset="xor", scale="standard", bias=True)
    async with open_app(spec, start=True, pace="10") as driver:
        await driver.press("a")
        await driver.wait_until(lambda: isinstance(driver.app.screen, TryInputScreen))
        assert "Insert adds" in driver.dialog_text
        loads: list[object] = []

        def counted(*asked: Any) -> Dataset:
            loads.append(asked)
            return load(*asked)

        monkeypatch.setattr(row_edits, "load", counted)
        epoch = driver.snapshot.epoch
        await driver.wait_until(lambda: driver.snapshot.epoch > epoch + 2, "frames are drawn")
        await driver.press("down", "right")
        assert not loads
        await driver.press("f5", "insert")
        await driver.wait_until(lambda: "last row now" in driver.dialog_text)
        assert loads, "and an edit begins from what was measured"
