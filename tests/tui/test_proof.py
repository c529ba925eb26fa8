"""Proof: the gradient check and the source, as a person at the keyboard meets them."""

from __future__ import annotations

import re

import pytest
from seat import Seat, keys_of, opened, same_bits

from core import SLIPS, RunSpec, load
from scratchnet_tui.screens.check import CheckScreen
from scratchnet_tui.session import Session

WRONG = {
    "updated-weights": {"W1"},
    "slope-of-y": {"W1", "W2"},
    "no-slope": {"W1"},
    "sign": {"W1", "W2"},
}


async def checked(seat: Seat, key: str = "g") -> None:
    """Check the gradient, and wait for the answer."""
    await seat.press(key)
    await seat.until(lambda: "Gradient check at" in seat.text, "the check is shown")
    await seat.until(lambda: "array" in seat.dialog, "and drawn")


async def closed(seat: Seat, key: str = "escape") -> None:
    await seat.press(key)
    await seat.until(lambda: seat.app.screen is seat.app.main)


async def test_the_gradient_of_xor_is_right_and_nothing_changes() -> None:
    async with opened() as seat:
        await seat.reach(3)
        before = seat.app.session.snapshot()
        for key in keys_of("check"):
            await checked(seat, key)
            assert "Gradient check at epoch 3" in seat.text
            assert seat.dialog.startswith("right: all 16 slopes compared")
            assert "wrong " not in seat.dialog.partition("analytic:")[0]
            await closed(seat, key)
            assert seat.notice == "The gradient is right. The check has changed nothing."
        after = seat.app.session.snapshot()
        assert same_bits(before.params, after.params)
        assert before.record == after.record


@pytest.mark.parametrize("slip", WRONG)
async def test_a_slip_is_found_with_its_arrays(slip: str) -> None:
    async with opened(RunSpec(slip=slip)) as seat:
        await checked(seat)
        (named,) = re.findall(r"^wrong in ([\w, ]+): ", seat.dialog)
        assert set(named.split(", ")) == WRONG[slip]
        assert SLIPS[slip].text in seat.dialog
        words = dict(re.findall(r"\b(W\d) \d x \d .*? (right|wrong)\b", seat.dialog))
        assert words == {name: "wrong" if name in WRONG[slip] else "right" for name in words}
        assert len(words) == 2
        await seat.press("end")
        await seat.until(lambda: "numeric" in seat.dialog and "array" not in seat.dialog)
        await closed(seat)
        assert "The gradient is wrong." in seat.notice


async def test_the_loss_falls_although_the_gradient_is_wrong() -> None:
    async with opened(RunSpec(slip="updated-weights")) as seat:
        before = seat.standing.mse
        await seat.reach(500)
        assert seat.standing.mse < 0.8 * before
        await checked(seat)
        assert "wrong in W1: " in seat.dialog
        assert "The loss may still fall." in seat.dialog


async def test_training_goes_on_below_the_check() -> None:
    async with opened(start=True) as seat:
        await seat.until(lambda: seat.standing.epoch > 0)
        await checked(seat)
        epoch = seat.app.session.epoch
        await seat.until(lambda: seat.app.session.epoch > epoch)
        await closed(seat)
        assert seat.app.runner.running
        await seat.press("space")


async def test_pressed_twice_it_opens_once() -> None:
    async with opened() as seat:
        seat.strike("g", "g", "g")
        await seat.until(lambda: isinstance(seat.app.screen, CheckScreen))
        await seat.settle()
        if isinstance(seat.app.screen, CheckScreen):
            await closed(seat)
        assert len(seat.app.screen_stack) == 1


@pytest.mark.parametrize("size", ["small", "wide", "huge"])
async def test_no_row_of_the_check_is_cut_off(size: str) -> None:
    spec = RunSpec(hidden=(12, 7), bias=True, slip="no-slope")
    async with opened(spec, size=size) as seat:
        await checked(seat)
        pane = seat.app.screen.query_one("#check")
        assert pane.virtual_size.width <= pane.size.width
        assert pane.virtual_size.height > pane.size.height
        await closed(seat)


def test_of_a_large_network_fewer_slopes_are_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    spec = RunSpec(hidden=(20,))
    session = Session(spec, load(spec))
    assert [array.checked for array in session.check().arrays] == [60, 20]
    monkeypatch.setattr("scratchnet_tui.session._CHECK", 4 * 2 * 4 * 80 * 15)
    few = session.check()
    assert [array.checked for array in few.arrays] == [15, 15]
    assert "30 of 80 slopes compared" in few.verdict
    monkeypatch.setattr("scratchnet_tui.session._CHECK", 1.0)
    assert [array.checked for array in session.check().arrays] == [10, 10]
