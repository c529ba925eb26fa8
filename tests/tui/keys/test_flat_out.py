"""Safety: whatever is pressed while training runs at full speed, nothing is lost or wrong."""

from __future__ import annotations

import random

import pytest

from core import LESSONS, RunSpec
from scratchnet_tui.panes.setup import SetupPane
from tests.helpers.app_driver import Seat, fresh, opened, same_bits

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


def on_rate(seat: Seat) -> bool:
    """Tell whether an arrow would change the rate live."""
    setup = seat.app.main.query_one(SetupPane)
    return setup.has_focus and setup.chosen.name == "rate"


async def make(seat: Seat, move: str, *, rate: bool) -> None:
    first, *rest = move.split()
    if first == "resize":
        await seat.resize(int(rest[0]), int(rest[1]))
        return
    for key in (first, *rest):
        if key in ("left", "right"):
            await seat.breathe()
        if rate or not (key in ("left", "right") and on_rate(seat)):
            seat.strike(key)
            await seat.pilot.pause(0)


async def back_to_the_main_screen(seat: Seat, size: tuple[int, int]) -> None:
    await seat.resize(*size)
    for _ in range(3):
        await seat.press("escape")
    seat.app.training.pause()
    await seat.settle()
    assert seat.app.screen is seat.app.main
    await seat.until(lambda: not seat.line.stale(seat.app.screen))


@pytest.mark.parametrize(("seed", "rate"), [(1, False), (3, False), (4, True)])
async def test_random_keys_and_sizes_leave_the_numbers_right(seed: int, rate: bool) -> None:
    luck = random.Random(seed)
    size = SIZES[seed % 3]
    async with opened(size=size, start=True) as seat:
        for number, move in enumerate(moves(luck, rate=rate)):
            await make(seat, move, rate=rate)
            assert seat.app.is_running
            if (
                number % 5 == 0
                and not seat.app.training.running
                and seat.app.screen is seat.app.main
            ):
                await seat.press("f5")
        await back_to_the_main_screen(seat, size)

        session, snapshot = seat.app.session, seat.app.session.snapshot()
        assert seat.standing.epoch == session.epoch == snapshot.record.epoch
        assert seat.standing.mse == pytest.approx(snapshot.record.mse, rel=0.05, abs=5e-6)
        assert snapshot.curve.epochs[-1] == session.epoch, "the curve has every epoch"
        if not rate:
            trainer = fresh(session.spec, session.epoch)
            assert same_bits(trainer.state.params, snapshot.params)
            assert trainer.record == snapshot.record
            assert same_bits(trainer.initial_params, snapshot.initial)
        await seat.press("r")
        await seat.train(3)
        assert same_bits(fresh(session.spec, 3).state.params, session.snapshot().params)


async def test_a_storm_of_new_runs_ends_in_the_last_one() -> None:
    async with opened(size="wide", start=True) as seat:
        await seat.until(lambda: seat.standing.epoch > 0)
        seat.strike("n", "n", "r", "n", "space", "n", "space", "n", "r")
        await seat.breathe()
        await seat.until(lambda: seat.settings()["seed"] == "6")
        await seat.until(lambda: seat.standing.epoch > 0)
        assert seat.standing.state == "running"
        await seat.press("space")
        await seat.settle()
        trainer = fresh(RunSpec(seed=6), seat.app.session.epoch)
        assert same_bits(trainer.state.params, seat.app.session.snapshot().params)


async def test_a_data_set_chosen_while_running_goes_on_running_on_it() -> None:
    async with opened(size="wide", start=True) as seat:
        await seat.press("d")
        for key in 3 * ("right",) + 3 * ("left",):  # there and back
            before = seat.settings()["data set"]
            await seat.press(key)
            await seat.until(lambda before=before: seat.settings()["data set"] != before)
            await seat.until(lambda: seat.standing.epoch > 0)
        assert seat.standing.state == "running"
        await seat.press("space")


@pytest.mark.parametrize("size", [(59, 24), (80, 15), (50, 10), (20, 4), (1, 1)])
async def test_a_small_window_says_so_and_nothing_is_lost(size: tuple[int, int]) -> None:
    async with opened() as seat:
        await seat.train(1)
        await seat.press("2")
        before = seat.rows
        await seat.resize(*size)
        if size >= (50, 10):
            assert "60 x 16" in seat.text
            assert "epoch" not in seat.text
        await seat.press("s")
        await seat.resize(80, 24)
        await seat.until(lambda: seat.standing.epoch == 2)
        seat.app.session.change(RunSpec(seed=2))
        seat.app.session.change(RunSpec())
        await seat.press("s")
        await seat.until(lambda: seat.standing.epoch == 1)
        await seat.settle()
        assert seat.rows[:-2] == before[:-2]


async def test_a_small_window_does_not_take_the_focus_away() -> None:
    async with opened() as seat:
        await seat.press("m")
        assert seat.chosen == "hidden"
        await seat.resize(50, 10)
        await seat.resize(80, 24)
        assert seat.focused == "4 Setup"
        await seat.press("down")
        assert seat.chosen == "activation"
