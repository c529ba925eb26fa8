"""No change stays undrawn: not behind dialogs, not during a batch, not after a resize."""

from __future__ import annotations

import pytest
from textual.events import Resize

from tests.helpers.app_driver import Seat, opened


def same_size(seat: Seat) -> Resize:
    """What the driver posts for SIGWINCH: here, of a size that was taken back."""
    return Resize(seat.app.size, seat.app.size)


def change(seat: Seat, pace: int) -> None:
    """Change a number of the status line, which is visible behind every dialog."""
    seat.app.main.show_status(False, str(pace), 0.0)


async def see(seat: Seat, pace: int) -> None:
    """Wait until the terminal shows the change and is up to date."""
    end = f" {pace} ep/s"
    await seat.until(lambda: seat.text.partition("\n")[0].endswith(end), "the change on the screen")
    await seat.until(lambda: not seat.line.stale(seat.app.screen), "the terminal to show it")


@pytest.mark.parametrize("keys", [(), ("question_mark",), ("a",), ("a", "enter"), ("ctrl+p",)])
async def test_a_change_behind_any_number_of_dialogs_is_drawn(keys: tuple[str, ...]) -> None:
    async with opened() as seat:
        await seat.press(*keys)
        await seat.settle()
        change(seat, 7)
        await see(seat, 7)


@pytest.mark.parametrize("keys", [(), ("a",), ("a", "enter"), ("ctrl+p",)])
async def test_a_change_during_a_batch_is_drawn_after_it(keys: tuple[str, ...]) -> None:
    async with opened() as seat:
        await seat.press(*keys)
        await seat.settle()
        with seat.app.batch_update():
            change(seat, 7)
            await seat.breathe()
        await see(seat, 7)


async def test_a_change_of_the_layout_during_a_batch_is_drawn_after_it() -> None:
    async with opened() as seat:
        with seat.app.batch_update():
            seat.app.main.toggle_zoom()
            await seat.breathe()
        await seat.until(lambda: "2 Predictions" not in seat.text, "the zoomed pane")
        await seat.until(lambda: not seat.line.stale(seat.app.screen), "the terminal to show it")


@pytest.mark.parametrize("key", ["a", "question_mark", "l", "P", "ctrl+p"])
async def test_a_change_just_as_a_dialog_opens_is_drawn(key: str) -> None:
    async with opened() as seat:
        for wait in range(12):
            seat.strike(key)
            for _ in range(wait):
                await seat.pilot.pause(0)
            change(seat, wait)
            await seat.until(lambda: seat.app.screen is not seat.app.main, f"the dialog of {key}")
            await see(seat, wait)
            await seat.press("escape")
            await seat.until(lambda: seat.app.screen is seat.app.main, "the main screen")
            await seat.settle()


@pytest.mark.parametrize("keys", [(), ("question_mark",), ("a", "enter"), ("ctrl+p",), ("z",)])
async def test_a_resize_draws_everything_again(
    keys: tuple[str, ...],
) -> None:
    async with opened() as seat:
        await seat.press(*keys)
        await seat.settle()
        for _ in range(3):
            seat.line.lose()
            assert seat.line.stale(seat.app.screen)
            seat.app.post_message(same_size(seat))
            await seat.until(lambda: not seat.line.stale(seat.app.screen), "all of the picture")


async def test_a_resize_during_a_batch_draws_everything_after_it() -> None:
    async with opened() as seat:
        seat.line.lose()
        with seat.app.batch_update():
            seat.app.post_message(same_size(seat))
            await seat.breathe()
        await seat.until(lambda: not seat.line.stale(seat.app.screen), "all of the picture")
