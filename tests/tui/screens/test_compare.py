"""Comparing runs with the keys: pin one, train over it, read the table, start a comparison."""

from __future__ import annotations

import pytest

from core import COMPARISONS
from scratchnet_tui.panes.loss.legend import PIN_LOOKS
from scratchnet_tui.panes.loss.views import series
from scratchnet_tui.screens.compare import CompareScreen, RunList
from tests.helpers.app_driver import Seat, epochs_of, keys_of, opened


async def open_table(seat: Seat, key: str = "P") -> None:
    await seat.press(key)
    await seat.until(lambda: isinstance(seat.app.screen, CompareScreen))
    await seat.until(lambda: "Start runs" in seat.text)
    await seat.settle()


def rows(seat: Seat) -> list[list[str]]:
    """The cells of the table as they stand on the screen, headings first."""
    region = seat.app.screen.query_one(RunList).region
    lines = seat.crop(region)
    return [
        [cell for cell in line.strip().split("  ") if cell]
        for line in lines[: lines_of_table(lines)]
    ]


def lines_of_table(lines: list[str]) -> int:
    return next(i for i, line in enumerate(lines) if not line.strip())


def names(seat: Seat) -> list[str]:
    return [row[0] for row in rows(seat)[1:]]


@pytest.mark.parametrize("key", keys_of("pin"))
async def test_a_pinned_curve_stays_under_the_next_run(key: str) -> None:
    async with opened() as seat:
        await seat.train(100)
        await seat.press(key)
        await seat.until(lambda: "Pinned as A at epoch 100" in seat.notice)
        assert "⠶ now o A" in seat.words("loss")
        await seat.press("n")
        await seat.settle()
        assert seat.standing.epoch == 0
        signs = sum(row.count("o") for row in seat.inside("loss")[3:])
        assert signs > 4, "its curve is still drawn"
        await seat.train(50)


async def test_the_cursor_moves_by_a_column_of_the_longest_curve() -> None:
    async with opened() as seat:
        await seat.train(300)
        await seat.press("p", "n")
        await seat.settle()
        await seat.train(50)
        await seat.press("1", "home", "right")
        await seat.until(lambda: seat.words("loss").startswith("epoch"))
        await seat.settle()
        assert int(seat.words("loss").split()[1]) > 300 / 35, "the axis goes to 300, not to 50"


@pytest.mark.parametrize("key", keys_of("compare"))
async def test_the_table_shows_only_what_differs(key: str) -> None:
    async with opened() as seat:
        await seat.train(20)
        await seat.press("p", "n")
        await seat.settle()
        await seat.train(10)
        await open_table(seat, key)
        heading, now, pinned = rows(seat)
        assert [cell.strip() for cell in heading] == [
            "run", "seed", "epochs", "solved at", "mse", "time",
        ]  # fmt: skip
        assert [cell.strip() for cell in now[:4]] == ["⠶ now", "2", "10", "-"]
        assert [cell.strip() for cell in pinned[:4]] == ["o A", "1", "20", "-"]
        assert float(now[4]) == seat.standing.mse
        await seat.press("escape")
        await seat.until(lambda: seat.app.screen is seat.app.main)


async def test_with_nothing_pinned_the_table_says_how() -> None:
    async with opened() as seat:
        await open_table(seat)
        await seat.press("up")
        await seat.until(lambda: "press p to pin" in seat.dialog)
        await seat.press("x", "enter")
        await seat.settle()
        assert isinstance(seat.app.screen, CompareScreen)


async def test_six_and_no_more() -> None:
    async with opened() as seat:
        for _ in range(6):
            await seat.train(1)
            await seat.press("p")
            await seat.until(lambda: "Pinned" in seat.notice)
            await seat.train(1)
        await seat.press("p")
        await seat.until(lambda: "Six runs are pinned already" in seat.notice)
        await open_table(seat)
        assert names(seat) == ["⠶ now", "o A", "x B", "+ C", "* D", "# E", "= F"]
        assert "Three learning rates" in seat.text


@pytest.mark.parametrize("key", ["x", "ㅌ", "delete", "backspace"])
async def test_a_run_is_taken_off_in_the_table(key: str) -> None:
    async with opened() as seat:
        for _ in range(3):
            await seat.train(1)
            await seat.press("p")
            await seat.settle()
        await open_table(seat)
        await seat.press("down", "down", key)
        await seat.until(lambda: names(seat) == ["⠶ now", "o A", "+ C"])
        await seat.settle()
        assert "C: no setting differs" in seat.dialog, "the cursor is on the next one"
        await seat.press(key)
        await seat.until(lambda: names(seat) == ["⠶ now", "o A"])
        await seat.press("up", "up", key)
        await seat.settle()
        assert names(seat) == ["⠶ now", "o A"], "the present run stays"


async def test_a_ready_made_comparison_by_keys() -> None:
    async with opened() as seat:
        await seat.train(3)
        await open_table(seat)
        await seat.press("enter")  # alone, the cursor is on the first comparison
        await seat.until(lambda: seat.app.screen is seat.app.main)
        await seat.until(lambda: "In lock step from the same weights" in seat.notice)
        assert seat.standing.epoch == 0
        assert "batch 1" in seat.words("loss")
        await seat.train(40)
        await open_table(seat)
        assert [row[0] for row in rows(seat)[1:]] == ["⠶ batch 1", "o batch 2", "x batch all"]
        assert [row[1].strip() for row in rows(seat)] == ["batch", "1", "2", "all"]
        assert {row[2].strip() for row in rows(seat)[1:]} == {"40"}
        await seat.press("down", "enter")
        await seat.until(lambda: names(seat)[0] == "⠶ batch 2")
        await seat.press("escape")
        await seat.until(lambda: seat.app.screen is seat.app.main)
        assert seat.app.session.spec.batch == 2
        assert seat.standing.mse == pytest.approx(seat.app.session.snapshot().scores.mse, rel=1e-3)
        await seat.press("r")
        await seat.until(lambda: seat.standing.epoch == 0)
        assert epochs_of(seat.app.session) == {0}


async def test_every_comparison_can_be_reached_and_is_explained() -> None:
    async with opened() as seat:
        await open_table(seat)
        for comparison in COMPARISONS.values():
            await seat.until(lambda comparison=comparison: comparison.text in seat.dialog)
            await seat.press("down")


async def test_a_comparison_that_does_not_suit_is_refused() -> None:
    async with opened(size="wide") as seat:
        await seat.go_to("output")
        await seat.type_value("tanh")
        await seat.until(lambda: seat.settings()["output"] == "tanh")
        await open_table(seat)
        await seat.press("down", "enter")
        await seat.until(lambda: "Not done: loss cross-entropy needs" in seat.notice)
        await seat.train(1)


async def test_the_table_follows_the_training() -> None:
    async with opened(pace="100") as seat:
        await open_table(seat)
        await seat.press("enter")
        await seat.until(lambda: seat.app.screen is seat.app.main)
        await open_table(seat)
        await seat.press("space")
        await seat.until(lambda: int(rows(seat)[1][2]) > 20)
        await seat.press("space")
        await seat.settle()
        assert len({row[2].strip() for row in rows(seat)[1:]}) == 1
        await seat.press("escape")


async def test_the_bug_beside_its_twin() -> None:
    """The way the README tells: train the lesson, pin it, go to the twin, run."""
    async with opened(lesson="early-return") as seat:
        await seat.train(200)
        await seat.press("p", "t")
        await seat.settle()
        await seat.train(200)
        await open_table(seat)
        assert [row[1].strip() for row in rows(seat)] == ["order", "sequential", "first-only"]


async def test_the_table_opens_but_once() -> None:
    async with opened() as seat:
        for _ in range(2):
            await seat.app.run_action("compare")
            await seat.app.run_action("compare")
            await seat.until(lambda: isinstance(seat.app.screen, CompareScreen))
            await seat.settle()
            assert len([s for s in seat.app.screen_stack if isinstance(s, CompareScreen)]) == 1
            await seat.press("escape")
            await seat.until(lambda: seat.app.screen is seat.app.main)
        seat.strike("P", "P", "P")
        await seat.settle()
        assert len([s for s in seat.app.screen_stack if isinstance(s, CompareScreen)]) < 2


async def test_a_pinned_run_and_a_branch_that_was_left_look_different() -> None:
    """The sixth pin had the dots of a branch; without colour nobody could tell them apart."""
    async with opened() as seat:
        await seat.reach(10)
        await seat.press("comma", keys_of("rate_down")[0])
        await seat.until(lambda: "A new branch" in seat.notice)
        await seat.settle()
        drawn = series(seat.app.session.snapshot(), "mse", 0.0)
        left = {each.marker for each in drawn if each.colour == "faint"}
        assert "." in left
        assert not left & {marker for marker, _ in PIN_LOOKS}


@pytest.mark.parametrize("first", ["enter", "escape", "P", "dollar_sign"])
@pytest.mark.parametrize("second", ["enter", "escape", "x"])
async def test_two_keys_for_the_table(first: str, second: str) -> None:
    async with opened() as seat:
        await open_table(seat)
        seat.strike(first, second)
        await seat.settle()
        await seat.press("escape")
        await seat.until(lambda: seat.app.screen is seat.app.main)
        await seat.train(1)
