"""Keys that arrive together, as they do over a slow line, do what they would do one by one."""

from __future__ import annotations

import pytest
from seat import opened
from textual.widgets import Input, OptionList


@pytest.mark.parametrize("first", ["enter", "escape", "q"])
@pytest.mark.parametrize("second", ["enter", "escape"])
async def test_two_keys_for_the_list_of_lessons(first: str, second: str) -> None:
    async with opened(size="wide") as seat:
        await seat.press("l", "down")
        await seat.until(lambda: isinstance(seat.app.focused, OptionList))
        seat.strike(first, second)
        await seat.until(lambda: seat.app.screen is seat.app.main)
        await seat.settle()
        if second != "escape":  # Escape may overtake Enter
            opened_one = bool(seat.frame("lesson")) and "delta-rule" in seat.frame("lesson")[0]
            assert opened_one == (first == "enter")


@pytest.mark.parametrize("second", ["enter", "escape"])
async def test_two_keys_for_a_value(second: str) -> None:
    async with opened() as seat:
        await seat.press("m", "enter")
        await seat.until(lambda: isinstance(seat.app.focused, Input))
        await seat.retype("5")
        seat.strike("enter", second)
        await seat.until(lambda: seat.app.screen is seat.app.main or second == "enter")
        await seat.settle()
        while seat.app.screen is not seat.app.main:  # the second Enter may have opened it again
            await seat.press("escape")
        assert seat.settings()["hidden"] in ("4", "5")  # Escape may overtake Enter


@pytest.mark.parametrize("keys", ["??", "? escape escape", "? q", "lll", "l escape escape"])
async def test_two_keys_for_what_has_opened(keys: str) -> None:
    async with opened() as seat:
        seat.strike(*(keys.split() if " " in keys else keys))
        await seat.breathe()
        await seat.press("escape", "escape")
        await seat.until(lambda: seat.app.screen is seat.app.main)
        await seat.train(1)


async def test_a_hundred_keys_at_once_are_all_obeyed() -> None:
    async with opened(size="wide") as seat:
        seat.strike(*"n" * 50, *"]" * 3, *"w" * 3, *"y" * 2)
        await seat.until(lambda: seat.settings()["seed"] == "51")
        await seat.until(lambda: seat.settings()["rate"] == "3")


async def test_turning_a_page_before_the_palette_has_found_anything_does_nothing() -> None:
    async with opened() as seat:
        seat.strike("ctrl+p")
        seat.strike("pagedown")
        await seat.settle()
        assert seat.app.is_running
        await seat.press("escape")
        await seat.until(lambda: seat.app.screen is seat.app.main)
        await seat.press("s")
        await seat.until(lambda: seat.standing.epoch == 1)
