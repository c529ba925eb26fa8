"""How the app ends, and that the terminal is then as it was: by key, by signal, by a lost terminal.

Exit codes: 0 after a key that quits, ctrl+c among them since in the app it is a key like any other;
128 + n after signal n, with SIGHUP also standing for a terminal that is lost without a signal.
"""

from __future__ import annotations

import signal
import subprocess
from pathlib import Path

import pytest

from tests.helpers.terminal_driver import PROGRAM, Terminal, stall, terminal

FLAT_OUT = ("--pace", "max", "--start")
AT_REST: tuple[str, ...] = ()

PROMPTLY = 5.0
"""Seconds after which the process must have gone."""

ANSWERS = "\x1b[?2026;2$y\x1b[?2048;2$y"
"""What a terminal answers that knows synchronised output and in-band resizes."""


def shown(screen: Terminal, options: tuple[str, ...]) -> None:
    """Wait until the app is training."""
    screen.see("3 Weights", "running" if options else "paused", "quit")
    if options:
        screen.wait(lambda: screen.epoch > 100, "epochs")


@pytest.mark.parametrize(
    ("key", "options"), [("q", FLAT_OUT), ("\x11", AT_REST), ("\x03", FLAT_OUT)]
)
def test_a_key_quits(key: str, options: tuple[str, ...]) -> None:
    with terminal(*options) as screen:
        shown(screen, options)
        screen.press(key)
        assert screen.end() == 0
        screen.assert_restored()
        assert screen.after_the_app() == ""


def test_modes_that_only_some_terminals_have_are_switched_off_too() -> None:
    with terminal() as screen:
        screen.see("paused", "quit")
        screen.press(ANSWERS)
        screen.wait(lambda: screen.modes().get(2048) and screen.modes().get(1016), "new modes")
        screen.press("q")
        assert screen.end() == 0
        screen.assert_restored()


@pytest.mark.parametrize(
    ("number", "options"),
    [
        (signal.SIGTERM, AT_REST),
        (signal.SIGTERM, FLAT_OUT),
        (signal.SIGHUP, AT_REST),
        (signal.SIGHUP, FLAT_OUT),
        (signal.SIGINT, FLAT_OUT),
    ],
)
def test_a_signal_ends_it_in_good_order(number: int, options: tuple[str, ...]) -> None:
    with terminal(*options) as screen:
        shown(screen, options)
        screen.kill(number)
        assert screen.end(PROMPTLY) == 128 + number
        screen.assert_restored()
        assert screen.after_the_app() == ""


def test_a_signal_while_it_starts() -> None:
    with terminal() as screen:
        screen.wait(lambda: screen.output, "the first byte")
        screen.kill(signal.SIGTERM)
        assert screen.end(PROMPTLY) == 128 + signal.SIGTERM
        screen.assert_restored()
        assert screen.after_the_app() == ""


@pytest.mark.parametrize(
    ("options", "controlling"),
    [(AT_REST, True), (FLAT_OUT, True), (AT_REST, False)],  # False: no signal tells of the loss
)
def test_a_terminal_that_is_closed(
    options: tuple[str, ...], controlling: bool, tmp_path: Path
) -> None:
    errors = tmp_path / "errors"
    with terminal(*options, redirect=f"2>{errors}", controlling=controlling) as screen:
        shown(screen, options)
        screen.hang_up()
        assert screen.process.wait(PROMPTLY) == 128 + signal.SIGHUP
        assert errors.read_text(encoding="utf-8") == ""


def test_a_terminal_that_stalls_and_is_closed(tmp_path: Path) -> None:
    errors = tmp_path / "errors"
    with terminal(*FLAT_OUT, redirect=f"2>{errors}") as screen:
        shown(screen, FLAT_OUT)
        stall(screen)
        screen.hang_up()
        assert screen.process.wait(PROMPTLY) == 128 + signal.SIGHUP
        assert errors.read_text(encoding="utf-8") == ""


def test_a_signal_while_the_terminal_does_not_read() -> None:
    with terminal(*FLAT_OUT) as screen:
        shown(screen, FLAT_OUT)
        stall(screen)
        screen.kill(signal.SIGTERM)
        assert screen.process.wait(PROMPTLY) == 128 + signal.SIGTERM
        screen.end()
        screen.assert_restored()


def test_inside_tmux() -> None:
    tmux = ("tmux", "-L", "scratchnet-tui-test", "-f", "/dev/null")
    try:
        subprocess.run([*tmux, "-V"], check=True, capture_output=True)
    except FileNotFoundError:
        pytest.skip("tmux is not installed")
    app = " ".join(PROGRAM)
    with terminal(
        command=(*tmux, "new-session", f"{app} --pace max; echo code $?; read end")
    ) as screen:
        screen.see("paused", "q quit")
        screen.press(" ")
        screen.see(": all 4 rows are right.")
        screen.press("q")
        screen.see("code 0")
        screen.press("\r")
        assert screen.end() == 0
