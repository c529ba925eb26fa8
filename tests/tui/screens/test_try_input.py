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
from tests.helpers.app_driver import Seat, opened
from tests.helpers.picture_data import opened_on, pictures


def editor(seat: Seat) -> InputEditor:
    return seat.app.screen.query_one(InputEditor)


def answers(seat: Seat) -> Floats:
    shown = seat.snapshot
    found = forward(shown.problem.network, shown.params, editor(seat).raw[None, :]).output
    return found.ravel()


def lines(seat: Seat) -> list[str]:
    x, y, width, height = editor(seat).content_region
    return [row[x : x + width] for row in seat.rows[y : y + height]]


def on_screen(seat: Seat) -> list[float]:
    """The probabilities beside the picture."""
    return [float(row[19:].split()[1]) for row in lines(seat)[:4]]


async def test_it_begins_from_the_sample_and_the_answer_follows_each_key() -> None:
    async with opened_on(pictures()) as seat:
        await seat.train(2)
        await seat.press("2", "down", "a")
        await seat.until(lambda: isinstance(seat.app.screen, TryInputScreen))
        pane = seat.app.main.query_one(PredictionsPane)
        assert editor(seat).raw.tolist() == pictures().x[pane.sample].tolist()
        before = on_screen(seat)
        for key in ("space", "right", "space", "down", "+", "-", "-", "backspace"):
            await seat.press(key)
            await seat.settle()
            assert np.allclose(on_screen(seat), answers(seat), atol=6e-4), key
        assert on_screen(seat) != before
        assert set(editor(seat).raw.tolist()) == {pictures().x.min()}
        await seat.press("escape")
        await seat.until(lambda: isinstance(seat.app.screen, MainScreen))


async def test_space_fills_and_clears_and_the_arrows_go_round() -> None:
    async with opened_on(pictures()) as seat:
        await seat.press("!", "backspace", "left", "up", "space")
        raw = editor(seat).raw
        assert np.flatnonzero(raw == pictures().x.max()).tolist() == [63]
        await seat.press("enter")
        assert set(raw.tolist()) == {pictures().x.min()}


async def test_the_answer_follows_the_weights_while_training_goes_on() -> None:
    async with opened_on(pictures()) as seat:
        await seat.press("a")
        before = on_screen(seat)
        seat.app.run_worker(seat.app.training.run(5), group="training")
        await seat.until(lambda: seat.app.session.epoch == 5)
        await seat.settle()
        assert on_screen(seat) != before
        assert np.allclose(on_screen(seat), answers(seat), atol=6e-4)


async def test_numbers_are_stepped_by_a_tenth_and_typed() -> None:
    async with opened() as seat:
        await seat.press("a", "right", "right")
        assert editor(seat).raw.tolist() == [0.2, 0.0, 1.0]
        await seat.press("down", "enter")
        await seat.until(lambda: isinstance(seat.app.focused, Input))
        await seat.retype("-0.5")
        await seat.press("enter")
        await seat.until(lambda: isinstance(seat.app.screen, TryInputScreen))
        assert editor(seat).raw.tolist() == [0.2, -0.5, 1.0]
        await seat.press("enter")
        await seat.retype("inf")
        await seat.press("enter")
        assert "not a finite number" in seat.text
        await seat.press("escape", "escape")
        await seat.until(lambda: isinstance(seat.app.screen, MainScreen))


async def test_it_becomes_a_row_with_the_chosen_target() -> None:
    async with opened() as seat:
        await seat.press("a", "right", "tab", "insert")
        await seat.until(lambda: seat.app.session.spec.rows)
        rows = seat.app.session.spec.rows
        assert rows is not None
        assert rows[4:] == ((0.1, 0.0, 1.0, 1.0),)


async def test_all_of_it_is_seen_in_a_small_window() -> None:
    async with opened_on(pictures(classes=10), size=(60, 16)) as seat:
        await seat.press("a")
        await seat.settle()
        assert "c9" in seat.text
        assert "Insert adds it." in seat.text


async def test_a_frame_behind_the_board_reads_no_data(monkeypatch: pytest.MonkeyPatch) -> None:
    spec = RunSpec(dataset="xor", scale="standard", bias=True)
    async with opened(spec, start=True, pace="10") as seat:
        await seat.press("a")
        await seat.until(lambda: isinstance(seat.app.screen, TryInputScreen))
        assert "Insert adds" in seat.dialog
        loads: list[object] = []

        def counted(*asked: Any) -> Dataset:
            loads.append(asked)
            return load(*asked)

        monkeypatch.setattr(row_edits, "load", counted)
        epoch = seat.snapshot.epoch
        await seat.until(lambda: seat.snapshot.epoch > epoch + 2, "frames are drawn")
        await seat.press("down", "right")
        assert not loads
        await seat.press("f5", "insert")
        await seat.until(lambda: "last row now" in seat.dialog)
        assert loads, "and an edit begins from what was measured"
