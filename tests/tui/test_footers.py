"""The footer names keys that do something: each of them is pressed, and something comes of it."""

from __future__ import annotations

import re

import pytest
from seat import Seat, opened

from scratchnet_tui.commands import DIALOGS, FOOTER, HINTS, command

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


def named(seat: Seat) -> list[str]:
    """Read the footer, and return all keys that it names."""
    found: list[str] = []
    words = f"{seat.keys} "
    while words.strip():
        keys: list[str] = []
        while not keys or not any(words.startswith(f"{label} ") for label in LABELS):
            sign, _, words = words.partition(" ")
            words = words.lstrip()
            assert sign, f"no key with its label: {seat.keys!r}"
            keys += ARROWS if sign == "arrows" else (NAMES.get(sign, sign),)
        found += keys
        label = next(label for label in LABELS if words.startswith(f"{label} "))
        words = words[len(label) :].lstrip()
    return found


def seen(seat: Seat) -> str:
    """The screen, without what training changes by itself while it runs."""
    if seat.app.runner.running:
        return re.sub(r"[\d.,+*\u2800-\u28ff-]", "", seat.text)
    return seat.text


SITUATIONS: dict[str, tuple[str, ...]] = {
    "paused": (),
    "setup": ("4", "down"),
    "setup-data": ("4",),
    "setup-layer": ("4", *["down"] * 6),
    "inside": ("i",),
    "predictions": ("2",),
    "predictions-matrix": ("2", "v", "v"),
    "map": ("8",),
    "weights": ("3",),
    "help": ("question_mark", "down"),
    "lessons": ("l",),
    "compare": ("p", "n", "P"),
    "compare, a run": ("p", "n", "p", "n", "P", *["up"] * 5),
    "draw": ("a",),
    "check": ("g",),
    "source": ("c",),
    "value": ("3", "enter"),
    "palette": ("ctrl+p",),
    "palette, nothing found": ("ctrl+p", "z", "z", "q", "z"),
}
"""Keys that lead into each situation from the main screen."""


async def enter(seat: Seat, keys: tuple[str, ...]) -> None:
    """Go into a situation, wherever one is."""
    seat.app.runner.pause()
    for _ in range(5):
        await seat.press("escape")
    await seat.until(lambda: seat.app.screen is seat.app.main, "the main screen")
    await seat.press("1")
    for key in keys:
        stack = len(seat.app.screen_stack)
        await seat.press(key)
        if key in ("question_mark", "l", "P", "a", "g", "c", "ctrl+p"):
            await seat.until(lambda stack=stack: len(seat.app.screen_stack) > stack, key)
        await seat.settle()
    seat.app.main.tell("Nothing yet.", 0)
    await seat.settle()


async def press_all(seat: Seat, situation: str, keys: tuple[str, ...]) -> list[str]:
    """Press each key that the footer names in a situation; return those that did nothing."""
    idle = []
    await enter(seat, keys)
    footer = named(seat)
    assert footer, situation
    for key in footer:
        if key == "q":
            continue  # it quits, and that is tested elsewhere
        await enter(seat, keys)
        before = seen(seat)
        where = seat.app.screen
        await seat.press(key)
        for _ in range(60):
            if seen(seat) != before or seat.app.screen is not where:
                break
            await seat.pilot.pause(0.01)
        else:
            idle.append(key)
    return idle


@pytest.mark.parametrize("situation", SITUATIONS)
@pytest.mark.parametrize("size", [(80, 24), (200, 60)])
async def test_every_key_that_is_named_does_something(
    situation: str, size: tuple[int, int]
) -> None:
    async with opened(size=size) as seat:
        await seat.train(3)
        idle = await press_all(seat, situation, SITUATIONS[situation])
        assert not idle, f"{idle} of {seat.keys!r}"
