"""Going back in time with the keys: what is shown there, and what training on from there does."""

from __future__ import annotations

import itertools
import re

import numpy as np
import pytest

from core import RunSpec, Trainer
from scratchnet_tui.text.wording import small
from tests.helpers.app_driver import Seat, fresh, keys_of, opened, same_bits
from tests.helpers.screen_reader import cells_of, text_of


def holds(seat: Seat, epoch: int, spec: RunSpec | None = None) -> None:
    """Compare the whole session with a fresh run to that epoch."""
    trainer = fresh(spec or RunSpec(), epoch)
    snapshot = seat.app.session.snapshot()
    assert same_bits(snapshot.params, trainer.state.params)
    assert snapshot.record == trainer.record
    assert seat.standing.epoch == epoch
    assert seat.standing.mse == pytest.approx(trainer.record.mse, abs=5e-6)
    first = trainer.state.params["W1"][0, 0]
    assert f"{first:+.3f}" in seat.words("weights")


async def at(seat: Seat, epoch: int) -> None:
    await seat.until(lambda: seat.standing.epoch == epoch, f"epoch {epoch}")
    await seat.settle()


async def test_comma_goes_back_an_epoch_and_less_than_a_hundred() -> None:
    async with opened() as seat:
        await seat.reach(250)
        for key in keys_of("back"):
            await seat.press(key)
            await at(seat, 249)
            holds(seat, 249)
        for key in keys_of("back_hundred"):
            await seat.press(key)
            await at(seat, 149)
            holds(seat, 149)
        await seat.press("<", "<")
        await at(seat, 0)
        holds(seat, 0)
        await seat.press(",")
        assert "epoch 0" in seat.notice


async def test_going_forward_again_repeats_the_same_numbers() -> None:
    async with opened() as seat:
        await seat.reach(120)
        await seat.press("<")
        await at(seat, 20)
        assert "repeats" in seat.notice
        assert "epoch 20 of 120" in seat.words("loss")
        await seat.train(100)
        holds(seat, 120)
        assert "of 120" not in seat.words("loss")
        await seat.train(1)
        holds(seat, 121)


async def test_going_back_while_running_pauses() -> None:
    async with opened(start=True) as seat:
        await seat.until(lambda: seat.standing.epoch > 200)
        await seat.press("<")
        await seat.until(lambda: seat.standing.state == "paused")
        await seat.settle()
        holds(seat, seat.standing.epoch)


async def test_a_change_in_the_past_begins_a_branch_and_says_so() -> None:
    async with opened(size="wide") as seat:
        await seat.reach(200)
        await seat.press("<")
        await at(seat, 100)
        await seat.press("]")
        await seat.until(lambda: "branch" in seat.notice)
        assert "Learning rate 1 from epoch 100 on" in seat.notice
        await seat.train(1)
        trainer = fresh(RunSpec(), 100)
        trainer.set_rule(rate=1.0)
        trainer.step_epoch()
        assert same_bits(seat.app.session.snapshot().params, trainer.state.params)
        left = seat.app.session.snapshot().left
        assert [curve.values.tolist() for curve in left] == [
            fresh(RunSpec(), 200).history.curve().values.tolist()
        ]


async def test_the_branch_that_was_left_is_faint_and_has_its_own_sign() -> None:
    async with opened(RunSpec(loss="cross-entropy"), size="wide") as seat:
        await seat.reach(600)
        seat.app.session.navigation.seek(0)
        await seat.press("]", "]", "]")
        await seat.reach(100)
        grid = cells_of(seat.app.screen)
        x, y, width, height = seat.widget("loss").content_region
        cells = [cell for row in grid[y + 1 : y + height - 2] for cell in row[x + 8 : x + width]]
        dots = [cell for cell in cells if cell.text == "."]
        assert len(dots) > 10
        assert {cell.letter for cell in dots} == {"k"}, "grey, and grey alone"
        assert any(cell.letter == "c" and cell.text > "\u2800" for cell in cells), "the new curve"


async def test_the_cursor_of_the_chart_reads_out_epoch_and_loss() -> None:
    async with opened(size="wide") as seat:
        await seat.reach(20)
        mse = fresh(RunSpec(), 20).history.curve().values
        await seat.press("1", "home")
        assert read(seat) == pytest.approx((0, mse[0]), abs=5e-6)
        await seat.press("right")
        assert read(seat) == pytest.approx((1, mse[1]), abs=5e-6)
        await seat.press("end", "left", "left")
        assert read(seat) == pytest.approx((18, mse[18]), abs=5e-6)
        await seat.press("shift+left")
        epoch, _ = read(seat)
        assert 7 <= epoch <= 9
        await seat.press("shift+right", "pageup", "pagedown")
        assert read(seat)[0] >= 17
        await seat.press("left", "left", "left", "enter")
        await seat.until(lambda: seat.standing.epoch < 20)
        await seat.settle()
        holds(seat, seat.standing.epoch)


def read(seat: Seat) -> tuple[int, float]:
    row = seat.inside("loss")[0]
    found = re.match(r"epoch ([\d,]+)  mse (\S+)", row)
    assert found, row
    assert "Enter goes there" in seat.frame("loss")[-1]
    return int(found[1].replace(",", "")), float(found[2])


async def test_epoch_and_number_belong_together_while_a_long_run_goes_on() -> None:
    """The history gives up epochs as it grows: the cursor may stand on one of those."""
    async with opened() as seat:
        await seat.reach(20)
        await seat.press("1", "home", "right", "right")
        before, _ = read(seat)
        truth = fresh(RunSpec(), 4200)
        assert before not in truth.history.curve().epochs
        await seat.reach(4200)
        epoch, _ = read(seat)
        truth.seek(epoch)
        assert seat.inside("loss")[0].split() == [
            "epoch",
            f"{epoch:,}",
            "mse",
            small(truth.record.mse),
        ]
        assert abs(epoch - before) <= 2
        await seat.press("enter")
        await at(seat, epoch)


@pytest.mark.parametrize("size", ["small", "wide"])
async def test_with_cross_entropy_the_cursor_reads_out_the_loss_too(size: str) -> None:
    spec = RunSpec(loss="cross-entropy", order="shuffled", rate=9.0)
    truth = fresh(spec, 5000)
    kept, losses = (truth.history.curve(name).epochs.astype(int) for name in ("mse", "loss"))
    odd = int(np.setdiff1d(kept, losses)[0])  # of a long run each keeps its own extremes
    async with opened(spec, size=size) as seat:
        await seat.reach(odd)
        await seat.press("1", "end")
        assert tells_loss(seat, truth) == (odd, True)
        await seat.reach(5000)
        assert tells_loss(seat, truth) == (odd, False)
        await seat.press("end")
        assert tells_loss(seat, truth) == (5000, True)


def tells_loss(seat: Seat, truth: Trainer) -> tuple[int, bool]:
    """Compare the value under the cursor with the run; return epoch and whether a loss is shown."""
    epoch, _ = read(seat)
    truth.seek(epoch)
    mse, loss = (small(value) for value in (truth.record.mse, truth.record.loss))
    start = f"epoch {epoch:,} mse {mse} loss "
    words = seat.words("loss")
    assert words.startswith((f"{start}{loss} ", f"{start}not kept ")), words
    return epoch, words.startswith(f"{start}{loss} ")


async def test_the_cursor_goes_away_with_escape_and_with_the_focus() -> None:
    async with opened() as seat:
        await seat.reach(20)
        before = seat.rows
        await seat.press("1", "left", "escape")
        assert seat.rows == before
        await seat.press("left", "2")
        assert seat.inside("loss")[0].startswith("mse")
        await seat.press("1", "z", "left", "escape")
        assert len(seat.frame("loss")) == 21, "the first escape only puts the cursor away"
        await seat.press("escape")
        assert len(seat.frame("loss")) < 21


async def test_every_column_of_a_long_run_can_be_reached() -> None:
    async with opened() as seat:
        await seat.reach(30_000)
        await seat.press("1", "home")
        seen = [read(seat)[0]]
        for _ in range(5):
            await seat.press("right")
            seen.append(read(seat)[0])
        gaps = [b - a for a, b in itertools.pairwise(seen)]
        assert all(500 <= gap <= 4000 for gap in gaps), gaps
        await seat.press("enter")
        await at(seat, seen[-1])
        holds(seat, seen[-1])


async def test_an_epoch_can_be_typed() -> None:
    async with opened() as seat:
        await seat.reach(150)
        for key in keys_of("go_to_epoch"):
            await seat.press(key)
            await seat.until(lambda: len(seat.app.screen_stack) == 2)
            assert "from 0 to 150" in seat.dialog
            for wrong in ("abc", "-3", "1.5", ""):
                await seat.retype(wrong)
                await seat.press("enter")
                await seat.until(lambda: "whole number of 0 or more" in seat.dialog)
            await seat.retype("77")
            await seat.press("enter")
            await seat.until(lambda: len(seat.app.screen_stack) == 1)
            await at(seat, 77)
            holds(seat, 77)


async def test_beyond_its_end_a_run_goes_no_further() -> None:
    async with opened() as seat:
        await seat.reach(50)
        await seat.press("<", ":")
        await seat.retype("99999")
        await seat.press("enter")
        await at(seat, 50)
        assert "epoch 50 and no further" in seat.notice


async def test_a_click_puts_the_cursor_on_the_chart() -> None:
    async with opened(size="wide") as seat:
        await seat.reach(100)
        _x, _y, width, height = seat.widget("loss").content_region
        await seat.pilot.click("#loss", offset=(width // 2, height // 2))
        epoch, _ = read(seat)
        assert 20 <= epoch <= 80


async def test_from_within_an_epoch_back_goes_to_its_beginning() -> None:
    async with opened() as seat:
        await seat.reach(10)
        seat.app.session.trainer.step_sample()
        seat.app.session.trainer.step_sample()
        await seat.app.training.alone(lambda: None)
        await seat.until(lambda: seat.standing.inside == 2)
        await seat.press(",")
        await seat.until(lambda: seat.standing.inside == 0)
        assert seat.standing.epoch == 10
        await seat.press(",")
        await at(seat, 9)


async def test_the_chart_shows_where_the_run_stands_between_its_ends() -> None:
    async with opened() as seat:
        await seat.reach(100)
        assert "┊" not in "".join(seat.inside("loss"))
        await seat.press("<", "S")
        await at(seat, 100)
        seat.app.session.navigation.seek(50)
        await seat.app.training.alone(lambda: None)
        rows = [text_of(row) for row in cells_of(seat.app.screen)]
        assert sum("┊" in row for row in rows) >= 4


async def test_going_on_after_a_change_was_taken_back_leaves_its_branch_and_says_so() -> None:
    async with opened() as seat:
        await seat.reach(20)
        await seat.press("]")
        await seat.reach(40)
        await seat.press("u")
        await at(seat, 20)
        assert "Epoch 20; U brings it back" in seat.notice
        assert "of 40" not in seat.words("loss"), "what comes after it is not ahead any more"
        await seat.press("s")
        await at(seat, 21)
        assert "A new branch" in seat.notice
        assert seat.app.session.spec.rate == 0.9
        holds(seat, 21)
        await seat.press("U")
        await seat.until(lambda: "no change that was taken back" in seat.notice)


async def test_what_was_taken_back_does_not_come_back_by_going_elsewhere() -> None:
    async with opened() as seat:
        await seat.reach(10)
        await seat.press("]", "u", ",")
        await at(seat, 9)
        await seat.press("s", "s")
        await at(seat, 11)
        assert seat.app.session.spec.rate == 0.9
        holds(seat, 11)
        await seat.press("]", "u", "r")
        await at(seat, 0)
        assert seat.app.session.spec.rate == 0.9
        assert "same weights" in seat.notice


async def test_changes_are_brought_back_one_after_the_other() -> None:
    async with opened() as seat:
        await seat.reach(5)
        await seat.press("]")
        await seat.reach(10)
        await seat.press("]")
        await seat.reach(15)
        await seat.press("u", "u")
        await at(seat, 5)
        await seat.press("U", "U")
        await at(seat, 10)
        assert seat.app.session.spec.rate == 2.0
        await seat.press(":")
        await seat.until(lambda: "from 0 to 15" in seat.dialog)
        await seat.press("escape")


async def test_rewinding_keeps_rate_and_freezes_as_they_are_now() -> None:
    async with opened() as seat:
        session = seat.app.session
        session.toggle_frozen("W1", (0, 0))
        await seat.reach(10)
        session.toggle_frozen("W1", (0, 0))
        session.toggle_frozen("W2", (0, 1))
        await seat.press("]", "r")
        await at(seat, 0)
        assert "A new branch" in seat.notice
        snapshot = session.snapshot()
        assert snapshot.spec.rate == 1.0
        assert {name: mask.tolist() for name, mask in snapshot.frozen.items()} == {
            "W2": [[False, True, False, False]]
        }
        assert same_bits(snapshot.params, snapshot.initial)


async def test_a_weight_confirmed_as_it_is_begins_no_branch() -> None:
    async with opened() as seat:
        await seat.reach(30)
        await seat.press("<", "3", "enter", "enter")
        await seat.settle()
        assert "0 of 30" in seat.words("loss")
        assert seat.app.session.navigation.last_epoch == 30


async def test_the_header_is_written_anew_when_the_window_changes() -> None:
    async with opened(size="huge") as seat:
        assert "seed 1" in seat.rows[0]
        await seat.resize(80, 24)
        await seat.until(lambda: seat.standing.state == "paused")
        assert "seed 1" not in seat.rows[0]
        await seat.resize(200, 60)
        await seat.until(lambda: "seed 1" in seat.rows[0])
