"""Building the network layer by layer in the form."""

from __future__ import annotations

import pytest

from tests.helpers.app_driver import opened


async def test_layers_are_added_and_removed_by_turning() -> None:
    async with opened() as seat:
        await seat.go_to("layers")
        await seat.press("right")
        await seat.until(lambda: seat.settings()["hidden"] == "4,4")
        assert "layer 2 act" in seat.settings()
        assert "A new run from epoch 0" in seat.notice
        await seat.press("left", "left")
        await seat.until(lambda: seat.settings()["hidden"] == "none")
        assert "layer 1" not in seat.settings()
        assert seat.chosen == "layers"


async def test_each_layer_has_its_width_and_its_activation() -> None:
    async with opened() as seat:
        await seat.go_to("hidden")
        await seat.type_value("8,8")
        await seat.until(lambda: "layer 2" in seat.settings())
        await seat.go_to("layer 2")
        await seat.press("right")
        await seat.until(lambda: seat.settings()["hidden"] == "8,10")
        await seat.type_value("7")
        await seat.until(lambda: seat.settings()["hidden"] == "8,7")
        await seat.go_to("layer 2 act")
        await seat.press("right")
        await seat.until(lambda: seat.settings()["activation"] == "sigmoid,tanh")
        assert "3-8-7-1" in seat.words("setup")
        assert "W1 8x3, W2 7x8, W3 1x7" in seat.words("setup")


async def test_insert_and_delete_work_on_the_chosen_layer() -> None:
    async with opened() as seat:
        await seat.go_to("hidden")
        await seat.type_value("3,5")
        await seat.until(lambda: "layer 2" in seat.settings())
        await seat.go_to("layer 1")
        await seat.press("insert")
        await seat.until(lambda: seat.settings()["hidden"] == "3,3,5")
        await seat.press("delete", "backspace")
        await seat.until(lambda: seat.settings()["hidden"] == "5")
        await seat.type_value("0")
        await seat.until(lambda: seat.settings()["hidden"] == "none")


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
    async with opened() as seat:
        await seat.go_to(name)
        before = seat.settings()
        await seat.type_value(text)
        assert why in seat.dialog
        await seat.press("escape")
        await seat.settle()
        assert seat.settings() == before


@pytest.mark.parametrize("size", ["small", "wide", "huge"])
async def test_the_chosen_row_is_always_in_view_with_its_hint(size: str) -> None:
    async with opened(size=size) as seat:
        await seat.press("4")
        for direction in ("down", "up"):
            for _ in seat.form.names:
                await seat.press(direction)
                assert seat.chosen == seat.form.chosen.name
                hint = seat.form.chosen.hint
                assert hint in seat.words("setup").replace("- ", "-")
