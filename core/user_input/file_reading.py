"""Reading a user's file; every failure becomes an error of one sentence."""

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
"""The file name that means standard input."""

_ALSO_STDIN = ("/dev/stdin", "/dev/fd/0", "/proc/self/fd/0")

MOST_MEBIBYTES = 256
"""The default limit on the size of a file."""

_BYTES = "surrogateescape"  # how Python keeps bytes of a path that are not UTF-8
_LONGEST_URL = 200  # maximum length of a URL quoted in a message
_BLOCK = 1 << 20  # bytes read at a time
_LOOK = 0.1  # seconds between checks for a stop request while waiting for data


def as_pasted(text: str, exists: Callable[[str], bool] = os.path.lexists) -> str:
    r"""Return the path meant by typed or pasted text.

    Parameters
    ----------
    text : str
        A path, possibly with blanks and line ends around it, in quotes, with backslash escapes,
        beginning with ``~``, or as a ``file://`` URL.
    exists : callable
        ``exists(path)`` says whether the file exists.

    Returns
    -------
    str
        The text itself if such a file exists, since file names may contain any of these characters.
        Otherwise the decoded path, which need not exist. `STDIN` for the system's names of standard
        input.

    Raises
    ------
    DataError
        If it is a URL that would have to be downloaded.
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
    with suppress(RuntimeError, ValueError):  # no home directory; a NUL character in the path
        path = os.path.expanduser(path)  # noqa: PTH111 - a user may be unknown
    return STDIN if path in _ALSO_STDIN else path


def _there(path: str, exists: Callable[[str], bool]) -> bool:
    try:
        return bool(path) and exists(path)
    except ValueError:  # there is a NUL character in it
        return False


def _unquoted(text: str) -> str:
    """Remove shell quotes and backslash escapes from a path.

    A backslash before a letter or a digit stays: it belongs to a Windows path.
    """
    if "'" in text or '"' in text:
        try:
            words = shlex.split(text)
        except ValueError:  # an unclosed quote is part of the name
            return text
        return words[0] if len(words) == 1 else text
    return re.sub(r"\\([^A-Za-z0-9])", r"\1", text)


def looks_like_a_path(text: str) -> bool:
    """Whether a text is the path of a table rather than the name of a data set."""
    text = _unquoted(text.strip()).lower()
    return "/" in text or text.endswith((".csv", ".tsv", ".txt"))


class ReadingStopped(DataError):  # noqa: N818 - a user's request rather than an error
    """The reading of a file was stopped before its end."""


class Reading:
    """The progress of reading a file, and a way to stop it.

    One thread reads; others may inspect it and call `stop`.

    Parameters
    ----------
    moved : callable, optional
        ``moved(reading)`` is called by the reading thread at intervals.

    Attributes
    ----------
    bytes : int
        How many bytes have been read.
    size : int or None
        The size of a regular file in bytes, if known.
    rows : int
        How many rows of a table have been parsed.
    """

    def __init__(self, moved: Callable[[Reading], None] = lambda _reading: None) -> None:
        self.bytes = 0
        self.size: int | None = None
        self.rows = 0
        self._moved = moved
        self._stopped = False

    def stop(self) -> None:
        """Request that the reading end soon, with `ReadingStopped`."""
        self._stopped = True

    def look(self) -> None:
        """Report the progress, and end the reading if that was requested.

        Raises
        ------
        ReadingStopped
            If `stop` has been called.
        """
        self._moved(self)
        if self._stopped:
            raise ReadingStopped("reading was stopped before the end of the file")


def blocks(path: Path, reading: Reading, most: int | None = None) -> Iterator[bytes]:
    """Yield the content of a regular file or a pipe in chunks.

    A named pipe is read until its writer closes it. The limit applies to the bytes actually read,
    since pipes and many files under ``/proc`` report the size 0. Error messages do not name the
    file; the caller adds it.

    Parameters
    ----------
    most : int, optional
        The limit in MiB; `MOST_MEBIBYTES` by default.

    Raises
    ------
    DataError
        If it cannot be read, is not a file or pipe, or exceeds the limit.
    ReadingStopped
        If `reading` was stopped.
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
    """Yield the results of ``more()`` until one is empty, counting the bytes in `reading`.

    `what` is the name of the source for messages; `most` and the errors are as in `blocks`.
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
    """Open a regular file or a pipe without waiting for a writer."""
    _check_kind(path.stat().st_mode)  # first, since opening a device can have side effects
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
    """Return a function that reads the next bytes of a pipe and calls `Reading.look` meanwhile."""
    waiting = select.poll()
    waiting.register(descriptor, select.POLLIN)

    def more() -> bytes:
        while True:
            # Until a writer has opened a named pipe, poll reports nothing.
            if waiting.poll(1000 * _LOOK):
                with suppress(BlockingIOError):  # another reader was quicker
                    return os.read(descriptor, _BLOCK)
            reading.look()

    return more


@contextmanager
def _faults_in_words() -> Iterator[None]:
    """Turn errors of the operating system into `DataError` with a plain sentence."""
    try:
        yield
    except FileNotFoundError:
        raise DataError("there is no such file") from None
    except PermissionError:
        raise DataError("there is no permission to read this file") from None
    except OSError as fault:
        raise DataError(f"the file cannot be read ({fault.strerror or fault})") from None
    except ValueError:  # its text differs between versions of Python
        raise DataError("the file cannot be read (embedded null byte)") from None


def read_bytes(path: Path, most: int | None = None) -> bytes:
    """Return the whole content of a file. Parameters and errors as in `blocks`."""
    return b"".join(blocks(path, Reading(), most))
