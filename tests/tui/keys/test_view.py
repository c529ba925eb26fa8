"""The keys that only change the view: axis, views, zoom, panes, help, palette and quit."""

from __future__ import annotations

import asyncio
import re
import threading
import time

import pytest

from scratchnet_tui.commands import COMMANDS
from tests.helpers.app_driver import SIZES, Seat, keys_of, opened

PANES = ("loss", "predictions", "weights", "setup", "lesson", "log")


async def test_the_axis_becomes_logarithmic_and_linear_again() -> None:
    async with opened(size="wide", lesson="cross-entropy") as seat:
        await seat.reach(1500)
        linear = seat.frame("loss")
        for key in keys_of("log_axis"):
            await seat.press(key)
            log = seat.frame("loss")
            assert "log" in log[-1]
            labels = [float(found) for found in re.findall(r"([\d.e-]+) ┤", "\n".join(log))]
            assert len(labels) >= 2
            assert all(f"{label:e}".startswith("1.000000e") for label in labels), "whole decades"
            await seat.press(key)
            assert seat.frame("loss") == linear


async def test_three_views_of_the_weights_take_turns() -> None:
    async with opened() as seat:
        await seat.train(1)
        weights = seat.frame("weights")
        for key in keys_of("weight_view"):
            shown = [weights]
            for _ in range(3):
                await seat.press(key)
                shown.append(seat.frame("weights"))
            titles = [re.findall(r"(3 .*?) ─", rows[0])[0] for rows in shown[:3]]
            assert titles == ["3 Weights", "3 Gradient dE/dW", "3 Last step dW"]
            heads = [rows[1].strip("│ ").split()[0] for rows in shown[:3]]
            assert heads == ["W1", "dE/dW1", "dW1"]
            assert shown[3] == weights


async def test_a_zoomed_pane_fills_the_screen_and_comes_back() -> None:
    async with opened(size="small") as seat:
        before = seat.rows
        for key in (*keys_of("zoom"), "escape"):
            await seat.press("z" if key == "escape" else key)
            columns, lines = SIZES["small"]
            zoomed = seat.frame("loss")
            assert (len(zoomed), len(zoomed[0])) == (lines - 3, columns)
            await seat.press(key)
            await seat.settle()
            assert seat.rows == before


@pytest.mark.parametrize("size", ["small", "huge"])
async def test_every_number_goes_to_its_pane_and_every_pane_can_be_zoomed(size: str) -> None:
    columns, lines = SIZES[size]
    async with opened(size=size) as seat:
        before = seat.rows
        for number, name in enumerate(PANES, start=1):
            hidden = not seat.frame(name)
            await seat.press(str(number))
            assert seat.focused.startswith(str(number))
            assert seat.frame(name)[0].startswith("┏━")
            if hidden:
                assert (len(seat.frame(name)), len(seat.frame(name)[0])) == (lines - 3, columns)
                await seat.press("escape")
                assert seat.focused.startswith("1"), "the focus goes back to what can be seen"
            else:
                await seat.press("z")
                assert (len(seat.frame(name)), len(seat.frame(name)[0])) == (lines - 3, columns)
                assert [other for other in PANES if seat.frame(other)] == [name]
                await seat.press("escape")
                assert seat.focused.startswith(str(number))
        await seat.press("1")
        await seat.settle()
        assert seat.rows == before


async def test_from_one_hidden_pane_a_number_leads_to_another() -> None:
    async with opened() as seat:
        for number in "456456123":
            await seat.press(number)
            assert seat.focused.startswith(number)
        assert seat.frame("loss")
        assert seat.frame("predictions")


@pytest.mark.parametrize(("size", "order"), [("small", "123"), ("wide", "41283")])
async def test_tab_goes_round_the_panes_in_view(size: str, order: str) -> None:
    async with opened(size=size) as seat:
        start = order.index("1")
        for step in range(1, len(order) + 1):
            await seat.press("tab")
            assert seat.focused[0] == order[(start + step) % len(order)]
        await seat.press("shift+tab")
        assert seat.focused[0] == order[start - 1]


async def read_help(seat: Seat) -> str:
    """Page through the help and return all that is shown."""
    seen: dict[str, None] = {}
    before: list[str] = []
    box = seat.app.screen.query_one("#help")
    while before != (before := seat.rows):
        seen.update(dict.fromkeys(" ".join(row.split()) for row in seat.dialog_rows))
        await seat.press("pagedown")
        await seat.until(lambda: box.scroll_y == box.scroll_target_y, "the end of scrolling")
        await seat.pilot.pause()
    return "\n".join(seen)


async def test_the_help_shows_every_command() -> None:
    async with opened(size="wide") as seat:
        before = seat.rows
        await seat.press("?")
        shown = await read_help(seat)
        assert [entry for entry in COMMANDS if f"{entry.shown} {entry.help}" not in shown] == []
        assert "Setup" in shown
        await seat.press("escape")
        await seat.settle()
        assert seat.rows == before


async def test_any_likely_key_closes_the_help_and_does_nothing_else() -> None:
    async with opened() as seat:
        before = seat.rows
        for closing in ("q", "ㅂ", "enter", "space", "escape", *keys_of("help")):
            await seat.press("f1" if closing == "f1" else "?")
            assert "┏━ Help" in seat.text
            await seat.press(closing)
            await seat.settle()
            assert seat.rows == before


async def test_the_palette_does_what_a_command_does() -> None:
    async with opened() as seat:
        await seat.press("ctrl+p")
        await seat.until(lambda: "Search for commands" in seat.text)
        seat.strike(*"train a hun")
        await seat.until(lambda: "Key: S >" in seat.text)
        await seat.press("down", "enter")
        await seat.until(lambda: seat.app.screen is seat.app.main)
        await seat.until(lambda: seat.standing.epoch == 100)


async def test_the_palette_offers_every_command() -> None:
    async with opened() as seat:
        entries = list(seat.app.get_system_commands(seat.app.screen))
        helps = [entry.help for entry in entries]
        assert [entry.shown for entry in COMMANDS if f"Key: {entry.shown}" not in helps] == []
        titles = [entry.title for entry in entries]
        assert len(set(titles)) == len(titles)


async def gone(seat: Seat) -> bool:
    """Wait until the app has ended."""
    for _ in range(500):
        await asyncio.sleep(0.01)
        if not seat.app.is_running:
            return True
    return False


@pytest.mark.parametrize(
    ("key", "state"),
    [*((key, "paused") for key in keys_of("quit")), ("q", "running"), ("ctrl+c", "running")],
)
async def test_a_key_quits(key: str, state: str) -> None:
    async with opened(start=state == "running") as seat:
        await seat.until(lambda: seat.standing.state == state)
        seat.strike(key)
        assert await gone(seat)
        assert seat.app.return_code == 0


@pytest.mark.parametrize("place", ["l", "?", "d enter"])
async def test_ctrl_q_quits_from_whatever_is_open(place: str) -> None:
    async with opened() as seat:
        await seat.press(*place.split())
        seat.strike("ctrl+q")
        assert await gone(seat)
        assert seat.app.return_code == 0


async def test_a_click_on_a_key_does_what_the_key_does() -> None:
    async with opened() as seat:
        for word, epoch in (("epoch", 1), ("back", 0)):
            at = seat.rows[-1].index(word)
            await seat.pilot.click(offset=(at, len(seat.rows) - 1))
            await seat.until(lambda epoch=epoch: seat.standing.epoch == epoch)


async def test_the_keys_at_the_bottom_fit_and_follow_the_situation() -> None:
    async with opened(pace="1") as seat:
        paused = seat.keys
        assert "space run" in paused
        await seat.press("space")
        await seat.until(lambda: "space pause" in seat.keys)
        assert "+ faster" in seat.keys
        await seat.press("4")
        assert "left right value" in seat.keys
        await seat.press("escape", "space")
        await seat.until(lambda: seat.keys == paused)


async def test_the_view_can_change_while_a_picture_is_being_made(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """With a large table it takes a while to work out what to show; w may come in between."""
    async with opened(start=True) as seat:
        session, under_way = seat.app.session, threading.Event()
        work_out = session.snapshot

        def slowly() -> object:
            snapshot = work_out()
            under_way.set()
            time.sleep(0.05)  # the large table: long enough for a key to come in between
            return snapshot

        monkeypatch.setattr(session, "snapshot", slowly)
        for title in ("Gradient", "Last step", "Weights", "Gradient"):
            under_way.clear()
            await seat.until(under_way.is_set)
            seat.strike("w")
            await seat.until(lambda title=title: title in seat.frame("weights")[0])
        await seat.press("space")
        await seat.settle()


async def test_a_key_that_does_nothing_says_so_once() -> None:
    async with opened(size="huge") as seat:
        await seat.press("k")
        await seat.until(lambda: seat.notice.startswith("k "), "a notice on the key")
        assert "?" in seat.notice
        said = seat.words("log").count("k does nothing")
        assert said == 1
        await seat.press("s")
        await seat.until(lambda: seat.standing.epoch == 1, "an epoch")
        for key in ("k", "k", "f12", "f12", "ㅏ"):
            await seat.press(key)
        await seat.until(lambda: seat.notice.startswith("ㅏ "), "a notice on the last key")
        log = seat.words("log")
        assert [log.count(f"{key} does nothing") for key in ("k", "f12", "ㅏ")] == [1, 1, 1]


async def test_keys_that_mean_something_are_never_said_to_do_nothing() -> None:
    async with opened(size="huge") as seat:
        for entry in COMMANDS:
            if entry.group != "App":
                for key in entry.keys.split(","):
                    seat.strike(key)
                    await seat.breathe()
                    seat.strike("escape", "escape")
                    await seat.breathe()
        for key in ("tab", "up", "left", "left_shift", "ctrl+p", "k", "escape", "escape"):
            await seat.press(key)
        seat.app.training.pause()
        await seat.settle()
        assert "does nothing here" not in seat.text
