"""Rapid keys while training runs at full speed: data, layers and views change."""

from __future__ import annotations

import random

import pytest

from scratchnet_tui.panes.map.pane import MapPane
from scratchnet_tui.panes.predictions.pane import PredictionsPane
from scratchnet_tui.panes.weights.pane import WeightsPane
from tests.helpers.app_driver import AppDriver, open_app

KEYS = [
    "d",
    "right",
    "right",
    "left",
    "pagedown",
    "m",
    "right",
    "insert",
    "insert",
    "delete",
    "8",
    "right",
    "down",
    "enter",
    "v",
    "2",
    "v",
    "a",
    "escape",
    "down",
    "=",
    "backspace",
    "3",
    "v",
    "f",
    "w",
    "n",
    "r",
    "u",
    "U",
    ",",
    "<",
    "S",
    "i",
    "enter",
    "escape",
    "space",
    "4",
    "up",
    "left",
    "z",
    "s",
]


def check_places(driver: AppDriver) -> None:
    """Whatever is selected in a pane must belong to the run that is shown."""
    main = driver.app.main
    shown = main.snapshot
    assert shown is not None
    assert shown.epoch == driver.app.session.epoch
    assert shown.problem.spec == driver.app.session.spec
    pane, weights = main.query_one(PredictionsPane), main.query_one(WeightsPane)
    assert pane.listed is not None
    assert pane.listed.dataset in (shown.problem.dataset, shown.problem.dataset.test)
    assert 0 <= pane.sample < len(pane.listed.dataset)
    assert weights.chosen is not None
    name, place = weights.chosen
    assert shown.params[name][place].ndim == 0, "there is no such weight"
    picture = main.query_one(MapPane)
    assert picture.row_count() <= picture.size.height


@pytest.mark.parametrize(
    ("seed", "size"), [(1, (80, 24)), (2, (120, 36)), (3, (60, 16)), (4, (200, 60))]
)
async def test_a_storm_of_keys_leaves_every_pane_on_the_run_that_is_shown(
    seed: int, size: tuple[int, int]
) -> None:
    luck = random.Random(seed)
    async with open_app(size=size, start=True) as driver:
        for _ in range(60):
            key = luck.choice(KEYS)
            driver.send_keys(*[key] * luck.choice((1, 1, 2, 3)))
            if luck.random() < 0.4:
                await driver.process_messages()
            if len(driver.app.screen_stack) > 1 and luck.random() < 0.7:
                driver.send_keys("escape")
        await driver.process_messages()
        await driver.press(*["escape"] * 4)
        driver.app.training.pause()
        await driver.wait_until_idle()
        check_places(driver)
