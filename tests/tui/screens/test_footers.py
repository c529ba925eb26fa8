"""Every key in the footer has an effect: each of them is pressed."""

from __future__ import annotations

from pathlib import Path

import pytest

from core import RunSpec
from scratchnet_tui.commands import DIALOGS, FOOTER, HINTS, command
from tests.helpers.app_driver import Seat, opened
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


def named(seat: Seat) -> list[list[str]]:
    """Read the footer, and return the keys before each of its labels."""
    found: list[list[str]] = []
    words = f"{seat.keys} "
    while words.strip():
        keys: list[str] = []
        while not keys or not any(words.startswith(f"{label} ") for label in LABELS):
            sign, _, words = words.partition(" ")
            words = words.lstrip()
            assert sign, f"no key with its label: {seat.keys!r}"
            keys += ARROWS if sign == "arrows" else (NAMES.get(sign, sign),)
        found.append(keys)
        label = next(label for label in LABELS if words.startswith(f"{label} "))
        words = words[len(label) :].lstrip()
    return found


def seen(seat: Seat) -> list[list[Cell]]:
    """The screen with its styles, since a cursor is only a style."""
    return cells_of(seat.app.screen)


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


async def enter(seat: Seat, keys: tuple[str, ...]) -> None:
    """Go into a situation, wherever one is."""
    seat.app.training.pause()
    for _ in range(5):
        await seat.press("escape")
    await seat.until(lambda: seat.app.screen is seat.app.main, "the main screen")
    await seat.press("1", "n")  # a notice that no key repeats
    await seat.settle()
    await seat.train(1)
    for key in keys:
        stack = len(seat.app.screen_stack)
        await seat.press(key)
        if key in ("question_mark", "l", "P", "a", "g", "c", "ctrl+p"):
            await seat.until(lambda stack=stack: len(seat.app.screen_stack) > stack, key)
        await seat.settle()


async def does_something(seat: Seat, key: str) -> bool:
    """Press a key, and tell whether it changes anything visible."""
    before, where = seen(seat), seat.app.screen
    await seat.press(key)
    for _ in range(150):
        if seat.app.screen is not where or seen(seat) != before:
            return True
        await seat.pilot.pause(0.01)
    return False


async def idle_keys(seat: Seat, keys: tuple[str, ...]) -> list[list[str]]:
    """Return the keys named in a situation of which none does anything."""
    await enter(seat, keys)
    groups = named(seat)
    assert groups
    idle = []
    for group in groups:
        for key in group:
            if key == "q":
                break  # it quits, and that is tested elsewhere
            await enter(seat, keys)
            if group not in named(seat) or await does_something(seat, key):
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
    async with opened(size=size) as seat:
        idle = await idle_keys(seat, SITUATIONS[situation])
        assert not idle


@pytest.mark.parametrize("situation", OF_A_FILE)
async def test_every_key_that_is_named_for_a_file_does_something(situation: str) -> None:
    spec = RunSpec(dataset=None, data_file=str(TABLE), output="softmax", bias=True)
    async with opened(spec) as seat:
        idle = await idle_keys(seat, OF_A_FILE[situation])
        assert not idle
