"""A file typed in the setup form is read in the background, can be cancelled, and stays as read."""

from __future__ import annotations

import os
import threading
from pathlib import Path

import numpy as np
import pytest

from core import RunSpec
from tests.helpers.app_driver import AppDriver, open_app

TABLE = "x1,x2,y\n0,0,0\n0,1,1\n1,0,1\n1,1,0\n"
OTHER = "x1,x2,y\n5,0,1\n0,5,0\n5,0,0\n5,5,1\n"


@pytest.fixture
def pipe(tmp_path: Path) -> Path:
    """Make a named pipe, to which something may be written later or never."""
    path = tmp_path / "pipe.csv"
    os.mkfifo(path)
    return path


async def _begin_to_read(driver: AppDriver, path: Path) -> None:
    await driver.press("d")
    await driver.wait_until(lambda: driver.chosen_row == "data set")
    await driver.type_value(str(path))
    await driver.wait_until(lambda: "Escape stops" in driver.dialog_text, "it says that it reads")


async def test_training_goes_on_while_a_file_is_read_and_the_reading_can_be_stopped(
    pipe: Path,
) -> None:
    async with open_app(start=True) as driver:
        await _begin_to_read(driver, pipe)
        epoch = driver.app.session.epoch
        await driver.wait_until(lambda: driver.app.session.epoch > epoch, "training goes on")
        await driver.press("escape")
        await driver.wait_until(lambda: "Escape stops" not in driver.dialog_text)
        assert "nothing has changed" in driver.dialog_text, "the text can be corrected"
        assert driver.app.session.spec == RunSpec()
        await driver.press("escape")
        await driver.wait_until(lambda: len(driver.app.screen_stack) == 1)
        await driver.press("space")
        await driver.wait_until(lambda: not driver.app.training.running)


async def test_another_choice_ends_the_reading(pipe: Path) -> None:
    async with open_app() as driver:
        await _begin_to_read(driver, pipe)
        await driver.retype("and")
        await driver.press("enter")
        await driver.wait_until(lambda: driver.app.session.spec.dataset == "and")
        await driver.wait_until(lambda: len(driver.app.screen_stack) == 1)
        await driver.wait_until(lambda: not _being_read(), "the thread that reads has ended")


def _being_read() -> bool:
    return any(thread.name == "reading" for thread in threading.enumerate())


async def test_what_a_pipe_brings_in_the_end_is_taken_on(pipe: Path) -> None:
    async with open_app() as driver:
        await _begin_to_read(driver, pipe)
        writing = threading.Thread(target=lambda: pipe.write_text(TABLE), daemon=True)
        writing.start()
        await driver.wait_until(lambda: driver.app.session.spec.data_file == str(pipe))
        await driver.wait_until(lambda: len(driver.app.screen_stack) == 1)
        assert len(driver.app.session.dataset) == 4
        writing.join()


async def test_the_app_ends_while_a_file_is_read(pipe: Path) -> None:
    async with open_app() as driver:
        await _begin_to_read(driver, pipe)
        await driver.press("ctrl+q")
        await driver.wait_until(lambda: not driver.app.is_running)
        assert driver.app.return_code == 0


async def test_the_data_of_a_run_stay_what_was_read_until_the_file_is_chosen_again(
    tmp_path: Path,
) -> None:
    path = tmp_path / "points.csv"
    path.write_text(TABLE, encoding="utf-8")
    async with open_app(RunSpec(dataset=None, data_file=str(path), bias=True)) as driver:
        read = driver.app.session.dataset
        path.write_text(OTHER, encoding="utf-8")
        await driver.go_to_row("split")
        await driver.type_value("0.5")
        await driver.wait_until(lambda: driver.app.session.spec.split == 0.5)
        parted = driver.app.session.dataset
        assert parted.test is not None
        rows = np.concatenate([parted.x, parted.test.x]).tolist()
        assert sorted(rows) == sorted(read.x.tolist())
        await driver.go_to_row("target")
        await driver.type_value("x1")
        await driver.wait_until(lambda: driver.app.session.spec.target == ("x1",))
        assert driver.app.session.dataset.d.max() == 1.0
        await driver.go_to_row("data set")
        await driver.press("right")
        await driver.wait_until(lambda: driver.app.session.spec.dataset is not None)
        await driver.press("left")
        await driver.wait_until(lambda: driver.app.session.spec.data_file == str(path))
        assert driver.app.session.dataset.x.max() == 1.0, "turning to it reads nothing"

        await driver.type_value(str(path))
        await driver.wait_until(lambda: "has changed" in driver.notice)
        assert driver.app.session.dataset.x.max() == 5.0
        assert driver.status.epoch == 0
        await driver.train(2)
        await driver.go_to_row("data set")
        await driver.type_value(str(path))
        await driver.wait_until(lambda: "holds what it held" in driver.notice)
        assert driver.status.epoch == 2, "the run goes on"


async def test_a_file_that_has_changed_starts_the_same_run_anew(tmp_path: Path) -> None:
    path = tmp_path / "points.csv"
    path.write_text(TABLE, encoding="utf-8")
    async with open_app(RunSpec(dataset=None, data_file=str(path), bias=True)) as driver:
        await driver.train(3)
        before = driver.app.session.spec
        path.write_text(TABLE.replace("1,1,0", "1,1,1"), encoding="utf-8")
        await driver.press("d")
        await driver.type_value(str(path))
        await driver.wait_until(lambda: "has changed" in driver.notice)
        assert driver.app.session.spec == before
        assert driver.app.session.dataset.d.tolist() == [[0], [1], [1], [1]]
        await driver.wait_until(lambda: driver.status.epoch == 0)


async def test_a_refused_file_leaves_the_run_and_the_dialog(tmp_path: Path) -> None:
    path = tmp_path / "points.csv"
    path.write_text("x,y\n1,2\n3\n", encoding="utf-8")
    async with open_app() as driver:
        await driver.press("d")
        await driver.type_value(str(path))
        await driver.wait_until(lambda: "line 3 has 1 cell" in " ".join(driver.dialog_text.split()))
        assert driver.app.session.spec == RunSpec()
