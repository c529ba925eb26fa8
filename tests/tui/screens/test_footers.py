"""Every key in the footer has an effect: each of them is pressed."""

from __future__ import annotations

from pathlib import Path

import pytest

from core import RunSpec
from scratchnet_tui.commands import DIALOGS, FOOTER, HINTS, command
from tests.helpers.app_driver import AppDriver, open_app
from tests.helpers.screen_reader import Cell, cells_of

TABLE = Path(__file__).parents[2] / "core" / "data" / "cases" / "iris_like_id.csv"

NAMES = {
    "Enter": "enter", "Esc": "escape", "Bksp": "backspace", "Ins": "insert", "Del": "delete",
    "PgUp": "pageup", "PgDn": "pagedown", "Tab": "tab", "shift+Tab": "shift+tab", "F5": "f5",
    "Home": "home", "End": "end",
}  # fmt: skip
"""Keys as the footer shows them, and as they are pressed."""

ARROWS = ("up", "down", "left", "right")

LABELS = sorted(
    {key.label for keys in DIALOGS.values() for key in keys}
    | {label for hints in HINTS.values() for _, label in hints}
    | {command(name).label for names in FOOTER.values() for name in names}
    | {"pause"},
    key=len,
    reverse=True,
)


def named(driver: AppDriver) -> list[list[str]]:
    """Read the footer, and return the keys before each of its labels."""
    found: list[list[str]] = []
    words = f"{driver.footer} "
    while words.strip():
        keys: list[str] = []
        while not keys or not any(words.startswith(f"{label} ") for label in LABELS):
            sign, _, words = words.partition(" ")
            words = words.lstrip()
            assert sign, f"no key with its label: {driver.footer!r}"
            keys += ARROWS if sign == "arrows" else (NAMES.get(sign, sign),)
        found.append(keys)
        label = next(label for label in LABELS if words.startswith(f"{label} "))
        words = words[len(label) :].lstrip()
    return found


def seen(driver: AppDriver) -> list[list[Cell]]:
    """The screen with its styles, since a cursor is only a style."""
    return cells_of(driver.app.screen)


SITUATIONS: dict[str, tuple[str, ...]] = {
    "paused": (),
    "setup": ("4", "home", "down"),
    "setup-data": ("4", "home"),
    "setup-layer": ("4", "home", *["down"] * 6),
    "inside": ("i",),
    "predictions": ("2",),
    "predictions-matrix": ("2", "v", "v"),
    "map": ("8",),
    "weights": ("3",),
    "help": ("question_mark", "down"),
    "lessons": ("l",),
    "compare": ("p", "n", "P"),
    "compare, a run": ("p", "n", "p", "n", "P", *["up"] * 5),
    "try-input": ("a",),
    "check": ("g",),
    "source": ("c",),
    "prompt": ("3", "enter"),
    "palette": ("ctrl+p",),
    "palette, nothing found": ("ctrl+p", "z", "z", "q", "z"),
}
"""Keys that lead into each situation from the main screen."""

OF_A_FILE: dict[str, tuple[str, ...]] = {
    "setup-open": ("4", "home", "down"),
    "columns": ("4", "home", "down", "down", "enter"),
    "columns, of words": ("4", "home", "down", "down", "enter", "end"),
    "columns, one out": ("4", "home", "down", "down", "enter", "down", "x"),
    "remarks": ("4", "home", "down", "enter"),
}
"""The same, where the data are a file of which something was left aside."""


async def enter(driver: AppDriver, keys: tuple[str, ...]) -> None:
    """Go into a situation, wherever one is."""
    driver.app.training.pause()
    for _ in range(5):
        await driver.press("escape")
    await driver.wait_until(lambda: driver.app.screen is driver.app.main, "the main screen")
    await driver.press("1", "n")  # a notice that no key repeats
    await driver.wait_until_idle()
    await driver.train(1)
    for key in keys:
        stack = len(driver.app.screen_stack)
        await driver.press(key)
        if key in ("question_mark", "l", "P", "a", "g", "c", "ctrl+p"):
            await driver.wait_until(lambda stack=stack: len(driver.app.screen_stack) > stack, key)
        await driver.wait_until_idle()


async def does_something(driver: AppDriver, key: str) -> bool:
    """Press a key, and tell whether it changes anything visible."""
    before, where = seen(driver), driver.app.screen
    await driver.press(key)
    for _ in range(150):
        if driver.app.screen is not where or seen(driver) != before:
            return True
        await driver.pilot.pause(0.01)
    return False


async def idle_keys(driver: AppDriver, keys: tuple[str, ...]) -> list[list[str]]:
    """Return the keys named in a situation of which none does anything."""
    await enter(driver, keys)
    groups = named(driver)
    assert groups
    idle = []
    for group in groups:
        for key in group:
            if key == "q":
                break  # it quits, and that is tested elsewhere
            await enter(driver, keys)
            if group not in named(driver) or await does_something(driver, key):
                break
        else:
            idle.append(group)
    return idle


@pytest.mark.parametrize("situation", SITUATIONS)
@pytest.mark.parametrize(
    "size", [(80, 24), pytest.param((200, 60), marks=pytest.mark.long)], ids=["small", "huge"]
)
async def test_every_key_that_is_named_does_something(
    situation: str, size: tuple[int, int]
) -> None:
    async with open_app(size=size) as driver:
        idle = await idle_keys(driver, SITUATIONS[situation])
        assert not idle


@pytest.mark.parametrize("situation", OF_A_FILE)
async def test_every_key_that_is_named_for_a_file_does_something(situation: str) -> None:
    spec = RunSpec(dataset=None, data_file=str(TABLE), output="softmax", bias=True)
    async with open_app(spec) as driver:
        idle = await idle_keys(driver, OF_A_FILE[situation])
        assert not idle
