"""Keys pressed before the first frame act as they do later."""

from __future__ import annotations

import asyncio
import itertools
import random
import re

import pytest

from core import RunSpec, load
from scratchnet_tui.app import ScratchnetApp
from scratchnet_tui.commands import COMMANDS
from scratchnet_tui.panes.loss.pane import LossPane
from scratchnet_tui.session.session import Session
from tests.helpers.app_driver import SIZES, AppDriver, open_app
from tests.helpers.screen_reader import OutputRecorder

QUITS = ("q", "ㅂ", "ctrl+q", "ctrl+c")
RUNS = ("space", "f5")
"""How far training has come depends on the moment that is looked at."""

KEYS = tuple(
    key
    for entry in COMMANDS
    for key in entry.keys.split(",")
    if key not in (*QUITS, *RUNS, "ctrl+z")
)
FIRST = tuple(entry.keys.split(",")[0] for entry in COMMANDS)
"""One key of each command."""

PAIRS = tuple(
    (one, other)
    for one, other in itertools.product((*FIRST, "enter", "escape", "ctrl+p"), repeat=2)
    if one in KEYS and (other in KEYS or other in ("enter", "escape"))
    if one not in "gsS"  # what is pressed while something is worked out acts before it is done
)


async def struck_first(*keys: str) -> str:
    """Send keys before the app has drawn anything, and return the screen at rest."""
    spec = RunSpec()
    app = ScratchnetApp(Session(spec, load(spec), None), "max", False)
    driver = AppDriver(app, None, OutputRecorder(app))  # type: ignore[arg-type]  # there is nobody at it yet
    driver.send_keys(*keys)
    async with app.run_test(size=SIZES["small"]) as driver.pilot:
        await driver.wait_until(lambda: app.main.query_one(LossPane).ready, "what draws the chart")
        await shown_at_last(driver)
        return seen(driver)


async def pressed_later(*keys: str) -> str:
    async with open_app() as driver:
        for key in keys:
            await driver.press(key)
            await shown_at_last(driver)
        return seen(driver)


def seen(driver: AppDriver) -> str:
    """Return the screen without the seconds of training in the compare table."""
    return re.sub(r"\d+\.\d\ds", "", driver.text)


async def shown_at_last(driver: AppDriver) -> None:
    """Wait until the app is idle, the gradient check included."""
    await driver.wait_until_idle()
    await driver.wait_until(lambda: all(worker.group != "check" for worker in driver.app.workers))
    await driver.wait_until_idle()


@pytest.mark.parametrize("key", [key for key in KEYS if key in FIRST])
async def test_a_key_as_the_first_thing_of_all(key: str) -> None:
    assert await struck_first(key) == await pressed_later(key)


@pytest.mark.long
@pytest.mark.parametrize("key", [key for key in KEYS if key not in FIRST])
async def test_any_other_key_as_the_first_thing_of_all(key: str) -> None:
    assert await struck_first(key) == await pressed_later(key)


@pytest.mark.parametrize("keys", random.Random(3).sample(PAIRS, 8), ids="-".join)
async def test_two_keys_as_the_first_things_of_all(keys: tuple[str, str]) -> None:
    assert await struck_first(*keys) == await pressed_later(*keys)


@pytest.mark.long
@pytest.mark.parametrize("keys", PAIRS, ids="-".join)
async def test_every_two_keys_as_the_first_things_of_all(keys: tuple[str, str]) -> None:
    assert await struck_first(*keys) == await pressed_later(*keys)


@pytest.mark.parametrize("key", QUITS)
async def test_quitting_as_the_first_thing_of_all(key: str) -> None:
    spec = RunSpec()
    app = ScratchnetApp(Session(spec, load(spec), None), "max", False)
    async with app.run_test() as pilot:
        driver = AppDriver(app, pilot, OutputRecorder(app))
        driver.send_keys(key, "l", "space")
        async with asyncio.timeout(30.0):
            while app.is_running:  # not by way of the pilot: it asks widgets that may have gone
                await asyncio.sleep(0.01)
    assert app.return_code == 0
