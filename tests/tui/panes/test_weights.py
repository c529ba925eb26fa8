"""The cursor in the weights: where it moves, what it reads out, what it edits or freezes."""

from __future__ import annotations

import random
import re
from pathlib import Path

import numpy as np
import pytest
from textual.widgets import Input

from core import RunSpec
from scratchnet_tui.panes.weights.pane import WeightsPane
from scratchnet_tui.panes.weights.weight_matrix import Touched
from scratchnet_tui.text.wording import signed
from tests.helpers.app_driver import AppDriver, keys_of, open_app, same_bits
from tests.helpers.screen_reader import cells_of

BIASED = RunSpec(hidden=(2,), bias=True)
ARROWS = ("up", "down", "left", "right", "pageup", "pagedown", "home", "end")


def pane_of(driver: AppDriver) -> WeightsPane:
    return driver.app.main.query_one(WeightsPane)


def caption(driver: AppDriver) -> str:
    """What the frame says of the weight under the cursor."""
    return driver.framed_rows("weights")[-1].strip("╰╯┗┛━─ ")


def under_cursor(driver: AppDriver) -> str:
    """The name the frame gives to the weight under the cursor."""
    return caption(driver).partition(" = ")[0]


def reversed_text(driver: AppDriver, letter: str = "#") -> str:
    """What stands in reverse inside the pane, scrollbars apart; with ``_``, what is underlined."""
    x, y, width, height = pane_of(driver).scrollable_content_region
    rows = [row[x : x + width] for row in cells_of(driver.app.screen)[y : y + height]]
    return "|".join(
        text
        for row in rows
        if (text := "".join(cell.text for cell in row if cell.letter == letter).strip())
    )


async def look(driver: AppDriver, wanted: str) -> None:
    """Switch to the view of the matrices that the pane's title names."""
    while wanted not in driver.framed_rows("weights")[0]:
        pane_of(driver).next_view()
        await driver.wait_until_idle()


async def walk(driver: AppDriver, *keys: str) -> list[str]:
    """Press keys and return the position after each."""
    names = []
    for key in keys:
        await driver.press(key)
        names.append(under_cursor(driver))
    return names


async def edit(driver: AppDriver, text: str) -> None:
    """Open the dialog on the weight under the cursor and type a value."""
    await driver.press("enter")
    await driver.wait_until(lambda: isinstance(driver.app.focused, Input))
    await driver.retype(text)
    await driver.press("enter")


# the cursor


async def test_right_goes_through_all_matrices_and_their_bias_and_left_comes_back() -> None:
    async with open_app(BIASED) as driver:
        await driver.press("3")
        first = ["W1[h1,x1]", "W1[h1,x2]", "W1[h1,b]", "b1[h1]"]
        second = ["W2[y,h1]", "W2[y,h2]", "b2[y]"]
        assert under_cursor(driver) == first[0]
        assert await walk(driver, *["right"] * 7) == [*first[1:], *second, second[-1]]
        back = [*reversed(second[:-1]), *reversed(first)]
        assert await walk(driver, *["left"] * 7) == [*back, first[0]]


async def test_down_continues_in_the_matrices_below_and_up_comes_back() -> None:
    async with open_app(size="wide") as driver:
        await driver.press("3", "right")
        names = await walk(driver, "down", "down", "down", "down", "down")
        assert names == ["W1[h2,x2]", "W1[h3,x2]", "W1[h4,x2]", "W2[y,h2]", "W2[y,h2]"]
        assert await walk(driver, "up", "home", "end") == ["W1[h4,x2]", "W1[h4,x1]", "W1[h4,b]"]
        assert await walk(driver, "pagedown", "pageup") == ["W2[y,h3]", "W1[h1,b]"]


async def test_the_cursor_is_to_be_seen_only_while_the_pane_has_the_focus() -> None:
    async with open_app() as driver:
        assert (reversed_text(driver), caption(driver)) == ("", "")
        await driver.press("3", "down", "right")
        params = driver.app.session.snapshot().params
        assert reversed_text(driver) == signed(float(params["W1"][1, 1])).strip()
        await driver.press("tab")
        assert (reversed_text(driver), caption(driver)) == ("", "")
        await driver.press("shift+tab")
        assert under_cursor(driver) == "W1[h2,x2]"


async def test_without_the_focus_the_frame_says_nothing_while_training() -> None:
    async with open_app(start=True) as driver:
        for epoch in (1, 100, 1000):
            await driver.wait_until(lambda epoch=epoch: driver.status.epoch >= epoch)
            assert caption(driver) == ""
        await driver.press("space")


async def test_the_frame_reads_out_weight_gradient_and_step() -> None:
    async with open_app(BIASED) as driver:
        await driver.train_to(7)
        await driver.press("3", "end", "down")
        snapshot = driver.app.session.snapshot()
        assert snapshot.last_step is not None
        views = ("", snapshot.params), ("dE/d", snapshot.gradient), ("d", snapshot.last_step)
        for prefix, shown in views:
            await driver.wait_until(lambda prefix=prefix: under_cursor(driver) == f"{prefix}b1[h2]")
            number = caption(driver).split(" = ")[1].split()[0].rstrip(",")
            assert float(number) == pytest.approx(float(shown["b1"][1]), rel=1e-4)
            assert caption(driver).endswith("(Enter edits, f freezes)")
            await driver.press("w")


async def test_the_cursor_stays_in_a_network_that_has_become_smaller() -> None:
    async with open_app(RunSpec(hidden=(6,))) as driver:
        await driver.press("3", *["down"] * 5)
        assert under_cursor(driver) == "W1[h6,x1]"
        await driver.go_to_row("hidden")
        await driver.press("left")
        await driver.wait_until(lambda: driver.form_values()["hidden"] == "5")
        await driver.press("3")
        assert under_cursor(driver) == "W1[h5,x1]"


@pytest.mark.parametrize("size", ["small", "wide", "huge"])
async def test_in_a_wide_network_the_cursor_stays_in_sight(size: str) -> None:
    """Wherever the keys lead, the number in reverse is that of the weight in the frame."""
    luck = random.Random(7)
    async with open_app(RunSpec(hidden=(32, 64), bias=True), size=size) as driver:
        await driver.press("3")
        await look(driver, "numbers")
        params, problem = (
            driver.app.session.snapshot().params,
            driver.app.session.snapshot().problem,
        )
        seen, moves = set(), [luck.choice(ARROWS) for _ in range(15)]
        for key in [*moves, *["pagedown"] * 20, "end", "up", "up", "right", "home", *moves]:
            await driver.press(key)
            chosen = pane_of(driver).chosen
            assert chosen is not None
            name, place = chosen
            assert under_cursor(driver) == problem.weight_name(name, place), key
            assert reversed_text(driver) == signed(float(params[name][place])).strip(), key
            seen.add(name)
        assert seen == {"W1", "W2", "b2", "W3", "b3"}


async def test_a_step_of_the_cursor_asks_for_rows_in_view_only(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with open_app(RunSpec(hidden=(32, 64))) as driver:
        await driver.press("3", *["pagedown"] * 8)
        asked: list[int] = []
        row = WeightsPane.row

        def note(self: WeightsPane, number: int) -> object:
            asked.append(number)
            return row(self, number)

        monkeypatch.setattr(WeightsPane, "row", note)
        await driver.press("down")
        assert 0 < len(asked) <= 3 * pane_of(driver).size.height
        assert len(set(asked)) <= pane_of(driver).size.height + 1


async def test_a_smaller_window_keeps_the_cursor_in_sight() -> None:
    async with open_app(RunSpec(hidden=(8, 8)), size="huge") as driver:
        await look(driver, "numbers")
        await driver.press("3", *["pagedown"] * 6, "end")
        params = driver.app.session.snapshot().params
        text = signed(float(params["W3"][0, 7])).strip()
        assert reversed_text(driver) == text
        await driver.resize(80, 24)
        await driver.wait_until_idle()
        assert reversed_text(driver) == text


async def test_names_that_look_like_markup_and_hangul_are_read_out_whole(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_text("키,X[bold],red\n1,0,1\n0,1,0\n", encoding="utf-8")
    spec = RunSpec(dataset=None, data_file=str(path), hidden=(1,), bias=True)
    names = ["W1[h1,키]", "W1[h1,X[bold]]", "b1[h1]", "W2[red,h1]", "b2[red]"]
    async with open_app(spec) as driver:
        await driver.press("3")
        for name in names:
            assert under_cursor(driver) == name
            await driver.press("enter")
            await driver.wait_until(lambda name=name: f"━ {name} ━" in driver.text)
            await driver.press("escape", "right")


# setting


async def test_a_weight_is_set_at_once_and_training_goes_on() -> None:
    async with open_app(pace="100") as driver:
        await driver.train(5)
        await driver.press("3", "down", "right", "space")
        await edit(driver, "-2.5")
        await driver.wait_until(lambda: driver.app.screen is driver.app.main)
        assert "W1[h2,x2] set to -2.5 from epoch" in driver.notice
        assert driver.status.state == "running"
        reached = driver.status.epoch
        await driver.wait_until(lambda: driver.status.epoch > reached)
        await driver.press("space")
        await driver.wait_until_idle()
        value = float(driver.app.session.snapshot().params["W1"][1, 1])
        assert value == pytest.approx(-2.5, abs=0.3)
        assert value != -2.5


async def test_the_dialog_begins_with_the_present_value_to_the_last_bit() -> None:
    async with open_app() as driver:
        await driver.train(3)
        before = driver.app.session.snapshot().params
        await driver.press("3", "right", "enter")
        await driver.wait_until(lambda: isinstance(driver.app.focused, Input))
        assert repr(float(before["W1"][0, 1])) in driver.dialog_text
        assert "A number; it takes effect at once, training goes on." in driver.dialog_text
        await driver.press("enter")
        await driver.wait_until(lambda: driver.app.screen is driver.app.main)
        assert same_bits(driver.app.session.snapshot().params, before)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("abc", "'abc' is not a number"),
        ("", "'' is not a number"),
        ("nan", "finite number"),
        ("1e999", "finite number"),
        ("-inf", "finite number"),
    ],
)
async def test_a_refusal_stays_in_the_dialog_and_changes_nothing(text: str, why: str) -> None:
    async with open_app() as driver:
        await driver.train(2)
        await driver.press("3")
        shown, before = driver.rows, driver.app.session.snapshot().params
        await edit(driver, text)
        await driver.wait_until(lambda: why in driver.dialog_text)
        assert text in driver.dialog_text
        await driver.press("escape")
        await driver.wait_until_idle()
        assert driver.rows == shown
        assert same_bits(driver.app.session.snapshot().params, before)


# freezing


@pytest.mark.parametrize("key", keys_of("freeze"))
async def test_training_leaves_a_frozen_weight_alone_bit_for_bit(key: str) -> None:
    async with open_app(BIASED) as driver:
        await driver.train(2)
        await driver.press("3", "end")
        assert "=" not in "".join(driver.pane_rows("weights"))
        await driver.press(key)
        await driver.wait_until(lambda: "b1[h1] frozen from epoch 2 on." in driver.notice)
        assert reversed_text(driver).endswith("=")
        assert caption(driver).endswith("(Enter edits, f frees)")
        before = driver.app.session.snapshot().params
        await driver.train(60)
        after = driver.app.session.snapshot().params
        assert after["b1"][0] == before["b1"][0]
        moved = {name: int(np.sum(after[name] != before[name])) for name in after}
        assert moved == {name: array.size - (name == "b1") for name, array in after.items()}
        assert reversed_text(driver).endswith("=")
        assert "".join(driver.pane_rows("weights")).count("=") == 1
        await driver.press(key)
        await driver.wait_until(lambda: "b1[h1] free from epoch 62 on." in driver.notice)
        await driver.train(1)
        assert driver.app.session.snapshot().params["b1"][0] != before["b1"][0]


async def test_a_weight_can_be_frozen_while_training() -> None:
    async with open_app(start=True) as driver:
        await driver.press("3", "right", "f")
        await driver.wait_until(lambda: "frozen" in driver.notice)
        held = float(driver.app.session.snapshot().params["W1"][0, 1])
        reached = driver.status.epoch
        await driver.wait_until(lambda: driver.status.epoch > reached + 50)
        await driver.press("space")
        await driver.wait_until_idle()
        assert float(driver.app.session.snapshot().params["W1"][0, 1]) == held


@pytest.mark.parametrize("pane", ["1", "2", "4"])
async def test_elsewhere_f_says_where_to_go(pane: str) -> None:
    async with open_app() as driver:
        await driver.press(pane, "f")
        await driver.wait_until(
            lambda: "Go to the weights (3) and choose one first." in driver.notice
        )
        assert not driver.app.session.snapshot().frozen


# taking back


@pytest.mark.parametrize(
    ("undo", "redo"),
    [*((key, "U") for key in keys_of("undo_change")), ("u", keys_of("redo_change")[1])],
)
async def test_changes_are_taken_back_one_by_one_and_brought_back(undo: str, redo: str) -> None:
    async with open_app() as driver:
        await driver.train(3)
        before = driver.app.session.snapshot().params
        await driver.press("3", "f")
        await edit(driver, "0.25")
        await driver.wait_until(lambda: "+0.250=" in reversed_text(driver))
        await driver.press("]")
        await driver.wait_until(lambda: "rate" in driver.notice)
        for what in ("learning rate 1", "W1[h1,x1] set to 0.25", "W1[h1,x1] frozen"):
            await driver.press(undo)
            await driver.wait_until(lambda what=what: f"Taken back: {what}." in driver.notice)
        assert same_bits(driver.app.session.snapshot().params, before)
        assert "=" not in reversed_text(driver)
        for what in ("W1[h1,x1] frozen", "W1[h1,x1] set to 0.25"):
            await driver.press(redo)
            await driver.wait_until(
                lambda what=what: f"Again: {what}, at epoch 3." in driver.notice
            )
        assert reversed_text(driver) == "+0.250="


async def test_taking_back_pauses_and_goes_to_the_moment_before() -> None:
    async with open_app(start=True, pace="100") as driver:
        await driver.press("3", "f")
        await driver.wait_until(lambda: "frozen from epoch" in driver.notice)
        found = re.search(r"epoch ([\d,]+)", driver.notice)
        assert found
        epoch = int(found[1].replace(",", ""))
        await driver.wait_until(lambda: driver.status.epoch > epoch + 5)
        await driver.press("u")
        await driver.wait_until(lambda: "Taken back" in driver.notice)
        await driver.wait_until_idle()
        assert (driver.status.state, driver.status.epoch) == ("paused", epoch)
        await driver.press("u")
        await driver.wait_until(lambda: "Nothing was changed before this" in driver.notice)


async def test_the_log_says_what_has_happened() -> None:
    async with open_app() as driver:
        await driver.train(4)
        await driver.press("3", "f")
        await edit(driver, "1.5")
        await driver.wait_until(lambda: "set to 1.5" in driver.notice)
        await driver.press("u", "U", "6")
        await driver.wait_until(lambda: "Again" in driver.pane_text("log"))
        assert [" ".join(row.split()) for row in driver.pane_rows("log")[:4]] == [
            "4 Again: W1[h1,x1] set to 1.5, at epoch 4.",
            "4 Taken back: W1[h1,x1] set to 1.5. Epoch 4; U brings it back.",
            "4 W1[h1,x1] set to 1.5 from epoch 4 on.",
            "4 W1[h1,x1] frozen from epoch 4 on.",
        ]


# the mouse


async def click(driver: AppDriver, name: str, place: tuple[int, int]) -> None:
    """Click on the number of a weight, which must be on the screen just once."""
    text = signed(float(driver.app.session.snapshot().params[name][place])).strip()
    x, y, *_ = pane_of(driver).region
    (found,) = (
        (row.index(text), n) for n, row in enumerate(driver.framed_rows("weights")) if text in row
    )
    await driver.pilot.click(offset=(x + found[0] + 2, y + found[1]))
    await driver.process_messages()


async def test_a_click_puts_the_cursor_there_and_a_second_one_edits() -> None:
    async with open_app() as driver:
        await click(driver, "W1", (0, 0))
        assert under_cursor(driver) == "W1[h1,x1]", "the first click never edits"
        assert driver.app.screen is driver.app.main
        await click(driver, "W2", (0, 2))
        assert under_cursor(driver) == "W2[y,h3]"
        assert driver.app.screen is driver.app.main
        await click(driver, "W2", (0, 2))
        await driver.wait_until(lambda: "━ W2[y,h3] ━" in driver.text)
        await driver.retype("3")
        await driver.press("enter")
        await driver.wait_until(lambda: "W2[y,h3] set to 3" in driver.notice)


async def test_a_click_on_a_title_or_beside_moves_nothing() -> None:
    async with open_app() as driver:
        await driver.press("3", "down")
        x, y, width, height = pane_of(driver).content_region
        for offset in ((x + 1, y), (x + 6, y + 1), (x, y + 3), (x + width - 1, y + height - 1)):
            await driver.pilot.click(offset=offset)
            await driver.pilot.click(offset=offset)
            assert under_cursor(driver) == "W1[h2,x1]"
        assert driver.app.screen is driver.app.main


async def test_a_click_in_a_view_that_is_scrolled_finds_its_cell() -> None:
    async with open_app(RunSpec(hidden=(16, 16))) as driver:
        await look(driver, "numbers")
        await driver.press("3", *["pagedown"] * 4, "end")
        assert under_cursor(driver).endswith("h1.16]")
        chosen = pane_of(driver).chosen
        assert chosen is not None
        i, j = chosen[1]
        await click(driver, "W2", (i - 1, j - 2))
        assert under_cursor(driver) == f"W2[h2.{i},h1.14]"


# what a phase touches


async def test_what_is_touched_is_marked_and_nothing_jumps() -> None:
    async with open_app(BIASED) as driver:
        snapshot = driver.app.session.snapshot()
        before = driver.framed_rows("weights")
        pane_of(driver).show(snapshot, "weights", Touched(frozenset({"W2"}), frozenset({1})))
        await driver.wait_until_idle()
        after = driver.framed_rows("weights")
        assert [row.replace("> W2", "W2  ") for row in after[:1] + after[2:]] == (
            before[:1] + before[2:]
        )
        assert "> W2  1x2+b  sigmoid" in after[1]
        assert "> W1" not in after[1]
        assert reversed_text(driver, "_").split("|") == ["> W2  1x2+b  sigmoid", "h1h2", "h1", "h2"]
        pane_of(driver).show(snapshot, "weights", Touched(frozenset({"b1"}), frozenset({0, 2})))
        await driver.wait_until_idle()
        assert reversed_text(driver, "_").split("|") == ["> W1  2x3+b  sigmoid", "x1x2b", "y"]
        pane_of(driver).show(snapshot, "weights")
        await driver.wait_until_idle()
        assert driver.framed_rows("weights") == before


# all of it at once


@pytest.mark.parametrize("seed", [1, 2])
async def test_any_key_while_training_leaves_the_cursor_right(seed: int) -> None:
    luck = random.Random(seed)
    keys = (*ARROWS, *ARROWS, "f", "f", "u", "U", "w", "z", "3", "s", "space", "n", "t", "0")
    sizes = ((80, 24), (120, 36), (50, 10), (60, 16), (200, 60))
    async with open_app(RunSpec(hidden=(5, 4), bias=True), start=True) as driver:
        await driver.press("3")
        for number in range(40):
            driver.send_keys(luck.choice(keys))
            await driver.pilot.pause(0)
            if number % 12 == 6:
                await driver.resize(*luck.choice(sizes))
            if number % 15 == 10:
                await driver.press("enter", "escape", "escape")
        await driver.resize(200, 60)
        await driver.press("escape", "escape", "3", "home", "f")
        driver.app.training.pause()
        await driver.wait_until_idle()
        chosen, snapshot = pane_of(driver).chosen, driver.app.session.snapshot()
        assert chosen is not None
        assert under_cursor(driver).endswith(snapshot.problem.weight_name(*chosen))
        held = sum(int(mask.sum()) for mask in snapshot.frozen.values())
        assert "".join(driver.pane_rows("weights")).count("=") == held
        mask = snapshot.frozen.get(chosen[0])
        frozen = mask is not None and bool(mask[chosen[1]])
        assert reversed_text(driver).endswith("=") == ("frees" in caption(driver)) == frozen


async def test_what_an_edit_has_spoilt_is_no_longer_called_right() -> None:
    async with open_app(RunSpec(loss="cross-entropy"), lesson="cross-entropy") as driver:
        await driver.train_to(700)
        assert "all rows right since epoch" in driver.framed_rows("predictions")[-1]
        solved = driver.app.session.snapshot().claims
        driver.app.session.set_weight("W2", (0, 1), -9.0)
        await driver.app.training.alone(lambda: None)
        await driver.wait_until(lambda: "of 4 within 0.1" in driver.framed_rows("predictions")[-1])
        assert solved[0] == "met"
        assert driver.app.session.snapshot().claims[0] != "met"
