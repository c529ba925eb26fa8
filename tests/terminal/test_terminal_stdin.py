"""A table that comes through standard input: the keys then come from the terminal."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest
from harness import PROGRAM, terminal

TABLE = "x1,x2,y\n0,0,no\n0,1,yes\n1,0,yes\n1,1,no\n"


@pytest.fixture
def table(tmp_path: Path) -> Path:
    """Write a table with labels."""
    path = tmp_path / "points.csv"
    path.write_text(TABLE, encoding="utf-8")
    return path


def test_the_app_opens_after_a_pipe_and_takes_keys(table: Path) -> None:
    piped = ("/bin/sh", "-c", f"cat '{table}' | {' '.join(PROGRAM)} --data -")
    with terminal(command=piped) as screen:
        screen.see("epoch 0")
        screen.press("s")
        screen.wait(lambda: screen.epoch == 1, "the first epoch")
        screen.press("q")
        assert screen.end() == 0
        screen.assert_restored()


def test_the_app_opens_after_a_redirection(table: Path) -> None:
    with terminal("--data", "-", redirect=f"<'{table}'") as screen:
        screen.see("epoch 0")
        screen.press("q")
        assert screen.end() == 0


def test_a_terminal_is_no_table() -> None:
    with terminal("run", "--data", "-", size=(120, 24)) as screen:
        assert screen.end() == 2
        said = " ".join(screen.text.split())
        assert "--data: stdin: it is a terminal; pipe a table into it" in said


def test_a_command_reads_a_pipe() -> None:
    answer = subprocess.run(
        [*PROGRAM, "run", "--data", "-", "--epochs", "2"],
        input=TABLE, capture_output=True, text=True, timeout=60, check=False, env=os.environ,
    )  # fmt: skip
    assert (answer.returncode, answer.stderr) == (0, "")
    closed = subprocess.run(
        ["/bin/sh", "-c", f"{' '.join(PROGRAM)} run --data - <&-"],
        capture_output=True, text=True, timeout=60, check=False, env=os.environ,
    )  # fmt: skip
    assert closed.returncode == 2
    assert "stdin: it is closed; pipe a table into it" in closed.stderr
