"""The keys that train: each is pressed, and its effect is read from the screen."""

from __future__ import annotations

import pytest

from core import RunSpec
from scratchnet_tui.text.wording import signed
from tests.helpers.app_driver import AppDriver, keys_of, open_app, train_from_start


async def stays_as_it_is(driver: AppDriver) -> None:
    """Check that an idle screen does not change."""
    await driver.wait_until_idle()
    before = driver.rows
    for _ in range(8):
        await driver.pilot.pause(0.005)
    assert driver.rows == before


async def test_each_key_runs_and_pauses() -> None:
    async with open_app() as driver:
        for key in keys_of("toggle_run"):
            reached = driver.status.epoch
            assert driver.status.state == "paused"
            assert "space run" in driver.footer
            await driver.press(key)
            await driver.wait_until(lambda reached=reached: driver.status.epoch > reached)
            assert driver.status.state == "running"
            assert "space pause" in driver.footer
            reached = driver.status.epoch
            await driver.wait_until(lambda reached=reached: driver.status.epoch > reached)
            await driver.press(key)
            await driver.wait_until(lambda: driver.status.state == "paused")
            await stays_as_it_is(driver)
            assert driver.status.epoch == driver.app.session.epoch


async def test_started_at_once_it_runs_without_a_key() -> None:
    async with open_app(start=True) as driver:
        await driver.wait_until(lambda: driver.status.epoch > 0)
        assert driver.status.state == "running"


async def test_a_step_is_exactly_one_epoch() -> None:
    async with open_app() as driver:
        for epoch, key in enumerate(keys_of("step_epoch"), start=1):
            await driver.press(key)
            await driver.wait_until(lambda epoch=epoch: driver.status.epoch == epoch)
            await stays_as_it_is(driver)
            assert driver.status.state == "paused"


@pytest.mark.parametrize("pace", ["1", "max"])
async def test_steps_pressed_in_a_row_all_count(pace: str) -> None:
    async with open_app(pace=pace) as driver:
        driver.send_keys(*"s" * 7)
        await driver.wait_until(lambda: driver.status.epoch == 7)
        await stays_as_it_is(driver)


async def test_a_hundred_is_exactly_a_hundred_at_any_pace() -> None:
    async with open_app(pace="1") as driver:
        for number, key in enumerate(keys_of("step_hundred"), start=1):
            await driver.press(key)
            await driver.wait_until(lambda number=number: driver.status.epoch == 100 * number)
            await stays_as_it_is(driver)
            assert driver.status.state == "paused"


async def test_hundreds_pressed_in_a_row_add_up() -> None:
    async with open_app() as driver:
        driver.send_keys("S", "S")
        await driver.wait_until(lambda: driver.status.epoch == 200)
        await stays_as_it_is(driver)
        driver.send_keys(*"S" * 5)
        await driver.wait_until(lambda: driver.status.epoch == 700)
        await stays_as_it_is(driver)


async def test_a_step_while_running_takes_one_more_epoch_and_pauses() -> None:
    async with open_app(pace="10") as driver:
        await driver.press("space")
        await driver.wait_until(lambda: driver.status.epoch >= 3)
        await driver.press("s")
        await driver.wait_until(lambda: driver.status.state == "paused")
        await stays_as_it_is(driver)
        assert driver.status.epoch >= 4


async def test_what_is_on_screen_after_many_steps_is_what_the_core_computes() -> None:
    async with open_app() as driver:
        driver.send_keys(*"SsSs")
        await driver.wait_until_idle()
        await driver.wait_until(lambda: driver.status.epoch == driver.app.session.epoch)
        trainer = train_from_start(RunSpec(), driver.status.epoch)
        assert signed(trainer.state.params["W1"][0, 0]).strip() in driver.pane_text("weights")
        assert driver.status.mse == pytest.approx(trainer.record.mse, abs=5e-6)


async def test_rewinding_shows_the_same_initial_weights() -> None:
    async with open_app() as driver:
        panes = ("weights", "predictions")
        beginning = [driver.pane_rows(name) for name in panes]
        for key in keys_of("rewind"):
            await driver.train(100)
            assert all(
                driver.pane_rows(name) != at for name, at in zip(panes, beginning, strict=True)
            )
            await driver.press(key)
            await driver.wait_until(lambda: driver.status.epoch == 0)
            await driver.wait_until_idle()
            assert [driver.pane_rows(name) for name in panes] == beginning
            assert "epoch 0" in driver.notice
            assert "epoch 0 of 100" in driver.pane_text("loss"), "what has been stays on the chart"
        await driver.train(1)
        assert driver.status.mse == pytest.approx(
            train_from_start(RunSpec(), 1).record.mse, abs=5e-6
        )


async def test_rewinding_while_running_goes_on_from_epoch_0() -> None:
    async with open_app(pace="100") as driver:
        await driver.train(100)
        await driver.press("space")
        await driver.wait_until(lambda: driver.status.epoch > 100)
        await driver.press("r")
        await driver.wait_until(lambda: driver.status.epoch < 100)
        assert driver.status.state == "running"
        await driver.wait_until(lambda: 10 < driver.status.epoch < 100)


async def test_another_seed_gives_other_weights_from_epoch_0() -> None:
    async with open_app(size="wide") as driver:
        for seed, key in enumerate(keys_of("new_seed"), start=2):
            before = driver.pane_rows("weights")
            await driver.train(1)
            await driver.press(key)
            await driver.wait_until(lambda: driver.status.epoch == 0)
            await driver.wait_until_idle()
            assert driver.form_values()["seed"] == str(seed)
            assert f"eed {seed}" in driver.notice
            assert driver.pane_rows("weights") != before
            for value in train_from_start(RunSpec(seed=seed), 0).state.params["W1"].ravel():
                assert signed(value).strip() in driver.pane_text("weights")


async def test_every_press_for_a_seed_counts() -> None:
    async with open_app(size="wide", start=True) as driver:
        driver.send_keys(*"nnnnn")
        await driver.wait_until(lambda: driver.form_values()["seed"] == "6")


async def paces(driver: AppDriver, key: str, times: int) -> list[str]:
    shown = [driver.status.pace]
    for _ in range(times):
        await driver.press(key)
        shown.append(driver.status.pace)
    return shown


async def test_faster_and_slower_go_from_one_epoch_a_second_to_all_there_is_and_back() -> None:
    ladder = ["1 ep/s", "10 ep/s", "100 ep/s", "1000 ep/s", "flat out", "flat out"]
    async with open_app(pace="1") as driver:
        for up, down in zip(keys_of("faster"), keys_of("slower"), strict=True):
            assert await paces(driver, up, 5) == ladder
            assert "fast" in driver.notice
            assert await paces(driver, down, 5) == ["flat out", *ladder[3::-1], "1 ep/s"]
            assert "1 epochs a second" in driver.notice or "1 epoch a second" in driver.notice


async def test_the_pace_changes_while_running() -> None:
    async with open_app(pace="1", start=True) as driver:
        await driver.wait_until(lambda: driver.status.epoch == 1)
        await driver.press("plus", "plus", "plus", "plus")
        await driver.wait_until(lambda: driver.status.epoch > 1000)
        assert driver.status.state == "running"


async def test_a_run_that_diverges_stops_and_says_so() -> None:
    spec = RunSpec(hidden=(4,), activation=("linear",), output="linear", rate=50.0)
    async with open_app(spec) as driver:
        await driver.press("space")
        await driver.wait_until(lambda: driver.status.state == "diverged")
        await driver.wait_until_idle()
        assert "no longer finite" in driver.notice
        stopped = driver.status.epoch
        await driver.press("space")
        await driver.wait_until_idle()
        assert driver.status.state == "diverged"
        assert driver.status.epoch == stopped
        await driver.press("r")
        await driver.wait_until(lambda: driver.status.state == "paused")
        assert driver.status.epoch == 0


async def test_a_diverged_run_can_go_on_with_a_smaller_rate() -> None:
    spec = RunSpec(hidden=(4,), activation=("linear",), output="linear", rate=50.0)
    async with open_app(spec) as driver:
        await driver.press("space")
        await driver.wait_until(lambda: driver.status.state == "diverged")
        await driver.wait_until_idle()
        await driver.press("left_square_bracket")
        await driver.wait_until(lambda: driver.status.state == "paused")
