"""What ctrl+c does while something has to be cleaned up before the process ends."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType


@contextmanager
def raised() -> Iterator[None]:
    """Let ctrl+c raise `KeyboardInterrupt` inside the block."""
    with _handled(signal.default_int_handler):
        yield


@contextmanager
def noted() -> Iterator[Callable[[], bool]]:
    """Only note the first ctrl+c; a second one raises `KeyboardInterrupt`.

    The block receives ``seen()``, which tells whether there was one.
    """
    seen = False

    def note(number: int, _frame: FrameType | None) -> None:
        nonlocal seen
        seen = True
        signal.signal(number, signal.default_int_handler)

    with _handled(note):
        yield lambda: seen


@contextmanager
def _handled(handler: Callable[[int, FrameType | None], object]) -> Iterator[None]:
    before = signal.getsignal(signal.SIGINT)
    try:
        if callable(before):
            signal.signal(signal.SIGINT, handler)
    except ValueError:  # only the main thread handles signals
        before = None
    try:
        yield
    finally:
        if callable(before):  # else it has no handler, or is ignored as in a background job
            signal.signal(signal.SIGINT, before)
