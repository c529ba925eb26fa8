"""Reading a user's file: what can go wrong gets one sentence."""

from __future__ import annotations

import os
import re
import select
import shlex
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import unquote

from core.errors import DataError
from core.printable import shortened

STDIN = "-"
"""What stands for standard input in the place of a file."""

_ALSO_STDIN = ("/dev/stdin", "/dev/fd/0", "/proc/self/fd/0")

MOST_MEBIBYTES = 256
"""No more than this is read of anything."""

_BYTES = "surrogateescape"  # how Python keeps the bytes of a path that are no UTF-8
_LONGEST_URL = 200  # characters of a URL that is written out in a sentence
_BLOCK = 1 << 20  # bytes that are read at a time
_LOOK = 0.1  # seconds between two looks at whether a reading that waits is to stop


def as_pasted(text: str, exists: Callable[[str], bool] = os.path.lexists) -> str:
    r"""Return the path that is meant by what somebody typed, or a terminal or a shell pasted.

    Parameters
    ----------
    text : str
        A path as it is, or with blanks and line ends around it, in quotes, with backslashes before
        blanks and other signs, beginning with ``~``, or as a ``file://`` URL.
    exists : callable
        ``exists(path)`` tells whether there is such a file.

    Returns
    -------
    str
        The text itself where there is such a file, for a name may have any of these signs in it.
        Otherwise the path without them, whether there is such a file or not. `STDIN` for the names
        that systems have for standard input.

    Raises
    ------
    DataError
        If it is the URL of something that has to be downloaded.
    """
    if _there(text, exists):
        return STDIN if text in _ALSO_STDIN else text
    path = _unquoted(text.strip())
    if re.match(r"(https?|ftps?)://", path, re.IGNORECASE):
        name = re.split(r"[?#]", path)[0].rstrip("/").rpartition("/")[2] or "the file"
        url = shlex.quote(path) if len(path) <= _LONGEST_URL else "URL"
        raise DataError(
            f"this is a URL, and only files are read; download it with curl -LO {url} and give "
            f"{shortened(name, 40)}"
        )
    if re.match(r"file:/", path, re.IGNORECASE):
        path = unquote(re.sub(r"^file:(//[^/]*)?", "", path, flags=re.IGNORECASE), errors=_BYTES)
    with suppress(RuntimeError, ValueError):  # it has no home; there is a NUL character in it
        path = os.path.expanduser(path)  # noqa: PTH111 - a user may be unknown
    return STDIN if path in _ALSO_STDIN else path


def _there(path: str, exists: Callable[[str], bool]) -> bool:
    try:
        return bool(path) and exists(path)
    except ValueError:  # there is a NUL character in it
        return False


def _unquoted(text: str) -> str:
    """Take away the quotes and backslashes with which a shell is told that a path is one word.

    A backslash before a letter or a digit stays: it is that of a path of Windows.
    """
    if "'" in text or '"' in text:
        try:
            words = shlex.split(text)
        except ValueError:  # a quote is not closed; it is a part of the name
            return text
        return words[0] if len(words) == 1 else text
    return re.sub(r"\\([^A-Za-z0-9])", r"\1", text)


def looks_like_a_path(text: str) -> bool:
    """Tell whether a text is the path of a table rather than the name of a data set."""
    text = _unquoted(text.strip()).lower()
    return "/" in text or text.endswith((".csv", ".tsv", ".txt"))


class ReadingStopped(DataError):  # noqa: N818 - somebody's wish rather than a fault of the file
    """The reading of a file was stopped before its end."""


class Reading:
    """How far the reading of a file has come: for whoever watches it, and may stop it.

    One thread reads and others may look; `stop` may be called from any of them.

    Parameters
    ----------
    moved : callable, optional
        ``moved(reading)`` is called by the thread that reads, now and then as it gets on.

    Attributes
    ----------
    bytes : int
        How many bytes have been read.
    size : int or None
        How many there are to be, where the file is an ordinary one.
    rows : int
        How many rows of a table have been taken in.
    """

    def __init__(self, moved: Callable[[Reading], None] = lambda _reading: None) -> None:
        self.bytes = 0
        self.size: int | None = None
        self.rows = 0
        self._moved = moved
        self._stopped = False

    def stop(self) -> None:
        """Let the reading end soon, with `ReadingStopped`."""
        self._stopped = True

    def look(self) -> None:
        """Tell how far the reading has come, and end it if somebody has asked for that.

        Raises
        ------
        ReadingStopped
            If `stop` has been called.
        """
        self._moved(self)
        if self._stopped:
            raise ReadingStopped("reading was stopped before the end of the file")


def blocks(path: Path, reading: Reading, most: int | None = None) -> Iterator[bytes]:
    """Yield the content of a file bit by bit, as it comes.

    Ordinary files and pipes are read: a pipe with a name is waited for until somebody has written
    to it and closed it again. What counts against the limit is what has been read, since the size
    of a pipe, and of much under ``/proc``, is told as 0. The messages do not name the file; the
    caller does.

    Parameters
    ----------
    path : Path
        The file.
    reading : Reading
        Is kept informed, and may stop it.
    most : int, optional
        How many MiB it may hold; `MOST_MEBIBYTES` by default.

    Raises
    ------
    DataError
        If it cannot be read, is no file or pipe, or holds more.
    """
    most = MOST_MEBIBYTES if most is None else most
    with _faults_in_words(), _opened(path) as (descriptor, status):
        if stat.S_ISREG(status.st_mode):
            if status.st_size > most << 20:
                raise _too_large("the file", most)
            reading.size = status.st_size or None
            more: Callable[[], bytes] = lambda: os.read(descriptor, _BLOCK)  # noqa: E731
        else:
            more = _of_pipe(descriptor, reading)
        yield from counted(more, reading, "the file", most)


def counted(
    more: Callable[[], bytes], reading: Reading, what: str, most: int | None = None
) -> Iterator[bytes]:
    """Yield what ``more()`` returns until that is nothing, and count it.

    Parameters
    ----------
    more : callable
        ``more()`` returns the next bytes, none at the end.
    reading : Reading
        Is kept informed, and may stop it.
    what : str
        What to call it in a refusal.
    most : int, optional
        As in `blocks`.

    Raises
    ------
    DataError
        If there is more.
    """
    most = MOST_MEBIBYTES if most is None else most
    while True:
        reading.look()
        block = more()
        if not block:
            return
        reading.bytes += len(block)
        if reading.bytes > most << 20:
            raise _too_large(what, most)
        yield block


def _too_large(what: str, most: int) -> DataError:
    return DataError(f"{what} is too large; at most {most} MiB are read")


@contextmanager
def _opened(path: Path) -> Iterator[tuple[int, os.stat_result]]:
    """Open a file that may be read, without waiting for whoever writes to it."""
    _check_kind(path.stat().st_mode)  # to open a device can do something already
    descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    try:
        status = os.fstat(descriptor)
        _check_kind(status.st_mode)
        yield descriptor, status
    finally:
        os.close(descriptor)


def _check_kind(mode: int) -> None:
    if stat.S_ISDIR(mode):
        raise DataError("this is a directory; name a file in it")
    if not stat.S_ISREG(mode) and not stat.S_ISFIFO(mode):
        what = "a device" if stat.S_ISCHR(mode) or stat.S_ISBLK(mode) else "a socket"
        raise DataError(f"this is {what}, not a file or a pipe; save the table to a file first")


def _of_pipe(descriptor: int, reading: Reading) -> Callable[[], bytes]:
    """Return what reads the next bytes of a pipe, looking up now and then while it waits."""
    waiting = select.poll()
    waiting.register(descriptor, select.POLLIN)

    def more() -> bytes:
        while True:
            # Before anybody has opened a pipe with a name for writing, poll reports nothing.
            if waiting.poll(1000 * _LOOK):
                with suppress(BlockingIOError):  # another reader was quicker
                    return os.read(descriptor, _BLOCK)
            reading.look()

    return more


@contextmanager
def _faults_in_words() -> Iterator[None]:
    """Say in a sentence what the system says of a file."""
    try:
        yield
    except FileNotFoundError:
        raise DataError("there is no such file") from None
    except PermissionError:
        raise DataError("there is no permission to read this file") from None
    except OSError as fault:
        raise DataError(f"the file cannot be read ({fault.strerror or fault})") from None
    except ValueError:  # each version of Python words it in another way
        raise DataError("the file cannot be read (embedded null byte)") from None


def read_bytes(path: Path, most: int | None = None) -> bytes:
    """Return the whole content of a file. Parameters and errors as in `blocks`."""
    return b"".join(blocks(path, Reading(), most))
