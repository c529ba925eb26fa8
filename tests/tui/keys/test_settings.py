"""The keys that change the run: the rate, the data set, the network and the lessons."""

from __future__ import annotations

import dataclasses

import pytest

from core import LESSONS, RunSpec
from tests.helpers.app_driver import Seat, fresh, keys_of, opened, same_bits

_WHEN_TRUE = {  # epochs after which every claim of a lesson holds, with seed 1
    "forward-pass": 1,
    "delta-rule": 10_000,
    "delta-rule-xor": 10_000,
    "backprop-xor": 3000,
    "cross-entropy": 3000,
    "early-return": 3000,
}


def top_of_curve(seat: Seat) -> str:
    """The uppermost line of the chart with a part of the curve in it."""
    rows = [row.replace("┤", "│").partition("│")[2] for row in seat.inside("loss")]
    return next(row for row in rows if any("\u2800" < sign <= "\u28ff" for sign in row))


@pytest.mark.parametrize(
    ("key", "shown"),
    [(key, "0.7") for key in keys_of("rate_down")] + [(key, "1") for key in keys_of("rate_up")],
)
async def test_the_rate_changes_live_and_training_goes_on(key: str, shown: str) -> None:
    async with opened(size="wide", pace="100") as seat:
        assert seat.settings()["rate"] == "0.9"
        await seat.train(100)
        assert top_of_curve(seat)[0] > "\u2800"
        await seat.press("space")
        await seat.until(lambda: seat.standing.epoch > 105)
        reached = seat.standing.epoch
        await seat.press(key)
        await seat.until(lambda: seat.settings()["rate"] == shown)
        assert f"rate {shown} from epoch" in seat.notice
        assert seat.standing.epoch >= reached
        assert seat.standing.state == "running"
        await seat.until(lambda: reached + 5 < seat.standing.epoch < 500, "it goes on")
        assert top_of_curve(seat)[0] > "\u2800", "the curve goes on from where it began"
        await seat.press("space")


async def test_a_change_of_rate_keeps_epoch_weights_and_curve_bit_for_bit() -> None:
    async with opened(size="wide") as seat:
        await seat.train(100)
        before = seat.app.session.snapshot()
        shown = seat.inside("loss"), seat.inside("weights"), seat.inside("predictions")
        await seat.press("]", "[", "[")
        await seat.settle()
        after = seat.app.session.snapshot()
        assert seat.settings()["rate"] == "0.7"
        assert same_bits(before.params, after.params)
        assert before.curve.values.tolist() == after.curve.values.tolist()
        assert (seat.inside("loss"), seat.inside("weights"), seat.inside("predictions")) == shown


async def test_a_lesson_survives_another_rate_or_seed_and_not_another_network() -> None:
    async with opened(lesson="backprop-xor", size="wide") as seat:
        await seat.press("]", "n")
        await seat.until(lambda: seat.settings()["seed"] == "2")
        assert "backprop-xor" in seat.frame("lesson")[0]
        await seat.press("m", "right")
        await seat.until(lambda: seat.settings()["hidden"] == "5")
        await seat.until(lambda: seat.frame("map"), "the map has the place of the lesson again")
        assert "left the lesson backprop-xor" in seat.notice


@pytest.mark.parametrize("size", ["small", "wide"])
async def test_a_key_goes_to_its_row_of_the_setup(size: str) -> None:
    async with opened(size=size) as seat:
        for name, field in (("data", "data set"), ("model", "hidden")):
            for key in keys_of(name):
                await seat.press(key)
                assert seat.chosen == field
                assert seat.focused == "4 Setup"
                assert "Enter type" in seat.keys
                await seat.press("escape", "1")
                assert seat.focused == "1 Loss"
                assert bool(seat.frame("setup")) == (size == "wide")


async def test_the_list_of_lessons_opens_and_closes() -> None:
    async with opened(size="wide") as seat:
        before = seat.rows
        opening = keys_of("lessons")
        for key, closing in [*zip(opening, opening, strict=True), ("l", "escape"), ("l", "q")]:
            await seat.press(key)
            for name in LESSONS:
                await seat.until(lambda name=name: name in seat.text)
                await seat.press("down")
            await seat.press(closing)
            await seat.settle()
            assert seat.rows == before


@pytest.mark.parametrize("number", range(6))
async def test_every_lesson_can_be_chosen_and_its_claims_come_true(number: int) -> None:
    name, lesson = list(LESSONS.items())[number]
    async with opened(size="wide", pace=None) as seat:
        await seat.press("l", *["down"] * number)
        await seat.until(lambda: lesson.title in " ".join(seat.text.split()), "the detail")
        await seat.press("enter")
        await seat.until(lambda: name in seat.frame("lesson")[0])
        await seat.settle()
        assert lesson.title in seat.notice
        words = seat.words("lesson")
        assert lesson.title in words
        assert " ".join(lesson.text.split())[:60] in words
        assert [claim.text for claim in lesson.claims if claim.text not in words] == []
        assert words.count("[✓]") < len(lesson.claims)
        assert f"{lesson.pace} epoch" in seat.notice
        assert seat.standing.pace == f"{lesson.pace} ep/s"
        assert seat.settings()["data set"] == lesson.spec.dataset
        assert seat.settings()["loss"] == lesson.spec.loss
        assert seat.settings()["order"] == lesson.spec.order
        await seat.reach(_WHEN_TRUE[name])
        assert seat.words("lesson").count("[✓]") == len(lesson.claims)
        assert seat.words("lesson").count("[ ]") == 0
        following = list(LESSONS)[number + 1]
        assert "All seen." in seat.words("lesson")
        assert following in seat.notice
        await seat.press("l")
        await seat.until(lambda: LESSONS[following].title in " ".join(seat.text.split()))
        await seat.press("enter")
        await seat.until(lambda: following in seat.frame("lesson")[0])


@pytest.mark.parametrize("pace", ["max", "1"])
async def test_a_pace_that_was_asked_for_stays_in_every_lesson(pace: str) -> None:
    shown = "flat out" if pace == "max" else "1 ep/s"
    async with opened(lesson="backprop-xor", pace=pace) as seat:
        assert seat.standing.pace == shown
        await seat.press("t")
        await seat.until(lambda: "Cross-entropy" in seat.notice)
        assert seat.standing.pace == shown


@pytest.mark.parametrize("size", ["small", "wide"])
async def test_a_claim_that_a_seed_does_not_show_is_missed_and_the_own_one_shows_it(
    size: str,
) -> None:
    stuck = dataclasses.replace(LESSONS["backprop-xor"].spec, seed=16)
    async with opened(stuck, lesson="backprop-xor", size=size) as seat:
        assert "Seed 16 is kept; T takes" in seat.notice
        await seat.press("5")
        await seat.reach(9999)
        assert "✗" not in seat.words("lesson")
        await seat.reach(10_000)
        words = seat.words("lesson")
        assert (words.count("[✗]"), words.count("[ ]")) == (2, 0)
        assert "epoch 10,000: seed 16" in words
        assert "Seed 1 shows it: press T" in words
        assert "Seed 1 shows it: press T" in seat.notice
        await seat.press("T")
        await seat.until(lambda: seat.app.session.spec.seed == 1 and seat.standing.epoch == 0)
        assert "backprop-xor" in seat.frame("lesson")[0]
        await seat.reach(3000)
        assert seat.words("lesson").count("[✓]") == 3


async def test_without_a_lesson_the_key_for_its_own_run_says_what_to_do() -> None:
    for key in keys_of("own_run"):
        async with opened() as seat:
            await seat.press(key)
            assert "press l" in seat.notice
            assert seat.standing.epoch == 0


async def test_a_lesson_keeps_the_seed_and_begins_paused() -> None:
    async with opened(RunSpec(seed=5), size="wide", start=True) as seat:
        await seat.press("l", *["down"] * list(LESSONS).index("early-return"), "enter")
        await seat.until(lambda: "early-return" in seat.frame("lesson")[0])
        await seat.settle()
        assert seat.settings()["seed"] == "5"
        assert (seat.standing.state, seat.standing.epoch) == ("paused", 0)


async def test_the_twin_is_the_lesson_to_compare_with_from_the_same_weights() -> None:
    async with opened(lesson="early-return", size="wide") as seat:
        await seat.press("n")
        await seat.until(lambda: seat.settings()["seed"] == "2")
        weights = seat.inside("weights")
        lessons = ("cross-entropy", "backprop-xor", "cross-entropy")
        for key, lesson in zip(keys_of("twin"), lessons, strict=True):
            await seat.train(1)
            await seat.press(key)
            await seat.until(lambda: "Seed 2 is kept; T takes" in seat.notice)
            await seat.until(lambda lesson=lesson: lesson in seat.frame("lesson")[0].split())
            await seat.settle()
            assert seat.inside("weights") == weights
            assert seat.settings()["order"] == "sequential"


async def test_the_lesson_names_its_twin_and_the_key() -> None:
    async with opened(lesson="early-return", size="huge") as seat:
        assert "Compare with: cross-entropy (press t)" in seat.words("lesson")


async def test_without_a_lesson_the_twin_key_says_what_to_do() -> None:
    async with opened() as seat:
        await seat.press("t")
        assert "press l" in seat.notice
        assert seat.standing.epoch == 0


async def test_every_twin_chain_can_be_walked() -> None:
    async with opened(lesson="forward-pass", size="wide") as seat:
        for name in ("delta-rule", "delta-rule-xor", "backprop-xor", "cross-entropy"):
            await seat.press("t")
            await seat.until(lambda name=name: name in seat.frame("lesson")[0].split())
        await seat.reach(10)
        spec = dataclasses.replace(LESSONS["cross-entropy"].spec, seed=1)
        expected = fresh(spec, 10).record.mse
        assert seat.standing.mse == pytest.approx(expected, abs=5e-6)
