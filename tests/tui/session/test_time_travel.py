"""Going back in time with the keys: what is shown there, and what training on from there does."""

from __future__ import annotations

import itertools
import re

import numpy as np
import pytest

from core import RunSpec, Trainer
from scratchnet_tui.text.wording import small
from tests.helpers.app_driver import AppDriver, keys_of, open_app, same_bits, train_from_start
from tests.helpers.screen_reader import cells_of, text_of


def holds(driver: AppDriver, epoch: int, spec: RunSpec | None = None) -> None:
    """Compare the whole session with a fresh run to that epoch."""
    trainer = train_from_start(spec or RunSpec(), epoch)
    snapshot = driver.app.session.snapshot()
    assert same_bits(snapshot.params, trainer.state.params)
    assert snapshot.record == trainer.record
    assert driver.status.epoch == epoch
    assert driver.status.mse == pytest.approx(trainer.record.mse, abs=5e-6)
    first = trainer.state.params["W1"][0, 0]
    assert f"{first:+.3f}" in driver.pane_text("weights")


async def at(driver: AppDriver, epoch: int) -> None:
    await driver.wait_until(lambda: driver.status.epoch == epoch, f"epoch {epoch}")
    await driver.wait_until_idle()


async def test_comma_goes_back_an_epoch_and_less_than_a_hundred() -> None:
    async with open_app() as driver:
        await driver.train_to(250)
        for key in keys_of("back"):
            await driver.press(key)
            await at(driver, 249)
            holds(driver, 249)
        for key in keys_of("back_hundred"):
            await driver.press(key)
            await at(driver, 149)
            holds(driver, 149)
        await driver.press("<", "<")
        await at(driver, 0)
        holds(driver, 0)
        await driver.press(",")
        assert "epoch 0" in driver.notice


async def test_going_forward_again_repeats_the_same_numbers() -> None:
    async with open_app() as driver:
        await driver.train_to(120)
        await driver.press("<")
        await at(driver, 20)
        assert "repeats" in driver.notice
        assert "epoch 20 of 120" in driver.pane_text("loss")
        await driver.train(100)
        holds(driver, 120)
        assert "of 120" not in driver.pane_text("loss")
        await driver.train(1)
        holds(driver, 121)


async def test_going_back_while_running_pauses() -> None:
    async with open_app(start=True) as driver:
        await driver.wait_until(lambda: driver.status.epoch > 200)
        await driver.press("<")
        await driver.wait_until(lambda: driver.status.state == "paused")
        await driver.wait_until_idle()
        holds(driver, driver.status.epoch)


async def test_a_change_in_the_past_begins_a_branch_and_says_so() -> None:
    async with open_app(size="wide") as driver:
        await driver.train_to(200)
        await driver.press("<")
        await at(driver, 100)
        await driver.press("]")
        await driver.wait_until(lambda: "branch" in driver.notice)
        assert "Learning rate 1 from epoch 100 on" in driver.notice
        await driver.train(1)
        trainer = train_from_start(RunSpec(), 100)
        trainer.set_rule(rate=1.0)
        trainer.step_epoch()
        assert same_bits(driver.app.session.snapshot().params, trainer.state.params)
        left = driver.app.session.snapshot().left
        assert [curve.values.tolist() for curve in left] == [
            train_from_start(RunSpec(), 200).history.curve().values.tolist()
        ]


async def test_the_branch_that_was_left_is_faint_and_has_its_own_sign() -> None:
    async with open_app(RunSpec(loss="cross-entropy"), size="wide") as driver:
        await driver.train_to(600)
        driver.app.session.navigation.seek(0)
        await driver.press("]", "]", "]")
        await driver.train_to(100)
        grid = cells_of(driver.app.screen)
        x, y, width, height = driver.widget("loss").content_region
        cells = [cell for row in grid[y + 1 : y + height - 2] for cell in row[x + 8 : x + width]]
        dots = [cell for cell in cells if cell.text == "."]
        assert len(dots) > 10
        assert {cell.letter for cell in dots} == {"k"}, "grey, and grey alone"
        assert any(cell.letter == "c" and cell.text > "\u2800" for cell in cells), "the new curve"


async def test_the_cursor_of_the_chart_reads_out_epoch_and_loss() -> None:
    async with open_app(size="wide") as driver:
        await driver.train_to(20)
        mse = train_from_start(RunSpec(), 20).history.curve().values
        await driver.press("1", "home")
        assert read(driver) == pytest.approx((0, mse[0]), abs=5e-6)
        await driver.press("right")
        assert read(driver) == pytest.approx((1, mse[1]), abs=5e-6)
        await driver.press("end", "left", "left")
        assert read(driver) == pytest.approx((18, mse[18]), abs=5e-6)
        await driver.press("shift+left")
        epoch, _ = read(driver)
        assert 7 <= epoch <= 9
        await driver.press("shift+right", "pageup", "pagedown")
        assert read(driver)[0] >= 17
        await driver.press("left", "left", "left", "enter")
        await driver.wait_until(lambda: driver.status.epoch < 20)
        await driver.wait_until_idle()
        holds(driver, driver.status.epoch)


def read(driver: AppDriver) -> tuple[int, float]:
    row = driver.pane_rows("loss")[0]
    found = re.match(r"epoch ([\d,]+)  mse (\S+)", row)
    assert found, row
    assert "Enter goes there" in driver.framed_rows("loss")[-1]
    return int(found[1].replace(",", "")), float(found[2])


async def test_epoch_and_number_belong_together_while_a_long_run_goes_on() -> None:
    """The history gives up epochs as it grows: the cursor may stand on one of those."""
    async with open_app() as driver:
        await driver.train_to(20)
        await driver.press("1", "home", "right", "right")
        before, _ = read(driver)
        truth = train_from_start(RunSpec(), 4200)
        assert before not in truth.history.curve().epochs
        await driver.train_to(4200)
        epoch, _ = read(driver)
        truth.seek(epoch)
        assert driver.pane_rows("loss")[0].split() == [
            "epoch",
            f"{epoch:,}",
            "mse",
            small(truth.record.mse),
        ]
        assert abs(epoch - before) <= 2
        await driver.press("enter")
        await at(driver, epoch)


@pytest.mark.parametrize("size", ["small", "wide"])
async def test_with_cross_entropy_the_cursor_reads_out_the_loss_too(size: str) -> None:
    spec = RunSpec(loss="cross-entropy", order="shuffled", rate=9.0)
    truth = train_from_start(spec, 5000)
    kept, losses = (truth.history.curve(name).epochs.astype(int) for name in ("mse", "loss"))
    odd = int(np.setdiff1d(kept, losses)[0])  # of a long run each keeps its own extremes
    async with open_app(spec, size=size) as driver:
        await driver.train_to(odd)
        await driver.press("1", "end")
        assert tells_loss(driver, truth) == (odd, True)
        await driver.train_to(5000)
        assert tells_loss(driver, truth) == (odd, False)
        await driver.press("end")
        assert tells_loss(driver, truth) == (5000, True)


def tells_loss(driver: AppDriver, truth: Trainer) -> tuple[int, bool]:
    """Compare the value under the cursor with the run; return epoch and whether a loss is shown."""
    epoch, _ = read(driver)
    truth.seek(epoch)
    mse, loss = (small(value) for value in (truth.record.mse, truth.record.loss))
    start = f"epoch {epoch:,} mse {mse} loss "
    words = driver.pane_text("loss")
    assert words.startswith((f"{start}{loss} ", f"{start}not kept ")), words
    return epoch, words.startswith(f"{start}{loss} ")


async def test_the_cursor_goes_away_with_escape_and_with_the_focus() -> None:
    async with open_app() as driver:
        await driver.train_to(20)
        before = driver.rows
        await driver.press("1", "left", "escape")
        assert driver.rows == before
        await driver.press("left", "2")
        assert driver.pane_rows("loss")[0].startswith("mse")
        await driver.press("1", "z", "left", "escape")
        assert len(driver.framed_rows("loss")) == 21, "the first escape only puts the cursor away"
        await driver.press("escape")
        assert len(driver.framed_rows("loss")) < 21


async def test_every_column_of_a_long_run_can_be_reached() -> None:
    async with open_app() as driver:
        await driver.train_to(30_000)
        await driver.press("1", "home")
        seen = [read(driver)[0]]
        for _ in range(5):
            await driver.press("right")
            seen.append(read(driver)[0])
        gaps = [b - a for a, b in itertools.pairwise(seen)]
        assert all(500 <= gap <= 4000 for gap in gaps), gaps
        await driver.press("enter")
        await at(driver, seen[-1])
        holds(driver, seen[-1])


async def test_an_epoch_can_be_typed() -> None:
    async with open_app() as driver:
        await driver.train_to(150)
        for key in keys_of("go_to_epoch"):
            await driver.press(key)
            await driver.wait_until(lambda: len(driver.app.screen_stack) == 2)
            assert "from 0 to 150" in driver.dialog_text
            for wrong in ("abc", "-3", "1.5", ""):
                await driver.retype(wrong)
                await driver.press("enter")
                await driver.wait_until(lambda: "whole number of 0 or more" in driver.dialog_text)
            await driver.retype("77")
            await driver.press("enter")
            await driver.wait_until(lambda: len(driver.app.screen_stack) == 1)
            await at(driver, 77)
            holds(driver, 77)


async def test_beyond_its_end_a_run_goes_no_further() -> None:
    async with open_app() as driver:
        await driver.train_to(50)
        await driver.press("<", ":")
        await driver.retype("99999")
        await driver.press("enter")
        await at(driver, 50)
        assert "epoch 50 and no further" in driver.notice


async def test_a_click_puts_the_cursor_on_the_chart() -> None:
    async with open_app(size="wide") as driver:
        await driver.train_to(100)
        _x, _y, width, height = driver.widget("loss").content_region
        await driver.pilot.click("#loss", offset=(width // 2, height // 2))
        epoch, _ = read(driver)
        assert 20 <= epoch <= 80


async def test_from_within_an_epoch_back_goes_to_its_beginning() -> None:
    async with open_app() as driver:
        await driver.train_to(10)
        driver.app.session.trainer.step_sample()
        driver.app.session.trainer.step_sample()
        await driver.app.training.alone(lambda: None)
        await driver.wait_until(lambda: driver.status.inside == 2)
        await driver.press(",")
        await driver.wait_until(lambda: driver.status.inside == 0)
        assert driver.status.epoch == 10
        await driver.press(",")
        await at(driver, 9)


async def test_the_chart_shows_where_the_run_stands_between_its_ends() -> None:
    async with open_app() as driver:
        await driver.train_to(100)
        assert "┊" not in "".join(driver.pane_rows("loss"))
        await driver.press("<", "S")
        await at(driver, 100)
        driver.app.session.navigation.seek(50)
        await driver.app.training.alone(lambda: None)
        rows = [text_of(row) for row in cells_of(driver.app.screen)]
        assert sum("┊" in row for row in rows) >= 4


async def test_going_on_after_a_change_was_taken_back_leaves_its_branch_and_says_so() -> None:
    async with open_app() as driver:
        await driver.train_to(20)
        await driver.press("]")
        await driver.train_to(40)
        await driver.press("u")
        await at(driver, 20)
        assert "Epoch 20; U brings it back" in driver.notice
        assert "of 40" not in driver.pane_text("loss"), "what comes after it is not ahead any more"
        await driver.press("s")
        await at(driver, 21)
        assert "A new branch" in driver.notice
        assert driver.app.session.spec.rate == 0.9
        holds(driver, 21)
        await driver.press("U")
        await driver.wait_until(lambda: "no change that was taken back" in driver.notice)


async def test_what_was_taken_back_does_not_come_back_by_going_elsewhere() -> None:
    async with open_app() as driver:
        await driver.train_to(10)
        await driver.press("]", "u", ",")
        await at(driver, 9)
        await driver.press("s", "s")
        await at(driver, 11)
        assert driver.app.session.spec.rate == 0.9
        holds(driver, 11)
        await driver.press("]", "u", "r")
        await at(driver, 0)
        assert driver.app.session.spec.rate == 0.9
        assert "same weights" in driver.notice


async def test_changes_are_brought_back_one_after_the_other() -> None:
    async with open_app() as driver:
        await driver.train_to(5)
        await driver.press("]")
        await driver.train_to(10)
        await driver.press("]")
        await driver.train_to(15)
        await driver.press("u", "u")
        await at(driver, 5)
        await driver.press("U", "U")
        await at(driver, 10)
        assert driver.app.session.spec.rate == 2.0
        await driver.press(":")
        await driver.wait_until(lambda: "from 0 to 15" in driver.dialog_text)
        await driver.press("escape")


async def test_rewinding_keeps_rate_and_freezes_as_they_are_now() -> None:
    async with open_app() as driver:
        session = driver.app.session
        session.toggle_frozen("W1", (0, 0))
        await driver.train_to(10)
        session.toggle_frozen("W1", (0, 0))
        session.toggle_frozen("W2", (0, 1))
        await driver.press("]", "r")
        await at(driver, 0)
        assert "A new branch" in driver.notice
        snapshot = session.snapshot()
        assert snapshot.spec.rate == 1.0
        assert {name: mask.tolist() for name, mask in snapshot.frozen.items()} == {
            "W2": [[False, True, False, False]]
        }
        assert same_bits(snapshot.params, snapshot.initial)


async def test_a_weight_confirmed_as_it_is_begins_no_branch() -> None:
    async with open_app() as driver:
        await driver.train_to(30)
        await driver.press("<", "3", "enter", "enter")
        await driver.wait_until_idle()
        assert "0 of 30" in driver.pane_text("loss")
        assert driver.app.session.navigation.last_epoch == 30


async def test_the_header_is_written_anew_when_the_window_changes() -> None:
    async with open_app(size="huge") as driver:
        assert "seed 1" in driver.rows[0]
        await driver.resize(80, 24)
        await driver.wait_until(lambda: driver.status.state == "paused")
        assert "seed 1" not in driver.rows[0]
        await driver.resize(200, 60)
        await driver.wait_until(lambda: "seed 1" in driver.rows[0])
