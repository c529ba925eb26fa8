"""Runs the command line, in this process or in a subprocess."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from typing import Any

import pytest

from scratchnet_tui.cli.parser import main


@dataclass(frozen=True)
class CommandResult:
    """What a command printed, and its exit code."""

    code: int
    out: str
    err: str

    @property
    def faults(self) -> list[str]:
        """The lines on standard error that are not notes."""
        return [line for line in self.err.splitlines() if not line.startswith(NOTE)]

    @property
    def notes(self) -> list[str]:
        """The notes on standard error, without their prefix."""
        lines = self.err.splitlines()
        return [line.removeprefix(NOTE) for line in lines if line.startswith(NOTE)]

    @property
    def result(self) -> dict[str, Any]:
        """The JSON object on standard output; NaN and Infinity are errors."""

        def refuse(name: str) -> None:
            raise AssertionError(f"{name} is not JSON")

        value = json.loads(self.out, parse_constant=refuse)
        assert isinstance(value, dict)
        return value


NOTE = "scratchnet-tui: note: "
"""The prefix of a line on standard error that informs and is no error."""

SLOWER = f"{NOTE}there is no compiled engine "
"""How the note begins that a run gets where no compiler was."""


def without_slower(err: str) -> str:
    """Return what stands on standard error, without the note that says that training is slower.

    So a test means the same on a machine without a compiler.
    """
    lines = err.splitlines(keepends=True)
    return "".join(line for line in lines if not line.startswith(SLOWER))


class CliDriver:
    """Runs commands in this process."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys = capsys

    def __call__(self, *arguments: object) -> CommandResult:
        self._capsys.readouterr()
        try:
            code: object = main([str(argument) for argument in arguments])
        except SystemExit as end:
            code = end.code
        assert isinstance(code, int), f"exit code {code!r}"
        out, err = self._capsys.readouterr()
        return CommandResult(code, out, without_slower(err))

    def run_json(self, *arguments: object) -> dict[str, Any]:
        """Return the result of ``run --format json``, which must succeed."""
        answer = self("run", "--format", "json", *arguments)
        assert (answer.code, answer.err) == (0, "")
        return answer.result

    def usage_error(self, *arguments: object) -> str:
        """Return the one-sentence error of wrong usage, on standard error alone."""
        answer = self(*arguments)
        assert answer.code == 2, answer
        assert answer.out == ""
        assert answer.err.endswith("\n")
        assert len(answer.err.splitlines()) == 1, answer.err
        assert answer.err.startswith("scratchnet-tui")
        return answer.err.rstrip("\n")


def run_subprocess(*arguments: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    """Run a command in a subprocess."""
    return subprocess.run(
        [sys.executable, "-m", "scratchnet_tui", *arguments],
        capture_output=True, env=os.environ | environment, timeout=60, check=False,
    )  # fmt: skip
