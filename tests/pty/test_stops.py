"""ctrl+z, `fg` and `bg`: the app returns the terminal to the shell, and takes it back."""

from __future__ import annotations

import os
import shutil
import signal

import pytest

from tests.helpers.terminal_driver import PROGRAM, Terminal, job, terminal


def stopped(screen: Terminal, by: int = signal.SIGTSTP) -> None:
    """Wait until the shell has the terminal again, in its former state."""
    screen.see(f"stopped by {by:d}")
    screen.assert_restored()


def foreground(screen: Terminal) -> None:
    """Bring the job back, and check that it draws its whole screen."""
    screen.forget()
    screen.press("fg\n")
    screen.see("xor  3-4-1", "1 Loss", "2 Predictions", "3 Weights", "h4", "q quit")
    assert screen.settings() != screen.before


def train_and_quit(screen: Terminal) -> None:
    """Check that keys arrive, that training goes on, and that the exit is clean."""
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
        screen.settle(0.5)  # in the middle of a sequence it would take the next letter with it
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
def test_started_in_the_background_it_waits_to_be_in_front() -> None:
    bash = ("bash", "--norc", "--noprofile", "-i")
    with terminal(command=bash, env={"PS1": "ready> "}) as screen:

        def stopped() -> bool:
            screen.press("\n")
            screen.read(0.3)
            return "Stopped" in screen.text

        screen.see("ready>")
        for _ in range(2):
            screen.forget()
            screen.press(" ".join(PROGRAM) + " &\n")
            screen.see("ready>")
            screen.wait(stopped, "it to stop")
            screen.forget()
            screen.press("bg\n")
            screen.wait(stopped, "it to stop")
            assert not screen.modes().get(1049)
            screen.forget()
            screen.press("fg\n")
            screen.see("epoch 0 ", "3 Weights", "q quit")
            screen.press("s")
            screen.wait(lambda: screen.epoch == 1, "an epoch")
            screen.press("q")
            screen.wait(lambda: not screen.modes()[1049], "the end")
        screen.press("\n")
        screen.see("ready>")
        screen.press("exit\n")
        assert screen.end() == 0
        screen.assert_alone()


@pytest.mark.skipif(not shutil.which("bash"), reason="bash is not installed")
def test_in_the_background_of_no_shell() -> None:
    bash = ("bash", "--norc", "--noprofile", "-i")
    with terminal(command=bash, env={"PS1": "ready> "}) as screen:
        screen.see("ready>")
        screen.press(f"( ({' '.join(PROGRAM)} <$TTY; echo code $?) & )\n")
        screen.see("scratchnet-tui: the app runs in the background", "code 2")
        screen.press("exit\n")
        assert screen.end() == 0
        assert not screen.modes().get(1049)
        screen.assert_alone()


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
