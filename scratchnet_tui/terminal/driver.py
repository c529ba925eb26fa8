"""The driver: it connects the app to the terminal, and leaves the terminal as it was.

Textual's own driver assumes that the terminal stays and keeps reading. Over SSH, in tmux and in a
window that is closed it does not: then reads end, and writes fail or block for ever. Here a lost
terminal, and a signal that asks the process to end, both close the app properly.
"""

from __future__ import annotations

import os
import select
import signal
import sys
import termios
import time
import tty
from codecs import getincrementaldecoder
from collections.abc import Callable
from contextlib import suppress
from types import FrameType
from typing import Any, TextIO, cast

from textual._xterm_parser import XTermParser
from textual.app import App
from textual.drivers.linux_driver import LinuxDriver
from textual.events import Resize
from textual.geometry import Size

from .ansi_compression import compress
from .guard import RESTORE
from .job_control import in_front, stop_group
from .lifecycle import QUIET_ENDINGS, SteadyApp

_RARE_ENDINGS = {
    getattr(signal, name)
    for name in (
        "SIGQUIT", "SIGUSR1", "SIGUSR2", "SIGALRM", "SIGVTALRM", "SIGPROF", "SIGXCPU", "SIGXFSZ",
        "SIGIO", "SIGPWR", "SIGSTKFLT",
    )
    if hasattr(signal, name)
}  # fmt: skip
if hasattr(signal, "SIGRTMIN"):
    _RARE_ENDINGS |= set(range(signal.SIGRTMIN, signal.SIGRTMAX + 1))
"""The other signals that end a process and can be caught. Not those of a crash, such as SIGSEGV: a
handler in Python would never have its turn."""

_PATIENCE = 1.0  # seconds to write what is left when the process must end
_BLOCK = 4096  # the most characters that are buffered before they are written

_MOUSE_PIXELS_OFF = "\x1b[?1016l"

_PLAIN = str.maketrans(
    dict.fromkeys(range(0x2801, 0x2900), "*")  # the braille of the curve
    | dict.fromkeys(map(ord, "╭╮╰╯┏┓┗┛┌┐└┘├┤┬┴┼"), "+")
    | dict(zip("⠀│┃─━✓✗…", " ||--vx.", strict=True))
)
"""What stands for signs that the terminal's encoding lacks; for all others it is a `?`."""


class TerminalWriter:
    """A file-like writer to the terminal. What cannot be delivered is dropped.

    Parameters
    ----------
    stream : file
        The standard stream that leads to the terminal.
    lost : callable
        ``lost()`` is called, in the writing thread, when the terminal has gone.
    """

    def __init__(self, stream: TextIO, lost: Callable[[], None]) -> None:
        self.deadline = float("inf")
        self._lost = lost
        self._encoding = stream.encoding
        self._waiting: list[str] = []
        self._length = 0
        self._closed = False
        self._shared = stream.fileno()
        self._fd = self._shared
        # Reopened, the terminal can be written to without blocking, and the shell, which shares
        # the standard streams, is not affected. If that is forbidden, a write just blocks.
        with suppress(OSError):
            flags = os.O_WRONLY | os.O_NOCTTY | os.O_NONBLOCK
            self._fd = os.open(os.ttyname(self._shared), flags)

    def fileno(self) -> int:
        """Return the descriptor of the stream."""
        return self._shared

    def write(self, text: str) -> None:
        """Buffer a text; it is sent at `flush` at the latest."""
        self._waiting.append(text)
        self._length += len(text)
        if self._length >= _BLOCK:
            self.flush()

    def flush(self) -> None:
        """Send what has been buffered."""
        data = self._encode("".join(self._waiting))
        self._waiting.clear()
        self._length = 0
        while data and not self._closed:
            try:
                data = data[os.write(self._fd, data) :]
            except BlockingIOError:
                if time.monotonic() > self.deadline:
                    self.give_up()
                else:
                    select.select([], [self._fd], [], 0.1)
            except OSError:
                self._closed = True
                self._lost()

    def close(self) -> None:
        """Stop writing."""
        self._closed = True
        if self._fd != self._shared:
            os.close(self._fd)
            self._fd = self._shared

    def _encode(self, text: str) -> bytes:
        try:
            return text.encode(self._encoding)
        except UnicodeEncodeError:
            return text.translate(_PLAIN).encode(self._encoding, "replace")

    def give_up(self) -> None:
        """Restore the terminal, although pending output may never be read."""
        self._closed = True
        with suppress(OSError, termios.error):
            termios.tcflush(self._fd, termios.TCOFLUSH)
            os.write(self._fd, RESTORE.encode("ascii"))


class TerminalDriver(LinuxDriver):
    """Textual's driver, for terminals that stall, close, stop and go on."""

    def __init__(
        self,
        app: App[Any],
        *,
        debug: bool = False,
        mouse: bool = True,
        size: tuple[int, int] | None = None,
    ) -> None:
        endings = {each for each in _RARE_ENDINGS if signal.getsignal(each) is signal.SIG_DFL}
        endings.update(QUIET_ENDINGS)
        watched = (*endings, signal.SIGTSTP, signal.SIGCONT)
        self._handlers = {number: signal.getsignal(number) for number in watched}
        self._guard = cast(SteadyApp, app).guard
        self._on = False
        super().__init__(app, debug=debug, mouse=mouse, size=size)
        assert sys.__stdout__ is not None
        # Textual draws on standard error, but `2>file` must redirect messages only.
        self._output = TerminalWriter(
            sys.__stdout__, lambda: self._soon(self._leave, signal.SIGHUP)
        )
        self._file = cast(Any, self._output)
        for number in endings:
            signal.signal(number, self._asked_to_end)

    # the end

    def _soon(self, what: Callable[..., object], *arguments: Any) -> None:
        """Run something in the event loop; may be called from a signal handler or a thread."""
        with suppress(RuntimeError):  # the loop has ended already
            self._loop.call_soon_threadsafe(what, *arguments)

    @property
    def _ending(self) -> bool:
        return self._output.deadline < float("inf")

    def _asked_to_end(self, number: int, _frame: FrameType | None) -> None:
        # Not a handler of the event loop: that waits while the terminal does not read, and only
        # the deadline ends the wait.
        self._output.deadline = min(self._output.deadline, time.monotonic() + _PATIENCE)
        self._soon(self._leave, number)

    def _leave(self, number: int) -> None:
        self._app.exit(return_code=128 + number)

    def start_application_mode(self) -> None:
        """Set up the terminal once the process is in the foreground; if that fails, end."""
        self._wait_for_front()
        if self._ending:
            return
        with suppress(termios.error):  # it has gone; that shows when it is used
            before = termios.tcgetattr(self.fileno)
            self._guard.taken(before, self._settings_after(before))
        self._on = True
        try:
            super().start_application_mode()  # type: ignore[no-untyped-call]  # Textual's own
        except RuntimeError:  # no memory for another thread
            self._abandon()
            raise
        if self._writer_thread is None or not self._writer_thread.is_alive():
            self._on = False
            self._leave(signal.SIGHUP)

    def _settings_after(self, before: list[Any]) -> list[Any]:
        """Return the settings of the terminal as Textual changes them."""
        during = [*before[:6], list(before[6])]
        during[tty.IFLAG] = self._patch_iflag(before[tty.IFLAG])
        during[tty.LFLAG] = self._patch_lflag(before[tty.LFLAG])
        during[tty.CC][termios.VMIN] = 1
        return during

    def _abandon(self) -> None:
        """Restore the terminal after a failed start."""
        self._on = False
        drawn = self._writer_thread is not None and self._writer_thread.is_alive()
        if drawn:
            super().close()
        self._writer_thread = self._key_thread = None
        if self.attrs_before is not None:
            with suppress(termios.error):
                termios.tcsetattr(self.fileno, termios.TCSANOW, self.attrs_before)
        if drawn:
            self._output.give_up()
        self._guard.given_back()

    def write(self, data: str) -> None:
        """Write, while the app has the terminal."""
        if self._on:
            super().write(compress(data))

    def stop_application_mode(self) -> None:
        """Restore the terminal, unless another program has it already."""
        if self._on:
            self.write(_MOUSE_PIXELS_OFF)  # Textual switches it on, but never off
            super().stop_application_mode()
            self._on = False

    def disable_input(self) -> None:
        """Stop reading keys. Textual calls it again when the terminal is restored."""
        if self._on:
            super().disable_input()

    def _query_in_band_window_resize(self) -> None:
        """Ask the terminal to report its sizes, and keep handling SIGWINCH.

        Textual would then ignore that signal. But it is also how a user, or a program such as dtach
        that attaches another terminal, asks for a redraw.
        """
        signal.signal(signal.SIGWINCH, lambda *_: self._soon(self._resized))
        super()._query_in_band_window_resize()

    def _resized(self) -> None:
        """Report the size to the app, even if it has not changed."""
        size = Size(*self._get_terminal_size())
        self._app.post_message(Resize(size, size))

    def close(self) -> None:
        """Wait until all is written, and release terminal and signals."""
        super().close()
        self._output.close()
        self._guard.given_back()
        for number, handler in self._handlers.items():
            signal.signal(number, handler)

    # the keyboard

    def _run_input_thread(self) -> None:
        try:
            self.run_input_thread()
        except OSError:  # the terminal has gone
            self._soon(self._leave, signal.SIGHUP)
        except Exception as error:  # in a thread, where it would be lost
            self._soon(self._app._handle_exception, error)

    def run_input_thread(self) -> None:
        """Read keys until the driver is stopped or the terminal has gone.

        Raises
        ------
        OSError
            If the terminal has gone. Textual would retry without a pause.
        """
        parser = XTermParser(self._debug)
        # Bytes that are not UTF-8 are not keys, but they must not end the app.
        decode = getincrementaldecoder("utf-8")("replace").decode
        while not self.exit_event.is_set():
            ready, _, _ = select.select([self.fileno], [], [], 0.1)
            if ready:
                data = os.read(self.fileno, 4096)
                if not data:
                    raise OSError("end of input")
                for message in parser.feed(decode(data)):
                    self.process_message(message)
            for message in parser.tick():
                self.process_message(message)

    # ctrl+z and fg

    def _sigtstp_application(self, *_: object) -> None:
        # In the event loop, since the signal may come while the output's queue is locked.
        self._soon(self._stop)

    def _sigcont_application(self, *_: object) -> None:
        self._soon(self._go_on)

    def _stop(self) -> None:
        """Restore the terminal, and stop until the shell resumes the process."""
        if self._on:
            self.suspend_application_mode()
            stop_group(signal.SIGTSTP)
            self._take_again()

    def _go_on(self) -> None:
        """Set up the terminal again after a stop that left no time to restore it (SIGSTOP)."""
        if self._on:
            self._wait_for_front()
            self.suspend_application_mode()
            self._take_again()

    def _take_again(self) -> None:
        self._wait_for_front()
        if not self._ending:
            self._must_signal_resume = True
            self.resume_application_mode()
            self._app.refresh(layout=True)

    def _wait_for_front(self) -> None:
        """Stop while another process group has the terminal, as after `bg`."""
        while not in_front(self.fileno) and not self._ending:
            if not stop_group(signal.SIGTTOU):  # no shell could ever resume us
                self._asked_to_end(signal.SIGHUP, None)

    def suspend_application_mode(self) -> None:
        """Restore the terminal while another program uses it."""
        self.stop_application_mode()
        super().close()  # waits until all is written, and keeps the signals
        self._guard.given_back()
