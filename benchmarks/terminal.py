"""A program in a pseudo-terminal. Its output is read at once and kept with the time it arrived."""

from __future__ import annotations

import bisect
import json
import os
import select
import subprocess
import sys
import tempfile
import termios
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Any

import pyte

from benchmarks.effort import ROOT

_PATIENCE = 60.0  # seconds after which something must be wrong
_ANSWERS = {
    b"\x1b[?2026$p": b"\x1b[?2026;2$y",  # yes, a frame can be shown all at once
    b"\x1b[?2048$p": b"\x1b[?2048;0$y",  # no, sizes are not reported in the stream
}
"""What a present-day terminal answers to the questions Textual asks."""


class Terminal:
    """A terminal in which ``python`` runs with some arguments, used in a ``with`` statement.

    Its size is given as (columns, rows).
    """

    def __init__(self, arguments: Sequence[str], size: tuple[int, int]) -> None:
        self._master, slave = os.openpty()
        termios.tcsetwinsize(slave, (size[1], size[0]))
        self._wake_reader, self._stop = os.pipe()
        self._seen = bytearray()
        self._ends: list[int] = []
        self._times: list[float] = []
        self._over = False
        self._screen = pyte.Screen(*size)
        self._stream = pyte.ByteStream(self._screen)
        self._drawn = 0  # how much of what has come is on that screen
        self._news = threading.Condition()
        self.started = time.perf_counter()
        self._process = subprocess.Popen(
            [sys.executable, *arguments],
            stdin=slave,
            stdout=slave,
            stderr=slave,
            cwd=ROOT,
            env=_environment(),
            start_new_session=True,
        )
        os.close(slave)
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        """Read until the program or the terminal is gone."""
        unanswered = b""
        while True:
            ready, _, _ = select.select([self._master, self._wake_reader], [], [])
            if self._wake_reader in ready:
                return
            try:
                data = os.read(self._master, 65536)
            except OSError:  # so Linux says that the other end is closed
                data = b""
            now = time.perf_counter()
            with self._news:
                self._seen += data
                self._ends.append(len(self._seen))
                self._times.append(now)
                self._over = not data
                self._news.notify_all()
            if not data:
                return
            unanswered += data
            for question, answer in _ANSWERS.items():
                if question in unanswered:
                    os.write(self._master, answer)
                    unanswered = unanswered.replace(question, b"")
            unanswered = unanswered[-16:]  # a question may come in two parts

    def send(self, keys: bytes) -> float:
        """Type keys, and return when they were sent, by `time.perf_counter`."""
        now = time.perf_counter()
        os.write(self._master, keys)
        return now

    def shown(self, *texts: str) -> float:
        """Wait until the screen shows some texts, each within one line.

        Returns when the bytes that completed the last of them arrived, by `time.perf_counter`.
        """
        deadline = time.perf_counter() + _PATIENCE
        while not self._shows(texts):
            with self._news:
                while self._drawn == len(self._ends):
                    left = deadline - time.perf_counter()
                    if left <= 0.0 or self._over:
                        raise RuntimeError(f"{texts} never appeared; the screen:\n{self.screen}")
                    self._news.wait(left)
                start = self._ends[self._drawn - 1] if self._drawn else 0
                data = bytes(self._seen[start : self._ends[self._drawn]])
                self._drawn += 1
            self._stream.feed(data)
        return self._times[self._drawn - 1]

    def _shows(self, texts: Sequence[str]) -> bool:
        lines = self._screen.display
        return all(any(text in line for line in lines) for text in texts)

    @property
    def screen(self) -> str:
        """What the screen showed when it was last looked at."""
        return "\n".join(self._screen.display)

    def count(self, start: float, stop: float) -> int:
        """Return how many bytes came between two moments of `time.perf_counter`."""
        first, last = (bisect.bisect_left(self._times, moment) for moment in (start, stop))
        ends = [0, *self._ends]
        return ends[last] - ends[first]

    def finish(self) -> None:
        """Wait until the program has ended by itself."""
        code = self._process.wait(_PATIENCE)
        self._reader.join(_PATIENCE)
        if code:
            raise RuntimeError(f"the program ended with {code}: {self._seen[-2000:].decode()}")

    def __enter__(self) -> Terminal:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._process.kill()
        self._process.wait()
        os.write(self._stop, b".")
        self._reader.join()
        for descriptor in (self._master, self._wake_reader, self._stop):
            os.close(descriptor)


def _environment() -> dict[str, str]:
    """Return an environment like that of a plain 256-colour terminal."""
    unwanted = ("NO_COLOR", "TMUX", "STY", "PYTHONDONTWRITEBYTECODE", "COLUMNS", "LINES")
    kept = {
        name: value
        for name, value in os.environ.items()
        if name not in unwanted and not name.startswith(("TEXTUAL", "COVERAGE"))
    }
    return kept | {"TERM": "xterm-256color", "COLORTERM": "truecolor", "LC_ALL": "C.UTF-8"}


def watch(
    scenario: str, run: str, size: tuple[int, int], **options: float
) -> tuple[dict[str, Any], Terminal]:
    """Play a scenario of `benchmarks.inside` in a terminal, with one of `effort.runs`.

    Returns its result, and the terminal with all output.
    """
    with tempfile.TemporaryDirectory() as folder:
        result = Path(folder, "result.json")
        words = ("-m", "benchmarks.inside", scenario, run, str(result), json.dumps(options))
        with Terminal(words, size) as terminal:
            terminal.finish()
            return json.loads(result.read_text(encoding="utf-8")), terminal
