"""Files that take long to read, or never end: the app stays responsive."""

from __future__ import annotations

import os
import signal
import subprocess
from pathlib import Path

import pytest

from tests.helpers.cli_driver import without_slower
from tests.helpers.terminal_driver import PATIENCE, PROGRAM, Terminal, terminal


@pytest.fixture
def pipe(tmp_path: Path) -> Path:
    """Make a named pipe to which nothing is written."""
    path = tmp_path / "pipe.csv"
    os.mkfifo(path)
    return path


def _read_in_the_app(screen: Terminal, path: Path) -> None:
    screen.see("epoch 0", "q quit")
    screen.press("d")
    screen.see("< xor >", "Enter type")
    screen.press("\r")
    screen.see("Enter take it")
    screen.press("\x15")
    screen.wait(lambda: "┃ xor " not in screen.text, "the input to be empty")
    screen.press(str(path))
    screen.see(path.name)
    screen.press("\r")
    screen.see("Escape stops")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_signal_ends_the_app_while_it_reads(pipe: Path, number: int) -> None:
    with terminal() as screen:
        _read_in_the_app(screen, pipe)
        screen.kill(number)
        assert screen.end() == 128 + number
        screen.assert_restored()


def test_quitting_ends_the_app_while_it_reads(pipe: Path) -> None:
    with terminal() as screen:
        _read_in_the_app(screen, pipe)
        screen.press("\x11")
        assert screen.end() == 0
        screen.assert_restored()


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, -15)])
@pytest.mark.parametrize("command", [(), ("run",)], ids=["app", "run"])
def test_a_signal_ends_a_command_while_it_reads(
    pipe: Path, command: tuple[str, ...], number: int, code: int
) -> None:
    with terminal(*command, "--data", str(pipe)) as screen:
        screen.see("reading the table: nothing has come yet")
        screen.kill(number)
        assert screen.end() == code


def test_a_command_reads_a_pipe_with_a_name_and_what_a_shell_substitutes(pipe: Path) -> None:
    run = " ".join((*PROGRAM, "run", "--epochs", "2", "--data"))
    table = r"printf 'a,b,y\n0,1,0\n1,0,1\n'"
    for line in (f"{table} >{pipe} & exec {run} {pipe}", f"exec {run} <({table})"):
        answer = subprocess.run(
            ["bash", "-c", line], capture_output=True, text=True, timeout=60, check=False
        )
        assert (answer.returncode, without_slower(answer.stderr)) == (0, "")


@pytest.mark.parametrize("what", ["/dev/zero", "- </dev/zero", "/dev/stdin </dev/zero"])
def test_a_source_without_end_is_refused_in_a_sentence(what: str) -> None:
    run = " ".join((*PROGRAM, "run", "--data"))
    answer = subprocess.run(
        ["/bin/sh", "-c", f"exec {run} {what}"],
        capture_output=True, text=True, timeout=2 * PATIENCE, check=False,
    )  # fmt: skip
    assert answer.returncode == 2
    assert answer.stderr.count("\n") == 1
    assert "device" in answer.stderr or "not text" in answer.stderr
