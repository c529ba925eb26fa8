"""The guard: a small process that restores the terminal if the app dies without doing so.

A process cannot clean up once it is killed or has crashed, so this one runs beside it. It reads a
pipe on which the app reports when it takes the terminal and when it has restored it. A pipe that
closes in between means that the app has died.
"""

from __future__ import annotations

import json
import os
import select
import signal
import termios
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, NoReturn

RESTORE = (  # CAN ends a sequence that was cut short
    "\x18\x1b[0m\x1b[?2026l\x1b[?2004l\x1b[?7h\x1b[?2048l\x1b[?1000l\x1b[?1003l\x1b[?1015l\x1b[?1006l"
    "\x1b[?1016l\x1b[?1004l\x1b[<u\x1b[?1049l\x1b[?25h"
)
"""Ends everything that Textual's driver begins."""

_WORDS = "scratchnet-tui: it was killed or has crashed; the terminal is as it was before\n"

_NAME = "restore-tty"
"""What process lists call the guard, lest `killall scratchnet-tui` kills both."""

_PATIENCE = 5  # seconds to restore the terminal if it blocks


class Guard:
    """The app's side of the guard. Without a pipe it does nothing.

    `pipe` is the descriptor of the end to write to.
    """

    def __init__(self, pipe: int = -1) -> None:
        self._pipe = pipe

    def taken(self, before: list[Any], during: list[Any]) -> None:
        """Report that the app takes the terminal.

        `before` are the settings to restore and `during` those of the app, as returned by
        `termios.tcgetattr`.
        """
        self._send([_plain(before), _plain(during)])

    def given_back(self) -> None:
        """Report that the app has restored the terminal itself."""
        self._send(None)

    def _send(self, message: object) -> None:
        if self._pipe >= 0:
            with suppress(OSError):  # the guard was killed; the app does without
                os.write(self._pipe, json.dumps(message).encode() + b"\n")


@contextmanager
def guarded() -> Iterator[Guard]:
    """Start a guard if there is a terminal, and end it.

    It has to start before there are threads, which a fork would leave in an undefined state.
    """
    if not os.isatty(1):
        yield Guard()
        return
    try:
        reader, writer = os.pipe()
        process = _fork(reader, writer)
    except OSError:  # the process limit is reached
        yield Guard()
        return
    try:
        yield Guard(writer)
    finally:
        os.close(writer)
        with suppress(OSError):
            os.kill(process, signal.SIGCONT)  # in case it was stopped
            os.waitpid(process, 0)


def _fork(reader: int, writer: int) -> int:
    """Start the guard process; return its number, in the app alone."""
    app = os.getpgrp()
    shell = app
    with suppress(OSError):
        shell = os.getpgid(os.getppid())
    every = signal.valid_signals()
    before = signal.pthread_sigmask(signal.SIG_BLOCK, every)  # it must not run the app's handlers
    try:
        process = os.fork()
        if process == 0:
            _stand_guard(reader, writer, app, shell)
    except OSError:
        os.close(reader)
        os.close(writer)
        raise
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
    os.close(reader)
    return process


def _stand_guard(reader: int, writer: int, app: int, shell: int) -> NoReturn:
    """Run the guard process; never return.

    `reader` and `writer` are the ends of the pipe; `app` and `shell` are the process groups of the
    app and of the process that started it.
    """
    with suppress(BaseException):  # it must never continue as a second app
        os.close(writer)
        # In a group of its own it gets no ctrl+c and the like, and it ignores signals sent to it by
        # name or number. It may use the terminal from the background.
        for number in signal.valid_signals() - {signal.SIGKILL, signal.SIGSTOP, signal.SIGALRM}:
            with suppress(OSError):
                signal.signal(number, signal.SIG_IGN)
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_SETMASK, ())
        with suppress(OSError):
            os.setpgid(0, 0)
        with suppress(OSError):
            Path("/proc/self/comm").write_text(_NAME, encoding="ascii")
        os.chdir("/")
        screen, keys = _terminals()
        for other in range(max(reader, screen, keys)):
            if other not in (reader, screen, keys):
                with suppress(OSError):
                    os.close(other)
        held = _last_word(reader)
        if held is not None:
            signal.alarm(_PATIENCE)
            _restore(screen, keys, held, app, shell)
    os._exit(0)


def _terminals() -> tuple[int, int]:
    """Return descriptors of the terminal for output, and of the one for input."""
    screen = keys = os.dup(1)
    with suppress(OSError):  # reopened, it can be written to without blocking
        screen = os.open(os.ttyname(1), os.O_WRONLY | os.O_NOCTTY | os.O_NONBLOCK)
    with suppress(OSError):
        keys = os.dup(0) if os.isatty(0) else os.open("/dev/tty", os.O_RDWR | os.O_NOCTTY)
    return screen, keys


def _last_word(reader: int) -> Any:
    """Wait for the end of the app, and return its last report."""
    said = b""
    last = None
    while data := os.read(reader, 4096):
        *lines, said = (said + data).split(b"\n")
        if lines:
            last = json.loads(lines[-1])
    return last


def _restore(screen: int, keys: int, held: Any, app: int, shell: int) -> None:
    """Restore the terminal, unless another process has it by now.

    The shell may have it already. Its own settings are left alone then, but the alternate screen
    is closed, which no shell does. Any other program has a picture of its own there.
    """
    before, during = held
    try:
        front = os.tcgetpgrp(screen)
    except OSError:  # it has no owner any more
        front = app
    with suppress(OSError, termios.error):
        if front == app or _plain(termios.tcgetattr(keys)) == during:
            termios.tcsetattr(keys, termios.TCSANOW, before)
    if front == app:
        with suppress(OSError, termios.error):
            termios.tcflush(keys, termios.TCIFLUSH)
            if not select.select([], [screen], [], 0)[1]:  # the output is blocked
                termios.tcflush(screen, termios.TCOFLUSH)
    with suppress(OSError):
        if front in (app, shell):
            os.write(screen, (RESTORE + _WORDS).encode("ascii"))
        if front == shell != app:
            os.killpg(shell, signal.SIGWINCH)  # so that it redraws its prompt


def _plain(settings: list[Any]) -> list[Any]:
    """Return the settings with characters as numbers, which JSON can hold."""
    *flags, signs = settings
    return [*flags, [sign[0] if isinstance(sign, bytes) else sign for sign in signs]]
