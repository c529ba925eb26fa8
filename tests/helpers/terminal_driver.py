"""A terminal for the tests: a real pseudo-terminal with a screen that can be read.

The program is started below `sh`, as the leader of a session of its own, so the pseudo-terminal is
its controlling terminal as a window's would be. Nothing here sleeps and hopes: every wait is for a
condition, and fails loudly with a picture of the screen.
"""

from __future__ import annotations

import errno
import fcntl
import os
import re
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pyte

PATIENCE = 30.0
"""Seconds to wait for something that should take a tenth of one; the machine may be busy."""

PROGRAM = (sys.executable, "-m", "scratchnet_tui")

_SILENT = re.compile(rb"\x1b\[[<>=][\d;]*u|\x1b\[\?[\d;]*\$p")
"""What pyte would take for something else: the kitty keyboard, and questions about modes."""

_UNFINISHED = re.compile(rb"\x1b(\[[0-?]*[ -/]*)?$")
"""A sequence of which the rest has not been read yet."""

_MODE = re.compile(rb"\x1b\[\?([\d;]+)([hl])")
_KITTY = re.compile(rb"\x1b\[([<>])\d*u")
_SGR = re.compile(rb"\x1b\[([\d;:]*)m")


class Terminal:
    """A program in a pseudo-terminal.

    Parameters
    ----------
    command : sequence of str
        The program and its arguments.
    size : tuple of int
        Columns and rows.
    env : dict
        Changes to the environment; None takes a variable away.
    redirect : str
        Redirections for the shell to make, such as ``2>errors``.
    controlling : bool
        Whether the pseudo-terminal is the controlling one, whose loss the kernel tells by SIGHUP.
    """

    def __init__(
        self,
        command: tuple[str, ...],
        size: tuple[int, int] = (80, 24),
        env: dict[str, str | None] | None = None,
        redirect: str = "",
        controlling: bool = True,
    ) -> None:
        self.master, self._slave = os.openpty()
        self.path = os.ttyname(self._slave)
        self.output = bytearray()
        self._screen = pyte.Screen(*size)
        self._stream = pyte.ByteStream(self._screen)
        self._partial = b""
        self._lines: list[str] | None = None
        self.resize(*size)
        self._make_peculiar()
        self.before = self.settings()
        opened = '<>"$TTY"' if controlling else ""  # the first one it opens is its controlling one
        self.process = subprocess.Popen(
            ["/bin/sh", "-c", f'exec "$@" {opened} >&0 2>&0 {redirect}', "sh", *command],
            env=_environment({**(env or {}), "TTY": self.path}),
            stdin=self._slave,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )

    # the screen

    def resize(self, columns: int, rows: int) -> None:
        """Change the size, as a window does; the kernel sends SIGWINCH."""
        self._screen.resize(rows, columns)
        self._lines = None
        fcntl.ioctl(self.master, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    @property
    def lines(self) -> list[str]:
        """The lines of the screen as it was last read."""
        if self._lines is None:
            self._lines = list(self._screen.display)
        return self._lines

    @property
    def cells(self) -> list[list[tuple[str, str]]]:
        """The screen as it was last read: for each cell its sign, and its style in words."""
        columns, blank = range(self._screen.columns), self._screen.default_char
        rows = (self._screen.buffer[y] for y in range(self._screen.lines))
        return [[_cell(row.get(x, blank)) for x in columns] for row in rows]

    @property
    def reversed_texts(self) -> set[str]:
        """What stands in reverse on the screen as it was last read, piece by piece."""
        rows = (sorted(row.items()) for row in self._screen.buffer.values())
        texts = ("".join(cell.data if cell.reverse else "\n" for _, cell in row) for row in rows)
        return {piece.strip() for text in texts for piece in text.split("\n")} - {""}

    @property
    def text(self) -> str:
        """The whole screen."""
        return "\n".join(self.lines)

    @property
    def epoch(self) -> int:
        """The epoch in the status line; -1 where none is shown."""
        found = re.search(r"epoch ([\d,]+)", self.lines[0])
        return int(found[1].replace(",", "")) if found else -1

    def read(self, seconds: float = 0.1) -> int:
        """Read what has been written, waiting so long for it; return how many bytes it was."""
        ready, _, _ = select.select([self.master], [], [], seconds)
        if not ready:
            return 0
        try:
            data = os.read(self.master, 1 << 16)
        except OSError as error:
            if error.errno != errno.EIO:  # Linux says so when nobody has the other side open
                raise
            return 0
        self.output += data
        waiting = self._partial + data
        cut = _UNFINISHED.search(waiting)
        end = cut.start() if cut else len(waiting)
        self._partial = waiting[end:]
        self._stream.feed(_SILENT.sub(b"", waiting[:end]))
        self._lines = None
        return len(data)

    def forget(self) -> None:
        """Clear the screen on this side, so that only what is drawn from now on can be seen."""
        self._screen.erase_in_display(2)
        self._lines = None

    def wait(self, condition: Callable[..., object], what: str, seconds: float = PATIENCE) -> None:
        """Read until a condition holds."""
        deadline = time.monotonic() + seconds
        while not condition():
            if time.monotonic() > deadline:
                state = self.process.poll()
                picture = "\n".join(line.rstrip() for line in self.lines)
                message = f"waited {seconds:g} s for {what}; exit code {state}; screen:\n{picture}"
                raise AssertionError(message)
            self.read()

    def see(self, *texts: str) -> None:
        """Wait until the screen shows all of these."""
        self.wait(lambda: all(text in self.text for text in texts), f"{texts} on the screen")

    def count(self, seconds: float) -> int:
        """Return how many bytes are written in that time."""
        deadline, total = time.monotonic() + seconds, 0
        while (left := deadline - time.monotonic()) > 0:
            total += self.read(left)
        return total

    def settle(self, quiet: float = 0.3) -> None:
        """Wait until nothing has been written for a while."""
        self.wait(lambda: not self.read(quiet), "the screen to come to rest")

    def rest(self, quiet: float = 0.3) -> None:
        """Wait until nothing has been written, and no thread has wanted to compute, for a while.

        A busy machine lets a program wait for its turn, which looks like rest from outside.
        """
        self.wait(lambda: self.rests(quiet), "the program to come to rest")

    def rests(self, quiet: float = 0.3, seconds: float = 3.0) -> bool:
        """Tell whether the program comes to rest within so many seconds."""

        def at_rest() -> bool:
            until = time.monotonic() + quiet
            while time.monotonic() < until:
                if self.read(quiet / 15) or not _asleep(self.process.pid):
                    return False
            return True

        deadline = time.monotonic() + seconds
        while not (resting := at_rest()) and time.monotonic() < deadline:
            pass
        return resting

    # the keyboard

    def press(self, *keys: str | bytes) -> None:
        """Send keys, as the bytes a terminal sends for them."""
        for key in keys:
            os.write(self.master, key.encode() if isinstance(key, str) else key)

    def click(self, text: str) -> None:
        """Click on a text, with mouse reports in the SGR form."""
        for row, line in enumerate(self.lines):
            column = line.find(text)
            if column >= 0:
                place = f"0;{column + 1};{row + 1}"
                self.press(f"\x1b[<{place}M\x1b[<{place}m")
                return
        raise AssertionError(f"{text!r} is not on the screen:\n{self.text}")

    # the process

    def kill(self, number: int) -> None:
        """Send a signal to the program."""
        os.kill(self.process.pid, number)

    def end(self, seconds: float = PATIENCE) -> int:
        """Wait for the end and return the exit code: -n for death by signal n."""
        self.wait(lambda: self.process.poll() is not None, "the end of the process", seconds)
        while self.read(0.05):
            pass
        return self.process.returncode

    def hang_up(self) -> None:
        """Close the terminal, as closing its window does."""
        os.close(self._slave)
        os.close(self.master)
        self.master = self._slave = -1

    def session(self) -> dict[int, str]:
        """Return the numbers and names of the processes in the session of the program."""
        names = {}
        for path in Path("/proc").glob("[0-9]*/stat"):
            with suppress(OSError):  # it has just ended
                name, _, fields = path.read_text().partition("(")[2].rpartition(")")
                state, _, _, session = fields.split()[:4]
                if int(session) == self.process.pid and state not in "ZX":
                    names[int(path.parent.name)] = name
        return names

    def assert_alone(self) -> None:
        """Check that no process stays behind."""
        self.wait(lambda: not self.session(), "the last process to end")

    def close(self) -> None:
        """Kill the program and close the terminal."""
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        if self.master >= 0:
            self.hang_up()

    # the state of the terminal

    def _make_peculiar(self) -> None:
        """Choose settings unlike any default, so that only a true restore brings them back."""
        settings = self.settings()
        settings[0] ^= termios.IXON | termios.IXANY
        settings[6][termios.VERASE] = b"\x08"
        termios.tcsetattr(self._slave, termios.TCSANOW, settings)

    def settings(self) -> list[Any]:
        """Return the settings of the line discipline, as `stty` shows them."""
        return termios.tcgetattr(self._slave)

    def modes(self) -> dict[int, bool]:
        """Return the private modes the program has set so far, and whether each is on."""
        modes = {}
        for found in _MODE.finditer(self.output):
            for mode in found[1].split(b";"):
                modes[int(mode)] = found[2] == b"h"
        return modes

    def assert_restored(self) -> None:
        """Check that the terminal is as it was before the program started."""
        assert self.settings() == self.before, "the settings are not what they were"
        modes = self.modes()
        assert modes, "nothing was ever switched on; the program has not drawn"
        assert modes.pop(25), "the cursor is hidden"
        assert modes.pop(7), "long lines no longer wrap"
        left_on = sorted(mode for mode, on in modes.items() if on)
        assert not left_on, f"modes left on: {left_on}"
        depth = sum(1 if found[1] == b">" else -1 for found in _KITTY.finditer(self.output))
        assert depth <= 0, "the kitty keyboard protocol is left on"  # once more off does nothing

    def after_the_app(self) -> str:
        """Return what was written after the alternate screen was left, without its sequences."""
        tail = bytes(self.output).rpartition(b"\x1b[?1049l")[2]
        return re.sub(rb"\x1b\[[<>?]*[\d;]*[a-zA-Z]", b"", tail).decode(errors="replace")

    def colours(self) -> set[str]:
        """Return the colours asked for so far, as numbers of SGR sequences."""
        found = set()
        for sequence in _SGR.finditer(self.output):
            for part in re.split(b"[;:]", sequence[1]):
                number = int(part or 0)
                if 30 <= number <= 49 or 90 <= number <= 107:
                    found.add(str(number))
        return found - {"39", "49"}  # the terminal's own


def _cell(char: pyte.screens.Char) -> tuple[str, str]:
    """Return the sign and the style of a cell as they are seen: what looks alike is the same."""
    lines = [name for name in ("underscore", "strikethrough", "reverse") if getattr(char, name)]
    if char.data == " " and not lines:
        return " ", char.bg
    sign, front, back = char.data, char.fg, char.bg
    if sign == "▄" and not lines:  # the upper half with its colours changed about
        sign, front, back = "▀", back, front
    weight = [name for name in ("bold", "italics", "blink") if getattr(char, name)]
    return sign, " ".join((front, back, *weight, *lines))


def _environment(changes: dict[str, str | None]) -> dict[str, str]:
    """Return the environment of a plain terminal, with changes."""
    taken = ("HOME", "PATH", "PYTHONPATH", "PYTHONDONTWRITEBYTECODE", "TMPDIR", "VIRTUAL_ENV")
    environment = {name: os.environ[name] for name in taken if name in os.environ}
    environment |= {"TERM": "xterm-256color", "LANG": "C.UTF-8"}
    for name, value in changes.items():
        environment.pop(name, None)
        if value is not None:
            environment[name] = value
    return environment


@contextmanager
def terminal(*arguments: str, **options: Any) -> Iterator[Terminal]:
    """Run the app in a terminal and make sure that it is gone afterwards."""
    command = options.pop("command", PROGRAM)
    opened = Terminal((*command, *arguments), **options)
    try:
        yield opened
    finally:
        opened.close()


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
    word = input()
    if word == "other":
        other = os.fork()
        if other == 0:
            os.setpgid(0, 0)
            os.tcsetpgrp(0, os.getpid())
            print("another program", flush=True)
            input()
            os._exit(0)
        os.waitpid(other, 0)
        os.tcsetpgrp(0, os.getpgrp())
    if word.endswith("fg"):  # behind what the terminal had answered to the stopped app
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


def stall(screen: Terminal) -> None:
    """Do not read until the program can write no more, though it trains as fast as it goes.

    Each change of the size makes it draw the whole screen, which fills the way to the terminal.
    """
    deadline, size = time.monotonic() + PATIENCE, 250
    while time.monotonic() < deadline:
        before = _processor_time(screen.process.pid)
        for _ in range(4):
            size = 499 - size
            screen.resize(size, 70)
            time.sleep(0.1)  # a size that is gone again at once would never be drawn
        if _processor_time(screen.process.pid) - before <= 1:
            return
    raise AssertionError("the program never had to wait for the terminal")


def _asleep(process: int) -> bool:
    """Tell whether every thread of a process waits for something; True where it has ended."""
    try:
        stats = [path.read_text() for path in Path(f"/proc/{process}/task").glob("*/stat")]
    except OSError:  # a thread has just ended
        return False
    return all(stat.rpartition(")")[2].split()[0] in "SZ" for stat in stats)


def _processor_time(process: int) -> int:
    """Return how long a process has computed, in hundredths of a second."""
    fields = Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return int(fields[11]) + int(fields[12])
