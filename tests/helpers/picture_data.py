"""Small pictures as data, and the app opened on a given data set."""

from __future__ import annotations

import dataclasses
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import numpy as np

from core import Dataset, RunSpec
from scratchnet_tui.app import ScratchnetApp
from scratchnet_tui.session.session import Session
from tests.helpers.app_driver import SIZES, AppDriver
from tests.helpers.screen_reader import OutputRecorder


def pictures(
    rows: int = 40, classes: int = 4, side: int = 8, test: int = 0, validation: int = 0
) -> Dataset:
    """Pictures of squares, one kind for each quarter, with some noise."""
    luck = np.random.default_rng(1)
    kinds = luck.integers(0, 5, (classes, side * side)) / 4
    labels = np.arange(rows) % classes
    x = np.clip(kinds[labels] + luck.normal(0, 0.1, (rows, side * side)), 0, 1)
    features = tuple(f"p{i + 1}" for i in range(side * side))
    names = tuple(f"c{j}" for j in range(classes))
    d = np.eye(classes)[labels]

    def part(count: int) -> Dataset:
        return Dataset(
            "pics", x[:count], d[:count], features, names, "classes", "", picture=(side, side)
        )

    return dataclasses.replace(
        part(rows),
        test=part(test) if test else None,
        validation=part(validation) if validation else None,
    )


@asynccontextmanager
async def open_app_on(
    dataset: Dataset, size: tuple[int, int] | str = "small", **spec: Any
) -> AsyncIterator[AppDriver]:
    """Open the app on a data set that has no name in the registry."""
    settings: dict[str, Any] = {"hidden": (6,), "bias": True, "rate": 0.5} | spec
    app = ScratchnetApp(Session(RunSpec(**settings), dataset, None), "max", False)
    line = OutputRecorder(app)
    async with app.run_test(size=SIZES[size] if isinstance(size, str) else size) as pilot:
        driver = AppDriver(app, pilot, line)
        await driver.wait_until(lambda: line.frames, "the first picture")
        await driver.wait_until_idle()
        try:
            yield driver
            await driver.wait_until_idle()
            await driver.wait_until(
                lambda: not line.first_stale_row(app.screen), "the screen is up to date"
            )
        finally:
            app.workers.cancel_all()
