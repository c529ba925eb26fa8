"""The reading path: every answer to an exercise holds, and every command runs."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

PAGE = (Path(__file__).parent.parent / "docs" / "reading.md").read_text(encoding="utf-8")
STOPS = dict(re.findall(r"^## (\d\. [^\n]*)\n(.*?)(?=^## |\Z)", PAGE, re.MULTILINE | re.DOTALL))
each_stop = pytest.mark.parametrize("stop", STOPS)


def test_there_are_eight_stops() -> None:
    assert [int(name[0]) for name in STOPS] == list(range(1, 9))


@each_stop
def test_the_answer_holds(stop: str) -> None:
    (answer,) = re.findall(r"```python\n(.*?)```", STOPS[stop], re.DOTALL)
    assert "assert" in answer
    exec(compile(answer, f"reading.md, {stop}", "exec"), {"__name__": "answer"})


COMMANDS = [
    line
    for block in re.findall(r"```sh\n(.*?)```", PAGE, re.DOTALL)
    for line in block.splitlines()
    if not line.startswith("scratchnet-tui --")  # those open the app
]


@pytest.mark.parametrize("line", COMMANDS)
def test_a_command_that_needs_no_screen_runs(line: str) -> None:
    command, _, comment = line.partition("#")
    words = command.split()
    program = {"python": (), "scratchnet-tui": ("-m", "scratchnet_tui")}[words[0]]
    done = subprocess.run(
        [sys.executable, *program, *words[1:]],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == (3 if "exit code 3" in comment else 0), done.stderr
    assert done.stdout
