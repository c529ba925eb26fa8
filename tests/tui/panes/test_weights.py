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
from tests.helpers.app_driver import Seat, keys_of, opened, same_bits
from tests.helpers.screen_reader import cells_of

BIASED = RunSpec(hidden=(2,), bias=True)
ARROWS = ("up", "down", "left", "right", "pageup", "pagedown", "home", "end")


def pane_of(seat: Seat) -> WeightsPane:
    return seat.app.main.query_one(WeightsPane)


def caption(seat: Seat) -> str:
    """What the frame says of the weight under the cursor."""
    return seat.frame("weights")[-1].strip("╰╯┗┛━─ ")


def under_cursor(seat: Seat) -> str:
    """The name the frame gives to the weight under the cursor."""
    return caption(seat).partition(" = ")[0]


def reversed_text(seat: Seat, letter: str = "#") -> str:
    """What stands in reverse inside the pane, scrollbars apart; with ``_``, what is underlined."""
    x, y, width, height = pane_of(seat).scrollable_content_region
    rows = [row[x : x + width] for row in cells_of(seat.app.screen)[y : y + height]]
    return "|".join(
        text
        for row in rows
        if (text := "".join(cell.text for cell in row if cell.letter == letter).strip())
    )


async def look(seat: Seat, wanted: str) -> None:
    """Switch to the view of the matrices that the pane's title names."""
    while wanted not in seat.frame("weights")[0]:
        pane_of(seat).next_view()
        await seat.settle()


async def walk(seat: Seat, *keys: str) -> list[str]:
    """Press keys and return the position after each."""
    names = []
    for key in keys:
        await seat.press(key)
        names.append(under_cursor(seat))
    return names


async def edit(seat: Seat, text: str) -> None:
    """Open the dialog on the weight under the cursor and type a value."""
    await seat.press("enter")
    await seat.until(lambda: isinstance(seat.app.focused, Input))
    await seat.retype(text)
    await seat.press("enter")


# the cursor


async def test_right_goes_through_all_matrices_and_their_bias_and_left_comes_back() -> None:
    async with opened(BIASED) as seat:
        await seat.press("3")
        first = ["W1[h1,x1]", "W1[h1,x2]", "W1[h1,b]", "b1[h1]"]
        second = ["W2[y,h1]", "W2[y,h2]", "b2[y]"]
        assert under_cursor(seat) == first[0]
        assert await walk(seat, *["right"] * 7) == [*first[1:], *second, second[-1]]
        back = [*reversed(second[:-1]), *reversed(first)]
        assert await walk(seat, *["left"] * 7) == [*back, first[0]]


async def test_down_continues_in_the_matrices_below_and_up_comes_back() -> None:
    async with opened(size="wide") as seat:
        await seat.press("3", "right")
        names = await walk(seat, "down", "down", "down", "down", "down")
        assert names == ["W1[h2,x2]", "W1[h3,x2]", "W1[h4,x2]", "W2[y,h2]", "W2[y,h2]"]
        assert await walk(seat, "up", "home", "end") == ["W1[h4,x2]", "W1[h4,x1]", "W1[h4,b]"]
        assert await walk(seat, "pagedown", "pageup") == ["W2[y,h3]", "W1[h1,b]"]


async def test_the_cursor_is_to_be_seen_only_while_the_pane_has_the_focus() -> None:
    async with opened() as seat:
        assert (reversed_text(seat), caption(seat)) == ("", "")
        await seat.press("3", "down", "right")
        params = seat.app.session.snapshot().params
        assert reversed_text(seat) == signed(float(params["W1"][1, 1])).strip()
        await seat.press("tab")
        assert (reversed_text(seat), caption(seat)) == ("", "")
        await seat.press("shift+tab")
        assert under_cursor(seat) == "W1[h2,x2]"


async def test_without_the_focus_the_frame_says_nothing_while_training() -> None:
    async with opened(start=True) as seat:
        for epoch in (1, 100, 1000):
            await seat.until(lambda epoch=epoch: seat.standing.epoch >= epoch)
            assert caption(seat) == ""
        await seat.press("space")


async def test_the_frame_reads_out_weight_gradient_and_step() -> None:
    async with opened(BIASED) as seat:
        await seat.reach(7)
        await seat.press("3", "end", "down")
        snapshot = seat.app.session.snapshot()
        assert snapshot.last_step is not None
        views = ("", snapshot.params), ("dE/d", snapshot.gradient), ("d", snapshot.last_step)
        for prefix, shown in views:
            await seat.until(lambda prefix=prefix: under_cursor(seat) == f"{prefix}b1[h2]")
            number = caption(seat).split(" = ")[1].split()[0].rstrip(",")
            assert float(number) == pytest.approx(float(shown["b1"][1]), rel=1e-4)
            assert caption(seat).endswith("(Enter edits, f freezes)")
            await seat.press("w")


async def test_the_cursor_stays_in_a_network_that_has_become_smaller() -> None:
    async with opened(RunSpec(hidden=(6,))) as seat:
        await seat.press("3", *["down"] * 5)
        assert under_cursor(seat) == "W1[h6,x1]"
        await seat.go_to("hidden")
        await seat.press("left")
        await seat.until(lambda: seat.settings()["hidden"] == "5")
        await seat.press("3")
        assert under_cursor(seat) == "W1[h5,x1]"


@pytest.mark.parametrize("size", ["small", "wide", "huge"])
async def test_in_a_wide_network_the_cursor_stays_in_sight(size: str) -> None:
    """Wherever the keys lead, the number in reverse is that of the weight in the frame."""
    luck = random.Random(7)
    async with opened(RunSpec(hidden=(32, 64), bias=True), size=size) as seat:
        await seat.press("3")
        await look(seat, "numbers")
        params, problem = seat.app.session.snapshot().params, seat.app.session.snapshot().problem
        seen, moves = set(), [luck.choice(ARROWS) for _ in range(15)]
        for key in [*moves, *["pagedown"] * 20, "end", "up", "up", "right", "home", *moves]:
            await seat.press(key)
            chosen = pane_of(seat).chosen
            assert chosen is not None
            name, place = chosen
            assert under_cursor(seat) == problem.weight_name(name, place), key
            assert reversed_text(seat) == signed(float(params[name][place])).strip(), key
            seen.add(name)
        assert seen == {"W1", "W2", "b2", "W3", "b3"}


async def test_a_step_of_the_cursor_asks_for_rows_in_view_only(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with opened(RunSpec(hidden=(32, 64))) as seat:
        await seat.press("3", *["pagedown"] * 8)
        asked: list[int] = []
        row = WeightsPane.row

        def note(self: WeightsPane, number: int) -> object:
            asked.append(number)
            return row(self, number)

        monkeypatch.setattr(WeightsPane, "row", note)
        await seat.press("down")
        assert 0 < len(asked) <= 3 * pane_of(seat).size.height
        assert len(set(asked)) <= pane_of(seat).size.height + 1


async def test_a_smaller_window_keeps_the_cursor_in_sight() -> None:
    async with opened(RunSpec(hidden=(8, 8)), size="huge") as seat:
        await look(seat, "numbers")
        await seat.press("3", *["pagedown"] * 6, "end")
        params = seat.app.session.snapshot().params
        text = signed(float(params["W3"][0, 7])).strip()
        assert reversed_text(seat) == text
        await seat.resize(80, 24)
        await seat.settle()
        assert reversed_text(seat) == text


async def test_names_that_look_like_markup_and_hangul_are_read_out_whole(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_text("키,X[bold],red\n1,0,1\n0,1,0\n", encoding="utf-8")
    spec = RunSpec(dataset=None, data_file=str(path), hidden=(1,), bias=True)
    names = ["W1[h1,키]", "W1[h1,X[bold]]", "b1[h1]", "W2[red,h1]", "b2[red]"]
    async with opened(spec) as seat:
        await seat.press("3")
        for name in names:
            assert under_cursor(seat) == name
            await seat.press("enter")
            await seat.until(lambda name=name: f"━ {name} ━" in seat.text)
            await seat.press("escape", "right")


# setting


async def test_a_weight_is_set_at_once_and_training_goes_on() -> None:
    async with opened(pace="100") as seat:
        await seat.train(5)
        await seat.press("3", "down", "right", "space")
        await edit(seat, "-2.5")
        await seat.until(lambda: seat.app.screen is seat.app.main)
        assert "W1[h2,x2] set to -2.5 from epoch" in seat.notice
        assert seat.standing.state == "running"
        reached = seat.standing.epoch
        await seat.until(lambda: seat.standing.epoch > reached)
        await seat.press("space")
        await seat.settle()
        value = float(seat.app.session.snapshot().params["W1"][1, 1])
        assert value == pytest.approx(-2.5, abs=0.3)
        assert value != -2.5


async def test_the_dialog_begins_with_the_present_value_to_the_last_bit() -> None:
    async with opened() as seat:
        await seat.train(3)
        before = seat.app.session.snapshot().params
        await seat.press("3", "right", "enter")
        await seat.until(lambda: isinstance(seat.app.focused, Input))
        assert repr(float(before["W1"][0, 1])) in seat.dialog
        assert "A number; it takes effect at once, training goes on." in seat.dialog
        await seat.press("enter")
        await seat.until(lambda: seat.app.screen is seat.app.main)
        assert same_bits(seat.app.session.snapshot().params, before)


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
    async with opened() as seat:
        await seat.train(2)
        await seat.press("3")
        shown, before = seat.rows, seat.app.session.snapshot().params
        await edit(seat, text)
        await seat.until(lambda: why in seat.dialog)
        assert text in seat.dialog
        await seat.press("escape")
        await seat.settle()
        assert seat.rows == shown
        assert same_bits(seat.app.session.snapshot().params, before)


# freezing


@pytest.mark.parametrize("key", keys_of("freeze"))
async def test_training_leaves_a_frozen_weight_alone_bit_for_bit(key: str) -> None:
    async with opened(BIASED) as seat:
        await seat.train(2)
        await seat.press("3", "end")
        assert "=" not in "".join(seat.inside("weights"))
        await seat.press(key)
        await seat.until(lambda: "b1[h1] frozen from epoch 2 on." in seat.notice)
        assert reversed_text(seat).endswith("=")
        assert caption(seat).endswith("(Enter edits, f frees)")
        before = seat.app.session.snapshot().params
        await seat.train(60)
        after = seat.app.session.snapshot().params
        assert after["b1"][0] == before["b1"][0]
        moved = {name: int(np.sum(after[name] != before[name])) for name in after}
        assert moved == {name: array.size - (name == "b1") for name, array in after.items()}
        assert reversed_text(seat).endswith("=")
        assert "".join(seat.inside("weights")).count("=") == 1
        await seat.press(key)
        await seat.until(lambda: "b1[h1] free from epoch 62 on." in seat.notice)
        await seat.train(1)
        assert seat.app.session.snapshot().params["b1"][0] != before["b1"][0]


async def test_a_weight_can_be_frozen_while_training() -> None:
    async with opened(start=True) as seat:
        await seat.press("3", "right", "f")
        await seat.until(lambda: "frozen" in seat.notice)
        held = float(seat.app.session.snapshot().params["W1"][0, 1])
        reached = seat.standing.epoch
        await seat.until(lambda: seat.standing.epoch > reached + 50)
        await seat.press("space")
        await seat.settle()
        assert float(seat.app.session.snapshot().params["W1"][0, 1]) == held


@pytest.mark.parametrize("pane", ["1", "2", "4"])
async def test_elsewhere_f_says_where_to_go(pane: str) -> None:
    async with opened() as seat:
        await seat.press(pane, "f")
        await seat.until(lambda: "Go to the weights (3) and choose one first." in seat.notice)
        assert not seat.app.session.snapshot().frozen


# taking back


@pytest.mark.parametrize(
    ("undo", "redo"),
    [*((key, "U") for key in keys_of("undo_change")), ("u", keys_of("redo_change")[1])],
)
async def test_changes_are_taken_back_one_by_one_and_brought_back(undo: str, redo: str) -> None:
    async with opened() as seat:
        await seat.train(3)
        before = seat.app.session.snapshot().params
        await seat.press("3", "f")
        await edit(seat, "0.25")
        await seat.until(lambda: "+0.250=" in reversed_text(seat))
        await seat.press("]")
        await seat.until(lambda: "rate" in seat.notice)
        for what in ("learning rate 1", "W1[h1,x1] set to 0.25", "W1[h1,x1] frozen"):
            await seat.press(undo)
            await seat.until(lambda what=what: f"Taken back: {what}." in seat.notice)
        assert same_bits(seat.app.session.snapshot().params, before)
        assert "=" not in reversed_text(seat)
        for what in ("W1[h1,x1] frozen", "W1[h1,x1] set to 0.25"):
            await seat.press(redo)
            await seat.until(lambda what=what: f"Again: {what}, at epoch 3." in seat.notice)
        assert reversed_text(seat) == "+0.250="


async def test_taking_back_pauses_and_goes_to_the_moment_before() -> None:
    async with opened(start=True, pace="100") as seat:
        await seat.press("3", "f")
        await seat.until(lambda: "frozen from epoch" in seat.notice)
        found = re.search(r"epoch ([\d,]+)", seat.notice)
        assert found
        epoch = int(found[1].replace(",", ""))
        await seat.until(lambda: seat.standing.epoch > epoch + 5)
        await seat.press("u")
        await seat.until(lambda: "Taken back" in seat.notice)
        await seat.settle()
        assert (seat.standing.state, seat.standing.epoch) == ("paused", epoch)
        await seat.press("u")
        await seat.until(lambda: "Nothing was changed before this" in seat.notice)


async def test_the_log_says_what_has_happened() -> None:
    async with opened() as seat:
        await seat.train(4)
        await seat.press("3", "f")
        await edit(seat, "1.5")
        await seat.until(lambda: "set to 1.5" in seat.notice)
        await seat.press("u", "U", "6")
        await seat.until(lambda: "Again" in seat.words("log"))
        assert [" ".join(row.split()) for row in seat.inside("log")[:4]] == [
            "4 Again: W1[h1,x1] set to 1.5, at epoch 4.",
            "4 Taken back: W1[h1,x1] set to 1.5. Epoch 4; U brings it back.",
            "4 W1[h1,x1] set to 1.5 from epoch 4 on.",
            "4 W1[h1,x1] frozen from epoch 4 on.",
        ]


# the mouse


async def click(seat: Seat, name: str, place: tuple[int, int]) -> None:
    """Click on the number of a weight, which must be on the screen just once."""
    text = signed(float(seat.app.session.snapshot().params[name][place])).strip()
    x, y, *_ = pane_of(seat).region
    (found,) = ((row.index(text), n) for n, row in enumerate(seat.frame("weights")) if text in row)
    await seat.pilot.click(offset=(x + found[0] + 2, y + found[1]))
    await seat.breathe()


async def test_a_click_puts_the_cursor_there_and_a_second_one_edits() -> None:
    async with opened() as seat:
        await click(seat, "W1", (0, 0))
        assert under_cursor(seat) == "W1[h1,x1]", "the first click never edits"
        assert seat.app.screen is seat.app.main
        await click(seat, "W2", (0, 2))
        assert under_cursor(seat) == "W2[y,h3]"
        assert seat.app.screen is seat.app.main
        await click(seat, "W2", (0, 2))
        await seat.until(lambda: "━ W2[y,h3] ━" in seat.text)
        await seat.retype("3")
        await seat.press("enter")
        await seat.until(lambda: "W2[y,h3] set to 3" in seat.notice)


async def test_a_click_on_a_title_or_beside_moves_nothing() -> None:
    async with opened() as seat:
        await seat.press("3", "down")
        x, y, width, height = pane_of(seat).content_region
        for offset in ((x + 1, y), (x + 6, y + 1), (x, y + 3), (x + width - 1, y + height - 1)):
            await seat.pilot.click(offset=offset)
            await seat.pilot.click(offset=offset)
            assert under_cursor(seat) == "W1[h2,x1]"
        assert seat.app.screen is seat.app.main


async def test_a_click_in_a_view_that_is_scrolled_finds_its_cell() -> None:
    async with opened(RunSpec(hidden=(16, 16))) as seat:
        await look(seat, "numbers")
        await seat.press("3", *["pagedown"] * 4, "end")
        assert under_cursor(seat).endswith("h1.16]")
        chosen = pane_of(seat).chosen
        assert chosen is not None
        i, j = chosen[1]
        await click(seat, "W2", (i - 1, j - 2))
        assert under_cursor(seat) == f"W2[h2.{i},h1.14]"


# what a phase touches


async def test_what_is_touched_is_marked_and_nothing_jumps() -> None:
    async with opened(BIASED) as seat:
        snapshot = seat.app.session.snapshot()
        before = seat.frame("weights")
        pane_of(seat).show(snapshot, "weights", Touched(frozenset({"W2"}), frozenset({1})))
        await seat.settle()
        after = seat.frame("weights")
        assert [row.replace("> W2", "W2  ") for row in after[:1] + after[2:]] == (
            before[:1] + before[2:]
        )
        assert "> W2  1x2+b  sigmoid" in after[1]
        assert "> W1" not in after[1]
        assert reversed_text(seat, "_").split("|") == ["> W2  1x2+b  sigmoid", "h1h2", "h1", "h2"]
        pane_of(seat).show(snapshot, "weights", Touched(frozenset({"b1"}), frozenset({0, 2})))
        await seat.settle()
        assert reversed_text(seat, "_").split("|") == ["> W1  2x3+b  sigmoid", "x1x2b", "y"]
        pane_of(seat).show(snapshot, "weights")
        await seat.settle()
        assert seat.frame("weights") == before


# all of it at once


@pytest.mark.parametrize("seed", [1, 2])
async def test_any_key_while_training_leaves_the_cursor_right(seed: int) -> None:
    luck = random.Random(seed)
    keys = (*ARROWS, *ARROWS, "f", "f", "u", "U", "w", "z", "3", "s", "space", "n", "t", "0")
    sizes = ((80, 24), (120, 36), (50, 10), (60, 16), (200, 60))
    async with opened(RunSpec(hidden=(5, 4), bias=True), start=True) as seat:
        await seat.press("3")
        for number in range(40):
            seat.strike(luck.choice(keys))
            await seat.pilot.pause(0)
            if number % 12 == 6:
                await seat.resize(*luck.choice(sizes))
            if number % 15 == 10:
                await seat.press("enter", "escape", "escape")
        await seat.resize(200, 60)
        await seat.press("escape", "escape", "3", "home", "f")
        seat.app.training.pause()
        await seat.settle()
        chosen, snapshot = pane_of(seat).chosen, seat.app.session.snapshot()
        assert chosen is not None
        assert under_cursor(seat).endswith(snapshot.problem.weight_name(*chosen))
        held = sum(int(mask.sum()) for mask in snapshot.frozen.values())
        assert "".join(seat.inside("weights")).count("=") == held
        mask = snapshot.frozen.get(chosen[0])
        frozen = mask is not None and bool(mask[chosen[1]])
        assert reversed_text(seat).endswith("=") == ("frees" in caption(seat)) == frozen


async def test_what_an_edit_has_spoilt_is_no_longer_called_right() -> None:
    async with opened(RunSpec(loss="cross-entropy"), lesson="cross-entropy") as seat:
        await seat.reach(700)
        assert "all rows right since epoch" in seat.frame("predictions")[-1]
        solved = seat.app.session.snapshot().claims
        seat.app.session.set_weight("W2", (0, 1), -9.0)
        await seat.app.training.alone(lambda: None)
        await seat.until(lambda: "of 4 within 0.1" in seat.frame("predictions")[-1])
        assert solved[0] == "met"
        assert seat.app.session.snapshot().claims[0] != "met"
