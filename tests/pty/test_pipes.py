"""The commands without a screen, as a shell sees them: pipes, signals, exit codes, imports."""

from __future__ import annotations

import itertools
import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.helpers.cli_driver import without_slower
from tests.helpers.terminal_driver import PROGRAM, terminal

LONG = ("run", "--epochs", "100000000", "--every", "100000000")

HEAVY = {"numpy", "textual", "rich", "plotext"}

BUFFERED = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}
"""The environment of a user, whose output goes out in blocks."""


def shell(line: str) -> subprocess.CompletedProcess[str]:
    """Run a line of shell in which ``APP`` is the program; it prints the program's exit code."""
    app = " ".join(PROGRAM)
    return subprocess.run(
        ["/bin/sh", "-c", line.replace("APP", app)],
        capture_output=True, text=True, timeout=60, env=BUFFERED, check=False,
    )  # fmt: skip


@pytest.mark.parametrize(
    "command",
    [
        "run --epochs 20 --every 1",
        "run --epochs 20 --format csv",
        "run --epochs 20 --format json",
        "list",
        "--help",
    ],
)
def test_a_reader_that_has_had_enough(command: str) -> None:
    early = shell(f"{{ APP {command}; echo code $? >&2; }} | head -n 1")
    assert len(early.stdout.splitlines()) == 1
    assert without_slower(early.stderr) == "code 0\n"
    # `read end` waits for a line that never comes, so the reader has gone before the first byte.
    never = shell(f"{{ sleep 0.2; APP {command}; echo code $? >&2; }} | true")
    assert without_slower(never.stderr) == "code 0\n"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full")
@pytest.mark.parametrize("unbuffered", ["", "1"])
@pytest.mark.parametrize("command", ["run --epochs 2", "list", "--help", "--version"])
def test_a_full_disk(command: str, unbuffered: str) -> None:
    answer = shell(f"PYTHONUNBUFFERED={unbuffered} APP {command} >/dev/full; echo code $?")
    assert answer.stdout == "code 2\n"
    reason = "the output cannot be written: No space left on device"
    assert without_slower(answer.stderr) == f"scratchnet-tui: {reason}\n"


@pytest.mark.parametrize("closed", [">&-", "2>&-", ">&- 2>&-"])
def test_closed_streams(closed: str) -> None:
    answer = shell(f"{{ APP run --epochs 2 {closed}; }} 3>&1; echo code $? >&2")
    assert without_slower(answer.stderr) == "code 0\n"


COMMANDS = {
    "--version": 0,
    "--help": 0,
    "run --help": 0,
    "list": 0,
    "run --epochs 2": 0,
    "trace": 0,
    "check": 0,
    "run --epochs 2 --until-loss 0": 3,
    "run --hidden 0 --output linear --rate 2": 4,
    "run --data nope": 2,
    "run --data -": 2,
    "--nope": 2,
    "": 2,
}
"""Commands, and how they end where nothing is wrong with their streams."""


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full")
@pytest.mark.parametrize("command", COMMANDS)
def test_streams_that_are_closed_or_full(command: str) -> None:
    code = COMMANDS[command]
    prints = code in (0, 3, 4)
    stdins = itertools.cycle(("</dev/null", "<&-"))
    lines: list[str] = []
    expected: list[int] = []
    for stdout in ">/dev/null", ">&-", ">/dev/full":
        for stderr in "2>/dev/null", "2>&-", "2>/dev/full":
            environment = f"PYTHONUNBUFFERED={'1' * (len(lines) // 2 % 2)}"
            lines.append(f"{environment} APP {command} {next(stdins)} {stdout} {stderr}")
            expected.append(2 if stdout == ">/dev/full" and prints else code)
    script = "".join(f"{line}; echo $? >&3; " for line in lines)
    answer = shell(f"{{ {script} }} 3>&1")
    codes = [int(found) for found in answer.stdout.split()]
    wrong = [each for each in zip(lines, codes, expected, strict=True) if each[1] != each[2]]
    assert not wrong
    assert answer.stderr == ""


INTERRUPTED = """
import os, signal, sys

def main():
    from scratchnet_tui.__main__ import main
    armed = False
    count = 0

    def interrupt(event, _):
        nonlocal armed, count
        armed = armed or signal.getsignal(signal.SIGINT) is not signal.default_int_handler
        if event == "import" and armed:
            count += 1
            if count == {at}:
                os.kill(os.getpid(), signal.SIGINT)

    sys.addaudithook(interrupt)
    return main()

sys.exit(main())
"""
"""The program, with ctrl+c at one of its imports, counted from the first that it makes itself."""


@pytest.mark.parametrize("command", ["run --epochs 2", "--version"])
def test_ctrl_c_while_it_starts(command: str) -> None:
    at, rounds = 1, 0
    while True:
        answer = subprocess.run(
            [sys.executable, "-c", INTERRUPTED.replace("{at}", str(at)), *command.split()],
            capture_output=True, text=True, timeout=60, env=BUFFERED, check=False,
        )  # fmt: skip
        assert without_slower(answer.stderr) == "", at
        if answer.returncode == 0:  # it made fewer imports than that
            break
        assert answer.returncode == 130, at
        at, rounds = at + 1 + at // 2, rounds + 1
    assert rounds > 5


def test_ctrl_c_is_ignored_where_the_parent_ignores_it() -> None:
    answer = shell("trap '' INT; APP run --epochs 100 & sleep 0.5; kill -INT $!; wait $!; echo $?")
    assert answer.stdout.endswith("\n0\n")


def test_ctrl_c_ends_a_run_with_its_bar(tmp_path: Path) -> None:
    with terminal(*LONG, redirect=f">{tmp_path / 'out'}") as screen:
        screen.see("training")
        screen.press("\x03")
        assert screen.end() == 130
        assert "Traceback" not in screen.text
        assert "interrupted at epoch" in screen.text
        assert "stopped by interrupt" in (tmp_path / "out").read_text()
        assert screen.modes()[25], "the cursor is hidden"


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_a_run_with_its_bar(number: int, tmp_path: Path) -> None:
    with terminal(*LONG, redirect=f">{tmp_path / 'out'}") as screen:
        screen.see("training")
        screen.kill(number)
        assert screen.end() in (128 + number, -number)
        assert "Traceback" not in screen.text
        assert screen.modes()[25], "the cursor is hidden"


def test_an_interrupt_ends_a_run_without_a_terminal() -> None:
    with subprocess.Popen(
        [*PROGRAM, *LONG], stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=BUFFERED | {
            "PYTHONUNBUFFERED": "1"
        }
    ) as process:  # fmt: skip
        assert process.stdout is not None
        assert process.stderr is not None
        assert b"xor" in process.stdout.readline()
        process.send_signal(signal.SIGINT)
        rest = process.stdout.read().decode()
        assert process.wait(30) == 130
        err = without_slower(process.stderr.read().decode())
        assert err.startswith("scratchnet-tui: interrupted at epoch ")
        assert "W2" in rest, "what has been learned is printed"
        assert "stopped by interrupt at epoch " in rest


@pytest.mark.parametrize(
    "options",
    [
        ("--hidden", "8", "--activation", "linear", "--rate", "1e6"),
        ("--hidden", "0", "--rate", "2"),
    ],
)
def test_a_run_that_diverges(options: tuple[str, ...]) -> None:
    command = (*PROGRAM, "run", *options, "--output", "linear")
    answer = subprocess.run(command, capture_output=True, text=True, check=False)
    assert answer.returncode == 4
    assert re.fullmatch(
        r"scratchnet-tui: \w+ is no longer finite: diverged in epoch \d+ at update \d+; "
        r"try --rate 0.3( or --activation tanh)?\n",
        without_slower(answer.stderr),
    )
    assert "stopped by diverged" in answer.stdout


@pytest.mark.parametrize("option", ["--help", "--version", "run --help"])
def test_help_and_version_import_nothing_heavy(option: str) -> None:
    answer = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "scratchnet_tui", *option.split()],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    imported = {line.rpartition("|")[2].strip() for line in answer.stderr.splitlines()}
    assert "scratchnet_tui.cli.parser" in imported
    assert not HEAVY & {name.partition(".")[0] for name in imported}
