"""ctrl+z, `fg` and `bg`: the app gives the terminal to the shell, and takes it again."""

from __future__ import annotations

import os
import re
import shutil
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import pytest
from harness import PROGRAM, Terminal, terminal

SHELL = """
import os, signal, sys

signal.signal(signal.SIGTTOU, signal.SIG_IGN)  # a shell may always take the terminal
job = os.fork()
if job == 0:
    os.setpgid(0, 0)
    os.tcsetpgrp(0, os.getpid())
    signal.signal(signal.SIGTTOU, signal.SIG_DFL)
    print("job", os.getpid(), flush=True)
    os.execvp(sys.argv[1], sys.argv[1:])
while True:
    _, status = os.waitpid(job, os.WUNTRACED)
    os.tcsetpgrp(0, os.getpgrp())
    if not os.WIFSTOPPED(status):
        print("ended with", os.waitstatus_to_exitcode(status), flush=True)
        sys.exit()
    print("stopped by", os.WSTOPSIG(status), flush=True)
    if input() == "fg":
        os.tcsetpgrp(0, job)
    os.killpg(job, signal.SIGCONT)
"""
"""All that a shell does for a job, and nothing else: above all it puts no terminal right."""


@contextmanager
def job(*command: str) -> Iterator[tuple[Terminal, int]]:
    """Run a command as a job of a shell; give the terminal and the number of the job's group."""
    with terminal(command=(sys.executable, "-c", SHELL, *command)) as screen:
        screen.wait(lambda: re.search(rb"job \d+\r", screen.output), "the job")
        number = int(re.findall(rb"job (\d+)", screen.output)[0])
        try:
            yield screen, number
        finally:
            with suppress(ProcessLookupError):
                os.killpg(number, signal.SIGKILL)


def stopped(screen: Terminal, by: int = signal.SIGTSTP) -> None:
    """Wait until the shell has the terminal again, as it was."""
    screen.see(f"stopped by {by:d}")
    screen.assert_restored()


def foreground(screen: Terminal) -> None:
    """Bring the job back, and see that it draws its whole screen."""
    screen.forget()
    screen.press("fg\n")
    screen.see("xor  3-4-1", "1 Loss", "2 Predictions", "3 Weights", "h4", "q quit")
    assert screen.settings() != screen.before


def train_and_quit(screen: Terminal) -> None:
    """See that keys arrive, that training goes on, and that the end is in good order."""
    screen.press("r", " ")
    screen.wait(lambda: screen.epoch > 3, "epochs")
    screen.press("q")
    screen.see("ended with 0")
    assert screen.end() == 0
    screen.assert_restored()


@pytest.mark.parametrize("wrapper", [(), ("sh", "-c", '"$@"; exit $?', "sh")])
def test_ctrl_z_gives_the_terminal_back_and_fg_takes_it_again(wrapper: tuple[str, ...]) -> None:
    with job(*wrapper, *PROGRAM, "--seed", "2") as (screen, _):
        screen.see("paused", "q quit")
        for _ in range(2):
            screen.forget()
            screen.press("\x1a")
            stopped(screen)
            foreground(screen)
        train_and_quit(screen)


def test_it_stops_while_training_flat_out_and_trains_on() -> None:
    with job(*PROGRAM, "--pace", "max", "--start") as (screen, number):
        screen.see("running", "q quit")
        screen.forget()
        os.killpg(number, signal.SIGTSTP)  # as `kill -TSTP` does, at any moment
        stopped(screen)
        foreground(screen)
        screen.see("running")
        epoch = screen.epoch
        screen.wait(lambda: screen.epoch > epoch + 100, "training to go on")
        train_and_quit(screen)


def test_in_the_background_it_stays_stopped() -> None:
    with job(*PROGRAM) as (screen, _):
        screen.see("paused", "q quit")
        screen.press("\x1a")
        stopped(screen)
        screen.press("bg\n")
        stopped(screen, by=signal.SIGTTOU)
        foreground(screen)
        train_and_quit(screen)


def test_a_stop_that_gives_no_warning() -> None:
    with job(*PROGRAM) as (screen, number):
        screen.see("paused", "q quit")
        screen.forget()
        os.killpg(number, signal.SIGSTOP)
        screen.see(f"stopped by {signal.SIGSTOP:d}")
        foreground(screen)
        train_and_quit(screen)


def test_it_can_be_ended_while_it_is_stopped() -> None:
    with job(*PROGRAM) as (screen, number):
        screen.see("paused", "q quit")
        screen.press("\x1a")
        stopped(screen)
        os.killpg(number, signal.SIGTERM)
        screen.press("bg\n")
        screen.see(f"ended with {128 + signal.SIGTERM}")
        assert screen.end() == 0
        screen.assert_restored()


def test_where_no_shell_can_wake_it_it_does_not_stop() -> None:
    with terminal() as screen:
        screen.see("paused", "q quit")
        screen.press("\x1a")
        screen.wait(lambda: b"\x1b[?1049l" in screen.output, "the attempt")
        screen.wait(lambda: screen.modes()[1049], "the app to come back")
        screen.press("s")
        screen.wait(lambda: screen.epoch == 1, "an epoch")
        screen.kill(signal.SIGCONT)  # which means nothing to a process that is not stopped
        screen.press("s")
        screen.wait(lambda: screen.epoch == 2, "another epoch")
        screen.press("q")
        assert screen.end() == 0
        screen.assert_restored()


@pytest.mark.skipif(not shutil.which("bash"), reason="bash is not installed")
def test_in_bash() -> None:
    bash = ("bash", "--norc", "--noprofile", "-i")
    with terminal(command=bash, env={"PS1": "ready> "}) as screen:
        screen.see("ready>")
        screen.press(" ".join(PROGRAM) + "; echo code $?\n")
        screen.see("paused", "q quit")
        screen.press("s")
        screen.wait(lambda: screen.epoch == 1, "an epoch")
        screen.forget()
        screen.press("\x1a")
        screen.see("Stopped", "ready>")
        screen.forget()
        screen.press("fg\n")
        screen.see("epoch 1 ", "3 Weights", "q quit")
        screen.press("s")
        screen.wait(lambda: screen.epoch == 2, "another epoch")
        screen.forget()
        screen.press("q")
        screen.see("ready>")
        screen.press("exit\n")
        assert screen.end() == 0
        assert not any(on for mode, on in screen.modes().items() if mode in (1000, 1003, 1049))
