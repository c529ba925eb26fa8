"""Work in a thread that does not keep the process alive."""

from __future__ import annotations

import asyncio
import contextvars
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import TypeVar, cast

_T = TypeVar("_T")


def begin(work: Callable[[], _T]) -> asyncio.Future[_T]:
    """Start work in a separate thread, and return a future of its result.

    Unlike with `asyncio.to_thread` the process can end while the work hangs, as in a blocking read.
    An exception that nobody awaits is dropped.
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
        except BaseException as error:  # raised where the future is awaited
            fault = error
        with suppress(RuntimeError):  # the loop has ended
            loop.call_soon_threadsafe(settle, result, fault)

    threading.Thread(target=run, name="work", daemon=True).start()
    return future


def _retrieve(done: asyncio.Future[_T]) -> None:
    """Retrieve the exception, so that asyncio does not log it as never retrieved."""
    if not done.cancelled():
        done.exception()
