"""No change stays undrawn: not behind dialogs, not during a batch, not after a resize."""

from __future__ import annotations

import pytest
from textual.events import Resize

from tests.helpers.app_driver import AppDriver, open_app


def same_size(driver: AppDriver) -> Resize:
    """What the driver posts for SIGWINCH: here, of a size that was taken back."""
    return Resize(driver.app.size, driver.app.size)


def change(driver: AppDriver, pace: int) -> None:
    """Change a number of the status line, which is visible behind every dialog."""
    driver.app.main.show_status(False, str(pace), 0.0)


async def see(driver: AppDriver, pace: int) -> None:
    """Wait until the terminal shows the change and is up to date."""
    end = f" {pace} ep/s"
    await driver.wait_until(
        lambda: driver.text.partition("\n")[0].endswith(end), "the change on the screen"
    )
    await driver.wait_until(
        lambda: not driver.output.first_stale_row(driver.app.screen), "the terminal to show it"
    )


@pytest.mark.parametrize("keys", [(), ("question_mark",), ("a",), ("a", "enter"), ("ctrl+p",)])
async def test_a_change_behind_any_number_of_dialogs_is_drawn(keys: tuple[str, ...]) -> None:
    async with open_app() as driver:
        await driver.press(*keys)
        await driver.wait_until_idle()
        change(driver, 7)
        await see(driver, 7)


@pytest.mark.parametrize("keys", [(), ("a",), ("a", "enter"), ("ctrl+p",)])
async def test_a_change_during_a_batch_is_drawn_after_it(keys: tuple[str, ...]) -> None:
    async with open_app() as driver:
        await driver.press(*keys)
        await driver.wait_until_idle()
        with driver.app.batch_update():
            change(driver, 7)
            await driver.process_messages()
        await see(driver, 7)


async def test_a_change_of_the_layout_during_a_batch_is_drawn_after_it() -> None:
    async with open_app() as driver:
        with driver.app.batch_update():
            driver.app.main.toggle_zoom()
            await driver.process_messages()
        await driver.wait_until(lambda: "2 Predictions" not in driver.text, "the zoomed pane")
        await driver.wait_until(
            lambda: not driver.output.first_stale_row(driver.app.screen), "the terminal to show it"
        )


@pytest.mark.parametrize("key", ["a", "question_mark", "l", "P", "ctrl+p"])
async def test_a_change_just_as_a_dialog_opens_is_drawn(key: str) -> None:
    async with open_app() as driver:
        for wait in range(12):
            driver.send_keys(key)
            for _ in range(wait):
                await driver.pilot.pause(0)
            change(driver, wait)
            await driver.wait_until(
                lambda: driver.app.screen is not driver.app.main, f"the dialog of {key}"
            )
            await see(driver, wait)
            await driver.press("escape")
            await driver.wait_until(lambda: driver.app.screen is driver.app.main, "the main screen")
            await driver.wait_until_idle()


@pytest.mark.parametrize("keys", [(), ("question_mark",), ("a", "enter"), ("ctrl+p",), ("z",)])
async def test_a_resize_draws_everything_again(
    keys: tuple[str, ...],
) -> None:
    async with open_app() as driver:
        await driver.press(*keys)
        await driver.wait_until_idle()
        for _ in range(3):
            driver.output.clear()
            assert driver.output.first_stale_row(driver.app.screen)
            driver.app.post_message(same_size(driver))
            await driver.wait_until(
                lambda: not driver.output.first_stale_row(driver.app.screen), "all of the picture"
            )


async def test_a_resize_during_a_batch_draws_everything_after_it() -> None:
    async with open_app() as driver:
        driver.output.clear()
        with driver.app.batch_update():
            driver.app.post_message(same_size(driver))
            await driver.process_messages()
        await driver.wait_until(
            lambda: not driver.output.first_stale_row(driver.app.screen), "all of the picture"
        )
