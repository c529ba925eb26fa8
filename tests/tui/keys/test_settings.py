"""The keys that change the run: the rate, the data set, the network and the lessons."""

from __future__ import annotations

import dataclasses

import pytest

from core import LESSONS, RunSpec
from tests.helpers.app_driver import AppDriver, keys_of, open_app, same_bits, train_from_start

_WHEN_TRUE = {  # epochs after which every claim of a lesson holds, with seed 1
    "forward-pass": 1,
    "delta-rule": 10_000,
    "delta-rule-xor": 10_000,
    "backprop-xor": 3000,
    "cross-entropy": 3000,
    "early-return": 3000,
}


def top_of_curve(driver: AppDriver) -> str:
    """The uppermost line of the chart with a part of the curve in it."""
    rows = [row.replace("┤", "│").partition("│")[2] for row in driver.pane_rows("loss")]
    return next(row for row in rows if any("\u2800" < sign <= "\u28ff" for sign in row))


@pytest.mark.parametrize(
    ("key", "shown"),
    [(key, "0.7") for key in keys_of("rate_down")] + [(key, "1") for key in keys_of("rate_up")],
)
async def test_the_rate_changes_live_and_training_goes_on(key: str, shown: str) -> None:
    async with open_app(size="wide", pace="100") as driver:
        assert driver.form_values()["rate"] == "0.9"
        await driver.train(100)
        assert top_of_curve(driver)[0] > "\u2800"
        await driver.press("space")
        await driver.wait_until(lambda: driver.status.epoch > 105)
        reached = driver.status.epoch
        await driver.press(key)
        await driver.wait_until(lambda: driver.form_values()["rate"] == shown)
        assert f"rate {shown} from epoch" in driver.notice
        assert driver.status.epoch >= reached
        assert driver.status.state == "running"
        await driver.wait_until(lambda: reached + 5 < driver.status.epoch < 500, "it goes on")
        assert top_of_curve(driver)[0] > "\u2800", "the curve goes on from where it began"
        await driver.press("space")


async def test_a_change_of_rate_keeps_epoch_weights_and_curve_bit_for_bit() -> None:
    async with open_app(size="wide") as driver:
        await driver.train(100)
        before = driver.app.session.snapshot()
        shown = (
            driver.pane_rows("loss"),
            driver.pane_rows("weights"),
            driver.pane_rows("predictions"),
        )
        await driver.press("]", "[", "[")
        await driver.wait_until_idle()
        after = driver.app.session.snapshot()
        assert driver.form_values()["rate"] == "0.7"
        assert same_bits(before.params, after.params)
        assert before.curve.values.tolist() == after.curve.values.tolist()
        assert (
            driver.pane_rows("loss"),
            driver.pane_rows("weights"),
            driver.pane_rows("predictions"),
        ) == shown


async def test_a_lesson_survives_another_rate_or_seed_and_not_another_network() -> None:
    async with open_app(lesson="backprop-xor", size="wide") as driver:
        await driver.press("]", "n")
        await driver.wait_until(lambda: driver.form_values()["seed"] == "2")
        assert "backprop-xor" in driver.framed_rows("lesson")[0]
        await driver.press("m", "right")
        await driver.wait_until(lambda: driver.form_values()["hidden"] == "5")
        await driver.wait_until(
            lambda: driver.framed_rows("map"), "the map has the place of the lesson again"
        )
        assert "left the lesson backprop-xor" in driver.notice


@pytest.mark.parametrize("size", ["small", "wide"])
async def test_a_key_goes_to_its_row_of_the_setup(size: str) -> None:
    async with open_app(size=size) as driver:
        for name, field in (("data", "data set"), ("model", "hidden")):
            for key in keys_of(name):
                await driver.press(key)
                assert driver.chosen_row == field
                assert driver.focused == "4 Setup"
                assert "Enter type" in driver.footer
                await driver.press("escape", "1")
                assert driver.focused == "1 Loss"
                assert bool(driver.framed_rows("setup")) == (size == "wide")


async def test_the_list_of_lessons_opens_and_closes() -> None:
    async with open_app(size="wide") as driver:
        before = driver.rows
        opening = keys_of("lessons")
        for key, closing in [*zip(opening, opening, strict=True), ("l", "escape"), ("l", "q")]:
            await driver.press(key)
            for name in LESSONS:
                await driver.wait_until(lambda name=name: name in driver.text)
                await driver.press("down")
            await driver.press(closing)
            await driver.wait_until_idle()
            assert driver.rows == before


@pytest.mark.parametrize("number", range(6))
async def test_every_lesson_can_be_chosen_and_its_claims_come_true(number: int) -> None:
    name, lesson = list(LESSONS.items())[number]
    async with open_app(size="wide", pace=None) as driver:
        await driver.press("l", *["down"] * number)
        await driver.wait_until(lambda: lesson.title in " ".join(driver.text.split()), "the detail")
        await driver.press("enter")
        await driver.wait_until(lambda: name in driver.framed_rows("lesson")[0])
        await driver.wait_until_idle()
        assert lesson.title in driver.notice
        words = driver.pane_text("lesson")
        assert lesson.title in words
        assert " ".join(lesson.text.split())[:60] in words
        assert [claim.text for claim in lesson.claims if claim.text not in words] == []
        assert words.count("[✓]") < len(lesson.claims)
        assert f"{lesson.pace} epoch" in driver.notice
        assert driver.status.pace == f"{lesson.pace} ep/s"
        assert driver.form_values()["data set"] == lesson.spec.dataset
        assert driver.form_values()["loss"] == lesson.spec.loss
        assert driver.form_values()["order"] == lesson.spec.order
        await driver.train_to(_WHEN_TRUE[name])
        assert driver.pane_text("lesson").count("[✓]") == len(lesson.claims)
        assert driver.pane_text("lesson").count("[ ]") == 0
        following = list(LESSONS)[number + 1]
        assert "All seen." in driver.pane_text("lesson")
        assert following in driver.notice
        await driver.press("l")
        await driver.wait_until(lambda: LESSONS[following].title in " ".join(driver.text.split()))
        await driver.press("enter")
        await driver.wait_until(lambda: following in driver.framed_rows("lesson")[0])


@pytest.mark.parametrize("pace", ["max", "1"])
async def test_a_pace_that_was_asked_for_stays_in_every_lesson(pace: str) -> None:
    shown = "flat out" if pace == "max" else "1 ep/s"
    async with open_app(lesson="backprop-xor", pace=pace) as driver:
        assert driver.status.pace == shown
        await driver.press("t")
        await driver.wait_until(lambda: "Cross-entropy" in driver.notice)
        assert driver.status.pace == shown


@pytest.mark.parametrize("size", ["small", "wide"])
async def test_a_claim_that_a_seed_does_not_show_is_missed_and_the_own_one_shows_it(
    size: str,
) -> None:
    stuck = dataclasses.replace(LESSONS["backprop-xor"].spec, seed=16)
    async with open_app(stuck, lesson="backprop-xor", size=size) as driver:
        assert "Seed 16 is kept; T takes" in driver.notice
        await driver.press("5")
        await driver.train_to(9999)
        assert "✗" not in driver.pane_text("lesson")
        await driver.train_to(10_000)
        words = driver.pane_text("lesson")
        assert (words.count("[✗]"), words.count("[ ]")) == (2, 0)
        assert "epoch 10,000: seed 16" in words
        assert "Seed 1 shows it: press T" in words
        assert "Seed 1 shows it: press T" in driver.notice
        await driver.press("T")
        await driver.wait_until(
            lambda: driver.app.session.spec.seed == 1 and driver.status.epoch == 0
        )
        assert "backprop-xor" in driver.framed_rows("lesson")[0]
        await driver.train_to(3000)
        assert driver.pane_text("lesson").count("[✓]") == 3


async def test_without_a_lesson_the_key_for_its_own_run_says_what_to_do() -> None:
    for key in keys_of("own_run"):
        async with open_app() as driver:
            await driver.press(key)
            assert "press l" in driver.notice
            assert driver.status.epoch == 0


async def test_a_lesson_keeps_the_seed_and_begins_paused() -> None:
    async with open_app(RunSpec(seed=5), size="wide", start=True) as driver:
        await driver.press("l", *["down"] * list(LESSONS).index("early-return"), "enter")
        await driver.wait_until(lambda: "early-return" in driver.framed_rows("lesson")[0])
        await driver.wait_until_idle()
        assert driver.form_values()["seed"] == "5"
        assert (driver.status.state, driver.status.epoch) == ("paused", 0)


async def test_the_twin_is_the_lesson_to_compare_with_from_the_same_weights() -> None:
    async with open_app(lesson="early-return", size="wide") as driver:
        await driver.press("n")
        await driver.wait_until(lambda: driver.form_values()["seed"] == "2")
        weights = driver.pane_rows("weights")
        lessons = ("cross-entropy", "backprop-xor", "cross-entropy")
        for key, lesson in zip(keys_of("twin"), lessons, strict=True):
            await driver.train(1)
            await driver.press(key)
            await driver.wait_until(lambda: "Seed 2 is kept; T takes" in driver.notice)
            await driver.wait_until(
                lambda lesson=lesson: lesson in driver.framed_rows("lesson")[0].split()
            )
            await driver.wait_until_idle()
            assert driver.pane_rows("weights") == weights
            assert driver.form_values()["order"] == "sequential"


async def test_the_lesson_names_its_twin_and_the_key() -> None:
    async with open_app(lesson="early-return", size="huge") as driver:
        assert "Compare with: cross-entropy (press t)" in driver.pane_text("lesson")


async def test_without_a_lesson_the_twin_key_says_what_to_do() -> None:
    async with open_app() as driver:
        await driver.press("t")
        assert "press l" in driver.notice
        assert driver.status.epoch == 0


async def test_every_twin_chain_can_be_walked() -> None:
    async with open_app(lesson="forward-pass", size="wide") as driver:
        for name in ("delta-rule", "delta-rule-xor", "backprop-xor", "cross-entropy"):
            await driver.press("t")
            await driver.wait_until(
                lambda name=name: name in driver.framed_rows("lesson")[0].split()
            )
        await driver.train_to(10)
        spec = dataclasses.replace(LESSONS["cross-entropy"].spec, seed=1)
        expected = train_from_start(spec, 10).record.mse
        assert driver.status.mse == pytest.approx(expected, abs=5e-6)
