"""The setup form: every row, with valid and illegal values."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.widgets import Input

from core import DATASET_NAMES, INITS, RunSpec, load
from scratchnet_tui.form import fields_of
from scratchnet_tui.session.setup import Setup
from tests.helpers.app_driver import open_app, train_from_start

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
    async with open_app(size="wide") as driver:
        assert list(driver.form_values()) == list(NAMES)
        await driver.press("4")
        for field in FIELDS:
            assert driver.chosen_row == field.name
            unbroken = driver.pane_text("setup").replace("- ", "-")
            assert field.hint in unbroken
            assert driver.form_values()[field.name] == field.text(PLAIN)
            await driver.press("down")
        assert driver.chosen_row == NAMES[0], "down from the last row leads to the first"
        await driver.press("up")
        assert driver.chosen_row == NAMES[-1]


async def test_a_name_to_be_typed_is_not_broken_at_its_hyphen() -> None:
    async with open_app(size="wide") as driver:
        for name in ("loss", "order", "slip"):
            await driver.go_to_row(name)
            choices = next(field.hint for field in FIELDS if field.name == name).split("One of ")[1]
            broken = [word for word in choices.strip(".").split(", ") if word not in driver.text]
            assert broken == []
            await driver.wait_until_idle()


_TOGETHER = {  # rows that tell of the same
    "hidden": {"hidden", "layer 1"},
    "activation": {"activation", "layer 1 act"},
    "layers": {"layers", "hidden"},
    "layer 1": {"hidden", "layer 1"},
    "layer 1 act": {"activation", "layer 1 act"},
}


async def test_the_init_row_says_what_the_present_init_does() -> None:
    async with open_app(size="wide") as driver:
        await driver.go_to_row("init")
        for name, init in INITS.items():
            assert driver.form_values()["init"] == name
            assert init.text in driver.pane_text("setup")
            await driver.press("right")
            await driver.wait_until_idle()


async def test_left_undoes_right_in_every_row() -> None:
    async with open_app() as driver:
        await driver.press("4")
        before = driver.form_values()
        for name in NAMES:
            await driver.press("right")
            await driver.wait_until_idle()
            turned = driver.form_values()
            changed = {label for label in before if turned.get(label) != before[label]}
            mates = _TOGETHER.get(name, {name})
            assert changed == mates
            await driver.press("left")
            await driver.wait_until_idle()
            assert driver.form_values() == before
            await driver.press("down")


async def test_turning_goes_round_in_a_circle() -> None:
    async with open_app() as driver:
        await driver.press("4")
        before = driver.form_values()
        for name in NAMES:
            if name not in ("output", "rule", "rate", "seed", "layers", "layer 1"):
                await driver.press("right")
                seen = [before[name]]
                while driver.form_values()[name] != before[name] and len(seen) < 50:
                    seen.append(driver.form_values()[name])
                    await driver.press("right")
                assert driver.form_values() == before
                assert len(set(seen)) == len(seen)
                if name == "data set":
                    assert set(seen) == set(DATASET_NAMES)
            await driver.press("down")


async def test_every_output_can_be_reached_by_turning() -> None:
    """softmax needs two targets, so on a gate the circle has to pass over it."""
    async with open_app() as driver:
        await driver.go_to_row("output")
        seen = []
        for _ in range(6):
            await driver.press("right")
            await driver.wait_until_idle()
            seen.append(driver.form_values()["output"])
        assert "sigmoid" in seen, f"right leads to {seen} and no further: {driver.notice}"


@pytest.mark.parametrize("name", dict.fromkeys(name for name, _, _ in LEGAL))
async def test_a_legal_value_is_taken(name: str) -> None:
    async with open_app() as driver:
        await driver.go_to_row(name)
        for _, text, shown in (entry for entry in LEGAL if entry[0] == name):
            await driver.type_value(text)
            await driver.wait_until(lambda: driver.app.screen is driver.app.main)
            await driver.wait_until(lambda shown=shown: driver.form_values()[name] == shown)
            await driver.press("s")
            await driver.wait_until(lambda: driver.status.epoch)


@pytest.mark.parametrize("name", dict.fromkeys(name for name, _, _ in ILLEGAL))
async def test_a_refusal_keeps_the_text_says_why_and_the_run_goes_on(name: str) -> None:
    async with open_app() as driver:
        await driver.train(1)
        await driver.go_to_row(name)
        before = driver.rows
        await driver.press("enter")
        await driver.wait_until(lambda: isinstance(driver.app.focused, Input))
        for _, text, why in (entry for entry in ILLEGAL if entry[0] == name):
            await driver.retype(text)
            await driver.press("enter")
            assert driver.app.screen is not driver.app.main, f"{text!r} was taken: {driver.notice}"
            assert why in driver.dialog_text
            assert text in driver.dialog_text
        await driver.press("escape")
        await driver.wait_until_idle()
        assert driver.rows == before
        await driver.train(1)
        assert driver.status.mse == pytest.approx(
            train_from_start(RunSpec(), 2).record.mse, abs=5e-6
        )


async def test_after_a_refusal_the_text_can_be_mended() -> None:
    async with open_app() as driver:
        await driver.go_to_row("rate")
        await driver.type_value("0.5x")
        assert "must be a number" in driver.dialog_text
        await driver.press("backspace", "enter")
        await driver.wait_until(lambda: driver.form_values()["rate"] == "0.5")


async def test_escape_leaves_everything_as_it_was() -> None:
    async with open_app() as driver:
        await driver.go_to_row("hidden")
        before = driver.form_values()
        await driver.press("enter")
        await driver.wait_until(lambda: isinstance(driver.app.focused, Input))
        await driver.retype("8")
        await driver.press("escape")
        await driver.wait_until_idle()
        assert driver.form_values() == before
        assert driver.focused == "4 Setup"


async def test_a_letter_typed_into_a_value_is_no_command() -> None:
    async with open_app() as driver:
        await driver.go_to_row("data set")
        await driver.press("enter")
        await driver.retype("snrq q?1 z")
        assert "snrq q?1 z" in driver.dialog_text
        await driver.press("escape")
        assert (driver.status.epoch, driver.form_values()["seed"]) == (0, "1")


async def test_the_form_works_where_it_opens_over_the_others() -> None:
    async with open_app() as driver:
        await driver.press("m", "right", "down", "right")
        await driver.wait_until(lambda: driver.form_values()["activation"] == "tanh")
        assert driver.form_values()["hidden"] == "5"
        await driver.press("escape")
        await driver.wait_until_idle()
        assert "3-5-1" in driver.rows[0]


async def test_what_does_not_suit_the_data_keeps_its_text_too() -> None:
    async with open_app() as driver:
        await driver.go_to_row("output")
        await driver.type_value("softmax")
        await driver.wait_until_idle()
        assert "two targets or more" in driver.text
        assert driver.app.screen is not driver.app.main, f"the dialog has gone: {driver.notice}"


async def test_what_does_not_suit_the_given_weights_keeps_its_text_too() -> None:
    weights = (("W1", ((0.1, 0.2, 0.3),)),)
    spec = RunSpec(hidden=(), init="literal", weights=weights)
    async with open_app(spec, size="wide") as driver:
        await driver.go_to_row("hidden")
        await driver.type_value("4")
        await driver.wait_until_idle()
        assert driver.form_values()["hidden"] == "none"
        assert "W1" in driver.text
        assert driver.app.screen is not driver.app.main, f"the dialog has gone: {driver.notice}"


@pytest.mark.parametrize("width", [10**13, 10**19])
async def test_a_network_too_large_for_the_memory_is_refused(width: int) -> None:
    async with open_app(size="wide") as driver:
        await driver.go_to_row("hidden")
        await driver.type_value(str(width))
        await driver.wait_until_idle()
        await driver.press("escape")
        assert driver.form_values()["hidden"] == "4"
        await driver.train(1)


async def test_home_and_end_go_to_the_first_and_the_last_row() -> None:
    async with open_app() as driver:
        await driver.press("4")
        names = driver.form.names
        for key, name in (("end", names[-1]), ("home", names[0]), ("end", names[-1])):
            await driver.press(key)
            await driver.wait_until(
                lambda name=name: driver.chosen_row == name, f"{key} goes to {name}"
            )


async def test_a_name_that_is_cut_ends_in_an_ellipsis(tmp_path: Path) -> None:
    table = tmp_path / f"{'measured-' * 12}.csv"
    table.write_text("a,b,c\n0,0,0\n1,0,1\n0,1,1\n", encoding="utf-8")
    async with open_app(size="wide") as driver:
        await driver.go_to_row("data set")
        await driver.type_value(str(table))
        await driver.wait_until(lambda: "…" in driver.form_values()["data set"], "the cut name")
        (row,) = [row for row in driver.pane_rows("setup") if row.startswith("data set")]
        assert row.rstrip().endswith("… >"), row
