"""Memory does not grow with the time a run is shown."""

from __future__ import annotations

import random
from collections.abc import Sized

import pytest
from textual.message_pump import MessagePump

from scratchnet_tui.panes.rows_pane import RowsPane
from scratchnet_tui.text.rows import Row
from tests.helpers.app_driver import AppDriver, open_app


def kept(driver: AppDriver) -> dict[str, int]:
    """Return how many things each widget keeps, and the screen and the app."""
    app = driver.app
    pumps: list[MessagePump] = [app, *app.screen.walk_children(with_self=True)]
    return {
        f"{pump}.{attribute}": len(value)
        for pump in pumps
        for attribute, value in vars(pump).items()
        if isinstance(value, Sized) and not isinstance(value, str)
    }


class Flicker(RowsPane):
    """A pane of which something else changes in every frame."""

    def __init__(self) -> None:
        super().__init__("Flicker", "flicker")
        self._luck = random.Random(1)
        self._lines: list[str] = []

    def step(self) -> None:
        width, height = self.size
        self._lines = self._lines or [" " * width] * height
        line, first = self._luck.randrange(height), self._luck.randrange(width)
        last = self._luck.randint(first, width)
        sign = self._luck.choice("abcdefgh")
        text = self._lines[line]
        self._lines[line] = text[:first] + sign * (last - first) + text[last:]
        self.update_rows()

    def row_count(self) -> int:
        return len(self._lines)

    def row(self, number: int) -> Row:
        return ((self._lines[number], ""),)


async def test_a_frame_leaves_nothing_behind_in_what_draws_it() -> None:
    async with open_app(size="wide") as driver:
        pane = Flicker()
        pane.styles.dock = "bottom"
        pane.styles.height = 12
        await driver.app.main.mount(pane)
        await driver.process_messages()
        sizes = []
        for _ in range(2):
            for _ in range(150):
                pane.step()
                await driver.pilot.pause(0)
            await driver.wait_until_idle()
            sizes.append(kept(driver))
        grown = {name: (sizes[0].get(name, 0), size) for name, size in sizes[1].items()
                 if size > sizes[0].get(name, 0) + 20}  # fmt: skip
        assert not grown


@pytest.mark.parametrize("pace", ["100", "max"])
async def test_a_run_leaves_nothing_behind_but_its_history(pace: str) -> None:
    async with open_app(pace=pace, start=True) as driver:
        sizes = []
        for _ in range(2):
            epoch = driver.app.session.epoch
            await driver.wait_until(lambda epoch=epoch: driver.app.session.epoch > epoch + 200)
            sizes.append(kept(driver))
        grown = {name: (sizes[0].get(name, 0), size) for name, size in sizes[1].items()
                 if size > sizes[0].get(name, 0) + 40}  # fmt: skip
        assert not grown
        await driver.press("space")
