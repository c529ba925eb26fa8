"""A file typed in the setup form is read in the background, can be cancelled, and stays as read."""

from __future__ import annotations

import os
import threading
from pathlib import Path

import numpy as np
import pytest

from core import RunSpec
from tests.helpers.app_driver import Seat, opened

TABLE = "x1,x2,y\n0,0,0\n0,1,1\n1,0,1\n1,1,0\n"
OTHER = "x1,x2,y\n5,0,1\n0,5,0\n5,0,0\n5,5,1\n"


@pytest.fixture
def pipe(tmp_path: Path) -> Path:
    """Make a named pipe, to which something may be written later or never."""
    path = tmp_path / "pipe.csv"
    os.mkfifo(path)
    return path


async def _begin_to_read(seat: Seat, path: Path) -> None:
    await seat.press("d")
    await seat.until(lambda: seat.chosen == "data set")
    await seat.type_value(str(path))
    await seat.until(lambda: "Escape stops" in seat.dialog, "it says that it reads")


async def test_training_goes_on_while_a_file_is_read_and_the_reading_can_be_stopped(
    pipe: Path,
) -> None:
    async with opened(start=True) as seat:
        await _begin_to_read(seat, pipe)
        epoch = seat.app.session.epoch
        await seat.until(lambda: seat.app.session.epoch > epoch, "training goes on")
        await seat.press("escape")
        await seat.until(lambda: "Escape stops" not in seat.dialog)
        assert "nothing has changed" in seat.dialog, "the text can be corrected"
        assert seat.app.session.spec == RunSpec()
        await seat.press("escape")
        await seat.until(lambda: len(seat.app.screen_stack) == 1)
        await seat.press("space")
        await seat.until(lambda: not seat.app.training.running)


async def test_another_choice_ends_the_reading(pipe: Path) -> None:
    async with opened() as seat:
        await _begin_to_read(seat, pipe)
        await seat.retype("and")
        await seat.press("enter")
        await seat.until(lambda: seat.app.session.spec.dataset == "and")
        await seat.until(lambda: len(seat.app.screen_stack) == 1)
        await seat.until(lambda: not _being_read(), "the thread that reads has ended")


def _being_read() -> bool:
    return any(thread.name == "reading" for thread in threading.enumerate())


async def test_what_a_pipe_brings_in_the_end_is_taken_on(pipe: Path) -> None:
    async with opened() as seat:
        await _begin_to_read(seat, pipe)
        writing = threading.Thread(target=lambda: pipe.write_text(TABLE), daemon=True)
        writing.start()
        await seat.until(lambda: seat.app.session.spec.data_file == str(pipe))
        await seat.until(lambda: len(seat.app.screen_stack) == 1)
        assert len(seat.app.session.dataset) == 4
        writing.join()


async def test_the_app_ends_while_a_file_is_read(pipe: Path) -> None:
    async with opened() as seat:
        await _begin_to_read(seat, pipe)
        await seat.press("ctrl+q")
        await seat.until(lambda: not seat.app.is_running)
        assert seat.app.return_code == 0


async def test_the_data_of_a_run_stay_what_was_read_until_the_file_is_chosen_again(
    tmp_path: Path,
) -> None:
    path = tmp_path / "points.csv"
    path.write_text(TABLE, encoding="utf-8")
    async with opened(RunSpec(dataset=None, data_file=str(path), bias=True)) as seat:
        read = seat.app.session.dataset
        path.write_text(OTHER, encoding="utf-8")
        await seat.go_to("split")
        await seat.type_value("0.5")
        await seat.until(lambda: seat.app.session.spec.split == 0.5)
        parted = seat.app.session.dataset
        assert parted.test is not None
        rows = np.concatenate([parted.x, parted.test.x]).tolist()
        assert sorted(rows) == sorted(read.x.tolist())
        await seat.go_to("target")
        await seat.type_value("x1")
        await seat.until(lambda: seat.app.session.spec.target == ("x1",))
        assert seat.app.session.dataset.d.max() == 1.0
        await seat.go_to("data set")
        await seat.press("right")
        await seat.until(lambda: seat.app.session.spec.dataset is not None)
        await seat.press("left")
        await seat.until(lambda: seat.app.session.spec.data_file == str(path))
        assert seat.app.session.dataset.x.max() == 1.0, "turning to it reads nothing"

        await seat.type_value(str(path))
        await seat.until(lambda: "has changed" in seat.notice)
        assert seat.app.session.dataset.x.max() == 5.0
        assert seat.standing.epoch == 0
        await seat.train(2)
        await seat.go_to("data set")
        await seat.type_value(str(path))
        await seat.until(lambda: "holds what it held" in seat.notice)
        assert seat.standing.epoch == 2, "the run goes on"


async def test_a_file_that_has_changed_starts_the_same_run_anew(tmp_path: Path) -> None:
    path = tmp_path / "points.csv"
    path.write_text(TABLE, encoding="utf-8")
    async with opened(RunSpec(dataset=None, data_file=str(path), bias=True)) as seat:
        await seat.train(3)
        before = seat.app.session.spec
        path.write_text(TABLE.replace("1,1,0", "1,1,1"), encoding="utf-8")
        await seat.press("d")
        await seat.type_value(str(path))
        await seat.until(lambda: "has changed" in seat.notice)
        assert seat.app.session.spec == before
        assert seat.app.session.dataset.d.tolist() == [[0], [1], [1], [1]]
        await seat.until(lambda: seat.standing.epoch == 0)


async def test_a_refused_file_leaves_the_run_and_the_dialog(tmp_path: Path) -> None:
    path = tmp_path / "points.csv"
    path.write_text("x,y\n1,2\n3\n", encoding="utf-8")
    async with opened() as seat:
        await seat.press("d")
        await seat.type_value(str(path))
        await seat.until(lambda: "line 3 has 1 cell" in " ".join(seat.dialog.split()))
        assert seat.app.session.spec == RunSpec()
