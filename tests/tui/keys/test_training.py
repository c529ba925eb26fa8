"""The keys that train: each is pressed, and its effect is read from the screen."""

from __future__ import annotations

import pytest

from core import RunSpec
from scratchnet_tui.text.wording import signed
from tests.helpers.app_driver import Seat, fresh, keys_of, opened


async def stays_as_it_is(seat: Seat) -> None:
    """Check that an idle screen does not change."""
    await seat.settle()
    before = seat.rows
    for _ in range(8):
        await seat.pilot.pause(0.005)
    assert seat.rows == before


async def test_each_key_runs_and_pauses() -> None:
    async with opened() as seat:
        for key in keys_of("toggle_run"):
            reached = seat.standing.epoch
            assert seat.standing.state == "paused"
            assert "space run" in seat.keys
            await seat.press(key)
            await seat.until(lambda reached=reached: seat.standing.epoch > reached)
            assert seat.standing.state == "running"
            assert "space pause" in seat.keys
            reached = seat.standing.epoch
            await seat.until(lambda reached=reached: seat.standing.epoch > reached)
            await seat.press(key)
            await seat.until(lambda: seat.standing.state == "paused")
            await stays_as_it_is(seat)
            assert seat.standing.epoch == seat.app.session.epoch


async def test_started_at_once_it_runs_without_a_key() -> None:
    async with opened(start=True) as seat:
        await seat.until(lambda: seat.standing.epoch > 0)
        assert seat.standing.state == "running"


async def test_a_step_is_exactly_one_epoch() -> None:
    async with opened() as seat:
        for epoch, key in enumerate(keys_of("step_epoch"), start=1):
            await seat.press(key)
            await seat.until(lambda epoch=epoch: seat.standing.epoch == epoch)
            await stays_as_it_is(seat)
            assert seat.standing.state == "paused"


@pytest.mark.parametrize("pace", ["1", "max"])
async def test_steps_pressed_in_a_row_all_count(pace: str) -> None:
    async with opened(pace=pace) as seat:
        seat.strike(*"s" * 7)
        await seat.until(lambda: seat.standing.epoch == 7)
        await stays_as_it_is(seat)


async def test_a_hundred_is_exactly_a_hundred_at_any_pace() -> None:
    async with opened(pace="1") as seat:
        for number, key in enumerate(keys_of("step_hundred"), start=1):
            await seat.press(key)
            await seat.until(lambda number=number: seat.standing.epoch == 100 * number)
            await stays_as_it_is(seat)
            assert seat.standing.state == "paused"


async def test_hundreds_pressed_in_a_row_add_up() -> None:
    async with opened() as seat:
        seat.strike("S", "S")
        await seat.until(lambda: seat.standing.epoch == 200)
        await stays_as_it_is(seat)
        seat.strike(*"S" * 5)
        await seat.until(lambda: seat.standing.epoch == 700)
        await stays_as_it_is(seat)


async def test_a_step_while_running_takes_one_more_epoch_and_pauses() -> None:
    async with opened(pace="10") as seat:
        await seat.press("space")
        await seat.until(lambda: seat.standing.epoch >= 3)
        await seat.press("s")
        await seat.until(lambda: seat.standing.state == "paused")
        await stays_as_it_is(seat)
        assert seat.standing.epoch >= 4


async def test_what_is_on_screen_after_many_steps_is_what_the_core_computes() -> None:
    async with opened() as seat:
        seat.strike(*"SsSs")
        await seat.settle()
        await seat.until(lambda: seat.standing.epoch == seat.app.session.epoch)
        trainer = fresh(RunSpec(), seat.standing.epoch)
        assert signed(trainer.state.params["W1"][0, 0]).strip() in seat.words("weights")
        assert seat.standing.mse == pytest.approx(trainer.record.mse, abs=5e-6)


async def test_rewinding_shows_the_same_initial_weights() -> None:
    async with opened() as seat:
        panes = ("weights", "predictions")
        beginning = [seat.inside(name) for name in panes]
        for key in keys_of("rewind"):
            await seat.train(100)
            assert all(seat.inside(name) != at for name, at in zip(panes, beginning, strict=True))
            await seat.press(key)
            await seat.until(lambda: seat.standing.epoch == 0)
            await seat.settle()
            assert [seat.inside(name) for name in panes] == beginning
            assert "epoch 0" in seat.notice
            assert "epoch 0 of 100" in seat.words("loss"), "what has been stays on the chart"
        await seat.train(1)
        assert seat.standing.mse == pytest.approx(fresh(RunSpec(), 1).record.mse, abs=5e-6)


async def test_rewinding_while_running_goes_on_from_epoch_0() -> None:
    async with opened(pace="100") as seat:
        await seat.train(100)
        await seat.press("space")
        await seat.until(lambda: seat.standing.epoch > 100)
        await seat.press("r")
        await seat.until(lambda: seat.standing.epoch < 100)
        assert seat.standing.state == "running"
        await seat.until(lambda: 10 < seat.standing.epoch < 100)


async def test_another_seed_gives_other_weights_from_epoch_0() -> None:
    async with opened(size="wide") as seat:
        for seed, key in enumerate(keys_of("new_seed"), start=2):
            before = seat.inside("weights")
            await seat.train(1)
            await seat.press(key)
            await seat.until(lambda: seat.standing.epoch == 0)
            await seat.settle()
            assert seat.settings()["seed"] == str(seed)
            assert f"eed {seed}" in seat.notice
            assert seat.inside("weights") != before
            for value in fresh(RunSpec(seed=seed), 0).state.params["W1"].ravel():
                assert signed(value).strip() in seat.words("weights")


async def test_every_press_for_a_seed_counts() -> None:
    async with opened(size="wide", start=True) as seat:
        seat.strike(*"nnnnn")
        await seat.until(lambda: seat.settings()["seed"] == "6")


async def paces(seat: Seat, key: str, times: int) -> list[str]:
    shown = [seat.standing.pace]
    for _ in range(times):
        await seat.press(key)
        shown.append(seat.standing.pace)
    return shown


async def test_faster_and_slower_go_from_one_epoch_a_second_to_all_there_is_and_back() -> None:
    ladder = ["1 ep/s", "10 ep/s", "100 ep/s", "1000 ep/s", "flat out", "flat out"]
    async with opened(pace="1") as seat:
        for up, down in zip(keys_of("faster"), keys_of("slower"), strict=True):
            assert await paces(seat, up, 5) == ladder
            assert "fast" in seat.notice
            assert await paces(seat, down, 5) == ["flat out", *ladder[3::-1], "1 ep/s"]
            assert "1 epochs a second" in seat.notice or "1 epoch a second" in seat.notice


async def test_the_pace_changes_while_running() -> None:
    async with opened(pace="1", start=True) as seat:
        await seat.until(lambda: seat.standing.epoch == 1)
        await seat.press("plus", "plus", "plus", "plus")
        await seat.until(lambda: seat.standing.epoch > 1000)
        assert seat.standing.state == "running"


async def test_a_run_that_diverges_stops_and_says_so() -> None:
    spec = RunSpec(hidden=(4,), activation=("linear",), output="linear", rate=50.0)
    async with opened(spec) as seat:
        await seat.press("space")
        await seat.until(lambda: seat.standing.state == "diverged")
        await seat.settle()
        assert "no longer finite" in seat.notice
        stopped = seat.standing.epoch
        await seat.press("space")
        await seat.settle()
        assert seat.standing.state == "diverged"
        assert seat.standing.epoch == stopped
        await seat.press("r")
        await seat.until(lambda: seat.standing.state == "paused")
        assert seat.standing.epoch == 0


async def test_a_diverged_run_can_go_on_with_a_smaller_rate() -> None:
    spec = RunSpec(hidden=(4,), activation=("linear",), output="linear", rate=50.0)
    async with opened(spec) as seat:
        await seat.press("space")
        await seat.until(lambda: seat.standing.state == "diverged")
        await seat.settle()
        await seat.press("left_square_bracket")
        await seat.until(lambda: seat.standing.state == "paused")
