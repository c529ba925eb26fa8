"""Work in a thread that the end of the process does not wait for."""

from __future__ import annotations

import asyncio
import contextvars
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import TypeVar, cast

_T = TypeVar("_T")


def begin(work: Callable[[], _T]) -> asyncio.Future[_T]:
    """Begin work in a thread of its own, and return what it will have come to.

    Unlike `asyncio.to_thread` it holds up no exit: work may hang in a read that never comes back.
    A fault nobody waits for any more is dropped.
    """
    loop = asyncio.get_running_loop()
    future: asyncio.Future[_T] = loop.create_future()
    future.add_done_callback(_retrieve)
    context = contextvars.copy_context()

    def settle(result: _T | None, fault: BaseException | None) -> None:
        if future.cancelled():
            return
        if fault is not None:
            future.set_exception(fault)
        else:
            future.set_result(cast(_T, result))

    def run() -> None:
        result, fault = None, None
        try:
            result = context.run(work)
        except BaseException as error:  # whoever waits for it gets it
            fault = error
        with suppress(RuntimeError):  # the loop has ended
            loop.call_soon_threadsafe(settle, result, fault)

    threading.Thread(target=run, name="work", daemon=True).start()
    return future


def _retrieve(done: asyncio.Future[_T]) -> None:
    """Look at how it has ended, or asyncio complains of a fault that nobody has looked at."""
    if not done.cancelled():
        done.exception()
