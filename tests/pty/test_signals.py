"""Whatever ends the program, the terminal is then as it was, and no process stays behind.

Signals that can be caught end the app in good order, with exit code 128 + n. Those that cannot, and
a crash, are what the guard is for: the process beside the app that outlives it.
"""

from __future__ import annotations

import itertools
import os
import random
import signal
import sys
from collections.abc import Callable

import pytest

from tests.helpers.terminal_driver import PROGRAM, Terminal, job, stall, terminal

ENDINGS = tuple(
    signal.Signals[name]
    for name in (
        "SIGHUP", "SIGINT", "SIGQUIT", "SIGUSR1", "SIGUSR2", "SIGALRM", "SIGTERM", "SIGVTALRM",
        "SIGPROF", "SIGIO", "SIGXCPU", "SIGPWR", "SIGSTKFLT",
    )
    if name in signal.Signals.__members__
)  # fmt: skip
DEATHS = (
    signal.SIGKILL, signal.SIGSEGV, signal.SIGABRT, signal.SIGBUS, signal.SIGILL, signal.SIGFPE,
    signal.SIGSYS,
)  # fmt: skip
QUIET = (signal.SIGHUP, signal.SIGINT, signal.SIGTERM)

PROMPTLY = 5.0
"""Seconds after which the process must have gone."""


def first_byte(screen: Terminal) -> None:
    screen.wait(lambda: b"\x1b" in screen.output, "the first byte")


def at_rest(screen: Terminal) -> None:
    screen.see("paused", "3 Weights", "Space runs", "q quit")


def training(screen: Terminal) -> None:
    at_rest(screen)
    screen.press("+", "+", " ")
    screen.wait(lambda: screen.epoch > 100, "epochs")


def in_a_dialog(screen: Terminal) -> None:
    at_rest(screen)
    screen.press("l")
    screen.see("delta-rule")


def typing(screen: Terminal) -> None:
    at_rest(screen)
    screen.press("\x10", "see")
    screen.see("see", "seed")


MOMENTS = (first_byte, at_rest, training, in_a_dialog, typing)

Moment = Callable[[Terminal], None]


def guards(screen: Terminal) -> list[int]:
    """Return the numbers of the guards of the app."""
    return [number for number, name in screen.session().items() if name == "restore-tty"]


def ends_in_good_order(number: int, moment: Moment) -> None:
    with terminal() as screen:
        moment(screen)
        screen.kill(number)
        assert screen.end(PROMPTLY) == 128 + number
        screen.assert_restored()
        screen.assert_alone()
        words = "" if number in QUIET else f"scratchnet-tui: ended by signal {number:d} ("
        assert screen.after_the_app()[: len(words)] == words
        assert screen.after_the_app().count("\n") == bool(words)


def dies(number: int, moment: Moment) -> None:
    with job(*PROGRAM) as (screen, group):
        moment(screen)
        os.kill(group, number)
        screen.wait(lambda: b"crashed; the terminal is as it was" in screen.output, "the guard")
        ended = f"ended with {-number:d}".encode()
        screen.wait(lambda: ended in screen.output, "the shell")
        assert screen.end() == 0
        screen.assert_restored()
        screen.assert_alone()


@pytest.mark.parametrize(("number", "moment"), zip(ENDINGS, itertools.cycle(MOMENTS)))
def test_a_signal_ends_it_in_good_order(number: int, moment: Moment) -> None:
    ends_in_good_order(number, moment)


@pytest.mark.parametrize(("number", "moment"), zip(DEATHS, itertools.cycle(MOMENTS)))
def test_after_its_death_the_guard_restores_the_terminal(number: int, moment: Moment) -> None:
    dies(number, moment)


@pytest.mark.long
@pytest.mark.parametrize("moment", MOMENTS)
@pytest.mark.parametrize("number", [*ENDINGS, signal.SIGRTMIN, signal.SIGRTMAX])
def test_every_signal_at_every_moment(number: int, moment: Moment) -> None:
    ends_in_good_order(number, moment)


@pytest.mark.long
@pytest.mark.parametrize("moment", MOMENTS)
@pytest.mark.parametrize("number", DEATHS)
def test_every_death_at_every_moment(number: int, moment: Moment) -> None:
    dies(number, moment)


def test_the_guard_restores_a_terminal_that_does_not_read() -> None:
    with terminal("--pace", "max", "--start") as screen:
        screen.see("running", "3 Weights")
        stall(screen)
        screen.kill(signal.SIGKILL)
        screen.process.wait(PROMPTLY)
        screen.assert_alone()
        screen.end()
        screen.assert_restored()


def test_the_guard_restores_the_terminal_that_keys_come_from_after_a_pipe() -> None:
    line = f"printf 'x,y\\n0,0\\n1,1\\n' | {' '.join(PROGRAM)} --data -"
    with terminal(command=("/bin/sh", "-c", line)) as screen:
        screen.see("epoch 0", "q quit")
        (app,) = (
            number
            for number, name in screen.session().items()
            if name != "restore-tty" and number != screen.process.pid
        )
        os.kill(app, signal.SIGKILL)
        screen.wait(lambda: b"crashed; the terminal is as it was" in screen.output, "the guard")
        assert screen.end() == 128 + signal.SIGKILL
        screen.assert_restored()
        screen.assert_alone()


def test_what_has_been_restored_is_left_alone() -> None:
    with job(*PROGRAM) as (screen, group):
        at_rest(screen)
        screen.press("\x1a")
        screen.see(f"stopped by {signal.SIGTSTP:d}")
        written = len(screen.output)
        os.kill(group, signal.SIGKILL)
        screen.press("bg\n")
        screen.see(f"ended with {-signal.SIGKILL:d}")
        assert screen.end() == 0
        screen.assert_alone()
        assert b"\x1b" not in screen.output[written:]


def test_another_program_in_front_is_left_alone() -> None:
    with job(*PROGRAM) as (screen, group):
        at_rest(screen)
        os.killpg(group, signal.SIGSTOP)
        screen.see(f"stopped by {signal.SIGSTOP:d}")
        screen.press("other\n")
        screen.see("another program")
        written = len(screen.output)
        os.kill(group, signal.SIGKILL)
        screen.wait(lambda: not guards(screen), "the guard to end")
        while screen.read():
            pass
        assert len(screen.output) == written
        screen.press("\n")
        screen.see(f"ended with {-signal.SIGKILL:d}")
        assert screen.end() == 0


@pytest.mark.parametrize("number", [signal.SIGHUP, signal.SIGINT, signal.SIGTERM, signal.SIGTSTP])
def test_the_guard_ignores_what_is_meant_for_the_app(number: int) -> None:
    with job(*PROGRAM) as (screen, group):
        at_rest(screen)
        (guard,) = guards(screen)
        os.kill(guard, number)
        os.kill(group, signal.SIGKILL)
        screen.wait(lambda: b"crashed; the terminal is as it was" in screen.output, "the guard")
        screen.see(f"ended with {-signal.SIGKILL:d}")
        assert screen.end() == 0
        screen.assert_restored()
        screen.assert_alone()


def test_the_app_does_without_its_guard() -> None:
    with terminal() as screen:
        at_rest(screen)
        (guard,) = guards(screen)
        os.kill(guard, signal.SIGKILL)
        screen.press("s")
        screen.wait(lambda: screen.epoch == 1, "an epoch")
        screen.press("q")
        assert screen.end() == 0
        screen.assert_restored()
        screen.assert_alone()


STARTED = "import sys; from scratchnet_tui.__main__ import main; print('started'); sys.exit(main())"


@pytest.mark.parametrize("rounds", [8, pytest.param(200, marks=pytest.mark.long)])
def test_a_storm_of_signals_in_the_first_second(rounds: int) -> None:
    dice = random.Random(1)
    for _ in range(rounds):
        number, delay = dice.choice(ENDINGS), dice.uniform(0, 1)
        with terminal(command=(sys.executable, "-uc", STARTED)) as screen:
            screen.see("started")
            screen.count(delay)
            screen.kill(number)
            assert screen.end(PROMPTLY) in (128 + number, -number), (number, delay)
            assert "Traceback" not in screen.output.decode(errors="replace")
            assert screen.settings() == screen.before, (number, delay)
            if screen.modes():
                screen.assert_restored()
            screen.assert_alone()
