"""Safety: whatever is pressed while training runs at full speed, nothing is lost or wrong."""

from __future__ import annotations

import random

import pytest

from core import LESSONS, RunSpec
from scratchnet_tui.panes.setup import SetupPane
from tests.helpers.app_driver import AppDriver, open_app, same_bits, train_from_start

SIZES = ((80, 24), (120, 36), (200, 60), (60, 16), (59, 40), (100, 15), (50, 10), (20, 4), (1, 1))

TRAINING = ("space", "space", "f5", "s", "S", "r", "n", "plus", "minus", "ㄴ", "0")
LOOKING = ("y", "w", "z", "1", "2", "3", "4", "5", "6", "tab", "shift+tab", "escape", "t")
ARROWS = ("up", "down", "left", "right", "right", "pagedown", "pageup", "home", "end")
SETUP = ("d right", "d left", "m right", "m left", "4 down right", "4 up left", "4 down down right")
LESSON = tuple(f"l {'down ' * number}enter" for number in range(len(LESSONS)))
OPENED = (
    "? pagedown escape",
    "l escape",
    "d enter escape",
    "m enter 8 enter escape",
    "ctrl+p escape",
)
RATE = ("[", "]", "[", "]")


def moves(luck: random.Random, *, rate: bool) -> list[str]:
    """Draw an action: keys separated by blanks, or a size to resize to."""
    kinds = [TRAINING, TRAINING, LOOKING, ARROWS, SETUP, LESSON, OPENED, *[RATE] * rate]
    drawn = [luck.choice(luck.choice(kinds)) for _ in range(30)]  # some 60 keys
    for _ in range(5):
        size = luck.choice(SIZES)
        drawn.insert(luck.randrange(len(drawn)), f"resize {size[0]} {size[1]}")
    return drawn


def on_rate(driver: AppDriver) -> bool:
    """Tell whether an arrow would change the rate live."""
    setup = driver.app.main.query_one(SetupPane)
    return setup.has_focus and setup.chosen.name == "rate"


async def make(driver: AppDriver, move: str, *, rate: bool) -> None:
    first, *rest = move.split()
    if first == "resize":
        await driver.resize(int(rest[0]), int(rest[1]))
        return
    for key in (first, *rest):
        if key in ("left", "right"):
            await driver.process_messages()
        if rate or not (key in ("left", "right") and on_rate(driver)):
            driver.send_keys(key)
            await driver.pilot.pause(0)


async def back_to_the_main_screen(driver: AppDriver, size: tuple[int, int]) -> None:
    await driver.resize(*size)
    for _ in range(3):
        await driver.press("escape")
    driver.app.training.pause()
    await driver.wait_until_idle()
    assert driver.app.screen is driver.app.main
    await driver.wait_until(lambda: not driver.output.first_stale_row(driver.app.screen))


@pytest.mark.parametrize(("seed", "rate"), [(1, False), (3, False), (4, True)])
async def test_random_keys_and_sizes_leave_the_numbers_right(seed: int, rate: bool) -> None:
    luck = random.Random(seed)
    size = SIZES[seed % 3]
    async with open_app(size=size, start=True) as driver:
        for number, move in enumerate(moves(luck, rate=rate)):
            await make(driver, move, rate=rate)
            assert driver.app.is_running
            if (
                number % 5 == 0
                and not driver.app.training.running
                and driver.app.screen is driver.app.main
            ):
                await driver.press("f5")
        await back_to_the_main_screen(driver, size)

        session, snapshot = driver.app.session, driver.app.session.snapshot()
        assert driver.status.epoch == session.epoch == snapshot.record.epoch
        assert driver.status.mse == pytest.approx(snapshot.record.mse, rel=0.05, abs=5e-6)
        assert snapshot.curve.epochs[-1] == session.epoch, "the curve has every epoch"
        if not rate:
            trainer = train_from_start(session.spec, session.epoch)
            assert same_bits(trainer.state.params, snapshot.params)
            assert trainer.record == snapshot.record
            assert same_bits(trainer.initial_params, snapshot.initial)
        await driver.press("r")
        await driver.train(3)
        assert same_bits(train_from_start(session.spec, 3).state.params, session.snapshot().params)


async def test_a_storm_of_new_runs_ends_in_the_last_one() -> None:
    async with open_app(size="wide", start=True) as driver:
        await driver.wait_until(lambda: driver.status.epoch > 0)
        driver.send_keys("n", "n", "r", "n", "space", "n", "space", "n", "r")
        await driver.process_messages()
        await driver.wait_until(lambda: driver.form_values()["seed"] == "6")
        await driver.wait_until(lambda: driver.status.epoch > 0)
        assert driver.status.state == "running"
        await driver.press("space")
        await driver.wait_until_idle()
        trainer = train_from_start(RunSpec(seed=6), driver.app.session.epoch)
        assert same_bits(trainer.state.params, driver.app.session.snapshot().params)


async def test_a_data_set_chosen_while_running_goes_on_running_on_it() -> None:
    async with open_app(size="wide", start=True) as driver:
        await driver.press("d")
        for key in 3 * ("right",) + 3 * ("left",):  # there and back
            before = driver.form_values()["data set"]
            await driver.press(key)
            await driver.wait_until(
                lambda before=before: driver.form_values()["data set"] != before
            )
            await driver.wait_until(lambda: driver.status.epoch > 0)
        assert driver.status.state == "running"
        await driver.press("space")


@pytest.mark.parametrize("size", [(59, 24), (80, 15), (50, 10), (20, 4), (1, 1)])
async def test_a_small_window_says_so_and_nothing_is_lost(size: tuple[int, int]) -> None:
    async with open_app() as driver:
        await driver.train(1)
        await driver.press("2")
        before = driver.rows
        await driver.resize(*size)
        if size >= (50, 10):
            assert "60 x 16" in driver.text
            assert "epoch" not in driver.text
        await driver.press("s")
        await driver.resize(80, 24)
        await driver.wait_until(lambda: driver.status.epoch == 2)
        driver.app.session.change(RunSpec(seed=2))
        driver.app.session.change(RunSpec())
        await driver.press("s")
        await driver.wait_until(lambda: driver.status.epoch == 1)
        await driver.wait_until_idle()
        assert driver.rows[:-2] == before[:-2]


async def test_a_small_window_does_not_take_the_focus_away() -> None:
    async with open_app() as driver:
        await driver.press("m")
        assert driver.chosen_row == "hidden"
        await driver.resize(50, 10)
        await driver.resize(80, 24)
        assert driver.focused == "4 Setup"
        await driver.press("down")
        assert driver.chosen_row == "activation"
