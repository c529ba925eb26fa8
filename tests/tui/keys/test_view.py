"""The keys that only change the view: axis, views, zoom, panes, help, palette and quit."""

from __future__ import annotations

import asyncio
import re
import threading
import time

import pytest

from scratchnet_tui.commands import COMMANDS
from tests.helpers.app_driver import SIZES, AppDriver, keys_of, open_app

PANES = ("loss", "predictions", "weights", "setup", "lesson", "log")


async def test_the_axis_becomes_logarithmic_and_linear_again() -> None:
    async with open_app(size="wide", lesson="cross-entropy") as driver:
        await driver.train_to(1500)
        linear = driver.framed_rows("loss")
        for key in keys_of("log_axis"):
            await driver.press(key)
            log = driver.framed_rows("loss")
            assert "log" in log[-1]
            labels = [float(found) for found in re.findall(r"([\d.e-]+) ┤", "\n".join(log))]
            assert len(labels) >= 2
            assert all(f"{label:e}".startswith("1.000000e") for label in labels), "whole decades"
            await driver.press(key)
            assert driver.framed_rows("loss") == linear


async def test_three_views_of_the_weights_take_turns() -> None:
    async with open_app() as driver:
        await driver.train(1)
        weights = driver.framed_rows("weights")
        for key in keys_of("weight_view"):
            shown = [weights]
            for _ in range(3):
                await driver.press(key)
                shown.append(driver.framed_rows("weights"))
            titles = [re.findall(r"(3 .*?) ─", rows[0])[0] for rows in shown[:3]]
            assert titles == ["3 Weights", "3 Gradient dE/dW", "3 Last step dW"]
            heads = [rows[1].strip("│ ").split()[0] for rows in shown[:3]]
            assert heads == ["W1", "dE/dW1", "dW1"]
            assert shown[3] == weights


async def test_a_zoomed_pane_fills_the_screen_and_comes_back() -> None:
    async with open_app(size="small") as driver:
        before = driver.rows
        for key in (*keys_of("zoom"), "escape"):
            await driver.press("z" if key == "escape" else key)
            columns, lines = SIZES["small"]
            zoomed = driver.framed_rows("loss")
            assert (len(zoomed), len(zoomed[0])) == (lines - 3, columns)
            await driver.press(key)
            await driver.wait_until_idle()
            assert driver.rows == before


@pytest.mark.parametrize("size", ["small", "huge"])
async def test_every_number_goes_to_its_pane_and_every_pane_can_be_zoomed(size: str) -> None:
    columns, lines = SIZES[size]
    async with open_app(size=size) as driver:
        before = driver.rows
        for number, name in enumerate(PANES, start=1):
            hidden = not driver.framed_rows(name)
            await driver.press(str(number))
            assert driver.focused.startswith(str(number))
            assert driver.framed_rows(name)[0].startswith("┏━")
            if hidden:
                assert (len(driver.framed_rows(name)), len(driver.framed_rows(name)[0])) == (
                    lines - 3,
                    columns,
                )
                await driver.press("escape")
                assert driver.focused.startswith("1"), "the focus goes back to what can be seen"
            else:
                await driver.press("z")
                assert (len(driver.framed_rows(name)), len(driver.framed_rows(name)[0])) == (
                    lines - 3,
                    columns,
                )
                assert [other for other in PANES if driver.framed_rows(other)] == [name]
                await driver.press("escape")
                assert driver.focused.startswith(str(number))
        await driver.press("1")
        await driver.wait_until_idle()
        assert driver.rows == before


async def test_from_one_hidden_pane_a_number_leads_to_another() -> None:
    async with open_app() as driver:
        for number in "456456123":
            await driver.press(number)
            assert driver.focused.startswith(number)
        assert driver.framed_rows("loss")
        assert driver.framed_rows("predictions")


@pytest.mark.parametrize(("size", "order"), [("small", "123"), ("wide", "41283")])
async def test_tab_goes_round_the_panes_in_view(size: str, order: str) -> None:
    async with open_app(size=size) as driver:
        start = order.index("1")
        for step in range(1, len(order) + 1):
            await driver.press("tab")
            assert driver.focused[0] == order[(start + step) % len(order)]
        await driver.press("shift+tab")
        assert driver.focused[0] == order[start - 1]


async def read_help(driver: AppDriver) -> str:
    """Page through the help and return all that is shown."""
    seen: dict[str, None] = {}
    before: list[str] = []
    box = driver.app.screen.query_one("#help")
    while before != (before := driver.rows):
        seen.update(dict.fromkeys(" ".join(row.split()) for row in driver.dialog_rows))
        await driver.press("pagedown")
        await driver.wait_until(lambda: box.scroll_y == box.scroll_target_y, "the end of scrolling")
        await driver.pilot.pause()
    return "\n".join(seen)


async def test_the_help_shows_every_command() -> None:
    async with open_app(size="wide") as driver:
        before = driver.rows
        await driver.press("?")
        shown = await read_help(driver)
        assert [entry for entry in COMMANDS if f"{entry.shown} {entry.help}" not in shown] == []
        assert "Setup" in shown
        await driver.press("escape")
        await driver.wait_until_idle()
        assert driver.rows == before


async def test_any_likely_key_closes_the_help_and_does_nothing_else() -> None:
    async with open_app() as driver:
        before = driver.rows
        for closing in ("q", "ㅂ", "enter", "space", "escape", *keys_of("help")):
            await driver.press("f1" if closing == "f1" else "?")
            assert "┏━ Help" in driver.text
            await driver.press(closing)
            await driver.wait_until_idle()
            assert driver.rows == before


async def test_the_palette_does_what_a_command_does() -> None:
    async with open_app() as driver:
        await driver.press("ctrl+p")
        await driver.wait_until(lambda: "Search for commands" in driver.text)
        driver.send_keys(*"train a hun")
        await driver.wait_until(lambda: "Key: S >" in driver.text)
        await driver.press("down", "enter")
        await driver.wait_until(lambda: driver.app.screen is driver.app.main)
        await driver.wait_until(lambda: driver.status.epoch == 100)


async def test_the_palette_offers_every_command() -> None:
    async with open_app() as driver:
        entries = list(driver.app.get_system_commands(driver.app.screen))
        helps = [entry.help for entry in entries]
        assert [entry.shown for entry in COMMANDS if f"Key: {entry.shown}" not in helps] == []
        titles = [entry.title for entry in entries]
        assert len(set(titles)) == len(titles)


async def gone(driver: AppDriver) -> bool:
    """Wait until the app has ended."""
    for _ in range(500):
        await asyncio.sleep(0.01)
        if not driver.app.is_running:
            return True
    return False


@pytest.mark.parametrize(
    ("key", "state"),
    [*((key, "paused") for key in keys_of("quit")), ("q", "running"), ("ctrl+c", "running")],
)
async def test_a_key_quits(key: str, state: str) -> None:
    async with open_app(start=state == "running") as driver:
        await driver.wait_until(lambda: driver.status.state == state)
        driver.send_keys(key)
        assert await gone(driver)
        assert driver.app.return_code == 0


@pytest.mark.parametrize("place", ["l", "?", "d enter"])
async def test_ctrl_q_quits_from_whatever_is_open(place: str) -> None:
    async with open_app() as driver:
        await driver.press(*place.split())
        driver.send_keys("ctrl+q")
        assert await gone(driver)
        assert driver.app.return_code == 0


async def test_a_click_on_a_key_does_what_the_key_does() -> None:
    async with open_app() as driver:
        for word, epoch in (("epoch", 1), ("back", 0)):
            at = driver.rows[-1].index(word)
            await driver.pilot.click(offset=(at, len(driver.rows) - 1))
            await driver.wait_until(lambda epoch=epoch: driver.status.epoch == epoch)


async def test_the_keys_at_the_bottom_fit_and_follow_the_situation() -> None:
    async with open_app(pace="1") as driver:
        paused = driver.footer
        assert "space run" in paused
        await driver.press("space")
        await driver.wait_until(lambda: "space pause" in driver.footer)
        assert "+ faster" in driver.footer
        await driver.press("4")
        assert "left right value" in driver.footer
        await driver.press("escape", "space")
        await driver.wait_until(lambda: driver.footer == paused)


async def test_the_view_can_change_while_a_picture_is_being_made(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """With a large table it takes a while to work out what to show; w may come in between."""
    async with open_app(start=True) as driver:
        session, under_way = driver.app.session, threading.Event()
        work_out = session.snapshot

        def slowly() -> object:
            snapshot = work_out()
            under_way.set()
            time.sleep(0.05)  # the large table: long enough for a key to come in between
            return snapshot

        monkeypatch.setattr(session, "snapshot", slowly)
        for title in ("Gradient", "Last step", "Weights", "Gradient"):
            under_way.clear()
            await driver.wait_until(under_way.is_set)
            driver.send_keys("w")
            await driver.wait_until(lambda title=title: title in driver.framed_rows("weights")[0])
        await driver.press("space")
        await driver.wait_until_idle()


async def test_a_key_that_does_nothing_says_so_once() -> None:
    async with open_app(size="huge") as driver:
        await driver.press("k")
        await driver.wait_until(lambda: driver.notice.startswith("k "), "a notice on the key")
        assert "?" in driver.notice
        said = driver.pane_text("log").count("k does nothing")
        assert said == 1
        await driver.press("s")
        await driver.wait_until(lambda: driver.status.epoch == 1, "an epoch")
        for key in ("k", "k", "f12", "f12", "ㅏ"):
            await driver.press(key)
        await driver.wait_until(lambda: driver.notice.startswith("ㅏ "), "a notice on the last key")
        log = driver.pane_text("log")
        assert [log.count(f"{key} does nothing") for key in ("k", "f12", "ㅏ")] == [1, 1, 1]


async def test_keys_that_mean_something_are_never_said_to_do_nothing() -> None:
    async with open_app(size="huge") as driver:
        for entry in COMMANDS:
            if entry.group != "App":
                for key in entry.keys.split(","):
                    driver.send_keys(key)
                    await driver.process_messages()
                    driver.send_keys("escape", "escape")
                    await driver.process_messages()
        for key in ("tab", "up", "left", "left_shift", "ctrl+p", "k", "escape", "escape"):
            await driver.press(key)
        driver.app.training.pause()
        await driver.wait_until_idle()
        assert "does nothing here" not in driver.text
