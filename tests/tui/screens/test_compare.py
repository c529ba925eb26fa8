"""Comparing runs with the keys: pin one, train over it, read the table, start a comparison."""

from __future__ import annotations

import pytest

from core import COMPARISONS
from scratchnet_tui.panes.loss.legend import PIN_LOOKS
from scratchnet_tui.panes.loss.views import series
from scratchnet_tui.screens.compare import CompareScreen, RunList
from tests.helpers.app_driver import AppDriver, epochs_of, keys_of, open_app


async def open_table(driver: AppDriver, key: str = "P") -> None:
    await driver.press(key)
    await driver.wait_until(lambda: isinstance(driver.app.screen, CompareScreen))
    await driver.wait_until(lambda: "Start runs" in driver.text)
    await driver.wait_until_idle()


def rows(driver: AppDriver) -> list[list[str]]:
    """The cells of the table as they stand on the screen, headings first."""
    region = driver.app.screen.query_one(RunList).region
    lines = driver.crop(region)
    return [
        [cell for cell in line.strip().split("  ") if cell]
        for line in lines[: lines_of_table(lines)]
    ]


def lines_of_table(lines: list[str]) -> int:
    return next(i for i, line in enumerate(lines) if not line.strip())


def names(driver: AppDriver) -> list[str]:
    return [row[0] for row in rows(driver)[1:]]


@pytest.mark.parametrize("key", keys_of("pin"))
async def test_a_pinned_curve_stays_under_the_next_run(key: str) -> None:
    async with open_app() as driver:
        await driver.train(100)
        await driver.press(key)
        await driver.wait_until(lambda: "Pinned as A at epoch 100" in driver.notice)
        assert "⠶ now o A" in driver.pane_text("loss")
        await driver.press("n")
        await driver.wait_until_idle()
        assert driver.status.epoch == 0
        signs = sum(row.count("o") for row in driver.pane_rows("loss")[3:])
        assert signs > 4, "its curve is still drawn"
        await driver.train(50)


async def test_the_cursor_moves_by_a_column_of_the_longest_curve() -> None:
    async with open_app() as driver:
        await driver.train(300)
        await driver.press("p", "n")
        await driver.wait_until_idle()
        await driver.train(50)
        await driver.press("1", "home", "right")
        await driver.wait_until(lambda: driver.pane_text("loss").startswith("epoch"))
        await driver.wait_until_idle()
        assert int(driver.pane_text("loss").split()[1]) > 300 / 35, (
            "the axis goes to 300, not to 50"
        )


@pytest.mark.parametrize("key", keys_of("compare"))
async def test_the_table_shows_only_what_differs(key: str) -> None:
    async with open_app() as driver:
        await driver.train(20)
        await driver.press("p", "n")
        await driver.wait_until_idle()
        await driver.train(10)
        await open_table(driver, key)
        heading, now, pinned = rows(driver)
        assert [cell.strip() for cell in heading] == [
            "run", "seed", "epochs", "solved at", "mse", "time",
        ]  # fmt: skip
        assert [cell.strip() for cell in now[:4]] == ["⠶ now", "2", "10", "-"]
        assert [cell.strip() for cell in pinned[:4]] == ["o A", "1", "20", "-"]
        assert float(now[4]) == driver.status.mse
        await driver.press("escape")
        await driver.wait_until(lambda: driver.app.screen is driver.app.main)


async def test_with_nothing_pinned_the_table_says_how() -> None:
    async with open_app() as driver:
        await open_table(driver)
        await driver.press("up")
        await driver.wait_until(lambda: "press p to pin" in driver.dialog_text)
        await driver.press("x", "enter")
        await driver.wait_until_idle()
        assert isinstance(driver.app.screen, CompareScreen)


async def test_six_and_no_more() -> None:
    async with open_app() as driver:
        for _ in range(6):
            await driver.train(1)
            await driver.press("p")
            await driver.wait_until(lambda: "Pinned" in driver.notice)
            await driver.train(1)
        await driver.press("p")
        await driver.wait_until(lambda: "Six runs are pinned already" in driver.notice)
        await open_table(driver)
        assert names(driver) == ["⠶ now", "o A", "x B", "+ C", "* D", "# E", "= F"]
        assert "Three learning rates" in driver.text


@pytest.mark.parametrize("key", ["x", "ㅌ", "delete", "backspace"])
async def test_a_run_is_taken_off_in_the_table(key: str) -> None:
    async with open_app() as driver:
        for _ in range(3):
            await driver.train(1)
            await driver.press("p")
            await driver.wait_until_idle()
        await open_table(driver)
        await driver.press("down", "down", key)
        await driver.wait_until(lambda: names(driver) == ["⠶ now", "o A", "+ C"])
        await driver.wait_until_idle()
        assert "C: no setting differs" in driver.dialog_text, "the cursor is on the next one"
        await driver.press(key)
        await driver.wait_until(lambda: names(driver) == ["⠶ now", "o A"])
        await driver.press("up", "up", key)
        await driver.wait_until_idle()
        assert names(driver) == ["⠶ now", "o A"], "the present run stays"


async def test_a_ready_made_comparison_by_keys() -> None:
    async with open_app() as driver:
        await driver.train(3)
        await open_table(driver)
        await driver.press("enter")  # alone, the cursor is on the first comparison
        await driver.wait_until(lambda: driver.app.screen is driver.app.main)
        await driver.wait_until(lambda: "In lock step from the same weights" in driver.notice)
        assert driver.status.epoch == 0
        assert "batch 1" in driver.pane_text("loss")
        await driver.train(40)
        await open_table(driver)
        assert [row[0] for row in rows(driver)[1:]] == ["⠶ batch 1", "o batch 2", "x batch all"]
        assert [row[1].strip() for row in rows(driver)] == ["batch", "1", "2", "all"]
        assert {row[2].strip() for row in rows(driver)[1:]} == {"40"}
        await driver.press("down", "enter")
        await driver.wait_until(lambda: names(driver)[0] == "⠶ batch 2")
        await driver.press("escape")
        await driver.wait_until(lambda: driver.app.screen is driver.app.main)
        assert driver.app.session.spec.batch == 2
        assert driver.status.mse == pytest.approx(
            driver.app.session.snapshot().scores.mse, rel=1e-3
        )
        await driver.press("r")
        await driver.wait_until(lambda: driver.status.epoch == 0)
        assert epochs_of(driver.app.session) == {0}


async def test_every_comparison_can_be_reached_and_is_explained() -> None:
    async with open_app() as driver:
        await open_table(driver)
        for comparison in COMPARISONS.values():
            await driver.wait_until(
                lambda comparison=comparison: comparison.text in driver.dialog_text
            )
            await driver.press("down")


async def test_a_comparison_that_does_not_suit_is_refused() -> None:
    async with open_app(size="wide") as driver:
        await driver.go_to_row("output")
        await driver.type_value("tanh")
        await driver.wait_until(lambda: driver.form_values()["output"] == "tanh")
        await open_table(driver)
        await driver.press("down", "enter")
        await driver.wait_until(lambda: "Not done: loss cross-entropy needs" in driver.notice)
        await driver.train(1)


async def test_the_table_follows_the_training() -> None:
    async with open_app(pace="100") as driver:
        await open_table(driver)
        await driver.press("enter")
        await driver.wait_until(lambda: driver.app.screen is driver.app.main)
        await open_table(driver)
        await driver.press("space")
        await driver.wait_until(lambda: int(rows(driver)[1][2]) > 20)
        await driver.press("space")
        await driver.wait_until_idle()
        assert len({row[2].strip() for row in rows(driver)[1:]}) == 1
        await driver.press("escape")


async def test_the_bug_beside_its_twin() -> None:
    """The way the README tells: train the lesson, pin it, go to the twin, run."""
    async with open_app(lesson="early-return") as driver:
        await driver.train(200)
        await driver.press("p", "t")
        await driver.wait_until_idle()
        await driver.train(200)
        await open_table(driver)
        assert [row[1].strip() for row in rows(driver)] == ["order", "sequential", "first-only"]


async def test_the_table_opens_but_once() -> None:
    async with open_app() as driver:
        for _ in range(2):
            await driver.app.run_action("compare")
            await driver.app.run_action("compare")
            await driver.wait_until(lambda: isinstance(driver.app.screen, CompareScreen))
            await driver.wait_until_idle()
            assert len([s for s in driver.app.screen_stack if isinstance(s, CompareScreen)]) == 1
            await driver.press("escape")
            await driver.wait_until(lambda: driver.app.screen is driver.app.main)
        driver.send_keys("P", "P", "P")
        await driver.wait_until_idle()
        assert len([s for s in driver.app.screen_stack if isinstance(s, CompareScreen)]) < 2


async def test_a_pinned_run_and_a_branch_that_was_left_look_different() -> None:
    """The sixth pin had the dots of a branch; without colour nobody could tell them apart."""
    async with open_app() as driver:
        await driver.train_to(10)
        await driver.press("comma", keys_of("rate_down")[0])
        await driver.wait_until(lambda: "A new branch" in driver.notice)
        await driver.wait_until_idle()
        drawn = series(driver.app.session.snapshot(), "mse", 0.0)
        left = {each.marker for each in drawn if each.colour == "faint"}
        assert "." in left
        assert not left & {marker for marker, _ in PIN_LOOKS}


@pytest.mark.parametrize("first", ["enter", "escape", "P", "dollar_sign"])
@pytest.mark.parametrize("second", ["enter", "escape", "x"])
async def test_two_keys_for_the_table(first: str, second: str) -> None:
    async with open_app() as driver:
        await open_table(driver)
        driver.send_keys(first, second)
        await driver.wait_until_idle()
        await driver.press("escape")
        await driver.wait_until(lambda: driver.app.screen is driver.app.main)
        await driver.train(1)
