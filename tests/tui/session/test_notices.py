"""The notice above the keys: it is true, and complete where two lines are enough."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from core import RunSpec
from scratchnet_tui.screens.notice import Notice
from scratchnet_tui.session.events import Lasts, RunDiverged
from scratchnet_tui.session.moment import Moment
from tests.helpers.app_driver import open_app

THEN = Moment(RunSpec(), 5, 2, None, None)


@pytest.mark.parametrize(
    ("lasts", "now", "holds"),
    [
        (Lasts.HERE, THEN, True),
        (Lasts.HERE, replace(THEN, epoch=6), False),
        (Lasts.HERE, replace(THEN, index=3), False),
        (Lasts.HERE, replace(THEN, spec=RunSpec(seed=2)), False),
        (Lasts.FATE, replace(THEN, epoch=900, index=0), True),
        (Lasts.FATE, replace(THEN, solved_since=7), False),
        (Lasts.FATE, replace(THEN, diverged=RunDiverged("", "it is no longer finite", ())), False),
        (Lasts.RUN, replace(THEN, epoch=900, index=0), True),
        (Lasts.RUN, replace(THEN, epoch=4), False),
        (Lasts.RUN, replace(THEN, spec=RunSpec(rate=0.5)), False),
        (Lasts.KEY, replace(THEN, epoch=900), True),
    ],
)
def test_a_notice_holds_as_long_as_it_is_true(lasts: Lasts, now: Moment, holds: bool) -> None:
    assert Notice("It is so.", THEN, lasts).holds(now) == holds


@given(
    st.lists(st.text("abcdef가나.,", min_size=1, max_size=9), min_size=1, max_size=60),
    st.integers(58, 198),
)
def test_a_notice_takes_two_lines_at_most(words: list[str], width: int) -> None:
    text = " ".join(words)
    lines = Notice(text, THEN).lines(width)
    assert len(lines) == 1 or len(lines) == 2
    assert all(cell_len(line) <= width for line in lines)
    whole = " ".join(lines) == text
    assert whole or lines[-1].endswith("6 log")
    assert whole or cell_len(text) > 2 * width - 20  # it is not cut while there is room


async def test_where_a_run_was_put_is_not_said_of_later_epochs() -> None:
    async with open_app(pace="max") as driver:
        await driver.train_to(50)
        await driver.press("r")
        await driver.wait_until(lambda: "epoch 0" in driver.notice)
        await driver.press("s")
        await driver.wait_until(lambda: driver.status.epoch == 1)
        assert "epoch 0" not in driver.notice


async def test_the_epoch_a_run_was_solved_at_goes_when_it_is_another() -> None:
    async with open_app(lesson="backprop-xor") as driver:
        await driver.train_to(1400)
        await driver.wait_until(lambda: "epoch 1,365" in driver.notice)
        await driver.train_to(1500)
        assert "epoch 1,365" in driver.notice  # it is solved since then, still
        await driver.press(",")
        await driver.wait_until_idle()
        await driver.press("<")
        await driver.wait_until(lambda: driver.status.epoch < 1400)
        await driver.press("<")
        await driver.wait_until(lambda: driver.status.epoch < 1365)
        assert "1,365" not in driver.notice


async def test_a_refusal_goes_with_the_next_key() -> None:
    async with open_app() as driver:
        await driver.press("t")
        await driver.wait_until(lambda: "No lesson" in driver.notice)
        await driver.press("down")
        assert not driver.notice


async def test_what_was_set_goes_when_it_is_set_again_elsewhere() -> None:
    async with open_app() as driver:
        await driver.train_to(20)
        await driver.press("]")
        await driver.wait_until(lambda: "rate" in driver.notice)
        await driver.train_to(40)
        assert "rate" in driver.notice  # it is still so
        await driver.press("r")
        await driver.wait_until_idle()
        assert "from epoch 20" not in driver.notice


async def test_u_before_a_change_says_that_it_comes_later() -> None:
    async with open_app() as driver:
        await driver.train_to(20)
        await driver.press("]")
        await driver.wait_until(lambda: "rate" in driver.notice)
        await driver.train_to(30)
        for _ in range(15):
            await driver.press(",")
            await driver.wait_until_idle()
        await driver.press("u")
        await driver.wait_until(lambda: "ahead, at epoch 20" in driver.notice)
        assert "Nothing has been changed in this run" not in driver.notice


@pytest.mark.parametrize("size", [(80, 24), (120, 36)])
async def test_two_lines_move_nothing_and_hide_one_row(size: tuple[int, int]) -> None:
    async with open_app(size=size) as driver:
        before = driver.rows
        long = "word " * (size[0] // 5 + 4)
        driver.app.main.tell(Notice(long.strip(), driver.app.session.moment))
        await driver.process_messages()
        assert driver.notice == long.strip()
        after = driver.rows
        assert after[: size[1] - 3] == before[: size[1] - 3]
        assert after[-1] == before[-1]
        await driver.press("up")
        await driver.process_messages()
        assert driver.rows[size[1] - 3] == before[size[1] - 3]
        assert not driver.notice


async def test_in_a_low_window_a_long_notice_takes_one_line_and_hides_nothing() -> None:
    async with open_app(size=(60, 16)) as driver:
        before = driver.rows
        driver.app.main.tell(Notice("word " * 20, driver.app.session.moment))
        await driver.process_messages()
        assert driver.rows[:-2] == before[:-2]
        assert driver.notice.startswith("word word")
        assert driver.notice.endswith("6 log")
