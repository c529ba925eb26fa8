"""Keys that arrive together, as over a slow connection, act as they would one by one."""

from __future__ import annotations

import pytest
from textual.widgets import Input, OptionList

from tests.helpers.app_driver import open_app


@pytest.mark.parametrize("first", ["enter", "escape", "q"])
@pytest.mark.parametrize("second", ["enter", "escape"])
async def test_two_keys_for_the_list_of_lessons(first: str, second: str) -> None:
    async with open_app(size="wide") as driver:
        await driver.press("l", "down")
        await driver.wait_until(lambda: isinstance(driver.app.focused, OptionList))
        driver.send_keys(first, second)
        await driver.wait_until(lambda: driver.app.screen is driver.app.main)
        await driver.wait_until_idle()
        opened_one = (
            bool(driver.framed_rows("lesson")) and "delta-rule" in driver.framed_rows("lesson")[0]
        )
        assert opened_one == (first == "enter")


@pytest.mark.parametrize("second", ["enter", "escape"])
async def test_two_keys_for_a_value(second: str) -> None:
    async with open_app() as driver:
        await driver.press("m", "enter")
        await driver.wait_until(lambda: isinstance(driver.app.focused, Input))
        await driver.retype("5")
        driver.send_keys("enter", second)
        await driver.wait_until_idle()
        typing = driver.app.screen is not driver.app.main
        assert typing == (second == "enter")  # the second Enter asks for a value again
        await driver.press(*["escape"] * typing, "4")
        assert driver.form_values()["hidden"] == "5"


async def test_a_value_is_typed_in_one_go() -> None:
    async with open_app() as driver:
        driver.send_keys("m", "enter", "ctrl+u", *"7,3", "enter")
        await driver.wait_until_idle()
        assert driver.app.screen is driver.app.main
        assert driver.form_values()["hidden"] == "7,3"


@pytest.mark.parametrize("keys", [("enter", "enter"), ("enter", "escape"), ("escape", "enter"),
                                  ("escape", "escape")])  # fmt: skip
async def test_two_keys_for_the_command_palette(keys: tuple[str, str]) -> None:
    async with open_app() as driver:
        await driver.press("ctrl+p")
        driver.send_keys(*"train one")
        await driver.wait_until(lambda: "Train one epoch" in driver.text, "what was looked for")
        driver.send_keys(*keys)
        await driver.wait_until_idle()
        await driver.wait_until(lambda: driver.app.screen is driver.app.main)
        assert driver.status.epoch == (keys[0] == "enter")


async def test_a_click_and_a_key_for_the_command_palette() -> None:
    async with open_app() as driver:
        await driver.press("ctrl+p")
        driver.send_keys(*"train one")
        await driver.wait_until(lambda: "Train one epoch" in driver.text, "what was looked for")
        await driver.pilot.click("CommandList", offset=(5, 1))
        driver.send_keys("enter", "escape")
        await driver.wait_until_idle()
        await driver.wait_until(lambda: driver.app.screen is driver.app.main)
        assert driver.status.epoch == 1


@pytest.mark.parametrize("last", ["q", "ctrl+q", "ctrl+c"])
@pytest.mark.parametrize("key", ["l", "question_mark", "colon", "ctrl+p", "P", "c", "g", "space"])
async def test_a_key_right_after_the_last_one_does_nothing(last: str, key: str) -> None:
    async with open_app() as driver:
        driver.send_keys(last, key)
        await driver.wait_until(lambda: not driver.app.is_running, "the end")
    assert driver.app.return_code == 0


@pytest.mark.parametrize("keys", ["??", "? escape escape", "? q", "lll", "l escape escape"])
async def test_two_keys_for_what_has_opened(keys: str) -> None:
    async with open_app() as driver:
        driver.send_keys(*(keys.split() if " " in keys else keys))
        await driver.process_messages()
        await driver.press("escape", "escape")
        await driver.wait_until(lambda: driver.app.screen is driver.app.main)
        await driver.train(1)


async def test_a_hundred_keys_at_once_are_all_obeyed() -> None:
    async with open_app(size="wide") as driver:
        driver.send_keys(*"n" * 50, *"]" * 3, *"w" * 3, *"y" * 2)
        await driver.wait_until(lambda: driver.form_values()["seed"] == "51")
        await driver.wait_until(lambda: driver.form_values()["rate"] == "3")


async def test_turning_a_page_before_the_palette_has_found_anything_does_nothing() -> None:
    async with open_app() as driver:
        driver.send_keys("ctrl+p")
        driver.send_keys("pagedown")
        await driver.wait_until_idle()
        assert driver.app.is_running
        await driver.press("escape")
        await driver.wait_until(lambda: driver.app.screen is driver.app.main)
        await driver.press("s")
        await driver.wait_until(lambda: driver.status.epoch == 1)
