"""A table on standard input: the keys are then read from the terminal."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest

from tests.helpers.cli_driver import without_slower
from tests.helpers.terminal_driver import PROGRAM, terminal

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
    assert (answer.returncode, without_slower(answer.stderr)) == (0, "")
    closed = subprocess.run(
        ["/bin/sh", "-c", f"{' '.join(PROGRAM)} run --data - <&-"],
        capture_output=True, text=True, timeout=60, check=False, env=os.environ,
    )  # fmt: skip
    assert closed.returncode == 2
    assert "stdin: it is closed; pipe a table into it" in closed.stderr


@pytest.mark.parametrize("name", ["-", "/dev/stdin", "/dev/fd/0", "/proc/self/fd/0"])
def test_every_name_of_standard_input_means_the_same(table: Path, name: str) -> None:
    run = " ".join((*PROGRAM, "run", "--epochs", "1", "--format", "json", "--data", name))
    for line in (f"cat '{table}' | {run}", f"{run} <'{table}'"):
        answer = subprocess.run(
            ["bash", "-c", line], capture_output=True, text=True, timeout=60, check=False
        )
        assert (answer.returncode, without_slower(answer.stderr)) == (0, "")
        assert json.loads(answer.stdout)["spec"]["data_file"] == "-"
    with terminal(
        command=("bash", "-c", f"cat '{table}' | {' '.join(PROGRAM)} --data {name}")
    ) as s:
        s.see("stdin", "epoch 0")
        s.press("s")
        s.wait(lambda: s.epoch == 1, "the first epoch")
        s.press("q")
        assert s.end() == 0


@pytest.mark.parametrize("way", ["<(cat '{table}')", "'{pipe}'"])
def test_the_app_opens_on_what_a_shell_substitutes_and_on_a_pipe_with_a_name(
    table: Path, tmp_path: Path, way: str
) -> None:
    pipe = tmp_path / "pipe.csv"
    os.mkfifo(pipe)
    written = way.format(table=table, pipe=pipe)
    feed = f"cat '{table}' >'{pipe}' & " if "pipe" in way else ""
    line = f"{feed}exec {' '.join(PROGRAM)} --data {written}"
    with terminal(command=("bash", "-c", line)) as screen:
        screen.see("epoch 0", "2-4-2")
        screen.press("s")
        screen.wait(lambda: screen.epoch == 1, "the first epoch")
        screen.press("4")
        screen.see("split")
        screen.press("n")
        screen.see("epoch 0")
        screen.press("q")
        assert screen.end() == 0
        screen.assert_restored()


@pytest.mark.parametrize("what", ["<(cat /dev/zero)", "/dev/fd/0 </dev/zero"])
def test_what_never_ends_is_refused_through_a_shell_too(what: str) -> None:
    run = " ".join((*PROGRAM, "run", "--data", what))
    answer = subprocess.run(
        ["bash", "-c", run], capture_output=True, text=True, timeout=60, check=False
    )
    assert answer.returncode == 2
    assert answer.stderr.count("\n") == 1


@pytest.mark.parametrize("written", ['"$PWD/my table.csv"', r"\'my\ table.csv\'", "my\\ table.csv"])
def test_what_a_shell_leaves_of_quotes_is_understood(tmp_path: Path, written: str) -> None:
    (tmp_path / "my table.csv").write_text(TABLE, encoding="utf-8")
    answer = subprocess.run(
        ["bash", "-c", f"{' '.join(PROGRAM)} run --epochs 0 --data {written}"],
        capture_output=True, text=True, timeout=60, check=False, cwd=tmp_path,
    )  # fmt: skip
    assert (answer.returncode, without_slower(answer.stderr)) == (0, "")
