"""The fingerprint of a moment in the app: behind a key, and in the log."""

from __future__ import annotations

import pytest

from core import LESSONS, RunSpec, Stop, Trainer
from tests.helpers.app_driver import SIZES, AppDriver, open_app, train_from_start

KEYS = ("h", "ㅗ", "right_parenthesis")


def at(step: int, spec: RunSpec | None = None) -> str:
    """Return the fingerprint after a number of updates."""
    trainer = Trainer(spec or RunSpec())
    for _ in range(step):
        trainer.step_sample()
    return trainer.fingerprint


async def said(driver: AppDriver, text: str) -> None:
    """Wait until the notice begins with a text."""
    await driver.wait_until(lambda: driver.notice.startswith(text), text)


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("size", SIZES)
async def test_the_key_shows_the_fingerprint_of_the_present_epoch(key: str, size: str) -> None:
    async with open_app(size=size) as driver:
        await driver.press(key)
        await said(driver, f"Fingerprint {at(0)}: epoch 0.")
        await driver.press("s", "s", "s")
        await driver.wait_until(lambda: driver.status.epoch == 3)
        assert at(0) not in driver.notice, "it was that of another moment"
        await driver.press(key)
        await said(driver, f"Fingerprint {at(12)}: epoch 3.")
        assert not driver.widget("notice-first").display, "a line is enough"


async def test_it_stays_in_the_log() -> None:
    async with open_app() as driver:
        await driver.press("h", "s", "h")
        await said(driver, f"Fingerprint {at(4)}")
        await driver.press("6")
        shown = [" ".join(row.split()) for row in driver.pane_rows("log")]
        assert shown[:2] == [
            f"1 Fingerprint {at(4)}: epoch 1.",
            f"0 Fingerprint {at(0)}: epoch 0.",
        ]


async def test_inside_an_update_it_is_that_of_the_moment_before_it() -> None:
    async with open_app() as driver:
        await driver.press("s", "i")
        await driver.wait_until(lambda: driver.snapshot.inside is not None)
        await driver.press("h")
        await said(driver, f"Fingerprint {at(4)}: epoch 1.")
        inside = driver.snapshot.inside
        assert inside is not None
        for _ in inside.phases:
            await driver.press("enter")
        await driver.wait_until(lambda: driver.snapshot.index == 1)
        await driver.press("h")
        await said(driver, f"Fingerprint {at(5)}: epoch 1, update 1.")
        assert driver.snapshot.inside is not None, "the view stays open"


async def test_going_back_shows_the_same_again() -> None:
    async with open_app() as driver:
        await driver.press("S")
        await driver.wait_until(lambda: driver.status.epoch == 100)
        await driver.press("comma", "h")
        await said(driver, f"Fingerprint {at(396)}: epoch 99.")


async def test_a_run_that_was_changed_on_the_way_says_so() -> None:
    async with open_app() as driver:
        await driver.press("right_square_bracket", "h")
        await said(driver, f"Fingerprint {at(0)}: epoch 0.")
        assert "changed" not in driver.notice, "another rate from the start is an option"
        await driver.press("s", "left_square_bracket", "h")
        await said(driver, "Fingerprint ")
        assert "The run was changed on the way" in driver.notice


async def test_while_it_runs_the_run_goes_on() -> None:
    async with open_app() as driver:
        await driver.press("space")
        await driver.wait_until(lambda: driver.status.epoch > 0)
        await driver.press("h")
        await said(driver, "Fingerprint ")
        seen = driver.notice
        assert driver.status.state == "running"
        await driver.press("space")
        await driver.wait_until_idle()
        found, _, epoch = seen.removeprefix("Fingerprint ").rstrip(".").partition(": epoch ")
        spec = driver.snapshot.spec
        assert found == train_from_start(spec, int(epoch.replace(",", ""))).fingerprint


async def test_it_is_in_the_footer_where_there_is_room_and_in_the_palette() -> None:
    async with open_app(size="huge") as driver:
        await driver.press("i")
        await driver.wait_until(lambda: "h fingerprint" in driver.footer)
    async with open_app() as driver:
        await driver.press("ctrl+p", *"fingerprint")
        await driver.wait_until(lambda: "Show the fingerprint of this moment" in driver.text)
        await driver.press("enter")
        await said(driver, f"Fingerprint {at(0)}: epoch 0.")


@pytest.mark.parametrize("pace", ["1000", "max"])
async def test_solving_it_says_the_fingerprint_of_that_very_epoch(pace: str) -> None:
    spec = LESSONS["cross-entropy"].spec
    async with open_app(spec, pace=pace) as driver:
        await driver.press("space")
        await said(driver, "Solved at epoch ")
        await driver.wait_until(lambda: driver.snapshot.solved_since is not None)
        since = driver.snapshot.solved_since
        assert since is not None
        there = train_from_start(spec, since).fingerprint
        assert driver.notice == (
            f"Solved at epoch {since:,}: all 4 rows are right. Fingerprint {there}."
        )
        await driver.press("space")
        await driver.wait_until_idle()
        epoch = driver.status.epoch
        await driver.press("h")
        await said(driver, f"Fingerprint {train_from_start(spec, epoch).fingerprint}: epoch ")


async def test_a_stop_rule_says_the_fingerprint_of_its_epoch() -> None:
    async with open_app(stop=Stop(epochs=25), pace="max") as driver:
        await driver.press("space")
        await said(driver, "Stopped at epoch 25")
        assert driver.notice.endswith(f" Fingerprint {at(100)}.")
