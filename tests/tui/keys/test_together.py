"""Keys that arrive together, as over a slow connection, act as they would one by one."""

from __future__ import annotations

import pytest
from textual.widgets import Input, OptionList

from tests.helpers.app_driver import opened


@pytest.mark.parametrize("first", ["enter", "escape", "q"])
@pytest.mark.parametrize("second", ["enter", "escape"])
async def test_two_keys_for_the_list_of_lessons(first: str, second: str) -> None:
    async with opened(size="wide") as seat:
        await seat.press("l", "down")
        await seat.until(lambda: isinstance(seat.app.focused, OptionList))
        seat.strike(first, second)
        await seat.until(lambda: seat.app.screen is seat.app.main)
        await seat.settle()
        opened_one = bool(seat.frame("lesson")) and "delta-rule" in seat.frame("lesson")[0]
        assert opened_one == (first == "enter")


@pytest.mark.parametrize("second", ["enter", "escape"])
async def test_two_keys_for_a_value(second: str) -> None:
    async with opened() as seat:
        await seat.press("m", "enter")
        await seat.until(lambda: isinstance(seat.app.focused, Input))
        await seat.retype("5")
        seat.strike("enter", second)
        await seat.settle()
        typing = seat.app.screen is not seat.app.main
        assert typing == (second == "enter")  # the second Enter asks for a value again
        await seat.press(*["escape"] * typing, "4")
        assert seat.settings()["hidden"] == "5"


async def test_a_value_is_typed_in_one_go() -> None:
    async with opened() as seat:
        seat.strike("m", "enter", "ctrl+u", *"7,3", "enter")
        await seat.settle()
        assert seat.app.screen is seat.app.main
        assert seat.settings()["hidden"] == "7,3"


@pytest.mark.parametrize("keys", [("enter", "enter"), ("enter", "escape"), ("escape", "enter"),
                                  ("escape", "escape")])  # fmt: skip
async def test_two_keys_for_the_command_palette(keys: tuple[str, str]) -> None:
    async with opened() as seat:
        await seat.press("ctrl+p")
        seat.strike(*"train one")
        await seat.until(lambda: "Train one epoch" in seat.text, "what was looked for")
        seat.strike(*keys)
        await seat.settle()
        await seat.until(lambda: seat.app.screen is seat.app.main)
        assert seat.standing.epoch == (keys[0] == "enter")


async def test_a_click_and_a_key_for_the_command_palette() -> None:
    async with opened() as seat:
        await seat.press("ctrl+p")
        seat.strike(*"train one")
        await seat.until(lambda: "Train one epoch" in seat.text, "what was looked for")
        await seat.pilot.click("CommandList", offset=(5, 1))
        seat.strike("enter", "escape")
        await seat.settle()
        await seat.until(lambda: seat.app.screen is seat.app.main)
        assert seat.standing.epoch == 1


@pytest.mark.parametrize("last", ["q", "ctrl+q", "ctrl+c"])
@pytest.mark.parametrize("key", ["l", "question_mark", "colon", "ctrl+p", "P", "c", "g", "space"])
async def test_a_key_right_after_the_last_one_does_nothing(last: str, key: str) -> None:
    async with opened() as seat:
        seat.strike(last, key)
        await seat.until(lambda: not seat.app.is_running, "the end")
    assert seat.app.return_code == 0


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
