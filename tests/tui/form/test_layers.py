"""Building the network layer by layer in the form."""

from __future__ import annotations

import pytest

from tests.helpers.app_driver import open_app


async def test_layers_are_added_and_removed_by_turning() -> None:
    async with open_app() as driver:
        await driver.go_to_row("layers")
        await driver.press("right")
        await driver.wait_until(lambda: driver.form_values()["hidden"] == "4,4")
        assert "layer 2 act" in driver.form_values()
        assert "A new run from epoch 0" in driver.notice
        await driver.press("left", "left")
        await driver.wait_until(lambda: driver.form_values()["hidden"] == "none")
        assert "layer 1" not in driver.form_values()
        assert driver.chosen_row == "layers"


async def test_each_layer_has_its_width_and_its_activation() -> None:
    async with open_app() as driver:
        await driver.go_to_row("hidden")
        await driver.type_value("8,8")
        await driver.wait_until(lambda: "layer 2" in driver.form_values())
        await driver.go_to_row("layer 2")
        await driver.press("right")
        await driver.wait_until(lambda: driver.form_values()["hidden"] == "8,10")
        await driver.type_value("7")
        await driver.wait_until(lambda: driver.form_values()["hidden"] == "8,7")
        await driver.go_to_row("layer 2 act")
        await driver.press("right")
        await driver.wait_until(lambda: driver.form_values()["activation"] == "sigmoid,tanh")
        assert "3-8-7-1" in driver.pane_text("setup")
        assert "W1 8x3, W2 7x8, W3 1x7" in driver.pane_text("setup")


async def test_insert_and_delete_work_on_the_chosen_layer() -> None:
    async with open_app() as driver:
        await driver.go_to_row("hidden")
        await driver.type_value("3,5")
        await driver.wait_until(lambda: "layer 2" in driver.form_values())
        await driver.go_to_row("layer 1")
        await driver.press("insert")
        await driver.wait_until(lambda: driver.form_values()["hidden"] == "3,3,5")
        await driver.press("delete", "backspace")
        await driver.wait_until(lambda: driver.form_values()["hidden"] == "5")
        await driver.type_value("0")
        await driver.wait_until(lambda: driver.form_values()["hidden"] == "none")


@pytest.mark.parametrize(
    ("name", "text", "why"),
    [
        ("layers", "nine", "whole number"),
        ("layers", "9", "from 0 to 8"),
        ("layer 1", "wide", "whole number"),
        ("layer 1", "-3", "1 or more"),
        ("layer 1 act", "sigmoyd", "did you mean sigmoid?"),
    ],
)
async def test_what_is_no_layer_is_refused(name: str, text: str, why: str) -> None:
    async with open_app() as driver:
        await driver.go_to_row(name)
        before = driver.form_values()
        await driver.type_value(text)
        assert why in driver.dialog_text
        await driver.press("escape")
        await driver.wait_until_idle()
        assert driver.form_values() == before


@pytest.mark.parametrize("size", ["small", "wide", "huge"])
async def test_the_chosen_row_is_always_in_view_with_its_hint(size: str) -> None:
    async with open_app(size=size) as driver:
        await driver.press("4")
        for direction in ("down", "up"):
            for _ in driver.form.names:
                await driver.press(direction)
                assert driver.chosen_row == driver.form.chosen.name
                hint = driver.form.chosen.hint
                assert hint in driver.pane_text("setup").replace("- ", "-")
