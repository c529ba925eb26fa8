"""The setup form: every row, with valid and illegal values."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.widgets import Input

from core import DATASET_NAMES, INITS, RunSpec, load
from scratchnet_tui.form import fields_of
from scratchnet_tui.session.setup import Setup
from tests.helpers.app_driver import fresh, opened

PLAIN = Setup(RunSpec(), dataset=load(RunSpec()))
FIELDS = fields_of(PLAIN)
NAMES = tuple(field.name for field in FIELDS)

LEGAL = [
    ("data set", "and", "and"),
    ("data set", "first-input", "first-input"),
    ("hidden", "8,8", "8,8"),
    ("hidden", " 3 , 2 ", "3,2"),
    ("hidden", "0", "none"),
    ("hidden", "none", "none"),
    ("activation", "tanh", "tanh"),
    ("output", "linear", "linear"),
    ("bias", "on", "on"),
    ("loss", "cross-entropy", "cross-entropy"),
    ("rate", "0.25", "0.25"),
    ("rate", "1e-3", "0.001"),
    ("rate", "0", "0"),
    ("batch", "all", "all"),
    ("batch", "3", "3"),
    ("order", "shuffled", "shuffled"),
    ("order", "first-only", "first-only"),
    ("slip", "updated-weights", "updated-weights"),
    ("data set", "AND", "and"),
    ("activation", "ReLU", "relu"),
    ("output", "Identity", "linear"),
    ("loss", "BCE", "cross-entropy"),
    ("rule", "Adam", "adam"),
    ("init", "glorot_uniform", "xavier"),
    ("batch", "ALL", "all"),
    ("bias", "ON", "on"),
    ("seed", "12345", "12345"),
    ("seed", "0", "0"),
]

ILLEGAL = [
    ("data set", "xorr", "did you mean xor?"),
    ("data set", "", "must be one of"),
    ("data set", "mnist", "nearest here is digits-8x8"),
    ("data set", "/nowhere/at-all.csv", "no such file"),
    ("data set", "https://example.org/x.csv", "curl -LO https://example.org/x.csv"),
    ("data set", "/tmp", "directory"),
    ("hidden", "four", "whole number"),
    ("hidden", "4,,4", "whole number"),
    ("hidden", "-1", "1 or more"),
    ("hidden", "4,0", "1 or more"),
    ("hidden", "4.5", "whole number"),
    ("activation", "sigmoidal", "did you mean sigmoid?"),
    ("activation", "tanh,relu", "one for each"),
    ("activation", "", "must be one of"),
    ("output", "step", "nearest here is sigmoid"),
    ("bias", "yes", "on or off"),
    ("loss", "hinge", "must be one of"),
    ("rule", "newton", "must be one of"),
    ("rate", "fast", "must be a number"),
    ("rate", "-1", "0 or more"),
    ("rate", "nan", "0 or more"),
    ("rate", "inf", "0 or more"),
    ("rate", "", "must be a number"),
    ("batch", "0", "1 or more"),
    ("batch", "-2", "1 or more"),
    ("batch", "some", "whole number"),
    ("order", "random", "nearest here is shuffled"),
    ("slip", "signs", "did you mean sign?"),
    ("init", "ones", "must be one of"),
    ("init", "literal", "given weights"),
    ("seed", "-1", "0 or more"),
    ("seed", "1.5", "whole number"),
    ("seed", "ㄴ", "whole number"),
]


async def test_every_row_has_its_value_and_its_hint() -> None:
    async with opened(size="wide") as seat:
        assert list(seat.settings()) == list(NAMES)
        await seat.press("4")
        for field in FIELDS:
            assert seat.chosen == field.name
            unbroken = seat.words("setup").replace("- ", "-")
            assert field.hint in unbroken
            assert seat.settings()[field.name] == field.text(PLAIN)
            await seat.press("down")
        assert seat.chosen == NAMES[0], "down from the last row leads to the first"
        await seat.press("up")
        assert seat.chosen == NAMES[-1]


async def test_a_name_to_be_typed_is_not_broken_at_its_hyphen() -> None:
    async with opened(size="wide") as seat:
        for name in ("loss", "order", "slip"):
            await seat.go_to(name)
            choices = next(field.hint for field in FIELDS if field.name == name).split("One of ")[1]
            broken = [word for word in choices.strip(".").split(", ") if word not in seat.text]
            assert broken == []
            await seat.settle()


_TOGETHER = {  # rows that tell of the same
    "hidden": {"hidden", "layer 1"},
    "activation": {"activation", "layer 1 act"},
    "layers": {"layers", "hidden"},
    "layer 1": {"hidden", "layer 1"},
    "layer 1 act": {"activation", "layer 1 act"},
}


async def test_the_init_row_says_what_the_present_init_does() -> None:
    async with opened(size="wide") as seat:
        await seat.go_to("init")
        for name, init in INITS.items():
            assert seat.settings()["init"] == name
            assert init.text in seat.words("setup")
            await seat.press("right")
            await seat.settle()


async def test_left_undoes_right_in_every_row() -> None:
    async with opened() as seat:
        await seat.press("4")
        before = seat.settings()
        for name in NAMES:
            await seat.press("right")
            await seat.settle()
            turned = seat.settings()
            changed = {label for label in before if turned.get(label) != before[label]}
            mates = _TOGETHER.get(name, {name})
            assert changed == mates
            await seat.press("left")
            await seat.settle()
            assert seat.settings() == before
            await seat.press("down")


async def test_turning_goes_round_in_a_circle() -> None:
    async with opened() as seat:
        await seat.press("4")
        before = seat.settings()
        for name in NAMES:
            if name not in ("output", "rule", "rate", "seed", "layers", "layer 1"):
                await seat.press("right")
                seen = [before[name]]
                while seat.settings()[name] != before[name] and len(seen) < 50:
                    seen.append(seat.settings()[name])
                    await seat.press("right")
                assert seat.settings() == before
                assert len(set(seen)) == len(seen)
                if name == "data set":
                    assert set(seen) == set(DATASET_NAMES)
            await seat.press("down")


async def test_every_output_can_be_reached_by_turning() -> None:
    """softmax needs two targets, so on a gate the circle has to pass over it."""
    async with opened() as seat:
        await seat.go_to("output")
        seen = []
        for _ in range(6):
            await seat.press("right")
            await seat.settle()
            seen.append(seat.settings()["output"])
        assert "sigmoid" in seen, f"right leads to {seen} and no further: {seat.notice}"


@pytest.mark.parametrize("name", dict.fromkeys(name for name, _, _ in LEGAL))
async def test_a_legal_value_is_taken(name: str) -> None:
    async with opened() as seat:
        await seat.go_to(name)
        for _, text, shown in (entry for entry in LEGAL if entry[0] == name):
            await seat.type_value(text)
            await seat.until(lambda: seat.app.screen is seat.app.main)
            await seat.until(lambda shown=shown: seat.settings()[name] == shown)
            await seat.press("s")
            await seat.until(lambda: seat.standing.epoch)


@pytest.mark.parametrize("name", dict.fromkeys(name for name, _, _ in ILLEGAL))
async def test_a_refusal_keeps_the_text_says_why_and_the_run_goes_on(name: str) -> None:
    async with opened() as seat:
        await seat.train(1)
        await seat.go_to(name)
        before = seat.rows
        await seat.press("enter")
        await seat.until(lambda: isinstance(seat.app.focused, Input))
        for _, text, why in (entry for entry in ILLEGAL if entry[0] == name):
            await seat.retype(text)
            await seat.press("enter")
            assert seat.app.screen is not seat.app.main, f"{text!r} was taken: {seat.notice}"
            assert why in seat.dialog
            assert text in seat.dialog
        await seat.press("escape")
        await seat.settle()
        assert seat.rows == before
        await seat.train(1)
        assert seat.standing.mse == pytest.approx(fresh(RunSpec(), 2).record.mse, abs=5e-6)


async def test_after_a_refusal_the_text_can_be_mended() -> None:
    async with opened() as seat:
        await seat.go_to("rate")
        await seat.type_value("0.5x")
        assert "must be a number" in seat.dialog
        await seat.press("backspace", "enter")
        await seat.until(lambda: seat.settings()["rate"] == "0.5")


async def test_escape_leaves_everything_as_it_was() -> None:
    async with opened() as seat:
        await seat.go_to("hidden")
        before = seat.settings()
        await seat.press("enter")
        await seat.until(lambda: isinstance(seat.app.focused, Input))
        await seat.retype("8")
        await seat.press("escape")
        await seat.settle()
        assert seat.settings() == before
        assert seat.focused == "4 Setup"


async def test_a_letter_typed_into_a_value_is_no_command() -> None:
    async with opened() as seat:
        await seat.go_to("data set")
        await seat.press("enter")
        await seat.retype("snrq q?1 z")
        assert "snrq q?1 z" in seat.dialog
        await seat.press("escape")
        assert (seat.standing.epoch, seat.settings()["seed"]) == (0, "1")


async def test_the_form_works_where_it_opens_over_the_others() -> None:
    async with opened() as seat:
        await seat.press("m", "right", "down", "right")
        await seat.until(lambda: seat.settings()["activation"] == "tanh")
        assert seat.settings()["hidden"] == "5"
        await seat.press("escape")
        await seat.settle()
        assert "3-5-1" in seat.rows[0]


async def test_what_does_not_suit_the_data_keeps_its_text_too() -> None:
    async with opened() as seat:
        await seat.go_to("output")
        await seat.type_value("softmax")
        await seat.settle()
        assert "two targets or more" in seat.text
        assert seat.app.screen is not seat.app.main, f"the dialog has gone: {seat.notice}"


async def test_what_does_not_suit_the_given_weights_keeps_its_text_too() -> None:
    weights = (("W1", ((0.1, 0.2, 0.3),)),)
    spec = RunSpec(hidden=(), init="literal", weights=weights)
    async with opened(spec, size="wide") as seat:
        await seat.go_to("hidden")
        await seat.type_value("4")
        await seat.settle()
        assert seat.settings()["hidden"] == "none"
        assert "W1" in seat.text
        assert seat.app.screen is not seat.app.main, f"the dialog has gone: {seat.notice}"


@pytest.mark.parametrize("width", [10**13, 10**19])
async def test_a_network_too_large_for_the_memory_is_refused(width: int) -> None:
    async with opened(size="wide") as seat:
        await seat.go_to("hidden")
        await seat.type_value(str(width))
        await seat.settle()
        await seat.press("escape")
        assert seat.settings()["hidden"] == "4"
        await seat.train(1)


async def test_home_and_end_go_to_the_first_and_the_last_row() -> None:
    async with opened() as seat:
        await seat.press("4")
        names = seat.form.names
        for key, name in (("end", names[-1]), ("home", names[0]), ("end", names[-1])):
            await seat.press(key)
            await seat.until(lambda name=name: seat.chosen == name, f"{key} goes to {name}")


async def test_a_name_that_is_cut_ends_in_an_ellipsis(tmp_path: Path) -> None:
    table = tmp_path / f"{'measured-' * 12}.csv"
    table.write_text("a,b,c\n0,0,0\n1,0,1\n0,1,1\n", encoding="utf-8")
    async with opened(size="wide") as seat:
        await seat.go_to("data set")
        await seat.type_value(str(table))
        await seat.until(lambda: "…" in seat.settings()["data set"], "the cut name")
        (row,) = [row for row in seat.inside("setup") if row.startswith("data set")]
        assert row.rstrip().endswith("… >"), row
