"""Rapid resizes and keys: afterwards every cell is as a complete redraw would show it."""

from __future__ import annotations

import random
import signal
import time

import pytest

from tests.helpers.terminal_driver import Terminal, terminal

FLAT_OUT = ("--pace", "max", "--start")
F5, ESCAPE = "\x1b[15~", "\x1b"

TINY = ((1, 1), (2, 24), (80, 1), (3, 3), (10, 10), (59, 15), (40, 70), (250, 2), (5, 40))
LEGIBLE = ((80, 24), (60, 16), (79, 23), (110, 30), (120, 36), (109, 29), (160, 45), (200, 60))

KEYS = (
    *"dmsSnrwyvfpPtlagci,<.+-[]uUz12345678=#$%&?:x>0",
    F5, ESCAPE, "\r", "\t", "\x7f", "\x1b[A", "\x1b[B", "\x1b[C", "\x1b[D", "\x1b[H", "\x1b[F",
    "\x1b[5~", "\x1b[6~", "\x1b[2~", "\x1b[3~", "\x1b[Z",
)  # fmt: skip
"""All kinds of keys but those that end the app or stop it, and the palette, which can too."""

DIALOGS = ("?", "l", "a", "a\r", "P", "g", "c", "4\r", "3\r", "\x10")
"""Keys that open a dialog, or two."""


def check(screen: Terminal, done: list[str]) -> None:
    """Compare the screen with a complete redraw on a cleared terminal."""
    screen.rest()
    shown, text = screen.cells, screen.text
    screen.forget()
    before = len(screen.output)
    screen.kill(signal.SIGWINCH)
    screen.wait(lambda: len(screen.output) > before, f"a redraw after {done}")
    screen.rest()
    wrong = [
        f"row {y} column {x}: {shown[y][x]} for {meant}"
        for y, row in enumerate(screen.cells)
        for x, meant in enumerate(row)
        if shown[y][x] != meant
    ]
    assert not wrong, f"{len(wrong)} cells after {done}: {wrong[:8]}\n{text}"


def pause(screen: Terminal) -> None:
    """Pause training; first close a dialog that hides the status line or takes the key.

    Keys of the storm may still be on their way, so it is not over when the status says so. In a
    narrow window the word paused gives way; a status says an epoch, and running where it is so.
    """
    for _ in range(8):
        if screen.rests() and "epoch" in screen.lines[0] and "running" not in screen.lines[0]:
            return
        screen.press(F5 if "running" in screen.lines[0] else ESCAPE)
        if not screen.rests() and "running" in screen.lines[0]:
            screen.press(ESCAPE)
    raise AssertionError(f"it runs on:\n{screen.text}")


def leave_dialogs(screen: Terminal) -> None:
    """Close whatever is open, zoomed or being typed."""
    for _ in range(4):
        screen.press(ESCAPE)
        screen.count(0.15)


def storm(screen: Terminal, luck: random.Random, resizes: int, keys: float) -> list[str]:
    """Resize this many times with keys in between; return what was done."""
    done = []
    sizes = LEGIBLE if luck.random() < 0.5 else LEGIBLE + TINY
    present = (80, 24)
    for _ in range(resizes):
        size = present if luck.random() < 0.3 else luck.choice(sizes)
        if luck.random() < keys:
            pressed = "".join(luck.choices(KEYS, k=luck.choice((1, 1, 2))))
            screen.press(pressed)
            done.append(repr(pressed))
        screen.resize(*size)
        done.append("x".join(map(str, size)))
        present = luck.choice((present, size))
        if luck.random() < 0.3:
            screen.read(luck.random() / 10)
        else:
            time.sleep(luck.random() / 100)  # nothing is waited for: the sizes follow that fast
    return done


def storms(seed: int, resizes: int) -> None:
    """Send rapid resizes and keys to the app, and check every cell afterwards."""
    luck = random.Random(seed)
    with terminal(*luck.choice((FLAT_OUT, ()))) as screen:
        screen.see("3 Weights", "quit")
        left = resizes
        while left > 0:
            many = luck.randint(2, 14)
            left -= many
            done = storm(screen, luck, many, keys=luck.choice((0.0, 0.3)))
            last = luck.choice(LEGIBLE)
            screen.resize(*last)
            done.append(f"{last[0]}x{last[1]} pause")
            screen.wait(lambda: screen.text.strip(), "anything")
            pause(screen)
            check(screen, done)
            leave_dialogs(screen)

            dialog = luck.choice(DIALOGS)
            screen.press(dialog)
            screen.count(luck.random() / 10)
            many = luck.randint(1, 8)
            left -= many
            done = [repr(dialog), *storm(screen, luck, many, keys=0.0)]
            last = luck.choice(LEGIBLE + TINY)
            screen.resize(*last)
            check(screen, [*done, f"{last[0]}x{last[1]} at rest"])
            screen.resize(*luck.choice(LEGIBLE))
            leave_dialogs(screen)
            check(screen, ["all dialogs left"])
        assert screen.process.poll() is None


@pytest.mark.parametrize("seed", [1, 2])
def test_no_cell_is_wrong_after_storms_of_sizes(seed: int) -> None:
    storms(seed, resizes=25)


@pytest.mark.long
@pytest.mark.parametrize("seed", range(10))
def test_no_cell_is_wrong_after_long_storms_of_sizes(seed: int) -> None:
    storms(100 + seed, resizes=50)


@pytest.mark.parametrize("milliseconds", [0, 1, 4, 9])
def test_a_size_that_is_taken_back_is_drawn_all_the_same(milliseconds: int) -> None:
    with terminal() as screen:
        screen.see("3 Weights", "Space runs")
        for columns, rows in ((120, 36), (3, 3), (79, 24), (80, 23)):
            screen.rest()
            screen.resize(columns, rows)
            time.sleep(milliseconds / 1000)
            screen.resize(80, 24)
            check(screen, [f"{columns}x{rows}"])


@pytest.mark.parametrize("keys", [">a\r", ">a", ">P", ">g", ">?"])
def test_the_curve_is_there_when_a_dialog_opens_just_as_the_chart_loads(keys: str) -> None:
    with terminal(*FLAT_OUT) as screen:
        screen.wait(lambda: screen.epoch > 0, "an epoch")
        screen.press(*keys)
        pause(screen)
        check(screen, [repr(keys)])
        leave_dialogs(screen)
        check(screen, [repr(keys), "left"])


def test_a_terminal_that_reports_its_sizes_is_drawn_anew_after_the_signal_too() -> None:
    with terminal() as screen:
        screen.see("3 Weights", "Space runs")
        screen.press("\x1b[?2048;2$y")
        screen.wait(lambda: screen.modes().get(2048), "the app to ask for the reports")
        screen.press("\x1b[48;24;80;480;640t")
        check(screen, ["SIGWINCH"])
        assert "3 Weights" in screen.text
        screen.resize(120, 36)  # the signal alone
        screen.see("4 Setup")
        check(screen, ["120x36"])
