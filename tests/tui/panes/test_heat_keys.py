"""Heat maps on the screen: cursor, scrolling, editing, and switching the view."""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np
import pytest
from textual.widgets import Input

import tests.helpers.app_driver as app_driver
from core import Dataset, RunSpec
from scratchnet_tui.panes.weights.heat_scale import STEPS, round_scale, shades
from scratchnet_tui.panes.weights.pane import WeightsPane
from tests.helpers.app_driver import AppDriver, open_app
from tests.helpers.screen_reader import cells_of, text_of

ARROWS = ("up", "down", "left", "right", "pageup", "pagedown", "home", "end")
WIDE = RunSpec(hidden=(32, 64), bias=True)


def pane_of(driver: AppDriver) -> WeightsPane:
    return driver.app.main.query_one(WeightsPane)


def chosen(driver: AppDriver) -> tuple[str, tuple[int, ...]]:
    """Return the weight that the cursor is on."""
    found = pane_of(driver).chosen
    assert found is not None
    return found


def caption(driver: AppDriver) -> str:
    return driver.framed_rows("weights")[-1].strip("╰╯┗┛━─ ")


def title(driver: AppDriver) -> str:
    return driver.framed_rows("weights")[0].strip("╭╮┏┓━─ ")


def reversed_text(driver: AppDriver) -> str:
    x, y, width, height = pane_of(driver).scrollable_content_region
    rows = [row[x : x + width] for row in cells_of(driver.app.screen)[y : y + height]]
    return "".join(cell.text for row in rows for cell in row if cell.letter == "#")


def bold_words(driver: AppDriver) -> list[str]:
    """The names in bold inside the pane, those of the matrices apart."""
    x, y, width, height = pane_of(driver).scrollable_content_region
    rows = [row[x : x + width] for row in cells_of(driver.app.screen)[y : y + height]]
    return "\n".join(
        "".join(cell.text if cell.letter == "B" else " " for cell in row)
        for row in rows
        if not text_of(row).startswith("W")
    ).split()


async def next_view(driver: AppDriver) -> str:
    pane_of(driver).next_view()
    await driver.wait_until_idle()
    return title(driver)


async def edit(driver: AppDriver, text: str) -> None:
    await driver.press("enter")
    await driver.wait_until(lambda: isinstance(driver.app.focused, Input))
    await driver.retype(text)
    await driver.press("enter")
    await driver.wait_until(lambda: driver.app.screen is driver.app.main)


@pytest.mark.parametrize("size", ["small", "wide", "huge"])
async def test_the_cursor_names_the_weight_it_stands_on_and_stays_in_sight(size: str) -> None:
    """After any keys: number in the frame, cell in reverse, row and column names in bold."""
    luck = random.Random(11)
    async with open_app(WIDE, size=size) as driver:
        await driver.press("3")
        snapshot = driver.app.session.snapshot()
        params, problem = snapshot.params, snapshot.problem
        seen, moves = set(), [luck.choice(ARROWS) for _ in range(20)]
        for key in [*moves, *["pagedown"] * 20, "end", "up", "up", "right", "home", *moves]:
            await driver.press(key)
            chosen = pane_of(driver).chosen
            assert chosen is not None
            name, place = chosen
            called, number = caption(driver).split(" (")[0].split(" = ")
            assert called == problem.weight_name(name, place), key
            value = float(params[name][place])
            assert float(number) == pytest.approx(value, rel=1e-4)
            assert reversed_text(driver)[0] == ("+" if value > 0 else "-"), key
            row = problem.unit_names(int(name[1:]))[place[0]]
            column = problem.unit_names(int(name[1:]) - 1)[place[1]] if name[0] == "W" else name
            assert bold_words(driver) == [column, row], key
            seen.add(name)
        assert seen >= {"W1", "W2", "b2", "W3", "b3"}


async def test_names_stay_in_place_while_a_wide_matrix_scrolls() -> None:
    async with open_app(RunSpec(hidden=(100, 64))) as driver:
        await driver.press("3", "down", "down", *["pagedown"] * 20, "up", "pageup", "pageup", "end")
        assert pane_of(driver).scroll_offset.x > 0
        rows = driver.pane_rows("weights")
        assert rows[0].startswith("W2  64x100")
        assert "+1" in rows[0], "the scale stays, too"
        assert rows[1].split()[-1] == "h1.100"
        names = [row.split()[0] for row in rows[2:] if row.strip().startswith("h2.")]
        assert len(names) >= 4
        first = int(names[0][3:])
        assert names == [f"h2.{first + k}" for k in range(len(names))]
        assert first > 3
        assert pane_of(driver).scroll_offset.x > 0
        pane_of(driver).scroll_to(y=0, animate=False)
        await driver.wait_until_idle()
        rows = driver.pane_rows("weights")
        assert rows[0].startswith("W1  100x3"), "what fits does not scroll away"
        assert rows[2].startswith("h1.1   ")


async def test_a_click_in_a_scrolled_heat_map_finds_its_cell() -> None:
    async with open_app(RunSpec(hidden=(100, 64))) as driver:
        await driver.press("3", *["pagedown"] * 20, "up", "pageup", "end")
        name, (i, j) = chosen(driver)
        assert name == "W2"
        x, y, width, height = pane_of(driver).scrollable_content_region
        cells = cells_of(driver.app.screen)
        (found,) = [
            (column, line)
            for line in range(y, y + height)
            for column in range(x, x + width)
            if cells[line][column].letter == "#"
        ]
        await driver.pilot.click(offset=(found[0] - 5, found[1] + 1))
        await driver.process_messages()
        assert pane_of(driver).chosen == ("W2", (i + 1, j - 5))
        await driver.pilot.click(offset=(x + 2, found[1]))
        await driver.process_messages()
        assert pane_of(driver).chosen == ("W2", (i + 1, j - 5)), "a name is no cell"


async def test_a_weight_of_a_heat_map_is_edited_and_frozen() -> None:
    async with open_app(WIDE) as driver:
        await driver.train(1)
        await driver.press("3", "down", "right")
        last = driver.app.session.snapshot().last_step
        assert last is not None
        moved = float(last["W1"][1, 1])
        assert f"last dW {moved:+.3g}" in caption(driver)
        await driver.press("f")
        await driver.wait_until(lambda: "frozen from epoch" in driver.notice)
        assert ", frozen (" in caption(driver)
        assert "F frozen" in driver.pane_text("weights")
        await edit(driver, "-7")
        await driver.wait_until(lambda: "W1[h1.2,x2] = -7," in caption(driver))
        assert "-10 #" in driver.pane_text("weights"), "the scale follows"
        await driver.press("left")
        assert caption(driver).startswith("W1[h1.2,x1] = ")
        assert ", frozen" not in caption(driver)
        shown = driver.pane_rows("weights")[3]
        assert shown.split()[1][1] == "f", "a frozen one below 0"


async def test_each_way_to_draw_in_turn_with_the_cursor_on_the_same_weight() -> None:
    async with open_app(WIDE) as driver:
        await driver.press("3", "down", *["right"] * 2)
        called = caption(driver).split(" = ")[0]
        assert title(driver) == "3 Weights"
        assert len(reversed_text(driver)) == 1, "one sign a weight, as in every heat map"
        for wanted in ("3 Weights, heat map", "3 Weights, numbers", "3 Weights"):
            assert await next_view(driver) == wanted
            assert caption(driver).split(" = ")[0] == called


async def test_zoomed_the_numbers_are_written_out_with_their_names() -> None:
    async with open_app(WIDE) as driver:
        await driver.press("3", *["pagedown"] * 12, "end", "z")
        await driver.wait_until_idle()
        name, place = chosen(driver)
        value = float(driver.app.session.snapshot().params[name][place])
        assert reversed_text(driver).strip() == f"{value:+.3f}"
        line = next(row for row in driver.pane_rows("weights") if f"{value:+.3f}" in row)
        unit = driver.app.session.snapshot().problem.unit_names(int(name[1:]))[place[0]]
        assert line.split()[0] == unit
        await driver.press("z")
        await driver.wait_until_idle()
        assert len(reversed_text(driver)) == 1


@pytest.fixture
def pixels(monkeypatch: pytest.MonkeyPatch) -> RunSpec:
    """A run on pictures of 3x4 pixels."""
    x = np.random.default_rng(5).uniform(0.0, 1.0, (9, 12))
    d = (x[:, :1] > 0.5).astype(np.float64)
    names = tuple(f"p{i}" for i in range(12))
    data = Dataset("t.csv", x, d, names, ("y",), "binary", "Pictures.", picture=(3, 4))
    monkeypatch.setattr(app_driver, "load", lambda _: data)
    return RunSpec(dataset=None, data_file="t.csv", hidden=(5,), bias=True)


async def test_the_weights_of_a_unit_are_drawn_as_the_picture_it_looks_for(pixels: RunSpec) -> None:
    async with open_app(pixels) as driver:
        await driver.press("3")
        for wanted in ("3 Weights, heat map", "3 Weights, numbers"):
            assert await next_view(driver) == wanted
        assert await next_view(driver) == "3 Weights, pictures -1 #≡=-·+░▓█ +1"
        assert driver.pane_rows("weights")[0].split() == ["h1", "h2", "h3", "h4", "h5"]
        await driver.press("down", "right", "right")
        assert caption(driver).startswith("W1[h1,p6] = ")
        await driver.press("right", "right")
        assert caption(driver).startswith("W1[h2,p4] = ")
        W1 = driver.app.session.snapshot().params["W1"]
        found = shades(W1[2].reshape(3, 4), round_scale(W1))
        lines = [row[22:30] for row in driver.pane_rows("weights")[1:4]]
        signs = "#≡=-·+░▓█"
        assert [[signs.index(sign) - STEPS for sign in line[::2]] for line in lines] == (
            found.tolist()
        )
        assert await next_view(driver) == "3 Weights"


async def test_hangul_names_keep_the_cells_in_place(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    header = ",".join([*(f"키{i}" for i in range(20)), "위험도"])
    rows = "\n".join(",".join(str((i * k) % 2) for i in range(21)) for k in (1, 2))
    path.write_text(f"{header}\n{rows}\n", encoding="utf-8")
    async with open_app(
        RunSpec(dataset=None, data_file=str(path), hidden=(3,), bias=True)
    ) as driver:
        await driver.press("3", "right", "right", "right")
        assert caption(driver).startswith("W1[h1,키3] = ")
        assert "키3" in bold_words(driver)
