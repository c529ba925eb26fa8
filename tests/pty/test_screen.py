"""The app in a real terminal: what is drawn, what keys and the mouse do, bytes per frame."""

from __future__ import annotations

import pytest

from tests.helpers.terminal_driver import Terminal, stall, terminal

FLAT_OUT = ("--pace", "max", "--start")

SIZES = (
    (1, 1), (250, 70), (2, 24), (80, 1), (59, 15), (120, 36), (60, 16), (3, 3), (110, 30), (40, 70),
    (250, 2), (160, 45), (79, 23), (109, 29), (10, 10), (200, 16), (61, 60),
)  # fmt: skip


def corners(screen: Terminal) -> list[tuple[int, int, str]]:
    """Where the panes are: the place of each corner of a frame, heavy or light."""
    light = str.maketrans("┏┓┗┛", "╭╮╰╯")
    return [
        (row, column, sign)
        for row, line in enumerate(screen.lines)
        for column, sign in enumerate(line.translate(light))
        if sign in "╭╮╰╯"
    ]


def test_it_opens_on_xor_trains_pauses_and_obeys_its_keys() -> None:
    with terminal() as screen:
        screen.see("xor  3-4-1 sigmoid", "paused", "epoch 0 ", "3 Weights", "q quit")
        screen.press(" ")
        screen.see("running")
        screen.wait(lambda: screen.epoch > 5, "epochs")
        screen.press("+", "+")
        screen.see("flat out" if screen.epoch < 0 else "ep/s", ": all 4 rows are right.")
        screen.press(" ")
        screen.see("paused", "4/4")
        epoch = screen.epoch

        screen.press("s")
        screen.wait(lambda: screen.epoch == epoch + 1, "one epoch more")
        screen.press("S")
        screen.wait(lambda: screen.epoch == epoch + 101, "a hundred epochs more")
        screen.press("r")
        screen.see("epoch 0 ", "Back at epoch 0 with the same weights.")
        screen.press("n")
        screen.see("Seed 2: new weights.")
        screen.press("q")
        assert screen.end() == 0
        screen.assert_restored()


def test_hangul_keys_function_keys_and_the_mouse_arrive() -> None:
    with terminal() as screen:
        screen.see("paused", "3 Weights")
        screen.press("ㄴ")
        screen.wait(lambda: screen.epoch == 1, "an epoch for the jamo of s")
        screen.press("\x1b[15~")  # F5
        screen.see("running")
        screen.press("\x1b[15~")
        screen.see("paused")
        screen.press("\x1bOQ")  # F2
        screen.see("delta-rule")
        screen.press("\x1b")
        screen.wait(lambda: "delta-rule" not in screen.text, "the lessons to close")
        screen.press("\x1bOP")  # F1
        screen.see("Start a new run with the next seed")
        screen.press("\x1b")
        screen.wait(lambda: "Start a new run" not in screen.text, "the help to close")

        epoch = screen.epoch
        # The help has the word too, and may be half gone: what counts is the footer's.
        screen.wait(
            lambda: screen.text.count("back") == 1 and "back" in screen.lines[-1],
            "the whole of the help to go",
        )
        screen.click("back")
        screen.wait(lambda: screen.epoch == epoch - 1, "an epoch back for a click")
        screen.press("ㅂ")
        assert screen.end() == 0


def test_bytes_that_are_no_utf8_are_no_keys() -> None:
    with terminal() as screen:
        screen.see("paused")
        screen.press(b"\xff\xfe\xfc\x80", "s")
        screen.wait(lambda: screen.epoch == 1, "the key after the noise")
        screen.press("q")
        assert screen.end() == 0
        assert screen.after_the_app() == ""


def test_nothing_is_written_while_nothing_happens() -> None:
    with terminal() as screen:
        screen.see("paused", "Space runs")
        screen.settle(1.0)
        assert screen.count(2.0) == 0
        screen.press("\x10")
        screen.see("Search for commands")
        screen.settle(1.0)
        assert screen.count(2.0) == 0
        screen.press("\x1b")
        screen.wait(lambda: "Search for commands" not in screen.text, "the palette to close")
        screen.press("+", "+", " ")
        screen.see("Solved")
        screen.press(" ")
        screen.see("paused")
        screen.settle(1.0)
        assert screen.count(2.0) == 0


def test_a_storm_of_sizes_while_training_flat_out() -> None:
    with terminal(*FLAT_OUT) as screen:
        screen.see("running", "3 Weights", "Solved")
        at_80x24 = corners(screen)
        assert len(at_80x24) == 12
        for size in SIZES * 3:
            screen.resize(*size)
            screen.read(0.02)

        screen.resize(59, 24)
        screen.see("needs a window of 60 x 16 or more")
        screen.resize(80, 15)
        screen.see("needs a window of 60 x 16 or more")
        screen.resize(80, 24)
        screen.wait(lambda: corners(screen) == at_80x24, "the panes to be where they were")
        screen.see("running", "xor  3-4-1", "q quit")
        epoch = screen.epoch
        screen.wait(lambda: screen.epoch > epoch, "training to go on")
        screen.press("q")
        assert screen.end() == 0
        screen.assert_restored()


def test_a_terminal_that_does_not_read_for_a_while() -> None:
    with terminal(*FLAT_OUT) as screen:
        screen.see("running")
        stall(screen)
        screen.resize(80, 24)
        epoch = screen.epoch
        screen.wait(lambda: screen.epoch > epoch + 1000, "training to go on")
        screen.see("running", "q quit")
        screen.press("q")
        assert screen.end() == 0
        screen.assert_restored()


@pytest.mark.parametrize(
    ("options", "message", "rungs"),
    [
        (
            ("--hidden", "8", "--activation", "linear", "--rate", "1e6"),
            "Mse is no longer finite: diverged in epoch 1 at update 3",
            42,  # six a decade
        ),
        (("--hidden", "0", "--rate", "2"), "diverged in epoch ", 7),
    ],
)
def test_a_run_that_diverges_stops_and_can_be_mended(
    options: tuple[str, ...], message: str, rungs: int
) -> None:
    with terminal(*options, "--output", "linear", *FLAT_OUT) as screen:
        screen.see("diverged", "is no longer finite", message)
        screen.press("r")
        screen.see("Back at epoch 0", "paused")
        screen.press("[" * rungs)
        screen.see("Learning rate 0.1 ")
        screen.press(" ")
        screen.wait(lambda: screen.epoch > 20, "training")
        screen.see("running")
        screen.press("q")
        assert screen.end() == 0
        screen.assert_restored()
